training-name = your course
training-keywords = learn, course, courses, training, safety, lesson
training-home = What do you want to learn today? Each topic takes about 10 minutes.
training-signs = ☐ new · ▶ begun · ☑ passed · ↻ due again
training-mark-new = ☐ { $name }
training-mark-begun = ▶ { $name }
training-mark-passed = ☑ { $name }
training-mark-due = ↻ { $name }
training-title = *{ $title }*
training-before = Before we begin, { $count ->
    [one] one question.
   *[other] { $count } questions.
} Never mind if you do not know: it shows how much you learn.
training-learn = Now the topic. Take your time.
training-again = Once more through what you missed.
training-quiz = Now the test: { $count ->
    [one] one question.
   *[other] { $count } questions.
} An answer cannot be changed.
training-question = { $ask }
    { $choices }
training-choice = { $text }
    .a = A) { $text }
    .b = B) { $text }
    .c = C) { $text }
    .d = D) { $text }
training-letter = Letter
    .a = A
    .b = B
    .c = C
    .d = D
training-sourced = { $text }
    📖 { $source }
training-right = ✅ Good. { $because }
training-wrong = ❌ No. It is: { $right }. { $because }
training-passed = 🎉 You passed: { $right } of { $asked }.
training-failed = You had { $right } of { $asked }. To pass it takes { $needed }. Go through what you missed and try again.
training-failed-critical = You had { $right } of { $asked }, but missed a question of life or death. Go through it and try again.
training-practice = This helps to remember. It does not replace practice with your supervisor, nor the yearly course at the mine.
training-go-apply = Do it today
training-go-again = Go through and try
training-go-home = Other topics
training-remind-again = 🔁 A short review: { $name }. It takes 3 minutes.
training-remind-refresher = 🔁 Time to go through it again: { $name }.
training-applied = Today, at the mine, do this:
    { $goals }
    .done = I have done it
    .later = Later
training-apply-photo = If you like, send a photo for your trainer.
training-apply-later = Good. Come back here when you have done it.
training-apply-kept = Done. It is noted.

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
training-go-certificate = My certificate
training-go-certificates = My certificates
training-certificates = You have a certificate for these topics. Which one do you want?
training-certificates-none = You have no certificates yet. Pass a topic and it will be here.
training-certificate-none = To get the certificate, pass this topic first. If its date has passed, do the refresher.
training-named = Do you want your name on the certificate? It appears nowhere else.
    .write = Write my name
    .without = No name
training-named-again = Which name goes on the certificate? Last time you wrote: { $name }.
    .same = The same
    .write = Another name
    .without = No name
training-holder = Write your first and last names. Numbers are left out.
training-drawing = I am making your certificate…
training-certificate-ready = Here is your certificate. Keep it. Whoever receives it can check it with the square code.
training-certificate-failed = I could not make the certificate. Try again.
training-paper-kicker = Certificate of learning in the chat
training-paper-lead = Passed this topic in the chat of Chaski.
training-paper-criteria = How it is passed: four of every five answers right, and none wrong among the questions of life and death.
training-paper-dates = Passed on { $since }. Valid until { $until }: on that day the refresher is due.
training-paper-issuer = Issued by Chaski, the chat assistant for artisanal mining.
training-paper-unchecked = Name written by the person herself; nobody compared it with her identity card.
training-paper-note = It is not the yearly certificate of the Annex 6 courses (art. 74 of the mining safety regulation) and does not replace practice at the mine.
training-paper-lookup = Check online: open the code with the camera. The page does not show the name.
training-paper-offline = Check offline: this PDF carries its signed credential inside (Open Badges 3.0, credential.jwt). The program is: chaski verify FILE.pdf
training-paper-file = certificate-{ $module }.pdf

# When the trainer sends a topic.

training-pushed = 📘 There is a topic for you: { $name }. It takes about 10 minutes. You can stop and go on later.
training-nudge = ▶ You began { $name } and stopped half way. Tap and go on where you left it.
training-go-pushed = Begin
training-go-nudge = Go on
training-pictures = Do you want a drawing with each topic? It uses little data: less than a sticker.
training-go-pictures = With or without

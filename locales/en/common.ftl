# Words that all parts share. Plain English: short sentences, one idea at a time.

# -- Dates --------------------------------------------------------------------
month-names = January, February, March, April, May, June, July, August, September, October, November, December
weekday-names = Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday
date-long = { $weekday } { $day } { $month } { $year }
date-short = { $day } { $month } { $year }

# -- Buttons (20 letters at most) -----------------------------------------------
common-yes = Yes
common-no = No
common-done = Done
common-skip = Go on without photo
common-next = Go on
common-more = See more
common-first = Back to the start
common-today = Today
common-forgot = I forgot
common-yesterday = Yesterday
common-other = Other
common-menu = Menu
common-tick = ☑ { $label }
common-untick = ☐ { $label }

# -- What we say when something did not go as expected ------------------------------
common-unclear-choice = I did not understand. Tap a button or write its number.
common-unclear-choices = I did not understand. Write the numbers, for example: 1 3. Or tap, and at the end “Done”.
common-change-answer = Shall I change what you told me to “{ $label }”? Your plan and reminders change too.
common-did-you-mean = Did you mean “{ $label }”?
common-unclear-number = I did not understand. Write only the number, for example: 7
common-number-range = Write a number between { $low } and { $high }.
common-unclear-day = I did not understand. Write day, month and year, for example: 25/11/2026
common-day-future = That day has not come yet. Write the day when it happened.
common-day-past = That day has passed. Write a day to come.
common-day-range = That day is very far away. Look at it again and write it once more.
common-unclear-text = I could not read your message. Write it with letters.
common-too-long = Your message is very long. Write it in less than { $most } letters.
common-unclear-photo = I need a photo here. Send it, or tap “Go on without photo”.
common-unclear-document = I need a document or a photo here. Send it, or tap “Go on without photo”.
common-unclear-voice = I need a voice note here. Record it and send it.
common-file-too-big = That file is very big. The most is 16 MB. Send a smaller photo.
common-file-empty = That file came empty. Send it again.
common-file-unreadable = I could not open that file. Send a photo or a PDF.
common-unsupported = I cannot read that yet. Write to me in words, or send a photo, a voice note or a file.
common-sent-unasked = I got what you sent, but did not expect it now. Is it a contract? Write “contract”. Is it a stamped copy? Open the step and tap “I did it”.
common-edited-late = I saw that you changed an earlier message. To correct an answer, write “back”.
common-option-withdrawn = That answer is no longer on the list. Please choose another.
common-still-working = I am still working on it. Wait a moment.
common-already-answered = You answered that question before. Your answer stays as it was.
common-answer-changed = I changed your answer.
common-one-more-question = One more question first.
common-question-gone = That question is no longer needed.
common-ticked = { $count ->
    [0] You have marked nothing yet.
    [one] You marked { $count }.
   *[other] You marked { $count }.
}
common-button-gone = That button no longer works. We go on from here.
common-gone = That is no longer there. Here is the menu.
common-not-understood = I did not understand. Please choose from the menu.
common-maybe = I did not understand well. Is it one of these? If not, write “menu”.
common-one-by-one = I noted what I could. Now answer this question.
common-listen = I have no audio yet. Here it is in writing again.
common-nothing-before = There is nothing before this question.
common-consent-first = Please answer this first. Then we look at the rest.
common-sorry = Sorry, I had a problem. What you told me before is safe. Try again.
common-thanks = You are welcome. I am here when you need me.
common-bye = Go well. Write to me whenever you want.
common-help = Tap a button or write its number. Write “menu” to see everything, “back” to go back, “stop” to get no reminders.

# -- Words we understand (with commas between) ---------------------------------------
# All languages are heard at once, so a word here must mean nothing else in Spanish or Quechua.
common-words-sos = emergency, accident, injured, collapse, gas leak, bleeding
common-words-menu = hello, hi, menu, start, home, options, exit, cancel, 0
common-words-back = back, go back, previous
common-words-help = help, help me, i do not understand, i don't understand, what can i do
common-words-repeat = repeat, again, once more
common-words-listen = listen, audio, voice
common-words-pause = pause, pause reminders
common-words-language = language, english, spanish, quechua
common-words-data = my data, erase my data, delete my data, privacy
common-words-stop = stop, unsubscribe, no more reminders
common-words-thanks = thanks, thank you, many thanks, ok thanks, okay thanks, thank you very much
common-words-bye = bye, goodbye, bye bye, see you
# Politeness that changes nothing: “menu please”.
common-polite = please, pls, thanks, thank you
common-means-yes = yes, yeah, yep, sure, right, okay, ok, of course
common-means-no = no, nope, none, never, nothing
common-means-agree = yes, i agree, agree, accept, sure, ok, okay
common-means-refuse = no, i do not agree, i don't agree, refuse
common-means-next = next, go on, continue, ok, okay, yes, ready
common-means-skip = skip, no photo, without photo, i have none, later, go on
common-means-done = done, ready, finished, that is all
common-means-more = more, see more, show more
common-means-first = first, first page
common-means-today = today
common-means-forgot = i forgot, forgot, i do not remember, don't remember, i don't remember
common-means-yesterday = yesterday
common-means-menu = menu

# -- Numbers and days as they are written -----------------------------------------
# Lists with “=” say which number each word is.
common-number-words = zero, one, two, three, four, five, six, seven, eight, nine, ten, eleven, twelve, thirteen, fourteen, fifteen, sixteen, seventeen, eighteen, nineteen, twenty, twenty-one, twenty-two, twenty-three, twenty-four, twenty-five, twenty-six, twenty-seven, twenty-eight, twenty-nine, thirty, thirty-one
common-numbers = twenty one=21, twenty two=22, twenty three=23, twenty four=24, twenty five=25, twenty six=26, twenty seven=27, twenty eight=28, twenty nine=29, thirty one=31
# For buttons only: “the second”, “option 2”.
common-ordinals = first=1, second=2, third=3, fourth=4, fifth=5, sixth=6, seventh=7, eighth=8, ninth=9, tenth=10
common-pointers = option, number, button, the
common-months = jan=1, apr=4, aug=8, dec=12
# Days counted from today.
common-days = today=0, yesterday=-1, last night=-1, day before yesterday=-2, tomorrow=1, day after tomorrow=2, a week ago=-7, in a week=7
# How many days, and which way: back -1, ahead 1.
common-day-units = day=1, days=1, week=7, weeks=7, day ago=-1, days ago=-1, week ago=-7, weeks ago=-7
common-day-signs = last=-1, in=1, next=1, from now=1
common-day-fillers = the, of, on, it was, st, nd, rd, th, this

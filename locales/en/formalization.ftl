formalization-name = your formalization
formalization-keywords = formalize, formalization, papers, my path, my way
    .triage = my status, status, suspended, excluded, in force
    .plan = plan, my plan, what now, what do i do, dates, deadline, deadlines
    .steps = steps, my steps, list
    .problem = problem, i have a problem, does not sign, will not sign
    .offices = office, offices, minem, drem, address, phone
    .file = case file, my case file, my file, pdf, print
# What the search calls what it finds.
formalization-titles = My way
    .triage = My status
    .plan = What to do now
    .steps = All steps
    .problem = I have a problem
    .offices = Offices
    .file = My case file
formalization-stops-me = *{ $what }*
    Is this your problem?

# -- Where she stands ----------------------------------------------------------
formalization-status = Look up your status at gob.pe/867. What does it say about you?
formalization-status-other = Another case
formalization-status-who = Which is your case?
formalization-status-is = *{ $title }*
formalization-lawyer = This depends on your case. Ask a lawyer before you decide.
formalization-declared = { $name }: it was due on { SHORT($day) }. Did you file it?
formalization-remind-me = Shall I remind you before each date?
formalization-home = Your status: { $status }.
formalization-progress = You have done { $done } of the { $total } steps of the process.
formalization-process-note = ⚠️ The process ends on { $end }, or earlier if the new law and its rules come out. { $left ->
    [0] That is today.
    [one] { $left } day is left.
   *[other] { $left } days are left.
} It is not confirmed that it will be extended. Last checked: { SHORT($checked) }.
formalization-process-over = ⚠️ The last date of the process that we know was { $end }. We do not know whether it was extended. Ask MINEM: (01) 411 1100. Last checked: { SHORT($checked) }.

# -- Buttons ---------------------------------------------------------------------
formalization-go-plan = What I do now
formalization-go-dates = Dates to come
formalization-go-end = End of the process
formalization-go-steps = All steps
formalization-go-problem = I have a problem
formalization-go-file = My case file
formalization-go-offices = Offices
formalization-go-triage = My status changed
formalization-go-papers = Papers
formalization-go-where = Who and where
formalization-go-deadline = Deadline
formalization-go-cost = Cost and advice
formalization-go-done = I did it
formalization-go-undone = I marked it wrong
formalization-go-notified = I got a notice
formalization-go-sources = The law
formalization-go-solved = It is solved now
formalization-go-ruc = SUNAT dates
formalization-go-again = Try again

# -- The plan ----------------------------------------------------------------------
formalization-plan-now = *This week:*
    { $what }
formalization-plan-suspended = ⚠️ While you are suspended, you must not work the mine.
formalization-plan-finished = You finished the process. Keep your resolution safe.
formalization-plan-no-sunat = We do not have the next SUNAT dates yet. Ask: 0-801-12-100.
formalization-plan-nothing-now = No new step is due from you this week.
formalization-plan-risk = *Watch the time:*
    { $what }
formalization-plan-no-dates = We know no date of yours for now.
formalization-plan-dates = *Dates to come:*
    { $what }
formalization-risk-late = { $name }: to have an answer in time, it had to be filed by { SHORT($last) }. File it now and ask MINEM.
formalization-risk-tight = { $name }: file it before { SHORT($last) }.
formalization-risk-past = { $name }: the term passed around { SHORT($day) }. If you did not do it, ask MINEM: (01) 411 1100.
formalization-risk-over = { $name }: the deadline that we know has passed. Ask MINEM.
formalization-date-due = { $name }: { SHORT($day) } ({ $left ->
    [0] today
    [one] { $left } day left
   *[other] { $left } days left
})
formalization-date-unsure = { $name }: { SHORT($day) }, if the process goes on. Confirm with MINEM.
formalization-date-late = { $name }: was due on { SHORT($day) }
formalization-date-check = { $name }: from { SHORT($day) } on, look up which date is yours
formalization-ruc-last-digit = What is the last digit of your RUC? Write only that digit.
formalization-ruc-kept = I noted that your RUC ends in { $digit }.

# -- A step --------------------------------------------------------------------------
formalization-group = Which steps do you want to see?
    .process = The process
    .permits = Permits
    .duties = Duties with a date
    .other = Another way
formalization-signs = ☑ done · ☐ to do · ⚠️ late · ⛔ blocked
formalization-steps-none = There are no steps for you here.
formalization-steps-are = Choose a step.
    { $signs }
formalization-mark-done = ☑ { $name }
formalization-mark-open = ☐ { $name }
formalization-mark-late = ⚠️ { $name }
formalization-mark-blocked = ⛔ { $name }
formalization-step = *{ $title }*
formalization-state-done = ☑ You did it on { $day }.
formalization-state-done-forgot = ☑ You did it. You do not remember the day.
formalization-state-open = ☐ You have not done this step yet.
formalization-state-late = ⚠️ This step is late.
formalization-state-blocked = ⛔ You said that something blocks this step.
formalization-if-missed = *If you miss it:* { $text }
formalization-shortcut = *An easier way:* { $text }
formalization-unknown = *Not known:* { $text }
formalization-as-of = Checked: { SHORT($checked) }.
formalization-as-of-unsure = Not fully certain. Confirm it first. Checked: { SHORT($checked) }.
formalization-law = *The law:*
    { $law }
formalization-sources = *Where this comes from:*
    { $sources }
formalization-reviewed-not = No lawyer has reviewed it yet.
formalization-reviewed = Reviewed by { $by }.

# -- Papers ----------------------------------------------------------------------------
formalization-papers-are = *Papers of { $title }*
    { $papers }
formalization-have = Which do you have already? Tap each one, and “Done” at the end.
formalization-papers-missing = You still need:
    { $papers }
formalization-papers-complete = You have all the papers of this step.
formalization-done-day = { $title }: on which day did you do it? Tap “Today” or write the date, for example: { $example }
formalization-cargo = Do you have the “cargo”? It is the stamped copy. Send me a photo: if it gets lost, the photo defends you.
formalization-cargo-kept = I kept the photo of your stamped copy.
formalization-cargo-advice = Always ask for your “cargo”, the stamped copy, and keep it safe.
formalization-done-kept = Done. I noted: { $title }, { $day }.
formalization-done-kept-forgot = Done. I noted: { $title }, without a day. Without it I cannot count your terms. Look at your stamped copy: the day is on it.
formalization-undo = Shall I erase that you did “{ $title }”?
formalization-not-undone = Good. It stays marked as done.
formalization-undone = Done. That step is open again.
formalization-granted = Do you have the authorization, or did you only ask for it?
    .given = I have it
    .asked = I only asked
formalization-asked-kept = Noted that you asked for: { $title }, { $day }. When you have it, tap “I did it” again.
formalization-asked-kept-forgot = I noted that you asked for: { $title }, without a day. When they give it, tap “I did it” again.
formalization-letter = What does the letter say?
    .correct = I must correct it
    .rejected = They rejected it
formalization-rejected-kept = It reached you on { $day }. You have { $days } days, counting all, to file another: until { $due }. Do it earlier.
formalization-notified-unsure = It reached you on { $day }. To appeal, the term may be { $days } working days: until { $due }. Confirm it today with MINEM or a lawyer.
formalization-notified-past = It reached you on { $day }. The term to appeal may have passed. Ask MINEM or a lawyer today. If you are suspended, you can still ask to lift the suspension.
formalization-notified-day = { $title }: on which day did the notice reach you? For example: { $example }
formalization-notified-kept = It reached you on { $day }. You have { $days } working days: until { $due }. Holidays are not taken off. Do it earlier.

# -- Problems and offices ----------------------------------------------------------------
formalization-problem = What is the problem?
formalization-solved = Good news. I noted that it is solved.
formalization-offices-are = Those of your region come first. Choose one.
formalization-office = *{ $title }*
formalization-office-address = 🏠 { $value }
formalization-office-phone = Phone: { $value }
formalization-office-hours = Hours: { $value }
formalization-office-web = Web page: { $value }
formalization-office-not-found = We found neither its address nor its phone. Ask MINEM: (01) 411 1100.

# -- Reminders ------------------------------------------------------------------------------
formalization-remind-due = *{ $name }*: { $left ->
    [0] due today, { $day }.
    [one] due tomorrow, { $day }.
   *[other] due on { $day }. { $left } days are left.
}
formalization-remind-unsure = *{ $name }*: { $left ->
    [0] due today, { $day }, if the process goes on.
    [one] due tomorrow, { $day }, if the process goes on.
   *[other] due on { $day }, if the process goes on. { $left } days left.
} Confirm with MINEM: (01) 411 1100.
formalization-remind-over = ⚠️ The date we know of the process has passed. Ask MINEM whether it goes on, before you work or pay: (01) 411 1100.
formalization-remind-check = *{ $name }*: look on MINEM's web page which date is yours this year.
formalization-remind-end = ⚠️ The process ends on { $day }, or earlier if the new law and its regulation come out. { $left ->
    [0] That is today.
    [one] { $left } day is left.
   *[other] { $left } days are left.
} It is not confirmed that it will be extended (checked: { SHORT($checked) }). You still lack:
    { $missing }

# -- My case file as a PDF ---------------------------------------------------------------------
formalization-drawing = I am putting your case file together. Wait a moment.
formalization-file-ready = 📄 Here is your case file. Print it and take it to the office window.
formalization-file-failed = I could not make your case file. Try again.
formalization-file-title = My case file
formalization-file-subtitle = The way to formal mining
formalization-file-made = Made on { $day }
formalization-file-warning = This sheet is a personal aid. It is not a permit and not an official document. The process ends on { $end }, or earlier. It is not confirmed that it will be extended. Last checked: { SHORT($checked) }.
formalization-file-now = This week
formalization-file-process = Steps of the process
formalization-file-permits = Permits
formalization-file-dates = Dates to come
formalization-file-papers = Papers still to gather
formalization-file-offices = Where to ask
formalization-file-sources = Where the date of the process comes from
formalization-file-footer = Made with Chaski from what its holder told. It does not replace a lawyer.
formalization-file-page = Page { "{" }n{ "}" } of { "{" }total{ "}" }
formalization-file-label-status = Status in REINFO
formalization-file-label-role = At the mine
formalization-file-label-mineral = Mineral
formalization-file-label-place = Place
formalization-file-fill-name = Full name:
formalization-file-fill-ruc = RUC (tax number):
formalization-file-status = { $status } (as told on { SHORT($day) })
formalization-file-place = { $region }, { $province }
formalization-file-column-1 = Step
formalization-file-column-2 = Done on
formalization-file-column-3 = Stamped copy
formalization-file-column-4 = Problem
formalization-file-day = { SHORT($day) }
formalization-file-no-day = —
formalization-file-cargo-yes = With photo
formalization-file-cargo-no = —
formalization-file-mark-done = Done
formalization-file-mark-open = To do
formalization-file-mark-late = Late
formalization-file-mark-blocked = Blocked
formalization-file-left = { $left ->
    [0] today
    [one] { $left } day left
   *[other] { $left } days left
}
formalization-file-unsure = if the process goes on
formalization-file-late = { $left ->
    [one] { $left } day late
   *[other] { $left } days late
}
formalization-file-paper = { $name }: { $text }
formalization-file-not-found = Not found

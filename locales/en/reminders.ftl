reminders-name = your reminders
reminders-keywords = reminders, my reminders, alarm
    .own = my reminder, remind me
reminders-titles = My reminders
    .own = My own reminder
reminders-greeting = { $count ->
    [one] 📅 You have one reminder.
   *[other] 📅 You have { $count } reminders.
}
reminders-coming = I will remind you:
    { $days }
reminders-none = You have no reminders waiting.
reminders-all-stopped = I send you no reminders, as you asked.
reminders-on = { SHORT($day) }: { $what }
reminders-mine = My reminder
reminders-will-say = On { $day } I will tell you:
reminders-cancelled = Done. That reminder will not come.
reminders-own-what = What shall I remind you of? Write it.
reminders-own-day = On which day? For example: 25/11/2026
reminders-own-said = You asked me to remind you: { $what }
reminders-own-kept = Done. On { $day } I remind you: { $what }
reminders-later = When shall I remind you again?
    .tomorrow = Tomorrow
    .three-days = In 3 days
    .week = In a week
reminders-later-kept = Done. I remind you on { $day }.
reminders-too-late = That day has passed. I will not remind you of it again.
reminders-stopped-all = Done. I send you no more reminders. You can still ask me whenever you want.
reminders-stopped-topic = Done. I will not remind you of that again.
reminders-resumed = Done. I remind you again.
reminders-changed = { $count ->
    [one] A date of your plan changed:
   *[other] Dates of your plan changed:
}
    { $changes }
reminders-change-moved = { $name }. Before: { SHORT($before) }. Now: { SHORT($after) }. { $ground }
reminders-change-added = { $name }. New date: { SHORT($after) }. { $ground }
reminders-change-dropped = { $name }. No longer: { SHORT($before) }. { $ground }
reminders-change-ground = It says so: { $norm }. Checked: { SHORT($checked) }.
reminders-go-later = Later
reminders-go-stop-all = No more reminders
reminders-go-stop-topic = No more of this
reminders-go-resume = I want reminders
reminders-go-own = Make my reminder
reminders-go-cancel = Drop this reminder
reminders-go-list = My reminders
reminders-pause = For how long shall I not remind you?
    .week = One week
    .fortnight = Two weeks
    .month = One month
reminders-paused = Done. No reminders until { $day }. If a date comes before, I do not remind you either: note it down.
reminders-paused-until = Your reminders are paused until { $day }.
reminders-go-pause = Pause reminders

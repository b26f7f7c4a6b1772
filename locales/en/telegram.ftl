# What is seen in Telegram alone.

telegram-private = Hello, I am Chaski. I talk with each person in private: tap my name and write to me there.

# -- The menu of commands: the name (plain letters, _ for a space) must be a word we understand.
telegram-command-menu = See all there is
    .name = menu
telegram-command-help = What I can do here
    .name = help
telegram-command-back = Correct the last answer
    .name = back
telegram-command-repeat = See the question again
    .name = repeat
telegram-command-language = Change the language
    .name = language
telegram-command-data = What I know about you, and how to erase it
    .name = my_data
telegram-command-stop = Get no more reminders
    .name = stop
telegram-command-sos = Emergency in the mine
    .name = emergency

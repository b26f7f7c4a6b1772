# What is seen on WhatsApp only.

# The button that opens the list of answers (20 letters at most).
whatsapp-choose = Choose

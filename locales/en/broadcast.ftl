# Messages to many.

# What the sender wrote.
broadcast-words = { $text }
broadcast-open = See more

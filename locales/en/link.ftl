# Joining two chats of one person, with a code.
link-name = joining your chats
link-keywords = join chats, join my chats, link chats, other chat
link-code = Your code is { $code }. Type it in your other chat with Chaski, on WhatsApp or Telegram. It is good for 15 minutes and once. Give it to nobody.
link-none = I could not make a code now. Try again in a while.
link-done = Done. Your two chats are one: your steps, your data and your reminders go together.

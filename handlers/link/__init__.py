"""Two chats of one person, on Telegram and WhatsApp, made one by a code typed in the other."""

from bot.flows import Feature
from handlers.link import flow

feature = Feature(name="link", flows={"link": flow.code, "link/done": flow.done})

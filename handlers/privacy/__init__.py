"""Control of one's data: what is known, and erasing it."""

from bot.flows import Feature
from handlers.privacy import flow

feature = Feature(name="privacy", flows={"privacy": flow.known, "privacy/erase": flow.erase})

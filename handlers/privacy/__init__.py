"""Control of one's data: what is known, taking it along, and erasing it."""

from bot.flows import Feature
from handlers.privacy import export, flow

feature = Feature(
    name="privacy",
    flows={
        "privacy": flow.known,
        "privacy/export": export.export,
        "privacy/erase": flow.erase,
    },
)

"""One bubble for the first minute, and the way back to where she was."""

from __future__ import annotations

from collections.abc import Sequence

from bot.flows import Chat, Json
from handlers.sos.content import Emergency

CARD = "mine"
RESUME = "@resume"


async def sos(chat: Chat, resume: Sequence[dict[str, Json]] = (), post: str = "") -> None:
    """Leave the place, whom to call, three first steps.

    resume: `{session, flow}` of what she was doing; post: the local one her cooperative named.
    """
    card = chat.content.find(Emergency, CARD)
    if card is None:
        return
    chat.say(chat.content.line(card, "leave"))
    chat.say(chat.content.line(card, "call"))
    if post:
        chat.say("post", post=post)
    chat.say("first", steps=[chat.content.line(card, f"first.{s.id}.text") for s in card.first])
    chat.say(chat.content.line(card, "after"))
    for left in resume[:1]:
        chat.link(RESUME, label="back", session=left["session"])

"""The menu, as buttons that work from a bubble of any age."""

from __future__ import annotations

from collections.abc import Sequence

from bot.flows import Chat, Json, Line

RESUME = "@resume"
ENTRIES = (
    ("formalization", "way"),
    ("formalization/plan", "plan"),
    ("formalization/problem", "problem"),
    ("training", "learn"),
    ("prices", "price"),
    ("contracts", "contracts"),
    ("reminders", "reminders"),
    ("privacy", "data"),
)


async def menu(chat: Chat, resume: Sequence[dict[str, Json]] = ()) -> None:
    """What she left unfinished first, then everything there is.

    resume: `{session, flow}` of sessions put aside, newest first.
    """
    chat.say("menu")
    for left in resume[:1]:
        feature = str(left["flow"]).partition("/")[0]
        chat.say("unfinished", what=Line(f"{feature}-name"))
        chat.link(RESUME, label="resume", session=left["session"])
    for flow, key in ENTRIES:
        chat.link(flow, label=key)

"""Two versions of a contract: what got better, what got worse."""

from __future__ import annotations

from collections.abc import Sequence

from bot.flows import Chat, Line
from handlers.contracts.content import Clause
from handlers.contracts.flow import examined
from handlers.contracts.papers import papers
from handlers.contracts.points import Change, change, points
from handlers.contracts.telling import by_code, kept_report


async def compare(chat: Chat) -> None:
    """The version before, the version now, and what became of it."""
    before = kept_report(chat)
    if before is None or await chat.one_of("old", ("kept", "send")) == "send":
        before = await examined(chat, "read-old", await papers(chat, "old-papers"))
    if before is None:
        return
    after = await examined(chat, "read-new", await papers(chat, "new-papers"))
    if after is None:
        return
    clauses = by_code(chat)
    _say(chat, change(points(before, clauses), points(after, clauses)))


def _say(chat: Chat, found: Change) -> None:
    if found.better:
        chat.say("better", count=len(found.better), points=_titles(chat, found.better))
    if found.worse:
        chat.say("worse", count=len(found.worse), points=_titles(chat, found.worse))
    if not found.better and not found.worse:
        chat.say("no-change")
    if found.same:
        chat.say("still", count=len(found.same), points=_titles(chat, found.same))
    chat.say("no-advice")
    chat.link("contracts/check", label="go-check")
    chat.link("contracts/help", label="go-help")


def _titles(chat: Chat, clauses: Sequence[Clause]) -> list[str | Line]:
    return [chat.content.line(clause, "title") for clause in clauses]

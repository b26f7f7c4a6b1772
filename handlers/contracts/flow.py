"""Checking a contract in the chat: the papers come in, what they would bind her to is told.

Rule 1: no contract is ever called fine, and nothing here is legal advice.
Rule 2: figures read by eye are shown to her before anything is said about them.
Rule 3: what she does not keep on purpose is gone when the check is over (Feature.private).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from bot.flows import Chat, Json, Line, Task, encode
from handlers.contracts.papers import Part, papers
from handlers.contracts.telling import kept_report, tell

MOST_FIGURES = 14
ORDER = ("percent", "money", "hectares", "utm", "ruc", "dni", "date")
"""Which figures are shown first: what she pays, then where, then who and when."""
Report = Mapping[str, Any]


async def start(chat: Chat) -> None:
    """The way in: what can be done about a contract."""
    chat.say("start")
    chat.link("contracts/check", label="go-check")
    chat.link("contracts/questions", label="go-questions")
    chat.link("contracts/compare", label="go-compare")
    if kept_report(chat):
        chat.link("contracts/kept", label="go-kept")
    chat.link("contracts/before", label="go-before")
    chat.link("contracts/help", label="go-help")


async def check(chat: Chat) -> None:
    """Her papers, read and told."""
    sent = await papers(chat, "papers")
    report = await examined(chat, "read", sent)
    if report is None:
        return
    if report["by_eye"] and not await _figures_hold(chat, report["figures"]):
        await chat.open("contracts/check")
    await tell(chat, report)


async def examined(chat: Chat, key: str, sent: tuple[Part, ...]) -> Report | None:
    """The report on papers, or None after saying why there is none."""
    files: list[Json] = [encode(part) for part in sent if not isinstance(part, str)]
    texts: list[Json] = [part for part in sent if isinstance(part, str)]
    task = Task("check-contract", {"files": files, "texts": texts})
    made = await chat.work(key, task, ask="reading", pages=len(sent))
    report = made if isinstance(made, dict) else {}
    reason = "failed" if "findings" not in report else str(report.get("reason") or "")
    if reason:
        chat.say("cannot", reason=reason)
        chat.link("contracts/check", label="go-again")
        chat.link("contracts/questions", label="go-questions")
        chat.link("contracts/help", label="go-help")
        return None
    return cast("Report", report)


async def _figures_hold(chat: Chat, figures: list[Mapping[str, Any]]) -> bool:
    """Whether she goes on with the figures as they were read; False: she photographs again."""
    known = [figure for figure in figures if figure["kind"] in ORDER]
    shown = sorted(known, key=lambda figure: ORDER.index(figure["kind"]))[:MOST_FIGURES]
    if not shown:
        return True
    lines = [
        chat.line(
            "figure",
            kind=str(figure["kind"]),
            text=str(figure["text"]),
            page=int(figure["page"]),
            sure="yes" if figure["sure"] else "no",
        )
        for figure in shown
    ]
    if await chat.yes_no("figures-right", figures=lines):
        return True
    return await chat.one_of("figures-wrong", ("on", "again")) == "on"


async def before(chat: Chat) -> None:
    """What to do before she signs anything, in two screens."""
    await chat.one_of("before-first", {"next": Line("common-next")})
    chat.say("before-last")
    chat.link("contracts/check", label="go-check")
    chat.link("contracts/help", label="go-help")


async def help(chat: Chat) -> None:
    """Who can help, by the offices content."""
    chat.say("help")
    chat.link("formalization/offices", label="go-offices")
    chat.link("formalization/problem", label="go-problem")
    chat.link("contracts", label="go-contracts")

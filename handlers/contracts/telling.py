"""Telling a report: a traffic light, one point a bubble, then what she wants done with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, cast

from bot.flows import Chat, Json, Task, media_of
from handlers.contracts import points, printed
from handlers.contracts.content import Clause
from handlers.contracts.points import JOINT, MISSING, RED, YELLOW, Point

KEPT = "kept.contract"
"""The fact that holds a report kept on purpose: `{until, report}`; dropped after its day."""
KEPT_DAYS = 90
LONGEST_QUOTE = 260
"""Characters of a quote in a bubble; the printed report has all of it."""
WALK = ("walk", "end")
AFTER = ("pdf", "keep", "person", "count")
Report = Mapping[str, Any]


async def tell(chat: Chat, report: Report) -> None:
    """Everything about a report, from the light to what she wants kept."""
    found = points.points(report, by_code(chat))
    await _walk(chat, report, found)
    wanted = await chat.many_of("after", AFTER, day=_until(chat))
    if "pdf" in wanted:
        await draw(chat, report, found)
    if "keep" in wanted:
        chat.learn(KEPT, {"until": _until(chat).isoformat(), "report": _told(report)})
        chat.say("kept-until", day=_until(chat))
    else:
        chat.say("not-kept")
    if "person" in wanted:
        chat.record("handoff", {"day": chat.today.isoformat(), "report": _told(report)})
        chat.say("person-asked")
    if "count" in wanted:
        chat.record("observatory", _counted(chat, report))
    chat.link("contracts/before", label="go-before")
    chat.link("contracts/help", label="go-help")


async def _walk(chat: Chat, report: Report, found: Sequence[Point]) -> None:
    """The light, then one point a bubble, for as long as she likes."""
    unread = [str(page["page"]) for page in report.get("unread", ())]
    if unread:
        chat.say("unread", pages=", ".join(unread))
    if not found:
        chat.say("nothing-found")
        return
    going = await chat.one_of(
        "summary",
        WALK,
        red=points.count(found, RED),
        yellow=points.count(found, YELLOW),
        missing=points.count(found, MISSING),
        unknown=len(report["unknown"]),
        kind=str(report["type"]),
    )
    joint = False
    for at, point in enumerate(found[: points.MOST], 1):
        if going == "end":
            return
        going = await _point(chat, point, at, min(len(found), points.MOST))
        if point.clause.code in JOINT and not joint and going != "end":
            joint = True
            going = await chat.one_of("joint", WALK)


async def _point(chat: Chat, point: Point, at: int, of: int) -> str:
    """One point, with its quote, why it matters, what to ask, and the law."""
    said = point.quote if len(point.quote) <= LONGEST_QUOTE else f"{point.quote[:LONGEST_QUOTE]}…"
    clause = point.clause
    return await chat.one_of(
        f"point-{at}",
        WALK,
        ask="missing" if point.light == MISSING else "point" if said else "told",
        light=chat.line(f"light-{point.light}"),
        at=at,
        of=of,
        title=chat.content.line(clause, "title"),
        quote=" ".join(said.split()),
        why=chat.content.line(clause, "why"),
        what=chat.content.line(clause, "ask"),
        law=chat.content.line(clause, "law"),
    )


async def draw(chat: Chat, report: Report, found: Sequence[Point]) -> None:
    """The report as a PDF to carry to the notary."""
    made = await chat.work(
        "draw", Task("contract-report", printed.report(chat, report, found)), ask="drawing"
    )
    pdf = media_of(made)
    if pdf is None:
        chat.say("pdf-failed")
    else:
        chat.say("pdf-ready", file=pdf)


async def kept(chat: Chat) -> None:
    """The report she kept: what it says, on paper again, or gone."""
    report = kept_report(chat)
    if report is None:
        chat.say("none-kept")
        chat.link("contracts/check", label="go-check")
        return
    found = points.points(report, by_code(chat))
    titles = [
        chat.line(
            "kept-point",
            light=chat.line(f"light-{p.light}"),
            title=chat.content.line(p.clause, "title"),
        )
        for p in found[: points.MOST]
    ]
    chosen = await chat.one_of("kept", ("pdf", "forget"), points=titles)
    if chosen == "forget":
        chat.learn(KEPT, "")
        chat.say("forgotten")
    else:
        await draw(chat, report, found)
    chat.link("contracts/compare", label="go-compare")
    chat.link("contracts/help", label="go-help")


def kept_report(chat: Chat) -> Report | None:
    """The report she kept, while its day has not passed."""
    value = chat.case.get(KEPT)
    if not isinstance(value, dict) or str(value.get("until", "")) < chat.today.isoformat():
        return None
    return cast("Report", value.get("report"))


def by_code(chat: Chat) -> dict[str, Clause]:
    """Every clause by its code in the facts."""
    return {clause.code: clause for clause in chat.content.all(Clause).values()}


def _until(chat: Chat) -> date:
    """The last day a report kept now is kept."""
    return chat.started + timedelta(days=KEPT_DAYS)


SHARED = ("type", "pages", "findings", "missing", "present", "unknown", "unread")
QUOTED = ("clause", "kind", "severity", "quote")


def _told(report: Report) -> dict[str, Json]:
    """What is kept or passed on: codes and quotes; words of clauses are in the content."""
    kept: dict[str, Json] = {name: report.get(name) for name in SHARED if name in report}
    kept["findings"] = [{name: f[name] for name in QUOTED} for f in report["findings"]]
    return kept


def _counted(chat: Chat, report: Report) -> dict[str, Json]:
    """What the observatory may count: codes, type, region, quarter; nothing anybody said."""
    codes = sorted({finding["clause"] for finding in report["findings"]})
    day = chat.started
    return {
        "type": str(report["type"]),
        "region": chat.case.text("region"),
        "quarter": f"{day.year}-T{(day.month + 2) // 3}",
        "clauses": cast("Json", codes),
        "missing": list(report["missing"]),
    }

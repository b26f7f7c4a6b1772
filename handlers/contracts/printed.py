"""The report as data for the drawing task: words stay lines until the worker writes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.flows import Chat, Json, encode
from handlers.contracts.points import MISSING, RED, YELLOW, Point

STATES = {RED: "blocked", YELLOW: "late", MISSING: "open"}
"""How each light is drawn: a shape, never a colour alone."""
MOST_FIGURES = 20
CHECKLIST = ("copy", "blank", "partida", "plan", "dates", "register", "notary", "advice")


def report(chat: Chat, found: Mapping[str, Any], told: Sequence[Point]) -> dict[str, Json]:
    """Everything on the printed report, in the shape `bot.work.reports.case_file` draws."""

    def line(key: str, **args: Any) -> Json:
        return encode(chat.line(key, **args))

    checklist: list[Json] = [{"have": False, "text": line(f"paper-do-{one}")} for one in CHECKLIST]
    return {
        "title": line("paper-title"),
        "subtitle": line("paper-subtitle"),
        "made": line("paper-made", day=chat.today),
        "date": chat.today.isoformat(),
        "file": "informe-contrato.pdf",
        "warning": line("paper-warning"),
        "about": _about(chat, found, told),
        "now": {"title": line("paper-now"), "items": [_title(chat, p) for p in told[:3]]},
        "points": [_group(chat, told, light) for light in (RED, YELLOW, MISSING)],
        "papers": {"title": line("paper-do"), "rows": checklist},
        "deadlines": {"title": line("paper-figures"), "rows": _figures(chat, found)},
        "sources": {"title": line("paper-sources"), "items": _sources(chat, told)},
        "footer": line("paper-footer"),
        "page_words": line("paper-page"),
    }


def _title(chat: Chat, point: Point) -> Json:
    return encode(chat.content.line(point.clause, "title"))


def _about(chat: Chat, found: Mapping[str, Any], told: Sequence[Point]) -> Json:
    rows: list[Json] = [
        [
            encode(chat.line("paper-label-type")),
            encode(chat.line("kind", kind=str(found["type"]))),
        ]
    ]
    for light in (RED, YELLOW, MISSING):
        count = sum(point.light == light for point in told)
        rows.append([encode(chat.line(f"paper-label-{light}")), str(count)])
    rows.append([encode(chat.line("paper-label-unknown")), str(len(found["unknown"]))])
    unread = ", ".join(str(page["page"]) for page in found.get("unread", ()))
    if unread:
        rows.append([encode(chat.line("paper-label-unread")), unread])
    return rows


def _group(chat: Chat, told: Sequence[Point], light: str) -> Json:
    """The points of one light: what it says, why it matters, what to ask for, the law."""
    items = [_item(chat, point) for point in told if point.light == light]
    return {"title": encode(chat.line(f"paper-{light}")), "items": items}


def _item(chat: Chat, point: Point) -> Json:
    clause = point.clause

    def part(key: str, words: Any) -> Json:
        return [encode(chat.line(f"paper-part-{key}")), encode(words)]

    parts = [part(key, chat.content.line(clause, key)) for key in ("why", "ask")]
    if clause.good:
        parts.append(part("wording", f"«{clause.good[0]}»"))
    parts.append(part("law", chat.content.line(clause, "law")))
    return {
        "state": STATES[point.light],
        "state_words": encode(chat.line(f"paper-state-{point.light}")),
        "title": _title(chat, point),
        "quote": f"«{' '.join(point.quote.split())}»" if point.quote else "",
        "parts": parts,
    }


def _figures(chat: Chat, found: Mapping[str, Any]) -> list[Json]:
    """Figures as they were read, to be compared with the paper."""
    rows: list[Json] = []
    for figure in list(found.get("figures", ()))[:MOST_FIGURES]:
        sure = encode(chat.line(f"paper-figure-{'sure' if figure['sure'] else 'unsure'}"))
        kind = encode(chat.line("figure-kind", kind=str(figure["kind"])))
        rows.append([kind, str(figure["text"]), sure])
    return rows


def _sources(chat: Chat, told: Sequence[Point]) -> list[Json]:
    ids = dict.fromkeys(id for point in told for id in point.clause.sources)
    found = [chat.content.source(id) for id in ids]
    return [f"{source.title} {source.date}".strip() for source in found]

"""Traceability sheets: each lot of the book on a page that a buyer can verify without us."""

from __future__ import annotations

from bot.flows import Case, Chat, Json, Task, encode, media_of
from handlers.prices.book import PREFIX, Sold, sold

ROWS = ("day", "tonnes", "grade", "buyer", "guide")
WORDS = ("kicker", "title", "mark", "note", "lookup", "offline")
HAND = ("name", "ruc", "concession")
"""What she fills in by hand, if she wants."""
MOST = 8


def in_order(case: Case) -> list[Sold]:
    """Every lot as it was written down, oldest first: the order of the chain."""
    return sorted(sold(case), key=lambda lot: case.facts[f"{PREFIX}{lot.id}"][-1].session)


async def lots(chat: Chat) -> None:
    """The newest lots, each behind a button to its sheet."""
    known = in_order(chat.case)
    chat.say("tracing" if known else "book-empty")
    for lot in known[: -MOST - 1 : -1]:
        label = chat.line("tracing-lot", day=f"{lot.day.day}/{lot.day.month}", tonnes=lot.tonnes)
        chat.link("prices/tracing", label=label, id=lot.id)
    chat.link("prices/book" if known else "prices/lot", label="go-book" if known else "go-lot")


async def tracing(chat: Chat, id: str) -> None:
    """The sheet of one lot as a PDF."""
    known = in_order(chat.case)
    at = next((n for n, lot in enumerate(known) if lot.id == id), None)
    if at is None:
        chat.say("tracing-gone")
        chat.link("prices/book", label="go-book")
        return
    task = Task("lot-sheet", _sheet(chat, known[: at + 1]))
    made = media_of(await chat.work("tracing-draw", task, ask="drawing"))
    if made is None:
        chat.say("sheet-failed")
    else:
        chat.say("tracing-ready", file=made)
    chat.link("prices/lots", label="go-tracing")
    chat.link("prices/book", label="go-book")


def _sheet(chat: Chat, lots: list[Sold]) -> dict[str, Json]:
    """What the paper says; the price stays between her and her buyer."""
    number = len(lots)
    words = {one: encode(chat.line(f"tracing-{one}", number=number)) for one in WORDS}
    return {
        **words,
        "rows": {name: encode(chat.line(f"column-{name}")) for name in ROWS},
        "hand": [encode(chat.line(f"tracing-hand-{name}")) for name in HAND],
        "lots": [_lot(lot) for lot in lots],
        "subject": str(chat.contact.id),
        "language": chat.contact.locale,
        "file": encode(chat.line("tracing-file", number=number)),
    }


def _lot(lot: Sold) -> dict[str, Json]:
    kept = {"id": lot.id, "day": lot.day.isoformat(), "buyer": lot.buyer, "guide": lot.guide}
    return {**kept, "tonnes": f"{lot.tonnes.normalize():f}", "grade": f"{lot.grade.normalize():f}"}

"""The book of ore (*libro de mineral*): what was sold, when, to whom and for how much."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby

from bot.flows import Case, Chat, Json, Task, encode, media_of

PREFIX = "lot."
COLUMNS = ("day", "tonnes", "grade", "buyer", "paid", "each", "guide")
MOST_MONTHS = 6


@dataclass(frozen=True)
class Sold:
    """One lot in the book. tonnes: dry; grade: percent; paid: soles, all of it."""

    id: str
    day: date
    tonnes: Decimal
    grade: Decimal
    buyer: str
    paid: Decimal
    guide: str = ""

    @property
    def each(self) -> Decimal:
        """Soles a dry tonne."""
        return self.paid / self.tonnes if self.tonnes else Decimal(0)


def semester(day: date) -> tuple[int, int]:
    """Year and half: production is declared by January 31 and July 31 for the half before."""
    return day.year, 1 if day.month <= 6 else 2


def sold(case: Case) -> tuple[Sold, ...]:
    """Every lot of the book, oldest first."""
    found = (_sold(name.removeprefix(PREFIX), case.get(name)) for name in case)
    return tuple(sorted((lot for lot in found if lot), key=lambda lot: (lot.day, lot.id)))


def _sold(id: str, kept: Json) -> Sold | None:
    match kept if isinstance(kept, dict) else {}:
        case {"day": str(day), "tonnes": str(tonnes), "grade": str(grade), "paid": str(paid)}:
            assert isinstance(kept, dict)
            buyer, guide = str(kept.get("buyer", "")), str(kept.get("guide", ""))
            return Sold(
                id,
                date.fromisoformat(day),
                Decimal(tonnes),
                Decimal(grade),
                buyer,
                Decimal(paid),
                guide,
            )
    return None


async def lot(chat: Chat) -> None:
    """A lot into the book, in under a minute."""
    day = await chat.day("sold-day", latest=chat.today)
    tonnes = await chat.number("sold-tonnes", low=Decimal("0.01"), high=5000)
    grade = await chat.number("sold-grade", low=Decimal("0.01"), high=60)
    buyer = await chat.text("sold-buyer", longest=60)
    paid = await chat.money("sold-paid", low=1, high=10**8)
    guide = await chat.text("sold-guide", longest=40)
    ticket = await chat.photo("sold-ticket")
    id = f"{chat.random.getrandbits(40):010x}"
    kept: dict[str, Json] = {
        "day": day.isoformat(),
        "tonnes": str(tonnes),
        "grade": str(grade),
        "buyer": buyer,
        "paid": str(paid),
        "guide": guide,
        "ticket": ticket.to_json() if ticket else None,
    }
    chat.learn(f"{PREFIX}{id}", kept)
    chat.say("sold-kept", day=day, tonnes=tonnes, paid=_soles(paid))
    chat.link("prices/tracing", label="go-tracing", id=id)
    chat.link("prices/book", label="go-book")
    chat.link("prices/lot", label="go-another")


async def book(chat: Chat) -> None:
    """The last months, and this half of the year for the declaration of production."""
    lots = sold(chat.case)
    if not lots:
        chat.say("book-empty")
        chat.link("prices/lot", label="go-lot")
        return
    chat.say("book", what=[_month(chat, *row) for row in _months(lots)])
    year, half = semester(chat.today)
    mine = [lot for lot in lots if semester(lot.day) == (year, half)]
    if mine:
        chat.say(f"half-{half}", year=str(year), tonnes=_tonnes(mine), count=len(mine))
    chat.link("prices/lot", label="go-lot")
    chat.link("prices/sheet", label="go-sheet")
    chat.link("prices/lots", label="go-tracing")
    step = "declaracion-enero-junio" if half == 1 else "declaracion-julio-diciembre"
    chat.link("formalization/step", label="go-declare", id=step)


def _months(lots: Sequence[Sold]) -> list[tuple[date, list[Sold]]]:
    """The last months in which something was sold, newest first."""
    months = [(m, list(part)) for m, part in groupby(lots, key=lambda one: one.day.replace(day=1))]
    return months[: -MOST_MONTHS - 1 : -1]


def _month(chat: Chat, month: date, lots: Sequence[Sold]) -> Json:
    name = f"{month.month}/{month.year}"
    total = sum((lot.paid for lot in lots), Decimal(0))
    return encode(
        chat.line("month", month=name, count=len(lots), tonnes=_tonnes(lots), paid=_soles(total))
    )


def _tonnes(lots: Sequence[Sold]) -> Decimal:
    return round(sum((lot.tonnes for lot in lots), Decimal(0)), 2)


def _soles(amount: Decimal) -> Json:
    return {"money": str(amount), "currency": "PEN"}


async def sheet(chat: Chat) -> None:
    """The whole book as a workbook."""
    args: dict[str, Json] = {
        "title": encode(chat.line("sheet-title")),
        "heads": [encode(chat.line(f"column-{name}")) for name in COLUMNS],
        "rows": [list(_cells(lot)) for lot in sold(chat.case)],
        "note": encode(chat.line("sheet-note")),
        "name": encode(chat.line("sheet-name")),
    }
    made = media_of(await chat.work("draw", Task("table-xlsx", args), ask="drawing"))
    if made is None:
        chat.say("sheet-failed")
    else:
        chat.say("sheet-ready", file=made)
    chat.link("prices/book", label="go-book")


def _cells(lot: Sold) -> Iterator[Json]:
    """One row, in the order of `COLUMNS`."""
    yield f"{lot.day:%d/%m/%Y}"
    yield float(lot.tonnes)
    yield float(lot.grade)
    yield lot.buyer
    yield float(lot.paid)
    yield float(round(lot.each, 2))
    yield lot.guide

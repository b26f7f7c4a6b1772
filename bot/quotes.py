"""What an operator knows of the market, laid over the dated values of content/.

Rule 1: a quote always has its day and where it was read; an old one is called old, never hidden.
Rule 2: what lies outside its bounds, or far from the last one, is refused: a slip of a comma in a
price would be told to hundreds of people.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation

from bot.errors import ChaskiError
from bot.feature import Dated, Value
from bot.library import VALUES, Library
from bot.store.database import Database
from bot.store.quotes import Quoted, newest

LEAP, LATELY = Decimal("0.25"), timedelta(days=60)
"""So far from a quote of the last days is no doubt a slip."""


class BadQuote(ChaskiError):
    """A price cannot be kept as it is."""


@dataclass(frozen=True)
class Kind:
    """One thing that is quoted. unit: as it is written; low, high: what can be true."""

    name: str
    title: str
    unit: str
    low: Decimal
    high: Decimal


KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("copper-price", "Precio del cobre (LME)", "US$/t", Decimal(2000), Decimal(40000)),
        Kind("exchange-rate", "Tipo de cambio", "S/ por US$", Decimal(2), Decimal(8)),
        Kind("gold-price", "Precio del oro", "US$/oz", Decimal(500), Decimal(12000)),
        Kind("silver-price", "Precio de la plata", "US$/oz", Decimal(5), Decimal(400)),
    )
}
SHORT = {
    "copper": "copper-price",
    "dollar": "exchange-rate",
    "gold": "gold-price",
    "silver": "silver-price",
}
"""What may be typed instead of the whole name."""


@dataclass
class Quotes:
    """The quotes this process knows; laid over content for every turn."""

    known: Mapping[str, tuple[Quoted, ...]] = field(default_factory=dict)
    _laid: dict[int, Library] = field(default_factory=dict)

    async def refresh(self, database: Database) -> None:
        """Read them again."""
        found = await database.read(lambda on: {name: newest(on, name) for name in KINDS})
        if found != self.known:
            self.known = found
            self._laid.clear()

    def over(self, content: Library) -> Library:
        """The content with these quotes as the newest of its dated values."""
        quoted = {name: rows for name, rows in self.known.items() if rows}
        if not quoted:
            return content
        if id(content) not in self._laid:
            self._laid = {id(content): _laid_over(content, quoted)}
        return self._laid[id(content)]


def _laid_over(content: Library, quoted: Mapping[str, Sequence[Quoted]]) -> Library:
    values = dict(content.items[VALUES])
    for name, rows in quoted.items():
        known = values[name].values if name in values else ()
        more = tuple(_dated(row) for row in rows)
        ordered = tuple(sorted((*known, *more), key=lambda value: value.valid_from))
        values[name] = Value(name, KINDS[name].title, ordered)
    return replace(content, items={**content.items, VALUES: values})


def _dated(row: Quoted) -> Dated:
    return Dated(
        value=float(row.value),
        valid_from=row.day,
        norm=row.source,
        source=(),
        checked=row.day,
    )


def quoted(
    written: Sequence[str],
    *,
    now: datetime,
    today: date,
    before: Iterable[Quoted] = (),
    far: bool = False,
) -> Quoted:
    """A quote from what was written: name, value, day (or nothing: today), source.

    before: quotes of the same name, against which a leap is measured; far: the leap is meant.
    Raises BadQuote with the remedy.
    """
    name, value, day, source = (*written, "", "", "", "")[:4]
    name = SHORT.get(name.strip(), name.strip())
    if name not in KINDS:
        raise BadQuote(f"{name or 'no name'}: there is {', '.join(SHORT)}")
    kind, amount = KINDS[name], _amount(value)
    if not kind.low <= amount <= kind.high:
        raise BadQuote(f"{name} {amount} {kind.unit} lies outside {kind.low} to {kind.high}")
    at = _day(day, today)
    if not source.strip():
        raise BadQuote(f"{name}: say where it was read, as --source 'LME, cash'")
    near = [q for q in before if q.name == name and abs(q.day - at) <= LATELY and q.day != at]
    last = near[-1] if near else None
    if last and not far and abs(amount - last.value) > last.value * LEAP:
        raise BadQuote(
            f"{name} {amount} is more than 25 % from {last.value} of {last.day}; "
            "if it is right, say --far"
        )
    return Quoted(name, at, amount, source.strip()[:200], now)


def _amount(written: str) -> Decimal:
    try:
        found = Decimal(written.strip().replace(",", ""))
    except InvalidOperation:
        raise BadQuote(f"{written!r} is no number; write it like 13086.50") from None
    if not found.is_finite():
        raise BadQuote(f"{written!r} is no number; write it like 13086.50")
    return found


def _day(written: str, today: date) -> date:
    try:
        at = date.fromisoformat(written.strip()) if written.strip() else today
    except ValueError:
        raise BadQuote(f"{written!r} is no day; write it like 2026-11-24") from None
    if at > today:
        raise BadQuote(f"{at} lies ahead; a price is of a day that has come")
    return at


def of_csv(text: str) -> list[list[str]]:
    """The rows of a file `name,value,day,source`, its head left out.

    Raises BadQuote: a row has not these four columns.
    """
    rows = [row for row in csv.reader(text.splitlines()) if any(cell.strip() for cell in row)]
    if rows and rows[0][0].strip().lower() == "name":
        rows = rows[1:]
    for number, row in enumerate(rows, 1):
        if len(row) != 4:
            raise BadQuote(f"row {number}: {len(row)} columns; it takes name,value,day,source")
    return rows

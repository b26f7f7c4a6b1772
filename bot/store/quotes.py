"""Prices and rates of the market: one row a name and day, the newest word counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Connection, delete, insert, select
from sqlmodel import col

from bot.store.tables import Quote

MOST = 400
"""Days of one name that are read: a year and a little."""


@dataclass(frozen=True)
class Quoted:
    """What a name was worth on a day. noted_at: aware UTC."""

    name: str
    day: date
    value: Decimal
    source: str
    noted_at: datetime


def note(on: Connection, quoted: Quoted) -> None:
    """Keep a quote; it replaces the day's earlier one."""
    of_day = (col(Quote.name) == quoted.name, col(Quote.day) == quoted.day)
    on.execute(delete(Quote).where(*of_day))
    row = {"name": quoted.name, "day": quoted.day, "value": str(quoted.value)}
    on.execute(insert(Quote), [{**row, "source": quoted.source, "noted_at": quoted.noted_at}])


def newest(on: Connection, name: str) -> tuple[Quoted, ...]:
    """The newest quotes of a name, oldest first."""
    columns = (col(Quote.day), col(Quote.value), col(Quote.source), col(Quote.noted_at))
    found = on.execute(
        select(*columns).where(col(Quote.name) == name).order_by(col(Quote.day).desc()).limit(MOST)
    )
    rows = [Quoted(name, day, Decimal(value), source, at) for day, value, source, at in found]
    return tuple(reversed(rows))

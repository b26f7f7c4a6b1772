"""`chaski export observatory`: which clauses contracts hold, by region, type and quarter.

Rule 1: only of those who said yes to being counted; nothing anybody said is in it.
Rule 2: people are counted, not papers: one who sends ten contracts is one in a cell.
Rule 3: a cell of fewer than five people is left out, and no totals are given that would reveal it.
Source of the five: the threshold of official statistics; the request is in facts/contracts.md §1.
"""

from __future__ import annotations

import asyncio
import csv
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TextIO, TypeAlias

from bot.app import opened
from bot.config import Settings, settings
from bot.store.results import Noted, named
from bot.store.seal import Seal, secret_in

LEAST = 5
"""People in a cell."""
COLUMNS = ("quarter", "region", "type", "clause", "lack", "people")
Cell: TypeAlias = tuple[str, str, str, str, str]


def export(to: str) -> int:
    """Write the counts as CSV to a file, or to stdout for `-`; how many cells."""
    found = settings()
    noted = asyncio.run(_noted(found))
    rows = list(cells(noted))
    if to == "-":
        _write(sys.stdout, rows)
    else:
        with open(to, "w", encoding="utf-8", newline="") as file:
            _write(file, rows)
    return len(rows)


def cells(noted: Iterable[Noted]) -> Iterator[tuple[str, ...]]:
    """Every cell of at least `LEAST` people, in order: `COLUMNS`. lack: `yes` for what is missing."""
    people: dict[Cell, set[int]] = defaultdict(set)
    for one in noted:
        for cell in _of(one):
            people[cell].add(one.contact)
    for cell in sorted(people):
        if len(people[cell]) >= LEAST:
            yield (*cell, str(len(people[cell])))


def _of(noted: Noted) -> Iterator[Cell]:
    value = noted.value
    if not isinstance(value, dict):
        return
    where = tuple(str(value.get(name) or "unknown") for name in ("quarter", "region", "type"))
    quarter, region, kind = where
    for lack, name in (("no", "clauses"), ("yes", "missing")):
        for code in value.get(name) or ():
            yield quarter, region, kind, str(code), lack


async def _noted(found: Settings) -> list[Noted]:
    found.data_dir.mkdir(parents=True, exist_ok=True)
    seal = Seal(found.secret_key.encode() or secret_in(found.data_dir))
    database = opened(found)
    try:
        return await database.read(lambda on: named(on, seal, "observatory"))
    finally:
        await database.close()


def _write(file: TextIO, rows: Iterable[tuple[str, ...]]) -> None:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(rows)

"""`chaski price`: what the operator, a file or a configured address says of the market."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Coroutine, Sequence
from datetime import timedelta
from pathlib import Path

import aiohttp
import structlog
from sqlalchemy import Connection

from bot.app import opened
from bot.clock import Clock
from bot.config import Settings, settings
from bot.quotes import KINDS, BadQuote, of_csv, quoted
from bot.store import quotes
from bot.store.database import Database

log = structlog.get_logger(__name__)
TIMEOUT, LARGEST = aiohttp.ClientTimeout(total=15), 256 * 1024
OLD = timedelta(days=7)
"""After so long a price is called old."""


async def keep(
    database: Database, clock: Clock, rows: Sequence[Sequence[str]], *, far: bool
) -> int:
    """Keep quotes, all of them or none; how many. Raises BadQuote: one of them cannot be."""

    def write(on: Connection) -> int:
        for row in rows:
            known = [q for name in KINDS for q in quotes.newest(on, name)]
            found = quoted(row, now=clock.now(), today=clock.today(), before=known, far=far)
            quotes.note(on, found)
        return len(rows)

    return await database.write(write)


async def fetch(database: Database, clock: Clock, url: str) -> int:
    """Read the configured address, `name,value,day,source` a line; how many quotes were kept.

    A row that cannot be is logged and left out: the others are kept, and age shows what is stale.
    Raises BadQuote: nothing could be read.
    """
    try:
        async with aiohttp.ClientSession(timeout=TIMEOUT) as session, session.get(url) as answer:
            answer.raise_for_status()
            body = await answer.content.read(LARGEST)
    except (TimeoutError, aiohttp.ClientError) as error:
        raise BadQuote(f"CHASKI_PRICE_URL: {type(error).__name__}; nothing was changed") from None
    kept = 0
    for row in of_csv(body.decode("utf-8", "replace")):
        try:
            kept += await keep(database, clock, [row], far=False)
        except BadQuote as error:
            log.warning("quote left out", why=str(error))
    return kept


# -- the commands --------------------------------------------------------------------------------


def set_price(row: Sequence[str], *, far: bool) -> None:
    """Keep one quote, as it was typed."""
    _run(_Command().keep([row], far=far))


def import_prices(path: Path, *, far: bool) -> None:
    """Keep the quotes of a CSV file, all or none."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadQuote(f"{path}: {type(error).__name__}; give a CSV file in UTF-8") from None
    _run(_Command().keep(of_csv(text), far=far))


def fetch_prices() -> None:
    """Read the configured address now."""
    _run(_Command().fetch())


def list_prices() -> None:
    """Show the newest of each, and how old it is."""
    _run(_Command().show())


class _Command:
    """One command's settings and clock."""

    def __init__(self) -> None:
        self.settings: Settings = settings()
        self.settings.data_dir.mkdir(parents=True, exist_ok=True)
        self.clock = Clock(self.settings.timezone)
        self.database = opened(self.settings)

    async def keep(self, rows: Sequence[Sequence[str]], *, far: bool) -> None:
        try:
            count = await keep(self.database, self.clock, rows, far=far)
        finally:
            await self.database.close()
        print(f"chaski price: {count} kept; a running Chaski says it within a minute")

    async def fetch(self) -> None:
        try:
            if not self.settings.price_url:
                raise BadQuote("CHASKI_PRICE_URL is empty; set it, or use chaski price set")
            count = await fetch(self.database, self.clock, self.settings.price_url)
        finally:
            await self.database.close()
        print(f"chaski price: {count} kept")

    async def show(self) -> None:
        from rich.console import Console
        from rich.table import Table

        try:
            known = await self.database.read(lambda on: {n: quotes.newest(on, n) for n in KINDS})
        finally:
            await self.database.close()
        table = Table("price", "value", "unit", "day", "source", "")
        for name, kind in KINDS.items():
            last = known[name][-1] if known[name] else None
            if last is None:
                table.add_row(name, "—", kind.unit, "", "", "none yet: chaski price set")
            else:
                old = "old" if self.clock.today() - last.day > OLD else ""
                table.add_row(name, str(last.value), kind.unit, str(last.day), last.source, old)
        Console(file=sys.stdout).print(table)


def _run(work: Coroutine[object, object, None]) -> None:
    asyncio.run(work)

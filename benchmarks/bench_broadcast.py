"""A broadcast to 120 000 in numbers: finding its recipients beside a raw INSERT … SELECT (P10).

    python -m benchmarks.bench_broadcast [--rounds 3] [--people 120000]

Ours looks at facts of the case (consent, opt-outs, the cohort), a range of contacts a transaction;
the raw row is one statement over addresses with the payload in every row and two indexes. The
longest write is the longest any other writer had to wait.
"""

from __future__ import annotations

import asyncio
import dataclasses
import sqlite3
import time
from collections.abc import Callable
from typing import Any

from benchmarks import rows
from benchmarks.common import (
    Meter,
    Options,
    Ratio,
    Row,
    Sample,
    arguments,
    main,
    own_folder,
    rss_mib,
)
from bot.model import Line, line_json

FACTS = (
    "insert into fact (contact, session, name, code, since) "
    "select contact, id, ?, ?, '2026-11-22' from session"
)
PAYLOAD = b"x" * 300


def crowd(people: int) -> str:
    """A file of so many people who agreed, all of one status; its path."""
    path = own_folder() / "many.db"
    rows.fill_sqlite(path, people, "completed")
    with sqlite3.connect(path) as file:
        for fact in (("consent", "v1"), ("reinfo", "vigente")):
            file.execute(FACTS, fact)
    file.close()
    return str(path)


def plan(cohort: str) -> Row:
    """Finding the recipients of one broadcast."""

    def measure(options: Options) -> Sample:
        from bot.broadcasts import Broadcasts, Order
        from bot.store.database import Database
        from tests.house import house

        async def go() -> Sample:
            database, meter = Database(f"sqlite:///{crowd(options.people)}"), Meter()
            many = Broadcasts(dataclasses.replace(house(), seal=rows.seal()), database)
            body: dict[str, Any] = {"line": line_json(Line("broadcast-words", {"text": "Hola."}))}
            one, _ = await many.start(Order(key="bench", cohort=cohort, body=body))
            longest, write = [0.0], database.write

            async def timed(work: Callable[[Any], Any]) -> Any:
                def inside(on: Any) -> Any:
                    began = time.perf_counter()
                    result = work(on)
                    longest[0] = max(longest[0], time.perf_counter() - began)
                    return result

                return await write(inside)

            database.write = timed  # type: ignore[method-assign]
            before = rss_mib()
            with meter.running():
                found = await many.plan(one)
            assert found == options.people
            await database.close()
            more = {"longest write ms": longest[0] * 1e3, "more MiB": rss_mib() - before}
            return meter.sample(found, seconds=meter.seconds, **more)

        return asyncio.run(go())

    return measure


def raw(options: Options) -> Sample:
    """One statement, the payload in every row."""
    file, meter = sqlite3.connect(crowd(options.people)), Meter()
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        file.execute(f"pragma {pragma}")
    file.execute(
        "create table raw (id integer primary key, contact integer, address integer, "
        "channel text, state text, due_at text, payload blob)"
    )
    file.execute("create index raw_due on raw (state, due_at, id)")
    file.execute("create index raw_contact on raw (contact, id)")
    file.commit()
    with meter.running():
        file.execute(
            "insert into raw (contact, address, channel, state, due_at, payload) "
            "select contact, id, channel, 'queued', '2026-11-22', ? from address",
            (PAYLOAD,),
        )
        file.commit()
    file.close()
    return meter.sample(options.people, seconds=meter.seconds)


ROWS: dict[str, Row] = {
    "plan, everybody": plan("all"),
    "plan, a cohort of two facts": plan("reinfo=vigente !done.contrato"),
    "raw INSERT … SELECT with payload": raw,
}
RATIOS = [
    Ratio("P10: at least 0.40 of the SQL", "plan, everybody", "raw INSERT … SELECT with payload"),
    Ratio("", "plan, a cohort of two facts", "raw INSERT … SELECT with payload"),
]


if __name__ == "__main__":
    parser = arguments(__doc__.splitlines()[0], rounds=3)
    parser.add_argument("--people", type=int, default=120_000, help="how many there are")
    main("broadcast", ROWS, RATIOS, parser.parse_args(), unit="one recipient")

"""Reminders in numbers: adding them, a tick with nothing due, a thousand due, a day caught up (P13).

    python -m benchmarks.bench_schedule [--rounds 3] [--rows 1000000] [--late 20000]

Ours goes through `bot.reminders.Reminders`: each contact's turn is her own, words and all, and
durable before the next tick may see it. The raw rows are the same tables by plain SQL.
`--late` scales the day caught up (100 000 is the goal's; 20 000 is measured unless you say so).
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from benchmarks import rows
from benchmarks.bench_step import TEMPLATE, open_raw, sqlite_file
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
    scratch,
)
from bot.clock import SetClock
from bot.house import link_json
from bot.model import Json, Line, line_json
from bot.store import reminders
from bot.store.reminders import Promise
from bot.wanted import Link

DUE = 1000
ADDED = 120_000
EACH = 5
"""Reminders one session asks for, as a plan does."""
GROUP = 200
"""Sessions whose reminders are added in one write."""
BODY: dict[str, Json] = {
    "line": line_json(Line("survey-years")),
    "link": link_json(Link(Line("menu-plan"), "survey", {})),
}
INSERT = (
    "insert into reminder (contact, session, name, topic, state, planned_at, due_at, sealed) "
    "values (?, ?, ?, 'survey', 'pending', ?, ?, ?)"
)


def crowd(path: Path, total: int, due: int) -> None:
    """A file of one reminder a contact: `due` of them due, each to another contact."""
    rows.fill_sqlite(path, total, "completed")
    with sqlite3.connect(path) as file:
        file.executemany(INSERT, promised(total, due))
    file.execute("pragma wal_checkpoint(truncate)")
    file.close()


def promised(total: int, due: int) -> Iterator[tuple[Any, ...]]:
    """The rows of so many reminders; those due came due in the last day."""
    body = rows.seal().json(BODY)
    for n in range(1, total + 1):
        late = timedelta(seconds=86_400 * n / (due + 1))
        at = rows.NOW - late if n <= due else rows.NOW + timedelta(days=1 + n % 90)
        when = at.replace(tzinfo=None).isoformat(" ", "microseconds")
        yield n, n, "r0", when, when, body


# -- adding ------------------------------------------------------------------------------------------


def add(_: Options) -> Sample:
    """120 000 reminders through `reminders.keep`: 24 000 sessions of five, 200 sessions a write."""
    from bot.store.database import Database

    path, seal, sessions = own_folder() / "add.db", rows.seal(), ADDED // EACH
    rows.fill_sqlite(path, sessions, "completed")

    def keep(on: Connection, first: int) -> None:
        for who in range(first, min(first + GROUP, sessions + 1)):
            wanted = {f"r{n}": promise(who, n) for n in range(EACH)}
            reminders.keep(on, seal, contact=who, session=who, wanted=wanted, now=rows.NOW)

    async def go() -> Sample:
        database, meter = Database(f"sqlite:///{path}"), Meter()
        with meter.running():
            for first in range(1, sessions + 1, GROUP):
                with meter.one():
                    await database.write(lambda on, first=first: keep(on, first))  # type: ignore[misc]
        await database.close()
        return meter.sample(ADDED, **{"seconds for 120 000": meter.seconds})

    return asyncio.run(go())


def promise(who: int, n: int) -> Promise:
    """One of a plan's reminders."""
    at = rows.NOW + timedelta(days=1 + n * 7)
    return Promise(0, who, who, f"r{n}", "survey", at, None, None, BODY)


def raw_add(_: Options) -> Sample:
    """The same rows by executemany, sealed beforehand."""
    path, sessions = own_folder() / "add.db", ADDED // EACH
    rows.fill_sqlite(path, sessions, "completed")
    on, body, meter = open_raw(path), rows.seal().json(BODY), Meter()
    with meter.running():
        on.execute("begin immediate")
        given = (
            (who, who, f"r{n}", "2026-12-01 14:00:00.000000", "2026-12-01 14:00:00.000000", body)
            for who in range(1, sessions + 1)
            for n in range(EACH)
        )
        on.executemany(INSERT, given)
        on.execute("commit")
    return meter.sample(ADDED, **{"seconds for 120 000": meter.seconds})


# -- ticks --------------------------------------------------------------------------------------------


async def _app(path: Path) -> Any:
    from benchmarks import chaski

    return chaski.build(own_folder(), f"sqlite:///{path}", SetClock(rows.NOW))[0]


def idle(_: Options) -> Sample:
    """A tick when nothing is due, among all rows."""

    async def go() -> Sample:
        path = sqlite_file()
        with sqlite3.connect(path) as file:
            file.execute("update reminder set state = 'sent' where due_at <= ?", (_text(),))
        app, meter = await _app(path), Meter()
        assert await app.reminders.tick() == 0
        with meter.running():
            for _ in range(200):
                with meter.one():
                    await app.reminders.tick()
        await app.close()
        return meter.sample()

    return asyncio.run(go())


def due(_: Options) -> Sample:
    """A tick that finds a thousand contacts due: said, queued and settled, each durable."""

    async def go() -> Sample:
        app, meter = await _app(sqlite_file()), Meter()
        before = rss_mib()
        with meter.running():
            assert await app.reminders.tick() == DUE
        after = rss_mib() - before
        assert await app.reminders.tick() == 0, "said twice"
        await app.close()
        return meter.sample(DUE, **{"ms for 1 000": meter.seconds * 1e3, "MiB more": after})

    return asyncio.run(go())


def raw_due(_: Options) -> Sample:
    """The same by plain SQL: claim what is due, queue a bubble for each, settle, one commit."""
    on, meter, body = open_raw(sqlite_file()), Meter(), rows.seal().json({"text": "x" * 300})
    claim = (
        "select id, contact from reminder where state = 'pending' and due_at <= ? "
        "order by due_at, id limit 1000"
    )
    queue = (
        "insert into outbound (contact, address, channel, bubble, kind, urgency, state, "
        "reason, plan, topic, locale, content, sealed, attempts, created_at, due_at) "
        "values (?, ?, 'phone', 1, 'reminder', 1, 'queued', '', '', '', 'es', '1', ?, 0, ?, ?)"
    )
    now = _text()
    with meter.running():
        on.execute("begin immediate")
        found = on.execute(claim, (now,)).fetchall()
        on.executemany(queue, ((who, who, body, now, now) for _, who in found))
        on.executemany(
            "update reminder set state = 'sent' where id = ?", ((id,) for id, _ in found)
        )
        on.executemany("update contact set bubbles = 1 where id = ?", ((who,) for _, who in found))
        on.execute("commit")
    assert len(found) == DUE
    return meter.sample(DUE, **{"ms for 1 000": meter.seconds * 1e3})


def late(options: Options) -> Sample:
    """A day down: every one of so many contacts is due at once; none may be told twice."""

    async def go() -> Sample:
        path = own_folder() / "late.db"
        crowd(path, options.late, options.late)
        app, meter = await _app(path), Meter()
        before = rss_mib()
        with meter.running():
            assert await app.reminders.tick() == options.late
        assert await app.reminders.tick() == 0, "said twice"
        doubled = await app.database.read(_doubled)
        assert doubled == 0, f"{doubled} contacts told twice"
        more = {
            f"s for {options.late:,}": meter.seconds,
            "s for 100 000 at this pace": meter.seconds * 100_000 / options.late,
            "MiB more": rss_mib() - before,
        }
        await app.close()
        return meter.sample(options.late, **more)

    return asyncio.run(go())


def _doubled(on: Connection) -> int:
    from sqlalchemy import text

    found = "select count(*) from (select 1 from outbound group by contact having count(*) > 1) t"
    return int(on.execute(text(found)).scalar_one())


def _text() -> str:
    return rows.NOW.replace(tzinfo=None).isoformat(" ", "microseconds")


ROWS: dict[str, Row] = {
    "add 120 000, reminders.keep": add,
    "add 120 000, raw executemany": raw_add,
    "idle tick among all rows": idle,
    "1 000 due among all rows, Reminders.tick": due,
    "1 000 due among all rows, raw SQL": raw_due,
    "a day caught up, Reminders.tick": late,
}
RATIOS = [
    Ratio("", "add 120 000, reminders.keep", "add 120 000, raw executemany"),
    Ratio(
        "P13: 0.33 of the SQL",
        "1 000 due among all rows, Reminders.tick",
        "1 000 due among all rows, raw SQL",
    ),
]


if __name__ == "__main__":
    parser = arguments(__doc__.splitlines()[0], rounds=3)
    parser.add_argument("--rows", type=int, default=1_000_000, help="reminders pending in all")
    parser.add_argument("--late", type=int, default=20_000, help="contacts due after a day down")
    given = parser.parse_args()
    if given.row:
        main("schedule", ROWS, RATIOS, given, unit="one reminder (idle: one tick)")
    else:
        with scratch() as folder:
            crowd(folder / "crowd.db", given.rows, DUE)
            made = {TEMPLATE: str(folder / "crowd.db")}
            unit = "one reminder (idle: one tick)"
            main("schedule", ROWS, RATIOS, given, unit=unit, environment=made)

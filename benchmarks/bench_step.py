"""The store's part of a turn beside the limit and beside what is usually written (P2, P3, P4).

    python -m benchmarks.bench_step [--rounds 5] [--steps 4000]
    python -m benchmarks.bench_step --fsync-ms 5      (every fsync takes 5 ms longer)
    python -m benchmarks.bench_step --db pg

One step: insert an inbound (unique: seen before or not), select the waiting session, update it,
insert an outbound, commit; 64 callers wait at once, each for its own commit; 120 000 sessions.
Ours seals the four values and keeps the order of urgency as in a turn; the raw rows do not:
they write the same bytes, sealed beforehand, into the same tables.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import sqlite3
import subprocess
import threading
from collections.abc import Awaitable, Callable
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from benchmarks import rows
from benchmarks.common import (
    POSTGRES,
    ROOT,
    Meter,
    Options,
    Ratio,
    Row,
    Sample,
    Skip,
    arguments,
    at_once,
    driver_url,
    main,
    own_folder,
    postgres,
    postgres_url,
    renamed,
    scratch,
)
from bot.model import Json
from bot.store import messages, sessions
from bot.store.database import Database

PEOPLE = 120_000
AT_ONCE = 64
TEMPLATE = "BENCH_TEMPLATE"
STRIDE = 7919
"""Steps go to contacts far from one another, as people write."""
SAID: dict[str, Json] = {
    "text": "12",
    "tap": "",
    "media": [],
    "place": None,
    "start": "",
    "problem": "",
    "at": "",
}
SHOWN: dict[str, Json] = {
    "text": "¿Trabajas solo?",
    "buttons": [{"id": "2.yes", "label": "Sí", "number": 1}, {"id": "2.no", "label": "No"}],
    "options": [{"id": "yes", "label": "Sí", "number": 1, "to": {}}, {"id": "no", "label": "No"}],
    "media": [],
    "session": 1,
    "step": "alone",
    "kind": "choice",
}
BODY: dict[str, Json] = {**rows.SESSION, "answers": {**rows.ANSWERS, "years": "12"}}


def sqlite_file() -> Path:
    """The crowd's file, copied from the one made once for this run."""
    given = os.environ.get(TEMPLATE)
    path = own_folder() / "chaski.db"
    if given:
        shutil.copyfile(given, path)
    else:
        rows.fill_sqlite(path, PEOPLE)
    return path


def person(n: int) -> int:
    """Whose turn step n is."""
    return n * STRIDE % PEOPLE + 1


# -- ours -------------------------------------------------------------------------------------------


def ours(options: Options, *, where: str) -> Sample:
    """Through Database.write."""
    if where == "pg":
        url = driver_url(postgres_url("crowd"))
    else:
        url = f"sqlite:///{sqlite_file()}"
    return asyncio.run(_ours(options.steps, url))


async def _ours(steps: int, url: str) -> Sample:
    database, seal = Database(url), rows.seal()

    def step(on: Connection, n: int) -> None:
        who = person(n)
        messages.accept(
            on,
            seal,
            contact=who,
            address=who,
            channel="phone",
            external=f"{who}:{n}",
            body=SAID,
            now=rows.NOW,
            asking=False,
        )
        kept = sessions.waiting(on, seal, who)
        assert kept is not None
        sessions.save(on, seal, kept.id, state="waiting", body=BODY, now=rows.NOW)
        messages.queue(
            on,
            seal,
            contact=who,
            address=who,
            channel="phone",
            bubble=n + 1,
            kind="reply",
            locale="es",
            content="1",
            body=SHOWN,
            now=rows.NOW,
            asking=False,
        )

    async def one(n: int) -> None:
        await database.write(lambda on: step(on, n))

    found = await _timed(steps, one)
    await database.close()
    return found


async def _timed(steps: int, one: Callable[[int], Awaitable[object]]) -> Sample:
    """So many steps, 64 at once, after some that warm up."""
    warm = AT_ONCE * 4
    await at_once(AT_ONCE, warm, one)
    meter = Meter()

    async def timed(n: int) -> None:
        with meter.one():
            await one(n + warm)

    with meter.running():
        await at_once(AT_ONCE, steps, timed)
    return meter.sample()


# -- the limit: raw sqlite3 -------------------------------------------------------------------------

ACCEPT = (
    "insert into inbound (contact, address, channel, external, sealed, received_at, state, reason) "
    "values (?, ?, 'phone', ?, ?, ?, 'new', '') on conflict (channel, external) do nothing"
)
LOAD = (
    "select id, contact, flow, state, started, sealed, updated_at from session "
    "where contact = ? and state in ('waiting', 'interrupted') and state = 'waiting' "
    "order by id desc limit 1"
)
SAVE = "update session set state = 'waiting', sealed = ?, updated_at = ? where id = ?"
QUEUE = (
    "insert into outbound (contact, address, channel, bubble, kind, urgency, state, reason, plan, "
    "topic, locale, content, sealed, attempts, created_at, due_at) "
    "values (?, ?, 'phone', ?, 'reply', 0, 'queued', '', '', '', 'es', '1', ?, 0, ?, ?)"
)


class Raw:
    """The same rows with nothing around them but the driver."""

    def __init__(self) -> None:
        seal = rows.seal()
        self.said, self.body, self.shown = seal.json(SAID), seal.json(BODY), seal.json(SHOWN)
        self.digest = seal.digest
        self.at: Any = rows.NOW.replace(tzinfo=None).isoformat(" ", "microseconds")

    def step(self, execute: Callable[..., Any], n: int) -> None:
        who = person(n)
        external = self.digest("phone", f"{who}:{n}")
        execute(ACCEPT, (who, who, external, self.said, self.at))
        kept = execute(LOAD, (who,)).fetchone()
        execute(SAVE, (self.body, self.at, kept[0]))
        execute(QUEUE, (who, who, n + 1, self.shown, self.at, self.at))


def open_raw(path: Path) -> sqlite3.Connection:
    """A connection set as ours is."""
    raw = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        raw.execute(f"pragma {pragma}")
    return raw


def raw(options: Options, *, group: int) -> Sample:
    """A loop over sqlite3: no callers, no threads, so many steps a commit."""
    on, steps = open_raw(sqlite_file()), Raw()
    for n in range(256):
        steps.step(on.execute, n)
    total = options.steps if group > 1 else options.steps // 4
    meter = Meter()
    with meter.running():
        for begin in range(0, total, group):
            with meter.one():
                on.execute("begin immediate")
                for n in range(begin, min(begin + group, total)):
                    steps.step(on.execute, n + 256)
                on.execute("commit")
    return meter.sample(total)


# -- what is usually written -----------------------------------------------------------------------


def session_a_step(options: Options, *, where: str) -> Sample:
    """One SQLModel AsyncSession for each step; on SQLite one at a time, as it has one writer."""
    try:
        import aiosqlite  # noqa: F401
        import asyncpg  # noqa: F401
    except ImportError as absent:
        raise Skip(f"{absent.name} is not installed; make bench installs it") from None
    if where == "pg":
        url = postgres_url("crowd").replace("postgresql://", "postgresql+asyncpg://", 1)
    else:
        url = f"sqlite+aiosqlite:///{sqlite_file()}"
    return asyncio.run(_session_a_step(options.steps // 8, url))


async def _session_a_step(steps: int, url: str) -> Sample:
    from sqlalchemy import event
    from sqlalchemy.ext.asyncio import create_async_engine
    from sqlmodel import col, select
    from sqlmodel.ext.asyncio.session import AsyncSession

    from bot.store.tables import Inbound, Outbound, Session

    sqlite, seal = url.startswith("sqlite"), rows.seal()
    engine = create_async_engine(url, **({} if sqlite else {"pool_size": 8, "max_overflow": 0}))
    if sqlite:

        @event.listens_for(engine.sync_engine, "connect")
        def _prepare(connection: Any, _: object) -> None:
            for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
                connection.execute(f"pragma {pragma}")

    lock = asyncio.Lock() if sqlite else asyncio.Semaphore(8)

    async def one(n: int) -> None:
        who = person(n)
        async with lock, AsyncSession(engine) as session:
            external = seal.digest("phone", f"{who}:{n}")
            known = select(Inbound.id).where(
                col(Inbound.channel) == "phone", col(Inbound.external) == external
            )
            if (await session.exec(known)).first() is not None:
                return
            session.add(
                Inbound(
                    contact=who,
                    address=who,
                    channel="phone",
                    external=external,
                    sealed=seal.json(SAID),
                    received_at=rows.NOW,
                )
            )
            waiting = select(Session).where(
                col(Session.contact) == who, col(Session.state) == "waiting"
            )
            kept = (await session.exec(waiting.limit(1))).one()
            kept.sealed, kept.updated_at = seal.json(BODY), rows.NOW
            session.add(
                Outbound(
                    contact=who,
                    address=who,
                    channel="phone",
                    bubble=n + 1,
                    content="1",
                    sealed=seal.json(SHOWN),
                    created_at=rows.NOW,
                    due_at=rows.NOW,
                )
            )
            await session.commit()

    found = await _timed(steps, one)
    await engine.dispose()
    return found


# -- PostgreSQL ---------------------------------------------------------------------------------------


def asyncpg_steps(options: Options) -> Sample:
    """asyncpg, one transaction a step, eight connections."""
    try:
        import asyncpg
    except ImportError:
        raise Skip("asyncpg is not installed; make bench installs it") from None
    accept, load, save, queue = (_numbered(text) for text in (ACCEPT, LOAD, SAVE, QUEUE))

    async def run(url: str) -> Sample:
        pool = await asyncpg.create_pool(url, min_size=8, max_size=8)
        made = Raw()
        made.at = rows.NOW

        async def one(n: int) -> None:
            who = person(n)
            async with pool.acquire() as on, on.transaction():
                external = made.digest("phone", f"{who}:{n}")
                await on.execute(accept, who, who, external, made.said, made.at)
                kept = await on.fetchrow(load, who)
                await on.execute(save, made.body, made.at, kept["id"])
                await on.execute(queue, who, who, n + 1, made.shown, made.at, made.at)

        found = await _timed(options.steps, one)
        await pool.close()
        return found

    return asyncio.run(run(postgres_url("crowd")))


def psycopg_steps(options: Options) -> Sample:
    """psycopg, one transaction a step, eight threads."""
    import psycopg

    url, made = postgres_url("crowd"), Raw()
    made.at = rows.NOW
    sql = {text: text.replace("?", "%s") for text in (ACCEPT, LOAD, SAVE, QUEUE)}
    steps, meter = count(), Meter()

    def work() -> None:
        with psycopg.connect(url) as on:
            while (n := next(steps)) < options.steps:
                with meter.one(), on.transaction():
                    made.step(lambda text, given: on.execute(sql[text].encode(), given), n)

    with meter.running():
        threads = [threading.Thread(target=work) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return meter.sample()


def _numbered(text: str) -> str:
    """`?` as `$1`, `$2` …"""
    numbers = count(1)
    return "".join(f"${next(numbers)}" if c == "?" else c for c in text)


# -- all of it ------------------------------------------------------------------------------------------

SQLITE: dict[str, Row] = {
    "raw sqlite3, 32 a commit (the limit)": partial(raw, group=32),
    "raw sqlite3, 1 a commit": partial(raw, group=1),
    "chaski Database.write, 64 waiting": partial(ours, where="sqlite"),
    "SQLModel AsyncSession a step, 64 waiting": partial(session_a_step, where="sqlite"),
}
PG: dict[str, Row] = {
    "asyncpg, a transaction a step, 8 connections": asyncpg_steps,
    "psycopg, a transaction a step, 8 threads": psycopg_steps,
    "chaski Database.write on pg, 64 waiting": partial(ours, where="pg"),
    "SQLModel AsyncSession a step on pg": partial(session_a_step, where="pg"),
}
_OURS, _OURS_PG = "chaski Database.write, 64 waiting", "chaski Database.write on pg, 64 waiting"
RATIOS = [
    Ratio("P2: 0.40 (0.60)", _OURS, "raw sqlite3, 32 a commit (the limit)"),
    Ratio("P2: 0.40 (0.60)", _OURS, "raw sqlite3, 32 a commit (the limit)", "rate"),
    Ratio("P2: 10", _OURS, "SQLModel AsyncSession a step, 64 waiting"),
    Ratio("P2: 10", _OURS, "SQLModel AsyncSession a step, 64 waiting", "rate"),
    Ratio("P3, with --fsync-ms 5: 12", _OURS, "raw sqlite3, 1 a commit", "rate"),
    Ratio("P4: 1.5 (3)", _OURS_PG, "asyncpg, a transaction a step, 8 connections"),
    Ratio("P4: 1.5 (3)", _OURS_PG, "asyncpg, a transaction a step, 8 connections", "rate"),
    Ratio("", _OURS_PG, "psycopg, a transaction a step, 8 threads", "rate"),
    Ratio("", _OURS_PG, "SQLModel AsyncSession a step on pg"),
]


def slower(ms: float, folder: Path) -> dict[str, str]:
    """The environment in which fsync is slower; empty, aloud, where there is no compiler."""
    if not ms:
        return {}
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        raise SystemExit("! SKIPPED --fsync-ms: no C compiler here (apt-get install gcc)")
    made = folder / "slowsync.so"
    source = str(ROOT / "benchmarks" / "slowsync.c")
    subprocess.run([compiler, "-O2", "-shared", "-fPIC", "-o", made, source, "-ldl"], check=True)
    print(f"every fsync takes {ms:g} ms longer")
    return {"LD_PRELOAD": str(made), "SLOWSYNC_MS": str(ms)}


def prepare(options: Options, folder: Path, found: dict[str, str]) -> dict[str, str]:
    """The crowd, made once; each round gets a copy."""
    if options.db == "sqlite":
        rows.fill_sqlite(folder / "crowd.db", PEOPLE)
        return {TEMPLATE: str(folder / "crowd.db"), **slower(options.fsync_ms, folder)}
    if found:
        import psycopg

        with psycopg.connect(found[POSTGRES], autocommit=True) as server:
            server.execute("create database crowd")
        rows.fill_postgres(renamed(found[POSTGRES], "crowd"), PEOPLE)
    return found


if __name__ == "__main__":
    parser = arguments(__doc__.splitlines()[0], rounds=5)
    parser.add_argument("--steps", type=int, default=4000, help="steps in each round of a row")
    parser.add_argument("--db", choices=("sqlite", "pg"), default="sqlite")
    parser.add_argument("--fsync-ms", type=float, default=0, help="slow the disk down")
    given = parser.parse_args()
    chosen = SQLITE if given.db == "sqlite" else PG
    if given.row:
        main("step", chosen, RATIOS, given, unit="one step")
    else:
        with scratch() as folder, postgres(given.db == "pg") as found:
            environment = prepare(given, folder, found)
            main("step", chosen, RATIOS, given, unit="one step", environment=environment)

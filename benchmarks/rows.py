"""Many people in a database at once, for the benchmarks that need a crowd: plain SQL, no engine."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.chaski import SECRET, address
from bot.model import Json
from bot.store import migrate
from bot.store.seal import Seal

NOW = datetime(2026, 11, 22, 17, 0, tzinfo=UTC)
TODAY = NOW.date()
FIRST = 1_000_000
"""Contact n writes from address FIRST + n; ids are 1, 2, 3 …"""
ANSWERS: dict[str, Json] = {"name": "Rosa Quispe", "province": "cotabambas"}
SESSION: dict[str, Json] = {
    "args": {},
    "answers": ANSWERS,
    "waiting_for": "years",
    "undo": "province",
    "draft": [],
    "shown": 1,
}
CONTACT = "insert into contact (id, created_at, seen_at, locale, bubbles) values (?, ?, ?, 'es', 0)"
ADDRESS = (
    "insert into address (id, contact, channel, kind, hash, sealed, since) "
    "values (?, ?, 'phone', 'chat', ?, ?, ?)"
)
WAITING = (
    "insert into session (id, contact, flow, state, started, updated_at, sealed) "
    "values (?, ?, 'survey', ?, ?, ?, ?)"
)


def seal() -> Seal:
    """The key of all benchmarks."""
    return Seal(SECRET.encode())


def crowd(people: int, state: str) -> dict[str, Iterator[tuple[Any, ...]]]:
    """The rows of so many people with one session each, by statement."""
    key, at = seal(), NOW.replace(tzinfo=None).isoformat(" ", "microseconds")
    hidden, body = key.sealed(b"1000000"), key.json(SESSION)
    ids = range(1, people + 1)
    return {
        CONTACT: ((n, at, at) for n in ids),
        ADDRESS: ((n, n, digest(key, FIRST + n), hidden, at) for n in ids),
        WAITING: ((n, n, state, TODAY.isoformat(), at, body) for n in ids),
    }


def digest(key: Seal, user: int) -> bytes:
    """How an address is looked up."""
    who = address(user)
    return key.digest(who.channel, who.kind, who.value)


def fill_sqlite(path: Path, people: int, state: str = "waiting") -> None:
    """A migrated SQLite file with so many people in it."""
    migrate.upgrade(f"sqlite:///{path}")
    with sqlite3.connect(path) as file:
        for statement, rows in crowd(people, state).items():
            file.executemany(statement, rows)
    file.execute("pragma wal_checkpoint(truncate)")
    file.close()


def fill_postgres(url: str, people: int, state: str = "waiting") -> None:
    """The same in an empty PostgreSQL database."""
    import psycopg

    migrate.upgrade(url.replace("postgresql://", "postgresql+psycopg://", 1))
    with psycopg.connect(url) as server, server.cursor() as cursor:
        for statement, rows in crowd(people, state).items():
            cursor.executemany(statement.replace("?", "%s").encode(), rows)
        for table in ("contact", "address", "session"):
            found = f"select setval(pg_get_serial_sequence('{table}', 'id'), {people})"
            cursor.execute(found.encode())
    with psycopg.connect(url, autocommit=True) as server:
        server.execute("vacuum analyze")

"""The lanes: group commit, one failure alone, callers who leave, connections that break."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from bot.store import contacts, migrate
from bot.store.database import GROUP, Database, open_engine
from bot.store.seal import Seal
from tests.databases import sqlite_url
from tests.store.rows import NOW, someone

INSERT = text("insert into job_run (name, slot, at) values (:name, 'x', :at)")


def put(name: str) -> Callable[[Connection], str]:
    """A work that writes one row."""

    def work(on: Connection) -> str:
        on.execute(INSERT, {"name": name, "at": NOW.isoformat()})
        return name

    return work


async def names(database: Database) -> list[str]:
    wanted = text("select name from job_run order by name")
    return list(await database.read(lambda on: list(on.scalars(wanted))))


@pytest.fixture
async def narrow(url: str) -> AsyncIterator[Database]:
    """A database with one writer, so that writes pile up behind one another."""
    opened = Database(url, writers=1)
    yield opened
    await opened.close()


def commits(database: Database, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is said to the database about transactions, from now on."""
    said: list[str] = []
    original = Connection.exec_driver_sql

    def listen(self: Connection, statement: str, *args: Any, **more: Any) -> Any:
        if statement.startswith(("BEGIN", "COMMIT", "ROLLBACK")):
            said.append(statement)
        return original(self, statement, *args, **more)

    monkeypatch.setattr(Connection, "exec_driver_sql", listen)
    return said


class Held:
    """A writer kept busy until `release`, so that others wait together."""

    def __init__(self, database: Database) -> None:
        self.gate = threading.Event()
        self.task = asyncio.ensure_future(database.write(lambda _: self.gate.wait(10)))

    async def release(self) -> None:
        self.gate.set()
        await self.task


async def held(database: Database) -> Held:
    made = Held(database)
    await asyncio.sleep(0.05)
    return made


async def test_a_write_is_seen_after_it_returns(database: Database) -> None:
    assert await database.write(put("a")) == "a"
    assert await names(database) == ["a"]


async def test_writes_that_wait_share_one_commit(
    narrow: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    busy = await held(narrow)
    said = commits(narrow, monkeypatch)
    waiting = [asyncio.ensure_future(narrow.write(put(f"{n:03}"))) for n in range(GROUP)]
    await asyncio.sleep(0.05)
    await busy.release()
    assert await asyncio.gather(*waiting) == [f"{n:03}" for n in range(GROUP)]
    assert [word for word in said if word == "COMMIT"] == ["COMMIT", "COMMIT"]
    assert len(await names(narrow)) == GROUP


async def test_only_what_fails_is_rolled_back(narrow: Database) -> None:
    def half(on: Connection) -> None:
        put("half")(on)
        raise KeyError("a flow's bug")

    def twice(on: Connection) -> None:
        put("twice")(on)
        put("twice")(on)

    busy = await held(narrow)
    works: list[Callable[[Connection], object]] = [put("a"), half, put("b"), twice, put("c")]
    waiting = [asyncio.ensure_future(narrow.write(work)) for work in works]
    await asyncio.sleep(0.05)
    await busy.release()
    got = await asyncio.gather(*waiting, return_exceptions=True)
    assert [got[0], got[2], got[4]] == ["a", "b", "c"]
    assert isinstance(got[1], KeyError) and isinstance(got[3], IntegrityError)
    assert await names(narrow) == ["a", "b", "c"]


async def test_one_failure_among_many_costs_a_few_commits(
    narrow: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def bug(on: Connection) -> None:
        put("bug")(on)
        raise KeyError("a flow's bug")

    busy = await held(narrow)
    said = commits(narrow, monkeypatch)
    works: list[Callable[[Connection], object]] = [put(f"{n:03}") for n in range(GROUP)]
    works[GROUP // 3] = bug
    waiting = [asyncio.ensure_future(narrow.write(work)) for work in works]
    await asyncio.sleep(0.05)
    await busy.release()
    got = await asyncio.gather(*waiting, return_exceptions=True)
    assert [type(one) for one in got].count(KeyError) == 1
    assert len(await names(narrow)) == GROUP - 1
    assert said.count("COMMIT") <= GROUP.bit_length() + 1


async def test_a_caller_who_left_before_is_not_served(narrow: Database) -> None:
    busy = await held(narrow)
    waiting = [asyncio.ensure_future(narrow.write(put(name))) for name in "abc"]
    await asyncio.sleep(0.05)
    waiting[1].cancel()
    await busy.release()
    got = await asyncio.gather(*waiting, return_exceptions=True)
    assert isinstance(got[1], asyncio.CancelledError)
    assert await names(narrow) == ["a", "c"]


async def test_all_callers_may_leave(narrow: Database) -> None:
    busy = await held(narrow)
    left = asyncio.ensure_future(narrow.write(put("left")))
    await asyncio.sleep(0.05)
    left.cancel()
    await busy.release()
    assert await narrow.write(put("next")) == "next"
    assert await names(narrow) == ["next"]


async def test_a_caller_who_leaves_during_does_no_harm(narrow: Database) -> None:
    started, gate = threading.Event(), threading.Event()

    def slow(on: Connection) -> None:
        put("slow")(on)
        started.set()
        gate.wait(10)

    caller = asyncio.ensure_future(narrow.write(slow))
    await asyncio.to_thread(started.wait, 10)
    caller.cancel()
    behind = asyncio.ensure_future(narrow.write(put("behind")))
    gate.set()
    assert await behind == "behind"
    assert await names(narrow) == ["behind", "slow"]


async def test_readers_do_not_wait_for_writers(narrow: Database) -> None:
    busy = await held(narrow)
    started = time.monotonic()
    assert await names(narrow) == []
    assert time.monotonic() - started < 5
    await busy.release()


async def test_close_finishes_what_is_queued_and_then_refuses(url: str) -> None:
    database = Database(url)
    waiting = [asyncio.ensure_future(database.write(put(f"{n:03}"))) for n in range(200)]
    await asyncio.sleep(0)
    await database.close()
    assert len(await asyncio.gather(*waiting)) == 200
    for run in (database.write, database.read):
        with pytest.raises(RuntimeError, match="closed"):
            await run(put("late"))
    await database.close()
    again = Database(url)
    assert len(await names(again)) == 200
    await again.close()


async def test_many_writers_at_once_lose_nothing(database: Database, seal: Seal) -> None:
    def turn(n: int) -> Callable[[Connection], int]:
        return lambda on: someone(on, seal, f"51{n:09}")[0]

    made = await asyncio.gather(*(database.write(turn(n % 100)) for n in range(400)))
    assert len(set(made)) == 100
    found = await database.read(lambda on: on.scalar(text("select count(*) from contact")))
    assert found == 100


async def test_in_memory_is_one_database_for_all_threads() -> None:
    database = Database("sqlite://")
    migrate.upgrade(database.engine)
    await database.write(put("a"))
    with pytest.raises(IntegrityError):
        await database.write(put("a"))
    with pytest.raises(DBAPIError):
        await database.write(lambda on: on.exec_driver_sql("ROLLBACK"))
    assert await names(database) == ["a"]
    await database.close()


async def test_a_broken_batch_is_told_to_everyone_and_the_lane_lives_on(narrow: Database) -> None:
    busy = await held(narrow)
    works = [put("a"), lambda on: _driver(on).close(), put("b")]
    waiting = [asyncio.ensure_future(narrow.write(work)) for work in works]
    await asyncio.sleep(0.05)
    await busy.release()
    got = await asyncio.gather(*waiting, return_exceptions=True)
    assert all(isinstance(result, DBAPIError) for result in got)
    assert await narrow.write(put("c")) == "c"
    assert await names(narrow) == ["c"]


def _driver(on: Connection) -> Any:
    return on.connection.driver_connection


async def test_sqlite_is_durable_and_tells_when_it_is_locked(tmp_path: Path) -> None:
    database = Database(sqlite_url(tmp_path))
    pragmas = ("journal_mode", "synchronous", "foreign_keys", "secure_delete")

    def settings(on: Connection) -> list[Any]:
        return [on.exec_driver_sql(f"PRAGMA {name}").scalar() for name in pragmas]

    assert await database.read(settings) == ["wal", 2, 1, 1]
    await database.close()


@pytest.mark.postgres
async def test_a_lost_connection_is_replaced(postgres: str) -> None:
    database = Database(postgres, writers=1, readers=1)
    await database.write(put("a"))
    end = "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
    engine = open_engine(postgres)
    with engine.connect() as other:
        other.exec_driver_sql(end)
    assert await database.write(put("b")) == "b"
    with pytest.raises(OperationalError):
        await database.write(
            lambda on: on.exec_driver_sql("select pg_terminate_backend(pg_backend_pid())")
        )
    assert await database.write(put("c")) == "c"
    assert await names(database) == ["a", "b", "c"]
    await database.close()
    engine.dispose()


@pytest.mark.postgres
async def test_reads_cannot_write(postgres: str) -> None:
    database = Database(postgres)
    with pytest.raises(DBAPIError, match="read-only"):
        await database.read(put("a"))
    await database.close()


@pytest.mark.postgres
async def test_two_who_wait_for_one_another_are_told_apart(postgres: str, seal: Seal) -> None:
    database = Database(postgres, writers=2)
    people = [f"5190000000{n}" for n in range(2)]
    one, two = [(await database.write(lambda on, p=p: someone(on, seal, p)))[0] for p in people]  # type: ignore[misc]
    started, gate, tries = threading.Semaphore(0), threading.Barrier(2), list[str]()

    def crossing(name: str, first: int, second: int) -> Callable[[Connection], None]:
        def work(on: Connection) -> None:
            tries.append(name)
            contacts.save(on, first, bubbles=1)
            on.execute(text("select 1"))  # a pipeline sends what it holds
            if tries.count(name) == 1:
                started.release()
                gate.wait(10)
            contacts.save(on, second, bubbles=2)

        return work

    began = time.monotonic()
    a = asyncio.ensure_future(database.write(crossing("a", one, two)))
    await asyncio.to_thread(started.acquire)
    b = asyncio.ensure_future(database.write(crossing("b", two, one)))
    await asyncio.gather(a, b)
    assert len(tries) > 2 and set(tries) == {"a", "b"}
    assert time.monotonic() - began < 1
    await database.close()

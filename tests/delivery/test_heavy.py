"""Heavy work on PostgreSQL: queued in the turn's transaction, done once, tried again, never lost."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.clock import SetClock
from bot.store import heavy, sessions, workitems
from tests.databases import postgres, sqlite_url
from tests.delivery.people import Office, at

__all__ = ["postgres"]
pytestmark = pytest.mark.postgres
DONE: list[Any] = []


def double(args: Mapping[str, Any]) -> Any:
    """Twice as much; `fails` counts down first."""
    DONE.append(args["n"])
    if args.get("fails", 0) >= DONE.count(args["n"]):
        raise ValueError
    return args["n"] * 2


@pytest.fixture
async def office(postgres: str, tmp_path: Path) -> AsyncIterator[Office]:
    """On PostgreSQL, with the queue's tables."""
    DONE.clear()
    made = Office(tmp_path, SetClock(at(10)), postgres)
    made.app.worker.tasks = {"double": double}
    await asyncio.to_thread(heavy.prepare, made.app.database.engine)
    yield made
    await made.app.close()


def ask(office: Office, on: Any, contact: int, **args: Any) -> None:
    seal, now = office.app.house.seal, office.clock.now()
    of = sessions.create(on, seal, contact, "menu", office.clock.today(), now)
    names = {"step": "paper", "fingerprint": "f", "task": "double", "locale": "es"}
    who = {"contact": contact, "session": of, "address": 1}
    workitems.ask(on, seal, **who, **names, args=args, now=now)  # type: ignore[arg-type]


async def run(office: Office) -> None:
    """Do what the queue has now."""
    queue = heavy.worker(office.app.database.url, office.app.worker.run_one)
    async with queue.open_async():
        await queue.run_worker_async(
            queues=[heavy.QUEUE], wait=False, install_signal_handlers=False, listen_notify=False
        )


async def test_it_is_queued_with_the_turn_or_not_at_all(office: Office) -> None:
    who = await office.someone()

    def broken(on: Any) -> None:
        ask(office, on, who, n=1)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        await office.do(broken)
    assert await office.rows("select count(*) from procrastinate_jobs") == [(0,)]
    await office.do(lambda on: ask(office, on, who, n=2))
    rows = await office.rows("select lock, queue_name, args from procrastinate_jobs")
    assert rows == [(f"contact:{who}", "heavy", {"item": rows[0][2]["item"]})]
    await run(office)
    assert DONE == [2]
    assert await office.rows("select state from work_item") == [("done",)]
    assert await office.rows("select count(*) from inbound where channel = 'work'") == [(1,)]


async def test_what_fails_is_tried_again_and_done_once(office: Office) -> None:
    who = await office.someone()
    await office.do(lambda on: ask(office, on, who, n=5, fails=1))
    await run(office)
    assert DONE == [5] and await office.rows("select state from work_item") == [("queued",)]
    rows = await office.rows(
        "select status, attempts, scheduled_at > now() from procrastinate_jobs"
    )
    assert rows == [("todo", 1, True)]
    assert await office.app.worker.run_due() == [who]
    assert DONE == [5, 5] and await office.rows("select state from work_item") == [("done",)]


async def test_the_sweeper_takes_only_what_the_queue_lost(office: Office) -> None:
    who = await office.someone()
    await office.do(lambda on: ask(office, on, who, n=7))
    minute = timedelta(seconds=60)
    assert await office.app.worker.run_due(older=minute) == []
    office.clock.move(minute)
    assert await office.app.worker.run_due(older=minute) == [who]
    await run(office)
    assert DONE == [7]


async def test_two_who_prepare_at_once_make_it_once(office: Office) -> None:
    engine = office.app.database.engine
    await asyncio.gather(*(asyncio.to_thread(heavy.prepare, engine) for _ in range(3)))
    with engine.connect() as on:
        assert heavy.ready(on)


async def test_on_sqlite_there_is_no_queue(tmp_path: Path) -> None:
    made = Office(tmp_path, SetClock(at(10)), sqlite_url(tmp_path))
    made.app.worker.tasks = {"double": double}
    who = await made.someone()
    await asyncio.to_thread(heavy.prepare, made.app.database.engine)
    await made.do(lambda on: ask(made, on, who, n=3))
    assert await made.app.worker.run_due() == [who]
    await made.app.close()

"""Work items: asked for once, claimed under a lease, settled."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import Connection, text

from bot.store import erase, workitems
from bot.store.database import open_engine
from bot.store.seal import Seal
from tests.store.rows import NOW, session, someone

LEASE = timedelta(minutes=5)


def ask(on: Connection, seal: Seal, of: tuple[int, int, int], step: str, print: str = "f1") -> None:
    workitems.ask(
        on,
        seal,
        contact=of[0],
        address=of[1],
        session=of[2],
        step=step,
        fingerprint=print,
        task="case-file",
        locale="es",
        args={"name": "Rosa"},
        now=NOW,
    )


def walk(on: Connection, seal: Seal) -> tuple[int, int, int]:
    who = someone(on, seal)
    return (*who, session(on, seal, who[0]))


def claim(
    on: Connection, seal: Seal, late: timedelta = timedelta(), most: int = 9
) -> list[workitems.Item]:
    return workitems.claim(on, seal, NOW + late, LEASE, most)


def test_asked_for_once_per_step_and_arguments(on: Connection, seal: Seal) -> None:
    of = walk(on, seal)
    for step, print in (("paper", "f1"), ("paper", "f1"), ("paper", "f2"), ("other", "f1")):
        ask(on, seal, of, step, print)
    items = claim(on, seal)
    assert [(item.step, item.fingerprint) for item in items] == [
        ("paper", "f1"),
        ("paper", "f2"),
        ("other", "f1"),
    ]
    first = items[0]
    assert (first.contact, first.address, first.session) == of
    assert (first.task, first.locale, first.attempts) == ("case-file", "es", 1)
    assert first.body == {"name": "Rosa"}


def test_what_was_done_is_not_asked_again(on: Connection, seal: Seal) -> None:
    of = walk(on, seal)
    ask(on, seal, of, "paper")
    (item,) = claim(on, seal)
    assert workitems.settle(on, item.id, "done")
    ask(on, seal, of, "paper")
    assert claim(on, seal) == []


def test_claimed_oldest_first_under_a_lease(on: Connection, seal: Seal) -> None:
    of = walk(on, seal)
    for step in "abc":
        ask(on, seal, of, step)
    assert [item.step for item in claim(on, seal, most=2)] == ["a", "b"]
    assert [item.step for item in claim(on, seal)] == ["c"]
    assert claim(on, seal, LEASE) == []
    again = claim(on, seal, LEASE + timedelta(seconds=1))
    assert [(item.step, item.attempts) for item in again] == [("a", 2), ("b", 2), ("c", 2)]


def test_settled(on: Connection, seal: Seal) -> None:
    of = walk(on, seal)
    for step in "abc":
        ask(on, seal, of, step)
    a, b, c = claim(on, seal)
    workitems.settle(on, a.id, "done")
    workitems.settle(on, b.id, "failed", "ValueError")
    workitems.settle(on, c.id, "queued")
    assert [(item.step, item.attempts) for item in claim(on, seal)] == [("c", 2)]
    states = on.execute(text("select state, reason from work_item order by id")).all()
    assert states == [("done", ""), ("failed", "ValueError"), ("running", "")]


def test_work_of_someone_forgotten_is_gone(on: Connection, seal: Seal) -> None:
    of = walk(on, seal)
    ask(on, seal, of, "paper")
    (item,) = claim(on, seal)
    erase.forget(on, seal, of[0], keep=of[2])
    assert not workitems.settle(on, item.id, "done")


@pytest.mark.postgres
def test_two_workers_never_take_the_same(postgres: str, seal: Seal) -> None:
    engine, gate = open_engine(postgres), threading.Barrier(3)
    with engine.connect() as on:
        of = walk(on, seal)
        for n in range(60):
            ask(on, seal, of, f"step{n}")

    def worker(_: int) -> list[int]:
        taken: list[int] = []
        with engine.connect() as on:
            gate.wait()
            for _ in range(30):
                on.exec_driver_sql("BEGIN")
                taken += [item.id for item in claim(on, seal, most=3)]
                on.exec_driver_sql("COMMIT")
        return taken

    with ThreadPoolExecutor(3) as pool:
        taken = [id for ids in pool.map(worker, range(3)) for id in ids]
    assert len(taken) == len(set(taken)) == 60
    engine.dispose()

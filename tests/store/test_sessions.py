"""Sessions: created, found by what they wait for, saved, put aside; and their results."""

from __future__ import annotations

from sqlalchemy import Connection, text

from bot.model import Json
from bot.store import cases, reminders, sessions
from bot.store.reminders import Promise
from bot.store.seal import Seal
from tests.store.rows import DAY, NOW, TODAY, session, someone

BODY: dict[str, Json] = {"args": {}, "answers": {"grade": 12}, "waiting_for": "offer"}


def keep(on: Connection, seal: Seal, id: int, state: str, days: int = 0) -> None:
    sessions.save(on, seal, id, state=state, body=BODY, now=NOW + days * DAY)


def test_created_waiting_and_empty(on: Connection, seal: Seal) -> None:
    who, _ = someone(on, seal)
    id = session(on, seal, who, "prices")
    kept = sessions.Kept(id, who, "prices", "waiting", TODAY, {}, NOW)
    assert sessions.load(on, seal, id, who) == kept == sessions.waiting(on, seal, who)


def test_saved_and_loaded_by_its_own_contact_only(on: Connection, seal: Seal) -> None:
    who, _ = someone(on, seal)
    other, _ = someone(on, seal, "51900000000")
    id = session(on, seal, who)
    keep(on, seal, id, "completed", days=1)
    kept = sessions.load(on, seal, id, who)
    assert kept is not None
    assert (kept.state, kept.body, kept.updated_at) == ("completed", BODY, NOW + DAY)
    assert sessions.load(on, seal, id, other) is None
    assert sessions.waiting(on, seal, who) is None


def test_only_one_waits_and_the_others_are_put_aside(on: Connection, seal: Seal) -> None:
    who, _ = someone(on, seal)
    other, _ = someone(on, seal, "51900000000")
    ids = [session(on, seal, who, f"flow{n}") for n in range(3)]
    hers = session(on, seal, other)
    assert (found := sessions.waiting(on, seal, who)) and found.id == ids[2]
    sessions.put_aside(on, who, keep=ids[0])
    assert (found := sessions.waiting(on, seal, who)) and found.id == ids[0]
    assert [kept.id for kept in sessions.interrupted(on, seal, who)] == [ids[2], ids[1]]
    assert (found := sessions.waiting(on, seal, other)) and found.id == hers
    assert sessions.interrupted(on, seal, other) == []


def test_a_session_tells_whether_there_are_results_and_reminders_of_it(
    on: Connection, seal: Seal
) -> None:
    who, _ = someone(on, seal)
    ids = [session(on, seal, who) for _ in range(3)]
    sessions.record(on, seal, who, ids[1], {"score": 80})
    reminders.keep(
        on,
        seal,
        contact=who,
        session=ids[2],
        wanted={"soon": Promise(0, who, ids[2], "soon", "plan", NOW + DAY, None, None, {})},
        now=NOW,
    )
    found = [kept for id in ids if (kept := sessions.load(on, seal, id, who))]
    assert [kept.noted for kept in found] == [False, True, False]
    assert [kept.promised for kept in found] == [False, False, True]


def test_interrupted_come_latest_touched_first(on: Connection, seal: Seal) -> None:
    who, _ = someone(on, seal)
    ids = [session(on, seal, who) for _ in range(25)]
    for days, id in enumerate(ids):
        keep(on, seal, id, "interrupted", days)
    keep(on, seal, ids[3], "interrupted", days=99)
    found = [kept.id for kept in sessions.interrupted(on, seal, who)]
    assert found == [ids[3], *reversed(ids[6:])] and len(found) == 20


def test_latest_is_the_newest_completed_of_its_flow(on: Connection, seal: Seal) -> None:
    who, _ = someone(on, seal)
    assert sessions.latest(on, seal, who, "plan") is None
    ids = [session(on, seal, who, flow) for flow in ("plan", "plan", "plan", "other")]
    for id in (ids[0], ids[1], ids[3]):
        keep(on, seal, id, "completed")
    assert (found := sessions.latest(on, seal, who, "plan")) and found.id == ids[1]


def test_results_are_exactly_the_last_recorded(on: Connection, seal: Seal) -> None:
    who, _ = someone(on, seal)
    one, two = session(on, seal, who), session(on, seal, who)

    def results(of: int) -> dict[str, Json]:
        rows = on.execute(
            text("select name, code, sealed from result where session = :s"), {"s": of}
        )
        return {name: cases.value_of(seal, code, sealed) for name, code, sealed in rows}

    sessions.record(on, seal, who, one, {"score": 80, "ending": "fair"})
    sessions.record(on, seal, who, two, {"score": 10})
    sessions.record(on, seal, who, one, {"score": 90})
    assert (results(one), results(two)) == ({"score": 90}, {"score": 10})
    sessions.record(on, seal, who, one, {})
    assert (results(one), results(two)) == ({}, {"score": 10})

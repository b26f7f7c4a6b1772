"""Bubbles out: claimed in order, one per contact, marked forward and never back."""

from __future__ import annotations

import itertools
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest
from sqlalchemy import Connection, text

from bot.model import DeliveryStatus, StatusUpdate
from bot.store import messages, statuses
from bot.store.database import open_engine
from bot.store.seal import Seal
from tests.store.rows import LEASE, MINUTE, NOW, bubble, claimed, someone, state

S = DeliveryStatus


def mark(
    on: Connection, seal: Seal, id: int, status: S, now: datetime = NOW, **more: object
) -> None:
    messages.mark(on, seal, id, status, now, **more)  # type: ignore[arg-type]


def row(on: Connection, id: int) -> dict[str, object]:
    found = on.execute(text("select * from outbound where id = :id"), {"id": id})
    return dict(found.mappings().one())


def test_one_in_flight_per_contact_oldest_first(on: Connection, seal: Seal) -> None:
    who, other = someone(on, seal), someone(on, seal, "51900000000")
    one, two = bubble(on, seal, who, 1), bubble(on, seal, who, 2)
    hers = bubble(on, seal, other, 1)
    assert claimed(on, seal) == [one, hers]
    assert claimed(on, seal) == []
    mark(on, seal, one, S.SENT)
    assert claimed(on, seal) == [two]


def test_what_is_claimed_comes_opened_and_counted(on: Connection, seal: Seal) -> None:
    who = someone(on, seal)
    id = bubble(on, seal, who, 1)
    (taken,) = messages.claim(on, seal, ["telegram", "whatsapp"], NOW, 10, LEASE)
    assert taken == messages.Bubble(
        id, *who, "whatsapp", 1, "reply", "es", 1, NOW, {"text": "bubble 1"}
    )
    assert state(on, id) == "wired"


def test_replies_before_reminders_before_broadcasts(on: Connection, seal: Seal) -> None:
    people = [someone(on, seal, f"5190000000{n}") for n in range(6)]
    urgencies = [2, 1, 0, 1, 2, 0]
    pairs = zip(people, urgencies, strict=True)
    ids = [bubble(on, seal, who, 1, urgency=urgency) for who, urgency in pairs]
    assert claimed(on, seal, most=4) == [ids[2], ids[5], ids[1], ids[3]]
    assert claimed(on, seal) == [ids[0], ids[4]]


def test_a_reply_hurries_the_broadcast_before_it(on: Connection, seal: Seal) -> None:
    people = [someone(on, seal, f"5190000000{n}") for n in range(3)]
    news = [bubble(on, seal, who, 1, urgency=2) for who in people]
    answer = bubble(on, seal, people[2], 2)
    assert claimed(on, seal, most=1) == [news[2]]
    mark(on, seal, news[2], S.SENT)
    assert claimed(on, seal, most=1) == [answer]
    assert claimed(on, seal) == news[:2]


def test_only_its_own_channels_and_what_is_due(on: Connection, seal: Seal) -> None:
    who = someone(on, seal)
    id = bubble(on, seal, who, 1, now=NOW + MINUTE)
    assert claimed(on, seal) == []
    assert messages.claim(on, seal, ["telegram"], NOW + MINUTE, 10, LEASE) == []
    assert messages.claim(on, seal, [], NOW + MINUTE, 10, LEASE) == []
    assert claimed(on, seal, NOW + MINUTE) == [id]


def test_a_lost_lease_is_taken_again(on: Connection, seal: Seal) -> None:
    who = someone(on, seal)
    id, younger = bubble(on, seal, who, 1), bubble(on, seal, who, 2)
    assert claimed(on, seal) == [id]
    assert claimed(on, seal, NOW + LEASE / 2) == []
    (again,) = messages.claim(on, seal, ["whatsapp"], NOW + LEASE, 10, LEASE)
    assert (again.id, again.attempts) == (id, 2)
    assert younger not in claimed(on, seal, NOW + LEASE)


def test_an_errored_one_holds_back_the_younger_until_it_went(on: Connection, seal: Seal) -> None:
    who = someone(on, seal)
    id, younger = bubble(on, seal, who, 1), bubble(on, seal, who, 2)
    claimed(on, seal)
    mark(on, seal, id, S.ERRORED, reason="busy", due_at=NOW + MINUTE)
    assert claimed(on, seal, NOW + MINUTE / 2) == []
    assert claimed(on, seal, NOW + MINUTE) == [id]
    mark(on, seal, id, S.ERRORED, NOW + MINUTE)
    assert claimed(on, seal, NOW + MINUTE) == [id]
    mark(on, seal, id, S.FAILED, NOW + MINUTE, reason="blocked")
    assert claimed(on, seal, NOW + MINUTE) == [younger]
    assert row(on, id)["reason"] == "blocked"


FORWARD = {
    S.WIRED: {S.ERRORED, S.SENT, S.FAILED, S.WITHHELD, S.DELIVERED, S.READ},
    S.ERRORED: {S.WIRED, S.SENT, S.FAILED, S.WITHHELD, S.DELIVERED, S.READ},
    S.SENT: {S.FAILED, S.WITHHELD, S.DELIVERED, S.READ},
    S.FAILED: {S.WITHHELD, S.DELIVERED, S.READ},
    S.DELIVERED: {S.READ},
    S.READ: set[S](),
}


def test_no_status_goes_backwards(on: Connection, seal: Seal) -> None:
    who, numbers = someone(on, seal), itertools.count(1)
    for known, forward in FORWARD.items():
        for news in set(S) - {known}:
            id = bubble(on, seal, who, next(numbers))
            mark(on, seal, id, known)
            mark(on, seal, id, news)
            assert state(on, id) == (news if news in forward else known), f"{known} -> {news}"


def test_moments_are_kept_even_when_they_come_out_of_order(on: Connection, seal: Seal) -> None:
    id = bubble(on, seal, someone(on, seal), 1)
    claimed(on, seal)
    mark(on, seal, id, S.READ, NOW + 3 * MINUTE)
    mark(on, seal, id, S.DELIVERED, NOW + 2 * MINUTE)
    mark(on, seal, id, S.SENT, NOW + MINUTE, external=("whatsapp", "wamid.1"))
    mark(on, seal, id, S.SENT, NOW + 9 * MINUTE)
    found = on.execute(
        text("select state, sent_at, delivered_at, read_at, external from outbound").columns(
            **{name: messages.Outbound.__table__.c[name].type for name in messages.MOMENT.values()}  # type: ignore[attr-defined]
        )
    ).one()
    assert found[:4] == ("read", NOW + MINUTE, NOW + 2 * MINUTE, NOW + 3 * MINUTE)
    assert bytes(found[4]) == seal.digest("whatsapp", "wamid.1")


def test_a_late_failure_does_not_blot_out_the_truth(on: Connection, seal: Seal) -> None:
    id = bubble(on, seal, someone(on, seal), 1)
    mark(on, seal, id, S.DELIVERED)
    mark(on, seal, id, S.ERRORED, reason="busy", due_at=NOW)
    assert row(on, id)["reason"] == ""
    assert claimed(on, seal) == []


def test_marking_nothing_is_nothing(on: Connection, seal: Seal) -> None:
    mark(on, seal, 12345, S.SENT)
    statuses.note(on, seal, [])
    statuses.note(on, seal, [StatusUpdate("whatsapp", "unknown", S.SENT, NOW)])
    assert on.execute(text("select count(*) from outbound")).scalar() == 0


def test_platforms_speak_of_many_at_once(on: Connection, seal: Seal) -> None:
    people = [someone(on, seal, f"5190000000{n}") for n in range(3)]
    ids = [bubble(on, seal, who, 1) for who in people]
    for n, id in enumerate(ids):
        mark(on, seal, id, S.SENT, external=("whatsapp", f"wamid.{n}"))
    words = [
        StatusUpdate("whatsapp", "wamid.0", S.READ, NOW),
        StatusUpdate("whatsapp", "wamid.0", S.DELIVERED, NOW),
        StatusUpdate("whatsapp", "wamid.1", S.FAILED, NOW, "131026"),
        StatusUpdate("telegram", "wamid.2", S.READ, NOW),
    ]
    statuses.note(on, seal, words)
    statuses.note(on, seal, words)
    assert [state(on, id) for id in ids] == ["read", "failed", "sent"]
    assert row(on, ids[1])["reason"] == "131026"


@pytest.mark.postgres
def test_two_claimers_never_take_the_same(postgres: str, seal: Seal) -> None:
    engine = open_engine(postgres)
    with engine.connect() as on:
        for n in range(120):
            who = someone(on, seal, f"51{n:09}")
            for number in (1, 2, 3):
                bubble(on, seal, who, number)
    gate, flights = threading.Barrier(4), list[tuple[int, int]]()

    def sender(_: int) -> None:
        with engine.connect() as on:
            gate.wait()
            idle = 0
            while idle < 20:
                on.exec_driver_sql("BEGIN")
                rows = messages.claim(on, seal, ["whatsapp"], NOW, 16, LEASE)
                on.exec_driver_sql("COMMIT")
                idle = 0 if rows else idle + 1
                flights.extend((row.contact, row.bubble) for row in rows)
                for row in rows:
                    on.exec_driver_sql("BEGIN")
                    messages.mark(on, seal, row.id, S.SENT, NOW)
                    on.exec_driver_sql("COMMIT")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(sender, range(4)))
    assert len(flights) == len(set(flights)) == 360
    for contact in {contact for contact, _ in flights}:
        assert [number for of, number in flights if of == contact] == [1, 2, 3]
    engine.dispose()


@pytest.mark.postgres
def test_a_younger_one_waits_for_a_claim_not_yet_committed(postgres: str, seal: Seal) -> None:
    engine = open_engine(postgres)
    with engine.connect() as one, engine.connect() as two:
        who = someone(one, seal)
        older, younger = bubble(one, seal, who, 1), bubble(one, seal, who, 2)
        one.exec_driver_sql("BEGIN")
        assert claimed(one, seal) == [older]
        assert claimed(two, seal) == []
        one.exec_driver_sql("COMMIT")
        assert claimed(two, seal) == []
        one.exec_driver_sql("BEGIN")
        mark(one, seal, older, S.SENT)
        assert claimed(two, seal) == []
        one.exec_driver_sql("COMMIT")
        assert claimed(two, seal) == [younger]
    engine.dispose()


@pytest.mark.postgres
def test_two_who_mark_at_once_do_not_go_backwards(postgres: str, seal: Seal) -> None:
    engine = open_engine(postgres)
    with engine.connect() as one, engine.connect() as two:
        id = bubble(one, seal, someone(one, seal), 1)
        one.exec_driver_sql("BEGIN")
        mark(one, seal, id, S.READ)
        late = threading.Thread(target=mark, args=(two, seal, id, S.DELIVERED))
        late.start()
        late.join(0.2)
        assert late.is_alive()
        one.exec_driver_sql("COMMIT")
        late.join()
        assert state(one, id) == "read"
    engine.dispose()

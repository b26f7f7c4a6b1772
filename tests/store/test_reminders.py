"""Reminders: in step with what their session wants, said once, put off, counted."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Connection, text

from bot.store import reminders, sessions
from bot.store.reminders import Promise
from bot.store.seal import Seal
from tests.store.rows import DAY, MINUTE, NOW, TODAY, promise, session, someone


class Plan:
    """One session's reminders."""

    def __init__(self, on: Connection, seal: Seal) -> None:
        self.on, self.seal = on, seal
        self.who, _ = someone(on, seal)
        self.session = session(on, seal, self.who, "plan")

    def keep(self, *wanted: Promise, at: timedelta = timedelta()) -> None:
        of = {promise.name: promise for promise in wanted}
        who, now = self.who, NOW + at
        reminders.keep(self.on, self.seal, contact=who, session=self.session, wanted=of, now=now)

    def pending(self) -> dict[str, Promise]:
        return {kept.name: kept for kept in reminders.pending(self.on, self.seal, self.who)}

    def states(self) -> dict[str, str]:
        return dict(self.on.execute(text("select name, state from reminder")).all())

    def settle(self, name: str, state: str) -> None:
        reminders.settle(self.on, [self.pending()[name].id], state)


@pytest.fixture
def plan(on: Connection, seal: Seal) -> Plan:
    return Plan(on, seal)


def test_new_ones_are_made_as_wanted(plan: Plan) -> None:
    wanted = promise("a", NOW + DAY, until=TODAY, about=TODAY + DAY, topic="finance/loan")
    plan.keep(wanted)
    made = plan.pending()["a"]
    assert (made.contact, made.session, made.state) == (plan.who, plan.session, "pending")
    for part in ("name", "topic", "due_at", "until", "about", "body"):
        assert getattr(made, part) == getattr(wanted, part)


def test_the_same_again_changes_nothing(plan: Plan) -> None:
    plan.keep(promise("a", NOW + DAY))
    before = plan.on.execute(text("select * from reminder")).all()
    plan.keep(promise("a", NOW + DAY))
    assert plan.on.execute(text("select * from reminder")).all() == before


def test_moved_and_reworded(plan: Plan) -> None:
    plan.keep(promise("a", NOW + DAY), promise("b", NOW + DAY))
    ids = {name: kept.id for name, kept in plan.pending().items()}
    words = {"line": {"id": "formalization-other", "args": {"day": "2026-12-01"}}, "link": None}
    plan.keep(promise("a", NOW + 2 * DAY), promise("b", NOW + DAY, body=words, topic="rights"))
    kept = plan.pending()
    assert {name: one.id for name, one in kept.items()} == ids
    assert kept["a"].due_at == NOW + 2 * DAY
    assert (kept["b"].body, kept["b"].topic, kept["b"].due_at) == (words, "rights", NOW + DAY)


def test_withdrawn_when_no_longer_wanted(plan: Plan) -> None:
    plan.keep(promise("a", NOW + DAY), promise("b", NOW + DAY))
    plan.keep(promise("b", NOW + DAY))
    assert plan.states() == {"b": "pending"}
    plan.keep()
    assert plan.states() == {}


def test_a_past_one_is_not_made(plan: Plan) -> None:
    plan.keep(promise("a", NOW - MINUTE), promise("now", NOW))
    assert plan.states() == {"now": "pending"}


def test_one_moved_into_the_past_is_withdrawn(plan: Plan) -> None:
    plan.keep(promise("a", NOW + DAY))
    plan.keep(promise("a", NOW - DAY))
    assert plan.states() == {}


def test_one_that_fell_due_meanwhile_is_still_said(plan: Plan) -> None:
    plan.keep(promise("a", NOW + DAY))
    plan.keep(promise("a", NOW + DAY), at=2 * DAY)
    assert plan.states() == {"a": "pending"}


@pytest.mark.parametrize("state", ["sent", "passed", "stopped"])
def test_what_was_settled_is_not_repeated_until_it_moves_ahead(plan: Plan, state: str) -> None:
    plan.keep(promise("a", NOW + DAY))
    plan.settle("a", state)
    plan.keep(promise("a", NOW + DAY))
    plan.keep(promise("a", NOW - DAY))
    plan.keep(promise("a", NOW + DAY), at=2 * DAY)
    plan.keep(at=2 * DAY)
    assert plan.states() == {"a": state}
    plan.keep(promise("a", NOW + 9 * DAY), at=2 * DAY)
    assert plan.states() == {"a": "pending"}
    assert plan.pending()["a"].due_at == NOW + 9 * DAY


def test_one_put_off_stays_put_off_until_it_moves(plan: Plan) -> None:
    plan.keep(promise("a", NOW + DAY))
    later = NOW + 3 * DAY
    reminders.move(plan.on, [plan.pending()["a"].id], later)
    plan.keep(promise("a", NOW + DAY), at=2 * DAY)
    assert plan.pending()["a"].due_at == later
    plan.keep(promise("a", NOW + DAY, topic="rights"), at=2 * DAY)
    assert (plan.pending()["a"].due_at, plan.pending()["a"].topic) == (later, "rights")
    plan.keep(promise("a", NOW + 5 * DAY), at=2 * DAY)
    assert plan.pending()["a"].due_at == NOW + 5 * DAY


def test_another_session_is_left_alone(plan: Plan) -> None:
    plan.keep(promise("a", NOW + DAY))
    plan.session = session(plan.on, plan.seal, plan.who)
    plan.keep(promise("a", NOW + 2 * DAY))
    plan.keep()
    assert plan.pending()["a"].due_at == NOW + DAY


def test_what_is_due_and_next(plan: Plan) -> None:
    on, seal = plan.on, plan.seal
    assert reminders.next_due(on) is None
    plan.keep(promise("late", NOW + 3 * DAY), promise("b", NOW + 2 * DAY), promise("a", NOW + DAY))
    other = Plan(on, seal)
    other.who, _ = someone(on, seal, "51900000000")
    other.session = session(on, seal, other.who)
    other.keep(promise("hers", NOW + MINUTE))
    assert reminders.next_due(on) == NOW + MINUTE
    assert reminders.due_contacts(on, NOW) == []
    assert reminders.due_contacts(on, NOW + 2 * DAY) == [other.who, plan.who]
    assert reminders.due_contacts(on, NOW + 2 * DAY, most=1) == [other.who]
    assert [one.name for one in reminders.due(on, seal, plan.who, NOW + 2 * DAY)] == ["a", "b"]
    assert list(plan.pending()) == ["a", "b", "late"]
    assert len(reminders.pending(on, seal, plan.who, most=1)) == 1
    reminders.settle(on, [one.id for one in plan.pending().values()], "sent")
    assert reminders.due(on, seal, plan.who, NOW + 9 * DAY) == []
    assert reminders.due_contacts(on, NOW + 9 * DAY) == [other.who]


def test_nothing_to_settle_or_move(on: Connection) -> None:
    reminders.settle(on, [], "sent")
    reminders.move(on, [], NOW)


def test_contacts_who_finished_a_flow(on: Connection, seal: Seal) -> None:
    people = [someone(on, seal, f"5190000000{n}")[0] for n in range(4)]
    flows = ["plan", "plan", "course", "other"]
    for who, flow in zip(people, flows, strict=True):
        for _ in range(2):
            id = session(on, seal, who, flow)
            sessions.save(on, seal, id, state="completed", body={}, now=NOW)
        session(on, seal, who, "course")
    found = ["plan", "course"]
    assert reminders.contacts_with(on, 0, found) == people[:3]
    assert reminders.contacts_with(on, people[0], found, most=1) == [people[1]]
    assert reminders.contacts_with(on, people[2], found) == []
    assert reminders.contacts_with(on, 0, []) == []

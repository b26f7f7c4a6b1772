"""One person behind several addresses: found, joined, moved; and never made one with a stranger."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Connection, text
from sqlmodel import SQLModel

from bot import model
from bot.errors import Retryable
from bot.model import Case
from bot.store import cases, contacts, erase, messages, people, reminders, sessions
from bot.store.seal import Seal
from tests.store.rows import NOW, TODAY, bubble, heard, promise

P1 = model.Address("whatsapp", "wa_phone", "51987654321")
P2 = model.Address("whatsapp", "wa_phone", "51911222333")
B1 = model.Address("whatsapp", "wa_bsuid", "PE.1a")
B2 = model.Address("whatsapp", "wa_bsuid", "PE.2b")
PARENT = model.Address("whatsapp", "wa_parent_bsuid", "PE.ENT.9")
LATER = NOW + timedelta(days=3)


def who(on: Connection, seal: Seal, *addresses: model.Address) -> people.Person:
    return people.of_person(on, seal, addresses, NOW, locale="es", standing=["plan"])


def teach(on: Connection, seal: Seal, contact: int, flow: str = "menu", **facts: str) -> int:
    """A finished session that taught these; `consent` and the like."""
    of = sessions.create(on, seal, contact, flow, TODAY, NOW)
    sessions.save(on, seal, of, state="completed", body={"args": {}}, now=NOW)
    known = {name.replace("_", "."): value for name, value in facts.items()}
    cases.teach(on, seal, contact, of, case=Case(), learned=known, today=TODAY)
    return of


def count(on: Connection, table: str) -> int:
    return int(on.scalar(text(f"select count(*) from {table}")) or 0)  # noqa: S608


# -- found by any -----------------------------------------------------------------------------------------


def test_any_of_her_names_finds_her(on: Connection, seal: Seal) -> None:
    first = who(on, seal, B1, P1, PARENT)
    assert not first.joined
    for names in ((B1,), (P1,), (PARENT,), (P1, B1), (B1, PARENT)):
        assert who(on, seal, *names).contact == first.contact
    assert count(on, "contact") == 1 and count(on, "address") == 3


def test_she_is_answered_where_she_wrote_from(on: Connection, seal: Seal) -> None:
    found = who(on, seal, B1, P1)
    assert contacts.address(on, seal, found.address) == B1
    heard(on, seal, (found.contact, found.address), "1", "hola")
    last = contacts.last_address(on, found.contact)
    assert last and contacts.address(on, seal, last[0]) == B1


def test_a_number_known_from_before_gets_its_id(on: Connection, seal: Seal) -> None:
    before = who(on, seal, P1)
    assert who(on, seal, B1, P1) == people.Person(before.contact, before.address + 1)
    assert who(on, seal, B1).contact == before.contact


def test_a_number_that_changed_hands_takes_nothing_along(on: Connection, seal: Seal) -> None:
    old = who(on, seal, B1, P1)
    teach(on, seal, old.contact, consent="v1", reinfo="vigente")
    new = who(on, seal, B2, P1)
    assert new.contact != old.contact and not new.joined
    assert cases.load(on, seal, new.contact).facts == {}
    assert who(on, seal, P1).contact == new.contact
    assert who(on, seal, B1).contact == old.contact
    both = who(on, seal, B1, P2)
    assert both.contact == old.contact


def test_a_known_stranger_s_number_is_only_given_away(on: Connection, seal: Seal) -> None:
    old, new = who(on, seal, B1, P1), who(on, seal, B2)
    assert who(on, seal, B2, P1).contact == new.contact
    assert who(on, seal, B1).contact == old.contact and count(on, "contact") == 2


# -- joined -----------------------------------------------------------------------------------------------


def test_two_known_names_of_one_person_join_her_two_halves(on: Connection, seal: Seal) -> None:
    old, new = who(on, seal, P1), who(on, seal, B1)
    teach(on, seal, old.contact, consent="v1", reinfo="vigente", role="sorter")
    teach(on, seal, new.contact, consent="v2", role="miner")
    joined = who(on, seal, B1, P1)
    assert joined.joined and joined.contact == old.contact and count(on, "contact") == 1
    case = cases.load(on, seal, joined.contact)
    assert case.text("consent") == "v2" and case.text("role") == "miner"
    assert case.text("reinfo") == "vigente"
    assert [fact.value for fact in case.facts["role"]] == ["sorter", "miner"]


def test_bubbles_are_numbered_on_and_old_buttons_still_lead_home(
    on: Connection, seal: Seal
) -> None:
    old, new = who(on, seal, P1), who(on, seal, B1)
    for person, most in ((old, 4), (new, 6)):
        for number in range(1, most + 1):
            bubble(
                on,
                seal,
                (person.contact, person.address),
                number,
                body={"text": f"{most}/{number}"},
            )
        contacts.save(on, person.contact, bubbles=most)
    who(on, seal, B1, P1)
    found = contacts.lock(on, old.contact)
    assert found and found.bubbles == 10
    texts = []
    for number in range(1, 11):
        row = messages.bubble(on, seal, old.contact, number)
        assert row
        texts.append(row.body["text"])
    assert texts == [f"4/{n}" for n in range(1, 5)] + [f"6/{n}" for n in range(1, 7)]
    assert people.renumbered(on, new.address, 3) == 7
    assert people.renumbered(on, old.address, 3) == 3
    assert people.renumbered(on, new.address, 11) == 11


def test_numbered_on_twice_is_followed_twice(on: Connection, seal: Seal) -> None:
    first, second, third = (who(on, seal, a) for a in (P1, P2, B1))
    for person, most in ((first, 5), (second, 3), (third, 2)):
        contacts.save(on, person.contact, bubbles=most)
    people.join(on, seal, second.contact, third.contact, standing=())
    people.join(on, seal, first.contact, second.contact, standing=())
    assert [people.renumbered(on, third.address, n) for n in (1, 2)] == [9, 10]
    assert [people.renumbered(on, second.address, n) for n in (1, 3)] == [6, 8]
    assert people.renumbered(on, third.address, 11) == 11


def test_the_question_shown_last_goes_on_waiting(on: Connection, seal: Seal) -> None:
    old, new = who(on, seal, P1), who(on, seal, B1)
    kept = []
    for person, at in ((old, NOW), (new, LATER)):
        of = sessions.create(on, seal, person.contact, "training", TODAY, at)
        sessions.save(on, seal, of, state="waiting", body={"shown": 2, "waiting_for": "q"}, now=at)
        contacts.save(on, person.contact, bubbles=2)
        kept.append(of)
    who(on, seal, B1, P1)
    waiting = sessions.waiting(on, seal, old.contact)
    assert waiting and waiting.id == kept[1] and waiting.body["shown"] == 4
    assert [k.id for k in sessions.interrupted(on, seal, old.contact)] == [kept[0]]


def test_of_two_plans_the_newest_stands(on: Connection, seal: Seal) -> None:
    old, new = who(on, seal, P1), who(on, seal, B1)
    for person in (old, new):
        of = teach(on, seal, person.contact, "plan")
        wanted = {"due": promise("due", LATER)}
        reminders.keep(on, seal, contact=person.contact, session=of, wanted=wanted, now=NOW)
    who(on, seal, B1, P1)
    pending = reminders.pending(on, seal, old.contact)
    assert len(pending) == 1 and pending[0].session == of


@pytest.mark.parametrize(
    ("agreed", "refused", "left"),
    [(1, 2, ""), (2, 2, ""), (3, 2, "v1"), (1, None, "v1"), (None, 2, ""), (None, None, "")],
)
def test_consent_is_never_made_out_of_two_halves(
    on: Connection, seal: Seal, agreed: int | None, refused: int | None, left: str
) -> None:
    old, new = who(on, seal, P1), who(on, seal, B1)
    if agreed:
        of = teach(on, seal, old.contact, consent="v1", reinfo="vigente")
        at = NOW + timedelta(days=agreed)
        sessions.save(on, seal, of, state="completed", body={}, now=at)
    if refused:
        erase.refused(on, new.contact, NOW + timedelta(days=refused))
    joined = who(on, seal, B1, P1)
    case = cases.load(on, seal, joined.contact)
    assert case.text("consent") == left
    assert (case.text("reinfo") == "vigente") == bool(left)


def test_a_refusal_is_remembered_past_a_join(on: Connection, seal: Seal) -> None:
    old, new, third = (who(on, seal, a) for a in (P1, B1, P2))
    erase.refused(on, new.contact, LATER)
    teach(on, seal, third.contact, consent="v1")
    people.join(on, seal, old.contact, new.contact, standing=())
    people.join(on, seal, old.contact, third.contact, standing=())
    assert cases.load(on, seal, old.contact).text("consent") == ""


def test_everything_of_hers_goes_along(on: Connection, seal: Seal) -> None:
    """A table that somebody adds tomorrow is handed over too, or this fails."""
    holders = {
        table.name: key.parent.name
        for table in SQLModel.metadata.tables.values()
        for key in table.foreign_keys
        if key.column.table.name == "contact"
    }
    assert {name for (table, name) in people._tables()} == set(holders.values())
    assert {table.name for table, _ in people._tables()} == set(holders)
    old, new = who(on, seal, P1), who(on, seal, B1)
    heard(on, seal, (new.contact, new.address), "1", "hola")
    bubble(on, seal, (new.contact, new.address), 1)
    teach(on, seal, new.contact, consent="v1")
    who(on, seal, B1, P1)
    for table in ("inbound", "outbound", "session", "fact"):
        found = on.execute(text(f"select contact from {table}")).scalars().all()  # noqa: S608
        assert set(found) == {old.contact}, table


def test_a_person_who_is_being_answered_is_joined_later(
    on: Connection, seal: Seal, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = who(on, seal, P1), who(on, seal, B1)
    monkeypatch.setattr(contacts, "lock", lambda on, contact: None)
    with pytest.raises(Retryable):
        who(on, seal, B1, P1)
    assert old.contact != new.contact


# -- moved ------------------------------------------------------------------------------------------------


def test_a_new_number_is_hers_and_what_waits_goes_there(on: Connection, seal: Seal) -> None:
    old = who(on, seal, P1)
    heard(on, seal, (old.contact, old.address), "1", "hola")
    id = bubble(on, seal, (old.contact, old.address), 1)
    assert people.moved(on, seal, [P1], [P2], NOW) == old.contact
    last = contacts.last_address(on, old.contact)
    assert last and contacts.address(on, seal, last[0]) == P2
    at = on.scalar(text("select address from outbound where id = :id"), {"id": id})
    assert contacts.address(on, seal, int(at or 0)) == P2
    assert who(on, seal, P1).contact == old.contact  # late messages from the old one are hers


def test_a_new_id_keeps_the_number(on: Connection, seal: Seal) -> None:
    old = who(on, seal, B1, P1)
    people.moved(on, seal, [B1, P1], [B2], NOW)
    assert who(on, seal, B2, P1).contact == old.contact
    assert count(on, "contact") == 1


def test_a_new_number_that_already_wrote_is_joined(on: Connection, seal: Seal) -> None:
    old, new = who(on, seal, P1), who(on, seal, P2)
    teach(on, seal, old.contact, consent="v1")
    assert people.moved(on, seal, [P1], [P2], NOW) == old.contact
    assert who(on, seal, P2).contact == old.contact and new.contact != old.contact


def test_a_new_number_of_somebody_else_is_taken_over_alone(on: Connection, seal: Seal) -> None:
    old, other = who(on, seal, B1, P1), who(on, seal, B2, P2)
    people.moved(on, seal, [B1, P1], [P2], NOW)
    assert who(on, seal, P2).contact == old.contact
    assert who(on, seal, B2).contact == other.contact


def test_a_stranger_s_move_changes_nothing(on: Connection, seal: Seal) -> None:
    assert people.moved(on, seal, [P1], [P2], NOW) is None
    assert count(on, "address") == 0

"""Messages in: accepted once, handled oldest first. Bubbles: queued, found, forgotten."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

from bot.store import contacts, messages
from bot.store.database import Database
from bot.store.seal import Seal
from tests.store.rows import NOW, PHONE, bubble, claimed, heard, someone, state


def test_the_same_message_twice_is_one(on: Connection, seal: Seal) -> None:
    who = someone(on, seal)
    assert heard(on, seal, who, "wamid.1", "hola")
    assert not heard(on, seal, who, "wamid.1", "hola")
    assert heard(on, seal, who, "wamid.2", "hola")


async def test_fifty_at_once_are_one(database: Database, seal: Seal) -> None:
    def accept(on: Connection) -> bool:
        contact, address = contacts.of_address(on, seal, PHONE, NOW, "es")
        return heard(on, seal, (contact, address), "wamid.1", "hola")

    new = await asyncio.gather(*(database.write(accept) for _ in range(50)))
    assert sum(new) == 1
    count = text("select (select count(*) from inbound), (select count(*) from contact)")
    assert tuple(await database.read(lambda on: on.execute(count).one())) == (1, 1)


def test_oldest_new_comes_first_and_is_settled(on: Connection, seal: Seal) -> None:
    who, other = someone(on, seal), someone(on, seal, "51900000000")
    assert messages.oldest_new(on, seal, who[0]) is None
    heard(on, seal, other, "a", "not hers")
    heard(on, seal, who, "b", "first")
    heard(on, seal, who, "c", "second")
    taken = messages.oldest_new(on, seal, who[0])
    assert taken is not None
    assert (taken.address, taken.channel) == (who[1], "whatsapp")
    assert (taken.body, taken.received_at) == ({"text": "first"}, NOW)
    messages.settle(on, taken.id, "handled")
    taken = messages.oldest_new(on, seal, who[0])
    assert taken is not None and taken.body == {"text": "second"}
    messages.settle(on, taken.id, "failed", "KeyError")
    assert messages.oldest_new(on, seal, who[0]) is None


def test_waiting_contacts_longest_first(on: Connection, seal: Seal) -> None:
    people = [someone(on, seal, f"5190000000{n}") for n in range(3)]
    for n, who in enumerate((people[2], people[0], people[2], people[1])):
        heard(on, seal, who, str(n), "hola")
    assert messages.waiting_contacts(on) == [people[2][0], people[0][0], people[1][0]]
    assert messages.waiting_contacts(on, most=1) == [people[2][0]]


def test_odd_words_are_kept_as_they_came(on: Connection, seal: Seal) -> None:
    who = someone(on, seal)
    odd = "\x00 half an emoji \ud83d, ñandú 🏔"
    assert heard(on, seal, who, "\ud83d", odd)
    taken = messages.oldest_new(on, seal, who[0])
    assert taken is not None and taken.body["text"] == odd


def test_bubbles_are_found_by_number(on: Connection, seal: Seal) -> None:
    who = someone(on, seal)
    id = bubble(on, seal, who, 1, locale="quy", kind="reminder", urgency=1)
    found = messages.bubble(on, seal, who[0], 1)
    assert found == messages.Bubble(
        id, *who, "whatsapp", 1, "reminder", "quy", 0, NOW, {"text": "bubble 1"}, 1
    )
    assert messages.bubble(on, seal, who[0], 2) is None
    assert messages.bubble(on, seal, who[0] + 1, 1) is None


def test_a_number_is_given_once(on: Connection, seal: Seal) -> None:
    who = someone(on, seal)
    bubble(on, seal, who, 1)
    with pytest.raises(IntegrityError):
        bubble(on, seal, who, 1)


def test_since_gives_the_newest_in_order(on: Connection, seal: Seal) -> None:
    who = someone(on, seal)
    for number in range(1, 7):
        bubble(on, seal, who, number)

    def numbers(after: int, most: int, address: int = who[1]) -> list[int]:
        rows = messages.since(on, seal, who[0], address, after, most)
        return [row.bubble for row in rows]

    assert numbers(0, 10) == [1, 2, 3, 4, 5, 6]
    assert numbers(4, 10) == [5, 6]
    assert numbers(0, 2) == [5, 6]
    assert numbers(6, 10) == []
    assert numbers(0, 10, who[1] + 1) == []


def test_seen_bubbles_are_delivered_and_not_sent_again(on: Connection, seal: Seal) -> None:
    who = someone(on, seal)
    ids = [bubble(on, seal, who, number) for number in range(1, 6)]
    states = ["sent", "read", "failed", "queued", "queued"]
    for id, known in zip(ids, states, strict=True):
        on.execute(text("update outbound set state = :s where id = :i"), {"s": known, "i": id})
    messages.seen(on, who[0], who[1], 4, NOW)
    assert [state(on, id) for id in ids] == ["delivered", "read", "failed", "delivered", "queued"]
    assert claimed(on, seal) == ids[4:]
    assert messages.counts(on) == {"delivered": 2, "read": 1, "failed": 1, "wired": 1}


def test_counts_of_nothing(on: Connection) -> None:
    assert messages.counts(on) == {}


def test_forget_words_empties_what_she_said(on: Connection, seal: Seal) -> None:
    who, other = someone(on, seal), someone(on, seal, "51900000000")
    heard(on, seal, who, "1", "my words")
    heard(on, seal, other, "2", "other words")
    messages.forget_words(on, seal, who[0])
    hers, others = (messages.oldest_new(on, seal, c) for c, _ in (who, other))
    assert hers and hers.body == {}
    assert others and others.body == {"text": "other words"}
    assert not heard(on, seal, who, "1", "my words")

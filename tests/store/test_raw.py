"""Raw updates: once each, in each sender's order, never two at a time of one sender."""

from __future__ import annotations

import asyncio

from sqlalchemy import Connection

from bot.model import Address
from bot.store import contacts, raw
from bot.store.database import Database
from bot.store.raw import Raw
from bot.store.seal import Seal
from tests.store.rows import DAY, LEASE, NOW

ROSA, ANA = Address("telegram", "user", "51"), Address("telegram", "user", "52")


def keep(on: Connection, seal: Seal, *updates: tuple[str, Address]) -> int:
    """Keep updates whose body is their id."""
    made = [Raw(id, sender, id.encode()) for id, sender in updates]
    return raw.keep(on, seal, "telegram", made, NOW)


def bodies(taken: list[raw.Taken]) -> list[bytes]:
    return [one.body for one in taken]


def test_an_update_is_kept_once(on: Connection, seal: Seal) -> None:
    assert keep(on, seal, ("1", ROSA), ("1", ROSA), ("2", ANA)) == 2
    assert keep(on, seal, ("2", ANA)) == 0


def test_the_oldest_of_each_sender_is_taken_and_taken_again_after_its_lease(
    on: Connection, seal: Seal
) -> None:
    keep(on, seal, ("1", ROSA), ("2", ANA), ("3", ROSA))
    first = raw.claim(on, seal, "telegram", NOW, 10, LEASE)
    assert bodies(first) == [b"1", b"2"] and [one.attempts for one in first] == [1, 1]
    assert raw.claim(on, seal, "telegram", NOW, 10, LEASE) == []
    assert bodies(raw.behind(on, seal, first[0])) == [b"3"]
    again = raw.claim(on, seal, "telegram", NOW + 2 * LEASE, 10, LEASE)
    assert bodies(again) == [b"1", b"2"] and again[0].attempts == 2
    assert raw.settle(on, seal, [first[0].id], state="parsed", kind="message", empty=True)
    assert not raw.settle(on, seal, [first[0].id], state="parsed", kind="message")
    assert bodies(raw.claim(on, seal, "telegram", NOW, 10, LEASE)) == [b"3"]
    assert raw.counts(on)["telegram", "message", "parsed"] == 1
    assert raw.claim(on, seal, "whatsapp", NOW + DAY, 10, LEASE) == []


def test_one_put_off_keeps_its_place(on: Connection, seal: Seal) -> None:
    keep(on, seal, ("1", ROSA), ("2", ROSA))
    [first] = raw.claim(on, seal, "telegram", NOW, 10, LEASE)
    raw.again(on, first.id, NOW + DAY)
    assert raw.claim(on, seal, "telegram", NOW + 2 * LEASE, 10, LEASE) == []
    assert bodies(raw.claim(on, seal, "telegram", NOW + DAY, 10, LEASE)) == [b"1"]


def test_old_ones_are_dropped_and_hers_are_emptied(on: Connection, seal: Seal) -> None:
    contact, _ = contacts.of_address(on, seal, ROSA, NOW, "es")
    keep(on, seal, ("1", ROSA), ("2", ANA))
    raw.forget(on, seal, contact)
    assert bodies(raw.claim(on, seal, "telegram", NOW, 10, LEASE)) == [b"2"]
    assert raw.counts(on) == {("telegram", "", "parsed"): 1, ("telegram", "", "new"): 1}
    assert raw.purge(on, "parsed", NOW) == 0
    assert raw.purge(on, "parsed", NOW + DAY) == 1


async def test_two_processes_share_the_senders(database: Database, seal: Seal) -> None:
    senders = [Address("telegram", "user", str(n)) for n in range(40)]
    updates = [(f"{n}-{turn}", sender) for turn in range(3) for n, sender in enumerate(senders)]
    await database.write(lambda on: keep(on, seal, *updates))

    async def process() -> list[bytes]:
        found: list[bytes] = []
        while taken := await database.write(
            lambda on: raw.claim(on, seal, "telegram", NOW, 5, LEASE)
        ):
            for one in taken:
                found.append(one.body)
                await database.write(
                    lambda on, id=one.id: raw.settle(
                        on, seal, [id], state="parsed", kind="m", empty=True
                    )
                )
        return found

    shares = await asyncio.gather(*(process() for _ in range(4)))
    assert sorted(body for share in shares for body in share) == sorted(
        id.encode() for id, _ in updates
    )

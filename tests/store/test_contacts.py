"""Contacts and addresses: found by keyed hash, locked for a turn, made once."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import Connection, text

from bot import model
from bot.store import contacts
from bot.store.database import Database, open_engine
from bot.store.seal import Seal
from tests.store.rows import NOW, PHONE, heard, someone


def test_made_on_first_sight_and_found_ever_after(on: Connection, seal: Seal) -> None:
    assert contacts.known(on, seal, PHONE) is None
    made = someone(on, seal)
    assert someone(on, seal) == made == contacts.known(on, seal, PHONE)
    assert contacts.lock(on, made[0]) == contacts.Found(made[0], "es", 0)


def test_another_channel_kind_or_value_is_another_person(on: Connection, seal: Seal) -> None:
    ways = [
        PHONE,
        model.Address("telegram", "phone", PHONE.value),
        model.Address("whatsapp", "scoped", PHONE.value),
        model.Address("whatsapp", "phone", "51987654322"),
    ]
    made = {contacts.of_address(on, seal, way, NOW, "es") for way in ways}
    assert len({contact for contact, _ in made}) == len(ways)


def test_another_key_finds_nobody(on: Connection, seal: Seal) -> None:
    someone(on, seal)
    assert contacts.known(on, Seal(b"another secret, 32 bytes and more"), PHONE) is None


def test_address_is_opened_again_whatever_it_holds(on: Connection, seal: Seal) -> None:
    odd = model.Address("webchat", "browser", "half an emoji \ud83d and ñ")
    _, id = contacts.of_address(on, seal, odd, NOW, "quy")
    assert contacts.address(on, seal, id) == odd
    assert contacts.channel(on, id) == "webchat"


def test_save_writes_only_what_is_named(on: Connection, seal: Seal) -> None:
    contact, _ = someone(on, seal)
    other, _ = someone(on, seal, "51900000000")
    contacts.save(on, contact, bubbles=7, locale="quz")
    assert contacts.lock(on, contact) == contacts.Found(contact, "quz", 7)
    contacts.save(on, contact, bubbles=8)
    assert contacts.lock(on, contact) == contacts.Found(contact, "quz", 8)
    assert contacts.lock(on, other) == contacts.Found(other, "es", 0)


def test_last_address_is_the_one_she_wrote_from(on: Connection, seal: Seal) -> None:
    contact, phone = someone(on, seal)
    assert contacts.last_address(on, contact) == (phone, "whatsapp")
    _, browser = contacts.of_address(on, seal, model.Address("webchat", "browser", "b"), NOW, "es")
    on.execute(text("update address set contact = :c where id = :a"), {"c": contact, "a": browser})
    assert contacts.last_address(on, contact) == (browser, "webchat")
    heard(on, seal, (contact, phone), "1", "hola")
    assert contacts.last_address(on, contact) == (phone, "whatsapp")
    assert contacts.last_address(on, contact + 99) is None


def test_lock_of_nobody_is_none(on: Connection) -> None:
    assert contacts.lock(on, 12345) is None


def test_a_locked_contact_is_passed_over_but_still_written_to(postgres: str, seal: Seal) -> None:
    engine = open_engine(postgres)
    with engine.connect() as one, engine.connect() as two:
        who = someone(one, seal)
        one.exec_driver_sql("BEGIN")
        assert contacts.lock(one, who[0])
        two.exec_driver_sql("SET lock_timeout = '2s'")
        two.exec_driver_sql("BEGIN")
        assert contacts.lock(two, who[0]) is None
        assert heard(two, seal, who, "1", "a message is accepted while her turn runs")
        two.exec_driver_sql("COMMIT")
        one.exec_driver_sql("COMMIT")
        two.exec_driver_sql("BEGIN")
        assert heard(two, seal, who, "2", "and her turn runs while one is being accepted")
        one.exec_driver_sql("BEGIN")
        assert contacts.lock(one, who[0])
        one.exec_driver_sql("COMMIT")
        two.exec_driver_sql("COMMIT")
    engine.dispose()


def test_two_threads_make_one_contact(url: str, seal: Seal) -> None:
    engine = open_engine(url)
    begin = "BEGIN IMMEDIATE" if url.startswith("sqlite") else "BEGIN"
    gate = threading.Barrier(2)

    def first_sight(number: int) -> tuple[int, int]:
        address = model.Address("whatsapp", "phone", f"51{number:09}")
        with engine.connect() as connection:
            gate.wait()
            connection.exec_driver_sql(begin)
            found = contacts.of_address(connection, seal, address, NOW, "es")
            connection.exec_driver_sql("COMMIT")
        return found

    for number in range(20):
        with ThreadPoolExecutor(2) as pool:
            one, two = pool.map(first_sight, [number, number])
        assert one == two
    with engine.connect() as connection:
        assert connection.scalar(text("select count(*) from contact")) == 20
        assert connection.scalar(text("select count(*) from address")) == 20
    engine.dispose()


async def test_an_erased_id_is_never_given_again(database: Database, seal: Seal) -> None:
    def come_and_go(on: Connection) -> int:
        contact, _ = someone(on, seal)
        on.execute(text("delete from contact where id = :id"), {"id": contact})
        return contact

    first = await database.write(come_and_go)
    assert await database.write(come_and_go) > first

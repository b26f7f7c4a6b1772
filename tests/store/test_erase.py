"""Forgetting: nothing of her stays, nothing of others goes, no message comes twice."""

from __future__ import annotations

from sqlalchemy import Connection, text

from bot.model import Case
from bot.store import cases, erase, media, messages, reminders, sessions, workitems
from bot.store.database import Database
from bot.store.media import Files
from bot.store.seal import Seal
from tests.store.rows import (
    DAY,
    NOW,
    TODAY,
    bubble,
    claimed,
    heard,
    promise,
    session,
    someone,
    state,
)

LIVES = ("fact", "result", "reminder", "work_item")


def life(on: Connection, seal: Seal, value: str) -> tuple[int, int, int]:
    """A person with a bit of everything."""
    who = someone(on, seal, value)
    of = session(on, seal, who[0])
    sessions.save(on, seal, of, state="waiting", body={"answers": {"name": "Rosa"}}, now=NOW)
    case = Case()
    cases.teach(on, seal, who[0], of, case=case, learned={"my.name": "Rosa"}, today=TODAY)
    sessions.record(on, seal, who[0], of, {"score": 90})
    wanted = {"a": promise("a", NOW + DAY)}
    reminders.keep(on, seal, contact=who[0], session=of, wanted=wanted, now=NOW)
    work = {"contact": who[0], "session": of, "address": who[1]}
    names = {"step": "paper", "fingerprint": "f", "task": "t", "locale": "es"}
    workitems.ask(on, seal, **work, **names, args={"name": "Rosa"}, now=NOW)  # type: ignore[arg-type]
    heard(on, seal, who, f"{value}.1", "soy Rosa")
    bubble(on, seal, who, 1, body={"text": "Hola Rosa"})
    return (*who, of)


def count(on: Connection, table: str, contact: int) -> int:
    made = text(f"select count(*) from {table} where contact = :c")  # noqa: S608
    return int(on.execute(made, {"c": contact}).scalar_one())


def test_nothing_of_hers_stays(on: Connection, seal: Seal) -> None:
    who, address, of = life(on, seal, "51900000001")
    asking = session(on, seal, who, "privacy")
    assert erase.forget(on, seal, who, keep=asking) == []
    assert [count(on, table, who) for table in LIVES] == [0, 0, 0, 0]
    assert sessions.load(on, seal, of, who) is None
    kept = sessions.load(on, seal, asking, who)
    assert kept is not None and kept.body == {}
    assert messages.waiting_contacts(on) == []
    said = messages.bubble(on, seal, who, 1)
    assert said is not None and said.body == {}
    assert state(on, said.id) == "withheld" and claimed(on, seal) == []
    assert someone(on, seal, "51900000001") == (who, address)
    assert not heard(on, seal, (who, address), "51900000001.1", "soy Rosa")


def test_nothing_of_others_goes(on: Connection, seal: Seal) -> None:
    who, _, of = life(on, seal, "51900000001")
    other, _, hers = life(on, seal, "51900000002")
    erase.forget(on, seal, who, keep=of)
    assert [count(on, table, other) for table in LIVES] == [1, 1, 1, 1]
    assert cases.load(on, seal, other).get("my.name") == "Rosa"
    kept = sessions.load(on, seal, hers, other)
    assert kept is not None and kept.body == {"answers": {"name": "Rosa"}}
    assert messages.waiting_contacts(on) == [other]


async def test_her_files_are_named_for_removal(
    database: Database, seal: Seal, tmp_path: object
) -> None:
    files = Files(tmp_path / "media", seal, database)  # type: ignore[operator]
    who, _, of = await database.write(lambda on: life(on, seal, "51900000001"))
    kept = await files.keep(b"%PDF-", "x")
    await database.write(lambda on: media.own(on, who, [kept.ref]))
    assert await database.write(lambda on: erase.forget(on, seal, who, keep=of)) == [kept.ref]
    assert await files.read(kept.ref) is None


def test_deleting_a_contact_takes_everything_along(on: Connection, seal: Seal) -> None:
    who, _, _ = life(on, seal, "51900000001")
    other, _, _ = life(on, seal, "51900000002")
    on.execute(text("delete from contact where id = :id"), {"id": who})
    tables = (*LIVES, "session", "inbound", "outbound", "address")
    assert [count(on, table, who) for table in tables] == [0] * 8
    assert [count(on, table, other) for table in tables] == [1] * 8

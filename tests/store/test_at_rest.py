"""What lies on the disk tells nobody who she is or what she said."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Connection, make_url, text

from bot import model
from bot.model import Case
from bot.store import cases, contacts, messages, reminders, sessions, workitems
from bot.store.database import Database
from bot.store.media import Files
from bot.store.seal import Seal, WrongKey
from tests.store.rows import DAY, NOW, TODAY, promise

PHONE, SCOPED, BROWSER = "51987654321", "US.ABCDEF0123456789", "b7f3c1d9e5a2"
WORDS = "vendí mi mineral a la planta El Dorado"
PRIVATE = (
    PHONE,
    SCOPED,
    BROWSER,
    "wamid.HBgLNTE5ODc2",
    "sent.HBgLNTE5ODc2",
    "Rosa Quispe",
    "40506070",
    WORDS,
    "planta El Dorado",
    "rosa-quispe.pdf",
    "Hola Rosa",
    "-14.0678",
    "1980-05-17",
    "quispe",
    "cooperativa-santa-rosa",
)


def everything(on: Connection, seal: Seal) -> None:
    """Write each kind of private thing into each place that takes it."""
    ways = {"phone": PHONE, "scoped": SCOPED, "browser": BROWSER}
    found = [model.Address("whatsapp", kind, value) for kind, value in ways.items()]
    contact, address = [contacts.of_address(on, seal, way, NOW, "es") for way in found][-1]
    own = {"contact": contact, "address": address}
    body: dict[str, model.Json] = {
        "text": WORDS,
        "place": [-14.0678, -75.7286],
        "name": "Rosa Quispe",
    }
    messages.accept(
        on, seal, **own, channel="whatsapp", external="wamid.HBgLNTE5ODc2", body=body, now=NOW
    )
    messages.queue(
        on,
        seal,
        **own,
        channel="whatsapp",
        bubble=1,
        kind="reply",
        locale="es",
        content="1",
        body={"text": "Hola Rosa Quispe"},
        now=NOW,
    )
    kept = messages.bubble(on, seal, contact, 1)
    assert kept is not None
    sent = ("whatsapp", "sent.HBgLNTE5ODc2")
    messages.mark(on, seal, kept.id, model.DeliveryStatus.SENT, NOW, external=sent)
    of = sessions.create(on, seal, contact, "prices", TODAY, NOW)
    answers: dict[str, model.Json] = {"answers": {"dni": "40506070", "said": WORDS}}
    sessions.save(on, seal, of, state="waiting", body=answers, now=NOW)
    facts: dict[str, model.Json] = {
        "name": "Rosa Quispe",
        "my.name": "quispe",
        "my.cooperative": "cooperativa-santa-rosa",
        "my.birthday": "1980-05-17",
        "dni": "40506070",
        "status": "vigente",
    }
    cases.teach(on, seal, contact, of, case=Case(), learned=facts, today=TODAY)
    sessions.record(on, seal, contact, of, {"said": WORDS, "my.birthday": "1980-05-17"})
    line: model.Json = {"line": {"id": "a", "args": {"name": "Rosa Quispe", "said": WORDS}}}
    wanted = {"a": promise("a", NOW + DAY, body=line)}
    reminders.keep(on, seal, contact=contact, session=of, wanted=wanted, now=NOW)
    workitems.ask(
        on,
        seal,
        **own,
        session=of,
        step="paper",
        fingerprint="f",
        task="case-file",
        locale="es",
        args=body,
        now=NOW,
    )


def lying(folder: Path) -> bytes:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return b"\n".join(str(path).encode() + path.read_bytes() for path in files)


async def test_no_private_word_lies_open(database: Database, seal: Seal, tmp_path: Path) -> None:
    await database.write(lambda on: everything(on, seal))
    await Files(tmp_path / "media", seal, database).keep(WORDS.encode(), "rosa-quispe.pdf")
    if database.sqlite:
        path = Path(str(make_url(database.url).database))
        assert path.with_name(path.name + "-wal").stat().st_size > 0
        raw = lying(tmp_path)
        assert b"vigente" in raw and b"case-file" in raw, "the dump does see plain columns"
    else:
        raw = await database.read(dump)
        assert b"vigente" in raw and b"case-file" in raw, "the dump does see plain columns"
    for words in PRIVATE:
        found = [form for form in forms(words) if form in raw.lower()]
        assert not found, f"{words} lies open"


def forms(words: str) -> list[bytes]:
    """The ways words may stand in bytes: as they are, as UTF-16, as hexadecimal."""
    low = words.lower()
    return [low.encode(), low.encode("utf-16-le"), words.encode().hex().encode()]


def dump(on: Connection) -> bytes:
    names = on.scalars(text("select tablename from pg_tables where schemaname = 'public'")).all()
    made = [text(f"select * from {name}") for name in names]  # noqa: S608
    return "\n".join(str(row) for rows in made for row in on.execute(rows)).encode()


async def test_another_secret_opens_nothing(database: Database, seal: Seal) -> None:
    await database.write(lambda on: everything(on, seal))
    other = Seal(b"another secret, 32 bytes and more")
    contact = await database.read(lambda on: on.scalar(text("select max(contact) from address")))
    ways = [
        lambda on: messages.oldest_new(on, other, contact),
        lambda on: messages.bubble(on, other, contact, 1),
        lambda on: sessions.waiting(on, other, contact),
        lambda on: cases.load(on, other, contact),
        lambda on: reminders.pending(on, other, contact),
        lambda on: contacts.address(on, other, contact),
    ]
    for way in ways:
        with pytest.raises(WrongKey):
            await database.read(way)

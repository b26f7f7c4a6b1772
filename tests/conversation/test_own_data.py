"""Control of one's data: see it, take it along, pause, be asked again, erase it to the last byte."""

from __future__ import annotations

import dataclasses
import json
import logging
from pathlib import Path
from typing import Any

import pypdf
import pytest
from sqlalchemy import select
from sqlmodel import SQLModel

from bot.app import retention
from bot.clock import SetClock
from bot.config import BadSetting, settings
from tests.conversation.phone import Chaski, Phone

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(64))
SECRET_WORDS = ("llamar a Eulogia Huamani", "mi socio Fortunato")


async def _lived(rosa: Phone) -> None:
    """A life with a bit of everything: facts, a photo, reminders, free words, a drawn paper."""
    await rosa.onboard()
    await rosa.say("plan")
    await rosa.tap("Contrato o título")
    await rosa.tap("Ya lo hice")
    await rosa.tap("Hoy")
    await rosa.give(PNG, "cargo-de-rosa.png")
    await rosa.say("mi aviso", SECRET_WORDS[0], "24/12/2026", "menú", SECRET_WORDS[1])


# -- take it along ------------------------------------------------------------------------------------


async def _exported(rosa: Phone) -> dict[str, bytes]:
    await rosa.say("mis datos")
    said = await rosa.tap("Llevarme mis datos")
    assert "Aquí están tus datos" in said
    files = {}
    for media in rosa.bubbles[-1].media:
        found = await rosa.chaski.app.files.read(media.ref, await rosa.id())
        assert found is not None
        files[media.name] = found[0]
    return files


async def test_everything_she_said_and_taught_is_in_the_two_files(rosa: Phone) -> None:
    await _lived(rosa)
    files = await _exported(rosa)
    assert sorted(files) == ["mis-datos.json", "mis-datos.pdf"]
    known = json.loads(files["mis-datos.json"])
    told = json.dumps(known, ensure_ascii=False)
    assert all(words in told for words in SECRET_WORDS) and "cargo-de-rosa.png" in told
    facts = {fact["name"]: fact["value"] for fact in known["facts"]}
    assert facts["done.contrato"] == "2026-11-22" and facts["consent"] == "v1"
    assert any("Eulogia" in str(r["says"]) for r in known["reminders"])
    assert {m["from"] for m in known["messages"]} == {"you", "chaski"}
    assert [w["task"] for w in known["work"]][-1] == "data-json"


async def test_the_paper_is_in_words_she_reads(rosa: Phone, tmp_path: Path) -> None:
    await _lived(rosa)
    files = await _exported(rosa)
    (tmp_path / "mine.pdf").write_bytes(files["mis-datos.pdf"])
    text = "".join(page.extract_text() for page in pypdf.PdfReader(tmp_path / "mine.pdf").pages)
    for words in ("Lo que Chaski sabe de mí", "Hecho: Contrato", "En la mina", "Saco mineral"):
        assert words in text
    assert all(words in text for words in SECRET_WORDS)
    assert "Página 1 de" in text
    known = (await rosa.case()).facts
    assert not [name for name in known if "." in name and name in text], "no name of ours is shown"


async def test_the_export_holds_nothing_of_anybody_else(chaski: Chaski, rosa: Phone) -> None:
    await _lived(rosa)
    luis = chaski.phone("luis")
    await luis.onboard()
    told = (await _exported(luis))["mis-datos.json"].decode()
    assert not any(words in told for words in (*SECRET_WORDS, "rosa"))


# -- pause --------------------------------------------------------------------------------------------


async def test_a_pause_holds_reminders_and_then_they_come(chaski: Chaski, rosa: Phone) -> None:
    await rosa.onboard()
    await rosa.say("mi aviso", "llevar muestras", "26/11/2026", "pausa")
    assert "No te aviso hasta el domingo 29 de noviembre" in await rosa.say("1")
    before = len(rosa.bubbles)
    await chaski.days(6)
    assert len(rosa.bubbles) == before
    await chaski.days(2)
    assert len(rosa.bubbles) == before + 1 and "llevar muestras" in rosa.text


async def test_a_pause_can_be_ended(chaski: Chaski, rosa: Phone) -> None:
    await rosa.onboard()
    await rosa.say("mi aviso", "llevar muestras", "26/11/2026", "pausa", "3")
    await rosa.tap("Quiero avisos")
    await chaski.days(5)
    assert "llevar muestras" in " ".join(bubble.text for bubble in rosa.bubbles[-2:])


# -- consent ------------------------------------------------------------------------------------------


def _new_terms(chaski: Chaski) -> None:
    """The consent has a version 2 from now on."""
    house = chaski.app.house
    old = house.content.items["consents"]["privacy"]
    consents = {"privacy": dataclasses.replace(old, version=2)}
    items = {**house.content.items, "consents": consents}
    content = dataclasses.replace(house.content, items=items)
    chaski.live_in(dataclasses.replace(house, content=content))


async def test_a_new_version_is_asked_before_anything_else_and_then_never_again(
    chaski: Chaski, rosa: Phone
) -> None:
    await rosa.onboard()
    await rosa.say("mi aviso")
    _new_terms(chaski)
    assert "Cambió lo que hago con tus datos" in await rosa.say("llamar a Juan")
    await rosa.say("1", "1")
    assert "Seguimos como antes" in await rosa.say("sí")
    assert (await rosa.case()).text("consent") == "v2"
    assert "¿Qué quieres que te recuerde?" in await rosa.tap("Seguir donde quedé")
    assert "¿Qué día te aviso?" in await rosa.say("llamar a Juan")


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("auxilio", "Sal del lugar"),
        ("baja", "No te envío más avisos"),
        ("mis datos", "guarda de ti"),
    ],
)
async def test_help_and_control_never_wait_for_a_yes(
    chaski: Chaski, rosa: Phone, said: str, answer: str
) -> None:
    await rosa.onboard()
    _new_terms(chaski)
    assert answer in await rosa.say(said)


async def test_a_no_to_a_new_version_asks_whether_to_erase(chaski: Chaski, rosa: Phone) -> None:
    await rosa.onboard()
    _new_terms(chaski)
    await rosa.say("menú", "1", "1")
    assert "¿Borro todo?" in await rosa.say("no")
    await rosa.tap("keep")
    assert (await rosa.case()).text("region") == "apurimac"
    assert "Cambió lo que hago con tus datos" in await rosa.say("menú")
    await rosa.say("1", "1", "no")
    await rosa.tap("erase")
    assert list(await rosa.case()) == []


# -- erase: nothing readable in tables, files, logs or queues -----------------------------------------


def _opened(chaski: Chaski, on: Any) -> str:
    """All there is in all tables, with everything unsealed that the key can open."""
    seal, told = chaski.app.house.seal, []
    for table in SQLModel.metadata.sorted_tables:
        for row in on.execute(select(table)):
            for value in row:
                told.append(repr(value))
                if isinstance(value, bytes):
                    try:
                        told.append(seal.open(value).decode("utf-8", "replace"))
                    except Exception:
                        continue
    return "\n".join(told)


async def test_after_erasing_no_byte_of_hers_is_left(
    tmp_path: Path,
    clock: SetClock,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG, logger="bot")
    chaski = Chaski(tmp_path, clock, f"sqlite:///{tmp_path / 'chaski.db'}")
    try:
        rosa = chaski.phone()
        await _lived(rosa)
        await _exported(rosa)
        private = (*SECRET_WORDS, "Eulogia", "Fortunato", "cargo-de-rosa", "2026-12-24", "apurimac")
        before = await chaski.app.database.read(lambda on: _opened(chaski, on))
        assert all(words in before for words in private), "the test looks where they were"
        sealed = await _sealed_bytes(chaski)
        media = [p.read_bytes() for p in (tmp_path / "media").glob("*/*")]
        assert len(media) == 3 and len(sealed) > 50
        await rosa.say("mis datos")
        await rosa.tap("Borrar todo")
        assert "borré todo" in await rosa.tap("erase")
        after = await chaski.app.database.read(lambda on: _opened(chaski, on))
        assert not [words for words in private if words in after]
        assert not list((tmp_path / "media").glob("*/*"))
        disk = _disk(tmp_path)
    finally:
        await chaski.close()
    assert not [words for words in private if words.encode() in disk]
    assert not [blob for blob in (*sealed, *media) if blob in disk], (
        "not even what the key could open"
    )
    logged = caplog.text + "".join(capfd.readouterr())
    assert not [words for words in private if words in logged]


def _disk(folder: Path) -> bytes:
    """Every byte of every file: database, its log, media, key; while the server still runs."""
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


async def _sealed_bytes(chaski: Chaski) -> list[bytes]:
    """What lies sealed in the tables that hold what she said and what was learned of her."""
    tables = ("fact", "inbound", "outbound", "session", "reminder", "work_item", "result")
    rows = [await chaski.rows(f"select sealed from {t} where sealed is not null") for t in tables]  # noqa: S608
    return [row[0] for found in rows for row in found]


# -- kept as long as the operator set -----------------------------------------------------------------


async def _purged(chaski: Chaski, **days: int) -> int:
    keep = {f"keep_{kind}_days": value for kind, value in days.items()}
    kept = retention(settings(data_dir=chaski.folder, **keep))
    return await dataclasses.replace(chaski.app, retention=kept).purge()


async def test_what_she_wrote_is_kept_as_long_as_set(chaski: Chaski, rosa: Phone) -> None:
    await _lived(rosa)
    chaski.clock.moment = chaski.clock.now().replace(year=2027)
    await _purged(chaski, messages=366)
    assert SECRET_WORDS[1] in str(await rosa.said())
    await _purged(chaski, messages=0)
    assert SECRET_WORDS[1] in str(await rosa.said())
    await _purged(chaski, messages=364)
    assert SECRET_WORDS[1] not in str(await rosa.said())
    assert (await rosa.case()).text("region") == "apurimac", "what was learned stays"


async def test_what_was_said_to_her_goes_only_when_set(chaski: Chaski, rosa: Phone) -> None:
    await _lived(rosa)
    chaski.clock.moment = chaski.clock.now().replace(year=2027)
    await _purged(chaski)
    assert await _readable(rosa)
    await _purged(chaski, bubbles=364)
    assert not await _readable(rosa)


async def _readable(rosa: Phone) -> list[Any]:
    seal = rosa.chaski.app.house.seal
    rows = await rosa.chaski.rows("select sealed from outbound")
    return [body for body in (seal.open_json(row[0]) for row in rows) if body]


async def test_drawn_papers_go_and_a_proof_stays(chaski: Chaski, rosa: Phone) -> None:
    await _lived(rosa)
    await _exported(rosa)
    year = chaski.clock.now().replace(year=2040)
    chaski.clock.moment = year
    assert await _purged(chaski, files=0) == 0
    assert await _purged(chaski, files=365) == 2
    [left] = await chaski.rows("select kind from media_file")
    assert left[0] == "image"


async def test_who_writes_no_more_is_forgotten_only_when_set(chaski: Chaski, rosa: Phone) -> None:
    await _lived(rosa)
    chaski.clock.moment = chaski.clock.now().replace(year=2030)
    await _purged(chaski)
    assert list(await rosa.case())
    await _purged(chaski, silent=365)
    assert list(await rosa.case()) == [] and not list((chaski.folder / "media").glob("*/*"))


@pytest.mark.parametrize(
    ("name", "value"), [("undecided", 0), ("undecided", 366), ("messages", -1)]
)
def test_a_span_that_cannot_be_is_refused(name: str, value: int) -> None:
    with pytest.raises(BadSetting, match=f"CHASKI_KEEP_{name.upper()}_DAYS"):
        settings(**{f"keep_{name}_days": value})

"""Refusing and erasing: nothing that was said can be read afterwards, not even with the key."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.conversation.phone import Chaski, Phone

PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)
TABLES = ("fact", "result", "reminder", "work_item", "media_file")


async def _nothing_is_known(rosa: Phone) -> None:
    id = await rosa.id()
    for table in TABLES:
        assert not await rosa.chaski.rows(f"select * from {table} where contact = {id}"), table  # noqa: S608
    assert not [value for value in await rosa.said() if value != {}]
    assert list(await rosa.case()) == []
    assert len(await rosa.sessions()) == 1
    assert not _files(rosa.chaski)


def _files(chaski: Chaski) -> list[Path]:
    return [path for path in (chaski.folder / "media").glob("**/*") if path.is_file()]


async def _bubbles_kept(rosa: Phone) -> list[Any]:
    """The texts of bubbles that can still be read."""
    id, seal = await rosa.id(), rosa.chaski.app.house.seal
    query = f"select sealed from outbound where contact = {id} order by id"  # noqa: S608
    bodies = [seal.open_json(row[0]) for row in await rosa.chaski.rows(query)]
    return [body["text"] for body in bodies if body]  # type: ignore[call-overload,index]


async def test_whoever_refuses_leaves_nothing(rosa: Phone) -> None:
    await rosa.say("hola", "me llamo Rosa Quispe", "1", "1", "1")
    await rosa.give(PNG)
    said = await rosa.tap("No")
    await _nothing_is_known(rosa)
    assert await _bubbles_kept(rosa) == [said]


async def test_before_consent_nothing_is_learned(rosa: Phone) -> None:
    await rosa.say("hola", "2", "1", "plan", "expediente", "menú", "mi aviso", "baja")
    assert list(await rosa.case()) == [] and not await rosa.promises()
    assert not await rosa.chaski.rows("select * from result")
    assert not await rosa.chaski.rows("select * from work_item")


async def test_whoever_refused_may_begin_again(rosa: Phone) -> None:
    await rosa.say("hola", "1", "1", "1", "2")
    assert "Hola. Soy Chaski." in await rosa.say("hola")
    await rosa.say("1", "1", "1", "1")
    assert "¿Qué haces en la mina?" in rosa.text
    assert (await rosa.case()).text("consent") == "v1"
    rosa.in_order()


async def _erase(rosa: Phone) -> str:
    await rosa.say("mis datos")
    await rosa.tap("Borrar todo")
    return await rosa.tap("erase")


async def test_erasing_takes_facts_words_files_and_reminders(chaski: Chaski, rosa: Phone) -> None:
    await rosa.onboard()
    await rosa.say("plan")
    await rosa.tap("Contrato o título")
    await rosa.tap("Ya lo hice")
    await rosa.tap("Hoy")
    await rosa.give(PNG)
    await rosa.say("expediente", "mi aviso", "llamar a Juan", "24/12/2026")
    luis = chaski.phone("luis")
    await luis.onboard()
    await luis.say("expediente")
    assert len(_files(chaski)) == 3
    said = await _erase(rosa)
    [kept] = _files(chaski)
    kept.unlink()
    await _nothing_is_known(rosa)
    assert await _bubbles_kept(rosa) == [said]
    assert (await luis.case()).text("region") == "apurimac" and await luis.promises()
    before = len(rosa.bubbles)
    await chaski.days(60)
    assert len(rosa.bubbles) == before


async def test_a_button_of_an_erased_session_is_gone(rosa: Phone) -> None:
    await rosa.onboard()
    buttons = [button.id for bubble in rosa.bubbles for button in bubble.buttons]
    await _erase(rosa)
    for button in buttons[::5]:
        said = await rosa.send(rosa.message(tap=button))
        assert "¿En qué lengua prefieres?" in said, button
    assert list(await rosa.case()) == []


async def test_what_was_being_drawn_when_she_erased_does_not_arrive(
    chaski: Chaski, rosa: Phone
) -> None:
    await rosa.onboard()
    real = dict(chaski.app.worker.tasks)
    told: list[int] = []

    def draw(args: Any) -> Any:
        told.append(1)
        return real["case-file"](args)

    chaski.app.worker.tasks = {"case-file": draw}
    conversation = chaski.app.conversation
    [id] = await conversation.accept([rosa.message(text="expediente")])
    await conversation.handle(id)
    items = await chaski.app.database.write(chaski.app.worker._claim)
    await conversation.accept([rosa.message(text="mis datos")])
    await conversation.handle(id)
    await chaski.app.outbox.send_due()
    await rosa.tap("Borrar todo")
    said = await rosa.tap("erase")
    for item in items:
        await chaski.app.worker._do(item)
    await chaski.app.settle()
    assert told and rosa.text == said
    await _nothing_is_known(rosa)


@pytest.mark.parametrize("after", ["hola", "plan"])
async def test_what_she_says_right_after_erasing_begins_anew(rosa: Phone, after: str) -> None:
    await rosa.onboard()
    await _erase(rosa)
    said = await rosa.say(after)
    assert "Hola. Soy Chaski." in said
    assert list(await rosa.case()) == []

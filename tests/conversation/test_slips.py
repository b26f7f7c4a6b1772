"""A label typed with a slip is asked about; days, small talk and polite words find their way."""

from __future__ import annotations

from datetime import date

import pytest

from tests.conversation.phone import Phone

MEANT = "¿Quisiste decir “Vigente”?"


@pytest.fixture
async def asked(rosa: Phone) -> Phone:
    """Rosa, who typed a status with a slip."""
    await rosa.onboard()
    await rosa.open("formalization/triage")
    assert await rosa.say("vijente") == MEANT
    assert [(button.label, button.number) for button in rosa.bubbles[-1].buttons] == [
        ("Sí", 1),
        ("No", 2),
    ]
    kept = await rosa.waiting()
    assert kept and "status" not in kept.body["answers"]
    return rosa


async def test_yes_is_the_label_however_it_is_said(asked: Phone) -> None:
    button = asked.button("Sí")
    for said in ("sí", "1", "uno", "vigente"):
        await asked.open("formalization/triage")
        await asked.say("vijente")
        assert "está vigente" in await asked.say(said)
    assert "está vigente" in await asked.send(asked.message(tap=button))


@pytest.mark.parametrize("said", ["no", "2", "vijentte", "tal vez", "otra vez"])
async def test_whatever_is_no_yes_asks_the_question_again(asked: Phone, said: str) -> None:
    assert "¿Qué dice" in await asked.say(said)
    assert "está vigente" in await asked.say("vigente")


async def test_a_tap_on_no_asks_the_question_again(asked: Phone) -> None:
    assert "¿Qué dice" in await asked.tap("No")


async def test_another_label_may_be_typed_instead(asked: Phone) -> None:
    assert "suspendid" in (await asked.say("suspendido")).casefold()


async def test_a_call_for_help_and_commands_come_before_it(asked: Phone) -> None:
    await asked.say("gas")
    assert (await asked.sessions())[max(await asked.sessions())][0] == "sos"
    assert "¿Qué quieres ver?" in await asked.say("menú")


async def test_a_slip_in_the_menu_is_asked_about_too(rosa: Phone) -> None:
    await rosa.onboard()
    await rosa.say("menú")
    assert await rosa.say("mis abisos") == "¿Quisiste decir “Mis avisos”?"
    assert "¿Qué quieres ver?" in await rosa.say("no")
    await rosa.say("mis abisos")
    await rosa.say("sí")
    assert rosa.button("Crear mi aviso")


async def test_a_slip_before_consent_is_asked_about_and_learns_nothing(rosa: Phone) -> None:
    await rosa.say("hola")
    assert await rosa.say("castellanno") == "¿Quisiste decir “Castellano”?"
    await rosa.tap("No")
    await rosa.say("castellanno")
    await rosa.tap("Sí")
    kept = await rosa.waiting()
    assert kept and kept.body["answers"] == {"language": "es"}
    assert not (await rosa.case()).facts


async def test_a_slip_in_a_choice_of_several_ticks_it_after_yes(rosa: Phone) -> None:
    await rosa.onboard()
    await rosa.open("formalization/papers", id="contrato")
    assert await rosa.say("titulo o contrrato") == "¿Quisiste decir “Título o contrato”?"
    await rosa.say("1")
    assert rosa.button("☑ Título o contrato")
    assert rosa.button("☐ Registro en SUNARP")
    assert await rosa.say("titulo o contrrato") == "¿Quisiste decir “Título o contrato”?"


@pytest.mark.parametrize(
    ("said", "day"),
    [
        *(("1", date(2026, 11, 22)), ("2", date(2026, 11, 21)), ("uno", date(2026, 11, 22))),
        *(("el 20", date(2026, 11, 20)), ("20 de novienbre", date(2026, 11, 20))),
        *(("15 de septiembre", date(2026, 9, 15)), ("hace una semana", date(2026, 11, 15))),
        *(
            ("3", date(2026, 11, 3)),
            ("anteayer", date(2026, 11, 20)),
            ("el viernes", date(2026, 11, 20)),
        ),
    ],
)
async def test_a_day_is_understood_as_it_is_said(rosa: Phone, said: str, day: date) -> None:
    await rosa.onboard()
    await rosa.open("formalization/done", id="ruc")
    assert [button.number for button in rosa.bubbles[-1].buttons] == [1, 2, None]
    await rosa.say(said)
    assert (await rosa.case()).text("done.ruc") == day.isoformat()


async def test_a_keyword_leaves_a_date_step(rosa: Phone) -> None:
    await rosa.onboard()
    await rosa.open("formalization/done", id="ruc")
    await rosa.say("avisos por favor")
    assert rosa.button("Crear mi aviso")


async def test_thanks_and_goodbyes_are_answered_where_she_stands(rosa: Phone) -> None:
    await rosa.onboard()
    asks = await rosa.open("formalization/done", id="ruc")
    assert await rosa.say("muchas gracias") == f"De nada. Aquí estoy cuando me necesites.\n\n{asks}"
    assert await rosa.say("chau") == f"Que te vaya bien. Escríbeme cuando quieras.\n\n{asks}"

"""What people really do with buttons and words: twice, late, wrong, and things nobody foresaw."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.conversation.phone import Chaski, Phone

PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)
STRANGE = {
    "empty": "",
    "spaces": "  \n\t ",
    "long": "palabra " * 6250,
    "long word": "x" * 50_000,
    "emoji": "😀🪨⛏️",
    "half an emoji": "\ud83d",
    "nul": "\x00qw\x00",
    "right to left": "\u202eatla\u202c \u200f\u200e",
    "arabic": "مرحبا",
    "fluent": "{ $day } { -term } {",
    "html": "<b>&amp;</b><script>",
    "sql": "'; drop table contact; --",
    "digits": "9" * 5000,
    "arabic digits": "١",
}

NUMBERS = ("999999999999.yes", "-1.a", "0.yes", "1.", "1", "4294967297.es", "9" * 5000 + ".yes")
RUBBISH = (*NUMBERS, "x", ".", "²", "1.nothing", "1.es.es", "\ud83d.\x00", "a" * 50_000)


async def test_two_taps_at_once_are_one_answer(rosa: Phone) -> None:
    await rosa.say("hola")
    button = rosa.button("Castellano")
    await rosa.send(rosa.message(tap=button), rosa.message(tap=button))
    assert len(rosa.bubbles) == 2
    kept = await rosa.waiting()
    assert kept and kept.body["answers"] == {"language": "es"}


@pytest.mark.parametrize("seconds", [0, 1, 4])
async def test_a_second_tap_moments_later_is_not_answered(
    chaski: Chaski, rosa: Phone, seconds: int
) -> None:
    await rosa.onboard()
    await rosa.say("menú")
    for label in ("Mi camino", "Qué hago ahora", "Tengo un problema"):
        before = len(rosa.bubbles)
        button = rosa.button(label)
        await rosa.send(rosa.message(tap=button))
        chaski.clock.move(timedelta(seconds=seconds))
        await rosa.send(rosa.message(tap=button))
        assert len(rosa.bubbles) == before + 1, label
        await rosa.say("menú")


async def test_two_taps_on_the_last_button_of_a_flow_are_one_answer(rosa: Phone) -> None:
    await rosa.say("hola", "1", "1", "1")
    refuse = rosa.button("No")
    await rosa.send(rosa.message(tap=refuse), rosa.message(tap=refuse))
    assert [b.bubble for b in rosa.bubbles] == [1, 2, 3, 4, 5]


async def test_a_tap_again_after_a_while_is_answered_again(chaski: Chaski, rosa: Phone) -> None:
    await rosa.onboard()
    await rosa.say("menú")
    plan = rosa.button("Qué hago ahora")
    first = await rosa.send(rosa.message(tap=plan))
    chaski.clock.move(timedelta(minutes=1))
    assert await rosa.send(rosa.message(tap=plan)) == first
    rosa.in_order()


async def test_two_taps_accepted_while_the_server_was_down_are_one_answer(
    chaski: Chaski, rosa: Phone
) -> None:
    await rosa.say("hola")
    tap = rosa.button("Castellano")
    await chaski.app.conversation.accept([rosa.message(tap=tap), rosa.message(tap=tap)])
    chaski.clock.move(timedelta(minutes=30))
    await chaski.app.settle()
    assert len(rosa.bubbles) == 2


async def test_a_clock_set_back_swallows_no_tap(chaski: Chaski, rosa: Phone) -> None:
    await rosa.say("hola", "1", "1", "1", "1", "1")
    chaski.clock.move(timedelta(days=-1))
    assert "¿Qué mineral" in await rosa.send(rosa.message(tap="5.miner"))
    assert len(rosa.bubbles) == 7


async def test_an_old_button_corrects_its_answer_and_what_hangs_on_it(rosa: Phone) -> None:
    await rosa.onboard()
    assert (await rosa.case()).text("mineral") == "copper"
    said = await rosa.send(rosa.message(tap="6.gold"))
    assert said.startswith("Cambié tu respuesta.")
    assert (await rosa.case()).text("mineral") == "gold"
    await rosa.send(rosa.message(tap="7.puno"))
    case = await rosa.case()
    assert case.text("region") == "puno" and case.get("province") is None


async def test_a_reply_after_ninety_days_goes_on_where_she_was(chaski: Chaski, rosa: Phone) -> None:
    await rosa.say("hola", "1", "1", "1", "1")
    assert "¿Qué haces en la mina?" in rosa.text
    await chaski.days(90)
    assert len(rosa.bubbles) == 5
    assert "¿Qué mineral" in await rosa.tap("Saco mineral")
    kept = await rosa.waiting()
    assert kept and kept.body["answers"]["role"] == "miner"  # type: ignore[call-overload,index]


@pytest.mark.parametrize("text", STRANGE.values(), ids=STRANGE)
async def test_strange_words_get_an_answer_and_change_nothing(rosa: Phone, text: str) -> None:
    await rosa.say("hola", "1", "1", "1", "1")
    before = await rosa.waiting()
    said = await rosa.say(text)
    after = await rosa.waiting()
    assert "No te entendí" in said and "¿Qué haces en la mina?" in said
    assert before and after and before.body["answers"] == after.body["answers"]
    rosa.in_order()


@pytest.mark.parametrize("text", STRANGE.values(), ids=STRANGE)
async def test_strange_words_are_met_where_words_are_asked_for(rosa: Phone, text: str) -> None:
    await rosa.onboard()
    await rosa.say("mi aviso")
    await rosa.say(text)
    assert "tuve un problema" not in rosa.text
    await rosa.say("menú")
    assert "¿Qué quieres ver?" in rosa.text
    rosa.in_order()


@pytest.mark.parametrize("tap", RUBBISH)
async def test_a_tap_of_rubbish_is_said_to_be_gone(rosa: Phone, tap: str) -> None:
    await rosa.say("hola", "1", "1", "1", "1")
    before = await rosa.waiting()
    said = await rosa.send(rosa.message(tap=tap))
    assert said.startswith("Ese botón ya no funciona.") and "¿Qué haces en la mina?" in said
    after = await rosa.waiting()
    assert before and after and before.body["answers"] == after.body["answers"]


@pytest.mark.parametrize("tap", RUBBISH)
async def test_before_consent_rubbish_repeats_the_question(rosa: Phone, tap: str) -> None:
    await rosa.say("hola")
    assert "¿En qué lengua prefieres?" in await rosa.send(rosa.message(tap=tap))


async def test_a_button_of_somebody_else_is_nothing(chaski: Chaski, rosa: Phone) -> None:
    await rosa.onboard()
    luis = chaski.phone("luis")
    await luis.say("hola")
    said = await luis.send(luis.message(tap="5.miner"))
    assert "¿En qué lengua prefieres?" in said
    assert not list(await luis.case())


async def test_a_file_too_big_is_said_and_the_question_stays(rosa: Phone) -> None:
    await rosa.say("hola", "1", "1", "1", "1")
    said = await rosa.send(rosa.message(problem="common-file-too-big"))
    assert "16 MB" in said and "¿Qué haces en la mina?" in said


async def test_an_unexpected_photo_changes_nothing(rosa: Phone) -> None:
    await rosa.say("hola", "1", "1", "1", "1")
    assert "¿Qué haces en la mina?" in await rosa.give(PNG)
    await rosa.say("1", "1", "1", "5", "vigente")
    told = await rosa.give(PNG)
    assert "¿Es un contrato? Escribe “contrato”" in told
    assert "ahora no lo esperaba" in await rosa.place(-15.5, -72.2)


@pytest.mark.parametrize("locale", ["", "xx", "es-419", "\ud83d", "ñ\x00", "q" * 500])
async def test_a_language_nobody_knows_is_spanish(rosa: Phone, locale: str) -> None:
    await rosa.send(rosa.message(text="hola", locale=locale))
    assert rosa.text.startswith("Hola. Soy Chaski.")


async def test_messages_of_one_batch_are_answered_in_order(rosa: Phone) -> None:
    await rosa.send(*(rosa.message(text=said) for said in ("hola", "1", "1", "1", "1", "3")))
    assert "¿Qué mineral" in rosa.text
    rosa.in_order()


async def test_the_same_message_twice_is_one(rosa: Phone) -> None:
    await rosa.send(rosa.message(id="a", text="hola"), rosa.message(id="a", text="hola"))
    await rosa.send(rosa.message(id="a", text="hola"))
    assert len(rosa.bubbles) == 1


async def test_an_old_status_button_asks_before_it_changes_her_status(rosa: Phone) -> None:
    await rosa.onboard()
    await rosa.open("formalization/triage")
    old = rosa.button("Suspendido")
    await rosa.say("vigente", *["1"] * 5, "sí", "sí")
    assert (await rosa.case()).text("reinfo") == "vigente"
    said = await rosa.send(rosa.message(tap=old))
    assert said.startswith("¿Cambio lo que me dijiste a “Suspendido”?")
    assert (await rosa.case()).text("reinfo") == "vigente"
    await rosa.send(rosa.message(tap=rosa.button("No")))
    assert (await rosa.case()).text("reinfo") == "vigente"
    await rosa.send(rosa.message(tap=old))
    said = await rosa.send(rosa.message(tap=rosa.button("Sí")))
    assert "Tu REINFO está suspendido" in said
    assert (await rosa.case()).text("reinfo") == "suspendido"


async def test_back_on_a_page_is_the_page_before_it(rosa: Phone) -> None:
    await rosa.say("hola", "1", "1", "1", "1", "1", "1", "1", "5")
    await rosa.say("menu", "oficinas")
    offices = rosa.text
    await rosa.tap(rosa.bubbles[-1].buttons[0].label)
    office = rosa.text
    assert office != offices
    assert offices in await rosa.say("atrás")
    await rosa.tap(rosa.bubbles[-1].buttons[1].label)
    assert offices in await rosa.say("volver")

"""Words nobody waits for: buttons that help, then the menu; never silence."""

from __future__ import annotations

import pytest

from tests.conversation.phone import Phone


async def test_what_nobody_asked_for_is_looked_up_and_opens(rosa: Phone) -> None:
    await rosa.onboard()
    await rosa.say("menú")
    assert "¿Buscas algo de esto?" in await rosa.say("y la dinamita cuanto cuesta")
    assert "*Explosivos" in await rosa.tap("Explosivos")


async def test_what_is_found_can_be_chosen_by_number_too(rosa: Phone) -> None:
    await rosa.onboard()
    await rosa.say("menú", "el dueño fallecio")
    labels = [button.label for button in rosa.bubbles[-1].buttons]
    assert len(labels) == 4 and labels[0] == "Murió el titular" and labels[-1] == "Menú"
    assert "¿Te pasa esto?" in await rosa.say("1")
    assert not any(n.startswith("blocked.") for n in await rosa.case()), "looking teaches nothing"
    assert "Sentimos mucho tu pérdida" in await rosa.say("arí")


async def test_what_is_found_nowhere_gets_the_menu(rosa: Phone) -> None:
    await rosa.onboard()
    await rosa.say("menú")
    said = await rosa.say("blablabla sigasaga")
    assert "No te entendí" in said and "¿Qué quieres ver?" in said


async def test_an_open_question_keeps_its_buttons_beside_what_was_found(rosa: Phone) -> None:
    await rosa.onboard()
    await rosa.say("menú", "el dueño fallecio", "1")
    said = await rosa.say("donde esta sucamec")
    assert "¿Buscas algo de esto?" in said and "¿Te pasa esto?" in said
    assert {"Sí", "No", "SUCAMEC"} <= {b.label for b in rosa.bubbles[-1].buttons}
    assert "SUCAMEC" in await rosa.tap("SUCAMEC")


async def test_before_consent_nothing_is_looked_up(rosa: Phone) -> None:
    await rosa.say("hola")
    assert "¿Buscas" not in await rosa.say("dinamita")


@pytest.mark.parametrize("said", ["1a 2b 3h", "1) a, 2) b, 3) h"])
async def test_several_answers_in_one_message_go_to_the_questions_in_their_order(
    rosa: Phone, said: str
) -> None:
    await rosa.say("hola", "1", "1", "1", "1")
    assert "¿Qué haces en la mina?" in rosa.text
    assert "¿En qué provincia?" in await rosa.say(said)
    case = await rosa.case()
    assert [case.text(name) for name in ("role", "mineral", "region")] == [
        "miner",
        "copper-gold",
        "otra",
    ]


async def test_an_answer_to_a_question_nobody_saw_is_never_final(rosa: Phone) -> None:
    await rosa.say("hola")
    await rosa.say("1a 2a 3a 4a")
    assert (await rosa.case()).text("consent") == ""
    assert "Chaski guarda lo que tú le cuentas" in rosa.text


async def test_an_option_that_is_not_there_is_asked_again(rosa: Phone) -> None:
    await rosa.say("hola", "1", "1", "1", "1")
    said = await rosa.say("1a 2h")
    assert "¿Qué mineral trabajas?" in said and (await rosa.case()).text("role") == "miner"


async def test_a_word_with_a_slip_is_asked_about_and_yes_opens_it(rosa: Phone) -> None:
    await rosa.onboard()
    await rosa.say("menú")
    assert "¿Quisiste decir “recordatorios”?" in await rosa.say("recordatoros")
    assert "Te voy a avisar" in await rosa.say("sí")


@pytest.mark.parametrize("tag", ["quy", "quz"])
async def test_unread_quechua_is_understood_and_never_shown(rosa: Phone, tag: str) -> None:
    await rosa.say("hola", "2" if tag == "quy" else "3", "1", "1", "arí")
    shown = " ".join(b.text for b in rosa.bubbles) + " ".join(
        button.label for bubble in rosa.bubbles for button in bubble.buttons
    )
    assert "¿Qué haces en la mina?" in rosa.text
    assert not any(word in shown for word in ("Arí", "Manam", "Manan", "Qatiy", "Hamuq"))

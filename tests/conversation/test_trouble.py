"""When something goes wrong inside: one apology, nothing lost, and nobody else notices."""

from __future__ import annotations

import asyncio
import dataclasses
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError
from sqlmodel import col

from bot.errors import Refused, Retryable
from bot.flows import Chat
from bot.model import Outbound
from bot.store.tables import Fact, Inbound, Reminder
from tests.conversation.phone import Chaski, Phone


async def _broken(chat: Chat) -> None:
    raise ZeroDivisionError(str(await chat.text("never")))


def _crash(_: Chat) -> Any:
    raise ZeroDivisionError


def _other(chaski: Chaski, name: str, flow: Any) -> Any:
    feature = chaski.app.house.features[name.partition("/")[0]]
    return dataclasses.replace(feature, flows={**feature.flows, name: flow})


async def test_a_bug_is_apologised_for_and_the_repaired_flow_goes_on(
    chaski: Chaski, rosa: Phone
) -> None:
    await rosa.say("hola", "1", "1", "1", "1")
    before = await rosa.waiting()
    with chaski.features(onboarding=_other(chaski, "onboarding", _crash)):
        assert "Perdón, tuve un problema." in await rosa.say("1")
    after = await rosa.waiting()
    assert before and after and (before.id, before.body) == (after.id, after.body)
    assert "¿Qué mineral" in await rosa.send(rosa.message(tap="5.miner"))
    rosa.in_order()


async def test_a_bug_stops_neither_the_messages_behind_it_nor_other_people(
    chaski: Chaski, rosa: Phone
) -> None:
    luis = chaski.phone("luis")
    await rosa.onboard()
    await luis.onboard()
    before = len(rosa.bubbles), len(luis.bubbles)
    accept = chaski.app.conversation.accept
    with chaski.features(privacy=_other(chaski, "privacy", _crash)):
        await accept([rosa.message(text="mis datos"), rosa.message(text="plan")])
        await accept([luis.message(text="plan")])
        await chaski.app.settle()
    assert "Perdón" in rosa.bubbles[-2].text and "Esta semana" in rosa.text
    assert (len(rosa.bubbles), len(luis.bubbles)) == (before[0] + 2, before[1] + 1)
    states = await chaski.rows("select state, reason from inbound where state <> 'handled'")
    assert list(map(tuple, states)) == [("failed", "ZeroDivisionError")]


async def test_of_turns_that_share_a_commit_only_the_broken_one_is_undone(
    chaski: Chaski,
) -> None:
    """Ten people's turns wait together; one raises; nine are kept."""
    phones = [chaski.phone(f"p{n}") for n in range(10)]
    for phone in phones:
        await phone.say("hola", "1", "1", "1", "1")
    ids = await chaski.app.conversation.accept(
        [p.message(text="1" if n != 4 else "3") for n, p in enumerate(phones)]
    )
    real = chaski.app.house.features["onboarding"].flows["onboarding"]

    async def sometimes(chat: Chat) -> None:
        if chat.contact.id == ids[4]:
            raise ZeroDivisionError
        await real(chat)

    with chaski.features(onboarding=_other(chaski, "onboarding", sometimes)):
        chaski.app.conversation.wake(ids)
        await chaski.app.conversation.idle()
        await chaski.app.settle()
    for n, phone in enumerate(phones):
        assert ("Perdón" in phone.text) == (n == 4)
        phone.in_order()
        kept = await phone.waiting()
        assert kept is not None
        assert ("role" in kept.body["answers"]) == (n != 4)  # type: ignore[operator]


async def test_while_the_database_is_in_trouble_messages_wait(
    chaski: Chaski, rosa: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    await rosa.say("hola")
    database, trouble = chaski.app.database, [OperationalError("x", None, Exception("disk full"))]
    real = database.write
    await chaski.app.conversation.accept([rosa.message(text="1")])

    async def write(work: Any) -> Any:
        if trouble:
            raise trouble.pop()
        return await real(work)

    monkeypatch.setattr(database, "write", write)
    await chaski.app.conversation.sweep()
    assert [
        tuple(r) for r in await chaski.rows("select count(*) from inbound where state='new'")
    ] == [(1,)]
    await chaski.app.settle()
    assert "lee qué hago" in rosa.text
    rosa.in_order()


async def test_an_apology_is_for_the_message_that_failed_and_no_other(
    chaski: Chaski, rosa: Phone
) -> None:
    """Between a bug and its apology another process may have dealt with that message."""
    await rosa.say("hola")
    conversation = chaski.app.conversation
    [id] = await conversation.accept([rosa.message(text="1")])
    for tried in ([], [10**6]):
        await chaski.app.database.write(
            lambda on, tried=tried: conversation._apologise(on, id, tried, "Bug")  # type: ignore[misc]
        )
    await chaski.app.settle()
    assert "lee qué hago" in rosa.text
    rosa.in_order()


async def test_a_send_that_hangs_is_given_up_before_its_lease_ends(
    chaski: Chaski, rosa: Phone
) -> None:
    real, begun = chaski.line.send, []

    async def hang(outbound: Outbound) -> str:
        begun.append(outbound.bubble)
        if len(begun) == 1:
            await asyncio.sleep(60)
        return await real(outbound)

    chaski.line.send = hang  # type: ignore[method-assign]
    chaski.app.outbox.lease = timedelta(seconds=0.1)
    async with asyncio.timeout(5):
        await rosa.say("hola")
        chaski.clock.move(timedelta(minutes=1))
        await chaski.app.settle()
    assert begun == [1, 1] and [bubble.bubble for bubble in rosa.bubbles] == [1]


async def test_a_database_that_goes_away_behind_a_send_takes_no_place_for_ever(
    chaski: Chaski, rosa: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A broadcast was taken and could not be noted: it comes again, and the lane stays as wide."""
    outbox, database = chaski.app.outbox, chaski.app.database
    monkeypatch.setattr(outbox, "_room", lambda: 1)
    await chaski.app.conversation.accept([rosa.message(text="hola")])
    await chaski.app.conversation.sweep()
    await database.write(lambda on: on.exec_driver_sql("update outbound set urgency = 2").rowcount)
    send, write = chaski.line.send, database.write
    down: list[Exception] = []

    async def taken(outbound: Outbound) -> str:
        if not chaski.line.got:
            down.append(OperationalError("x", None, Exception("gone")))
        return await send(outbound)

    async def gone(work: Any) -> Any:
        if down:
            raise down.pop()
        return await write(work)

    monkeypatch.setattr(chaski.line, "send", taken)
    monkeypatch.setattr(database, "write", gone)
    assert await outbox.send_due() == 0
    chaski.clock.move(timedelta(minutes=2))
    assert await outbox.send_due() == 1
    assert [bubble.bubble for bubble in rosa.bubbles] == [1, 1]


async def test_what_cannot_be_read_waits_and_stops_nobody(chaski: Chaski, rosa: Phone) -> None:
    """A damaged row: nobody can answer it; the next person's message is handled all the same."""
    await rosa.say("hola")
    luis = chaski.phone("luis")
    await chaski.app.conversation.accept([rosa.message(text="1"), luis.message(text="hola")])
    await chaski.damage(Inbound, col(Inbound.contact) == 1, col(Inbound.state) == "new")
    await chaski.app.settle()
    assert "Chaski" in luis.text and len(rosa.bubbles) == 1


async def test_reminders_of_one_person_in_trouble_do_not_stop_the_others(
    chaski: Chaski, rosa: Phone
) -> None:
    luis = chaski.phone("luis")
    await rosa.onboard()
    await luis.onboard()
    [due, *_] = await luis.promises()
    await chaski.damage(Reminder, col(Reminder.contact) == await rosa.id())
    await chaski.damage(Fact, col(Fact.contact) == await rosa.id(), col(Fact.code).is_(None))
    chaski.clock.moment = due.due_at + timedelta(minutes=1)
    await chaski.app.reminders.recompute()
    await chaski.tick()
    assert luis.text.startswith("📅")


async def test_a_bug_in_the_plan_stops_no_tick(chaski: Chaski, rosa: Phone) -> None:
    await rosa.onboard()
    before = await rosa.promises()
    with chaski.features(formalization=_other(chaski, "formalization/plan", _crash)):
        assert await chaski.app.reminders.recompute() == 1
    assert await rosa.promises() == before


async def test_a_busy_platform_is_asked_again_and_the_order_holds(
    chaski: Chaski, rosa: Phone
) -> None:
    chaski.line.trouble = [Retryable(after=30), ConnectionError(), TimeoutError()]
    await rosa.say("hola", "1")
    assert not rosa.bubbles
    for _ in range(4):
        chaski.clock.move(timedelta(minutes=1))
        await chaski.app.settle()
    assert [bubble.bubble for bubble in rosa.bubbles] == [1, 2]


async def test_what_the_platform_refuses_is_noted_with_its_reason(
    chaski: Chaski, rosa: Phone
) -> None:
    chaski.line.trouble = [Refused("blocked by the user")]
    await rosa.say("hola", "1")
    assert [bubble.bubble for bubble in rosa.bubbles] == [2]
    rows = await chaski.rows("select state, reason from outbound order by id")
    assert list(map(tuple, rows)) == [("failed", "blocked by the user"), ("sent", "")]


async def test_work_that_fails_says_so_and_can_be_asked_for_again(
    chaski: Chaski, rosa: Phone
) -> None:
    await rosa.onboard()
    real, tries = chaski.app.worker.tasks, []

    def fail(_: Any) -> Any:
        tries.append(1)
        raise OSError("no ink")

    chaski.app.worker.tasks = {"case-file": fail}
    said = await rosa.say("expediente")
    assert len(tries) == 3 and "expediente" in said.lower() and not rosa.bubbles[-1].media
    chaski.app.worker.tasks = real
    chaski.clock.move(timedelta(minutes=1))
    await rosa.tap("to-1")
    assert rosa.bubbles[-1].media


async def test_an_interrupted_question_is_taken_up_from_the_menu(rosa: Phone) -> None:
    await rosa.onboard()
    await rosa.say("mi aviso", "pagar el derecho", "menú")
    assert "Dejaste algo a medias" in rosa.text
    assert "¿Qué día te aviso?" in await rosa.tap("to-1")
    assert "pagar el derecho" in await rosa.say("24/12/2026")
    assert "a medias" not in await rosa.say("menú")

"""Reminders over months: said once, together, at a decent hour, and never of what is done."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from bot.feature import Dated, Value
from bot.library import Library
from tests.conversation.phone import Chaski, Phone, lima

END = date(2026, 12, 31)
LETTER = "igafom-observaciones"


async def _days(rosa: Phone, about: date) -> list[str]:
    """On which days she will be told of a deadline, month-day."""
    zone = rosa.chaski.clock.local
    return [f"{zone(p.due_at):%m-%d}" for p in await rosa.promises() if p.about == about]


async def _of_letter(rosa: Phone) -> list[str]:
    """On which days she will be told to answer the letter."""
    zone, topic = rosa.chaski.clock.local, f"formalization/{LETTER}"
    return [f"{zone(p.due_at):%m-%d}" for p in await rosa.promises() if p.topic == topic]


def _told(rosa: Phone) -> list[str]:
    return [bubble.text for bubble in rosa.bubbles if bubble.text.startswith("📅")]


def _days_told(rosa: Phone) -> list[date]:
    return [b.at.date() for b in rosa.bubbles if b.at and b.text.startswith("📅")]


async def test_a_reminder_is_said_once_at_nine(chaski: Chaski, rosa: Phone) -> None:
    await rosa.onboard()
    assert await _days(rosa, END) == ["12-01", "12-17", "12-24", "12-30"]
    chaski.clock.moment = lima(date(2026, 12, 1), 8, 59)
    await chaski.tick()
    assert not _told(rosa)
    for _ in range(3):
        await chaski.wait(minutes=1)
        await chaski.app.reminders.recompute()
    [told] = _told(rosa)
    assert "31 de diciembre de 2026" in told and "Faltan 30 días" in told
    assert await _days(rosa, END) == ["12-17", "12-24", "12-30"]
    rosa.in_order()


@pytest.mark.parametrize("hour", [20, 23, 0, 5, 7])
async def test_people_are_let_sleep(chaski: Chaski, rosa: Phone, hour: int) -> None:
    await rosa.onboard()
    chaski.clock.moment = lima(date(2026, 12, 1 if hour > 12 else 2), hour, 30)
    await chaski.tick()
    assert not _told(rosa)
    chaski.clock.moment = lima(date(2026, 12, 2), 8, 1)
    await chaski.tick()
    assert len(_told(rosa)) == 1


async def test_a_server_that_was_down_says_one_bubble(chaski: Chaski, rosa: Phone) -> None:
    """Three reminders of one deadline went by: the newest is said, once."""
    await rosa.onboard()
    chaski.clock.moment = lima(date(2026, 12, 25), 10)
    for _ in range(3):
        await chaski.tick()
    [told] = _told(rosa)
    assert "31 de diciembre de 2026" in told
    states = await chaski.rows(f"select state from reminder where about = '{END}' order by id")  # noqa: S608
    assert [row[0] for row in states] == ["passed", "passed", "sent", "pending"]
    rosa.in_order()


async def test_what_makes_no_sense_any_more_is_not_said(chaski: Chaski, rosa: Phone) -> None:
    await rosa.onboard()
    chaski.clock.moment = lima(date(2027, 2, 15), 10)
    await chaski.tick()
    assert not _told(rosa)
    states = await chaski.rows("select state from reminder where due_at < '2027-02-15'")
    assert {row[0] for row in states} == {"passed"}


async def test_walking_through_the_months_nothing_is_said_twice(
    chaski: Chaski, rosa: Phone
) -> None:
    await rosa.onboard()
    await chaski.days(120)
    assert len(_told(rosa)) == len(set(_days_told(rosa))) >= 7
    assert len(set(_told(rosa))) == len(_told(rosa))
    rosa.in_order()


async def test_that_the_process_is_over_is_said_the_morning_after(
    chaski: Chaski, rosa: Phone
) -> None:
    await rosa.onboard()
    for day in (END, END + timedelta(days=1)):
        chaski.clock.moment = lima(day, 3)
        await chaski.app.reminders.recompute()
        chaski.clock.moment = lima(day, 9, 1)
        await chaski.tick()
    names = await chaski.rows("select state from reminder where name = 'fin-del-proceso.after'")
    assert [row[0] for row in names] == ["sent"]


async def _filed(rosa: Phone) -> None:
    """She filed what the letter will answer."""
    await rosa.open("formalization/done", id="igafom-preventivo")
    await rosa.tap("yesterday")
    await rosa.tap("skip")


async def _notified(rosa: Phone, day: str) -> int:
    """A letter asks for corrections; the bubble that asked which day it came."""
    await rosa.open("formalization/notified", id=LETTER)
    await rosa.tap("correct")
    question = rosa.bubbles[-1].bubble
    await rosa.tap(day)
    return question


async def test_a_reminder_goes_when_the_step_is_done_and_comes_back(rosa: Phone) -> None:
    await rosa.onboard()
    await _filed(rosa)
    await _notified(rosa, "today")
    asked = await _of_letter(rosa)
    assert asked
    await rosa.open("formalization/done", id=LETTER)
    await rosa.tap("today")
    await rosa.tap("skip")
    assert await _of_letter(rosa) == []
    await rosa.open("formalization/undone", id=LETTER)
    await rosa.tap("yes")
    assert await _of_letter(rosa) == asked


async def test_a_corrected_day_moves_its_reminders(chaski: Chaski, rosa: Phone) -> None:
    await rosa.onboard()
    await _filed(rosa)
    chaski.clock.move(timedelta(days=3))
    question = await _notified(rosa, "today")
    today = await _of_letter(rosa)
    await rosa.send(rosa.message(tap=f"{question}.yesterday"))
    yesterday = await _of_letter(rosa)
    assert len(today) == len(yesterday) and today != yesterday


async def test_a_letter_that_came_is_reminded_of_whatever_she_noted_before(rosa: Phone) -> None:
    await rosa.onboard()
    await _notified(rosa, "today")
    assert "hasta el viernes 4 de diciembre" in rosa.text
    assert await _of_letter(rosa)


def _until(content: Library, end: date) -> Library:
    """The same library, after a law moved the end of the process."""
    value = content.all(Value)["process-end"]
    newer: Dated = dataclasses.replace(value.values[-1], value=end, valid_from=date(2026, 11, 1))
    moved = dataclasses.replace(value, values=(*value.values, newer))
    items = {**content.items, "values": {**content.items["values"], "process-end": moved}}
    return dataclasses.replace(content, items=items, version="moved")


async def _law(chaski: Chaski, end: date) -> None:
    house = chaski.app.house
    content = _until(house.content, end)
    chaski.live_in(dataclasses.replace(house, content=content))
    await chaski.app.reminders.recompute()


async def test_reminders_move_with_the_law(chaski: Chaski, rosa: Phone) -> None:
    await rosa.onboard()
    await chaski.days(10)
    assert len(_told(rosa)) == 1
    await _law(chaski, date(2027, 6, 30))
    assert await _days(rosa, END) == []
    assert await _days(rosa, date(2027, 6, 30)) == ["05-01", "05-31", "06-16", "06-23", "06-29"]
    await chaski.days(20)
    assert len(_told(rosa)) == 1
    await _law(chaski, date(2026, 12, 31))
    assert await _days(rosa, END) == ["12-24", "12-30"]


async def _rows(chaski: Chaski) -> Sequence[object]:
    columns = "id, session, name, state, planned_at, due_at, until, about, sealed"
    return [tuple(row) for row in await chaski.rows(f"select {columns} from reminder order by id")]  # noqa: S608


async def test_recomputing_changes_nothing_by_itself(chaski: Chaski, rosa: Phone) -> None:
    await rosa.onboard()
    await chaski.days(12)
    before = await _rows(chaski)
    assert await chaski.app.reminders.recompute() == 1
    assert await chaski.app.reminders.recompute() == 1
    assert await _rows(chaski) == before


async def test_two_plans_do_not_double_reminders(chaski: Chaski, rosa: Phone) -> None:
    """Whoever looks at her plan every day is told as often as whoever never does."""
    luis = chaski.phone("luis")
    await rosa.onboard()
    await luis.onboard()
    before = [(p.name, p.due_at) for p in await rosa.promises()]
    for _ in range(3):
        await rosa.say("plan")
    assert [(p.name, p.due_at) for p in await rosa.promises()] == before
    for _ in range(45):
        await chaski.days(1)
        await rosa.say("plan")
    assert _days_told(rosa) == _days_told(luis) and len(_days_told(rosa)) >= 4


async def test_opt_out_by_a_word_at_once_and_back_again(chaski: Chaski, rosa: Phone) -> None:
    await rosa.onboard()
    await rosa.say("mi aviso", "llamar a Juan", "10/12/2026", "baja")
    await chaski.days(40)
    assert not _told(rosa)
    await rosa.say("avisos")
    await rosa.tap("Quiero avisos")
    await chaski.days(20)
    assert _told(rosa)


async def test_only_one_topic_can_be_stopped(chaski: Chaski, rosa: Phone) -> None:
    await rosa.onboard()
    await rosa.say("mi aviso", "llamar a Juan", "10/12/2026")
    await chaski.days(9)
    assert "El proceso termina" in _told(rosa)[0]
    await rosa.tap("No más de esto")
    await chaski.days(39)
    assert not [told for told in _told(rosa)[1:] if "El proceso termina" in told]
    assert [told for told in _told(rosa) if "Juan" in told]


async def test_her_own_reminder_later_and_no_more(chaski: Chaski, rosa: Phone) -> None:
    await rosa.onboard(remind=False)
    await rosa.say("mi aviso", "llamar a Juan", "10/12/2026")
    await chaski.days(18)
    assert "llamar a Juan" in _told(rosa)[0]
    await rosa.tap("Más tarde")
    await rosa.tap("En 3 días")
    await chaski.days(2)
    assert len(_told(rosa)) == 1
    await chaski.days(1)
    assert len(_told(rosa)) == 2 and "llamar a Juan" in _told(rosa)[1]
    await chaski.days(30)
    assert len(_told(rosa)) == 2


async def test_one_reminder_can_be_cancelled(chaski: Chaski, rosa: Phone) -> None:
    await rosa.onboard(remind=False)
    await rosa.say("mi aviso", "llamar a Juan", "10/12/2026")
    await rosa.say("mi aviso", "pagar a Luis", "10/12/2026", "avisos")
    await rosa.tap("to-1")
    assert "llamar a Juan" in rosa.text
    await rosa.tap("Quitar este aviso")
    await chaski.days(30)
    [told] = _told(rosa)
    assert "pagar a Luis" in told and "Juan" not in told


async def test_many_at_once_come_in_two_mornings(chaski: Chaski, rosa: Phone) -> None:
    await rosa.onboard(remind=False)
    for name in ("uno", "dos", "tres", "cuatro", "cinco"):
        await rosa.say("mi aviso", f"llamar a {name}", "10/12/2026")
    await chaski.days(40)
    first, second = _told(rosa)
    said = Counter(name for name in ("uno", "dos", "tres") if f"llamar a {name}" in first)
    assert len(said) == 3
    assert "llamar a cuatro" in second and "llamar a cinco" in second


@pytest.mark.parametrize("looks", [False, True])
async def test_a_clock_set_back_says_nothing_twice(
    chaski: Chaski, rosa: Phone, looks: bool
) -> None:
    await rosa.onboard()
    chaski.clock.moment = lima(date(2026, 12, 1), 9, 5)
    await chaski.tick()
    assert len(_told(rosa)) == 1
    chaski.clock.move(timedelta(days=-1))
    await chaski.app.reminders.recompute()
    await chaski.tick()
    if looks:
        await rosa.say("plan")
    await chaski.days(3)
    assert len(_told(rosa)) == 1
    rosa.in_order()


async def test_marking_and_unmarking_holds_when_the_clock_is_set_back(
    chaski: Chaski, rosa: Phone
) -> None:
    await rosa.onboard()
    await rosa.say("baja")
    chaski.clock.move(timedelta(days=-1))
    await rosa.say("avisos")
    await rosa.tap("Quiero avisos")
    await chaski.days(12)
    assert _told(rosa)


async def test_what_was_put_off_survives_a_look_at_the_plan(chaski: Chaski, rosa: Phone) -> None:
    await rosa.onboard()
    for name in ("uno", "dos", "tres"):
        await rosa.say("mi aviso", f"llamar a {name}", "01/12/2026")
    await chaski.days(9)
    assert len(_told(rosa)) == 1 and "31 de diciembre" not in _told(rosa)[0]
    await rosa.say("plan")
    await chaski.days(2)
    assert any("31 de diciembre" in told for told in _told(rosa))


async def test_a_message_during_quiet_hours_is_answered_at_once(
    chaski: Chaski, rosa: Phone
) -> None:
    await rosa.onboard()
    chaski.clock.moment = lima(date(2026, 12, 2), 3)
    assert "Esta semana" in await rosa.say("plan")

"""A law moves while people wait: their reminders move with it, and they are told once."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import date

import pytest

from bot import releases
from bot.impact import tell as telling
from bot.impact.tell import Told, tell
from bot.library import Library
from tests.conversation.phone import Chaski, Phone, lima
from tests.impact.pack import EARLIER, LATER, until, with_item, without_item

TOPIC = "formalization/fin-del-proceso"
DECLARATION = "declaracion-julio-diciembre"
Edit = Callable[[Library], Library]


async def _law(chaski: Chaski, edit: Edit) -> Library:
    """The server is restarted with other content; what it spoke before."""
    before = chaski.app.house.content
    chaski.live_in(dataclasses.replace(chaski.app.house, content=edit(before)))
    await chaski.app.reminders.recompute()
    return before


async def _tell(chaski: Chaski, before: Library, *, dry: bool = False) -> Told:
    house = chaski.app.house
    old = dataclasses.replace(house, content=before)
    return await tell(chaski.app.database, house, old, dry=dry)


async def _of(rosa: Phone, topic: str) -> list[str]:
    local = rosa.chaski.clock.local
    return [f"{local(p.due_at):%m-%d}" for p in await rosa.promises() if p.topic == topic]


def _changes(rosa: Phone) -> list[str]:
    return [b.text for b in rosa.bubbles if "de tu plan:" in b.text and b.text.startswith("📅")]


def to(end: date) -> Edit:
    return lambda content: until(content, end)


# -- reminders move ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("end", "days"),
    [
        (LATER, ["05-01", "05-31", "06-16", "06-23", "06-29", "07-01"]),
        (EARLIER, ["12-01", "12-08", "12-14", "12-16"]),
        (date(2026, 11, 30), ["11-23", "11-29", "12-01"]),
    ],
    ids=["forward", "back", "back so far that some reminders are past"],
)
async def test_reminders_move_with_the_value(
    chaski: Chaski, rosa: Phone, end: date, days: list[str]
) -> None:
    await rosa.onboard()
    assert await _of(rosa, TOPIC) == ["12-01", "12-17", "12-24", "12-30", "01-01"]
    await _law(chaski, to(end))
    assert await _of(rosa, TOPIC) == days


async def test_a_value_withdrawn_puts_them_back(chaski: Chaski, rosa: Phone) -> None:
    await rosa.onboard()
    before, day = await _of(rosa, TOPIC), await _law(chaski, to(LATER))
    await _law(chaski, lambda _: day)
    assert await _of(rosa, TOPIC) == before


async def test_a_step_withdrawn_takes_its_reminders_along(chaski: Chaski, rosa: Phone) -> None:
    await rosa.onboard()
    assert await _of(rosa, f"formalization/{DECLARATION}")
    others = len(await rosa.promises()) - len(await _of(rosa, f"formalization/{DECLARATION}"))
    await _law(chaski, lambda c: without_item(c, "formalization", DECLARATION))
    assert await _of(rosa, f"formalization/{DECLARATION}") == []
    assert len(await rosa.promises()) == others
    await chaski.days(90)
    told = [b.text for b in rosa.bubbles if b.text.startswith("📅")]
    assert len(told) > 2 and not any("jul-dic" in text for text in told)


async def test_a_step_dated_anew_moves_its_reminders(chaski: Chaski, rosa: Phone) -> None:
    await rosa.onboard()
    item = chaski.app.house.content.items["formalization"][DECLARATION]
    due = dataclasses.replace(item.due, dates=("02-15",))
    await _law(chaski, lambda c: with_item(c, "formalization", DECLARATION, due=due))
    abouts = {p.about for p in await rosa.promises() if p.topic.endswith(DECLARATION)}
    assert date(2027, 2, 15) in abouts and date(2027, 1, 31) not in abouts


# -- people are told -----------------------------------------------------------------------------------


async def test_she_is_told_once_what_changed_for_her(chaski: Chaski, rosa: Phone) -> None:
    await rosa.onboard()
    before = await _law(chaski, to(LATER))
    assert await _tell(chaski, before, dry=True) == Told(told=1)
    assert await _tell(chaski, before) == Told(told=1)
    assert await _tell(chaski, before) == Told(knew=1)
    await chaski.wait(minutes=2)
    [told] = _changes(rosa)
    assert "Fin del proceso" in told
    assert "Revisado: 24 de setiembre de 2026" in told
    for part in ("Antes: 31 de diciembre de 2026", "Ahora: 30 de junio de 2027", "Ley X"):
        assert part in told, told
    await chaski.days(20)
    assert len(_changes(rosa)) == 1
    rosa.in_order()


async def test_told_again_only_when_it_changed_again(chaski: Chaski, rosa: Phone) -> None:
    await rosa.onboard()
    first = await _law(chaski, to(LATER))
    await _tell(chaski, first)
    second = await _law(chaski, lambda _: first)
    assert await _tell(chaski, second) == Told(told=1)
    await _law(chaski, to(LATER))
    assert await _tell(chaski, first) == Told(told=1)
    assert await _tell(chaski, first) == Told(knew=1)


async def test_a_change_of_words_is_nothing_to_tell(chaski: Chaski, rosa: Phone) -> None:
    await rosa.onboard()
    edit = {"tip": "Lleva una copia.", "label": "Fin de proceso"}
    before = await _law(chaski, lambda c: with_item(c, "formalization", "fin-del-proceso", **edit))
    assert await _tell(chaski, before) == Told()


async def test_quiet_hours_are_kept(chaski: Chaski, rosa: Phone) -> None:
    await rosa.onboard()
    chaski.clock.moment = lima(date(2026, 11, 23), 22)
    await _tell(chaski, await _law(chaski, to(LATER)))
    await chaski.wait(hours=1)
    assert _changes(rosa) == []
    await rosa.say("plan")
    chaski.clock.moment = lima(date(2026, 11, 24), 8, 1)
    await chaski.tick()
    assert len(_changes(rosa)) == 1


@pytest.mark.parametrize("stop", ["baja", "topic"])
async def test_who_wants_no_reminders_is_not_told(chaski: Chaski, rosa: Phone, stop: str) -> None:
    await rosa.onboard()
    if stop == "baja":
        await rosa.say("baja")
    else:
        await rosa.open("reminders/stop", topic=TOPIC)
    before = await _law(chaski, to(LATER))
    assert await _tell(chaski, before) == Told(stopped=1)
    await chaski.wait(hours=1)
    assert _changes(rosa) == []


async def test_who_stops_before_the_morning_is_not_told(chaski: Chaski, rosa: Phone) -> None:
    await rosa.onboard()
    chaski.clock.moment = lima(date(2026, 11, 23), 22)
    await _tell(chaski, await _law(chaski, to(LATER)))
    await rosa.say("baja")
    await chaski.days(2)
    assert _changes(rosa) == []


async def test_only_those_who_agreed_and_have_a_plan_are_told(chaski: Chaski) -> None:
    rosa, eva, ana = (chaski.phone(name) for name in ("rosa", "eva", "ana"))
    await rosa.onboard()
    await eva.onboard(remind=False)
    await ana.say("hola", "1")
    await rosa.say("mis datos")
    before = await _law(chaski, to(LATER))
    assert await _tell(chaski, before) == Told(told=1)
    await chaski.wait(hours=1)
    assert [len(_changes(p)) for p in (rosa, eva, ana)] == [1, 0, 0]


async def test_a_run_that_was_cut_short_goes_on_without_telling_twice(
    chaski: Chaski, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = [chaski.phone(name) for name in ("rosa", "eva", "ana")]
    for phone in people:
        await phone.onboard()
    before = await _law(chaski, to(LATER))
    real, done = telling._one, []

    async def cut(*given, **named):  # type: ignore[no-untyped-def]
        if len(done) == 2:
            raise KeyboardInterrupt
        done.append(1)
        return await real(*given, **named)

    monkeypatch.setattr(telling, "_one", cut)
    with pytest.raises(KeyboardInterrupt):
        await _tell(chaski, before)
    monkeypatch.setattr(telling, "_one", real)
    assert await _tell(chaski, before) == Told(told=1, knew=2)
    await chaski.wait(hours=1)
    assert [len(_changes(phone)) for phone in people] == [1, 1, 1]


async def test_a_step_withdrawn_is_told_by_its_last_name(chaski: Chaski, rosa: Phone) -> None:
    await rosa.onboard()
    before = await _law(chaski, lambda c: without_item(c, "formalization", DECLARATION))
    assert await _tell(chaski, before) == Told(told=1)
    await chaski.wait(hours=1)
    [told] = _changes(rosa)
    assert before.items["formalization"][DECLARATION].label in told and "Ya no vale" in told


async def test_a_release_counts_as_told_only_once(chaski: Chaski, rosa: Phone) -> None:
    house = chaski.app.house
    for content in (house.content, until(house.content, LATER)):
        released = dataclasses.replace(house, content=content)
        assert await chaski.app.database.write(lambda on, h=released: releases.publish(h, on))
    rows = await chaski.rows("select version, told_at is null from release order by id")
    assert [bool(row[1]) for row in rows] == [False, True]

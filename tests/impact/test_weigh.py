"""Who is touched by a change of content: each of the cases of style §4.5, on both databases."""

from __future__ import annotations

import dataclasses
from collections import Counter
from copy import copy
from datetime import timedelta

from bot.feature import Feature
from bot.flows import Chat
from bot.house import House
from bot.impact.replay import Effect, Move
from bot.impact.weigh import weigh
from handlers.formalization.content import Requirement
from tests.conversation.phone import Chaski, Phone
from tests.impact.pack import END, LATER, until, weighed, with_item, without_item

TOPIC = "formalization/fin-del-proceso"


async def gear(chat: Chat) -> None:
    """A flow whose questions hang on content."""
    items = chat.content.all(Requirement)
    if "ruc" not in items:
        chat.say(chat.line("gone"))
        return
    await chat.one_of("size", [d.id for d in items["contrato"].documents] or ["none"])
    if items["ruc"].order > 1000:
        await chat.yes_no("gloves")
    if items["ruc"].order > 0:
        await chat.yes_no("mask")


async def _ask(chaski: Chaski, phone: Phone, answers: int) -> None:
    """Somebody in the middle of it; it waits on `mask` after one answer."""
    await phone.onboard()
    chaski.live_in(_geared(chaski))
    await phone.send(phone.message(start="gear"))
    for _ in range(answers):
        await phone.say("1")


def _geared(chaski: Chaski) -> House:
    """The house with this flow, whose words nobody wrote."""
    house, words = chaski.app.house, copy(chaski.app.house.words)
    words.strict = False
    added = {**house.features, "gear": Feature(name="gear", flows={"gear": gear})}
    return dataclasses.replace(house, features=added, words=words)


async def test_the_same_content_touches_nobody(chaski: Chaski, rosa: Phone) -> None:
    await _ask(chaski, rosa, 1)
    weight = await weighed(chaski, chaski.app.house.content)
    assert weight.count("unchanged") == weight.sessions.total() >= 1
    assert (weight.kept, weight.moved, weight.lost, weight.people) == (1, 0, 0, 0)


async def test_a_question_added_before_her_place_will_be_asked(chaski: Chaski, rosa: Phone) -> None:
    await _ask(chaski, rosa, 1)
    content = chaski.app.house.content
    weight = await weighed(chaski, with_item(content, "formalization", "ruc", order=1001))
    assert weight.sessions[Effect("asked", "gear", step="gloves")] == 1
    assert weight.lost == 0 and weight.people == 1


async def test_an_option_withdrawn_is_asked_again(chaski: Chaski, rosa: Phone) -> None:
    await _ask(chaski, rosa, 1)
    content = chaski.app.house.content
    weight = await weighed(chaski, with_item(content, "formalization", "contrato", documents=()))
    assert weight.sessions[Effect("asked", "gear", step="size")] == 1


async def test_a_question_removed_lets_her_go_on(chaski: Chaski, rosa: Phone) -> None:
    await _ask(chaski, rosa, 1)
    content = chaski.app.house.content
    weight = await weighed(chaski, with_item(content, "formalization", "ruc", order=0))
    assert weight.sessions[Effect("ends", "gear")] == 1
    assert weight.lost == 0


async def test_an_item_withdrawn_loses_the_place_of_those_in_it(
    chaski: Chaski, rosa: Phone
) -> None:
    await _ask(chaski, rosa, 1)
    weight = await weighed(chaski, without_item(chaski.app.house.content, "formalization", "ruc"))
    assert weight.count("lost") == 1 and weight.lost == 1


async def test_who_would_lose_her_place_by_the_released_content_too_is_told_apart(
    chaski: Chaski, rosa: Phone
) -> None:
    """The question she was shown went with an earlier change: this one does nothing to her."""
    await _ask(chaski, rosa, 1)
    gone = with_item(chaski.app.house.content, "formalization", "ruc", order=0)
    weight = await weighed(chaski, gone, before=gone)
    assert weight.count("unchanged") == weight.sessions.total()


async def test_without_a_release_she_is_compared_with_what_she_was_shown(
    chaski: Chaski, rosa: Phone
) -> None:
    await _ask(chaski, rosa, 1)
    house, content = chaski.app.house, chaski.app.house.content
    after = with_item(content, "formalization", "ruc", order=1001)
    weight = await weigh(chaski.app.database, dataclasses.replace(house, content=after), None)
    assert weight.sessions[Effect("asked", "gear", step="gloves")] == 1


async def test_plans_move_with_the_law(chaski: Chaski, rosa: Phone) -> None:
    for phone in (rosa, chaski.phone("ana")):
        await phone.onboard()
    await chaski.phone("eva").onboard(remind=False)
    weight = await weighed(chaski, until(chaski.app.house.content, LATER))
    assert weight.plans[Move(TOPIC, "moved", END, LATER)] == 2
    assert (weight.moved, weight.kept, weight.people) == (2, 1, 2)


async def test_a_step_withdrawn_leaves_the_plans_of_those_who_owe_it(
    chaski: Chaski, rosa: Phone
) -> None:
    await rosa.onboard()
    content = chaski.app.house.content
    dated = [m for m in await rosa.promises() if m.topic == "formalization/dac"]
    weight = await weighed(
        chaski, without_item(content, "formalization", "declaracion-julio-diciembre")
    )
    topics = Counter(m.topic for m in weight.plans if m.kind == "dropped")
    assert topics["formalization/declaracion-julio-diciembre"] == 1, (weight.plans, dated)


async def test_a_plan_that_no_longer_computes_is_a_place_lost(chaski: Chaski, rosa: Phone) -> None:
    await rosa.onboard()
    weight = await weighed(chaski, without_item(chaski.app.house.content, "values", "process-end"))
    assert weight.broken == {"ContentError": 1} and weight.lost >= 1


async def test_weighing_writes_nothing(chaski: Chaski, rosa: Phone) -> None:
    await rosa.onboard()
    before = await chaski.rows("select id, state, due_at, sealed from reminder order by id")
    chaski.clock.move(timedelta(days=30))
    await weighed(chaski, until(chaski.app.house.content, LATER))
    assert await chaski.rows("select id, state, due_at, sealed from reminder order by id") == before

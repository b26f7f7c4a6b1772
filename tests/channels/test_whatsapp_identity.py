"""One person on WhatsApp, whatever names she comes with: her case, her question and her buttons stay hers."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.fakes.graph import FakeGraph, Person, value
from tests.fakes.graph_house import Graphs, house
from tests.handlers.miner import HELLO


@pytest.fixture
async def fake() -> AsyncIterator[FakeGraph]:
    """A server that is not in the way."""
    async with FakeGraph(rate=500, burst=500) as server:
        yield server


@pytest.fixture
async def here(fake: FakeGraph, tmp_path: Path) -> AsyncIterator[Graphs]:
    """A house that answers by itself."""
    async with house(fake, tmp_path) as made:
        yield made


def rosa_of(fake: FakeGraph, *shows: str) -> Person:
    return fake.person("51987654321", "PE.1349abc", shows=shows or ("phone", "bsuid"))


async def people(here: Graphs) -> int:
    return int((await here.rows("select count(*) from contact"))[0][0])


async def test_she_keeps_her_place_when_ids_begin_and_numbers_end(
    fake: FakeGraph, here: Graphs
) -> None:
    rosa = rosa_of(fake, "phone")  # before April 2026
    await rosa.says(*HELLO)
    assert rosa.last.payload["to"] == rosa.phone
    question = rosa.last.labels
    rosa.shows = ("phone", "bsuid")
    await rosa.says("ayuda")
    assert rosa.last.labels == question and rosa.last.payload["recipient"] == rosa.bsuid
    rosa.shows = ("bsuid",)  # she took a username
    await rosa.says("Apurímac")
    assert "provincia" in rosa.last.text and await people(here) == 1


async def test_two_halves_are_joined_and_her_old_buttons_still_work(
    fake: FakeGraph, here: Graphs
) -> None:
    rosa = rosa_of(fake, "phone")
    await rosa.says(*HELLO)
    rosa.shows = ("bsuid",)
    await rosa.says("hola", "castellano")
    shown = rosa.last
    assert await people(here) == 2
    rosa.shows = ("phone", "bsuid")
    await rosa.says("ayuda")
    assert await people(here) == 1
    before = len(rosa.heard)
    await rosa.tap_of(shown.buttons[0], shown)
    await rosa.hears(before + 1)
    assert "Ese botón ya no funciona" not in rosa.last.text


async def test_a_number_that_changed_hands_shows_nothing_of_its_former_owner(
    fake: FakeGraph, here: Graphs
) -> None:
    rosa = rosa_of(fake)
    await rosa.says(*HELLO, "Apurímac", "Grau", "vigente")
    rosa.phone = ""
    juan = fake.person("51987654321", "PE.777x", name="Juan")
    assert "¿En qué lengua prefieres?" in (await juan.says("hola")).text
    assert await people(here) == 2


@pytest.mark.parametrize("how", ["system", "user_id_update"])
async def test_a_new_number_and_a_new_id_stay_hers(fake: FakeGraph, here: Graphs, how: str) -> None:
    rosa = rosa_of(fake)
    await rosa.says(*HELLO)
    question, old = rosa.last.labels, (rosa.phone, rosa.bsuid)
    if how == "system":
        told = {"type": "user_changed_number", "wa_id": "51911222333", "user_id": "PE.new1"}
        await rosa.sends(system=told)
    else:
        ids = {"previous": old[1], "current": "PE.new1"}
        update = {"wa_id": rosa.phone, "user_id": ids, "timestamp": "1795366800"}
        await fake.post(value(user_id_update=[update]), field="user_id_update")
    rosa.phone, rosa.bsuid = "51911222333", "PE.new1"
    await rosa.says("ayuda")
    assert rosa.last.labels == question and await people(here) == 1


async def test_a_status_may_tell_the_id_of_a_number(fake: FakeGraph, here: Graphs) -> None:
    fake.statuses = ("sent", "delivered")
    rosa = rosa_of(fake, "phone")
    await rosa.says(*HELLO)
    question = rosa.last.labels
    await fake.settle()
    rosa.shows = ("bsuid",)
    await rosa.says("ayuda")
    assert rosa.last.labels == question and await people(here) == 1

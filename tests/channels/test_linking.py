"""Telegram and WhatsApp of one person, joined by a code typed in the other chat."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.clock import SetClock
from bot.model import Address, Inbound
from tests.conftest import NOON
from tests.fakes.graph import FakeGraph, Person
from tests.fakes.graph_house import Graphs, house
from tests.handlers.miner import HELLO
from tests.house import PHONE


@pytest.fixture
async def fake() -> AsyncIterator[FakeGraph]:
    """A server that is not in the way."""
    async with FakeGraph(rate=500, burst=500) as server:
        yield server


@pytest.fixture
async def here(fake: FakeGraph, tmp_path: Path) -> AsyncIterator[Graphs]:
    """A house that does what it is told."""
    async with house(fake, tmp_path, SetClock(NOON), pumps=False) as made:
        known = replace(made.app.conversation.house, limits=defaultdict(lambda: PHONE))
        made.app.conversation.house = known
        yield made


async def says(here: Graphs, rosa: Person, text: str) -> str:
    """She types; what she hears."""
    await rosa.sends(text={"body": text})
    await here.app.settle()
    return rosa.last.text


async def on_telegram(here: Graphs, id: str, *texts: str) -> None:
    """She types over there; nobody sends there in these tests."""
    for number, text in enumerate(texts):
        said = Inbound(Address("telegram", "user", "51"), f"{id}{number}", NOON, text=text)
        await here.app.conversation.accept([said])
        await here.app.settle()


async def begun(here: Graphs, fake: FakeGraph) -> tuple[Person, str]:
    """Somebody who agreed on WhatsApp and has a code."""
    rosa = fake.person("51987654321", "PE.1349abc")
    for text in HELLO:
        await says(here, rosa, text)
    await says(here, rosa, "menú")
    found = re.search(r"(\d{4}) (\d{4})", await says(here, rosa, "unir chats"))
    assert found, rosa.last.text
    return rosa, found[1] + found[2]


async def people(here: Graphs) -> int:
    return int((await here.rows("select count(*) from contact"))[0][0])


async def test_a_code_joins_and_works_once(fake: FakeGraph, here: Graphs) -> None:
    _, code = await begun(here, fake)
    await on_telegram(here, "a", "hola", f"{code[:4]} {code[4:]}")
    assert await people(here) == 1
    bodies = await here.rows(
        "select sealed from outbound where channel = 'telegram' order by id desc"
    )
    said = here.app.house.seal.open_json(bodies[0][0])
    assert isinstance(said, dict) and "ya son uno" in str(said["text"])
    other = fake.person("51911111111", "PE.7x")
    await says(here, other, code)
    assert await people(here) == 2


async def test_a_code_expires(fake: FakeGraph, here: Graphs) -> None:
    _, code = await begun(here, fake)
    clock = here.app.house.clock
    assert isinstance(clock, SetClock)
    clock.move(timedelta(minutes=16))
    await on_telegram(here, "a", code)
    assert await people(here) == 2


async def test_her_own_code_in_her_own_chat_joins_nothing(fake: FakeGraph, here: Graphs) -> None:
    rosa, code = await begun(here, fake)
    await says(here, rosa, code)
    assert await people(here) == 1 and "ya son uno" not in rosa.last.text
    await on_telegram(here, "a", code)
    assert await people(here) == 1


async def test_who_guesses_is_heard_no_more(fake: FakeGraph, here: Graphs) -> None:
    _, code = await begun(here, fake)
    wrong = [f"{(int(code) + n) % 10**8:08}" for n in range(1, 6)]
    await on_telegram(here, "a", *wrong, code)
    assert await people(here) == 2

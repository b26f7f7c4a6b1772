"""Every page a miner can reach has words, fits its bubble, and offers a way on."""

from __future__ import annotations

import inspect
import random
from pathlib import Path

import pytest

from bot.app import features
from bot.clock import SetClock
from bot.feature import Flow
from handlers.formalization.content import Blocker, Office, Requirement, Status
from tests.handlers.miner import known, miner

PAGES = ("step", "where", "deadline", "cost", "sources", "papers", "done", "undone", "notified")


@pytest.mark.parametrize("page", PAGES)
async def test_every_page_of_every_requirement_speaks(
    tmp_path: Path, clock: SetClock, page: str
) -> None:
    async with miner(tmp_path, clock) as rosa:
        for id in rosa.app.house.content.all(Requirement):
            assert await rosa.opens(f"formalization/{page}", {"id": id})


async def test_every_office_and_problem_speaks(tmp_path: Path, clock: SetClock) -> None:
    async with miner(tmp_path, clock) as rosa:
        content = rosa.app.house.content
        for id in content.all(Office):
            assert await rosa.opens("formalization/office", {"id": id})
        for id in content.all(Requirement):
            assert await rosa.opens("formalization/problem", {"about": id})
        for id in content.all(Blocker):
            assert await rosa.opens("formalization/solved", {"id": id})
            assert "¿Te pasa esto?" in await rosa.opens("formalization/stopped", {"id": id})


async def test_what_was_withdrawn_is_said_kindly(tmp_path: Path, clock: SetClock) -> None:
    async with miner(tmp_path, clock) as rosa:
        for page in PAGES:
            said = await rosa.opens(f"formalization/{page}", {"id": "no-such"})
            assert "ya no está disponible" in said


@pytest.mark.parametrize(
    "status", ["vigente", "suspendido", "excluido", "nunca", "trabajador", "pallaquera", "titular"]
)
async def test_every_status_leads_somewhere(tmp_path: Path, clock: SetClock, status: str) -> None:
    async with miner(tmp_path, clock) as rosa:
        row = rosa.app.house.content.all(Status)[status]
        bubble = await known(rosa, row.label)
        assert bubble.buttons
        assert (await rosa.case()).text("reinfo") == status


@pytest.mark.parametrize("seed", range(4))
async def test_a_wanderer_never_gets_stuck(tmp_path: Path, clock: SetClock, seed: int) -> None:
    chance = random.Random(seed)
    async with miner(tmp_path, clock) as rosa:
        await known(rosa, "Vigente")
        for _ in range(150):
            bubble = rosa.last
            if bubble.buttons and chance.random() < 0.85:
                await rosa.taps(chance.choice(bubble.buttons).label)
            else:
                await rosa.says(chance.choice(["3", "menú", "atrás", "25/11/2026", "sí", "hola"]))
            assert "Perdón, tuve un problema" not in rosa.last.text
            assert rosa.last.text.strip()


async def test_every_flow_of_every_feature_starts(tmp_path: Path, clock: SetClock) -> None:
    async with miner(tmp_path, clock) as rosa:
        await known(rosa, "Vigente")
        for feature in features().values():
            for flow, function in feature.flows.items():
                if needs_arguments(function):
                    continue
                bubble = await rosa.starts(flow)
                assert "Perdón, tuve un problema" not in bubble.text, flow


def needs_arguments(flow: Flow) -> bool:
    """Whether a flow cannot be opened without being told about what."""
    _, *given = inspect.signature(flow).parameters.values()
    return any(parameter.default is parameter.empty for parameter in given)

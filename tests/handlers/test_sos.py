"""A call for help is heard anywhere, and what she was doing waits for her."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.clock import SetClock
from tests.handlers.miner import known, miner


@pytest.mark.parametrize(
    "cry",
    [
        "AUXILIO",
        "hubo un derrumbe",
        "huele a gas",
        "yanapaway",
        "hay 2 heridos",
        "¡Accidente!",
        "me están amenazando",
    ],
)
async def test_help_comes_first_and_the_question_waits(
    tmp_path: Path, clock: SetClock, cry: str
) -> None:
    async with miner(tmp_path, clock) as rosa:
        await known(rosa, "Vigente")
        asked = rosa.last.text
        card = await rosa.says(cry)
        assert card.text.startswith("⚠️ Sal del lugar ahora")
        assert all(number in card.text for number in ("116", "106", "105"))
        assert (await rosa.taps("Volver a lo mío")).text in asked


async def test_help_comes_before_consent_too(tmp_path: Path, clock: SetClock) -> None:
    async with miner(tmp_path, clock) as rosa:
        await rosa.says("hola")
        assert "116" in (await rosa.says("auxilio")).text


@pytest.mark.parametrize("said", ["mis gastos", "gasto", "5", "menú"])
async def test_ordinary_words_raise_no_alarm(tmp_path: Path, clock: SetClock, said: str) -> None:
    async with miner(tmp_path, clock) as rosa:
        await known(rosa, "Vigente")
        assert "Sal del lugar" not in (await rosa.says(said)).text

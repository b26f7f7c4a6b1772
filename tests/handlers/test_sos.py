"""A call for help is heard anywhere, and what she was doing waits for her."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.clock import SetClock
from bot.posts import BadPost, check
from bot.store import posts
from tests.handlers.miner import known, miner
from tests.house import house


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


@pytest.mark.parametrize(
    ("place", "named"),
    [("apurimac/grau", True), ("apurimac", True), ("apurimac/abancay", False), ("puno", False)],
)
async def test_the_card_names_the_post_of_her_place_alone(
    tmp_path: Path, clock: SetClock, place: str, named: bool
) -> None:
    async with miner(tmp_path, clock) as rosa:
        await known(rosa, "Vigente")
        words = "Posta de prueba: 083 000000"
        await rosa.app.database.write(lambda on: posts.put(on, place, words, clock.now()))
        card = (await rosa.says("acidente")).text
        assert (words in card) is named and len(card) <= 1024
        await rosa.app.database.write(lambda on: posts.put(on, place, "", clock.now()))
        assert words not in (await rosa.says("auxilio")).text


async def test_the_post_of_her_province_comes_before_that_of_her_region(
    tmp_path: Path, clock: SetClock
) -> None:
    async with miner(tmp_path, clock) as rosa:
        await known(rosa, "Vigente")
        for place in ("apurimac", "apurimac/grau"):
            await rosa.app.database.write(
                lambda on, at=place: posts.put(on, at, f"{at} 083 000000", clock.now())
            )
        assert "apurimac/grau 083" in (await rosa.says("derumbe")).text


@pytest.mark.parametrize(
    ("place", "words", "remedy"),
    [
        ("apurimak", "Posta: 083 000000", "apurimac"),
        ("apurimac/lima", "Posta: 083 000000", "region/province"),
        ("apurimac", "Posta sin numero", "telephone"),
        ("apurimac", "", "telephone"),
        ("apurimac", "Posta " * 20 + "083 000000", "shorten"),
        ("apurimac", "Posta\n083 000000", "telephone"),
    ],
)
def test_a_post_that_helps_nobody_is_refused_with_a_remedy(
    place: str, words: str, remedy: str
) -> None:
    with pytest.raises(BadPost, match=remedy):
        check(place, words, house().content, remove=False)


@pytest.mark.parametrize("said", ["mis gastos", "gasto", "5", "menú"])
async def test_ordinary_words_raise_no_alarm(tmp_path: Path, clock: SetClock, said: str) -> None:
    async with miner(tmp_path, clock) as rosa:
        await known(rosa, "Vigente")
        assert "Sal del lugar" not in (await rosa.says(said)).text

"""The formalization conversation on Telegram: word for word what the terminal says."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from bot.clock import SetClock
from tests.conftest import NOON
from tests.fakes.telegram import FakeTelegram, Person
from tests.fakes.telegram_house import QUICK, polling, webhook
from tests.handlers.miner import HELLO, Miner, miner

TALK = (*HELLO, "Apurímac", "Grau", "vigente")


async def to_the_plan(rosa: Any) -> None:
    """From hola to her plan, then a step of it, typing and tapping."""
    await rosa.says(*TALK)
    while any("Seguir" in label for label in labels(rosa)):
        await rosa.taps("Seguir")
    await rosa.taps("Sí")
    await rosa.says("pasos")
    await rosa.taps("El proceso")
    await rosa.says("5")
    await rosa.taps("Ya lo hice", "Hoy")
    await rosa.says("seguir", "menú")


def labels(rosa: Any) -> list[str]:
    """What can be tapped now."""
    buttons = rosa.last.buttons
    return [b["text"] if isinstance(b, dict) else b.label for b in buttons]


def heard(rosa: Miner | Person) -> list[tuple[str, list[str]]]:
    """Every bubble: its words without marks, and its buttons."""
    if isinstance(rosa, Person):
        return [(bubble.text, bubble.labels) for bubble in rosa.heard]
    plain = (bubble.text.replace("*", "").strip() for bubble in rosa.heard)
    return [
        (text, [b.label for b in bubble.buttons])
        for text, bubble in zip(plain, rosa.heard, strict=True)
    ]


@pytest.mark.parametrize("way", [polling, webhook], ids=["polling", "webhook"])
async def test_the_same_conversation_as_on_the_terminal(
    tmp_path: Path, way: Callable[..., Any]
) -> None:
    async with miner(tmp_path / "terminal", SetClock(NOON)) as there:
        await to_the_plan(there)
    async with FakeTelegram(rate=QUICK, chat_rate=QUICK) as fake:
        async with way(fake, tmp_path / "telegram", clock=SetClock(NOON)):
            rosa = fake.person(51)
            await to_the_plan(rosa)
            assert heard(rosa) == heard(there)
            before = len(rosa.heard)
            rosa.sends(text="mi expediente")
            await rosa.hears(before + 2)
            kind, name, data = rosa.last.files[0]
            assert (kind, name) == ("document", "mi-expediente.pdf")
            text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)
            assert "Mi expediente" in text and "Apurímac" in text
            assert "typing" in rosa.actions
        assert fake.refused == {}

"""Web, send and work as processes of their own on one PostgreSQL; the sender is killed on the way."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.databases import SECRET, postgres
from tests.fakes.telegram import TOKEN, FakeTelegram
from tests.fakes.telegram_house import PUBLIC
from tests.journey.serving import Serving

__all__ = ["postgres"]
pytestmark = pytest.mark.postgres
PARTS = (("web",), ("send",), ("send",), ("work",))


@pytest.fixture
async def fake() -> AsyncIterator[FakeTelegram]:
    """A server with Telegram's own limits and rates."""
    async with FakeTelegram() as server:
        yield server


async def test_each_does_its_part_and_a_second_sender_goes_on(
    fake: FakeTelegram, postgres: str, tmp_path: Path
) -> None:
    settings = {"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_API_BASE": fake.url}
    settings |= {"TELEGRAM_MODE": "webhook", "PUBLIC_URL": PUBLIC}
    settings |= {"DATABASE_URL": postgres, "SECRET_KEY": SECRET.decode()}
    web, first, second, work = (Serving(tmp_path / "data", *part, **settings) for part in PARTS)
    fake.reroute = lambda url: url.replace(PUBLIC, web.url)
    try:
        for one in (web, first, second, work):
            await one.start()
        rosa = fake.person(51)
        rosa.patience = 30
        await rosa.says("/start")
        assert "¿En qué lengua prefieres?" in rosa.last.text
        await asyncio.sleep(0.5)  # killed before it notes the yes, it would wait for its lease
        await first.kill()
        await rosa.taps(rosa.last.labels[0])
        assert len(rosa.heard) == 2
    finally:
        for one in (web, first, second, work):
            await one.stop()

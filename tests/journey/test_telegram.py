"""A real `chaski serve` on Telegram, killed on the way, by polling and by webhook."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from tests.fakes.telegram import SECRET, TOKEN, FakeTelegram
from tests.fakes.telegram_house import PUBLIC
from tests.journey.serving import Serving


@pytest.fixture
async def fake() -> AsyncIterator[FakeTelegram]:
    """A server with Telegram's own limits and rates."""
    async with FakeTelegram() as server:
        yield server


@pytest.fixture(params=["polling", "webhook"])
async def serving(
    request: pytest.FixtureRequest, fake: FakeTelegram, tmp_path: Path
) -> AsyncIterator[Serving]:
    """A server that is told nothing but what an operator would tell it."""
    settings = {"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_API_BASE": fake.url}
    settings |= {"TELEGRAM_MODE": request.param, "PUBLIC_URL": PUBLIC}
    server = Serving(tmp_path / "data", **settings)
    fake.reroute = lambda url: url.replace(PUBLIC, server.url)
    await server.start()
    yield server
    await server.stop()


async def test_a_conversation_outlives_the_server(fake: FakeTelegram, serving: Serving) -> None:
    rosa = fake.person(51)
    rosa.patience = 30
    await rosa.says("/start")
    assert "¿En qué lengua prefieres?" in rosa.last.text
    await asyncio.sleep(0.5)  # killed before it notes the yes, it would wait for its lease
    await serving.kill()
    rosa.tap_of(rosa.last.buttons[0], rosa.last)
    await serving.start()
    await rosa.hears(2)
    await rosa.taps("Seguir")
    assert "Ley 29733" in rosa.last.text
    assert fake.refused == {} or all(why.startswith("409") for why in fake.refused)
    assert set(fake.commands) >= {"", "es", "en"}
    if fake.webhook["url"]:
        assert len(fake.webhook["secret"]) >= 16
        async with aiohttp.ClientSession() as http:
            url, headers = f"{serving.url}/webhooks/telegram", {SECRET: "guessed"}
            assert (await http.post(url, data=b"{}", headers=headers)).status == 403

"""A real house on the fake Telegram: app, channel and polling or webhook, in the test's own loop."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.app import App, build
from bot.channels.telegram import Telegram
from bot.channels.telegram_door import Polling
from bot.clock import Clock
from bot.config import Settings
from bot.house import House
from bot.serve import Pump
from bot.store.seal import Seal
from bot.web import webhooks
from tests.fakes.telegram import TOKEN, FakeTelegram
from tests.house import house as standing

SECRET = "a-secret-of-the-tests"
PUBLIC = "https://chaski.example"
QUICK = 200.0
"""Messages a second to one chat, where pace is not what is tested."""


@dataclass
class Telegrams:
    """A house, its channel and the server they talk to."""

    fake: FakeTelegram
    app: App
    channel: Telegram

    async def raw(self) -> dict[tuple[str, str], int]:
        """How many updates there are, by kind and state."""
        from bot.store import raw

        counts = await self.app.database.read(raw.counts)
        return {(kind, state): count for (_, kind, state), count in counts.items()}

    async def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Rows of the database."""
        found = await self.app.database.read(lambda on: on.exec_driver_sql(sql).all())
        return [tuple(row) for row in found]


def _read_once(channels: Mapping[str, Any], seal: Seal, clock: Clock, mark: object = None) -> House:
    """The house as it stands in the tree, with these channels' limits; read once for all tests."""
    limits = {name: channel.limits for name, channel in channels.items()}
    return replace(standing(), seal=seal, clock=clock, limits=limits)


@asynccontextmanager
async def house(
    fake: FakeTelegram,
    folder: Path,
    clock: Clock | None = None,
    *,
    chat_rate: float = QUICK,
    rate: float = QUICK,
    url: str = "sqlite://",
    album_wait: float = 0.2,
    pumps: bool = True,
) -> AsyncIterator[Telegrams]:
    """A house that answers, but nobody brings it updates yet. pumps: it answers by itself."""
    channel = Telegram(TOKEN, base=fake.url, rate=rate, chat_rate=chat_rate)
    settings = Settings(data_dir=folder, database_url=url, telegram_token=TOKEN)
    with patch("bot.app.house", _read_once):
        app = build(settings, {"telegram": channel}, clock=clock)
    intake = app.intakes[0]
    intake.album_wait = album_wait
    reading, answering = Pump(intake.drain), Pump(app.settle)
    intake.on_update = reading.wake
    app.conversation.on_bubble = answering.wake
    jobs = (reading, answering) if pumps else ()
    running = [asyncio.ensure_future(pump.run()) for pump in jobs]
    try:
        yield Telegrams(fake, app, channel)
    finally:
        for pump in jobs:
            pump.end()
        await asyncio.gather(*running)
        await app.close()
        await channel.close()


@asynccontextmanager
async def polling(fake: FakeTelegram, folder: Path, **how: Any) -> AsyncIterator[Telegrams]:
    """A house that polls."""
    async with house(fake, folder, **how) as made:
        door = asyncio.ensure_future(Polling(made.channel, made.app.intakes[0].keep).run())
        try:
            yield made
        finally:
            door.cancel()
            await asyncio.wait([door])


@asynccontextmanager
async def webhook(fake: FakeTelegram, folder: Path, **how: Any) -> AsyncIterator[Telegrams]:
    """A house that is posted to."""
    async with house(fake, folder, **how) as made:
        served = web.Application()
        served.add_routes([webhooks.telegram(made.app.intakes[0].keep, SECRET)])
        server = TestServer(served)
        await server.start_server()
        fake.reroute = lambda url: url.replace(PUBLIC, str(server.make_url("")).rstrip("/"))
        await made.channel.set_webhook(PUBLIC + webhooks.TELEGRAM, SECRET)
        try:
            yield made
        finally:
            fake.webhook["url"] = ""
            await server.close()

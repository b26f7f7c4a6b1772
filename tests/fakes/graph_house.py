"""A real house on the fake Graph API: app, channel and webhook, in the test's own loop."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.app import App, build
from bot.channels.whatsapp import WhatsApp
from bot.clock import Clock
from bot.config import Settings
from bot.intake import Intake
from bot.serve import Pump
from bot.web import webhooks
from tests.fakes.graph import NUMBER, SECRET, TOKEN, VERIFY, FakeGraph
from tests.fakes.telegram_house import _read_once

QUICK = 500.0
"""Messages a second, where pace is not what is tested."""


@dataclass
class Graphs:
    """A house, its channel, the server they talk to, and what may be done to its pumps."""

    fake: FakeGraph
    app: App
    channel: WhatsApp

    @property
    def intake(self) -> Intake:
        """What posts go through."""
        return self.app.intake("whatsapp")

    async def raw(self) -> dict[tuple[str, str], int]:
        """How many updates there are, by kind and state."""
        from bot.store import raw

        counts = await self.app.database.read(raw.counts)
        return {(kind, state): count for (_, kind, state), count in counts.items()}

    async def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Rows of the database."""
        found = await self.app.database.read(lambda on: on.exec_driver_sql(sql).all())
        return [tuple(row) for row in found]


@asynccontextmanager
async def house(
    fake: FakeGraph,
    folder: Path,
    clock: Clock | None = None,
    *,
    url: str = "sqlite://",
    pumps: bool = True,
    rate: float = QUICK,
    pair: float = QUICK,
) -> AsyncIterator[Graphs]:
    """A house that is posted to and answers. pumps: it answers by itself."""
    channel = WhatsApp(TOKEN, NUMBER, base=fake.url, rate=rate, pair=pair)
    settings = Settings(data_dir=folder, database_url=url)
    with patch("bot.app.house", _read_once):
        app = build(settings, {"whatsapp": channel}, clock=clock)
    made = Graphs(fake, app, channel)
    reading, answering = Pump(made.intake.drain), Pump(app.settle)
    made.intake.on_update = reading.wake
    app.conversation.on_bubble = answering.wake
    jobs = (reading, answering) if pumps else ()
    running = [asyncio.ensure_future(pump.run()) for pump in jobs]
    served = web.Application()
    served.add_routes(webhooks.whatsapp(made.intake.keep_post, SECRET, VERIFY))
    server = TestServer(served)
    await server.start_server()
    fake.webhook = str(server.make_url(webhooks.WHATSAPP))
    try:
        yield made
    finally:
        await fake.settle()
        for pump in jobs:
            pump.end()
        await asyncio.gather(*running)
        await server.close()
        await app.close()
        await channel.close()

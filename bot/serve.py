"""`chaski serve`: everything in one process, until it is told to stop.

Rule 1: bubbles and work are looked after by two pumps, woken by a turn and once a second.
Rule 2: ticks remember nothing; a process that was down finds everything in rows.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Awaitable, Callable

import structlog
from aiohttp import web

from bot.app import App, build, telegram
from bot.channels.channel import Channel
from bot.channels.telegram_door import Polling, command_menus, persist
from bot.channels.webchat import WebChat
from bot.clock import Ticks
from bot.config import Settings, settings
from bot.errors import ChaskiError
from bot.pool import Processes
from bot.web import server

log = structlog.get_logger(__name__)
PULSE = 1.0
REMINDER_TICK = 15.0
NIGHT = 3
GOODBYE = 10.0
"""Seconds a bubble on its way has to arrive before the process ends."""


class Pump:
    """Runs one job again whenever it is woken, and at least once a pulse."""

    def __init__(self, job: Callable[[], Awaitable[object]]) -> None:
        self._job, self._woken, self._ending = job, asyncio.Event(), False

    def wake(self) -> None:
        """There is something to do."""
        self._woken.set()

    def end(self) -> None:
        """Finish what runs, and no more."""
        self._ending = True
        self._woken.set()

    async def run(self) -> None:
        """Until it ends; an error is logged and the next pulse tries again."""
        while not self._ending:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._woken.wait(), PULSE)
            self._woken.clear()
            try:
                await self._job()
            except Exception as error:
                log.error("pump", error=type(error).__name__)


class Serving:
    """One process: its web server, pumps and ticks."""

    def __init__(self, found: Settings) -> None:
        self.settings = found
        self.channel = WebChat()
        self.telegram = telegram(found) if found.telegram_token else None
        channels: list[Channel] = [self.channel, *([self.telegram] if self.telegram else [])]
        named = {channel.name: channel for channel in channels}
        self.app: App = build(found, named, executor=Processes())
        self.bubbles, self.work, self.updates = (
            Pump(job) for job in (self._send, self._work, self._read)
        )
        for intake in self.app.intakes:
            intake.on_update = self.updates.wake
        self.app.conversation.on_bubble = self._wake
        self.ticks = Ticks(found.timezone)

    def _wake(self) -> None:
        self.bubbles.wake()
        self.work.wake()

    async def _send(self) -> None:
        try:
            await self.app.conversation.sweep()
        finally:
            await self.app.outbox.send_due()

    async def _work(self) -> None:
        self.app.conversation.wake(await self.app.worker.run_due())

    async def _read(self) -> None:
        for intake in self.app.intakes:
            await intake.drain()

    async def _tidy(self) -> None:
        for intake in self.app.intakes:
            await intake.purge()

    async def _remind(self) -> None:
        if await self.app.reminders.tick():
            self.bubbles.wake()

    async def run(self) -> None:
        """Serve until SIGTERM or SIGINT, then finish what was begun."""
        stop = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        runner = web.AppRunner(self._web(), access_log=None)
        await runner.setup()
        host, port = self.settings.address
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError as error:
            await self.app.close()
            raise ChaskiError(
                f"{self.settings.bind}: {error.strerror}; set CHASKI_BIND to another host:port"
            ) from None
        self._begin()
        print(f"Chaski: http://{host}:{port}/chat   (Ctrl+C stops it)", flush=True)
        pumps = [asyncio.ensure_future(p.run()) for p in (self.bubbles, self.work)]
        recomputing = asyncio.ensure_future(self.app.reminders.recompute())
        await stop.wait()
        self.ticks.stop()
        recomputing.cancel()
        await runner.cleanup()
        self.bubbles.end()
        self.work.end()
        await asyncio.wait(pumps, timeout=GOODBYE)
        await self.app.close()

    def _begin(self) -> None:
        """Keep time."""
        self.ticks.every(REMINDER_TICK, self._remind)
        self.ticks.nightly(NIGHT, self.app.reminders.recompute)
        self.ticks.start()

    def _web(self) -> web.Application:
        return server.build(
            self.app.mailbox(),
            self.app.house.words.text,
            self.channel,
            public_url=self.settings.public_url or f"http://{self.settings.bind}",
            secret=self.app.house.seal.digest("web uploads"),
        )


def serve() -> None:
    """Run one process with the settings of the environment."""
    asyncio.run(Serving(settings()).run())

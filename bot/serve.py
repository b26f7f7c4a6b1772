"""`chaski serve`: everything in one process, or a part of it beside others, until told to stop.

Rule 1: bubbles and work are looked after by two pumps, woken by a turn and once a second.
Rule 2: several processes share one PostgreSQL as equals: rows are claimed, an account has one
        sender at a time (`bot.leads`), and a bell tells the others that there is something new.
Rule 3: ticks remember nothing; a process that was down finds everything in rows.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import timedelta
from hashlib import blake2b

import structlog
from aiohttp import web

from bot import market, releases
from bot.app import App, build, signing_of, telegram, whatsapp
from bot.channels.channel import Channel
from bot.channels.telegram_door import Door, Menus
from bot.channels.webchat import WebChat
from bot.clock import Ticks
from bot.config import Settings, settings
from bot.errors import ChaskiError
from bot.leads import ROLES, Leads
from bot.model import Line
from bot.pool import Processes
from bot.store import heavy, jobs, revocations
from bot.store.bell import Bell
from bot.web import server, verify, webhooks
from bot.words import Words

log = structlog.get_logger(__name__)
PULSE = 1.0
REMINDER_TICK = 15.0
QUOTE_TICK, FETCH_TICK = 30.0, 3600.0
CAMPAIGN_TICK = 600.0
QUEUED = timedelta(seconds=60)
"""On PostgreSQL the queue brings work; what waits longer was lost on its way."""
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

    def __init__(self, found: Settings, roles: Collection[str] = ROLES) -> None:
        self.settings, self.roles = found, roles
        self.channel = WebChat()
        self.telegram = telegram(found) if found.telegram_token else None
        self.whatsapp = whatsapp(found) if found.whatsapp_token else None
        optional = (self.telegram, self.whatsapp)
        channels: list[Channel] = [self.channel, *(one for one in optional if one)]
        named = {channel.name: channel for channel in channels}
        self.app: App = build(found, named, executor=Processes())
        self.bubbles, self.work, self.updates, self.turns, self.many = (
            Pump(job) for job in (self._send, self._work, self._read, self._sweep, self._broadcast)
        )
        for intake in self.app.intakes:
            intake.on_update = self.updates.wake
        self.app.conversation.on_bubble = self._wake_all
        self.leads = Leads(found.database, named, roles)
        self.app.outbox.leads = self.leads.names
        self.bell = Bell(self.app.database)
        self.leading = Pump(self._lead)
        self.ticks = Ticks(found.timezone)

    def _wake(self) -> None:
        self.bubbles.wake()
        self.work.wake()
        self.channel.watchers.wake_all()

    def _wake_all(self) -> None:
        """Here and in the other processes."""
        self.bubbles.wake()
        self.work.wake()
        self.bell.ring()

    async def _lead(self) -> None:
        if await self.leads.refresh():
            self.bubbles.wake()

    async def _send(self) -> None:
        await self.app.outbox.send_due()

    async def _sweep(self) -> None:
        await self.app.conversation.sweep()

    async def _broadcast(self) -> None:
        if await self.app.broadcasts.tick():
            self.bubbles.wake()

    async def _work(self) -> None:
        older = None if self.app.database.sqlite else QUEUED
        self.app.conversation.wake(await self.app.worker.run_due(older=older))

    async def _heavy(self) -> None:
        """Run what the queue brings, on PostgreSQL, until it is cancelled."""
        if self.app.database.sqlite or "work" not in self.roles:
            return

        async def do(item: int) -> None:
            contact = await self.app.worker.run_one(item)
            self.app.conversation.wake([contact] if contact else [])

        queue = heavy.worker(self.settings.database, do)
        async with queue.open_async():
            await queue.run_worker_async(
                queues=[heavy.QUEUE], install_signal_handlers=False, delete_jobs="successful"
            )

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
        runner = await self._open() if "web" in self.roles else None
        await asyncio.to_thread(heavy.prepare, self.app.database.engine)
        await self.app.remove_erased()
        await self.app.database.write(lambda on: releases.publish(self.app.house, on))
        self._begin()
        where = f"http://{self.settings.bind}/chat" if runner else "+".join(self.roles)
        print(f"Chaski: {where}   (Ctrl+C stops it)", flush=True)
        await self.leads.refresh()
        self.bell.listen(self._wake)
        running = self._pumps()
        pumps = [asyncio.ensure_future(pump.run()) for pump in running]
        door = asyncio.ensure_future(self._telegram())
        queue = asyncio.ensure_future(self._heavy())
        await self._quote()
        beginning = asyncio.ensure_future(self._first())
        await stop.wait()
        self.ticks.stop()
        beginning.cancel()
        door.cancel()
        queue.cancel()
        await asyncio.wait([door, queue])
        if runner:
            await runner.cleanup()
        for pump in running:
            pump.end()
        await asyncio.wait(pumps, timeout=GOODBYE)
        for channel in (self.telegram, self.whatsapp):
            if channel:
                await channel.close()
        await self.leads.close()
        await self.bell.close()
        await self.app.close()

    async def _open(self) -> web.AppRunner:
        """Open the doors. Raises ChaskiError: the address is taken."""
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
        return runner

    def _pumps(self) -> list[Pump]:
        """What this process looks after. Turns are run by whoever sees the message first."""
        found = [self.turns, self.updates] if {"web", "send"} & set(self.roles) else []
        if "send" in self.roles:
            found += [self.leading, self.many]
        if {"web", "send"} & set(self.roles):
            found.append(self.bubbles)
        return [*found, self.work] if "work" in self.roles else found

    async def _first(self) -> None:
        """What is done once, when everything runs."""
        if "send" in self.roles:
            await self.app.campaigns.tick()
            await self.app.reminders.recompute()

    async def _quote(self) -> None:
        """Know what the market says: what other processes and commands have noted too."""
        await self.app.house.quotes.refresh(self.app.database)

    async def _fetch(self) -> None:
        await market.fetch(self.app.database, self.app.house.clock, self.settings.price_url)
        await self._quote()

    def _begin(self) -> None:
        """Keep time."""
        self.ticks.every(QUOTE_TICK, self._quote)
        if self.settings.price_url:
            self.ticks.every(FETCH_TICK, self._fetch)
        if "send" not in self.roles:
            self.ticks.start()
            return
        self.ticks.every(REMINDER_TICK, self._remind)
        self.ticks.every(CAMPAIGN_TICK, self.app.campaigns.tick)
        self.ticks.nightly(NIGHT, self.app.reminders.recompute)
        self.ticks.nightly(NIGHT, self.app.purge)
        self.ticks.nightly(NIGHT, self._tidy)
        self.ticks.start()

    def _web(self) -> web.Application:
        made = server.build(
            self.app.mailbox(),
            self.app.house.words.text,
            self.channel,
            public_url=self.settings.public_url or f"http://{self.settings.bind}",
            secret=self.app.house.seal.digest("web uploads"),
        )
        made.add_routes(self._verify().routes())
        if self._hook and self.telegram:
            made.add_routes([webhooks.telegram(self._keep, self._hook[1])])
        if self.whatsapp:
            found, keep = self.settings, self.app.intake("whatsapp").keep_post
            secrets = (found.whatsapp_app_secret, found.whatsapp_verify_token)
            made.add_routes(webhooks.whatsapp(keep, *secrets))
        return made

    def _verify(self) -> verify.VerifyPages:
        house, database = self.app.house, self.app.database
        return verify.VerifyPages(
            house.words.text,
            signing_of(self.settings, house.seal),
            today=house.clock.today,
            revoked=lambda: database.read(revocations.everything),
            modules=frozenset(house.content.items.get("training", {})),
        )

    # -- Telegram -----------------------------------------------------------------------------------

    @property
    def _hook(self) -> tuple[str, str] | None:
        """Where Telegram posts and what it shows us, in webhook mode."""
        if self.settings.telegram_mode != "webhook":
            return None
        made = self.app.house.seal.digest("telegram webhook").hex()
        url = self.settings.public_url.rstrip("/") + webhooks.TELEGRAM
        return url, self.settings.telegram_webhook_secret or made

    async def _keep(self, bodies: Sequence[bytes]) -> int:
        return await self.app.intake("telegram").keep(bodies)

    async def _telegram(self) -> None:
        """Let updates in, and set the commands menu once for each wording of it."""
        if self.telegram is None or "send" not in self.roles:
            return
        while "telegram" not in self.leads.names():  # noqa: ASYNC110 (the database is asked)
            await asyncio.sleep(PULSE)
        menus, now = command_menus(self.app.house.words), self.app.house.clock.now()
        version = f"{self.app.house.content.version[:16]}:{fingerprint(menus)}"
        job = ("telegram-commands", f"{self.settings.telegram_token.partition(':')[0]}:{version}")
        door = Door(self.telegram, self._keep, hook=self._hook, menus=menus)
        await door.run(
            lambda: self.app.database.read(lambda on: jobs.done(on, *job)),
            lambda: self.app.database.write(lambda on: jobs.note(on, *job, now)),
        )


COMMANDS = ("menu", "help", "back", "repeat", "language", "data", "stop", "sos")
"""What Telegram's menu of commands offers; the words are in locales/<tag>/telegram.ftl."""


def command_menus(words: Words) -> Menus:
    """The commands and what they do, by two-letter language; Spanish for all others."""
    menus = {}
    for tag in words.locales:
        if len(tag) == 2:
            ids = [f"telegram-command-{name}" for name in COMMANDS]
            menus[tag] = [
                (words.text(Line(f"{id}.name"), tag), words.text(Line(id), tag)) for id in ids
            ]
    return {**menus, "": menus[words.locales[0]]}


def fingerprint(menus: Menus) -> str:
    """A mark of the wording."""
    return blake2b(repr(menus).encode(), digest_size=8).hexdigest()


def serve(only: str = "") -> None:
    """Run one process with the settings of the environment. only: parts, with commas; "" is all."""
    found = settings()
    roles = tuple(part.strip() for part in only.split(",") if part.strip()) or ROLES
    unknown = [part for part in roles if part not in ROLES]
    if unknown:
        raise ChaskiError(f"--only {unknown[0]}: there is {', '.join(ROLES)}")
    if set(roles) != set(ROLES) and found.database.startswith("sqlite"):
        raise ChaskiError(
            "--only needs PostgreSQL: set CHASKI_DATABASE_URL, or run chaski serve alone"
        )
    asyncio.run(Serving(found, roles).run())

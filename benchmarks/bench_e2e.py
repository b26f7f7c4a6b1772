"""End to end: a webhook in, a durable turn, the reply taken by the Bot API, over real connections.

    python -m benchmarks.bench_e2e [--rounds 3] [--turns 1500] [--api-ms 50] [--people 64]

Closed loop: so many people write at once, each the next word when her answer came. The server is
one process on one core; the people and the Bot API (which answers after `--api-ms`) are another.
Chaski acknowledges after the commit and keeps everything; the peers keep state in memory.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import aiohttp
from aiohttp import web

from benchmarks import dialogue
from benchmarks.common import (
    ROOT,
    Options,
    Ratio,
    Row,
    Sample,
    Skip,
    arguments,
    cpu_seconds,
    driver_url,
    main,
    own_folder,
    percentile,
    postgres,
    postgres_url,
)
from benchmarks.peers import TOKEN

HOOK = "/webhooks/telegram"
HEADERS = {"X-Telegram-Bot-Api-Secret-Token": "a-secret-of-benchmarks"}
PATIENCE = 60.0
Server = tuple[web.Application, Callable[[], Awaitable[object]]]


def row(options: Options, *, server: Callable[[str], Awaitable[Server]], begin: str) -> Sample:
    """One row: the server here, people and the platform in another process."""
    return asyncio.run(_row(options, server, begin))


async def _row(options: Options, make: Callable[[str], Awaitable[Server]], begin: str) -> Sample:
    command = [sys.executable, "-m", "benchmarks.bench_e2e", "--world", begin]
    command += ["--turns", str(options.turns), "--api-ms", str(options.api_ms)]
    command += ["--people", str(options.people)]
    world = await asyncio.create_subprocess_exec(
        *command,
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert world.stdin and world.stdout
    api = (await world.stdout.readline()).decode().strip()
    app, close = await make(api)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    cpu = cpu_seconds()
    world.stdin.write(f"http://127.0.0.1:{runner.addresses[0][1]}{HOOK}\n".encode())
    found = json.loads(await world.stdout.readline())
    used = cpu_seconds() - cpu
    await close()
    await runner.cleanup()
    count = int(found["count"])
    waits = found["p50"], found["p99"], found["longest"]
    return Sample(count, count / found["seconds"], used / count * 1e6, *waits)


# -- servers --------------------------------------------------------------------------------------------


async def chaski(api: str, *, database: str = "") -> Server:
    """Ours, with its pumps, as `chaski serve` runs them."""
    from benchmarks import chaski as ours
    from bot.channels.telegram import Telegram
    from bot.serve import Pump
    from bot.web import webhooks

    url = driver_url(postgres_url()) if database else ""
    channel = Telegram(TOKEN, base=api, rate=100_000, chat_rate=100_000)
    built, _ = ours.build(own_folder(), url, channel=channel)
    await ours.introduce(built, dialogue.CONTACTS, "telegram")
    intake = built.intake("telegram")
    reading, sending = Pump(intake.drain), Pump(built.outbox.send_due)
    intake.on_update, built.conversation.on_bubble = reading.wake, sending.wake
    running = [asyncio.ensure_future(pump.run()) for pump in (reading, sending)]
    app = web.Application()
    app.add_routes([webhooks.telegram(intake.keep, next(iter(HEADERS.values())))])

    async def close() -> None:
        for pump in (reading, sending):
            pump.end()
        await asyncio.gather(*running)
        await built.close()
        await channel.close()

    return app, close


async def ptb(api: str) -> Server:
    """python-telegram-bot behind a route that queues the update, as its wiki shows."""
    from telegram import Update

    from benchmarks.peers import _application

    application = await _application("memory", own_folder(), api)

    async def receive(request: web.Request) -> web.Response:
        update = Update.de_json(await request.json(), application.bot)
        await application.update_queue.put(update)
        return web.Response()

    async def close() -> None:
        await application.stop()
        await application.shutdown()

    app = web.Application()
    app.router.add_post(HOOK, receive)
    return app, close


async def aiogram(api: str) -> Server:
    """aiogram's own webhook handler, answering before it acknowledges: its better mode."""
    try:
        from aiogram.webhook.aiohttp_server import SimpleRequestHandler
    except ImportError:
        raise Skip("aiogram is not installed; make bench installs it") from None
    from benchmarks.peers_aiogram import build

    bot, dispatcher = build(TOKEN, api)
    app = web.Application()
    SimpleRequestHandler(dispatcher, bot, handle_in_background=False).register(app, path=HOOK)
    return app, bot.session.close


# -- the other process ----------------------------------------------------------------------------------


class World:
    """The people, and the Bot API that takes what is said to them."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.told: dict[int, asyncio.Future[None]] = {}
        self.waits: list[float] = []

    async def answer(self, request: web.Request) -> web.Response:
        """A call of the Bot API."""
        method = request.match_info["method"]
        given = await _given(request)
        if self.options.api_ms:
            await asyncio.sleep(self.options.api_ms / 1e3)
        chat = int(given.get("chat_id", 0))
        if method.lower() == "sendmessage" and chat in self.told:
            told = self.told.pop(chat)
            if not told.done():
                told.set_result(None)
        body = dialogue.answer(method, chat, given.get("text", ""))
        return web.Response(body=body, content_type="application/json")

    async def run(self, begin: str) -> None:
        """Open the API and say where, read where the bot is, talk, and print what it took."""
        app = web.Application()
        app.router.add_route("*", "/bot{token}/{method}", self.answer)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        print(f"http://127.0.0.1:{runner.addresses[0][1]}", flush=True)
        hook = (await asyncio.to_thread(sys.stdin.readline)).strip()
        said = dialogue.updates(begin, self.options.turns // 5)
        numbers = iter(range(len(said)))
        connector = aiohttp.TCPConnector(limit=0)
        async with aiohttp.ClientSession(connector=connector, headers=HEADERS) as session:
            began = time.perf_counter()

            async def person() -> None:
                for n in numbers:
                    for raw in said[n]:
                        await self._say(session, hook, 1_000_000 + n % dialogue.CONTACTS, raw)

            await asyncio.gather(*(person() for _ in range(self.options.people)))
            taken = time.perf_counter() - began
        ordered = sorted(self.waits)
        waits = {"p50": percentile(ordered, 0.5) * 1e3, "p99": percentile(ordered, 0.99) * 1e3}
        told = {"count": len(ordered), "seconds": taken, "longest": ordered[-1] * 1e3}
        print(json.dumps({**waits, **told}), flush=True)

    async def _say(self, session: aiohttp.ClientSession, hook: str, chat: int, raw: bytes) -> None:
        told = self.told[chat] = asyncio.get_running_loop().create_future()
        began = time.perf_counter()
        headers = {"Content-Type": "application/json"}
        async with session.post(hook, data=raw, headers=headers) as answer:
            assert answer.status == 200, answer.status
        await asyncio.wait_for(told, PATIENCE)
        self.waits.append(time.perf_counter() - began)


async def _given(request: web.Request) -> dict[str, Any]:
    if request.content_type == "application/json":
        found: dict[str, Any] = await request.json()
        return found
    return dict(await request.post())


def world(options: Options) -> None:
    """The other process, on another core where there is one."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {0})
    asyncio.run(World(options).run(options.world))


SQLITE, PTB, AIOGRAM = "chaski sqlite", "python-telegram-bot, memory", "aiogram, memory"
ROWS: dict[str, Row] = {
    SQLITE: partial(row, server=chaski, begin="encuesta"),
    "chaski postgresql": partial(row, server=partial(chaski, database="pg"), begin="encuesta"),
    AIOGRAM: partial(row, server=aiogram, begin="/start"),
    PTB: partial(row, server=ptb, begin="/start"),
}
RATIOS = [
    Ratio("P5: >= 3 (with Redis)", SQLITE, AIOGRAM),
    Ratio("", SQLITE, AIOGRAM, "rate"),
    Ratio("", SQLITE, PTB),
    Ratio("P6: >= 30 with --api-ms 50", SQLITE, PTB, "rate"),
]

if __name__ == "__main__":
    parser = arguments(__doc__.splitlines()[0], rounds=3)
    parser.add_argument("--turns", type=int, default=1500)
    parser.add_argument("--people", type=int, default=64, help="who write at once")
    parser.add_argument("--api-ms", type=float, default=0.0, help="how long the Bot API takes")
    parser.add_argument("--world", default="", help="(the other process)")
    given = parser.parse_args()
    if given.world:
        world(given)
        sys.exit()
    wanted = not given.row and any("postgresql" in name for name in ROWS if given.only in name)
    with postgres(wanted) as found:
        main("end to end", ROWS, RATIOS, given, unit="one turn", environment=found)

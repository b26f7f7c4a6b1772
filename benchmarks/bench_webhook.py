"""Webhooks acknowledged after the commit: 3 300 a second, beside a bare aiohttp 200 at the same pace.

    python -m benchmarks.bench_webhook [--rounds 3] [--seconds 10] [--rate 3300]

Open loop: each post is due at a moment of its own, and its wait counts from that moment. Ten of
eleven are statuses of bubbles we sent (with prices, as WhatsApp tells them), one is a message.
The server is one process on one core; who posts is another process on the other core.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import os
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from functools import partial
from itertools import count

from aiohttp import web
from sqlalchemy import Connection, func, insert, select
from sqlmodel import col

from benchmarks.common import (
    ROOT,
    Options,
    Ratio,
    Row,
    Sample,
    arguments,
    cpu_seconds,
    driver_url,
    main,
    own_folder,
    postgres,
    postgres_url,
)
from tests.fakes import graph

PEOPLE = 1000
LANES = 64
Server = Callable[[], Awaitable[tuple[web.Application, Callable[[], Awaitable[object]]]]]


def row(options: Options, *, server: str) -> Sample:
    """One row: a server here, the posts from another process."""
    return asyncio.run(_row(options, server))


async def _row(options: Options, kind: str) -> Sample:
    posts = int(options.rate * options.seconds)
    app, after = await (_bare() if kind == "bare" else _ours(kind, posts))
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    command = [sys.executable, "-m", "benchmarks.bench_webhook", "--post-to", str(port)]
    command += ["--rate", str(options.rate), "--seconds", str(options.seconds)]
    cpu = cpu_seconds()
    poster = await asyncio.create_subprocess_exec(
        *command, cwd=ROOT, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    out, _ = await poster.communicate()
    used = cpu_seconds() - cpu
    found = json.loads(out)
    assert found["refused"] == 0, f"{found['refused']} posts were not taken"
    await after()
    await runner.cleanup()
    waits = found["p50"], found["p99"], found["longest"]
    taken = found["seconds"]
    return Sample(posts, posts / taken, used / posts * 1e6, *waits, {"core %": used / taken * 100})


async def _bare() -> tuple[web.Application, Callable[[], Awaitable[object]]]:
    async def receive(request: web.Request) -> web.Response:
        return web.Response()

    async def nothing() -> None: ...

    app = web.Application()
    app.router.add_post("/webhooks/whatsapp", receive)
    return app, nothing


async def _ours(kind: str, posts: int) -> tuple[web.Application, Callable[[], Awaitable[object]]]:
    from bot.app import build
    from bot.channels.whatsapp import WhatsApp
    from bot.config import Settings
    from bot.store import contacts
    from bot.store.tables import Inbound, Outbound, RawUpdate
    from bot.web import webhooks

    folder = own_folder()
    url = driver_url(postgres_url()) if kind == "postgresql" else ""
    channel = WhatsApp(graph.TOKEN, graph.NUMBER, base="http://127.0.0.1:9/v1")
    secret = "for benchmarks only: 32 bytes and more"
    found = Settings(data_dir=folder, database_url=url, secret_key=secret)
    built = build(found, {"whatsapp": channel})
    seal, now = built.house.seal, built.house.clock.now()

    def _sent(on: Connection) -> None:
        from bot.model import Address

        hers = []
        for n in range(PEOPLE):
            address = Address("whatsapp", "phone", phone(n))
            hers.append(contacts.of_address(on, seal, address, now, "es"))
        rows = [
            {
                "contact": hers[n % PEOPLE][0],
                "address": hers[n % PEOPLE][1],
                "channel": "whatsapp",
                "bubble": n // PEOPLE + 1,
                "state": "sent",
                "sealed": seal.json({"text": "Hola"}),
                "external": seal.digest("whatsapp", wamid(n)),
                "created_at": now,
                "due_at": now,
                "sent_at": now,
            }
            for n in range(posts // 3 + 1)
        ]
        on.execute(insert(Outbound), rows)

    await built.database.write(_sent)
    intake = built.intake("whatsapp")
    app = web.Application()
    app.add_routes(webhooks.whatsapp(intake.keep_post, graph.SECRET, graph.VERIFY))

    def _counts(on: Connection) -> tuple[int, int]:
        kept = on.scalar(select(func.count()).select_from(RawUpdate)) or 0
        said = on.scalar(select(func.count()).select_from(Inbound)) or 0
        read = on.scalar(select(func.count()).where(col(Outbound.delivered_at).is_not(None)))
        return kept + said, read or 0

    async def after() -> None:
        kept, read = await built.database.read(_counts)
        messages = sum(n % 11 == 10 for n in range(posts))
        assert kept == messages, f"{kept} of {messages} messages are kept"
        assert read > 0, "no status was noted"
        await built.close()
        await channel.close()

    return app, after


def phone(n: int) -> str:
    """A person's number."""
    return f"519{n:08}"


def wamid(n: int) -> str:
    """What the platform calls a bubble."""
    return f"wamid.HBgLNTE{n:09}"


# -- the other process --------------------------------------------------------------------------------


def requests(total: int) -> list[bytes]:
    """The posts as bytes on the wire, signed."""
    made, number = [], count()
    for n in range(total):
        if n % 11 == 10:
            message = {"id": f"wamid.in{n}", "timestamp": str(int(time.time())), "type": "text"}
            message |= {"from": phone(n % PEOPLE), "text": {"body": "hola"}}  # type: ignore[dict-item]
            who = {"profile": {"name": "Rosa"}, "wa_id": phone(n % PEOPLE)}
            value = graph.value(messages=[message], contacts=[who])
        else:
            bubble, step = divmod(next(number), 3)
            value = graph.value(statuses=[_status(bubble, ("sent", "delivered", "read")[step])])
        body = json.dumps(graph.envelope([{"field": "messages", "value": value}])).encode()
        signed = hmac.new(graph.SECRET.encode(), body, hashlib.sha256).hexdigest()
        head = (
            "POST /webhooks/whatsapp HTTP/1.1\r\nHost: chaski\r\nContent-Type: application/json\r\n"
            f"X-Hub-Signature-256: sha256={signed}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        made.append(head.encode() + body)
    return made


def _status(bubble: int, status: str) -> dict[str, object]:
    made: dict[str, object] = {
        "id": wamid(bubble),
        "status": status,
        "timestamp": str(int(time.time())),
        "recipient_id": phone(bubble % PEOPLE),
        "biz_opaque_callback_data": f"{bubble + 1}:1/1",
    }
    if status != "read":
        made["pricing"] = {
            "billable": False,
            "pricing_model": "PMP",
            "category": "service",
            "type": "free_customer_service",
        }
    return made


class Lane(asyncio.Protocol):
    """A kept-alive connection: one post after another."""

    def __init__(self) -> None:
        self.answered: asyncio.Future[bytes] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        if self.answered and not self.answered.done():
            self.answered.set_result(data)

    async def post(self, request: bytes) -> bool:
        """Whether it was answered with 200."""
        self.answered = asyncio.get_running_loop().create_future()
        self.transport.write(request)  # type: ignore[attr-defined]
        return b" 200 " in (await self.answered)[:20]


async def post_all(port: int, rate: float, seconds: float) -> dict[str, float]:
    """Post at this pace; how long each waited from the moment it was due."""
    loop = asyncio.get_running_loop()
    made = requests(int(rate * seconds))
    lanes = [(await loop.create_connection(Lane, "127.0.0.1", port))[1] for _ in range(LANES)]
    waits, refused, numbers = [0.0] * len(made), 0, iter(range(len(made)))
    began = loop.time() + 0.2

    async def lane(one: Lane) -> None:
        nonlocal refused
        for n in numbers:
            due = began + n / rate
            if (left := due - loop.time()) > 0:
                await asyncio.sleep(left)
            refused += not await one.post(made[n])
            waits[n] = loop.time() - due

    await asyncio.gather(*(lane(one) for one in lanes))
    taken = loop.time() - began
    ordered = sorted(waits)
    p50, p99 = (ordered[int(len(ordered) * share)] * 1e3 for share in (0.5, 0.99))
    told = {"p50": p50, "p99": p99, "longest": ordered[-1] * 1e3}
    return {**told, "refused": refused, "seconds": taken}


def poster(options: Options) -> None:
    """The other process, on another core where there is one."""
    if hasattr(os, "sched_setaffinity"):
        cores = set(range(os.cpu_count() or 1))
        os.sched_setaffinity(0, {min(cores)})
    print(json.dumps(asyncio.run(post_all(options.post_to, options.rate, options.seconds))))


ROWS: dict[str, Row] = {
    "aiohttp, 200 only": partial(row, server="bare"),
    "chaski sqlite, after the commit": partial(row, server="sqlite"),
    "chaski postgresql, after the commit": partial(row, server="postgresql"),
}
RATIOS = [
    Ratio("P1: >= 0.125 (8x bare)", "chaski sqlite, after the commit", "aiohttp, 200 only"),
    Ratio("", "chaski postgresql, after the commit", "aiohttp, 200 only"),
]

if __name__ == "__main__":
    parser = arguments(__doc__.splitlines()[0], rounds=3)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--rate", type=float, default=3300.0, help="posts a second")
    parser.add_argument("--post-to", type=int, default=0, help="(the other process)")
    given = parser.parse_args()
    if given.post_to:
        poster(given)
        sys.exit()
    wanted = not given.row and any("postgresql" in name for name in ROWS if given.only in name)
    with postgres(wanted) as found:
        main("webhook", ROWS, RATIOS, given, unit="one webhook", environment=found)

"""One of two equal processes on one PostgreSQL: accepts what it is told, handles, sends.

One JSON object a line in: `{"accept": [[address, id, text], …]}`, answered by
`{"accepted": n}`; `{"end": true}` ends it. What it sends it writes to a file it shares.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import sys
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.app import App, build
from bot.config import Settings
from bot.model import Address, Inbound, Limits, Outbound
from tests.databases import SECRET

LEASE = timedelta(seconds=3)


class Platform:
    """Takes its time, then notes for good who was sent what, from when to when."""

    name = "terminal"
    limits = Limits(text=4000, buttons=10, label=20, rows=0)

    def __init__(self, log: str, who: str) -> None:
        self.file = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self.who = who

    async def send(self, outbound: Outbound) -> str:
        """Take it."""
        begin = time.monotonic_ns()
        await asyncio.sleep(random.random() / 100)
        given = {"who": self.who, "to": outbound.address.value, "bubble": outbound.bubble}
        note = {**given, "text": outbound.text, "begin": begin, "end": time.monotonic_ns()}
        os.write(self.file, (json.dumps(note) + "\n").encode())
        return f"platform-{outbound.id}"


async def _again(job: Callable[[], Awaitable[object]]) -> None:
    while True:
        await job()
        await asyncio.sleep(0.02)


async def _accept(app: App, said: list[list[str]]) -> None:
    for to, id, text in said:
        inbound = Inbound(Address("terminal", "user", to), id, datetime.now(UTC), text=text)
        app.conversation.wake(await app.conversation.accept([inbound]))


async def _main(url: str, folder: str, who: str) -> None:
    speak = os.dup(1)
    os.dup2(2, 1)
    settings = Settings(data_dir=Path(folder), database_url=url, secret_key=SECRET.decode())
    app = build(settings, {"terminal": Platform(f"{folder}/sent", who)})
    app.outbox.lease = LEASE
    pumps = [
        asyncio.ensure_future(_again(job)) for job in (app.outbox.send_due, app.conversation.sweep)
    ]
    os.write(speak, b'{"lives": true}\n')
    while "end" not in (told := await asyncio.to_thread(_read)):
        await _accept(app, told["accept"])
        os.write(speak, b'{"accepted": true}\n')
    for pump in pumps:
        pump.cancel()
    await asyncio.gather(*pumps, return_exceptions=True)
    await app.close()


def _read() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(sys.stdin.readline() or '{"end": true}')
    return found


if __name__ == "__main__":
    asyncio.run(_main(*sys.argv[1:]))

"""A process that sends for one account while it leads it; killed by its test.

It writes who sent what, with the second, to a file it shares with the other.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from datetime import timedelta
from pathlib import Path

from bot.app import build
from bot.config import Settings
from bot.leads import Leads
from bot.model import Limits, Outbound
from tests.databases import SECRET

LEASE = timedelta(seconds=2)


class Platform:
    """Notes for good what it was given, then takes its time."""

    name, account = "telegram", "4711"
    limits = Limits(text=4000, buttons=10, label=20, rows=0)

    def __init__(self, log: Path, who: str) -> None:
        self.file = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self.who = who

    async def send(self, outbound: Outbound) -> str:
        """Take it."""
        given = {"who": self.who, "id": outbound.id, "at": time.time()}
        os.write(self.file, (json.dumps(given) + "\n").encode())
        await asyncio.sleep(0.05)
        return f"platform-{outbound.id}"


async def main(url: str, folder: str, who: str) -> None:
    """Until it is killed."""
    settings = Settings(data_dir=Path(folder), database_url=url, secret_key=SECRET.decode())
    channels = {"telegram": Platform(Path(folder) / "sent", who)}
    app = build(settings, channels)
    leads = Leads(url, channels, ("send",))
    app.outbox.leads, app.outbox.lease = leads.names, LEASE
    print("lives", flush=True)
    while True:
        await leads.refresh()
        await app.outbox.send_due()
        await asyncio.sleep(0.05)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))

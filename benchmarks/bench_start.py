"""How long until Chaski is ready, beside `import aiogram` (P16).

    python -m benchmarks.bench_start [--rounds 9]

Each round of each row is one whole process, from its start to the line it prints when it is ready
(or to its end). CPU is what the system counted for that process and its children.
"""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from benchmarks.common import ROOT, Options, Ratio, Row, Sample, Skip, arguments, main, own_folder

SERVE = (sys.executable, "-m", "bot", "serve")
HELP = (sys.executable, "-m", "bot", "--help")


def started(_: Options, *, fresh: bool) -> Sample:
    """`chaski serve` to the line that says where it listens: web chat, reminders, work."""
    folder = own_folder()
    if not fresh:
        _until_ready(folder)
    return _until_ready(folder)


def _until_ready(folder: Path) -> Sample:
    """Start, wait for the line, note the cost so far, stop."""
    environment = {
        **os.environ,
        "CHASKI_DATA_DIR": str(folder),
        "CHASKI_BIND": "127.0.0.1:18089",
        "PYTHONPATH": str(ROOT),
    }
    began = time.perf_counter()
    process = subprocess.Popen(
        SERVE,
        env=environment,
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout and process.stderr
    line = process.stdout.readline()
    seconds = time.perf_counter() - began
    cpu = _cpu_of(process.pid)
    process.send_signal(signal.SIGTERM)
    process.wait()
    if "http" not in line:
        raise Skip(f"it did not start: {process.stderr.read()[-200:]}")
    return Sample(1, 0.0, cpu * 1e6, more={"ms": seconds * 1e3, "cpu ms": cpu * 1e3})


def _cpu_of(pid: int) -> float:
    """User and system seconds of a running process so far (Linux; 0 elsewhere)."""
    stat = Path(f"/proc/{pid}/stat")
    if not stat.exists():
        return 0.0
    fields = stat.read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def run(_: Options, *, command: Sequence[str], needs: str = "") -> Sample:
    """A process from its start to its end."""
    if needs and not shutil.which(command[0]):
        raise Skip(f"{command[0]} is absent")
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    seconds = time.perf_counter() - began
    if done.returncode:
        raise Skip(f"{needs or command[-1]}: {done.stderr.strip().splitlines()[-1][:120]}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Sample(1, 0.0, cpu * 1e6, more={"ms": seconds * 1e3, "cpu ms": cpu * 1e3})


def code(text: str) -> Row:
    """A row that runs one line of Python."""
    return partial(run, command=(sys.executable, "-c", text), needs=text)


ROWS: dict[str, Row] = {
    "python -c pass": code("pass"),
    "chaski serve to ready": partial(started, fresh=False),
    "chaski serve to ready, first time": partial(started, fresh=True),
    "chaski --help": partial(run, command=HELP),
    "import aiogram": code("import aiogram"),
    "import telegram.ext": code("import telegram.ext"),
}
RATIOS = [
    Ratio("P16: 2.2 (2.9), that is 0.45 (0.35) of it", "chaski serve to ready", "import aiogram"),
    Ratio("P16: the same by wall", "chaski serve to ready", "import aiogram", "ms"),
]


if __name__ == "__main__":
    given = arguments(__doc__.splitlines()[0], rounds=9).parse_args()
    main("start", ROWS, RATIOS, given, unit="one process")

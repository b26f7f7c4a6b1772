"""A short soak of real processes, faulty platforms and SIGKILL: nothing lost, nothing out of order."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
COMMAND = (sys.executable, "-m", "benchmarks.soak", "--contacts", "40", "--minutes", "0.5")


@pytest.mark.soak
@pytest.mark.parametrize("db", ["sqlite", pytest.param("pg", marks=pytest.mark.postgres)])
def test_soak_prints_zeros(db: str) -> None:
    command = [*COMMAND, "--db", db]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=400)
    told = json.loads(done.stdout.splitlines()[-1]) if "{" in done.stdout else {}
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert told["kills"] > 0
    assert told["sent"] == told["acked"] == told["handled"]

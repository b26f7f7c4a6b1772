"""Every task of the platform can be found, handed to another process, and run there."""

from __future__ import annotations

import pickle
import subprocess
import sys

import pytest

from bot.work import Made
from bot.work.tasks import TASKS

HEAVY = ("fpdf", "PIL", "numpy", "xlsxwriter", "pypdfium2")


@pytest.mark.parametrize("name", TASKS)
def test_it_runs_after_a_trip_to_another_process(name: str) -> None:
    task = pickle.loads(pickle.dumps(TASKS[name]))
    made = task({"title": "Mi expediente"})
    assert isinstance(made, Made) and made.data and made.name


def test_the_server_does_not_read_what_only_tasks_need() -> None:
    told = f"import sys, bot.serve; print([n for n in {HEAVY} if n in sys.modules])"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]", done.stdout

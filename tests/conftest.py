"""The frozen universe of the tests: one moment, one sequence of ids, one run of chance."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import settings

from bot.clock import SetClock

NOON = datetime(2026, 11, 22, 17, 0, tzinfo=UTC)
"""Sunday 22 November 2026, noon in Lima."""

settings.register_profile("frozen", derandomize=True, deadline=None, print_blob=True)
settings.load_profile("frozen")


@pytest.fixture
def clock() -> SetClock:
    """A clock that stands at NOON until a test moves it."""
    return SetClock(NOON)


@pytest.fixture
def universe(clock: SetClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[SetClock]:
    """Clock, ids and chance, frozen in one: what is drawn here is drawn in every run."""
    state, chance = random.getstate(), random.Random(1)
    random.seed(1)
    monkeypatch.setattr("os.urandom", chance.randbytes)
    monkeypatch.setattr("secrets.token_hex", lambda n=32: chance.randbytes(n).hex())
    monkeypatch.setattr("secrets.token_bytes", lambda n=32: chance.randbytes(n))
    yield clock
    random.setstate(state)


# -- transcripts (tests/transcripts.py) ------------------------------------------------------------


def pytest_addoption(parser: pytest.Parser) -> None:
    """`pytest --update` writes down what transcripts say today."""
    parser.addoption("--update", action="store_true", help="rewrite transcripts as played")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Every `tests/handlers/**/*.txt` is a test."""
    if file_path.suffix != ".txt" or Path(__file__).parent / "handlers" not in file_path.parents:
        return None
    from tests.transcripts import TranscriptFile

    return TranscriptFile.from_parent(parent, path=file_path)

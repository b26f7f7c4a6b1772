"""Months on a bad network come out whole; and where the house is broken, the count says so."""

from __future__ import annotations

import asyncio
import dataclasses
import itertools
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog
from sqlalchemy import false

from bot.config import BadSetting, Settings
from bot.simulate.command import SECRET, NotEmpty, Outcome, outcome, simulate
from bot.simulate.machine import Machine, Run
from bot.store import messages, reminders
from tests.databases import sqlite_url

QUICK = Run(days=8, miners=8, loss=0.3, seed=3, restarts=10, rest=24)
"""Enough for every kind of trouble, in seconds."""


def play(run: Run, url: str, folder: Path) -> Outcome:
    """One run on this database."""
    settings = Settings(data_dir=folder, database_url=url, secret_key=SECRET)
    return asyncio.run(outcome(run, Machine(run, settings)))


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A fresh SQLite file."""
    return sqlite_url(tmp_path)


def test_nothing_is_lost_doubled_late_or_out_of_order(url: str, tmp_path: Path) -> None:
    made = play(QUICK, url, tmp_path)
    assert made.sound, "\n".join(made.lines())
    assert made.sent > 100 and made.reminders > 0 and made.checked > 20
    for what in ("messages lost", "our yes lost", "bubbles lost", "yes of the platform lost"):
        assert made.network[what] > 10, what
    assert made.repeats >= made.network["yes of the platform lost"] > 0
    assert made.ends.total() >= 6 and len(made.ends) > 2
    assert all("waits" in why for why in made.waiting)


@pytest.mark.postgres
def test_the_same_on_postgresql(postgres: str, tmp_path: Path) -> None:
    made = play(dataclasses.replace(QUICK, days=2), postgres, tmp_path)
    assert made.sound and made.sent > 30, "\n".join(made.lines())


def test_a_perfect_network_repeats_nothing(url: str, tmp_path: Path) -> None:
    made = play(dataclasses.replace(QUICK, loss=0.0, restarts=0, days=4), url, tmp_path)
    assert made.sound and made.repeats == 0 and not made.network["messages lost"]


# -- it must be able to fail ---------------------------------------------------------------------------


def test_without_dedupe_it_counts_what_is_doubled(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, number = messages.accept, itertools.count()

    def careless(*given: Any, external: str, **named: Any) -> bool:
        return real(*given, external=f"{external}#{next(number)}", **named)

    monkeypatch.setattr(messages, "accept", careless)
    made = play(QUICK, url, tmp_path)
    assert made.count("doubled") > 20, "\n".join(made.lines())


def test_without_order_it_counts_what_comes_out_of_order(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unordered = messages._DUE.with_only_columns(messages._OUT)
    unordered._where_criteria = tuple(
        part for part in messages._DUE._where_criteria if part is not messages._FIRST
    )
    monkeypatch.setattr(messages, "_DUE", unordered)
    made = play(QUICK, url, tmp_path)
    assert made.count("out of order") > 0, "\n".join(made.lines())


def test_without_withdrawal_it_counts_what_is_said_in_vain(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reminders, "_WITHDRAW", reminders._WITHDRAW.where(false()))
    calm = dataclasses.replace(QUICK, days=14, miners=12, loss=0.0, restarts=0)
    made = play(calm, url, tmp_path)
    assert made.count("in vain") > 0, "\n".join(made.lines())


def test_forgetting_what_was_promised_is_counted_as_lost(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reminders, "keep", lambda *given, **named: None)
    made = play(QUICK, url, tmp_path)
    assert made.count("lost") > 0, "\n".join(made.lines())


# -- the command ---------------------------------------------------------------------------------------


@pytest.fixture
def quiet() -> Iterator[None]:
    """The command turns logs off, for good; the other tests want theirs."""
    yield
    logging.disable(logging.NOTSET)
    structlog.reset_defaults()


def test_the_command_says_zero_and_exits_0_or_counts_and_exits_1(
    quiet: None, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    calm = Run(days=1, miners=2, loss=0.0, rest=6)
    assert simulate(calm, "") == 0
    out = capsys.readouterr().out
    assert "lost         0" in out and "left waiting, and why" in out
    monkeypatch.setattr(reminders, "keep", lambda *given, **named: None)
    assert simulate(calm, "") == 1
    assert "a reminder asked for that is not promised" in capsys.readouterr().out


def test_it_keeps_away_from_a_database_with_people(quiet: None, url: str, tmp_path: Path) -> None:
    play(Run(days=1, miners=1, loss=0.0, rest=6), url, tmp_path)
    with pytest.raises(NotEmpty, match="--db an empty one"):
        simulate(Run(days=1, miners=1, loss=0.0), url)


@pytest.mark.parametrize(("days", "miners", "loss"), [(0, 1, 0.1), (1, 0, 0.1), (1, 1, 1.0)])
def test_a_senseless_run_is_refused(days: int, miners: int, loss: float) -> None:
    with pytest.raises(BadSetting, match="--days and --miners"):
        simulate(Run(days=days, miners=miners, loss=loss), "")


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(1, 4))
def test_a_season_of_two_hundred_miners(seed: int, url: str, tmp_path: Path) -> None:
    made = play(Run(days=90, miners=200, loss=0.3, seed=seed), url, tmp_path)
    print("\n".join(made.lines()))
    assert made.sound, "\n".join(made.lines())

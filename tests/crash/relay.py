"""The other side of `child.py`: plays a conversation through processes that are killed on the way."""

from __future__ import annotations

import json
import os
import select
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from tests.databases import sqlite_url

ROOT = Path(__file__).parents[2]
SIGKILL = 9
START = datetime.fromisoformat("2026-11-22T13:00:00+00:00")
LOST = timedelta(seconds=40)
"""How long a life takes to be missed: longer than every lease."""
Kill = tuple[str, int]
"""Where a life ends, and the how-manieth time it passes there."""


class Died(Exception):
    """The process was killed before it answered."""


class Mother:
    """The process that forks lives; `with` ends it."""

    def __init__(self, errors: Path) -> None:
        self.complaints = errors
        with errors.open("wb") as file:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.crash.child"],
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=file,
                bufsize=0,
            )
        assert self._process.stdin is not None and self._process.stdout is not None
        self._to, self._from = self._process.stdin, self._process.stdout
        self._unread = b""

    def say(self, told: dict[str, Any]) -> dict[str, Any]:
        """One line there, one line back."""
        os.write(self._to.fileno(), json.dumps(told).encode() + b"\n")
        while b"\n" not in self._unread:
            ready, _, _ = select.select([self._from], [], [], 60)
            data = os.read(self._from.fileno(), 1 << 16) if ready else b""
            assert data, f"no answer; {self.errors()}"
            self._unread += data
        line, _, self._unread = self._unread.partition(b"\n")
        found: dict[str, Any] = json.loads(line)
        return found

    def errors(self) -> str:
        """What was complained about."""
        return self.complaints.read_text()[-4000:]

    def __enter__(self) -> Mother:
        return self

    def __exit__(self, *_: object) -> None:
        self._to.close()
        self._process.wait(20)
        self._from.close()


class Relay:
    """One data folder, and the lives that work on it. deaths: how many ended where."""

    def __init__(self, mother: Mother, folder: Path) -> None:
        folder.mkdir()
        shutil.move(sqlite_url(folder).removeprefix("sqlite:///"), folder / "chaski.db")
        self.mother, self.folder, self.now = mother, folder, START
        self.deaths: Counter[str] = Counter()
        self.kills: list[Kill] = []
        self.kill: Kill = ("", 0)
        self.alive = False

    # -- lives -------------------------------------------------------------------------------------

    def ask(self, told: dict[str, Any]) -> dict[str, Any]:
        """Tell it something; begin a life where there is none. Raises Died: no answer came."""
        if not self.alive:
            self._begin()
        return self._say({**told, "now": self.now.isoformat()})

    def insist(self, told: dict[str, Any]) -> dict[str, Any]:
        """Tell it until it answers."""
        while True:
            try:
                return self.ask(told)
            except Died:
                continue

    def arm(self, kills: Iterable[Kill]) -> None:
        """The lives to come end here, one after another; then one lives on."""
        self.kills = list(kills)
        if self.alive:
            self.ask({"kill": self._next()})

    def _begin(self) -> None:
        self.alive = True
        life = {"folder": str(self.folder), "kill": self._next(), "now": self.now.isoformat()}
        self._say({"live": life})

    def _next(self) -> Kill:
        self.kill = self.kills.pop(0) if self.kills else ("", 0)
        return self.kill

    def _say(self, told: dict[str, Any]) -> dict[str, Any]:
        answer = self.mother.say(told)
        if "died" in answer:
            self.alive = False
            assert answer["died"] == SIGKILL, (answer, self.mother.errors())
            self.deaths[self.kill[0]] += 1
            self.now += LOST
            raise Died
        return answer

    def close(self) -> None:
        """End the last life well."""
        if self.alive:
            self.alive = False
            assert self.mother.say({"end": True}) == {"died": 0}, self.mother.errors()

    # -- what came of it -------------------------------------------------------------------------

    def sent(self) -> list[dict[str, Any]]:
        """Every bubble the platform was given, in order, repeats included."""
        lines = (self.folder / "sent").read_text().splitlines()
        return [json.loads(line) for line in lines]

    def once(self) -> list[dict[str, Any]]:
        """Every bubble once. A repeat must follow itself at once and be the same to the letter."""
        found: list[dict[str, Any]] = []
        for bubble in self.sent():
            if not found or bubble != found[-1]:
                found.append(bubble)
        return found

    def dump(self) -> dict[str, Any]:
        """What the store holds."""
        found: dict[str, Any] = self.insist({"dump": True})["dump"]
        return found

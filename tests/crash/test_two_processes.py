"""Two equal processes on one PostgreSQL: in order, once, one bubble at a time; also after a kill."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from bot.store.database import open_engine
from tests.crash.relay import ROOT

pytestmark = pytest.mark.postgres
CONTACTS = 50
SAID = ("hola", "1", "1", "1", "1", "1", "2", "8", "Caravelí", "1")
Sent = dict[str, list[dict[str, Any]]]


class Process:
    """One of the two."""

    def __init__(self, url: str, folder: Path, who: str) -> None:
        with (folder / f"errors-{who}").open("wb") as errors:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.crash.pair", url, str(folder), who],
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
            )

    def tell(self, told: dict[str, Any]) -> None:
        """Say it, and do not wait."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(told).encode() + b"\n")
        self._process.stdin.flush()

    def heard(self) -> bool:
        """Wait for its answer; False when it died first."""
        assert self._process.stdout is not None
        return bool(self._process.stdout.readline())

    def kill(self) -> None:
        """SIGKILL."""
        self._process.send_signal(signal.SIGKILL)

    def close(self) -> None:
        """Let it end."""
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            pipe.close()
        assert self._process.wait(30) in (0, -signal.SIGKILL)


@pytest.fixture
def pair(postgres: str, tmp_path: Path) -> Iterator[tuple[Process, Process]]:
    """Two processes, both up."""
    both = (Process(postgres, tmp_path, "a"), Process(postgres, tmp_path, "b"))
    for process in both:
        assert process.heard(), (tmp_path / "errors-a").read_text()
    yield both
    for process in both:
        process.close()


def test_two_processes_share_the_work(
    pair: tuple[Process, Process], postgres: str, tmp_path: Path
) -> None:
    _converse(pair, lambda turn: None)
    _wait_until_done(postgres)
    sent = _sent(tmp_path)
    _in_order(sent)
    assert Counter(map(len, sent.values())) == {len(SAID): CONTACTS}
    shares = Counter(bubble["who"] for bubbles in sent.values() for bubble in bubbles)
    assert min(shares.values()) > 20 and len(shares) == 2, shares


def test_one_finishes_what_the_other_was_killed_over(
    pair: tuple[Process, Process], postgres: str, tmp_path: Path
) -> None:
    _converse(pair, lambda turn: pair[0].kill() if turn == 4 else None)
    _wait_until_done(postgres)
    sent = _sent(tmp_path)
    doubled = _in_order(sent)
    assert all(bubble["who"] == "a" for bubble in doubled)
    assert max(Counter(bubble["to"] for bubble in doubled).values(), default=0) <= 1


def _converse(pair: tuple[Process, Process], during: Callable[[int], None]) -> None:
    """Every contact's next message goes now to one, now to the other; each third to both."""
    alive = list(pair)
    for turn, said in enumerate(SAID):
        shares: list[list[list[str]]] = [[], []]
        for contact in range(CONTACTS):
            message = [f"c{contact}", f"m{turn}", said]
            one = (contact + turn) % 2
            shares[one].append(message)
            if contact % 3 == 0:
                shares[1 - one].append(message)
        told = [(process, share) for process, share in zip(pair, shares, strict=True)]
        asked = [(process, share) for process, share in told if process in alive]
        for process, share in asked:
            process.tell({"accept": share})
        during(turn)
        alive = [process for process, _ in asked if process.heard()]
        for process, share in told:
            if process not in alive:
                alive[0].tell({"accept": share})
                assert alive[0].heard()


def _wait_until_done(url: str) -> None:
    """Until nobody waits: every inbound handled, every outbound sent."""
    engine = open_engine(url)
    left = text(
        "select (select count(*) from inbound where state = 'new')"
        " + (select count(*) from outbound where state in ('queued', 'wired', 'errored'))"
    )
    with engine.connect() as connection:
        for _ in range(600):
            if not connection.scalar(left):
                break
            time.sleep(0.1)
        states = connection.execute(text("select state, count(*) from inbound group by state"))
        assert dict(map(tuple, states)) == {"handled": CONTACTS * len(SAID)}
        states = connection.execute(text("select state, count(*) from outbound group by state"))
        assert dict(map(tuple, states)) == {"sent": CONTACTS * len(SAID)}
    engine.dispose()


def _sent(folder: Path) -> Sent:
    found: Sent = defaultdict(list)
    for line in (folder / "sent").read_text().splitlines():
        bubble = json.loads(line)
        found[bubble["to"]].append(bubble)
    return {to: sorted(bubbles, key=lambda b: b["begin"]) for to, bubbles in found.items()}


def _in_order(sent: Sent) -> list[dict[str, Any]]:
    """The same answers for everybody, in order, never two at a time; those sent twice."""
    doubled = []
    walks = set()
    for bubbles in sent.values():
        walk = {bubble["bubble"]: bubble["text"] for bubble in bubbles}
        assert list(walk) == sorted(walk) == list(range(1, len(SAID) + 1))
        walks.add(tuple(walk.values()))
        for before, after in pairwise(bubbles):
            assert before["end"] <= after["begin"], (before, after)
            if before["bubble"] == after["bubble"]:
                assert before["text"] == after["text"]
                doubled.append(before)
            else:
                assert after["bubble"] == before["bubble"] + 1
    [walk_of_all] = walks
    assert len(set(walk_of_all)) == len(SAID)
    return doubled

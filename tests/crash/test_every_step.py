"""Killed at every step of a turn, at every inbound: nothing is lost, doubled or out of order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.crash.relay import Kill, Mother, Relay
from tests.crash.script import MOVES, Kills, play

TURN = ("receive", "accept", "claim", "route", "advance", "render", "commit", "send")
BETWEEN = ("written", "committed", "sent")
WORK = ("working", "worked")
EVERYWHERE = (*TURN, *BETWEEN, *WORK)
Played = tuple[int, list[dict[str, Any]], dict[str, Any]]


@pytest.fixture(scope="module")
def mother(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mother]:
    """The process that forks all lives of this module."""
    with Mother(tmp_path_factory.mktemp("mother") / "errors") as mother:
        yield mother


@pytest.fixture
def relay(mother: Mother, tmp_path: Path) -> Iterator[Relay]:
    """A fresh data folder, and nobody alive."""
    relay = Relay(mother, tmp_path / "chaski")
    yield relay
    relay.close()


@pytest.fixture(scope="module")
def undisturbed(mother: Mother, tmp_path_factory: pytest.TempPathFactory) -> Played:
    """What the conversation comes to when nobody is killed."""
    relay = Relay(mother, tmp_path_factory.mktemp("calm") / "chaski")
    messages = play(relay, _nowhere)
    assert not relay.deaths
    assert relay.sent() == relay.once()
    found = messages, relay.sent(), _settled(relay.dump(), messages)
    relay.close()
    return found


def test_the_undisturbed_conversation_is_a_whole_one(undisturbed: Played) -> None:
    messages, sent, dump = undisturbed
    assert [bubble["bubble"] for bubble in sent] == list(range(1, len(sent) + 1))
    assert messages >= 30
    assert dump["work"] == [["formalization/file", "draw", "done"]] * 2
    assert dump["facts"]["my.province"] and dump["facts"]["cargo.contrato"]
    assert Counter(state for _, _, state, _ in dump["reminders"])["sent"] >= 3
    assert any("llamar al ingeniero" in b["text"] and b["bubble"] > 30 for b in sent)


def test_killed_at_every_place_of_every_move(relay: Relay, undisturbed: Played) -> None:
    messages = play(relay, _each)
    for place in (*TURN, *BETWEEN):
        assert relay.deaths[place] >= 25, place
    for place in WORK:
        assert relay.deaths[place] >= 4, place
    _compare(relay, messages, undisturbed)


@pytest.mark.parametrize("seed", range(2))
def test_killed_again_while_getting_up(seed: int, relay: Relay, undisturbed: Played) -> None:
    messages = play(relay, _chance(seed, most=5))
    assert relay.deaths.total() > 30
    _compare(relay, messages, undisturbed)


ERASING = (*MOVES[:5], "photo one.png", "say mis datos", "tap Borrar todo", "tap erase")
ENDS = ("accept", "claim", "commit", "written", "committed", "send", "sent")


@pytest.mark.parametrize("count", [1, 2])
@pytest.mark.parametrize("place", ENDS)
def test_killed_while_erasing(place: str, count: int, relay: Relay) -> None:
    """Nothing is left of her; a file the process was killed over goes within two nights."""
    play(relay, lambda _, move: [(place, count)] if "erase" in move else [], ERASING)
    found = relay.dump()
    assert found["facts"] == {} and found["owned"] == [] and len(found["sessions"]) == 1
    relay.now = datetime.now(UTC) + timedelta(days=2)
    relay.insist({"purge": True})
    assert relay.dump()["files"] == []


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(100, 200))
def test_killed_again_and_again(seed: int, relay: Relay, undisturbed: Played) -> None:
    messages = play(relay, _chance(seed, most=8))
    _compare(relay, messages, undisturbed)


def _nowhere(number: int, move: str) -> list[Kill]:
    """Nobody dies."""
    return []


def _each(number: int, move: str) -> list[Kill]:
    """Every place this move passes, one after another."""
    between = [(place, count) for count in (1, 2) for place in BETWEEN]
    if move.startswith("tick"):
        return [*between, ("send", 1), ("written", 3), ("committed", 3), ("written", 4)]
    if move == "say expediente":
        return [(place, 1) for place in (*TURN[:2], *WORK, *WORK)] + between
    return [(place, 1) for place in (*TURN, *BETWEEN)]


def _chance(seed: int, *, most: int) -> Kills:
    """Several lives cut short in every move, at places and times that differ with the seed."""

    def kills(number: int, move: str) -> list[Kill]:
        random = Random(seed * 1000 + number)
        places = sorted({place for place, _ in _each(number, move)})
        count = random.randint(1, most)
        return [(random.choice(places), random.choice((1, 1, 1, 1, 2, 3))) for _ in range(count)]

    return kills


def _compare(relay: Relay, messages: int, undisturbed: Played) -> None:
    """The same bubbles in the same order, and the same in the store, as if nobody had died."""
    known, sent, dump = undisturbed
    assert messages == known and relay.once() == sent
    assert len(relay.sent()) - len(sent) <= relay.deaths["sent"] + relay.deaths["written"]
    found = _settled(relay.dump(), messages)
    for name, kept in dump.items():
        assert found[name] == kept, name


def _settled(dump: dict[str, Any], messages: int) -> dict[str, Any]:
    """What must be the same in every run. Everything is done, and done once."""
    assert {state for _, state, _ in dump["inbound"]} == {"handled"}
    assert len(dump["inbound"]) == messages + len(dump["work"])
    assert {state for _, _, state, _ in dump["outbound"]} == {"sent"}
    assert set(dump["owned"]) <= set(dump["files"])
    flows = {id: flow for id, flow, *_ in dump["sessions"]}
    return {
        "facts": {name: _nameless(known) for name, known in dump["facts"].items()},
        "sessions": [_nameless(session) for session in dump["sessions"]],
        "outbound": dump["outbound"],
        "reminders": dump["reminders"],
        "work": [[flows[session], step, state] for session, step, state in dump["work"]],
        "owned": len(dump["owned"]),
    }


def _nameless(value: Any) -> Any:
    """Without the random names of files and what hangs on them."""
    if isinstance(value, list):
        return [_nameless(part) for part in value]
    if isinstance(value, dict):
        kept = {name: _nameless(part) for name, part in value.items()}
        return {name: part for name, part in kept.items() if name not in ("ref", "size", "task")}
    return value

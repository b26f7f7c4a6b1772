"""A whole conversation: onboarding, triage, plan, a printed case file, a photo, reminders."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from tests.crash.relay import START, Kill, Relay

MINUTE = timedelta(minutes=1)
Kills = Callable[[int], list[Kill]]
"""The lives to be cut short in the n-th move."""

MOVES: tuple[str, ...] = (
    "say hola",
    "tap es",
    "tap next",
    "tap next",
    "tap agree",
    "tap miner",
    "say 3",
    "tap apurimac",
    "tap cotabambas",
    "tap 6.copper",  # an old button: corrects
    "say vigente",
    "tap next",
    "tap next",
    "tap next",
    "say 1",
    "tap next",
    "say sí",
    "say menu",
    "say expediente",
    "tap to-1",
    "tap to-3",
    "tap to-5",
    "tap today",
    "photo cargo.png",
    "say avisos",
    "tap to-4",
    "say llamar al ingeniero",
    "say 30 11 2026",
    "say menu",
    "say expediente",
    "tick 2026-11-30",
    "tick 2026-12-01",
    "say avisos",
    "tick 2026-12-31",
    "tick 2027-01-01",
    "tick 2027-01-16",
    "say plan",
)


def play(relay: Relay, kills: Kills, moves: Sequence[str] = MOVES) -> None:
    """Every message twice with one id, again until it is acknowledged; the second at odd times."""
    for number, move in enumerate(moves):
        relay.now = max(relay.now, START + number * MINUTE)
        relay.arm(kills(number))
        what, _, rest = move.partition(" ")
        if what == "tick":
            _tick(relay, rest)
        else:
            _deliver(relay, number, _said(relay, what, rest))
        relay.insist({"settle": True})


def _tick(relay: Relay, day: str) -> None:
    """Three ticks of one morning, as if three processes had woken."""
    relay.now = max(relay.now, datetime.fromisoformat(f"{day}T14:01:00+00:00"))
    for _ in range(3):
        relay.insist({"tick": True})


def _said(relay: Relay, what: str, rest: str) -> dict[str, Any]:
    if what == "say":
        return {"text": rest}
    if what == "photo":
        return {"media": relay.insist({"keep": rest})["media"]}
    return {"tap": rest if "." in rest else _button(relay, rest)}


def _button(relay: Relay, option: str) -> str:
    last = relay.sent()[-1]
    [button] = [id for id in last["buttons"] if id.partition(".")[2] == option]
    return str(button)


def _deliver(relay: Relay, number: int, said: dict[str, Any]) -> None:
    inbound = {"id": f"m{number}", **said}
    twice = {"accept": [inbound, inbound]}
    once = {"accept": [inbound]}
    if number % 3 == 0:
        relay.insist(twice)
        return
    relay.insist(once)
    if number % 3 == 1:
        relay.insist({"settle": True})
    relay.insist(once)


def inbounds() -> int:
    """How many messages the conversation has."""
    return sum(not move.startswith("tick") for move in MOVES)

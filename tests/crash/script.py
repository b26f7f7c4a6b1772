"""A whole conversation: onboarding, triage, plan, a printed case file, a photo, reminders."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from tests.crash.relay import START, Kill, Relay

MINUTE = timedelta(minutes=1)
Kills = Callable[[int, str], list[Kill]]
"""The lives to be cut short in the n-th move, by its number and what it is."""

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
    "say 1",
    "onward",  # seguir, seguir, sí … to the end of the triage
    "say menu",
    "say expediente",
    "tap Qué hago ahora",
    "tap Contrato o título",
    "tap Ya lo hice",
    "tap today",
    "photo cargo.png",
    "say avisos",
    "tap Crear mi aviso",
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


def play(relay: Relay, kills: Kills, moves: Sequence[str] = MOVES) -> int:
    """Every message twice with one id, again until it is acknowledged; the second at odd times.

    Returns how many messages there were.
    """
    messages = 0
    for number, move in enumerate(_unrolled(relay, moves)):
        relay.now = max(relay.now, START + number * MINUTE)
        relay.arm(kills(number, move))
        what, _, rest = move.partition(" ")
        if what == "tick":
            _tick(relay, rest)
        else:
            _deliver(relay, number, _said(relay, what, rest))
            messages += 1
        relay.insist({"settle": True})
    return messages


def _unrolled(relay: Relay, moves: Sequence[str]) -> Iterator[str]:
    """`onward` is one tap after another, for as long as there is `next` or `yes` to tap."""
    for move in moves:
        if move != "onward":
            yield move
        while move == "onward" and (usual := _usual(relay)):
            yield f"tap {usual}"


def _usual(relay: Relay) -> str:
    offered = {id.partition(".")[2] for id in relay.sent()[-1]["buttons"]}
    return next((option for option in ("next", "yes") if option in offered), "")


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
    return {"tap": rest if rest[0].isdigit() else _button(relay, rest)}


def _button(relay: Relay, option: str) -> str:
    last = relay.sent()[-1]
    buttons = last["buttons"].items()
    found = [id for id, label in buttons if option in (label, id.partition(".")[2])]
    assert len(found) == 1, f"{option!r} is not on {last}"
    return str(found[0])


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

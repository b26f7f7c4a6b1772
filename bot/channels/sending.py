"""A bubble on its way: in as many calls as it takes, each in its turn, none of them twice.

Rule 1: a bubble that takes several messages goes on where it stopped when it is tried again.
Rule 2: who waits too long for a turn waits in the outbox instead.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol, TypeVar

from bot.channels.pace import Pace
from bot.errors import Retryable
from bot.model import Outbound

URGENCY = {"reply": 0, "reminder": 1, "broadcast": 2}
PATIENCE = 10.0
"""Seconds a bubble waits for its turn here; after that it waits in the outbox."""


class Part(Protocol):
    """One call to the platform. cost: how many messages it sends."""

    @property
    def cost(self) -> int: ...


P = TypeVar("P", bound=Part)


class Sending:
    """What was begun and is not done, by outbound id."""

    def __init__(self, pace: Pace) -> None:
        self.pace = pace
        self._begun: dict[int, list[str]] = {}

    async def send(
        self, outbound: Outbound, parts: Sequence[P], call: Callable[[P], Awaitable[str]]
    ) -> str:
        """Make every call that was not made yet; what the platform calls the last message."""
        done = self._begun.pop(outbound.id, [])
        try:
            for part in parts[len(done) :]:
                await self._turn(outbound, part.cost)
                done.append(await call(part))
        except BaseException:  # the outbox's patience too: what was said is not said again
            if done:
                self._begun[outbound.id] = done
            raise
        return done[-1] if done else ""

    async def _turn(self, outbound: Outbound, cost: int) -> None:
        chat, urgency = outbound.address.value, URGENCY.get(outbound.kind, 0)
        try:
            await asyncio.wait_for(self.pace.turn(chat, urgency, cost), PATIENCE)
        except TimeoutError:
            after = max(1.0, self.pace.wait(chat))
            raise Retryable("waiting for its turn", after=after) from None

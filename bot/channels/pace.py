"""The pace of one sending account: a virtual clock (GCRA), so many a second and no bursts.

Rule 1: a sliding second never holds more than the rate and one: sends are 1/rate apart, and one
        that the machine held up may be caught up with only within LATE seconds, paid for in
        advance by going that much more slowly.
Rule 2: who waits goes by urgency, then by arrival: replies before reminders before broadcasts.
Rule 3: one chat has a clock of its own; it may run ahead by a burst, which is paid back after.
Rule 4: a chat the platform asked to wait for is held; when a second one is, everything is.
Rule 5: an account that went too fast halves its rate, and finds back to it by and by.
Time is the event loop's, so that tests may run hours in a moment.
"""

from __future__ import annotations

import asyncio
import heapq
from itertools import count

FORGET = 10_000
LATE = 0.01
SLOWEST = 1.0
RECOVER = 10.0
"""Seconds after which a slowed account goes a tenth faster again."""


class Pace:
    """When each send may leave. rate: a second in all; chat_rate: a second to one chat;
    chat_burst: how many may leave to one chat at once, borrowed from the time after."""

    def __init__(self, rate: float, chat_rate: float, *, chat_burst: int = 1) -> None:
        self.rate = rate
        self._usual = self._apart = (1 + LATE) / rate
        self._chat_apart = 1 / chat_rate
        self._ahead = self._chat_apart * (chat_burst - 1)
        self._next = 0.0
        self._slowed_at = 0.0
        self._chats: dict[str, float] = {}
        self._held: dict[str, float] = {}
        self._waiting: list[tuple[int, int, asyncio.Future[None]]] = []
        self._count = count()
        self._granting: asyncio.Task[None] | None = None

    async def turn(self, chat: str, urgency: int = 0, cost: int = 1) -> None:
        """Return when it is this chat's turn. cost: how many messages leave at once."""
        while True:
            await self._rested(chat)
            await self._granted(urgency)
            now = _now()
            if self._due(chat) <= now:  # else another send to her was quicker
                break
        self._next += self._apart * (cost - 1)
        self._chats[chat] = max(self._chats.get(chat, 0.0), now) + self._chat_apart * cost
        self._forget(now)

    def wait(self, chat: str) -> float:
        """The seconds this chat must wait, as far as is known."""
        return max(0.0, max(self._next, self._due(chat)) - _now())

    def hold(self, chat: str, seconds: float) -> None:
        """The platform asked to wait: this chat does; all do when it says so of two at a time."""
        now = _now()
        until = now + seconds
        self._chats[chat] = max(self._chats.get(chat, 0.0), until + self._ahead)
        self._held = {held: end for held, end in self._held.items() if end > now}
        self._held[chat] = until
        if len(self._held) > 1:
            self._next = max(self._next, until)

    def slow(self) -> None:
        """The account went too fast: half the rate, for now."""
        self._apart, self._slowed_at = min(self._apart * 2, SLOWEST), _now()

    def _due(self, chat: str) -> float:
        return self._chats.get(chat, 0.0) - self._ahead

    async def _rested(self, chat: str) -> None:
        if (wait := self._due(chat) - _now()) > 0:
            await asyncio.sleep(wait)

    async def _granted(self, urgency: int) -> None:
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (urgency, next(self._count), turn))
        if self._granting is None or self._granting.done():
            self._granting = asyncio.ensure_future(self._grant())
        await turn

    async def _grant(self) -> None:
        """Let one after another go, the most urgent first, as long as any waits."""
        while self._waiting:
            if (wait := self._next - _now()) > 0:
                await asyncio.sleep(wait)
                continue
            turn = heapq.heappop(self._waiting)[2]
            if not turn.done():  # not given up meanwhile
                self._step(_now())
                turn.set_result(None)
                await asyncio.sleep(0)  # it leaves, and counts what it costs, before the next

    def _step(self, now: float) -> None:
        if self._apart > self._usual and now - self._slowed_at > RECOVER:
            self._apart, self._slowed_at = max(self._usual, self._apart * 0.9), now
        self._next = max(self._next, now - LATE) + self._apart

    def _forget(self, now: float) -> None:
        if len(self._chats) > FORGET:
            self._chats = {chat: at for chat, at in self._chats.items() if at > now}


def _now() -> float:
    return asyncio.get_running_loop().time()

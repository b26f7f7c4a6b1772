"""The pace of one sending account: a virtual clock (GCRA), so many a second and no bursts.

Rule 1: two sends in all are at least 1/rate seconds apart, measured when they leave, and two
        sends to one chat 1/chat_rate: a sliding second never holds more than the rate and one.
Rule 2: who waits goes by urgency, then by arrival: replies before reminders before broadcasts.
Rule 3: a chat the platform asked to wait for is held; when a second one is, everything is.
"""

from __future__ import annotations

import asyncio
import heapq
import time
from itertools import count

FORGET = 10_000


class Pace:
    """When each send may leave. rate: a second in all; chat_rate: a second to one chat."""

    def __init__(self, rate: float, chat_rate: float) -> None:
        self._apart, self._chat_apart = 1 / rate, 1 / chat_rate
        self._next = 0.0
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
            now = time.monotonic()
            if self._chats.get(chat, 0.0) <= now:  # else another send to her was quicker
                break
        self._next = max(self._next, now + self._apart * cost)
        self._chats[chat] = now + self._chat_apart * cost
        self._forget(now)

    def wait(self, chat: str) -> float:
        """The seconds this chat must wait, as far as is known."""
        return max(0.0, max(self._next, self._chats.get(chat, 0.0)) - time.monotonic())

    def hold(self, chat: str, seconds: float) -> None:
        """The platform asked to wait: this chat does; all do when it says so of two at a time."""
        now = time.monotonic()
        until = now + seconds
        self._chats[chat] = max(self._chats.get(chat, 0.0), until)
        self._held = {held: end for held, end in self._held.items() if end > now}
        self._held[chat] = until
        if len(self._held) > 1:
            self._next = max(self._next, until)

    async def _rested(self, chat: str) -> None:
        if (wait := self._chats.get(chat, 0.0) - time.monotonic()) > 0:
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
            if (wait := self._next - time.monotonic()) > 0:
                await asyncio.sleep(wait)
                continue
            turn = heapq.heappop(self._waiting)[2]
            if not turn.done():  # not given up meanwhile
                self._next = time.monotonic() + self._apart
                turn.set_result(None)

    def _forget(self, now: float) -> None:
        if len(self._chats) > FORGET:
            self._chats = {chat: at for chat, at in self._chats.items() if at > now}

"""Queued bubbles → channels → what became of them.

Rule 1: a contact's bubbles go out one after another, each after the platform took the one before.
Rule 2: dying between the platform's yes and our note repeats that one bubble, and no other.
Rule 3: a bubble that is not sent says why.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, cast

import structlog
from sqlalchemy import Connection

from bot.channels.channel import Channel
from bot.errors import Refused, Retryable
from bot.house import House
from bot.model import Button, DeliveryStatus, Media, Outbound, media_of
from bot.store import contacts, messages
from bot.store.database import Database
from bot.store.messages import Bubble

log = structlog.get_logger(__name__)
LEASE = timedelta(seconds=60)
BATCH = 64
MOST_ATTEMPTS = 8
LONGEST_PAUSE = 300.0
LATEST = timedelta(days=1)
"""How long a platform that is out of reach is waited for."""
PATIENCE = 0.8
"""Of its lease, how long a send may take: none is begun again while it still runs."""


class Outbox:
    """Sends what is queued, over the channels of this process."""

    def __init__(
        self,
        house: House,
        database: Database,
        channels: Mapping[str, Channel],
        *,
        lease: timedelta = LEASE,
    ) -> None:
        self.house, self.database, self.channels = house, database, channels
        self.lease = lease
        self._sending = asyncio.Lock()
        self._asked = asyncio.Event()

    async def send_due(self) -> int:
        """Send until nothing is due; how many bubbles the platforms took.

        A slow send holds up its own contact only: the next ones are claimed beside it.
        """
        self._asked.set()
        if self._sending.locked():
            return 0
        sent, running = 0, set[asyncio.Task[bool]]()
        async with self._sending:
            while self._asked.is_set() or running:
                self._asked.clear()
                batch = await self._claim(BATCH - len(running))
                running |= {asyncio.ensure_future(self._send(bubble)) for bubble in batch}
                if running:
                    done, running = await self._some(running)
                    sent += sum(task.result() for task in done)
                    self._asked.set()
        return sent

    async def _some(
        self, running: set[asyncio.Task[bool]]
    ) -> tuple[set[asyncio.Task[bool]], set[asyncio.Task[bool]]]:
        """Wait for a send to end, or for something new to send: (ended, still running)."""
        asked = asyncio.ensure_future(self._asked.wait())
        await asyncio.wait({*running, asked}, return_when=asyncio.FIRST_COMPLETED)
        asked.cancel()
        done = {task for task in running if task.done()}
        return done, running - done

    async def _claim(self, most: int) -> list[tuple[Bubble, Outbound]]:
        return await self.database.write(lambda on: self._claimed(on, most)) if most else []

    def _claimed(self, on: Connection, most: int) -> list[tuple[Bubble, Outbound]]:
        house, names = self.house, list(self.channels)
        rows = messages.claim(on, house.seal, names, house.clock.now(), most, self.lease)
        return [(row, outbound_of(on, house, row)) for row in rows]

    async def _send(self, claimed: tuple[Bubble, Outbound]) -> bool:
        row, outbound = claimed
        self.house.mark("send")
        try:
            async with asyncio.timeout(self.lease.total_seconds() * PATIENCE):
                external = await self.channels[row.channel].send(outbound)
        except Refused as refused:
            return await self._note(row, DeliveryStatus.FAILED, reason=str(refused))
        except Exception as error:
            return await self._again(row, error)
        return await self._note(row, DeliveryStatus.SENT, external=external)

    async def _again(self, row: Bubble, error: Exception) -> bool:
        reason = str(error) if isinstance(error, Retryable) else type(error).__name__
        waits = isinstance(error, Retryable | TimeoutError)
        young = self.house.clock.now() - row.created_at < LATEST
        if row.attempts >= MOST_ATTEMPTS and not (waits and young):
            return await self._note(row, DeliveryStatus.FAILED, reason=reason)
        pause = min(2.0 ** min(row.attempts, 10), LONGEST_PAUSE)
        pause = max(pause, error.after) if isinstance(error, Retryable) else pause
        log.warning("send put off", outbound=row.id, reason=reason, seconds=pause)
        return await self._note(row, DeliveryStatus.ERRORED, reason=reason, pause=pause)

    async def _note(
        self,
        row: Bubble,
        status: DeliveryStatus,
        *,
        reason: str = "",
        external: str = "",
        pause: float = 0.0,
    ) -> bool:
        now, seal = self.house.clock.now(), self.house.seal
        await self.database.write(
            lambda on: messages.mark(
                on,
                seal,
                row.id,
                status,
                now,
                reason=reason,
                external=(row.channel, external) if external else None,
                due_at=now + timedelta(seconds=pause) if pause else None,
            )
        )
        return status is DeliveryStatus.SENT


def outbound_of(on: Connection, house: House, row: Bubble) -> Outbound:
    """A stored bubble as a channel sends it."""
    buttons = cast("list[dict[str, Any]]", row.body.get("buttons") or [])
    files = cast("list[Any]", row.body.get("media") or [])
    media: list[Media | None] = [media_of(file) for file in files]
    return Outbound(
        id=row.id,
        contact=row.contact,
        bubble=row.bubble,
        address=contacts.address(on, house.seal, row.address),
        text=str(row.body.get("text", "")),
        buttons=tuple(Button(b["id"], b["label"], b.get("number")) for b in buttons),
        media=tuple(file for file in media if file),
        locale=row.locale,
        at=row.created_at,
        kind=row.kind,
        working=row.body.get("kind") == "work",
    )

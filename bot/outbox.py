"""Queued bubbles → channels → what became of them.

Rule 1: a contact's bubbles go out one after another, each after the platform took the one before.
Rule 2: dying between the platform's yes and our note repeats that one bubble, and no other.
Rule 3: how a bubble goes is decided when it is claimed (`bot.planner`); one that is not sent says
        why.
Rule 4: what is not urgent never takes the places answers need: it has a lane of its own.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Collection, Mapping
from datetime import timedelta
from typing import Any, TypeAlias, cast

import structlog
from sqlalchemy import Connection

from bot.channels.channel import Channel
from bot.house import House
from bot.model import Button, DeliveryStatus, Media, Outbound, TemplateMessage, media_of
from bot.planner import Planner
from bot.receipts import hold
from bot.store import contacts, holds, messages, plans
from bot.store.database import Database
from bot.store.ledger import Failed
from bot.store.messages import Bubble
from bot.trouble import Consequence, consequence

log = structlog.get_logger(__name__)
LEASE = timedelta(seconds=60)
ANSWERS = 64
"""How many answers may be on their way at once."""
BULK = 8, 200
"""How many reminders and broadcasts may be: a fifth of a second's rate, between these."""
PATIENCE = 0.8
"""Of its lease, how long a send may take: none is begun again while it still runs."""
Claimed: TypeAlias = "tuple[Bubble, Outbound]"
Task: TypeAlias = "asyncio.Task[bool]"


class Outbox:
    """Sends what is queued, over the channels of this process.

    leads: which of its channels this process may send on now; the others are another's.
    """

    def __init__(
        self,
        house: House,
        database: Database,
        channels: Mapping[str, Channel],
        *,
        planner: Planner | None = None,
        lease: timedelta = LEASE,
    ) -> None:
        self.house, self.database, self.channels = house, database, channels
        self.planner = planner or Planner(house, list(channels))
        self.lease = lease
        self.leads: Callable[[], Collection[str]] = lambda: list(self.channels)
        self._sending = asyncio.Lock()
        self._asked = asyncio.Event()
        self._running: set[Task] = set()
        self._bulk: set[Task] = set()

    async def send_due(self) -> int:
        """Send until nothing is due; how many bubbles the platforms took.

        A slow send holds up its own contact only: the next ones are claimed beside it.
        """
        self._asked.set()
        if self._sending.locked():
            return 0
        sent = 0
        async with self._sending:
            while self._asked.is_set() or self._running:
                self._asked.clear()
                await self._begin()
                if self._running:
                    done = await self._some(self._running)
                    self._running -= done
                    self._bulk -= done
                    sent += sum(task.result() for task in done)
                    self._asked.set()
        return sent

    async def _begin(self) -> None:
        """Begin to send what is due, as far as the lanes have room."""
        for row, outbound in await self._claim(len(self._running)):
            task = asyncio.ensure_future(self._settled((row, outbound)))
            self._running.add(task)
            if row.urgency > 0:
                self._bulk.add(task)

    async def _some(self, running: set[Task]) -> set[Task]:
        """Wait for a send to end, or for something new to send; those that ended."""
        asked = asyncio.ensure_future(self._asked.wait())
        await asyncio.wait({*running, asked}, return_when=asyncio.FIRST_COMPLETED)
        asked.cancel()
        return {task for task in running if task.done()}

    async def _claim(self, running: int) -> list[Claimed]:
        free, bulk = ANSWERS - (running - len(self._bulk)), self._room() - len(self._bulk)
        names = list(self.leads())
        if not names or free <= 0:
            return []
        # A claim takes the most urgent first: while the slow lane has room, it may take any.
        upto, most = (9, min(free, bulk)) if bulk > 0 else (0, free)
        return await self.database.write(lambda on: self._claimed(on, names, most, upto))

    def _room(self) -> int:
        rates = [pace.rate for c in self.channels.values() if (pace := getattr(c, "pace", None))]
        least, most = BULK
        return int(min(max(sum(rates) / 5, least), most)) if rates else ANSWERS

    def _claimed(self, on: Connection, names: list[str], most: int, upto: int) -> list[Claimed]:
        house, now = self.house, self.house.clock.now()
        held = holds.accounts(on, now)
        served = [name for name in names if name not in held]
        rows = messages.claim(on, house.seal, served, now, most, self.lease, upto=upto)
        if rows:
            self._asked.set()  # what is decided away leaves room, and others may be due
        found = []
        for row in rows:
            send, template = self.planner.settle(on, row)
            if send:
                found.append((row, outbound_of(on, house, row, template)))
        return found

    async def _settled(self, claimed: Claimed) -> bool:
        """Send one; where not even that can be noted, its lease ends and it is sent again."""
        try:
            return await self._send(claimed)
        except Exception as error:
            log.error("bubble not settled", outbound=claimed[0].id, error=type(error).__name__)
            return False

    async def _send(self, claimed: Claimed) -> bool:
        row, outbound = claimed
        self.house.mark("send")
        try:
            async with asyncio.timeout(self.lease.total_seconds() * PATIENCE):
                external = await self.channels[row.channel].send(outbound)
        except Exception as error:
            return await self._failed(row, outbound, error)
        return await self._note(row, DeliveryStatus.SENT, external=external)

    async def _failed(self, row: Bubble, outbound: Outbound, error: Exception) -> bool:
        """Write down what an error leads to."""
        age = self.house.clock.now() - row.created_at
        told = consequence(error, attempts=row.attempts, age=age, chance=random.random())
        if told.slow and (pace := getattr(self.channels[row.channel], "pace", None)):
            pace.slow()
        log.warning(
            "send failed",
            outbound=row.id,
            reason=told.reason,
            then=str(told.status),
            seconds=told.pause,
        )
        await self.database.write(lambda on: self._told(on, row, outbound, told))
        return False

    def _told(self, on: Connection, row: Bubble, outbound: Outbound, told: Consequence) -> None:
        self._mark(on, row, told.status, reason=told.reason, pause=told.pause)
        if told.code is not None:
            plans.coded(on, row.id, told.code)
        if told.stops:
            carrier = outbound.template
            template = f"{carrier.name}:{carrier.language}" if carrier else ""
            country = _country(outbound)
            where = row.id, row.channel, row.address, "wired", row.attempts, row.created_at
            hold(on, told, Failed(*where, told.code, template, country), self.house.clock.now())

    async def _note(self, row: Bubble, status: DeliveryStatus, *, external: str = "") -> bool:
        await self.database.write(lambda on: self._mark(on, row, status, external=external))
        return status is DeliveryStatus.SENT

    def _mark(
        self,
        on: Connection,
        row: Bubble,
        status: DeliveryStatus,
        *,
        reason: str = "",
        external: str = "",
        pause: float = 0.0,
    ) -> None:
        now = self.house.clock.now()
        messages.mark(
            on,
            self.house.seal,
            row.id,
            status,
            now,
            reason=reason,
            external=(row.channel, external) if external else None,
            due_at=now + timedelta(seconds=pause) if pause else None,
        )


def _country(outbound: Outbound) -> str:
    """The country an address names by itself; a phone number is never asked for one."""
    address = outbound.address
    return address.value.partition(".")[0] if "bsuid" in address.kind else ""


def outbound_of(
    on: Connection, house: House, row: Bubble, template: TemplateMessage | None = None
) -> Outbound:
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
        template=template,
    )

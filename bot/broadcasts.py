"""Broadcasts: planned in a statement, fed into the outbox as the platforms take it, never ahead of answers.

Rule 1: recipients are found by `INSERT … SELECT`, a range of contacts at a time, so that no write
        holds the others up; a process that dies leaves the rest to the next.
Rule 2: the outbox holds only what can leave soon; the others stay narrow rows, so that pausing,
        cancelling and expiring act at once.
Rule 3: the same key is the same broadcast: started twice, it is sent once.
Rule 4: who no longer belongs to the cohort when her turn comes is left out.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Connection

from bot.bubble import Bubbling
from bot.cohort import parse
from bot.errors import ChaskiError
from bot.house import House, link_of
from bot.model import Json, Line, line_of
from bot.store import broadcasts, cases, contacts, messages
from bot.store.broadcasts import Sending
from bot.store.database import Database
from bot.wanted import Link

log = structlog.get_logger(__name__)
RANGE = 500
"""Contacts looked at in one transaction."""
FED = 20
"""Bubbles made in one transaction."""
AHEAD = 400
"""Bubbles of broadcasts that may be due in the outbox at once: some seconds of any platform's pace."""
WITHIN = timedelta(days=2)
URGENCY = 2


class NoBroadcast(ChaskiError):
    """There is no broadcast of that number; `chaski broadcast list` shows them."""


@dataclass(frozen=True)
class Order:
    """A broadcast as it is asked for. line: what is said; link: a button that opens a flow."""

    key: str
    cohort: str
    body: Mapping[str, Json]
    topic: str = ""
    kind: str = "broadcast"
    starts_at: datetime | None = None
    expires_at: datetime | None = None


class Broadcasts:
    """Plans and feeds the broadcasts there are. ahead: bubbles that may wait in the outbox."""

    def __init__(self, house: House, database: Database, *, ahead: int = AHEAD) -> None:
        self.house, self.database, self.ahead = house, database, ahead
        self._working = asyncio.Lock()
        self._fed: dict[int, int] = {}

    async def start(self, order: Order) -> tuple[Sending, bool]:
        """Begin one; (it, whether it is new). Raises NoCohort."""
        parse(order.cohort)
        return await self.database.write(lambda on: self._start(on, order))

    def _start(self, on: Connection, order: Order) -> tuple[Sending, bool]:
        now = self.house.clock.now()
        starts = order.starts_at or now
        return broadcasts.start(
            on,
            self.house.seal,
            key=order.key,
            kind=order.kind,
            topic=order.topic,
            cohort=order.cohort,
            body=order.body,
            now=now,
            starts_at=starts,
            expires_at=order.expires_at or starts + WITHIN,
        )

    # -- work ---------------------------------------------------------------------------------------

    async def tick(self) -> int:
        """Plan and feed what is to be; how many bubbles were made."""
        if self._working.locked():
            return 0
        async with self._working:
            made, now = 0, self.house.clock.now()
            seal = self.house.seal
            for one in await self.database.read(lambda on: broadcasts.active(on, seal, now)):
                if one.state == "planning":
                    await self.plan(one)
                made += await self._feed(one)
            return made

    async def plan(self, one: Sending) -> int:
        """Find the recipients; how many."""
        conditions, found = parse(one.cohort), 0
        last = await self.database.read(broadcasts.newest_contact)
        after = one.planned
        while after < last:
            upto = after + RANGE

            def step(on: Connection, after: int = after, upto: int = upto) -> int:
                count = broadcasts.plan(on, one.id, conditions, one.topic, after, upto)
                broadcasts.change(on, one.id, planned=upto)
                return count

            found += await self.database.write(step)
            after = upto
        await self.database.write(
            lambda on: broadcasts.move(on, one.id, "running", among=("planning",))
        )
        log.info("broadcast planned", broadcast=one.id, recipients=found)
        return found

    async def _feed(self, one: Sending) -> int:
        """Make bubbles for recipients while the outbox has room; end it when none is left."""
        if self.house.clock.now() >= one.expires_at:
            await self._end(one.id, "expired", "done")
            return 0
        made = 0
        while await self._room() > 0:
            after = self._fed.get(one.id, 0)
            seen, bubbles = await self.database.write(
                lambda on, after=after: self._some(on, one, after)  # type: ignore[misc]
            )
            made += bubbles
            self._fed[one.id] = seen
            if not seen and not after:
                await self.database.write(lambda on: self._finish(on, one.id))
            if not seen:
                break
        return made

    def _finish(self, on: Connection, id: int) -> None:
        """It is done when nobody is left, and nobody stopped it meanwhile."""
        if not broadcasts.left(on, id) and broadcasts.move(on, id, "done", among=("running",)):
            broadcasts.change(on, id, ended_at=self.house.clock.now())

    async def _room(self) -> int:
        now, most = self.house.clock.now(), self.ahead
        return most - await self.database.read(lambda on: broadcasts.waiting(on, now, most))

    def _some(self, on: Connection, one: Sending, after: int) -> tuple[int, int]:
        """Make bubbles for the next few: (the last contact looked at, or 0; how many)."""
        if broadcasts.state_of(on, one.id) != "running":
            return 0, 0
        ids = broadcasts.pending(on, one.id, after, FED)
        belong = broadcasts.among(on, parse(one.cohort), one.topic, ids) if ids else set()
        made = 0
        for contact in ids:
            if contact in belong:
                made += self._make(on, one, contact)
            else:
                broadcasts.settle(on, one.id, contact, "withheld", "no longer in the cohort")
        return (ids[-1] if ids else 0), made

    def _make(self, on: Connection, one: Sending, contact: int) -> int:
        """One recipient's bubble. Whoever is in a turn right now comes a little later."""
        found = contacts.lock(on, contact)
        address = contacts.last_address(on, contact)
        if found is None:
            return 0
        if address is None:
            broadcasts.settle(on, one.id, contact, "withheld", "no address")
            return 0
        house = self.house
        case = cases.load(on, house.seal, contact)
        locale = house.locale(case, found.locale)
        bubble = _said(one, found.bubbles + 1)
        contacts.save(on, contact, bubbles=bubble.number)
        id = messages.queue(
            on,
            house.seal,
            contact=contact,
            address=address[0],
            channel=address[1],
            bubble=bubble.number,
            kind=one.kind,
            urgency=URGENCY,
            locale=locale,
            content=house.content.version,
            body=bubble.render(house.words, locale, house.limits[address[1]]),
            now=house.clock.now(),
            topic=one.topic,
            expires_at=one.expires_at,
            broadcast=one.id,
        )
        broadcasts.settle(on, one.id, contact, "queued", outbound=id)
        return 1

    # -- what an operator may do --------------------------------------------------------------------

    async def pause(self, id: int) -> bool:
        """Send no more of it for now."""
        return await self._move(id, "paused", ("planning", "running"))

    async def resume(self, id: int) -> bool:
        """Go on where it was."""
        moved = await self._move(id, "planning", ("paused",))
        if moved:
            await self._stir(id, cancel=False)
        return moved

    async def cancel(self, id: int) -> bool:
        """Never send the rest of it."""
        moved = await self._move(id, "cancelled", ("planning", "running", "paused"))
        if moved:
            await self._end(id, "cancelled", "cancelled")
            await self._stir(id, cancel=True)
        return moved

    async def _move(self, id: int, state: str, among: tuple[str, ...]) -> bool:
        if await self.database.read(lambda on: broadcasts.state_of(on, id)) == "":
            raise NoBroadcast
        return await self.database.write(lambda on: broadcasts.move(on, id, state, among=among))

    async def _stir(self, id: int, *, cancel: bool) -> None:
        now = self.house.clock.now()
        while await self.database.write(
            lambda on: broadcasts.stir(on, id, now, RANGE, cancel=cancel)
        ):
            continue

    async def _end(self, id: int, reason: str, state: str) -> None:
        while await self.database.write(lambda on: broadcasts.end(on, id, reason, RANGE)):
            continue
        now = self.house.clock.now()
        await self.database.write(lambda on: broadcasts.change(on, id, state=state, ended_at=now))


def _said(one: Sending, number: int) -> Bubbling:
    """The bubble of a broadcast: what it says, where it leads, and the way out."""
    bubble = Bubbling(number=number)
    line, link = line_of(one.body.get("line")), link_of(one.body.get("link"))
    bubble.lines += [line] if line else []
    bubble.links += [link] if link else []
    topic = one.topic.partition("/")[0] or "all"
    label = "reminders-go-stop-all" if topic == "all" else "reminders-go-stop-topic"
    bubble.links.append(Link(Line(label), "reminders/stop", {"topic": topic}))
    return bubble

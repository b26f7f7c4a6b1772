"""The machine: slots of half an hour, one after another, for months; lives of the house that end."""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from random import Random
from typing import Any

from bot import app
from bot.clock import SetClock
from bot.config import Settings
from bot.house import House
from bot.model import Inbound
from bot.simulate.ledger import Ledger
from bot.simulate.miner import Miner
from bot.simulate.network import PLACES, Air, Fate, Killed, Network
from bot.simulate.people import people
from bot.simulate.phone import Message, Phone
from bot.store.seal import Seal

START = datetime(2026, 11, 23, 13, 0, tzinfo=UTC)
"""Monday 23 November 2026, eight in the morning in Lima."""
SLOT = timedelta(minutes=30)
NIGHT, MORNING = 3, 8
MOST_DRAINS = 500


@dataclass(frozen=True)
class Run:
    """What to simulate. loss: of each single way; restarts: lives of the house in a week.

    rest: hours between two looks at the phone, on average.
    """

    days: int
    loss: float
    miners: int
    seed: int = 1
    restarts: int = 2
    rest: int = 300


class Machine:
    """One run. ledger: what was found wrong while it ran; ends: where lives ended."""

    def __init__(self, run: Run, settings: Settings) -> None:
        self.run, self.settings = run, settings
        self.random = Random(run.seed)
        self.clock = SetClock(START, settings.timezone)
        self.fate = Fate()
        self.network = Network(run.seed, run.loss)
        self.air = Air(self.network, self.clock, self.fate)
        self.house = self._read()
        self.miners: list[Miner] = people(run.miners, self.random, self.house, START, rest=run.rest)
        self.air.phones = {miner.phone.name: miner.phone for miner in self.miners}
        self.ends: Counter[str] = Counter()
        self.lives = 1
        self.app = self._live()
        self.ledger = Ledger(self.house, self.clock)
        self.woken: set[datetime] = set()
        self.troubles: dict[datetime, str] = {}

    def _read(self) -> House:
        """Content and words, once for all lives."""
        secret = self.settings.secret_key.encode()
        channels = {self.air.name: self.air}
        return app.house(channels, Seal(secret), self.clock, self.fate.pass_by)

    def _live(self) -> app.App:
        self.fate.ended, self.fate.place = False, ""
        return app.build(self.settings, {self.air.name: self.air}, clock=self.clock, of=self.house)

    # -- time ----------------------------------------------------------------------------------------

    async def play(self, passed: Callable[[int], None]) -> None:
        """Until the last day, then until nothing is under way. passed: told of each day."""
        end, day = START + timedelta(days=self.run.days), 0
        self.troubles = dict(self._troubles(end))
        while self.clock.moment < end:
            await self._slot(self.troubles.pop(self.clock.moment, ""))
            self.clock.moment = await self._next(end)
            gone = (self.clock.moment - START).days
            if gone > day:
                passed(gone - day)
                day = gone
        await self._drain()
        await self.ledger.promises(self.app.database)

    def _troubles(self, end: datetime) -> Iterator[tuple[datetime, str]]:
        """When the house ends, in peace or at some place, and when the network breaks down."""
        weeks = max(self.run.days / 7, 0.5)
        for _ in range(round(self.run.restarts * weeks)):
            place = self.random.choice(("peace", "peace", *PLACES))
            yield self._some_slot(end), place
        if self.run.loss:
            for _ in range(round(weeks / 2)):
                yield self._some_slot(end), "network"

    def _some_slot(self, end: datetime) -> datetime:
        return START + SLOT * self.random.randrange(1, int((end - START) / SLOT))

    async def _next(self, end: datetime) -> datetime:
        """The next slot in which something is to be done."""
        now = self.clock.moment
        local = self.clock.local(now)
        hours = [local.replace(hour=h, minute=0) for h in (NIGHT, MORNING, MORNING + 1)]
        ticks = [h if h > local else h + timedelta(days=1) for h in hours]
        due = [m.due for m in self.miners]
        due += [m.due for p in self.air.phones.values() for m in p.sent if not m.taken]
        promised = await self.app.reminders.next_due()
        if promised is not None and promised > now:
            due.append(promised)
        soonest = min([*due, *ticks, *self.woken, *self.troubles, end])
        self.woken.clear()
        slots = max(1, -((START - soonest) // SLOT) - (now - START) // SLOT)
        return now + SLOT * slots

    # -- one slot --------------------------------------------------------------------------------------

    async def _slot(self, trouble: str) -> None:
        now = self.clock.moment
        self._make(trouble, now)
        for miner in self.miners:
            if miner.due <= now:
                miner.act(now)
        await self._alive(self._transmit(now))
        if self.clock.local(now).time() == time(NIGHT):
            await self._alive(self._night())
        await self._alive(self._remind())
        if await self._alive(self.app.settle()):
            for miner in self.miners:
                miner.phone.sure()
            await self.ledger.look(self.app.database)
        if trouble == "peace":
            await self._end(trouble)
        if await self.ledger.unsent(self.app.database):
            self.woken.add(now + SLOT)

    def _make(self, trouble: str, now: datetime) -> None:
        if trouble == "network":
            self.network.breaks(now)
        elif trouble and trouble != "peace":
            self.fate.arm(trouble, self.random.randint(1, 4))

    async def _transmit(self, now: datetime) -> None:
        """Everything that is on its way arrives, twice, later or not at all; in any order."""
        phones = self.air.phones.values()
        waiting = [m for phone in phones for m in phone.sent if not m.taken and m.due <= now]
        down, arriving = self.network.is_down(now), list[Message]()
        for message in waiting:
            if down or self.network.loses("messages lost", message.inbound.external_id):
                message.again(now)
                continue
            arriving += (
                [message, message]
                if self.network.doubles(message.inbound.external_id)
                else [message]
            )
        self.random.shuffle(arriving)
        await asyncio.gather(*(self._deliver(message, now) for message in arriving))

    async def _deliver(self, message: Message, now: datetime) -> None:
        """One message arrives; she hears of it, or sends it again."""
        self.network.counts["deliveries"] += 1
        inbound: Inbound = replace(message.inbound, at=now)
        if not message.taken:
            message.again(now)
        kept = await self.app.conversation.accept([inbound])
        self.app.conversation.wake(kept)
        if not self.network.loses("our yes lost", message.inbound.external_id):
            message.taken = True

    async def _night(self) -> None:
        await self.app.reminders.recompute()
        await self.app.purge()
        if self.clock.local(self.clock.moment).weekday() == 0:
            await self.ledger.promises(self.app.database)

    async def _remind(self) -> None:
        await self.ledger.due(self.app.database)
        await self.app.reminders.tick()

    # -- lives -----------------------------------------------------------------------------------------

    async def _alive(self, doing: Coroutine[Any, Any, None]) -> bool:
        """Do it; False when the house ended over it, and another life has begun."""
        try:
            await doing
            await self.app.conversation.idle()
        except Killed:
            pass
        if not self.fate.ended:
            return True
        await self._end(self.fate.place)
        return False

    async def _end(self, place: str) -> None:
        """The house ends: in peace, or with everything it held in its hands; then it begins anew."""
        self.ends[place] += 1
        if place != "peace":
            await _abandoned()
            for phone in self.air.phones.values():
                phone.noted.clear()  # it may have heard their yes, and taken that into its grave
        with contextlib.suppress(Killed):
            await self.app.close()
        self.lives += 1
        self.ledger.began(self.clock.moment)
        self.app = self._live()
        await self.app.reminders.recompute()
        self.woken.add(self.clock.moment + SLOT)

    async def _drain(self) -> None:
        """The network heals and time goes on, until nobody waits for anything that is on its way."""
        self.network.heal()
        self.fate.arm("", 0)
        for miner in self.miners:
            miner.due = datetime.max.replace(tzinfo=UTC)
        phones: list[Phone] = list(self.air.phones.values())
        for _ in range(MOST_DRAINS):
            await self._slot("")
            open_ = any(not m.taken for phone in phones for m in phone.sent)
            if not open_ and not await self.ledger.unsent(self.app.database):
                return
            self.clock.moment += SLOT


async def _abandoned() -> None:
    """Whatever was under way is dropped where it stands."""
    mine = asyncio.current_task()
    others = [task for task in asyncio.all_tasks() if task is not mine]
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)

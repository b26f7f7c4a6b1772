"""Ticks over the reminder rows: say what is due, recompute what is promised.

What a reminder is and how it is said is in `bot.promises`; here is only when.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

import structlog

from bot.house import House
from bot.promises import quiet, refresh_contact, say_due
from bot.store import reminders
from bot.store.database import GROUP, Database

log = structlog.get_logger(__name__)


class Reminders:
    """Says what is due, contact by contact; safe to run in several processes at once."""

    def __init__(self, house: House, database: Database) -> None:
        self.house, self.database = house, database

    async def tick(self) -> int:
        """Say what is due now; how many bubbles were queued."""
        if quiet(self.house):
            return 0
        said, done = 0, set[int]()
        while contacts := [c for c in await self._due() if c not in done]:
            said += sum(await self._each(contacts, self._say))
            done.update(contacts)
        return said

    async def _each(
        self, contacts: Sequence[int], work: Callable[[int], Awaitable[int]]
    ) -> list[int]:
        """Work for each of them: some at once, to share a commit; few, for turns wait behind."""
        found = []
        for first in range(0, len(contacts), GROUP):
            found += await asyncio.gather(*map(work, contacts[first : first + GROUP]))
        return found

    async def _due(self) -> list[int]:
        now = self.house.clock.now()
        return await self.database.read(lambda on: reminders.due_contacts(on, now))

    async def _say(self, contact: int) -> int:
        try:
            said = await self.database.write(lambda on: say_due(self.house, on, contact))
        except Exception as error:
            return _skip(contact, error)
        return int(said)

    async def recompute(self) -> int:
        """Replay every standing plan; how many contacts were looked at."""
        last = seen = 0
        while contacts := await self._with_plans(last):
            await self._each(contacts, self._refresh)
            last, seen = contacts[-1], seen + len(contacts)
        return seen

    async def _with_plans(self, after: int) -> list[int]:
        flows = self.house.standing()
        return await self.database.read(lambda on: reminders.contacts_with(on, after, flows))

    async def _refresh(self, contact: int) -> int:
        try:
            await self.database.write(lambda on: refresh_contact(self.house, on, contact))
        except Exception as error:
            return _skip(contact, error)
        return 1

    async def next_due(self) -> datetime | None:
        """When anybody's next reminder falls due."""
        return await self.database.read(reminders.next_due)


def _skip(contact: int, error: Exception) -> int:
    """One contact's trouble is hers alone; the others are looked after."""
    log.error("reminders skipped", contact=contact, error=type(error).__name__)
    return 0

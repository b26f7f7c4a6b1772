"""What is found wrong while the machine runs: promises nobody asks for, and things done late.

Rule 1: a reminder is right when a replay of its own session asks for it: a standing plan's today,
        any other's on the day it was last answered. The replay is pure and knows nothing of the
        rows, so rows that were not kept in step are found.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta

from sqlalchemy import Connection, func, select
from sqlmodel import col

from bot.clock import Clock
from bot.flows.engine import advance
from bot.house import House, admitted
from bot.promises import QUIET_FROM, QUIET_TO
from bot.store import cases, contacts, messages, reminders, sessions
from bot.store.database import Database
from bot.store.tables import UNSENT, Outbound, Reminder
from bot.turn import session_of

AT_ONCE = timedelta(hours=1)
"""How long what is due may take while the house is up: two slots."""
Asked = dict[tuple[int, str], datetime | None]
"""(session, name) → the moment; None where it was settled on the day it was asked for."""


class Ledger:
    """Looks at the store between slots. found: what was wrong, and how often; looked: at how much."""

    def __init__(self, house: House, clock: Clock) -> None:
        self.house, self.clock = house, clock
        self.found: Counter[str] = Counter()
        self.looked: Counter[str] = Counter()
        self.up_since = clock.now()

    def began(self, moment: datetime) -> None:
        """A life of the house began: what it finds undone is not late yet."""
        self.up_since = moment

    async def look(self, database: Database) -> None:
        """After a slot in which nobody died: every message was handled."""
        waiting = await database.read(messages.waiting_contacts)
        self.found["late: a message not handled in its slot"] += len(waiting)

    async def unsent(self, database: Database) -> int:
        """How many bubbles are on their way."""
        return await database.read(_unsent)

    async def due(self, database: Database) -> None:
        """Before what is due is said: is it asked for, and is it in time?"""
        local = self.clock.local(self.clock.now()).hour
        if QUIET_TO <= local < QUIET_FROM:
            self.found += await database.read(self._due)

    async def promises(self, database: Database) -> None:
        """Of everybody: rows and replays ask for the same."""
        found, looked = await database.read(self._promises)
        self.found += found
        self.looked += looked

    # -- on a snapshot -----------------------------------------------------------------------------------

    def _due(self, on: Connection) -> Counter[str]:
        found, now = Counter[str](), self.clock.now()
        for contact in reminders.due_contacts(on, now, 10_000):
            asked = self._asked(on, contact)
            for promise in reminders.due(on, self.house.seal, contact, now):
                if (promise.session, promise.name) not in asked:
                    found["in vain: a reminder about to be said that nothing asks for"] += 1
                started = max(self._awake(promise.due_at), self.up_since)
                found["late: a reminder said after its hour"] += now - started > AT_ONCE
        return found

    def _awake(self, due: datetime) -> datetime:
        """The first moment from then on at which people may be told."""
        local = self.clock.local(due)
        if QUIET_TO <= local.hour < QUIET_FROM:
            return due
        day = local.date() + timedelta(days=local.hour >= QUIET_FROM)
        return datetime.combine(day, time(QUIET_TO), self.clock.zone)

    def _promises(self, on: Connection) -> tuple[Counter[str], Counter[str]]:
        found, looked, last = Counter[str](), Counter[str](), 0
        while seen := contacts.following(on, last, 500):
            for contact, _ in seen:
                self._compare(on, contact, found, looked)
            last = seen[-1][0]
        return found, looked

    def _compare(
        self, on: Connection, contact: int, found: Counter[str], looked: Counter[str]
    ) -> None:
        now, asked = self.clock.now(), self._asked(on, contact)
        rows = {(s, n): (state, planned) for s, n, state, planned in _rows(on, contact)}
        looked["promises compared with a replay"] += len(rows)
        for key, when in asked.items():
            state, planned = rows.get(key, ("", None))
            coming = when is None or when > now
            missing = not state or (when is not None and planned != when)
            found["lost: a reminder asked for that is not promised"] += coming and missing
        for key, (state, _) in rows.items():
            gone = state == "pending" and key not in asked
            found["in vain: a reminder promised that nothing asks for"] += gone

    def _asked(self, on: Connection, contact: int) -> Asked:
        """What replays of this contact's sessions ask for, and when."""
        case = cases.load(on, self.house.seal, contact)
        if not admitted(case):
            return {}
        given, asked = self.house.given(contact, case, self.house.locale(case, "es")), Asked()
        for kept in self._promising(on, contact):
            flow = self.house.flow(kept.flow)
            if flow is None or not kept.body:
                continue
            moves = kept.flow in self.house.standing()
            day = given.today if moves else self.clock.local(kept.updated_at).date()
            turn = advance(flow, session_of(kept), None, replace(given, today=day))
            for name, reminder in turn.reminders.items():
                asked[kept.id, name] = self.house.moment(reminder.when) if moves else None
        return asked

    def _promising(self, on: Connection, contact: int) -> Iterator[sessions.Kept]:
        """Sessions that promised something, and her newest standing plans."""
        standing, seal = self.house.standing(), self.house.seal
        for name in standing:
            newest = sessions.latest(on, seal, contact, name)
            if newest is not None:
                yield newest
        for id in {session for session, *_ in _rows(on, contact)}:
            kept = sessions.load(on, seal, id, contact)
            if kept is not None and kept.flow not in standing:
                yield kept


def _rows(on: Connection, contact: int) -> list[tuple[int, str, str, datetime]]:
    columns = (
        col(Reminder.session),
        col(Reminder.name),
        col(Reminder.state),
        col(Reminder.planned_at),
    )
    found = on.execute(select(*columns).where(col(Reminder.contact) == contact))
    return [(row[0], row[1], row[2], row[3]) for row in found]


def _unsent(on: Connection) -> int:
    return on.execute(select(func.count()).select_from(Outbound).where(UNSENT)).scalar_one()

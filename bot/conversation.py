"""One inbound message → one committed turn.

Rule 1: a message is kept before anybody is told that it was received.
Rule 2: a contact's messages are handled one at a time, in the order they were kept.
Rule 3: a flow's bug leaves the session where it was, and never stops the messages behind it.
"""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Callable, Sequence

import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import InterfaceError, OperationalError

from bot.bubble import Bubbling
from bot.errors import Retryable
from bot.house import House
from bot.linking import linked
from bot.model import Inbound, Json, Line
from bot.promises import refresh_contact
from bot.store import contacts, media, messages, people
from bot.store.database import Database
from bot.turn import Done, Turning

log = structlog.get_logger(__name__)
LONGEST = 16_384
"""Characters of a message that are kept: five pages of a pasted contract; no other step takes
more than a tenth of it."""
Wake = Callable[[], None]


class Conversation:
    """Accepts what channels bring and turns it into bubbles to send."""

    def __init__(self, house: House, database: Database, files: media.Files) -> None:
        self.house, self.database, self.files = house, database, files
        self.on_bubble: Wake = lambda: None
        self._busy: set[int] = set()
        self._again: set[int] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    # -- step 2: accept ---------------------------------------------------------------------------

    async def accept(self, inbounds: Sequence[Inbound]) -> list[int]:
        """Keep messages; the contacts they are of, once all is durable."""
        self.house.mark("receive")
        kept = await self.database.write(lambda on: self.keep(on, inbounds))
        self.house.mark("accept")
        return kept

    def keep(self, on: Connection, inbounds: Sequence[Inbound]) -> list[int]:
        """Keep messages within a transaction of somebody else's; the contacts they are of."""
        now = self.house.clock.now()
        wrote: dict[int, None] = {}
        for inbound in inbounds:
            who = people.of_person(
                on,
                self.house.seal,
                (inbound.address, *inbound.also),
                now,
                locale=self.house.words.locale(inbound.locale),
                standing=self.house.standing(),
            )
            contact = who.contact
            if who.joined:
                refresh_contact(self.house, on, contact)
            messages.accept(
                on,
                self.house.seal,
                contact=contact,
                address=who.address,
                channel=inbound.address.channel,
                external=inbound.unique,
                body=_body(inbound),
                now=now,
                asking=False,
            )
            media.own(on, contact, [file.ref for file in inbound.media])
            wrote[contact] = None
        return list(wrote)

    # -- steps 3 to 7 ------------------------------------------------------------------------------

    def wake(self, contacts_: Sequence[int]) -> None:
        """Handle these contacts' messages soon, in the background."""
        for contact in contacts_:
            task = asyncio.ensure_future(self.handle(contact))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def handle(self, contact: int) -> None:
        """Handle all messages of one contact, oldest first."""
        if contact in self._busy:
            self._again.add(contact)
            return
        self._busy.add(contact)
        more = True
        try:
            while more or contact in self._again:
                self._again.discard(contact)
                more = await self._handle_one(contact)
        finally:
            self._busy.discard(contact)
            self._again.discard(contact)

    async def sweep(self) -> None:
        """Handle what a lost process or a missed wake left behind."""
        for contact in await self.database.read(messages.waiting_contacts):
            await self.handle(contact)

    async def idle(self) -> None:
        """Return when nothing woken is still running."""
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _handle_one(self, contact: int) -> bool:
        """Handle her oldest message; whether another one waits behind it."""
        tried: list[int] = []
        try:
            done = await self.database.write(lambda on: self._turn(on, contact, tried))
        except Retryable:  # her other chat is being answered: the next sweep
            return False
        except (OperationalError, InterfaceError) as error:  # the database's trouble, not hers:
            _report(error, contact)  # the message waits for the next sweep
            return False
        except Exception as error:
            _report(error, contact)
            return await self._set_aside(contact, tried, type(error).__name__)
        if done is None:
            return False
        self.on_bubble()
        if done.erased is not None:
            await asyncio.to_thread(self.files.remove, done.erased)
            await self.database.scrub()
        return done.more

    def _turn(self, on: Connection, contact: int, tried: list[int]) -> Done | None:
        found = contacts.lock(on, contact)
        taken = messages.oldest_new(on, self.house.seal, contact) if found else None
        if found is None or taken is None:
            return None
        tried.append(taken.id)
        self.house.mark("claim")
        return Turning(self.house, on, *linked(self.house, on, found, taken)).run()

    async def _set_aside(self, contact: int, tried: Sequence[int], reason: str) -> bool:
        """Go on behind a message that a flow's bug stopped; what cannot even be read waits."""
        try:
            more = await self.database.write(
                lambda on: self._apologise(on, contact, tried[-1:], reason)
            )
        except Exception as error:
            _report(error, contact)
            return False
        self.on_bubble()
        return more

    def _apologise(self, on: Connection, contact: int, tried: Sequence[int], reason: str) -> bool:
        """Set the message aside, say sorry once, and keep every session as it was."""
        found = contacts.lock(on, contact)
        taken = messages.oldest_new(on, self.house.seal, contact) if found and tried else None
        if found is None or taken is None:
            return False
        if taken.id not in tried:  # another process was there first
            return True
        messages.settle(on, taken.id, "failed", reason)
        turning = Turning(self.house, on, found, taken)
        turning.bubble = Bubbling(number=found.bubbles + 1, note=Line("common-sorry"))
        turning.say()
        return True


def _body(inbound: Inbound) -> dict[str, Json]:
    place = inbound.place
    rare = {"invite": inbound.invite, "edits": inbound.edits}
    return {
        "text": inbound.text[:LONGEST],
        "tap": inbound.tap,
        "media": [file.to_json() for file in inbound.media],
        "place": [place.latitude, place.longitude] if place else None,
        "start": inbound.start,
        "problem": inbound.problem,
        "at": inbound.at.isoformat(),
        **{name: value for name, value in rare.items() if value},
    }


def _report(error: Exception, contact: int) -> None:
    """Log where it went wrong, never what was said."""
    frames = traceback.extract_tb(error.__traceback__)
    where = [f"{frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in frames[-6:]]
    log.error("turn failed", contact=contact, error=type(error).__name__, where=where)

"""What the web chat needs of the platform: put in, take out, keep a file, mark as seen."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from bot.conversation import Conversation
from bot.model import Address, Inbound, Media, Outbound
from bot.outbox import outbound_of
from bot.store import contacts, messages
from bot.store.media import Files

MOST_BUBBLES = 2**31 - 1


class Mailbox:
    """One address's view of the store."""

    def __init__(self, conversation: Conversation, files: Files) -> None:
        self.conversation, self.files = conversation, files
        self.house, self.database = conversation.house, conversation.database

    async def accept(self, inbounds: Sequence[Inbound]) -> None:
        """Keep messages for good, then have them answered."""
        self.conversation.wake(await self.conversation.accept(inbounds))

    async def bubbles(self, address: Address, after: int, most: int = 200) -> list[Outbound]:
        """The newest bubbles after a number, in order."""
        return await self.database.read(lambda on: self._bubbles(on, address, after, most))

    def _bubbles(self, on: Connection, address: Address, after: int, most: int) -> list[Outbound]:
        known = contacts.known(on, self.house.seal, address)
        if known is None:
            return []
        rows = messages.since(on, self.house.seal, *known, min(after, MOST_BUBBLES), most)
        return [outbound_of(on, self.house, row) for row in rows]

    async def keep(self, data: bytes, name: str, mime: str) -> Media:
        """Store a file; what it is, is read from its bytes, not from `mime`."""
        return await self.files.keep(data, name)

    async def file(self, address: Address, ref: str) -> tuple[bytes, Media] | None:
        """A file of this person, or None."""
        known = await self.database.read(lambda on: contacts.known(on, self.house.seal, address))
        return await self.files.read(ref, known[0]) if known else None

    async def seen(self, address: Address, upto: int) -> None:
        """Her device has every bubble up to this number."""
        await self.database.write(lambda on: self._seen(on, address, upto))

    def _seen(self, on: Connection, address: Address, upto: int) -> None:
        known = contacts.known(on, self.house.seal, address)
        if known:
            messages.seen(on, known[0], known[1], min(upto, MOST_BUBBLES), self.house.clock.now())

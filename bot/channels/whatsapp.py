"""WhatsApp: the Cloud API by hand on aiohttp (docs/adr/0014 says why no library).

Rule 1: a file is laid with the platform once and sent by its id, until the id is too old.
Rule 2: what the platform's code says decides; what can pass is tried again, all else says why.
Rule 3: no error text, log line or reason holds an address, a token or words.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog

from bot.channels import whatsapp_batch as batch
from bot.channels import whatsapp_payload as payload
from bot.channels.channel import Parcel, Reader, Remote, Understood, Uploads
from bot.channels.pace import Pace
from bot.channels.sending import Sending
from bot.channels.text import file_name
from bot.channels.whatsapp_graph import Graph
from bot.channels.whatsapp_message import LIMITS, Attached, messages, shown_as
from bot.errors import Refused
from bot.model import Address, Line, Media, MediaKind, Outbound

log = structlog.get_logger(__name__)
API = "https://graph.facebook.com/v26.0"
PAIR, BURST = 1 / 6, 44
"""Messages a second to one person, and how many of them may be borrowed from the time after: WhatsApp
lends 45 in six seconds (platforms.md §1.2); one of them is left for the clocks' differences."""
CHOOSE = Line("whatsapp-choose")
STALE = frozenset((100, 131009, 131052, 131053))
"""What is said of a file's id that is too old."""


@dataclass(frozen=True)
class Part:
    """One message."""

    payload: dict[str, Any]
    cost: int = 1


class WhatsApp:
    """A business number. base: host and version; number: its id.

    rate: messages a second in all; pair: to one person, in the long run.
    """

    name = payload.NAME
    limits = LIMITS

    def __init__(
        self, token: str, number: str, *, base: str = API, rate: float = 80.0, pair: float = PAIR
    ) -> None:
        self.graph, self.account = Graph(base, token, number), number
        self.pace = Pace(rate, pair, chat_burst=BURST)
        self.read: Reader | None = None
        self.uploads: Uploads | None = None
        self.words: Callable[[Line, str], str] = lambda line, locale: "Menu"
        self._sending = Sending(self.pace)
        self._laying: dict[str, asyncio.Lock] = {}

    async def close(self) -> None:
        """Close what is open."""
        await self.graph.close()

    # -- out ----------------------------------------------------------------------------------------

    async def send(self, outbound: Outbound) -> str:
        """Hand over one bubble; what the platform calls its last message."""
        try:
            return await self._send(outbound)
        except Refused as refused:
            if not outbound.media or refused.code not in STALE:
                raise
        for media in outbound.media:
            await self._forget(media)
        return await self._send(outbound)

    async def _send(self, outbound: Outbound) -> str:
        files = [file for media in outbound.media if (file := await self._attached(media))]
        made = messages(outbound, files, self.words(CHOOSE, outbound.locale))
        parts = [Part(one) for one in made]
        return await self._sending.send(outbound, parts, lambda part: self.graph.post(part.payload))

    async def _attached(self, media: Media) -> Attached | None:
        """A file of a bubble, laid with the platform; None when it is gone."""
        found = await self.read(media.ref) if self.read else None
        if found is None:
            log.warning("a file of a bubble is gone", kind=str(media.kind))
            return None
        data, kept = found
        key = hashlib.sha256(data).hexdigest()
        async with self._laying.setdefault(key, asyncio.Lock()):
            id = await self.uploads.find(key) if self.uploads else ""
            if not id:
                id = await self._laid(data, kept)
                if id and self.uploads:
                    await self.uploads.note(key, id)
        self._laying.pop(key, None)
        return Attached(kept, id) if id else None

    async def _laid(self, data: bytes, media: Media) -> str:
        """Lay a file with the platform; empty when it will not have it: her words go without."""
        plain = shown_as(media) == "document" and media.kind is not MediaKind.DOCUMENT
        mime = "application/octet-stream" if plain else media.mime
        try:
            return await self.graph.upload(data, mime, file_name(media.name, media.kind.value))
        except Refused as refused:
            log.warning("a file of a bubble is refused", kind=str(media.kind), code=refused.code)
            return ""

    async def _forget(self, media: Media) -> None:
        found = await self.read(media.ref) if self.read else None
        if found and self.uploads:
            await self.uploads.forget(hashlib.sha256(found[0]).hexdigest())

    # -- in -----------------------------------------------------------------------------------------

    def apart(self, raw: bytes, at: datetime) -> Parcel:
        """A post taken apart. Raises ValueError: it is no JSON."""
        return batch.taken_apart(raw, at)

    def envelope(self, raw: bytes) -> tuple[str, Address]:
        """A unit's name and whose order it stands in."""
        return batch.envelope(raw)

    def understand(self, raw: bytes, at: datetime) -> Understood:
        """What a unit says. Raises ValueError."""
        return payload.understand(raw, at)

    async def fetch(self, file: Remote) -> bytes:
        """A file people sent. Raises Unclear or Retryable."""
        return await self.graph.download(file.id, file.digest)

    async def acknowledge(self, understood: Understood, text: str) -> None:
        """Nothing: WhatsApp wants nothing back."""

"""A house with the webchat on it: real words, a mailbox in memory that echoes with buttons."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

from aiohttp import web
from aiohttp.test_utils import TestClient
from fluent.runtime import FluentBundle, FluentResource

from bot.channels.webchat import WebChat
from bot.errors import Unclear
from bot.model import Address, Button, Inbound, Line, Media, MediaKind, Outbound

LOCALES = Path(__file__).parents[2] / "locales"
OURS = {"X-Chaski": "1"}


def words_of(locale: str) -> FluentBundle:
    """The webchat's words in one language."""
    bundle = FluentBundle([locale], use_isolating=False)
    bundle.add_resource(FluentResource((LOCALES / locale / "webchat.ftl").read_text("utf-8")))
    return bundle


BUNDLES = {locale: words_of(locale) for locale in ("es", "en")}


def say(line: Line, locale: str) -> str:
    """A line in a language; its id when there is no such message."""
    bundle = BUNDLES.get(locale, BUNDLES["es"])
    if not bundle.has_message(line.id):
        return line.id
    pattern = bundle.get_message(line.id).value
    assert pattern is not None
    text, wrong = bundle.format_pattern(pattern, dict(line.args))
    assert not wrong, f"{line.id}: {wrong}"
    return str(text)


@dataclass
class FakeMailbox:
    """A mailbox in memory. `hello` and taps are answered with buttons; all else is echoed."""

    channel: WebChat
    delay: float = 0.0
    inbounds: dict[str, Inbound] = field(default_factory=dict)
    sent: dict[str, list[Outbound]] = field(default_factory=dict)
    blobs: dict[str, tuple[bytes, Media]] = field(default_factory=dict)
    owned: set[tuple[str, str]] = field(default_factory=set)
    read: dict[str, int] = field(default_factory=dict)
    tasks: set[asyncio.Task[Any]] = field(default_factory=set)

    async def accept(self, inbounds: Sequence[Inbound]) -> None:
        for inbound in inbounds:
            if inbound.external_id not in self.inbounds:
                self.inbounds[inbound.external_id] = inbound
                self.owned |= {(inbound.address.value, media.ref) for media in inbound.media}
                task = asyncio.create_task(self.answer(inbound))
                self.tasks.add(task)
                task.add_done_callback(self.tasks.discard)

    async def answer(self, inbound: Inbound) -> None:
        await asyncio.sleep(self.delay)
        if inbound.text.lower() in ("hola", "hello"):
            await self.say(
                inbound.address, "¿Qué *necesitas*?", ("Mi trámite", "Ver precio", "Otra cosa")
            )
        elif inbound.tap:
            await self.say(inbound.address, f"Elegiste {inbound.tap}", ("Sí", "No"))
        elif inbound.media:
            media = inbound.media[0]
            await self.say(inbound.address, f"Recibí {media.name}: {media.size} bytes")
        elif inbound.place:
            await self.say(inbound.address, f"Estás en {inbound.place.latitude:.1f}")
        else:
            await self.say(inbound.address, inbound.text)

    async def say(
        self, address: Address, text: str, labels: Sequence[str] = (), media: tuple[Media, ...] = ()
    ) -> Outbound:
        """Put a bubble into her mailbox and wake her page."""
        mine = self.sent.setdefault(address.value, [])
        number = len(mine) + 1
        buttons = tuple(Button(f"{number}.{i}", label) for i, label in enumerate(labels, 1))
        self.owned |= {(address.value, file.ref) for file in media}
        outbound = Outbound(
            id=number,
            contact=1,
            bubble=number,
            address=address,
            text=text,
            buttons=buttons,
            media=media,
            at=datetime.now(UTC),
        )
        mine.append(outbound)
        await self.channel.send(outbound)
        return outbound

    async def bubbles(self, address: Address, after: int, most: int = 200) -> list[Outbound]:
        mine = self.sent.get(address.value, [])
        return [outbound for outbound in mine if outbound.bubble > after][-most:]

    async def keep(self, data: bytes, name: str, mime: str) -> Media:
        if not data:
            raise Unclear("common-file-unreadable")
        kind = {"image": MediaKind.IMAGE, "audio": MediaKind.AUDIO}.get(mime.partition("/")[0])
        ref = sha256(data).hexdigest()[:24]
        media = Media(kind or MediaKind.DOCUMENT, ref, name, mime, len(data))
        self.blobs[ref] = (data, media)
        return media

    async def file(self, address: Address, ref: str) -> tuple[bytes, Media] | None:
        return self.blobs.get(ref) if (address.value, ref) in self.owned else None

    async def seen(self, address: Address, upto: int) -> None:
        self.read[address.value] = upto


@dataclass
class House:
    """A running server, its mailbox, and browsers that visit it."""

    mailbox: FakeMailbox
    channel: WebChat
    make: Callable[..., web.Application]
    visit: Callable[..., Awaitable[TestClient[Any, Any]]]

    def address(self, client: TestClient[Any, Any]) -> Address:
        """The identity a browser got."""
        [cookie] = [c for c in client.session.cookie_jar if c.key == "chaski_chat"]
        return Address("webchat", "browser", cookie.value)


def message(**said: Any) -> dict[str, Any]:
    """What a page posts, with an id of its own."""
    return {"id": str(uuid4()), **said}


async def events(response: Any, count: int) -> list[tuple[str, str, str]]:
    """The next events of a stream: (type, id, data)."""
    found: list[tuple[str, str, str]] = []
    async with asyncio.timeout(5):
        while len(found) < count:
            block = (await response.content.readuntil(b"\n\n")).decode()
            lines = dict(
                line.split(": ", 1) for line in block.strip().splitlines() if line[0] != ":"
            )
            found.append((lines.get("event", "message"), lines.get("id", ""), lines["data"]))
    return found

"""Webchat: a phone in the browser. Its mailbox is our own database, so to send is to wake a page.

Rule 1: nothing is kept for a contact whose page is closed; her bubbles wait in the store.
Rule 2: the browser gives each message its id, so a message sent twice is one message.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime

from bot.errors import ChannelError
from bot.model import Address, Inbound, Json, Limits, Location, Media, Outbound, media_of

LIMITS = Limits(text=4000, buttons=8, label=20, rows=0)
LONGEST_TEXT = 60_000
"""Characters taken from one message. The engine answers a text over 4 096, so it comes whole."""
MOST_FILES = 10

ID = re.compile(r"[A-Za-z0-9-]{8,64}")
TAP = re.compile(r"\d{1,12}\.\S{1,64}")
LOCALE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")
INVISIBLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


class NotAMessage(ChannelError, ValueError):
    """The browser sent something that is not a message."""


class Watchers:
    """The open pages, by contact: each has an event that is set when a bubble awaits it."""

    def __init__(self) -> None:
        self._open: dict[str, set[asyncio.Event]] = {}
        self.closed = False

    @contextmanager
    def watch(self, address: Address) -> Iterator[asyncio.Event]:
        """Stand watch for one page. Clear the event first, then look: no bubble is missed."""
        event = asyncio.Event()
        self._open.setdefault(address.value, set()).add(event)
        try:
            yield event
        finally:
            events = self._open[address.value]
            events.discard(event)
            if not events:
                del self._open[address.value]

    def wake(self, address: Address) -> None:
        """A bubble awaits this contact: every page she has open looks again."""
        for event in self._open.get(address.value, ()):
            event.set()

    def wake_all(self) -> None:
        """Another process may have written to anybody: every open page looks again."""
        for events in self._open.values():
            for event in events:
                event.set()

    def count(self, address: Address) -> int:
        """How many pages this contact has open."""
        return len(self._open.get(address.value, ()))

    def close(self) -> None:
        """The server stops: every page is let go, and comes back by itself."""
        self.closed = True
        for events in self._open.values():
            for event in events:
                event.set()

    def __len__(self) -> int:
        return len(self._open)


class WebChat:
    """The webchat as a channel, and the watchers its pages wait on."""

    name = "webchat"
    limits = LIMITS

    def __init__(self) -> None:
        self.watchers = Watchers()

    def parse(self, payload: Json, address: Address, at: datetime) -> list[Inbound]:
        """What the browser sent, as an inbound message. Raises NotAMessage on anything else."""
        return parse(payload, address, at)

    async def send(self, outbound: Outbound) -> str:
        """Wake the open pages. The bubble is in the store already: it waits there if there is none."""
        self.watchers.wake(outbound.address)
        return f"web-{outbound.id}"


def parse(payload: Json, address: Address, at: datetime) -> list[Inbound]:
    """What the browser sent, as an inbound message.

    payload: `{"id": "<uuid>", "text": "…"}`, `{"id", "tap": "41.yes"}`, `{"id", "media": [{…}]}` or
    `{"id", "place": {"lat": -14.1, "lon": -72.2}}`; `locale` may name the language of the device.
    Raises NotAMessage on anything else.
    """
    if not isinstance(payload, dict):
        raise NotAMessage("a message is a JSON object")
    inbound = Inbound(
        address=address,
        external_id=matching(payload, "id", ID),
        at=at,
        text=text_of(payload),
        tap=matching(payload, "tap", TAP) if "tap" in payload else "",
        media=media_in(payload),
        place=place_in(payload),
        locale=matching(payload, "locale", LOCALE) if "locale" in payload else "",
    )
    if not (inbound.text.strip() or inbound.tap or inbound.media or inbound.place):
        raise NotAMessage("a message says something: text, tap, media or place")
    return [inbound]


def matching(payload: Mapping[str, Json], key: str, shape: re.Pattern[str]) -> str:
    """A value that must have this shape."""
    value = payload.get(key)
    if not isinstance(value, str) or not shape.fullmatch(value):
        raise NotAMessage(f"{key} must look like {shape.pattern}")
    return value


def text_of(payload: Mapping[str, Json]) -> str:
    """The words, without characters no one can see."""
    text = payload.get("text", "")
    if not isinstance(text, str) or len(text) > LONGEST_TEXT:
        raise NotAMessage(f"text must be text of at most {LONGEST_TEXT} characters")
    return INVISIBLE.sub("", text.replace("\r\n", "\n"))


def media_in(payload: Mapping[str, Json]) -> tuple[Media, ...]:
    """The files, as the media store named them when they were uploaded."""
    given = payload.get("media", [])
    if not isinstance(given, list) or len(given) > MOST_FILES:
        raise NotAMessage(f"media must be a list of at most {MOST_FILES} files")
    try:
        files = [media_of(value) for value in given]
    except ValueError as wrong:
        raise NotAMessage(str(wrong)) from None
    if None in files:
        raise NotAMessage('each file is {"media": kind, "ref": …}')
    return tuple(file for file in files if file)


def place_in(payload: Mapping[str, Json]) -> Location | None:
    """The point on the map, if one was sent."""
    place = payload.get("place")
    if place is None:
        return None
    if not isinstance(place, dict):
        raise NotAMessage('place must be {"lat": …, "lon": …}')
    return Location(degrees(place, "lat", 90), degrees(place, "lon", 180))


def degrees(place: Mapping[str, Json], key: str, most: int) -> float:
    """A coordinate, between minus and plus `most` degrees."""
    value = place.get(key)
    if isinstance(value, bool) or not isinstance(value, int | float) or not -most <= value <= most:
        raise NotAMessage(f"{key} must be between -{most} and {most} degrees")
    return float(value)

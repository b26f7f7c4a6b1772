"""The vocabulary every part of Chaski shares: plain frozen values, no behaviour that touches the world.

The nouns are those of docs/glossary.md. Everything here survives a trip through JSON
(`to_json` / `from_json` in the modules that store it), so nothing holds a live object.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"


@dataclass(frozen=True)
class Line:
    """A message id and its arguments; the words come later (`bot.words`).

    id: `<feature>-<key>` for words of locales/, `<kind>/<item>.<field>` for words of content/.
    args: JSON values; a `Line` in its JSON form (`line_json`) is rendered in place.
    """

    id: str
    args: Mapping[str, Json] = field(default_factory=dict)


def line_json(line: Line) -> Json:
    """A line as an argument of another line or of a task: `{"line": id, "args": {…}}`."""
    return {"line": line.id, "args": dict(line.args)}


def line_of(value: Json) -> Line | None:
    """The line a JSON value stands for, or None when it is plain data."""
    if isinstance(value, dict) and isinstance(value.get("line"), str):
        args = value.get("args")
        return Line(str(value["line"]), args if isinstance(args, dict) else {})
    return None


@dataclass(frozen=True)
class Choice:
    """An option of a step, by an id that is for ever, with its label as a line."""

    id: str
    label: Line


class MediaKind(StrEnum):
    """What a file is, as a channel sends it."""

    IMAGE = "image"
    AUDIO = "audio"
    VOICE = "voice"
    VIDEO = "video"
    DOCUMENT = "document"


KINDS = frozenset(str(kind) for kind in MediaKind)


@dataclass(frozen=True)
class Media:
    """A stored file. `ref` is its name in the media store; size in bytes."""

    kind: MediaKind
    ref: str
    name: str = ""
    mime: str = "application/octet-stream"
    size: int = 0

    def to_json(self) -> dict[str, Json]:
        """`{"media": "image", "ref": …, "name": …, "mime": …, "size": …}`."""
        return {
            "media": str(self.kind),
            "ref": self.ref,
            "name": self.name,
            "mime": self.mime,
            "size": self.size,
        }


def media_of(value: Json) -> Media | None:
    """The media a JSON value stands for, or None."""
    if not isinstance(value, dict) or "ref" not in value or value.get("media") not in KINDS:
        return None
    size = value.get("size")
    return Media(
        kind=MediaKind(str(value["media"])),
        ref=str(value["ref"]),
        name=str(value.get("name", "")),
        mime=str(value.get("mime", "")),
        size=size if isinstance(size, int) else 0,
    )


@dataclass(frozen=True)
class Location:
    """A point on the map in decimal degrees, WGS84."""

    latitude: float
    longitude: float


@dataclass(frozen=True)
class Address:
    """Where a contact is reached. kind: what the value is on that channel, e.g. `browser`."""

    channel: str
    kind: str
    value: str


@dataclass(frozen=True)
class Contact:
    """A person, as a flow may see her.

    locale: BCP 47 tag of the language she reads.
    """

    id: int
    locale: str = "es"


@dataclass(frozen=True)
class Fact:
    """Something true of a contact.

    since: the day it was learned.
    session: the session that taught it; it alone may take it back.
    """

    value: Json
    since: date
    session: int


@dataclass(frozen=True)
class Case:
    """What is true of the miner, for years (*expediente*): the newest fact of each name."""

    facts: Mapping[str, tuple[Fact, ...]] = field(default_factory=dict)

    def get(self, name: str, default: Json = None) -> Json:
        """The newest value of a fact, or `default`."""
        known = self.facts.get(name)
        return known[-1].value if known else default

    def text(self, name: str, default: str = "") -> str:
        """The newest value when it is text, else `default`."""
        value = self.get(name)
        return value if isinstance(value, str) else default

    def day(self, name: str) -> date | None:
        """The newest value read as a date (stored as ISO text), or None."""
        value = self.get(name)
        return date.fromisoformat(value) if isinstance(value, str) and value else None

    def since(self, name: str) -> date | None:
        """The day the newest value was learned."""
        known = self.facts.get(name)
        return known[-1].since if known else None

    def without(self, session: int) -> Case:
        """The case as it stands without what one session taught it."""
        kept = {
            name: tuple(fact for fact in known if fact.session != session)
            for name, known in self.facts.items()
        }
        return Case({name: known for name, known in kept.items() if known})

    def __iter__(self) -> Iterator[str]:
        return iter(self.facts)


@dataclass(frozen=True)
class Inbound:
    """One message from a person, as a channel understood it.

    external_id: the platform's id; the same id twice is the same message.
    at: when the platform says it was sent, aware UTC.
    tap: the id of a tapped choice, `<bubble>.<option>`.
    locale: the language the person's device speaks, when the platform tells.
    start: a flow to open, from a trusted caller (`chaski talk FLOW`).
    problem: why what she sent could not be kept, as a message id.
    invite: what the link she came by carried, e.g. a cooperative's invitation.
    edits: the external id of the earlier message whose words these replace.
    also: other addresses of the same person that came with it.
    everywhere: the external id is unique on the whole platform, not among her messages only.
    """

    address: Address
    external_id: str
    at: datetime
    text: str = ""
    tap: str = ""
    media: tuple[Media, ...] = ()
    place: Location | None = None
    locale: str = ""
    start: str = ""
    problem: str = ""
    invite: str = ""
    edits: str = ""
    also: tuple[Address, ...] = ()
    everywhere: bool = False

    @property
    def unique(self) -> str:
        """What no other message of this channel is called."""
        return self.external_id if self.everywhere else f"{self.address.value}:{self.external_id}"


@dataclass(frozen=True)
class Reply:
    """An inbound resolved to the step it was given for.

    One of `choices`, `text`, `media`, `place`, `result` says what was said.
    choices: option ids, for a step that takes several.
    number, days: what the text means to a step that asks for one, if anything; of several days
    the likeliest comes first (`bot.typed`).
    result: what a work item brought back, `{"task": fingerprint, "value": …}`.
    """

    step: str
    text: str = ""
    number: Decimal | None = None
    days: tuple[date, ...] = ()
    choices: tuple[str, ...] = ()
    media: tuple[Media, ...] = ()
    place: Location | None = None
    result: Json = None


class DeliveryStatus(StrEnum):
    """What has become of an outbound message."""

    QUEUED = "queued"
    """committed, waiting for its turn"""
    WIRED = "wired"
    """handed to the platform; no answer yet"""
    SENT = "sent"
    """the platform has it"""
    DELIVERED = "delivered"
    """it is on the person's device"""
    READ = "read"
    """the person opened it"""
    ERRORED = "errored"
    """the platform refused for now; it will be tried again"""
    FAILED = "failed"
    """the platform refused for good; the reason is kept"""
    WITHHELD = "withheld"
    """we decided not to send it; the reason is kept"""


@dataclass(frozen=True)
class Pricing:
    """What a platform says a message is charged as; the price itself it does not say.

    category: e.g. `utility`, `service`; type: e.g. `regular`, `free_customer_service`.
    """

    category: str
    type: str = ""
    billable: bool = True
    model: str = ""


@dataclass(frozen=True)
class StatusUpdate:
    """A platform's word about an outbound message.

    code: the platform's error, if it named one; what it leads to is in `bot.channels.policy`.
    outbound: the bubble it is about, when the platform says back what we told it; else 0.
    """

    channel: str
    external_id: str
    status: DeliveryStatus
    at: datetime
    reason: str = ""
    code: int | None = None
    pricing: Pricing | None = None
    outbound: int = 0


@dataclass(frozen=True)
class Button:
    """A choice as shown: `id` comes back when tapped, `label` is already in her language.

    number: what may be typed instead; None where typed numbers are answers.
    """

    id: str
    label: str
    number: int | None = None


@dataclass(frozen=True)
class TemplateMessage:
    """An approved template that carries a bubble outside the service window.

    variables: for the body, in order, without line breaks; payloads: what comes back when its
    quick replies are tapped, in order (`Button.id`).
    """

    name: str
    language: str
    variables: tuple[str, ...] = ()
    payloads: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outbound:
    """One bubble, ready for a channel.

    bubble: its number within the contact's conversation, rising by one.
    buttons: what can be tapped; never more than the channel's Limits allow.
    template: to be sent in place of text and buttons, by a channel that has templates.
    kind: reply, reminder or broadcast; working: she waits for work, and the answer comes later.
    """

    id: int
    contact: int
    bubble: int
    address: Address
    text: str
    buttons: tuple[Button, ...] = ()
    media: tuple[Media, ...] = ()
    locale: str = "es"
    at: datetime | None = None
    kind: str = "reply"
    working: bool = False
    template: TemplateMessage | None = None


@dataclass(frozen=True)
class Limits:
    """What one bubble can hold on a channel.

    text, label: characters; buttons: how many can be tapped under one bubble, links and the
    button for more included; rows: how many a list message can hold, 0 where there is none.
    """

    text: int
    buttons: int
    label: int
    rows: int

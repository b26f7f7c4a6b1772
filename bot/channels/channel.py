"""What a channel is: the protocol every way of reaching a person keeps, and what fits on it.

Rule 1: a channel knows its platform and nothing of conversations.
Rule 2: an error a channel raises says who can help: Retryable waits, Refused is final.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeAlias, runtime_checkable

from bot.model import Address, Inbound, Json, Limits, Line, Media, Outbound, StatusUpdate


class Channel(Protocol):
    """One way of reaching people: Telegram, WhatsApp, the web chat, the terminal."""

    @property
    def name(self) -> str:
        """As it stands in `Address.channel`, e.g. `telegram`."""

    @property
    def limits(self) -> Limits:
        """What one bubble can hold here."""

    async def send(self, outbound: Outbound) -> str:
        """Hands one bubble to the platform; returns the platform's message id.

        Raises Retryable: busy or out of reach, with the seconds to wait.
        Raises Refused: the platform will never take it, with the reason.
        """


# -- channels whose platform brings raw updates --------------------------------------------------------


@dataclass(frozen=True)
class Remote:
    """A file that still lies with the platform. size: in bytes, 0 when it did not say.

    digest: its SHA-256 as the platform wrote it, hex or base64; empty when it did not.
    """

    id: str
    name: str = ""
    size: int = 0
    digest: str = ""


@dataclass(frozen=True)
class Parcel:
    """One post of a platform, taken apart.

    updates: each by itself, to be kept. statuses: what became of our messages, each with the
    raw update to keep when nobody knows its message yet. people: addresses that statuses say
    are one person's.
    """

    updates: tuple[bytes, ...] = ()
    statuses: tuple[tuple[StatusUpdate, bytes], ...] = ()
    people: tuple[tuple[Address, ...], ...] = ()


@dataclass(frozen=True)
class Moved:
    """A person changed her number or id: what was hers, and what is hers now."""

    before: tuple[Address, ...]
    now: tuple[Address, ...]


@dataclass(frozen=True)
class Understood:
    """What a raw update turned out to be.

    kind: for counting, e.g. `message`, `poll`; reason: why nothing came of it, when nothing did.
    inbound: what a person said, still without her files; None when nobody said anything to us.
    files: what she sent with it; album: updates of one address with the same mark are one message.
    blocked: the address that takes nothing more from us.
    line: what to tell the place it came from, when that is no person to talk with.
    receipt: what the platform wants to have back, e.g. `callback:4711`.
    status: what became of a message of ours; moved: a person's new number or id.
    revoked: the external id of a message she took back.
    stopped: marketing she wants no more of (True) or again (False), by her address.
    news: what the platform says of our account, as it stands there.
    """

    kind: str
    inbound: Inbound | None = None
    files: tuple[Remote, ...] = ()
    album: str = ""
    blocked: Address | None = None
    line: Line | None = None
    receipt: str = ""
    reason: str = ""
    status: StatusUpdate | None = None
    moved: Moved | None = None
    revoked: str = ""
    stopped: tuple[Address, bool] | None = None
    news: Mapping[str, Json] | None = None


Reader: TypeAlias = Callable[[str], Awaitable["tuple[bytes, Media] | None"]]
"""A stored file by its name (`bot.store.media.Files.read`)."""


class Uploads(Protocol):
    """Files that lie with a platform already, by the SHA-256 of their bytes."""

    async def find(self, digest: str) -> str:
        """The platform's id of a file; empty when it has none, or an old one."""

    async def note(self, digest: str, id: str) -> None:
        """The platform has a file now."""

    async def forget(self, digest: str) -> None:
        """The platform's id of a file is no good any more."""


@runtime_checkable
class Uploading(Protocol):
    """A channel that sends files by id, and has a few words of its own; given when it is built."""

    uploads: Uploads | None
    words: Callable[[Line, str], str]

    @property
    def account(self) -> str:
        """The sending account, whose files they are."""


@runtime_checkable
class Receiver(Protocol):
    """A channel whose platform hands us raw updates (`bot.intake` keeps and understands them).

    read: given when the house is built.
    """

    read: Reader | None

    @property
    def name(self) -> str:
        """As in `Channel`."""

    def apart(self, raw: bytes, at: datetime) -> Parcel:
        """A post taken apart; at: when we got it. Raises ValueError: it cannot be read at all."""

    def envelope(self, raw: bytes) -> tuple[str, Address]:
        """The platform's id of an update and whose order it belongs to. Never raises."""

    def understand(self, raw: bytes, at: datetime) -> Understood:
        """What an update says; at: when we got it. Raises ValueError: it makes no sense."""

    async def fetch(self, file: Remote) -> bytes:
        """A file's bytes. Raises Unclear: it cannot be had; Retryable: not now."""

    async def acknowledge(self, understood: Understood, text: str) -> None:
        """Give the platform its receipt, or say `text` where the update came from. Never raises."""

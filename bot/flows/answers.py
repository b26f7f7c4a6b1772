"""What a step accepts: how a reply is read, kept as JSON, and taken back from it.

Rule 1: `read` takes what was said now and raises `Unclear` with a reason the miner understands.
Rule 2: `load` takes what was kept, perhaps years ago; when it no longer fits, it raises `Unclear`.
Rule 3: nothing here knows a language. Words become option ids before the engine (`bot.router`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Protocol, TypeVar

from bot.errors import Unclear
from bot.model import Choice, Json, Location, Media, MediaKind, Reply, media_of

T = TypeVar("T")
SKIP = "skip"
DONE = "done"
NUMBER = re.compile(r"-?\d{1,3}(?:[ ,]\d{3})+(?:\.\d+)?|-?\d+(?:[.,]\d+)?")


class Unfinished(Unclear):
    """The choice of several goes on; `draft` is what is ticked so far."""

    def __init__(self, draft: tuple[str, ...]) -> None:
        super().__init__("common-ticked", count=len(draft))
        self.draft = draft


class Accepts(Protocol[T]):
    """How one kind of step reads its answer.

    kind: what an input helper may show, e.g. `number`; choices: what may be tapped.
    """

    @property
    def kind(self) -> str: ...
    @property
    def choices(self) -> Sequence[Choice]: ...
    def read(self, reply: Reply, draft: tuple[str, ...]) -> T: ...
    def dump(self, value: T) -> Json: ...
    def load(self, kept: Json) -> T: ...


def clean(text: str) -> str:
    """Text as it may be kept: composed, without control or direction marks, ends trimmed."""
    composed = unicodedata.normalize("NFC", text)
    visible = "".join(c for c in composed if c == "\n" or unicodedata.category(c)[0] != "C")
    return visible.strip()


@dataclass(frozen=True)
class OneOf:
    """One option of several, by id."""

    choices: tuple[Choice, ...]
    kind: str = "choice"

    def read(self, reply: Reply, draft: tuple[str, ...]) -> str:
        if len(reply.choices) != 1 or reply.choices[0] not in {c.id for c in self.choices}:
            raise Unclear("common-unclear-choice")
        return reply.choices[0]

    def dump(self, value: str) -> Json:
        return value

    def load(self, kept: Json) -> str:
        if kept not in {choice.id for choice in self.choices}:
            raise Unclear("common-option-withdrawn")
        return str(kept)


@dataclass(frozen=True)
class YesNo:
    """`yes` or `no`."""

    choices: tuple[Choice, ...]
    kind: str = "choice"

    def read(self, reply: Reply, draft: tuple[str, ...]) -> bool:
        return OneOf(self.choices).read(reply, draft) == "yes"

    def dump(self, value: bool) -> Json:
        return value

    def load(self, kept: Json) -> bool:
        if not isinstance(kept, bool):
            raise Unclear("common-option-withdrawn")
        return kept


@dataclass(frozen=True)
class ManyOf:
    """Any number of options: taps tick and untick, `done` ends; several typed at once end too."""

    choices: tuple[Choice, ...]
    kind: str = "choices"

    def read(self, reply: Reply, draft: tuple[str, ...]) -> tuple[str, ...]:
        options = [choice.id for choice in self.choices if choice.id != DONE]
        if not reply.choices or not set(reply.choices) <= {*options, DONE}:
            raise Unclear("common-unclear-choices")
        if reply.choices == (DONE,):
            return tuple(option for option in options if option in draft)
        if len(reply.choices) == 1:
            raise Unfinished(tuple(o for o in options if (o in draft) != (o in reply.choices)))
        return tuple(option for option in options if option in reply.choices)

    def dump(self, value: tuple[str, ...]) -> Json:
        return list(value)

    def load(self, kept: Json) -> tuple[str, ...]:
        options = {choice.id for choice in self.choices}
        return tuple(str(k) for k in kept if k in options) if isinstance(kept, list) else ()


@dataclass(frozen=True)
class Number:
    """A number between two bounds, both allowed. `1,200` and `1 200` are 1200; `12,5` is 12.5."""

    low: Decimal
    high: Decimal
    places: int = 3
    choices: tuple[Choice, ...] = ()
    kind: str = "number"

    def read(self, reply: Reply, draft: tuple[str, ...]) -> Decimal:
        found = NUMBER.findall(reply.text)
        if len(found) != 1 or not reply.text.isprintable():
            raise Unclear("common-unclear-number")
        digits = found[0]
        grouped = re.fullmatch(r"-?\d{1,3}(?:[ ,]\d{3})+(?:\.\d+)?", digits)
        plain = re.sub("[ ,]", "", digits) if grouped else digits.replace(",", ".")
        value = Decimal(plain)
        if not self.low <= value <= self.high:
            raise Unclear("common-number-range", low=str(self.low), high=str(self.high))
        return round(value, self.places)

    def dump(self, value: Decimal) -> Json:
        return str(value)

    def load(self, kept: Json) -> Decimal:
        try:
            return Decimal(str(kept))
        except InvalidOperation:
            raise Unclear("common-unclear-number") from None


@dataclass(frozen=True)
class Day:
    """A calendar day, Peru's way: day/month/year. Without a year, the nearest one that fits.

    today: what `hoy` means; earliest and latest: bounds, both allowed.
    """

    today: date
    earliest: date
    latest: date
    choices: tuple[Choice, ...] = ()
    kind: str = "day"

    def read(self, reply: Reply, draft: tuple[str, ...]) -> date:
        named = {"today": 0, "yesterday": 1}
        if reply.choices and reply.choices[0] in named:
            return self._within(self.today - timedelta(days=named[reply.choices[0]]))
        parts = [int(p) for p in re.findall(r"\d{1,4}", reply.text)]
        if len(parts) not in (2, 3):
            raise Unclear("common-unclear-day")
        if len(parts) == 3 and parts[0] > 31:
            parts.reverse()
        return self._within(self._resolve(parts))

    def _resolve(self, parts: list[int]) -> date:
        day, month = parts[:2]
        year = parts[2] if len(parts) == 3 else self.today.year
        full = year + 2000 if year < 100 else year
        try:
            found = date(full, month, day)
            if len(parts) == 3 or self.earliest <= found <= self.latest:
                return found
            return date(full + (1 if found < self.earliest else -1), month, day)
        except ValueError:
            raise Unclear("common-unclear-day") from None

    def _within(self, found: date) -> date:
        if found > self.latest:
            raise Unclear("common-day-future" if self.latest == self.today else "common-day-range")
        if found < self.earliest:
            raise Unclear("common-day-past" if self.earliest == self.today else "common-day-range")
        return found

    def dump(self, value: date) -> Json:
        return value.isoformat()

    def load(self, kept: Json) -> date:
        return _iso(kept)


def _iso(kept: Json) -> date:
    try:
        return date.fromisoformat(str(kept))
    except ValueError:
        raise Unclear("common-unclear-day") from None


@dataclass(frozen=True)
class Text:
    """Free words, cleaned, up to `longest` characters."""

    longest: int = 500
    choices: tuple[Choice, ...] = ()
    kind: str = "text"

    def read(self, reply: Reply, draft: tuple[str, ...]) -> str:
        said = clean(reply.text)
        if not any(c.isalnum() for c in said):
            raise Unclear("common-unclear-text")
        if len(said) > self.longest:
            raise Unclear("common-too-long", most=self.longest, sent=len(said))
        return said

    def dump(self, value: str) -> Json:
        return value

    def load(self, kept: Json) -> str:
        if not isinstance(kept, str):
            raise Unclear("common-unclear-text")
        return kept


@dataclass(frozen=True)
class Place:
    """A place: a shared point, or its name."""

    choices: tuple[Choice, ...] = ()
    kind: str = "place"

    def read(self, reply: Reply, draft: tuple[str, ...]) -> Location | str:
        return reply.place or Text(longest=120).read(reply, draft)

    def dump(self, value: Location | str) -> Json:
        return value if isinstance(value, str) else [value.latitude, value.longitude]

    def load(self, kept: Json) -> Location | str:
        match kept:
            case str():
                return kept
            case [int() | float() as latitude, int() | float() as longitude]:
                return Location(float(latitude), float(longitude))
        raise Unclear("common-unclear-text")


@dataclass(frozen=True)
class File:
    """One file of the kinds allowed: a photo, a document, a voice note."""

    kinds: tuple[MediaKind, ...]
    unclear: str = "common-unclear-photo"
    choices: tuple[Choice, ...] = ()
    kind: str = "file"

    def read(self, reply: Reply, draft: tuple[str, ...]) -> Media:
        fitting = [media for media in reply.media if media.kind in self.kinds]
        if not fitting:
            raise Unclear(self.unclear)
        return fitting[0]

    def dump(self, value: Media) -> Json:
        return value.to_json()

    def load(self, kept: Json) -> Media:
        media = media_of(kept)
        if media is None:
            raise Unclear(self.unclear)
        return media


@dataclass(frozen=True)
class Optional_:
    """Any of the above, or `skip`, which is None."""

    of: Accepts[object]
    choices: tuple[Choice, ...]

    @property
    def kind(self) -> str:
        return self.of.kind

    def read(self, reply: Reply, draft: tuple[str, ...]) -> object | None:
        return None if reply.choices == (SKIP,) else self.of.read(reply, draft)

    def dump(self, value: object | None) -> Json:
        return None if value is None else self.of.dump(value)

    def load(self, kept: Json) -> object | None:
        return None if kept is None else self.of.load(kept)


@dataclass(frozen=True)
class Worked:
    """What the platform brought back for one exact task; the miner cannot answer it."""

    fingerprint: str
    choices: tuple[Choice, ...] = ()
    kind: str = "work"

    def read(self, reply: Reply, draft: tuple[str, ...]) -> Json:
        if reply.result is None:
            raise Unclear("common-still-working")
        return self.load(reply.result)

    def dump(self, value: Json) -> Json:
        return {"task": self.fingerprint, "value": value}

    def load(self, kept: Json) -> Json:
        if not isinstance(kept, dict) or kept.get("task") != self.fingerprint:
            raise Unclear("common-still-working")
        return kept.get("value")

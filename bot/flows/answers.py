"""What a step accepts: how a reply is read, kept as JSON, and taken back from it.

Rule 1: `read` takes what was said now and raises `Unclear` with a reason the miner understands.
Rule 2: `load` takes what was kept, perhaps years ago; when it no longer fits, it raises `Unclear`.
Rule 3: nothing here knows a language. Words become option ids before the engine (`bot.router`).
"""

from __future__ import annotations

import re
import unicodedata
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import ClassVar, Generic, TypeVar, cast

from bot.errors import Unclear
from bot.model import Choice, Json, Location, Media, MediaKind, Reply, media_of

T = TypeVar("T")
SKIP = "skip"
DONE = "done"
GROUPED = r"-?\d{1,3}(?:[ ,]\d{3})+(?:\.\d+)?"
NUMBER = re.compile(rf"{GROUPED}|-?\d+(?:[.,]\d+)?")
DATE = r"\d{1,4}(?:[\s/.,-]+\d{1,4}){0,2}"
EITHER, MOST = "|", 20
"""Between days, of which the first that fits is meant: `bot.days` writes at most so many."""
NEAR = 48
"""Months around today in which a day without a year is looked for: 29 February comes every four."""


class Unfinished(Unclear):
    """The choice of several goes on; `draft` is what is ticked so far."""

    def __init__(self, draft: tuple[str, ...]) -> None:
        super().__init__("common-ticked", count=len(draft))
        self.draft = draft


@dataclass(frozen=True)
class Accepts(ABC, Generic[T]):
    """How one kind of step reads its answer.

    kind: what an input helper may show, e.g. `number`; choices: what may be tapped.
    """

    kind: ClassVar[str]
    choices: tuple[Choice, ...] = field(default=(), kw_only=True)

    @property
    def ids(self) -> tuple[str, ...]:
        """The options, by id."""
        return tuple(choice.id for choice in self.choices)

    @abstractmethod
    def read(self, reply: Reply, draft: tuple[str, ...]) -> T:
        """The value of what was said. draft: the options ticked before, by id."""

    def dump(self, value: T) -> Json:
        """The value as it is kept."""
        return cast("Json", value)

    @abstractmethod
    def load(self, kept: Json) -> T:
        """The value of what was kept."""


class OneOf(Accepts[str]):
    """One option of several, by id."""

    kind = "choice"

    def read(self, reply: Reply, draft: tuple[str, ...]) -> str:
        if len(reply.choices) != 1 or reply.choices[0] not in self.ids:
            raise Unclear("common-unclear-choice")
        return reply.choices[0]

    def load(self, kept: Json) -> str:
        if not isinstance(kept, str) or kept not in self.ids:
            raise Unclear("common-option-withdrawn")
        return kept


class YesNo(Accepts[bool]):
    """`yes` or `no`."""

    kind = "choice"

    def read(self, reply: Reply, draft: tuple[str, ...]) -> bool:
        return OneOf(choices=self.choices).read(reply, draft) == "yes"

    def load(self, kept: Json) -> bool:
        if not isinstance(kept, bool):
            raise Unclear("common-option-withdrawn")
        return kept


class ManyOf(Accepts[tuple[str, ...]]):
    """Any number of options: taps tick and untick until `done`; several typed at once are all."""

    kind = "choices"

    def read(self, reply: Reply, draft: tuple[str, ...]) -> tuple[str, ...]:
        said, ticked = set(reply.choices), set(draft)
        if not said or not said <= set(self.ids):
            raise Unclear("common-unclear-choices")
        if DONE in said:
            return self._offered(ticked | said)
        if len(said) == 1:
            raise Unfinished(self._offered(ticked ^ said))
        return self._offered(said)

    def dump(self, value: tuple[str, ...]) -> Json:
        return list(value)

    def load(self, kept: Json) -> tuple[str, ...]:
        if not isinstance(kept, list):
            raise Unclear("common-option-withdrawn")
        return self._offered({id for id in kept if isinstance(id, str)})

    def _offered(self, picked: set[str]) -> tuple[str, ...]:
        return tuple(id for id in self.ids if id in picked and id != DONE)


@dataclass(frozen=True)
class Number(Accepts[Decimal]):
    """A number between two bounds, both allowed. `1,200` and `1 200` are 1200; `12,5` is 12.5."""

    kind = "number"
    places: ClassVar[int] = 3
    low: Decimal
    high: Decimal
    whole: bool = False

    def read(self, reply: Reply, draft: tuple[str, ...]) -> Decimal:
        said = reply.text.strip().replace("\xa0", " ").replace("\u202f", " ")
        found = NUMBER.findall(said)
        if len(found) != 1 or not said.isprintable():
            raise Unclear("common-unclear-number")
        if re.fullmatch(GROUPED, found[0]):
            return self.load(re.sub("[ ,]", "", found[0]))
        return self.load(found[0].replace(",", "."))

    def dump(self, value: Decimal) -> Json:
        return str(value)

    def load(self, kept: Json) -> Decimal:
        try:
            value = round(Decimal(str(kept)), self.places)
            fits = self.low <= value <= self.high
        except InvalidOperation:
            raise Unclear("common-unclear-number") from None
        if self.whole and value % 1:
            raise Unclear("common-unclear-number")
        if not fits:
            raise Unclear("common-number-range", low=str(self.low), high=str(self.high))
        return value


class Money(Number):
    """An amount of money, to the cent."""

    kind = "money"
    places = 2


@dataclass(frozen=True)
class Day(Accepts[date]):
    """A calendar day, Peru's way: day/month/year. Without a year or a month, the nearest that fits.

    today: what `hoy` means; earliest and latest: bounds, both allowed.
    """

    kind = "day"
    today: date
    earliest: date
    latest: date

    def read(self, reply: Reply, draft: tuple[str, ...]) -> date:
        match reply.choices:
            case ["today"]:
                return self._within(self.today)
            case ["yesterday"]:
                return self._within(self.today - timedelta(days=1))
        try:
            named = [day for text in reply.text.split(EITHER, MOST) for day in self._named(text)]
        except ValueError:
            raise Unclear("common-unclear-day") from None
        fitting = [day for day in named if self.earliest <= day <= self.latest]
        return self._within((fitting or named)[0])

    def load(self, kept: Json) -> date:
        try:
            return date.fromisoformat(str(kept))
        except ValueError:
            raise Unclear("common-unclear-day") from None

    def dump(self, value: date) -> Json:
        return value.isoformat()

    def _named(self, text: str) -> list[date]:
        """The days a text may mean, the nearest first. Raises ValueError when it names none."""
        found = re.search(r"\d(?:.*\d)?", text, re.DOTALL)
        digits = found[0] if found else ""
        if not re.fullmatch(DATE, digits):
            raise ValueError
        parts = [int(part) for part in re.split(r"[\s/.,-]+", digits)]
        if len(parts) == 1 and digits != text.strip():
            raise ValueError
        if len(parts) < 3:
            return self._near(*parts)
        day, month, year = reversed(parts) if parts[0] > 31 else parts
        return [date(year + 2000 if year < 100 else year, month, day)]

    def _near(self, day: int, month: int | None = None) -> list[date]:
        """Such days of the years around today, or of the months around it."""
        this = self.today.year * 12 + self.today.month - 1
        months = range(this - NEAR, this + NEAR + 1)
        near = [_day(n // 12, n % 12 + 1, day) for n in months if month in (None, n % 12 + 1)]
        if not any(near):
            raise ValueError
        return sorted((d for d in near if d), key=lambda d: (abs(d - self.today), d))

    def _within(self, found: date) -> date:
        if found > self.latest:
            raise Unclear("common-day-future" if self.latest == self.today else "common-day-range")
        if found < self.earliest:
            raise Unclear("common-day-past" if self.earliest == self.today else "common-day-range")
        return found


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def clean(text: str) -> str:
    """Text as it may be kept: composed, without control or direction marks, ends trimmed."""
    composed = unicodedata.normalize("NFC", text)
    visible = "".join(c for c in composed if c == "\n" or unicodedata.category(c)[0] != "C")
    return visible.strip()


@dataclass(frozen=True)
class Text(Accepts[str]):
    """Free words, cleaned, up to `longest` characters."""

    kind = "text"
    longest: int = 500

    def read(self, reply: Reply, draft: tuple[str, ...]) -> str:
        said = clean(reply.text)
        if not any(c.isalnum() for c in said):
            raise Unclear("common-unclear-text")
        if len(said) > self.longest:
            raise Unclear("common-too-long", most=self.longest, sent=len(said))
        return said

    def load(self, kept: Json) -> str:
        if not isinstance(kept, str):
            raise Unclear("common-unclear-text")
        return kept


class Place(Accepts[Location | str]):
    """A place: a shared point, or its name."""

    kind = "place"

    def read(self, reply: Reply, draft: tuple[str, ...]) -> Location | str:
        point = reply.place
        if point and abs(point.latitude) <= 90 and abs(point.longitude) <= 180:
            return point
        return Text(longest=120).read(reply, draft)

    def dump(self, value: Location | str) -> Json:
        return value if isinstance(value, str) else [value.latitude, value.longitude]

    def load(self, kept: Json) -> Location | str:
        match kept:
            case [int() | float() as latitude, int() | float() as longitude]:
                return Location(float(latitude), float(longitude))
        return Text().load(kept)


@dataclass(frozen=True)
class File(Accepts[Media | None]):
    """One file of the kinds allowed: a photo, a document, a voice note; or `skip`, which is None.

    unclear: what to say of anything else, a message id.
    """

    kind = "file"
    kinds: tuple[MediaKind, ...]
    unclear: str

    def read(self, reply: Reply, draft: tuple[str, ...]) -> Media | None:
        fitting = [media for media in reply.media if media.kind in self.kinds]
        if not fitting and reply.choices != (SKIP,):
            raise Unclear(self.unclear)
        return fitting[0] if fitting else None

    def dump(self, value: Media | None) -> Json:
        return value.to_json() if value else None

    def load(self, kept: Json) -> Media | None:
        media = media_of(kept)
        if media is None and kept is not None:
            raise Unclear(self.unclear)
        return media


@dataclass(frozen=True)
class Worked(Accepts[Json]):
    """What the platform brought back for one exact task; the miner cannot answer it.

    Kept with the task's fingerprint: `{"task": …, "value": …}`, as it arrives.
    """

    kind = "work"
    fingerprint: str

    def read(self, reply: Reply, draft: tuple[str, ...]) -> Json:
        return self.load(reply.result)

    def dump(self, value: Json) -> Json:
        return {"task": self.fingerprint, "value": value}

    def load(self, kept: Json) -> Json:
        if not isinstance(kept, dict) or kept.get("task") != self.fingerprint:
            raise Unclear("common-still-working")
        return kept.get("value")

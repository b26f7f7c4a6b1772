"""What a step accepts: how a reply becomes the JSON that is kept, and that JSON a value again.

Rule 1: `read` takes what was said now and raises `Unclear` with a reason the miner understands;
        what it returns, `load` takes.
Rule 2: `load` takes what was kept, perhaps years ago; when it no longer fits, it raises `Unclear`.
Rule 3: nothing here knows a language, or how people write. Words become option ids, numbers and
        days before the engine (`bot.router`, `bot.typed`).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar, Generic, TypeAlias, TypeVar

from bot.errors import Unclear, Unfinished
from bot.model import Choice, Json, Line, Location, Media, MediaKind, Reply, media_of

T = TypeVar("T")
Options: TypeAlias = "Sequence[str] | Mapping[str, Line]"
"""Options by id; their labels are named by the question, unless lines are given."""
SKIP, DONE, FORGOT = "skip", "done", "forgot"
WITHDRAWN = "common-option-withdrawn"


def common(*ids: str) -> tuple[Choice, ...]:
    """Choices that many questions share; their labels are in common.ftl."""
    return tuple(Choice(id, Line(f"common-{id}")) for id in ids)


def choices_of(question: Line, options: Options) -> tuple[Choice, ...]:
    """The options of a question as choices; a label is `<question>.<option>`, or the line given."""
    if isinstance(options, Mapping):
        return tuple(Choice(id, label) for id, label in options.items())
    return tuple(Choice(id, Line(f"{question.id}.{id}")) for id in options)


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
    def read(self, reply: Reply, draft: tuple[str, ...]) -> Json:
        """What is kept of a reply. draft: the options ticked before, by id."""

    @abstractmethod
    def load(self, kept: Json) -> T:
        """The value of what was kept."""


def _fits(kept: Json, kind: type[T], reason: str) -> T:
    """What was kept, when it is of this kind still. Raises Unclear for the reason given."""
    if not isinstance(kept, kind):
        raise Unclear(reason)
    return kept


class OneOf(Accepts[str]):
    """One option of several, by id."""

    kind = "choice"

    def read(self, reply: Reply, draft: tuple[str, ...]) -> Json:
        if len(reply.choices) != 1 or reply.choices[0] not in self.ids:
            raise Unclear("common-unclear-choice")
        return reply.choices[0]

    def load(self, kept: Json) -> str:
        if kept not in self.ids:
            raise Unclear(WITHDRAWN)
        return str(kept)


class YesNo(Accepts[bool]):
    """`yes` or `no`."""

    kind = "choice"

    def read(self, reply: Reply, draft: tuple[str, ...]) -> Json:
        return OneOf(choices=self.choices).read(reply, draft) == "yes"

    def load(self, kept: Json) -> bool:
        return _fits(kept, bool, WITHDRAWN)


class ManyOf(Accepts[tuple[str, ...]]):
    """Any number of options: taps tick and untick until `done`; several typed at once are all."""

    kind = "choices"

    def read(self, reply: Reply, draft: tuple[str, ...]) -> Json:
        said, ticked = set(reply.choices), set(draft)
        if not said or not said <= set(self.ids):
            raise Unclear("common-unclear-choices")
        if len(said) == 1 and DONE not in said:
            raise Unfinished(self._offered(ticked ^ said))
        return list(self._offered(ticked | said if DONE in said else said))

    def load(self, kept: Json) -> tuple[str, ...]:
        return self._offered({id for id in _fits(kept, list, WITHDRAWN) if isinstance(id, str)})

    def _offered(self, picked: set[str]) -> tuple[str, ...]:
        return tuple(id for id in self.ids if id in picked and id != DONE)


@dataclass(frozen=True)
class Number(Accepts[Decimal]):
    """A number between two bounds, both allowed."""

    kind = "number"
    places: ClassVar[int] = 3
    low: Decimal
    high: Decimal
    whole: bool = False

    def read(self, reply: Reply, draft: tuple[str, ...]) -> Json:
        if reply.number is None:
            raise Unclear("common-unclear-number")
        return str(self.load(str(reply.number)))

    def load(self, kept: Json) -> Decimal:
        try:
            value = round(Decimal(str(kept)), self.places)
            within = self.low <= value <= self.high
        except InvalidOperation:
            raise Unclear("common-unclear-number") from None
        if self.whole and value % 1:
            raise Unclear("common-unclear-number")
        if not within:
            raise Unclear("common-number-range", low=str(self.low), high=str(self.high))
        return value


class Money(Number):
    """An amount of money, to the cent."""

    kind = "money"
    places = 2


@dataclass(frozen=True)
class Day(Accepts[Any]):
    """A calendar day; of several that may be meant, the first that fits.

    Where `forgot` is offered too, it is None.

    today: what `hoy` means; earliest and latest: bounds, both allowed.
    """

    kind = "day"
    today: date
    earliest: date
    latest: date

    def read(self, reply: Reply, draft: tuple[str, ...]) -> Json:
        if reply.choices == (FORGOT,) and FORGOT in self.ids:
            return None
        tapped = {("today",): self.today, ("yesterday",): self.today - timedelta(days=1)}
        days = (tapped[reply.choices],) if reply.choices in tapped else reply.days
        if not days:
            raise Unclear("common-unclear-day")
        fitting = [day for day in days if self.earliest <= day <= self.latest]
        if not fitting:
            raise Unclear(self._why_not(days[0]))
        return fitting[0].isoformat()

    def load(self, kept: Json) -> date | None:
        if kept is None and FORGOT in self.ids:
            return None
        try:
            return date.fromisoformat(str(kept))
        except ValueError:
            raise Unclear("common-unclear-day") from None

    def _why_not(self, day: date) -> str:
        if day > self.latest:
            return "common-day-future" if self.latest == self.today else "common-day-range"
        return "common-day-past" if self.earliest == self.today else "common-day-range"


@dataclass(frozen=True)
class Text(Accepts[str]):
    """Free words, up to `longest` characters."""

    kind = "text"
    longest: int = 500

    def read(self, reply: Reply, draft: tuple[str, ...]) -> Json:
        if not any(letter.isalnum() for letter in reply.text):
            raise Unclear("common-unclear-text")
        if len(reply.text) > self.longest:
            raise Unclear("common-too-long", most=self.longest, sent=len(reply.text))
        return reply.text

    def load(self, kept: Json) -> str:
        return _fits(kept, str, "common-unclear-text")


class Place(Accepts[Location | str]):
    """A place: a shared point, kept as `[latitude, longitude]`, or its name."""

    kind = "place"

    def read(self, reply: Reply, draft: tuple[str, ...]) -> Json:
        point = reply.place
        if point and abs(point.latitude) <= 90 and abs(point.longitude) <= 180:
            return [point.latitude, point.longitude]
        return Text(longest=120).read(reply, draft)

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

    def read(self, reply: Reply, draft: tuple[str, ...]) -> Json:
        fitting = [media.to_json() for media in reply.media if media.kind in self.kinds]
        if not fitting and reply.choices != (SKIP,):
            raise Unclear(self.unclear)
        return fitting[0] if fitting else None

    def load(self, kept: Json) -> Media | None:
        media = media_of(kept)
        if media is None and kept is not None:
            raise Unclear(self.unclear)
        return media


PHOTO = File((MediaKind.IMAGE,), "common-unclear-photo", choices=common(SKIP))
PAPERS, SOUNDS = (MediaKind.DOCUMENT, MediaKind.IMAGE), (MediaKind.VOICE, MediaKind.AUDIO)
DOCUMENT = File(PAPERS, "common-unclear-document", choices=common(SKIP))
VOICE = File(SOUNDS, "common-unclear-voice", choices=common(SKIP))
YES_NO = YesNo(choices=common("yes", "no"))


@dataclass(frozen=True)
class Worked(Accepts[Json]):
    """What the platform brought back for one exact task; the miner cannot answer it.

    Kept with the task's fingerprint: `{"task": …, "value": …}`, as it arrives.
    """

    kind = "work"
    fingerprint: str

    def read(self, reply: Reply, draft: tuple[str, ...]) -> Json:
        return {"task": self.fingerprint, "value": self.load(reply.result)}

    def load(self, kept: Json) -> Json:
        if not isinstance(kept, dict) or kept.get("task") != self.fingerprint:
            raise Unclear("common-still-working")
        return kept.get("value")

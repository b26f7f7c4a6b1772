"""The whole vocabulary of a flow: what one may say, ask, note, promise and open.

Rule 1: `await` in a flow means one thing: wait for an answer to a step.
Rule 2: a line's words are found by its key: `say("intro")` in feature `prices` is `prices-intro`.
Rule 3: a key is for ever. A question that changes its meaning gets a new key.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from hashlib import blake2b
from json import dumps
from random import Random
from typing import Generic, NoReturn, TypeAlias, TypeVar, cast

from bot.flows import answers
from bot.flows.answers import Accepts
from bot.flows.feature import Content
from bot.model import Case, Choice, Contact, Json, Line, Location, Media, MediaKind, line_json

T = TypeVar("T")
Arg: TypeAlias = "Json | Decimal | date | Line | Media | Sequence[str | Line]"
Key: TypeAlias = "str | Line"
"""A line by its key in the feature, or the line itself."""
Options: TypeAlias = "Sequence[str] | Mapping[str, Line]"
Bound: TypeAlias = "Decimal | int"
PAST, FUTURE = date(1990, 1, 1), date(2100, 12, 31)


@dataclass(frozen=True)
class Task:
    """Work for the platform: its registered name and JSON arguments (lines arrive as words)."""

    name: str
    args: Mapping[str, Json]

    @property
    def fingerprint(self) -> str:
        """What makes this task this task: a result for other arguments does not fit it."""
        text = dumps([self.name, self.args], sort_keys=True, ensure_ascii=False)
        return blake2b(text.encode(), digest_size=8).hexdigest()


@dataclass(frozen=True)
class Step(Generic[T]):
    """One question, known by its key for as long as a session may live.

    final: a quiz answer; it may not be taken back.
    task: what the platform must do, when the step is addressed to it.
    ticked: what is ticked when a choice of several is first shown.
    """

    key: str
    prompt: Line
    accepts: Accepts[T]
    final: bool = False
    task: Task | None = None
    ticked: tuple[str, ...] = ()

    def __await__(self) -> Generator[Step[T], T, T]:
        return (yield self)


@dataclass(frozen=True)
class Opening:
    """The end of a flow that goes on in another."""

    flow: str
    args: Mapping[str, Json]

    def __await__(self) -> Generator[Opening, None, NoReturn]:
        yield self
        raise AssertionError("a flow does not go on after open")


@dataclass(frozen=True)
class Link:
    """A button that opens another flow, now or from an old bubble months later."""

    label: Line
    flow: str
    args: Mapping[str, Json]


@dataclass(frozen=True)
class Reminder:
    """What to say on a day to come.

    when: the day, or an aware moment; until: the last day on which it still makes sense.
    topic: what `stop this topic` stops; about: the deadline it warns of, if any.
    """

    when: date | datetime
    line: Line
    topic: str
    until: date | None = None
    about: date | None = None
    link: Link | None = None


def encode(value: Arg) -> Json:
    """An argument as JSON that `bot.words` knows how to write: dates, numbers, lines, media."""
    match value:
        case Line():
            return line_json(value)
        case Media():
            return value.to_json()
        case Decimal():
            return {"number": str(value)}
        case date():
            return {"date": value.isoformat()[:10]}
        case list() | tuple():
            return [encode(cast("Arg", item)) for item in value]
    return cast("Json", value)


def encoded(args: Mapping[str, Arg]) -> dict[str, Json]:
    """All arguments of a line as JSON."""
    return {name: encode(value) for name, value in args.items()}


def common(*ids: str) -> tuple[Choice, ...]:
    """Choices that many questions share; their labels are in common.ftl."""
    return tuple(Choice(id, Line(f"common-{id}")) for id in ids)


@dataclass(eq=False)
class Chat:
    """One replay of one flow: the answers so far go in, lines and promises come out.

    contact, case, content, today, started, random: the only inputs beside the answers.
    started: the day the session began; random: the same chance in every replay.
    live: the step before was answered in this turn; said: what to tell her now.
    again: what was already told since that step; an ending is told whenever a flow ends.
    """

    feature: str
    started: date
    today: date
    contact: Contact
    case: Case
    content: Content
    random: Random
    live: bool
    said: list[Line | Link] = field(default_factory=list)
    again: list[Line | Link] = field(default_factory=list)
    results: dict[str, Json] = field(default_factory=dict)
    learned: dict[str, Json] = field(default_factory=dict)
    reminders: dict[str, Reminder] = field(default_factory=dict)

    # -- saying, noting, promising ------------------------------------------------------------

    def line(self, key: Key, **args: Arg) -> Line:
        """A line of this feature, to be used as an argument or a label."""
        return key if isinstance(key, Line) else Line(f"{self.feature}-{key}", encoded(args))

    def say(self, key: Key, **args: Arg) -> None:
        """A line, said once: when the step before it was answered in this turn."""
        (self.said if self.live else self.again).append(self.line(key, **args))

    def link(self, flow: str, *, label: Key, **args: Arg) -> None:
        """A button that opens another flow with these arguments."""
        link = Link(self.line(label), flow, encoded(args))
        (self.said if self.live else self.again).append(link)

    def record(self, key: str, value: Json) -> None:
        """A named result of this session, for the console."""
        self.results[key] = value

    def learn(self, fact: str, value: Json) -> None:
        """A fact about the miner, kept in her case for as long as this session stands by it."""
        self.learned[fact] = value

    def remind(
        self,
        key: str,
        when: date | datetime,
        *,
        say: Key = "",
        topic: str = "",
        until: date | None = None,
        about: date | None = None,
        link: Link | None = None,
        **args: Arg,
    ) -> None:
        """A reminder; gone by itself when a replay no longer asks for it."""
        line = self.line(say or key, **args)
        self.reminders[key] = Reminder(when, line, topic or self.feature, until, about, link)

    # -- asking -------------------------------------------------------------------------------

    def yes_no(self, key: str, *, ask: Key = "", final: bool = False, **args: Arg) -> Step[bool]:
        """Yes or no."""
        accepts = answers.YesNo(choices=common("yes", "no"))
        return Step(key, self.line(ask or key, **args), accepts, final)

    def one_of(
        self, key: str, options: Options, *, ask: Key = "", final: bool = False, **args: Arg
    ) -> Step[str]:
        """One of several options, by id. Labels: `<question>.<option>`, unless lines are given."""
        prompt = self.line(ask or key, **args)
        return Step(key, prompt, answers.OneOf(choices=_choices(prompt, options)), final)

    def many_of(
        self,
        key: str,
        options: Options,
        *,
        ticked: Sequence[str] = (),
        ask: Key = "",
        **args: Arg,
    ) -> Step[tuple[str, ...]]:
        """Any number of the options; `ticked` are ticked when the question is first shown."""
        prompt = self.line(ask or key, **args)
        choices = (*_choices(prompt, options), *common(answers.DONE))
        return Step(key, prompt, answers.ManyOf(choices=choices), ticked=tuple(ticked))

    def number(
        self,
        key: str,
        *,
        low: Bound = 0,
        high: Bound = 10**9,
        whole: bool = False,
        ask: Key = "",
        **args: Arg,
    ) -> Step[Decimal]:
        """A number within bounds, both allowed; whole: without a fraction."""
        accepts = answers.Number(low=Decimal(low), high=Decimal(high), whole=whole)
        return Step(key, self.line(ask or key, **args), accepts)

    def money(
        self, key: str, *, low: Bound = 0, high: Bound = 10**9, ask: Key = "", **args: Arg
    ) -> Step[Decimal]:
        """An amount of money, to the cent, bounds allowed; the question names the currency."""
        accepts = answers.Money(Decimal(low), Decimal(high))
        return Step(key, self.line(ask or key, **args), accepts)

    def day(
        self, key: str, *, earliest: date = PAST, latest: date = FUTURE, ask: Key = "", **args: Arg
    ) -> Step[date]:
        """A day; `today` and `yesterday` can be tapped when they fit."""
        named = {"today": self.today, "yesterday": self.today - timedelta(days=1)}
        choices = common(*(id for id, day in named.items() if earliest <= day <= latest))
        accepts = answers.Day(self.today, earliest, latest, choices=choices)
        return Step(key, self.line(ask or key, **args), accepts)

    def place(self, key: str, *, ask: Key = "", **args: Arg) -> Step[Location | str]:
        """A point shared from the phone, or the name of a place."""
        return Step(key, self.line(ask or key, **args), answers.Place())

    def text(self, key: str, *, longest: int = 500, ask: Key = "", **args: Arg) -> Step[str]:
        """Free words."""
        return Step(key, self.line(ask or key, **args), answers.Text(longest))

    def photo(self, key: str, *, ask: Key = "", **args: Arg) -> Step[Media | None]:
        """A photo, or skip."""
        prompt = self.line(ask or key, **args)
        return _file(key, prompt, "common-unclear-photo", MediaKind.IMAGE)

    def document(self, key: str, *, ask: Key = "", **args: Arg) -> Step[Media | None]:
        """A document or a photo of it, or skip."""
        prompt = self.line(ask or key, **args)
        return _file(key, prompt, "common-unclear-document", MediaKind.DOCUMENT, MediaKind.IMAGE)

    def voice(self, key: str, *, ask: Key = "", **args: Arg) -> Step[Media | None]:
        """A voice note, or skip."""
        prompt = self.line(ask or key, **args)
        return _file(key, prompt, "common-unclear-voice", MediaKind.VOICE, MediaKind.AUDIO)

    def work(self, key: str, task: Task, *, ask: Key = "", **args: Arg) -> Step[Json]:
        """A step for the platform: read a document, draw a PDF, fetch a price."""
        accepts = answers.Worked(task.fingerprint)
        return Step(key, self.line(ask or key, **args), accepts, task=task)

    def open(self, flow: str, **args: Arg) -> Opening:
        """Go there next; this flow ends here."""
        return Opening(flow, encoded(args))


def _choices(question: Line, options: Options) -> tuple[Choice, ...]:
    labels = (
        options
        if isinstance(options, Mapping)
        else {id: Line(f"{question.id}.{id}") for id in options}
    )
    return tuple(Choice(id, label) for id, label in labels.items())


def _file(key: str, prompt: Line, unclear: str, *kinds: MediaKind) -> Step[Media | None]:
    return Step(key, prompt, answers.File(kinds, unclear, choices=common(answers.SKIP)))

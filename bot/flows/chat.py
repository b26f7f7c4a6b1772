"""The whole vocabulary of a flow: what one may say, ask, note, promise and open.

Rule 1: `await` in a flow means one thing: wait for an answer to a step.
Rule 2: a line's words are found by its key: `say("intro")` in feature `prices` is `prices-intro`.
Rule 3: a key is for ever. A question that changes its meaning gets a new key.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
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
Options: TypeAlias = "Sequence[str] | Mapping[str, Line]"


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
    """

    key: str
    prompt: Line
    accepts: Accepts[T]
    final: bool = False
    task: Task | None = None

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


class Chat:
    """One replay of one flow: the answers so far go in, lines and promises come out."""

    def __init__(
        self,
        *,
        feature: str,
        session: int,
        started: date,
        today: date,
        contact: Contact,
        case: Case,
        content: Content,
    ) -> None:
        self.contact, self.case, self.content = contact, case, content
        self.today, self.started = today, started
        self.random = Random(session)  # noqa: S311  chance for quizzes, the same in every replay
        self.live = True
        self.lines: list[Line] = []
        self.links: list[Link] = []
        self.results: dict[str, Json] = {}
        self.learned: dict[str, Json] = {}
        self.reminders: dict[str, Reminder] = {}
        self._feature = feature

    # -- saying, noting, promising ------------------------------------------------------------

    def line(self, key: str, **args: Arg) -> Line:
        """A line of this feature, to be used as an argument or a label."""
        return Line(f"{self._feature}-{key}", encoded(args))

    def say(self, key: str | Line, **args: Arg) -> None:
        """A line, said once: when the step before it was answered in this turn."""
        if self.live:
            self.lines.append(key if isinstance(key, Line) else self.line(key, **args))

    def link(self, flow: str, *, label: str | Line, **args: Arg) -> None:
        """A button that opens another flow with these arguments."""
        if self.live:
            line = label if isinstance(label, Line) else self.line(label)
            self.links.append(Link(line, flow, encoded(args)))

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
        say: str | Line = "",
        topic: str = "",
        until: date | None = None,
        about: date | None = None,
        link: Link | None = None,
        **args: Arg,
    ) -> None:
        """A reminder; gone by itself when a replay no longer asks for it."""
        line = say if isinstance(say, Line) else self.line(say or key, **args)
        kept = Reminder(when, line, topic or self._feature, until=until, about=about, link=link)
        self.reminders[key] = kept

    # -- asking -------------------------------------------------------------------------------

    def yes_no(
        self, key: str, *, ask: str | Line = "", final: bool = False, **args: Arg
    ) -> Step[bool]:
        """Yes or no."""
        choices = tuple(Choice(id, Line(f"common-{id}")) for id in ("yes", "no"))
        return self._step(key, answers.YesNo(choices), ask=ask, final=final, args=args)

    def one_of(
        self, key: str, options: Options, *, ask: str | Line = "", final: bool = False, **args: Arg
    ) -> Step[str]:
        """One of several options, by id. Labels: `<question>.<option>`, unless lines are given."""
        accepts = answers.OneOf(self._choices(ask or key, options))
        return self._step(key, accepts, ask=ask, final=final, args=args)

    def many_of(
        self, key: str, options: Options, *, ask: str | Line = "", **args: Arg
    ) -> Step[tuple[str, ...]]:
        """Any number of the options."""
        done = Choice(answers.DONE, Line("common-done"))
        accepts = answers.ManyOf((*self._choices(ask or key, options), done))
        return self._step(key, accepts, ask=ask, args=args)

    def number(
        self,
        key: str,
        *,
        low: Decimal | int = 0,
        high: Decimal | int = 10**9,
        ask: str | Line = "",
        **args: Arg,
    ) -> Step[Decimal]:
        """A number within bounds, both allowed."""
        accepts = answers.Number(Decimal(low), Decimal(high))
        return self._step(key, accepts, ask=ask, args=args)

    def money(
        self,
        key: str,
        *,
        high: Decimal | int = 10**9,
        ask: str | Line = "",
        **args: Arg,
    ) -> Step[Decimal]:
        """An amount of money, to the cent; the question names the currency."""
        accepts = answers.Number(Decimal(0), Decimal(high), places=2, kind="money")
        return self._step(key, accepts, ask=ask, args=args)

    def day(
        self,
        key: str,
        *,
        earliest: date = date(1990, 1, 1),  # noqa: B008  an immutable value
        latest: date = date(2100, 12, 31),  # noqa: B008
        ask: str | Line = "",
        **args: Arg,
    ) -> Step[date]:
        """A day; `today` and `yesterday` can be tapped when they fit."""
        named = (("today", self.today),) + (("yesterday", _before(self.today)),)
        fitting = [id for id, day in named if earliest <= day <= latest]
        choices = tuple(Choice(id, Line(f"common-{id}")) for id in fitting)
        accepts = answers.Day(self.today, earliest, latest, choices)
        return self._step(key, accepts, ask=ask, args=args)

    def place(self, key: str, *, ask: str | Line = "", **args: Arg) -> Step[Location | str]:
        """A point shared from the phone, or the name of a place."""
        return self._step(key, answers.Place(), ask=ask, args=args)

    def text(
        self, key: str, *, longest: int = 500, ask: str | Line = "", **args: Arg
    ) -> Step[str]:
        """Free words."""
        return self._step(key, answers.Text(longest), ask=ask, args=args)

    def photo(self, key: str, *, ask: str | Line = "", **args: Arg) -> Step[Media | None]:
        """A photo, or skip."""
        return self._file(key, (MediaKind.IMAGE,), "common-unclear-photo", ask, args)

    def document(self, key: str, *, ask: str | Line = "", **args: Arg) -> Step[Media | None]:
        """A document or a photo of it, or skip."""
        kinds = (MediaKind.DOCUMENT, MediaKind.IMAGE)
        return self._file(key, kinds, "common-unclear-document", ask, args)

    def voice(self, key: str, *, ask: str | Line = "", **args: Arg) -> Step[Media | None]:
        """A voice note, or skip."""
        kinds = (MediaKind.VOICE, MediaKind.AUDIO)
        return self._file(key, kinds, "common-unclear-voice", ask, args)

    def work(self, key: str, task: Task, *, ask: str | Line = "", **args: Arg) -> Step[Json]:
        """A step for the platform: read a document, draw a PDF, fetch a price."""
        prompt = self._prompt(ask or key, args)
        return Step(key, prompt, answers.Worked(task.fingerprint), task=task)

    def open(self, flow: str, **args: Arg) -> Opening:
        """Go there next; this flow ends here."""
        return Opening(flow, encoded(args))

    # -- how a question is put together ----------------------------------------------------------

    def _prompt(self, ask: str | Line, args: Mapping[str, Arg]) -> Line:
        return ask if isinstance(ask, Line) else self.line(ask, **args)

    def _choices(self, ask: str | Line, options: Options) -> tuple[Choice, ...]:
        if isinstance(options, Mapping):
            return tuple(Choice(id, label) for id, label in options.items())
        question = ask.id if isinstance(ask, Line) else f"{self._feature}-{ask}"
        return tuple(Choice(id, Line(f"{question}.{id}")) for id in options)

    def _step(
        self,
        key: str,
        accepts: Accepts[T],
        *,
        ask: str | Line,
        args: Mapping[str, Arg],
        final: bool = False,
    ) -> Step[T]:
        return Step(key, self._prompt(ask or key, args), accepts, final)

    def _file(
        self,
        key: str,
        kinds: tuple[MediaKind, ...],
        unclear: str,
        ask: str | Line,
        args: Mapping[str, Arg],
    ) -> Step[Media | None]:
        skip = (Choice(answers.SKIP, Line("common-skip")),)
        accepts = answers.Optional_(cast("Accepts[object]", answers.File(kinds, unclear)), skip)
        return cast("Step[Media | None]", self._step(key, accepts, ask=ask, args=args))


def _before(day: date) -> date:
    return date.fromordinal(day.toordinal() - 1)



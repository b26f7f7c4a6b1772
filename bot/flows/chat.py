"""The whole vocabulary of a flow: what one may say, ask, note, promise and open.

Rule 1: `await` in a flow means one thing: wait for an answer to a step.
Rule 2: a line's words are found by its key: `say("intro")` in feature `prices` is `prices-intro`.
Rule 3: a key is for ever. A question that changes its meaning gets a new key.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any, Generic, NoReturn, TypeAlias, TypeVar

from bot.feature import Content
from bot.flows import answers
from bot.model import Case, Contact, Json, Line, Location, Media
from bot.wanted import Arg, Link, Reminder, Task, encoded

T = TypeVar("T")
Key: TypeAlias = "str | Line"
"""A line by its key in the feature, or the line itself."""
Bound: TypeAlias = "Decimal | int"
PAST, FUTURE = date(1990, 1, 1), date(2100, 12, 31)


@dataclass(frozen=True)
class Step(Generic[T]):
    """One question, known by its key for as long as a session may live.

    final: a quiz answer; it may not be taken back.
    task: what the platform must do, when the step is addressed to it.
    ticked: what is ticked when a choice of several is first shown.
    """

    key: str
    prompt: Line
    accepts: answers.Accepts[T]
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
        return Step(key, self.line(ask or key, **args), answers.YES_NO, final)

    def one_of(
        self, key: str, options: answers.Options, *, ask: Key = "", final: bool = False, **args: Arg
    ) -> Step[str]:
        """One of several options, by id. Labels: `<question>.<option>`, unless lines are given."""
        prompt = self.line(ask or key, **args)
        return Step(key, prompt, answers.OneOf(choices=answers.choices_of(prompt, options)), final)

    def many_of(
        self,
        key: str,
        options: answers.Options,
        *,
        ticked: Sequence[str] = (),
        ask: Key = "",
        **args: Arg,
    ) -> Step[tuple[str, ...]]:
        """Any number of the options; `ticked` are ticked when the question is first shown."""
        prompt = self.line(ask or key, **args)
        choices = (*answers.choices_of(prompt, options), *answers.common(answers.DONE))
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
        accepts = answers.Number(Decimal(low), Decimal(high), whole)
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
        choices = answers.common(*(id for id, day in named.items() if earliest <= day <= latest))
        accepts = answers.Day(self.today, earliest, latest, choices=choices)
        return Step(key, self.line(ask or key, **args), accepts)

    def day_if_known(
        self, key: str, *, latest: date = FUTURE, ask: Key = "", **args: Arg
    ) -> Step[date | None]:
        """A day, or None when she forgot which."""
        step: Step[Any] = self.day(key, latest=latest, ask=self.line(ask or key, **args))
        choices = (*step.accepts.choices, *answers.common(answers.FORGOT))
        return replace(step, accepts=replace(step.accepts, choices=choices))

    def place(self, key: str, *, ask: Key = "", **args: Arg) -> Step[Location | str]:
        """A point shared from the phone, or the name of a place."""
        return Step(key, self.line(ask or key, **args), answers.Place())

    def text(self, key: str, *, longest: int = 500, ask: Key = "", **args: Arg) -> Step[str]:
        """Free words."""
        return Step(key, self.line(ask or key, **args), answers.Text(longest))

    def photo(self, key: str, *, ask: Key = "", **args: Arg) -> Step[Media | None]:
        """A photo, or skip."""
        return Step(key, self.line(ask or key, **args), answers.PHOTO)

    def document(self, key: str, *, ask: Key = "", **args: Arg) -> Step[Media | None]:
        """A document or a photo of it, or skip."""
        return Step(key, self.line(ask or key, **args), answers.DOCUMENT)

    def voice(self, key: str, *, ask: Key = "", **args: Arg) -> Step[Media | None]:
        """A voice note, or skip."""
        return Step(key, self.line(ask or key, **args), answers.VOICE)

    def work(self, key: str, task: Task, *, ask: Key = "", **args: Arg) -> Step[Json]:
        """A step for the platform: read a document, draw a PDF, fetch a price."""
        accepts = answers.Worked(task.fingerprint)
        return Step(key, self.line(ask or key, **args), accepts, task=task)

    def open(self, flow: str, **args: Arg) -> Opening:
        """Go there next; this flow ends here."""
        return Opening(flow, encoded(args))

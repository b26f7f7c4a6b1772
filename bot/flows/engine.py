"""Keyed replay: a conversation is a function of the answers given so far.

Rule 1: no I/O, no clock, no chance in here. `advance` is a pure function.
Rule 2: an answer belongs to its step's key, never to its position, so steps can be
        added, removed and reordered while sessions wait.
Rule 3: a reply belongs to the step it was given for: a button to its own step, typed
        words to the step last shown. No other step may take it.
Rule 4: an error in a flow leaves the session as it was; nothing is half done.
"""

from __future__ import annotations

from collections.abc import Coroutine, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from bot.errors import EndlessFlow, ImpureFlow, RepeatedStep, Unclear
from bot.flows.answers import Unfinished
from bot.flows.chat import Chat, Link, Opening, Reminder, Step
from bot.flows.feature import Content, Flow
from bot.model import Case, Contact, Json, Line, Reply

MAX_STEPS = 500


@dataclass(frozen=True)
class Session:
    """One contact's walk through one flow. All of it is JSON.

    answers: by step key, in the order asked.
    waiting_for: the step last shown; None before the first and after the last.
    undo: the answer `back` takes away; draft: what is ticked in a choice of several.
    """

    id: int
    flow: str
    started: date
    args: Mapping[str, Json] = field(default_factory=dict)
    answers: Mapping[str, Json] = field(default_factory=dict)
    waiting_for: str | None = None
    undo: str | None = None
    draft: tuple[str, ...] = ()

    def back(self) -> Session:
        """The session without its last answer; unchanged when there is none to take back."""
        if self.undo is None:
            return self
        kept = {key: value for key, value in self.answers.items() if key != self.undo}
        return replace(self, answers=kept, waiting_for=self.undo, undo=None, draft=())


@dataclass(frozen=True)
class Given:
    """What a turn passes in beside the answers. today: the day in the contact's time zone."""

    contact: Contact
    case: Case
    content: Content
    today: date


@dataclass(frozen=True)
class Turn:
    """All that one reply leads to.

    note: a message id about the reply itself (not understood, changed, one more question).
    step: what is asked now; None when the flow has ended. opening: where it goes on.
    """

    session: Session
    lines: tuple[Line, ...] = ()
    links: tuple[Link, ...] = ()
    note: Line | None = None
    step: Step[Any] | None = None
    opening: Opening | None = None
    results: Mapping[str, Json] = field(default_factory=dict)
    learned: Mapping[str, Json] = field(default_factory=dict)
    reminders: Mapping[str, Reminder] = field(default_factory=dict)

    @property
    def done(self) -> bool:
        """Whether the flow has come to its end."""
        return self.step is None


def advance(flow: Flow, session: Session, reply: Reply | None, given: Given) -> Turn:
    """Replay `session` through `flow` and take one reply.

    reply: None starts the flow, or shows the current step again.
    Raises FlowError: the flow itself is wrong; nothing has changed.
    """
    chat = Chat(
        feature=session.flow.partition("/")[0],
        session=session.id,
        started=session.started,
        today=given.today,
        contact=given.contact,
        case=given.case.without(session.id),
        content=given.content,
    )
    chat.live = not session.answers and session.waiting_for is None
    return _Replay(chat, session, reply).run(flow(chat, **session.args))


class _Replay:
    """One run of a flow from the top, with the answers it has and the reply it is offered."""

    def __init__(self, chat: Chat, session: Session, reply: Reply | None) -> None:
        self.chat, self.session, self.reply = chat, session, reply
        self.known = dict(session.answers)
        self.asked: dict[str, Json] = {}
        self.seen: set[str] = set()
        self.undo: str | None = None
        self.note: Line | None = None

    def run(self, running: Coroutine[Any, Any, Any]) -> Turn:
        value: Any = None
        try:
            while True:
                step = running.send(value)
                if isinstance(step, Opening):
                    return self._ended(step)
                self._check(step)
                try:
                    taken, value = self._take(step)
                except Unfinished as more:
                    self.note = None
                    return self._waiting(step, more.draft)
                except Unclear as unclear:
                    self.note = Line(unclear.reason, dict(unclear.args_of_line))
                    return self._waiting(step, self._draft_of(step))
                if not taken:
                    return self._waiting(step, self._draft_of(step))
                self.asked[step.key] = self.known.pop(step.key)
                self.undo = None if step.final else (self.undo if step.task else step.key)
        except StopIteration:
            return self._ended(None)
        finally:
            running.close()

    def _take(self, step: Step[Any]) -> tuple[bool, Any]:
        """Whether the step has an answer now, and its value; raises Unclear when it lost it."""
        answered = step.key in self.known
        if self.reply is not None and self.reply.step == step.key:
            if not (answered and step.final):
                return True, self._answer(step, self.reply, answered)
            self.note, self.reply = Line("common-already-answered"), None
        if answered:
            return True, self._recall(step)
        if self.reply is not None:
            self.note = Line("common-one-more-question")
        return False, None

    def _answer(self, step: Step[Any], reply: Reply, answered: bool) -> Any:
        before = self.known.get(step.key)
        value = step.accepts.read(reply, self._draft_of(step))
        self.known[step.key] = step.accepts.dump(value)
        if answered and before != self.known[step.key]:
            self.note = Line("common-answer-changed")
        self.reply, self.chat.live = None, True
        return value

    def _recall(self, step: Step[Any]) -> Any:
        try:
            value = step.accepts.load(self.known[step.key])
        except Unclear:
            del self.known[step.key]
            raise
        self.chat.live = False
        return value

    def _draft_of(self, step: Step[Any]) -> tuple[str, ...]:
        return self.session.draft if self.session.waiting_for == step.key else ()

    def _check(self, step: object) -> None:
        if not isinstance(step, Step):
            raise ImpureFlow(f"{self.session.flow} awaited {step!r}, which is not a step")
        if step.key in self.seen:
            raise RepeatedStep(f"{self.session.flow} asks {step.key!r} twice; open a flow instead")
        self.seen.add(step.key)
        if len(self.seen) > MAX_STEPS:
            raise EndlessFlow(f"{self.session.flow} asks more than {MAX_STEPS} steps")

    def _waiting(self, step: Step[Any], draft: tuple[str, ...]) -> Turn:
        turn = self._turn(waiting_for=step.key, draft=draft)
        return replace(turn, step=step)

    def _ended(self, opening: Opening | None) -> Turn:
        if self.reply is not None:
            self.note = Line("common-question-gone")
        return replace(self._turn(waiting_for=None, draft=()), opening=opening)

    def _turn(self, *, waiting_for: str | None, draft: tuple[str, ...]) -> Turn:
        session = replace(
            self.session,
            answers={**self.asked, **self.known},
            waiting_for=waiting_for,
            undo=self.undo,
            draft=draft,
        )
        return Turn(
            session=session,
            lines=tuple(self.chat.lines),
            links=tuple(self.chat.links),
            note=self.note,
            results=dict(self.chat.results),
            learned=dict(self.chat.learned),
            reminders=dict(self.chat.reminders),
        )

"""Keyed replay: a conversation is a function of the answers given so far.

Rule 1: no I/O, no clock, no chance in here. `advance` is a pure function.
Rule 2: an answer belongs to its step's key, never to its position, so steps can be
        added, removed and reordered while sessions wait.
Rule 3: a reply belongs to the step it was given for: a button to its own step, typed
        words to the step last shown. No other step may take it.
Rule 4: an error in a flow leaves the session as it was; nothing is half done.
Rule 5: a line is said once, when the step before it was answered in this turn; what stands
        after the last step is said whenever a turn ends the flow.
Rule 6: an answer, and all that follows from it, stands until a better one has been taken.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from random import Random
from typing import Any

from bot.errors import EndlessFlow, ImpureFlow, RepeatedStep, Unclear, Unfinished
from bot.feature import Content, Flow
from bot.flows.chat import Chat, Opening, Step
from bot.model import Case, Contact, Json, Line, Reply
from bot.wanted import Link, Reminder

MAX_STEPS = 500
PLAIN = ("args", "answers", "waiting_for", "undo")
"""What of a session is JSON as it stands."""


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
        draft = _ticks(self.answers[self.undo])
        return replace(self, answers=kept, waiting_for=self.undo, undo=None, draft=draft)

    def to_json(self) -> dict[str, Json]:
        """All that moves in it: `{args, answers, waiting_for, undo, draft}`."""
        kept: dict[str, Json] = {"args": dict(self.args), "answers": dict(self.answers)}
        return {**kept, "waiting_for": self.waiting_for, "undo": self.undo, "draft": [*self.draft]}

    @classmethod
    def of_json(cls, id: int, flow: str, started: date, body: Mapping[str, Any]) -> Session:
        """The session back from `to_json`; a new one when `body` is empty."""
        plain = {name: body[name] for name in PLAIN if name in body}
        return cls(id, flow, started, draft=tuple(body.get("draft", ())), **plain)


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
    used: the steps whose answers were handed back on the way here, in order.
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
    used: tuple[str, ...] = ()

    @property
    def done(self) -> bool:
        """Whether the flow has come to its end."""
        return self.step is None


def advance(flow: Flow, session: Session, reply: Reply | None, given: Given) -> Turn:
    """Replay `session` through `flow` and take one reply.

    reply: None starts the flow, or shows the current step again.
    Raises FlowError: the flow itself is wrong; nothing has changed.
    """
    turn = _Replay(session, reply, given).run(flow)
    if turn.step is None or turn.step.key not in turn.session.answers:
        return turn
    kept = _Replay(turn.session, None, given).run(flow)
    return replace(turn, results=kept.results, learned=kept.learned, reminders=kept.reminders)


class _Replay:
    """One run of a flow from the top.

    known: the answers not asked for yet; asked: those that were, in order.
    reply: what was said, until its step takes it.
    """

    def __init__(self, session: Session, reply: Reply | None, given: Given) -> None:
        self.session, self.reply = session, reply
        self.known, self.asked = dict(session.answers), dict[str, Json]()
        self.undo: str | None = None
        self.note: Line | None = None
        self.chat = Chat(
            feature=session.flow.partition("/")[0],
            started=session.started,
            today=given.today,
            contact=given.contact,
            case=given.case.without(session.id),
            content=given.content,
            random=Random(session.id),
            live=not session.answers and session.waiting_for is None,
        )

    def run(self, flow: Flow) -> Turn:
        """Hand answers to the flow until it asks something new, or ends."""
        running, value = flow(self.chat, **self.session.args), None
        try:
            while True:
                step = running.send(value)
                if isinstance(step, Opening):
                    return replace(self._turn(), opening=step)
                self._check(step)
                self.chat.again.clear()
                try:
                    self.chat.live = self._hear(step)
                    if step.key not in self.known:
                        return self._turn(step, self._draft(step))
                    value = self._recall(step)
                except Unfinished as more:
                    self.note = Line(more.told, dict(more.args_of_line)) if more.told else None
                    return self._turn(step, more.draft)
                except Unclear as unclear:
                    self.note = Line(unclear.reason, dict(unclear.args_of_line))
                    return self._turn(step, self._draft(step))
        except StopIteration:
            return self._turn()
        finally:
            running.close()

    def _check(self, step: object) -> None:
        if not isinstance(step, Step):
            raise ImpureFlow(f"{self.session.flow} awaited {step!r}, which is not a step")
        if step.key in self.asked:
            raise RepeatedStep(f"{self.session.flow} asks {step.key!r} twice; open a flow instead")
        if len(self.asked) == MAX_STEPS:
            raise EndlessFlow(f"{self.session.flow} asks more than {MAX_STEPS} steps")

    def _hear(self, step: Step[Any]) -> bool:
        """Whether the reply answers this step; it is kept then. Raises Unclear: it does not fit."""
        if self.reply is None or self.reply.step != step.key:
            return False
        reply, self.reply = self.reply, None
        if step.final and step.key in self.known:
            self.note = Line("common-already-answered")
            return False
        kept = step.accepts.read(reply, self._draft(step))
        if self.known.get(step.key, kept) != kept:
            self.note = Line("common-answer-changed")
        self.known[step.key] = kept
        return True

    def _recall(self, step: Step[Any]) -> Any:
        """The value of the answer kept. Raises Unclear: it no longer fits, and is forgotten."""
        kept = self.known.pop(step.key)
        value = step.accepts.load(kept)
        self.asked[step.key] = kept
        if step.task is None:
            self.undo = None if step.final else step.key
        return value

    def _draft(self, step: Step[Any]) -> tuple[str, ...]:
        """What is ticked of a step: so far, in its answer, or to begin with."""
        if self.session.waiting_for == step.key:
            return self.session.draft
        return _ticks(self.known[step.key]) if step.key in self.known else step.ticked

    def _turn(self, step: Step[Any] | None = None, draft: tuple[str, ...] = ()) -> Turn:
        """What it has come to. A reply that no step took is explained."""
        if self.reply is not None and self.note is None:
            self.note = Line("common-one-more-question" if step else "common-question-gone")
        answers, waiting_for = {**self.asked, **self.known}, step.key if step else None
        said = [*self.chat.said, *self.chat.again]
        return Turn(
            replace(
                self.session, answers=answers, waiting_for=waiting_for, undo=self.undo, draft=draft
            ),
            lines=tuple(line for line in said if isinstance(line, Line)),
            links=tuple(link for link in said if isinstance(link, Link)),
            note=self.note,
            step=step,
            results=self.chat.results,
            learned=self.chat.learned,
            reminders=self.chat.reminders,
            used=tuple(self.asked),
        )


def _ticks(kept: Json) -> tuple[str, ...]:
    """The options of an answer, when it is a choice of several."""
    return tuple(id for id in kept if isinstance(id, str)) if isinstance(kept, list) else ()

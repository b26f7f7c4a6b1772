"""A walk through one flow, as a patient network would have it.

Before every turn the session goes through JSON, as if the process had been restarted; every turn
is computed twice and must come out the same. Deploying is `walk.flow = another_flow`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from bot.errors import ContentError
from bot.feature import Dated, Flow, Source
from bot.flows.engine import Given, Session, Turn, advance
from bot.model import Case, Contact, Json, Line, Location, Media, Reply
from bot.typed import typed

TODAY = date(2026, 11, 22)


class Shelf:
    """Content for tests: items by shape and id, to be withdrawn or changed at will."""

    def __init__(self, *items: Any) -> None:
        self.items = {(type(item), item.id): item for item in items}
        self.version = "test"

    def all(self, shape: type[Any]) -> Mapping[str, Any]:
        return {id: item for (kind, id), item in self.items.items() if kind is shape}

    def find(self, shape: type[Any], id: str) -> Any:
        return self.items.get((shape, id))

    def line(self, item: Any, path: str) -> Line:
        return Line(f"shelf/{item.id}.{path}")

    def value(self, id: str, on: date) -> Dated:
        raise ContentError(id)

    def source(self, id: str) -> Source:
        raise ContentError(id)


def through_json(session: Session) -> Session:
    """The session as it comes back from the store."""
    body = json.loads(json.dumps(session.to_json()))
    return Session.of_json(session.id, session.flow, session.started, body)


@dataclass
class Walk:
    """One contact in one flow. `turn` is the newest turn; `session` what is stored."""

    flow: Flow
    args: dict[str, Json] = field(default_factory=dict)
    content: Shelf = field(default_factory=Shelf)
    case: Case = field(default_factory=Case)
    today: date = TODAY
    session: Session = field(init=False)
    turn: Turn = field(init=False)

    def __post_init__(self) -> None:
        self.session = Session(7, "trip", TODAY, self.args)
        self.hear(None)

    def hear(self, reply: Reply | None) -> Turn:
        """One turn."""
        given = Given(Contact(1), self.case, self.content, self.today)
        session = through_json(self.session)
        assert session == self.session
        before = session.to_json()
        self.turn = advance(self.flow, session, reply, given)
        assert session.to_json() == before, "the session handed in was changed"
        assert advance(self.flow, session, reply, given) == self.turn, "the flow is not pure"
        self.session = self.turn.session
        return self.turn

    def show(self) -> Turn:
        """The same step once more."""
        return self.hear(None)

    def tap(self, step: str, *choices: str) -> Turn:
        """A button, or several choices at once."""
        return self.hear(Reply(step, choices=choices))

    def say(self, text: str) -> Turn:
        """Typed words go to the step last shown."""
        step = self.turn.step
        kind = step.accepts.kind if step else ""
        return self.hear(typed(step.key if step else "", kind, text, self.today))

    def send(self, *media: Media, place: Location | None = None) -> Turn:
        """A file, or a shared place."""
        return self.hear(Reply(self.session.waiting_for or "", media=media, place=place))

    def work(self, step: str, task: str, value: Json) -> Turn:
        """What the platform brings back. task: the fingerprint it worked on."""
        return self.hear(Reply(step, result={"task": task, "value": value}))

    def back(self) -> Turn:
        """The word `back`."""
        self.session = self.session.back()
        return self.show()

    # -- what a test looks at --------------------------------------------------------------------

    @property
    def said(self) -> list[str]:
        """The ids of the lines said, without the feature."""
        return [line.id.removeprefix("trip-") for line in self.turn.lines]

    @property
    def asked(self) -> str | None:
        """The key of the step asked now."""
        return self.turn.step.key if self.turn.step else None

    @property
    def note(self) -> str | None:
        """The note about the reply, without `common-`."""
        return self.turn.note.id.removeprefix("common-") if self.turn.note else None

    @property
    def answers(self) -> dict[str, Json]:
        """The answers kept."""
        return dict(self.session.answers)

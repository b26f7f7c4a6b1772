"""What a flow wants of the platform: lines with their arguments, links, reminders, work. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from hashlib import blake2b
from json import dumps
from typing import TypeAlias, cast

from bot.model import Json, Line, Media, line_json

Arg: TypeAlias = "Json | Decimal | date | Line | Media | Sequence[str | Line]"
"""What a line may be told; `encode` writes it as JSON."""


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

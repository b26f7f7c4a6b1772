"""What is kept of a person at one moment, and what has changed since, as lines of a transcript."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from bot.model import Json, Media, MediaKind

K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True)
class Known:
    """Results of all sessions, the newest value of each fact, and what is promised for which day."""

    results: Mapping[tuple[int, str], Json] = field(default_factory=dict)
    facts: Mapping[str, Json] = field(default_factory=dict)
    reminders: Sequence[tuple[date, str]] = ()

    def changes(self, before: Known) -> list[str]:
        """What is known now and was not, and the other way round."""
        told = [f"= {name} {text(value)}" for (_, name), value in new(self.results, before.results)]
        told += [f"= {name}" for (_, name), _ in gone(self.results, before.results)]
        told += [f"+ {name} {text(value)}" for name, value in new(self.facts, before.facts)]
        told += [f"- {name}" for name, _ in gone(self.facts, before.facts)]
        here, there = Counter(self.reminders), Counter(before.reminders)
        told += [f"@ {day} {name}" for day, name in sorted((here - there).elements())]
        return told + [f"@ - {day} {name}" for day, name in sorted((there - here).elements())]


def new(now: Mapping[K, V], before: Mapping[K, V]) -> list[tuple[K, V]]:
    """What is there now and was not, or was something else."""
    return [(key, value) for key, value in now.items() if (key, value) not in before.items()]


def gone(now: Mapping[K, V], before: Mapping[K, V]) -> list[tuple[K, V]]:
    """What was there and is no more."""
    return [(key, value) for key, value in before.items() if key not in now]


def value_of(written: str) -> Json:
    """A fact, argument or result as written: JSON when it is, else the words themselves."""
    try:
        value: Json = json.loads(written)
    except json.JSONDecodeError:
        return written
    return value


def result_of(written: str) -> Json:
    """What work brings back, as written: JSON, or the name of a document."""
    value = value_of(written)
    if isinstance(value, str):
        return Media(MediaKind.DOCUMENT, value, name=value).to_json()
    return value


def text(value: Json) -> str:
    """A value on one line: words as they are, the rest as JSON."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)

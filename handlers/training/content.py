"""The shape of a training module: points to learn, and questions about them (facts/training.yaml)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Annotated, Literal

from bot.flows import Body, ContentError, Label, Shown, Title

Basis = Literal["high", "medium", "background"]
"""`alta`, `media`, and `background`: general knowledge without a source, off until reviewed."""
LETTERS = ("a", "b", "c", "d")
"""The ids of choices: what the buttons under a question say."""
Choice = Annotated[str, Shown(90, prose=False)]


@dataclass(frozen=True)
class Objective:
    """What one can do after the module."""

    id: str
    text: Title


@dataclass(frozen=True)
class Point:
    """One idea on one screen. off: why it is not shown, for trainers; empty when it is shown.

    audio: the file under locales/<tag>/audio/ that says it; without one the words are shown alone.
    """

    id: str
    text: Body
    basis: Basis
    cites: tuple[str, ...] = ()
    off: str = ""
    audio: str = ""


@dataclass(frozen=True)
class Answer:
    """One choice of a question, by a letter that is for ever."""

    id: str
    text: Choice


@dataclass(frozen=True)
class Question:
    """One question. right: the id of its choice; because: why, said after any answer.

    critical: to miss it is to fail. about: the points it asks about.
    """

    id: str
    ask: Body
    right: str
    because: Body
    choices: tuple[Answer, ...]
    basis: Basis
    critical: bool = False
    about: tuple[str, ...] = ()
    cites: tuple[str, ...] = ()
    off: str = ""

    def __post_init__(self) -> None:
        known = [choice.id for choice in self.choices]
        if not 2 <= len(known) <= len(LETTERS):
            raise ContentError(f"choices has {len(known)}; give 2 to {len(LETTERS)} of them")
        for letter in known:
            if letter not in LETTERS:
                listed = ", ".join(LETTERS)
                raise ContentError(f'choices has the id "{letter}"; its letters are {listed}')
        if self.right not in known:
            close = get_close_matches(self.right, [*known, *(c.text for c in self.choices)], 1)
            near = [c.id for c in self.choices if close and close[0] in (c.id, c.text)]
            remedy = f'did you mean "{near[0]}"?' if near else f"write one of {', '.join(known)}"
            raise ContentError(f'right = "{self.right}" is not one of its choices; {remedy}')


@dataclass(frozen=True)
class Module:
    """A module. code: its id in the facts. off: why the whole of it is not offered.

    critical: it is about what kills. refresher_days: after so long it is asked again.
    danger: which danger its warning sign shows, `bot/pictures/peligro-<danger>.svg`.
    annex6: the nearest topic of Annex 6 of the RSSO, for trainers; a chat does not replace it.
    """

    id: str
    code: str
    order: int
    label: Label
    title: Title
    critical: bool
    refresher_days: int
    annex6: str
    sources: tuple[str, ...]
    confidence: Literal["high", "medium", "low"]
    checked: date
    review: str
    objectives: tuple[Objective, ...]
    points: tuple[Point, ...]
    questions: tuple[Question, ...]
    danger: str = ""
    trainer_note: str = ""
    off: str = ""

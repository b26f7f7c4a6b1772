"""Training modules as TOML text: a new one to fill in, and questions put at the end of one.

Rule 1: a new module is off until its author deletes that line; what is off is shown to nobody.
Rule 2: what an author wrote is never touched; questions are added below it.
Rule 3: a file is replaced in one step, and only by text that can be read.
"""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.errors import ContentError
from bot.lint.items import LONGEST_ID, SLUG
from bot.model import Line

FOLDER = "content/training"
LETTERS = "abcd"
FIRST_ORDER = 15
Says = Callable[[Line], str]
"""The words of a line, in the source language."""


@dataclass(frozen=True)
class Question:
    """A question to be written down. choices: the texts, lettered in order; right: a letter.

    off: why it is not asked; empty when it is.
    """

    ask: str
    choices: tuple[str, ...]
    right: str
    because: str
    basis: str = "background"
    critical: bool = False
    about: tuple[str, ...] = ()
    cites: tuple[str, ...] = ()
    off: str = ""
    id: str = ""


def path_of(root: Path, id: str) -> Path:
    """Where a module lies. Raises ContentError: that is no id."""
    if not SLUG.fullmatch(id) or len(id) > LONGEST_ID:
        raise ContentError(
            f"{id[:60]!r} is no id; write lower-case letters, digits and dashes, as mi-tema"
        )
    return root / FOLDER / f"{id}.toml"


def scaffold(id: str, says: Says, today: date, *, sample: bool = True) -> str:
    """A module to fill in, with one point. sample: and with a question to write over."""

    def said(name: str) -> str:
        return quoted(says(Line(f"authoring-{name}")))

    lines = [
        f"id = {quoted(id)}",
        f"code = {quoted(id)}",
        f"order = {FIRST_ORDER}",
        f"off = {said('draft')}",
        f"label = {said('label')}",
        f"title = {said('title')}",
        "critical = false",
        "refresher_days = 180",
        'annex6 = ""',
        "sources = []",
        'confidence = "medium"',
        f"checked = {today}",
        'review = "pending"',
        "",
        *("[[objectives]]", 'id = "o1"', f"text = {said('objective')}", ""),
        *("[[points]]", 'id = "p1"', f"text = {said('point')}", 'basis = "background"'),
        *(f"off = {said('draft')}", ""),
    ]
    if not sample:
        return "\n".join(lines)
    choices = tuple(says(Line("authoring-choice", {"letter": mark.upper()})) for mark in "abc")
    question = Question(
        ask=says(Line("authoring-ask")),
        choices=choices,
        right="a",
        because=says(Line("authoring-because")),
        about=("p1",),
        off=says(Line("authoring-draft")),
        id="q1",
    )
    return "\n".join([*lines, written(question)])


def written(question: Question) -> str:
    """A question as TOML."""
    lines = [
        "[[questions]]",
        f"id = {quoted(question.id)}",
        f"ask = {quoted(question.ask)}",
        f"right = {quoted(question.right)}",
        f"because = {quoted(question.because)}",
        f"critical = {str(question.critical).lower()}",
        f"about = [{', '.join(map(quoted, question.about))}]",
        f"basis = {quoted(question.basis)}",
        f"cites = [{', '.join(map(quoted, question.cites))}]",
        *([f"off = {quoted(question.off)}"] if question.off else []),
        "",
    ]
    for letter, text in zip(LETTERS, question.choices, strict=False):
        lines += ["[[questions.choices]]", f"id = {quoted(letter)}", f"text = {quoted(text)}", ""]
    return "\n".join(lines)


def added(text: str, questions: Sequence[Question]) -> str:
    """A module's text with questions below it, each under an id that was never used in it."""
    used = {str(known.get("id")) for known in tomllib.loads(text).get("questions", ())}
    number, parts = 0, [text.rstrip("\n") + "\n"]
    for question in questions:
        id = question.id
        while not id or id in used:
            number += 1
            id = f"q{number}"
        used.add(id)
        parts.append(written(Question(**{**vars(question), "id": id})))
    return "\n".join(parts)


def keep(path: Path, text: str) -> None:
    """Put the text in its place at once. Raises ContentError: it could not be read back."""
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ContentError(f"{path.name}: {error}; nothing was written") from None
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".toml.new")
    fresh.write_text(text, encoding="utf-8")
    os.replace(fresh, path)


def quoted(text: str) -> str:
    """A text as TOML writes it."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")

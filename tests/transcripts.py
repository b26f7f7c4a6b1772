"""Transcripts: tests that a trainer can read and write, `tests/handlers/<feature>/<story>.txt`.

    # A miner asks what her status means.
    ! flow formalization/triage
    < ¿Qué dice tu REINFO?
    < [Vigente] [Suspendido]
    > [Vigente]
    < Estás en el proceso.
    + reinfo vigente

What she does, and what is set before (these lines are kept as they are):

    > words she types
    > [Label]              she taps that button of the newest bubble; `[2] Label` of bubble 2,
                           `[-1] Label` of the bubble before the newest
    > {photo}              she sends a photo, document, voice, or {place -15.5 -72.2}
    * {"pages": 3}         the platform brings the result of its work; `*` alone does the work
    ~ P30D                 thirty days go by
    ! flow name key=value  the flow she starts in; without it she is met by the first words
    ! case fact=value      what is true of her; `! new` is somebody nobody knows yet
    ! today 2026-11-22     the day it begins;   ! locale es    the language she reads
    # a remark

What comes of it (`pytest --update` writes these lines; read the diff):

    < a line of the bubble; its buttons stand in the last one: < [Sí] [No]
    … task                 the platform has been asked to work
    = name value           a result; taken back: = name
    + fact value           a fact learned; taken back: - fact
    @ 2026-12-24 key       a reminder promised; withdrawn: @ - 2026-12-24 key
    @ 2026-12-24           on that day Chaski speaks first, and says what is due

The transcript runs on the engine, router and words, without a store. Before every turn the session
goes through JSON, every turn is computed twice, and a line without words fails.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.person import Impossible, Person

INPUTS = tuple(">*~!")
KEPT = (*INPUTS, "#")


@dataclass
class Part:
    """One kept line of a transcript and what came of it."""

    number: int
    kept: str
    came: list[str] = field(default_factory=list)


def parts(text: str) -> list[Part]:
    """The kept lines of a transcript with the expected lines under each."""
    found: list[Part] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith(KEPT):
            found.append(Part(number, line.rstrip()))
        elif found:
            found[-1].came.append(line.rstrip())
        else:
            raise Impossible(
                f"line {number}: say first who begins, with `> words` or `! flow name`"
            )
    return found


def played(text: str) -> tuple[str, str]:
    """The transcript as it comes out today, and why it could not be played to its end, if so."""
    told: list[str] = []
    person, problem = Person(), ""
    for part in parts(text):
        told.append(part.kept)
        if problem:
            told += part.came
        elif part.kept.startswith(INPUTS):
            try:
                told += _play(person, part.kept[0], part.kept[1:].strip())
            except Impossible as stop:
                problem = f"line {part.number}: {part.kept}\n{stop}"
                told += part.came
    return "\n".join(told) + "\n", problem


def _play(person: Person, sign: str, said: str) -> list[str]:
    """Do what one line says; the lines that come of it."""
    match sign:
        case "!":
            return person.prepare(*said.split())
        case "~":
            return person.wait(said)
        case "*":
            return person.work(said)
    if tap := re.fullmatch(r"\[(-?\d+)\] (.+)|\[(.+)\]", said):
        bubble, old, label = tap.groups()
        return person.tap(label or old, int(bubble or 0))
    if sent := re.fullmatch(r"\{(\w+)(.*)\}", said):
        return person.send(sent[1], *sent[2].split())
    return person.say(said)


# -- how pytest runs them ----------------------------------------------------------------------------


class TranscriptFile(pytest.File):
    """A transcript is one test."""

    def collect(self) -> Iterator[pytest.Item]:
        yield Transcript.from_parent(self, name="transcript")


class Changed(Exception):
    """What is said and what comes of it have changed."""


class Transcript(pytest.Item):
    """Plays one transcript and compares, or rewrites it under `--update`."""

    def runtest(self) -> None:
        before = self.path.read_text(encoding="utf-8")
        after, problem = played(before)
        if self.config.getoption("--update"):
            self.path.write_text(after, encoding="utf-8")
        elif before != after and not problem:
            raise Changed(_difference(before, after))
        if problem:
            raise Impossible(problem)

    def repr_failure(
        self, excinfo: pytest.ExceptionInfo[BaseException], style: object = None
    ) -> str:
        where = self.path.relative_to(self.config.rootpath)
        if isinstance(excinfo.value, Changed):
            remedy = f"If this is what you meant: pytest --update {where}, and read the diff."
            return f"{excinfo.value}\n\n{remedy}"
        if isinstance(excinfo.value, Impossible):
            return f"{where}: {excinfo.value}"
        return str(super().repr_failure(excinfo))

    def reportinfo(self) -> tuple[Path, int, str]:
        return self.path, 0, f"transcript {self.path.stem}"


def _difference(before: str, after: str) -> str:
    lines = before.splitlines(), after.splitlines()
    return "\n".join(difflib.unified_diff(*lines, "as written", "as played", lineterm="", n=4))

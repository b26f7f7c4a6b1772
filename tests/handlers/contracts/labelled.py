"""Contracts with their labels written into the text, for tests and measurements.

A file begins with `type:`, `missing:` and `present:`, then `===`, then the contract, in which
`[[C-04|words]]` is a finding (`[[C-02,C-37|…]]` two) and `{{C-02|words}}` is fair wording that
must not be flagged as that clause.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

HELDOUT = Path(__file__).parent / "heldout"
MARK = re.compile(r"\[\[([C0-9,-]+)\|(.*?)\]\]|\{\{([C0-9,-]+)\|(.*?)\}\}", re.DOTALL)


@dataclass(frozen=True)
class Label:
    """A clause and the characters of the text it stands in."""

    clause: str
    start: int
    end: int


@dataclass(frozen=True)
class Labelled:
    """One contract with what a reader found in it."""

    id: str
    text: str
    type: str
    findings: Sequence[Label]
    fair: Sequence[Label]
    missing: frozenset[str]
    present: frozenset[str]


def read(path: Path) -> Labelled:
    """A labelled contract from a file."""
    head, _, body = path.read_text(encoding="utf-8").partition("===\n")
    said = dict(line.partition(":")[::2] for line in head.splitlines() if ":" in line)
    text, findings, fair = _unmarked(body)
    return Labelled(
        path.stem,
        text,
        said["type"].strip(),
        findings,
        fair,
        frozenset(said["missing"].split()),
        frozenset(said["present"].split()),
    )


def all_in(folder: Path = HELDOUT) -> Mapping[str, Labelled]:
    """Every labelled contract of a folder, by file name."""
    return {path.stem: read(path) for path in sorted(folder.glob("*.labelled"))}


def _unmarked(body: str) -> tuple[str, list[Label], list[Label]]:
    """The text without marks, and where the marked words stand in it."""
    text, at = "", 0
    findings: list[Label] = []
    fair: list[Label] = []
    for mark in MARK.finditer(body):
        text += body[at : mark.start()]
        words = mark[2] if mark[1] else mark[4]
        into = findings if mark[1] else fair
        for clause in (mark[1] or mark[3]).split(","):
            into.append(Label(clause, len(text), len(text) + len(words)))
        text += words
        at = mark.end()
    return text + body[at:], findings, fair

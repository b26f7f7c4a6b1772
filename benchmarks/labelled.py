"""Contracts with what a reader found in them, in the two forms we keep them in.

`NN.txt` with `NN.yaml` (quotes in lists), and `NN.labelled`: `type:`, `missing:` and `present:`,
then `===`, then the contract, in which `[[C-04|words]]` is a finding (`[[C-02,C-37|…]]` two) and
`{{C-02|words}}` is fair wording that must not be flagged as that clause. White space counts as one
blank everywhere, so that a quote is found whatever the line ends.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MARK = re.compile(r"\[\[([C0-9,-]+)\|(.*?)\]\]|\{\{([C0-9,-]+)\|(.*?)\}\}", re.DOTALL)


@dataclass(frozen=True)
class Label:
    """A clause and the characters of the blank-normalised text it stands in."""

    clause: str
    start: int
    end: int


@dataclass(frozen=True)
class Labelled:
    """One contract with what a reader found in it. raw: the text as it is written."""

    id: str
    raw: str
    type: str
    findings: Sequence[Label]
    fair: Sequence[Label]
    missing: frozenset[str]
    present: frozenset[str]


def blanks(text: str) -> str:
    """The text with all white space as single blanks."""
    return " ".join(text.split())


def all_in(folder: Path) -> Mapping[str, Labelled]:
    """Every labelled contract of a folder, by file name, in both forms."""
    found = {path.stem: _marked(path) for path in sorted(folder.glob("*.labelled"))}
    quoted = {path.stem: _quoted(path) for path in sorted(folder.glob("*.yaml"))}
    return {**found, **quoted}


def _quoted(path: Path) -> Labelled:
    import yaml

    given: Mapping[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    raw = path.with_suffix(".txt").read_text(encoding="utf-8")
    text = blanks(raw)
    labels = [
        [_label(row["clause"], row["quote"], text) for row in given.get(name) or ()]
        for name in ("findings", "hard_negatives")
    ]
    return Labelled(
        path.stem,
        raw,
        given["type"],
        *labels,
        frozenset(given["missing"]),
        frozenset(given["present"]),
    )


def _label(clause: str, quote: str, text: str) -> Label:
    start = text.find(blanks(quote))
    return Label(clause, start, start + len(blanks(quote)))


def _marked(path: Path) -> Labelled:
    head, _, body = path.read_text(encoding="utf-8").partition("===\n")
    said = dict(line.partition(":")[::2] for line in head.splitlines() if ":" in line)
    raw = MARK.sub(lambda mark: mark[2] or mark[4], body)
    text = blanks(raw)
    findings: list[Label] = []
    fair: list[Label] = []
    for mark in MARK.finditer(body):
        into = findings if mark[1] else fair
        into += [_label(c, mark[2] or mark[4], text) for c in (mark[1] or mark[3]).split(",")]
    return Labelled(
        path.stem,
        raw,
        said["type"].strip(),
        findings,
        fair,
        frozenset(said["missing"].split()),
        frozenset(said["present"].split()),
    )

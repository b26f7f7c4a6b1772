"""One content file: its text, its table, and the line of each key in it.

`tomllib` forgets lines, and a problem without a line sends a trainer hunting; so valid TOML is
scanned a second time, keeping lines and dropping values, when a line is first asked for.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

Spot: TypeAlias = tuple[str | int, ...]
"""A place in a document: keys and list positions, `("documents", 1, "label")`."""

TOKEN = re.compile(
    r'"{3}(?:\\.|[^\\])*?"{3,5}|\'{3}.*?\'{3,5}|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\''
    r"|\#[^\n]*|\n|[\[\]{},=]|[ \t\r]+|[^\s\[\]{},=\"'#]+",
    re.DOTALL,
)
KEY = re.compile(r'"((?:\\.|[^"\\])*)"|\'([^\']*)\'|([^\s."\']+)')


@dataclass(frozen=True, order=True)
class Problem:
    """Something an author must put right. file: relative to the root; line: counted from 1."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


@dataclass(frozen=True)
class Document:
    """One content file as it was read. file: relative to the root, with slashes."""

    file: str
    text: str
    table: Mapping[str, Any]

    @cached_property
    def _lines(self) -> Mapping[Spot, int]:
        return lines_of(self.text)

    def line(self, spot: Spot) -> int:
        """The line where a key stands, or the nearest table around it."""
        while spot and spot not in self._lines:
            spot = spot[:-1]
        return self._lines.get(spot, 1)

    def problem(self, spot: Spot, message: str) -> Problem:
        """A problem with what stands at `spot`."""
        return Problem(self.file, self.line(spot), message)


def parse(file: str, data: bytes) -> Document | Problem:
    """The bytes of a file as a document, or why they are not TOML."""
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
        return Document(file, text, tomllib.loads(text))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return Problem(file, line, "not UTF-8 text; save the file with UTF-8 encoding")
    except tomllib.TOMLDecodeError as error:
        what, _, where = str(error).partition(" (at ")
        found = re.search(r"line (\d+)", where)
        line = int(found[1]) if found else data.count(b"\n") + 1
        return Problem(file, line, f"not valid TOML: {what}; look for a missing quote or bracket")


def lines_of(text: str) -> Mapping[Spot, int]:
    """The line, counted from 1, of every key, list element and table of a valid TOML text."""
    return _Scan(text).run()


class _Scan:
    """One pass over the tokens of a text that `tomllib` has already accepted."""

    def __init__(self, text: str) -> None:
        self.tokens: list[tuple[str, int]] = []
        line = 1
        for found in TOKEN.finditer(text):
            token = found[0]
            if not token.isspace() or token == "\n":
                self.tokens.append((token, line))
            line += token.count("\n")
        self.at = 0
        self.lines: dict[Spot, int] = {}
        self.counts: dict[Spot, int] = {}

    def run(self) -> Mapping[Spot, int]:
        table: Spot = ()
        while self._skip():
            if self._peek() == "[":
                table = self._header()
            else:
                self._pair(table)
        return self.lines

    def _peek(self) -> str:
        return self.tokens[self.at][0] if self.at < len(self.tokens) else ""

    def _take(self) -> tuple[str, int]:
        self.at += 1
        return self.tokens[self.at - 1]

    def _skip(self) -> bool:
        """Passes line ends and comments; whether anything is left."""
        while self._peek() == "\n" or self._peek().startswith("#"):
            self.at += 1
        return self.at < len(self.tokens)

    def _keys(self, end: str) -> tuple[list[str], int]:
        """The parts of a dotted key up to `end`, and its line."""
        line = self.tokens[self.at][1]
        written = ""
        while self._peek() not in (end, ""):
            written += self._take()[0]
        self.at += 1
        return [a or b or c for a, b, c in KEY.findall(written)], line

    def _header(self) -> Spot:
        self.at += 1
        several = self._peek() == "["
        self.at += several
        parts, line = self._keys("]")
        self.at += several
        spot: Spot = ()
        for i, part in enumerate(parts):
            spot = (*spot, part)
            if several and i == len(parts) - 1:
                self.lines.setdefault(spot, line)
                self.counts[spot] = self.counts.get(spot, 0) + 1
            if spot in self.counts:
                spot = (*spot, self.counts[spot] - 1)
        self.lines.setdefault(spot, line)
        return spot

    def _pair(self, table: Spot) -> None:
        parts, line = self._keys("=")
        spot = table
        for part in parts:
            spot = (*spot, part)
            self.lines.setdefault(spot, line)
        self._value(spot)

    def _value(self, spot: Spot) -> None:
        token, line = self._take()
        self.lines.setdefault(spot, line)
        if token == "[":
            self._elements(spot)
        elif token == "{":
            while self._skip() and self._peek() != "}":
                if self._peek() == ",":
                    self.at += 1
                else:
                    self._pair(spot)
            self.at += 1
        else:
            while self._peek() not in (",", "]", "}", "\n", ""):
                self.at += 1

    def _elements(self, spot: Spot) -> None:
        count = 0
        while self._skip() and self._peek() != "]":
            if self._peek() == ",":
                self.at += 1
            else:
                self._value((*spot, count))
                count += 1
        self.at += 1

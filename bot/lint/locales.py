"""Rules for locales/: every language says the same things, and labels fit their buttons.

Rule 1: Spanish is the source. A released language lacks nothing; the others may, and fall back.
Rule 2: an attribute of a message is the label of a choice.
Rule 3: Quechua that no speaker has read says so, and has no words for safety or contracts.
Source: facts/quechua_voice.md §3 (what Fluent and CLDR do with Quechua).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from fluent.syntax import FluentParser, ast
from fluent.syntax.visitor import Visitor

from bot.content_file import Problem
from bot.content_reader import nearest
from bot.library import Library, Passage

SOURCE = "es"
LABEL = 20
LABELS = frozenset(
    f"common-{id}"
    for id in ("yes", "no", "done", "skip", "more", "first", "today", "yesterday", "other", "menu")
) | {"whatsapp-choose"}
"""Messages that are labels without being attributes."""
KEYWORDS = "-keywords"
"""How messages end that hold words to understand, not to show."""
COUNTS: Mapping[str, int] = {"month-names": 12, "weekday-names": 7}
"""Messages that are lists of names, with commas between."""
WITHOUT_PLURAL = ("quy", "quz")
"""Languages without plural forms, where a variable takes no glued suffix either."""

REVIEW = re.compile(r"### review: (pending|approved by \S.*)")
HARMLESS = ("common", "language")
"""Catalogues that may stand unread: a wrong word in them costs nobody's mine or life."""


@dataclass(frozen=True)
class Message:
    """A message or term as it stands. parts: `` for the value, `.name` for an attribute."""

    id: str
    file: str
    line: int
    parts: Mapping[str, ast.Pattern]

    def problem(self, message: str) -> Problem:
        """A problem with this message."""
        return Problem(self.file, self.line, message)


class _Found(Visitor):
    """The variables and the plural forms of a pattern."""

    def __init__(self, pattern: ast.Pattern) -> None:
        self.variables: set[str] = set()
        self.forms: set[str] = set()
        self.visit(pattern)

    def visit_VariableReference(self, node: ast.VariableReference) -> None:
        self.variables.add(node.id.name)

    def visit_Variant(self, node: ast.Variant) -> None:
        if isinstance(node.key, ast.Identifier):
            self.forms.add(node.key.name)
        self.generic_visit(node)


def check(root: Path, library: Library, released: Sequence[str]) -> Iterator[Problem]:
    """Problems of every language: files that do not parse, and what differs from Spanish."""
    tags = sorted(path.name for path in (root / "locales").glob("*/"))
    for tag in released:
        if tag not in tags:
            yield Problem(f"locales/{tag}", 1, "this released language has no folder; add it")
    catalogues: dict[str, dict[str, Message]] = {}
    for tag in tags:
        catalogues[tag] = {}
        for path in sorted((root / "locales" / tag).glob("*.ftl")):
            yield from _read(root, path, catalogues[tag])
            if tag in WITHOUT_PLURAL:
                yield from _reviewed(root, path)
        for message in catalogues[tag].values():
            yield from _alone(message, tag)
        yield from _content(root, tag, library)
    source = catalogues.get(SOURCE, {})
    for tag in tags:
        if tag != SOURCE:
            yield from _against(source, catalogues[tag], tag, complete=tag in released)


def _reviewed(root: Path, path: Path) -> Iterator[Problem]:
    """Whether a Quechua catalogue says who has read it, and may stand as it is."""
    said = REVIEW.match(path.read_text(encoding="utf-8"))
    file = path.relative_to(root).as_posix()
    if said is None:
        yield Problem(file, 1, "begin it with: ### review: pending (or: approved by NAME, DATE)")
    elif said[1] == "pending" and path.stem not in HARMLESS:
        yield Problem(
            file, 1, f"{path.stem} is not for unread Quechua; take it out, or have it read"
        )


def _read(root: Path, path: Path, into: dict[str, Message]) -> Iterator[Problem]:
    """Reads one file into a catalogue; yields what does not parse and what is there twice."""
    file = path.relative_to(root).as_posix()
    text = path.read_text(encoding="utf-8")
    for entry in FluentParser(with_spans=True).parse(text).body:
        line = text.count("\n", 0, entry.span.start if entry.span else 0) + 1
        if isinstance(entry, ast.Junk):
            what = entry.annotations[0].message if entry.annotations else "not Fluent"
            yield Problem(file, line, f"does not parse: {what}; indent what belongs to a message")
        if not isinstance(entry, ast.Message | ast.Term):
            continue
        id = f"-{entry.id.name}" if isinstance(entry, ast.Term) else entry.id.name
        parts = {f".{attribute.id.name}": attribute.value for attribute in entry.attributes}
        message = Message(id, file, line, parts | ({"": entry.value} if entry.value else {}))
        if id in into:
            first = into[id]
            yield message.problem(f"{id} is already in {first.file}:{first.line}; keep one")
        into.setdefault(id, message)


def _alone(message: Message, tag: str) -> Iterator[Problem]:
    """What can be wrong with a message by itself."""
    for name, pattern in message.parts.items():
        size = _size(pattern)
        shown = not message.id.endswith(KEYWORDS) and (name or message.id in LABELS)
        if shown and size > LABEL:
            where = f"label {message.id}{name} has {size} characters"
            yield message.problem(f"{where}, at most {LABEL}; shorten it")
        if tag in WITHOUT_PLURAL:
            yield from _quechua(message, name, pattern)
    yield from _alike(message)
    wanted = COUNTS.get(message.id)
    if wanted and "" in message.parts:
        names = _plain(message.parts[""]).split(",")
        if len(names) != wanted:
            said = f"{message.id} has {len(names)} names, {wanted} needed"
            yield message.problem(f"{said}; put a comma between them")


def _alike(message: Message) -> Iterator[Problem]:
    """WhatsApp refuses a message with two buttons that read the same, whatever their case."""
    if message.id.endswith(KEYWORDS):
        return
    seen: dict[str, str] = {}
    for name, pattern in message.parts.items():
        if name and all(isinstance(part, ast.TextElement) for part in pattern.elements):
            first = seen.setdefault(_plain(pattern).strip().casefold(), name)
            if first != name:
                said = f"labels {message.id}{first} and {message.id}{name} read the same"
                yield message.problem(f"{said}; WhatsApp takes no two alike: change one")


def _quechua(message: Message, name: str, pattern: ast.Pattern) -> Iterator[Problem]:
    if "one" in _Found(pattern).forms:
        yield message.problem(f"{message.id}{name} uses [one], which never fits here; write [1]")
    for variable in _glued(pattern):
        said = f"{message.id}{name} glues a suffix to {{ ${variable} }}"
        yield message.problem(f"{said}; put a space or a word between")


def _against(
    source: Mapping[str, Message], other: Mapping[str, Message], tag: str, *, complete: bool
) -> Iterator[Problem]:
    """What a language lacks, or has beyond Spanish."""
    for id, message in source.items():
        if complete and id not in other and not id.startswith("-"):
            file = message.file.replace(f"locales/{SOURCE}/", f"locales/{tag}/", 1)
            said = f"{id} is missing; translate {message.file}:{message.line}"
            yield Problem(file, 1, said)
    for id, message in other.items():
        if id in source:
            yield from _parts(source[id], message, complete=complete)
        elif not id.startswith("-"):
            remedy = nearest(id, source) or "; take it out, or add it to Spanish first"
            yield message.problem(f"{id} is not in locales/{SOURCE}{remedy}")


def _parts(source: Message, other: Message, *, complete: bool) -> Iterator[Problem]:
    where = f"{source.file}:{source.line}"
    for name, pattern in source.parts.items():
        if name not in other.parts:
            if complete:
                yield other.problem(f"{other.id}{name} is missing; translate {where}")
            continue
        wanted, used = _Found(pattern).variables, _Found(other.parts[name]).variables
        for variable in sorted(wanted - used):
            yield other.problem(f"{other.id}{name} lacks {{ ${variable} }}; see {where}")
        for variable in sorted(used - wanted):
            remedy = nearest(variable, wanted - used) or f"; see {where}"
            yield other.problem(f"{other.id}{name} has an unknown {{ ${variable} }}{remedy}")
    for name in other.parts:
        if name not in source.parts:
            remedy = nearest(name, source.parts) or "; take it out"
            yield other.problem(f"{other.id}{name} is not in {where}{remedy}")


def _content(root: Path, tag: str, library: Library) -> Iterator[Problem]:
    """Translations of content: each must translate something, and fit where that fits."""
    known: dict[str, dict[str, Passage]] = {}
    for passage in library.shown():
        item, _, path = passage.id.partition(".")
        known.setdefault(item, {})[path.replace(".", "-")] = passage
    for file in sorted((root / "locales" / tag / "content").glob("*/*.ftl")):
        item = f"{file.parent.name}/{file.stem}"
        messages: dict[str, Message] = {}
        yield from _read(root, file, messages)
        if (file.parent.name, file.stem) not in library.documents:
            path = file.relative_to(root).as_posix()
            yield Problem(path, 1, f"there is no content/{item}.toml; take the file out")
        for id, message in messages.items() if item in known else ():
            yield from _translation(message, known[item].get(id), known[item])


def _translation(
    message: Message, passage: Passage | None, known: Mapping[str, Passage]
) -> Iterator[Problem]:
    if passage is None:
        remedy = nearest(message.id, known) or "; take it out"
        yield message.problem(f"{message.id} translates nothing{remedy}")
        return
    size = _size(message.parts[""]) if "" in message.parts else 0
    if size > passage.shown.most:
        said = f"{message.id} has {size} characters, at most {passage.shown.most}"
        yield message.problem(f"{said}; shorten it")


def _size(pattern: ast.Pattern) -> int:
    """The characters of the longest variant, variables not counted."""
    size = 0
    for element in pattern.elements:
        if isinstance(element, ast.TextElement):
            size += len(element.value)
        elif isinstance(element.expression, ast.SelectExpression):
            size += max(_size(variant.value) for variant in element.expression.variants)
        elif isinstance(element.expression, ast.StringLiteral):
            size += len(element.expression.parse()["value"])
    return size


def _plain(pattern: ast.Pattern) -> str:
    return "".join(e.value for e in pattern.elements if isinstance(e, ast.TextElement))


def _glued(pattern: ast.Pattern) -> Iterator[str]:
    """The variables directly followed by a letter."""
    for element, after in zip(pattern.elements, [*pattern.elements[1:], None], strict=True):
        if not isinstance(element, ast.Placeable):
            continue
        inner = element.expression
        if isinstance(inner, ast.SelectExpression):
            for variant in inner.variants:
                yield from _glued(variant.value)
        letter = isinstance(after, ast.TextElement) and after.value[:1].isalpha()
        if letter and isinstance(inner, ast.VariableReference):
            yield inner.id.name

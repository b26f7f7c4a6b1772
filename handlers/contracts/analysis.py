"""A contract's text in, what it would mean to sign it out: the report of design §11.

Rule 1: a sign is read sentence by sentence; what is fair is looked for in the same clause.
Rule 2: a doubt is reported with severity 1 and asks; it is never silence on what is dangerous.
Rule 3: `start` and `end` are characters of the pages joined by one line feed ("\\n".join(pages)),
        `end` not included; `quote` is exactly that piece of text.
Rule 4: nothing is `missing` from a paper that was not wholly read: then it is `unknown`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.flows import Content, Json
from handlers.contracts import genre
from handlers.contracts.concepts import Matcher, matcher
from handlers.contracts.content import Clause, Vocabulary
from handlers.contracts.numbers import NUMERALS
from handlers.contracts.scenes import scenes, together
from handlers.contracts.signs import Scene, Sign, match, sign
from handlers.contracts.text import MOST_CHARACTERS, Document, read

LONGEST_QUOTE = 420
"""Characters; a longer sentence is quoted around what was found."""
DOUBT = 1
"""The severity of a finding that is only a question."""


@dataclass(frozen=True)
class Finding:
    """One dangerous thing a contract says. start, end: see rule 3."""

    clause: str
    kind: str
    severity: int
    quote: str
    start: int
    end: int
    why: str
    ask: str
    law: str

    def to_json(self) -> Json:
        """As the report has it."""
        return dict(vars(self))


@dataclass(frozen=True)
class Rule:
    """A clause with its signs read."""

    clause: Clause
    signs: tuple[Sign, ...]
    doubts: tuple[Sign, ...]
    fair: tuple[Sign, ...]


@dataclass(frozen=True)
class Rulebook:
    """All clauses and the vocabulary they are written in, ready for use."""

    rules: tuple[Rule, ...]
    words: Matcher

    def knows(self, key: str) -> bool:
        """Whether a sound is a word of the vocabulary or of an amount."""
        return key in NUMERALS or self.words.knows(key)


def light(finding: Mapping[str, Any]) -> str:
    """`red` or `yellow`: an abusive clause is red, a caution or a doubt is yellow."""
    return "red" if finding["kind"] == "abusive" and finding["severity"] > DOUBT else "yellow"


def rulebook(clauses: Iterable[Clause], vocabularies: Iterable[Vocabulary]) -> Rulebook:
    """The clauses with their signs read. Raises ValueError: a sign names an unknown concept."""
    words = list(vocabularies)
    known = [concept for vocabulary in words for concept in vocabulary.concepts]
    topics = [topic for vocabulary in words for topic in vocabulary.topics]
    rules = tuple(
        Rule(
            clause,
            tuple(sign(written, known, topics) for written in clause.signs),
            tuple(sign(written, known, topics) for written in clause.doubts),
            tuple(sign(written, known, topics) for written in clause.fair),
        )
        for clause in sorted(clauses, key=lambda clause: clause.code)
    )
    return Rulebook(rules, matcher(vocabulary.concepts for vocabulary in words))


def book_of(content: Content) -> Rulebook:
    """The rulebook of a content version; read once."""
    if content.version not in _READ:
        _READ.clear()
        _READ[content.version] = rulebook(
            content.all(Clause).values(), content.all(Vocabulary).values()
        )
    return _READ[content.version]


_READ: dict[str, Rulebook] = {}
"""The last rulebook, by content version: reading the signs again would give the same."""


def analyse(pages: Sequence[str], content: Content, *, whole: bool = True) -> dict[str, Json]:
    """The report on a contract, from the text of its pages.

    whole: False when some page could not be read; then nothing is said to be missing.
    """
    return examine(pages, book_of(content), whole=whole)


def examine(pages: Sequence[str], book: Rulebook, *, whole: bool = True) -> dict[str, Json]:
    """The report, by a rulebook: `type, language, pages, findings, missing, present, unknown`."""
    document = read(pages, book.knows)
    spoken = genre.language(document)
    row = Row.of(scenes(document, book.words))
    kind = genre.genre(row.scenes, len(document.keys)) if spoken == "es" else genre.NO_CONTRACT
    found = find(document, row, book, kind)
    cut = sum(map(len, pages)) + len(pages) > MOST_CHARACTERS
    lists = absent(row, book, kind, whole=whole and not cut)
    return {
        "type": kind,
        "language": spoken,
        "pages": len(pages),
        "findings": [finding.to_json() for finding in found],
        **lists,
    }


def find(document: Document, row: Row, book: Rulebook, kind: str) -> list[Finding]:
    """What is dangerous, in the order of the text."""
    found = [
        _finding(document, rule.clause, span, doubt=doubt)
        for rule in book.rules
        if rule.clause.kind != "missing" and genre.relevant(kind, rule.clause.applies)
        for span, doubt in _spans(row, rule)
    ]
    return sorted(found, key=lambda finding: (finding.start, finding.clause))


def absent(row: Row, book: Rulebook, kind: str, *, whole: bool) -> dict[str, Json]:
    """The codes of what is `missing`, `present`, and `unknown` (half said, or not wholly read)."""
    lists: dict[str, list[Json]] = {"missing": [], "present": [], "unknown": []}
    for rule in book.rules:
        if rule.clause.kind == "missing" and genre.relevant(kind, rule.clause.applies):
            lists[_presence(row, rule, whole)].append(rule.clause.code)
    return dict(lists)


def _presence(row: Row, rule: Rule, whole: bool) -> str:
    if any(_hits(row, rule.signs)):
        return "present"
    if any(_hits(row, rule.fair)):
        return "missing"
    return "unknown" if not whole or any(_hits(row, rule.doubts)) else "missing"


@dataclass(frozen=True)
class Hit:
    """A sign found: scenes `first` to `last`, both included, and the token it begins at."""

    first: int
    last: int
    token: int
    stands: bool = False


@dataclass(frozen=True)
class Row:
    """The scenes of a contract, and in which of them each concept and measure stands."""

    scenes: Sequence[Scene]
    standing: Mapping[str, frozenset[int]]

    @classmethod
    def of(cls, scenes: Sequence[Scene]) -> Row:
        """The scenes with their index."""
        standing: dict[str, set[int]] = {}
        for at, scene in enumerate(scenes):
            for name in (*scene.mentions, *scene.amounts):
                standing.setdefault(name, set()).add(at)
        return cls(scenes, {name: frozenset(found) for name, found in standing.items()})

    def touch(self, one: Hit, two: Hit) -> bool:
        """Whether two finds of a clause are one: they overlap, or follow each other in a part."""
        if self.scenes[one.first].part != self.scenes[two.first].part:
            return False
        return two.first - 1 <= one.last and one.first <= two.last + 1

    def candidates(self, pattern: Sign) -> list[int]:
        """The scenes in which a sign may match, alone or with the next one."""
        left: set[int] | None = None
        for part in pattern.parts:
            found: set[int] = set()
            for name in part.concepts or (part.measure,):
                found |= self.standing.get(name, NOWHERE)
            if pattern.two:
                found |= {at - 1 for at in found if at}
            left = found if left is None else left & found
            if not left:
                return []
        return sorted(left or ())


NOWHERE: frozenset[int] = frozenset()


def _hits(row: Row, signs: Iterable[Sign], *, named: bool = False) -> Iterator[Hit]:
    """Every place where one of these signs matches. named: see `places`."""
    for pattern in signs:
        for at in row.candidates(pattern):
            scene = row.scenes[at]
            span = match(pattern, scene, named=named)
            if span:
                yield Hit(at, at, span[0], pattern.stands)
                continue
            after = row.scenes[at + 1] if at + 1 < len(row.scenes) else None
            if pattern.two and after and after.part == scene.part:
                span = match(pattern, together(scene, after), named=named)
                if span:
                    yield Hit(at, at + 1, span[0], pattern.stands)


def _spans(row: Row, rule: Rule) -> list[tuple[tuple[int, int, int], bool]]:
    """Token spans (first, last, middle) where a clause is found, and whether it is a doubt."""
    taken: list[Hit] = []
    spans: list[tuple[tuple[int, int, int], bool]] = []
    everywhere = any(_hits(row, (sign for sign in rule.fair if sign.anywhere)))
    for signs, doubt in ((rule.signs, False), (rule.doubts, True)):
        for hit in sorted(_hits(row, signs), key=lambda hit: (hit.first, hit.last, not hit.stands)):
            if row.scenes[hit.first].introduces or any(row.touch(hit, other) for other in taken):
                continue
            if hit.stands or not (everywhere or _cleared(row, rule, hit)):
                taken.append(hit)
                spans.append(
                    ((row.scenes[hit.first].first, row.scenes[hit.last].last, hit.token), doubt)
                )
    return spans


def _cleared(row: Row, rule: Rule, hit: Hit) -> bool:
    """Whether the same clause says what makes it fair."""
    row_of, part = row.scenes, row.scenes[hit.first].part
    first, last = hit.first, hit.last
    low = first - 1 if first and row_of[first - 1].part == part else first
    high = last + 1 if last + 1 < len(row_of) and row_of[last + 1].part == part else last
    nearby = Row.of(row_of[low : high + 1])
    return any(_hits(nearby, rule.fair, named=True))


def _finding(
    document: Document, clause: Clause, span: tuple[int, int, int], *, doubt: bool
) -> Finding:
    first, last, middle = span
    while first < last and not document.keys[first][0].isalnum():
        first += 1
    start, end = document.span(first, last)
    end = start + len(document.text[start:end].rstrip())
    if end - start > LONGEST_QUOTE:
        start, end = _around(document, middle, start, end)
    return Finding(
        clause=clause.code,
        kind=clause.kind,
        severity=DOUBT if doubt else clause.severity,
        quote=document.text[start:end],
        start=start,
        end=end,
        why=clause.why,
        ask=clause.ask,
        law=clause.law,
    )


def _around(document: Document, middle: int, start: int, end: int) -> tuple[int, int]:
    """A piece of a long sentence that begins shortly before what was found."""
    found = document.starts[middle]
    begin = max(start, found - LONGEST_QUOTE // 3)
    begin += len(document.text[begin:found]) - len(document.text[begin:found].lstrip())
    if begin > start:
        gap = document.text.find(" ", begin, found)
        begin = gap + 1 if gap >= 0 else begin
    stop = min(end, begin + LONGEST_QUOTE)
    gap = document.text.rfind(" ", begin, stop)
    return begin, (stop if stop == end or gap <= found else gap)

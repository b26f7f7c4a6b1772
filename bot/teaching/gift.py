r"""GIFT, the text format of Moodle's question banks: read whole, written for multiple choice.

    file        = { block, blank line }
    block       = { comment } , ( category | question )
    comment     = "//" text                    a whole line; [id:x] and [tag:y] in it name what follows
    category    = "$CATEGORY:" path            holds for the questions below it
    question    = [ "::" title "::" ] , [ format ] , text , [ "{" answers "}" , [ text ] ]
                  no braces: a description; text after them: a missing word, shown as _____
    format      = "[html]" | "[markdown]" | "[plain]" | "[moodle]"
    answers     = ( nothing                    an essay
                  | ( "T" | "TRUE" | "F" | "FALSE" ) , [ "#" when wrong , [ "#" when right ] ]
                  | "#" , ( number | { "=" [ weight ] number [ "#" feedback ] } )
                  | { ( "=" | "~" ) [ weight ] text [ "#" feedback ] }     with a ~: multiple choice
                  | { "=" text "->" text }                                 matching
                  | { "=" [ weight ] text [ "#" feedback ] }               short answer
                  ) , [ "####" general feedback ]
    number      = value | value ":" tolerance | low ".." high
    weight      = "%" -100…100 "%"
    escapes     = \~ \= \# \{ \} \: \\ and \n for a new line

Rule 1: a block that is wrong is a fault with its line; the others are read all the same.
Rule 2: everything is bounded, and no pattern looks back: a hostile file costs no more than its size.
Source: Moodle, question/format/gift; the order of the tests for each kind is its own.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal[
    "choice", "true-false", "short", "numeric", "match", "essay", "description"
]
LARGEST = 2_000_000
"""Characters of a file."""
MOST, LONGEST, MOST_ANSWERS = 5_000, 20_000, 60
"""Blocks of a file, characters of a block, answers of a question."""
BLANK = "_____"
FORMATS = ("html", "markdown", "plain", "moodle")
ESCAPED = "~=#{}:\\n"
MEANT = "~=#{}:\\\n"
HIDDEN = "".join(map(chr, range(1, 9)))
"""Stands for what was escaped while the structure is read; no file may hold these itself."""
ESCAPE = re.compile(r"\\([~=#{}:\\n])")
NOT_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
WEIGHT = re.compile(r"%(-?\d{1,3}(?:\.\d{1,7})?)%")
NAMED = re.compile(r"\[(id|tag):([^\[\]]*)\]")
_HIDE, _SHOW = dict(zip(ESCAPED, HIDDEN, strict=True)), str.maketrans(HIDDEN, MEANT)
_WRITE = str.maketrans({**{mark: f"\\{mark}" for mark in "~=#{}:\\"}, "\n": "\\n"})


@dataclass(frozen=True)
class Answer:
    """One answer. weight: percent of the mark, −100 to 100; partner: its match; low, high: a range."""

    text: str
    weight: float = 0.0
    feedback: str = ""
    partner: str = ""
    low: float | None = None
    high: float | None = None
    format: str = "moodle"


@dataclass(frozen=True)
class Item:
    """One question as it was written. line: where it begins, from 1; feedback: the general one."""

    line: int
    kind: Kind
    text: str
    title: str = ""
    format: str = "moodle"
    answers: tuple[Answer, ...] = ()
    feedback: str = ""
    category: str = ""
    id: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Fault:
    """What cannot be taken, and why."""

    line: int
    reason: str


@dataclass(frozen=True)
class Bank:
    """What a file holds: its questions, and what of it is wrong."""

    items: tuple[Item, ...]
    faults: tuple[Fault, ...]


class _Wrong(Exception):
    """This block is not GIFT."""


# -- reading ------------------------------------------------------------------------------------------


def parse(text: str) -> Bank:
    """The questions of a GIFT text."""
    items: list[Item] = []
    faults: list[Fault] = []
    category = ""
    if len(text) > LARGEST:
        return Bank((), (Fault(1, f"the file is longer than {LARGEST} characters; divide it"),))
    for count, (line, lines) in enumerate(_blocks(text)):
        if count >= MOST:
            faults.append(Fault(line, f"more than {MOST} questions; divide the file"))
            break
        try:
            category, item = _block(line, lines, category)
        except _Wrong as wrong:
            faults.append(Fault(line, str(wrong)))
            continue
        items += [item] if item else []
    return Bank(tuple(items), tuple(faults))


def _blocks(text: str) -> Iterator[tuple[int, list[str]]]:
    """The lines between blank lines, with the number of the first that is no comment."""
    plain = NOT_TEXT.sub("", text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n"))
    block: list[str] = []
    first = 0
    for number, line in enumerate([*plain.split("\n"), ""], 1):
        if line.strip():
            block.append(line)
            if not first and not _is_comment(line):
                first = number
            continue
        if first:
            yield first, block
        block, first = [], 0


def _is_comment(line: str) -> bool:
    return line.lstrip().startswith("//")


def _block(line: int, lines: list[str], category: str) -> tuple[str, Item | None]:
    """A block as (the category from here on, its question)."""
    comments = [text for text in lines if _is_comment(text)]
    rest = [text for text in lines if not _is_comment(text)]
    if rest[0].lstrip().startswith("$CATEGORY:"):
        category = rest[0].partition(":")[2].strip()
        rest, line = rest[1:], line + 1
    text = "\n".join(rest).strip()
    if not text:
        return category, None
    if len(text) > LONGEST:
        raise _Wrong(f"longer than {LONGEST} characters; a blank line must end each question")
    named = [found for comment in comments for found in NAMED.findall(comment)]
    item = _question(line, ESCAPE.sub(lambda found: _HIDE[found[1]], text))
    id = next((value.strip() for name, value in named if name == "id"), "")
    tags = tuple(value.strip() for name, value in named if name == "tag")
    return category, replace(item, category=category, id=id, tags=tags)


def _question(line: int, text: str) -> Item:
    title = ""
    if text.startswith("::") and "::" in text[2:]:
        title, _, text = text[2:].partition("::")
    text = text.strip()
    start, end = text.find("{"), text.find("}")
    if start < 0 and end < 0:
        words, form = _formatted(text, "moodle")
        return Item(line, "description", words, _shown(title), form)
    if start < 0 or end < start:
        raise _Wrong("{ and } do not match; write \\{ or \\} for one that is meant as text")
    after = text[end + 1 :].strip()
    if "{" in after or "}" in after:
        raise _Wrong("a second { or }; a blank line must end each question")
    words, form = _formatted(f"{text[:start]}{BLANK} {after}" if after else text[:start], "moodle")
    inside, general = _general(text[start + 1 : end].strip())
    kind, answers = _answers(inside, form)
    return Item(
        line, kind, words, _shown(title), form, answers, feedback=_formatted(general, form)[0]
    )


def _general(inside: str) -> tuple[str, str]:
    """The answers, and the general feedback after them."""
    at = inside.rfind("####")
    return (inside, "") if at < 0 else (inside[:at].strip(), inside[at + 4 :].strip())


def _answers(inside: str, form: str) -> tuple[Kind, tuple[Answer, ...]]:
    """What kind of question the braces make it. The order of the tests is Moodle's."""
    if not inside:
        return "essay", ()
    if inside.startswith("#"):
        return "numeric", _numbers(inside[1:], form)
    if "~" in inside:
        return "choice", _choices(inside, form)
    if "=" in inside and "->" in inside:
        return "match", _pairs(inside, form)
    truth = inside.partition("#")[0].strip()
    if truth in ("T", "TRUE", "F", "FALSE"):
        return "true-false", _truth(truth[0] == "T", inside, form)
    found = tuple(_answer(part, form, 100.0) for part in _parts(inside, "="))
    return "short", found


def _parts(inside: str, mark: str) -> list[str]:
    """What stands between marks."""
    parts = [part.strip() for part in inside.split(mark)]
    parts = parts if parts[0] else parts[1:]
    if len(parts) > MOST_ANSWERS:
        raise _Wrong(f"more than {MOST_ANSWERS} answers")
    if not all(parts):
        raise _Wrong("an answer is empty; write it, or \\= and \\~ for signs meant as text")
    return parts


def _choices(inside: str, form: str) -> tuple[Answer, ...]:
    parts = _parts(inside.replace("=", "~="), "~")
    if len(parts) < 2:
        raise _Wrong("only one choice; a multiple choice needs two or more")
    return tuple(
        _answer(part.removeprefix("="), form, 100.0 if part.startswith("=") else 0.0)
        for part in parts
    )


def _answer(part: str, form: str, weight: float) -> Answer:
    part = part.strip()
    found = WEIGHT.match(part)
    if found:
        weight, part = float(found[1]), part[found.end() :]
        if not -100 <= weight <= 100:
            raise _Wrong(f"a weight of {weight:g} %; write -100 to 100")
    text, _, feedback = part.partition("#")
    words, own = _formatted(text, form)
    if not words:
        raise _Wrong("an answer is empty; write it")
    return Answer(words, weight, _formatted(feedback, own)[0], format=own)


def _truth(right: bool, inside: str, form: str) -> tuple[Answer, ...]:
    """Both answers, true first."""
    _, wrong, well = (*inside.split("#", 2), "", "")[:3]
    texts = {True: _formatted(well, form)[0], False: _formatted(wrong, form)[0]}
    return tuple(
        Answer(name, 100.0 if truth is right else 0.0, texts[truth is right], format=form)
        for name, truth in (("T", True), ("F", False))
    )


def _pairs(inside: str, form: str) -> tuple[Answer, ...]:
    found = []
    for part in _parts(inside, "="):
        left, arrow, right = part.partition("->")
        if not arrow or not right.strip():
            raise _Wrong("a matching answer without -> and its partner")
        text, own = _formatted(left, form)
        found.append(Answer(text, partner=_shown(right), format=own))
    return tuple(found)


def _numbers(inside: str, form: str) -> tuple[Answer, ...]:
    parts = _parts(inside, "=")
    if not parts:
        raise _Wrong("a number is missing after #")
    return tuple(_number(_answer(part, form, 100.0)) for part in parts)


def _number(answer: Answer) -> Answer:
    text = answer.text
    if text == "*":
        return replace(answer, low=-math.inf, high=math.inf)
    try:
        if ".." in text:
            low, high = (float(part) for part in text.split("..", 1))
        else:
            value, _, around = text.partition(":")
            near = float(around or 0)
            low, high = float(value) - near, float(value) + near
    except ValueError:
        raise _Wrong(f"{text[:30]!r} is no number; write 3, 3:0.5 or 1..5") from None
    if not (math.isfinite(low) and math.isfinite(high)) or low > high:
        raise _Wrong(f"{text[:30]!r} is no range; write the lower number first")
    return replace(answer, low=low, high=high)


def _formatted(text: str, default: str) -> tuple[str, str]:
    """The words and their format."""
    text = text.strip()
    for name in FORMATS:
        if text.startswith(f"[{name}]"):
            return _shown(text[len(name) + 2 :]), name
    return _shown(text), default


def _shown(text: str) -> str:
    return text.translate(_SHOW).strip()


# -- writing ------------------------------------------------------------------------------------------


def write(items: Sequence[Item]) -> str:
    """Multiple-choice questions as GIFT; `parse` reads the same back."""
    return "\n".join(_written(item) for item in items)


def _written(item: Item) -> str:
    marks = [f"[id:{item.id}]"] if item.id else []
    marks += [f"[tag:{tag}]" for tag in item.tags]
    head = f"// {' '.join(marks)}\n" if marks else ""
    title = f"::{_escaped(item.title)}::" if item.title else ""
    lines = [f"{head}{title}[plain]{_escaped(item.text)} {{"]
    for answer in item.answers:
        weight = f"%{answer.weight:g}%" if answer.weight or answer.text.startswith("%") else ""
        sign = "=" if answer.weight == 100 else "~"
        if sign == "=" and not answer.text.startswith("%"):
            weight = ""
        feedback = f"#{_plain(answer.feedback)}" if answer.feedback else ""
        lines.append(f"\t{sign}{weight}{_plain(answer.text)}{feedback}")
    lines += [f"\t####{_plain(item.feedback)}"] if item.feedback else []
    return "\n".join([*lines, "}", ""])


def _plain(text: str) -> str:
    return ("[plain]" if text.startswith("[") else "") + _escaped(text)


def _escaped(text: str) -> str:
    clean = NOT_TEXT.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return clean.strip().translate(_WRITE)

"""Question banks of Moodle and our quizzes: what of a GIFT file can be asked here, and back.

Rule 1: what our quiz cannot hold is refused with line and reason; the rest is taken.
Rule 2: a question without a source that we know comes in switched off, and says where it is from.
Rule 3: a question that the module already asks is not taken twice.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

from bot.model import Line
from bot.teaching.drafts import LETTERS, Question, Says
from bot.teaching.gift import Answer, Bank, Fault, Item

LONGEST_ASK, LONGEST_CHOICE = 600, 90
REFUSED = {
    "description": "a text without a question; write it as a point of the module",
    "essay": "an essay; the quiz takes one choice, so give it choices with = and ~",
    "short": "a short answer; nothing is typed in the quiz, so add wrong choices with ~",
    "numeric": "a number to type; the quiz takes one choice, so give it choices with = and ~",
    "match": "a matching question; ask each pair on its own, with choices",
}
EMBEDDED = ("<img", "<video", "<audio", "<iframe", "<script", "@@PLUGINFILE@@")

TAG = re.compile(r"</?[A-Za-z][^<>]{0,200}>")


@dataclass(frozen=True)
class Taken:
    """What a file came to. skipped: how many were there before."""

    questions: tuple[Question, ...]
    faults: tuple[Fault, ...]
    skipped: int = 0


@dataclass(frozen=True)
class Place:
    """Where questions go. file: whence; sources, points, asked: what is known and asked there."""

    file: str
    says: Says
    sources: Collection[str] = ()
    points: Collection[str] = ()
    asked: Collection[str] = ()


class _No(Exception):
    """Our quiz cannot hold this."""


def taken(bank: Bank, place: Place) -> Taken:
    """The questions of a bank as ours."""
    questions: list[Question] = []
    faults = list(bank.faults)
    asked, skipped = set(place.asked), 0
    for item in bank.items:
        try:
            question = _question(item, place)
        except _No as no:
            faults.append(Fault(item.line, str(no)))
            continue
        if question.ask in asked:
            skipped += 1
            continue
        asked.add(question.ask)
        questions.append(question)
    return Taken(tuple(questions), tuple(sorted(faults, key=lambda one: one.line)), skipped)


def _question(item: Item, place: Place) -> Question:
    if item.kind in REFUSED:
        raise _No(REFUSED[item.kind])
    if any(mark in text for mark in EMBEDDED for text in _texts(item)):
        raise _No("a picture, sound or script; describe it in words")
    ask = _plain(item.text, item.format)
    if not ask or len(ask) > LONGEST_ASK:
        raise _No(f"the question has {len(ask)} characters, 1 to {LONGEST_ASK}; shorten it")
    right = _right(item.answers)
    choices = tuple(_choice(answer, item, place) for answer in item.answers)
    if len(set(choices)) < len(choices):
        raise _No("two choices read the same; change one of them")
    because = item.feedback or item.answers[right].feedback
    return _marked(item, place, ask, choices, LETTERS[right], _plain(because, item.format))


def _texts(item: Item) -> list[str]:
    return [item.text, item.feedback, *(a.text + a.feedback for a in item.answers)]


def _right(answers: Sequence[Answer]) -> int:
    """Which one is right."""
    if len(answers) > len(LETTERS):
        raise _No(f"{len(answers)} choices, at most {len(LETTERS)}; leave the weakest out")
    whole = [n for n, answer in enumerate(answers) if answer.weight == 100]
    part = [answer for answer in answers if 0 < answer.weight < 100]
    if part and not whole:
        raise _No("several right answers; the quiz takes one choice, so ask each on its own")
    if part:
        raise _No(f"{part[0].text[:40]!r} is partly right ({part[0].weight:g} %); write = or ~")
    if len(whole) != 1:
        raise _No(f"{len(whole)} right answers marked; mark exactly one with =")
    return whole[0]


def _choice(answer: Answer, item: Item, place: Place) -> str:
    if item.kind == "true-false":
        name = "true" if answer.text == "T" else "false"
        return place.says(Line(f"authoring-{name}"))
    text = _plain(answer.text, answer.format).replace("\n", " ")
    if not text or len(text) > LONGEST_CHOICE:
        raise _No(f"a choice has {len(text)} characters, 1 to {LONGEST_CHOICE}; shorten it")
    return text


def _marked(
    item: Item, place: Place, ask: str, choices: tuple[str, ...], right: str, because: str
) -> Question:
    """With what the tags say of it, as far as it is so here."""
    named = [tag.partition(":")[::2] for tag in item.tags]
    cites = tuple(value for name, value in named if name == "cites" and value in place.sources)
    basis = next((value for name, value in named if name == "basis"), "")
    sure = bool(cites) and basis in ("high", "medium") and ("off", "") not in named
    reason = Line("authoring-imported", {"file": place.file[-80:], "line": item.line})
    return Question(
        ask=ask,
        choices=choices,
        right=right,
        because=because,
        basis=basis if sure else "background",
        critical=("critical", "") in named,
        about=tuple(value for name, value in named if name == "about" and value in place.points),
        cites=cites,
        off="" if sure else place.says(reason),
    )


def given(module: Any) -> list[Item]:
    """A module's questions as GIFT takes them; what only Chaski knows of them stands in tags."""
    return [_item(module, question) for question in module.questions]


def _item(module: Any, question: Any) -> Item:
    tags = [f"basis:{question.basis}", *(["critical"] if question.critical else [])]
    tags += [f"about:{id}" for id in question.about] + [f"cites:{id}" for id in question.cites]
    tags += ["off"] if question.off else []
    answers = tuple(
        Answer(choice.text, 100.0 if choice.id == question.right else 0.0)
        for choice in question.choices
    )
    return Item(
        line=0,
        kind="choice",
        text=question.ask,
        title=f"{module.id}-{question.id}",
        answers=answers,
        feedback=question.because,
        id=f"{module.id}-{question.id}",
        tags=tuple(tags),
    )


# -- words --------------------------------------------------------------------------------------------


class _Text(HTMLParser):
    """The words of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.parts += ["\n"] if tag in ("p", "br", "li", "div") else []

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def _plain(text: str, form: str) -> str:
    """The words without their dress."""
    if form in ("html", "moodle") and TAG.search(text):
        reader = _Text()
        reader.feed(text)
        reader.close()
        text = "".join(reader.parts)
    elif form == "markdown":
        text = text.replace("**", "")
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)

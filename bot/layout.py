"""The layout of one bubble: what is said, asked and offered, within what a channel can hold.

Rule 1: one bubble per turn: the note, the lines, the prompt, then the list of choices.
Rule 2: a label that does not fit its button stands whole in the text, behind a number.
Rule 3: numbers go on from page to page, so a typed 7 means the same on every page.
Rule 4: a step to which any number is an answer never numbers its choices.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.flows.answers import DONE
from bot.model import Choice, Limits, Line

MORE = "more"
FIRST = "first"


@dataclass(frozen=True)
class Draft:
    """A bubble before it has words.

    ticked: option ids ticked so far; None when the step does not take several choices.
    links: (id, label) of other flows; page: of the choices, counted from 1.
    numbered: False when any number is an answer.
    """

    lines: tuple[Line, ...] = ()
    note: Line | None = None
    prompt: Line | None = None
    choices: tuple[Choice, ...] = ()
    ticked: tuple[str, ...] | None = None
    links: tuple[tuple[str, Line], ...] = ()
    page: int = 1
    numbered: bool = True

    @property
    def name(self) -> str:
        """What to call this bubble in a message to a developer."""
        said = (self.prompt, *self.lines, self.note)
        return next((line.id for line in said if line is not None), "an empty bubble")


@dataclass(frozen=True)
class Option:
    """Something to answer with. number: what may be typed instead; None when digits are data."""

    id: str
    label: str
    number: int | None = None


@dataclass(frozen=True)
class Rendered:
    """A bubble in words.

    options: the choices of every page and the links, with whole labels; what a reply is matched
    against. buttons: what can be tapped now, `more` or `first` too. page: counted from 1.
    cut: lines were left out to fit.
    """

    text: str
    options: tuple[Option, ...] = ()
    buttons: tuple[Option, ...] = ()
    page: int = 1
    pages: int = 1
    cut: bool = False


def lay_out(draft: Draft, limits: Limits, words: Callable[[Line], str]) -> Rendered:
    """The bubble of a draft; `words` writes one line in her language."""
    offer = _Offer(draft, limits, words)
    text, short = _text(draft, limits.text, words, offer.listed())
    return Rendered(text, offer.options(), offer.buttons(), offer.page, offer.pages, short)


def cut(text: str, most: int) -> str:
    """The text, shortened at the end of a word to at most `most` characters."""
    if len(text) <= most:
        return text
    head = text[: most + 1]
    end = max(head.rfind(" "), head.rfind("\n"))
    return head[:end].rstrip(" ,;:(-\n") if end > 0 else text[:most]


class _Offer:
    """The choices and links of a draft, paged and labelled for a channel.

    Links stand beside the choices on every page; where nothing is asked, or no room is left
    beside them, they take their turn among the choices. pinned: `done`, on every page.
    """

    def __init__(self, draft: Draft, limits: Limits, words: Callable[[Line], str]) -> None:
        self.limits, self.words = limits, words
        labels = [(choice.id, _label(choice, draft, words)) for choice in draft.choices]
        links = [(id, words(label)) for id, label in draft.links]
        several = draft.ticked is not None
        whole = len(labels) + len(links) <= limits.buttons
        joined = not labels or (not whole and limits.buttons - 1 - len(links) - several < 1)
        self.links = () if joined else tuple(Option(id, label) for id, label in links)
        count = enumerate([*labels, *links] if joined else labels, 1)
        self.all = tuple(Option(id, text, n if draft.numbered else None) for n, (id, text) in count)
        self.pinned = tuple(o for o in self.all if several and o.id == DONE)
        paged = tuple(option for option in self.all if option not in self.pinned)
        size = max(1, limits.buttons - 1 - len(self.links) - len(self.pinned))
        self.pages = 1 if whole else -(-len(paged) // size)
        self.page = min(max(draft.page, 1), self.pages)
        self.shown = paged if whole else paged[(self.page - 1) * size : self.page * size]
        long = any(len(option.label) > limits.label for option in self.all)
        self.by_number = draft.numbered and long

    def listed(self) -> str:
        """The numbered choices of this page, one a line; nothing when the buttons say it all."""
        if not self.by_number:
            return ""
        return "\n".join(f"{o.number} {o.label}" for o in (*self.shown, *self.pinned))

    def options(self) -> tuple[Option, ...]:
        return (*self.all, *self.links)

    def buttons(self) -> tuple[Option, ...]:
        tapped = (*self.shown, *self.pinned, *self.links, *self._turning())
        return tuple(replace(o, label=cut(o.label, self.limits.label)) for o in tapped)

    def _turning(self) -> tuple[Option, ...]:
        """The button that turns the page, or takes the reader back to the first."""
        if self.pages == 1:
            return ()
        id = MORE if self.page < self.pages else FIRST
        return (Option(id, self.words(Line(f"common-{id}"))),)


def _label(choice: Choice, draft: Draft, words: Callable[[Line], str]) -> str:
    label = words(choice.label)
    if draft.ticked is None or choice.id == DONE:
        return label
    tick = "common-tick" if choice.id in draft.ticked else "common-untick"
    return words(Line(tick, {"label": label}))


def _text(draft: Draft, most: int, words: Callable[[Line], str], listed: str) -> tuple[str, bool]:
    """The text, and whether something had to be left out: last lines first, never the question."""
    head = [words(draft.note)] if draft.note else []
    body = [words(line) for line in draft.lines]
    tail = [words(draft.prompt)] if draft.prompt else []
    text = _joined(*head, *body, *tail, listed)
    if len(text) <= most:
        return text, False
    while body and len(text) > most:
        body.pop()
        text = _joined(*head, *body, *tail, listed)
    return cut(text, most), True


def _joined(*paragraphs: str) -> str:
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)

"""Who takes this reply: a pure table of decisions, read from top to bottom.

Rule 0: a call for help comes before everything; a false alarm is cheap, a missed one is not.
Rule 1: a button goes to the step it was shown for, whatever its age.
Rule 2: a whole message that is a universal word (menu, back, help …) is that command.
Rule 3: typed words are matched against what was shown: number, label, or a word that means it.
Rule 4: what a question can take in words goes to the question; else a keyword opens its flow.
Rule 5: nothing is unroutable; what nobody understands is `Lost`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.model import Json, Reply

SHORT = 4
"""Letters: an alarm up to this long is understood as a whole word only."""
TYPED = frozenset({"number", "money", "day", "text", "place"})


@dataclass(frozen=True)
class Option:
    """A choice as it was shown. to: `{}` answers the step, else what it opens or commands."""

    id: str
    label: str
    number: int | None = None
    to: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True)
class Shown:
    """What stood in a bubble: its step, the kind of answer it takes, and its options."""

    session: int = 0
    step: str = ""
    kind: str = ""
    options: tuple[Option, ...] = ()

    def option(self, id: str) -> Option | None:
        """An option by its id."""
        return next((option for option in self.options if option.id == id), None)


@dataclass(frozen=True)
class Vocabulary:
    """Words and what they mean, folded, in every language at once.

    commands: word → command; meanings: option id → its words; keywords: word → flow.
    alarms: beginnings of words that call for help, whatever stands around them.
    """

    commands: Mapping[str, str] = field(default_factory=dict)
    meanings: Mapping[str, frozenset[str]] = field(default_factory=dict)
    keywords: Mapping[str, str] = field(default_factory=dict)
    numbers: Mapping[str, int] = field(default_factory=dict)
    months: Mapping[str, int] = field(default_factory=dict)
    alarms: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Answer:
    """A reply for a session's step."""

    session: int
    reply: Reply


@dataclass(frozen=True)
class Command:
    """A universal word: menu, back, help, repeat, language …"""

    name: str


@dataclass(frozen=True)
class Open:
    """Go to a flow."""

    flow: str
    args: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True)
class Page:
    """Show the same bubble's step with another page of its options."""

    session: int
    page: int


@dataclass(frozen=True)
class Resume:
    """Take up a session that was put aside."""

    session: int


@dataclass(frozen=True)
class Lost:
    """Nobody waits for these words."""

    gone: bool = False


Route = Answer | Command | Open | Page | Resume | Lost


@dataclass(frozen=True)
class Heard:
    """What a message says, before anyone decides whose it is. tapped: the option, if found."""

    text: str = ""
    tapped: Option | None = None
    was_tap: bool = False
    reply: Reply | None = None


def fold(text: str) -> str:
    """Text without case, accents, marks and doubled spaces: `SÍ!` is `si`; a lone 👍 stays."""
    split = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(c for c in split if not unicodedata.category(c).startswith(("M", "C")))
    words = " ".join(re.sub(r"[^\w\s/:.,-]", " ", bare).strip(" .,-/:").split())
    return words or bare.strip()


def route(heard: Heard, at: Shown, waiting: Shown | None, vocabulary: Vocabulary) -> Route:
    """Decide who takes a message.

    at: the bubble a tap belongs to, else the last bubble shown.
    waiting: the bubble of the session that waits for words, if any.
    """
    said = fold(heard.text)
    if calls_for_help(said, vocabulary):
        return Command("sos")
    if heard.was_tap:
        return _to(heard.tapped, at) if heard.tapped else Lost(gone=True)
    if heard.reply is not None:
        return Answer(waiting.session, heard.reply) if waiting else Lost()
    command = vocabulary.commands.get(said)
    if command and not (waiting and _is_for(said, waiting, vocabulary)):
        return Command(command)
    shown = waiting or at
    options = _options(said, shown, vocabulary)
    if not options and waiting:
        shown, options = at, _named(said, at, vocabulary)
    if len(options) > 1:
        ids = tuple(option.id for option in options)
        return Answer(shown.session, Reply(shown.step, choices=ids))
    if options:
        return _to(options[0], shown)
    return _in_words(heard.text, said, waiting, vocabulary)


def _in_words(text: str, said: str, waiting: Shown | None, vocabulary: Vocabulary) -> Route:
    typed = waiting is not None and waiting.kind in TYPED
    flow = vocabulary.keywords.get(said)
    if flow and not typed:
        return Open(flow)
    if waiting is None:
        return Lost()
    if waiting.kind in ("day", "number", "money"):
        text = _digits(text, waiting.kind, vocabulary)
    return Answer(waiting.session, Reply(waiting.step, text=text))


def _to(option: Option, shown: Shown) -> Route:
    """Where an option leads."""
    match option.to:
        case {"flow": str(flow), **rest}:
            args = rest.get("args")
            return Open(flow, args if isinstance(args, dict) else {})
        case {"command": str(name)}:
            return Command(name)
        case {"page": int(page)}:
            return Page(shown.session, page)
        case {"resume": int(session)}:
            return Resume(session)
    return Answer(shown.session, Reply(shown.step, choices=(option.id,)))


def calls_for_help(said: str, vocabulary: Vocabulary) -> bool:
    """Short words must stand alone (`gas`, not `gastos`); longer ones may go on."""
    words = f" {said} "
    return any(
        f" {alarm} " in words or (len(alarm) > SHORT and f" {alarm}" in words)
        for alarm in vocabulary.alarms
    )


def _is_for(said: str, waiting: Shown, vocabulary: Vocabulary) -> bool:
    """Whether the open question itself takes what was said: `0`, `no`, a label."""
    digits = waiting.kind in TYPED and said.isdecimal()
    return digits or bool(_options(said, waiting, vocabulary))


def _options(said: str, shown: Shown, vocabulary: Vocabulary) -> Sequence[Option]:
    """The options that were meant, by number, label or meaning; empty when none is clear."""
    named = _named(said, shown, vocabulary)
    if named or shown.kind in TYPED:
        return named
    return _numbered(said, shown, vocabulary)


def _named(said: str, shown: Shown, vocabulary: Vocabulary) -> Sequence[Option]:
    """The first option whose label, id or meaning was said, or the only one that begins so."""
    named = [option for option in shown.options if said and _names(option, said, vocabulary)]
    begun = [o for o in shown.options if len(said) > 1 and f"{fold(o.label)} ".startswith(said)]
    return named[:1] or (begun if len(begun) == 1 else ())


def _numbered(said: str, shown: Shown, vocabulary: Vocabulary) -> Sequence[Option]:
    """The options whose numbers were said; all of them must stand in the bubble."""
    if not said:
        return ()
    by_number = {option.number: option for option in shown.options if option.number}
    numbers = _numbers(said, vocabulary)
    if not numbers or not set(numbers) <= set(by_number):
        return ()
    if len(numbers) > 1 and shown.kind != "choices":
        return ()
    return [by_number[number] for number in dict.fromkeys(numbers)]


def _names(option: Option, said: str, vocabulary: Vocabulary) -> bool:
    return said in (fold(option.label), option.id) or said in vocabulary.meanings.get(
        option.id, frozenset()
    )


def _numbers(said: str, vocabulary: Vocabulary) -> list[int]:
    parts = [p for p in re.split(r"[\s,.;/-]+|\by\b", said) if p]
    found = [_number(part, vocabulary) for part in parts]
    return [n for n in found if n is not None] if all(n is not None for n in found) else []


def _number(part: str, vocabulary: Vocabulary) -> int | None:
    if re.fullmatch(r"[0-9]{1,3}", part):
        return int(part)
    return vocabulary.numbers.get(part)


def _digits(text: str, kind: str, vocabulary: Vocabulary) -> str:
    """Month names and number words as digits: `22 de noviembre` is `22 11`."""
    if kind == "day":
        parts = [str(vocabulary.months.get(word, word)) for word in fold(text).split()]
        return " ".join(parts) if any(c.isdigit() for c in text) else text
    number = vocabulary.numbers.get(fold(text))
    return text if number is None else str(number)

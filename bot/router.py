"""Who takes this reply: a pure table of decisions, read from top to bottom.

Rule 0: a call for help comes before everything; a false alarm is cheap, a missed one is not.
        Only a paper pasted where papers are asked for is none: contracts speak of accidents.
Rule 1: a button goes to the step it was shown for, whatever its age.
Rule 2: a whole message that is a universal word (menu, back, help …) is that command.
Rule 3: typed words are matched against what was shown: number, label, or a word that means it.
Rule 4: a keyword opens its flow, unless the question takes any words at all.
Rule 5: a label or known word with a slip in it is asked about, never acted on.
Rule 6: nothing is unroutable; what nobody understands is `Lost`.
Politeness around any of these (`menú por favor`) changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from bot.days import Names, in_digits
from bot.model import Json, Reply
from bot.spelling import fold, sound, spoken, with_tilde
from bot.typed import typed
from bot.typos import MIDDLE, alike, slipped

__all__ = ["Vocabulary", "fold", "route"]

SHORT = 4
"""Letters: an alarm up to this long is understood as a whole word only."""
FREE = frozenset({"text", "place"})
"""Kinds of steps that take any words."""
TYPED = FREE | {"number", "money"}
"""Kinds of steps for which digits are the answer itself, never the number of a button."""
PAPERS, PASTED = "papers", 400
TAKES_FILES = frozenset({"file", "place", PAPERS})
"""Kinds of questions that a photo, a file, a voice note or a point on the map may answer."""
"""The kind of a step that takes a pasted paper, and the letters beyond which words are one."""
NTH = re.compile(r"([0-9]{1,2})(?:ro|er|do|to|mo|vo|no|ra|da|ta|ma|va|na|o|a|st|nd|rd|th)")
"""A figure as an ordinal: `1ro`, `2da`, `3ª`."""
PAIR = re.compile(r"\b([0-9]{1,2})[\s.:-]*([a-h])\b")
"""A question's number and the letter of its option."""
ASK = "ask"
"""The kind of a bubble that asks whether an option was meant."""


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
    polite: words around others that change nothing, the longest first.
    ordinals: `segunda` → 2, of buttons only; pointers: `opción`, `la`: words before such a number.
    sounds: how a Quechua word sounds → the word; roots: of cries for help, with their ñ.
    spelled: folded word → as it is written.
    """

    commands: Mapping[str, str] = field(default_factory=dict)
    meanings: Mapping[str, frozenset[str]] = field(default_factory=dict)
    keywords: Mapping[str, str] = field(default_factory=dict)
    numbers: Mapping[str, int] = field(default_factory=dict)
    days: Names = field(default_factory=Names)
    alarms: frozenset[str] = frozenset()
    polite: tuple[str, ...] = ()
    ordinals: Mapping[str, int] = field(default_factory=dict)
    pointers: frozenset[str] = frozenset()
    sounds: Mapping[str, str] = field(default_factory=dict)
    roots: tuple[str, ...] = ()
    spelled: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    """A reply for a session's step. then: the numbers of options for the questions after it."""

    session: int
    reply: Reply
    then: tuple[int, ...] = ()


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
class Ask:
    """An option was nearly typed: was it meant? shown: the bubble that offers it.

    change: it was tapped, and would change what she told long ago: does she want that?
    """

    option: Option
    shown: Shown
    change: bool = False


@dataclass(frozen=True)
class Lost:
    """Nobody waits for this. gone: its bubble is; sent: it is a file or a place, not words."""

    gone: bool = False
    sent: bool = False


Route = Answer | Command | Open | Page | Resume | Ask | Lost


@dataclass(frozen=True)
class Heard:
    """What a message says, before anyone decides whose it is.

    tapped: the option, if found; today: the day it is read, without which no day is understood.
    """

    text: str = ""
    today: date | None = None
    tapped: Option | None = None
    was_tap: bool = False
    reply: Reply | None = None


def route(heard: Heard, at: Shown, waiting: Shown | None, vocabulary: Vocabulary) -> Route:
    """Decide who takes a message.

    at: the bubble a tap belongs to, else the last bubble shown.
    waiting: the bubble of the session that waits for words, if any.
    """
    said = fold(heard.text)
    pasted = waiting is not None and waiting.kind == PAPERS and len(heard.text) > PASTED
    if not pasted and calls_for_help(heard.text, vocabulary):
        return Command("sos")
    if heard.was_tap:
        return _to(heard.tapped, at) if heard.tapped else Lost(gone=True)
    if heard.reply is not None:
        asked = waiting and (waiting.kind in TAKES_FILES or (waiting.kind in FREE and heard.text))
        if waiting and asked:
            return Answer(waiting.session, heard.reply)
        if not said:
            return Lost(sent=True)
    plain = _plain(said, vocabulary)
    meant = vocabulary.sounds.get(sound(plain), "")
    known = (_known(words, at, waiting, vocabulary) for words in (said, plain, meant) if words)
    found = next((way for way in known if way), None)
    return found or _in_words(heard, plain, at, waiting, vocabulary)


def _known(said: str, at: Shown, waiting: Shown | None, vocabulary: Vocabulary) -> Route | None:
    """Where words go that are a command, an option or a keyword."""
    command = vocabulary.commands.get(said)
    if command and not (waiting and _is_for(said, waiting, vocabulary)):
        return Command(command)
    shown = waiting or at
    several = _several(said, shown)
    if several:
        return several
    options = _options(said, shown, vocabulary)
    if not options and waiting:
        shown, options = at, _named(said, at, vocabulary)
    if len(options) > 1:
        ids = tuple(option.id for option in options)
        return Answer(shown.session, Reply(shown.step, choices=ids))
    if options:
        return _to(options[0], shown)
    flow = vocabulary.keywords.get(said)
    return Open(flow) if flow and not (waiting and waiting.kind in FREE) else None


def _in_words(
    heard: Heard, said: str, at: Shown, waiting: Shown | None, vocabulary: Vocabulary
) -> Route:
    """Where all other words go: to a label with a slip in it, else to the step that waits."""
    nearly = _nearly(said, waiting or at) or _nearly_known(said, waiting or at, vocabulary)
    if nearly or waiting is None:
        return nearly or Lost()
    text = heard.text
    if waiting.kind == "day" and heard.today:
        text = in_digits(said, heard.today, vocabulary.days) or text
    elif waiting.kind in ("number", "money"):
        number = vocabulary.numbers.get(vocabulary.sounds.get(sound(said), said))
        text = text if number is None else str(number)
    return Answer(waiting.session, typed(waiting.step, waiting.kind, text, heard.today))


def _plain(said: str, vocabulary: Vocabulary) -> str:
    """Folded words without one politeness before or after them."""
    for word in vocabulary.polite:
        bare = said.removesuffix(f" {word}").removeprefix(f"{word} ")
        if bare != said:
            return bare.strip(" .,-/:")
    return said


def _nearly(said: str, shown: Shown) -> Ask | None:
    """The one option whose label has a slip in it. Never twice in a row, nor where words are data."""
    if shown.kind in (*TYPED, "day", ASK):
        return None
    near = [option for option in shown.options if slipped(said, fold(option.label))]
    return Ask(near[0], shown) if len(near) == 1 else None


def _nearly_known(said: str, shown: Shown, vocabulary: Vocabulary) -> Ask | None:
    """The one command or flow whose word has a slip in it, offered as a button."""
    if len(said) < SHORT or shown.kind in (*TYPED, "day", ASK):  # too short to be a slip of any
        return None
    near: dict[str, tuple[str, Mapping[str, Json]]] = {}
    for what, words in (("command", vocabulary.commands), ("flow", vocabulary.keywords)):
        for word, name in words.items():
            if slipped(said, word):
                near[name] = near.get(name, (vocabulary.spelled.get(word, word), {what: name}))
    if len(near) != 1:
        return None
    [(name, (label, to))] = near.items()
    return Ask(Option(name.replace("/", "-"), label, to=to), shown)


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


def calls_for_help(text: str, vocabulary: Vocabulary) -> bool:
    """Short words must stand alone (`gas`, not `gastos`); longer ones may go on, or have a slip."""
    said = fold(text)
    heard = spoken(said)
    words, sounds = f" {said} ", f" {heard} "
    if any(
        f" {alarm} " in words or (len(alarm) > SHORT and f" {spoken(alarm)}" in sounds)
        for alarm in vocabulary.alarms
        if alarm in said or spoken(alarm) in heard
    ):
        return True
    written = re.findall(r"\w+", with_tilde(text))
    if any(word.startswith(vocabulary.roots) for word in written):
        return True
    cries = [alarm for alarm in vocabulary.alarms if len(alarm) >= MIDDLE and " " not in alarm]
    return any(
        vocabulary.sounds.get(sound(word)) in vocabulary.alarms
        or any(alike(spoken(word), spoken(cry), most=1) for cry in cries)
        for word in said.split()
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


def _several(said: str, shown: Shown) -> Answer | None:
    """`1a 2c`: this question's option by its letter, and those of the questions after it."""
    pairs = PAIR.findall(said)
    if shown.kind != "choice" or len(pairs) < 2 or PAIR.sub("", said).strip(" ,.;"):
        return None
    places = [int(place) for place, _ in pairs]
    if places != list(range(places[0], places[0] + len(places))):
        return None
    first, *then = (ord(letter) - ord("a") + 1 for _, letter in pairs)
    meant = next((option for option in shown.options if option.number == first), None)
    if meant is None or meant.to:
        return None
    return Answer(shown.session, Reply(shown.step, choices=(meant.id,)), tuple(then))


def _numbered(said: str, shown: Shown, vocabulary: Vocabulary) -> Sequence[Option]:
    """The options whose numbers were said; all of them must stand in the bubble."""
    if not said:
        return ()
    by_number = {option.number: option for option in shown.options if option.number}
    numbers = _numbers(said, shown, vocabulary)
    if not numbers or not set(numbers) <= set(by_number):
        return ()
    if len(numbers) > 1 and shown.kind != "choices":
        return ()
    return [by_number[number] for number in dict.fromkeys(numbers)]


def _names(option: Option, said: str, vocabulary: Vocabulary) -> bool:
    return said in (fold(option.label), option.id) or said in vocabulary.meanings.get(
        option.id, frozenset()
    )


def _numbers(said: str, shown: Shown, vocabulary: Vocabulary) -> list[int]:
    """All numbers that were said, if nothing else was; a day may be `el 1`, so there it must be bare."""
    pointed = shown.kind != "day"
    parts = [p for p in re.split(r"[\s,.;/-]+|\by\b", said) if p]
    if pointed:
        parts = [p for p in parts if p not in vocabulary.pointers] if len(parts) > 1 else parts
    found = [_number(part, vocabulary, ordinal=pointed) for part in parts]
    if found == [None] and shown.kind == "choice" and re.fullmatch("[a-h]", said):
        return [ord(said) - ord("a") + 1]
    return [n for n in found if n is not None] if all(n is not None for n in found) else []


def _number(part: str, vocabulary: Vocabulary, *, ordinal: bool) -> int | None:
    if re.fullmatch(r"[0-9]{1,3}", part):
        return int(part)
    if ordinal and (nth := NTH.fullmatch(part)):
        return int(nth[1])
    if ordinal and part in vocabulary.ordinals:
        return vocabulary.ordinals[part]
    return vocabulary.numbers.get(vocabulary.sounds.get(sound(part), part))

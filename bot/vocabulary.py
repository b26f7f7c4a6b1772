"""The words people type, gathered from every language's catalogue for the router.

In locales/<tag>/common.ftl: `common-words-<command>` (`sos` matches inside a message), `common-means-<option>`,
`common-number-words` (from zero up), `month-names`, `weekday-names`, `common-day-fillers`,
`common-polite`, `common-pointers`; with a number to each (`ayer=-1`): `common-numbers`, `common-ordinals`, `common-months`,
`common-days`, `common-day-units`, `common-day-signs`. In a feature's own file:
`<feature>-keywords`, and its attribute `.plan` opens `<feature>/plan`. Comma-separated.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.days import Names
from bot.feature import Feature
from bot.model import Line
from bot.router import Vocabulary
from bot.spelling import fold, sound, with_tilde
from bot.words import Words

COMMANDS = (
    *("menu", "back", "help", "repeat", "listen", "language", "data", "export", "pause", "stop"),
    *("thanks", "bye"),
)
QUECHUA = ("quy", "quz")
"""Languages whose words are known by their sound."""
MEANINGS = (
    "yes",
    "no",
    "agree",
    "refuse",
    "next",
    "skip",
    "done",
    "more",
    "first",
    "today",
    "yesterday",
    "menu",
)


def load(words: Words, features: Mapping[str, Feature]) -> Vocabulary:
    """The vocabulary of all languages together: people mix them in one sentence."""
    commands: dict[str, str] = {}
    meanings: dict[str, set[str]] = {}
    keywords: dict[str, str] = {}
    for tag in words.locales:
        for name in COMMANDS:
            commands |= dict.fromkeys(_list(words, f"common-words-{name}", tag), name)
        for name in MEANINGS:
            meanings.setdefault(name, set()).update(_list(words, f"common-means-{name}", tag))
        for flow, id in _keyword_ids(features):
            keywords |= dict.fromkeys(_list(words, id, tag), flow)
    numbers = _numbers(words)
    known = {*commands, *numbers, *keywords, *_all(words, "common-words-sos")}.union(
        *meanings.values()
    )
    return Vocabulary(
        commands=commands,
        meanings={name: frozenset(said) for name, said in meanings.items()},
        keywords=keywords,
        numbers=numbers,
        days=_days(words),
        alarms=_all(words, "common-words-sos"),
        polite=tuple(sorted(_all(words, "common-polite"), key=lambda word: (-len(word), word))),
        ordinals=_pairs(words, "common-ordinals"),
        pointers=_all(words, "common-pointers"),
        sounds=_sounds(words, frozenset(known)),
        roots=_roots(words),
        spelled=_spelled(words, features),
    )


def _sounds(words: Words, known: frozenset[str]) -> dict[str, str]:
    """How each known word of the Quechua catalogues sounds; never like a word of another language."""
    ids = [f"common-words-{name}" for name in (*COMMANDS, "sos")]
    ids += [f"common-means-{name}" for name in MEANINGS]
    ids += ["common-number-words"]
    own = [word for tag in QUECHUA for id in ids for word in _own(words, id, tag)]
    own += [
        pair.rpartition("=")[0] for tag in QUECHUA for pair in _own(words, "common-numbers", tag)
    ]
    return {sound(word): fold(word) for word in own if fold(word) in known}


def _roots(words: Words) -> tuple[str, ...]:
    """Quechua cries without their last y, when a ñ keeps them apart from all other words."""
    own = (with_tilde(w).strip() for t in QUECHUA for w in _own(words, "common-words-sos", t))
    return tuple(sorted({word[:-1] for word in own if "ñ" in word and word.endswith("y")}))


def _own(words: Words, id: str, tag: str) -> list[str]:
    """A list as a catalogue has it itself, as written."""
    return words.text(Line(id), tag).split(",") if words.owns(id, tag) else []


def _spelled(words: Words, features: Mapping[str, Feature]) -> dict[str, str]:
    """Commands and keywords as they are written, to show them."""
    ids = [
        *(f"common-words-{name}" for name in COMMANDS),
        *(id for _, id in _keyword_ids(features)),
    ]
    written = [w.strip() for tag in words.locales for id in ids for w in _own(words, id, tag)]
    accented = sorted(written, key=str.isascii, reverse=True)
    return {fold(word): word for word in accented}


def _days(words: Words) -> Names:
    return Names(
        days=_pairs(words, "common-days"),
        months=_counted(words, "month-names", 1) | _pairs(words, "common-months"),
        weekdays=_counted(words, "weekday-names", 0),
        numbers=_numbers(words),
        units=_pairs(words, "common-day-units"),
        signs=_pairs(words, "common-day-signs"),
        fillers=_all(words, "common-day-fillers"),
    )


def _numbers(words: Words) -> dict[str, int]:
    return _counted(words, "common-number-words", 0) | _pairs(words, "common-numbers")


def _keyword_ids(features: Mapping[str, Feature]) -> Iterator[tuple[str, str]]:
    for name, feature in features.items():
        for flow in feature.flows:
            _, _, rest = flow.partition("/")
            yield flow, f"{name}-keywords.{rest}" if rest else f"{name}-keywords"


def _list(words: Words, id: str, tag: str) -> list[str]:
    if not words.has(id, tag):
        return []
    folded = [fold(word) for word in words.text(Line(id), tag).split(",")]
    return [word for word in folded if word]


def _all(words: Words, id: str) -> frozenset[str]:
    """A list in all languages together."""
    return frozenset(word for tag in words.locales for word in _list(words, id, tag))


def _counted(words: Words, id: str, first: int) -> dict[str, int]:
    """The words of a list, each with its place in it."""
    lists = (enumerate(_list(words, id, tag), first) for tag in words.locales)
    return {word: n for each in lists for n, word in each}


def _pairs(words: Words, id: str) -> dict[str, int]:
    """The words of a list in which each has its number: `ayer=-1`."""
    lists = (words.text(Line(id), tag) for tag in words.locales if words.has(id, tag))
    pairs = (pair.rpartition("=") for each in lists for pair in each.split(","))
    return {fold(word): int(number) for word, _, number in pairs}

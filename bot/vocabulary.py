"""The words people type, gathered from every language's catalogue for the router.

In locales/<tag>/common.ftl: `common-words-<command>` (`sos` matches inside a message), `common-means-<option>`,
`common-number-words` (from zero up), `month-names`. In a feature's own file:
`<feature>-keywords`, and its attribute `.plan` opens `<feature>/plan`. Comma-separated.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.flows.feature import Feature
from bot.model import Line
from bot.router import Vocabulary, fold
from bot.words import Words

COMMANDS = ("menu", "back", "help", "repeat", "language", "data", "stop")
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
    numbers: dict[str, int] = {}
    months: dict[str, int] = {}
    for tag in words.locales:
        for name in COMMANDS:
            commands |= dict.fromkeys(_list(words, f"common-words-{name}", tag), name)
        for name in MEANINGS:
            meanings.setdefault(name, set()).update(_list(words, f"common-means-{name}", tag))
        for flow, id in _keyword_ids(features):
            keywords |= dict.fromkeys(_list(words, id, tag), flow)
        numbers |= {word: n for n, word in enumerate(_list(words, "common-number-words", tag))}
        months |= {word: n for n, word in enumerate(_list(words, "month-names", tag), 1)}
    alarms = {word for tag in words.locales for word in _list(words, "common-words-sos", tag)}
    fixed = {name: frozenset(said) for name, said in meanings.items()}
    return Vocabulary(commands, fixed, keywords, numbers, months, frozenset(alarms))


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

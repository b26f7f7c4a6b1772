"""A contract as a row of scenes: what each sentence mentions, who does it, and how much."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from handlers.contracts import parties
from handlers.contracts.concepts import Matcher, Mention, mentions
from handlers.contracts.numbers import Amount, amounts
from handlers.contracts.signs import Scene
from handlers.contracts.text import Document, Sentence

T = TypeVar("T")
MOST_NAMES = 12


def scenes(document: Document, words: Matcher) -> list[Scene]:
    """One scene a sentence, in the order of the text; the parties of the paper found first."""
    found_by, roles = _with_names(document, words)
    row: list[Scene] = []
    carried, part = "", -1
    for sentence in document.sentences:
        if sentence.part != part:
            carried, part = "", sentence.part
        found = mentions(document, sentence, found_by)
        named = parties.named(found, roles, document, sentence)
        acts = [m for m in found if m.concept not in NAMES]
        agents = parties.agents(document, sentence, named, acts, carried)
        carried = parties.carried_on(named, document, sentence, found) or carried
        row.append(_scene(document, sentence, [*found, *named], agents))
    return row


NAMES = frozenset(("miner-name", "other-name", "unclear-name", "defined-name"))


def _with_names(document: Document, words: Matcher) -> tuple[Matcher, Mapping[str, str]]:
    """The matcher with this paper's own names in it, and whose names they are."""
    defined = parties.roles(document, words)
    named = {} if len(defined) > 1 else parties.called(document, words)
    roles = {**parties.owners(document, words), **named, **defined}
    settled = set(roles.values())
    if len(settled) == 1:
        other = parties.MINER if parties.OTHER in settled else parties.OTHER
        for words_of in words.said_by("unclear-name"):
            roles.setdefault(words_of, other)
    found_by = words.with_names("defined-name", list(roles)[:MOST_NAMES])
    return found_by, roles


def _scene(
    document: Document, sentence: Sentence, found: Iterable[Mention], agents: Mapping[int, str]
) -> Scene:
    by_concept: dict[str, list[Mention]] = defaultdict(list)
    for mention in found:
        by_concept[mention.concept].append(mention)
    measured: dict[str, list[Amount]] = defaultdict(list)
    for amount in amounts(document, sentence):
        measured[amount.measure].append(amount)
    measured["uneven"] = list(_uneven(document, by_concept, measured["dollars"], sentence))
    return Scene(sentence.first, sentence.last, sentence.part, by_concept, measured, agents)


def _uneven(
    document: Document,
    found: Mapping[str, Sequence[Mention]],
    amounts_of: Iterable[Amount],
    sentence: Sentence,
) -> Iterable[Amount]:
    """How many times more something rises than it falls, when a sentence says both.

    What stands behind `por cada` is the step, not the amount.
    """
    money = [a for a in amounts_of if "kada" not in document.keys[max(0, a.first - 3) : a.first]]
    rises, falls = found.get("subir", ()), found.get("bajar", ())
    if not (rises and falls and len(money) > 1):
        return
    up = min(money, key=lambda a: abs(a.first - rises[0].first))
    down = min(money, key=lambda a: abs(a.first - falls[0].first))
    if up.value and down.value and up is not down:
        yield Amount("uneven", up.value / down.value, sentence.first, sentence.last)


def together(one: Scene, two: Scene) -> Scene:
    """Two scenes that follow each other as one."""
    return Scene(
        one.first,
        two.last,
        one.part,
        _both(one.mentions, two.mentions),
        _both(one.amounts, two.amounts),
        {**one.agents, **two.agents},
    )


def _both(one: Mapping[str, Sequence[T]], two: Mapping[str, Sequence[T]]) -> dict[str, list[T]]:
    merged: dict[str, list[T]] = {key: list(found) for key, found in one.items()}
    for key, found in two.items():
        merged.setdefault(key, []).extend(found)
    return merged

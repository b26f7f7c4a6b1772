"""Content search: what words nobody waits for may be about, by titles and words of the content.

Rule 1: pure: an index is made once for each version of the library and never changes.
Rule 2: words count by their stem, and the rarer the more; a slip of the thumb counts for less.
Rule 3: better nothing than anything: most of what she said must be found in what is offered.
Words: locales/<tag>/search.ftl (`search-fillers`, `search-<folder>-<item>`), `<feature>-titles`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Protocol

from bot.feature import Feature
from bot.library import Library
from bot.model import Json, Line
from bot.spelling import fold
from bot.typos import most_slips
from bot.words import Words

NAMED, TOLD = 4.0, 1.0
"""What a word weighs in a name or keyword, and in the text below it."""
SLIPPED = 0.6
"""What a word with a slip is worth of the word itself."""
COVERED, NAMED_COVERED = 0.75, 0.3
"""The part of what she said that must be found: in any words, or when a name says it."""
SHORTEST = 3
"""Letters of a word that is looked for; figures count too."""
MOST_WORDS = 24
NAMES = frozenset({"label", "title"})


class Stemmer(Protocol):
    """What `snowballstemmer` makes."""

    def stemWord(self, word: str) -> str: ...


@dataclass(frozen=True)
class Found:
    """Something that may be meant: what its button says, and what it opens."""

    label: Line
    flow: str
    args: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True)
class Index:
    """Stems and where they stand. postings: stem → entry → weight; rarity: stem → its worth."""

    entries: Sequence[Found] = ()
    postings: Mapping[str, Mapping[int, float]] = field(default_factory=dict)
    rarity: Mapping[str, float] = field(default_factory=dict)
    fillers: frozenset[str] = frozenset()

    def find(self, said: str, most: int = 3) -> list[Found]:
        """The nearest entries, best first; none when nothing is near."""
        stems = list(dict.fromkeys(_stems(said, self.fillers)))[:MOST_WORDS]
        if not stems:
            return []
        scores: dict[int, float] = {}
        covered: dict[int, float] = {}
        named: set[int] = set()
        for stem in stems:
            for entry, (score, sure, is_name) in self._hits(stem).items():
                scores[entry] = scores.get(entry, 0.0) + score
                covered[entry] = covered.get(entry, 0.0) + sure
                named |= {entry} if is_name else set()
        good = [e for e in scores if covered[e] / len(stems) >= _least(e in named)]
        ordered = sorted(good, key=lambda e: (-scores[e] * covered[e] / len(stems), e))
        return [self.entries[entry] for entry in ordered[:most]]

    def _hits(self, stem: str) -> dict[int, tuple[float, float, bool]]:
        """Entries a stem leads to: score, how sure, and whether it stands in the name."""
        best: dict[int, tuple[float, float, bool]] = {}
        for known, near in self._near(stem):
            for entry, weight in self.postings[known].items():
                hit = (weight * self.rarity[known] * near, near, weight >= NAMED)
                best[entry] = max(best.get(entry, hit), hit)
        return best

    def _near(self, stem: str) -> Iterator[tuple[str, float]]:
        """The stem itself if it is known, else those it is a slip of."""
        if stem in self.postings:
            yield stem, 1.0
            return
        slips = most_slips(stem)
        if not slips or not stem.isalpha():
            return
        from rapidfuzz.distance import OSA

        for known in self.postings:
            if abs(len(known) - len(stem)) <= slips and known.isalpha():
                away = OSA.distance(stem, known, score_cutoff=slips)
                if away <= min(slips, most_slips(known)):
                    yield known, SLIPPED / away


def _least(named: bool) -> float:
    return NAMED_COVERED if named else COVERED


def build(library: Library, features: Mapping[str, Feature], words: Words) -> Index:
    """The index over all items that a feature can open, and all flows with a title."""
    fillers = frozenset(stem for stem in _stems(_words(words, "search-fillers"), frozenset()))
    entries: list[Found] = []
    postings: dict[str, dict[int, float]] = {}
    for found, texts in (*_items(library, features, words), *_flows(features, words)):
        for text, weight in texts:
            for stem in _stems(text, fillers):
                of = postings.setdefault(stem, {})
                of[len(entries)] = max(of.get(len(entries), 0.0), weight)
        entries.append(found)
    rarity = {stem: math.log(1 + len(entries) / len(of)) for stem, of in postings.items()}
    return Index(tuple(entries), postings, rarity, fillers)


Texts = list[tuple[str, float]]


def _items(
    library: Library, features: Mapping[str, Feature], words: Words
) -> Iterator[tuple[Found, Texts]]:
    """Every item a feature opens by its id, with all words a miner may read in it."""
    for feature in features.values():
        for folder, flow in feature.opens.items():
            for id, item in library.items.get(folder, {}).items():
                label = _label(library, item)
                if label is not None:
                    own = [(_words(words, f"search-{folder}-{id}"), NAMED)]
                    yield Found(label, flow, {"id": id}), [*own, *_texts(library, folder, id)]


def _label(library: Library, item: Any) -> Line | None:
    """What a button that opens it says."""
    name = next((name for name in ("label", "title") if getattr(item, name, "")), "")
    return library.line(item, name) if name else None


def _texts(library: Library, folder: str, id: str) -> Texts:
    return [
        (field.value, NAMED if len(field.path) == 1 and field.name in NAMES else TOLD)
        for field in library.fields(folder, id)
        if field.shown and isinstance(field.value, str)
    ]


def _flows(features: Mapping[str, Feature], words: Words) -> Iterator[tuple[Found, Texts]]:
    """Every flow with a title, by title and keywords."""
    for name, feature in features.items():
        for flow in feature.flows:
            _, _, rest = flow.partition("/")
            title, keys = (
                f"{name}-{what}{'.' * bool(rest)}{rest}" for what in ("titles", "keywords")
            )
            if words.has(title, "es"):
                said = f"{_words(words, title)} {_words(words, keys)}"
                yield Found(Line(title), flow), [(said, NAMED)]


def _words(words: Words, id: str) -> str:
    """A list of words in all languages together; nothing where there is none."""
    own = dict.fromkeys(words.text(Line(id), tag) for tag in words.locales if words.has(id, tag))
    return " ".join(own)


def _stems(text: str, fillers: frozenset[str]) -> Iterator[str]:
    """The stems of a text, in order, without words that are said around anything."""
    for word in re.findall(r"\w+", fold(text)):
        if len(word) >= SHORTEST:
            stem = _stem(word)
            if stem not in fillers:
                yield stem


@cache
def _stemmer() -> Stemmer:
    import snowballstemmer

    made: Stemmer = snowballstemmer.stemmer("spanish")
    return made


@cache
def _known_stem(word: str) -> str:
    return _stemmer().stemWord(word)


def _stem(word: str) -> str:
    """A word's stem, as the Spanish stemmer sees it without accents."""
    return _known_stem(word) if len(word) < 24 else word

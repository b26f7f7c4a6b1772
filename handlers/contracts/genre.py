"""What kind of paper it is, and in which language.

The title counts most, then the words its clauses use, also those of hires and of minutes. What is no contract of these kinds is
`otro` (another contract) or `no-contrato`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from handlers.contracts.parties import MINER, OTHER
from handlers.contracts.signs import Scene
from handlers.contracts.text import Document, sound

TITLE = 60
"""Tokens in which a title stands."""
HEAD = 20
"""Tokens in which another contract says what it is."""
OTHER_CONTRACT, NO_CONTRACT = "otro", "no-contrato"
GENRES = ("explotacion", "cesion", "compraventa", "suministro", "maquila", "anticipo")
LEAST_CONTRACT = 2
LEAST_NAMED = 4
"""How often each party must be named in a paper that never calls itself a contract."""
LEAST_MINING = 2
LEAST_OTHER = 5
"""How many words of a hire or a labour contract make one, when it has few of the others."""
LEAST_MINUTES = 5
"""How many words of an assembly make its minutes, when no title says otherwise."""
MINING_SHARE = 0.002
"""Words of ore and mines among all; a contract on electricity has fewer."""
SPANISH = frozenset(
    map(
        sound,
        [
            "el",
            "la",
            "los",
            "las",
            "de",
            "del",
            "que",
            "y",
            "en",
            "un",
            "una",
            "por",
            "con",
            "para",
            "se",
            "no",
            "su",
            "al",
            "es",
            "lo",
            "como",
        ],
    )
)
ENGLISH = frozenset(
    map(
        sound,
        [
            "the",
            "of",
            "and",
            "to",
            "in",
            "shall",
            "for",
            "by",
            "this",
            "with",
            "any",
            "be",
            "or",
            "party",
            "is",
            "on",
            "as",
            "agreement",
        ],
    )
)
QUECHUA = ("kuna", "manta", "pak", "paq", "nchik", "nchis", "wan", "ymi", "chu", "ta")


def language(document: Document) -> str:
    """`es`, `en`, `qu`, or `unknown` for what is none of them or too little to tell."""
    words = [key for key in document.keys if key.isalpha()]
    if len(words) < 5:
        return "unknown"
    spanish = sum(word in SPANISH for word in words) / len(words)
    english = sum(word in ENGLISH for word in words) / len(words)
    if spanish >= 0.15 or (spanish > 2 * english and spanish > 0.08):
        return "es"
    if english > 0.12:
        return "en"
    quechua = sum(len(word) > 4 and word.endswith(QUECHUA) for word in words) / len(words)
    return "qu" if quechua > 0.25 else "unknown"


def tally(row: Iterable[Scene]) -> tuple[Mapping[str, int], Mapping[str, int]]:
    """How often each `is-…` concept is mentioned, in the title and in all."""
    whole: Counter[str] = Counter()
    title: Counter[str] = Counter()
    for scene in row:
        for concept, found in scene.mentions.items():
            if concept.startswith("is-"):
                whole[concept] += len(found)
                title[concept] += sum(mention.first < TITLE for mention in found)
    return title, whole


def genre(row: Sequence[Scene], tokens: int) -> str:
    """The type of contract, from its scenes. tokens: how long it is."""
    title, whole = tally(row)
    parties = min(
        sum(len(scene.mentions.get(role, ())) for scene in row) for role in (MINER, OTHER)
    )
    if whole.get("is-contract", 0) < LEAST_CONTRACT and parties < LEAST_NAMED:
        return NO_CONTRACT
    if whole.get("is-like-no-contrato", 0) >= LEAST_MINUTES:
        return NO_CONTRACT
    if _headed_otherwise(row):
        return OTHER_CONTRACT
    if whole.get("is-mining", 0) < max(LEAST_MINING, tokens * MINING_SHARE):
        return OTHER_CONTRACT
    scores = {
        name: 12 * min(title.get(f"is-{name}", 0), 1)
        + 2 * min(whole.get(f"is-{name}", 0), 6)
        + min(whole.get(f"is-like-{name}", 0), 8)
        for name in GENRES
    }
    best = max(scores, key=lambda name: scores[name])
    otherwise = whole.get("is-like-otro", 0)
    if scores[best] < max(LEAST_MINING, 2 * otherwise * (otherwise >= LEAST_OTHER)):
        return OTHER_CONTRACT
    return _between(best, scores, whole)


def _headed_otherwise(row: Iterable[Scene]) -> bool:
    """Whether its first words name another contract, and none of ours."""
    named = {
        concept
        for scene in row
        for concept, found in scene.mentions.items()
        if any(mention.first < HEAD for mention in found)
    }
    return "is-otro" in named and not named & {f"is-{name}" for name in GENRES}


def _between(best: str, scores: Mapping[str, int], whole: Mapping[str, int]) -> str:
    """The near pairs: an advance paid in ore is a supply; a purchase month by month too."""
    if best == "anticipo" and whole.get("is-delivery", 0):
        return "suministro"
    return best


def relevant(kind: str, applies: Iterable[str]) -> bool:
    """Whether a clause is looked for in a contract of this type; an advance counts as a supply."""
    wanted = {kind, "suministro"} if kind == "anticipo" else {kind}
    return bool(wanted & set(applies))

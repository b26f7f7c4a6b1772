"""Where the concepts of a vocabulary are mentioned in a document, said or denied.

Rule 1: a phrase is found word by word from its first; each token looks at few phrases.
Rule 2: a mention is denied when a negation reaches it; how far one reaches is written here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from handlers.contracts.text import Document, Sentence, sound, stems

Word = tuple[str, bool]
"""A sound, and whether only the beginning counts."""
SKIPPED = frozenset(
    [
        "el",
        "la",
        "los",
        "las",
        "de",
        "del",
        "su",
        "sus",
        "al",
        "lo",
        "un",
        "una",
        "se",
        "le",
        "les",
        "a",
        "en",
        "y",
        "o",
        "e",
    ]
)
REACH = 14
"""Tokens a `no` reaches to the right."""
NEAR_REACH = 5
"""Tokens a `sin` reaches."""
MOST_MENTIONS = 24
"""Mentions of one concept looked at in one sentence."""
HARD = frozenset([";", ":", ".", "?", "!"])
TURNS = frozenset(
    sound(word)
    for word in [
        "pero",
        "sino",
        "salvo",
        "excepto",
        "aunque",
        "cuando",
        "porque",
        "mientras",
        "hasta",
        "mas",
        "solo",
        "solamente",
        "unicamente",
        "debiendo",
        "quedando",
        "pudiendo",
        "siendo",
    ]
)
NOT_DENYING = frozenset(
    sound(word)
    for word in [
        "solo",
        "solamente",
        "unicamente",
        "obstante",
        "menos",
        "mayor",
        "menor",
        "mas",
        "antes",
        "bien",
        "es",
    ]
)
SHORTEST_STEM = 2


@dataclass(frozen=True, slots=True)
class Mention:
    """A concept in tokens `first` to `last` (not included) of a document."""

    concept: str
    first: int
    last: int
    denied: bool = False


@dataclass
class Matcher:
    """The phrases of a vocabulary, ready to be looked up by their first word."""

    whole: dict[str, list[tuple[tuple[Word, ...], str]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    begun: dict[str, list[tuple[tuple[Word, ...], str]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    cache: dict[str, tuple[tuple[tuple[Word, ...], str], ...]] = field(default_factory=dict)

    def add(self, concept: str, phrases: Iterable[str]) -> None:
        """Learn the phrases of a concept."""
        for phrase in phrases:
            for words in _spelled(phrase.split()):
                table = self.begun if words[0][1] else self.whole
                table[words[0][0]].append((words, concept))
        self.cache.clear()

    def beginning(self, key: str) -> tuple[tuple[tuple[Word, ...], str], ...]:
        """The phrases whose first word this is."""
        found = self.cache.get(key)
        if found is None:
            gathered = list(self.whole.get(key, ()))
            for size in range(SHORTEST_STEM, len(key) + 1):
                gathered += self.begun.get(key[:size], ())
            found = self.cache[key] = tuple(gathered)
        return found

    def knows(self, key: str) -> bool:
        """Whether some phrase begins with this word."""
        return key in SKIPPED or bool(self.beginning(key))

    def learn(self, concept: str, key: str) -> None:
        """A one-word phrase, given by its sound."""
        self.whole[key].append((((key, False),), concept))
        self.cache.pop(key, None)

    def beginning_of(self, concept: str) -> list[str]:
        """The sounds of the one-word phrases of a concept."""
        return [
            key
            for key, phrases in self.whole.items()
            if any(name == concept and len(words) == 1 for words, name in phrases)
        ]

    def copy(self) -> Matcher:
        """Another matcher of the same phrases, to add to."""
        other = Matcher()
        for table, mine in ((other.whole, self.whole), (other.begun, self.begun)):
            for key, phrases in mine.items():
                table[key] = list(phrases)
        return other


def matcher(vocabularies: Iterable[Mapping[str, Sequence[str]]]) -> Matcher:
    """A matcher of all concepts of these vocabularies."""
    made = Matcher()
    for vocabulary in vocabularies:
        for concept, phrases in vocabulary.items():
            made.add(concept, phrases)
    return made


def _spelled(words: list[str]) -> Iterator[tuple[Word, ...]]:
    """A phrase as sounds; a stem that can sound two ways gives two."""
    options: list[list[Word]] = []
    for word in words:
        if word.endswith("*"):
            options.append([(stem, True) for stem in sorted(stems(word[:-1]))])
        else:
            options.append([(sound(word), False)])
    made: list[tuple[Word, ...]] = [()]
    for option in options:
        made = [(*begun, word) for begun in made for word in option]
    yield from made


def mentions(document: Document, sentence: Sentence, found_by: Matcher) -> list[Mention]:
    """Every concept mentioned in a sentence, denied or not, in the order of the text."""
    found: list[Mention] = []
    counts: dict[str, int] = defaultdict(int)
    for at in range(sentence.first, sentence.last):
        for words, concept in found_by.beginning(document.keys[at]):
            last = _end(document.keys, words, at, sentence.last)
            if last and counts[concept] < MOST_MENTIONS:
                counts[concept] += 1
                found.append(Mention(concept, at, last))
    denied = _denied(document, sentence, found)
    return [Mention(m.concept, m.first, m.last, denied[m.first - sentence.first]) for m in found]


def _end(keys: Sequence[str], words: tuple[Word, ...], at: int, limit: int) -> int:
    """Where a phrase that begins at `at` ends, or 0. One little word may stand inside."""
    place = at + 1
    for word, begins in words[1:]:
        for _ in range(3):
            if place >= limit:
                return 0
            key = keys[place]
            if key == word or (begins and key.startswith(word)):
                break
            if key not in SKIPPED and key != "\n":
                return 0
            place += 1
        else:
            return 0
        place += 1
    return place


def _denied(document: Document, sentence: Sentence, found: Sequence[Mention]) -> list[bool]:
    """For each token of a sentence, whether a negation reaches it."""
    size = sentence.last - sentence.first
    denied = [False] * size
    for mention in found:
        if mention.concept not in ("not", "without", "ban"):
            continue
        begin = mention.last - sentence.first
        keys = document.keys
        after = keys[mention.last] if mention.last < sentence.last else ""
        if mention.concept == "not" and after in NOT_DENYING:
            continue
        reach = NEAR_REACH if mention.concept == "without" and after != "ke" else REACH
        for place in range(begin, _reached(keys, sentence, begin, reach)):
            denied[place] = True
        if mention.concept == "not":
            _backwards(found, mention, sentence, denied, keys)
    return denied


def _reached(keys: Sequence[str], sentence: Sentence, begin: int, reach: int) -> int:
    """How far a negation that ends before `begin` reaches, as a place in the sentence."""
    place, size = begin, sentence.last - sentence.first
    while place < size and place - begin < reach:
        key = keys[sentence.first + place]
        if key in HARD or (key in TURNS and place > begin):
            break
        if key in (",", ")", "("):
            ahead = keys[
                sentence.first + place + 1 : min(sentence.first + place + 8, sentence.last)
            ]
            listed = "ni" in ahead[:5] or ("o" in ahead[:5] and "ke" not in ahead[:5])
            if not listed:
                break
        place += 1
    return place


def _backwards(
    found: Sequence[Mention],
    negation: Mention,
    sentence: Sentence,
    denied: list[bool],
    keys: Sequence[str],
) -> None:
    """`otros gastos no se cargan`: what is denied stands before the negation."""
    applied = any(
        m.concept == "applies" and negation.last <= m.first <= negation.last + 2 for m in found
    )
    if not applied:
        return
    place = negation.first - 1
    while place >= sentence.first and keys[place] not in HARD and keys[place] != ",":
        denied[place - sentence.first] = True
        place -= 1

"""Where the concepts of a vocabulary are mentioned in a document, said or denied.

Rule 1: a phrase is found word by word from its first; each token looks at few phrases.
Rule 2: a mention is denied when a negation reaches it; how far one reaches is written here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from handlers.contracts.text import MERGED, Document, Sentence, sound, stems

Word = tuple[str, bool]
"""A sound, and whether only the beginning counts."""
Found = tuple[str, int, int]
"""A concept, the token it begins at, and the token after it."""
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
AFTER_SIN = frozenset(sound(word) for word in ("efecto", "perjuicio", "embargo"))
"""`sin efecto`, `sin perjuicio de`: nothing else is denied; `queda sin efecto la letra` denies."""
MODALS = frozenset(
    sound(word) for word in ("puede", "pueden", "podra", "podran", "debera", "deberan", "tendra")
)
SUBJECTS = frozenset(("ninguna", "ningun", "ninguno", "nadie"))
"""`ninguna carga podrá …`: the verb comes after what is denied."""
CLITICS = frozenset(("se", "le", "les", "lo", "los", "las", "la", "nos", "te"))
PARTICIPLES = ("ado", "ada", "ados", "adas", "idos", "idas")
NOUNS = ("r", "sion")
"""How the word ends that alone is denied in `la multa por no producir la paga …`."""
FUTURE = ("rá", "rán")
SELF_DENYING = frozenset(
    ("no", "sin", "ni", "nada", "nadie", "ninguna", "ningun", "tampoco", "nunca")
)
SHORTEST_STEM = 2


@dataclass(frozen=True, slots=True)
class Mention:
    """A concept in tokens `first` to `last` (not included) of a document."""

    concept: str
    first: int
    last: int
    denied: bool = False


@dataclass(slots=True)
class Node:
    """A place in the tree of phrases: which words go on from here, and what ends here."""

    whole: dict[str, Node] = field(default_factory=dict)
    begun: dict[str, Node] = field(default_factory=dict)
    ends: list[str] = field(default_factory=list)

    def next(self, key: str) -> list[Node]:
        """The nodes a word leads to: as itself, and as what begins so."""
        found = [self.whole[key]] if key in self.whole else []
        if len(self.begun) > 8:
            sizes = range(SHORTEST_STEM, len(key) + 1)
            return found + [self.begun[key[:n]] for n in sizes if key[:n] in self.begun]
        return found + [node for stem, node in self.begun.items() if key.startswith(stem)]

    def copy(self) -> Node:
        """Another root over the same branches, to add one-word phrases to."""
        return Node(dict(self.whole), self.begun, list(self.ends))


@dataclass
class Matcher:
    """The phrases of a vocabulary as a tree of words."""

    root: Node = field(default_factory=Node)
    cache: dict[str, list[Node]] = field(default_factory=dict)

    def add(self, concept: str, phrases: Iterable[str]) -> None:
        """Learn the phrases of a concept."""
        for phrase in phrases:
            for words in _spelled(phrase.split()):
                node = self.root
                for word, begins in words:
                    node = (node.begun if begins else node.whole).setdefault(word, Node())
                if concept not in node.ends:
                    node.ends.append(concept)

    def first(self, key: str) -> list[Node]:
        """The nodes of the phrases whose first word this is."""
        found = self.cache.get(key)
        if found is None:
            found = self.cache[key] = self.root.next(key)
        return found

    def knows(self, key: str) -> bool:
        """Whether some phrase begins with this word."""
        return key in SKIPPED or bool(self.first(key))

    def of(self, key: str) -> set[str]:
        """The concepts that this word says by itself."""
        return {concept for node in self.first(key) for concept in node.ends}

    def with_names(self, concept: str, keys: Iterable[str]) -> Matcher:
        """Another matcher that also knows these words, given by their sound."""
        other = Matcher(self.root.copy())
        for key in keys:
            known = other.root.whole.get(key)
            fresh = Node(known.whole, known.begun, [*known.ends]) if known else Node()
            fresh.ends.append(concept)
            other.root.whole[key] = fresh
        return other

    def said_by(self, concept: str) -> list[str]:
        """The sounds of the one-word phrases of a concept."""
        return [key for key, node in self.root.whole.items() if concept in node.ends]


def matcher(vocabularies: Iterable[Mapping[str, Sequence[str]]]) -> Matcher:
    """A matcher of all concepts of these vocabularies."""
    made = Matcher()
    for vocabulary in vocabularies:
        for concept, phrases in vocabulary.items():
            made.add(concept, phrases)
    return made


def _spelled(words: list[str]) -> Iterator[tuple[Word, ...]]:
    """A phrase as sounds, its little words left out; a stem that can sound two ways gives two."""
    options: list[list[Word]] = []
    for at, word in enumerate(words):
        if 0 < at < len(words) - 1 and word in SKIPPED:
            continue
        if word.endswith("*"):
            options.append([(stem, True) for stem in sorted(stems(word[:-1]))])
        else:
            options.append([(MERGED.get(word) or sound(word), False)])
    made: list[tuple[Word, ...]] = [()]
    for option in options:
        made = [(*begun, word) for begun in made for word in option]
    yield from made


def mentions(document: Document, sentence: Sentence, found_by: Matcher) -> list[Mention]:
    """Every concept mentioned in a sentence, denied or not, in the order of the text."""
    found: list[tuple[str, int, int]] = []
    counts: Counter[str] = Counter()
    for at in range(sentence.first, sentence.last):
        nodes = found_by.first(document.keys[at])
        for concept, last in _phrases(document.keys, nodes, at + 1, sentence.last):
            if counts[concept] < MOST_MENTIONS:
                counts[concept] += 1
                found.append((concept, at, last))
    denied = _denied(document, sentence, found)
    keys = document.keys
    return [
        Mention(concept, at, last, denied[at - sentence.first] and keys[at] not in SELF_DENYING)
        for concept, at, last in found
    ]


def _phrases(
    keys: Sequence[str], nodes: Iterable[Node], place: int, limit: int
) -> Iterator[tuple[str, int]]:
    """The concepts whose phrases go on from these nodes, with the token after each.

    Between two words of a phrase, two little words may stand.
    """
    waiting = [(node, place) for node in nodes]
    while waiting:
        node, at = waiting.pop()
        for concept in node.ends:
            yield concept, at
        if not (node.whole or node.begun):
            continue
        for ahead in range(at, min(at + 3, limit)):
            waiting += [(after, ahead + 1) for after in node.next(keys[ahead])]
            if keys[ahead] not in SKIPPED and keys[ahead] != "\n":
                break


def _denied(document: Document, sentence: Sentence, found: Sequence[Found]) -> list[bool]:
    """For each token of a sentence, whether a negation reaches it."""
    keys = document.keys
    denied = [False] * (sentence.last - sentence.first)
    for concept, first, last in found:
        if concept not in ("not", "without", "ban"):
            continue
        if concept == "ban" and {"no", "ni"} & set(keys[max(first - 2, sentence.first) : first]):
            continue
        after = keys[last] if last < sentence.last else ""
        if concept == "not" and any(c == "ban" and last <= at <= last + 1 for c, at, _ in found):
            continue
        if concept == "not" and after in NOT_DENYING:
            continue
        if concept == "without" and after in AFTER_SIN and keys[first - 1][:3] != "ked":
            continue
        reach = NEAR_REACH if concept == "without" and after != "ke" else REACH
        if keys[first] == "no" and after.endswith(PARTICIPLES):
            reach = 1
        if keys[first - 1 : first + 1] == ["por", "no"] and after.endswith(NOUNS):
            reach = 1
        if concept == "not" and first and keys[first - 1] == "el":
            reach = 1
        begin = last
        if keys[first] in SUBJECTS:
            begin = _verb(document, last, sentence.last)
        for place in range(last, _reached(document, sentence, begin, reach)):
            denied[place - sentence.first] = True
        if concept == "not":
            _backwards(found, (concept, first, last), sentence, denied, keys)
    return denied


def _verb(document: Document, begin: int, limit: int) -> int:
    """The verb of what `ninguna`, `nadie` denies, within a few words; else where it begins."""
    for at in range(begin, min(begin + 10, limit)):
        if document.keys[at] in HARD:
            break
        if document.keys[at] in MODALS or _future(document, at):
            return at
    return begin


def _reached(document: Document, sentence: Sentence, begin: int, reach: int) -> int:
    """The token at which a negation that ends before `begin` no longer reaches."""
    keys, place = document.keys, begin
    while begin < sentence.last and keys[begin] in CLITICS:
        begin += 1
    while place < sentence.last and place - begin < reach:
        key = keys[place]
        if key in HARD or (place > begin and (key in TURNS or key in MODALS)):
            break
        if place > begin + 1 and _future(document, place):
            break
        if key == "y" and any(word in MODALS for word in keys[place + 1 : place + 5]):
            break
        if key in (",", ")", "(") and not _listed(keys, place, sentence.last):
            break
        place += 1
    return place


def _future(document: Document, place: int) -> bool:
    """`saldrá`, `quedarán`: another verb has begun."""
    key = document.keys[place]
    written = document.text[document.starts[place] : document.ends[place]].lower()
    return written.endswith(FUTURE) or (key.endswith(("dra", "dran")) and key != "piedra")


def _listed(keys: Sequence[str], place: int, last: int) -> bool:
    """Whether what follows a comma goes on with what was denied: `ni …`, `… o …`."""
    ahead = keys[place + 1 : min(place + 6, last)]
    return "ni" in ahead or ("o" in ahead and "ke" not in ahead)


def _backwards(
    found: Sequence[Found],
    negation: Found,
    sentence: Sentence,
    denied: list[bool],
    keys: Sequence[str],
) -> None:
    """`otros gastos no se cargan`: what is denied stands before the negation."""
    _, begin, end = negation
    if not any(concept == "applies" and end <= at <= end + 2 for concept, at, _ in found):
        return
    place = begin - 1
    if place >= sentence.first and keys[place] == "y":
        return
    while place >= sentence.first and keys[place] not in HARD and keys[place] != ",":
        denied[place - sentence.first] = True
        place -= 1

"""Who is the miner in this paper, and who is on the other side, whatever it calls them.

Rule 1: a name the paper defines ("en adelante EL EXPLOTADOR") is asked first what it says by
        itself (vocabulary `miner-name`, `other-name`), then what stands where it is introduced.
Rule 2: of two names, when one is settled the other is the other party.
Rule 3: who does a thing is the party named before the verb without a preposition, or after
        `por`; in a sentence that names nobody, the one of the sentence before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise

from handlers.contracts.concepts import Matcher, Mention
from handlers.contracts.text import Document, Sentence, sound

MINER, OTHER, BOTH = "MINER", "OTHER", "BOTH"
ARTICLES = frozenset(("el", "la", "los", "las"))
NAMING = frozenset(
    sound(word)
    for word in [
        "adelante",
        "sucesivo",
        "denominara",
        "denominaran",
        "denomina",
        "denominado",
        "llamara",
        "llamaran",
        "llama",
        "llamado",
        "diremos",
        "llamaremos",
        "designado",
        "designada",
        "designados",
        "designadas",
        "como",
    ]
)
OBJECTIVE = frozenset(
    sound(word)
    for word in [
        "a",
        "al",
        "de",
        "del",
        "con",
        "para",
        "contra",
        "ante",
        "sobre",
        "entre",
        "en",
        "hacia",
        "desde",
        "sin",
        "segun",
    ]
)
INTRODUCTION = 900
"""Tokens at the beginning in which the parties are introduced."""
BEFORE = 45
"""Tokens before a defined name that tell who bears it."""
AGENT_REACH = 30
DATIVE_REACH = 8
TITLES = frozenset(("don", "dona", "senor", "senora", "sr", "sra"))
SAID_AFTER = 7
"""Tokens after a person's name that say what they are."""
PRONOUNS = frozenset(("este", "esta", "estos", "estas", "akel", "akeya"))
AFTER_PRONOUN = frozenset(
    ("no", ",", "podra", "podran", "puede", "pueden", "debera", "en", "keda", "solo")
)
OBJECTS = frozenset(("lo", "la", "los", "las"))
DETERMINERS = frozenset(
    ("el", "la", "los", "las", "su", "sus", "todo", "toda", "kualkier", "libre")
)
FRONTED = frozenset(("lo", "la", "los", "las"))
"""`el precio lo decide la planta`: who does it stands behind the verb."""
BETWEEN = ARTICLES | frozenset(sound(word) for word in ("ingeniero", "gerente", "encargado", "de"))
NOT_NAMES = frozenset(map(sound, (
    "presente", "contrato", "documento", "acuerdo", "ley", "partes", "parte", "clausula",
    "concesion", "mineral", "area", "lote", "producto", "plazo", "precio", "anexo", "referida",
    "suscrita",
)))  # fmt: skip


@dataclass(frozen=True)
class Name:
    """A name a paper gives a party, and where it does."""

    word: str
    at: int


def defined(document: Document) -> list[Name]:
    """The names the introduction gives the parties, in their order."""
    keys, found = document.keys, []
    seen: set[str] = set()
    for at in range(min(len(keys), INTRODUCTION)):
        begin = _naming(document, at)
        if begin is None:
            continue
        word = keys[begin]
        if len(word) > 2 and word not in NOT_NAMES and word not in seen and word.isalpha():
            seen.add(word)
            found.append(Name(word, begin))
    return found[:4]


def _naming(document: Document, at: int) -> int | None:
    """The place of the name when a token begins its definition."""
    keys, text = document.keys, document.text
    size = len(keys)
    if keys[at] in NAMING:
        for ahead in range(at + 1, min(at + 7, size - 1)):
            if keys[ahead] in ARTICLES and not keys[ahead + 1].isdigit():
                begin = ahead + 1 + (keys[ahead + 1] in TITLES and ahead + 2 < size)
                named = text[document.starts[begin]].isupper() or keys[at] != "komo"
                return begin if named else None
            if keys[ahead] in (".", ";", "\n\n"):
                return None
            if keys[at] == "adelante" and _capitals(document, ahead):
                return ahead
    elif (
        keys[at] in ("(", '"', "“", "«") and at + 2 < size and keys[at + 1] in ARTICLES | {'"', "“"}
    ):
        ahead = at + 1 if keys[at + 1] in ARTICLES else at + 2
        if ahead + 1 < size and keys[ahead] in ARTICLES:
            word = text[document.starts[ahead + 1] : document.ends[ahead + 1]]
            return ahead + 1 if word[:1].isupper() else None
    elif _in_capitals(document, at):
        return at + 1
    return None


def _capitals(document: Document, at: int) -> bool:
    """`en adelante, AYAPUNCU`: a name in capitals that needs no article."""
    word = document.text[document.starts[at] : document.ends[at]]
    return len(word) > 3 and word.isupper()


def _in_capitals(document: Document, at: int) -> bool:
    """`…, EL ADQUIRENTE, y …`: an article and a noun in capitals behind a mark."""
    text, starts, ends = document.text, document.starts, document.ends
    if document.keys[at] not in ARTICLES or at + 1 >= len(document.keys):
        return False
    article, noun = (text[starts[n] : ends[n]] for n in (at, at + 1))
    before = text[max(0, starts[at] - 3) : starts[at]].strip()
    marked = before[-1:] in tuple(",)(—–-:")
    return marked and article.isupper() and noun.isupper() and len(noun) > 4


def roles(document: Document, known: Matcher) -> Mapping[str, str]:
    """Sound of a name → MINER or OTHER, for the names this paper defines."""
    names = defined(document)
    verdicts: dict[str, int] = {}
    for name in names:
        verdicts[name.word] = 3 * _by_itself(name.word, known) + _introduced(document, name, known)
    ranked = sorted(names, key=lambda name: -abs(verdicts[name.word]))
    settled: dict[str, str] = {}
    for name in ranked:
        score = verdicts[name.word]
        others = set(settled.values())
        if score == 0 and others and len(others) == 1:
            score = -1 if MINER in others else 1
        if score:
            settled[name.word] = MINER if score > 0 else OTHER
    if len(settled) == 2 and len(set(settled.values())) == 1:
        weaker = min(settled, key=lambda word: abs(verdicts[word]))
        if abs(verdicts[weaker]) < 3:
            settled[weaker] = OTHER if settled[weaker] == MINER else MINER
    return settled


def _by_itself(word: str, known: Matcher) -> int:
    concepts = known.of(word)
    return ("miner-name" in concepts) - ("other-name" in concepts)


def _introduced(document: Document, name: Name, known: Matcher) -> int:
    """More than nothing when what stands before a name speaks of a miner."""
    before = document.keys[max(0, name.at - BEFORE) : name.at - 1]
    tally = Counter(concept for key in before for concept in known.of(key))
    miner, other = tally["miner-sign"], tally["other-sign"]
    return (miner > other) - (other > miner)


def called(document: Document, known: Matcher) -> Mapping[str, str]:
    """`don Gregorio Salas, dueño de la mina`: a person's own name, by what is said of them."""
    keys, text = document.keys, document.text
    found: dict[str, str] = {}
    for at in range(min(len(keys), INTRODUCTION) - 2):
        name = keys[at + 1]
        if keys[at] not in TITLES or not text[document.starts[at + 1]].isupper():
            continue
        if (
            name in found
            or name == "notario"
            or len(name) < 4
            or known.of(name) & {"miner-name", "other-name"}
        ):
            continue
        for ahead in keys[at + 2 : at + 2 + SAID_AFTER]:
            said = known.of(ahead)
            if "other-name" in said or "miner-name" in said:
                found[name] = OTHER if "other-name" in said else MINER
                break
    return found


def owners(document: Document, found_by: Matcher) -> Mapping[str, str]:
    """`la cooperativa es dueña de la concesión`: an unclear name that is said to hold it."""
    holds: dict[str, str] = {}
    keys = document.keys
    for at in range(len(keys) - 2):
        if keys[at] in holds or "unclear-name" not in found_by.of(keys[at]):
            continue
        ahead = keys[at + 1 : at + 9]
        if "es" in ahead[:7] and any("holds" in found_by.of(key) for key in ahead):
            holds[keys[at]] = OTHER
    return holds


def named(
    found: Sequence[Mention],
    roles_of: Mapping[str, str],
    document: Document,
    sentence: Sentence,
) -> list[Mention]:
    """The parties a sentence names, as mentions of MINER, OTHER and BOTH."""
    parties: list[Mention] = []
    for mention in found:
        word = document.keys[mention.first]
        if mention.concept == "both":
            parties.append(Mention(BOTH, mention.first, mention.last))
        elif mention.concept in ("miner-name", "other-name", "unclear-name", "defined-name"):
            whole = mention.last - mention.first > 1
            role = (not whole and roles_of.get(word)) or {
                "miner-name": MINER,
                "other-name": OTHER,
            }.get(mention.concept, "")
            if role:
                parties.append(Mention(role, mention.first, mention.last))
    longest = {m.first: max(n.last for n in parties if n.first == m.first) for m in parties}
    parties = [m for m in parties if m.last == longest[m.first]]
    covered = [(m.first, m.last) for m in found if m.concept in ("both", "noise")]
    kept = [
        m for m in parties if m.concept == BOTH or not any(a <= m.first < b for a, b in covered)
    ]
    in_order = sorted(set(kept), key=lambda m: (m.first, m.concept))
    return _joined(_with_pronouns(in_order, document, sentence), document)


def _with_pronouns(parties: list[Mention], document: Document, sentence: Sentence) -> list[Mention]:
    """`…; estos, en cambio, no podrán`: the party named last before the pronoun."""
    keys, made = document.keys, list(parties)
    for at in range(sentence.first + 1, sentence.last - 1):
        if keys[at] not in PRONOUNS or keys[at + 1] not in AFTER_PRONOUN:
            continue
        before = [m for m in parties if m.last <= at and m.concept != BOTH]
        if before:
            made.append(Mention(before[-1].concept, at, at + 1))
    return sorted(made, key=lambda m: (m.first, m.concept))


def _joined(parties: list[Mention], document: Document) -> list[Mention]:
    """`la vendedora y la compradora` is both."""
    made = list(parties)
    for one, two in pairwise(parties):
        between = document.keys[one.last : two.first]
        if {one.concept, two.concept} == {MINER, OTHER} and set(between) <= {
            "y", "e", "o", "u", "el", "la", "los", "las", "como", "komo", "\n",
        } and set(between) & {"y", "e", "o", "u", "komo"}:  # fmt: skip
            made.append(Mention(BOTH, one.first, two.last))
    return made


def agents(
    document: Document,
    sentence: Sentence,
    parties: Sequence[Mention],
    acts: Iterable[Mention],
    carried: str,
) -> dict[int, str]:
    """By the token a mention begins at, the party that does it; absent when nobody is said."""
    acts = sorted(acts, key=lambda act: act.concept == "cargo")
    subjects = _subjects(document, sentence, parties, acts)
    found: dict[int, str] = {}
    for act in acts:
        agent = _agent(document.keys, sentence, parties, subjects, act)
        if agent or carried:
            found[act.first] = agent or carried
    return found


def _object(keys: Sequence[str], party: Mention, sentence: Sentence, staff: Set[int]) -> bool:
    """Whether a party stands behind a preposition; its people stand for it."""
    place = party.first - 1
    while place >= sentence.first and keys[place] in ARTICLES:
        place -= 1
    if place < sentence.first or not (keys[place] in OBJECTIVE or keys[place] == "por"):
        return False
    return not (keys[place] == "de" and place in staff)


def _dative(keys: Sequence[str], party: Mention, sentence: Sentence) -> bool:
    """`prohibido al minero`, `autoriza a EL MINERO a …`."""
    place = party.first - 1
    while place >= sentence.first and keys[place] in ARTICLES:
        place -= 1
    return place >= sentence.first and keys[place] == "a"


def _genitive(keys: Sequence[str], act: Mention, party: Mention) -> bool:
    """`el ingreso del personal de la empresa`: a noun for an act, and whose act it is."""
    if act.first == 0 or keys[act.first - 1] not in DETERMINERS or keys[act.first][-1] == "r":
        return False
    between = list(keys[act.last : party.first])
    return between[:1] == ["de"] and len(between) <= 5


def _agent(
    keys: Sequence[str],
    sentence: Sentence,
    parties: Sequence[Mention],
    subjects: Sequence[Mention],
    act: Mention,
) -> str:
    for party in parties:
        if not act.last <= party.first <= act.last + 9:
            continue
        if "por" in keys[act.last : party.first][-4:]:
            return party.concept
        if _genitive(keys, act, party):
            return party.concept
        if act.concept == "cargo" and set(keys[act.last - 1 : party.first]) & {"de", "a"}:
            return party.concept
    if act.first > sentence.first and keys[act.first - 1] == "ke":
        for party in subjects:
            if act.last <= party.first <= act.last + 2:
                return party.concept
    if act.first > sentence.first and keys[act.first - 1] in FRONTED:
        for party in subjects:
            if act.last <= party.first and set(keys[act.last : party.first]) <= BETWEEN:
                return party.concept
    before = [p for p in subjects if p.last <= act.first and act.first - p.last <= AGENT_REACH]
    nearest = max(before, key=lambda p: (p.last, p.concept == BOTH), default=None)
    after = [p for p in subjects if act.last <= p.first <= act.last + 3]
    if nearest is not None and after and _turned(keys, nearest, act, after[0]):
        return after[0].concept
    if keys[act.first].endswith("r") or nearest is None:
        for party in reversed(parties):
            if 0 <= act.first - party.last <= DATIVE_REACH and _dative(keys, party, sentence):
                if nearest is None or party.first > nearest.first:
                    return party.concept
                break
    if nearest is not None:
        return nearest.concept
    return after[0].concept if after else ""


def _turned(keys: Sequence[str], before: Mention, act: Mention, after: Mention) -> bool:
    """`…; los sufraga el Titular`: what is done stands first, and who does it right behind."""
    pronoun = act.first > before.last and keys[act.first - 1] in OBJECTS
    return pronoun and after.first <= act.last + 1 and ";" in keys[before.last : act.first]


def _subjects(
    document: Document, sentence: Sentence, parties: Sequence[Mention], found: Iterable[Mention]
) -> list[Mention]:
    """The parties named without a preposition, or through their people (`staff`)."""
    staff = {m.last for m in found if m.concept == "staff"}
    return [m for m in parties if not _object(document.keys, m, sentence, staff)]


def carried_on(
    parties: Sequence[Mention], document: Document, sentence: Sentence, found: Iterable[Mention]
) -> str:
    """The party the next sentence goes on about: the first subject of this one."""
    subjects = _subjects(document, sentence, parties, found)
    return subjects[0].concept if subjects else ""

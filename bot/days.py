"""Days as people say them: words as digits, and digits as the days that may be meant.

Rule 1: pure. Words come from the catalogues as `Names`, today from the caller.
Rule 2: which year or month is meant when none is named, only the step's bounds can say: the day
        stays as short as it was said (`20`, `20/11`), or stands beside others: `20/11/2026|27/11/2026`;
        the step gets them all, the likeliest first.
Rule 3: one word that is not known, or two that disagree, and nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from bot.typos import distance

EITHER, EITHERS = "|", 20
"""Between days of which the step takes the first that fits, and how many there may be."""
NEAR = 48
"""Months around today in which a day without a year is looked for: 29 February comes every four."""
DIGITS = r"\d{1,4}(?:[\s/.,-]+\d{1,4}){0,2}"
LONG = 6
"""Letters: names of months and weekdays this long are known with one slip."""
PHRASE = 4
"""Words: the longest phrase there is a name for."""
MOST = 12
"""Words: whoever needs more than these says more than a day."""
FARTHEST, HALF_A_YEAR = 36_600, 183
"""Days from today."""
WORD = re.compile(r"\d+|[^\W\d_]+(?:-[^\W\d_]+)*")


@dataclass(frozen=True)
class Names:
    """Words about days and what they mean, folded, in every language at once.

    days: `ayer` → -1; months from 1, weekdays from 0;
    units: `semana` → 7 days, `weeks ago` → -7, which needs no sign;
    signs: `hace` → -1, `dentro de` → 1; fillers: words that change nothing.
    """

    days: Mapping[str, int] = field(default_factory=dict)
    months: Mapping[str, int] = field(default_factory=dict)
    weekdays: Mapping[str, int] = field(default_factory=dict)
    numbers: Mapping[str, int] = field(default_factory=dict)
    units: Mapping[str, int] = field(default_factory=dict)
    signs: Mapping[str, int] = field(default_factory=dict)
    fillers: frozenset[str] = frozenset()

    def kinds(self) -> Iterator[tuple[str, Mapping[str, int]]]:
        """Each kind of word, by the letter it has below."""
        yield from (("d", self.days), ("m", self.months), ("w", self.weekdays))
        yield from (("n", self.numbers), ("u", self.units), ("s", self.signs))


@dataclass(frozen=True)
class _Said:
    """What was said of a day; None where nothing was."""

    ahead: int | None = None
    weekday: int | None = None
    day: int | None = None
    month: int | None = None
    year: int | None = None

    def fits(self, day: date) -> bool:
        return (
            self.weekday in (None, day.weekday())
            and self.day in (None, day.day)
            and self.month in (None, day.month)
            and self.year in (None, day.year, day.year % 100)
        )


def days_of(text: str, today: date) -> tuple[date, ...]:
    """The days that digits may mean, Peru's way: day/month/year. None when they name no day."""
    try:
        return tuple(day for part in text.split(EITHER, EITHERS) for day in _dated(part, today))
    except ValueError:
        return ()


def _dated(text: str, today: date) -> list[date]:
    """The days one text may mean, the nearest first. Raises ValueError when it names none."""
    found = re.search(r"\d(?:.*\d)?", text, re.DOTALL)
    digits = found[0] if found else ""
    if not re.fullmatch(DIGITS, digits):
        raise ValueError
    parts = [int(part) for part in re.split(r"[\s/.,-]+", digits)]
    if len(parts) == 1 and digits != text.strip():
        raise ValueError
    if len(parts) < 3:
        return _near(today, *parts)
    day, month, year = reversed(parts) if parts[0] > 31 else parts
    return [date(year + 2000 if year < 100 else year, month, day)]


def _near(today: date, day: int, month: int | None = None) -> list[date]:
    """Such days of the years around today, or of the months around it."""
    this = today.year * 12 + today.month - 1
    months = range(this - NEAR, this + NEAR + 1)
    near = [_day(n // 12, n % 12 + 1, day) for n in months if month in (None, n % 12 + 1)]
    if not any(near):
        raise ValueError
    return sorted((d for d in near if d), key=lambda d: (abs(d - today), d))


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def in_digits(said: str, today: date, names: Names) -> str:
    """A day in folded words as digits; empty when it is not clear which day is meant."""
    tokens = _tokens(said, names)
    kinds = "".join(kind for kind, _ in tokens)
    values = dict(tokens)
    if kinds in ("snu", "nus", "nu"):
        ahead = values["n"] * values["u"] * values.get("s", 1)
        whole = (kinds == "nu") == (values["u"] < 0)
        return _write(today + timedelta(ahead)) if whole and abs(ahead) <= FARTHEST else ""
    if kinds in ("sw", "ws", "w"):
        return EITHER.join(map(_write, _weekdays(today, values["w"], values.get("s"))))
    numbers = [value for kind, value in tokens if kind == "n"]
    if any(kinds.count(kind) > 1 for kind in "dmw") or "s" in kinds or "u" in kinds:
        return ""
    if len(numbers) > (2 if "m" in values else 1):
        return ""
    day, year, *_ = (*numbers, None, None)
    return _named(_Said(values.get("d"), values.get("w"), day, values.get("m"), year), today)


def _named(said: _Said, today: date) -> str:
    """A day by its names: `ayer`, `20 de noviembre`, `viernes 20`."""
    if said.ahead is not None:
        day = today + timedelta(said.ahead)
        return _write(day) if said.fits(day) else ""
    if said.day is None or not 1 <= said.day <= 31 or (said.year or 10) < 10:
        return ""
    if said.weekday is not None:
        near = [today + timedelta(n) for n in range(-HALF_A_YEAR, HALF_A_YEAR + 1)]
        fitting = sorted(filter(said.fits, near), key=lambda day: abs(day - today))
        return EITHER.join(map(_write, fitting))
    return "/".join(str(part) for part in (said.day, said.month, said.year) if part is not None)


def _weekdays(today: date, weekday: int, sign: int | None) -> list[date]:
    """The last and the next such day, the nearer one first; only one of them when that was said."""
    ahead = (weekday - today.weekday()) % 7 or 7
    back = ahead - 7 or -7
    turns = sorted((back, ahead), key=abs) if sign is None else [ahead if sign > 0 else back]
    return [today + timedelta(n) for n in turns]


def _write(day: date) -> str:
    return f"{day.day}/{day.month}/{day.year}"


def _tokens(said: str, names: Names) -> list[tuple[str, int]]:
    """The words of what was said as (kind, value); none at all when one of them is not known."""
    words, found = WORD.findall(said), list[tuple[str, int]]()
    while words and len(words) + len(found) <= MOST:
        sizes = range(min(PHRASE, len(words)), 0, -1)
        known = ((size, _token(" ".join(words[:size]), names)) for size in sizes)
        size, token = next((pair for pair in known if pair[1]), (0, None))
        if token is None:
            return []
        found += [token] if token[0] else []
        words = words[size:]
    return found


def _token(phrase: str, names: Names) -> tuple[str, int] | None:
    """What a word or phrase means; a filler has no kind."""
    for kind, words in names.kinds():
        if phrase in words:
            return kind, words[phrase]
    if phrase in names.fillers:
        return "", 0
    if re.fullmatch(r"\d{1,4}", phrase):
        return "n", int(phrase)
    near = {
        (kind, value)
        for kind, words in (("m", names.months), ("w", names.weekdays))
        for word, value in words.items()
        if len(word) >= LONG and abs(len(word) - len(phrase)) < 2 and distance(phrase, word) == 1
    }
    return near.pop() if len(near) == 1 else None

"""Days as people say them: words in, digits out, and never a guess."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.days import Names, in_digits
from bot.errors import Unclear
from bot.flows.answers import Day
from bot.router import fold
from bot.typed import typed
from bot.typos import distance, slipped
from tests.house import house

TODAY = date(2026, 11, 22)
"""A Sunday."""
NAMES = house().vocabulary.days
PAST = Day(TODAY, date(1990, 1, 1), TODAY)
FUTURE = Day(TODAY, TODAY + timedelta(1), date(2100, 12, 31))


def said(text: str, today: date = TODAY) -> str:
    """What was said, in digits."""
    return in_digits(fold(text), today, NAMES)


def meant(accepts: Day, text: str) -> str:
    """The day a step takes from what was said, or why it takes none."""
    try:
        return str(accepts.read(typed("when", "day", said(text) or text, TODAY), ()))
    except Unclear as unclear:
        return unclear.reason


@pytest.mark.parametrize(
    ("text", "past", "future"),
    [
        ("15 de septiembre", "2026-09-15", "2027-09-15"),
        ("15 de setiembre", "2026-09-15", "2027-09-15"),
        ("20 nov", "2026-11-20", "2027-11-20"),
        ("20 de novienbre", "2026-11-20", "2027-11-20"),
        ("Veinte de Noviembre", "2026-11-20", "2027-11-20"),
        ("el 20", "2026-11-20", "2026-12-20"),
        ("31", "2026-10-31", "2026-12-31"),
        ("el viernes", "2026-11-20", "2026-11-27"),
        ("el domingo", "2026-11-15", "2026-11-29"),
        ("viernes 20", "2026-11-20", "common-day-range"),
        ("20/11", "2026-11-20", "2027-11-20"),
        ("20-11-26", "2026-11-20", "common-day-range"),
        ("20.11.2026", "2026-11-20", "common-day-range"),
        ("29 de febrero", "2024-02-29", "2028-02-29"),
        ("fue ayer", "2026-11-21", "common-day-range"),
        ("hace una semana", "2026-11-15", "common-day-range"),
        ("mañana", "common-day-future", "2026-11-23"),
        ("pasado mañana", "common-day-future", "2026-11-24"),
        ("en una semana", "common-day-future", "2026-11-29"),
        ("fue el 22/11/2026 en la tarde", "2026-11-22", "common-day-range"),
        ("20 de noviembre 10:30", "common-unclear-day", "common-unclear-day"),
        ("hace 2 años y 3 meses", "common-unclear-day", "common-unclear-day"),
        ("3 días", "common-unclear-day", "common-unclear-day"),
    ],
)
def test_bounds_say_which_of_the_days_is_meant(text: str, past: str, future: str) -> None:
    assert (meant(PAST, text), meant(FUTURE, text)) == (past, future)


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("ayer sábado", "21/11/2026"),
        ("ayer viernes", ""),
        ("hoy 22 de noviembre", "22/11/2026"),
        ("hoy 23 de noviembre", ""),
        ("ayer mañana", ""),
        ("20 de noviembre o diciembre", ""),
        ("20 de noviembre y diciembre", ""),
        ("lunes o martes", ""),
        ("el 32", ""),
        ("45 de mayo", ""),
        ("20 de noviembre 3", ""),
        ("20 de noviembre 26", "20/11/26"),
        ("hace 99999 semanas", ""),
        ("la semana pasada", ""),
        ("semana", ""),
        ("mayi", ""),
        ("jullio 5", ""),
        ("el", ""),
        ("", ""),
        ("el " * 20_000 + "20", ""),
        ("november 20th", "20/11"),
        ("twenty-one of november", "21/11"),
        ("the day before yesterday", "20/11/2026"),
        ("3 days ago", "19/11/2026"),
        ("in 3 days ago", ""),
        ("20 ago", "20/8"),
    ],
)
def test_words_that_disagree_or_are_not_known_are_not_guessed(text: str, digits: str) -> None:
    assert said(text) == digits


def test_every_month_is_known_by_its_name_and_with_a_slip() -> None:
    slips = ["febrreo", "abirl", "agsoto", "septienbre", "octubrre", "novimbre", "disiembre"]
    months = {slip: said(f"3 de {slip}") for slip in slips}
    assert months == {
        "febrreo": "3/2",
        "abirl": "",
        "agsoto": "3/8",
        "septienbre": "3/9",
        "octubrre": "3/10",
        "novimbre": "3/11",
        "disiembre": "3/12",
    }


@given(some.dates(date(2000, 1, 1), date(2090, 1, 1)), some.integers(0, 60))
def test_counted_days_are_counted(today: date, count: int) -> None:
    def write(day: date) -> str:
        return f"{day.day}/{day.month}/{day.year}"

    assert said(f"hace {count} días", today) == write(today - timedelta(count))
    assert said(f"dentro de {count} semanas", today) == write(today + timedelta(weeks=count))


@given(some.text(max_size=60), some.dates(date(2000, 1, 1), date(2090, 1, 1)))
def test_nothing_said_of_a_day_is_an_error(text: str, today: date) -> None:
    found = in_digits(fold(text), today, NAMES)
    assert set(found) <= set("0123456789/|")
    assert in_digits(fold(text), today, Names()) in ("", fold(text))


# -- slips -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "far"),
    [
        *(
            ("", "", 0),
            ("", "abc", 3),
            ("mina", "mina", 0),
            ("mina", "mian", 1),
            ("mina", "min", 1),
        ),
        *(("mina", "minas", 1), ("mina", "mira", 1), ("ca", "abc", 3), ("vigente", "vijenet", 2)),
    ],
)
def test_slips_are_counted(one: str, other: str, far: int) -> None:
    assert (distance(one, other), distance(other, one)) == (far, far)


@pytest.mark.parametrize(
    ("said", "meant", "is_slip"),
    [
        *(("saco minral", "saco mineral", True), ("sacomineral", "saco mineral", True)),
        *(("saka mineral", "saco mineral", False), ("saco mineral", "saco mineral", False)),
        *(
            ("sacc minral", "saco mineral", False),
            ("otro", "otra", False),
            ("plazo", "plaso", True),
        ),
        *(
            ("plaszo", "palzo", False),
            ("mineralll", "mineral", True),
            ("minaralll", "mineral", False),
        ),
        *(("20000", "20001", False), ("", "saco", False), ("x" * 50_000, "mineral", False)),
    ],
)
def test_a_slip_is_small_and_in_one_word(said: str, meant: str, is_slip: bool) -> None:
    assert slipped(said, meant) is is_slip

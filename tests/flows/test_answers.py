"""Reading what people really type, and taking back what was kept years ago."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from bot.errors import Unclear, Unfinished
from bot.flows.answers import (
    DONE,
    Accepts,
    Day,
    File,
    ManyOf,
    Money,
    Number,
    OneOf,
    Place,
    Text,
    Worked,
    YesNo,
    common,
)
from bot.model import Json, Location, Media, MediaKind, Reply
from bot.typed import clean, typed

TODAY = date(2026, 11, 22)
PHOTO = Media(MediaKind.IMAGE, "ab12", "mina.jpg", "image/jpeg", 1200)
PAPER = Media(MediaKind.DOCUMENT, "cd34")

ONE = OneOf(choices=common("red", "blue"))
YES_NO = YesNo(choices=common("yes", "no"))
MANY = ManyOf(choices=common("red", "blue", "green", DONE))
NUMBER = Number(Decimal(0), Decimal(5000))
MONEY = Money(Decimal(0), Decimal(10**9))
DAY = Day(TODAY, date(1990, 1, 1), date(2100, 12, 31))
PAST = Day(TODAY, date(1990, 1, 1), TODAY)
FUTURE = Day(TODAY, TODAY, date(2100, 12, 31))
FILE = File((MediaKind.IMAGE, MediaKind.DOCUMENT), "common-unclear-photo", choices=common("skip"))


def keep(accepts: Accepts[Any], text: str = "", draft: tuple[str, ...] = (), **said: Any) -> Json:
    """What is kept of a reply; typed words go through the reading edge, as they do in a talk."""
    return accepts.read(replace(typed("step", accepts.kind, text, TODAY), **said), draft)


def read(accepts: Accepts[Any], text: str = "", draft: tuple[str, ...] = (), **said: Any) -> Any:
    """The value a flow gets of a reply."""
    return accepts.load(keep(accepts, text, draft, **said))


def why_not(accepts: Accepts[Any], text: str = "", **said: Any) -> str:
    """The reason why a reply is not taken."""
    with pytest.raises(Unclear) as caught:
        read(accepts, text, **said)
    return caught.value.reason


# -- choices -------------------------------------------------------------------------------------


def test_one_of_takes_exactly_one_known_option() -> None:
    assert read(ONE, choices=("red",)) == "red"
    for choices in ((), ("green",), ("red", "blue")):
        assert why_not(ONE, choices=choices) == "common-unclear-choice"


def test_words_are_no_option_here() -> None:
    assert why_not(ONE, "red") == "common-unclear-choice"


def test_yes_no_is_a_truth_value() -> None:
    assert read(YES_NO, choices=("yes",)) is True
    assert read(YES_NO, choices=("no",)) is False
    assert why_not(YES_NO, choices=("done",)) == "common-unclear-choice"


def test_many_of_ticks_and_unticks_in_the_order_of_the_question() -> None:
    with pytest.raises(Unfinished) as ticked:
        read(MANY, draft=("green",), choices=("red",))
    assert ticked.value.draft == ("red", "green")
    with pytest.raises(Unfinished) as unticked:
        read(MANY, draft=("red", "green"), choices=("red",))
    assert unticked.value.draft == ("green",)


def test_many_of_is_done_when_she_says_so() -> None:
    assert read(MANY, draft=("green", "red"), choices=(DONE,)) == ("red", "green")
    assert read(MANY, choices=(DONE,)) == ()


def test_many_of_takes_several_at_once_whatever_was_ticked() -> None:
    assert read(MANY, draft=("green",), choices=("blue", "red")) == ("red", "blue")


def test_many_of_keeps_what_was_ticked_when_the_rest_is_typed_with_done() -> None:
    assert read(MANY, draft=("green",), choices=("blue", DONE)) == ("blue", "green")


def test_many_of_forgets_a_ticked_option_that_was_withdrawn() -> None:
    assert read(MANY, draft=("red", "gold"), choices=(DONE,)) == ("red",)
    assert why_not(MANY, choices=("gold",)) == "common-unclear-choices"
    assert why_not(MANY, "all of them") == "common-unclear-choices"


def test_many_of_drops_withdrawn_options_of_an_old_answer() -> None:
    assert MANY.load(["red", "gold", 7, DONE]) == ("red",)


# -- numbers and money -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", "12"),
        ("12,5", "12.5"),
        ("12.5 %", "12.5"),
        ("son 12 toneladas", "12"),
        ("1,200", "1200"),
        ("1 200", "1200"),
        ("1\xa0200", "1200"),
        ("1\u202f200.50", "1200.5"),
        ("S/ 3,200.55", "3200.55"),
        ("12\n", "12"),
        ("٣", "3"),
        ("0", "0"),
        ("1.23456", "1.235"),
        ("0." + "1" * 99, "0.111"),
    ],
)
def test_a_number_is_read_the_way_people_in_peru_write_it(text: str, number: str) -> None:
    assert read(NUMBER, text) == Decimal(number)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "doce",
        "12 o 13",
        "1,200,50",
        "12/13",
        "12\n13",
        "\u202e12",
        "1" * 50_000,
    ],
)
def test_what_may_be_two_numbers_or_none_is_not_guessed(text: str) -> None:
    assert why_not(NUMBER, text) == "common-unclear-number"


@pytest.mark.parametrize("text", ["5001", "-1", "5,000.001"])
def test_a_number_out_of_bounds_is_told_the_bounds(text: str) -> None:
    with pytest.raises(Unclear) as caught:
        read(NUMBER, text)
    assert caught.value.reason == "common-number-range"
    assert caught.value.args_of_line == {"low": "0", "high": "5000"}


def test_the_bounds_themselves_are_allowed() -> None:
    assert (read(NUMBER, "0"), read(NUMBER, "5000")) == (Decimal(0), Decimal(5000))


def test_money_is_kept_to_the_cent() -> None:
    assert keep(MONEY, "S/ 10.999") == "11.00"


def test_a_kept_number_that_no_longer_fits_its_bounds_is_asked_again() -> None:
    assert NUMBER.load("12.500") == Decimal("12.5")
    with pytest.raises(Unclear, match="common-number-range"):
        NUMBER.load("9000")


# -- days ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("22/11/2026", "2026-11-22"),
        ("22-11-26", "2026-11-22"),
        ("5.3.2027", "2027-03-05"),
        ("el 22 11 2026", "2026-11-22"),
        ("2026-11-22", "2026-11-22"),
        ("29/2/2024", "2024-02-29"),
        ("31/12", "2026-12-31"),
    ],
)
def test_a_day_is_read_the_way_people_in_peru_write_it(text: str, day: str) -> None:
    assert read(DAY, text) == date.fromisoformat(day)


@pytest.mark.parametrize(
    "text",
    [
        *("", "mañana", "31/2/2026", "11/22/2026", "1/2/3/4", "0/0", "0", "32", "2026", "22112026"),
        *(
            "hace 20 años",
            "hace 2 años y 3 meses",
            "|",
            "1/2|",
            "1|" * 30,
            "9" * 5000,
            "a" * 50_000,
        ),
    ],
)
def test_what_is_no_day_is_not_guessed(text: str) -> None:
    assert why_not(DAY, text) == "common-unclear-day"


def test_a_day_without_a_year_is_the_nearest_that_fits() -> None:
    assert read(PAST, "24/12") == date(2025, 12, 24)
    assert read(FUTURE, "5/3") == date(2027, 3, 5)
    assert read(PAST, "5/3") == date(2026, 3, 5)


def test_a_day_without_a_month_is_the_nearest_that_fits() -> None:
    assert read(DAY, "20") == date(2026, 11, 20)
    assert read(PAST, "20") == date(2026, 11, 20)
    assert read(PAST, " 25 ") == date(2026, 10, 25)
    assert read(FUTURE, "20") == date(2026, 12, 20)
    assert read(FUTURE, "31") == date(2026, 12, 31)
    assert why_not(Day(TODAY, TODAY, TODAY), "20") == "common-day-past"


def test_of_several_days_the_first_that_fits_is_meant() -> None:
    assert read(PAST, "27/11/2026|20/11/2026") == date(2026, 11, 20)
    assert read(FUTURE, "20/11/2026|27/11/2026") == date(2026, 11, 27)
    assert read(DAY, "20/11/2026|27/11/2026") == date(2026, 11, 20)
    assert why_not(Day(TODAY, TODAY, TODAY), "20/11/2026|27/11/2026") == "common-day-past"


def test_today_and_yesterday_are_days_of_the_turn() -> None:
    assert read(DAY, choices=("today",)) == TODAY
    assert read(DAY, choices=("yesterday",)) == date(2026, 11, 21)
    assert why_not(FUTURE, choices=("yesterday",)) == "common-day-past"


def test_a_forgotten_day_is_no_day_and_only_where_that_is_offered() -> None:
    known = Day(TODAY, date(1990, 1, 1), TODAY, choices=common("today", "forgot"))
    assert (keep(known, choices=("forgot",)), read(known, choices=("forgot",))) == (None, None)
    assert read(known, "20/11") == date(2026, 11, 20)
    assert why_not(DAY, choices=("forgot",)) == "common-unclear-day"


def test_a_day_out_of_bounds_is_told_which_way() -> None:
    assert why_not(PAST, "23/11/2026") == "common-day-future"
    assert why_not(FUTURE, "21/11/2026") == "common-day-past"
    assert why_not(DAY, "1/1/1989") == "common-day-range"
    assert why_not(DAY, "1/1/2101") == "common-day-range"


def test_a_kept_day_stays_when_its_bounds_move_with_today() -> None:
    tomorrow = Day(date(2026, 11, 23), date(2026, 11, 23), date(2100, 12, 31))
    assert tomorrow.load("2026-11-22") == TODAY


# -- words, places, files --------------------------------------------------------------------------


def test_words_are_cleaned_of_control_and_direction_marks() -> None:
    assert read(Text(), "  Juan\u202e \x00Pe\u0301rez\n") == "Juan Pérez"
    assert clean("uno\ndos\t") == "uno\ndos"
    assert clean("\ud800a") == "a"


@pytest.mark.parametrize("text", ["", "   ", "...", "👍", "\u202e"])
def test_signs_alone_are_no_words(text: str) -> None:
    assert why_not(Text(), text) == "common-unclear-text"


def test_words_longer_than_the_question_takes_are_told_how_long_they_may_be() -> None:
    assert read(Text(longest=5), "mina1") == "mina1"
    with pytest.raises(Unclear) as caught:
        read(Text(longest=5), "mina 12")
    assert caught.value.reason == "common-too-long"
    assert caught.value.args_of_line == {"most": 5, "sent": 7}


def test_a_place_is_a_point_or_a_name() -> None:
    point = Location(-15.5, -72.25)
    assert read(Place(), place=point) == point
    assert read(Place(), "Cotahuasi") == "Cotahuasi"
    assert why_not(Place(), "x" * 121) == "common-too-long"
    assert why_not(Place()) == "common-unclear-text"


def test_a_point_that_is_not_on_earth_is_no_place() -> None:
    for latitude, longitude in ((91, 0), (0, -181), (float("nan"), 0)):
        assert why_not(Place(), place=Location(latitude, longitude)) == "common-unclear-text"


def test_a_file_is_the_first_of_a_kind_that_fits_or_skip() -> None:
    voice = Media(MediaKind.VOICE, "ef56")
    assert read(FILE, media=(voice, PAPER, PHOTO)) == PAPER
    assert read(FILE, choices=("skip",)) is None
    assert why_not(FILE, media=(voice,)) == "common-unclear-photo"
    assert why_not(FILE, "no tengo") == "common-unclear-photo"


def test_work_is_answered_by_its_own_result_alone() -> None:
    worked = Worked("aa")
    assert read(worked, result={"task": "aa", "value": [1]}) == [1]
    assert read(worked, result={"task": "aa", "value": None}) is None
    others: tuple[Json, ...] = ({"task": "bb", "value": 1}, None, "aa", [])
    for result in others:
        assert why_not(worked, "aa", result=result) == "common-still-working"


# -- through the store -------------------------------------------------------------------------------

KINDS: list[tuple[Accepts[Any], dict[str, Any], Any]] = [
    (ONE, {"choices": ("red",)}, "red"),
    (YES_NO, {"choices": ("yes",)}, True),
    (YES_NO, {"choices": ("no",)}, False),
    (MANY, {"choices": ("red", "blue")}, ("red", "blue")),
    (MANY, {"choices": (DONE,)}, ()),
    (NUMBER, {"number": Decimal("12.500")}, Decimal("12.500")),
    (MONEY, {"number": Decimal("12.50")}, Decimal("12.50")),
    (DAY, {"days": (TODAY,)}, TODAY),
    (Text(), {"text": "Juan Pérez"}, "Juan Pérez"),
    (Place(), {"text": "Cotahuasi"}, "Cotahuasi"),
    (Place(), {"place": Location(-15.5, -72.25)}, Location(-15.5, -72.25)),
    (FILE, {"media": (PHOTO,)}, PHOTO),
    (FILE, {"choices": ("skip",)}, None),
    (Worked("aa"), {"result": {"task": "aa", "value": {"p": [1, None]}}}, {"p": [1, None]}),
]


@pytest.mark.parametrize(("accepts", "said", "value"), KINDS)
def test_what_was_read_comes_back_from_the_store_as_it_was(
    accepts: Accepts[Any], said: dict[str, Any], value: Any
) -> None:
    kept = accepts.read(Reply("step", **said), ())
    assert accepts.load(json.loads(json.dumps(kept))) == value


STRANGE: list[Any] = [
    *(None, True, 7, 1.5, "NaN", "Infinity", "-inf", "gold", "", "1" * 5000),
    *([], [[]], [{}], ["red", {}], [None, None]),
    *({}, {"task": "zz"}, {"media": 1}, {"media": "image"}),
]


@pytest.mark.parametrize("accepts", [accepts for accepts, *_ in KINDS])
@pytest.mark.parametrize("kept", STRANGE)
def test_what_no_longer_fits_is_unclear_and_never_a_crash(
    accepts: Accepts[Any], kept: Json
) -> None:
    try:
        value = accepts.load(kept)
    except Unclear:
        return
    assert accepts.load(kept) == value
    assert accepts.kind != "choice" or value in ("red", True)


def test_the_kinds_are_those_that_channels_and_router_know() -> None:
    kinds = [accepts.kind for accepts, *_ in KINDS]
    known = ["choice", "choices", "number", "money", "day", "text", "place", "file", "work"]
    assert list(dict.fromkeys(kinds)) == known

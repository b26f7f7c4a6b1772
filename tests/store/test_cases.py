"""The case file: each session's facts, replaced as a whole, in the order they were learned."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Connection, text

from bot.model import Fact, Json
from bot.store import cases
from bot.store.seal import Seal
from tests.store.rows import TODAY, session, someone

LATER = TODAY + timedelta(days=30)


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("status", "vigente", True),
        ("status", "v1", True),
        ("status", "plan-a-2", True),
        ("deadline", "2026-12-31", True),
        ("weighed", True, True),
        ("weighed", False, True),
        ("status", "true", False),
        ("status", "Vigente", False),
        ("status", "dos palabras", False),
        ("status", "ñandú", False),
        ("status", "vigente\n", False),
        ("status", "", False),
        ("status", "x" * 41, False),
        ("phone", "987654321", False),
        ("deadline", "2026-12-31T10:00", False),
        ("count", 3, False),
        ("count", None, False),
        ("list", ["vigente"], False),
        ("my.name", "rosa", False),
        ("my.birthday", "1980-01-01", False),
        ("my.yes", True, False),
    ],
)
def test_what_may_stand_in_a_plain_column(seal: Seal, name: str, value: Json, code: bool) -> None:
    assert cases.is_code(name, value) is code
    columns = cases.columns(seal, name, value)
    assert (columns["code"] is not None, columns["sealed"] is None) == (code, code)


@pytest.mark.parametrize(
    "value",
    [
        True,
        False,
        "true",
        "false",
        "yes",
        None,
        0,
        1,
        2.5,
        "",
        "Rosa",
        10**30,
        "\ud83d",
        ["a", {"b": 1}],
    ],
)
def test_values_come_back_as_they_were(seal: Seal, value: Json) -> None:
    columns = cases.columns(seal, "fact", value)
    back = cases.value_of(seal, columns["code"], columns["sealed"])  # type: ignore[arg-type]
    assert (type(back), back) == (type(value), value)


def teach(
    on: Connection, seal: Seal, who: int, of: int, learned: dict[str, Json], **on_day: object
) -> bool:
    case = cases.load(on, seal, who)
    today = on_day.get("today", TODAY)
    return cases.teach(on, seal, who, of, case=case, learned=learned, today=today)  # type: ignore[arg-type]


def test_taught_kept_untouched_and_withdrawn(on: Connection, seal: Seal) -> None:
    who, _ = someone(on, seal)
    of = session(on, seal, who)
    assert teach(on, seal, who, of, {"status": "vigente", "my.name": "Rosa", "weighed": True})
    rows: dict[str, int] = dict(on.execute(text("select name, id from fact")).all())

    assert not teach(
        on, seal, who, of, {"status": "vigente", "my.name": "Rosa", "weighed": True}, today=LATER
    )
    assert dict(on.execute(text("select name, id from fact")).all()) == rows

    assert teach(on, seal, who, of, {"status": "vigente", "my.name": "Rosa Q."}, today=LATER)
    assert dict(cases.load(on, seal, who).facts) == {
        "status": (Fact("vigente", TODAY, of),),
        "my.name": (Fact("Rosa Q.", LATER, of),),
    }
    assert teach(on, seal, who, of, {}, today=LATER)
    assert not cases.load(on, seal, who).facts


def test_one_is_not_yes(on: Connection, seal: Seal) -> None:
    who, _ = someone(on, seal)
    of = session(on, seal, who)
    teach(on, seal, who, of, {"a": True, "b": 0})
    assert teach(on, seal, who, of, {"a": 1, "b": False})
    case = cases.load(on, seal, who)
    assert (case.get("a"), case.get("b")) == (1, False)
    assert case.get("a") is not True and case.get("b") is False


def test_sessions_teach_beside_one_another(on: Connection, seal: Seal) -> None:
    who, _ = someone(on, seal)
    other, _ = someone(on, seal, "51900000000")
    first, second, hers = (session(on, seal, c) for c in (who, who, other))
    teach(on, seal, who, first, {"status": "vigente"})
    teach(on, seal, who, second, {"status": "nunca"})
    teach(on, seal, other, hers, {"status": "excluido"})
    case = cases.load(on, seal, who)
    assert [fact.value for fact in case.facts["status"]] == ["vigente", "nunca"]
    assert case.without(second).get("status") == "vigente"

    teach(on, seal, who, first, {"status": "suspendido"})
    assert cases.load(on, seal, who).get("status") == "suspendido", "the newest word counts"
    teach(on, seal, who, first, {})
    assert cases.load(on, seal, who).get("status") == "nunca"
    assert cases.load(on, seal, other).get("status") == "excluido"

"""What modules came to: counted once a person, only of those who agreed, and never by name."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Any

import pytest
from openpyxl import load_workbook

from bot import cohort
from bot.errors import ChaskiError
from bot.store import sessions
from bot.teaching import push, results, results_command
from bot.teaching.push import Push
from bot.teaching.results_command import cell, told, write_csv, write_statements
from tests.delivery.people import Office
from tests.house import house


class Desk:
    """Stands for `results_command.Reading`, with the office's key."""

    home = "https://chaski.example"

    def __init__(self, office: Office) -> None:
        self.seal = office.app.house.seal
        self.modules: dict[str, Any] = dict(house().content.items["training"])


async def walked(office: Office, contact: int, state: str = "completed", **found: Any) -> None:
    """A session of roca and what it came to; `at` is where she stopped."""
    stopped = found.pop("at", None)

    def make(on: Any) -> None:
        seal, now = office.app.house.seal, office.clock.now()
        id = sessions.create(on, seal, contact, "training/roca", office.clock.today(), now)
        body = {"answers": {}, "waiting_for": stopped}
        sessions.save(on, seal, id, state=state, body=body, now=now)
        named = {name.replace("__", "-"): value for name, value in found.items()}
        sessions.record(on, seal, contact, id, {"module": "roca", **named})

    await office.do(make)


async def school(office: Office) -> list[int]:
    """Rosa fails, then passes; Luz passes; Ana stops at a page; Eva did not agree."""
    rosa, luz, ana, eva = [await office.someone(f"519000{n:05}", consent=n < 3) for n in range(4)]
    await office.do(lambda on: office.learn(on, luz, region="puno"))
    await push.started(office.app.broadcasts, Push("roca", "all"))
    while await office.app.broadcasts.tick():
        await office.send()
    failed = {"score": 1, "asked": 2, "passed": False, "answer__q1": "c", "answer__q2": "a"}
    await walked(office, rosa, **failed, gain=-1)
    passed = {"score": 2, "asked": 2, "passed": True, "answer__q1": "b", "answer__q2": "a"}
    await walked(office, rosa, **passed)
    await walked(office, luz, **passed, gain=2)
    await walked(office, ana, "waiting", at="page-p2")
    await walked(office, eva, **passed, gain=9)
    return [rosa, luz, ana, eva]


async def figures(office: Office, module: str = "", to: str = "") -> list[dict[str, Any]]:
    desk: Any = Desk(office)
    conditions = cohort.parse(to) if to else ()
    found: list[dict[str, Any]] = await office.app.database.read(
        lambda on: told(on, desk, module, conditions)
    )
    return found


async def test_people_are_counted_once(office: Office) -> None:
    await school(office)
    [one] = await figures(office)
    names = ("module", "sent", "started", "finished", "passed", "gain")
    assert [one[name] for name in names] == ["roca", 3, 3, 2, 2, 0.5]
    assert one["stopped"] == {"page-p2": 1}


async def test_a_bad_question_shows_its_distractor(office: Office) -> None:
    await school(office)
    right = {q.id: q.right for q in house().content.items["training"]["roca"].questions}
    [one] = await figures(office, "roca")
    first, second = one["questions"]
    assert first["chosen"] == {"b": 1, "c": 1} and first["asked"] == 2
    assert first["distractor"] in {"b", "c"} - {right["q1"]}
    assert first["right"] == first["chosen"].get(right["q1"], 0) / 2
    assert second["chosen"] == {"a": 2}
    table = results_command._table([one])
    assert "stopped at: page-p2 1" in table and "q1  right" in table


async def test_a_narrow_group_is_only_counted(office: Office) -> None:
    await school(office)
    [one] = await figures(office, to="region=puno")
    assert one["started"] == one["finished"] == 1
    assert "questions" not in one and "gain" not in one and "withheld" in one
    assert await figures(office, to="region=cusco") == []


async def test_who_passed_after_stopping_did_not_stop(office: Office) -> None:
    rosa = await office.someone()
    await walked(office, rosa, "interrupted", at="quiz-q1")
    await walked(office, rosa, score=5, asked=5, passed=True)
    [one] = await figures(office)
    assert (one["started"], one["finished"], one["stopped"]) == (1, 1, {})


async def test_statements_say_what_and_never_who(office: Office) -> None:
    people = await school(office)
    desk: Any = Desk(office)
    file = io.StringIO()
    count = await office.app.database.read(lambda on: write_statements(file, on, desk))
    statements = json.loads(file.getvalue())
    assert count == len(statements) == 3 * 5 + 1
    verbs = [one["verb"]["id"].rpartition("/")[2] for one in statements]
    assert verbs[:5] == ["initialized", "answered", "answered", "completed", "failed"]
    assert verbs.count("passed") == 2 and len({one["id"] for one in statements}) == count
    actors = {one["actor"]["account"]["name"] for one in statements}
    assert len(actors) == 3 and all(re.fullmatch("[0-9a-f]{32}", name) for name in actors)
    for one in statements:
        assert set(one["actor"]) == {"objectType", "account"} and one["version"] == "1.0.3"
        assert one["object"]["id"].startswith("https://chaski.example/training/roca")
        assert re.fullmatch(r"2026-11-23T00:00:00Z", one["timestamp"])
    assert statements[3]["result"]["score"] == {"scaled": 0.5, "raw": 1, "min": 0, "max": 2}
    assert not any(f"519000{n:05}" in file.getvalue() for n in range(len(people)))
    again = io.StringIO()
    await office.app.database.read(lambda on: write_statements(again, on, desk))
    assert again.getvalue() == file.getvalue()


async def test_the_table_as_csv_and_workbook(office: Office, tmp_path: Any) -> None:
    await school(office)
    lines = [*results.rows(await figures(office))]
    file = io.StringIO()
    assert write_csv(file, lines) == len(lines)
    read = [*csv.DictReader(io.StringIO(file.getvalue()))]
    assert read[0] == {"module": "roca", "what": "sent", "of": "", "value": "3"}
    assert {"module": "roca", "what": "chose", "of": "q1/c", "value": "1"} in read
    results_command.write_book(tmp_path / "r.xlsx", [*lines, ("=1+1", "a", "b", 2)])
    sheet = load_workbook(tmp_path / "r.xlsx").active
    assert sheet is not None and sheet.cell(2, 4).value == 3
    assert sheet.cell(len(lines) + 2, 1).data_type == "s"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx"])
def test_no_cell_runs(text: str) -> None:
    assert cell(text) == f"'{text}" and cell(-1) == -1 and cell("roca") == "roca"


async def test_other_flows_of_training_are_no_modules(office: Office) -> None:
    rosa = await office.someone()

    def make(on: Any) -> None:
        for flow in ("training/apply", "training/pictures", "training/roca"):
            seal, now = office.app.house.seal, office.clock.now()
            sessions.create(on, seal, rosa, flow, office.clock.today(), now)

    await office.do(make)
    assert await figures(office) == []


async def test_no_results_yet(office: Office) -> None:
    assert await figures(office) == [] and "no results yet" in results_command._table([])
    [one] = await figures(office, "roca")
    assert one["started"] == 0 and one["questions"] == []


def test_a_format_nobody_knows(tmp_path: Any) -> None:
    with pytest.raises(ChaskiError, match="csv, xlsx, xapi"):
        results_command.export(tmp_path / "x", "pdf")

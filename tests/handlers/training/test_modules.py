"""The modules as content, and what passes (facts/training.yaml, publishing rules)."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from bot import library
from bot.app import features, shapes
from bot.clock import SetClock
from bot.config import data_root
from handlers.training import rules
from handlers.training.content import Module
from tests.handlers.miner import known, miner

CONTENT = library.load(data_root(), shapes(features()))
MODULES = CONTENT.all(Module)


def test_fourteen_modules_ninety_six_points_seventy_questions() -> None:
    assert {m.code for m in MODULES.values()} == {f"M{n:02}" for n in range(1, 15)}
    assert sum(len(m.points) for m in MODULES.values()) == 96
    assert sum(len(m.questions) for m in MODULES.values()) == 70


@pytest.mark.parametrize("module", MODULES.values(), ids=list(MODULES))
def test_background_is_off_with_its_reason(module: Module) -> None:
    for part in (*module.points, *module.questions):
        assert bool(part.off) == (part.basis == "background"), part.id
        assert part.cites or part.off, f"{part.id} is shown and cites nothing"
    assert all(cited in CONTENT.sources for p in module.points for cited in p.cites)


@pytest.mark.parametrize("module", MODULES.values(), ids=list(MODULES))
def test_every_question_can_be_answered_from_its_points(module: Module) -> None:
    known_points = {point.id for point in module.points}
    for question in module.questions:
        assert question.right in {answer.id for answer in question.choices}
        assert question.about and set(question.about) <= known_points


def test_module_eight_is_off_until_reviewed() -> None:
    assert MODULES["electricidad"].off
    assert "electricidad" not in {m.id for m in rules.offered(MODULES)}
    assert len(rules.offered(MODULES)) == 13


def test_chat_never_teaches_what_only_hands_may_learn() -> None:
    words = " ".join(p.text.lower() for p in CONTENT.shown() if p.id.startswith("training/"))
    for never in ("saca el tiro", "vuelve a cebar", "mezcla el anfo", "ceba el", "prepara el anfo"):
        assert never not in words


@pytest.mark.parametrize(
    ("wrong", "passed"),
    [((), True), (("q4",), True), (("q1",), False), (("q4", "q1"), False)],
)
def test_four_of_five_and_nothing_critical_wrong(wrong: tuple[str, ...], passed: bool) -> None:
    asked = rules.questions(MODULES["explosivos"])
    assert [q.id for q in asked if not q.critical] == ["q4"]
    given = {q.id: "z" if q.id in wrong else q.right for q in asked}
    assert rules.score(asked, given).passed is passed


def test_of_fewer_questions_the_same_share_passes() -> None:
    assert [rules.Score(0, n, (), critical_missed=False).needed for n in (1, 2, 3, 4, 5)] == [
        1,
        2,
        3,
        4,
        4,
    ]


def test_what_was_missed_comes_first_and_alone() -> None:
    found = rules.bites(MODULES["explosivos"], ["q3"])
    assert [point.id for bite in found for point in bite.points] == ["p6"]
    assert [bite.question.id for bite in found if bite.question] == ["q3"]


def test_a_question_comes_every_two_or_three_points() -> None:
    for module in rules.offered(MODULES):
        assert all(1 <= len(bite.points) <= 3 for bite in rules.bites(module))


def test_gain_counts_only_what_was_asked_before() -> None:
    asked = rules.before(MODULES["explosivos"])
    right = {q.id: q.right for q in asked}
    assert rules.gain(asked, {}, {**right, "q4": "a"}) == len(asked)
    assert rules.gain(asked, right, {}) == -len(asked)


@pytest.mark.parametrize(("days", "state"), [(0, "passed"), (89, "passed"), (90, "due")])
def test_a_module_falls_due_after_its_own_interval(days: int, state: str) -> None:
    today = date(2026, 11, 25)
    passed = today - timedelta(days=days)
    assert rules.stands(MODULES["explosivos"], passed, today, begun=True) == state


async def test_every_module_can_be_played_to_its_end(tmp_path: Path, clock: SetClock) -> None:
    async with miner(tmp_path, clock) as rosa:
        await known(rosa, "Vigente")
        for module in rules.offered(rosa.app.house.content.all(Module)):
            bubble = await rosa.starts(f"training/{module.id}")
            for _ in range(60):
                if not any(button.label in ("A", "Seguir") for button in bubble.buttons):
                    break
                bubble = await rosa.taps("Seguir" if bubble.buttons[0].label == "Seguir" else "A")
            assert "Otros temas" in [button.label for button in bubble.buttons], module.id

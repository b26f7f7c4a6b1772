"""A contract she sent can be read by nobody once it was checked, not even with the key."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest

from bot import handoff, observatory
from tests.conversation.phone import Chaski, Phone
from tests.work import papers

SECRET = "Quebrada Sinnombre"
PAGE = (
    "CONTRATO DE EXPLOTACIÓN MINERA",
    "Conste por el presente contrato que celebran COBRE SUR S.A.C., EL TITULAR, y de la otra parte",
    f"Rosa Mamani, minera artesanal, EL MINERO, sobre la concesión minera {SECRET}.",
    f"PRIMERA.- EL TITULAR podrá resolver el contrato de {SECRET} en cualquier momento y sin causa.",
)
REPORT = {
    "type": "explotacion",
    "language": "es",
    "pages": 1,
    "findings": [
        {"clause": "C-04", "kind": "abusive", "severity": 3, "quote": PAGE[3], "start": 0, "end": 9}
    ],
    "missing": ["C-55"],
    "present": [],
    "unknown": [],
    "figures": [],
    "by_eye": False,
    "unread": [],
}


async def kept(rosa: Phone) -> str:
    """Everything that is kept of her, opened with the key, bubbles too, as one text."""
    id, seal = await rosa.id(), rosa.chaski.app.house.seal
    rows = await rosa.chaski.rows(f"select sealed from outbound where contact = {id}")  # noqa: S608
    bubbles = [seal.open_json(row[0]) for row in rows]
    return orjson.dumps([await rosa.said(), bubbles]).decode()


def files(chaski: Chaski) -> list[Path]:
    """What lies in the media folder."""
    return [path for path in (chaski.folder / "media").glob("**/*") if path.is_file()]


@pytest.fixture
async def checked(rosa: Phone, monkeypatch: pytest.MonkeyPatch) -> Phone:
    """Rosa, whose contract was read and stands before her; what it says is made up here."""
    await rosa.onboard()
    tasks = rosa.chaski.app.worker.tasks
    told: dict[str, Any] = {**tasks, "check-contract": lambda args: REPORT}
    monkeypatch.setattr(rosa.chaski.app.worker, "tasks", told)
    await rosa.say("revisar contrato")
    await rosa.tap("Revisar un contrato")
    await rosa.give(papers.word(PAGE), "contrato.docx")
    assert "Rojo, peligroso: 1" in rosa.text
    await rosa.tap("walk")
    await rosa.tap("walk")
    assert SECRET in rosa.text
    return rosa


async def finish(rosa: Phone, *wanted: str) -> str:
    """To the end of the check; she wants these things done."""
    await rosa.tap("end")
    for one in wanted:
        await rosa.tap(one)
    return await rosa.tap("done")


async def test_the_file_is_gone_as_soon_as_it_is_read(checked: Phone) -> None:
    assert files(checked.chaski) == []
    assert await checked.chaski.rows("select * from media_file") == []


async def test_what_she_does_not_keep_is_gone_the_next_day(checked: Phone) -> None:
    assert "No guardo nada" in await finish(checked, "pdf")
    said = orjson.dumps(await checked.said()).decode()
    assert SECRET not in said, "sessions, messages and work keep it"
    assert len(files(checked.chaski)) == 1, "the report must still reach her"
    checked.chaski.clock.move(later())
    await checked.chaski.app.purge()
    assert SECRET not in await kept(checked)
    assert files(checked.chaski) == []


async def test_what_she_keeps_is_kept_until_its_day(checked: Phone) -> None:
    assert "Guardo tu informe" in await finish(checked, "keep")
    await checked.say("revisar contrato")
    await checked.tap("Mi informe")
    assert "Puede terminar" in checked.text
    assert SECRET in orjson.dumps((await checked.case()).get("kept.contract")).decode()
    checked.chaski.clock.move(later(92))
    await checked.chaski.app.purge()
    assert SECRET not in await kept(checked)


async def test_one_she_never_finished_is_gone_after_a_week(checked: Phone) -> None:
    checked.chaski.clock.move(later(8))
    await checked.chaski.app.purge()
    assert SECRET not in orjson.dumps(await checked.said()).decode()
    await checked.chaski.app.purge()
    assert SECRET not in await kept(checked)


async def test_no_word_of_it_is_logged(
    checked: Phone, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    await finish(checked, "pdf")
    out, err = capfd.readouterr()
    assert SECRET not in out + err + caplog.text


async def test_a_person_answers_and_her_words_come_as_a_bubble(checked: Phone) -> None:
    assert "Una persona verá" in await finish(checked, "person")
    app = checked.chaski.app
    [row] = await app.database.read(lambda on: handoff._listed(on, app.house))
    number = int(row.split()[0])
    shown = await app.database.read(lambda on: handoff._shown(on, app.house, number))
    assert SECRET in shown[0] and shown[0].startswith("C-04")
    await app.database.write(
        lambda on: handoff._answered(on, app.house, number, "No firmes todavía.", "Dra. Huamán")
    )
    await checked.chaski.wait(minutes=1)
    assert "Dra. Huamán" in checked.text and "No firmes todavía." in checked.text
    assert await app.database.read(lambda on: handoff._listed(on, app.house)) == [
        "nobody waits for an answer"
    ]


async def test_only_those_who_agreed_are_counted(checked: Phone) -> None:
    app = checked.chaski.app
    await finish(checked, "count")
    noted = await app.database.read(lambda on: observatory.named(on, app.house.seal, "observatory"))
    assert [one.value["clauses"] for one in noted] == [["C-04"]]
    assert SECRET not in orjson.dumps(noted[0].value).decode()


def later(days: int = 2) -> timedelta:
    """So many days."""
    return timedelta(days=days)

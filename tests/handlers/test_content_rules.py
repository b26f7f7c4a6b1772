"""The ten rules for what may be said about formalization, each held by a test.

Source: facts/formalization.md §0.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import library
from bot.app import features, shapes
from bot.clock import SetClock
from bot.config import data_root
from bot.library import Library
from bot.words import Words
from handlers.formalization.content import Blocker, Office, Requirement, Status
from tests.handlers.miner import known, miner

CLOSED_OUT = ("suspendido", "excluido", "nunca", "no-se")
MAY = re.compile(r"(?<!no )\b(puedes|podrás|puede) (seguir )?(trabajar|operar|minar|sacar mineral)")
FORMAL = re.compile(r"\b(ya eres|eres|serás|quedas) (un )?(minero )?formal\b|\bestás formalizad")
SIGN_UP = re.compile(
    r"\b(inscríbete|puedes inscribirte|inscribirte en el reinfo|nueva inscripción)\b"
)
END = "31 de diciembre de 2026"
CHECKED = "24 de setiembre de 2026"


@pytest.fixture(scope="module")
def content() -> Library:
    return library.load(data_root(), shapes(features()))


def sentences(content: Library) -> Iterator[tuple[str, str]]:
    """Every sentence a miner may read in content and locales, lower case, with its place."""
    for passage in content.shown():
        for sentence in re.split(r"(?<=[.!?:])\s+", passage.text.lower()):
            yield passage.id, sentence
    for file in (data_root() / "locales" / "es").glob("*.ftl"):
        for line in file.read_text().lower().splitlines():
            yield file.name, line


def words(content: Library, *ids: str) -> str:
    """All words of these items together."""
    found = [p.text for p in content.shown() if p.id.partition(".")[0] in ids]
    assert found, ids
    return " ".join(found).lower()


def test_1_nobody_is_called_formal_for_being_listed(content: Library) -> None:
    called = [s for s in sentences(content) if FORMAL.search(s[1])]
    assert [s for s in called if not re.search(r"quiere decir|no eres", s[1])] == []
    assert "no es un título ni un permiso" in words(content, "status/vigente")
    assert "no es un permiso" in (data_root() / "locales/es/formalization.ftl").read_text().lower()


def test_2_nobody_outside_is_told_to_work(content: Library) -> None:
    allowed = [s for s in sentences(content) if MAY.search(s[1]) and not s[1].startswith("¿")]
    assert [s for s in allowed if not re.search(r"\b(no (se )?pued|ningún menor)", s[1])] == []
    assert "no debes trabajar la mina" in words(content, "status/suspendido")
    for status in ("excluido", "nunca"):
        assert "no debes sacar mineral" in words(content, f"status/{status}")
    for status in ("nunca", "no-se"):
        assert "gob.pe/867" in words(content, f"status/{status}")


def test_3_no_new_registration_is_promised_and_sellers_are_warned_of(content: Library) -> None:
    promised = [s for s in sentences(content) if SIGN_UP.search(s[1]) and "cerrada" not in s[1]]
    assert [s for s in promised if "no pagues" not in s[1]] == []
    for item in (
        "status/excluido",
        "status/nunca",
        "status/trabajador",
        "blockers/me-venden-reinfo",
    ):
        assert re.search(r"no (compres|pagues|lo compres)", words(content, item)), item
    assert "cerrada" in words(content, "formalization/reinfo")


async def test_4_the_end_and_the_day_of_the_check_stand_together(
    tmp_path: Path, clock: SetClock
) -> None:
    async with miner(tmp_path, clock) as rosa:
        await known(rosa, "Vigente")
        await rosa.taps("Sí")
        for page in (rosa.last, await rosa.starts("formalization")):
            assert END in page.text and CHECKED in page.text, page.text
            assert "No está confirmado que lo alarguen" in page.text
        reminder = (await rosa.waits(days=10))[0]
        assert END in reminder.text and CHECKED in reminder.text


def test_4_the_end_is_written_nowhere_but_in_its_value(content: Library) -> None:
    typed = [s for s in sentences(content) if END in s[1] and not s[0].startswith("values/")]
    assert typed == []


def test_5_production_is_declared_by_31_july_and_31_january(content: Library) -> None:
    dates = {
        id: content.all(Requirement)[id].due.dates
        for id in ("declaracion-enero-junio", "declaracion-julio-diciembre")
    }
    assert list(dates.values()) == [("07-31",), ("01-31",)]
    said = words(content, "status/vigente", *(f"formalization/{id}" for id in dates))
    assert "31 de julio" in said and "31 de enero" in said
    assert "30 de junio" not in said and "30 de julio" not in said


def test_6_papers_go_to_the_ventanilla_unica_not_to_the_region(content: Library) -> None:
    for requirement in content.all(Requirement).values():
        if requirement.kind == "process-step":
            assert "Ventanilla Única" in requirement.where, requirement.id
            assert not re.search(r"\b(DREM|GREM)\b", requirement.where), requirement.id


def test_7_fees_are_to_be_confirmed(content: Library) -> None:
    fixed_by_law = {"derecho-de-vigencia", "fin-del-proceso"}
    for requirement in content.all(Requirement).values():
        if requirement.id not in fixed_by_law:
            assert "por confirmar" in requirement.cost, requirement.id
        if "S/" in requirement.cost:
            assert re.search(r"Antes|antigu|en 2025", requirement.cost), requirement.id


def test_8_contract_and_land_depend_on_others(content: Library) -> None:
    assert "dependen de otras personas" in words(content, "status/vigente")
    assert re.search(r"nadie|no encontramos una ley", words(content, "blockers/titular-no-firma"))
    assert re.search(r"dueño", words(content, "formalization/contrato"))
    assert re.search(r"dos tercios|2 de cada 3|2/3", words(content, "formalization/terreno"))


def test_9_nobody_under_18_works_in_a_mine(content: Library) -> None:
    for status in ("trabajador", "pallaquera"):
        said = words(content, f"status/{status}")
        assert "nadie menor de 18 años debe trabajar en la mina. no hay excepción" in said
        assert "1818" in said


def test_10_violence_gets_the_line_before_the_papers(content: Library) -> None:
    threatened = content.all(Blocker)["amenazas"]
    assert "100" in threatened.hear and "1818" in threatened.hear
    assert [advice.id for advice in threatened.do][:2] == ["linea-100", "linea-1818"]
    lines = [office for office in content.all(Office).values() if office.emergency]
    assert {office.id for office in lines} == {"linea-100", "linea-1818"}


def test_every_row_of_the_triage_table_is_there(content: Library) -> None:
    assert set(content.all(Status)) == {
        "vigente",
        "suspendido",
        "excluido",
        "nunca",
        "trabajador",
        "pallaquera",
        "titular",
        "no-se",
    }
    assert len(content.all(Requirement)) == 31


def test_what_only_the_background_says_is_nowhere(content: Library) -> None:
    said = [s for s in sentences(content) if re.search(r"\b(105|106|116)\b", s[1])]
    assert [s for s in said if not s[0].startswith(("emergencies/", "training/"))] == []


def test_every_word_has_a_source(content: Library) -> None:
    for shape in (Requirement, Status, Blocker, Office):
        for item in content.all(shape).values():
            assert item.sources and item.facts and item.checked, item.id
            assert all(content.source(id).title for id in item.sources)


def test_words_are_complete(content: Library) -> None:
    assert Words.load(data_root(), content, strict=True).locales[0] == "es"

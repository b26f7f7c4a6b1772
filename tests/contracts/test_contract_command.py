"""`chaski contract`: the report of the design, from any folder, with codes that tools rely on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.contract import contract
from tests.work import papers

KEYS = ["type", "language", "pages", "findings", "missing", "present", "unknown"]
CONTRACT = (
    "CONTRATO DE EXPLOTACIÓN MINERA",
    "Conste por el presente contrato que celebran COBRE SUR S.A.C., EL TITULAR, y de la otra parte",
    "Rosa Mamani, minera artesanal, EL MINERO, sobre la concesión minera Cerro Alto.",
    "PRIMERA.- EL TITULAR autoriza a EL MINERO a explotar mineral de cobre en la concesión.",
    "SEGUNDA.- El plazo del contrato corre desde el 9 de febrero de 2026.",
)
RENTAL = (
    "CONTRATO DE ALQUILER. Conste por el presente contrato de arrendamiento de vivienda que celebran",
    "el arrendador y el arrendatario. PRIMERA: el arrendador da en alquiler una casa. SEGUNDA: la",
    "renta mensual se paga el primer día de cada mes. TERCERA: el contrato dura un año.",
)
ENGLISH = (
    "MINING AGREEMENT. This agreement is made by and between the holder of the concession and the",
    "miner. The holder authorizes the miner to mine copper ore in the area. The miner shall sell all",
    "of the ore to the holder, and the holder may end this agreement at any time.",
)
POEM = "Los heraldos\n\nHay golpes en la vida, tan fuertes.\nGolpes como del odio del río.\n" * 4
BAD = {
    "empty.pdf": (b"", "empty"),
    "sealed.pdf": (papers.sealed(papers.pdf(["Hola"])), "encrypted"),
    "rental.txt": ("\n".join(RENTAL).encode(), "other-contract"),
    "poem.txt": (POEM.encode(), "not-a-contract"),
    "english.txt": ("\n".join(ENGLISH).encode(), "language"),
    "letter.txt": (b"a" * 200_000, "not-words"),
    "bomb.docx": (papers.zip_bomb(100), "bomb"),
    "liar.txt": (papers.wide_png(), "too-many-pixels"),
}


def run(capsys: pytest.CaptureFixture[str], *paths: Path) -> tuple[int, dict[str, Any]]:
    """The exit code and the report of the command."""
    code = contract(paths, as_json=True)
    return code, json.loads(capsys.readouterr().out)


def test_a_contract_is_checked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "contrato.docx"
    path.write_bytes(papers.word(CONTRACT))
    code, report = run(capsys, path)
    assert code == 0 and "reason" not in report
    assert list(report)[:7] == KEYS and isinstance(report["ms"], int)
    assert (report["type"], report["language"], report["pages"]) == ("explotacion", "es", 1)


def test_several_files_are_the_pages_of_one_paper(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pages = {"b.pdf": papers.pdf(CONTRACT[:3]), "a.pdf": papers.pdf(CONTRACT[3:])}
    for name, data in pages.items():
        (tmp_path / name).write_bytes(data)
    code, report = run(capsys, *(tmp_path / name for name in pages))
    assert (code, report["pages"]) == (0, 2)


def test_nothing_is_missing_from_a_paper_that_was_not_wholly_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "1.txt").write_text("\n".join(CONTRACT), encoding="utf-8")
    (tmp_path / "2.png").write_bytes(papers.wide_png())
    code, report = run(capsys, tmp_path / "1.txt", tmp_path / "2.png")
    assert code == 0
    assert report["unread"] == [{"page": 2, "reason": "too-many-pixels"}]
    assert report["missing"] == [] and report["unknown"]


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_checked_exits_with_two_and_a_reason(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data, reason = BAD[name]
    (tmp_path / name).write_bytes(data)
    code, report = run(capsys, tmp_path / name)
    assert (code, report["reason"]) == (2, reason)
    assert set(KEYS) <= set(report)


def test_a_file_that_is_not_there_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert contract([tmp_path / "no.pdf"], as_json=False) == 2
    assert "no.pdf" in capsys.readouterr().err


def test_in_words_it_never_says_that_a_contract_is_fine(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "contrato.txt"
    path.write_text("\n".join(CONTRACT), encoding="utf-8")
    assert contract([path], as_json=False) == 0
    said = capsys.readouterr().out
    assert "no es consejo legal" in said and "SUNARP" in said

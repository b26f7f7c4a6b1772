"""Tables on paper and in a workbook hold every cell, and no cell can run."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pypdfium2
import pytest

from bot.work import tables

ARGS: dict[str, Any] = {
    "title": "Cronograma",
    "note": "Vale lo que diga tu entidad.",
    "name": "mi cronograma",
    "heads": ["Mes", "Pagas"],
    "rows": [[month, 1234.5 + month] for month in range(1, 61)],
}


def text_of(data: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(data)
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()


def test_paper_holds_every_row_under_its_heads() -> None:
    made = tables.pdf(ARGS)
    pages = text_of(made.data)
    assert made.name == "mi-cronograma.pdf"
    assert len(pages) > 1 and all("Pagas" in page for page in pages)
    assert all(f"{1234.5 + month:,.2f}" in "".join(pages) for month in range(1, 61))
    assert "Vale lo que diga tu entidad." in pages[-1]


def test_workbook_holds_numbers_as_numbers() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(tables.xlsx(ARGS).data)).active
    assert [sheet.cell(3, 1).value, sheet.cell(3, 2).value] == ["Mes", "Pagas"]
    assert [sheet.cell(4, 1).value, sheet.cell(63, 2).value] == [1, 1294.5]


def test_what_looks_like_a_formula_stays_text() -> None:
    args = {**ARGS, "rows": [["=1+1", '=HYPERLINK("x")']]}
    sheet = openpyxl.load_workbook(io.BytesIO(tables.xlsx(args).data)).active
    assert (sheet.cell(4, 1).value, sheet.cell(4, 1).data_type) == ("=1+1", "s")


@pytest.mark.parametrize("make", [tables.pdf, tables.xlsx])
@pytest.mark.parametrize("args", [{}, {"heads": "x", "rows": [7]}, {**ARGS, "rows": [[None]]}])
def test_odd_arguments_make_a_small_table(make: Any, args: dict[str, Any]) -> None:
    assert make(args).data

"""A table with a title and a note, as a PDF to print or a workbook to count with.

Rule 1: no words are made here; all come in the arguments, in her language.
Rule 2: no cell is ever a formula: what somebody typed must not run in a spreadsheet.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime

import xlsxwriter

from bot.work import Made
from bot.work.paper import DARK, WIDTH, Cell, Ink, Paper, Row

TITLE, HEAD, BODY, NOTE = (
    Ink(14, bold=True),
    Ink(9, bold=True, grey=DARK),
    Ink(10),
    Ink(9, grey=DARK),
)
NO_DATE = datetime(1970, 1, 1, 12, tzinfo=UTC)
MOST_ROWS, MOST_COLUMNS = 5000, 12
AMOUNT = "#,##0.00"
NARROWEST, WIDEST = 10, 48
"""Of a column in a workbook, in letters."""


def pdf(args: Mapping[str, object]) -> Made:
    """The table on A4 paper, its heads again on every page.

    args: {"title": …, "note": …, "name": "cronograma", "heads": [str], "rows": [[str | number]]}
    """
    title, heads, rows = _words(args.get("title")), _heads(args), _rows(args)
    with closing(Paper(title, "es-PE", NO_DATE)) as paper:
        paper.put(paper.row([Cell(((title, TITLE),))], [WIDTH]))
        head = _row(paper, heads, HEAD)
        _put_head(paper, head)
        for cells in rows:
            row = _row(paper, [written(cell) for cell in cells], BODY)
            if not paper.fits(row.height):
                paper.turn_page()
                _put_head(paper, head)
            paper.put(row)
            paper.rule(paper.y)
        note = paper.row([Cell(((_words(args.get("note")), NOTE),))], [WIDTH])
        if not paper.fits(note.height):
            paper.turn_page()
        paper.put(note)
        return Made(paper.data(), f"{_name(args)}.pdf")


def xlsx(args: Mapping[str, object]) -> Made:
    """The same table as a workbook of one sheet; args as in `pdf`."""
    heads, rows, data = _heads(args), _rows(args), io.BytesIO()
    book = xlsxwriter.Workbook(
        data, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    bold, amount = book.add_format({"bold": True}), book.add_format({"num_format": AMOUNT})
    sheet = book.add_worksheet()
    sheet.write_string(0, 0, _words(args.get("title")), bold)
    for column, head in enumerate(heads):
        sheet.write_string(2, column, head, bold)
        longest = max([len(head), *(len(written(row[column])) for row in rows)])
        sheet.set_column(column, column, min(max(longest + 2, NARROWEST), WIDEST))
    for at, row in enumerate(rows, 3):
        for column, cell in enumerate(row):
            if isinstance(cell, float):
                sheet.write_number(at, column, cell, amount)
            elif isinstance(cell, int):
                sheet.write_number(at, column, cell)
            else:
                sheet.write_string(at, column, written(cell))
    sheet.write_string(len(rows) + 4, 0, _words(args.get("note")))
    sheet.freeze_panes(3, 0)
    book.set_properties({"created": NO_DATE.replace(tzinfo=None)})
    book.close()
    return Made(data.getvalue(), f"{_name(args)}.xlsx")


def _put_head(paper: Paper, head: Row) -> None:
    paper.put(head)
    paper.rule(paper.y, thick=0.6, grey=0)


def _row(paper: Paper, cells: Sequence[str], ink: Ink) -> Row:
    share = WIDTH / len(cells)
    return paper.row([Cell(((cell, ink),)) for cell in cells], [share] * len(cells))


def written(cell: object) -> str:
    """A cell in letters: amounts to the cent with their thousands apart."""
    if isinstance(cell, float):
        return f"{cell:,.2f}"
    return str(cell) if isinstance(cell, str | int) else ""


def _words(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _heads(args: Mapping[str, object]) -> list[str]:
    heads = args.get("heads")
    found = [_words(head) for head in heads] if isinstance(heads, list) else []
    return found[:MOST_COLUMNS] or [""]


def _rows(args: Mapping[str, object]) -> list[list[object]]:
    """The rows, each as long as the heads; no more of them than can be read."""
    rows, wide = args.get("rows"), len(_heads(args))
    kept = rows[:MOST_ROWS] if isinstance(rows, list) else []
    return [[*row, *[""] * wide][:wide] for row in kept if isinstance(row, list)]


def _name(args: Mapping[str, object]) -> str:
    return re.sub(r"[^\w-]+", "-", _words(args.get("name"))).strip("-") or "tabla"

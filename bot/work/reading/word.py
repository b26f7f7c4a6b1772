"""A Word file (DOCX): paragraphs and tables in the order they stand in."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from bot.work.reading import MOST_LETTERS, Page, Unreadable

MOST_UNPACKED = 48 * 2**20
MOST_PARTS = 3_000
PART = "word/document.xml"
DEEPEST = 4
"""Tables within tables."""


def read(data: bytes) -> list[Page]:
    """The words of a DOCX, as one page. Raises Unreadable: no DOCX, sealed, or a bomb."""
    _check(data)
    import docx

    try:
        document = docx.Document(io.BytesIO(data))
    except Exception:  # a hostile file may raise anything from its parser
        raise Unreadable("broken") from None
    parts, room = [], MOST_LETTERS
    for line in _lines(document, 0):
        parts.append(line)
        room -= len(line) + 1
        if room < 0:
            break
    text = "\n".join(parts).strip()
    if not text:
        raise Unreadable("blank")
    return [Page(text[:MOST_LETTERS])]


def _check(data: bytes) -> None:
    """Count before unpacking: what a zip says of itself, and what it would become."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = packed.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise Unreadable("broken") from None
    if PART not in {part.filename for part in parts}:
        raise Unreadable("unsupported")
    if any(part.flag_bits & 1 for part in parts):
        raise Unreadable("encrypted")
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MOST_UNPACKED or len(parts) > MOST_PARTS:
        raise Unreadable("bomb")


def _lines(within: Any, depth: int) -> Iterator[str]:
    """Paragraphs, and tables row by row: the cells of a row stand side by side."""
    for block in within.iter_inner_content():
        if hasattr(block, "rows"):
            yield from _rows(block, depth)
        elif block.text.strip():
            yield block.text.strip()


def _rows(table: Any, depth: int) -> Iterator[str]:
    if depth >= DEEPEST:
        return
    for row in table.rows:
        cells, seen = [], set()
        for cell in row.cells:
            if id(cell._tc) not in seen:  # a merged cell comes once for each column it spans
                seen.add(id(cell._tc))
                cells.append(" ".join(_lines(cell, depth + 1)))
        line = "  ".join(cell for cell in cells if cell)
        if line:
            yield line

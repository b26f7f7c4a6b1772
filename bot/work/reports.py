"""The papers a miner carries: her case file, to print and lay on the counter of an office.

Rule 1: no words are made here; all come in the arguments, in her language.
Rule 2: any part may be missing or empty, and is then left out.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path

from PIL import Image, ImageOps

from bot.work import Made
from bot.work.paper import DARK, LEFT, PALE, WHITE, WIDTH, Cell, Ink, Paper, Row
from bot.work.points import put_points

HEADING, HEAD = Ink(14, bold=True), Ink(9, bold=True, grey=DARK)
BODY, STRONG, SMALL = Ink(10), Ink(10.5, bold=True), Ink(9, grey=DARK)
STATES = frozenset({"done", "late", "open", "blocked"})
MOST_PHOTOS = 12
MOST_PIXELS = 50_000_000  # of one photo, before it is made smaller
PHOTO_BYTES = 2_400_000  # of all photos together, so that the PDF stays under 3 MB
PHOTO_SIZES = ((1400, 78), (1400, 60), (1000, 60), (700, 50), (500, 40), (320, 30))
PHOTO_HEIGHT = 78.0  # mm, at most
PHOTO_FORMATS = ("JPEG", "PNG", "WEBP", "MPO")
NO_DATE = datetime(1970, 1, 1, 12, tzinfo=UTC)


def case_file(args: Mapping[str, object]) -> Made:
    """The case file as an A4 PDF: who she is, what to do now, each step with its proof.

    args: any part may be missing; every text is already in her language:
        {"title": "Mi expediente", "subtitle": …, "made": "Hecho el …", "warning": …,
         "by_hand": [label], "about": [[label, value]], "now": {"title": …, "items": [str]},
         "sections": [{"title": …, "columns": [name, when, where, note],
                       "rows": [{"state": "done|late|open|blocked|unknown", "state_words": …,
                                 "cells": [name, when, where, note]}]}],
         "points": [{"title": …, "items": [see bot.work.points]}],
         "deadlines": {"title": …, "rows": [[date, what, days left]]},
         "papers": {"title": …, "rows": [{"have": bool, "text": …}]},
         "offices": {"title": …, "rows": [[name, address, phone]]},
         "photos": [{"caption": …, "image": bytes}], "photos_title": …,
         "sources": {"title": …, "items": [str]}, "footer": …,
         "page_words": "Página {n} de {total}",
         "date": "2026-11-22", "file": "expediente.pdf", "language": "es-PE"}
    Returns the same bytes for the same arguments. A photo that cannot be read leaves its caption.
    """
    name = _file_name(_text(args.get("file")))
    title, language = _text(args.get("title")) or name, _text(args.get("language")) or "es-PE"
    with closing(Paper(title, language, _made(args.get("date")))) as paper:
        _fill(paper, args)
        return Made(paper.data(), name)


def _fill(paper: Paper, args: Mapping[str, object]) -> None:
    title, subtitle = _text(args.get("title")), _text(args.get("subtitle"))
    _opening(paper, title, subtitle, _text(args.get("made")))
    paper.running = " — ".join(part for part in (title, subtitle) if part)
    _warning(paper, _text(args.get("warning")))
    _by_hand(paper, args.get("by_hand"))
    _about(paper, args.get("about"))
    _now(paper, _part(args.get("now")))
    for section in _list(args.get("sections")):
        _section(paper, _part(section))
    for group in map(_part, _list(args.get("points"))):
        put_points(paper, _text(group.get("title")), [_part(p) for p in _list(group.get("items"))])
    _deadlines(paper, _part(args.get("deadlines")))
    _papers(paper, _part(args.get("papers")))
    _offices(paper, _part(args.get("offices")))
    _photos(paper, _text(args.get("photos_title")), _list(args.get("photos")))
    _sources(paper, _part(args.get("sources")))
    paper.number_pages(_text(args.get("footer")), _text(args.get("page_words")))


# --- the parts, from top to bottom ------------------------------------------------------------


def _opening(paper: Paper, title: str, subtitle: str, made: str) -> None:
    words = ((title, Ink(26, bold=True)), (subtitle, Ink(13.5)), (made, Ink(10, grey=DARK)))
    row = paper.row([Cell(words)], [WIDTH], padding=0, most=3)
    if row.height:
        paper.put(row)
        paper.rule(paper.y + 3, thick=1.0, grey=0)
        paper.y += 8


def _warning(paper: Paper, words: str) -> None:
    if words:
        cell = Cell(((words, Ink(10.5)),), mark="late", mark_size=6.5)
        row = paper.row([cell], [WIDTH - 6], padding=3)
        if not paper.fits(row.height):
            paper.turn_page()
        top = paper.y
        paper.put(row, fill=PALE, inset=4)
        paper.frame(top, row.height, thick=0.3)
        paper.y += 5


def _about(paper: Paper, pairs: object) -> None:
    cells = [
        Cell(((_text(label), SMALL), (_text(value), Ink(11.5, bold=True))))
        for label, value in (_row_of(pair, 2) for pair in _list(pairs))
        if _text(label) or _text(value)
    ]
    _rows(paper, "", [], [paper.row(two, _halves()) for two in _in_twos(cells)])


def _by_hand(paper: Paper, labels: object) -> None:
    """Ruled lines with room to write on: what the chat never asks."""
    cells = [Cell(((text, BODY),)) for text in map(_text, _list(labels)) if text]
    _rows(paper, "", [], [paper.row([cell], [WIDTH], padding=3.5) for cell in cells])


def _now(paper: Paper, now: Mapping[str, object]) -> None:
    """The one box that must be seen from across the room."""
    items = [text for text in map(_text, _list(now.get("items"))) if text]
    if not items:
        return
    title = Cell(((_text(now.get("title")), Ink(15, bold=True, grey=WHITE)),))
    head = paper.row([title], [WIDTH - 8], padding=2.5, most=3)
    paper.space(6)
    for at, item in enumerate(items, 1):
        cell = Cell(((item, Ink(12.5)),), mark=str(at), mark_size=7)
        row = paper.row([cell], [WIDTH - 8], padding=3)
        first = at == 1
        if not paper.fits(row.height + (head.height if first else 0)):
            paper.turn_page()
            first = True
        if first and head.height > 5:
            paper.put(head, fill=0, inset=4)
        paper.frame(paper.y, row.height)
        paper.put(row, inset=4)
    paper.y += 2


def _section(paper: Paper, section: Mapping[str, object]) -> None:
    kept = [_part(row) for row in _list(section.get("rows"))]
    cells = [_row_of(row.get("cells"), 4) for row in kept]
    used = [at for at in range(4) if at == 0 or any(row[at] for row in cells)]
    heads = _row_of(section.get("columns"), 4)
    widths = _shares([(4.2, 2.1, 2.9, 3.3)[at] for at in used])
    rows = []
    for row, words in zip(kept, cells, strict=True):
        state = _text(row.get("state"))
        first = Cell(
            ((words[0], STRONG), (_text(row.get("state_words")), HEAD)),
            mark=state if state in STATES else "unknown",
        )
        rest = [Cell(((words[at], BODY),)) for at in used[1:]]
        rows.append(paper.row([first, *rest], widths))
    head = [Cell(((heads[at], HEAD),)) for at in used]
    _rows(paper, _text(section.get("title")), [paper.row(head, widths, padding=1.4, most=3)], rows)


def _deadlines(paper: Paper, part: Mapping[str, object]) -> None:
    found = [_row_of(row, 3) for row in _list(part.get("rows"))]
    inks = (STRONG, BODY, STRONG)
    _rows(paper, _text(part.get("title")), [], _table(paper, found, inks, (4.2, 5, 3.2)))


def _papers(paper: Paper, part: Mapping[str, object]) -> None:
    found = [_part(row) for row in _list(part.get("rows"))]
    cells = [
        Cell(((_text(row.get("text")), BODY),), mark="done" if row.get("have") is True else "open")
        for row in found
    ]
    rows = [paper.row(two, _halves()) for two in _in_twos(cells)]
    _rows(paper, _text(part.get("title")), [], rows)


def _offices(paper: Paper, part: Mapping[str, object]) -> None:
    found = [_row_of(row, 3) for row in _list(part.get("rows"))]
    inks = (STRONG, BODY, STRONG)
    _rows(paper, _text(part.get("title")), [], _table(paper, found, inks, (4, 5.4, 2.6)))


def _sources(paper: Paper, part: Mapping[str, object]) -> None:
    ink = Ink(8.5, grey=DARK)
    items = [text for text in map(_text, _list(part.get("items"))) if text]
    rows = [
        paper.row([Cell(((f"{at}.", ink),)), Cell(((item, ink),))], [9, WIDTH - 9], padding=0.7)
        for at, item in enumerate(items, 1)
    ]
    _rows(paper, _text(part.get("title")), [], rows, ruled=False)


# --- rows that go on over the pages -----------------------------------------------------------


def _rows(
    paper: Paper, title: str, head: Sequence[Row], rows: Sequence[Row], *, ruled: bool = True
) -> None:
    """Rows under a title and column heads, both said again at the top of every page."""
    if not rows:
        return
    first, again = _titles(paper, title, HEADING), _titles(paper, title, Ink(10.5, bold=True))
    head = [row for row in head if row.height > 3]
    needed = sum(row.height for row in (*first, *head, *rows[:1]))
    if not paper.fits(7 + needed):
        paper.turn_page()
    paper.space(7 if title else 0)
    _put_heads(paper, first, head)
    for row in rows:
        if not paper.fits(row.height):
            paper.turn_page()
            _put_heads(paper, again, head)
        paper.put(row)
        if ruled:
            paper.rule(paper.y)


def _titles(paper: Paper, title: str, ink: Ink) -> list[Row]:
    return [paper.row([Cell(((title, ink),))], [WIDTH], padding=1, most=3)] if title else []


def _put_heads(paper: Paper, titles: Sequence[Row], heads: Sequence[Row]) -> None:
    for row in titles:
        paper.put(row)
        paper.rule(paper.y, thick=0.6, grey=0)
        paper.y += 0.6
    for row in heads:
        paper.put(row)
        paper.rule(paper.y, grey=DARK)


def _table(
    paper: Paper, found: Sequence[Sequence[str]], inks: Sequence[Ink], parts: Sequence[float]
) -> list[Row]:
    """Rows of plain words; a column nobody filled gives its room to the others."""
    used = [at for at in range(len(parts)) if any(row[at] for row in found)]
    widths = _shares([parts[at] for at in used])
    filled = [row for row in found if any(row)]
    return [paper.row([Cell(((row[at], inks[at]),)) for at in used], widths) for row in filled]


def _shares(parts: Sequence[float]) -> list[float]:
    return [WIDTH * part / sum(parts) for part in parts]


def _halves() -> list[float]:
    return [WIDTH / 2, WIDTH / 2]


def _in_twos(cells: Sequence[Cell]) -> list[tuple[Cell, Cell]]:
    padded = [*cells, Cell()] if len(cells) % 2 else cells
    return list(zip(padded[::2], padded[1::2], strict=True))


# --- photos -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Photo:
    """A JPEG fit to print; width and height in pixels."""

    data: bytes
    width: int
    height: int


def small_photo(data: bytes, most: int) -> Photo | None:
    """A photo upright, without what its camera wrote in it, small enough to print.

    most: bytes it may take; of hostile noise it may be a little more.
    Returns None when it is no photo we read, is broken, or would open into too many pixels.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            Image.open(io.BytesIO(data), formats=PHOTO_FORMATS).verify()
            opened = Image.open(io.BytesIO(data), formats=PHOTO_FORMATS)
        if opened.width * opened.height > MOST_PIXELS:
            return None
        opened.draft("RGB", (PHOTO_SIZES[0][0], PHOTO_SIZES[0][0]))
        opened.thumbnail((PHOTO_SIZES[0][0], PHOTO_SIZES[0][0]))
        return _squeezed(_on_white(ImageOps.exif_transpose(opened)), most)
    except Exception:  # a hostile file may raise anything from its decoder
        return None


def _on_white(image: Image.Image) -> Image.Image:
    if not image.has_transparency_data:
        return image.convert("RGB")
    white = Image.new("RGBA", image.size, "white")
    return Image.alpha_composite(white, image.convert("RGBA")).convert("RGB")


def _squeezed(image: Image.Image, most: int) -> Photo:
    """The finest JPEG within so many bytes."""
    data = b""
    for side, quality in PHOTO_SIZES:
        image.thumbnail((side, side))
        kept = io.BytesIO()
        image.save(kept, "JPEG", quality=quality, optimize=False)
        data = kept.getvalue()
        if len(data) <= most:
            break
    return Photo(data, image.width, image.height)


def _photos(paper: Paper, title: str, found: Sequence[object]) -> None:
    """Photos two by two over their captions; one unreadable or over the limit leaves a mark."""
    shown = [_part(photo) for photo in found]
    budget = PHOTO_BYTES // max(1, min(len(shown), MOST_PHOTOS))
    for at in range(0, len(shown), 2):
        pair = shown[at : at + 2]
        data = [photo.get("image") for photo in pair] if at < MOST_PHOTOS else [None] * len(pair)
        small = [small_photo(one, budget) if isinstance(one, bytes) else None for one in data]
        captions = [_text(photo.get("caption")) for photo in pair]
        _photo_row(paper, small, captions, _titles(paper, "" if at else title, HEADING))


def _photo_row(
    paper: Paper, photos: Sequence[Photo | None], captions: Sequence[str], titles: Sequence[Row]
) -> None:
    sizes = [_printed_size(photo) for photo in photos]
    tall = max(height for _, height in sizes)
    cells = [
        Cell(((caption, BODY),), mark="" if photo else "unknown")
        for photo, caption in zip(photos, captions, strict=True)
    ]
    row = paper.row([*cells, Cell()][:2], _halves(), most=6)
    needed = 5 + sum(title.height for title in titles) + tall + row.height
    if not paper.fits(needed):
        paper.turn_page()
    paper.space(7 if titles else 5)
    _put_heads(paper, titles, [])
    paper.y += 3 if titles else 0
    for at, (photo, (width, height)) in enumerate(zip(photos, sizes, strict=True)):
        if photo:
            x, y = LEFT + at * WIDTH / 2, paper.y + tall - height
            paper.picture(photo.data, x, y, width, height)
    paper.y += tall
    paper.put(row)


def _printed_size(photo: Photo | None) -> tuple[float, float]:
    """Width and height on paper, mm."""
    if photo is None:
        return 0, 0
    scale = min((WIDTH / 2 - 5) / photo.width, PHOTO_HEIGHT / photo.height)
    return photo.width * scale, photo.height * scale


# --- reading the arguments --------------------------------------------------------------------


def _text(value: object) -> str:
    if isinstance(value, str):
        return value.strip()
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def _list(value: object) -> Sequence[object]:
    return value if isinstance(value, list | tuple) else ()


def _part(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


def _row_of(value: object, length: int) -> list[str]:
    words = [_text(one) for one in _list(value)][:length]
    return words + [""] * (length - len(words))


def _made(value: object) -> datetime:
    """The day as a moment that is the same day in Peru."""
    try:
        day = date.fromisoformat(_text(value)[:10])
    except ValueError:
        return NO_DATE
    return datetime.combine(day, time(12), UTC)


def _file_name(value: str) -> str:
    name = re.sub(r"[^\w.-]+", "-", Path(value).name).strip(".-")
    return name if name.lower().endswith(".pdf") else f"{name or 'expediente'}.pdf"

"""Points on a paper: what was found, its words quoted, why it matters, what to propose instead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.work.paper import DARK, PALE, WIDTH, Cell, Ink, Paper, Row

HEADING = Ink(14, bold=True)
TITLE, NAME, BODY = Ink(11.5, bold=True), Ink(9, bold=True, grey=DARK), Ink(10)
QUOTE = Ink(10)
INSET = 8.5
NAMES = 30.0
"""Millimetres for what each part is called."""
TALLEST = 200.0
"""Of a point that is kept on one page; a longer one goes on over the next."""


def put_points(paper: Paper, title: str, points: Sequence[Mapping[str, object]]) -> None:
    """A group of points under its title, each kept whole where it fits.

    points: `{"state", "state_words", "title", "quote", "parts": [[name, words]], "wording": words,
    "wording_name": …}`; every text is in her language, any may be missing.
    """
    blocks = [_block(paper, point) for point in points]
    if not blocks:
        return
    head = paper.row([Cell(((title, HEADING),))], [WIDTH], padding=1, most=2)
    if not paper.fits(8 + head.height + min(_height(blocks[0]), TALLEST)):
        paper.turn_page()
    paper.space(8)
    paper.put(head)
    paper.rule(paper.y, thick=0.6, grey=0)
    for block in blocks:
        if not paper.fits(min(_height(block), TALLEST)):
            paper.turn_page()
        paper.y += 2.5
        for row, fill, inset in block:
            if not paper.fits(row.height):
                paper.turn_page()
            paper.put(row, fill=fill, inset=inset)
        paper.y += 2
        paper.rule(paper.y)


Part = tuple[Row, "int | None", float]


def _height(block: Sequence[Part]) -> float:
    return 4.5 + sum(row.height for row, _, _ in block)


def _block(paper: Paper, point: Mapping[str, object]) -> list[Part]:
    """The rows of one point, with the grey behind each and how far it stands in."""
    state, words = _text(point.get("state")), _text(point.get("state_words"))
    title = Cell(((_text(point.get("title")), TITLE), (words, NAME)), mark=state, mark_size=6)
    block: list[Part] = [(paper.row([title], [WIDTH], padding=1), None, 0.0)]
    quote = _text(point.get("quote"))
    if quote:
        row = paper.row([Cell(((quote, QUOTE),))], [WIDTH - 2 * INSET], padding=2)
        block.append((row, PALE, INSET))
    parts = point.get("parts")
    for pair in parts if isinstance(parts, list | tuple) else ():
        block += _named(paper, pair)
    return block


def _named(paper: Paper, pair: object) -> list[Part]:
    """Words beside what they are; nothing when there are none."""
    name, words = (list(pair) if isinstance(pair, list | tuple) else [])[:2] or ("", "")
    if not _text(words):
        return []
    cells = [Cell(((_text(name), NAME),)), Cell(((_text(words), BODY),))]
    return [(paper.row(cells, [NAMES, WIDTH - NAMES - INSET], padding=0.9), None, INSET)]


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""

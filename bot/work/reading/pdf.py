"""A PDF: its own text where it has some, else a picture of the page for the eye."""

from __future__ import annotations

import re
from typing import Any

from bot.work.reading import MOST_LETTERS, MOST_PAGES, Budget, Page, Unreadable, photo

LEAST_TEXT = 40
"""Letters on a page, below which it is a picture of a page."""
SCALE = 2.2
LONGEST_SIDE = 2_200
"""Pixels of a drawn page, whatever size it says it has."""
SOFT_HYPHEN = re.compile("[\ufffe\x02\xad]\\s*\n?\\s*")


def read(data: bytes, budget: Budget) -> list[Page]:
    """The pages of a PDF. Raises Unreadable: sealed, broken, too long."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        code = "encrypted" if "password" in str(error).lower() else "broken"
        raise Unreadable(code) from None
    try:
        count = len(document)
        if count > MOST_PAGES:
            raise Unreadable("too-many-pages")
        if not count:
            raise Unreadable("blank")
        return _pages(document, count, budget)
    finally:
        document.close()


def _pages(document: Any, count: int, budget: Budget) -> list[Page]:
    pages, room = [], MOST_LETTERS
    for at in range(count):
        page = _page(document, at, budget)
        pages.append(Page(page.text[:room], page.by, page.quality, page.problem))
        room = max(0, room - len(page.text))
        budget.told(at + 1, count)
    return pages


def _page(document: Any, at: int, budget: Budget) -> Page:
    try:
        page = document[at]
        text = _text(page)
        if len(re.sub(r"\s", "", text)) >= LEAST_TEXT:
            return Page(text)
        budget.take_photo()
        scale = min(SCALE, LONGEST_SIDE / max(1.0, *page.get_size()))
        drawn = page.render(scale=scale, grayscale=True).to_numpy()
        return photo.page_of(drawn.reshape(drawn.shape[:2]))
    except Unreadable as why:
        return Page(problem=why.code, by="ocr", quality=0.0)
    except Exception:  # a hostile page may raise anything from its decoder
        return Page(problem="broken", by="ocr", quality=0.0)


def _text(page: Any) -> str:
    words = page.get_textpage()
    try:
        text = str(words.get_text_bounded())
    finally:
        words.close()
    return SOFT_HYPHEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()

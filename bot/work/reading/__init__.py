"""What papers say: files of any kind to pages of words, in a process of its own.

Rule 1: what a file is, its first bytes say; its name is never believed.
Rule 2: every file is hostile: sizes are counted before anything is unpacked or drawn.
Rule 3: what could not be read is said page by page, with a reason code that others can rely on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

MOST_FILES = 40
MOST_BYTES = 40 * 2**20
"""Of all files together."""
MOST_PAGES = 120
"""Of a document; a contract that is longer is no contract we check."""
MOST_PHOTOS = 20
"""Pages read by eye (OCR) in one document."""
MOST_LETTERS = 400_000
"""Of a document's words."""
SECONDS = 100.0
"""For one document; pages that are not reached are said to be unread."""

Tell = Callable[[int, int], None]
"""Told how many pages are done, of how many."""


class Unreadable(Exception):
    """A file or page that cannot be read; `code` says why.

    Codes: empty, encrypted, broken, unsupported, too-big, too-many-pages, too-many-pixels, bomb,
    blank, no-text, not-words, time.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Page:
    """One page. by: `text` or `ocr`; quality: 0 to 1, how sure the reader is; problem: a code."""

    text: str = ""
    by: str = "text"
    quality: float = 1.0
    problem: str = ""


@dataclass(frozen=True)
class Figure:
    """A figure that matters. kind: percent, ruc, dni, date, money, utm, code, hectares.

    text: as it stands in the document; page: counted from 1; sure: it passes its own check.
    """

    kind: str
    text: str
    page: int
    sure: bool = True


@dataclass(frozen=True)
class Document:
    """What was read. problem: why nothing was, as a code."""

    pages: Sequence[Page] = ()
    figures: Sequence[Figure] = ()
    problem: str = ""

    @property
    def by_eye(self) -> bool:
        """Whether any page was read by OCR, so that figures need her confirmation."""
        return any(page.by == "ocr" and page.text for page in self.pages)

    def to_json(self) -> dict[str, Any]:
        """`{"pages": [{text, by, quality, problem}], "figures": [{…}], "problem"}`."""
        found = asdict(self)
        return {name: list(v) if isinstance(v, tuple) else v for name, v in found.items()}

    @classmethod
    def of_json(cls, value: Any) -> Document:
        """The document back from `to_json`."""
        pages = tuple(Page(**page) for page in value["pages"])
        figures = tuple(Figure(**figure) for figure in value["figures"])
        return cls(pages, figures, str(value["problem"]))


@dataclass
class Budget:
    """What one document may still use. photos: pages read by eye; until: a monotonic moment."""

    until: float
    clock: Callable[[], float]
    photos: int = MOST_PHOTOS
    told: Tell = field(default=lambda done, total: None)

    def take_photo(self) -> None:
        """Count one page read by eye. Raises Unreadable: no more pages or no more time."""
        if self.photos <= 0:
            raise Unreadable("too-many-pages")
        if self.clock() > self.until:
            raise Unreadable("time")
        self.photos -= 1

"""An A4 sheet that grows downwards: words, tables, marks and photos, black on white.

Rule 1: lengths are millimetres from the top left; only the size of letters is in points.
Rule 2: nothing is told by colour alone; greys survive a photocopy.
Rule 3: words are taken as they come: what cannot be printed is replaced, never raised.
Rule 4: what stands in the PDF follows from what was put on it: no clock, no chance, no paths.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from fpdf import FPDF
from fpdf.fonts import TTFFont

FONTS = Path(__file__).parent / "fonts"
LEFT, RIGHT, TOP, BOTTOM = 18.0, 192.0, 21.0, 277.0
WIDTH = RIGHT - LEFT
MM = 25.4 / 72  # of one point
MOST_LINES = 40  # of one text
TALLEST = 205.0  # the words of one row: it must fit on one page with the heads above it
MOST_LETTERS = 8_000  # of one text; forty lines hold fewer
MISSING = "\N{REPLACEMENT CHARACTER}"
BLACK, DARK, GREY, PALE, WHITE = 0, 70, 150, 238, 255


@dataclass(frozen=True)
class Ink:
    """How letters look. size: points; grey: 0 black to 255 white; height: of a line, mm."""

    size: float
    bold: bool = False
    grey: int = BLACK

    @property
    def height(self) -> float:
        """Of one line, in millimetres."""
        return self.size * MM * 1.32


@dataclass(frozen=True)
class Cell:
    """What stands in one place of a row: a mark, and words below one another.

    mark: one of `done open late blocked unknown`, a number to put in a disc, or nothing.
    """

    words: tuple[tuple[str, Ink], ...] = ()
    mark: str = ""
    mark_size: float = 5.0


@dataclass(frozen=True)
class Row:
    """Cells side by side, broken into lines; height with its padding, mm."""

    cells: tuple[tuple[Cell, tuple[tuple[str, Ink], ...]], ...]
    widths: tuple[float, ...]
    height: float
    padding: float


class _Glyphs(dict[int, str | int]):
    """What is printed for each code point: itself, a plain form of it, nothing, or `MISSING`."""

    def __init__(self, known: frozenset[int]) -> None:
        super().__init__({0x0A: 0x0A, 0x2028: "\n", 0x2029: "\n"})
        self.known = known

    def __missing__(self, code: int) -> str | int:
        self[code] = self._printed(code)
        return self[code]

    def _printed(self, code: int) -> str | int:
        letter = chr(code)
        kind = unicodedata.category(letter)
        if kind in ("Cc", "Zs") and code != 0xA0:
            return " "
        if kind == "Cf" or 0xFE00 <= code <= 0xFE0F:  # direction marks, joiners, emoji variants
            return ""
        if code in self.known:
            return code
        plain = unicodedata.normalize("NFKC", letter)
        return plain if all(ord(part) in self.known for part in plain) else MISSING


class Paper:
    """A document written from top to bottom; `y` is where the next thing goes. Close it after."""

    def __init__(self, title: str, language: str, made: datetime) -> None:
        self.pdf = FPDF(format="A4")
        self.pdf.set_auto_page_break(False)
        self.pdf.alias_nb_pages("")
        for style, name in (("", "DejaVuSans.ttf"), ("B", "DejaVuSans-Bold.ttf")):
            self.pdf.add_font("sans", style, FONTS / name)
        self._fonts = [font for font in self.pdf.fonts.values() if isinstance(font, TTFFont)]
        self._letters = [font.cw for font in self._fonts]
        self._glyphs = _Glyphs(frozenset.intersection(*map(frozenset, self._letters)))
        self._widths: dict[tuple[str, bool], float] = {}
        self.pdf.set_creation_date(made)
        self.pdf.set_lang(language)
        self.pdf.set_creator("Chaski")
        self.pdf.set_title(self.clean(title).replace("\n", " "))
        self.running = ""
        self.turn_page()

    def clean(self, text: str) -> str:
        """The text in letters this paper has: composed, without controls and direction marks."""
        composed = unicodedata.normalize("NFC", text[:MOST_LETTERS]).translate(self._glyphs)
        return re.sub(f"{MISSING}[{MISSING} ]*{MISSING}", MISSING, composed).strip()

    def turn_page(self) -> None:
        """Go to the top of a fresh page."""
        self.pdf.add_page()
        self.y = TOP if self.running else 16.0
        if self.running:
            ink = Ink(8.5, grey=DARK)
            head = " ".join(self.running.split())
            self.write(LEFT, 10.5, self.lines(head, WIDTH, ink, most=1)[0], ink)
            self.rule(15.5)

    def fits(self, height: float) -> bool:
        """Whether so much still fits on this page."""
        return self.y + height <= BOTTOM

    def space(self, height: float) -> None:
        """Leave white; none at the top of a page."""
        if self.y > TOP:
            self.y += height

    def rule(self, y: float, thick: float = 0.2, grey: int = GREY) -> None:
        """A line across the page, its middle at `y`."""
        self.box(LEFT, y - thick / 2, WIDTH, thick, fill=grey)

    def box(self, x: float, y: float, width: float, height: float, *, fill: int) -> None:
        """A rectangle without a border."""
        self.pdf.set_fill_color(fill)
        self.pdf.rect(x, y, width, height, style="F")

    def frame(self, y: float, height: float, thick: float = 0.4) -> None:
        """A border as wide as the page's words."""
        self.pdf.set_draw_color(BLACK)
        self.pdf.set_line_width(thick)
        self.pdf.rect(LEFT, y, WIDTH, height)

    def picture(self, data: bytes, x: float, y: float, width: float, height: float) -> None:
        """A JPEG, as large as said."""
        self.pdf.image(io.BytesIO(data), x, y, width, height)

    def write(self, x: float, y: float, line: str, ink: Ink) -> None:
        """One line of clean words, whose top is at `y`."""
        self.pdf.set_font("sans", "B" if ink.bold else "", ink.size)
        self.pdf.set_text_color(ink.grey)
        if line:
            self.pdf.text(x, y + ink.height / 2 + 0.365 * ink.size * MM, line)

    def width(self, text: str, ink: Ink) -> float:
        """How wide clean words are, mm."""
        found = self._widths.get((text, ink.bold))
        if found is None:
            letters = self._letters[ink.bold]
            found = self._widths[text, ink.bold] = sum(letters[ord(one)] for one in text)
        return found * ink.size * MM / 1000

    def lines(self, text: str, width: float, ink: Ink, *, most: int = MOST_LINES) -> list[str]:
        """Words broken to a width; more than `most` lines are cut and end in an ellipsis."""
        found: list[str] = []
        space = self.width(" ", ink)
        for paragraph in self.clean(text).split("\n"):
            line, filled = "", 0.0
            for word in paragraph.split(" "):
                for piece in self._pieces(word, width, ink):
                    wide = self.width(piece, ink)
                    if not line:
                        line, filled = piece, wide
                    elif filled + space + wide <= width:
                        line, filled = f"{line} {piece}", filled + space + wide
                    else:
                        found.append(line)
                        line, filled = piece, wide
            found.append(line)
            if len(found) > most:
                return [*found[: most - 1], self._ended(found[most - 1], width, ink)]
        return found

    def _ended(self, line: str, width: float, ink: Ink) -> str:
        """A line that was cut, with an ellipsis and still no wider."""
        while line and self.width(f"{line}…", ink) > width:
            line = line[:-1]
        return f"{line}…"

    def _pieces(self, word: str, width: float, ink: Ink) -> list[str]:
        """A word, or a word wider than the line in parts that fit."""
        if self.width(word, ink) <= width:
            return [word] if word else []
        pieces, start, filled = [], 0, 0.0
        for at, letter in enumerate(word):
            step = self.width(letter, ink)
            if filled + step > width and at > start:
                pieces.append(word[start:at])
                start, filled = at, 0.0
            filled += step
        return [*pieces, word[start:]]

    def row(
        self,
        cells: Sequence[Cell],
        widths: Sequence[float],
        *,
        padding: float = 1.8,
        most: int = MOST_LINES,
    ) -> Row:
        """Cells broken into lines for columns so wide; drawn by `put`. most: lines of one text."""
        laid, height = [], 0.0
        for cell, width in zip(cells, widths, strict=True):
            room = width - 3 - (cell.mark_size + 2.5 if cell.mark else 0)
            broken, tall = [], 0.0
            for text, ink in cell.words:
                for line in self.lines(text, room, ink, most=most) if text else ():
                    if tall + ink.height <= TALLEST:
                        broken.append((line, ink))
                        tall += ink.height
            laid.append((cell, tuple(broken)))
            height = max(height, tall, cell.mark_size if cell.mark else 0)
        return Row(tuple(laid), tuple(widths), height + 2 * padding, padding)

    def put(self, row: Row, *, fill: int | None = None, inset: float = 0.0) -> None:
        """Draw a row here and go below it. fill: grey behind it; inset: from the left edge."""
        if fill is not None:
            self.box(LEFT, self.y, WIDTH, row.height, fill=fill)
        x = LEFT + inset
        for (cell, broken), width in zip(row.cells, row.widths, strict=True):
            y, left = self.y + row.padding, x
            if cell.mark:
                first = broken[0][1].height if broken else cell.mark_size
                self.mark(cell.mark, x, y + (first - cell.mark_size) / 2, cell.mark_size)
                left += cell.mark_size + 2.5
            for line, ink in broken:
                self.write(left, y, line, ink)
                y += ink.height
            x += width
        self.y += row.height

    def mark(self, kind: str, x: float, y: float, size: float) -> None:
        """A shape that tells a state without colour, or a number in a disc."""
        middle = (x + size / 2, y + size / 2)
        self.pdf.set_draw_color(BLACK)
        self.pdf.set_fill_color(BLACK)
        self.pdf.set_line_width(size * 0.08)
        if kind == "done":
            self.pdf.rect(x, y, size, size, style="F")
            self._stroke(((0.22, 0.52), (0.43, 0.73), (0.79, 0.29)), x, y, size)
        elif kind == "open":
            edge = size * 0.04
            self.pdf.rect(x + edge, y + edge, size - 2 * edge, size - 2 * edge)
        elif kind == "late":
            self.pdf.polygon([(x + size / 2, y), (x + size, y + size), (x, y + size)], style="F")
            self._stroke(((0.5, 0.42), (0.5, 0.66)), x, y, size)
            self._stroke(((0.5, 0.84), (0.5, 0.85)), x, y, size)
        elif kind == "blocked":
            self.pdf.circle(*middle, size / 2, style="F")
            self._stroke(((0.27, 0.5), (0.73, 0.5)), x, y, size)
        elif kind.isdigit():
            self.pdf.circle(*middle, size / 2, style="F")
            self._letter(kind, middle, Ink(size * 1.6, bold=True, grey=WHITE))
        else:
            self.pdf.circle(*middle, size * 0.46)
            self._letter("?", middle, Ink(size * 1.7, bold=True))

    def _stroke(
        self, points: Sequence[tuple[float, float]], x: float, y: float, size: float
    ) -> None:
        """A white stroke through points given as parts of a mark's size."""
        self.pdf.set_draw_color(WHITE)
        self.pdf.set_line_width(size * 0.12)
        self.pdf.polyline([(x + size * across, y + size * down) for across, down in points])

    def _letter(self, letter: str, middle: tuple[float, float], ink: Ink) -> None:
        self.write(middle[0] - self.width(letter, ink) / 2, middle[1] - ink.height / 2, letter, ink)

    def number_pages(self, footer: str, page_words: str) -> None:
        """The last thing put on the paper: a footer, and each page's number of how many.

        page_words: with `{n}` and `{total}` where the numbers go.
        """
        ink, total = Ink(8, grey=DARK), len(self.pdf.pages)
        left = self.lines(" ".join(footer.split()), WIDTH - 38, ink, most=2)
        for page in range(1, total + 1):
            self.pdf.page = page
            self._forget_state()
            self.rule(281)
            for at, line in enumerate(left):
                self.write(LEFT, 282.5 + at * ink.height, line, ink)
            words = page_words.replace("{n}", str(page)).replace("{total}", str(total))
            line = self.lines(" ".join(words.split()), 36, ink, most=1)[0]
            self.write(RIGHT - self.width(line, ink), 282.5, line, ink)

    def _forget_state(self) -> None:
        """Make fpdf2 say font and colour again: it knows the last page's, not this one's."""
        self.pdf.current_font_is_set_on_page = False
        self.pdf.set_fill_color(1)

    def data(self) -> bytes:
        """The PDF."""
        return bytes(self.pdf.output())

    def close(self) -> None:
        """Let go of the font files."""
        for font in self._fonts:
            font.close()

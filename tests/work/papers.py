"""Papers of every kind, made for tests: honest ones and hostile ones."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from functools import cache

import docx
import numpy as np
from fpdf import FPDF
from PIL import Image, ImageDraw, ImageFont
from pypdf import PdfReader, PdfWriter

from bot.work.paper import FONTS

CLAUSES = (
    "CONTRATO DE EXPLOTACIÓN MINERA",
    "PRIMERA: OBJETO. El titular, con RUC 20991104490, autoriza a la señora",
    "Rosa Mamani Quispe, con DNI 99214037, a explotar mineral de cobre.",
    "SEGUNDA: PAGO. La minera entregará el cuarenta por ciento (40 %) del",
    "mineral extraído. El contrato rige desde el 9 de febrero de 2026.",
    "TERCERA: VENTA. Toda la producción se vende a la planta del titular.",
)


@cache
def photo(lines: Sequence[str] = CLAUSES, *, turn: float = 0, shade: bool = True) -> bytes:
    """A photographed page: printed lines, a shadow across it, turned by so many degrees."""
    font = ImageFont.truetype(str(FONTS / "DejaVuSans.ttf"), 26)
    page = Image.new("L", (1200, 200 + 60 * len(lines)), 245)
    draw = ImageDraw.Draw(page)
    for at, line in enumerate(lines):
        draw.text((90, 90 + 60 * at), line, font=font, fill=40)
    if shade:
        across = np.linspace(1.0, 0.45, page.width)[None, :]
        page = Image.fromarray((np.asarray(page) * across).astype("uint8"))
    turned = page.rotate(turn, expand=True, fillcolor=110, resample=Image.Resampling.BICUBIC)
    return encoded(turned, "JPEG", quality=75)


def encoded(image: Image.Image, kind: str, **how: object) -> bytes:
    """An image as a file."""
    out = io.BytesIO()
    image.save(out, kind, **how)
    return out.getvalue()


def pdf(*pages: Sequence[str]) -> bytes:
    """A PDF with text, one page for each list of lines."""
    made = FPDF(format="A4")
    made.add_font("sans", "", FONTS / "DejaVuSans.ttf")
    made.set_font("sans", size=11)
    for lines in pages:
        made.add_page()
        for line in lines:
            made.cell(0, 8, line, new_x="LMARGIN", new_y="NEXT")
    data = bytes(made.output())
    for font in made.fonts.values():
        font.close()
    return data


def scanned(*pages: bytes) -> bytes:
    """A PDF whose pages are pictures."""
    made = FPDF(format="A4")
    for page in pages:
        made.add_page()
        made.image(io.BytesIO(page), 0, 0, 210)
    return bytes(made.output())


def sealed(data: bytes) -> bytes:
    """A PDF that asks for a password."""
    writer = PdfWriter(PdfReader(io.BytesIO(data)))
    writer.encrypt("secreto", algorithm="RC4-128")
    return _written(writer)


def long_pdf(pages: int) -> bytes:
    """A PDF of so many empty pages."""
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(200, 200)
    return _written(writer)


def _written(writer: PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def word(lines: Sequence[str], table: Sequence[Sequence[str]] = (), after: str = "") -> bytes:
    """A DOCX: paragraphs, a table, and a paragraph behind it."""
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    if table:
        made = document.add_table(len(table), len(table[0]))
        for row, cells in zip(made.rows, table, strict=True):
            for cell, text in zip(row.cells, cells, strict=True):
                cell.text = text
    if after:
        document.add_paragraph(after)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def zip_bomb(megabytes: int = 400) -> bytes:
    """A DOCX whose text would fill so many megabytes."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed,
        packed.open("word/document.xml", "w", force_zip64=True) as part,
    ):
        for _ in range(megabytes):
            part.write(bytes(2**20))
    return out.getvalue()


def wide_png(side: int = 20_000) -> bytes:
    """A PNG of few bytes that would open into `side` squared pixels."""
    return encoded(Image.new("1", (side, side), 1), "PNG")


def large_jpeg(side: int = 10_000) -> bytes:
    """A white JPEG of `side` squared pixels: 100 megapixels."""
    return encoded(Image.new("L", (side, side), 250), "JPEG", quality=30)


def cow() -> bytes:
    """A photo without a word on it: patches and grass."""
    chance = np.random.default_rng(7)
    grass = chance.normal(120, 18, (900, 1200)).clip(0, 255).astype("uint8")
    picture = Image.fromarray(grass)
    draw = ImageDraw.Draw(picture)
    for x, y, wide, tall in ((300, 250, 500, 300), (700, 200, 180, 160), (350, 520, 60, 220)):
        draw.ellipse((x, y, x + wide, y + tall), fill=235)
    draw.ellipse((420, 300, 560, 430), fill=25)
    return encoded(picture, "JPEG", quality=80)

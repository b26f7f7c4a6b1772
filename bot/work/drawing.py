"""The pictograms of `bot/pictures`: an SVG that people edit, and the PNG that phones are sent.

Rule 1: black on white, thick strokes, no words: it must be known at 160 pixels and on a photocopy.
Rule 2: the PNG follows from the SVG; `python -m bot.work.drawing` draws them all anew.
"""

from __future__ import annotations

import io
from pathlib import Path

import pypdfium2
from fpdf import FPDF
from fpdf.svg import SVGObject
from PIL import Image

FOLDER = Path(__file__).parents[1] / "pictures"
SIDE = 320
"""Pixels of a PNG; phones show it at 160 points."""


def drawn(svg: str, side: int = SIDE) -> Image.Image:
    """An SVG of 160 by 160 units as a grey image, `side` pixels wide."""
    paper = FPDF(unit="pt", format=(160, 160))
    paper.set_auto_page_break(False)
    paper.add_page()
    SVGObject(svg).draw_to_page(paper, 0, 0)
    document = pypdfium2.PdfDocument(bytes(paper.output()))
    try:
        image: Image.Image = document[0].render(scale=side / 160).to_pil().convert("L")
    finally:
        document.close()
    return image


def png(image: Image.Image) -> bytes:
    """An image as a small PNG of sixteen greys."""
    out = io.BytesIO()
    image.quantize(16).save(out, "PNG", optimize=True)
    return out.getvalue()


def draw_all(folder: Path = FOLDER) -> list[Path]:
    """Draw every PNG of a folder anew; which ones."""
    made = []
    for path in sorted(folder.glob("*.svg")):
        target = path.with_suffix(".png")
        target.write_bytes(png(drawn(path.read_text(encoding="utf-8"))))
        made.append(target)
    return made


if __name__ == "__main__":
    print(*draw_all(), sep="\n")

"""A photographed page: made upright and even, its lines found, read and put in order.

Rule 1: an image is never opened before its size is known.
Rule 2: the page is not turned to be straight; its lines are ordered along their own slant.
Source: measured on contracts_dev in docs/adr/0015-reading-by-eye.md.
"""

from __future__ import annotations

import io
import math
import warnings
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeAlias

import cv2
import numpy as np
from PIL import Image, ImageOps

from bot.work.reading import Page, Unreadable

Pixels: TypeAlias = "np.ndarray[Any, Any]"
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "TIFF", "BMP")
MOST_PIXELS = {"JPEG": 220_000_000, "MPO": 220_000_000}
"""A JPEG is opened at an eighth of its size; everything else must be opened whole."""
MOST_OTHER = 40_000_000
LONGEST_SIDE = 2_000
DETECT_SIDE = 1_120
"""Pixels of the long side in which lines are looked for; they are read at full size."""
NARROWED = 0.8
"""Lines are made so much narrower before they are read: a fifth less work, the same words."""
FLAT = 6.0
"""Spread of greys below which a page is blank paper."""
SURE = 0.6
"""How sure a line must be to be kept; the model's own figure."""
UPRIGHT = 0.85
"""Mean sureness of a page below which it may stand on its head; upright pages have 0.95."""
THREADS = 2


def read(data: bytes) -> Page:
    """The words on a photo. Raises Unreadable: too large, broken, blank, or no words on it."""
    return page_of(opened(data))


def opened(data: bytes) -> Pixels:
    """A photo in greys, upright as its camera says, its long side at most `LONGEST_SIDE`."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            Image.init()  # else a format not loaded yet is a KeyError
            Image.MAX_IMAGE_PIXELS = None  # counted here, format by format
            image = Image.open(io.BytesIO(data), formats=FORMATS)
            pixels = image.width * image.height
            if pixels > MOST_PIXELS.get(image.format or "", MOST_OTHER):
                raise Unreadable("too-many-pixels")
            image.draft("L", (LONGEST_SIDE, LONGEST_SIDE))
            grey = image.convert("L") if not image.has_transparency_data else _on_white(image)
            grey.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
            turned = ImageOps.exif_transpose(_with_exif(grey, image))
    except Unreadable:
        raise
    except Exception:  # a hostile file may raise anything from its decoder
        raise Unreadable("broken") from None
    return np.asarray(turned, dtype=np.uint8)


def _on_white(image: Image.Image) -> Image.Image:
    clear = image.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", clear.size, "white"), clear).convert("L")


def _with_exif(grey: Image.Image, image: Image.Image) -> Image.Image:
    """The small picture with the camera's word on which side is up."""
    exif = image.getexif()
    grey.getexif().update(exif)
    return grey


def page_of(grey: Pixels) -> Page:
    """The words on a picture in greys (rows × columns, 0 black to 255 white)."""
    if min(grey.shape) < 40 or float(grey.std()) < FLAT:
        raise Unreadable("blank")
    even = evened(grey)
    lines = _lines(cv2.cvtColor(even, cv2.COLOR_GRAY2BGR))
    kept = [line for line in lines if line.score >= SURE]
    text = in_order(kept)
    if sum(letter.isalpha() for letter in text) < 20:
        raise Unreadable("no-text")
    letters = sum(len(line.text) for line in lines)
    return Page(text, "ocr", round(sum(len(x.text) * x.score for x in lines) / letters, 3))


def evened(grey: Pixels) -> Pixels:
    """The page without the shadow of the hand: divided by its own background, then stretched."""
    side = max(grey.shape)
    small = cv2.resize(grey, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    paper = cv2.medianBlur(cv2.dilate(small, np.ones((7, 7), np.uint8)), 21)
    paper = cv2.resize(paper, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_LINEAR)
    even = cv2.divide(grey, np.maximum(paper, 1), scale=255)
    if side < 900:  # small print from a messenger: the reader wants letters of 20 pixels
        even = cv2.resize(even, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    low, high = np.percentile(even, (1, 60))
    stretched = (even.astype(np.float32) - low) * (255.0 / max(high - low, 1.0))
    return np.asarray(np.clip(stretched, 0, 255), dtype=np.uint8)


# -- finding and reading lines -----------------------------------------------------------------------


@dataclass(frozen=True)
class Seen:
    """A line of words. box: four corners, from top left, clockwise, in pixels."""

    box: Pixels
    text: str
    score: float


@cache
def _eye() -> Any:
    """The reader, its models opened once a process."""
    from rapidocr import RapidOCR

    given = {
        "Global.log_level": "critical",
        "Global.max_side_len": LONGEST_SIDE + 40,
        "EngineConfig.onnxruntime.intra_op_num_threads": THREADS,
        "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        "Det.limit_type": "max",
        "Det.limit_side_len": DETECT_SIDE,
    }
    return RapidOCR(params=given)


def _lines(image: Pixels) -> list[Seen]:
    """The lines of a page, whichever way it lies: read again on its head if that reads badly."""
    boxes = _boxes(image)
    if _sideways(boxes):
        image = cv2.rotate(image, cv2.ROTATE_90_CLOCKWISE)
        boxes = _boxes(image)
    seen = _seen(image, boxes)
    if seen and _mean(seen) < UPRIGHT:
        turned = cv2.rotate(image, cv2.ROTATE_180)
        again = _seen(turned, _boxes(turned))
        seen = again if again and _mean(again) > _mean(seen) else seen
    return seen


def _seen(image: Pixels, boxes: list[Pixels]) -> list[Seen]:
    read = _recognised([_cut(image, box) for box in boxes])
    return [Seen(box, *found) for box, found in zip(boxes, read, strict=True) if found[0].strip()]


def _mean(lines: list[Seen]) -> float:
    return sum(line.score for line in lines) / len(lines)


def _boxes(image: Pixels) -> list[Pixels]:
    found = _eye()(image, use_det=True, use_cls=False, use_rec=False)
    return [] if found.boxes is None else [np.asarray(b, dtype=np.float32) for b in found.boxes]


def _sideways(boxes: list[Pixels]) -> bool:
    """Whether most lines run up and down."""
    tall = [_size(box)[1] > 1.5 * _size(box)[0] for box in boxes if max(_size(box)) > 40]
    return sum(tall) > len(tall) / 2


def _recognised(parts: list[Pixels]) -> list[tuple[str, float]]:
    """The words of pictures of one line each, and how sure they are."""
    if not parts:
        return []
    from rapidocr.ch_ppocr_rec import TextRecInput

    found = _eye()._load_rec_model()(TextRecInput(img=parts))
    return list(zip(found.txts, found.scores, strict=True))


def _size(box: Pixels) -> tuple[float, float]:
    """Width and height."""
    return float(np.linalg.norm(box[1] - box[0])), float(np.linalg.norm(box[3] - box[0]))


def _cut(image: Pixels, box: Pixels) -> Pixels:
    from rapidocr.utils.process_img import get_rotate_crop_image

    line = get_rotate_crop_image(image, box)
    narrow = cv2.resize(line, None, fx=NARROWED, fy=1, interpolation=cv2.INTER_AREA)
    return np.asarray(narrow)


# -- order -------------------------------------------------------------------------------------------


def in_order(lines: list[Seen]) -> str:
    """Lines as a reader takes them: row by row along their own slant, left to right."""
    if not lines:
        return ""
    slant = float(np.median([_slant(line.box) for line in lines]))
    turn = np.array([[math.cos(slant), math.sin(slant)], [-math.sin(slant), math.cos(slant)]])
    placed = sorted(((turn @ line.box.mean(axis=0), line) for line in lines), key=lambda p: p[0][1])
    rows: list[list[tuple[Pixels, Seen]]] = []
    for place, line in placed:
        height = _size(line.box)[1]
        if rows and place[1] - _level(rows[-1]) < 0.5 * min(height, _size(rows[-1][-1][1].box)[1]):
            rows[-1].append((place, line))
        else:
            rows.append([(place, line)])
    ordered = [sorted(row, key=lambda placed: float(placed[0][0])) for row in rows]
    return "\n".join("  ".join(line.text for _, line in row) for row in ordered)


def _level(row: list[tuple[Pixels, Seen]]) -> float:
    return float(np.mean([place[1] for place, _ in row]))


def _slant(box: Pixels) -> float:
    """Radians, clockwise."""
    along = box[1] - box[0]
    return math.atan2(float(along[1]), float(along[0]))

"""The pictograms: small, black on white, known at 160 pixels, and none like another."""

from __future__ import annotations

import io
import itertools
import re
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from bot import library
from bot.app import features, shapes
from bot.config import data_root
from bot.work.drawing import FOLDER, SIDE, drawn, png
from handlers.training.content import Module

MODULES = library.load(data_root(), shapes(features())).all(Module)
DANGERS = (
    *("roca", "gas", "explosivo", "polvo", "electricidad", "acido", "calor", "altura"),
    *("agua", "ruido"),
)
DRAWINGS = sorted(path.stem for path in FOLDER.glob("*.svg"))


def grey(name: str, side: int = 160) -> np.ndarray:
    """The PNG as it is seen at a size."""
    image = Image.open(FOLDER / f"{name}.png").convert("L").resize((side, side))
    return np.asarray(image, dtype=np.float64)


def test_every_module_and_every_danger_has_one() -> None:
    assert len(MODULES) == 14
    assert set(DRAWINGS) == {*MODULES, *(f"peligro-{danger}" for danger in DANGERS)}
    assert {m.danger for m in MODULES.values()} - {""} == set(DANGERS)


@pytest.mark.parametrize("name", DRAWINGS)
def test_a_png_is_small_and_follows_from_its_svg(name: str) -> None:
    svg = (FOLDER / f"{name}.svg").read_text(encoding="utf-8")
    kept = (FOLDER / f"{name}.png").read_bytes()
    assert len(kept) < 40_000
    again = Image.open(io.BytesIO(png(drawn(svg)))).convert("L")
    assert again.size == (SIDE, SIDE)
    apart = np.abs(np.asarray(again, dtype=float) - grey(name, SIDE)).mean()
    assert apart < 2, "draw it anew: python -m bot.work.drawing"


@pytest.mark.parametrize("name", DRAWINGS)
def test_it_is_black_on_white_without_words_or_colours(name: str) -> None:
    svg = (FOLDER / f"{name}.svg").read_text(encoding="utf-8")
    assert not re.search(r"<text|<image|<style|href|font", svg)
    assert set(re.findall(r'(?:fill|stroke)="([^"]+)"', svg)) <= {"#000", "#fff", "none"}
    strokes = [float(width) for width in re.findall(r'stroke-width="([\d.]+)"', svg)]
    assert all(width >= 4 for width in strokes), "too thin to be seen"
    assert Path(FOLDER / f"{name}.svg").stat().st_size < 4000


@pytest.mark.parametrize("name", DRAWINGS)
def test_there_is_enough_ink_and_enough_white(name: str) -> None:
    ink = (grey(name) < 128).mean()
    assert 0.12 < ink < 0.65, f"{ink:.0%} of it is black"


@pytest.mark.parametrize("name", DRAWINGS)
def test_no_part_is_too_thin_to_be_seen(name: str) -> None:
    """What a disc of the thinnest width cannot fill is next to nothing, in black and in white."""
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (3, 3))
    for part in ((grey(name) < 128), (grey(name) >= 128)):
        shape = part.astype(np.uint8)
        lost = shape.sum() - cv2.morphologyEx(shape, cv2.MORPH_OPEN, disc).sum()
        assert lost / shape.sum() < 0.02


def test_none_is_taken_for_another_even_small_and_blurred() -> None:
    """At 40 pixels an eighth of all dots differ; of signs, which share a triangle, a twentieth."""
    seen = {name: grey(name, 40) for name in DRAWINGS}
    apart = {
        (one, other): np.abs(seen[one] - seen[other]).mean() / 255
        for one, other in itertools.combinations(DRAWINGS, 2)
    }
    nearest = min(apart, key=lambda pair: apart[pair])
    print(f"\n  nearest: {nearest} {apart[nearest]:.3f}")
    signs = {pair: far for pair, far in apart.items() if pair[0][:8] == pair[1][:8] == "peligro-"}
    assert min(signs.values()) > 0.05, min(signs, key=lambda pair: signs[pair])
    assert min(far for pair, far in apart.items() if pair not in signs) > 0.12

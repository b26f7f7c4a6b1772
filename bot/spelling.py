"""How words are compared: folded for everyone, by sound for Quechua, which is spelled in many ways.

Rule 1: `fold` is for every language; it only drops what people leave out.
Rule 2: `spoken` is for cries for help, where a false alarm is cheap; nothing else is guessed by ear.
Rule 3: `sound` is for words of the Quechua catalogues alone: it would blur Spanish.
Source: facts/quechua_voice.md §6.2 (five-vowel and colonial spellings found by sound: 0.995-0.999).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

APOSTROPHES = re.compile("['’‘ʼ`´]")
SOUNDS = tuple(
    (re.compile(pattern), written)
    for pattern, written in (
        ("hu(?=[aeio])|gu(?=a)", "w"),
        ("qu(?=[ei])|c(?!h)|q", "k"),
        ("(?<=[ptk])h|(?<=ch)h", ""),
        ("z", "s"),
        ("[bv]|f", "p"),
        ("d", "t"),
        ("g", "k"),
        ("j", "h"),
        ("e", "i"),
        ("o", "u"),
        (r"(?<=[aiu])i\b", "y"),
        ("kk+", "k"),
    )
)
"""Spelling → sound, in this order: `quimsa` is `kimsa`, `soqta` and `suqta` are `sukta`."""
SPOKEN = tuple(
    (re.compile(pattern), written)
    for pattern, written in (
        ("cc(?=[ei])|cs|xc(?=[ei])|x|z|c(?=[ei])", "s"),
        ("(?<!c)h", ""),
        ("v", "b"),
        ("n(?=[bp])", "m"),
        ("rr+", "r"),
        ("ll", "y"),
        ("g(?=[ei])", "j"),
        ("qu(?=[ei])|c(?!h)", "k"),
        ("ss+", "s"),
    )
)
"""Spanish spelling → sound, in this order: `derunbe` and `derrumbe` are `derumbe`."""


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Text without case, accents, marks and doubled spaces: `SÍ!` is `si`; a lone 👍 stays."""
    split = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    bare = "".join(c for c in split if not unicodedata.category(c).startswith(("M", "C")))
    words = " ".join(re.sub(r"[^\w\s/:.,-]", " ", bare).strip(" .,-/:").split())
    return words or bare.strip()


@lru_cache(maxsize=4096)
def sound(text: str) -> str:
    """What words sound like in Quechua, whichever of its spellings was used."""
    heard = fold(APOSTROPHES.sub("", text))
    for pattern, written in SOUNDS:
        heard = pattern.sub(written, heard)
    return heard


@lru_cache(maxsize=4096)
def spoken(said: str) -> str:
    """Folded Spanish words as they are spoken in Peru, whichever letters were written for it."""
    for pattern, written in SPOKEN:
        said = pattern.sub(written, said)
    return said


def with_tilde(text: str) -> str:
    """Words without case and apostrophes in which ñ still is no n."""
    return unicodedata.normalize("NFC", APOSTROPHES.sub("", text)).casefold()

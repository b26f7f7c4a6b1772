"""Our words as phones take them: cleaned, measured in UTF-16 units, in pieces that fit."""

from __future__ import annotations

import re

UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
UNNAMED = re.compile(r"[\x00-\x1f\x7f/\\\"]")


def clean(text: str) -> str:
    """Text without what cannot be sent: control characters, and halves of characters."""
    whole = text.encode("utf-8", "replace").decode()
    return UNSEEN.sub("", whole).strip()


def width(text: str) -> int:
    """How long a phone finds a text."""
    return len(text.encode("utf-16-le")) // 2


def pieces(text: str, most: int) -> list[str]:
    """The text in as few messages as it takes, cut at a paragraph, a line or a word."""
    found = []
    while width(text) > most:
        head = text.encode("utf-16-le")[: most * 2].decode("utf-16-le", "ignore")
        ends = (head.rfind(end) for end in ("\n\n", "\n", " "))
        end = next((at for at in ends if at > len(head) // 2), len(head))
        found.append(text[:end].rstrip())
        text = text[end:].lstrip()
    return [piece for piece in [*found, text] if piece]


def file_name(name: str, fallback: str) -> str:
    """A name a form field can carry."""
    return UNNAMED.sub("", name.encode("utf-8", "replace").decode()).strip() or fallback

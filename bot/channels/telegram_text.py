"""Our words as Telegram takes them: escaped HTML, pieces that fit, rows of buttons.

Telegram counts UTF-16 units after the marks are read (core.telegram.org/bots/api#sendmessage).
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence

from bot.model import Button

TEXT, CAPTION, CALLBACK = 4096, 1024, 64
SHORT = 12
"""Two labels up to this length stand side by side."""
BOLD = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*\n]*[^\s*])\*(?![\w*])")
UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
UNNAMED = re.compile(r"[\x00-\x1f\x7f/\\\"]")


def clean(text: str) -> str:
    """Text without what cannot be sent: control characters, and halves of characters."""
    whole = text.encode("utf-8", "replace").decode()
    return UNSEEN.sub("", whole).strip()


def to_html(text: str) -> str:
    """Our text as Telegram's HTML: `*bold*` where it is balanced, everything else as it is."""
    return BOLD.sub(r"<b>\1</b>", html.escape(text, quote=False))


def width(text: str) -> int:
    """How long Telegram finds a text."""
    return len(text.encode("utf-16-le")) // 2


def pieces(text: str, most: int = TEXT) -> list[str]:
    """The text in as few messages as it takes, cut at a paragraph, a line or a word."""
    found = []
    while width(text) > most:
        head = text.encode("utf-16-le")[: most * 2].decode("utf-16-le", "ignore")
        ends = (head.rfind(end) for end in ("\n\n", "\n", " "))
        end = next((at for at in ends if at > len(head) // 2), len(head))
        found.append(text[:end].rstrip())
        text = text[end:].lstrip()
    return [piece for piece in [*found, text] if piece]


def rows(buttons: Sequence[Button]) -> Iterator[tuple[Button, ...]]:
    """Buttons in rows: short neighbours share one."""
    waiting: Button | None = None
    for button in buttons:
        short = len(button.label) <= SHORT
        if waiting is not None and short:
            yield waiting, button
            waiting = None
            continue
        if waiting is not None:
            yield (waiting,)
        waiting = button if short else None
        if not short:
            yield (button,)
    if waiting is not None:
        yield (waiting,)


def file_name(name: str, fallback: str) -> str:
    """A name a form field can carry."""
    return UNNAMED.sub("", name.encode("utf-8", "replace").decode()).strip() or fallback

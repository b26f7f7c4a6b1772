"""Our words as Telegram takes them: escaped HTML, rows of buttons.

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


def to_html(text: str) -> str:
    """Our text as Telegram's HTML: `*bold*` where it is balanced, everything else as it is."""
    return BOLD.sub(r"<b>\1</b>", html.escape(text, quote=False))


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

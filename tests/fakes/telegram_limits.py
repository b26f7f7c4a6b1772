"""What Telegram refuses: texts too long, HTML it cannot read, buttons too heavy, senders too quick.

Sources: core.telegram.org/bots/api (sendMessage, InlineKeyboardButton, sendPhoto …), /bots/faq.
"""

from __future__ import annotations

import json
import time
from collections import deque
from html.parser import HTMLParser
from typing import Any

TEXT, CAPTION, CALLBACK = 4096, 1024, 64
SIZES = {"photo": 10 * 10**6}
LARGEST, LARGEST_DOWNLOAD = 50 * 10**6, 20 * 10**6
TAGS = {
    "b",
    "strong",
    "i",
    "em",
    "u",
    "ins",
    "s",
    "strike",
    "del",
    "code",
    "pre",
    "a",
    "blockquote",
}
ENTITIES = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}


class ApiError(Exception):
    """An answer that is no success."""

    def __init__(self, code: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.code, self.description, self.parameters = code, description, parameters

    def body(self) -> dict[str, Any]:
        """As it goes over the wire."""
        told = {"ok": False, "error_code": self.code, "description": self.description}
        return told | ({"parameters": self.parameters} if self.parameters else {})


class Html(HTMLParser):
    """The plain text of Telegram's HTML. Raises ApiError 400 where Telegram does."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=False)
        self.open: list[str] = []
        self.plain = ""
        self.bold: list[str] = []
        self._strict(text)
        self.feed(text)
        self.close()
        if self.open:
            self._cannot(f'can\'t find end tag corresponding to start tag "{self.open[-1]}"')

    def _strict(self, text: str) -> None:
        rest = text
        while "<" in rest:
            _, _, rest = rest.partition("<")
            name = rest.lstrip("/").split(">")[0].split(" ")[0].lower()
            if ">" not in rest or name not in TAGS:
                self._cannot(f'unsupported start tag "{name[:10]}"')

    def _cannot(self, why: str) -> None:
        raise ApiError(400, f"Bad Request: can't parse entities: {why}")

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.open.append(tag)
        if tag == "b":
            self.bold.append("")

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self._cannot(f'unexpected end tag "{tag}"')

    def handle_data(self, data: str) -> None:
        self.plain += data
        if "b" in self.open:
            self.bold[-1] += data

    def handle_entityref(self, name: str) -> None:
        self.handle_data(ENTITIES.get(name, f"&{name};"))

    def handle_charref(self, name: str) -> None:
        self.handle_data(chr(int(name)))


def width(text: str) -> int:
    """UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def read_text(text: str, mode: str | None, most: int) -> Html | str:
    """The text as people see it. Raises ApiError 400."""
    found = Html(text) if mode == "HTML" else text
    plain = found.plain if isinstance(found, Html) else found
    if width(plain) > most:
        kind = "message" if most == TEXT else "message caption"
        raise ApiError(400, f"Bad Request: {kind} is too long")
    return found


def read_keyboard(markup: str | None) -> list[list[dict[str, str]]]:
    """Rows of buttons. Raises ApiError 400."""
    rows: list[list[dict[str, str]]] = json.loads(markup)["inline_keyboard"] if markup else []
    for button in (button for row in rows for button in row):
        data = button.get("callback_data")
        if not button.get("text", "").strip():
            raise ApiError(400, "Bad Request: inline keyboard button text is empty")
        if data is not None and not 1 <= len(data.encode()) <= CALLBACK:
            raise ApiError(400, "Bad Request: BUTTON_DATA_INVALID")
    if sum(map(len, rows)) > 100 or any(len(row) > 8 for row in rows):
        raise ApiError(400, "Bad Request: too many buttons")
    return rows


class Speed:
    """The rate and one more message in any sliding second, in all and to one chat; else 429."""

    def __init__(self, rate: float, chat_rate: float) -> None:
        self.rate, self.chat_rate = rate, chat_rate
        self.taken: deque[float] = deque()
        self.chats: dict[int, deque[float]] = {}
        self.refused = 0

    def take(self, chat: int, cost: int = 1) -> None:
        """Count messages. Raises ApiError 429."""
        now = time.monotonic()
        hers = self.chats.setdefault(chat, deque())
        for log in (self.taken, hers):
            while log and log[0] <= now - 1:
                log.popleft()
        if len(self.taken) > self.rate or len(hers) > self.chat_rate:
            self.refused += 1
            raise ApiError(429, "Too Many Requests: retry after 1", retry_after=1)
        self.taken.extend([now] * cost)
        hers.extend([now])

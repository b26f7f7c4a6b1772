"""What the Cloud API takes and what it answers to the rest; nothing here is taken from our own code.

Source: developers.facebook.com, messages, media and error code pages (2025-11 to 2026-07).
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Mapping
from typing import Any

Payload = Mapping[str, Any]
MB = 10**6
MIMES = {
    "image": ({"image/jpeg", "image/png"}, 5 * MB),
    "audio": (
        {"audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"},
        16 * MB,
    ),
    "video": ({"video/mp4", "video/3gpp"}, 16 * MB),
    "sticker": ({"image/webp"}, 500_000),
}
LARGEST = 100 * MB
TYPES = {
    *("text", "image", "audio", "video", "document", "sticker", "interactive", "template"),
    *("location", "contacts", "reaction"),
}
TITLES = {
    4: "Application request limit reached",
    100: "Invalid parameter",
    190: "Access token has expired",
    80007: "Rate limit hit",
    130429: "Rate limit hit",
    131000: "Something went wrong",
    131009: "Parameter value is not valid",
    131026: "Message undeliverable",
    131031: "Account has been locked",
    131042: "Business eligibility payment issue",
    131047: "Re-engagement message",
    131048: "Spam rate limit hit",
    131049: "Meta chose not to deliver",
    131050: "User has stopped receiving marketing messages",
    131051: "Unsupported message type",
    131052: "Media download error",
    131053: "Media upload error",
    131056: "(Business Account, Consumer Account) pair rate limit hit",
    131057: "Account in maintenance mode",
    132000: "Template param count mismatch",
    132001: "Template does not exist",
    132012: "Template parameter format mismatch",
    132015: "Template is paused",
    132016: "Template is disabled",
}
HTTP = {4: 400, 190: 401, 130429: 429, 80007: 429, 131056: 400, 131000: 500, 131057: 503}


class GraphError(Exception):
    """An answer that is no success."""

    def __init__(self, code: int, details: str = "", *, http: int | None = None) -> None:
        super().__init__(f"{code} {details}")
        self.code, self.details = code, details
        self.http = http or HTTP.get(code, 400)

    def body(self) -> dict[str, Any]:
        """As it goes over the wire."""
        title = TITLES.get(self.code, "Unknown error")
        error: dict[str, Any] = {
            "message": f"(#{self.code}) {title}",
            "type": "OAuthException",
            "code": self.code,
            "fbtrace_id": "AYzoTn2mU-KdEiuF3G",
        }
        if self.details:
            error["error_data"] = {"messaging_product": "whatsapp", "details": self.details}
        return {"error": error}

    def in_status(self) -> dict[str, Any]:
        """As a status or a value carries it."""
        title = TITLES.get(self.code, "Unknown error")
        data = {"error_data": {"details": self.details}} if self.details else {}
        return {"code": self.code, "title": title, "message": title, **data}


def bad(details: str) -> GraphError:
    """A parameter that is not valid."""
    return GraphError(131009, details)


def width(text: str) -> int:
    """UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def read(payload: Any) -> tuple[str, dict[str, Any]]:
    """The type of a message and what is in it. Raises GraphError."""
    if not isinstance(payload, dict) or payload.get("messaging_product") != "whatsapp":
        raise GraphError(100, "The parameter messaging_product is required.")
    if ("to" in payload) == ("recipient" in payload):
        raise GraphError(100, "Give one of to and recipient.")
    if payload.get("recipient_type", "individual") != "individual":
        raise GraphError(100, "recipient_type")
    if len(payload.get("biz_opaque_callback_data", "")) > 512:
        raise bad("biz_opaque_callback_data is too long")
    kind = payload.get("type", "text")
    if kind not in TYPES:
        raise GraphError(131051, "Message type unknown")
    content = payload.get(kind)
    if not isinstance(content, dict):
        raise GraphError(100, f"The parameter {kind} is required.")
    check = {"text": _text, "interactive": _interactive, "template": _template}.get(kind)
    if check:
        check(content)
    return kind, content


def _within(text: Any, most: int, what: str, least: int = 1) -> str:
    if not isinstance(text, str) or not least <= width(text.strip()) or width(text) > most:
        raise bad(f"{what} length must be between {least} and {most}")
    return text


def _text(content: Payload) -> None:
    _within(content.get("body"), 4096, "text.body")


def _interactive(content: Payload) -> None:
    kind = content.get("type")
    if kind not in ("button", "list"):
        raise GraphError(131051, "interactive type")
    most = 1024 if kind == "button" else 4096
    _within(content.get("body", {}).get("text"), most, "interactive.body.text")
    header = content.get("header")
    if header:
        allowed = ("text", "image", "video", "document") if kind == "button" else ("text",)
        if header.get("type") not in allowed:
            raise bad("interactive.header.type")
    (_buttons if kind == "button" else _rows)(content.get("action", {}))


def _buttons(action: Payload) -> None:
    buttons = action.get("buttons")
    if not isinstance(buttons, list) or not 1 <= len(buttons) <= 3:
        raise bad("Invalid buttons count. Min allowed buttons: 1, Max allowed buttons: 3")
    replies = [button["reply"] for button in buttons if button.get("type") == "reply"]
    if len(replies) != len(buttons):
        raise bad("button.type")
    _all(replies, 20, 256)


def _rows(action: Payload) -> None:
    _within(action.get("button"), 20, "action.button")
    sections = action.get("sections")
    if not isinstance(sections, list) or not 1 <= len(sections) <= 10:
        raise bad("sections count")
    if len(sections) > 1:
        for section in sections:
            _within(section.get("title"), 24, "section.title")
    rows = [row for section in sections for row in section.get("rows", [])]
    if not 1 <= len(rows) <= 10:
        raise bad("Total row count exceed max allowed count: 10")
    _all(rows, 24, 200)
    for row in rows:
        if "description" in row:
            _within(row["description"], 72, "row.description")


def _all(options: list[Payload], title: int, id: int) -> None:
    for option in options:
        _within(option.get("title"), title, "title")
        known = _within(option.get("id"), id, "id")
        if known != known.strip():
            raise bad("id has leading or trailing spaces")
    for name in ("id", "title"):
        if len({option[name] for option in options}) < len(options):
            raise bad(f"duplicated {name}")


def _template(content: Payload) -> None:
    _within(content.get("name"), 512, "template.name")
    if not content.get("language", {}).get("code"):
        raise GraphError(100, "template.language.code")
    for component in content.get("components", []):
        for parameter in component.get("parameters", []):
            text = parameter.get("text", "")
            if "\n" in text or "\t" in text or "     " in text:
                raise GraphError(132012, "Param text cannot have new-line/tab or over 4 spaces")


def check_file(kind: str, mime: str, data: bytes) -> None:
    """Whether a file may be sent as this. Raises GraphError."""
    mimes, most = MIMES.get(kind, (None, LARGEST))
    if kind == "":  # laid there, not sent yet: its own type counts
        return check_file(mime.partition("/")[0], mime, data)
    if mimes is not None and mime not in mimes:
        raise GraphError(131053, f"Unsupported {kind} mime type")
    if len(data) > most:
        raise GraphError(131053, f"{kind} file size is too big")
    if mime == "audio/ogg" and not data.startswith(b"OggS"):
        raise GraphError(131053, "Audio must be Opus in Ogg")


class Rates:
    """Messages a second in all, and the debt of a pair: 45 at once, one more each six seconds."""

    def __init__(self, rate: float, burst: int = 45, rest: float = 6.0) -> None:
        self.rate, self.burst, self.rest = rate, burst, rest
        self.taken: deque[float] = deque()
        self.pairs: dict[str, tuple[float, float]] = {}

    def take(self, whom: str) -> None:
        """Count one message. Raises GraphError."""
        now = time.monotonic()
        while self.taken and self.taken[0] <= now - 1:
            self.taken.popleft()
        if len(self.taken) > self.rate:
            raise GraphError(130429, "Cloud API message throughput has been reached.")
        debt, since = self.pairs.get(whom, (0.0, now))
        debt = max(0.0, debt - (now - since) / self.rest)
        if debt + 1 > self.burst:
            raise GraphError(131056, "Too many messages to the same phone number.")
        self.pairs[whom] = (debt + 1, now)
        self.taken.append(now)

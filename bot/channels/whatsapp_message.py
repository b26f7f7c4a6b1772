"""A bubble → the messages of the Cloud API that carry it. Pure; nothing is cut.

Rule 1: three buttons or fewer are buttons, ten or fewer are a list, more are numbered words.
Rule 2: one message where it can be: a picture or a paper stands above its buttons or its words.
Rule 3: titles in one message differ, or the platform refuses it all.
Limits: developers.facebook.com, interactive and media messages (2025-11 to 2026-07); §1.1.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.channels.text import clean, file_name, pieces, width
from bot.channels.whatsapp_status import callback
from bot.model import Address, Button, Limits, Media, MediaKind, Outbound, TemplateMessage

TEXT, BODY, LIST_BODY, CAPTION = 4096, 1024, 4096, 1024
MOST_BUTTONS, BUTTON, BUTTON_ID = 3, 20, 256
MOST_ROWS, ROW, ROW_ID = 10, 24, 200
MB = 10**6
LIMITS = Limits(text=TEXT, buttons=MOST_ROWS, label=BUTTON, rows=MOST_ROWS)
SHOWN: dict[str, tuple[frozenset[str], int]] = {
    "image": (frozenset(("image/jpeg", "image/png")), 5 * MB),
    "video": (frozenset(("video/mp4", "video/3gpp")), 16 * MB),
    "audio": (
        frozenset(("audio/ogg", "audio/mpeg", "audio/mp4", "audio/aac", "audio/amr")),
        16 * MB,
    ),
}
"""What is shown as what it is, up to so many bytes; all else goes as a document."""

WITH_WORDS = ("image", "video", "document")
"""Kinds that take a caption, or stand above buttons."""
SPACES = re.compile(r"\s+")
Payload = dict[str, Any]


@dataclass(frozen=True)
class Attached:
    """A file that lies with the platform already."""

    media: Media
    id: str

    @property
    def shown(self) -> str:
        """How it is sent: `image`, `video`, `audio` or `document`."""
        return shown_as(self.media)


def shown_as(media: Media) -> str:
    """How a file is sent: `image`, `video`, `audio` or `document`."""
    kind = "audio" if media.kind is MediaKind.VOICE else str(media.kind)
    mimes, most = SHOWN.get(kind, (frozenset(), 0))
    return kind if media.mime in mimes and media.size <= most else "document"


def messages(outbound: Outbound, files: Sequence[Attached], choose: str) -> list[Payload]:
    """What to post for a bubble, in order. choose: what opens a list, in her language."""
    if outbound.template is not None:
        contents = [_template(outbound.template)]
    else:
        contents = _contents(outbound, files, choose)
    to = _to(outbound.address)
    return [
        {
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            **to,
            **content,
            "biz_opaque_callback_data": callback(outbound.id, number, len(contents)),
        }
        for number, content in enumerate(contents, 1)
    ]


def _to(address: Address) -> Payload:
    """A phone number is written `to`, a person's id is a `recipient`; never both."""
    return {"to" if address.kind == "wa_phone" else "recipient": address.value}


def _contents(outbound: Outbound, files: Sequence[Attached], choose: str) -> list[Payload]:
    words, buttons = clean(outbound.text), list(outbound.buttons)
    taps = tappable(buttons)
    if not taps or not _whole(buttons):
        words = written(words, buttons)
    buttons = buttons if taps else []
    shown = [_media(file) for file in files]
    last = files[-1] if files else None
    joined = last is not None and last.shown in WITH_WORDS and 0 < width(words) <= CAPTION
    if last and joined and 1 <= len(buttons) <= MOST_BUTTONS:
        header = {"type": last.shown, last.shown: _file(last)}
        return [*shown[:-1], _buttons(words, buttons, header)]
    if last and joined and not buttons:
        return [*shown[:-1], _media(last, caption=words)]
    if files and not words and not buttons:
        return shown
    return [*shown, *_words(words, buttons, choose)]


def _words(words: str, buttons: Sequence[Button], choose: str) -> list[Payload]:
    """Words in as few messages as it takes; what can be tapped stands under the last."""
    if not buttons:
        return [_text(piece) for piece in pieces(words, TEXT) or ["…"]]
    few = len(buttons) <= MOST_BUTTONS and width(words) <= BODY
    *first, last = pieces(words, BODY if few else LIST_BODY) or [f"{choose}:"]
    under = _buttons(last, buttons) if few else _list(last, buttons, choose)
    return [*map(_text, first), under]


def tappable(buttons: Sequence[Button]) -> bool:
    """Whether all of these can be tapped in one message."""
    ids = [button.id for button in buttons]
    longest = BUTTON_ID if len(buttons) <= MOST_BUTTONS else ROW_ID
    fit = all(id == id.strip() and 0 < len(id) <= longest for id in ids)
    return len(buttons) <= MOST_ROWS and fit and len(set(ids)) == len(ids)


def written(words: str, buttons: Sequence[Button]) -> str:
    """The words with the choices under them, to be typed by number or by name."""
    listed = [f"{b.number} {label(b)}" if b.number else f"• {label(b)}" for b in buttons]
    if all(line in words for line in listed):  # a label was too long, so they stand there already
        return words
    return "\n\n".join(part for part in (words, "\n".join(listed)) if part)


def titles(buttons: Sequence[Button], most: int) -> list[str]:
    """What stands on them, each another: with its number where two would be alike."""
    plain = [label(button) for button in buttons]
    if _differ(plain) and all(width(title) <= most for title in plain):
        return plain
    numbers = [str(button.number or "") for button in buttons]
    if not all(numbers) or not _differ(numbers):
        numbers = [str(place) for place in range(1, len(buttons) + 1)]
    numbered = (f"{n} {title}" for n, title in zip(numbers, plain, strict=True))
    return [pieces(title, most)[0] for title in numbered]


def label(button: Button) -> str:
    """A label on one line."""
    return SPACES.sub(" ", clean(button.label)).strip() or "·"


def _differ(words: Sequence[str]) -> bool:
    return len({word.casefold() for word in words}) == len(words)


def _whole(buttons: Sequence[Button]) -> bool:
    """Whether every label can be read whole on what is tapped."""
    shown = titles(buttons, BUTTON if len(buttons) <= MOST_BUTTONS else ROW)
    return all(label(b) in title for b, title in zip(buttons, shown, strict=True))


def _text(words: str) -> Payload:
    return {"type": "text", "text": {"preview_url": False, "body": words}}


def _buttons(words: str, buttons: Sequence[Button], header: Payload | None = None) -> Payload:
    replies = [
        {"type": "reply", "reply": {"id": button.id, "title": title}}
        for button, title in zip(buttons, titles(buttons, BUTTON), strict=True)
    ]
    shown: Payload = {"type": "button", "body": {"text": words}, "action": {"buttons": replies}}
    return {
        "type": "interactive",
        "interactive": {**shown, **({"header": header} if header else {})},
    }


def _list(words: str, buttons: Sequence[Button], choose: str) -> Payload:
    rows = [
        {"id": button.id, "title": title}
        for button, title in zip(buttons, titles(buttons, ROW), strict=True)
    ]
    action = {"button": pieces(choose, BUTTON)[0], "sections": [{"rows": rows}]}
    return {
        "type": "interactive",
        "interactive": {"type": "list", "body": {"text": words}, "action": action},
    }


def _media(file: Attached, caption: str = "") -> Payload:
    words = {"caption": caption} if caption else {}
    return {"type": file.shown, file.shown: {**_file(file), **words}}


def _file(file: Attached) -> Payload:
    """A file by its id; a voice note says that it is one, a document what it is called."""
    if file.shown == "document":
        return {"id": file.id, "filename": file_name(file.media.name, file.media.kind.value)}
    voice = file.shown == "audio" and file.media.kind is MediaKind.VOICE
    spoken = voice and file.media.mime == "audio/ogg"
    return {"id": file.id, **({"voice": True} if spoken else {})}


def _template(template: TemplateMessage) -> Payload:
    """An approved template: its variables in order, and what its quick replies send back."""
    components: list[Payload] = []
    if template.variables:
        texts = [{"type": "text", "text": _variable(text)} for text in template.variables]
        components.append({"type": "body", "parameters": texts})
    components += [
        {
            "type": "button",
            "sub_type": "quick_reply",
            "index": str(place),
            "parameters": [{"type": "payload", "payload": payload}],
        }
        for place, payload in enumerate(template.payloads)
    ]
    language = {"code": template.language}
    made = {"name": template.name, "language": language, "components": components}
    return {"type": "template", "template": made}


def _variable(text: str) -> str:
    """A variable may hold no line breaks, tabs, or more than four spaces; and must say something."""
    return SPACES.sub(" ", clean(text)).strip() or "–"

"""A unit of WhatsApp's webhooks → what a person said, or what happened. Pure, ready for anything.

Rule 1: a person who writes to us is never met by silence: what we cannot read is an inbound
        message with a problem.
Rule 2: everything else has a kind for counting and a reason, and is never read as words of hers.
Rule 3: what has no sender or no id raises Malformed; the unit is kept as it is.
Source: developers.facebook.com, messages webhook reference (2026-05-21 to 2026-08-11).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.channels.channel import Moved, Remote, Understood
from bot.channels.fields import Fields, Malformed, clean, decoded, inner, mark, moment
from bot.channels.fields import word as short
from bot.channels.whatsapp_batch import unit_of
from bot.channels.whatsapp_people import NAME, addresses, as_id, as_number, person
from bot.channels.whatsapp_status import code_of, reason, status_of
from bot.model import Address, Inbound, Location

__all__ = ["KINDS", "NAME", "understand"]

UNSUPPORTED = "common-unsupported"
HELLO = "hola"
"""What opening the chat for the first time says."""
FILES: Mapping[str, str] = {
    "image": "foto.jpg",
    "document": "archivo",
    "audio": "audio.ogg",
    "voice": "audio.ogg",
    "video": "video.mp4",
}
"""Types that hold one file, and a name for those that have none."""
SILENT = frozenset(("reaction", "system", "revoke", "revoked", "deleted", "ephemeral"))
UNREAD = frozenset(("sticker", "contacts", "order", "unsupported", "unknown", "errors"))
TAP = re.compile(r"[0-9]{1,10}\.[A-Za-z0-9._-]{1,240}")
"""A choice of ours, `<bubble>.<option>`."""
LONGEST = 4096
FLOW_OWN = ("flow_token",)
"""Answers of a form that are the platform's own."""
TYPES = frozenset(
    (
        *(*FILES, *SILENT, *UNREAD, "text", "button", "interactive", "location"),
        *("edit", "edited", "request_welcome"),
    )
)
KINDS = TYPES | {
    *("message", "group", "status", "error", "echo", "history", "state", "preference", "moved"),
    *("call", "more", "odd"),
}
"""Every kind there is beside the names of fields that hold news."""


def understand(raw: bytes, at: datetime) -> Understood:
    """What a unit says. Raises Malformed."""
    unit = unit_of(raw)
    item, kind = inner(unit, "item"), str(unit["kind"])
    match kind:
        case "message":
            return _message(unit, item, at)
        case "status":
            status = status_of(unit, at)
            return Understood("status", status=status, reason="" if status else "unknown status")
        case "preference":
            return _preference(unit, item)
        case "moved":
            return _id_update(unit, item)
        case "error":
            return Understood("error", reason=reason(code_of({"errors": [item]})), news=item)
        case "news":
            return Understood(_plain(unit.get("field")), reason=_event(item), news=item)
        case "odd":
            return Understood("odd", reason=str(unit.get("why"))[:80])
        case "echo" | "history" | "state" | "call":
            return Understood(kind, reason="not ours to answer")
    return Understood("more", reason="a list nobody told us about")


# -- messages -------------------------------------------------------------------------------------------


def _message(unit: Fields, item: Fields, at: datetime) -> Understood:
    people, id, type = person(unit, "item"), short(item, "id"), _type(item)
    if not id:
        raise Malformed("message without an id")
    if short(item, "group_id") or inner(item, "group"):
        return Understood("group", reason="we talk in private")
    if type == "system":
        return _system(people, inner(item, "system"))
    if type in ("revoke", "revoked", "deleted"):
        return Understood(type, reason="taken back", revoked=_original(item, type))
    if type in SILENT:
        return Understood(type, reason="nothing to answer")
    if not people:
        raise Malformed("message without a sender")
    inbound = Inbound(
        address=people[0],
        external_id=id,
        at=moment(item.get("timestamp"), at),
        also=people[1:],
        everywhere=True,
    )
    if type in ("edit", "edited"):
        return _edited(inbound, item, type)
    said, files = _said(item, type)
    return Understood(type, replace(inbound, **said), files)


def _type(item: Fields) -> str:
    """The type a message says it has, or shows by what it holds; `message` when we know none."""
    named = item.get("type")
    if isinstance(named, str) and named in TYPES:
        return named
    shown = [type for type in ("text", "interactive", "button", "location", *FILES) if type in item]
    return "message" if isinstance(named, str) or not shown else shown[0]


def _said(item: Fields, type: str) -> tuple[dict[str, Any], tuple[Remote, ...]]:
    """The fields of an inbound that a message fills, and its file."""
    content = inner(item, type)
    if type in FILES:
        return _with_file(content, FILES[type])
    match type:
        case "text":
            return _words(content.get("body")), ()
        case "button":
            return _tap_or_words(content.get("payload"), content.get("text")), ()
        case "interactive":
            return _chosen(content), ()
        case "location":
            place = _place(content)
            return ({"place": place} if place else {"problem": UNSUPPORTED}), ()
        case "request_welcome":
            return {"text": HELLO}, ()
    return {"problem": UNSUPPORTED}, ()


def _words(text: Any) -> dict[str, Any]:
    said = clean(text) if isinstance(text, str) else ""
    return {"text": said} if said.strip() else {"problem": UNSUPPORTED}


def _tap_or_words(id: Any, label: Any) -> dict[str, Any]:
    """A choice of ours by its id; a button that carries no id of ours is what stands on it."""
    if isinstance(id, str) and TAP.fullmatch(id):
        return {"tap": id}
    return _words(label)


def _chosen(content: Fields) -> dict[str, Any]:
    """A reply button, a row of a list, or a form filled in."""
    for name in ("button_reply", "list_reply"):
        if chosen := inner(content, name):
            id, title = short(chosen, "id"), chosen.get("title")
            if id.strip() and not TAP.fullmatch(id):
                return {"tap": clean(id)[:64] or "?"}
            return _tap_or_words(id, title)
    form = inner(content, "nfm_reply")
    answers = _form(form.get("response_json"))
    return _words("\n".join(answers)[:LONGEST])


def _form(written: Any) -> list[str]:
    """The answers of a form, one a line, without what is the platform's own."""
    try:
        found = decoded(written.encode()) if isinstance(written, str) else {}
    except (Malformed, UnicodeEncodeError):
        return []
    answers = found.items() if isinstance(found, dict) else ()
    return [
        str(value)
        for name, value in answers
        if name not in FLOW_OWN and isinstance(value, str | int | float)
    ]


def _with_file(file: Fields, name: str) -> tuple[dict[str, Any], tuple[Remote, ...]]:
    caption = file.get("caption")
    words: dict[str, Any] = {"text": clean(caption)} if isinstance(caption, str) else {}
    id, own = short(file, "id"), file.get("filename")
    if not id.strip():
        return {**words, "problem": UNSUPPORTED}, ()
    named = clean(own)[:120] if isinstance(own, str) and own.strip() else name
    return words, (Remote(id, named, digest=short(file, "sha256", 128)),)


def _place(found: Fields) -> Location | None:
    values = found.get("latitude"), found.get("longitude")
    for value, most in zip(values, (90, 180), strict=True):
        if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= most:
            return None
    return Location(float(values[0] or 0), float(values[1] or 0))


def _original(item: Fields, type: str) -> str:
    """The id of the message that another one changes or takes back."""
    return short(inner(item, type), "original_message_id")


def _edited(inbound: Inbound, item: Fields, type: str) -> Understood:
    """Changed words, or a changed caption, of an earlier message."""
    changed, original = inner(inner(item, type), "message"), _original(item, type)
    text = inner(changed, "text").get("body") or inner(changed, _type(changed)).get("caption")
    said = clean(text) if isinstance(text, str) else ""
    if not said.strip() or not original:
        return Understood(type, reason="nothing to answer")
    when = short(item, "timestamp") or mark(said, 8)
    id = f"{inbound.external_id}:edit:{when}"
    return Understood(type, replace(inbound, external_id=id, text=said, edits=original))


# -- who she is now ---------------------------------------------------------------------------------------


def _system(people: tuple[Address, ...], told: Fields) -> Understood:
    """A new number or a new id; the words of it hold both and are not read."""
    now = addresses(told)
    if not people or not now or set(now) <= set(people):
        return Understood("system", reason="nothing to answer")
    return Understood("system", moved=Moved(people, now))


def _id_update(unit: Fields, item: Fields) -> Understood:
    """`{user_id: {previous, current}}`, for the id and its parent; or the two side by side."""
    before, now = list[Address](), list[Address]()
    for pair in (item, *(value for value in item.values() if isinstance(value, dict))):
        for found, name in ((before, "previous"), (now, "current")):
            if address := as_id(short(pair, name)) or as_number(short(pair, name)):
                found.append(address)
    before += [address for address in person(unit, "item") if address not in now]
    if not before or not now:
        return Understood("moved", reason="without both ids")
    return Understood("moved", moved=Moved(tuple(dict.fromkeys(before)), tuple(now)))


def _preference(unit: Fields, item: Fields) -> Understood:
    """`{category: marketing_messages, value: stop | resume}`."""
    people, value = person(unit, "item"), item.get("value")
    known = item.get("category") == "marketing_messages" and value in ("stop", "resume")
    if not people or not known:
        return Understood("preference", reason="another preference")
    return Understood("preference", stopped=(people[0], value == "stop"))


# -- the account ------------------------------------------------------------------------------------------


def _plain(field: Any) -> str:
    return (
        field if isinstance(field, str) and re.fullmatch("[a-z][a-z0-9_]{0,39}", field) else "odd"
    )


def _event(item: Fields) -> str:
    """What happened, in the platform's own word for it."""
    for name in ("event", "new_quality_score", "current_limit", "decision", "new_category"):
        found = item.get(name)
        if isinstance(found, str) and re.fullmatch("[A-Za-z0-9_]{1,60}", found):
            return found
    return "news of the account"

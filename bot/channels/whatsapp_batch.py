"""One post of WhatsApp → its messages, statuses and news, each by itself. Pure; loses nothing.

Rule 1: every item of every list of every change of every entry becomes one unit; what has
        another shape than expected is a unit too, with the reason why it is odd.
Rule 2: a unit is JSON and can be understood without the post it came in.
Rule 3: a unit's name is the platform's own where there is one, else a mark of its bytes, so
        that a second delivery, in whatever batch, is known as one.

    {"kind": "message", "field": "messages", "contact": {…}, "item": {…}, "to": "106540352242922"}

Source: developers.facebook.com, WhatsApp webhooks reference (2026-05-21); platforms.md §1.3.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from bot.channels.channel import Parcel
from bot.channels.fields import Malformed, decoded, encoded, inner, mark, several, word
from bot.channels.whatsapp_people import NAME, contact_of, person
from bot.channels.whatsapp_status import status_of
from bot.model import Address

ACCOUNT = "whatsapp_business_account"
LISTS: dict[str, dict[str, str]] = {
    "messages": {"messages": "message", "statuses": "status", "errors": "error"},
    "smb_message_echoes": {"message_echoes": "echo"},
    "message_echoes": {"message_echoes": "echo"},
    "history": {"history": "history", "errors": "error"},
    "smb_app_state_sync": {"state_sync": "state"},
    "user_preferences": {"user_preferences": "preference"},
    "user_id_update": {"user_id_update": "moved"},
    "calls": {"calls": "call", "statuses": "call", "errors": "error"},
}
"""Field of a change → the lists in its value → what one of their items is."""
SURROUNDINGS = frozenset(("messaging_product", "metadata", "contacts"))
"""What stands around the items and is no item itself."""
PLAIN = re.compile(r"[A-Za-z0-9_.-]{1,40}")


def taken_apart(raw: bytes, at: datetime) -> Parcel:
    """The units of a post. Raises Malformed: it is no JSON."""
    updates, statuses, people = [], [], dict[tuple[Address, ...], None]()
    for unit in units(decoded(raw)):
        body = encoded(unit)
        status = status_of(unit, at) if unit["kind"] == "status" else None
        if status is None:
            updates.append(body)
        else:
            statuses.append((status, body))
            people[person(unit, "item")] = None
    same = tuple(addresses for addresses in people if len(addresses) > 1)
    return Parcel(tuple(updates), tuple(statuses), same)


def units(post: Any) -> Iterator[dict[str, Any]]:
    """Everything a post holds."""
    entries = several(post, "entry")
    if not entries:
        yield odd("no entry", post)
    for entry in entries:
        changes = several(entry, "changes")
        if not changes:
            yield odd("an entry without changes", entry)
        for change in changes:
            yield from _units_of(change)


def odd(why: str, item: Any, field: str = "") -> dict[str, Any]:
    """A unit nobody expected. why: in words that hold nothing of what it says."""
    return {"kind": "odd", "why": why, "field": field, "item": item}


def _units_of(change: Any) -> Iterator[dict[str, Any]]:
    """The items of one change; a change without known lists is one item, its whole value."""
    field, value = word(change, "field", 40), inner(change, "value")
    if not PLAIN.fullmatch(field):
        yield odd("a change without a field", change)
        return
    lists, found = LISTS.get(field, {}), False
    number = word(inner(value, "metadata"), "phone_number_id", 40)
    for name, kind in lists.items():
        if name in value:
            found = True
            yield from _items(value, name, {"kind": kind, "field": field, "to": number})
    rest = {k: v for k, v in value.items() if k not in SURROUNDINGS and k not in lists}
    if rest and (not found or lists):
        kind = "news" if not lists else "moved" if field == "user_id_update" else "more"
        contact = contact_of(value, value, 1)
        yield {"kind": kind, "field": field, "to": number, "contact": contact, "item": rest}
    elif not found:
        yield odd("a change without content", change, field)


def _items(value: Any, name: str, unit: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """One unit for each item of a list; a list that is none, or an item that is no object, is odd."""
    listed = value[name]
    items = listed if isinstance(listed, list) else [listed]
    if not items:
        yield odd(f"an empty list of {name}", value, unit["field"])
    for item in items:
        if isinstance(item, dict):
            yield {**unit, "contact": contact_of(value, item, len(items)), "item": item}
        else:
            yield odd(f"one of {name} is no object", item, unit["field"])


# -- the name of a unit, and whose order it stands in ------------------------------------------------------


def envelope(raw: bytes) -> tuple[str, Address]:
    """The name of a unit and its sender: a person, for what she says; else itself. Never raises."""
    try:
        unit = decoded(raw)
        name, people = _name(unit), person(unit, "item") if _is_hers(unit) else ()
    except Exception:
        name, people = "", ()
    name = name or f"#{mark(raw)}"
    return name, people[0] if people else Address(NAME, "update", name)


def _is_hers(unit: Any) -> bool:
    return isinstance(unit, dict) and unit.get("kind") == "message"


def _name(unit: Any) -> str:
    """What the platform calls it; empty where it has no name."""
    if not isinstance(unit, dict):
        return ""
    kind, item = unit.get("kind"), unit.get("item")
    id = word(item, "id")
    match kind:
        case "message" if word(item, "type") in ("edit", "edited", "revoke", "revoked", "deleted"):
            return f"{id}:{word(item, 'type')}:{word(item, 'timestamp')}" if id else ""
        case "message":
            return id
        case "status":
            return f"{id}:{word(item, 'status')}" if id else ""
        case "echo":
            return f"echo:{id}" if id else ""
    return ""


def unit_of(raw: bytes) -> dict[str, Any]:
    """A kept unit. Raises Malformed."""
    unit = decoded(raw)
    if not isinstance(unit, dict) or not isinstance(unit.get("item"), object):
        raise Malformed("no unit")
    if not isinstance(unit.get("kind"), str):
        raise Malformed("no unit")
    return unit

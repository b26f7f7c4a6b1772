"""Who somebody is on WhatsApp: a business-scoped id, a phone number, or both; either may be absent.

Rule 1: the best address comes first: the id of a person outlives no number, a number outlives
        its person; so ids before numbers.
Rule 2: nothing is read out of a number or an id: no country, no language, no consent.
Source: developers.facebook.com, Business-scoped user IDs (2026-03-31), and its neighbours.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from bot.channels.fields import inner, several, word
from bot.model import Address

NAME = "whatsapp"
PHONE, BSUID, PARENT = "wa_phone", "wa_bsuid", "wa_parent_bsuid"
NUMBER = re.compile(r"\+?([0-9]{5,20})")
ID = re.compile(r"[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}")
IDS = ("from_user_id", "user_id", "recipient_user_id", "to_user_id")
PARENTS = (
    *("from_parent_user_id", "parent_user_id", "recipient_parent_user_id"),
    *("parent_recipient_user_id", "to_parent_user_id"),
)
NUMBERS = ("from", "wa_id", "recipient_id", "to", "new_wa_id", "input")


def addresses(*holders: Any) -> tuple[Address, ...]:
    """The addresses that objects of one person name, best first, each once."""
    found = [
        *_named(holders, IDS, as_id),
        *_named(holders, NUMBERS, as_number),
        *_named(holders, PARENTS, as_id),
    ]
    ordered = sorted(dict.fromkeys(found), key=lambda a: (BSUID, PHONE, PARENT).index(a.kind))
    return tuple(ordered)


def _named(holders: Iterable[Any], names: Iterable[str], read: Any) -> list[Address]:
    words = (word(holder, name) for name in names for holder in holders)
    return [address for text in words if (address := read(text))]


def as_id(text: str) -> Address | None:
    """A business-scoped id, or the parent of several: `PE.13491208655302741918`."""
    found = ID.fullmatch(text.strip())
    return Address(NAME, PARENT if found[1] else BSUID, found[0]) if found else None


def as_number(text: str) -> Address | None:
    """A phone number with its country code, as digits; an id where a number is expected is one."""
    found = NUMBER.fullmatch(text.strip())
    return Address(NAME, PHONE, found[1]) if found else as_id(text)


def contact_of(value: Any, item: Any, items: int) -> dict[str, Any]:
    """The entry of `contacts` that is about an item; empty when none is, or it is not certain.

    items: how many items stand beside it: one contact beside one item belongs to it.
    """
    contacts = [one for one in several(value, "contacts") if isinstance(one, dict)]
    hers = set(addresses(item))
    for one in contacts:
        if hers & set(addresses(one)):
            return one
    return contacts[0] if len(contacts) == 1 and items == 1 else {}


def person(unit: Any, item: str) -> tuple[Address, ...]:
    """The addresses of whom a unit is about."""
    return addresses(inner(unit, item), inner(unit, "contact"))

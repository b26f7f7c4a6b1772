"""Fields of a platform's JSON, read without trust: of the type that is expected, or nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any, TypeAlias, TypeGuard

import orjson

Fields: TypeAlias = "Mapping[str, Any]"
INVISIBLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


class Malformed(ValueError):
    """The update lacks what it must have."""


def decoded(raw: bytes) -> Any:
    """JSON, half emojis included. Raises Malformed: it is none, or too deep to be meant."""
    try:
        return orjson.loads(raw)
    except ValueError:
        pass
    try:
        return json.loads(raw, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise Malformed("no JSON") from None


def _no_number(name: str) -> float:
    raise ValueError(name)


def encoded(value: Any) -> bytes:
    """JSON of what `decoded` gave."""
    try:
        return orjson.dumps(value)
    except TypeError:  # half an emoji, or a number of thirty digits
        return json.dumps(value).encode()


def whole(value: Any) -> TypeGuard[int]:
    """Whether it is a number without a fraction, of at most 63 bits; yes and no are none."""
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**63


def inner(fields: Any, name: str) -> dict[str, Any]:
    """The object under a name; empty when there is none."""
    value = fields.get(name) if isinstance(fields, dict) else None
    return value if isinstance(value, dict) else {}


def several(fields: Any, name: str) -> list[Any]:
    """The list under a name; a lone object is a list of one; empty when there is none."""
    value = fields.get(name) if isinstance(fields, dict) else None
    return value if isinstance(value, list) else [value] if isinstance(value, dict) else []


def word(fields: Any, name: str, most: int = 512) -> str:
    """The text under a name, when it is one of at most so many characters; else empty."""
    value = fields.get(name) if isinstance(fields, dict) else None
    return value if isinstance(value, str) and len(value) <= most else ""


def clean(text: str) -> str:
    """What a person wrote, without what cannot be seen or sent."""
    return INVISIBLE.sub("", text.replace("\r\n", "\n"))


def moment(seconds: Any, at: datetime) -> datetime:
    """When it was sent; `at` when the platform does not say, or says what cannot be."""
    if isinstance(seconds, str) and re.fullmatch("[0-9]{1,10}", seconds):
        seconds = int(seconds)
    if whole(seconds) and 0 < seconds < 2**32:
        return datetime.fromtimestamp(seconds, UTC)
    return at


def mark(raw: bytes | str, size: int = 16) -> str:
    """A mark of bytes or words, where nothing else tells one from another."""
    data = raw.encode("utf-8", "replace") if isinstance(raw, str) else raw
    return blake2b(data, digest_size=size).hexdigest()

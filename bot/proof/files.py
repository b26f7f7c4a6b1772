"""A signed token in a file: a certificate, a lot sheet, or the token alone.

Rule 1: a file is read as hostile: bounded, and whatever goes wrong in it is a refusal with a reason.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO

from bot.proof.jws import Rejected

LARGEST = 16 * 2**20
TOKEN, CHAIN = "credential.jwt", "chain.json"
"""What is attached to a PDF."""
ENVELOPE = "data:application/vc+jwt,"


@dataclass(frozen=True)
class Carried:
    """What a file brings. chain: digests of the lots of a book, None when there are none."""

    token: str
    chain: tuple[str, ...] | None = None


def carried(data: bytes) -> Carried:
    """The token in a file. Raises Rejected: there is none, or it cannot be read."""
    if len(data) > LARGEST:
        raise Rejected("malformed", f"it is larger than {LARGEST // 2**20} MiB")
    if data.lstrip()[:5] == b"%PDF-":
        return _of_pdf(data)
    try:
        text = data.decode("ascii").strip()
    except UnicodeDecodeError:
        raise Rejected("malformed", "it is no PDF, and no token in plain letters") from None
    return Carried(_of_json(text) if text[:1] in ('"', "{") else _of_address(text))


def _of_pdf(data: bytes) -> Carried:
    attached = _attached(data)
    tokens = attached.get(TOKEN, [])
    if not tokens:
        raise Rejected("malformed", f"this PDF carries no credential (attachment {TOKEN})")
    if len(tokens) > 1:
        raise Rejected("malformed", "this PDF carries more than one credential")
    try:
        token = tokens[0].decode("ascii")
    except UnicodeDecodeError:
        raise Rejected("malformed", "its credential is damaged") from None
    return Carried(token, _chain(attached[CHAIN]) if CHAIN in attached else None)


def _attached(data: bytes) -> Mapping[str, list[bytes]]:
    """The attachments of a PDF by name."""
    from pypdf import PdfReader

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        return {name: list(found) for name, found in PdfReader(BytesIO(data)).attachments.items()}
    except Exception:  # whatever pypdf trips over in a broken file
        raise Rejected("malformed", "this PDF is damaged and cannot be read") from None


def _chain(found: list[bytes]) -> tuple[str, ...]:
    try:
        read = json.loads(found[0]) if len(found) == 1 else None
    except (ValueError, RecursionError):
        read = None
    if not isinstance(read, list) or not all(isinstance(one, str) for one in read):
        raise Rejected("chain", "broken chain: its list of lots is damaged")
    return tuple(read)


def _of_json(text: str) -> str:
    """A JSON string, `{"credential": token}`, or an EnvelopedVerifiableCredential (VCDM 2.0 §4.13)."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise Rejected("malformed", "this JSON is damaged") from None
    match found:
        case str(token) | {"credential": str(token)}:
            return token
        case {"id": str(id)} if id.startswith(ENVELOPE):
            return id.removeprefix(ENVELOPE)
    raise Rejected("malformed", "this JSON carries no signed credential")


def _of_address(text: str) -> str:
    """The token itself, or the address a QR holds, which ends in it."""
    return text.rpartition("/")[2] if text.startswith(("https://", "http://")) else text

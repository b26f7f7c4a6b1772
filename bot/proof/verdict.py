"""Whether a proof holds today: its signature, its key, its days, its revocation, its chain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.model import Json
from bot.proof import badge, lots
from bot.proof.badge import Said
from bot.proof.files import Carried
from bot.proof.jws import Opened, Rejected, opened, thumbprint
from bot.proof.lots import Sheet


@dataclass(frozen=True)
class Trust:
    """What one believes. keys: public keys, 32 bytes each; revoked: id → why, where it is known."""

    keys: Sequence[bytes]
    revoked: Mapping[str, str]


def judged(found: Carried, trust: Trust, now: datetime) -> Said | Sheet:
    """What a token proves now. Raises Rejected, with a code and the reason."""
    token = opened(found.token)
    if token.public not in trust.keys:
        name = thumbprint(token.public)
        raise Rejected("unknown-key", f"unknown key {name}: whoever signed it, it was not us")
    return judged_signed(token, found, trust, now)


def judged_signed(token: Opened, found: Carried, trust: Trust, now: datetime) -> Said | Sheet:
    """The same, of a token whose signature and key were seen to."""
    if _is_sheet(token.payload):
        return lots.read(token.payload, found.chain)
    told = badge.said(token.payload)
    if told.id in trust.revoked:
        why = trust.revoked[told.id]
        raise Rejected("revoked", f"it was revoked{f': {why}' if why else ''}")
    if now < told.since:
        raise Rejected("early", f"it holds only from {told.since:%Y-%m-%d}")
    if now >= told.until:
        raise Rejected("expired", f"it expired on {told.until:%Y-%m-%d}: the refresher fell due")
    return told


def _is_sheet(payload: Mapping[str, Json]) -> bool:
    return payload.get("type") == [lots.KIND]

"""What WhatsApp says became of a message of ours: its status, its price, and why it failed.

Rule 1: statuses come in any order; what each says is all it says.
Rule 2: a reason holds the code and the platform's own title of it, never a number or a name.
Source: developers.facebook.com, status messages webhook reference; platforms.md §1.5, §1.7.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from bot.channels.fields import inner, moment, several, whole, word
from bot.channels.policy import policy
from bot.channels.whatsapp_people import NAME
from bot.model import DeliveryStatus, Pricing, StatusUpdate

STATUSES = {
    "sent": DeliveryStatus.SENT,
    "delivered": DeliveryStatus.DELIVERED,
    "read": DeliveryStatus.READ,
    "played": DeliveryStatus.READ,
    "failed": DeliveryStatus.FAILED,
}
"""`played` is a voice note that was listened to (since 2026-03-17)."""
OURS = re.compile(r"([0-9]{1,18}):([0-9]{1,2})/([0-9]{1,2})")
"""What we tell the platform to say back with each status: outbound id, part, parts."""


def callback(outbound: int, part: int, parts: int) -> str:
    """What a message carries, so that a status finds its bubble even when its id was lost."""
    return f"{outbound}:{part}/{parts}"


def status_of(unit: dict[str, Any], at: datetime) -> StatusUpdate | None:
    """The status a unit tells; None when it names no message, or one we have no word for."""
    item = inner(unit, "item")
    id, status = word(item, "id"), STATUSES.get(word(item, "status"))
    ours = OURS.fullmatch(word(item, "biz_opaque_callback_data"))
    if not id or status is None:
        return None
    last = ours is None or ours[2] == ours[3]
    return StatusUpdate(
        channel=NAME,
        external_id=id,
        status=status,
        at=moment(item.get("timestamp"), at),
        reason=reason(code_of(item)) if status is DeliveryStatus.FAILED else "",
        code=code_of(item) if status is DeliveryStatus.FAILED else None,
        pricing=_pricing(inner(item, "pricing")),
        outbound=int(ours[1]) if ours and (last or status is DeliveryStatus.FAILED) else 0,
    )


def code_of(item: Any) -> int | None:
    """The first error code an item names."""
    for error in several(item, "errors"):
        code = error.get("code") if isinstance(error, dict) else None
        if isinstance(code, str) and code.isdecimal() and len(code) < 10:
            return int(code)
        if whole(code):
            return code
    return None


def reason(code: int | None) -> str:
    """Why, for the operator: `131047: the service window is closed …`."""
    return f"{code}: {policy(code).meaning}" if code is not None else "failed without a reason"


def _pricing(found: dict[str, Any]) -> Pricing | None:
    """What it is charged as, when the platform says so."""
    category = word(found, "category", 40)
    if not category:
        return None
    billable = found.get("billable")
    return Pricing(
        category=category,
        type=word(found, "type", 40),
        billable=billable if isinstance(billable, bool) else True,
        model=word(found, "pricing_model", 40),
    )

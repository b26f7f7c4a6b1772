"""How a bubble is to reach her: decided when it is sent, from what is known then. Pure.

Rule 1: an answer always goes out when it can; reminders and broadcasts need her consent, keep
        quiet at night and stop when she said so.
Rule 2: outside the service window nothing goes freely: another channel comes first (it is free),
        then an approved template within the budget, then the delegate of her cooperative; else
        it waits for her next message.
Rule 3: nothing is dropped without a reason, and nothing waits past its time.
Source of the window and of templates: platforms.md §1.5.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

WINDOW = {"whatsapp": timedelta(hours=24)}
"""Channels on which we may write freely only so long after her last message."""
PUSHED = frozenset({"telegram", "whatsapp"})
"""Channels that reach her when she is not looking."""
EXPIRY = {"reply": timedelta(days=7), "reminder": timedelta(days=3), "broadcast": timedelta(days=2)}
LOOK_AGAIN = timedelta(hours=6)
"""What waits is decided anew so often: a template may have been approved meanwhile."""
DEAD_AFTER = 3
"""So many undeliverable messages in a row, and an address counts as dead."""


class Way(StrEnum):
    """What is done with a bubble."""

    NOW = "now"
    """as it is, where it was written for"""
    TEMPLATE = "template"
    """carried by an approved template"""
    ELSEWHERE = "elsewhere"
    """on another channel of the same contact"""
    LATER = "later"
    """at a moment that is known"""
    NEXT = "next"
    """with her next message"""
    DELEGATE = "delegate"
    """her cooperative's delegate is asked to tell her to write; the bubble waits"""
    WITHHELD = "withheld"
    """not at all"""


@dataclass(frozen=True)
class Reach:
    """One address of hers. windowed: writing freely needs an open window; open: it is.

    dead: why it takes nothing, or empty; marketing: whether she takes broadcasts there.
    """

    address: int
    channel: str
    windowed: bool = False
    open: bool = True
    dead: str = ""
    marketing: bool = True


@dataclass(frozen=True)
class Situation:
    """All that is known when a bubble is to leave.

    consent, stopped: of reminders and broadcasts; stopped names what she stopped, or is empty.
    quiet_until: the end of the quiet hours or of her pause, when one holds now; held: why
    broadcasts rest, or ""; cancelled: the one it is part of.
    template: the name of one that can carry it, or ""; parked: why none can be used now, or "".
    budget: empty, or why nothing paid leaves today; tomorrow: when the budget begins anew.
    delegate: somebody may be asked; asked: somebody was.
    hurried: she wrote, and an answer stands behind it: it leaves before that or not at all.
    """

    kind: str
    now: datetime
    created_at: datetime
    here: Reach
    others: Sequence[Reach] = ()
    expires_at: datetime | None = None
    consent: bool = True
    stopped: str = ""
    quiet_until: datetime | None = None
    held: str = ""
    cancelled: bool = False
    template: str = ""
    parked: str = ""
    budget: str = ""
    tomorrow: datetime | None = None
    delegate: bool = False
    asked: bool = False
    hurried: bool = False

    @property
    def ends(self) -> datetime:
        """When it is no longer worth saying."""
        usual = self.created_at + EXPIRY.get(self.kind, EXPIRY["reminder"])
        return self.expires_at or usual


@dataclass(frozen=True)
class Verdict:
    """The decision and why. until: when to decide anew; address: where to send it instead."""

    way: Way
    reason: str
    until: datetime | None = None
    address: Reach | None = None
    template: str = ""


def decide(known: Situation) -> Verdict:
    """How this bubble is to reach her now."""
    if known.now >= known.ends:
        return Verdict(Way.WITHHELD, "expired")
    if known.kind != "reply" and (no := _unwanted(known)):
        return no
    here = known.here
    if not here.dead and (here.open or not here.windowed):
        return _paid(known) or Verdict(Way.NOW, "window-open" if here.windowed else "no-window")
    for other in known.others:
        if not other.dead and other.open and (other.marketing or known.kind != "broadcast"):
            why = here.dead or "window-closed"
            return Verdict(Way.ELSEWHERE, f"{why}, so by {other.channel}", address=other)
    if here.dead:
        return _asked(known, here.dead) or Verdict(Way.WITHHELD, here.dead)
    return _by_template(known)


def _unwanted(known: Situation) -> Verdict | None:
    """Why a reminder or a broadcast does not leave at all, or not now."""
    if known.cancelled:
        return Verdict(Way.WITHHELD, "cancelled")
    if not known.consent:
        return Verdict(Way.WITHHELD, "no-consent")
    if known.stopped:
        return Verdict(Way.WITHHELD, f"stopped {known.stopped}")
    if known.kind == "broadcast" and not known.here.marketing:
        return Verdict(Way.WITHHELD, "marketing-stopped")
    if known.hurried:
        return None
    if known.held and (known.kind == "broadcast" or "paused" in known.held):
        return Verdict(Way.LATER, known.held, until=_within(known, known.now + LOOK_AGAIN))
    if known.quiet_until:
        return Verdict(Way.LATER, "quiet-hours", until=_within(known, known.quiet_until))
    return None


def _paid(known: Situation) -> Verdict | None:
    """Reminders and broadcasts in an open window are charged too: they keep the budget."""
    free = known.kind == "reply" or known.hurried or not known.here.windowed
    if free or not known.budget:
        return None
    return Verdict(Way.LATER, known.budget, until=_within(known, known.tomorrow))


def _by_template(known: Situation) -> Verdict:
    if known.template and not known.budget:
        reason = f"window-closed, so by template {known.template}"
        return Verdict(Way.TEMPLATE, reason, template=known.template)
    why = known.budget if known.template else known.parked or "no-template"
    if known.template and known.tomorrow and known.tomorrow < known.ends:
        return Verdict(Way.LATER, f"window-closed, {why}", until=known.tomorrow)
    waits = Verdict(Way.NEXT, f"window-closed, {why}", until=_within(known, known.now + LOOK_AGAIN))
    return _asked(known, waits.reason) or waits


def _asked(known: Situation, why: str) -> Verdict | None:
    """Have the delegate tell her to write, once."""
    if not known.delegate or known.asked or known.kind == "broadcast":
        return None
    reason = f"{why}, so her delegate is asked"
    return Verdict(Way.DELEGATE, reason, until=_within(known, known.now + LOOK_AGAIN))


def _within(known: Situation, moment: datetime | None) -> datetime:
    return min(moment or known.ends, known.ends)

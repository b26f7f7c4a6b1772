"""What a platform's error leads to: the table of WhatsApp's codes, as data.

Rule 1: a code decides, never its title: titles are reworded and translated.
Rule 2: an unknown code is final for this message and harmless for all others.
Source: platforms.md §1.7 (Meta's error page, read 2026-05-15); 132xxx from memory, unverified.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.errors import ChannelError, Refused, Retryable


class Action(StrEnum):
    """What we do about it."""

    SLOW = "slow"
    """the whole account sends more slowly; this message is tried again"""
    PAIR = "pair"
    """this person alone waits: 1, 4, 16 … seconds"""
    SWITCH = "switch"
    """the service window is closed: decide again how to reach her"""
    UNREACHABLE = "unreachable"
    """not tried again soon; after several, the address counts as dead"""
    CAPPED = "capped"
    """marketing to this person rests for a day"""
    STOPPED = "stopped"
    """she stopped marketing: nothing of the kind any more"""
    SPAM = "spam"
    """broadcasts and campaigns rest, the operator is told"""
    ACCOUNT = "account"
    """nothing is sent until the operator has acted"""
    COUNTRY = "country"
    """nothing is sent to that country"""
    AGAIN = "again"
    """the platform's trouble: tried again with back-off"""
    TEMPLATE = "template"
    """what needs this template waits until it is approved again"""
    FINAL = "final"
    """this message will never be taken"""


@dataclass(frozen=True)
class Policy:
    """One row of the table. codes: numbers, or (first, last); remedy: for the operator, or empty."""

    action: Action
    codes: tuple[int | tuple[int, int], ...]
    meaning: str
    remedy: str = ""

    def holds(self, code: int) -> bool:
        """Whether this row is about a code."""
        return any(
            one[0] <= code <= one[1] if isinstance(one, tuple) else one == code
            for one in self.codes
        )


POLICIES: tuple[Policy, ...] = (
    Policy(
        Action.SLOW,
        (130429, 4, 80007),
        "more messages a second than the number may send",
        "lower CHASKI_WHATSAPP_RATE if it goes on",
    ),
    Policy(Action.PAIR, (131056,), "too many messages to one person in a short time"),
    Policy(Action.SWITCH, (131047,), "the service window is closed: over 24 hours since she wrote"),
    Policy(Action.UNREACHABLE, (131026,), "undeliverable: no WhatsApp, an old one, or its terms"),
    Policy(Action.CAPPED, (131049, 130472), "she gets enough marketing already, says WhatsApp"),
    Policy(Action.STOPPED, (131050,), "she stopped marketing messages"),
    Policy(
        Action.SPAM,
        (131048,),
        "too many of our messages were blocked or reported",
        "look at the quality in WhatsApp Manager; broadcasts rest meanwhile",
    ),
    Policy(
        Action.ACCOUNT,
        (131042, 368, 131031, 190, 0, 10, (200, 299)),
        "the account may not send: payment, policy, a lock, the token or a permission",
        "look at the account in WhatsApp Manager, renew CHASKI_WHATSAPP_TOKEN; then release the hold",
    ),
    Policy(
        Action.COUNTRY,
        (130497,),
        "the account may not write to this country",
        "look at the restrictions of the account in WhatsApp Manager",
    ),
    Policy(Action.AGAIN, (131057, 131000, 1, 2), "maintenance, or trouble of the platform"),
    Policy(
        Action.TEMPLATE,
        (132001, 132015, 132016),
        "the template does not exist in this language, is paused or disabled",
        "look at the template in WhatsApp Manager; it is tried again once it is approved",
    ),
)
UNKNOWN = Policy(Action.FINAL, (), "the platform will not take this message")
TROUBLE = Policy(Action.AGAIN, (), "the platform is busy or out of reach")
LATER = frozenset({Action.SLOW, Action.PAIR, Action.AGAIN})


def policy(code: int | None, http: int = 200) -> Policy:
    """The row about a code (0 is one). http: the status it came with, which counts without it."""
    found = next((row for row in POLICIES if code is not None and row.holds(code)), None)
    if found is None and http >= 500:
        return TROUBLE
    if found is None and http == 429:
        return POLICIES[0]
    return found or UNKNOWN


def error_of(
    code: int | None, details: str = "", *, http: int = 200, after: float = 0.0
) -> ChannelError:
    """The error a channel raises. after: seconds the platform asked for, if it did.

    Retryable, when the same message may be taken later; Refused, when something else must happen
    first: the outbox looks the code up here again and does it.
    """
    row = policy(code, http)
    reason = row.meaning if code is None else f"{code}: {row.meaning}"
    reason += f" ({details[:120]})" if details else ""
    if row.action in LATER:
        return Retryable(reason, after=after or 1.0, code=code)
    return Refused(reason, code=code)

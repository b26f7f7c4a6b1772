"""What a send that failed leads to: pure, from the platform's error to what is written down.

Rule 1: the code decides (`bot.channels.policy`); without one, whether the error can pass does.
Rule 2: nothing is tried again at a fixed moment: pauses grow, and chance spreads them.
Rule 3: what the operator must act on names its remedy.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from bot.channels.policy import Action, Policy, policy
from bot.errors import ChannelError, Refused, Retryable
from bot.model import DeliveryStatus
from bot.store import holds

MOST_ATTEMPTS = 8
LONGEST_PAUSE = 300.0
LATEST = timedelta(days=1)
"""How long a platform that is out of reach is waited for."""
PROBE = 15 * 60.0
"""Seconds after which a held account is tried once more."""
TEMPLATE_REST = 3600.0
DAY = 86400.0
LOST = ("blocked", "deactivated", "forbidden")
"""Reasons of Telegram's after which an address takes nothing more until she writes."""


@dataclass(frozen=True)
class Stop:
    """Something to hold. scope: as in `bot.store.holds`; seconds: None until it is let go."""

    scope: str
    seconds: float | None


@dataclass(frozen=True)
class Consequence:
    """What to write down. pause: seconds until it is tried again, when errored.

    slow: the whole account goes more slowly; remedy: for the operator, or empty.
    """

    status: DeliveryStatus
    reason: str
    code: int | None = None
    pause: float = 0.0
    stops: tuple[Stop, ...] = ()
    slow: bool = False
    remedy: str = ""


def consequence(error: Exception, *, attempts: int, age: timedelta, chance: float) -> Consequence:
    """What an error leads to. age: since the bubble was made; chance: 0 to 1, spreads the pause."""
    reason = str(error) if isinstance(error, ChannelError) else type(error).__name__
    code = error.code if isinstance(error, ChannelError) else None
    if isinstance(error, Refused) and code is None:
        stops = (Stop(holds.ADDRESS, None),) if reason in LOST else ()
        return Consequence(DeliveryStatus.FAILED, reason, stops=stops)
    if code is not None:
        row = policy(code)
        if row.action in STOPS or row.action in (Action.PAIR, Action.FINAL):
            return _told(row, code, reason, attempts)
    waits = isinstance(error, Retryable | TimeoutError)
    if attempts >= MOST_ATTEMPTS and not (waits and age < LATEST):
        return Consequence(DeliveryStatus.FAILED, reason, code)
    asked = error.after if isinstance(error, Retryable) else 0.0
    slow = code is not None and policy(code).action is Action.SLOW
    return Consequence(
        DeliveryStatus.ERRORED, reason, code, max(backoff(attempts, chance), asked), slow=slow
    )


def backoff(attempts: int, chance: float) -> float:
    """Seconds before the next attempt: doubling, up to five minutes, a quarter of it by chance."""
    longest = min(2.0 ** min(attempts, 10), LONGEST_PAUSE)
    return longest * (0.75 + 0.25 * chance)


STOPS: dict[Action, Stop] = {
    Action.SWITCH: Stop(holds.WINDOW, None),
    Action.UNREACHABLE: Stop(holds.ADDRESS, 30 * DAY),
    Action.CAPPED: Stop(holds.MARKETING, DAY),
    Action.STOPPED: Stop(holds.MARKETING, None),
    Action.SPAM: Stop(holds.BROADCASTS, None),
    Action.ACCOUNT: Stop(holds.ACCOUNT, PROBE),
    Action.COUNTRY: Stop(holds.COUNTRY, None),
    Action.TEMPLATE: Stop(holds.TEMPLATE, TEMPLATE_REST),
}
"""What is held after each; the bubble itself is decided anew and says why it waits."""
MOST_PAIR = 6
"""4^6 seconds is over an hour: by then the pair's debt is paid."""


def _told(row: Policy, code: int, reason: str, attempts: int) -> Consequence:
    if row.action is Action.FINAL:
        return Consequence(DeliveryStatus.FAILED, reason, code)
    if row.action is Action.PAIR:
        pause = 4.0 ** min(attempts - 1, MOST_PAIR)
        return Consequence(DeliveryStatus.ERRORED, reason, code, pause)
    stop = STOPS[row.action]
    return Consequence(DeliveryStatus.ERRORED, reason, code, 1.0, stops=(stop,), remedy=row.remedy)

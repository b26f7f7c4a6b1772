"""The network between phones and the house, and where the house's lives end."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from random import Random

from bot.clock import SetClock
from bot.errors import Retryable
from bot.model import Limits, Outbound
from bot.simulate.phone import Phone

PLACES = ("receive", "accept", "claim", "route", "advance", "render", "commit", "send", "sent")
"""Where a life can end: the eight steps of a turn, and between the platform's yes and our note."""


class Killed(BaseException):
    """The process ended here; whatever was not committed never was."""


class Fate:
    """Ends a life at a place, at the how-manieth time it passes there. ended: it is over."""

    def __init__(self) -> None:
        self.place, self.left, self.ended = "", 0, False

    def arm(self, place: str, count: int) -> None:
        """The next time but so many, here."""
        self.place, self.left, self.ended = place, count, False

    def pass_by(self, place: str) -> None:
        """Here we are. Raises Killed: for the last time, or it is over already."""
        if place and place == self.place and not self.ended:
            self.left -= 1
            self.ended = self.left <= 0
        if self.ended:
            raise Killed


class Network:
    """Loses, doubles, delays and reorders. loss: of each single way, there or back, 0 to 1.

    Chance is drawn anew for each thing and each time it comes by, so that it does not matter which
    of many comes first. down: until when nothing gets through. counts: what it did, by name.
    """

    def __init__(self, seed: int, loss: float) -> None:
        self.seed, self.loss = seed, loss
        self.seen: Counter[str] = Counter()
        self.down: datetime | None = None
        self.counts: Counter[str] = Counter()

    def _chance(self, what: str, which: str) -> float:
        key = f"{self.seed}:{what}:{which}"
        self.seen[key] += 1
        return Random(f"{key}:{self.seen[key]}").random()

    def loses(self, what: str, which: str) -> bool:
        """Whether this one is lost on the way; counted by what it was."""
        lost = self._chance(what, which) < self.loss
        self.counts[what] += lost
        return lost

    def doubles(self, which: str) -> bool:
        """Whether this one comes twice at once."""
        twice = self._chance("twice", which) < self.loss / 3
        self.counts["doubled by the network"] += twice
        return twice

    def heal(self) -> None:
        """From now on everything arrives."""
        self.loss, self.down = 0.0, None

    def breaks(self, now: datetime) -> None:
        """Nothing gets through for some hours."""
        self.down = now + timedelta(hours=2 + 18 * self._chance("down", str(now)))
        self.counts["hours without network"] += int((self.down - now).total_seconds() // 3600)

    def is_down(self, now: datetime) -> bool:
        """Whether nothing gets through now."""
        return self.down is not None and now < self.down


class Air:
    """The channel of the simulation: what the house sends, by a network that loses some of it."""

    name = "air"
    limits = Limits(text=4000, buttons=8, label=20, rows=0)

    def __init__(self, network: Network, clock: SetClock, fate: Fate) -> None:
        self.network, self.clock, self.fate = network, clock, fate
        self.phones: dict[str, Phone] = {}

    async def send(self, outbound: Outbound) -> str:
        """Take a bubble to its phone. Raises Retryable: no yes came back, whatever arrived."""
        self.fate.pass_by("")
        which = f"{outbound.address.value}.{outbound.bubble}"
        if self.network.is_down(self.clock.now()) or self.network.loses("bubbles lost", which):
            raise Retryable("lost on its way", after=5)
        phone = self.phones[outbound.address.value]
        phone.receive(outbound, self.clock.now())
        phone.unsure.add(outbound.id)
        self.fate.pass_by("sent")
        if self.network.loses("yes of the platform lost", which):
            raise Retryable("no answer", after=5)
        phone.noted.append(outbound.id)
        return f"air-{outbound.id}"

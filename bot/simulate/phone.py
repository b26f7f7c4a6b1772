"""A phone: what its owner sends until it is taken, and all that arrives on it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.model import Address, Inbound, Outbound

FIRST_PAUSE = timedelta(minutes=2)
LONGEST_PAUSE = timedelta(hours=6)


@dataclass
class Message:
    """One message of hers. due: when it is tried next; taken: somebody said so."""

    inbound: Inbound
    due: datetime
    tries: int = 0
    taken: bool = False

    def again(self, now: datetime) -> None:
        """It was not taken, as far as we know; later again."""
        self.tries += 1
        self.due = now + min(FIRST_PAUSE * 2 ** min(self.tries, 8), LONGEST_PAUSE)


@dataclass(frozen=True)
class Arrival:
    """A bubble as it first arrived."""

    outbound: Outbound
    at: datetime


@dataclass
class Phone:
    """One person's phone on the simulated channel.

    sent: all she ever wrote, in her order; arrived: bubbles by number, as they came first.
    unsure: bubbles whose yes the house may not have heard or noted; noted: those it has heard of.
    repeats: came again, the same, with reason; strange: came again without reason, or changed.
    """

    name: str
    sent: list[Message] = field(default_factory=list)
    arrived: dict[int, Arrival] = field(default_factory=dict)
    unsure: set[int] = field(default_factory=set)
    noted: list[int] = field(default_factory=list)
    repeats: int = 0
    strange: int = 0

    @property
    def address(self) -> Address:
        """Where it is reached."""
        return Address("air", "phone", self.name)

    @property
    def newest(self) -> Outbound | None:
        """The bubble at the bottom of the screen."""
        return self.arrived[max(self.arrived)].outbound if self.arrived else None

    @property
    def replies(self) -> int:
        """How many bubbles answered her."""
        return sum(a.outbound.kind == "reply" for a in self.arrived.values())

    def write(self, now: datetime, due: datetime, **said: str) -> Message:
        """Write something; the network takes it from `due` on."""
        id = f"{self.name}-{len(self.sent) + 1}"
        message = Message(Inbound(self.address, id, now, **said), due)  # type: ignore[arg-type]
        self.sent.append(message)
        return message

    def receive(self, outbound: Outbound, now: datetime) -> None:
        """A bubble comes in."""
        known = self.arrived.get(outbound.bubble)
        if known is None:
            self.arrived[outbound.bubble] = Arrival(outbound, now)
        elif known.outbound != outbound or outbound.id not in self.unsure:
            self.strange += 1
        else:
            self.repeats += 1

    def sure(self) -> None:
        """Whatever the house heard of it has noted by now: none of that may come again."""
        self.unsure.difference_update(self.noted)
        self.noted.clear()

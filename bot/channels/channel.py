"""What a channel is: the protocol every way of reaching a person keeps, and what fits on it.

Rule 1: a channel knows its platform and nothing of conversations.
Rule 2: an error a channel raises says who can help: Retryable waits, Refused is final.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from bot.model import Outbound


@dataclass(frozen=True)
class Limits:
    """What one bubble can hold on a channel.

    text, label: characters; buttons: how many can be tapped under one bubble, links and the
    button for more included; rows: how many a list message can hold, 0 where there is none.
    """

    text: int
    buttons: int
    label: int
    rows: int


class Channel(Protocol):
    """One way of reaching people: Telegram, WhatsApp, the web chat, the terminal."""

    @property
    def name(self) -> str:
        """As it stands in `Address.channel`, e.g. `telegram`."""

    @property
    def limits(self) -> Limits:
        """What one bubble can hold here."""

    async def send(self, outbound: Outbound) -> str:
        """Hands one bubble to the platform; returns the platform's message id.

        Raises Retryable: busy or out of reach, with the seconds to wait.
        Raises Refused: the platform will never take it, with the reason.
        """

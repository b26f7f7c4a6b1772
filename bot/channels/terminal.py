"""The terminal as a phone: bubbles are handed to whoever prints them (`chaski talk`)."""

from __future__ import annotations

from collections.abc import Callable

from bot.model import Address, Limits, Outbound

ADDRESS = Address("terminal", "user", "talk")
LIMITS = Limits(text=4000, buttons=10, label=20, rows=0)


class Terminal:
    """A channel whose platform is one function that shows a bubble."""

    name = "terminal"
    limits = LIMITS

    def __init__(self, show: Callable[[Outbound], None]) -> None:
        self._show = show

    async def send(self, outbound: Outbound) -> str:
        """Show it; the bubble's number is the platform's id."""
        self._show(outbound)
        return f"terminal-{outbound.bubble}"

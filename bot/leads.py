"""The accounts this process sends for, taken anew at every pulse, let go when it ends."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import structlog

from bot.channels.channel import Channel
from bot.store.lead import Lead

log = structlog.get_logger(__name__)
ROLES = ("web", "send", "work")
OWN = frozenset({"webchat", "terminal"})
"""Channels without an account: each process that has their pages sends for itself."""


class Leads:
    """One lead for each platform account. roles: which parts of Chaski this process is."""

    def __init__(self, url: str, channels: Mapping[str, Channel], roles: Collection[str]) -> None:
        self._own = [name for name in channels if name in OWN and "web" in roles]
        accounts = [name for name in channels if name not in OWN and "send" in roles]
        self._leads = {
            name: Lead(url, f"{name}:{getattr(channels[name], 'account', '')}") for name in accounts
        }

    async def refresh(self) -> bool:
        """Take what is free; whether anything was gained."""
        gained = False
        for name, lead in self._leads.items():
            before = lead.held
            if await lead.take() and not before:
                log.info("sends for an account from now on", channel=name)
                gained = True
            elif before and not lead.held:
                log.warning("another sends for an account now", channel=name)
        return gained

    def names(self) -> Sequence[str]:
        """The channels to send on now."""
        return [*self._own, *(name for name, lead in self._leads.items() if lead.held)]

    async def close(self) -> None:
        """Let all go."""
        for lead in self._leads.values():
            await lead.close()

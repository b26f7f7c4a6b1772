"""How Telegram's updates come in: a polling loop of our own, or a webhook; and the commands menu.

Rule 1: an offset moves only after its updates are durable, so a crash makes Telegram send again.
Rule 2: updates are taken apart as raw JSON; one that cannot be read holds none of the others.
Rule 3: whatever fails is tried again, more and more slowly; the rest of the house goes on.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import Protocol, TypeAlias

import structlog

from bot.errors import ChannelError, Refused, Retryable

log = structlog.get_logger(__name__)
LONG_POLL = 25
BATCH = 100
SLOWEST = 60.0
UPDATE_ID = re.compile(rb'"update_id"\s*:\s*(\d{1,18})')
CONFLICT = (
    "another program polls with this token, or a webhook was set meanwhile: stop the other one,"
    " or give this one a token of its own (chaski doctor says more)"
)
Keep: TypeAlias = Callable[[Sequence[bytes]], Awaitable[object]]
Menus: TypeAlias = Mapping[str, Sequence[tuple[str, str]]]
Publish: TypeAlias = Callable[[], Awaitable[object]]


class Account(Protocol):
    """What the door needs of the channel."""

    async def raw_updates(self, offset: int | None, *, wait: int, limit: int) -> bytes:
        """The body of one `getUpdates`."""

    async def poll_ready(self) -> None:
        """Take the webhook away."""

    async def set_webhook(self, url: str, secret: str) -> None:
        """Have updates posted here."""

    async def set_commands(self, commands: Sequence[tuple[str, str]], language: str) -> None:
        """Set the commands menu."""


class Door:
    """What goes on beside the messages, as long as the process runs: updates in, commands out.

    hook: where updates are posted and the secret they carry; None polls for them.
    menus: commands and what they do, by language; empty for all others.
    """

    def __init__(
        self, account: Account, keep: Keep, *, hook: tuple[str, str] | None, menus: Menus
    ) -> None:
        self._account, self._keep, self._hook, self._menus = account, keep, hook, menus

    async def run(self, published: Callable[[], Awaitable[bool]], publish: Publish) -> None:
        """Until cancelled. published: whether these menus are known there; publish: note it."""
        commands = asyncio.ensure_future(self._set_menus(published, publish))
        try:
            if self._hook is None:
                await Polling(self._account, self._keep).run()
            else:
                hook = self._hook
                await persist(lambda: self._account.set_webhook(*hook), "webhook")
                await commands
        finally:
            commands.cancel()

    async def _set_menus(self, published: Callable[[], Awaitable[bool]], publish: Publish) -> None:
        if await published():
            return
        for language, commands in self._menus.items():
            call = partial(self._account.set_commands, commands, language)
            await persist(call, "commands")
        await publish()


class Polling:
    """Asks for updates for ever. keep: makes raw updates durable before it returns."""

    def __init__(self, account: Account, keep: Keep, *, long_poll: int = LONG_POLL) -> None:
        self._account, self._keep, self._long_poll = account, keep, long_poll
        self._offset: int | None = None
        self._limit = BATCH

    async def run(self) -> None:
        """Until cancelled."""
        await persist(self._account.poll_ready, "polling")
        failures = 0
        while True:
            try:
                await self._once()
                failures = 0
            except asyncio.CancelledError:
                raise
            except Exception as error:
                failures += 1
                await _rest(error, failures, "polling")

    async def _once(self) -> None:
        offset, wait = self._offset, self._long_poll
        body = await self._account.raw_updates(offset, wait=wait, limit=self._limit)
        try:
            found = taken_apart(body)
        except (ValueError, RecursionError):
            found = self._unreadable(body)
        if found:
            await self._keep([raw for _, raw in found])
            ids = [id for id, _ in found if id is not None]
            self._offset = max(ids) + 1 if ids else self._offset
            if not ids:
                raise Retryable("updates without an id")
            self._limit = BATCH

    def _unreadable(self, body: bytes) -> list[tuple[int | None, bytes]]:
        """A body that is no JSON: ask for one update at a time, then keep that one as it is."""
        ids = [int(id) for id in UPDATE_ID.findall(body)]
        if self._limit == 1 and ids:
            return [(ids[0], body)]
        self._limit = 1
        return []


def taken_apart(body: bytes) -> list[tuple[int | None, bytes]]:
    """Each update of a `getUpdates` body as JSON of its own, with its id. Raises ValueError."""
    answer = json.loads(body)
    updates = answer.get("result") if isinstance(answer, dict) else None
    if not isinstance(updates, list):
        raise ValueError("no list of updates")
    return [(_id(update), json.dumps(update).encode()) for update in updates]


def _id(update: object) -> int | None:
    id = update.get("update_id") if isinstance(update, dict) else None
    return id if isinstance(id, int) and not isinstance(id, bool) else None


async def persist(call: Callable[[], Awaitable[object]], what: str) -> None:
    """Do it until it is done; a refusal is final and logged."""
    failures = 0
    while True:
        try:
            await call()
            return
        except Refused as refused:
            log.error("telegram refuses", what=what, reason=str(refused))
            return
        except Exception as error:
            failures += 1
            await _rest(error, failures, what)


async def _rest(error: Exception, failures: int, what: str) -> None:
    """Log why, and wait longer each time, or as long as asked."""
    conflict = isinstance(error, Refused) and str(error) == "conflict"
    reason = str(error) if isinstance(error, ChannelError) else type(error).__name__
    pause = min(2.0 ** min(failures, 10) / 2, SLOWEST)
    if isinstance(error, Retryable):
        pause = max(pause, error.after)
    tell = log.error if conflict or failures > 3 else log.warning
    tell(f"telegram {what}", reason=CONFLICT if conflict else reason, seconds=pause)
    await asyncio.sleep(pause)

"""Raw updates of a platform: kept as they come, then understood, one sender at a time.

Rule 1: an update is durable before anybody is told that we have it, and before it is read.
Rule 2: a sender's updates are understood in their order; a slow or senseless one stops nobody else.
Rule 3: an update becomes its message in one transaction, so a crash leaves it new or done.
Rule 4: what was understood is emptied: the message holds the words, and erasing finds them there.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError, InterfaceError, OperationalError

from bot.channels.channel import Parcel, Receiver, Remote, Understood
from bot.conversation import Conversation
from bot.errors import Retryable, Unclear
from bot.model import Address, Inbound, Json, Media, StatusUpdate
from bot.store import contacts, erase, messages, people, raw, statuses
from bot.store.media import Files
from bot.store.raw import Raw, Taken

log = structlog.get_logger(__name__)
LEASE = timedelta(seconds=60)
BATCH = 64
MOST_ATTEMPTS = 5
ALBUM_WAIT = 1.5
"""Seconds in which the rest of an album is waited for."""
MOST_IN_ALBUM = 10
GOODBYE = 3.0
MOST_PAIRS = 50_000
"""Addresses known to be one person's that are remembered, so as not to look again."""
KEPT_DAYS = {"parsed": 8, "failed": 30}
"""How long updates are kept: long enough to know one that comes again (WhatsApp repeats for seven
days), or to look into it."""
STATUS_WAIT = 5.0
"""Seconds until a status is looked at again whose bubble is not known yet, times the attempts."""
Part = tuple[Taken, Understood]
OnStatus = Callable[[Connection, Sequence[StatusUpdate]], None]
"""Told of statuses that were noted, in the transaction that noted them."""
OnNews = Callable[[Connection, str, Mapping[str, Json]], None]
"""Told what a platform says of our account: the field and what stands in it."""
OnStopped = Callable[[Connection, Address, bool], None]
"""Told that a person wants no more marketing (True), or wants it again."""


class Intake:
    """What one channel receives, on its way to being messages."""

    def __init__(
        self,
        conversation: Conversation,
        files: Files,
        receiver: Receiver,
        *,
        album_wait: float = ALBUM_WAIT,
    ) -> None:
        self.conversation, self.files, self.receiver = conversation, files, receiver
        self.house, self.database = conversation.house, conversation.database
        self.on_update: Callable[[], None] = lambda: None
        self.on_status: OnStatus = lambda on, updates: None
        self.on_news: OnNews = lambda on, kind, news: None
        self.on_stopped: OnStopped = lambda on, address, stop: None
        self.album_wait = album_wait
        self.kept_days: Mapping[str, int] = KEPT_DAYS
        self._asked = asyncio.Event()
        self._working = asyncio.Lock()
        self._held: set[int] = set()
        self._receipts: set[asyncio.Task[None]] = set()
        self._paired: dict[tuple[Address, ...], None] = {}

    # -- keep ---------------------------------------------------------------------------------------

    async def keep(self, bodies: Sequence[bytes]) -> int:
        """Make raw updates durable; how many were new."""
        sealed = [Raw(*self.receiver.envelope(body), body) for body in bodies]
        name, now = self.receiver.name, self.house.clock.now()
        self.house.mark("receive")
        kept = await self.database.write(
            lambda on: raw.keep(on, self.house.seal, name, sealed, now)
        )
        self.on_update()
        return kept

    async def keep_post(self, body: bytes) -> int:
        """Make a whole post durable: statuses noted, all else kept as it came; how many were new.

        Raises ValueError: it cannot be read at all.
        """
        now = self.house.clock.now()
        parcel = self.receiver.apart(body, now)
        self.house.mark("receive")
        kept = await self.database.write(lambda on: self._post(on, parcel, now))
        self.on_update()
        return kept

    def _post(self, on: Connection, parcel: Parcel, now: datetime) -> int:
        unknown = set(self._heard(on, [status for status, _ in parcel.statuses]))
        for addresses in parcel.people:
            self._same(on, addresses, now)
        late = [body for status, body in parcel.statuses if status in unknown]
        sealed = [Raw(*self.receiver.envelope(body), body) for body in (*parcel.updates, *late)]
        return raw.keep(on, self.house.seal, self.receiver.name, sealed, now)

    def _same(self, on: Connection, addresses: tuple[Address, ...], now: datetime) -> None:
        """Note that these are one person's, if one of them is somebody we know; once."""
        if addresses in self._paired:
            return
        seal, standing = self.house.seal, self.house.standing()
        if any(contacts.known(on, seal, address) for address in addresses):
            with contextlib.suppress(Retryable):  # it comes again
                people.of_person(on, seal, addresses, now, locale="es", standing=standing)
        self._paired[addresses] = None
        while len(self._paired) > MOST_PAIRS:
            del self._paired[next(iter(self._paired))]

    def _heard(self, on: Connection, words: Sequence[StatusUpdate]) -> list[StatusUpdate]:
        """Note statuses; those whose bubble is not known."""
        unknown = statuses.note(on, self.house.seal, words)
        gone = set(unknown)
        known = [word for word in words if word not in gone]
        if known:
            self.on_status(on, known)
        return unknown

    # -- understand ---------------------------------------------------------------------------------

    async def drain(self) -> int:
        """Understand all that was kept; how many updates became something."""
        self._asked.set()
        if self._working.locked():
            return 0
        done, running = 0, set[asyncio.Task[int]]()
        async with self._working:
            while self._asked.is_set() or running:
                self._asked.clear()
                fresh = await self._claim(BATCH - len(running))
                running |= {asyncio.ensure_future(self._settled(taken)) for taken in fresh}
                if running:
                    ended, running = await self._some(running)
                    done += sum(task.result() for task in ended)
                    self._asked.set()
        return done

    async def _some(
        self, running: set[asyncio.Task[int]]
    ) -> tuple[set[asyncio.Task[int]], set[asyncio.Task[int]]]:
        """Wait for one to end, or for something new: (ended, still running)."""
        asked = asyncio.ensure_future(self._asked.wait())
        await asyncio.wait({*running, asked}, return_when=asyncio.FIRST_COMPLETED)
        asked.cancel()
        ended = {task for task in running if task.done()}
        return ended, running - ended

    async def _claim(self, most: int) -> list[Taken]:
        if not most:
            return []
        name, now = self.receiver.name, self.house.clock.now()
        taken = await self.database.write(
            lambda on: raw.claim(on, self.house.seal, name, now, most, LEASE)
        )
        return [one for one in taken if one.id not in self._held]

    async def _settled(self, taken: Taken) -> int:
        """Deal with one update whatever happens; how many were settled."""
        self._held.add(taken.id)
        try:
            return await self._understand(taken)
        except Retryable as wait:
            await self._later(taken, wait.after)
        except IntegrityError:  # two contacts became one meanwhile
            await self._later(taken, 1.0)
        except (
            OperationalError,
            InterfaceError,
        ) as error:  # the database's trouble: its lease ends
            log.error("update not settled", update=taken.id, error=type(error).__name__)
        except Exception as error:
            await self._fail(taken, error)
            return 1
        finally:
            self._held.discard(taken.id)
        return 0

    async def _understand(self, taken: Taken) -> int:
        understood = self.receiver.understand(taken.body, taken.received_at)
        parts = [(taken, understood), *await self._album(taken, understood)]
        inbound = understood.inbound
        if inbound is not None:
            inbound = await self._with_files(inbound, parts)
        wrote = await self.database.write(lambda on: self._take(on, parts, inbound))
        self.house.mark("accept")
        self.conversation.wake(wrote)
        if understood.receipt:
            self._acknowledge(understood)
        return len(parts)

    def _take(self, on: Connection, parts: Sequence[Part], inbound: Inbound | None) -> list[int]:
        """Make updates the message they are, and empty them; what nobody asked for stays whole.

        Raises Retryable: it is about a bubble that nobody knows yet.
        """
        seal, (taken, understood) = self.house.seal, parts[0]
        ids = [one.id for one, _ in parts]
        reason = understood.reason or self._unknown(on, taken, understood.status)
        used = (inbound, understood.receipt, understood.blocked, understood.status)
        known = (understood.stopped, understood.moved)
        reason = reason or ("" if any((*used, *known)) else "unused")
        here = raw.settle(
            on, seal, ids, state="parsed", kind=understood.kind, reason=reason, empty=not reason
        )
        if not here:  # another process settled it, or its sender was forgotten meanwhile
            return []
        self._follow(on, understood)
        return self.conversation.keep(on, [inbound]) if inbound else []

    def _unknown(self, on: Connection, taken: Taken, status: StatusUpdate | None) -> str:
        """Note a status that came before its bubble had a name; why it never will, at last."""
        if status is None or not self._heard(on, [status]):
            return ""
        if taken.attempts < MOST_ATTEMPTS:
            raise Retryable("its bubble is not known yet", after=STATUS_WAIT * taken.attempts)
        return "a status of no message of ours"

    def _follow(self, on: Connection, understood: Understood) -> None:
        """Do what an update says beside the words in it."""
        seal = self.house.seal
        if understood.blocked:
            known = contacts.known(on, seal, understood.blocked)
            if known:
                messages.withhold(on, *known, "blocked")
        if understood.moved:
            house, (before, after) = self.house, (understood.moved.before, understood.moved.now)
            now, standing = house.clock.now(), house.standing()
            people.moved(on, seal, before, after, now, standing=standing)
        if understood.revoked:
            erase.taken_back(on, seal, self.receiver.name, understood.revoked)
        if understood.stopped:
            self.on_stopped(on, *understood.stopped)
        if understood.news is not None:
            self.on_news(on, understood.kind, understood.news)

    async def _later(self, taken: Taken, after: float) -> None:
        at = self.house.clock.now() + timedelta(seconds=after)
        await self._note(lambda on: raw.again(on, taken.id, at))

    async def _fail(self, taken: Taken, error: Exception) -> None:
        """Keep an update that makes no sense as it is, and say why; nothing waits for it."""
        reason = str(error)[:80] if isinstance(error, ValueError) else type(error).__name__
        log.warning("update kept, not understood", update=taken.id, error=type(error).__name__)
        await self._note(
            lambda on: raw.settle(
                on, self.house.seal, [taken.id], state="failed", kind="failed", reason=reason
            )
        )

    async def _note(self, work: Callable[[Connection], object]) -> None:
        """Write it down; where even that fails, the lease ends and the update is taken again."""
        try:
            await self.database.write(work)
        except Exception as error:
            log.error("update not settled", error=type(error).__name__)

    def _acknowledge(self, understood: Understood) -> None:
        words = self.house.words
        text = words.text(understood.line, words.locales[0]) if understood.line else ""
        task = asyncio.ensure_future(self.receiver.acknowledge(understood, text))
        self._receipts.add(task)
        task.add_done_callback(self._receipts.discard)

    # -- files --------------------------------------------------------------------------------------

    async def _album(self, taken: Taken, understood: Understood) -> list[Part]:
        """The updates behind one that belong to its album; those that come late are their own."""
        if not understood.album:
            return []
        await asyncio.sleep(self.album_wait)
        waiting = await self.database.read(lambda on: raw.behind(on, self.house.seal, taken))
        found: list[Part] = []
        for one in waiting[: MOST_IN_ALBUM - 1]:
            try:
                more = self.receiver.understand(one.body, one.received_at)
            except ValueError:
                break
            if more.album != understood.album:
                break
            found.append((one, more))
        return found

    async def _with_files(self, inbound: Inbound, parts: Sequence[Part]) -> Inbound:
        """The message with its files fetched and kept, and the words of every part."""
        texts = [more.inbound.text for _, more in parts if more.inbound and more.inbound.text]
        remotes = [remote for _, more in parts for remote in more.files]
        last = parts[0][0].attempts >= MOST_ATTEMPTS
        fetching = (self._fetched(remote, last=last) for remote in remotes)
        fetched = await asyncio.gather(*fetching, return_exceptions=True)
        for failed in (one for one in fetched if isinstance(one, BaseException)):
            raise failed
        media = tuple(one for one in fetched if isinstance(one, Media))
        problems = [one for one in fetched if isinstance(one, str)]
        problem = inbound.problem or (problems[0] if problems and not media else "")
        return replace(inbound, media=media, text="\n".join(texts), problem=problem)

    async def _fetched(self, remote: Remote, *, last: bool) -> Media | str:
        """A file, kept; or why it could not be, as a message id. Raises Retryable, but at last."""
        try:
            return await self.files.keep(await self.receiver.fetch(remote), remote.name)
        except Unclear as unclear:
            return unclear.reason
        except Retryable:
            if not last:
                raise
            return "common-file-unreadable"

    # -- tidy ---------------------------------------------------------------------------------------

    async def purge(self) -> int:
        """Drop updates that are old enough; how many."""
        now, dropped = self.house.clock.now(), 0
        for state, days in self.kept_days.items():
            old = partial(raw.purge, state=state, before=now - timedelta(days=days))
            dropped += await self.database.write(old)
        return dropped

    async def idle(self) -> None:
        """Return when every receipt is given, or soon after."""
        if self._receipts:
            _, late = await asyncio.wait(self._receipts, timeout=GOODBYE)
            for receipt in late:
                receipt.cancel()

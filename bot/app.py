"""The composition root: builds each part once, in reading order.

It alone imports handlers/ and the concrete channels.
"""

from __future__ import annotations

import asyncio
import importlib
import pkgutil
from collections import defaultdict
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, fields
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import SQLAlchemyError

import handlers
from bot import library, tariff, templates, vocabulary
from bot.broadcasts import AHEAD, Broadcasts
from bot.campaigns import Campaign, Campaigns
from bot.channels.channel import Channel, Receiver, Uploading
from bot.clock import Clock
from bot.config import BadSetting, Settings, data_root
from bot.conversation import Conversation
from bot.feature import Feature
from bot.house import House, Mark
from bot.intake import KEPT_DAYS, Intake
from bot.mailbox import Mailbox
from bot.model import Limits
from bot.outbox import Outbox
from bot.planner import Budget, Planner
from bot.proof.signing import Signing, signing
from bot.receipts import Receipts
from bot.reminders import Reminders
from bot.store import migrate, shred
from bot.store.database import Database
from bot.store.media import Files
from bot.store.purge import Retention, known_files, purge
from bot.store.seal import Seal, secret_in
from bot.store.uploads import Uploads
from bot.words import Words
from bot.work.tasks import SIGNED, TASKS, Named
from bot.worker import TaskFunction, Worker

if TYPE_CHECKING:
    from bot.channels.telegram import Telegram
    from bot.channels.whatsapp import WhatsApp

ELSEWHERE = Limits(text=1024, buttons=8, label=20, rows=0)
"""What is written for a channel that another process serves, or that is turned off for now."""
CHECK = {"check-contract": Named("bot.contract:check_task")}
"""What needs both bot.work and a feature: papers are read, then understood."""
SPENDS = frozenset(CHECK)
"""Work after which the files it was given are destroyed."""


def features() -> dict[str, Feature]:
    """Every feature, by name: each folder of handlers/ offers one."""
    found = {}
    for module in pkgutil.iter_modules(handlers.__path__):
        feature = importlib.import_module(f"handlers.{module.name}").feature
        found[feature.name] = feature
    return found


def shapes(of: Mapping[str, Feature]) -> dict[str, type[Any]]:
    """Content folder → the dataclass of its files, over all features."""
    offered = {f: shape for feature in of.values() for f, shape in feature.content.items()}
    return {"campaigns": Campaign, **offered}


UPLOADING = timedelta(hours=1)
"""How long a file may be on the disk before its row is there."""


@dataclass(frozen=True)
class App:
    """A running Chaski without its doors: what serve, talk and the tests share."""

    house: House
    database: Database
    files: Files
    conversation: Conversation
    outbox: Outbox
    worker: Worker
    reminders: Reminders
    broadcasts: Broadcasts
    campaigns: Campaigns
    intakes: Sequence[Intake] = ()
    retention: Retention = field(default_factory=Retention)

    async def settle(self) -> None:
        """Do everything that is due now: updates, messages, work, bubbles; until nothing is."""
        while True:
            for intake in self.intakes:
                await intake.drain()
            await self.conversation.idle()
            await self.conversation.sweep()
            arrived = await self.worker.run_due()
            for contact in arrived:
                await self.conversation.handle(contact)
            if not await self.outbox.send_due() and not arrived:
                return

    def intake(self, channel: str) -> Intake:
        """What a channel's posts go through."""
        return next(one for one in self.intakes if one.receiver.name == channel)

    async def remove_erased(self) -> int:
        """Remove files whose rows are gone: an erasure was killed before it could; how many.

        To be called at the start. On SQLite nobody else can be in the middle of an upload.
        """
        before = self.house.clock.now() - (timedelta(0) if self.database.sqlite else UPLOADING)
        known = await self.database.read(known_files)
        gone = await asyncio.to_thread(self.files.strays, known, before.timestamp())
        await asyncio.to_thread(self.files.remove, sorted(gone))
        return len(gone)

    async def purge(self) -> int:
        """Forget what its time has passed; how many files went."""
        house, now = self.house, self.house.clock.now()
        gone = set(
            await self.database.write(
                lambda on: purge(on, house.seal, now, house.standing(), self.retention)
            )
        )
        fresh = (now - timedelta(days=max(1, self.retention.uploads))).timestamp()
        gone |= set(
            await self.database.write(
                lambda on: shred.nightly(on, house.seal, now, house.private())
            )
        )
        known = await self.database.read(known_files)
        gone |= await asyncio.to_thread(self.files.strays, known, fresh)
        await asyncio.to_thread(self.files.remove, sorted(gone))
        await self.database.scrub()
        return len(gone)

    async def close(self) -> None:
        """Finish and let go."""
        await self.conversation.idle()
        for intake in self.intakes:
            await intake.idle()
        await self.database.close()
        if self.worker.executor:
            self.worker.executor.shutdown(wait=False, cancel_futures=True)

    def mailbox(self) -> Mailbox:
        """What the web chat needs of all this."""
        return Mailbox(self.conversation, self.files)


def house(
    channels: Mapping[str, Channel], seal: Seal, clock: Clock, mark: Mark | None = None
) -> House:
    """Content, words and features, read and checked, with the limits of these channels."""
    root, known = data_root(), features()
    content = library.load(root, shapes(known))
    words = Words.load(root, content)
    options: dict[str, Any] = {"mark": mark} if mark else {}
    return House(
        features=known,
        content=content,
        words=words,
        vocabulary=vocabulary.load(words, known),
        limits=defaultdict(lambda: ELSEWHERE, {n: c.limits for n, c in channels.items()}),
        seal=seal,
        clock=clock,
        **options,
    )


def build(
    settings: Settings,
    channels: Mapping[str, Channel],
    *,
    clock: Clock | None = None,
    executor: Executor | None = None,
    mark: Mark | None = None,
    of: House | None = None,
) -> App:
    """Everything, wired; migrations run first. of: a house that was read before, with its seal."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    secret = settings.secret_key.encode() or secret_in(settings.data_dir)
    seal = Seal(secret)
    built = of or house(channels, seal, clock or Clock(settings.timezone), mark)
    database = opened(settings)
    files = Files(Path(settings.data_dir) / "media", seal, database)
    conversation = Conversation(built, database, files)
    root = data_root()
    card, budget = tariff.load(root), Budget(settings.budget_messages, settings.budget_money)
    planner = Planner(built, list(channels), templates.load(root), card, budget)
    outbox = Outbox(built, database, channels, planner=planner)
    tasks = _tasks(built, signing_of(settings, built.seal))
    worker = Worker(built, database, files, tasks, executor, spends=SPENDS)
    intakes = [Intake(conversation, files, c) for c in channels.values() if isinstance(c, Receiver)]
    for intake in intakes:
        intake.receiver.read = files.read
        receipts = Receipts(built, card)
        intake.on_status, intake.on_news = receipts.statuses, receipts.news
        intake.on_stopped = receipts.preference
        intake.kept_days = {**KEPT_DAYS, "failed": settings.keep_updates_days}
    for channel in channels.values():
        if isinstance(channel, Uploading):
            channel.words = built.words.text
            channel.uploads = Uploads(database, seal, channel.account, built.clock.now)
    ticks = Reminders(built, database)
    many = Broadcasts(built, database, ahead=_ahead(channels))
    return App(
        house=built,
        database=database,
        files=files,
        conversation=conversation,
        outbox=outbox,
        worker=worker,
        reminders=ticks,
        broadcasts=many,
        campaigns=Campaigns(built, many),
        intakes=intakes,
        retention=retention(settings),
    )


def _ahead(channels: Mapping[str, Channel]) -> int:
    """How many bubbles of broadcasts may wait in the outbox: two seconds and a half of its pace."""
    rates = [pace.rate for one in channels.values() if (pace := getattr(one, "pace", None))]
    return max(100, int(sum(rates) * 2.5)) if rates else AHEAD


def retention(settings: Settings) -> Retention:
    """How long each kind is kept, as the operator set it."""
    kinds = fields(Retention)
    return Retention(**{kind.name: getattr(settings, f"keep_{kind.name}_days") for kind in kinds})


def telegram(settings: Settings) -> Telegram:
    """The Telegram channel of these settings; its library is read only here."""
    from bot.channels.telegram import Telegram

    return Telegram(
        settings.telegram_token, base=settings.telegram_api_base, rate=settings.telegram_rate
    )


def whatsapp(settings: Settings) -> WhatsApp:
    """The WhatsApp channel of these settings."""
    from bot.channels.whatsapp import WhatsApp

    return WhatsApp(
        settings.whatsapp_token,
        settings.whatsapp_phone_number_id,
        base=settings.whatsapp_api_base,
        rate=settings.whatsapp_rate,
    )


def opened(settings: Settings) -> Database:
    """The database, open and up to date. Raises BadSetting: it cannot be reached."""
    try:
        database = Database(settings.database)
        migrate.upgrade(database.engine)
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", None) or error).splitlines()[0]
        raise BadSetting(
            f"CHASKI_DATABASE_URL: {reason}; leave it empty for SQLite in the data folder, or "
            "write postgresql+psycopg://user@host/name"
        ) from None
    return database


def signing_of(settings: Settings, seal: Seal) -> Signing:
    """What certificates and lot sheets of these settings are signed with."""
    url = settings.public_url or f"http://{settings.bind}"
    return signing(seal.digest, url, settings.timezone)


def _tasks(built: House, key: Signing) -> dict[str, TaskFunction]:
    offered = {n: t for feature in built.features.values() for n, t in feature.tasks.items()}
    signed = {name: task.binding(signing=key) for name, task in SIGNED.items()}
    return {**TASKS, **CHECK, **signed, **offered}  # type: ignore[dict-item]

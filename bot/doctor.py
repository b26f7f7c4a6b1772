"""`chaski doctor`: is everything as it must be, and if not, what to do about it.

Rule 1: it changes nothing: no table, no file, no webhook.
Rule 2: without a token it asks no one: no network.
Rule 3: every finding that is not OK names its remedy; tokens and keys are never shown.
"""

from __future__ import annotations

import asyncio
import os
import stat
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

import aiohttp
from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError

from bot.channels.policy import policy
from bot.config import BadSetting, Settings, settings
from bot.store import holds, messages, migrate
from bot.store.database import open_engine
from bot.web.webhooks import TELEGRAM

SKEW_WARN, SKEW_FAIL = 30, 300
"""Seconds the clock may be off."""
MANY_PENDING = 100
WAITING = ("queued", "wired", "errored")
RECENT = 3600
NO_NETWORK = "check the network, the proxy and CHASKI_TELEGRAM_API_BASE"


class Level(StrEnum):
    """How bad it is."""

    OK = "OK"
    WARN = "WARN"
    FAIL = "FAIL"


@dataclass(frozen=True)
class Finding:
    """One thing looked at."""

    level: Level
    name: str
    text: str
    remedy: str = ""

    def __str__(self) -> str:
        line = f"{self.level:<4}  {self.name:<9} {self.text}"
        return f"{line}\n      → {self.remedy}" if self.remedy else line


def ok(name: str, text: str) -> Finding:
    """Nothing to do."""
    return Finding(Level.OK, name, text)


def warn(name: str, text: str, remedy: str) -> Finding:
    """It runs, but look at this."""
    return Finding(Level.WARN, name, text, remedy)


def fail(name: str, text: str, remedy: str) -> Finding:
    """It does not run like this."""
    return Finding(Level.FAIL, name, text, remedy)


def doctor() -> int:
    """Print every finding; 1 when something fails, else 0."""
    findings = asyncio.run(_all())
    for finding in findings:
        print(finding)
    failed = sum(finding.level is Level.FAIL for finding in findings)
    warned = sum(finding.level is Level.WARN for finding in findings)
    print(f"chaski doctor: {failed} failed, {warned} to look at, of {len(findings)}")
    return 1 if failed else 0


async def _all() -> list[Finding]:
    try:
        found = settings()
    except BadSetting as wrong:
        return [fail("settings", str(wrong), "correct it in the environment or in .env")]
    return [finding async for finding in examine(found)]


async def examine(found: Settings) -> AsyncIterator[Finding]:
    """Everything there is to look at, one after another."""
    yield ok("settings", f"they make sense; days and hours of {found.timezone}")
    for finding in (*folder(found), *database(found)):
        yield finding
    yield kept(found)
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=15)) as http:
        if found.telegram_token:
            async for finding in telegram(Account(http, found), found):
                yield finding
        else:
            yield ok("telegram", "off: no CHASKI_TELEGRAM_TOKEN (docs/howto/telegram.md)")
        if found.whatsapp_token:
            from bot.doctor_whatsapp import whatsapp

            async for finding in whatsapp(http, found):
                yield finding
        else:
            yield ok("whatsapp", "off: no CHASKI_WHATSAPP_TOKEN (docs/howto/whatsapp.md)")


# -- this machine ---------------------------------------------------------------------------------------


def folder(found: Settings) -> Iterator[Finding]:
    """The data folder and the key in it."""
    path = found.data_dir.absolute()
    there = next(p for p in (path, *path.parents) if p.exists())
    if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
        remedy = f"chown it to the user that runs chaski, or set CHASKI_DATA_DIR (now {path})"
        yield fail("folder", f"{there} cannot be written to", remedy)
        return
    yield ok("folder", f"{path}" if there == path else f"{path} will be made on the first start")
    yield _key(found, path / "secret.key")


def _key(found: Settings, path: Path) -> Finding:
    if found.secret_key:
        return ok("key", "CHASKI_SECRET_KEY is set; keep a copy elsewhere")
    if not path.exists():
        if _database_file(found) is not None:
            remedy = "restore secret.key from your copy: without it nothing private can be read"
            return fail("key", f"{path} is gone, but there is a database", remedy)
        return ok("key", "will be made on the first start")
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        return warn("key", f"{path} is readable by others (mode {mode:o})", f"chmod 600 {path}")
    if len(path.read_bytes().strip()) < 32:
        return fail("key", f"{path} is too short", "restore it from your copy")
    return ok("key", f"{path}, readable by its owner only; keep a copy elsewhere")


def _database_file(found: Settings) -> Path | None:
    """The SQLite file, when there is one."""
    url = make_url(found.database)
    path = Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None
    return path if path and path.exists() else None


def database(found: Settings) -> Iterator[Finding]:
    """Whether it is there, and its tables are ours."""
    try:
        url = make_url(found.database)
        shown = url.render_as_string(hide_password=True)
        if url.get_backend_name() == "sqlite" and _database_file(found) is None:
            yield ok("database", f"{shown} will be made on the first start")
            return
        engine = open_engine(found.database)
        with engine.connect() as on:
            version = migrate.current(on)
        engine.dispose()
    except (SQLAlchemyError, ModuleNotFoundError) as error:
        reason = str(getattr(error, "orig", None) or error).splitlines()[0][:120]
        yield fail(
            "database", f"out of reach: {reason}", "start it, or correct CHASKI_DATABASE_URL"
        )
        return
    newest = migrate.head()
    if version is None or version < newest:
        text = f"{shown} is at version {version or 'none'}, this program at {newest}"
        yield warn("database", text, "chaski migrate (chaski serve does it too); back up first")
    elif version > newest:
        text = f"{shown} is at version {version}, newer than this program ({newest})"
        yield fail("database", text, "install the newer chaski, or restore a backup")
    else:
        yield ok("database", f"{shown}, version {version}")
        yield from sending(found)


def kept(found: Settings) -> Finding:
    """How long each kind is kept, and what the law would ask about it."""
    spans = {
        name.removeprefix("keep_").removesuffix("_days"): getattr(found, name)
        for name in type(found).model_fields
        if name.startswith("keep_")
    }
    text = ", ".join(f"{kind} {days or 'as long as they stay'}" for kind, days in spans.items())
    if found.keep_undecided_days > 90:
        remedy = "CHASKI_KEEP_UNDECIDED_DAYS=30: these people agreed to nothing"
        return warn("kept", f"days: {text}", remedy)
    return ok("kept", f"days: {text}")


def sending(found: Settings) -> Iterator[Finding]:
    """What platforms refuse to take for now, and what failed."""
    engine = open_engine(found.database)
    with engine.connect() as on:
        held, counts = holds.loud(on, datetime.now(UTC)), messages.counts(on)
    engine.dispose()
    for hold in held:
        name = "/".join(part for part in (hold.channel, hold.scope, hold.subject) if part)
        known = policy(hold.code).remedy if hold.code is not None else ""
        remedy = f"{known}; then chaski outbox --release {name}".removeprefix("; then ")
        yield warn("outbox", f"{name} is held: {hold.reason}", remedy)
    if failed := counts.get("failed", 0):
        yield warn("outbox", f"{failed} bubbles failed", "chaski outbox --state failed says why")
    elif not held:
        yield ok("outbox", f"{sum(counts.get(s, 0) for s in WAITING)} waiting, nothing is held")


# -- Telegram -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Answer:
    """What the Bot API said. status: 0 when it could not be reached, then `text` says why."""

    status: int
    result: Any = None
    text: str = ""
    date: datetime | None = None


class Account:
    """The bot account, asked without the library: one GET each."""

    def __init__(self, http: aiohttp.ClientSession, found: Settings) -> None:
        self._http = http
        self._base = f"{found.telegram_api_base.rstrip('/')}/bot{found.telegram_token}"

    async def ask(self, method: str, **params: str | int) -> Answer:
        """One method. It never raises."""
        try:
            async with self._http.get(f"{self._base}/{method}", params=params) as answer:
                body = await answer.json(content_type=None)
                told = body if isinstance(body, dict) else {}
                text = str(told.get("description", f"status {answer.status}"))[:160]
                date = date_of(answer.headers.get("Date", ""))
                return Answer(answer.status, told.get("result"), text, date)
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
            return Answer(0, text=type(error).__name__)


def date_of(header: str) -> datetime | None:
    """The moment in a Date header."""
    try:
        return parsedate_to_datetime(header)
    except ValueError:
        return None


async def telegram(account: Account, found: Settings) -> AsyncIterator[Finding]:
    """The token, the clock against Telegram's, and the way updates come in."""
    me = await account.ask("getMe")
    if me.status == 0:
        yield fail("telegram", f"{found.telegram_api_base} is out of reach ({me.text})", NO_NETWORK)
        return
    yield clock(me.date)
    if me.status in (401, 404):
        remedy = "ask @BotFather for the current one (/token) and set CHASKI_TELEGRAM_TOKEN"
        yield fail("token", "Telegram does not know it", remedy)
        return
    if me.status != 200 or not isinstance(me.result, dict):
        yield warn("token", f"Telegram answers strangely: {me.text}", "try again in a minute")
        return
    yield ok("token", f"the bot is @{me.result.get('username', '?')}")
    info = await account.ask("getWebhookInfo")
    hook = info.result if isinstance(info.result, dict) else {}
    if found.telegram_mode == "webhook":
        yield webhook(hook, found)
    else:
        yield await polling(account, hook)


def clock(there: datetime | None, name: str = "clock", whose: str = "Telegram") -> Finding:
    """Our time against a platform's."""
    if there is None:
        return warn(name, f"{whose} did not say what time it is", "compare it yourself: date -u")
    skew = (datetime.now(UTC) - there).total_seconds()
    if abs(skew) <= SKEW_WARN:
        return ok(name, f"right to {abs(skew):.0f} s")
    text = f"{abs(skew):.0f} s {'fast' if skew > 0 else 'slow'}"
    remedy = "sudo timedatectl set-ntp true; reminders follow this clock"
    return fail(name, text, remedy) if abs(skew) > SKEW_FAIL else warn(name, text, remedy)


def webhook(hook: dict[str, Any], found: Settings) -> Finding:
    """Whether Telegram posts to us, and gets through."""
    ours = found.public_url.rstrip("/") + TELEGRAM
    url, pending = str(hook.get("url") or ""), int(hook.get("pending_update_count") or 0)
    if url != ours:
        text = f"Telegram posts to {url}" if url else "none is set"
        return warn("webhook", text, f"start chaski serve: it sets {ours}")
    failed = time.time() - float(hook.get("last_error_date") or 0)
    if failed < RECENT:
        reason = str(hook.get("last_error_message", ""))[:160]
        text = f"Telegram could not deliver {failed / 60:.0f} min ago: {reason}; {pending} wait"
        return fail("webhook", text, f"{_delivery(reason)} (docs/howto/telegram.md)")
    if pending > MANY_PENDING:
        return warn("webhook", f"{pending} updates wait", "is chaski serve running? see its log")
    return ok("webhook", f"{ours}, {pending} waiting")


def _delivery(reason: str) -> str:
    """What to do when Telegram cannot deliver."""
    low = reason.lower()
    if "403" in low or "401" in low:
        return "the secret differs: restart chaski serve, and let the proxy pass the headers on"
    if "ssl" in low or "certificate" in low:
        return "the certificate must be valid for this name, with its chain"
    if "502" in low or "503" in low or "504" in low:
        return "the proxy is up and chaski is not: start it, see CHASKI_BIND"
    return "the address must be reachable from outside, on port 443, 80, 88 or 8443"


async def polling(account: Account, hook: dict[str, Any]) -> Finding:
    """Whether polling works: no webhook, and nobody else polls."""
    if hook.get("url"):
        text = f"a webhook is set ({hook['url']})"
        return warn("polling", text, "chaski serve takes it away; or CHASKI_TELEGRAM_MODE=webhook")
    told = await account.ask("getUpdates", timeout=0, limit=1)
    if told.status == 409:
        remedy = "fine if it is your own chaski serve; else stop it, or make a new token (/revoke)"
        return warn("polling", "another program polls with this token right now", remedy)
    if told.status != 200:
        return warn("polling", f"Telegram answers: {told.text}", "try again in a minute")
    pending = int(hook.get("pending_update_count") or 0)
    return ok("polling", f"works, {pending} updates waiting")

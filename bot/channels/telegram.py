"""Telegram: python-telegram-bot's `Bot` as a client over our own request layer; no framework.

Rule 1: a bubble that takes several messages goes on where it stopped when it is tried again.
Rule 2: what the platform says decides: `retry_after` waits, blocked is final, silence is retried.
Rule 3: no error text, log line or reason holds an address, a token or words.
Limits: core.telegram.org/bots/api and /bots/faq (read 2026-11-22).
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import structlog
from telegram import (
    Bot,
    BotCommand,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    InputMediaDocument,
    InputMediaPhoto,
    LinkPreviewOptions,
)
from telegram import error as errors
from telegram.request import RequestData

from bot.channels import telegram_payload as payload
from bot.channels import telegram_text as text_of
from bot.channels import text
from bot.channels.channel import Parcel, Reader, Remote, Understood
from bot.channels.pace import Pace
from bot.channels.sending import URGENCY, Sending
from bot.channels.telegram_request import AiohttpRequest
from bot.errors import Refused, Retryable, Unclear
from bot.model import Address, Limits, Media, MediaKind, Outbound

log = structlog.get_logger(__name__)
API = "https://api.telegram.org"
LIMITS = Limits(text=text_of.TEXT, buttons=10, label=20, rows=0)
LARGEST_PHOTO = 10 * 10**6
GROUP = range(2, 11)
"""How many files one album takes."""
TYPING, MOST_TYPING = 4.5, 26
"""Telegram shows "typing" for five seconds; work may take two minutes."""
GROUP_REST, MOST_GROUPS = 3600.0, 1000
"""A group is told once an hour that we talk in private."""
SHOWN_AS_PHOTO = ("image/jpeg", "image/png", "image/webp")
BOT_TOKEN_WRONG = "the token is refused; ask @BotFather for the current one"


@dataclass(frozen=True)
class Part:
    """One call of the Bot API. cost: how many messages it sends."""

    method: str
    args: Mapping[str, Any]
    cost: int = 1


class Telegram:
    """A bot account. base: the Bot API server; rate: messages a second in all, and to one chat."""

    name = payload.NAME
    limits = LIMITS

    def __init__(
        self,
        token: str,
        *,
        base: str = API,
        rate: float = 30.0,
        chat_rate: float = 1.0,
        read: Reader | None = None,
    ) -> None:
        self._requests, self._updates = AiohttpRequest(media=35.0), AiohttpRequest(connections=2)
        self._address = f"{base.rstrip('/')}/bot{token}"
        self.bot = Bot(
            token,
            base_url=f"{base.rstrip('/')}/bot",
            base_file_url=f"{base.rstrip('/')}/file/bot",
            request=self._requests,
            get_updates_request=self._updates,
        )
        self.pace = Pace(rate, chat_rate)
        self.read = read
        self._sending = Sending(self.pace)
        self._typing: dict[str, asyncio.Task[None]] = {}
        self._told_at: dict[str, float] = {}

    async def close(self) -> None:
        """Stop typing, and close what is open."""
        for task in self._typing.values():
            task.cancel()
        await self._requests.shutdown()
        await self._updates.shutdown()

    # -- out ----------------------------------------------------------------------------------------

    async def send(self, outbound: Outbound) -> str:
        """Hand over one bubble; the id of its last message."""
        chat = outbound.address.value
        parts = await self._parts(outbound)
        self._stop_typing(chat)
        sent = await self._sending.send(outbound, parts, partial(self._call, chat))
        if outbound.working:
            self._typing[chat] = asyncio.ensure_future(self._keep_typing(chat))
        return sent

    async def _parts(self, outbound: Outbound) -> list[Part]:
        """What to call for a bubble: its files, then its words; the buttons stand under the last."""
        words, keyboard = text.clean(outbound.text), _keyboard(outbound)
        files = [file for media in outbound.media if (file := await self._file(media))]
        if len(files) == 1 and text.width(words) <= text_of.CAPTION:
            args: dict[str, Any] = {"reply_markup": keyboard}
            if words:
                args |= {"caption": text_of.to_html(words), "parse_mode": "HTML"}
            return [_sending(*files[0], args)]
        parts = _album(files) if words else [_sending(*file) for file in files]
        pieces = text.pieces(words, text_of.TEXT) or ([] if parts else ["…"])
        parts += [Part("send_message", _text(piece)) for piece in pieces]
        last = parts[-1]
        return [*parts[:-1], Part(last.method, {**last.args, "reply_markup": keyboard}, last.cost)]

    async def _file(self, media: Media) -> tuple[bytes, Media] | None:
        found = await self.read(media.ref) if self.read else None
        if found is None:
            log.warning("a file of a bubble is gone", kind=str(media.kind))
        return found and (found[0], media)

    async def _call(self, chat: str, part: Part) -> str:
        """One call; the id of the (last) message it made."""
        try:
            made = await getattr(self.bot, part.method)(chat_id=_chat_id(chat), **part.args)
            return str((made[-1] if isinstance(made, tuple) else made).message_id)
        except errors.TelegramError as error:
            raise self._told(chat, error) from None
        except (TypeError, KeyError, ValueError, AttributeError, IndexError) as error:
            log.warning("telegram answered something new", error=type(error).__name__)
            return ""  # it said yes; sending again would say it twice

    def _told(self, chat: str, error: errors.TelegramError) -> Refused | Retryable:
        """Who can help with an error of the platform."""
        match error:
            case errors.RetryAfter():
                wait = _seconds(error.retry_after)
                self.pace.hold(chat, wait)
                return Retryable("asked to wait", after=wait)
            case errors.Forbidden():
                known = [word for word in ("blocked", "deactivated") if word in error.message]
                return Refused(known[0] if known else "forbidden")
            case errors.ChatMigrated():
                return Refused("the chat is another now")
            case errors.BadRequest():
                return Refused(error.message.partition(":")[0][:100].lower())
            case errors.InvalidToken():
                return Retryable(BOT_TOKEN_WRONG, after=300.0)
            case errors.TimedOut():
                return Retryable("no answer in time")
        return Retryable("out of reach")

    async def _keep_typing(self, chat: str) -> None:
        """Show that somebody works on it, until the next bubble."""
        with contextlib.suppress(errors.TelegramError):
            for _ in range(MOST_TYPING):
                await self.bot.send_chat_action(int(chat), "typing")
                await asyncio.sleep(TYPING)

    def _stop_typing(self, chat: str) -> None:
        if task := self._typing.pop(chat, None):
            task.cancel()

    # -- in -----------------------------------------------------------------------------------------

    def apart(self, raw: bytes, at: datetime) -> Parcel:
        """A post is one update."""
        return Parcel((raw,))

    def envelope(self, raw: bytes) -> tuple[str, Address]:
        """The update's id and whose order it belongs to."""
        return payload.envelope(raw)

    def understand(self, raw: bytes, at: datetime) -> Understood:
        """What an update says. Raises ValueError."""
        return payload.understand(raw, at)

    async def fetch(self, file: Remote) -> bytes:
        """A file people sent. Raises Unclear or Retryable."""
        try:
            found = await self.bot.get_file(file.id)
            return bytes(await found.download_as_bytearray())
        except errors.BadRequest as error:
            big = "too big" in error.message.lower()
            raise Unclear("common-file-too-big" if big else "common-file-unreadable") from None
        except errors.TelegramError as error:
            told = self._told("", error)
            if isinstance(told, Retryable):
                raise told from None
            raise Unclear("common-file-unreadable") from None
        except (TypeError, KeyError, ValueError, RuntimeError):
            raise Unclear("common-file-unreadable") from None

    async def acknowledge(self, understood: Understood, text: str) -> None:
        """Answer a tap, so that the phone stops waiting; or say one line to a group."""
        what, _, id = understood.receipt.partition(":")
        try:
            if what == "callback":
                await self.bot.answer_callback_query(id)
            elif what == "chat" and text and self._untold(id):
                await self.pace.turn(id, URGENCY["broadcast"])
                await self.bot.send_message(int(id), **_text(text))
        except errors.TelegramError as error:  # too old, or not allowed to write there
            log.info("not acknowledged", what=what, error=type(error).__name__)

    def _untold(self, group: str) -> bool:
        """Whether a group was not told lately; from now on it was."""
        now = time.monotonic()
        told, self._told_at[group] = self._told_at.get(group, now - 2 * GROUP_REST), now
        if len(self._told_at) > MOST_GROUPS:
            self._told_at = {g: at for g, at in self._told_at.items() if now - at < GROUP_REST}
        return now - told > GROUP_REST

    async def raw_updates(self, offset: int | None, *, wait: int, limit: int) -> bytes:
        """The body of one `getUpdates`, unread. Raises Retryable, or Refused as `conflict`."""
        asked = {"timeout": wait, "limit": limit, "allowed_updates": list(payload.WANTED)}
        data = _request({**asked, "offset": offset} if offset is not None else asked)
        address = f"{self._address}/getUpdates"
        try:
            status, body = await self._updates.do_request(
                address, "POST", data, read_timeout=wait + 10.0
            )
        except errors.NetworkError as error:
            raise Retryable(error.message) from None
        if status != 200:
            raise _polling_error(status, body)
        return body

    # -- the account --------------------------------------------------------------------------------

    async def poll_ready(self) -> None:
        """Make polling possible: no webhook, and what waits there stays. Raises Retryable."""
        await self._ask(lambda: self.bot.delete_webhook(drop_pending_updates=False))

    async def set_webhook(self, url: str, secret: str) -> None:
        """Have updates posted to `url` with the secret header. Raises Retryable, Refused."""
        wanted = list(payload.WANTED)
        await self._ask(
            lambda: self.bot.set_webhook(url, allowed_updates=wanted, secret_token=secret)
        )

    async def set_commands(self, commands: Sequence[tuple[str, str]], language: str) -> None:
        """The commands menu; language: a two-letter code, empty for all others."""
        menu = [BotCommand(name, about) for name, about in commands]
        await self._ask(lambda: self.bot.set_my_commands(menu, language_code=language or None))

    async def _ask(self, call: Callable[[], Awaitable[object]]) -> None:
        try:
            await call()
        except errors.TelegramError as error:
            raise self._told("", error) from None


def _keyboard(outbound: Outbound) -> InlineKeyboardMarkup | None:
    """The buttons; one whose id is too long is left out: its digit still works."""
    fitting = [b for b in outbound.buttons if len(b.id.encode()) <= text_of.CALLBACK]
    if len(fitting) < len(outbound.buttons):
        log.error("a button's id is over 64 bytes", outbound=outbound.id)
    rows = [
        [InlineKeyboardButton(button.label, callback_data=button.id) for button in row]
        for row in text_of.rows(fitting)
    ]
    return InlineKeyboardMarkup(rows) if rows else None


def _text(words: str) -> dict[str, Any]:
    alone = LinkPreviewOptions(is_disabled=True)
    html = text_of.to_html(words)
    return {"text": html, "parse_mode": "HTML", "link_preview_options": alone}


def _kind(data: bytes, media: Media) -> str:
    """How Telegram shows a file: `photo`, `voice`, `audio`, `video` or `document`."""
    if media.kind is MediaKind.IMAGE:
        fits = media.mime in SHOWN_AS_PHOTO and len(data) <= LARGEST_PHOTO
        return "photo" if fits else "document"
    if media.kind is MediaKind.VOICE:
        return "voice" if media.mime == "audio/ogg" else "audio"
    return str(media.kind)


def _input(data: bytes, media: Media, *, attach: bool = False) -> InputFile:
    name = text.file_name(media.name, media.kind.value)
    return InputFile(data, filename=name, attach=attach)


def _sending(data: bytes, media: Media, args: Mapping[str, Any] | None = None) -> Part:
    kind = _kind(data, media)
    return Part(f"send_{kind}", {kind: _input(data, media), **(args or {})})


def _album(files: Sequence[tuple[bytes, Media]]) -> list[Part]:
    """Files as one album where they are all photos or all documents, else one by one."""
    kinds = {_kind(*file) for file in files}
    shapes: dict[str, Any] = {"photo": InputMediaPhoto, "document": InputMediaDocument}
    if len(files) not in GROUP or len(kinds) > 1 or not kinds <= shapes.keys():
        return [_sending(*file) for file in files]
    shape = shapes[kinds.pop()]
    items = [shape(_input(*file, attach=True)) for file in files]
    return [Part("send_media_group", {"media": items}, cost=len(items))]


def _seconds(asked: int | timedelta) -> float:
    return asked.total_seconds() if isinstance(asked, timedelta) else float(asked)


def _chat_id(chat: str) -> int:
    if not chat.lstrip("-").isdigit():
        raise Refused("no chat")
    return int(chat)


def _request(args: Mapping[str, Any]) -> RequestData:
    from telegram.request._requestparameter import RequestParameter

    return RequestData([RequestParameter.from_input(name, value) for name, value in args.items()])


def _polling_error(status: int, body: bytes) -> Refused | Retryable:
    if status == 409:
        return Refused("conflict")
    if status in (401, 404):
        return Retryable(BOT_TOKEN_WRONG, after=300.0)
    with contextlib.suppress(ValueError, AttributeError, TypeError, RecursionError):
        if after := json.loads(body)["parameters"]["retry_after"]:
            return Retryable("asked to wait", after=float(after))
    return Retryable(f"status {status}")

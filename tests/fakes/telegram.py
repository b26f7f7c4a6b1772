"""A Bot API server in the test's own loop: it keeps Telegram's limits and rates, and has people.

    async with FakeTelegram() as fake:
        rosa = fake.person(51)
        await rosa.says("hola")          # an update; returns when the bot has answered
        rosa.last.text, rosa.last.labels

What it hands out is checked by python-telegram-bot's own types, so it stays honest.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import Any

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer
from telegram import Message

from tests.fakes import telegram_limits as limits
from tests.fakes.telegram_limits import ApiError, Html, Speed

TOKEN = "4711:AAE-a_token_for_tests_0123456789abcdef"
BOT = {"id": 4711, "is_bot": True, "first_name": "Chaski", "username": "chaski_test_bot"}
SECRET = "X-Telegram-Bot-Api-Secret-Token"
Params = Mapping[str, str]
File = tuple[str, bytes, str]
"""Name, bytes, content type."""


@dataclass
class Heard:
    """One message of the bot, as a phone shows it."""

    id: int
    text: str
    at: float
    rows: list[list[dict[str, str]]] = field(default_factory=list)
    files: list[tuple[str, str, bytes]] = field(default_factory=list)
    bold: list[str] = field(default_factory=list)

    @property
    def buttons(self) -> list[dict[str, str]]:
        """All buttons, in order."""
        return [button for row in self.rows for button in row]

    @property
    def labels(self) -> list[str]:
        """What stands on them."""
        return [button["text"] for button in self.buttons]


@dataclass
class Person:
    """Somebody with the app on her phone."""

    fake: FakeTelegram
    id: int
    language: str = "es"
    heard: list[Heard] = field(default_factory=list)
    actions: list[str] = field(default_factory=list)
    answered: list[str] = field(default_factory=list)
    blocked: bool = False
    patience: float = 10.0
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def last(self) -> Heard:
        """The newest message she got."""
        return self.heard[-1]

    @property
    def user(self) -> dict[str, Any]:
        """Who she is, in an update."""
        return {
            "id": self.id,
            "is_bot": False,
            "first_name": "Rosa",
            "language_code": self.language,
        }

    @property
    def chat(self) -> dict[str, Any]:
        """The private chat with her."""
        return {"id": self.id, "type": "private", "first_name": "Rosa"}

    # -- what she does ------------------------------------------------------------------------------

    def sends(self, **content: Any) -> dict[str, Any]:
        """A message of hers is on its way; the message."""
        message = {
            "message_id": self.fake.next_message(),
            "from": self.user,
            "chat": self.chat,
            "date": int(time.time()),
            **content,
        }
        self.fake.push(message=message)
        return message

    def tap_of(self, button: Mapping[str, str], under: Heard) -> None:
        """A button is tapped, of any age."""
        message = {"message_id": under.id, "chat": self.chat, "date": int(time.time()), "from": BOT}
        self.fake.push(
            callback_query={
                "id": f"{self.id}{self.fake.next_message():09}",
                "from": self.user,
                "message": message,
                "chat_instance": "42",
                "data": button["callback_data"],
            }
        )

    async def says(self, *texts: str) -> Heard:
        """Type these, one after another, each after the answer to the one before."""
        for text in texts:
            before = len(self.heard)
            self.sends(text=text)
            await self.hears(before + 1)
        return self.last

    async def taps(self, *labels: str) -> Heard:
        """Tap buttons of the newest message by what their label contains."""
        for label in labels:
            found = [button for button in self.last.buttons if label in button["text"]]
            assert found, f"no button {label!r} among {self.last.labels}"
            before = len(self.heard)
            self.tap_of(found[0], self.last)
            await self.hears(before + 1)
        return self.last

    async def hears(self, count: int) -> Heard:
        """Wait until so many messages have come in all."""
        async with asyncio.timeout(self.patience):
            while len(self.heard) < count:
                self._news.clear()
                await self._news.wait()
        return self.last

    def photo(self, data: bytes, **more: Any) -> dict[str, Any]:
        """A photo as Telegram tells of it: two sizes."""
        small, large = self.fake.upload(data[:100]), self.fake.upload(data)
        sizes = [
            {**small, "width": 90, "height": 67},
            {**large, "width": 1280, "height": 960},
        ]
        return {"photo": sizes, **more}

    def blocks(self, *, back: bool = False) -> None:
        """She blocks the bot, or lets it back in."""
        self.blocked = not back
        was, now = ("kicked", "member") if back else ("member", "kicked")
        member = {"chat": self.chat, "from": self.user, "date": int(time.time())}
        for key, status in (("old_chat_member", was), ("new_chat_member", now)):
            member[key] = {"user": BOT, "status": status}
            if status == "kicked":
                member[key]["until_date"] = 0
        self.fake.push(my_chat_member=member)

    def take(self, heard: Heard) -> None:
        """A message reaches her phone."""
        self.heard.append(heard)
        self._news.set()


class FakeTelegram:
    """The server. date_skew: seconds its Date header is off; fail: method → what it answers next."""

    def __init__(self, *, rate: float = 30.0, chat_rate: float = 1.0) -> None:
        self.speed = Speed(rate, chat_rate)
        self.people: dict[int, Person] = {}
        self.calls: list[tuple[str, dict[str, str]]] = []
        self.refused: Counter[str] = Counter()
        self.fail: dict[str, list[ApiError | float]] = {}
        self.commands: dict[str, list[dict[str, str]]] = {}
        self.webhook: dict[str, Any] = {"url": "", "pending_update_count": 0}
        self.reroute: Callable[[str], str] = lambda url: url
        self.date_skew = 0.0
        self.extra: list[bytes] = []
        self._updates: list[dict[str, Any]] = []
        self._files: dict[str, bytes] = {}
        self._sizes: dict[str, int] = {}
        self._next = 1000
        self._update = 500
        self._news = asyncio.Event()
        self._poll: asyncio.Future[None] | None = None
        self._closing = False
        self._posting: asyncio.Task[None] | None = None
        app = web.Application(client_max_size=64 * 2**20)
        app.router.add_route("*", "/bot{token}/{method}", self._call)
        app.router.add_get("/file/bot{token}/{path:.+}", self._download)
        self.server = TestServer(app)

    async def __aenter__(self) -> FakeTelegram:
        await self.server.start_server()
        self.url = str(self.server.make_url("")).rstrip("/")
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._posting:
            self._posting.cancel()
        self._closing = True
        self._news.set()
        await self.server.close()

    # -- the other side of the phone ----------------------------------------------------------------

    def person(self, id: int, language: str = "es") -> Person:
        """Somebody, made on first mention."""
        return self.people.setdefault(id, Person(self, id, language))

    def next_message(self) -> int:
        """Message ids rise."""
        self._next += 1
        return self._next

    def push(self, **update: Any) -> dict[str, Any]:
        """An update for the bot: by webhook, or when it asks."""
        self._update += 1
        made = {"update_id": self._update, **update}
        self.push_raw(made)
        return made

    def push_raw(self, update: dict[str, Any]) -> None:
        """An update exactly as it is."""
        self._updates.append(update)
        self._news.set()
        if self.webhook["url"] and (self._posting is None or self._posting.done()):
            self._posting = asyncio.ensure_future(self._post_updates())

    @property
    def pending(self) -> int:
        """Updates the bot has not confirmed."""
        return len(self._updates)

    def upload(self, data: bytes, size: int | None = None, **more: Any) -> dict[str, Any]:
        """A file that lies with Telegram, as a message tells of it. size: pretended."""
        id = f"file-{len(self._files)}"
        self._files[id] = data
        self._sizes[id] = len(data) if size is None else size
        return {"file_id": id, "file_unique_id": f"u-{id}", "file_size": self._sizes[id], **more}

    # -- HTTP ---------------------------------------------------------------------------------------

    async def _call(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        params, files = await _read(request)
        self.calls.append((method, params))
        headers = {"Date": formatdate(time.time() + self.date_skew, usegmt=True)}
        try:
            if request.match_info["token"] != TOKEN:
                raise ApiError(401, "Unauthorized")
            for trouble in self.fail.get(method, [])[:1]:
                self.fail[method].pop(0)
                if isinstance(trouble, ApiError):
                    raise trouble
                await asyncio.sleep(trouble)
            handler = getattr(self, f"_on_{method}", None)
            if handler is None:
                raise ApiError(404, "Not Found: method not found")
            result = await handler(params, files)
        except ApiError as error:
            self.refused[f"{error.code} {method}: {error.description}"] += 1
            return web.json_response(error.body(), status=error.code, headers=headers)
        if isinstance(result, bytes):
            return web.Response(body=result, content_type="application/json", headers=headers)
        return web.json_response({"ok": True, "result": result}, headers=headers)

    async def _download(self, request: web.Request) -> web.Response:
        id = request.match_info["path"].rpartition("/")[2]
        if request.match_info["token"] != TOKEN or id not in self._files:
            return web.json_response({"ok": False, "error_code": 404}, status=404)
        return web.Response(body=self._files[id])

    async def _post_updates(self) -> None:
        """Post what waits, in order, until it is taken."""
        headers = {SECRET: self.webhook.get("secret", "")}
        async with aiohttp.ClientSession(headers=headers) as session:
            while self._updates and self.webhook["url"]:
                url, reason = self.reroute(self.webhook["url"]), "Connection refused"
                with contextlib.suppress(aiohttp.ClientError):
                    async with session.post(url, data=json.dumps(self._updates[0])) as answer:
                        if answer.status == 200:
                            self._updates.pop(0)
                            continue
                        reason = f"Wrong response from the webhook: {answer.status}"
                self.webhook["last_error_date"] = int(time.time())
                self.webhook["last_error_message"] = reason
                await asyncio.sleep(0.05)

    # -- methods: the account -----------------------------------------------------------------------

    async def _on_getMe(self, params: Params, files: Any) -> Any:
        flags = ("can_join_groups", "can_read_all_group_messages", "supports_inline_queries")
        return BOT | dict.fromkeys((*flags, "can_connect_to_business", "has_main_web_app"), False)

    async def _on_getUpdates(self, params: Params, files: Any) -> Any:
        if self.webhook["url"]:
            raise ApiError(
                409,
                "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook",
            )
        if self._poll and not self._poll.done():
            self._poll.set_result(None)
        mine = self._poll = asyncio.get_running_loop().create_future()
        if offset := int(params.get("offset", 0)):
            self._updates = [u for u in self._updates if u.get("update_id", offset) >= offset]
        limit = int(params.get("limit", 100))
        end = time.monotonic() + float(params.get("timeout", 0))
        while not (self._updates or self.extra or self._closing) and time.monotonic() < end:
            self._news.clear()
            news = asyncio.ensure_future(self._news.wait())
            left = max(0.0, end - time.monotonic())
            await asyncio.wait({news, mine}, timeout=left, return_when=asyncio.FIRST_COMPLETED)
            news.cancel()
            if mine.done():
                raise ApiError(409, "Conflict: terminated by other getUpdates request")
        if self.extra:
            return self.extra.pop(0)
        return self._updates[:limit]

    async def _on_setWebhook(self, params: Params, files: Any) -> Any:
        if not params["url"].startswith("https://"):
            raise ApiError(
                400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook"
            )
        self.webhook |= {"url": params["url"], "secret": params.get("secret_token", "")}
        if self._updates:
            self._posting = asyncio.ensure_future(self._post_updates())
        return True

    async def _on_deleteWebhook(self, params: Params, files: Any) -> Any:
        self.webhook = {"url": "", "pending_update_count": 0}
        return True

    async def _on_getWebhookInfo(self, params: Params, files: Any) -> Any:
        told = {name: value for name, value in self.webhook.items() if name != "secret"}
        pending = told.get("pending_update_count") or len(self._updates)
        return told | {"has_custom_certificate": False, "pending_update_count": pending}

    async def _on_setMyCommands(self, params: Params, files: Any) -> Any:
        commands = json.loads(params["commands"])
        for command in commands:
            name, about = command["command"], command["description"]
            fits = name.isascii() and name == name.lower() and name.replace("_", "").isalnum()
            if not fits or not 1 <= len(name) <= 32 or not 1 <= len(about) <= 256:
                raise ApiError(400, "Bad Request: BOT_COMMAND_INVALID")
        self.commands[params.get("language_code", "")] = commands
        return True

    # -- methods: messages --------------------------------------------------------------------------

    async def _on_sendMessage(self, params: Params, files: Any) -> Any:
        if not params.get("text", "").strip():
            raise ApiError(400, "Bad Request: message text is empty")
        read = limits.read_text(params["text"], params.get("parse_mode"), limits.TEXT)
        return self._deliver(params, read, "text")

    async def _on_sendPhoto(self, params: Params, files: Mapping[str, File]) -> Any:
        return self._send_file("photo", params, files)

    async def _on_sendDocument(self, params: Params, files: Mapping[str, File]) -> Any:
        return self._send_file("document", params, files)

    async def _on_sendVoice(self, params: Params, files: Mapping[str, File]) -> Any:
        return self._send_file("voice", params, files)

    async def _on_sendAudio(self, params: Params, files: Mapping[str, File]) -> Any:
        return self._send_file("audio", params, files)

    async def _on_sendVideo(self, params: Params, files: Mapping[str, File]) -> Any:
        return self._send_file("video", params, files)

    async def _on_sendMediaGroup(self, params: Params, files: Mapping[str, File]) -> Any:
        items = json.loads(params["media"])
        if not 2 <= len(items) <= 10:
            raise ApiError(400, "Bad Request: wrong number of media in the album")
        found = []
        for item in items:
            name, data, _ = files[item["media"].removeprefix("attach://")]
            found.append((item["type"], name, data))
        made = []
        for number, (kind, name, data) in enumerate(found):
            cost = len(found) if number == 0 else 0
            sent = self._deliver(params, "", kind, (kind, name, data), cost=cost)
            made.append(sent | {"media_group_id": "777"})
        return made

    def _send_file(self, kind: str, params: Params, files: Mapping[str, File]) -> Any:
        name, data, _ = files[kind]
        if not data:
            raise ApiError(400, "Bad Request: file must be non-empty")
        if len(data) > limits.SIZES.get(kind, limits.LARGEST):
            raise ApiError(413, "Request Entity Too Large")
        if kind == "voice" and not data.startswith(b"OggS"):
            raise ApiError(400, "Bad Request: wrong file type")
        caption = params.get("caption", "")
        read = limits.read_text(caption, params.get("parse_mode"), limits.CAPTION)
        return self._deliver(params, read, kind, (kind, name, data))

    def _deliver(
        self,
        params: Params,
        read: Html | str,
        kind: str,
        file: tuple[str, str, bytes] | None = None,
        cost: int = 1,
    ) -> dict[str, Any]:
        rows = limits.read_keyboard(params.get("reply_markup"))
        chat = int(params["chat_id"])
        person = self.people.get(chat)
        if person is None and chat > 0:
            raise ApiError(400, "Bad Request: chat not found")
        if person and person.blocked:
            raise ApiError(403, "Forbidden: bot was blocked by the user")
        if cost:
            self.speed.take(chat, cost)
        text = read.plain if isinstance(read, Html) else read
        id, bold = self.next_message(), read.bold if isinstance(read, Html) else []
        files = [file] if file else []
        heard = Heard(id, text.strip(), time.monotonic(), rows, files, bold)
        (person or self.person(chat)).take(heard)
        return _message(id, chat, kind, text, rows, self.upload(file[2]) if file else None)

    async def _on_sendChatAction(self, params: Params, files: Any) -> Any:
        self.person(int(params["chat_id"])).actions.append(params["action"])
        return True

    async def _on_answerCallbackQuery(self, params: Params, files: Any) -> Any:
        id = params["callback_query_id"]
        owner = next((p for p in self.people.values() if id.startswith(str(p.id))), None)
        if owner is None:
            raise ApiError(400, "Bad Request: query is too old and response timeout expired")
        owner.answered.append(id)
        return True

    async def _on_editMessageReplyMarkup(self, params: Params, files: Any) -> Any:
        rows = limits.read_keyboard(params.get("reply_markup"))
        for heard in self.person(int(params["chat_id"])).heard:
            if heard.id == int(params["message_id"]):
                if heard.rows == rows:
                    raise ApiError(400, "Bad Request: message is not modified")
                heard.rows = rows
                return True
        raise ApiError(400, "Bad Request: message to edit not found")

    async def _on_getFile(self, params: Params, files: Any) -> Any:
        id = params["file_id"]
        if id not in self._files:
            raise ApiError(400, "Bad Request: wrong file_id or the file is temporarily unavailable")
        if self._sizes[id] > limits.LARGEST_DOWNLOAD:
            raise ApiError(400, "Bad Request: file is too big")
        told = {"file_id": id, "file_unique_id": f"u-{id}", "file_size": self._sizes[id]}
        return told | {"file_path": f"documents/{id}"}


async def _read(request: web.Request) -> tuple[dict[str, str], dict[str, File]]:
    params, files = dict(request.query), {}
    if request.method == "POST":
        for name, value in (await request.post()).items():
            if isinstance(value, web.FileField):
                files[name] = (value.filename, value.file.read(), value.content_type)
            else:
                assert isinstance(value, str), f"{name} came as a file"
                params[name] = value
    return params, files


def _message(
    id: int, chat: int, kind: str, text: str, rows: Any, file: dict[str, Any] | None
) -> dict[str, Any]:
    """The message as the API returns it, read and written by python-telegram-bot."""
    made: dict[str, Any] = {
        "message_id": id,
        "from": BOT,
        "chat": {"id": chat, "type": "private" if chat > 0 else "group", "title": "g"},
        "date": int(time.time()),
        ("caption" if file else "text"): text,
    }
    if rows:
        made["reply_markup"] = {"inline_keyboard": rows}
    extra = {"voice": {"duration": 1}, "audio": {"duration": 1}}
    video = {"duration": 1, "width": 1, "height": 1}
    if file:
        made[kind] = (
            [{**file, "width": 1, "height": 1}]
            if kind == "photo"
            else {**file, **(video if kind == "video" else extra.get(kind, {}))}
        )
    read = Message.de_json(made, None)
    assert read is not None
    return dict(read.to_dict())

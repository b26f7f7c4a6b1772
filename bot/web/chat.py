"""The webchat's routes: the page, the stream of bubbles, what she sends, and her files.

Rule 1: a message is acknowledged only once it is stored; the same id twice is the same message.
Rule 2: her identity is a cookie no script can read. It opens her conversation and no other.
Rule 3: a file she uploads is sealed for her address: no one can send another's file as her own.
"""

from __future__ import annotations

import asyncio
import hmac
import re
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from secrets import token_urlsafe
from typing import Protocol, TypeAlias

import aiohttp_jinja2
import orjson
from aiohttp import ClientConnectionResetError, web

from bot.errors import ChannelError, Unclear
from bot.model import Address, Inbound, Json, Line, Media, Outbound, media_of
from bot.web.assets import Assets
from bot.web.guards import CSP, Pace, Refusal, caller, same_origin
from bot.web.wire import (
    LARGEST_FILE,
    bubble_number,
    event,
    file_response,
    file_url,
    json_body,
    json_response,
    too_fast,
    upload,
)

Words: TypeAlias = Callable[[Line, str], str]
"""A line in a language: `bot.words` bound to the catalogues of locales/."""

COOKIE = "chaski_chat"
LANGUAGE_COOKIE = "chaski_lang"
TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
REF = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*")
YEAR = 365 * 24 * 3600
MOST_PAGES = 8
"""Pages one contact may have open at once."""
HEARTBEAT = 20.0
"""Seconds of silence after which a page is told that we are still there."""
PAGE_CSP = f"{CSP}; require-trusted-types-for 'script'; trusted-types chaski"
STREAM_HEADERS = {
    "Content-Type": "text/event-stream",
    "Cache-Control": "no-store",
    "X-Accel-Buffering": "no",
}
PAGE_WORDS = (
    "webchat-attach",
    "webchat-choices",
    "webchat-chosen",
    "webchat-connected",
    "webchat-connecting",
    "webchat-file-lost",
    "webchat-file-too-big",
    "webchat-me",
    "webchat-name",
    "webchat-not-sent",
    "webchat-offline",
    "webchat-open-file",
    "webchat-place",
    "webchat-place-refused",
    "webchat-sending",
    "webchat-sent",
    "webchat-slow-down",
    "webchat-start",
    "webchat-start-text",
    "webchat-they",
    "webchat-waiting",
    "webchat-writing",
)
"""The words the page's scripts say; those of the page itself are in its template."""
BLANKS: dict[str, Json] = {name: f"{{{name}}}" for name in ("name", "seconds", "size")}
"""Arguments the page fills in itself: rendered as `{name}`."""


class Mailbox(Protocol):
    """What the webchat needs of the house: to take messages in and to give bubbles out."""

    async def accept(self, inbounds: Sequence[Inbound]) -> None:
        """Store what came. It is durable when this returns; a known external id changes nothing."""

    async def bubbles(self, address: Address, after: int, most: int = 200) -> list[Outbound]:
        """The newest `most` of her bubbles whose number is above `after`, in rising order."""

    async def keep(self, data: bytes, name: str, mime: str) -> Media:
        """Store a file. Raises Unclear: `common-file-too-big`, `common-file-unreadable`."""

    async def file(self, address: Address, ref: str) -> tuple[bytes, Media] | None:
        """A file of her conversation: one she sent or was sent, else None."""

    async def seen(self, address: Address, upto: int) -> None:
        """Her page shows every bubble up to this number."""


class Watchers(Protocol):
    """The pages that wait for a bubble (`bot.channels.webchat.Watchers`)."""

    closed: bool

    def watch(self, address: Address) -> AbstractContextManager[asyncio.Event]:
        """Stand watch for one page: the event is set when a bubble awaits it."""

    def count(self, address: Address) -> int:
        """How many pages this contact has open."""

    def close(self) -> None:
        """Let every page go."""


class Channel(Protocol):
    """The webchat channel, as its routes see it (`bot.channels.webchat.WebChat`)."""

    @property
    def watchers(self) -> Watchers:
        """The pages that wait for a bubble."""

    def parse(self, payload: Json, address: Address, at: datetime) -> list[Inbound]:
        """What a page sent, as an inbound message. Raises ChannelError on anything else."""


@dataclass(frozen=True)
class Paces:
    """How often one page, one network and one uploader may ask."""

    page: Pace
    network: Pace
    files: Pace


def paces() -> Paces:
    """30 messages in 10 s from a page, 600 from a network (a village may share one), 20 files a minute."""
    return Paces(Pace(30, 10), Pace(600, 10), Pace(20, 60))


@dataclass(frozen=True)
class ChatPages:
    """The webchat's handlers.

    public_url: where people find us; https makes cookies Secure and a proxy's word believed.
    secret: seals uploads; all processes that serve one address share it.
    locales: languages the page itself speaks, the first unless she reads another.
    """

    mailbox: Mailbox
    words: Words
    channel: Channel
    assets: Assets
    public_url: str
    secret: bytes
    locales: tuple[str, ...]
    paces: Paces
    heartbeat: float = HEARTBEAT

    def routes(self) -> list[web.RouteDef]:
        """Every route of the webchat."""
        return [
            web.get("/", self.home),
            web.get("/chat", self.page),
            web.get("/chat/manifest.webmanifest", self.manifest),
            web.get("/chat/offline.js", self.offline),
            web.get("/chat/stream", self.stream),
            web.post("/chat/messages", self.messages),
            web.post("/chat/seen", self.seen),
            web.post("/chat/files", self.files),
            web.get("/chat/files/{ref:.+}", self.file),
        ]

    # --- the page

    async def home(self, request: web.Request) -> web.Response:
        """`GET /`: the chat is the way in."""
        raise web.HTTPFound("/chat")

    async def page(self, request: web.Request) -> web.Response:
        """`GET /chat`: the phone; a first visit makes her identity."""
        locale = self.locale(request)
        context = {
            "locale": locale,
            "say": lambda id: self.words(Line(id), locale),
            "static": self.assets.url,
            "modules": self.assets.urls("chat", ".js"),
            "words": {id: self.words(Line(id, BLANKS), locale) for id in PAGE_WORDS},
            "limits": {"file": LARGEST_FILE},
        }
        response = aiohttp_jinja2.render_template("chat.html", request, context)
        response.headers["Cache-Control"] = "private, no-cache"
        response.headers["Content-Security-Policy"] = PAGE_CSP
        response.enable_compression()
        token = request.cookies.get(COOKIE, "")
        self.remember(response, token if TOKEN.fullmatch(token) else token_urlsafe(32))
        return response

    def remember(self, response: web.Response, token: str) -> None:
        """Keep her identity in the browser for another year."""
        response.set_cookie(
            COOKIE,
            token,
            max_age=YEAR,
            path="/chat",
            httponly=True,
            samesite="Lax",
            secure=self.secure,
        )

    async def manifest(self, request: web.Request) -> web.Response:
        """`GET /chat/manifest.webmanifest`: lets a phone keep the page among its apps."""
        name = self.words(Line("webchat-name"), self.locale(request))
        icon = {"src": self.assets.url("chat/icon.svg"), "sizes": "any", "type": "image/svg+xml"}
        body = {
            "name": name,
            "short_name": name,
            "start_url": "/chat",
            "scope": "/chat",
            "display": "standalone",
            "background_color": "#f4eadb",
            "theme_color": "#5b2414",
            "icons": [icon],
        }
        return json_response(body, content_type="application/manifest+json")

    async def offline(self, request: web.Request) -> web.Response:
        """`GET /chat/offline.js`: the worker that opens the page without a network."""
        response = self.assets.response(request, "worker/offline.js", "no-cache")
        response.headers["Service-Worker-Allowed"] = "/chat"
        return response

    # --- the stream

    async def stream(self, request: web.Request) -> web.StreamResponse:
        """`GET /chat/stream?after=N`: each bubble above N as an event, as long as the page is open."""
        address = self.identity(request)
        after = bubble_number(request)
        watchers = self.channel.watchers
        if watchers.count(address) >= MOST_PAGES:
            raise too_fast(30)
        response = web.StreamResponse(headers=STREAM_HEADERS)
        with watchers.watch(address) as woken:
            try:
                await response.prepare(request)
                await self.tell(response, address, after=after, woken=woken)
            except (ClientConnectionResetError, ConnectionResetError):
                pass  # she closed the page or lost the network: she comes back with her number
        return response

    async def tell(
        self, response: web.StreamResponse, address: Address, *, after: int, woken: asyncio.Event
    ) -> None:
        """Send what is there, then wait to be woken; look again at each heartbeat all the same."""
        after = await self.recount(response, address, after=after, always=True)
        while not self.channel.watchers.closed:
            woken.clear()
            news = await self.mailbox.bubbles(address, after)
            for outbound in news:
                await response.write(event(outbound))
                after = outbound.bubble
            if news:
                continue
            try:
                await asyncio.wait_for(woken.wait(), self.heartbeat)
                after = await self.recount(response, address, after=after)
            except TimeoutError:
                await response.write(b": still here\nevent: beat\ndata: 1\n\n")

    async def recount(
        self, response: web.StreamResponse, address: Address, *, after: int, always: bool = False
    ) -> int:
        """Tell the page its newest bubble's number, and begin anew when that is below what she has.

        A number below means that her conversation was erased: the page forgets its copy too.
        """
        last = await self.mailbox.bubbles(address, 0, 1)
        newest = last[-1].bubble if last else 0
        if always or newest < after:
            await response.write(f"event: newest\ndata: {newest}\n\n".encode())
        return after if newest >= after else 0

    # --- what she sends

    async def messages(self, request: web.Request) -> web.Response:
        """`POST /chat/messages`: 202 once the message is stored."""
        address = self.guard(request)
        payload = await json_body(request)
        self.check_seals(payload, address)
        try:
            inbounds = self.channel.parse(payload, address, datetime.now(UTC))
        except ChannelError as wrong:
            raise Refusal(400, "webchat-not-understood") from wrong
        await self.mailbox.accept(inbounds)
        return json_response({"ok": True}, status=202)

    async def seen(self, request: web.Request) -> web.Response:
        """`POST /chat/seen {"upto": N}`: her page shows the bubbles up to N."""
        address = self.guard(request, cost=0.5)
        payload = await json_body(request)
        upto = payload.get("upto") if isinstance(payload, dict) else None
        if isinstance(upto, bool) or not isinstance(upto, int) or not 0 < upto < 2**53:
            raise Refusal(400, "webchat-not-understood")
        await self.mailbox.seen(address, upto)
        return json_response({"ok": True})

    async def files(self, request: web.Request) -> web.Response:
        """`POST /chat/files`: keep an uploaded file; the answer is what a message sends as `media`."""
        address = self.guard(request)
        if wait := self.paces.files.wait(address.value):
            raise too_fast(wait)
        data, name, mime = await upload(request)
        try:
            media = await self.mailbox.keep(data, name, mime)
        except Unclear as unclear:
            status = 413 if unclear.reason == "common-file-too-big" else 422
            raise Refusal(status, unclear.reason, args=unclear.args_of_line) from unclear
        sealed = media.to_json() | {"seal": self.seal(media, address), "url": file_url(media)}
        return json_response(sealed, status=201)

    async def file(self, request: web.Request) -> web.Response:
        """`GET /chat/files/<ref>`: a file of her own conversation."""
        address = self.identity(request)
        ref = request.match_info["ref"]
        found = await self.mailbox.file(address, ref) if REF.fullmatch(ref) else None
        if found is None:
            raise Refusal(404, "webchat-missing")
        return file_response(request, *found)

    # --- who asks

    @property
    def secure(self) -> bool:
        """Whether people reach us over https: a proxy of ours stands in front."""
        return self.public_url.startswith("https:")

    def identity(self, request: web.Request) -> Address:
        """Whose browser this is. Raises Refusal 401 when it carries no identity."""
        token = request.cookies.get(COOKIE, "")
        if not TOKEN.fullmatch(token):
            raise Refusal(401, "webchat-unknown-browser")
        return Address("webchat", "browser", token)

    def guard(self, request: web.Request, cost: float = 1) -> Address:
        """Whose browser posts this, from our own page and not too often."""
        address = self.identity(request)
        if not same_origin(request, self.public_url):
            raise Refusal(403, "webchat-other-site")
        network = caller(request, proxied=self.secure)
        wait = self.paces.page.wait(address.value, cost)
        if network and not wait:
            wait = self.paces.network.wait(network, cost)
        if wait:
            raise too_fast(wait)
        return address

    def locale(self, request: web.Request) -> str:
        """The language of the page: that of her newest bubble, which the page remembers."""
        wanted = request.cookies.get(LANGUAGE_COOKIE, "")
        return wanted if wanted in self.locales else self.locales[0]

    # --- seals

    def seal(self, media: Media, address: Address) -> str:
        """The mark that this very file was uploaded from this address."""
        text = orjson.dumps([address.value, media.to_json()], option=orjson.OPT_SORT_KEYS)
        return hmac.digest(self.secret, text, "sha256").hex()

    def check_seals(self, payload: Json, address: Address) -> None:
        """Raises Refusal 409 when a file was not uploaded from here: the page uploads it again."""
        given = payload.get("media") if isinstance(payload, dict) else None
        for value in given if isinstance(given, list) else ():
            seal = value.get("seal") if isinstance(value, dict) else None
            try:
                media = media_of(value)
            except ValueError:
                media = None
            right = media and self.seal(media, address)
            if not (
                right
                and isinstance(seal, str)
                and hmac.compare_digest(seal.encode(), right.encode())
            ):
                raise Refusal(409, "webchat-file-unknown")

"""A Graph API server in the test's own loop: it keeps the Cloud API's limits and rates, and has people.

    async with FakeGraph() as fake:
        rosa = fake.person("51987654321", "PE.1349")
        fake.webhook = str(server.make_url("/webhooks/whatsapp"))
        await rosa.says("hola")          # a signed post; returns when the bot has answered
        rosa.last.text, rosa.last.labels

Faults: `fake.fail` holds what the next calls of a kind get instead of an answer: a GraphError, or
`reset` (not taken), `lost` (taken, but the answer is lost), `timeout`, `slow`, `broken` (no JSON). `fake.mix` sends posts twice, batched, shuffled.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import hashlib
import hmac
import io
import json
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from email.utils import formatdate
from random import Random
from typing import Any

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer

from tests.fakes import graph_limits as limits
from tests.fakes.graph_limits import GraphError, Rates

TOKEN = "EAAtoken-of-the-tests-0123456789"
NUMBER, ACCOUNT = "106540352242922", "102290129340398"
SECRET, VERIFY = "the-app-secret-of-the-tests", "the-word-of-the-tests"
VERSION = "v26.0"
DAY = 86400.0


@dataclass
class Heard:
    """One message of the bot, as a phone shows it. bubble: which of ours it is a part of."""

    id: str
    text: str
    at: float
    kind: str = "text"
    buttons: list[dict[str, str]] = field(default_factory=list)
    files: list[tuple[str, str, bytes]] = field(default_factory=list)
    opens: str = ""
    bubble: str = ""
    payload: dict[str, Any] = field(default_factory=dict)

    @property
    def labels(self) -> list[str]:
        """What stands on what can be tapped."""
        return [button["title"] for button in self.buttons]


@dataclass
class Person:
    """Somebody with the app on her phone. shows: which of her ids a webhook carries."""

    fake: FakeGraph
    phone: str
    bsuid: str = ""
    name: str = "Rosa"
    shows: tuple[str, ...] = ("phone", "bsuid")
    heard: list[Heard] = field(default_factory=list)
    wrote_at: float = 0.0
    reachable: bool = True
    stopped: bool = False
    patience: float = 10.0
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def last(self) -> Heard:
        """The newest message she got."""
        return self.heard[-1]

    @property
    def contact(self) -> dict[str, Any]:
        """Who she is, beside a message."""
        made: dict[str, Any] = {"profile": {"name": self.name}}
        if "phone" in self.shows:
            made["wa_id"] = self.phone
        if "bsuid" in self.shows and self.bsuid:
            made["user_id"] = self.bsuid
        return made

    # -- what she does ------------------------------------------------------------------------------

    def message(self, **content: Any) -> dict[str, Any]:
        """A message of hers, not sent yet."""
        type = next(iter(content))
        made: dict[str, Any] = {
            "id": self.fake.next_id(),
            "timestamp": str(int(self.fake.now())),
            "type": type,
            **content,
        }
        if "phone" in self.shows:
            made["from"] = self.phone
        if "bsuid" in self.shows and self.bsuid:
            made["from_user_id"] = self.bsuid
        return made

    async def sends(self, **content: Any) -> dict[str, Any]:
        """Send it; returns once it is acknowledged."""
        message = self.message(**content)
        await self.fake.post(value(messages=[message], contacts=[self.contact]))
        self.wrote_at = self.fake.now()
        return message

    async def tap_of(self, button: Mapping[str, str], under: Heard) -> None:
        """Something is tapped, of any age."""
        name = "list_reply" if under.opens else "button_reply"
        reply = {"id": button["id"], "title": button["title"]}
        if under.kind == "template":
            await self.sends(button={"payload": button["id"], "text": button["title"]})
            return
        await self.sends(interactive={"type": name, name: reply})

    async def says(self, *texts: str) -> Heard:
        """Type these, one after another, each after the answer to the one before."""
        for text in texts:
            before = len(self.heard)
            await self.sends(text={"body": text})
            await self.hears(before + 1)
        return self.last

    async def taps(self, *labels: str) -> Heard:
        """Tap what stands under the newest message, by what its label contains."""
        for label in labels:
            found = [button for button in self.last.buttons if label in button["title"]]
            assert found, f"nothing called {label!r} among {self.last.labels}"
            before = len(self.heard)
            await self.tap_of(found[0], self.last)
            await self.hears(before + 1)
        return self.last

    async def hears(self, count: int) -> Heard:
        """Wait until so many messages have come in all."""
        async with asyncio.timeout(self.patience):
            while len(self.heard) < count:
                self._news.clear()
                await self._news.wait()
        return self.last

    def take(self, heard: Heard) -> None:
        """A message reaches her phone."""
        self.heard.append(heard)
        self._news.set()


@dataclass
class Template:
    """An approved template. buttons: what stands on its quick replies."""

    body: str
    variables: int = 0
    buttons: tuple[str, ...] = ()
    category: str = "UTILITY"
    status: str = "APPROVED"


@dataclass
class File:
    """A file that lies here. until: when its id is too old."""

    data: bytes
    mime: str
    name: str
    until: float


class FakeGraph:
    """The server. late: codes that come as a failed status and not at once."""

    def __init__(self, *, rate: float = 80.0, burst: int = 45, url_lasts: float = 300.0) -> None:
        self.rates = Rates(rate, burst)
        self.people: list[Person] = []
        self.calls: list[tuple[str, Any]] = []
        self.uploads = 0
        self.refused: Counter[str] = Counter()
        self.fail: dict[str, list[GraphError | str]] = {}
        self.late: set[int] = set()
        self.files: dict[str, File] = {}
        self.templates: dict[tuple[str, str], Template] = {}
        self.tier, self.quality = "TIER_1K", "GREEN"
        self.statuses: tuple[str, ...] = ()
        self.mix: Random | None = None
        self.webhook = ""
        self.answers: Counter[int] = Counter()
        self.date_skew = 0.0
        self.later = 0.0
        self.url_lasts = url_lasts
        self._urls: dict[str, tuple[str, float]] = {}
        self._next = 0
        self._posting: set[asyncio.Task[Any]] = set()
        self._session: aiohttp.ClientSession | None = None
        app = web.Application(client_max_size=120 * 2**20)
        app.router.add_post("/{version}/{number}/messages", self._messages)
        app.router.add_post("/{version}/{number}/media", self._media)
        app.router.add_get("/files/{name}", self._download)
        app.router.add_get("/{version}/{id:.+}", self._look)
        self.server = TestServer(app)

    async def __aenter__(self) -> FakeGraph:
        await self.server.start_server()
        self.root = str(self.server.make_url("")).rstrip("/")
        self.url = f"{self.root}/{VERSION}"
        self._session = aiohttp.ClientSession()
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._posting:
            task.cancel()
        if self._session:
            await self._session.close()
        await self.server.close()

    # -- the other side of the phone ----------------------------------------------------------------

    def person(self, phone: str, bsuid: str = "", **more: Any) -> Person:
        """Somebody, made on first mention."""
        for known in self.people:
            if (phone and known.phone == phone) or (bsuid and known.bsuid == bsuid):
                return known
        self.people.append(Person(self, phone, bsuid, **more))
        return self.people[-1]

    def next_id(self) -> str:
        """A name no message had before."""
        self._next += 1
        return f"wamid.HBgLNTE{self._next:09}"

    def now(self) -> float:
        """The server's clock; `later` moves it."""
        return time.time() + self.later

    def lay(self, data: bytes, mime: str, name: str = "", lasts: float = 30 * DAY) -> str:
        """A file of a person's, or of ours; its id."""
        self._next += 1
        id = str(9_000_000_000 + self._next)
        self.files[id] = File(data, mime, name, self.now() + lasts)
        return id

    def sent_file(self, data: bytes, mime: str, **more: Any) -> dict[str, Any]:
        """A file as a message tells of it."""
        digest = hashlib.sha256(data).digest()
        coded = base64.b64encode(digest).decode()
        return {"id": self.lay(data, mime), "mime_type": mime, "sha256": coded, **more}

    # -- posts --------------------------------------------------------------------------------------

    async def post(self, *values: Mapping[str, Any], field: str = "messages") -> int:
        """One signed post of one change for each value, until it is taken; the last status."""
        changes = [{"field": field, "value": dict(one)} for one in values]
        return await self.deliver(envelope(changes))

    async def deliver(self, post: Any) -> int:
        """A whole post, signed; tried again as Meta does, and twice when mixing."""
        body = post if isinstance(post, bytes) else json.dumps(post).encode()
        times = 2 if self.mix and self.mix.random() < 0.3 else 1
        status = 0
        for _ in range(times):
            for pause in (0.0, 0.05, 0.2, 0.5):
                await asyncio.sleep(pause)
                status = await self.once(body)
                if status == 200 or status in (400, 403, 413):
                    break
        return status

    async def once(self, body: bytes, *, secret: str = SECRET) -> int:
        """One attempt; 0 when nobody listens."""
        assert self._session is not None
        signed = "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
        headers = {"X-Hub-Signature-256": signed, "Content-Type": "application/json"}
        with contextlib.suppress(aiohttp.ClientError):
            async with self._session.post(
                self.webhook, data=io.BytesIO(body), headers=headers
            ) as answer:
                self.answers[answer.status] += 1
                return answer.status
        return 0

    async def settle(self) -> None:
        """Wait until every status is delivered."""
        while self._posting:
            await asyncio.gather(*self._posting, return_exceptions=True)

    def _tell(self, person: Person, sent: Heard, error: GraphError | None = None) -> None:
        """The statuses of a message follow it."""
        named = ("failed",) if error else self.statuses
        if self.mix:
            named = tuple(self.mix.sample(named, len(named)))
        made = [self.status(person, sent, name, error) for name in named]
        if made and self.webhook:
            batches: Iterable[list[Any]] = [made] if self.mix else [[one] for one in made]
            task = asyncio.ensure_future(self._post_all(batches))
            self._posting.add(task)
            task.add_done_callback(self._posting.discard)

    async def _post_all(self, batches: Iterable[list[Any]]) -> None:
        for batch in batches:
            await self.post(value(statuses=batch))

    def status(
        self, person: Person, sent: Heard, name: str, error: GraphError | None = None
    ) -> dict[str, Any]:
        """A status as it is told."""
        made: dict[str, Any] = {
            "id": sent.id,
            "status": name,
            "timestamp": str(int(self.now())),
            "recipient_id": person.phone,
            "biz_opaque_callback_data": sent.payload.get("biz_opaque_callback_data", ""),
        }
        if person.bsuid:
            made["recipient_user_id"] = person.bsuid
        if name in ("sent", "delivered"):
            free = sent.kind != "template"
            made["pricing"] = {
                "billable": not free,
                "pricing_model": "PMP",
                "category": "service" if free else "utility",
                "type": "free_customer_service" if free else "regular",
            }
        if error:
            made["errors"] = [error.in_status()]
        return made

    # -- HTTP ---------------------------------------------------------------------------------------

    def _headers(self) -> dict[str, str]:
        return {"Date": formatdate(time.time() + self.date_skew, usegmt=True)}

    async def _refusing(self, request: web.Request, name: str) -> Any:
        """Misbehave as told, and say how; else see that it is us. Raises GraphError."""
        trouble = self.fail[name].pop(0) if self.fail.get(name) else None
        if isinstance(trouble, GraphError):
            raise trouble
        if trouble == "reset":
            _abort(request)
            raise web.HTTPInternalServerError
        elif trouble == "timeout":
            await asyncio.sleep(3600)
        elif trouble == "slow":
            await asyncio.sleep(0.3)
        elif trouble == "broken":
            raise web.HTTPBadGateway(text="<html>bad gateway</html>", content_type="text/html")
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            raise GraphError(190, "The access token is not valid")
        return trouble

    def _no(self, name: str, error: GraphError) -> web.Response:
        self.refused[f"{error.code} {name}: {error.details}"] += 1
        return web.json_response(error.body(), status=error.http, headers=self._headers())

    async def _messages(self, request: web.Request) -> web.Response:
        try:
            trouble = await self._refusing(request, "messages")
            payload = await request.json()
            self.calls.append(("messages", payload))
            if request.match_info["number"] != NUMBER:
                raise GraphError(100, "Unsupported post request: unknown phone number id")
            person, heard = self._sent(payload)
            if trouble == "lost":
                _abort(request)
        except GraphError as error:
            return self._no("messages", error)
        made = {"input": payload.get("to") or payload.get("recipient"), "user_id": person.bsuid}
        contacts = [made | ({"wa_id": person.phone} if "to" in payload else {})]
        told = {
            "messaging_product": "whatsapp",
            "contacts": contacts,
            "messages": [{"id": heard.id}],
        }
        return web.json_response(told, headers=self._headers())

    def _sent(self, payload: Any) -> tuple[Person, Heard]:
        kind, content = limits.read(payload)
        whom = str(payload.get("to") or payload.get("recipient"))
        person = next((p for p in self.people if whom in (p.phone, p.bsuid)), None)
        if "to" in payload and not whom.isdecimal():
            raise GraphError(100, "to is no phone number")
        self.rates.take(whom)
        heard = self._as_heard(kind, content, payload)
        late = self._hindrance(person, kind, heard)
        if late and (late.code not in self.late or person is None):
            raise late
        assert person is not None
        if late is None:
            person.take(heard)
        self._tell(person, heard, late)
        return person, heard

    def _hindrance(self, person: Person | None, kind: str, heard: Heard) -> GraphError | None:
        if person is None or not person.reachable:
            return GraphError(131026, "Message undeliverable.")
        if kind == "template":
            marketing = heard.payload["category"] == "MARKETING"
            stopped = marketing and person.stopped
            return GraphError(131050, "User stopped marketing messages") if stopped else None
        if self.now() - person.wrote_at > DAY:
            return GraphError(131047, "More than 24 hours have passed since the customer replied.")
        return None

    def _as_heard(self, kind: str, content: dict[str, Any], payload: dict[str, Any]) -> Heard:
        bubble = payload.get("biz_opaque_callback_data", "").partition(":")[0]
        heard = Heard(
            self.next_id(), "", time.monotonic(), kind, bubble=bubble, payload=dict(payload)
        )
        if kind == "text":
            heard.text = content["body"]
        elif kind == "interactive":
            self._fill_interactive(heard, content)
        elif kind == "template":
            self._fill_template(heard, content)
        elif kind in ("image", "audio", "video", "document", "sticker"):
            heard.text = content.get("caption", "")
            if len(heard.text) > 1024 or (kind == "audio" and heard.text):
                raise limits.bad("caption")
            heard.files.append(self._file(kind, content))
        return heard

    def _fill_interactive(self, heard: Heard, content: dict[str, Any]) -> None:
        heard.text, action = content["body"]["text"], content["action"]
        if content["type"] == "button":
            heard.buttons = [button["reply"] for button in action["buttons"]]
        else:
            heard.opens = action["button"]
            heard.buttons = [row for section in action["sections"] for row in section["rows"]]
        header = content.get("header")
        if header and header["type"] != "text":
            heard.files.append(self._file(header["type"], header[header["type"]]))

    def _fill_template(self, heard: Heard, content: dict[str, Any]) -> None:
        template = self.templates.get((content["name"], content["language"]["code"]))
        if template is None:
            raise GraphError(132001, "template name does not exist in the translation")
        for status, code in (("PAUSED", 132015), ("DISABLED", 132016)):
            if template.status == status:
                raise GraphError(code, "template")
        parts = {c["type"]: c for c in content.get("components", []) if c["type"] != "button"}
        given = [p["text"] for p in parts.get("body", {}).get("parameters", [])]
        if len(given) != template.variables:
            raise GraphError(132000, f"expected {template.variables} parameters, got {len(given)}")
        heard.text = template.body
        for number, text in enumerate(given, 1):
            heard.text = heard.text.replace(f"{{{{{number}}}}}", text)
        replies = [c for c in content.get("components", []) if c["type"] == "button"]
        for reply in replies:
            index = int(reply["index"])
            if index >= len(template.buttons):
                raise GraphError(132000, "button index")
            id = reply["parameters"][0]["payload"]
            heard.buttons.append({"id": id, "title": template.buttons[index]})
        heard.payload["category"] = template.category

    def _file(self, kind: str, content: dict[str, Any]) -> tuple[str, str, bytes]:
        file = self.files.get(content.get("id", ""))
        if file is None or file.until < self.now():
            raise GraphError(131053, "Media id does not exist or has expired")
        limits.check_file(kind, file.mime, file.data)
        if content.get("voice") and file.mime != "audio/ogg":
            raise GraphError(131053, "voice must be Opus in Ogg")
        shown = "voice" if content.get("voice") else "photo" if kind == "image" else kind
        return shown, content.get("filename", file.name), file.data

    async def _media(self, request: web.Request) -> web.Response:
        try:
            await self._refusing(request, "media")
            form = await request.post()
            file, mime = form.get("file"), str(form.get("type", ""))
            if form.get("messaging_product") != "whatsapp" or not isinstance(file, web.FileField):
                raise GraphError(100, "messaging_product and file are required")
            data = file.file.read()
            limits.check_file("", mime, data)
            self.uploads += 1
            return web.json_response({"id": self.lay(data, mime, file.filename)})
        except GraphError as error:
            return self._no("media", error)

    async def _download(self, request: web.Request) -> web.StreamResponse:
        id, until = self._urls.get(request.match_info["name"], ("", 0.0))
        if request.headers.get("Authorization") != f"Bearer {TOKEN}" or until < self.now():
            return web.Response(status=404)
        trouble = self.fail["download"].pop(0) if self.fail.get("download") else None
        data = self.files[id].data
        if trouble == "broken":
            data = data[: len(data) // 2]
        elif isinstance(trouble, GraphError):
            return web.Response(status=trouble.http)
        elif trouble == "reset":
            _abort(request)
        return web.Response(body=data, content_type=self.files[id].mime)

    async def _look(self, request: web.Request) -> web.Response:
        """A file's address, or what the account says of itself."""
        id = request.match_info["id"]
        try:
            await self._refusing(request, "look")
            if id in self.files:
                return web.json_response(self._address(id), headers=self._headers())
            told = self._account(id)
            if told is None:
                raise GraphError(100, "Unsupported get request. Object does not exist")
            return web.json_response(told, headers=self._headers())
        except GraphError as error:
            return self._no("look", error)

    def _address(self, id: str) -> dict[str, Any]:
        file = self.files[id]
        if file.until < self.now():
            raise GraphError(100, "Media id has expired")
        self._next += 1
        name = f"{id}-{self._next}"
        self._urls[name] = (id, self.now() + self.url_lasts)
        digest = hashlib.sha256(file.data).hexdigest()
        url = f"{self.root}/files/{name}"
        return {
            "messaging_product": "whatsapp",
            "url": url,
            "mime_type": file.mime,
            "sha256": digest,
            "file_size": len(file.data),
            "id": id,
        }

    def _account(self, id: str) -> dict[str, Any] | None:
        if id == NUMBER:
            return {
                "id": NUMBER,
                "display_phone_number": "+51 987 000 111",
                "verified_name": "Chaski",
                "quality_rating": self.quality,
                "whatsapp_business_manager_messaging_limit": self.tier,
                "throughput": {"level": "STANDARD"},
                "status": "CONNECTED",
                "webhook_configuration": {"application": self.webhook},
                "health_status": {"entities": [{"entity_type": "WABA", "id": ACCOUNT}]},
            }
        if id == f"{ACCOUNT}/message_templates":
            return {
                "data": [
                    {
                        "name": name,
                        "language": language,
                        "status": template.status,
                        "category": template.category,
                    }
                    for (name, language), template in self.templates.items()
                ]
            }
        return None


def _abort(request: web.Request) -> None:
    assert request.transport is not None
    request.transport.abort()


def value(**holds: Any) -> dict[str, Any]:
    """The value of a change of field `messages`."""
    metadata = {"display_phone_number": "51987000111", "phone_number_id": NUMBER}
    return {"messaging_product": "whatsapp", "metadata": metadata, **holds}


def envelope(*entries: list[dict[str, Any]]) -> dict[str, Any]:
    """A whole post: one entry for each list of changes."""
    made = [{"id": ACCOUNT, "changes": changes} for changes in entries]
    return {"object": "whatsapp_business_account", "entry": made}

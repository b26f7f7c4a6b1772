"""The world of the soak: both platforms misbehaving on purpose, and the people who write there.

Rule 1: a fault that is ours says `injected`; whatever else a platform refuses is a violation.
Rule 2: a webhook is brought until it is taken: some twice, some late, never given up.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import hmac
import json
import random
import time
from collections import Counter
from collections.abc import Collection, Mapping
from typing import Any

import aiohttp
from aiohttp import web

from tests.fakes import graph, telegram
from tests.fakes.graph_limits import GraphError
from tests.fakes.telegram_limits import ApiError

PUBLIC = "https://chaski.example"
MARK = "injected"
RATES = {
    "500": 0.01,
    "broken": 0.004,
    "reset": 0.01,
    "lost": 0.006,
    "slow": 0.02,
    "timeout": 0.0005,
    "429": 0.002,
}
"""Of a hundred sends. lost: taken, but the answer is lost; slow: the body comes in pieces."""
RATE, TELEGRAM_RATE = 80.0, 30.0
"""Messages a second in all."""
TWICE, LATE = 0.2, 0.1
SILENCE = 25.0
"""Seconds of no answer: more than anybody waits."""
AVOIDED = ("datos", "orrar", "Parar", "Runasimi", "English", "Olvid", "No")
"""Labels that would end what is measured: she leaves, refuses, or is forgotten."""


class Faults:
    """What goes wrong next, by chance; nothing when off."""

    def __init__(self, seed: int) -> None:
        self.dice, self.on = random.Random(seed), True
        self.made: Counter[str] = Counter()

    def next(self) -> str:
        """A fault's name, or nothing."""
        chance = self.dice.random()
        for name, share in RATES.items() if self.on else ():
            if chance < share:
                self.made[name] += 1
                return name
            chance -= share
        return ""


class Courier:
    """Brings webhooks to the house."""

    def __init__(self, faults: Faults) -> None:
        self.faults, self.dice = faults, faults.dice
        self.answers: Counter[str] = Counter()
        self.waits: list[float] = []
        self._session: aiohttp.ClientSession | None = None
        self._repeats: set[asyncio.Task[None]] = set()

    async def bring(self, url: str, body: bytes, headers: Mapping[str, str]) -> None:
        """Post until it is taken."""
        if self.dice.random() < LATE:
            await asyncio.sleep(self.dice.uniform(0.0, 0.5))
        await self._until_taken(url, body, headers)
        if self.dice.random() < TWICE:
            self.answers["brought twice"] += 1
            task = asyncio.ensure_future(self._again(url, body, headers))
            self._repeats.add(task)
            task.add_done_callback(self._repeats.discard)

    async def _again(self, url: str, body: bytes, headers: Mapping[str, str]) -> None:
        await asyncio.sleep(self.dice.uniform(0.0, 3.0))
        await self._until_taken(url, body, headers)

    async def _until_taken(self, url: str, body: bytes, headers: Mapping[str, str]) -> None:
        while await self._once(url, body, headers) != 200:  # noqa: ASYNC110 (the house answers)
            await asyncio.sleep(self.dice.uniform(0.2, 0.6))

    async def _once(self, url: str, body: bytes, headers: Mapping[str, str]) -> int:
        if self._session is None:
            timeout, connector = aiohttp.ClientTimeout(15), aiohttp.TCPConnector(limit=60)
            self._session = aiohttp.ClientSession(timeout=timeout, connector=connector)
        began, status = time.perf_counter(), 0
        with contextlib.suppress(aiohttp.ClientError, TimeoutError):
            async with self._session.post(url, data=body, headers=headers) as answer:
                status = answer.status
                self.waits.append(time.perf_counter() - began)
        self.answers[str(status or "no answer")] += 1
        return status

    async def settled(self) -> None:
        """Once nothing is to be brought again."""
        while self._repeats:
            await asyncio.wait(self._repeats)

    async def close(self) -> None:
        """Go home."""
        for task in self._repeats:
            task.cancel()
        if self._session:
            await self._session.close()


class Watch:
    """How long this process was held up lately: what came evenly then arrives in a heap.

    The platforms' own clocks do not stop; ours does, where others use the machine. So a limit
    counts for one second and for as long as we slept in it.
    """

    def __init__(self) -> None:
        self.lags: list[tuple[float, float]] = []
        self.excused = 0
        self.task = asyncio.ensure_future(self._run())

    async def _run(self) -> None:
        while True:
            began = time.monotonic()
            await asyncio.sleep(0.01)
            if (lag := time.monotonic() - began - 0.01) > 0.015:
                self.lags.append((began + lag, lag))

    def allowed(self, rate: float, taken: Collection[float]) -> float:
        """So many may have come in the last second, but for one. taken: when they came."""
        now = time.monotonic()
        held = sum(lag for at, lag in self.lags[-100:] if at > now - 1.5)
        lately = sum(at > now - 1 for at in taken)
        self.excused += rate < lately <= rate * (1 + held)
        return rate * (1 + held)


class Graph(graph.FakeGraph):
    """The Graph API with faults. accepted: (who, bubble and part, our name) in order."""

    def __init__(self, faults: Faults, courier: Courier) -> None:
        super().__init__()
        self.faults, self.courier = faults, courier
        self.statuses, self.mix = ("sent", "delivered", "read"), faults.dice
        self.accepted: list[tuple[str, str, str]] = []
        self.excused, self.watch = 0, Watch()
        self._slow: set[int] = set()

    async def deliver(self, post: Any) -> int:
        """A whole post, until it is taken."""
        body = post if isinstance(post, bytes) else json.dumps(post).encode()
        signed = hmac.new(graph.SECRET.encode(), body, hashlib.sha256).hexdigest()
        headers = {"X-Hub-Signature-256": f"sha256={signed}", "Content-Type": "application/json"}
        await self.courier.bring(self.webhook, body, headers)
        return 200

    async def _refusing(self, request: web.Request, name: str) -> Any:
        fault = self.faults.next() if name == "messages" else ""
        if fault == "timeout":
            await asyncio.sleep(SILENCE)
            abort(request)
            raise web.HTTPInternalServerError
        self.excused += fault == "lost"
        if fault == "slow":
            self._slow.add(id(request))
        code = self.faults.dice.choice((131056, 131056, 131056, 130429))
        made = {"500": GraphError(131000, MARK), "429": GraphError(code, MARK)}
        if fault in ("500", "429", "broken", "reset", "lost"):
            self.fail.setdefault(name, []).append(made.get(fault, fault))
        return await super()._refusing(request, name)

    def _sent(self, payload: Any) -> tuple[graph.Person, graph.Heard]:
        self.rates.rate = self.watch.allowed(RATE, self.rates.taken)
        person, heard = super()._sent(payload)
        bubble = str(payload.get("biz_opaque_callback_data", ""))
        self.accepted.append((person.phone, bubble, heard.id))
        return person, heard

    async def _messages(self, request: web.Request) -> Any:
        answer = await super()._messages(request)
        slow = id(request) in self._slow
        self._slow.discard(id(request))
        return await in_pieces(request, answer) if slow else answer


class Telegram(telegram.FakeTelegram):
    """The Bot API with faults. accepted: (who, bubble or nothing, message id) in order."""

    def __init__(self, faults: Faults, courier: Courier, hook: str) -> None:
        super().__init__()
        self.faults, self.courier, self.hook = faults, courier, hook
        self.accepted: list[tuple[str, str, str]] = []
        self.excused, self.watch = 0, Watch()

    async def bring(self, update: dict[str, Any]) -> None:
        """Post an update until it is taken."""
        while not self.webhook["url"]:  # noqa: ASYNC110 (the house tells when)
            await asyncio.sleep(0.1)
        headers = {telegram.SECRET: self.webhook.get("secret", "")}
        await self.courier.bring(self.hook, json.dumps(update).encode(), headers)

    def push_raw(self, update: dict[str, Any]) -> None:
        """An update, kept until the person who made it brings it."""
        self._updates.append(update)

    def taken(self) -> dict[str, Any]:
        """The newest update."""
        return self._updates.pop()

    async def _call(self, request: web.Request) -> Any:
        fault = self.faults.next() if request.match_info["method"] == "sendMessage" else ""
        if fault == "timeout":
            await asyncio.sleep(SILENCE)
        if fault in ("timeout", "reset"):
            abort(request)
            raise web.HTTPInternalServerError
        if fault == "broken":
            raise web.HTTPBadGateway(text="<html>bad gateway</html>", content_type="text/html")
        if fault == "500":
            return self._trouble(ApiError(500, f"Internal Server Error: {MARK}"))
        if fault == "429":
            return self._trouble(ApiError(429, f"Too Many Requests: {MARK}", retry_after=2))
        answer = await super()._call(request)
        if fault == "lost":
            self.excused += 1
            abort(request)
        return await in_pieces(request, answer) if fault == "slow" else answer

    def _trouble(self, error: ApiError) -> web.Response:
        self.refused[f"{error.code} sendMessage: {error.description}"] += 1
        return web.json_response(error.body(), status=error.code)

    def _deliver(self, params: Any, *rest: Any, **more: Any) -> dict[str, Any]:
        self.speed.rate = self.watch.allowed(TELEGRAM_RATE, self.speed.taken)
        made = super()._deliver(params, *rest, **more)
        chat = str(params["chat_id"])
        heard = self.people[int(chat)].last
        bubbles = {b.get("callback_data", "").partition(".")[0] for b in heard.buttons}
        self.accepted.append((chat, min(bubbles, default=""), str(heard.id)))
        return made


def abort(request: web.Request) -> None:
    """The connection is gone."""
    if request.transport is not None:
        request.transport.abort()


async def in_pieces(request: web.Request, whole: web.Response) -> web.StreamResponse:
    """The same answer, slowly."""
    made = web.StreamResponse(status=whole.status, headers={"Content-Type": "application/json"})
    body = whole.body if isinstance(whole.body, bytes) else b""
    await made.prepare(request)
    for half in (body[: len(body) // 2], body[len(body) // 2 :]):
        await asyncio.sleep(0.2)
        with contextlib.suppress(ConnectionError):
            await made.write(half)
    return made


class Miner:
    """Somebody on one of the platforms. said: the platform's names of what she sent, in order."""

    def __init__(self, person: graph.Person | telegram.Person, dice: random.Random) -> None:
        self.person, self.dice = person, dice
        self.person.patience = 20.0
        self.said: list[str] = []
        self.acked = 0

    async def live(self, until: float, think: float) -> None:
        """Talk until this moment of the monotonic clock."""
        await asyncio.sleep(self.dice.uniform(0, think * 2))
        while time.monotonic() < until:
            before = len(self.person.heard)
            impatient = self.dice.random() < 0.1
            await asyncio.gather(*(self._speak() for _ in range(1 + impatient)))
            with contextlib.suppress(TimeoutError):
                await self.person.hears(before + 1)
            await asyncio.sleep(self.dice.uniform(0.3, 2) * think)

    async def _speak(self) -> None:
        heard = self.person.heard[-1] if self.person.heard else None
        buttons = heard.buttons if heard else []
        labelled = [(b, str(b.get("title") or b.get("text"))) for b in buttons]
        allowed = [b for b, label in labelled if not any(bad in label for bad in AVOIDED)]
        tap = allowed and self.dice.random() < 0.75
        if isinstance(self.person, graph.Person):
            person = self.person
            person.wrote_at = person.fake.now()
            if tap and heard is not None and isinstance(heard, graph.Heard):
                kind = "list_reply" if heard.opens else "button_reply"
                chosen = self.dice.choice(allowed)
                reply = {"id": chosen["id"], "title": chosen["title"]}
                message = person.message(interactive={"type": kind, kind: reply})
            else:
                message = person.message(text={"body": self._word()})
            self.said.append(message["id"])
            await person.fake.post(graph.value(messages=[message], contacts=[person.contact]))
        else:
            if tap and isinstance(heard, telegram.Heard):
                self.person.tap_of(self.dice.choice(allowed), heard)
            else:
                self.person.sends(text=self._word())
            fake = self.person.fake
            assert isinstance(fake, Telegram)
            update = fake.taken()
            query, said = update.get("callback_query"), update.get("message", {})
            name = f"callback:{query['id']}" if query else said["message_id"]
            self.said.append(f"{self.person.id}:{name}")
            await fake.bring(update)
        self.acked += 1

    def _word(self) -> str:
        return self.dice.choice(("menú", "hola", "1", "seguir", "menú"))

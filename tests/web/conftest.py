"""The webchat on a free port, for the tests of its pages."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import CookieJar, web
from aiohttp.test_utils import TestClient, TestServer

from bot.channels.webchat import WebChat
from bot.web.server import build
from tests.web.house import FakeMailbox, House, say


@pytest.fixture
async def house() -> AsyncIterator[House]:
    """The webchat on a free port of this machine; `visit()` opens the page in a new browser."""
    channel = WebChat()
    mailbox = FakeMailbox(channel)
    open_now: list[TestClient[Any, Any]] = []

    def make(**more: Any) -> web.Application:
        settings = {"public_url": "http://localhost", "secret": b"s" * 32} | more
        return build(mailbox, say, channel, **settings)

    async def visit(path: str = "/chat", **more: Any) -> TestClient[Any, Any]:
        server = open_now[0].server if open_now and not more else TestServer(make(**more))
        client = TestClient(server, cookie_jar=CookieJar(unsafe=True))
        await client.start_server()
        open_now.append(client)
        await (await client.get(path)).read()
        return client

    yield House(mailbox, channel, make, visit)
    for client in reversed(open_now):
        await client.close()

"""The webchat on a free port, for the tests of its pages."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import CookieJar, web
from aiohttp.test_utils import TestClient, TestServer
from playwright.async_api import Browser, async_playwright

from bot.channels.webchat import WebChat
from bot.web.server import build
from tests.web.house import FakeMailbox, House, say
from tests.web.phone import ARGS, PHONE, Phone, chromium


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


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """Chromium."""
    path = chromium()
    async with async_playwright() as play:
        opened = await play.chromium.launch(executable_path=path, args=ARGS)
        yield opened
        await opened.close()


@pytest.fixture
async def phone(
    request: pytest.FixtureRequest, browser: Browser, house: House
) -> AsyncIterator[Phone]:
    """A visitor with a small phone; `both` adds one at a desk."""
    client = await house.visit("/healthz")
    context = await browser.new_context(viewport=getattr(request, "param", PHONE), locale="es-PE")
    page = await context.new_page()
    phone = Phone(page, context, str(client.make_url("")).rstrip("/"), house)

    def heard(message: Any) -> None:
        lost = "Failed to load resource: net::ERR_"  # what offline tests cause on purpose
        if message.type in ("error", "warning") and not message.text.startswith(lost):
            phone.complaints.append(message.text)

    page.on("console", heard)
    page.on("pageerror", lambda error: phone.complaints.append(str(error)))
    yield phone
    await phone.check()
    await context.close()

"""A phone in a real browser: what a test does with it, and every complaint it makes."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.async_api import BrowserContext, Page, expect

from bot.model import Address
from tests.web.house import House

ARGS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update"]
PHONE = {"width": 360, "height": 640}
DESK = {"width": 1280, "height": 800}
both = pytest.mark.parametrize("phone", [PHONE, DESK], ids=["phone", "desk"], indirect=True)
"""A test of how things look: on a small phone and at a desk."""


def chromium() -> str:
    """Where Debian's Chromium is. Skips the test when there is none."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        pytest.skip("SKIPPED: browser tests need Chromium (apt-get install chromium)")
    return found


@dataclass
class Phone:
    """One browser with one page, and every complaint it made."""

    page: Page
    context: BrowserContext
    url: str
    house: House
    complaints: list[str] = field(default_factory=list)

    async def open(self) -> None:
        """Go to the chat, as the first time or again."""
        await self.page.goto(f"{self.url}/chat")
        await expect(self.page.locator("#connection")).to_have_text("En línea")

    async def begin(self) -> None:
        """Open the chat and say hello."""
        await self.open()
        await self.page.get_by_role("button", name="Hola").click()
        await expect(self.page.get_by_text("¿Qué necesitas?")).to_be_visible()

    async def write(self, text: str) -> None:
        """Type a message and send it with Enter."""
        await self.page.get_by_label("Escribe aquí").fill(text)
        await self.page.keyboard.press("Enter")

    async def address(self) -> Address:
        """Whose browser this is."""
        cookies = await self.context.cookies()
        [token] = [cookie["value"] for cookie in cookies if cookie["name"] == "chaski_chat"]
        return Address("webchat", "browser", token)

    async def shot(self, name: str) -> None:
        """A picture for the eye, when CHASKI_SHOTS names a folder."""
        if folder := os.environ.get("CHASKI_SHOTS"):
            await self.page.wait_for_timeout(150)
            await self.page.screenshot(path=Path(folder, f"{name}.png"))

    @property
    def width(self) -> int:
        """The width of the window, to name a picture by."""
        size = self.page.viewport_size
        return size["width"] if size else 0

    def received(self) -> list[str]:
        """What the house got from anyone, in order."""
        return [inbound.text or inbound.tap for inbound in self.house.mailbox.inbounds.values()]

    async def check(self) -> None:
        """Nothing sticks out sideways and the browser had nothing to complain about."""
        wide = "document.scrollingElement.scrollWidth <= innerWidth"
        assert await self.page.evaluate(wide), "the page scrolls sideways"
        log = "document.getElementById('log')"
        assert await self.page.evaluate(f"{log}.scrollWidth <= {log}.clientWidth")
        assert self.complaints == []

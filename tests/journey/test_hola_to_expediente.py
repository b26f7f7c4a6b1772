"""From "hola" to a printed expediente, in a real browser, with a server that dies on the way."""

from __future__ import annotations

import io
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.async_api import Page, async_playwright, expect
from pypdf import PdfReader

from tests.journey.serving import Serving
from tests.web.phone import ARGS, DESK, PHONE, chromium

pytestmark = pytest.mark.browser
SHOTS = os.environ.get("CHASKI_SHOTS", "")


@pytest.fixture
async def serving(tmp_path: Path) -> AsyncIterator[Serving]:
    """A fresh server."""
    server = Serving(tmp_path / "data")
    await server.start()
    yield server
    await server.stop()


@pytest.fixture(params=[PHONE, DESK], ids=["phone", "desk"])
async def page(request: pytest.FixtureRequest) -> AsyncIterator[Page]:
    """A browser page that complains of nothing."""
    complaints: list[str] = []
    async with async_playwright() as play:
        browser = await play.chromium.launch(executable_path=chromium(), args=ARGS)
        context = await browser.new_context(viewport=request.param, locale="es-PE")
        page = await context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        yield page
        await browser.close()
    assert complaints == []


async def tap(page: Page, label: str) -> None:
    """Tap a button of the newest bubble, and wait for what comes of it."""
    said = page.locator(".item:not(.mine)")
    before = await said.count()
    newest = page.locator(".item.newest .choice", has_text=label).first
    await expect(newest).to_be_visible(timeout=15000)
    await newest.click()
    await expect(said.nth(before)).to_be_visible(timeout=15000)


async def hear(page: Page, words: str) -> None:
    """Wait until the newest bubble says something."""
    await expect(page.locator(".item:not(.mine)").last).to_contain_text(words, timeout=15000)


async def write(page: Page, text: str) -> None:
    """Type and send with the keyboard alone."""
    await page.get_by_label("Escribe aquí").fill(text)
    await page.keyboard.press("Enter")


async def shot(page: Page, name: str) -> None:
    """A picture to look at, where CHASKI_SHOTS says."""
    if SHOTS:
        width = (page.viewport_size or {"width": 0})["width"]
        await page.screenshot(path=f"{SHOTS}/journey-{name}-{width}.png")


async def introduce(page: Page) -> None:
    """Language, consent, who she is."""
    await page.get_by_role("button", name="Hola").click()
    await hear(page, "¿En qué lengua prefieres?")
    await shot(page, "1-hola")
    await tap(page, "Castellano")
    await tap(page, "Seguir")
    await hear(page, "Ley 29733")
    await write(page, "seguir")
    await tap(page, "Sí, de acuerdo")
    await tap(page, "Saco mineral")
    await write(page, "1")
    await tap(page, "Apurímac")
    await tap(page, "Grau")
    await hear(page, "¿Qué dice de ti?")
    await shot(page, "2-triage")


def stamped_copy() -> dict[str, object]:
    """A photo of a cargo."""
    out = io.BytesIO()
    Image.new("RGB", (800, 600), "white").save(out, "JPEG")
    return {"name": "cargo.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


async def test_a_miner_goes_from_hola_to_a_printed_expediente(serving: Serving, page: Page) -> None:
    await page.goto(f"{serving.url}/")
    await introduce(page)
    await tap(page, "Vigente")
    await hear(page, "Estás en el proceso")
    await serving.kill()
    await serving.start()
    for _ in range(5):
        await tap(page, "Seguir")
    await hear(page, "¿Lo presentaste?")
    await tap(page, "Sí")
    await hear(page, "¿Quieres que te avise")
    await tap(page, "Sí")
    await hear(page, "Esta semana")
    await shot(page, "3-plan")
    await write(page, "pasos")
    await tap(page, "El proceso")
    await hear(page, "Elige un paso")
    await shot(page, "4-steps")
    await write(page, "5")
    await hear(page, "IGAFOM")
    await shot(page, "5-step")
    await tap(page, "Ya lo hice")
    await hear(page, "¿qué día lo hiciste?")
    await tap(page, "Hoy")
    await hear(page, "cargo")
    await page.locator("input[type=file]").first.set_input_files(stamped_copy())  # type: ignore[arg-type]
    await hear(page, "Anoté")
    await shot(page, "6-done")
    await page.reload()
    await hear(page, "Anoté")
    await write(page, "mi expediente")
    await hear(page, "Aquí está tu expediente")
    await shot(page, "7-expediente")
    card = page.locator(".item:not(.mine)").last.locator("a.card")
    href = await card.get_attribute("href")
    reply = await page.request.get(f"{serving.url}{href}")
    assert reply.headers["content-type"] == "application/pdf"
    text = "\n".join(p.extract_text() for p in PdfReader(io.BytesIO(await reply.body())).pages)
    for words in ("Mi expediente", "IGAFOM", "Hecho", "31 de diciembre de 2026", "Apurímac"):
        assert words in text

"""The server around the pages: headers, static files, words when something fails, shutdown."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import Any

import pytest
from fluent.syntax import FluentParser
from fluent.syntax.ast import Message
from yarl import URL

from bot.model import Line
from bot.web.chat import BLANKS, PAGE_WORDS
from bot.web.guards import Pace
from tests.web.house import BUNDLES, OURS, House, say

ROOT = Path(__file__).parents[2]


async def test_the_way_in_is_the_chat(house: House) -> None:
    client = await house.visit("/healthz")
    answer = await client.get("/", allow_redirects=False)
    assert (answer.status, answer.headers["Location"]) == (302, "/chat")
    assert await (await client.get("/healthz")).json() == {"ok": True}


@pytest.mark.parametrize("path", ["/chat", "/healthz", "/nowhere", "/static/x/chat/chat.css"])
async def test_every_response_binds_the_browser(house: House, path: str) -> None:
    client = await house.visit("/healthz")
    headers = (await client.get(path)).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "geolocation=(self)" in headers["Permissions-Policy"]
    csp = headers["Content-Security-Policy"]
    assert "default-src 'none'" in csp and "frame-ancestors 'none'" in csp
    assert "unsafe" not in csp


async def test_the_page_needs_no_inline_script_or_style(house: House) -> None:
    client = await house.visit("/healthz")
    page = await (await client.get("/chat")).text()
    for script in re.findall(r"<script\b[^>]*>", page):
        assert "src=" in script or 'type="application/json"' in script
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", page)


async def test_static_files_are_compressed_and_cached_for_a_year(house: House) -> None:
    client = await house.visit("/healthz")
    page = await (await client.get("/chat")).text()
    links = set(re.findall(r'"(/static/[^"]+)"', page))
    assert len(links) > 8
    for link in links:
        answer = await client.get(link)
        assert answer.status == 200, link
        assert answer.headers["Content-Encoding"] == "gzip"
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    old = await client.get("/static/0123/chat/app.js")
    assert (old.status, old.headers["Cache-Control"]) == (200, "no-cache")


@pytest.mark.parametrize("path", ["chat/none.js", "..%2Fserver.py", "%2Fetc%2Fpasswd", "chat"])
async def test_no_other_file_is_served(house: House, path: str) -> None:
    client = await house.visit("/healthz")
    url = URL(str(client.make_url("/static/x/")) + path, encoded=True)
    assert (await client.session.get(url)).status == 404


async def test_the_first_load_weighs_less_than_25_kb(house: House) -> None:
    client = await house.visit("/healthz")
    page = await client.get("/chat")
    text = await page.text()
    weights = {"page": await compressed(client, "/chat")}
    for link in set(re.findall(r'"(/static/[^"]+)"', text)):
        weights[link] = await compressed(client, link)
    print(sum(weights.values()), weights)
    assert sum(weights.values()) < 25_000


async def compressed(client: Any, path: str) -> int:
    """How many bytes a path costs on the wire."""
    answer = await client.get(path, headers={"Accept-Encoding": "gzip"}, auto_decompress=False)
    return len(await answer.read())


async def test_a_person_sees_a_page_and_a_script_sees_json(house: House) -> None:
    client = await house.visit()
    page = await client.get("/nowhere", headers={"Accept": "text/html"})
    assert page.status == 404
    assert "No encontré esa página." in await page.text()
    script = await client.post("/chat", headers=OURS)
    assert (script.status, script.headers["Allow"]) == (405, "GET,HEAD")
    assert (await script.json())["reason"] == "webchat-refused"


async def test_our_own_bug_is_told_in_words_without_a_traceback(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    client = await house.visit()

    async def broken(inbounds: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(house.mailbox, "accept", broken)
    sent = {"id": "12345678", "text": "hola"}
    answer = await client.post("/chat/messages", json=sent, headers=OURS)
    assert answer.status == 500
    body = await answer.text()
    assert "secret" not in body and "Traceback" not in body
    assert "Algo falló de nuestro lado." in body
    assert "POST /chat/messages failed" in caplog.text


async def test_the_page_speaks_the_language_of_her_newest_bubble(house: House) -> None:
    client = await house.visit("/healthz")
    spanish = await (await client.get("/chat", headers={"Accept-Language": "en-US"})).text()
    assert '<html lang="es">' in spanish and "Escribe aquí" in spanish
    english = await (await client.get("/chat", headers={"Cookie": "chaski_lang=en"})).text()
    assert '<html lang="en">' in english and "Write here" in english
    junk = await client.get("/chat", headers={"Cookie": 'chaski_lang="><script>'})
    assert '<html lang="es">' in await junk.text()


async def test_a_phone_can_keep_the_page(house: House) -> None:
    client = await house.visit("/healthz")
    manifest = await (await client.get("/chat/manifest.webmanifest")).json(content_type=None)
    assert (manifest["name"], manifest["scope"]) == ("Chaski", "/chat")
    assert (await client.get(manifest["icons"][0]["src"])).status == 200
    worker = await client.get("/chat/offline.js")
    assert worker.headers["Service-Worker-Allowed"] == "/chat"
    assert worker.headers["Cache-Control"] == "no-cache"


async def test_stopping_does_not_wait_for_open_pages(house: House) -> None:
    client = await house.visit()
    stream = await client.get("/chat/stream")
    async with asyncio.timeout(3):
        await client.server.close()
    stream.close()


def test_an_impatient_one_waits_and_a_silent_one_is_forgotten(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = 100.0
    monkeypatch.setattr("bot.web.guards.monotonic", lambda: now)
    pace = Pace(2, 10)
    assert [pace.wait("ada"), pace.wait("ada")] == [0, 0]
    assert pace.wait("ada") == 5
    assert pace.wait("bea") == 0
    now += 5
    assert pace.wait("ada") == 0
    now += 11
    pace.wait("bea")
    assert len(pace) == 1


# --- words


def message_ids(locale: str) -> set[str]:
    text = (ROOT / "locales" / locale / "webchat.ftl").read_text("utf-8")
    return {
        entry.id.name for entry in FluentParser().parse(text).body if isinstance(entry, Message)
    }


def test_every_language_has_the_same_messages() -> None:
    assert message_ids("es") == message_ids("en")


def test_every_message_is_used_and_every_used_message_exists() -> None:
    files = [*(ROOT / "bot/web").rglob("*.py"), *(ROOT / "bot/web").rglob("*.html")]
    files += (ROOT / "bot/web/static/chat").rglob("*.js")
    text = "\n".join(file.read_text("utf-8") for file in files)
    used = {found for found in re.findall(r"webchat-[a-z-]*[a-z]", text) if found in text}
    assert message_ids("es") - used == set()
    assert set(PAGE_WORDS) <= message_ids("es")
    scripts = "\n".join(file.read_text("utf-8") for file in files if file.suffix == ".js")
    assert set(re.findall(r'"(webchat-[a-z-]*[a-z])"', scripts)) <= set(PAGE_WORDS)


def test_no_words_stand_in_code_or_templates() -> None:
    for template in (ROOT / "bot/web/templates").glob("*.html"):
        text = re.sub(
            r"{[{%].*?[%}]}|<script.*?</script>|<[^>]*>",
            " ",
            template.read_text("utf-8"),
            flags=re.S,
        )
        assert not re.search(r"[A-Za-zÀ-ÿ]{2}", text), template.name


def test_blanks_are_left_for_the_page_to_fill() -> None:
    assert "{size}" in say(Line("webchat-file-too-big", BLANKS), "es")
    assert BUNDLES["en"].has_message("webchat-back")

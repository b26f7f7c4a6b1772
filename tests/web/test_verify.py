"""The page behind the QR: what holds, what does not, and nothing about anybody."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer

from bot.app import features, shapes
from bot.channels.webchat import WebChat
from bot.config import data_root
from bot.library import load
from bot.proof import badge, jws, lots
from bot.proof.signing import Signing
from bot.web.guards import Pace
from bot.web.server import build
from bot.web.verify import VerifyPages
from bot.words import Words
from tests.web.house import FakeMailbox

SIGNING = Signing(b"s" * 32, b"id secret", "https://chaski.example", "America/Lima")
DAYS = (date(2026, 11, 20), date(2027, 2, 18))
BADGE = badge.numbered("roca", DAYS, "1", SIGNING.secret)
OTHER = badge.numbered("agua", DAYS, "1", SIGNING.secret)
WORDS = Words.load(data_root(), load(data_root(), shapes(features())))
LOT = {"id": "0a", "day": "2026-11-01", "tonnes": "12.5", "grade": "4.2", "buyer": "Acopio Sur"}
SHEET = lots.sheet(LOT, [lots.digest(LOT)], SIGNING.url, "book")
Client = TestClient[Any, Any]


def pages(**more: Any) -> VerifyPages:
    async def revoked() -> list[str]:
        return [OTHER.id]

    today = more.pop("today", date(2026, 12, 1))
    return VerifyPages(
        WORDS.text, SIGNING, lambda: today, revoked, frozenset({"roca", "agua"}), **more
    )


async def visit(of: VerifyPages) -> Client:
    channel = WebChat()
    app = build(FakeMailbox(channel), WORDS.text, channel, public_url=SIGNING.url)
    app.add_routes(of.routes())
    client: Client = TestClient(TestServer(app))
    await client.start_server()
    return client


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    made = await visit(pages())
    yield made
    await made.close()


async def text(client: Client, path: str, **headers: str) -> tuple[int, str]:
    answer = await client.get(path, headers={"Accept": "text/html", **headers})
    return answer.status, await answer.text()


async def test_a_good_badge_shows_module_days_issuer_and_nobody(client: Client) -> None:
    status, page = await text(client, f"/verify/{BADGE.id}")
    assert status == 200
    for shown in ("Este certificado es bueno", "La roca que cae", "20/11/2026", "18/2/2027"):
        assert shown in page
    assert "Chaski, https://chaski.example" in page and "Anexo 6" in page
    assert "<script" not in page and "style=" not in page


async def test_the_page_binds_the_browser_and_is_kept_nowhere(client: Client) -> None:
    headers = (await client.get(f"/verify/{BADGE.id}")).headers
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert (headers["Cache-Control"], headers["X-Robots-Tag"]) == ("no-store", "noindex")


async def test_an_expired_and_a_revoked_one_say_so(client: Client) -> None:
    late = await visit(pages(today=DAYS[1]))
    assert "ya venció" in (await text(late, f"/verify/{BADGE.id}"))[1]
    await late.close()
    assert "fue anulado" in (await text(client, f"/verify/{OTHER.id}"))[1]
    listed = await (await client.get("/verify/revoked")).json()
    assert listed["revokedCredential"] == [
        {"id": f"https://chaski.example/verify/{OTHER.id}", "revoked": True}
    ]


async def test_in_english_for_whoever_reads_it(client: Client) -> None:
    page = (await text(client, f"/verify/{BADGE.id}", **{"Accept-Language": "en-GB"}))[1]
    assert '<html lang="en">' in page and "This certificate is good" in page


@pytest.mark.parametrize(
    "path",
    [
        "/verify/nothing",
        f"/verify/{BADGE.id[:-1]}a",
        f"/verify/{BADGE.id.replace('roca', 'agua')}",
        "/verify/<script>alert(1)</script>",
        "/verify/lot/a.b.c",
        f"/verify/lot/{jws.signed(SHEET, b'o' * 32)}",
        f"/verify/lot/{jws.signed(SHEET, SIGNING.seed)[:-2]}AA",
    ],
)
async def test_what_is_not_ours_is_a_plain_page(client: Client, path: str) -> None:
    status, page = await text(client, path)
    assert status == 404
    assert "<script" not in page and '<main class="error">' in page


async def test_a_lot_sheet_shows_what_its_address_holds(client: Client) -> None:
    status, page = await text(client, f"/verify/lot/{jws.signed(SHEET, SIGNING.seed)}")
    assert status == 200
    for shown in ("está firmada", "Acopio Sur", "12.5", "2026-11-01", str(SHEET["mark"])):
        assert shown in page


async def test_the_key_is_shown_as_it_is_taken(client: Client) -> None:
    key = await (await client.get("/verify/key")).json()
    assert jws.unb64(key["x"]) == SIGNING.public
    assert key["kid"] == jws.thumbprint(SIGNING.public)
    assert "d" not in key


async def test_nobody_tries_many() -> None:
    client = await visit(pages(pace=Pace(3, 60)))
    there = {"X-Forwarded-For": "203.0.113.7"}
    seen = [(await text(client, "/verify/nothing", **there))[0] for _ in range(5)]
    assert seen == [404, 404, 404, 429, 429]
    assert (await text(client, "/verify/nothing", **{"X-Forwarded-For": "203.0.113.8"}))[0] == 404
    await client.close()

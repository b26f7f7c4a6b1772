"""What `chaski doctor` finds on WhatsApp, and the remedy it names."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot import doctor_whatsapp, templates
from bot.config import Settings, data_root
from bot.doctor import Finding, Level
from bot.web import webhooks
from tests.fakes.graph import NUMBER, SECRET, TOKEN, VERIFY, FakeGraph, Template
from tests.fakes.graph_limits import GraphError


@pytest.fixture
async def fake() -> AsyncIterator[FakeGraph]:
    """A Graph API with every template of ours approved."""
    async with FakeGraph() as server:
        for template in templates.load(data_root()).all:
            for wording in template.wordings:
                server.templates[template.id, wording.language] = Template(wording.body)
        yield server


async def found(
    fake: FakeGraph, folder: Path, *, up: bool = True, verify: str = VERIFY, **given: Any
) -> dict[str, Finding]:
    """The findings by name; each that is not OK names a remedy, none shows a secret."""

    async def keep(body: bytes) -> None:
        return None

    app = web.Application()
    app.add_routes(webhooks.whatsapp(keep, SECRET, verify))
    server = TestServer(app)
    await server.start_server()
    public, there = "https://chaski.example", str(server.make_url("")).rstrip("/")
    if not up:
        await server.close()
    usual = {
        "whatsapp_token": TOKEN,
        "whatsapp_phone_number_id": NUMBER,
        "whatsapp_app_secret": SECRET,
        "whatsapp_verify_token": VERIFY,
        "whatsapp_api_base": fake.url,
        "public_url": public,
    }
    settings = Settings(_env_file=None, data_dir=folder, **{**usual, **given})  # type: ignore[call-arg]
    get = aiohttp.ClientSession.get

    def rerouted(self: Any, url: str, **how: Any) -> Any:
        return get(self, str(url).replace(public, there), **how)

    async with aiohttp.ClientSession() as http:
        with patch.object(aiohttp.ClientSession, "get", rerouted):
            findings = {f.name: f async for f in doctor_whatsapp.whatsapp(http, settings)}
    await server.close()
    for finding in findings.values():
        assert (finding.level is Level.OK) != bool(finding.remedy), finding
        assert not any(secret in str(finding) for secret in (TOKEN, SECRET, VERIFY))
    return findings


def levels(findings: dict[str, Finding]) -> dict[str, str]:
    """How bad each is, where it is not OK."""
    return {name: str(f.level) for name, f in findings.items() if f.level is not Level.OK}


async def test_all_is_well(fake: FakeGraph, tmp_path: Path) -> None:
    findings = await found(fake, tmp_path)
    assert levels(findings) == {}
    assert "tier 1k people a day" in findings["wa-tier"].text
    assert set(findings) == {"wa-clock", "wa-token", "wa-tier", "templates", "wa-hook"}


async def test_a_token_that_ran_out(fake: FakeGraph, tmp_path: Path) -> None:
    assert levels(await found(fake, tmp_path, whatsapp_token="another")) == {"wa-token": "FAIL"}


async def test_a_number_nobody_knows(fake: FakeGraph, tmp_path: Path) -> None:
    wrong = await found(fake, tmp_path, whatsapp_phone_number_id="42")
    assert levels(wrong) == {"wa-number": "FAIL"}


@pytest.mark.parametrize(("quality", "level"), [("YELLOW", "WARN"), ("RED", "FAIL")])
async def test_a_quality_that_falls(
    fake: FakeGraph, tmp_path: Path, quality: str, level: str
) -> None:
    fake.quality = quality
    assert levels(await found(fake, tmp_path)) == {"wa-tier": level}


async def test_a_template_that_is_paused_or_lacking(fake: FakeGraph, tmp_path: Path) -> None:
    first, *others = fake.templates
    fake.templates[first].status = "PAUSED"
    for other in others:
        del fake.templates[other]
    findings = await found(fake, tmp_path)
    assert levels(findings) == {"templates": "WARN"} and first[0] in findings["templates"].text


async def test_a_clock_that_is_off(fake: FakeGraph, tmp_path: Path) -> None:
    fake.date_skew = 3600
    assert levels(await found(fake, tmp_path)) == {"wa-clock": "FAIL"}


async def test_a_webhook_that_nobody_answers(fake: FakeGraph, tmp_path: Path) -> None:
    assert levels(await found(fake, tmp_path, up=False)) == {"wa-hook": "FAIL"}
    assert levels(await found(fake, tmp_path, verify="another")) == {"wa-hook": "FAIL"}
    assert levels(await found(fake, tmp_path, public_url="")) == {"wa-hook": "FAIL"}


async def test_an_api_that_is_away_or_answers_rubbish(fake: FakeGraph, tmp_path: Path) -> None:
    away = await found(fake, tmp_path, whatsapp_api_base="http://127.0.0.1:9/v26.0")
    assert levels(away) == {"whatsapp": "FAIL"}
    fake.fail["look"] = [GraphError(131000)]
    assert levels(await found(fake, tmp_path)) == {"wa-number": "FAIL"}

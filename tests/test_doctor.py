"""What `chaski doctor` finds, and the remedy it names."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.config import Settings
from bot.doctor import Finding, Level, examine
from bot.store import migrate
from tests.databases import sqlite_url
from tests.fakes.telegram import TOKEN, FakeTelegram
from tests.fakes.telegram_limits import ApiError

PUBLIC = "https://chaski.example"


@pytest.fixture
async def fake() -> AsyncIterator[FakeTelegram]:
    """A Bot API server."""
    async with FakeTelegram() as server:
        yield server


async def found(folder: Path, **given: Any) -> dict[str, Finding]:
    """The findings by name; each that is not OK names a remedy."""
    settings = Settings(_env_file=None, data_dir=folder, **given)  # type: ignore[call-arg]
    findings = {finding.name: finding async for finding in examine(settings)}
    for finding in findings.values():
        assert (finding.level is Level.OK) != bool(finding.remedy), finding
        assert TOKEN not in str(finding)
    return findings


def levels(findings: dict[str, Finding]) -> dict[str, str]:
    """How bad each is, where it is not OK."""
    return {name: str(f.level) for name, f in findings.items() if f.level is not Level.OK}


async def on(fake: FakeTelegram, folder: Path, **given: Any) -> dict[str, Finding]:
    """The findings of a house with a token."""
    return await found(folder, telegram_token=TOKEN, telegram_api_base=fake.url, **given)


async def test_a_new_house_is_well_and_nothing_is_made(tmp_path: Path) -> None:
    findings = await found(tmp_path / "data")
    assert levels(findings) == {} and "off" in findings["telegram"].text
    assert os.listdir(tmp_path) == []


async def test_a_house_that_ran_is_well(tmp_path: Path) -> None:
    url = sqlite_url(tmp_path)
    (tmp_path / "secret.key").write_text("k" * 64)
    (tmp_path / "secret.key").chmod(0o600)
    findings = await found(tmp_path, database_url=url)
    assert levels(findings) == {} and migrate.head() in findings["database"].text


async def test_an_open_key_a_lost_key_and_a_short_one(tmp_path: Path) -> None:
    url, key = sqlite_url(tmp_path), tmp_path / "secret.key"
    assert levels(await found(tmp_path, database_url=url)) == {"key": "FAIL"}
    key.write_text("k" * 64)
    key.chmod(0o644)
    findings = await found(tmp_path, database_url=url)
    assert levels(findings) == {"key": "WARN"}
    assert findings["key"].remedy == f"chmod 600 {key}"
    key.write_text("short")
    key.chmod(0o600)
    assert levels(await found(tmp_path)) == {"key": "FAIL"}


async def test_a_database_of_another_version_or_out_of_reach(tmp_path: Path) -> None:
    (tmp_path / "secret.key").write_text("k" * 64)
    (tmp_path / "secret.key").chmod(0o600)
    url = f"sqlite:///{tmp_path}/old.db"
    migrate.upgrade(url, "0001")
    findings = await found(tmp_path, database_url=url)
    assert levels(findings) == {"database": "WARN"} and "migrate" in findings["database"].remedy
    gone = "postgresql+psycopg://chaski:geheim@127.0.0.1:9/chaski?connect_timeout=2"
    findings = await found(tmp_path, database_url=gone)
    assert levels(findings) == {"database": "FAIL"} and "geheim" not in str(findings["database"])


async def test_a_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    assert levels(await found(tmp_path / "data")) == {"folder": "FAIL"}


async def test_a_bot_that_polls(fake: FakeTelegram, tmp_path: Path) -> None:
    findings = await on(fake, tmp_path)
    assert levels(findings) == {}
    assert findings["token"].text == "the bot is @chaski_test_bot"


async def test_a_token_nobody_knows(fake: FakeTelegram, tmp_path: Path) -> None:
    findings = await found(tmp_path, telegram_token="1:wrong", telegram_api_base=fake.url)
    assert levels(findings) == {"token": "FAIL"} and "@BotFather" in findings["token"].remedy


@pytest.mark.parametrize(
    ("skew", "level"), [(0, None), (60, "WARN"), (-400, "FAIL"), (900, "FAIL")]
)
async def test_the_clock(
    fake: FakeTelegram, tmp_path: Path, skew: float, level: str | None
) -> None:
    fake.date_skew = skew
    findings = await on(fake, tmp_path)
    assert levels(findings).get("clock") == level
    assert ("slow" if skew > 0 else "fast") in findings["clock"].text or not skew


async def test_somebody_else_polls_or_a_webhook_is_left(fake: FakeTelegram, tmp_path: Path) -> None:
    fake.fail["getUpdates"] = [ApiError(409, "Conflict: terminated by other getUpdates request")]
    assert levels(await on(fake, tmp_path)) == {"polling": "WARN"}
    fake.webhook["url"] = "https://old.example/hook"
    assert levels(await on(fake, tmp_path)) == {"polling": "WARN"}


async def test_the_webhook(fake: FakeTelegram, tmp_path: Path) -> None:
    hooked = {"telegram_mode": "webhook", "public_url": PUBLIC}
    assert levels(await on(fake, tmp_path, **hooked)) == {"webhook": "WARN"}
    fake.webhook |= {"url": f"{PUBLIC}/webhooks/telegram"}
    assert levels(await on(fake, tmp_path, **hooked)) == {}
    fake.webhook |= {"pending_update_count": 500}
    assert levels(await on(fake, tmp_path, **hooked)) == {"webhook": "WARN"}
    for reason, remedy in (
        ("Wrong response from the webhook: 403 Forbidden", "secret"),
        ("SSL error {error:0A000086:certificate verify failed}", "certificate"),
        ("Wrong response from the webhook: 502 Bad Gateway", "proxy"),
        ("Connection timed out", "outside"),
    ):
        fake.webhook |= {"last_error_date": int(time.time()), "last_error_message": reason}
        findings = await on(fake, tmp_path, **hooked)
        assert levels(findings) == {"webhook": "FAIL"} and remedy in findings["webhook"].remedy


async def test_no_network(tmp_path: Path) -> None:
    findings = await found(tmp_path, telegram_token=TOKEN, telegram_api_base="http://127.0.0.1:9")
    assert levels(findings) == {"telegram": "FAIL"}


def test_the_command_prints_and_tells_by_its_exit_code(tmp_path: Path) -> None:
    env = {k: v for k, v in os.environ.items() if not k.startswith("CHASKI_")}
    command = [sys.executable, "-m", "bot", "doctor"]
    root = {"cwd": tmp_path, "capture_output": True, "text": True}
    env |= {"PYTHONPATH": str(Path(__file__).parents[1])}
    well = subprocess.run(command, env=env, **root)  # type: ignore[call-overload]
    assert (well.returncode, well.stderr) == (0, ""), well
    assert "chaski doctor: 0 failed, 0 to look at, of 7" in well.stdout
    wrong = env | {"CHASKI_TELEGRAM_TOKEN": "not a token"}
    ill = subprocess.run(command, env=wrong, **root)  # type: ignore[call-overload]
    assert ill.returncode == 1 and "→" in ill.stdout and "Traceback" not in ill.stderr

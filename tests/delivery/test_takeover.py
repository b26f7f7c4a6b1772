"""One sender for each account; when it dies, another goes on within seconds."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from bot.config import Settings
from bot.errors import ChaskiError
from bot.model import Address
from bot.serve import serve
from bot.store import contacts, messages
from bot.store.database import open_engine
from bot.store.lead import Lead
from bot.store.seal import Seal
from tests.databases import SECRET
from tests.delivery.people import at

ROOT = Path(__file__).parents[2]
PEOPLE, IN_FLIGHT = 400, 64


def sender(url: str, folder: Path, who: str) -> subprocess.Popen[bytes]:
    """A process, up."""
    command = [sys.executable, "-m", "tests.delivery.sender", url, str(folder), who]
    errors = (folder / f"errors-{who}").open("wb")
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=errors)
    errors.close()
    assert process.stdout is not None and process.stdout.readline() == b"lives\n"
    return process


def fill(url: str) -> None:
    """An answer for each of so many people."""
    seal, engine, now = Seal(SECRET), open_engine(url), at(10)
    with engine.connect() as on:
        on.exec_driver_sql("BEGIN")
        for n in range(PEOPLE):
            address = Address("telegram", "tg_user", str(n))
            who, where = contacts.of_address(on, seal, address, now, "es")
            named: dict[str, Any] = {"contact": who, "address": where, "channel": "telegram"}
            kind = {"kind": "reply", "locale": "es", "content": "1", "bubble": 1}
            messages.queue(on, seal, **named, **kind, body={"text": "hola"}, now=now)
        on.exec_driver_sql("COMMIT")
    engine.dispose()


def sent(folder: Path) -> list[dict[str, Any]]:
    path = folder / "sent"
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def done(url: str) -> int:
    """How many the store knows as sent."""
    engine = open_engine(url)
    with engine.connect() as on:
        count = on.scalar(text("select count(*) from outbound where state = 'sent'"))
    engine.dispose()
    return int(count or 0)


def wait(until: Any, seconds: float = 30.0) -> None:
    """Until it is so."""
    end = time.monotonic() + seconds
    while not until():
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.02)


@pytest.mark.postgres
def test_another_takes_over_within_seconds(postgres: str, tmp_path: Path) -> None:
    one = sender(postgres, tmp_path, "a")
    two = sender(postgres, tmp_path, "b")
    try:
        fill(postgres)
        wait(lambda: len(sent(tmp_path)) > PEOPLE / 4)
        assert len({note["who"] for note in sent(tmp_path)}) == 1, "one sends at a time"
        first = sent(tmp_path)[0]["who"]
        (one if first == "a" else two).send_signal(signal.SIGKILL)
        killed = time.time()
        wait(lambda: done(postgres) == PEOPLE)
    finally:
        for process in (one, two):
            process.kill()
            process.wait(10)
            assert process.stdout is not None
            process.stdout.close()
    notes = sent(tmp_path)
    taken = min(note["at"] for note in notes if note["who"] != first)
    assert taken - killed < 5
    doubled = [id for id, count in Counter(note["id"] for note in notes).items() if count > 1]
    assert len(doubled) <= IN_FLIGHT
    assert len({note["id"] for note in notes}) == PEOPLE


@pytest.mark.postgres
async def test_the_lead_is_one_and_is_let_go(postgres: str) -> None:
    one, two, other = (Lead(postgres, name) for name in ("w:1", "w:1", "w:2"))
    assert await one.take() and await one.take() and await other.take()
    assert not await two.take()
    await one.close()
    assert await two.take() and not await one.take()
    for lead in (one, two, other):
        await lead.close()


async def test_on_sqlite_the_one_process_leads(tmp_path: Path) -> None:
    lead = Lead(f"sqlite:///{tmp_path}/x.db", "w:1")
    assert lead.held and await lead.take()
    await lead.close()
    assert lead.held


def test_parts_need_postgresql_and_a_name_that_exists(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.serve.settings", lambda: Settings(database_url="sqlite:///x.db"))
    with pytest.raises(ChaskiError, match="there is web, send, work"):
        serve("web,sent")
    with pytest.raises(ChaskiError, match="needs PostgreSQL"):
        serve("web")

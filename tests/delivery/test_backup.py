"""A backup made while it runs is whole, says nothing without the key, and comes back as it was."""

from __future__ import annotations

import asyncio
import tarfile
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from bot.backup import NoBackup, backup, restore
from bot.clock import SetClock
from bot.config import Settings
from bot.errors import ChaskiError
from tests.databases import SECRET, postgres_url, sqlite_url
from tests.delivery.people import Office, at

PHOTO = b"\x89PNG\r\n\x1a\n" + bytes(range(200))


def settings(folder: Path, url: str, secret: str = SECRET.decode()) -> Settings:
    return Settings(data_dir=folder, database_url=url, secret_key=secret)


async def lives(office: Office) -> dict[str, Any]:
    """What can be read of it, opened."""
    seal = office.app.house.seal
    sealed = await office.rows("select sealed from outbound order by id")
    refs = await office.rows("select ref, contact from media_file")
    return {
        "words": [seal.open_json(row[0]) for row in sealed],
        "files": [
            (await office.app.files.read(ref, contact) or (b"",))[0] for ref, contact in refs
        ],
        "people": await office.rows("select id, bubbles from contact order by id"),
    }


@pytest.fixture
def elsewhere(url: str, tmp_path: Path) -> Any:
    """An empty database of the same kind."""
    if url.startswith("sqlite"):
        (tmp_path / "there").mkdir()
        yield sqlite_url(tmp_path / "there", empty=True)
    else:
        with postgres_url(empty=True) as made:
            yield made


async def test_there_and_back_while_it_runs(
    url: str, elsewhere: str, office: Office, tmp_path: Path
) -> None:
    for n in range(5):
        await office.queue(await office.someone(f"5190000000{n}"), "reply")
    kept = await office.app.files.keep(PHOTO, "cargo.png")
    await office.do(lambda on: on.execute(text("update media_file set contact = 1")).rowcount)
    await office.send()
    before, file = await lives(office), tmp_path / "chaski.tar"

    async def busy() -> None:
        for n in range(20):
            await office.someone(f"5191111{n:04}")

    writing = asyncio.ensure_future(busy())
    here, there = settings(tmp_path, url), settings(tmp_path / "other", elsewhere)
    about = await asyncio.to_thread(backup, here, file)
    await writing
    assert about["tables"]["outbound"] == 5 and about["files"] == 1 and kept.size == len(PHOTO)
    await asyncio.to_thread(restore, there, file)
    other = Office(tmp_path / "other", SetClock(at(10)), elsewhere)
    after = await lives(other)
    assert after["words"] == before["words"] and after["files"] == [PHOTO]
    assert after["people"][:5] == before["people"]
    assert await other.someone("51999999999") > max(id for id, _ in after["people"])
    await other.app.close()
    with pytest.raises(ChaskiError, match="--force replaces"):
        restore(there, file)
    restore(there, file, force=True)


async def test_it_says_nothing_to_whoever_finds_it(
    url: str, office: Office, tmp_path: Path
) -> None:
    await office.queue(await office.someone("51987654321"), "reply")
    file = tmp_path / "chaski.tar"
    backup(settings(tmp_path, url), file)
    data = file.read_bytes()
    assert b"51987654321" not in data and b"reply 1" not in data and SECRET not in data
    assert file.stat().st_mode & 0o077 == 0


async def test_what_does_not_fit_touches_nothing(
    url: str, elsewhere: str, office: Office, tmp_path: Path
) -> None:
    file, bad = tmp_path / "chaski.tar", tmp_path / "bad.tar"
    backup(settings(tmp_path, url), file)
    with pytest.raises(ChaskiError, match="not the key of this backup"):
        restore(settings(tmp_path / "o", elsewhere, "another key, 32 bytes and more long"), file)
    with pytest.raises(ChaskiError, match=r"put your copy of secret\.key"):
        restore(settings(tmp_path / "o", elsewhere, ""), file)
    bad.write_bytes(b"no tar at all" * 100)
    with pytest.raises(NoBackup):
        restore(settings(tmp_path / "o", elsewhere), bad)
    with tarfile.open(bad, "w") as archive:
        archive.add(__file__, "x.py")
    with pytest.raises(NoBackup):
        restore(settings(tmp_path / "o", elsewhere), bad)
    kind = "postgresql+psycopg://x@/y" if url.startswith("sqlite") else "sqlite:///y.db"
    with pytest.raises(ChaskiError, match="the same kind"):
        restore(settings(tmp_path / "o", kind), file)
    with pytest.raises(ChaskiError, match="no such file"):
        restore(settings(tmp_path / "o", elsewhere), tmp_path / "none.tar")
    assert not (tmp_path / "o").exists()

"""Files: sealed on disk, known by their bytes, read by their owner only."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from bot.errors import Unclear
from bot.model import Media, MediaKind
from bot.store import media
from bot.store.database import Database
from bot.store.media import LARGEST, Files, sniff
from bot.store.seal import Seal, WrongKey
from tests.store.rows import someone

PAPER = b"%PDF-1.7 contrato de Rosa Quispe, DNI 40506070"


@pytest.fixture
def files(database: Database, seal: Seal, tmp_path: Path) -> Files:
    return Files(tmp_path / "media", seal, database)


@pytest.mark.parametrize(
    ("data", "kind", "mime"),
    [
        (b"\xff\xd8\xff\xe0", MediaKind.IMAGE, "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n", MediaKind.IMAGE, "image/png"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", MediaKind.IMAGE, "image/webp"),
        (PAPER, MediaKind.DOCUMENT, "application/pdf"),
        (b"OggS\x00", MediaKind.VOICE, "audio/ogg"),
        (b"\x00\x00\x00\x20ftypM4A ", MediaKind.AUDIO, "audio/mp4"),
        (b"\x00\x00\x00\x20ftypisom", MediaKind.VIDEO, "video/mp4"),
        (b"PK\x03\x04", MediaKind.DOCUMENT, "application/zip"),
        (b"MZ\x90\x00", MediaKind.DOCUMENT, "application/octet-stream"),
        (b"", MediaKind.DOCUMENT, "application/octet-stream"),
    ],
)
def test_known_by_its_bytes(data: bytes, kind: MediaKind, mime: str) -> None:
    assert sniff(data) == (kind, mime)


async def test_kept_and_read(files: Files) -> None:
    kept = await files.keep(PAPER, "  contrato.jpg ")
    assert kept == Media(
        MediaKind.DOCUMENT, kept.ref, "contrato.jpg", "application/pdf", len(PAPER)
    )
    assert await files.read(kept.ref) == (PAPER, kept)
    again = await files.keep(PAPER, "contrato.jpg")
    assert again.ref != kept.ref


@pytest.mark.parametrize("data", [b"", b"x" * (LARGEST + 1)])
async def test_empty_or_too_big_is_refused(files: Files, data: bytes) -> None:
    with pytest.raises(Unclear, match="common-file"):
        await files.keep(data, "x")
    assert not files.folder.exists()


async def test_nothing_of_it_lies_open_on_disk(files: Files, seal: Seal) -> None:
    kept = await files.keep(PAPER, "rosa-quispe.pdf")
    (path,) = [path for path in files.folder.rglob("*") if path.is_file()]
    lying = path.read_bytes()
    assert b"Rosa" not in lying and b"PDF" not in lying and "rosa" not in str(path)
    assert seal.open(lying) == PAPER
    other = Files(files.folder, Seal(b"another secret, 32 bytes and more"), files.database)
    with pytest.raises(WrongKey):
        await other.read(kept.ref)


async def test_only_its_owner_reads_it(files: Files, seal: Seal) -> None:
    mine, yours = [
        (await files.database.write(lambda on, n=n: someone(on, seal, n)))[0]  # type: ignore[misc]
        for n in ("51900000001", "51900000002")
    ]
    kept = await files.keep(PAPER, "x")
    assert await files.read(kept.ref, mine) is None, "nobody owns it yet"
    await files.database.write(lambda on: media.own(on, mine, [kept.ref]))
    await files.database.write(lambda on: media.own(on, yours, [kept.ref, "unknown"]))
    await files.database.write(lambda on: media.own(on, yours, []))
    assert await files.read(kept.ref, mine) == (PAPER, kept)
    assert await files.read(kept.ref, yours) is None


async def test_what_is_not_there_is_none(files: Files) -> None:
    assert await files.read("unknown") is None
    assert await files.read("../../etc/passwd") is None
    kept = await files.keep(PAPER, "\ud83d odd \x00 name")
    files.remove([kept.ref, "never-there"])
    assert await files.read(kept.ref) is None
    count = text("select count(*) from media_file")
    assert await files.database.read(lambda on: on.scalar(count)) == 1


async def test_drawings_of_the_house_are_everybodys_and_nothing_else_is(files: Files) -> None:
    found = await files.read("pictures/roca.png", contact=1)
    assert found is not None and found[0].startswith(b"\x89PNG")
    assert (found[1].kind, found[1].mime) == (MediaKind.IMAGE, "image/png")
    for ref in ("pictures/none.png", "pictures/roca.svg", "pictures/../app.py", "pictures/"):
        assert await files.read(ref, contact=1) is None

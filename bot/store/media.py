"""Files people send and we make: sealed in the data folder, owned by one contact each."""

from __future__ import annotations

import asyncio
import os
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, bindparam, insert, or_, select, update
from sqlmodel import col

from bot.errors import Unclear
from bot.model import Media, MediaKind
from bot.store.database import Database
from bot.store.seal import Seal, sync
from bot.store.tables import OF, THIS, MediaFile

LARGEST = 16 * 2**20
DRAWINGS, DRAWING = Path(__file__).parents[1], re.compile(r"pictures/[a-z][a-z-]*\.png")
"""Drawings of the house: files that everybody may see, by where they lie."""
MAGIC: tuple[tuple[int, bytes, MediaKind, str], ...] = (
    (0, b"\xff\xd8\xff", MediaKind.IMAGE, "image/jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", MediaKind.IMAGE, "image/png"),
    (0, b"GIF8", MediaKind.IMAGE, "image/gif"),
    (8, b"WEBP", MediaKind.IMAGE, "image/webp"),
    (0, b"%PDF-", MediaKind.DOCUMENT, "application/pdf"),
    (0, b"OggS", MediaKind.VOICE, "audio/ogg"),
    (0, b"ID3", MediaKind.AUDIO, "audio/mpeg"),
    (0, b"\xff\xfb", MediaKind.AUDIO, "audio/mpeg"),
    (8, b"WAVE", MediaKind.AUDIO, "audio/wav"),
    (0, b"#!AMR", MediaKind.VOICE, "audio/amr"),
    (4, b"ftypM4A", MediaKind.AUDIO, "audio/mp4"),
    (4, b"ftyp", MediaKind.VIDEO, "video/mp4"),
    (0, b"\x1aE\xdf\xa3", MediaKind.VOICE, "audio/webm"),
    (0, b"PK\x03\x04", MediaKind.DOCUMENT, "application/zip"),
)


def sniff(data: bytes) -> tuple[MediaKind, str]:
    """What a file is by its first bytes; its name is never believed."""
    for offset, magic, kind, mime in MAGIC:
        if data[offset : offset + len(magic)] == magic:
            return kind, mime
    return MediaKind.DOCUMENT, "application/octet-stream"


@dataclass(frozen=True)
class Files:
    """The media store: a folder of sealed files and their rows."""

    folder: Path
    seal: Seal
    database: Database

    async def keep(self, data: bytes, name: str) -> Media:
        """Store a file nobody owns yet. Raises Unclear: empty, or over 16 MiB."""
        if not data:
            raise Unclear("common-file-empty")
        if len(data) > LARGEST:
            raise Unclear("common-file-too-big", most=LARGEST // 2**20)
        kind, mime = sniff(data)
        media = Media(kind, secrets.token_urlsafe(18), name.strip()[:120], mime, len(data))
        await asyncio.to_thread(self._write, media.ref, data)
        await self.database.write(lambda on: self._insert(on, media))
        return media

    async def read(self, ref: str, contact: int | None = None) -> tuple[bytes, Media] | None:
        """A file and what it is; None when there is none, or it is another contact's."""
        if DRAWING.fullmatch(ref):
            return await asyncio.to_thread(_drawing, ref)
        row = await self.database.read(lambda on: self._row(on, ref))
        if row is None or (contact is not None and row[1] != contact):
            return None
        data = await asyncio.to_thread(self._open, ref)
        return None if data is None else (data, row[0])

    def remove(self, refs: Sequence[str]) -> None:
        """Remove files from the disk; their rows are gone already."""
        for ref in refs:
            self._path(ref).unlink(missing_ok=True)

    def strays(self, known: frozenset[str], before: float) -> set[str]:
        """Files on the disk without a row, older than a moment (seconds since 1970)."""
        found = (path for path in self.folder.glob("??/*") if path.name not in known)
        return {path.name for path in found if path.stat().st_mtime < before}

    def _insert(self, on: Connection, media: Media) -> None:
        values = {"ref": media.ref, "contact": None, "kind": str(media.kind), "mime": media.mime}
        name = self.seal.sealed(media.name.encode("utf-8", "replace"))
        at = datetime.now(UTC)
        on.execute(_INSERT, {**values, "size": media.size, "name": name, "created_at": at})

    def _row(self, on: Connection, ref: str) -> tuple[Media, int | None] | None:
        row = on.execute(_ROW, {"this": ref}).first()
        if row is None:
            return None
        kind, mime, size, name, contact = row
        return Media(MediaKind(kind), ref, self.seal.open(name).decode(), mime, size), contact

    def _path(self, ref: str) -> Path:
        return self.folder / ref[:2] / ref

    def _open(self, ref: str) -> bytes | None:
        path = self._path(ref)
        return self.seal.open(path.read_bytes()) if path.exists() else None

    def _write(self, ref: str, data: bytes) -> None:
        path = self._path(ref)
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(path, "xb") as file:
            file.write(self.seal.sealed(data))
            file.flush()
            os.fsync(file.fileno())
        sync(path.parent)
        sync(self.folder)


def _drawing(ref: str) -> tuple[bytes, Media] | None:
    path = DRAWINGS / ref
    data = path.read_bytes() if path.is_file() else b""
    media = Media(MediaKind.IMAGE, ref, path.name, "image/png", len(data))
    return (data, media) if data else None


_FILE = col(MediaFile.ref)
_OWNER = col(MediaFile.contact)
_INSERT = insert(MediaFile)
_ROW = select(
    col(MediaFile.kind), col(MediaFile.mime), col(MediaFile.size), col(MediaFile.name), _OWNER
).where(_FILE == THIS)
_OWN = (
    update(MediaFile)
    .where(_FILE.in_(bindparam("refs", expanding=True)))
    .where(or_(_OWNER.is_(None), _OWNER == OF))
)


def own(on: Connection, contact: int, refs: Sequence[str]) -> None:
    """Give files to the contact who sent them; a file that has an owner keeps it."""
    if refs:
        on.execute(_OWN, {"refs": list(refs), "of": contact, "contact": contact})

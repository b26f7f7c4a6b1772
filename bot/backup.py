"""`chaski backup` and `chaski restore`: database and files in one archive, made while it runs.

Rule 1: the database is copied first, as of one moment, then the files it may speak of.
Rule 2: everything private in it is sealed, and the key is not in it unless asked for: whoever has
        both reads all, whoever has the archive alone reads nothing, and without the key neither
        do you. Keep the key elsewhere.
Rule 3: nothing is touched before the archive and the key have been found to fit.
"""

from __future__ import annotations

import io
import json
import os
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import make_url
from sqlmodel import SQLModel

from bot.config import Settings
from bot.errors import ChaskiError
from bot.store import migrate
from bot.store.database import open_engine
from bot.store.seal import Seal, secret_in

MANIFEST, DATABASE, MEDIA, KEY = "manifest.json", "chaski.db", "media", "secret.key"
KIND = "chaski-backup-1"


class NoBackup(ChaskiError):
    """That is no backup of Chaski, or it is damaged."""


def backup(found: Settings, file: Path, *, with_key: bool = False) -> dict[str, Any]:
    """Write the archive; what is in it. Raises ChaskiError."""
    secret = found.secret_key.encode() or secret_in(found.data_dir)
    about: dict[str, Any] = {
        "kind": KIND,
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "key": _mark(secret),
        **_version(found),
    }
    part = file.with_name(f".{file.name}.part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(handle, "wb") as out, tarfile.open(fileobj=out, mode="w") as archive:
            tables = _copy_out(found, archive)
            files = _files_out(found, archive)
            if with_key:
                _add(archive, KEY, secret)
            about |= {"tables": tables, "files": files, "with_key": with_key}
            _add(archive, MANIFEST, json.dumps(about, indent=1).encode())
            out.flush()
            os.fsync(out.fileno())
        os.replace(part, file)
    finally:
        part.unlink(missing_ok=True)
    return about


def restore(found: Settings, file: Path, *, force: bool = False) -> dict[str, Any]:
    """Put an archive back. Raises ChaskiError before anything is touched, when it does not fit."""
    with _opened(file) as archive:
        about = _about(archive)
        _fits(found, about, archive)
        found.data_dir.mkdir(parents=True, exist_ok=True)
        _empty(found, force=force)
        if about.get("with_key") and not found.secret_key:
            _put(found.data_dir / KEY, _read(archive, KEY))
        _files_in(found, archive)
        _copy_in(found, archive, about)
    return about


# -- the archive ----------------------------------------------------------------------------------------


@contextmanager
def _opened(file: Path) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(file, "r:") as archive:
            yield archive
    except (tarfile.TarError, EOFError) as wrong:
        raise NoBackup(f"{file} is no backup of Chaski, or it is damaged ({wrong})") from None
    except FileNotFoundError:
        raise ChaskiError(f"{file}: there is no such file") from None


def _about(archive: tarfile.TarFile) -> dict[str, Any]:
    try:
        about = json.loads(_read(archive, MANIFEST))
    except (KeyError, ValueError):
        raise NoBackup from None
    if not isinstance(about, dict) or about.get("kind") != KIND:
        raise NoBackup
    return about


def _read(archive: tarfile.TarFile, name: str) -> bytes:
    member = archive.extractfile(name)
    if member is None:
        raise NoBackup
    return member.read()


def _add(archive: tarfile.TarFile, name: str, data: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode = len(data), 0o600
    archive.addfile(member, io.BytesIO(data))


def _put(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as out:
        out.write(data)


def _mark(secret: bytes) -> str:
    """What tells one key from another, and nothing else about it."""
    return Seal(secret).digest("backup", "key").hex()[:32]


# -- whether it fits ------------------------------------------------------------------------------------


def _version(found: Settings) -> dict[str, str]:
    engine = open_engine(found.database)
    try:
        with engine.connect() as on:
            version = migrate.current(on)
    finally:
        engine.dispose()
    if version is None:
        raise ChaskiError(
            "there is no database yet; start chaski serve once, or set CHASKI_DATA_DIR"
        )
    return {"database": engine.dialect.name, "version": version}


def _fits(found: Settings, about: dict[str, Any], archive: tarfile.TarFile) -> None:
    here = make_url(found.database).get_backend_name()
    if about["database"] != here:
        raise ChaskiError(
            f"the backup is of {about['database']} and CHASKI_DATABASE_URL names {here}; "
            "restore it to the same kind"
        )
    if about["version"] != migrate.head():
        raise ChaskiError(
            f"the backup is of version {about['version']}, this program is at {migrate.head()}; "
            "restore it with the chaski that made it, then update and run chaski migrate"
        )
    key = found.data_dir / KEY
    secret = found.secret_key.encode() or (key.read_bytes().strip() if key.exists() else b"")
    if not secret and about.get("with_key"):
        secret = _read(archive, KEY)
    if not secret:
        raise ChaskiError(
            f"put your copy of secret.key into {found.data_dir} first, or set CHASKI_SECRET_KEY: "
            "without it nothing private can be read"
        )
    if _mark(secret) != about["key"]:
        raise ChaskiError("the key here is not the key of this backup; put the right one in place")


def _empty(found: Settings, *, force: bool) -> None:
    migrate.upgrade(found.database)
    engine = open_engine(found.database)
    try:
        with engine.connect() as on:
            there = on.exec_driver_sql("select count(*) from contact").scalar() or 0
    finally:
        engine.dispose()
    if there and not force:
        raise ChaskiError(
            f"{there} contacts are here already; --force replaces them, after a backup of them"
        )


# -- files ----------------------------------------------------------------------------------------------


def _files_out(found: Settings, archive: tarfile.TarFile) -> int:
    folder, count = found.data_dir / MEDIA, 0
    for path in sorted(folder.glob("*/*")) if folder.is_dir() else ():
        try:
            data = path.read_bytes()
        except FileNotFoundError:  # forgotten meanwhile
            continue
        _add(archive, f"{MEDIA}/{path.relative_to(folder).as_posix()}", data)
        count += 1
    return count


def _files_in(found: Settings, archive: tarfile.TarFile) -> None:
    for member in archive:
        parts = Path(member.name).parts
        if len(parts) == 3 and parts[0] == MEDIA and member.isfile() and ".." not in parts:
            _put(found.data_dir / member.name, _read(archive, member.name))


# -- the database ---------------------------------------------------------------------------------------


def _copy_out(found: Settings, archive: tarfile.TarFile) -> dict[str, int]:
    url = make_url(found.database)
    if url.get_backend_name() == "sqlite":
        return _sqlite_out(Path(url.database or ""), archive)
    return _postgres_out(_plain(found), archive)


def _copy_in(found: Settings, archive: tarfile.TarFile, about: dict[str, Any]) -> None:
    url = make_url(found.database)
    if url.get_backend_name() == "sqlite":
        _sqlite_in(Path(url.database or ""), archive)
    else:
        _postgres_in(_plain(found), archive, list(about["tables"]))


def _sqlite_out(path: Path, archive: tarfile.TarFile) -> dict[str, int]:
    """SQLite's own online copy, beside whoever writes."""
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        copy = Path(folder) / DATABASE
        live, made = sqlite3.connect(path), sqlite3.connect(copy)
        try:
            live.backup(made, pages=2000, sleep=0.01)
            counts = {
                table: made.execute(f'select count(*) from "{table}"').fetchone()[0]  # noqa: S608
                for table in _tables()
            }
        finally:
            made.close()
            live.close()
        archive.add(copy, DATABASE, filter=_owner_only)
    return counts


def _owner_only(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    member.mode = 0o600
    return member


def _sqlite_in(path: Path, archive: tarfile.TarFile) -> None:
    """The same way back: whoever has it open sees the other content from its next statement on."""
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        archive.extract(DATABASE, folder, filter="data")
        copy = Path(folder) / DATABASE
        kept, live = sqlite3.connect(copy), sqlite3.connect(path, timeout=30)
        try:
            kept.backup(live)
        finally:
            live.close()
            kept.close()


def _plain(found: Settings) -> str:
    url = make_url(found.database).set(drivername="postgresql")
    return url.render_as_string(hide_password=False)


def _tables() -> list[str]:
    """Every table, what is named by others first."""
    return [table.name for table in SQLModel.metadata.sorted_tables]


def _postgres_out(url: str, archive: tarfile.TarFile) -> dict[str, int]:
    """COPY of every table within one snapshot."""
    counts = {}
    with psycopg.connect(url) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        for table in _tables():
            with tempfile.SpooledTemporaryFile(max_size=16 << 20) as kept:
                words = sql.SQL("COPY {} TO STDOUT").format(_named(table))
                with connection.cursor() as cursor:
                    with cursor.copy(words) as copy:
                        for block in copy:
                            kept.write(bytes(block))
                    counts[table] = cursor.rowcount
                member = tarfile.TarInfo(f"tables/{table}")
                member.size, member.mode = kept.tell(), 0o600
                kept.seek(0)
                archive.addfile(member, kept)
    return counts


def _named(table: str) -> sql.Composed:
    columns = [sql.Identifier(column.name) for column in SQLModel.metadata.tables[table].columns]
    return sql.SQL("{} ({})").format(sql.Identifier(table), sql.SQL(", ").join(columns))


def _postgres_in(url: str, archive: tarfile.TarFile, tables: list[str]) -> None:
    """All tables emptied and filled in one transaction: all of it or nothing."""
    known = [table for table in _tables() if table in tables]
    with psycopg.connect(url) as connection:
        every = sql.SQL(", ").join(map(sql.Identifier, _tables()))
        connection.execute(sql.SQL("TRUNCATE {} CASCADE").format(every))
        for table in known:
            words = sql.SQL("COPY {} FROM STDIN").format(_named(table))
            member = archive.extractfile(f"tables/{table}")
            if member is None:
                raise NoBackup
            with connection.cursor() as cursor, cursor.copy(words) as copy:
                while block := member.read(1 << 20):
                    copy.write(block)
        for table in known:
            if "id" in SQLModel.metadata.tables[table].columns:
                connection.execute(
                    sql.SQL(
                        "SELECT setval(pg_get_serial_sequence({}, 'id'), "
                        "greatest((SELECT max(id) FROM {}), 1))"
                    ).format(sql.Literal(f'"{table}"'), sql.Identifier(table))
                )

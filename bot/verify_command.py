"""`chaski verify` and `chaski badge`: is this paper good, and taking a badge back.

Rule 1: verifying needs no database, no network and no data folder: a public key is enough.
Rule 2: it makes nothing: no folder, no key, no table.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from bot.app import opened, signing_of
from bot.clock import Clock
from bot.config import Settings, settings
from bot.errors import ChaskiError
from bot.proof import badge as badges
from bot.proof import jws, lots
from bot.proof.badge import Said
from bot.proof.files import LARGEST, carried
from bot.proof.jws import Rejected
from bot.proof.lots import Sheet
from bot.proof.signing import Signing
from bot.proof.verdict import Trust, judged
from bot.store import revocations
from bot.store.database import Database
from bot.store.seal import Seal


class NoKey(ChaskiError):
    """No key to trust: give the issuer's with --trust (its /verify/key page has it)."""


class NotABadge(ChaskiError):
    """No badge of this house has that id; `chaski verify FILE.pdf` shows it."""


def verify(files: Sequence[Path], *, trust: Sequence[str] = (), at: str = "") -> int:
    """Say of each file whether it is good; 0 when all are. Raises ChaskiError with a remedy."""
    found = settings()
    ours = house(found)
    keys = [*map(key_of, trust), *([ours.public] if ours and not trust else [])]
    if not keys:
        raise NoKey
    taken_back = None if trust else _revoked(found)
    believed, now = Trust(keys, taken_back or {}), _moment(at)
    sheets: list[Sheet] = []
    bad = sum(not _one(path, believed, now, sheets) for path in files)
    try:
        lots.compare(sheets)
    except Rejected as rejected:
        print(f"bad: {rejected}", file=sys.stderr)
        bad += 1
    if taken_back is None and len(sheets) < len(files) and not bad:
        print("revocation was not checked: the issuer's database is not here", file=sys.stderr)
    return 1 if bad else 0


def _one(path: Path, trust: Trust, now: datetime, sheets: list[Sheet]) -> bool:
    try:
        with path.open("rb") as file:
            told = judged(carried(file.read(LARGEST + 1)), trust, now)
    except OSError as error:
        raise ChaskiError(f"{path}: {error.strerror}") from None
    except Rejected as rejected:
        print(f"bad: {path.name}: {rejected}", file=sys.stderr)
        return False
    if isinstance(told, Sheet):
        sheets.append(told)
    print(f"good: {path.name}: {_sheet(told) if isinstance(told, Sheet) else _badge(told)}")
    return True


def _badge(told: Said) -> str:
    holder = f"for {told.holder!r}" if told.holder else "without a name"
    days = f"{told.since:%Y-%m-%d} to {told.until:%Y-%m-%d}"
    return f"badge {told.id}, {told.title!r}, {holder}, {days}, issued by {told.issuer}"


def _sheet(told: Sheet) -> str:
    data = ", ".join(f"{name} {value}" for name, value in told.lot.items())
    chain = "whole chain" if told.chain else "its own link only"
    return f"lot {told.number} of book {told.book} ({chain}): {data}, issued by {told.issuer}"


def _moment(at: str) -> datetime:
    """Noon of a day, or now."""
    try:
        return datetime.combine(date.fromisoformat(at), time(17), UTC) if at else Clock().now()
    except ValueError:
        raise ChaskiError(f"--at {at}: write a day as 2026-11-25") from None


def house(found: Settings) -> Signing | None:
    """The house's signing, when its secret is here; nothing is made."""
    kept = found.data_dir / "secret.key"
    secret = found.secret_key.encode() or (kept.read_bytes().strip() if kept.exists() else b"")
    return signing_of(found, Seal(secret)) if secret else None


def key() -> str:
    """The house's public key, to be given to whoever verifies. Raises NoKey."""
    ours = house(settings())
    if ours is None:
        raise NoKey
    return f"{jws.b64(ours.public)}  (thumbprint {jws.thumbprint(ours.public)})"


def key_of(text: str) -> bytes:
    """A public key as `/verify/key` shows it, 43 letters. Raises ChaskiError."""
    try:
        found = jws.unb64(text.strip())
    except ValueError:
        found = b""
    if len(found) != 32:
        raise ChaskiError(f"--trust {text}: a public key has 43 letters, as `x` on /verify/key")
    return found


def _revoked(found: Settings) -> dict[str, str] | None:
    """What was taken back; None when there is no database here that knows."""
    url = found.database
    if url.startswith("sqlite") and not Path(url.removeprefix("sqlite:///")).exists():
        return None

    async def run() -> dict[str, str]:
        database = Database(url)
        try:
            return await database.read(revocations.everything)
        finally:
            await database.close()

    try:
        return asyncio.run(run())
    except SQLAlchemyError:
        return None


def revoke(id: str, why: str) -> str:
    """Take a badge back for good; what to print. Raises NotABadge, ChaskiError."""
    found = settings()
    ours = house(found)
    if ours is None or badges.known(id, ours.secret) is None:
        raise NotABadge
    if not why.strip():
        raise ChaskiError("--why is empty; say the reason, for those who come after you")

    async def run() -> bool:
        database = opened(found)
        try:
            now = Clock(found.timezone).now()
            return await database.write(lambda on: revocations.revoke(on, id, why.strip(), now))
        finally:
            await database.close()

    return f"{id} is revoked" if asyncio.run(run()) else f"{id} was revoked before"


def revoked() -> list[str]:
    """What was taken back, a line each."""
    known = _revoked(settings()) or {}
    return [f"{id}: {why}" for id, why in known.items()] or ["no badge was revoked"]

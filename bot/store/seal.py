"""Keeping private things unreadable at rest, and finding them again by a keyed hash.

AES-256-GCM with a fresh 96-bit nonce for each value; look-ups by BLAKE2b keyed with a key of
its own. Both keys are derived from one secret with HKDF-SHA256, so one secret is all to keep.
"""

from __future__ import annotations

import json
import os
import secrets
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.errors import ChaskiError
from bot.model import Json

NONCE = 12
SHORTEST = 32
UNUSUAL = b"\x00"


class WrongKey(ChaskiError):
    """A stored value cannot be opened: CHASKI_SECRET_KEY is not the key it was sealed with."""


class WeakKey(ChaskiError):
    """CHASKI_SECRET_KEY is shorter than 32 characters. Leave it empty and a good one is made."""


class Seal:
    """Seals and opens values with one secret of at least 32 bytes. Raises WeakKey: it is shorter."""

    def __init__(self, secret: bytes) -> None:
        if len(secret) < SHORTEST:
            raise WeakKey
        self._cipher = AESGCM(_derive(secret, b"chaski seal"))
        self._lookup = _derive(secret, b"chaski look-up")

    def sealed(self, plain: bytes) -> bytes:
        """Sealed bytes: nonce, then ciphertext and tag."""
        nonce = os.urandom(NONCE)
        return nonce + self._cipher.encrypt(nonce, plain, None)

    def open(self, sealed: bytes) -> bytes:
        """The plain bytes. Raises WrongKey when they were sealed with another secret."""
        try:
            return self._cipher.decrypt(sealed[:NONCE], sealed[NONCE:], None)
        except (InvalidTag, ValueError):
            raise WrongKey from None

    def json(self, value: object) -> bytes:
        """A JSON value, sealed."""
        try:
            return self.sealed(orjson.dumps(value))
        except TypeError:  # half an emoji, a number of thirty digits: people send anything
            return self.sealed(UNUSUAL + json.dumps(value).encode())

    def open_json(self, sealed: bytes) -> Json:
        """A sealed JSON value, opened."""
        plain = self.open(sealed)
        usual = not plain.startswith(UNUSUAL)
        value: Json = orjson.loads(plain) if usual else json.loads(plain[1:])
        return value

    def digest(self, *parts: str) -> bytes:
        """16 bytes that stand for these parts in an index, and tell nothing without the key."""
        joined = "".join(f"{len(part)}:{part}" for part in parts).encode("utf-8", "surrogatepass")
        return blake2b(joined, key=self._lookup, digest_size=16).digest()


def _derive(secret: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(secret)


def secret_in(folder: Path) -> bytes:
    """The secret kept in `folder/secret.key`, made on first use, readable by its owner only.

    It appears whole or not at all, whoever else makes one at the same moment.
    """
    path = folder / "secret.key"
    folder.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        draft = folder / f".secret.{secrets.token_hex(8)}"
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_hex(32).encode())
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
        sync(folder)
    return path.read_bytes().strip()


def sync(folder: Path) -> None:
    """Make what was just added to a folder survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

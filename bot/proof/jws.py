"""Signed statements: JSON under an Ed25519 signature, as a compact JWS (RFC 7515, RFC 8037).

Rule 1: one spelling only. What does not encode back to the very same letters is refused, so that
        no letter of a token can change and still be accepted.
Rule 2: only EdDSA is known; no token chooses how it is verified.
Rule 3: a token brings its public key along. That it is one we trust is another question.
"""

from __future__ import annotations

import binascii
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from bot.errors import ChaskiError
from bot.model import Json

LONGEST = 32_768
"""Letters of a token; a badge has about two thousand."""


class Rejected(ChaskiError):
    """This proves nothing. code: which way it fails, for tests and scripts."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Opened:
    """A statement whose signature holds. public: the 32 bytes of the key that made it."""

    payload: Mapping[str, Json]
    public: bytes


def public_of(seed: bytes) -> bytes:
    """The public key of a secret of 32 bytes."""
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def jwk(public: bytes) -> dict[str, str]:
    """A public key as JSON (RFC 8037)."""
    return {"crv": "Ed25519", "kty": "OKP", "x": b64(public)}


def thumbprint(public: bytes) -> str:
    """What a key is called (RFC 7638): short enough to read out on the telephone."""
    return b64(sha256(plain(jwk(public))).digest())


def signed(payload: Mapping[str, Json], seed: bytes) -> str:
    """A compact token. seed: the secret, 32 bytes."""
    header = {"alg": "EdDSA", "jwk": jwk(public_of(seed)), "typ": "JWT"}
    body = f"{b64(plain(header))}.{b64(plain(payload))}"
    return f"{body}.{b64(Ed25519PrivateKey.from_private_bytes(seed).sign(body.encode()))}"


def opened(token: str) -> Opened:
    """What a token says. Raises Rejected: it is malformed, or its signature does not hold."""
    parts = token.split(".")
    if len(parts) != 3 or len(token) > LONGEST:
        raise Rejected("malformed", "this is no signed credential: it has not three parts")
    header, payload = _json(parts[0], "header"), _json(parts[1], "content")
    key = header.get("jwk")
    if header.get("alg") != "EdDSA" or not isinstance(key, dict):
        raise Rejected("malformed", "its header names no Ed25519 signature")
    try:
        public = unb64(str(key.get("x")))
        Ed25519PublicKey.from_public_bytes(public).verify(
            unb64(parts[2]), f"{parts[0]}.{parts[1]}".encode()
        )
    except InvalidSignature:
        raise Rejected("changed", "it was changed after it was signed") from None
    except ValueError:
        raise Rejected("malformed", "its key or signature is damaged") from None
    return Opened(payload, public)


def b64(data: bytes) -> str:
    """Base64 for addresses, without padding."""
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64(text: str) -> bytes:
    """Back from base64. Raises ValueError: it is not the one spelling of these bytes."""
    try:
        data = urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
    except (binascii.Error, UnicodeEncodeError) as error:
        raise ValueError(str(error)) from None
    if b64(data) != text:
        raise ValueError("spelled in another way")
    return data


def plain(value: object) -> bytes:
    """JSON in one spelling: sorted, without blanks."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def _json(part: str, what: str) -> Mapping[str, Json]:
    try:
        found = json.loads(unb64(part))
    except (ValueError, RecursionError):
        raise Rejected("malformed", f"its {what} is damaged") from None
    if not isinstance(found, dict):
        raise Rejected("malformed", f"its {what} is damaged")
    return found

"""What the house signs with: a key and a secret for ids, both derived from its one seal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from bot.proof.jws import public_of


@dataclass(frozen=True)
class Signing:
    """The house as an issuer. seed, secret: never shown; url: where its proofs are looked up."""

    seed: bytes = field(repr=False)
    secret: bytes = field(repr=False)
    url: str
    zone: str
    name: str = "Chaski"

    @property
    def public(self) -> bytes:
        """The public key, 32 bytes."""
        return public_of(self.seed)

    @property
    def issuer(self) -> dict[str, str]:
        """What a credential says of its issuer."""
        return {"url": self.url, "name": self.name, "zone": self.zone}


def signing(digest: Callable[[str, str], bytes], url: str, zone: str) -> Signing:
    """The house's signing. digest: of its seal, 16 bytes for each pair of words."""
    seed = digest("badge key", "1") + digest("badge key", "2")
    return Signing(seed, digest("badge id", ""), url.rstrip("/"), zone)

"""The chain of a book of ore: every lot's mark covers its data and the mark of the lot before.

Rule 1: lots stand in the order they were written down; one changed, left out or put in later
        changes the mark of each lot after it.
Rule 2: a sheet carries the data of its own lot, and of all others only their digests.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from bot.model import Json
from bot.proof.jws import Rejected, b64, plain, unb64

KIND = "LotSheet"
START = b64(bytes(32))
"""The mark before the first lot."""
MOST_LOTS = 5000


def digest(lot: Mapping[str, Json]) -> str:
    """What stands for a lot's data in the chain."""
    return b64(sha256(plain(dict(lot))).digest())


def marks(digests: Sequence[str]) -> list[str]:
    """The mark of each lot. Raises ValueError: a digest is damaged."""
    found, before = [], unb64(START)
    for one in digests:
        before = sha256(before + unb64(one)).digest()
        found.append(b64(before))
    return found


def sheet(
    lot: Mapping[str, Json], digests: Sequence[str], issuer: str, book: str
) -> dict[str, Json]:
    """The payload to sign. digests: of all lots up to this one, the last its own.

    lot: without its price, which is between her and her buyer. book: which book, a name that
    tells nothing.
    """
    chain = [START, *marks(digests)]
    return {
        "type": [KIND],
        "iss": issuer,
        "book": book,
        "number": len(digests),
        "lot": dict(lot),
        "before": chain[-2],
        "mark": chain[-1],
    }


@dataclass(frozen=True)
class Sheet:
    """A lot sheet that was read. chain: the digests it brought along, none when only its QR was read."""

    book: str
    number: int
    lot: Mapping[str, Json]
    issuer: str
    mark: str
    chain: tuple[str, ...] = ()


def read(payload: Mapping[str, Json], chain: Sequence[str] | None = None) -> Sheet:
    """A sheet whose own link and whole chain hold. Raises Rejected and names where it breaks."""
    match payload:
        case {
            "type": ["LotSheet"],
            "iss": str(issuer),
            "book": str(book),
            "number": int(number),
            "lot": dict(lot),
            "before": str(before),
            "mark": str(mark),
        }:
            own = digest(lot)
            if _follows(before, own) != mark:
                raise Rejected(
                    "chain", f"broken chain: lot {number} does not follow lot {number - 1}"
                )
            if chain is not None:
                _check(chain, (number, own, before, mark))
            return Sheet(book, number, lot, issuer, mark, tuple(chain or ()))
    raise Rejected("malformed", "it is signed, but it is no lot sheet")


def _follows(before: str, own: str) -> str:
    try:
        return b64(sha256(unb64(before) + unb64(own)).digest())
    except ValueError:
        return ""


def _check(chain: Sequence[str], own: tuple[int, str, str, str]) -> None:
    number, mine, before, mark = own
    try:
        found = [START, *marks(chain[:MOST_LOTS])]
    except ValueError:
        raise Rejected("chain", "broken chain: a lot before it is damaged") from None
    if len(chain) != number:
        raise Rejected("chain", f"broken chain: {number} lots are signed, {len(chain)} are listed")
    if chain[-1] != mine:
        raise Rejected("chain", f"broken chain: lot {number} is not the one that is listed")
    if found[-2:] != [before, mark]:
        raise Rejected("chain", f"broken chain: a lot before lot {number} was changed")


def compare(sheets: Sequence[Sheet]) -> None:
    """Whether sheets of one book tell the same story. Raises Rejected: the first lot that differs."""
    books: dict[str, dict[int, str]] = {}
    for one in sheets:
        seen = books.setdefault(one.book, {})
        for number, own in enumerate(one.chain, 1):
            if seen.setdefault(number, own) != own:
                raise Rejected("chain", f"broken chain: lot {number} differs between these sheets")

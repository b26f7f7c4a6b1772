"""A badge: an Open Badges 3.0 AchievementCredential for a module, and its id.

Rule 1: the id says by itself which module, since when and until when, and that we issued it; so
        a page can answer for it although nothing about the person is kept for that.
Rule 2: the same pass has the same id for ever: asking again does not undo a revocation.
Rule 3: a name is in it only when she gave one; two badges of one person have nothing in common.
"""

from __future__ import annotations

import hmac
import re
from base64 import b32encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from hashlib import sha256
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from bot.model import Json
from bot.proof.jws import Rejected

CONTEXT = (
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
)
NONCE, MAC = 8, 12
"""Letters of five bits each."""
ID = re.compile(r"([a-z0-9-]{1,40})\.(\d{6})\.(\d{6})\.([a-z2-7]{8})\.([a-z2-7]{12})")


@dataclass(frozen=True)
class Badge:
    """What an id says. until: the day its refresher falls due, from which it no longer holds."""

    id: str
    module: str
    passed: date
    until: date


def numbered(module: str, days: tuple[date, date], subject: str, secret: bytes) -> Badge:
    """The badge of a pass. days: passed and until; subject: whose, told to nobody."""
    passed, until = days
    told = f"{module}.{passed:%y%m%d}.{until:%y%m%d}"
    body = f"{told}.{_letters(secret, f'nonce {subject} {told}', NONCE)}"
    return Badge(f"{body}.{_letters(secret, f'id {body}', MAC)}", module, passed, until)


def known(id: str, secret: bytes) -> Badge | None:
    """The badge of an id, or None when it is none of ours."""
    found = ID.fullmatch(id)
    if found is None:
        return None
    body, mac = id.rpartition(".")[0], found[5]
    if not hmac.compare_digest(mac, _letters(secret, f"id {body}", MAC)):
        return None
    passed, until = (datetime.strptime(found[n], "%y%m%d").date() for n in (2, 3))  # noqa: DTZ007
    return Badge(id, found[1], passed, until)


def _letters(secret: bytes, text: str, count: int) -> str:
    made = hmac.new(secret, text.encode("utf-8", "surrogatepass"), sha256).digest()
    return b32encode(made).decode().lower()[:count]


def credential(
    badge: Badge, issuer: Mapping[str, str], words: Mapping[str, str]
) -> dict[str, Json]:
    """The payload to sign, in the form VC-JWT asks for (Open Badges 3.0 §8.2).

    issuer: `url`, `name`, `zone` (whose days count). words: `title`, `description`, `criteria`,
    `language`, and `holder` when she gave a name.
    """
    url, zone = issuer["url"], ZoneInfo(issuer["zone"])
    since, until = (_moment(day, zone) for day in (badge.passed, badge.until))
    subject = f"urn:uuid:{uuid5(NAMESPACE_URL, badge.id)}"
    id = f"{url}/verify/{badge.id}"
    achievement: dict[str, Json] = {
        "id": f"{url}/verify/module/{badge.module}",
        "type": ["Achievement"],
        "achievementType": "Assessment",
        "name": words["title"],
        "description": words["description"],
        "criteria": {"narrative": words["criteria"]},
        "inLanguage": words["language"],
    }
    holder: dict[str, Json] = {"id": subject, "type": ["AchievementSubject"]}
    if words.get("holder"):
        name: dict[str, Json] = {"type": "IdentityObject", "hashed": False, "identityType": "name"}
        holder["identifier"] = [{**name, "identityHash": words["holder"]}]
    status: Json = {"id": f"{url}/verify/revoked", "type": "1EdTechRevocationList"}
    profile: Json = {"id": url, "type": ["Profile"], "name": issuer["name"], "url": url}
    return {
        "@context": list(CONTEXT),
        "type": ["VerifiableCredential", "AchievementCredential"],
        "id": id,
        "name": words["title"],
        "issuer": profile,
        "validFrom": _iso(since),
        "validUntil": _iso(until),
        "credentialSubject": {**holder, "achievement": achievement},
        "credentialStatus": status,
        "iss": url,
        "jti": id,
        "sub": subject,
        "nbf": int(since.timestamp()),
        "exp": int(until.timestamp()),
    }


def _moment(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _iso(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass(frozen=True)
class Said:
    """What a badge says, read back. since, until: aware UTC."""

    id: str
    title: str
    issuer: str
    holder: str
    since: datetime
    until: datetime


def said(payload: Mapping[str, Json]) -> Said:
    """What a signed badge says. Raises Rejected: it is signed, but no badge."""
    match payload:
        case {
            "type": [*types],
            "id": str(id),
            "issuer": {"name": str(name), "id": str(url)},
            "nbf": int(since),
            "exp": int(until),
            "credentialSubject": {"achievement": {"name": str(title)}} as subject,
        } if "AchievementCredential" in types:
            assert isinstance(subject, dict)
            moments = [datetime.fromtimestamp(at, UTC) for at in (since, until)]
            return Said(id.rpartition("/")[2], title, f"{name}, {url}", _holder(subject), *moments)
    raise Rejected("malformed", "it is signed, but it is no badge")


def _holder(subject: Mapping[str, Json]) -> str:
    match subject.get("identifier"):
        case [{"identityHash": str(name)}, *_]:
            return name
    return ""

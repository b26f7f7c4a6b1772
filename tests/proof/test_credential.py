"""A credential is accepted as it was signed, and in no other form."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.proof import badge, jws
from bot.proof.files import Carried, carried
from bot.proof.jws import Rejected
from bot.proof.verdict import Trust, judged

SEED, OTHER, SECRET = b"s" * 32, b"o" * 32, b"id secret"
ISSUER = {"url": "https://chaski.example", "name": "Chaski", "zone": "America/Lima"}
WORDS = {
    "title": "La roca que cae",
    "description": "Aprobó el módulo en el chat.",
    "criteria": "4 de 5, sin fallar lo crítico.",
    "language": "es",
}
PASSED, UNTIL = date(2026, 11, 25), date(2027, 2, 23)
BADGE = badge.numbered("roca", (PASSED, UNTIL), "7", SECRET)
TOKEN = jws.signed(badge.credential(BADGE, ISSUER, WORDS), SEED)
TRUST = Trust([jws.public_of(SEED)], {})
NOW = datetime(2026, 12, 1, tzinfo=UTC)


def code(token: str, trust: Trust = TRUST, now: datetime = NOW) -> str:
    """Why it is refused; empty when it is accepted."""
    try:
        judged(Carried(token), trust, now)
    except Rejected as rejected:
        return rejected.code
    return ""


def test_what_was_signed_is_accepted_and_read_back() -> None:
    said = judged(Carried(TOKEN), TRUST, NOW)
    assert isinstance(said, badge.Said)
    assert (said.id, said.title, said.holder) == (BADGE.id, "La roca que cae", "")
    assert said.until.isoformat() == "2027-02-23T05:00:00+00:00"


def test_it_has_the_shape_open_badges_asks_for() -> None:
    payload = jws.opened(TOKEN).payload
    header = json.loads(jws.unb64(TOKEN.partition(".")[0]))
    assert header == {"alg": "EdDSA", "typ": "JWT", "jwk": jws.jwk(jws.public_of(SEED))}
    assert payload["@context"] == list(badge.CONTEXT)
    assert payload["type"] == ["VerifiableCredential", "AchievementCredential"]
    assert (payload["jti"], payload["iss"]) == (payload["id"], payload["issuer"]["id"])  # type: ignore[index,call-overload]
    assert payload["sub"] == payload["credentialSubject"]["id"]  # type: ignore[index,call-overload]
    assert payload["validUntil"] == "2027-02-23T05:00:00Z"


def test_no_letter_of_it_can_change() -> None:
    for at, letter in enumerate(TOKEN):
        for other in {"A" if letter != "A" else "B", "." if letter != "." else "A", "~"}:
            assert code(TOKEN[:at] + other + TOKEN[at + 1 :]), f"letter {at} as {other}"


def test_every_letter_of_the_signature_counts_even_its_spare_bits() -> None:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    for other in set(letters) - {TOKEN[-1]}:
        assert code(TOKEN[:-1] + other) in ("changed", "malformed")


@pytest.mark.parametrize(
    "spoiled",
    [TOKEN[:-1], TOKEN + "A", TOKEN + "=", TOKEN + "\n.", TOKEN[1:], "", "..", "a.b.c", TOKEN * 20],
)
def test_cut_longer_and_empty_is_refused(spoiled: str) -> None:
    assert code(spoiled) in ("malformed", "changed")


def test_what_is_said_cannot_be_moved_under_another_signature() -> None:
    later = badge.numbered("roca", (PASSED, UNTIL + timedelta(days=1)), "7", SECRET)
    other = jws.signed(badge.credential(later, ISSUER, WORDS), SEED)
    head, body, _ = other.split(".")
    assert code(f"{head}.{body}.{TOKEN.rpartition('.')[2]}") == "changed"


def test_no_token_chooses_how_it_is_verified() -> None:
    _, body, signature = TOKEN.split(".")
    for header in ({"alg": "none"}, {"alg": "HS256", "jwk": jws.jwk(b"k" * 32)}, {"alg": "EdDSA"}):
        assert code(f"{jws.b64(jws.plain(header))}.{body}.{signature}") == "malformed"


def test_a_key_nobody_trusts_is_named() -> None:
    forged = jws.signed(badge.credential(BADGE, ISSUER, WORDS), OTHER)
    with pytest.raises(Rejected, match=jws.thumbprint(jws.public_of(OTHER))):
        judged(Carried(forged), TRUST, NOW)
    assert code(forged) == "unknown-key"


def test_it_holds_from_its_day_until_its_refresher_falls_due() -> None:
    first, last = datetime(2026, 11, 25, 5, tzinfo=UTC), datetime(2027, 2, 23, 5, tzinfo=UTC)
    assert code(TOKEN, now=first - timedelta(seconds=1)) == "early"
    assert code(TOKEN, now=first) == ""
    assert code(TOKEN, now=last - timedelta(seconds=1)) == ""
    assert code(TOKEN, now=last) == "expired"


def test_a_revoked_one_is_refused_with_the_reason() -> None:
    with pytest.raises(Rejected, match="revoked: by mistake"):
        judged(Carried(TOKEN), Trust(TRUST.keys, {BADGE.id: "by mistake"}), NOW)


def test_an_id_answers_for_itself_and_cannot_be_made_up() -> None:
    assert badge.known(BADGE.id, SECRET) == BADGE
    assert badge.known(BADGE.id, b"another house") is None
    for at, letter in enumerate(BADGE.id):
        other = "b" if letter != "b" else "c"
        assert badge.known(BADGE.id[:at] + other + BADGE.id[at + 1 :], SECRET) is None
    for wrong in ("", "roca", BADGE.id + "a", "../../etc", BADGE.id.upper(), "roca.269999.269999"):
        assert badge.known(wrong, SECRET) is None


def test_the_same_pass_has_the_same_id_and_two_have_nothing_in_common() -> None:
    assert badge.numbered("roca", (PASSED, UNTIL), "7", SECRET) == BADGE
    for module, whose in (("roca", "8"), ("agua", "7")):
        other = badge.numbered(module, (PASSED, UNTIL), whose, SECRET)
        assert other.id.split(".")[3] != BADGE.id.split(".")[3]


@pytest.mark.parametrize("wrap", [str, json.dumps, lambda t: json.dumps({"credential": t})])
def test_it_is_found_in_text_and_in_json(wrap: object) -> None:
    assert carried(wrap(TOKEN).encode() + b"\n").token == TOKEN  # type: ignore[operator]
    envelope = json.dumps(
        {"type": "EnvelopedVerifiableCredential", "id": f"data:application/vc+jwt,{TOKEN}"}
    )
    assert carried(envelope.encode()).token == TOKEN


@pytest.mark.parametrize(
    "rubbish", [b"", b"\xff\xfe", b"{", b"{}", b"[" * 9000, b"%PDF-1.4", b"\0" * 99]
)
def test_rubbish_is_refused_with_a_reason(rubbish: bytes) -> None:
    with pytest.raises(Rejected):
        judged(carried(rubbish), TRUST, NOW)

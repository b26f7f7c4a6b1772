"""Recorded shapes of WhatsApp's webhooks, and what becomes of them when they come otherwise."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.channel import Parcel, Understood
from bot.channels.fields import Malformed
from bot.channels.whatsapp_batch import envelope, taken_apart
from bot.channels.whatsapp_payload import KINDS, understand
from bot.channels.whatsapp_people import addresses
from bot.model import Address, DeliveryStatus, StatusUpdate
from tests.channels.mutation import mutated

FOLDER = Path(__file__).parent / "payloads" / "whatsapp"
PAYLOADS = {
    path.stem: json.loads(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.json"))
}
AT = datetime(2026, 11, 22, 17, tzinfo=UTC)
SENT_AT = datetime.fromtimestamp(1795366800, UTC)
PHONE = Address("whatsapp", "wa_phone", "51987654321")
BSUID = Address("whatsapp", "wa_bsuid", "PE.13491208655302741918abc")
PARENT = Address("whatsapp", "wa_parent_bsuid", "PE.ENT.11815799212886844830")
NEW_PHONE = Address("whatsapp", "wa_phone", "51911222333")
NEW_ID = Address("whatsapp", "wa_bsuid", "PE.777newone")

WHO: dict[str, tuple[Address, ...]] = {
    "text-before-april": (PHONE,),
    "text-after-april": (BSUID, PHONE),
    "text-bsuid-only": (BSUID,),
    "text-from-empty": (BSUID,),
    "text-parent-bsuid": (BSUID, PHONE, PARENT),
    "text-without-contacts": (PHONE,),
    "text-without-from": (PHONE,),
    "text-wa-id-differs": (PHONE, Address("whatsapp", "wa_phone", "519987654321")),
}
UNREADABLE = {"problem": "common-unsupported"}
SAID: dict[str, tuple[str, dict[str, Any]]] = {
    "text-before-april": ("text", {"text": "¿Qué es el IGAFOM? 👷🏽‍♀️", "at": SENT_AT}),
    "text-after-april": ("text", {"text": "hola"}),
    "text-bsuid-only": ("text", {"text": "solo mi nombre de usuario"}),
    "text-from-empty": ("text", {"text": "vacío"}),
    "text-parent-bsuid": ("text", {"text": "con matriz"}),
    "text-without-contacts": ("text", {"text": "sin contactos"}),
    "text-without-from": ("text", {"text": "sin from"}),
    "text-without-type": ("text", {"text": "sin tipo"}),
    "text-wa-id-differs": ("text", {"text": "otro wa_id"}),
    "text-quoting": ("text", {"text": "2"}),
    "text-from-ad": ("text", {"text": "vi el aviso"}),
    "button": ("button", {"tap": "7.vigente", "text": ""}),
    "button-of-another": ("button", {"tap": "", "text": "Ver fecha"}),
    "button-reply": ("interactive", {"tap": "12.yes"}),
    "list-reply": ("interactive", {"tap": "3.to-2"}),
    "list-reply-of-another": ("interactive", {"tap": "precio del cobre"}),
    "flow-reply": ("interactive", {"text": "Tapairihua\n4"}),
    "image": ("image", {"text": "el cargo de mi IGAFOM"}),
    "image-with-url": ("image", {"text": ""}),
    "audio": ("audio", {"text": ""}),
    "voice": ("audio", {"text": ""}),
    "voice-type": ("voice", {"text": ""}),
    "video": ("video", {"text": "la bocamina"}),
    "document": ("document", {"text": "mi contrato"}),
    "media-without-id": ("image", UNREADABLE),
    "sticker": ("sticker", UNREADABLE),
    "location-nowhere": ("location", UNREADABLE),
    "contacts": ("contacts", UNREADABLE),
    "order": ("order", UNREADABLE),
    "unsupported": ("unsupported", UNREADABLE),
    "unknown-type": ("message", UNREADABLE),
    "request-welcome": ("request_welcome", {"text": "hola"}),
    "edited": ("edit", {"text": "Grau", "edits": "wamid.FIRST"}),
    "edited-caption": ("edit", {"text": "otra hoja", "edits": "wamid.FIRST"}),
    "odd-messages-object": ("text", {"text": "no es lista"}),
}
"""What a person said, by payload."""
FILES = {
    "image": "foto.jpg",
    "audio": "audio.ogg",
    "voice": "audio.ogg",
    "voice-type": "audio.ogg",
    "video": "video.mp4",
    "document": "contrato de explotación.pdf",
}
COUNTED = {
    "reaction": ("reaction", "nothing to answer"),
    "reaction-withdrawn": ("reaction", "nothing to answer"),
    "revoked": ("revoke", "taken back"),
    "group": ("group", "we talk in private"),
    "system-other": ("system", "nothing to answer"),
    "status-new-kind": ("status", "unknown status"),
    "smb-message-echoes": ("echo", "not ours to answer"),
    "history": ("history", "not ours to answer"),
    "smb-app-state-sync": ("state", "not ours to answer"),
    "calls": ("call", "not ours to answer"),
    "field-account-update": ("account_update", "ACCOUNT_RESTRICTION"),
    "field-account-alerts": ("account_alerts", "news of the account"),
    "field-message-template-status-update": ("message_template_status_update", "PAUSED"),
    "field-message-template-quality-update": ("message_template_quality_update", "YELLOW"),
    "field-template-category-update": ("template_category_update", "MARKETING"),
    "field-phone-number-quality-update": ("phone_number_quality_update", "DOWNGRADE"),
    "field-business-capability-update": ("business_capability_update", "news of the account"),
    "field-phone-number-name-update": ("phone_number_name_update", "APPROVED"),
    "field-security": ("security", "PIN_CHANGED"),
    "field-flows": ("flows", "FLOW_STATUS_CHANGE"),
    "field-something-of-2027": ("something_of_2027", "news of the account"),
    "odd-no-entry": ("odd", "no entry"),
    "odd-other-object": ("odd", "an entry without changes"),
    "odd-empty-value": ("odd", "a change without content"),
    "odd-value-list": ("odd", "a change without content"),
    "odd-messages-null": ("odd", "one of messages is no object"),
}
"""Kind and reason of what nobody answers."""
MOVED = {
    "system-number": ((PHONE,), (NEW_PHONE,)),
    "system-number-of-old": ((PHONE,), (NEW_PHONE,)),
    "system-user-id": ((BSUID,), (NEW_ID,)),
    "user-id-update-bare": ((BSUID,), (NEW_ID,)),
    "user-id-update": (
        (BSUID, PARENT, PHONE),
        (NEW_ID, Address("whatsapp", "wa_parent_bsuid", "PE.ENT.888")),
    ),
}
S = DeliveryStatus
STATUSES: dict[str, tuple[DeliveryStatus, int | None, str]] = {
    "status-sent-before-april": (S.SENT, None, "service"),
    "status-delivered": (S.DELIVERED, None, "service"),
    "status-read": (S.READ, None, ""),
    "status-played": (S.READ, None, ""),
    "status-failed-without-contacts": (S.FAILED, 131047, ""),
    "status-failed-without-recipient": (S.FAILED, 131026, ""),
    "status-called-back": (S.SENT, None, ""),
}
OTHERS = {
    *("location", "errors", "user-preferences", "user-preferences-resume", "batch", "odd-more"),
}


def parcel(name: str) -> Parcel:
    return taken_apart(json.dumps(PAYLOADS[name]).encode(), AT)


def understood(name: str) -> Understood:
    """What the one unit of a payload says."""
    [unit] = parcel(name).updates
    return understand(unit, AT)


def test_every_payload_is_expected_here() -> None:
    expected = SAID.keys() | COUNTED.keys() | MOVED.keys() | STATUSES.keys() | OTHERS
    assert PAYLOADS.keys() == expected
    assert len(PAYLOADS) >= 79


@pytest.mark.parametrize("name", SAID)
def test_what_people_say_is_understood(name: str) -> None:
    kind, fields = SAID[name]
    found = understood(name)
    assert found.kind == kind and found.inbound
    assert {field: getattr(found.inbound, field) for field in fields} == fields
    assert found.inbound.external_id.startswith("wamid.") and found.inbound.everywhere


@pytest.mark.parametrize("name", WHO)
def test_who_said_it_by_every_name_she_came_with(name: str) -> None:
    inbound = understood(name).inbound
    assert inbound and (inbound.address, *inbound.also) == WHO[name]
    [unit] = parcel(name).updates
    assert envelope(unit) == (inbound.external_id, inbound.address)


@pytest.mark.parametrize("name", FILES)
def test_files_are_found_with_their_digest(name: str) -> None:
    [file] = understood(name).files
    assert (file.id, file.name) == ("1751234567890123", FILES[name])
    assert file.digest.endswith("=")


def test_a_place_is_understood() -> None:
    inbound = understood("location").inbound
    assert inbound and inbound.place
    assert (inbound.place.latitude, inbound.place.longitude) == (-14.112233, -72.707172)


@pytest.mark.parametrize("name", COUNTED)
def test_everything_else_has_a_kind_and_a_reason(name: str) -> None:
    found = understood(name)
    assert (found.kind, found.reason, found.inbound) == (*COUNTED[name], None)


@pytest.mark.parametrize("name", MOVED)
def test_a_new_number_or_id_is_understood(name: str) -> None:
    moved = understood(name).moved
    assert moved and (moved.before, moved.now) == MOVED[name]


@pytest.mark.parametrize("name", STATUSES)
def test_statuses_are_understood(name: str) -> None:
    [(status, unit)] = parcel(name).statuses
    assert (status.status, status.code, status.pricing.category if status.pricing else "") == (
        STATUSES[name]
    )
    assert envelope(unit)[0].startswith("wamid.OURS:") and status.at == SENT_AT
    assert understand(unit, AT).status == status


def test_a_failure_says_why_and_names_nobody() -> None:
    [(status, _)] = parcel("status-failed-without-contacts").statuses
    assert status.reason == "131047: the service window is closed: over 24 hours since she wrote"


def test_a_status_may_say_back_which_bubble_it_is_about() -> None:
    [(status, _)] = parcel("status-called-back").statuses
    assert status.outbound == 41


@pytest.mark.parametrize(
    ("said", "outbound"),
    [("41:1/2", 0), ("41:2/2", 41), ("x", 0), ("41", 0), ("9" * 30 + ":1/1", 0)],
)
def test_only_the_last_part_speaks_for_its_bubble(said: str, outbound: int) -> None:
    post = json.dumps(PAYLOADS["status-called-back"]).replace("41:1/1", said)
    [(status, _)] = taken_apart(post.encode(), AT).statuses
    assert status.outbound == outbound


def test_marketing_is_stopped_and_resumed() -> None:
    assert understood("user-preferences").stopped == (BSUID, True)
    assert understood("user-preferences-resume").stopped == (PHONE, False)


def test_an_error_of_the_account_is_news_with_its_code() -> None:
    found = understood("errors")
    assert found.kind == "error" and found.reason.startswith("130429:") and found.news


def test_a_batch_loses_no_one() -> None:
    found = parcel("batch")
    assert [status.external_id for status, _ in found.statuses] == ["wamid.OURS", "wamid.OTHER"]
    said, kinds = [], []
    for unit in found.updates:
        try:
            one = understand(unit, AT)
        except Malformed as why:
            kinds.append(str(why))
            continue
        kinds.append(one.kind)
        said += [(one.inbound.text, one.inbound.address.value)] if one.inbound else []
    assert said == [
        ("una", BSUID.value),
        ("dos", "PE.222"),
        ("", BSUID.value),
        ("tres", BSUID.value),
    ]
    assert kinds.count("odd") == 2 and "message without an id" in kinds
    assert "account_update" in kinds and len({envelope(u)[0] for u in found.updates}) == len(kinds)


def test_what_stands_beside_the_messages_is_kept_too() -> None:
    kinds = [understand(unit, AT).kind for unit in parcel("odd-more").updates]
    assert kinds == ["text", "more"]


def test_one_contact_is_nobody_s_when_two_messages_do_not_name_it() -> None:
    post = json.loads(json.dumps(PAYLOADS["batch"]))
    value = post["entry"][0]["changes"][0]["value"]
    value["contacts"] = value["contacts"][:1]
    for message in value["messages"][:2]:
        message.pop("from", None)
        message.pop("from_user_id", None)
    units = taken_apart(json.dumps(post).encode(), AT).updates[:2]
    for unit in units:
        with pytest.raises(Malformed):
            understand(unit, AT)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("PE.1234567890ABC", "wa_bsuid"),
        ("PE.abc", "wa_bsuid"),
        ("US.ENT.118157992", "wa_parent_bsuid"),
        ("51987654321", "wa_phone"),
        ("+51987654321", "wa_phone"),
        ("pe.123", ""),
        ("PE.", ""),
        ("PE." + "1" * 129, ""),
        ("123", ""),
        ("hola", ""),
    ],
)
def test_ids_have_letters_and_numbers_have_none(text: str, kind: str) -> None:
    assert [address.kind for address in addresses({"from": text})] == ([kind] if kind else [])


@pytest.mark.parametrize("body", [b"", b"{", b"hola", b"\xff\xfe", b"[" * 100_000, b"NaN"])
def test_what_is_no_json_is_malformed(body: bytes) -> None:
    with pytest.raises(Malformed):
        taken_apart(body, AT)


@pytest.mark.parametrize("body", [b"null", b"[]", b"1", b'"hola"', b"{}", b'{"entry": {"a": 1}}'])
def test_all_other_json_is_kept_as_an_oddity(body: bytes) -> None:
    [unit] = taken_apart(body, AT).updates
    found = understand(unit, AT)
    assert found.kind == "odd" and found.reason


def test_half_an_emoji_survives() -> None:
    post = json.dumps(PAYLOADS["text-after-april"]).replace('"hola"', r'"hola \ud83d"')
    [unit] = taken_apart(post.encode(), AT).updates
    inbound = understand(unit, AT).inbound
    assert inbound and inbound.text == "hola "


@settings(max_examples=800, deadline=None)
@given(st.sampled_from(sorted(PAYLOADS)), st.data())
def test_mutated_posts_are_understood_or_malformed_and_never_lose_a_neighbour(
    name: str, data: st.DataObject
) -> None:
    neighbour = PAYLOADS["text-bsuid-only"]["entry"][0]
    post = data.draw(mutated(PAYLOADS[name]))
    if isinstance(post, dict) and isinstance(post.get("entry"), list):
        post["entry"].append(neighbour)
    found = taken_apart(json.dumps(post).encode(), AT)
    said = []
    for status, unit in found.statuses:
        assert isinstance(status, StatusUpdate) and status.at.tzinfo and envelope(unit)[0]
    for unit in found.updates:
        external, sender = envelope(unit)
        assert external and sender.value
        try:
            one = understand(unit, AT)
        except Malformed as why:
            assert 0 < len(str(why)) < 80
            continue
        assert one.kind in KINDS or one.news is not None
        assert one.inbound or one.reason or one.status or one.moved or one.stopped
        if one.inbound:
            said.append(one.inbound.text)
            assert one.inbound.address.kind.startswith("wa_") and one.inbound.at.tzinfo
            spoken = (one.inbound.text.strip(), one.inbound.tap, one.inbound.place)
            assert any(spoken) or one.inbound.problem or one.files
            one.inbound.text.encode()
    if isinstance(post, dict) and isinstance(post.get("entry"), list):
        assert "solo mi nombre de usuario" in said

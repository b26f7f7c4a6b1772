"""Recorded shapes of Telegram's updates, and what becomes of them when they come otherwise."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram import Update

from bot.channels.telegram_payload import Malformed, envelope, understand
from bot.model import Address, Inbound
from tests.channels.mutation import mutated

FOLDER = Path(__file__).parent / "payloads" / "telegram"
PAYLOADS = {
    path.stem: json.loads(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.json"))
}
AT = datetime(2026, 11, 22, 17, tzinfo=UTC)
ROSA = Address("telegram", "user", "5198765")

SAID: dict[str, dict[str, Any]] = {
    "text": {"text": "¿Qué es el IGAFOM? 👷🏽‍♀️", "locale": "es", "external_id": "301"},
    "text-entities": {"text": "mira https://www.gob.pe y *esto*"},
    "reply": {"text": "2"},
    "forward": {"text": "La DREM atiende de 8 a 4"},
    "start": {"text": "hola", "invite": ""},
    "start-invite": {"text": "hola", "invite": "coop-santa_rosa-7Yq"},
    "command": {"text": "mis datos"},
    "tap": {"tap": "7.vigente", "external_id": "callback:22329871234567890", "at": AT},
    "tap-inaccessible": {"tap": "1.yes"},
    "photo": {"text": "el cargo de mi IGAFOM"},
    "album-1": {"text": "las tres hojas"},
    "album-2": {"text": ""},
    "document": {"text": ""},
    "document-too-big": {"problem": "common-file-too-big"},
    "voice": {},
    "audio": {},
    "video": {},
    "video-note": {},
    "animation": {},
    "contact": {"problem": "common-unsupported"},
    "sticker": {"problem": "common-unsupported"},
    "poll": {"problem": "common-unsupported"},
    "dice": {"problem": "common-unsupported"},
    "story": {"problem": "common-unsupported"},
    "new-kind-of-content": {"problem": "common-unsupported"},
    "edited": {"text": "Grau", "edits": "327", "external_id": "327:edit:1795367577"},
}
"""What a person said, by payload."""
PLACES = {"location": (-14.112233, -72.707172), "venue": (-13.6338, -72.8814)}
FILES = {
    "photo": ("AgACAgEAAxkBAAIy", "foto.jpg", 121334),
    "album-1": ("AgACAgEAAxkBAAIy", "foto.jpg", 121334),
    "album-2": ("AgACAgEAAxkBAAIa2", "foto.jpg", 100200),
    "document": ("BQACAgEAAxkBAAID", "contrato de explotación.pdf", 48211),
    "voice": ("AwACAgEAAxkBAAIF", "audio.ogg", 17123),
    "audio": ("CQACAgEAAxkBAAIG", "asamblea.mp3", 977123),
    "video": ("BAACAgEAAxkBAAIH", "bocamina.mp4", 2977123),
    "video-note": ("DQACAgEAAxkBAAII", "video.mp4", 377123),
    "animation": ("CgACAgEAAxkBAAIJ", "si.mp4", 77123),
}
COUNTED = {
    "live-location-moves": "edit",
    "pinned": "service",
    "timer": "service",
    "blocked": "blocked",
    "unblocked": "unblocked",
    "group-command": "group",
    "group-chatter": "group",
    "group-joined": "group",
    "channel-post": "channel_post",
    "inline-query": "inline_query",
    "reaction": "message_reaction",
    "poll-answer": "poll_answer",
    "unknown-kind": "unknown",
}


def raw(name: str) -> bytes:
    return json.dumps(PAYLOADS[name]).encode()


def test_every_payload_is_expected_here() -> None:
    assert PAYLOADS.keys() == SAID.keys() | PLACES.keys() | COUNTED.keys()
    assert len(PAYLOADS) >= 40


@pytest.mark.parametrize("name", [name for name in PAYLOADS if name != "unknown-kind"])
def test_the_shapes_are_telegram_s_own(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    assert Update.de_json(PAYLOADS[name], None) is not None


@pytest.mark.parametrize("name", SAID)
def test_what_people_say_is_understood(name: str) -> None:
    inbound = understand(raw(name), AT).inbound
    assert isinstance(inbound, Inbound) and inbound.address == ROSA
    assert {field: getattr(inbound, field) for field in SAID[name]} == SAID[name]


@pytest.mark.parametrize("name", PLACES)
def test_places_are_understood(name: str) -> None:
    inbound = understand(raw(name), AT).inbound
    assert inbound and inbound.place
    assert (inbound.place.latitude, inbound.place.longitude) == PLACES[name]


@pytest.mark.parametrize("name", FILES)
def test_files_are_found(name: str) -> None:
    [file] = understand(raw(name), AT).files
    assert (file.id, file.name, file.size) == FILES[name]


@pytest.mark.parametrize("name", COUNTED)
def test_everything_else_is_counted_by_its_kind(name: str) -> None:
    understood = understand(raw(name), AT)
    assert (understood.kind, understood.inbound) == (COUNTED[name], None)


def test_receipts_albums_and_blocks() -> None:
    assert understand(raw("tap"), AT).receipt == "callback:22329871234567890"
    assert understand(raw("album-1"), AT).album == understand(raw("album-2"), AT).album != ""
    assert understand(raw("photo"), AT).album == ""
    assert understand(raw("blocked"), AT).blocked == ROSA
    for name in ("group-command", "group-joined"):
        understood = understand(raw(name), AT)
        assert understood.receipt == "chat:-1001234567890" and understood.line is not None
    assert understand(raw("group-chatter"), AT).receipt == ""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("/menu", "menu"),
        ("/Ayuda", "Ayuda"),
        ("/atras  ya", "atras ya"),
        ("/start con espacio", "hola"),
        ("/start@chaski_test_bot AB", "hola"),
        ("/1", "/1"),
        ("1/2", "1/2"),
        ("/", "/"),
    ],
)
def test_commands_are_the_words_they_are_made_of(text: str, said: str) -> None:
    update = PAYLOADS["text"] | {"message": PAYLOADS["text"]["message"] | {"text": text}}
    inbound = understand(json.dumps(update).encode(), AT).inbound
    assert inbound and inbound.text == said


def test_an_envelope_tells_id_and_sender_and_never_raises() -> None:
    assert envelope(raw("text")) == ("901001", ROSA)
    assert envelope(raw("tap-inaccessible"))[1] == ROSA
    assert envelope(raw("poll-answer"))[1] == ROSA
    id, sender = envelope(raw("group-chatter"))
    assert sender == Address("telegram", "update", id)
    for body in (b"", b"null", b"[1]", b'{"update_id": true}', b"[" * 100_000, b"\xff\xfe"):
        id, sender = envelope(body)
        assert id.startswith("#") and sender.value == id
        assert envelope(body)[0] == id


@pytest.mark.parametrize("body", [b"", b"null", b"[]", b"[" * 100_000, b"\xff\xfe", b'"hola"'])
def test_what_is_no_object_is_malformed(body: bytes) -> None:
    with pytest.raises(Malformed):
        understand(body, AT)


@settings(max_examples=600)
@given(st.sampled_from(sorted(PAYLOADS)), st.data())
def test_mutated_updates_are_understood_or_malformed(name: str, data: st.DataObject) -> None:
    body = json.dumps(data.draw(mutated(PAYLOADS[name]))).encode()
    external, sender = envelope(body)
    assert external and sender.value
    try:
        understood = understand(body, AT)
    except Malformed as why:
        assert str(why) and len(str(why)) < 80
        return
    assert understood.kind in KINDS
    if inbound := understood.inbound:
        assert inbound.address.kind == "user" and inbound.at.tzinfo
        spoken = inbound.text.strip() or inbound.tap or inbound.place or inbound.problem
        assert spoken or understood.files
        inbound.text.encode()


KINDS = {
    *("message", "edited_message", "edit", "callback_query", "service", "group", "channel"),
    *("blocked", "unblocked", "unknown", "my_chat_member", *COUNTED.values()),
}

"""What a browser may send, and how an open page is woken."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.channels.webchat import LIMITS, NotAMessage, WebChat, parse
from bot.model import Address, Location, Media, MediaKind, Outbound

ADA = Address("webchat", "browser", "a" * 43)
BEA = Address("webchat", "browser", "b" * 43)
AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
ID = "4b0f9a4e-7f7a-4d57-9c3e-0a4b5a2d8f11"
PHOTO = {"media": "image", "ref": "ab12", "name": "mina.jpg", "mime": "image/jpeg", "size": 9}


def test_words_come_with_the_browser_s_id() -> None:
    [inbound] = parse({"id": ID, "text": "hola", "locale": "es-PE"}, ADA, AT)
    assert (inbound.external_id, inbound.text, inbound.at) == (ID, "hola", AT)
    assert (inbound.address, inbound.locale) == (ADA, "es-PE")


def test_a_tap_a_file_and_a_place_are_understood() -> None:
    assert parse({"id": ID, "tap": "41.yes"}, ADA, AT)[0].tap == "41.yes"
    [inbound] = parse({"id": ID, "media": [PHOTO], "text": "mi mina"}, ADA, AT)
    assert inbound.media == (Media(MediaKind.IMAGE, "ab12", "mina.jpg", "image/jpeg", 9),)
    assert parse({"id": ID, "place": {"lat": -14.5, "lon": -72}}, ADA, AT)[0].place == Location(
        -14.5, -72
    )


def test_a_very_long_text_comes_whole() -> None:
    assert len(parse({"id": ID, "text": "ñ" * 60_000}, ADA, AT)[0].text) == 60_000


def test_characters_no_one_sees_are_dropped() -> None:
    assert parse({"id": ID, "text": "a\x00b\r\nc\td\x1b"}, ADA, AT)[0].text == "ab\nc\td"


@pytest.mark.parametrize(
    "payload",
    [
        None,
        [],
        "hola",
        {"text": "hola"},
        {"id": ID},
        {"id": ID, "text": "  \n"},
        {"id": ID, "text": 7},
        {"id": ID, "text": "x" * 60_001},
        {"id": "", "text": "hola"},
        {"id": "x" * 65, "text": "hola"},
        {"id": 12345678, "text": "hola"},
        {"id": ID, "tap": "yes"},
        {"id": ID, "tap": "1." + "x" * 65},
        {"id": ID, "tap": None},
        {"id": ID, "media": "image"},
        {"id": ID, "media": [{"ref": "x"}]},
        {"id": ID, "media": [{"media": "spell", "ref": "x"}]},
        {"id": ID, "media": [PHOTO] * 11},
        {"id": ID, "place": {"lat": 91, "lon": 0}},
        {"id": ID, "place": {"lat": True, "lon": 0}},
        {"id": ID, "place": {"lat": float("nan"), "lon": 0}},
        {"id": ID, "place": "Ica"},
        {"id": ID, "text": "hola", "locale": "../../etc"},
    ],
)
def test_anything_else_is_refused(payload: Any) -> None:
    with pytest.raises(NotAMessage):
        parse(payload, ADA, AT)


def bubble(address: Address) -> Outbound:
    return Outbound(id=7, contact=1, bubble=3, address=address, text="hola")


async def test_sending_wakes_every_page_of_that_contact_and_no_other() -> None:
    chat = WebChat()
    watch = chat.watchers.watch
    with watch(ADA) as one, watch(ADA) as two, watch(BEA) as other:
        assert await chat.send(bubble(ADA)) == "web-7"
        assert one.is_set() and two.is_set() and not other.is_set()


async def test_nothing_is_kept_for_a_closed_page() -> None:
    chat = WebChat()
    with chat.watchers.watch(ADA), chat.watchers.watch(ADA):
        assert (len(chat.watchers), chat.watchers.count(ADA)) == (1, 2)
    assert (len(chat.watchers), chat.watchers.count(ADA)) == (0, 0)
    assert await chat.send(bubble(ADA)) == "web-7"
    assert len(chat.watchers) == 0


async def test_closing_lets_every_page_go() -> None:
    chat = WebChat()
    with chat.watchers.watch(ADA) as woken:
        chat.watchers.close()
        await asyncio.wait_for(woken.wait(), 1)
        assert chat.watchers.closed


def test_limits_fit_a_phone() -> None:
    assert (LIMITS.text, LIMITS.buttons, LIMITS.label, LIMITS.rows) == (4000, 8, 20, 0)

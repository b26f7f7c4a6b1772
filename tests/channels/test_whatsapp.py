"""What leaves for WhatsApp: within every limit, nothing cut, files laid there once; and what its answers mean."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.channel import Receiver, Uploading
from bot.channels.policy import POLICIES
from bot.channels.whatsapp import WhatsApp
from bot.channels.whatsapp_graph import is_digest, told_by
from bot.channels.whatsapp_message import LIMITS, Attached, messages
from bot.errors import ChannelError, Refused, Retryable
from bot.model import Address, Button, Media, MediaKind, Outbound, TemplateMessage
from tests.fakes import graph_limits as limits
from tests.fakes.graph import NUMBER, TOKEN, FakeGraph, Template
from tests.fakes.graph_limits import GraphError

QUICK = 500.0
PHONE, BSUID = "51987654321", "PE.1349abc"
OGG, PNG, PDF = b"OggS" + bytes(200), b"\x89PNG\r\n\x1a\n" + bytes(200), b"%PDF-1.7 " + bytes(200)
STORED = {"voice": OGG, "photo": PNG, "photo2": PNG + b"2", "pdf": PDF, "huge": PNG * 30_000}


def file(ref: str) -> Media:
    """A file as a bubble holds it."""
    size = len(STORED[ref])
    if ref.startswith("pdf"):
        return Media(MediaKind.DOCUMENT, ref, "mi «expediente» ñ.pdf", "application/pdf", size)
    if ref == "voice":
        return Media(MediaKind.VOICE, ref, "", "audio/ogg", size)
    return Media(MediaKind.IMAGE, ref, "mina.png", "image/png", size)


class Kept:
    """Files and their ids, in memory."""

    def __init__(self) -> None:
        self.ids: dict[str, str] = {}

    async def read(self, ref: str) -> tuple[bytes, Media] | None:
        return (STORED[ref], file(ref)) if ref in STORED else None

    async def find(self, digest: str) -> str:
        return self.ids.get(digest, "")

    async def note(self, digest: str, id: str) -> None:
        self.ids[digest] = id

    async def forget(self, digest: str) -> None:
        self.ids.pop(digest, None)


@pytest.fixture
async def fake() -> AsyncIterator[FakeGraph]:
    """A server that is not in the way, and Rosa, who wrote just now."""
    async with FakeGraph(rate=QUICK, burst=500) as server:
        server.person(PHONE, BSUID).wrote_at = server.now()
        yield server


@pytest.fixture
async def channel(fake: FakeGraph) -> AsyncIterator[WhatsApp]:
    """The channel on it."""
    made, kept = WhatsApp(TOKEN, NUMBER, base=fake.url, rate=QUICK, pair=QUICK), Kept()
    made.read, made.uploads = kept.read, kept
    made.words = lambda line, locale: {"es": "Elegir"}[locale]
    yield made
    await made.close()


def bubble(text: str = "hola", id: int = 1, by: str = "wa_bsuid", **more: Any) -> Outbound:
    """A bubble for Rosa."""
    value = PHONE if by == "wa_phone" else BSUID
    return Outbound(id, 51, id, Address("whatsapp", by, value), text, **more)


def buttons(*labels: str) -> tuple[Button, ...]:
    """Buttons with these labels."""
    return tuple(Button(f"1.{number}", label, number) for number, label in enumerate(labels, 1))


def test_it_is_a_receiver_that_lays_files_there() -> None:
    made = WhatsApp(TOKEN, NUMBER)
    assert isinstance(made, Receiver) and isinstance(made, Uploading)


# -- shapes -----------------------------------------------------------------------------------------------


async def test_a_number_is_written_to_and_an_id_is_a_recipient(
    fake: FakeGraph, channel: WhatsApp
) -> None:
    for by in ("wa_phone", "wa_bsuid"):
        assert (await channel.send(bubble(by=by))).startswith("wamid.")
    [(_, first), (_, second)] = fake.calls
    assert first["to"] == PHONE and "recipient" not in first
    assert second["recipient"] == BSUID and "to" not in second


@pytest.mark.parametrize(
    ("count", "kind"), [(1, "button"), (3, "button"), (4, "list"), (10, "list"), (11, "")]
)
async def test_few_are_buttons_ten_a_list_more_are_numbered_words(
    fake: FakeGraph, channel: WhatsApp, count: int, kind: str
) -> None:
    labels = [f"Opción {n}" for n in range(1, count + 1)]
    await channel.send(bubble("¿Cuál?", buttons=buttons(*labels)))
    heard = fake.people[0].last
    sent = heard.payload
    assert sent.get("interactive", {}).get("type", "") == kind
    assert heard.labels == (labels if kind else [])
    if not kind:
        assert heard.text == "¿Cuál?\n\n" + "\n".join(f"{n} Opción {n}" for n in range(1, 12))
    assert (heard.opens == "Elegir") == (kind == "list")


async def test_long_words_over_few_buttons_stand_over_a_list(
    fake: FakeGraph, channel: WhatsApp
) -> None:
    await channel.send(bubble("Una frase. " * 120, buttons=buttons("Sí", "No")))
    assert fake.people[0].last.opens and fake.people[0].last.labels == ["Sí", "No"]


async def test_words_longer_than_a_message_come_whole_in_several(
    fake: FakeGraph, channel: WhatsApp
) -> None:
    text = "\n\n".join(f"Párrafo {n}. " + "palabra " * 60 for n in range(20)).strip()
    await channel.send(bubble(text, buttons=buttons("Sí")))
    heard = fake.people[0].heard
    assert len(heard) == 3 and heard[-1].labels == ["Sí"] and not heard[0].labels
    assert "".join("".join(h.text for h in heard).split()) == "".join(text.split())
    assert not any("…" in h.text for h in heard)


async def test_labels_alike_are_told_apart_by_their_numbers(
    fake: FakeGraph, channel: WhatsApp
) -> None:
    await channel.send(bubble("¿Cuál?", buttons=buttons("Contrato", "contrato", "Otro")))
    assert fake.people[0].last.labels == ["1 Contrato", "2 contrato", "3 Otro"]


async def test_a_picture_stands_over_its_buttons_and_a_voice_before_them(
    fake: FakeGraph, channel: WhatsApp
) -> None:
    rosa = fake.people[0]
    await channel.send(bubble("Mira", media=(file("photo"),), buttons=buttons("Sí")))
    assert [f[0] for f in rosa.last.files] == ["photo"] and rosa.last.labels == ["Sí"]
    await channel.send(bubble("Oye", id=2, media=(file("voice"),), buttons=buttons("Sí")))
    assert [h.kind for h in rosa.heard[1:]] == ["audio", "interactive"]
    assert rosa.heard[1].files[0][0] == "voice" and rosa.heard[1].payload["audio"]["voice"]
    await channel.send(bubble("Tu expediente", id=3, media=(file("pdf"),)))
    assert rosa.last.text == "Tu expediente" and rosa.last.files[0][1] == "mi «expediente» ñ.pdf"
    await channel.send(bubble("", id=4, media=(file("photo"), file("photo2"))))
    assert [h.kind for h in rosa.heard[4:]] == ["image", "image"]
    await channel.send(
        bubble(
            "Todo", id=5, media=(file("photo"), file("pdf")), buttons=buttons("A", "B", "C", "D")
        )
    )
    assert [h.kind for h in rosa.heard[6:]] == ["image", "document", "interactive"]


async def test_a_picture_too_large_goes_as_a_document(fake: FakeGraph, channel: WhatsApp) -> None:
    await channel.send(bubble("Mira", media=(file("huge"),)))
    assert fake.people[0].last.kind == "document" and fake.refused == {}


async def test_a_template_carries_variables_and_taps(fake: FakeGraph, channel: WhatsApp) -> None:
    fake.templates["fecha_cerca", "es_PE"] = Template(
        "Hola, {{1}}: {{2}}.", 2, ("Ver fecha", "Baja")
    )
    fake.people[0].wrote_at = 0.0
    template = TemplateMessage(
        "fecha_cerca", "es_PE", ("tu\n declaración", " "), ("9.to-1", "9.stop")
    )
    await channel.send(bubble("no se ve", template=template, buttons=buttons("tampoco")))
    heard = fake.people[0].last
    assert heard.text == "Hola, tu declaración: –." and heard.labels == ["Ver fecha", "Baja"]
    assert [button["id"] for button in heard.buttons] == ["9.to-1", "9.stop"]


LABELS = st.text(alphabet=st.sampled_from("ab ñ😀\n*1"), max_size=40)
BUTTONS = st.lists(
    st.tuples(st.text(max_size=9), LABELS, st.none() | st.integers(1, 20)), max_size=14
)
ATTACHED = st.lists(st.sampled_from(["voice", "photo", "pdf", "huge"]), max_size=3)


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=st.sampled_from("ab *_ñ😀\n\x00"), max_size=6000), BUTTONS, ATTACHED)
def test_whatever_a_bubble_holds_the_platform_takes_it_and_nothing_is_lost(
    text: str, offered: list[tuple[str, str, int | None]], refs: list[str]
) -> None:
    given_buttons = tuple(Button(f"7.{id}", label, number) for id, label, number in offered)
    out = bubble(text, buttons=given_buttons, media=tuple(file(ref) for ref in refs))
    made = messages(out, [Attached(file(ref), f"id-{n}") for n, ref in enumerate(refs)], "Elegir")
    assert made
    words, tapped = "", []
    for payload in made:
        kind, content = limits.read(payload)
        body = content.get("body", {})
        words += (body if kind == "text" else body.get("text", "")) + content.get("caption", "")
        action = content.get("action", {})
        tapped += [b["reply"]["id"] for b in action.get("buttons", [])]
        tapped += [row["id"] for s in action.get("sections", []) for row in s["rows"]]
    kept = "".join(words.split())
    assert "".join(text.replace("\x00", "").split()) in kept
    assert tapped == [b.id for b in given_buttons] or all(
        "".join(b.label.replace("\x00", "").split()) in kept for b in given_buttons
    )


async def test_words_go_without_a_file_that_nobody_will_have(
    fake: FakeGraph, channel: WhatsApp
) -> None:
    fake.fail["media"] = [GraphError(131053, "no")]
    await channel.send(bubble("Mira", media=(file("photo"),)))
    assert fake.people[0].last.text == "Mira" and not fake.people[0].last.files


# -- files ------------------------------------------------------------------------------------------------


async def test_a_file_is_laid_there_once_and_again_when_it_is_too_old(
    fake: FakeGraph, channel: WhatsApp
) -> None:
    rosa = fake.people[0]
    for id in (1, 2, 3):
        await channel.send(bubble("Oye", id=id, media=(file("voice"),)))
    assert fake.uploads == 1 and len(rosa.heard) == 6
    for laid in fake.files.values():
        laid.until = 0.0
    await channel.send(bubble("Oye", id=4, media=(file("voice"),)))
    assert fake.uploads == 2 and len(rosa.heard) == 8


async def test_two_bubbles_at_once_lay_their_file_once(fake: FakeGraph, channel: WhatsApp) -> None:
    import asyncio

    await asyncio.gather(
        *(channel.send(bubble("Oye", id=id, media=(file("pdf"),))) for id in range(8))
    )
    assert fake.uploads == 1


@pytest.mark.parametrize("said", ["", "hex", "base64", "unpadded"])
def test_digests_in_every_spelling(said: str) -> None:
    import base64
    import hashlib

    found = hashlib.sha256(b"x")
    coded = base64.b64encode(found.digest()).decode()
    spelled = {"": "", "hex": found.hexdigest().upper(), "base64": coded, "unpadded": coded[:-1]}
    assert is_digest(b"x", spelled[said]) and (not said or not is_digest(b"y", spelled[said]))


# -- errors -----------------------------------------------------------------------------------------------

CODES = [code for row in POLICIES for code in row.codes if isinstance(code, int)]


@pytest.mark.parametrize("code", [*CODES, 131051, 100, 999999])
async def test_every_code_becomes_its_error_with_a_reason(
    fake: FakeGraph, channel: WhatsApp, code: int
) -> None:
    fake.fail["messages"] = [GraphError(code, f"about {PHONE} and {BSUID}.")]
    with pytest.raises(ChannelError) as error:
        await channel.send(bubble())
    assert error.value.code == code and str(code) in str(error.value)
    assert PHONE not in str(error.value) and BSUID not in str(error.value)
    assert await channel.send(bubble())


@pytest.mark.parametrize(
    "trouble", ["reset", "broken", GraphError(131000), GraphError(1, http=500)]
)
async def test_what_can_pass_is_tried_again(
    fake: FakeGraph, channel: WhatsApp, trouble: Any
) -> None:
    fake.fail["messages"] = [trouble]
    with pytest.raises(Retryable):
        await channel.send(bubble())
    assert await channel.send(bubble()) and len(fake.people[0].heard) == 1


async def test_a_server_that_does_not_answer_is_out_of_reach(channel: WhatsApp) -> None:
    away = WhatsApp(TOKEN, NUMBER, base="http://127.0.0.1:9/v26.0")
    with pytest.raises(Retryable, match="out of reach"):
        await away.send(bubble())
    await away.close()


async def test_a_closed_window_and_nobody_there_are_refused(
    fake: FakeGraph, channel: WhatsApp
) -> None:
    rosa = fake.people[0]
    rosa.wrote_at = 0.0
    with pytest.raises(Refused, match="131047"):
        await channel.send(bubble())
    rosa.reachable = False
    with pytest.raises(Refused, match="131026"):
        await channel.send(bubble())


@pytest.mark.parametrize(
    ("status", "told", "code"),
    [
        (500, None, None),
        (502, "<html>", None),
        (400, {"error": "x"}, None),
        (400, {"error": {"code": "131047"}}, None),
        (429, {"error": {"code": 130429}}, 130429),
        (200, {"error": {"code": 0}}, 0),
    ],
)
def test_an_answer_nobody_expected_still_says_who_can_help(
    status: int, told: Any, code: int | None
) -> None:
    error = told_by(status, told, "7")
    assert error.code == code
    assert isinstance(error, Retryable) == (status >= 429)
    if isinstance(error, Retryable):
        assert error.after == 7.0


async def test_a_bubble_of_several_messages_goes_on_where_it_stopped(
    fake: FakeGraph, channel: WhatsApp
) -> None:
    rosa, out = fake.people[0], bubble("Oye", media=(file("voice"),), buttons=buttons("Sí"))
    fake.fail["messages"] = ["slow", GraphError(131000)]
    with pytest.raises(Retryable):
        await channel.send(out)
    await channel.send(out)
    assert [h.kind for h in rosa.heard] == ["audio", "interactive"]


def test_the_limits_hold_what_a_list_holds() -> None:
    assert (LIMITS.text, LIMITS.buttons, LIMITS.label, LIMITS.rows) == (4096, 10, 20, 10)

"""What leaves for Telegram: escaped, within every limit, at its pace; and what its answers mean."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.channel import Receiver, Remote
from bot.channels.pace import Pace
from bot.channels.telegram import Telegram
from bot.channels.telegram_text import rows, to_html
from bot.channels.text import clean, file_name, pieces, width
from bot.errors import Refused, Retryable, Unclear
from bot.model import Address, Button, Media, MediaKind, Outbound
from tests.fakes.telegram import TOKEN, FakeTelegram
from tests.fakes.telegram_house import QUICK
from tests.fakes.telegram_limits import ApiError, Html

ROSA = 51
OGG, PNG, PDF = b"OggS" + bytes(200), b"\x89PNG\r\n\x1a\n" + bytes(200), b"%PDF-1.7 " + bytes(200)
STORED = {"voice": OGG, "photo": PNG, "photo2": PNG, "pdf": PDF, "pdf2": PDF, "huge": PNG * 60_000}


async def stored(ref: str) -> tuple[bytes, Media] | None:
    """A file of the house."""
    return (STORED[ref], file(ref)) if ref in STORED else None


def file(ref: str) -> Media:
    """A file as a bubble holds it."""
    if ref.startswith("pdf"):
        return Media(MediaKind.DOCUMENT, ref, "mi «expediente» ñ.pdf", "application/pdf")
    if ref == "voice":
        return Media(MediaKind.VOICE, ref, "", "audio/ogg")
    return Media(MediaKind.IMAGE, ref, "mina.png", "image/png")


def bubble(text: str = "hola", id: int = 1, to: int = ROSA, **more: Any) -> Outbound:
    """A bubble for Rosa."""
    return Outbound(id, to, id, Address("telegram", "user", str(to)), text, **more)


def buttons(*labels: str) -> tuple[Button, ...]:
    """Buttons with these labels."""
    return tuple(Button(f"1.{number}", label, number) for number, label in enumerate(labels, 1))


@pytest.fixture
async def fake() -> AsyncIterator[FakeTelegram]:
    """A server that is not in the way."""
    async with FakeTelegram(rate=QUICK, chat_rate=QUICK) as server:
        server.person(ROSA)
        yield server


@pytest.fixture
async def bot(fake: FakeTelegram) -> AsyncIterator[Telegram]:
    """The channel on it."""
    channel = Telegram(TOKEN, base=fake.url, rate=QUICK, chat_rate=QUICK)
    channel.read = stored
    yield channel
    await channel.close()


def test_it_is_a_receiver() -> None:
    assert isinstance(Telegram(TOKEN), Receiver)


# -- words ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("*Esta semana:* ya", "<b>Esta semana:</b> ya"),
        ("5 * 3 * 2", "5 * 3 * 2"),
        ("*abierto", "*abierto"),
        ("a*b*c", "a*b*c"),
        ("*dos\nlíneas*", "*dos\nlíneas*"),
        ("<b>no</b> & *<sí>*", "&lt;b&gt;no&lt;/b&gt; &amp; <b>&lt;sí&gt;</b>"),
        ("**", "**"),
        ("(*a*) *b*.", "(<b>a</b>) <b>b</b>."),
    ],
)
def test_bold_where_it_is_balanced_and_everything_else_as_it_is(text: str, html: str) -> None:
    assert to_html(text) == html


@given(st.text(alphabet=st.sampled_from("ab* <>&\"'/;\nñ😀#x1"), max_size=60))
def test_every_text_is_html_that_telegram_can_read(text: str) -> None:
    read = Html(to_html(clean(text)))
    assert read.plain.replace("*", "") == clean(text).replace("*", "")


@given(st.text(alphabet=st.sampled_from("ab ñ😀\n"), max_size=3000), st.integers(20, 200))
def test_pieces_fit_and_lose_nothing(text: str, most: int) -> None:
    found = pieces(text, most)
    assert all(0 < width(piece) <= most for piece in found)
    assert "".join("".join(found).split()) == "".join(text.split())


def test_pieces_end_where_a_reader_breathes() -> None:
    assert pieces("uno dos\n\ntres cuatro", 12) == ["uno dos", "tres cuatro"]
    assert pieces("x" * 10, 4) == ["xxxx", "xxxx", "xx"]


def test_short_buttons_share_a_row() -> None:
    found = rows(buttons("Sí", "No", "Trabajo para otro", "Hoy", "Escojo mineral", "Menú"))
    labels = [[button.label for button in row] for row in found]
    assert labels == [["Sí", "No"], ["Trabajo para otro"], ["Hoy"], ["Escojo mineral"], ["Menú"]]


def test_file_names_cannot_break_a_header() -> None:
    assert file_name('a"b\r\nc/d.pdf', "x") == "abcd.pdf"
    assert file_name("\ud83d", "x") == "?"
    assert file_name(" \n", "audio.ogg") == "audio.ogg"


async def test_a_bubble_with_buttons(fake: FakeTelegram, bot: Telegram) -> None:
    id = await bot.send(bubble("*¿Listo?* 2 < 3 & ya", buttons=buttons("Sí", "No")))
    heard = fake.person(ROSA).last
    assert (heard.text, heard.bold, heard.labels) == (
        "¿Listo? 2 < 3 & ya",
        ["¿Listo?"],
        ["Sí", "No"],
    )
    assert [button["callback_data"] for button in heard.buttons] == ["1.1", "1.2"]
    assert id == str(heard.id)


async def test_a_long_text_comes_in_pieces_with_the_buttons_last(
    fake: FakeTelegram, bot: Telegram
) -> None:
    await bot.send(bubble("palabra 😀 " * 900, buttons=buttons("Sí")))
    heard = fake.person(ROSA).heard
    assert [bool(one.buttons) for one in heard] == [False, False, True]
    assert not fake.refused


async def test_what_nobody_can_send_is_mended(fake: FakeTelegram, bot: Telegram) -> None:
    await bot.send(bubble("a\x00b\ud83d"))
    assert fake.person(ROSA).last.text == "ab?"
    await bot.send(bubble("  ", id=2, buttons=buttons("Menú")))
    assert (fake.person(ROSA).last.text, fake.person(ROSA).last.labels) == ("…", ["Menú"])
    long = (Button("1." + "ñ" * 40, "larga", 1), *buttons("corta"))
    await bot.send(bubble("elige", id=3, buttons=long))
    assert fake.person(ROSA).last.labels == ["corta"]
    with pytest.raises(Refused):
        await bot.send(Outbound(4, 1, 1, Address("telegram", "user", "rosa"), "hola"))


# -- files ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ref", "kind"),
    [("voice", "voice"), ("photo", "photo"), ("pdf", "document"), ("huge", "document")],
)
async def test_one_file_carries_the_words(
    fake: FakeTelegram, bot: Telegram, ref: str, kind: str
) -> None:
    await bot.send(bubble("*Aquí* está", media=(file(ref),), buttons=buttons("Menú")))
    [heard] = fake.person(ROSA).heard
    assert (heard.text, heard.labels, heard.bold) == ("Aquí está", ["Menú"], ["Aquí"])
    assert heard.files == [(kind, heard.files[0][1], STORED[ref])]
    if ref == "pdf":
        assert heard.files[0][1] == "mi «expediente» ñ.pdf"


async def test_a_caption_that_is_too_long_is_a_message_of_its_own(
    fake: FakeTelegram, bot: Telegram
) -> None:
    await bot.send(bubble("a" * 1025, media=(file("pdf"),), buttons=buttons("Menú")))
    first, second = fake.person(ROSA).heard
    assert (first.text, len(first.files), first.labels) == ("", 1, [])
    assert (second.text, second.files, second.labels) == ("a" * 1025, [], ["Menú"])


async def test_several_files_are_an_album_where_they_are_alike(
    fake: FakeTelegram, bot: Telegram
) -> None:
    await bot.send(bubble("dos fotos", media=(file("photo"), file("photo2"))))
    assert [m for m, _ in fake.calls] == ["sendMediaGroup", "sendMessage"]
    fake.calls.clear()
    await bot.send(bubble("mezcla", id=2, media=(file("photo"), file("voice"))))
    assert [m for m, _ in fake.calls] == ["sendPhoto", "sendVoice", "sendMessage"]
    assert not fake.refused


async def test_a_file_that_is_gone_does_not_hold_back_the_words(
    fake: FakeTelegram, bot: Telegram
) -> None:
    await bot.send(bubble("hola", media=(Media(MediaKind.DOCUMENT, "gone"),)))
    assert fake.person(ROSA).last.text == "hola"


async def test_a_bubble_goes_on_where_it_stopped(fake: FakeTelegram, bot: Telegram) -> None:
    long = bubble("a" * 4096 + "b", media=(file("photo"),))
    fake.fail["sendMessage"] = [ApiError(502, "Bad Gateway")]
    with pytest.raises(Retryable):
        await bot.send(long)
    await bot.send(long)
    assert [m for m, _ in fake.calls] == ["sendPhoto", "sendMessage", "sendMessage", "sendMessage"]
    assert [len(one.text) for one in fake.person(ROSA).heard] == [0, 4096, 1]


async def test_a_file_is_fetched_or_said_to_be_too_big(fake: FakeTelegram, bot: Telegram) -> None:
    id = fake.upload(PDF)["file_id"]
    assert await bot.fetch(Remote(id)) == PDF
    big = fake.upload(b"x", size=20_000_001)["file_id"]
    for file_id, reason in ((big, "common-file-too-big"), ("nope", "common-file-unreadable")):
        with pytest.raises(Unclear) as unclear:
            await bot.fetch(Remote(file_id))
        assert unclear.value.reason == reason
    fake.fail["getFile"] = [ApiError(500, "Internal Server Error")]
    with pytest.raises(Retryable):
        await bot.fetch(Remote(id))


# -- what the platform answers ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "raised", "reason"),
    [
        (ApiError(403, "Forbidden: bot was blocked by the user"), Refused, "blocked"),
        (ApiError(403, "Forbidden: user is deactivated"), Refused, "deactivated"),
        (ApiError(403, "Forbidden: bot can't initiate conversation"), Refused, "forbidden"),
        (ApiError(400, "Bad Request: chat not found"), Refused, "chat not found"),
        (
            ApiError(400, "Bad Request: can't parse entities: <hola>"),
            Refused,
            "can't parse entities",
        ),
        (ApiError(502, "Bad Gateway"), Retryable, "out of reach"),
        (ApiError(500, "Internal Server Error"), Retryable, "out of reach"),
        (ApiError(401, "Unauthorized"), Retryable, "the token is refused"),
        (ApiError(429, "Too Many Requests", retry_after=7), Retryable, "asked to wait"),
    ],
)
async def test_errors_say_who_can_help(
    fake: FakeTelegram, bot: Telegram, error: ApiError, raised: type[Exception], reason: str
) -> None:
    fake.fail["sendMessage"] = [error]
    with pytest.raises(raised) as told:
        await bot.send(bubble())
    assert str(told.value).startswith(reason)
    assert TOKEN not in str(told.value) and "hola" not in str(told.value)
    if error.code == 429:
        assert isinstance(told.value, Retryable) and told.value.after == 7
        assert bot.pace.wait(str(ROSA)) > 6


async def test_a_dead_server_is_out_of_reach_without_naming_it() -> None:
    channel = Telegram(TOKEN, base="http://127.0.0.1:9", rate=QUICK, chat_rate=QUICK)
    with pytest.raises(Retryable) as told:
        await channel.send(bubble())
    assert "127.0.0.1" not in str(told.value) and TOKEN not in str(told.value)
    await channel.close()


async def test_a_slow_server_is_left_in_time(fake: FakeTelegram, bot: Telegram) -> None:
    bot._requests._read = -9.8  # a fifth of a second with the connect time
    fake.fail["sendMessage"] = [1.0]
    begun = time.monotonic()
    with pytest.raises(Retryable, match="in time"):
        await bot.send(bubble())
    assert time.monotonic() - begun < 0.9


async def test_an_answer_of_a_new_shape_is_a_yes(fake: FakeTelegram, bot: Telegram) -> None:
    async def new_shape(params: Any, files: Any) -> Any:
        return {"message": "of a new kind"}

    fake._on_sendMessage = new_shape  # type: ignore[method-assign]
    assert await bot.send(bubble()) == ""


async def test_typing_is_shown_while_work_is_waited_for(fake: FakeTelegram, bot: Telegram) -> None:
    await bot.send(bubble("Estoy armando tu expediente.", working=True))
    await asyncio.sleep(0.05)
    assert fake.person(ROSA).actions == ["typing"]
    assert len(bot._typing) == 1
    await bot.send(bubble("Aquí está.", id=2))
    assert bot._typing == {}


# -- pace -------------------------------------------------------------------------------------------------


def sliding(times: list[float]) -> int:
    """The most that left in any second."""
    return max(sum(at <= other < at + 1 for other in times) for at in times)


async def test_no_second_holds_more_than_the_rate_and_one() -> None:
    pace, times = Pace(40, 2), list[float]()

    async def send(chat: int) -> None:
        await pace.turn(str(chat))
        times.append(time.monotonic())

    begun = time.monotonic()
    await asyncio.gather(*(send(chat) for chat in range(80)))
    assert sliding(times) <= 41
    assert time.monotonic() - begun < 80 / 40 * 1.3


async def test_the_urgent_go_first_and_a_chat_keeps_its_distance() -> None:
    pace, order = Pace(50, 5), list[str]()

    async def send(name: str, chat: str, urgency: int) -> None:
        await pace.turn(chat, urgency)
        order.append(name)

    jobs = [send(f"reminder {n}", str(n), 1) for n in range(5)]
    jobs += [send("broadcast", "b", 2), send("reply", "r", 0), send("reply again", "r", 0)]
    begun = time.monotonic()
    await asyncio.gather(*jobs)
    assert order[0] == "reply" and order.index("broadcast") > order.index("reminder 4")
    assert order[-1] == "reply again" and time.monotonic() - begun >= 0.2


async def test_one_hold_is_for_the_chat_and_two_are_for_all() -> None:
    pace = Pace(1000, 1000)
    pace.hold("a", 5)
    assert pace.wait("a") > 4 and pace.wait("c") == 0
    pace.hold("b", 3)
    assert 2 < pace.wait("c") <= 3


async def test_who_gives_up_takes_no_turn() -> None:
    pace = Pace(20, 1000)
    await pace.turn("a")
    waiting = [asyncio.ensure_future(pace.turn(str(n))) for n in range(4)]
    await asyncio.sleep(0)
    for task in waiting[:3]:
        task.cancel()
    begun = time.monotonic()
    await waiting[3]
    assert time.monotonic() - begun < 0.12


@settings(max_examples=20)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2)), min_size=1, max_size=25))
async def test_pace_never_loses_anybody(who: list[tuple[int, int]]) -> None:
    pace = Pace(5000, 2000)
    turns = await asyncio.wait_for(asyncio.gather(*(pace.turn(str(c), u) for c, u in who)), 5)
    assert len(turns) == len(who)

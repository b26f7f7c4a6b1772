"""Updates on their way in: kept before they are read, in order, once; and nobody is met by silence."""

from __future__ import annotations

import asyncio
import io
import json
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.channels.telegram_door import Door, Polling
from bot.clock import SetClock
from bot.intake import KEPT_DAYS, Intake
from bot.router import Command, Heard, Shown, route
from bot.serve import COMMANDS, command_menus
from bot.store import raw as raw_rows
from bot.web import webhooks
from tests.channels.mutation import mutated
from tests.channels.test_telegram_payload import PAYLOADS
from tests.conftest import NOON
from tests.databases import sqlite_url
from tests.fakes.telegram import SECRET as HEADER
from tests.fakes.telegram import TOKEN, FakeTelegram, Person
from tests.fakes.telegram_house import QUICK, SECRET, Telegrams, house, polling
from tests.fakes.telegram_limits import ApiError
from tests.handlers.miner import HELLO


@pytest.fixture
async def fake() -> AsyncIterator[FakeTelegram]:
    """A server that is not in the way."""
    async with FakeTelegram(rate=QUICK, chat_rate=QUICK) as server:
        yield server


@pytest.fixture
async def here(fake: FakeTelegram, tmp_path: Path) -> AsyncIterator[Telegrams]:
    """A house that polls."""
    async with polling(fake, tmp_path) as made:
        yield made


def picture(color: str = "white") -> bytes:
    """A photo."""
    out = io.BytesIO()
    Image.new("RGB", (800, 600), color).save(out, "JPEG")
    return out.getvalue()


async def until(true: Any, seconds: float = 5.0) -> None:
    """Wait until something holds."""
    async with asyncio.timeout(seconds):
        while True:
            found = true()
            if (await found) if asyncio.iscoroutine(found) else found:
                return
            await asyncio.sleep(0.01)


async def at_the_photo(rosa: Person) -> None:
    """Up to the question that takes photos: the stamped copy of her IGAFOM."""
    await rosa.says(*HELLO, "Apurímac", "Grau", "vigente")
    while any("Seguir" in label for label in rosa.last.labels):
        await rosa.taps("Seguir")
    await rosa.taps("No")
    await rosa.says("pasos")
    await rosa.taps("El proceso")
    await rosa.says("5")
    await rosa.taps("Ya lo hice", "Hoy")
    assert "cargo" in rosa.last.text


# -- nobody is met by silence -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["sticker", "contact", "poll", "dice", "new-kind-of-content"])
async def test_what_we_cannot_read_is_answered(
    fake: FakeTelegram, here: Telegrams, name: str
) -> None:
    rosa = fake.person(5198765)
    fake.push_raw(PAYLOADS[name])
    assert "todavía no lo puedo leer" in (await rosa.hears(1)).text


async def test_a_group_is_told_once_that_we_talk_in_private(
    fake: FakeTelegram, here: Telegrams
) -> None:
    group = fake.person(-1001234567890)
    for name in ("group-joined", "group-chatter", "group-command", "group-command"):
        fake.push(**{k: v for k, v in PAYLOADS[name].items() if k != "update_id"})
    await group.hears(1)
    await until(lambda: fake.pending == 0)
    assert "en privado" in group.last.text and len(group.heard) == 1
    assert await here.rows("select count(*) from contact") == [(0,)]


async def test_a_place_a_voice_and_a_command_arrive(fake: FakeTelegram, here: Telegrams) -> None:
    rosa = fake.person(51)
    await rosa.says("/start coop-7")
    assert "¿En qué lengua prefieres?" in rosa.last.text
    [(body,)] = await here.rows("select sealed from inbound")
    kept = here.app.house.seal.open_json(body)
    assert isinstance(kept, dict) and kept["invite"] == "coop-7"
    await rosa.says("castellano", "/ayuda")
    assert "Toca un botón" in rosa.last.text
    before = len(rosa.heard)
    rosa.sends(location={"latitude": -14.1, "longitude": -72.7})
    rosa.sends(voice={**fake.upload(b"OggS" + bytes(99)), "duration": 2})
    await rosa.hears(before + 2)
    assert await here.rows("select kind, mime from media_file") == [("voice", "audio/ogg")]


async def test_a_language_of_the_phone_is_the_first_language(
    fake: FakeTelegram, here: Telegrams
) -> None:
    john = fake.person(52, "en-GB")
    assert "language" in (await john.says("hello")).text


# -- taps -------------------------------------------------------------------------------------------------


async def test_a_tap_is_answered_at_once_and_twice_is_once(
    fake: FakeTelegram, here: Telegrams
) -> None:
    rosa = fake.person(51)
    await rosa.says("hola")
    hello = rosa.last
    await rosa.taps("Castellano")
    await until(lambda: len(rosa.answered) == 1)
    rosa.tap_of(hello.buttons[0], hello)
    await until(lambda: len(rosa.answered) == 2)
    await until(lambda: settled(here))
    assert len(rosa.heard) == 2


async def test_an_old_button_and_a_foreign_one_still_lead_somewhere(
    fake: FakeTelegram, here: Telegrams
) -> None:
    rosa = fake.person(51)
    await rosa.says(*HELLO)
    region = rosa.last
    await rosa.says("Apurímac", "Grau")
    before = len(rosa.heard)
    rosa.tap_of(next(b for b in region.buttons if "Puno" in b["text"]), region)
    await rosa.hears(before + 1)
    assert "Cambié tu respuesta" in rosa.last.text
    rosa.tap_of({"callback_data": "of/another:bot"}, region)
    await rosa.hears(before + 2)
    assert "Ese botón ya no funciona" in rosa.last.text


# -- edits ------------------------------------------------------------------------------------------------


async def test_an_edited_answer_corrects_its_own_question(
    fake: FakeTelegram, here: Telegrams
) -> None:
    rosa = fake.person(51)
    await rosa.says(*HELLO)
    message = rosa.sends(text="Puno")
    await rosa.hears(len(HELLO) + 1)
    await rosa.says("1")
    before = len(rosa.heard)
    edit(fake, message, "Apurímac")
    await rosa.hears(before + 1)
    assert "Cambié tu respuesta" in rosa.last.text and "provincia" in rosa.last.text
    assert "Grau" in rosa.last.labels
    edit(fake, message, "Puno", later=9)
    await rosa.hears(before + 2)
    assert "Grau" not in rosa.last.labels


async def test_an_edit_of_what_was_not_understood_is_read_anew(
    fake: FakeTelegram, here: Telegrams
) -> None:
    rosa = fake.person(51)
    await rosa.says("hola")
    message = rosa.sends(text="kastiyanu simi xx")
    await rosa.hears(2)
    edit(fake, message, "kastellanu xx")
    await rosa.hears(3)
    edit(fake, message, "castellano", later=5)
    await rosa.hears(4)
    assert "¿En qué lengua" not in rosa.last.text


async def test_an_edit_that_comes_too_late_takes_nobody_s_place(
    fake: FakeTelegram, here: Telegrams
) -> None:
    rosa = fake.person(51)
    await rosa.says("hola")
    message = rosa.sends(text="qué es esto pues")
    await rosa.hears(2)
    await rosa.says("castellano")
    edit(fake, message, "seguir")
    await rosa.hears(4)
    assert "cambiaste un mensaje de antes" in rosa.last.text
    assert rosa.last.labels == rosa.heard[2].labels


def edit(fake: FakeTelegram, message: dict[str, Any], text: str, later: int = 1) -> None:
    """She changes the words of a message."""
    fake.push(edited_message={**message, "text": text, "edit_date": message["date"] + later})


# -- files ------------------------------------------------------------------------------------------------


async def test_an_album_is_one_message_and_its_late_photo_another(
    fake: FakeTelegram, here: Telegrams
) -> None:
    rosa = fake.person(51)
    await at_the_photo(rosa)
    before = len(rosa.heard)
    for color in ("white", "grey", "black"):
        rosa.sends(media_group_id="77", **rosa.photo(picture(color)))
        await asyncio.sleep(0.02)
    await rosa.hears(before + 1)
    await asyncio.sleep(0.3)
    assert len(rosa.heard) == before + 1 and "Anoté" in rosa.last.text
    [(_, files)] = await here.rows("select contact, count(*) from media_file group by contact")
    assert files == 3
    known = (await here.raw())["message", "parsed"]
    rosa.sends(media_group_id="77", **rosa.photo(picture("red")))
    await rosa.hears(before + 2)
    assert (await here.raw())["message", "parsed"] == known + 1


async def test_the_largest_size_of_a_photo_is_kept(fake: FakeTelegram, here: Telegrams) -> None:
    rosa = fake.person(51)
    data = picture()
    rosa.sends(**rosa.photo(data, caption="hola"))
    await rosa.hears(1)
    assert await here.rows("select size from media_file") == [(len(data),)]


@pytest.mark.parametrize("size", [20_000_001, 17 * 2**20])
async def test_a_file_that_is_too_big_is_said_so(
    fake: FakeTelegram, here: Telegrams, size: int
) -> None:
    rosa = fake.person(51)
    data = bytes(size) if size < 20_000_000 else b"x"
    rosa.sends(document=fake.upload(data, size=size, file_name="mina.zip"))
    await rosa.hears(1)
    assert "muy grande" in rosa.last.text


async def test_a_download_that_fails_for_now_is_tried_again(
    fake: FakeTelegram, tmp_path: Path
) -> None:
    clock = SetClock(NOON)
    async with house(fake, tmp_path, clock=clock, pumps=False) as here:
        intake, rosa = here.app.intakes[0], fake.person(51)
        fake.fail["getFile"] = [ApiError(502, "Bad Gateway")] * 2
        body = json.dumps({"update_id": 1, "message": rosa.sends(**rosa.photo(picture()))}).encode()
        await intake.keep([body])
        for _ in range(3):
            await intake.drain()
            assert not rosa.heard
            clock.moment = clock.moment.replace(hour=clock.moment.hour + 1)
        await here.app.settle()
        await rosa.hears(1)
        assert await here.rows("select count(*) from media_file") == [(1,)]


async def test_a_file_nobody_can_get_is_said_in_the_end(fake: FakeTelegram, tmp_path: Path) -> None:
    clock = SetClock(NOON)
    async with house(fake, tmp_path, clock=clock, pumps=False) as here:
        intake, rosa = here.app.intakes[0], fake.person(51)
        fake.fail["getFile"] = [ApiError(502, "Bad Gateway")] * 9
        await intake.keep([update(1, rosa, **rosa.photo(picture()))])
        for minute in range(6):
            await intake.drain()
            clock.moment = NOON.replace(minute=minute + 1)
        await here.app.settle()
        assert "No pude abrir ese archivo" in (await rosa.hears(1)).text


def update(id: int, rosa: Person, **content: Any) -> bytes:
    """A message of hers as an update that the server never saw."""
    message = {"message_id": 90_000 + id, "from": rosa.user, "chat": rosa.chat, "date": 1795366800}
    return json.dumps({"update_id": id, "message": {**message, **content}}).encode()


# -- once, in order, whatever happens ---------------------------------------------------------------------


async def test_the_same_update_again_changes_nothing(fake: FakeTelegram, here: Telegrams) -> None:
    rosa = fake.person(51)
    await rosa.says("hola")
    fake.push_raw({"update_id": 501, "message": {"text": "castellano"}})
    bodies = [update(7, rosa, text="castellano")] * 3
    await here.app.intakes[0].keep(bodies)
    await rosa.hears(2)
    assert await here.app.intakes[0].keep(bodies) == 0
    await until(lambda: settled(here))
    assert len(rosa.heard) == 2


async def settled(here: Telegrams) -> bool:
    """Whether nothing waits."""
    waiting = "select count(*) from raw_update where state = 'new'"
    unsent = "select count(*) from outbound where state in ('queued', 'wired')"
    unheard = "select count(*) from inbound where state = 'new'"
    return all([(await here.rows(sql))[0][0] == 0 for sql in (waiting, unheard, unsent)])


async def nothing_claimed(most: int) -> list[Any]:
    """A process that dies before it reads."""
    return []


async def test_a_restart_between_keeping_and_reading_loses_nothing(
    fake: FakeTelegram, tmp_path: Path
) -> None:
    url, rosa = sqlite_url(tmp_path), fake.person(51)
    async with house(fake, tmp_path, url=url, pumps=False) as first:
        intake = first.app.intakes[0]
        intake.on_update = lambda: None
        intake._claim = nothing_claimed  # type: ignore[method-assign]
        await intake.keep([update(1, rosa, text="hola"), update(2, rosa, text="castellano")])
    assert rosa.heard == []
    async with house(fake, tmp_path, url=url) as second:
        await second.app.settle()
        assert "¿En qué lengua" not in (await rosa.hears(2)).text
        assert await second.rows("select count(*) from contact") == [(1,)]
        assert {state for _, state in await second.raw()} == {"parsed"}


async def test_what_was_understood_is_emptied_and_what_was_not_is_kept(
    fake: FakeTelegram, tmp_path: Path
) -> None:
    clock = SetClock(NOON)
    async with house(fake, tmp_path, clock=clock, pumps=False) as here:
        rosa, intake = fake.person(5198765), here.app.intakes[0]
        bodies = [update(1, rosa, text="hola"), b'{"update_id": 2, "message": {}}', b"\xff"]
        bodies += [json.dumps(PAYLOADS["reaction"]).encode()]
        await intake.keep(bodies)
        await intake.drain()
        seal = here.app.house.seal
        rows = await here.rows("select kind, state, reason, sealed from raw_update order by id")
        assert [(kind, state, reason, seal.open(body)) for kind, state, reason, body in rows] == [
            ("message", "parsed", "", b""),
            ("channel", "parsed", "unused", bodies[1]),
            ("failed", "failed", "no JSON", b"\xff"),
            ("message_reaction", "parsed", "unused", bodies[3]),
        ]
        clock.moment = NOON.replace(day=NOON.day + KEPT_DAYS["parsed"], hour=23)
        assert await intake.purge() == 3
        await here.app.database.write(lambda on: raw_rows.forget(on, seal, 1))
        assert await here.rows("select count(*) from raw_update") == [(1,)]


async def test_erasing_her_empties_what_of_hers_was_kept(
    fake: FakeTelegram, tmp_path: Path
) -> None:
    async with house(fake, tmp_path) as here:
        rosa, intake = fake.person(5198765), here.app.intakes[0]
        await intake.keep([update(1, rosa, text="hola"), json.dumps(PAYLOADS["reaction"]).encode()])
        await intake.drain()
        seal = here.app.house.seal
        await here.app.database.write(lambda on: raw_rows.forget(on, seal, 1))
        rows = await here.rows("select sealed from raw_update")
        assert [seal.open(body) for (body,) in rows] == [b"", b""]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
async def test_a_mutated_update_never_blocks_a_neighbour(
    tmp_path: Path, data: st.DataObject
) -> None:
    names = data.draw(st.lists(st.sampled_from(sorted(PAYLOADS)), min_size=1, max_size=8))
    wild = [data.draw(mutated(PAYLOADS[name], keep=("update_id",))) for name in names]
    async with (
        FakeTelegram(rate=QUICK, chat_rate=QUICK) as fake,
        polling(fake, tmp_path / "house", album_wait=0.01) as here,
    ):
        ana = fake.person(99)
        for number, payload in enumerate(wild):
            fake.push_raw({**payload, "update_id": 900_000 + number})
        await ana.says("hola")
        assert "¿En qué lengua" in ana.last.text or "language" in ana.last.text
        await until(lambda: settled_raw(here), 8)
        counts = await here.raw()
        assert sum(counts.values()) == len(wild) + 1
        assert {state for _, state in counts} <= {"parsed", "failed"}
    for path in sorted((tmp_path / "house").rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()


async def settled_raw(here: Telegrams) -> bool:
    """Whether every update became something, or waits for a download."""
    return (await here.rows("select count(*) from raw_update where state = 'new'"))[0][0] == 0


# -- polling ----------------------------------------------------------------------------------------------


async def test_an_unreadable_body_is_taken_one_update_at_a_time(
    fake: FakeTelegram, here: Telegrams
) -> None:
    rosa = fake.person(51)
    fake.extra += [b'{"ok":true,"result":[{"update_id":77,"message":{"text":"\xff', b"{not json"]
    fake.extra += [b'{"ok":true,"result":[{"update_id": 78, "message": nonsense}]}']
    await rosa.says("hola")
    await until(lambda: failed(here))


async def failed(here: Telegrams) -> bool:
    return (await here.raw()).get(("failed", "failed"), 0) == 1


async def test_the_offset_moves_only_after_the_store(fake: FakeTelegram, tmp_path: Path) -> None:
    kept: list[bytes] = []
    gate = asyncio.Event()

    async def keep(bodies: Any) -> None:
        await gate.wait()
        kept.extend(bodies)

    async with house(fake, tmp_path) as here:
        fake.person(51).sends(text="hola")
        door = asyncio.ensure_future(Polling(here.channel, keep, long_poll=1).run())
        await asyncio.sleep(0.2)
        assert fake.pending == 1 and not kept
        gate.set()
        await until(lambda: fake.pending == 0)
        assert len(kept) == 1
        door.cancel()
        await asyncio.wait([door])


async def test_a_store_that_fails_gets_the_update_again(fake: FakeTelegram, tmp_path: Path) -> None:
    tries: list[int] = []

    async def keep(bodies: Any) -> None:
        tries.append(len(bodies))
        if len(tries) == 1:
            raise OSError("disk full")

    async with house(fake, tmp_path) as here:
        fake.person(51).sends(text="hola")
        door = asyncio.ensure_future(Polling(here.channel, keep, long_poll=1).run())
        await until(lambda: fake.pending == 0)
        assert tries == [1, 1]
        door.cancel()
        await asyncio.wait([door])


async def test_a_conflict_is_explained(
    fake: FakeTelegram, here: Telegrams, capsys: pytest.CaptureFixture[str]
) -> None:
    await until(lambda: any(method == "getUpdates" for method, _ in fake.calls))
    async with aiohttp.ClientSession() as other:
        await other.post(f"{fake.url}/bot{TOKEN}/getUpdates", data={"timeout": "0"})
    said: list[str] = []
    await until(
        lambda: said.extend(capsys.readouterr()) or "another program polls" in "".join(said)
    )
    assert (await fake.person(51).says("hola")).buttons


async def test_polling_takes_a_webhook_away_first(fake: FakeTelegram, tmp_path: Path) -> None:
    fake.webhook["url"] = "https://old.example/hook"
    async with polling(fake, tmp_path):
        assert (await fake.person(51).says("hola")).buttons
    assert fake.calls[0][0] == "deleteWebhook"


async def test_a_server_that_is_down_is_tried_again(fake: FakeTelegram, tmp_path: Path) -> None:
    fake.fail["deleteWebhook"] = [ApiError(502, "Bad Gateway")]
    fake.fail["getUpdates"] = [ApiError(429, "Too Many Requests", retry_after=1)]
    async with house(fake, tmp_path) as here:
        fake.person(51).sends(text="hola")
        door = asyncio.ensure_future(Polling(here.channel, here.app.intakes[0].keep).run())
        await until(lambda: fake.person(51).heard, 12)
        door.cancel()
        await asyncio.wait([door])


# -- webhook ----------------------------------------------------------------------------------------------


async def test_a_webhook_wants_its_secret_and_answers_after_the_store(tmp_path: Path) -> None:
    kept: list[bytes] = []
    broken = False

    async def keep(bodies: Any) -> None:
        if broken:
            raise OSError("disk full")
        kept.extend(bodies)

    app = web.Application(client_max_size=20 * 2**20)
    app.add_routes([webhooks.telegram(keep, SECRET)])
    async with TestServer(app) as server, aiohttp.ClientSession() as http:
        url = server.make_url(webhooks.TELEGRAM)
        for headers in ({}, {HEADER: "wrong"}, {HEADER: SECRET + "x"}, {HEADER: "ñ"}):
            assert (await http.post(url, data=b"{}", headers=headers)).status == 403
        assert kept == []
        right = {HEADER: SECRET}
        for body in (b'{"update_id": 1}', b"not json", b"\xff\x00", b""):
            assert (await http.post(url, data=body, headers=right)).status == 200
        assert kept == [b'{"update_id": 1}', b"not json", b"\xff\x00", b""]
        long = io.BytesIO(b"x" * (webhooks.LARGEST_UPDATE + 1))
        assert (await http.post(url, data=long, headers=right)).status == 413
        broken = True
        assert (await http.post(url, data=b"{}", headers=right)).status == 503


# -- the account ------------------------------------------------------------------------------------------


async def test_the_commands_menu_is_set_once_for_each_wording(
    fake: FakeTelegram, tmp_path: Path
) -> None:
    async with house(fake, tmp_path) as here:
        menus = command_menus(here.app.house.words)
        known: list[bool] = []

        async def published() -> bool:
            return bool(known)

        async def publish() -> None:
            known.append(True)

        for _ in range(2):
            door = Door(
                here.channel,
                here.app.intakes[0].keep,
                hook=("https://a.example/w", "s" * 20),
                menus=menus,
            )
            await door.run(published, publish)
        assert set(fake.commands) >= {"es", "en", ""}
        assert [method for method, _ in fake.calls].count("setMyCommands") == len(menus)
        assert fake.webhook["url"] == "https://a.example/w"
        for tag, commands in menus.items():
            found = [
                route(Heard(text=name.replace("_", " ")), Shown(), None, here.app.house.vocabulary)
                for name, _ in commands
            ]
            assert found == [Command(name) for name in COMMANDS], tag


# -- going out --------------------------------------------------------------------------------------------


async def test_who_blocks_us_is_left_in_peace(fake: FakeTelegram, here: Telegrams) -> None:
    rosa, intake = fake.person(51), here.app.intakes[0]
    await rosa.says("hola")
    rosa.blocked = True
    await intake.keep([update(1, rosa, text="castellano")])
    await until(lambda: failed_bubble(here))
    fake.fail["sendMessage"] = [ApiError(429, "Too Many Requests", retry_after=30)]
    await intake.keep([update(2, rosa, text="seguir")])
    await until(lambda: bubble_in(here, "errored", "asked to wait"))
    rosa.blocks()
    await until(lambda: bubble_in(here, "withheld", "blocked"))
    rosa.blocks(back=True)
    before = len(rosa.heard)
    here.channel.pace._chats.clear()
    rosa.sends(text="menú")
    await rosa.hears(before + 1)


async def failed_bubble(here: Telegrams) -> bool:
    return await bubble_in(here, "failed", "blocked")


async def bubble_in(here: Telegrams, state: str, reason: str) -> bool:
    """Whether a bubble stands there for this reason."""
    return (state, reason) in await here.rows("select state, reason from outbound")


async def test_retry_after_is_obeyed(fake: FakeTelegram, here: Telegrams) -> None:
    rosa = fake.person(51)
    fake.fail["sendMessage"] = [ApiError(429, "Too Many Requests: retry after 2", retry_after=2)]
    begun = time.monotonic()
    await rosa.says("hola")
    assert 2.0 <= time.monotonic() - begun < 5
    assert [method for method, _ in fake.calls].count("sendMessage") == 2


async def test_a_flood_keeps_every_limit(tmp_path: Path) -> None:
    """40 chats, five bubbles each, queued at once: 30 a second, one a second to each."""
    async with FakeTelegram() as fake:
        async with house(fake, tmp_path, rate=30, chat_rate=1) as here:
            people = [fake.person(1000 + n) for n in range(40)]
            intake: Intake = here.app.intakes[0]
            begun = time.monotonic()
            texts = ("hola", "castellano", "seguir", "seguir", "sí")
            for round, text in enumerate(texts):
                bodies = [update(round * 100 + n, p, text=text) for n, p in enumerate(people)]
                await intake.keep(bodies)
            for person in people:
                person.patience = 30
                await person.hears(5)
            took = time.monotonic() - begun
        assert fake.speed.refused == 0 and fake.refused == {}
        assert all(len(person.heard) == 5 for person in people)
        assert all("¿En qué lengua" in person.heard[0].text for person in people)
        assert took < 200 / 30 * 1.5
        times = sorted(heard.at for person in people for heard in person.heard)
        most = max(sum(at <= other < at + 1 for other in times) for at in times)
        print(f"200 bubbles to 40 chats in {took:.1f} s, at most {most} in a second")
        assert most <= 31

"""WhatsApp's posts on their way in: signed, kept before they are acknowledged, once, and in order."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import OperationalError

from bot.clock import SetClock
from bot.intake import KEPT_DAYS, MOST_ATTEMPTS
from tests.channels.mutation import mutated
from tests.channels.test_telegram_intake import picture, until
from tests.channels.test_whatsapp_payload import PAYLOADS
from tests.conftest import NOON
from tests.databases import sqlite_url
from tests.fakes.graph import VERIFY, FakeGraph, Person, envelope, value
from tests.fakes.graph_house import Graphs, house
from tests.fakes.graph_limits import GraphError

QUICK = 500


@pytest.fixture
async def fake() -> AsyncIterator[FakeGraph]:
    """A server that is not in the way."""
    async with FakeGraph(rate=QUICK, burst=QUICK) as server:
        yield server


@pytest.fixture
async def here(fake: FakeGraph, tmp_path: Path) -> AsyncIterator[Graphs]:
    """A house that answers by itself."""
    async with house(fake, tmp_path) as made:
        yield made


@pytest.fixture
async def still(fake: FakeGraph, tmp_path: Path) -> AsyncIterator[Graphs]:
    """A house that does nothing until it is told."""
    async with house(fake, tmp_path, SetClock(NOON), pumps=False) as made:
        yield made


def rosa_of(fake: FakeGraph) -> Person:
    return fake.person("51987654321", "PE.1349abc")


# -- the door ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"hub.mode": "subscribe", "hub.verify_token": VERIFY, "hub.challenge": "1158"}, 200),
        ({"hub.mode": "subscribe", "hub.verify_token": "another", "hub.challenge": "1158"}, 403),
        ({"hub.mode": "unsubscribe", "hub.verify_token": VERIFY}, 403),
        ({"hub.mode": "subscribe", "hub.verify_token": "ñ"}, 403),
        ({}, 403),
    ],
)
async def test_the_challenge_is_answered_to_who_knows_the_word(
    fake: FakeGraph, still: Graphs, asked: dict[str, str], status: int
) -> None:
    async with aiohttp.ClientSession() as http, http.get(fake.webhook, params=asked) as answer:
        assert answer.status == status
        assert (await answer.text() == "1158") == (status == 200)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"hola", 400),
        (b'{"entry": [', 400),
        (b"\xff\xfe\x00", 400),
        (b"[" * 100_000, 400),
        (b"null", 200),
        (b"[]", 200),
        (b'{"entry": "x"}', 200),
        (b"x" * (4 * 2**20 + 1), 413),
        (json.dumps({"entry": [], "pad": "x" * (3 * 2**20)}).encode(), 200),
    ],
)
async def test_what_is_posted_gets_what_it_deserves(
    fake: FakeGraph, still: Graphs, body: bytes, status: int
) -> None:
    assert await fake.once(body) == status
    assert len(await still.rows("select id from raw_update")) == (status == 200)


@pytest.mark.parametrize("how", ["none", "wrong", "other secret", "reserialised", "short"])
async def test_a_wrong_signature_is_refused(fake: FakeGraph, still: Graphs, how: str) -> None:
    body = json.dumps(PAYLOADS["text-before-april"]).encode()
    headers = {"none": {}, "wrong": {"X-Hub-Signature-256": "sha256=ñ"}}.get(how)
    if how == "short":
        headers = {"X-Hub-Signature-256": "sha256="}
    if headers is None:
        secret = "another" if how == "other secret" else "the-app-secret-of-the-tests"
        signed = json.dumps(json.loads(body), ensure_ascii=False).encode()
        digest = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
        headers = {"X-Hub-Signature-256": f"sha256={digest}"}
    async with (
        aiohttp.ClientSession() as http,
        http.post(fake.webhook, data=body, headers=headers) as answer,
    ):
        assert answer.status == 403
    assert await still.rows("select id from raw_update") == []


async def test_a_long_body_without_a_length_is_refused_too(fake: FakeGraph, still: Graphs) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(65):
            yield bytes(2**16)

    async with (
        aiohttp.ClientSession() as http,
        http.post(fake.webhook, data=chunks()) as answer,
    ):
        assert answer.status == 413


async def test_nothing_is_acknowledged_that_was_not_kept(
    fake: FakeGraph, still: Graphs, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(work: Any) -> Any:
        raise OperationalError("insert", {}, Exception("disk full"))

    rosa = rosa_of(fake)
    post = json.dumps(
        envelope(
            [{"field": "messages", "value": value(messages=[rosa.message(text={"body": "hola"})])}]
        )
    )
    with monkeypatch.context() as patched:
        patched.setattr(still.intake.database, "write", broken)
        assert await fake.once(post.encode()) == 503
    assert await fake.once(post.encode()) == 200
    rosa.wrote_at = fake.now()
    await still.app.settle()
    assert len(rosa.heard) == 1


# -- every message, every status, once --------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(PAYLOADS))
async def test_every_recorded_post_is_taken_and_settled(
    fake: FakeGraph, still: Graphs, name: str
) -> None:
    assert await fake.deliver(PAYLOADS[name]) == 200
    await still.app.settle()
    kinds = await still.rows("select kind, state, reason from raw_update where state = 'failed'")
    assert len(kinds) == (1 if name == "batch" else 0), kinds
    left = await still.rows("select kind from raw_update where state = 'new'")
    assert left == [] or name.startswith(("status", "batch")), left


async def test_all_of_a_batch_is_answered_and_a_second_delivery_changes_nothing(
    fake: FakeGraph, here: Graphs
) -> None:
    people = [fake.person(f"5198765{n:04}", f"PE.{n}x") for n in range(20)]
    messages = [p.message(text={"body": "hola"}) for p in people]
    for p in people:
        p.wrote_at = fake.now()
    whole = envelope(
        [
            {
                "field": "messages",
                "value": value(messages=messages[:7], contacts=[p.contact for p in people[:7]]),
            }
        ],
        [
            {"field": "messages", "value": value(messages=[m], contacts=[p.contact])}
            for m, p in zip(messages[7:], people[7:], strict=True)
        ],
    )
    assert await fake.deliver(whole) == 200
    for p in people:
        await p.hears(1)
    alone = [
        envelope([{"field": "messages", "value": value(messages=[m], contacts=[p.contact])}])
        for m, p in zip(messages, people, strict=True)
    ]
    for post in (whole, *alone):
        assert await fake.deliver(post) == 200
    await until(lambda: settled(here))
    assert [len(p.heard) for p in people] == [1] * 20
    assert (await here.raw())["text", "parsed"] == 20


async def settled(here: Graphs) -> bool:
    """Whether nothing waits."""
    waiting = "select count(*) from raw_update where state = 'new'"
    unsent = "select count(*) from outbound where state in ('queued', 'wired')"
    unheard = "select count(*) from inbound where state = 'new'"
    return all([(await here.rows(sql))[0][0] == 0 for sql in (waiting, unheard, unsent)])


async def test_a_message_is_known_for_seven_days(fake: FakeGraph, still: Graphs) -> None:
    rosa = rosa_of(fake)
    message = await rosa.sends(text={"body": "hola"})
    await still.app.settle()
    clock = still.app.house.clock
    assert isinstance(clock, SetClock) and KEPT_DAYS["parsed"] > 7
    for _ in range(7):
        clock.moment = clock.moment.replace(day=clock.moment.day + 1)
        await still.intake.purge()
        await fake.post(value(messages=[message]))  # without contacts, under her number alone
        await still.app.settle()
    assert len(rosa.heard) == 1 and len(await still.rows("select id from inbound")) == 1


async def test_a_restart_between_keeping_and_reading_loses_nothing(
    fake: FakeGraph, tmp_path: Path
) -> None:
    url, rosa = sqlite_url(tmp_path), rosa_of(fake)
    async with house(fake, tmp_path, url=url, pumps=False):
        await rosa.sends(text={"body": "hola"})
    async with house(fake, tmp_path, url=url) as again:
        again.intake.on_update()
        assert "¿En qué lengua prefieres?" in (await rosa.hears(1)).text


async def test_her_messages_are_answered_in_their_order(fake: FakeGraph, here: Graphs) -> None:
    rosa = rosa_of(fake)
    await rosa.says("hola", "castellano", "seguir", "seguir", "acepto")
    texts = [heard.text for heard in rosa.heard]
    assert len(texts) == len(set(texts)) == 5


# -- statuses ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("names", "ends"),
    [
        (("sent", "delivered", "read"), "read"),
        (("read", "delivered", "sent"), "read"),
        (("delivered", "sent"), "delivered"),
        (("failed", "delivered"), "delivered"),
        (("delivered", "failed"), "delivered"),
        (("sent", "failed"), "failed"),
        (("played", "sent", "delivered"), "read"),
        (("read", "read", "read"), "read"),
    ],
)
@pytest.mark.parametrize("batched", [True, False])
async def test_statuses_settle_right_in_any_order(
    fake: FakeGraph, still: Graphs, names: tuple[str, ...], ends: str, batched: bool
) -> None:
    rosa = rosa_of(fake)
    await rosa.sends(text={"body": "hola"})
    await still.app.settle()
    error = GraphError(131051, "Message type unknown")
    made = [fake.status(rosa, rosa.last, n, error if n == "failed" else None) for n in names]
    for batch in [made] if batched else [[one] for one in made]:
        await fake.post(value(statuses=batch))
    [row] = await still.rows("select state, reason, sent_at, delivered_at, read_at from outbound")
    assert row[0] == ends
    assert (row[1] != "") == (ends == "failed")
    told = {"sent": row[2], "delivered": row[3], "read": row[4], "played": row[4]}
    assert all(told[name] for name in names if name != "failed")


async def test_a_status_that_comes_before_we_know_the_name_of_its_bubble_waits(
    fake: FakeGraph, still: Graphs
) -> None:
    rosa, clock = rosa_of(fake), still.app.house.clock
    await rosa.sends(text={"body": "hola"})
    await still.app.settle()
    await still.rows("select 1")
    [(name,)] = await still.rows("select external from outbound")
    await still.app.database.write(
        lambda on: on.exec_driver_sql("update outbound set external = null, state = 'wired'")
    )
    status = fake.status(rosa, rosa.last, "delivered")
    status.pop("biz_opaque_callback_data")
    await fake.post(value(statuses=[status]))
    await still.intake.drain()
    assert await still.rows("select state from outbound") == [("wired",)]
    await still.app.database.write(
        lambda on: on.exec_driver_sql("update outbound set external = ?, state = 'sent'", (name,))
    )
    assert isinstance(clock, SetClock)
    clock.moment = clock.moment.replace(minute=clock.moment.minute + 1)
    await still.intake.drain()
    assert await still.rows("select state from outbound") == [("delivered",)]


async def test_a_status_finds_its_bubble_when_our_note_of_it_was_lost(
    fake: FakeGraph, still: Graphs
) -> None:
    """The process died between the platform's yes and our note: the bubble is not said twice."""
    rosa = rosa_of(fake)
    await rosa.sends(text={"body": "hola"})
    await still.app.settle()
    await still.app.database.write(
        lambda on: on.exec_driver_sql("update outbound set external = null, state = 'wired'")
    )
    await fake.post(value(statuses=[fake.status(rosa, rosa.last, "delivered")]))
    assert await still.rows("select state, external is null from outbound") == [("delivered", 0)]
    await still.app.settle()
    assert len(rosa.heard) == 1


async def test_a_status_of_no_message_of_ours_is_kept_with_the_reason(
    fake: FakeGraph, still: Graphs
) -> None:
    clock = still.app.house.clock
    assert isinstance(clock, SetClock)
    await fake.deliver(PAYLOADS["status-read"])
    for _ in range(MOST_ATTEMPTS):
        await still.intake.drain()
        clock.moment = clock.moment.replace(minute=clock.moment.minute + 2)
    rows = await still.rows("select kind, state, reason from raw_update")
    assert rows == [("status", "parsed", "a status of no message of ours")]


async def test_statuses_and_news_are_told_on_in_their_transaction(
    fake: FakeGraph, still: Graphs
) -> None:
    told: list[Any] = []
    still.intake.on_status = lambda on, updates: told.extend(u.pricing for u in updates)
    still.intake.on_news = lambda on, kind, news: told.append((kind, news["event"]))
    rosa = rosa_of(fake)
    await rosa.sends(text={"body": "hola"})
    await still.app.settle()
    await fake.post(value(statuses=[fake.status(rosa, rosa.last, "sent")]))
    await fake.deliver(PAYLOADS["field-message-template-status-update"])
    await still.intake.drain()
    assert told[0].category == "service" and told[1:] == [
        ("message_template_status_update", "PAUSED")
    ]


# -- what she sends ---------------------------------------------------------------------------------------


async def test_a_photo_is_fetched_checked_and_kept(fake: FakeGraph, here: Graphs) -> None:
    rosa, data = rosa_of(fake), picture()
    await rosa.says("hola", "castellano")
    before = len(rosa.heard)
    await rosa.sends(image=fake.sent_file(data, "image/jpeg", caption="mi cargo"))
    await rosa.hears(before + 1)
    assert await here.rows("select kind, size from media_file") == [("image", len(data))]


@pytest.mark.parametrize("trouble", ["broken", GraphError(100, "", http=404)])
async def test_a_file_that_comes_broken_is_fetched_again(
    fake: FakeGraph, still: Graphs, trouble: Any
) -> None:
    rosa, clock = rosa_of(fake), still.app.house.clock
    assert isinstance(clock, SetClock)
    fake.fail["download"] = [trouble]
    await rosa.sends(image=fake.sent_file(picture(), "image/jpeg"))
    await still.app.settle()
    assert rosa.heard == []
    clock.moment = clock.moment.replace(minute=clock.moment.minute + 1)
    await still.app.settle()
    assert len(rosa.heard) == 1 and len(await still.rows("select ref from media_file")) == 1


async def test_a_file_that_is_too_big_or_gone_is_said_so(fake: FakeGraph, here: Graphs) -> None:
    rosa = rosa_of(fake)
    await rosa.sends(
        document=fake.sent_file(bytes(17 * 2**20), "application/pdf", filename="a.pdf")
    )
    assert "muy grande" in (await rosa.hears(1)).text
    await rosa.sends(document={"id": "404", "mime_type": "application/pdf", "sha256": "x"})
    assert "No pude abrir" in (await rosa.hears(2)).text


@pytest.mark.parametrize("name", ["sticker", "contacts", "order", "unsupported", "unknown-type"])
async def test_what_we_cannot_read_is_answered(fake: FakeGraph, here: Graphs, name: str) -> None:
    rosa = fake.person("51987654321", "PE.13491208655302741918abc", wrote_at=fake.now())
    post = json.dumps(PAYLOADS[name]).replace("1795366800", str(int(fake.now())))
    await fake.deliver(json.loads(post))
    assert "todavía no lo puedo leer" in (await rosa.hears(1)).text


async def test_a_message_she_took_back_is_emptied(fake: FakeGraph, still: Graphs) -> None:
    rosa = rosa_of(fake)
    message = await rosa.sends(text={"body": "un secreto"})
    await still.app.settle()
    await rosa.sends(revoke={"original_message_id": message["id"]})
    await still.app.settle()
    [(sealed,)] = await still.rows("select sealed from inbound")
    assert still.app.house.seal.open_json(sealed) == {} and len(rosa.heard) == 1


async def test_an_edited_answer_corrects_its_own_question(fake: FakeGraph, here: Graphs) -> None:
    rosa = rosa_of(fake)
    await rosa.says("hola")
    message = await rosa.sends(text={"body": "kastiyanu simi xx"})
    await rosa.hears(2)
    text = {"type": "text", "text": {"body": "castellano"}}
    await rosa.sends(edit={"original_message_id": message["id"], "message": text})
    assert "¿En qué lengua" not in (await rosa.hears(3)).text


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.sampled_from(sorted(PAYLOADS)), min_size=1, max_size=3), st.data())
async def test_mutated_posts_never_hold_up_a_neighbour(
    fake: FakeGraph, still: Graphs, names: list[str], data: st.DataObject
) -> None:
    for name in names:
        post = json.dumps(
            data.draw(mutated(PAYLOADS[name], keep=("entry",) if data.draw(st.booleans()) else ()))
        )
        assert await fake.once(post.encode()) == 200
    mark = fake.next_id()
    rosa = fake.person(f"5190{mark[-7:]}", f"PE.{mark[-7:]}n")
    await rosa.sends(text={"body": "hola"})
    await asyncio.wait_for(still.app.settle(), 20)
    assert len(rosa.heard) == 1

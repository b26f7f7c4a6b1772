"""The webchat's routes over HTTP: who may do what, and what comes back."""

from __future__ import annotations

import json
import re

import pytest

from tests.web.house import OURS, House, events, message

MIB = 1024 * 1024


# --- who she is


async def test_a_first_visit_makes_an_identity_no_script_can_read(house: House) -> None:
    client = await house.visit("/healthz", public_url="https://chaski.pe")
    answer = await client.get("/chat")
    cookie = answer.headers["Set-Cookie"]
    assert re.match(r"chaski_chat=[A-Za-z0-9_-]{43};", cookie)
    for part in ("HttpOnly", "SameSite=Lax", "Secure", "Max-Age=31536000", "Path=/chat"):
        assert part in cookie


async def test_a_second_visit_is_the_same_person(house: House) -> None:
    client = await house.visit()
    before = house.address(client)
    await client.get("/chat")
    assert house.address(client) == before
    assert house.address(await house.visit()) != before


@pytest.mark.parametrize("cookie", ["", "short", "x" * 44, "../" * 14 + "x"])
async def test_a_made_up_identity_is_replaced(house: House, cookie: str) -> None:
    client = await house.visit("/healthz")
    answer = await client.get("/chat", headers={"Cookie": f"chaski_chat={cookie}"})
    assert re.match(r"chaski_chat=[A-Za-z0-9_-]{43};", answer.headers["Set-Cookie"])


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/chat/stream"),
        ("POST", "/chat/messages"),
        ("POST", "/chat/seen"),
        ("POST", "/chat/files"),
        ("GET", "/chat/files/abc"),
    ],
)
async def test_without_an_identity_nothing_is_served(house: House, method: str, path: str) -> None:
    client = await house.visit("/healthz")
    answer = await client.request(method, path, headers=OURS)
    assert answer.status == 401
    assert (await answer.json())["reason"] == "webchat-unknown-browser"


# --- what she sends


async def test_a_message_is_stored_before_it_is_acknowledged(house: House) -> None:
    client = await house.visit()
    sent = message(text="hola", locale="es-PE")
    answer = await client.post("/chat/messages", json=sent, headers=OURS)
    assert (answer.status, await answer.json()) == (202, {"ok": True})
    assert house.mailbox.inbounds[sent["id"]].address == house.address(client)


async def test_the_same_id_twice_is_one_message(house: House) -> None:
    client = await house.visit()
    sent = message(text="hola")
    for _ in range(3):
        assert (await client.post("/chat/messages", json=sent, headers=OURS)).status == 202
    assert len(house.mailbox.inbounds) == 1


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'{"id": "x"}', b"\xff\xfe", b'{"id":"12345678"}']
)
async def test_junk_is_refused_in_words(house: House, body: bytes) -> None:
    client = await house.visit()
    answer = await client.post("/chat/messages", data=body, headers=OURS)
    assert answer.status == 400
    assert await answer.json() == {
        "reason": "webchat-not-understood",
        "text": "No se pudo leer el mensaje. Escríbelo otra vez.",
    }


async def test_an_endless_message_is_refused(house: House) -> None:
    client = await house.visit()
    answer = await client.post("/chat/messages", data=b"x" * 600_000, headers=OURS)
    assert (answer.status, (await answer.json())["reason"]) == (413, "webchat-text-too-long")


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Chaski": "0"},
        OURS | {"Sec-Fetch-Site": "cross-site"},
        OURS | {"Sec-Fetch-Site": "same-site"},
        OURS | {"Origin": "https://evil.example"},
        OURS | {"Origin": "null"},
    ],
)
async def test_another_site_cannot_write_in_her_name(house: House, headers: dict[str, str]) -> None:
    client = await house.visit()
    answer = await client.post("/chat/messages", json=message(text="hola"), headers=headers)
    assert (answer.status, (await answer.json())["reason"]) == (403, "webchat-other-site")
    assert not house.mailbox.inbounds


async def test_a_nameless_origin_is_never_ours(house: House) -> None:
    client = await house.visit(public_url="")
    headers = OURS | {"Origin": "null"}
    answer = await client.post("/chat/messages", json=message(text="hola"), headers=headers)
    assert answer.status == 403


async def test_our_own_page_may_write(house: House) -> None:
    client = await house.visit()
    for own in (
        {"Sec-Fetch-Site": "same-origin"},
        {"Origin": str(client.make_url("/")).rstrip("/")},
    ):
        answer = await client.post("/chat/messages", json=message(text="hola"), headers=OURS | own)
        assert answer.status == 202


async def test_too_many_at_once_are_asked_to_wait(house: House) -> None:
    client = await house.visit()
    answers = [
        await client.post("/chat/messages", json=message(text="hola"), headers=OURS)
        for _ in range(32)
    ]
    assert [answer.status for answer in answers[:30]] == [202] * 30
    last = answers[-1]
    assert (last.status, last.headers["Retry-After"]) == (429, "1")
    assert (await last.json())["text"] == "Vas muy rápido. Espera 1 segundo."
    other = await house.visit()
    assert (
        await other.post("/chat/messages", json=message(text="hola"), headers=OURS)
    ).status == 202


async def test_behind_a_proxy_each_network_has_its_own_pace(house: House) -> None:
    client = await house.visit(public_url="https://chaski.pe")

    async def post(number: int, network: str) -> int:
        headers = OURS | {
            "X-Forwarded-For": f"10.0.0.1, {network}",
            "Cookie": f"chaski_chat=t{number:042d}",
        }
        answer = await client.post("/chat/messages", json=message(text="hola"), headers=headers)
        return answer.status

    statuses = [await post(number, "190.12.0.7") for number in range(900)]
    assert statuses[:600] == [202] * 600
    assert 429 in statuses
    assert await post(901, "190.12.0.8") == 202


async def test_what_she_has_seen_is_noted(house: House) -> None:
    client = await house.visit()
    assert (await client.post("/chat/seen", json={"upto": 4}, headers=OURS)).status == 200
    assert house.mailbox.read[house.address(client).value] == 4
    for wrong in ({"upto": 0}, {"upto": True}, {"upto": "4"}, {}, []):
        assert (await client.post("/chat/seen", json=wrong, headers=OURS)).status == 400


# --- what she gets


async def test_the_stream_brings_each_bubble_as_it_is_sent(house: House) -> None:
    client = await house.visit()
    stream = await client.get("/chat/stream")
    assert stream.headers["Content-Type"].startswith("text/event-stream")
    assert await events(stream, 1) == [("newest", "", "0")]
    await client.post("/chat/messages", json=message(text="hola"), headers=OURS)
    [(kind, number, data)] = await events(stream, 1)
    assert (kind, number) == ("message", "1")
    bubble = json.loads(data)
    assert bubble["choices"][0] == {"id": "1.1", "label": "Mi trámite", "number": None}
    assert bubble["text"] == "¿Qué *necesitas*?"
    assert set(bubble) == {"bubble", "text", "choices", "media", "at", "locale"}
    stream.close()


async def test_a_lost_stream_goes_on_where_it_was(house: House) -> None:
    client = await house.visit()
    for number in range(1, 6):
        await house.mailbox.say(house.address(client), f"línea {number}")
    for ask in ({"params": {"after": "3"}}, {"headers": {"Last-Event-ID": "3"}}):
        stream = await client.get("/chat/stream", **ask)
        assert [event[1] for event in await events(stream, 3)] == ["", "4", "5"]
        stream.close()


async def test_a_new_page_gets_the_last_two_hundred(house: House) -> None:
    client = await house.visit()
    for number in range(250):
        await house.mailbox.say(house.address(client), str(number))
    stream = await client.get("/chat/stream")
    got = await events(stream, 201)
    assert got[0] == ("newest", "", "250")
    assert [event[1] for event in got[1:]] == [str(n) for n in range(51, 251)]
    stream.close()


async def test_an_erased_conversation_begins_anew(house: House) -> None:
    client = await house.visit()
    address = house.address(client)
    await house.mailbox.say(address, "uno")
    await house.mailbox.say(address, "dos")
    stream = await client.get("/chat/stream")
    await events(stream, 3)
    house.mailbox.sent.clear()
    await house.mailbox.say(address, "todo borrado")
    got = await events(stream, 2)
    assert [event[:2] for event in got] == [("newest", ""), ("message", "1")]
    stream.close()


async def test_silence_is_broken_by_a_heartbeat(house: House) -> None:
    client = await house.visit(heartbeat=0.05)
    stream = await client.get("/chat/stream")
    assert [event[0] for event in await events(stream, 3)] == ["newest", "beat", "beat"]
    stream.close()


async def test_no_one_keeps_more_than_eight_pages_open(house: House) -> None:
    client = await house.visit()
    open_now = [await client.get("/chat/stream") for _ in range(8)]
    ninth = await client.get("/chat/stream")
    assert (ninth.status, ninth.headers["Retry-After"]) == (429, "30")
    for stream in open_now:
        stream.close()


@pytest.mark.parametrize("after", ["-1", "x", "9" * 16, "1.5"])
async def test_a_number_that_is_none_is_refused(house: House, after: str) -> None:
    client = await house.visit()
    assert (await client.get("/chat/stream", params={"after": after})).status == 400


async def test_another_s_bubbles_never_come(house: House) -> None:
    ada, bea = await house.visit(), await house.visit()
    await house.mailbox.say(house.address(ada), "secreto de Ada")
    stream = await bea.get("/chat/stream")
    assert await events(stream, 1) == [("newest", "", "0")]
    await house.mailbox.say(house.address(ada), "otro secreto")
    await house.mailbox.say(house.address(bea), "para Bea")
    [(_, _, data)] = await events(stream, 1)
    assert json.loads(data)["text"] == "para Bea"
    stream.close()


async def test_markup_in_a_bubble_travels_as_text(house: House) -> None:
    client = await house.visit()
    await house.mailbox.say(
        house.address(client), "</script><img src=x onerror=alert(1)>\n\ndata: x"
    )
    stream = await client.get("/chat/stream")
    got = await events(stream, 2)
    assert json.loads(got[1][2])["text"].endswith("\n\ndata: x")
    stream.close()

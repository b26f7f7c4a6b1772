"""Her files over HTTP: uploaded, sealed, served to her alone, refused when too big."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any

import pytest
from aiohttp import FormData
from yarl import URL

from bot.model import Media, MediaKind
from tests.web.house import OURS, House, events, message

MIB = 1024 * 1024


def form(data: bytes, name: str = "mina.jpg", mime: str = "image/jpeg") -> FormData:
    made = FormData()
    made.add_field("file", BytesIO(data), filename=name, content_type=mime)
    return made


async def test_an_upload_comes_back_ready_to_be_sent(house: House) -> None:
    client = await house.visit()
    answer = await client.post("/chat/files", data=form(b"\xff\xd8photo"), headers=OURS)
    media = await answer.json()
    assert answer.status == 201
    assert (media["media"], media["name"], media["size"]) == ("image", "mina.jpg", 7)
    sent = await client.post("/chat/messages", json=message(media=[media]), headers=OURS)
    assert sent.status == 202
    picture = await client.get(media["url"])
    assert (picture.status, await picture.read()) == (200, b"\xff\xd8photo")
    assert picture.headers["Content-Type"] == "image/jpeg"
    assert picture.headers["Content-Disposition"].startswith("inline")
    assert picture.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in picture.headers["Content-Security-Policy"]


async def test_no_one_sends_another_s_file_as_her_own(house: House) -> None:
    ada, bea = await house.visit(), await house.visit()
    media = await (await ada.post("/chat/files", data=form(b"contrato"), headers=OURS)).json()
    for stolen in (
        media,
        media | {"seal": ""},
        media | {"seal": 7},
        {"media": "image", "ref": "x"},
        7,
    ):
        answer = await bea.post("/chat/messages", json=message(media=[stolen]), headers=OURS)
        assert (answer.status, (await answer.json())["reason"]) == (409, "webchat-file-unknown")
    forged = media | {"ref": "another"}
    answer = await ada.post("/chat/messages", json=message(media=[forged]), headers=OURS)
    assert answer.status == 409


async def test_a_file_is_served_to_its_owner_alone(house: House) -> None:
    ada, bea = await house.visit(), await house.visit()
    media = await house.mailbox.keep(b"%PDF", "contrato señor.pdf", "application/pdf")
    await house.mailbox.say(house.address(ada), "tu contrato", media=(media,))
    mine = await ada.get(f"/chat/files/{media.ref}")
    assert mine.status == 200
    assert (
        mine.headers["Content-Disposition"]
        == "attachment; filename*=UTF-8''contrato%20se%C3%B1or.pdf"
    )
    theirs = await bea.get(f"/chat/files/{media.ref}")
    assert (theirs.status, (await theirs.json())["reason"]) == (404, "webchat-missing")


@pytest.mark.parametrize("mime", ["text/html", "image/svg+xml", "application/xhtml+xml", ""])
async def test_what_could_run_is_never_shown_in_place(house: House, mime: str) -> None:
    client = await house.visit()
    media = Media(MediaKind.IMAGE, "page", "página.svg", mime, 5)
    house.mailbox.blobs["page"] = (b"<svg>", media)
    await house.mailbox.say(house.address(client), "mira", media=(media,))
    answer = await client.get("/chat/files/page")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    stream = await client.get("/chat/stream")
    got = await events(stream, 2)
    assert json.loads(got[1][2])["media"][0]["kind"] == "document"
    stream.close()


@pytest.mark.parametrize(
    "path",
    [
        "..%2F..%2Fetc%2Fpasswd",
        "%2Fetc%2Fpasswd",
        ".hidden",
        "a%2F..%2Fb",
        "a%00b",
        "a%5Cb",
        "-/.x",
    ],
)
async def test_no_path_leads_out_of_the_store(
    house: House, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = await house.visit()

    async def never(address: object, ref: str) -> None:
        raise AssertionError(f"the store was asked for {ref!r}")

    monkeypatch.setattr(house.mailbox, "file", never)
    url = URL(str(client.make_url("/chat/files/")) + path, encoded=True)
    assert (await client.session.get(url)).status == 404


async def test_a_sound_can_be_heard_from_the_middle(house: House) -> None:
    client = await house.visit()
    media = await house.mailbox.keep(bytes(range(100)), "voz.ogg", "audio/ogg")
    await house.mailbox.say(house.address(client), "escucha", media=(media,))
    url = f"/chat/files/{media.ref}"
    part = await client.get(url, headers={"Range": "bytes=90-"})
    assert (part.status, await part.read()) == (206, bytes(range(90, 100)))
    assert part.headers["Content-Range"] == "bytes 90-99/100"
    tail = await client.get(url, headers={"Range": "bytes=-3"})
    assert await tail.read() == bytes(range(97, 100))
    for wrong in ("bytes=200-", "bytes=x"):
        assert (await client.get(url, headers={"Range": wrong})).status == 416


async def test_a_file_of_25_mb_is_refused_in_words(house: House) -> None:
    client = await house.visit()
    answer = await client.post("/chat/files", data=form(b"x" * 25 * MIB), headers=OURS)
    assert answer.status == 413
    assert await answer.json() == {
        "reason": "webchat-file-too-big",
        "text": "El archivo es muy grande. Puedes enviar hasta 16 MB.",
    }
    assert not house.mailbox.blobs


async def test_a_file_that_hides_its_size_is_refused_too(house: House) -> None:
    client = await house.visit()

    async def endless() -> Any:
        yield b'--b\r\nContent-Disposition: form-data; name="file"; filename="x"\r\n\r\n'
        for _ in range(18):
            yield b"x" * MIB
        yield b"\r\n--b--\r\n"

    headers = OURS | {"Content-Type": "multipart/form-data; boundary=b"}
    answer = await client.post("/chat/files", data=endless(), headers=headers)
    assert (answer.status, (await answer.json())["reason"]) == (413, "webchat-file-too-big")


async def test_a_file_of_16_mb_is_taken(house: House) -> None:
    client = await house.visit()
    answer = await client.post("/chat/files", data=form(b"x" * 16 * MIB), headers=OURS)
    media = await answer.json()
    assert answer.status == 201
    await client.post("/chat/messages", json=message(media=[media]), headers=OURS)
    assert len(await (await client.get(media["url"])).read()) == 16 * MIB


async def test_the_store_s_own_refusal_reaches_her(house: House) -> None:
    client = await house.visit()
    answer = await client.post("/chat/files", data=form(b""), headers=OURS)
    assert (answer.status, (await answer.json())["reason"]) == (422, "common-file-unreadable")


@pytest.mark.parametrize(
    ("body", "mime"),
    [
        (b"", "multipart/form-data; boundary=b"),
        (b"junk", "multipart/form-data; boundary=b"),
        (b"{}", "application/json"),
        (b"--b\r\n\r\nno name\r\n--b--\r\n", "multipart/form-data; boundary=b"),
        (b"--b\r\nbroken", "multipart/form-data"),
    ],
)
async def test_a_broken_upload_is_refused(house: House, body: bytes, mime: str) -> None:
    client = await house.visit()
    answer = await client.post("/chat/files", data=body, headers=OURS | {"Content-Type": mime})
    assert answer.status == 400

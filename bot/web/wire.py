"""What goes over the wire between the webchat's page and us: events, JSON, uploads, files."""

from __future__ import annotations

import re
from urllib.parse import quote

import orjson
from aiohttp import BodyPartReader, web

from bot.model import Json, Media, MediaKind, Outbound
from bot.web.guards import Refusal

MIB = 1024 * 1024
LARGEST_FILE = 16 * MIB
LARGEST_MESSAGE = 512 * 1024
SHOWN_INLINE = re.compile(r"image/(jpeg|png|gif|webp)|audio/[\w.+-]+|video/(mp4|webm)")


def json_response(
    body: object, status: int = 200, content_type: str = "application/json"
) -> web.Response:
    """A JSON answer no cache keeps."""
    return web.Response(
        body=orjson.dumps(body),
        status=status,
        content_type=content_type,
        headers={"Cache-Control": "no-store"},
    )


def too_fast(wait: float) -> Refusal:
    """The refusal of one who asks too often; wait: seconds until she may ask again."""
    seconds = max(1, round(wait + 0.5))
    headers = {"Retry-After": str(seconds)}
    return Refusal(429, "webchat-too-fast", headers=headers, args={"seconds": seconds})


def event(outbound: Outbound) -> bytes:
    """A bubble as a server-sent event; its id is the bubble's number.

    data: `{"bubble": 7, "text": "…", "choices": [{"id": "7.yes", "label": "Sí", "number": 1}],
    "media": [{"kind": "voice", "url": "…", "name": "…", "size": 5120}], "at": "…", "locale": "es"}`
    """
    body: dict[str, Json] = {
        "bubble": outbound.bubble,
        "text": outbound.text,
        "choices": [
            {"id": button.id, "label": button.label, "number": button.number}
            for button in outbound.buttons
        ],
        "media": [shown(media) for media in outbound.media],
        "at": outbound.at.isoformat() if outbound.at else None,
        "locale": outbound.locale,
    }
    return b"id: %d\ndata: %s\n\n" % (outbound.bubble, orjson.dumps(body))


def shown(media: Media) -> Json:
    """A file as the page shows it."""
    kind = str(media.kind)
    if media.kind is MediaKind.IMAGE and not SHOWN_INLINE.fullmatch(media.mime):
        kind = str(MediaKind.DOCUMENT)
    return {"kind": kind, "url": file_url(media), "name": media.name, "size": media.size}


def file_url(media: Media) -> str:
    """Where her browser finds a file."""
    return f"/chat/files/{quote(media.ref)}"


def bubble_number(request: web.Request) -> int:
    """The last bubble the page has: after a lost connection the browser names it itself."""
    text = request.headers.get("Last-Event-ID") or request.query.get("after", "0")
    if not re.fullmatch(r"[0-9]{1,15}", text):
        raise Refusal(400, "webchat-not-understood")
    return int(text)


async def json_body(request: web.Request) -> Json:
    """The JSON a page posted. Raises Refusal: 413 too long, 400 not JSON."""
    if (request.content_length or 0) > LARGEST_MESSAGE:
        raise Refusal(413, "webchat-text-too-long")
    body = await request.read()
    if len(body) > LARGEST_MESSAGE:
        raise Refusal(413, "webchat-text-too-long")
    try:
        value: Json = orjson.loads(body)
    except orjson.JSONDecodeError as wrong:
        raise Refusal(400, "webchat-not-understood") from wrong
    return value


async def upload(request: web.Request) -> tuple[bytes, str, str]:
    """The one file of a multipart form, its name and its mime type.

    Raises Refusal: 413 as soon as it proves too big, 400 when there is no file.
    """
    if (request.content_length or 0) > LARGEST_FILE + MIB:
        raise too_big()
    try:
        part = await (await request.multipart()).next()
        if not isinstance(part, BodyPartReader) or part.filename is None:
            raise Refusal(400, "webchat-not-understood")
        data = await within_limit(part)
    except (AssertionError, ValueError, web.HTTPException) as wrong:
        raise Refusal(400, "webchat-not-understood") from wrong
    name = re.sub(r"[\x00-\x1f\x7f/\\]", "", part.filename)[-120:]
    return data, name, part.headers.get("Content-Type", "application/octet-stream")[:120]


async def within_limit(part: BodyPartReader) -> bytes:
    """A part's bytes, given up as soon as they are too many."""
    data = bytearray()
    while chunk := await part.read_chunk(256 * 1024):
        data += chunk
        if len(data) > LARGEST_FILE:
            raise too_big()
    return bytes(data)


def too_big() -> Refusal:
    """The refusal of a file over the limit."""
    return Refusal(413, "webchat-file-too-big", args={"size": f"{LARGEST_FILE // MIB} MB"})


def file_response(request: web.Request, data: bytes, media: Media) -> web.Response:
    """A file, shown in place only when it is a picture or a sound; part of it when asked (seeking)."""
    inline = SHOWN_INLINE.fullmatch(media.mime)
    name = quote(media.name or media.ref.rpartition("/")[2], safe="")
    headers = {
        "Accept-Ranges": "bytes",
        "Cache-Control": "private, max-age=86400",
        "Content-Disposition": f"{'inline' if inline else 'attachment'}; filename*=UTF-8''{name}",
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    status, body = 200, data
    if "Range" in request.headers and data:
        start, end = byte_range(request, len(data))
        status, body = 206, data[start:end]
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{len(data)}"
    headers["Content-Type"] = media.mime or "application/octet-stream"
    return web.Response(status=status, body=body, headers=headers)


def byte_range(request: web.Request, size: int) -> tuple[int, int]:
    """The bytes asked for, as start and end. Raises HTTPRequestRangeNotSatisfiable."""
    unsatisfiable = web.HTTPRequestRangeNotSatisfiable(headers={"Content-Range": f"bytes */{size}"})
    try:
        start, end, _ = request.http_range.indices(size)
    except ValueError:
        raise unsatisfiable from None
    if start >= end:
        raise unsatisfiable
    return start, end

"""Where platforms post their updates: checked by a secret, kept for good, then acknowledged."""

from __future__ import annotations

import hashlib
import hmac
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeAlias

from aiohttp import web

TELEGRAM, WHATSAPP = "/webhooks/telegram", "/webhooks/whatsapp"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
SIGNATURE_HEADER = "X-Hub-Signature-256"
LARGEST_UPDATE = 1024 * 1024
LARGEST_POST = 4 * 1024 * 1024
"""Meta sends up to 3 MB."""
Keep: TypeAlias = Callable[[Sequence[bytes]], Awaitable[object]]
"""Makes raw updates durable before it returns (`bot.intake.Intake.keep`)."""
KeepPost: TypeAlias = Callable[[bytes], Awaitable[object]]
"""Makes a whole post durable (`bot.intake.Intake.keep_post`). Raises ValueError: it is no JSON."""

log = logging.getLogger(__name__)


def telegram(keep: Keep, secret: str) -> web.RouteDef:
    """`POST /webhooks/telegram`: 200 once the update is durable.

    403 without the secret, 413 when it is too long, 503 when it could not be kept: Telegram
    sends it again. An update nobody understands is kept too.
    """

    async def receive(request: web.Request) -> web.Response:
        if not _same(request.headers.get(SECRET_HEADER, ""), secret):
            return web.Response(status=403)
        body = await _body(request, LARGEST_UPDATE)
        return web.Response(status=413) if body is None else await _kept(lambda: keep([body]))

    return web.post(TELEGRAM, receive)


def whatsapp(keep: KeepPost, app_secret: str, verify_token: str) -> list[web.RouteDef]:
    """`GET /webhooks/whatsapp` answers Meta's challenge; `POST` takes what happened.

    403 with another token or a wrong signature, 413 over 4 MB, 400 for what is no JSON, 503
    when it could not be kept: Meta sends it again, for seven days. Anything else is kept: 200.
    """

    async def challenge(request: web.Request) -> web.Response:
        asked = request.query
        known = verify_token and _same(asked.get("hub.verify_token", ""), verify_token)
        if asked.get("hub.mode") != "subscribe" or not known:
            return web.Response(status=403)
        return web.Response(text=asked.get("hub.challenge", ""))

    async def receive(request: web.Request) -> web.Response:
        body = await _body(request, LARGEST_POST)
        if body is None:
            return web.Response(status=413)
        if not _same(request.headers.get(SIGNATURE_HEADER, ""), signature(app_secret, body)):
            return web.Response(status=403)
        return await _kept(lambda: keep(body))

    return [web.get(WHATSAPP, challenge), web.post(WHATSAPP, receive)]


def signature(secret: str, body: bytes) -> str:
    """What Meta writes above a post: over the bytes as they came, never over JSON made anew."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def _same(given: str, secret: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), secret.encode())


async def _body(request: web.Request, most: int) -> bytes | None:
    """The body as it came; None when it is longer than `most` bytes."""
    if (request.content_length or 0) > most:
        return None
    body = bytearray()
    while chunk := await request.content.read(most + 1 - len(body)):
        body += chunk
        if len(body) > most:
            return None
    return bytes(body)


async def _kept(keep: Callable[[], Awaitable[object]]) -> web.Response:
    """200 once it is durable."""
    try:
        await keep()
    except ValueError:
        return web.Response(status=400)
    except Exception as error:
        log.error("an update could not be kept: %s", type(error).__name__)
        return web.Response(status=503)
    return web.Response()

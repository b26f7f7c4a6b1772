"""Where platforms post their updates: checked by a secret, kept for good, then acknowledged."""

from __future__ import annotations

import hmac
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeAlias

from aiohttp import web

TELEGRAM = "/webhooks/telegram"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
LARGEST_UPDATE = 1024 * 1024
Keep: TypeAlias = Callable[[Sequence[bytes]], Awaitable[object]]
"""Makes raw updates durable before it returns (`bot.intake.Intake.keep`)."""

log = logging.getLogger(__name__)


def telegram(keep: Keep, secret: str) -> web.RouteDef:
    """`POST /webhooks/telegram`: 200 once the update is durable.

    403 without the secret, 413 when it is too long, 503 when it could not be kept: Telegram
    sends it again. An update nobody understands is kept too.
    """

    async def receive(request: web.Request) -> web.Response:
        given = request.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(given.encode("utf-8", "replace"), secret.encode()):
            return web.Response(status=403)
        if (request.content_length or 0) > LARGEST_UPDATE:
            return web.Response(status=413)
        body = await request.content.read(LARGEST_UPDATE + 1)
        while len(body) <= LARGEST_UPDATE and (more := await request.content.readany()):
            body += more
        if len(body) > LARGEST_UPDATE:
            return web.Response(status=413)
        try:
            await keep([body])
        except Exception as error:
            log.error("an update could not be kept: %s", type(error).__name__)
            return web.Response(status=503)
        return web.Response()

    return web.post(TELEGRAM, receive)

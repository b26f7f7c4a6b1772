"""The web server: every page of the house, and the promise that no one is shown a traceback."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from secrets import token_bytes

import aiohttp_jinja2
import jinja2
from aiohttp import web
from aiohttp.typedefs import Middleware

from bot.model import Line
from bot.web.assets import Assets
from bot.web.chat import (
    HEARTBEAT,
    LANGUAGE_COOKIE,
    Channel,
    ChatPages,
    Mailbox,
    Paces,
    Words,
    paces,
)
from bot.web.guards import Refusal, harden
from bot.web.wire import MIB, json_response

TEMPLATES = Path(__file__).parent / "templates"
LARGEST_BODY = 20 * MIB
REASONS = {401: "webchat-unknown-browser", 404: "webchat-missing", 413: "webchat-file-too-big"}
ASSETS = web.AppKey("assets", Assets)

log = logging.getLogger(__name__)


def build(
    mailbox: Mailbox,
    words: Words,
    channel: Channel,
    *,
    public_url: str,
    secret: bytes = b"",
    locales: Sequence[str] = ("es", "en"),
    limits: Paces | None = None,
    heartbeat: float = HEARTBEAT,
) -> web.Application:
    """The web application with the webchat on it; the console and the webhooks are added to it.

    public_url: where people find us; https makes cookies Secure and a proxy's word believed.
    secret: seals uploads until their message is sent; random for this process when empty.
    locales: languages of the pages, the source language first.
    """
    assets = Assets()
    app = web.Application(client_max_size=LARGEST_BODY, middlewares=[errors(words, locales[0])])
    app[ASSETS] = assets
    loader = jinja2.FileSystemLoader(TEMPLATES)
    env = aiohttp_jinja2.setup(app, loader=loader, trim_blocks=True, lstrip_blocks=True)
    env.globals["static"] = assets.url
    chat = ChatPages(
        mailbox=mailbox,
        words=words,
        channel=channel,
        assets=assets,
        public_url=public_url,
        secret=secret or token_bytes(32),
        locales=tuple(locales),
        paces=limits or paces(),
        heartbeat=heartbeat,
    )
    app.add_routes(chat.routes())
    app.router.add_get("/healthz", healthz)
    app.router.add_get("/static/{version}/{path:.+}", assets.serve)
    app.on_response_prepare.append(harden)
    app.on_shutdown.append(letting_go(channel))
    return app


async def healthz(request: web.Request) -> web.Response:
    """`GET /healthz`: the process is alive."""
    return json_response({"ok": True})


def letting_go(channel: Channel) -> Callable[[web.Application], Awaitable[None]]:
    """When the server stops, the open pages are let go at once; they come back by themselves."""

    async def let_go(app: web.Application) -> None:
        channel.watchers.close()

    return let_go


def errors(words: Words, source: str) -> Middleware:
    """Turns whatever goes wrong into words: JSON for a page's script, a plain page for a person."""

    def answer(request: web.Request, refusal: Refusal) -> web.Response:
        locale = request.cookies.get(LANGUAGE_COOKIE, source)[:20]
        text = words(Line(refusal.reason, refusal.args_of_line), locale)
        if not wants_page(request):
            body = {"reason": refusal.reason, "text": text}
            response = json_response(body, status=refusal.status)
        else:
            page = {"text": text, "locale": locale, "back": words(Line("webchat-back"), locale)}
            response = aiohttp_jinja2.render_template("error.html", request, page)
            response.set_status(refusal.status)
        response.headers.update(refusal.headers)
        return response

    @web.middleware
    async def middleware(
        request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        try:
            return await handler(request)
        except Refusal as refusal:
            return answer(request, refusal)
        except web.HTTPException as refused:
            if refused.status < 400:
                raise
            reason = REASONS.get(refused.status, "webchat-refused")
            kept = {"Allow", "Content-Range", "Retry-After"} & refused.headers.keys()
            headers = {name: refused.headers[name] for name in kept}
            return answer(request, Refusal(refused.status, reason, headers=headers))
        except Exception:
            log.exception("%s %s failed", request.method, route_of(request))
            return answer(request, Refusal(500, "webchat-broken"))

    return middleware


def wants_page(request: web.Request) -> bool:
    """Whether a person looks at the answer, and not a script."""
    return request.method == "GET" and "text/html" in request.headers.get("Accept", "")


def route_of(request: web.Request) -> str:
    """The route, without what identifies a person or a file."""
    resource = request.match_info.route.resource
    return resource.canonical if resource else "unknown route"

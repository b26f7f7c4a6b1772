"""`/verify`: whether a badge or a lot sheet is good, for whoever was handed one.

Rule 1: it shows what the asker holds already, never more: of a badge no name, of a lot only what
        is signed in the address itself.
Rule 2: an id we did not give is not found, however it is made up; nobody can try many.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

import aiohttp_jinja2
from aiohttp import web

from bot.model import Json, Line
from bot.proof import badge, lots
from bot.proof.badge import Badge
from bot.proof.jws import Rejected, jwk, opened, thumbprint
from bot.proof.signing import Signing
from bot.web.chat import LANGUAGE_COOKIE, Words
from bot.web.guards import Pace, Refusal, caller
from bot.web.wire import json_response, too_fast

LOCALES = ("es", "en")
LOT = ("day", "tonnes", "grade", "buyer", "guide")


@dataclass(frozen=True)
class VerifyPages:
    """The pages of one house. revoked: ids that were taken back; modules: ids whose words we have."""

    words: Words
    signing: Signing
    today: Callable[[], date]
    revoked: Callable[[], Awaitable[Collection[str]]]
    modules: frozenset[str]
    pace: Pace = field(default_factory=lambda: Pace(30, 60))

    def routes(self) -> list[web.RouteDef]:
        """The key, a lot sheet, a badge."""
        return [
            web.get("/verify/key", self.key),
            web.get("/verify/revoked", self.taken_back),
            web.get("/verify/lot/{token}", self.lot),
            web.get("/verify/{id}", self.badge),
        ]

    async def key(self, request: web.Request) -> web.Response:
        """`GET /verify/key`: our public key as a JWK; `x` is what `chaski verify --trust` takes."""
        public = self.signing.public
        return json_response({**jwk(public), "alg": "EdDSA", "kid": thumbprint(public)})

    async def taken_back(self, request: web.Request) -> web.Response:
        """`GET /verify/revoked`: a 1EdTech revocation list: ids, and nothing about why."""
        self._wait(request)
        url = self.signing.url
        listed = [{"id": f"{url}/verify/{id}", "revoked": True} for id in await self.revoked()]
        return json_response(
            {"id": f"{url}/verify/revoked", "issuer": url, "revokedCredential": listed}
        )

    async def badge(self, request: web.Request) -> web.Response:
        """`GET /verify/<id>`: whether a badge holds today. Raises Refusal: it is none of ours."""
        self._wait(request)
        found = badge.known(request.match_info["id"], self.signing.secret)
        if found is None:
            raise Refusal(404, "verify-unknown")
        state = await self._state(found)
        named = found.module in self.modules
        rows: dict[str, Line | str] = {
            "module": Line(f"training/{found.module}.title") if named else found.module,
            "passed": _day(found.passed),
            "until": _day(found.until),
            "issuer": f"{self.signing.name}, {self.signing.url}",
            "id": found.id,
        }
        return self._page(request, state, rows, note="verify-note-badge")

    async def _state(self, found: Badge) -> str:
        if found.id in await self.revoked():
            return "revoked"
        return "good" if self.today() < found.until else "expired"

    async def lot(self, request: web.Request) -> web.Response:
        """`GET /verify/lot/<token>`: whether a lot sheet is signed by us, and what it says."""
        self._wait(request)
        try:
            token = opened(request.match_info["token"])
            sheet = lots.read(token.payload)
        except Rejected:
            raise Refusal(404, "verify-unknown") from None
        if token.public != self.signing.public:
            raise Refusal(404, "verify-unknown")
        rows: dict[str, Line | str] = {"number": str(sheet.number)}
        rows |= {name: str(sheet.lot[name]) for name in LOT if sheet.lot.get(name)}
        rows |= {"mark": sheet.mark, "issuer": f"{self.signing.name}, {self.signing.url}"}
        return self._page(request, "good-lot", rows, note="verify-note-lot")

    def _wait(self, request: web.Request) -> None:
        """Refuse whoever asks too often. Raises Refusal."""
        who = caller(request, proxied=self.signing.url.startswith("https"))
        if who and (wait := self.pace.wait(who)):
            raise too_fast(wait)

    def _page(
        self, request: web.Request, state: str, rows: Mapping[str, Line | str], note: str
    ) -> web.Response:
        wanted = request.cookies.get(LANGUAGE_COOKIE, "") or request.headers.get(
            "Accept-Language", ""
        )
        locale = wanted[:2] if wanted[:2] in LOCALES else LOCALES[0]
        page: dict[str, Json] = {
            "locale": locale,
            "mark": "✓" if state.startswith("good") else "✗",
            "good": state.startswith("good"),
            "state": self.words(Line(f"verify-{state}"), locale),
            "note": self.words(Line(note), locale),
            "rows": [
                [
                    self.words(Line(f"verify-row-{name}"), locale),
                    self.words(value, locale) if isinstance(value, Line) else value,
                ]
                for name, value in rows.items()
            ],
        }
        answer = aiohttp_jinja2.render_template("verify.html", request, page)
        answer.headers["Cache-Control"] = "no-store"
        answer.headers["X-Robots-Tag"] = "noindex"
        return answer


def _day(day: date) -> str:
    return f"{day.day}/{day.month}/{day.year}"

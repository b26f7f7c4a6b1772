"""What stands before every page: refusals in words, pace, origin, and the headers that bind a browser."""

from __future__ import annotations

from collections.abc import Mapping
from time import monotonic
from urllib.parse import urlsplit

from aiohttp import web

CSP = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' blob:",
        "media-src 'self' blob:",
        "connect-src 'self'",
        "worker-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(self), microphone=(self), payment=(), usb=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
LOOPBACK = ("127.0.0.1", "::1")


class Refusal(Exception):
    """A request we do not serve, with the reason as a message id of the locales."""

    def __init__(
        self,
        status: int,
        reason: str,
        *,
        headers: Mapping[str, str] | None = None,
        args: Mapping[str, str | int | float] | None = None,
    ) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason
        self.headers = dict(headers or {})
        self.args_of_line = dict(args or {})


class Pace:
    """How often someone may ask: `most` at once, refilled over `seconds`."""

    def __init__(self, most: float, seconds: float) -> None:
        self.most = most
        self.seconds = seconds
        self._left: dict[str, tuple[float, float]] = {}
        self._swept = monotonic()

    def wait(self, key: str, cost: float = 1) -> float:
        """Take `cost`; the seconds to wait when there is not enough, else 0."""
        now = monotonic()
        self._sweep(now)
        left, since = self._left.get(key, (self.most, now))
        left = min(self.most, left + (now - since) * self.most / self.seconds)
        if left >= cost:
            self._left[key] = (left - cost, now)
            return 0.0
        self._left[key] = (left, now)
        return (cost - left) * self.seconds / self.most

    def _sweep(self, now: float) -> None:
        """Forget who has been silent long enough to be full again."""
        if now - self._swept > self.seconds:
            self._swept = now
            full = [key for key, (_, since) in self._left.items() if now - since > self.seconds]
            for key in full:
                del self._left[key]

    def __len__(self) -> int:
        return len(self._left)


async def harden(request: web.Request, response: web.StreamResponse) -> None:
    """Put the headers that bind a browser on every response that has not set its own."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)


def same_origin(request: web.Request, public_url: str) -> bool:
    """Whether our own page sent this: its header is there and no other site is named as sender."""
    if request.headers.get("X-Chaski") != "1":
        return False
    if site := request.headers.get("Sec-Fetch-Site"):
        return site == "same-origin"
    if origin := request.headers.get("Origin"):
        sender = urlsplit(origin).netloc
        return bool(sender) and sender in (request.host, urlsplit(public_url).netloc)
    return True


def caller(request: web.Request, *, proxied: bool) -> str:
    """The network address that asks; "" for this machine itself.

    proxied: a server of ours stands in front and adds the real address last to X-Forwarded-For.
    """
    named = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    if proxied and named:
        return named[:64]
    return "" if request.remote in LOOPBACK else request.remote or ""

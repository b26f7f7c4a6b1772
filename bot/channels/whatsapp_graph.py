"""HTTP to the Graph API: messages out, files up and down; every trouble is one of our errors.

Rule 1: the code decides (`bot.channels.policy`); an answer that cannot be read is tried again.
Rule 2: no error, log line or reason holds a token, an address or a number.
Rule 3: a file is what the platform said it is: its SHA-256 is checked.
Source: developers.facebook.com, error codes and media reference (2026-05-15); platforms.md §1.7.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import io
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import orjson

from bot.channels.fields import inner, whole, word
from bot.channels.policy import error_of
from bot.errors import ChannelError, Retryable, Unclear

CONNECT, READ, MEDIA = 10.0, 20.0, 35.0
"""Seconds."""
LARGEST = 16 * 2**20
"""Bytes of a file we take (`bot.store.media`)."""
LARGEST_ANSWER = 2**20
PRIVATE = re.compile(r"\+?\d[\d ().-]{4,}\d|[A-Z]{2}\.[A-Za-z0-9.]{5,}")
"""What may be a number or an id of somebody."""
Answer = Mapping[str, Any]


class Graph:
    """One number's account. base: host and version; number: its id."""

    def __init__(self, base: str, token: str, number: str) -> None:
        self._base, self._number = base.rstrip("/"), number
        self._headers = {"Authorization": f"Bearer {token}"}
        self._session: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        """Close the connections; they open again when needed."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def post(self, payload: Mapping[str, Any]) -> str:
        """Send one message; what the platform calls it, empty when it said yes without a name."""
        body = orjson.dumps(payload)
        answer = await self._ask("POST", f"{self._number}/messages", data=body, wait=READ)
        sent = answer.get("messages")
        first = sent[0] if isinstance(sent, list) and sent else {}
        return word(first, "id")

    async def upload(self, data: bytes, mime: str, name: str) -> str:
        """Lay a file with the platform, for thirty days; its id."""
        form = aiohttp.FormData()
        form.add_field("messaging_product", "whatsapp")
        form.add_field("type", mime)
        form.add_field("file", io.BytesIO(data), content_type=mime, filename=name)
        answer = await self._ask("POST", f"{self._number}/media", data=form, wait=MEDIA)
        if not word(answer, "id"):
            raise Retryable("a file without an id")
        return word(answer, "id")

    async def download(self, id: str, digest: str = "") -> bytes:
        """A file somebody sent. Raises Unclear: it cannot be had; Retryable: not now."""
        try:
            told = await self._ask("GET", f"{id}?phone_number_id={self._number}", wait=READ)
        except Retryable:
            raise
        except ChannelError:
            raise Unclear("common-file-unreadable") from None
        size, url = told.get("file_size"), word(told, "url", 4096)
        if isinstance(size, str | int) and str(size).isdecimal() and int(size) > LARGEST:
            raise Unclear("common-file-too-big")
        if not url.startswith(("https://", self._base.partition("://")[0] + "://")):
            raise Unclear("common-file-unreadable")
        data = await self._bytes(url)
        for said in (digest, word(told, "sha256")):
            if not is_digest(data, said):
                raise Retryable("a file that came otherwise than it was sent")
        return data

    async def look(self, path: str, fields: str = "") -> Answer:
        """Something of the account, for the operator."""
        asked = f"?fields={fields}" if fields else ""
        return await self._ask("GET", f"{path}{asked}", wait=READ)

    # -- HTTP ---------------------------------------------------------------------------------------

    async def _ask(self, method: str, path: str, *, wait: float, data: Any = None) -> Answer:
        json = {"Content-Type": "application/json"} if isinstance(data, bytes) else {}
        async with self._request(
            method, f"{self._base}/{path}", data=data, headers=json, wait=wait
        ) as answer:
            body = await _read(answer, LARGEST_ANSWER)
        try:
            told = orjson.loads(body)
        except ValueError:
            told = None
        if answer.status >= 400 or "error" in (told if isinstance(told, dict) else {}):
            raise told_by(answer.status, told, answer.headers.get("Retry-After", ""))
        return told if isinstance(told, dict) else {}

    async def _bytes(self, url: str) -> bytes:
        async with self._request("GET", url, wait=MEDIA) as answer:
            if answer.status in (404, 410):  # it is good for five minutes
                raise Retryable("the address of a file is too old", after=1.0)
            if answer.status != 200:
                raise Retryable(f"a file answers with status {answer.status}")
            return await _read(answer, LARGEST)

    @asynccontextmanager
    async def _request(
        self, method: str, url: str, *, wait: float, data: Any = None, headers: Any = None
    ) -> AsyncIterator[aiohttp.ClientResponse]:
        most = aiohttp.ClientTimeout(total=wait + CONNECT, connect=CONNECT)
        try:
            async with self._opened().request(
                method, url, data=data, headers=headers, timeout=most
            ) as answer:
                yield answer
        except TimeoutError:
            raise Retryable("no answer in time") from None
        except (aiohttp.ClientError, OSError):
            raise Retryable("out of reach") from None

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            connector = aiohttp.TCPConnector(limit=64, keepalive_timeout=60)
            self._session = aiohttp.ClientSession(connector=connector, headers=self._headers)
        return self._session


def told_by(status: int, told: Any, after: str = "") -> ChannelError:
    """Who can help with an error: `{"error": {"code": 131047, "error_data": {"details": …}}}`."""
    error = inner(told, "error")
    code = error.get("code")
    details = word(inner(error, "error_data"), "details", 1000)
    seconds = float(after) if after.isdecimal() else 0.0
    if not whole(code) or (not error and status >= 500):
        code = None
    return error_of(code, PRIVATE.sub("…", details), http=status, after=seconds)


def is_digest(data: bytes, said: str) -> bool:
    """Whether a digest, hex or base64, is that of the bytes; none at all is."""
    found = hashlib.sha256(data)
    if not said or said.lower() == found.hexdigest():
        return True
    try:
        return base64.b64decode(said + "==", validate=False) == found.digest()
    except (ValueError, binascii.Error):
        return False


async def _read(answer: aiohttp.ClientResponse, most: int) -> bytes:
    body = bytearray()
    async for chunk in answer.content.iter_chunked(1 << 16):
        body += chunk
        if len(body) > most:
            raise Unclear("common-file-too-big") if most == LARGEST else Retryable("too long")
    return bytes(body)

"""HTTP for python-telegram-bot on aiohttp: one session, its timeouts, errors without secrets.

Rule 1: an error never repeats an address: the token is part of it.
Rule 2: form fields carry no content type of their own: some parsers take them for files.
Rule 3: the session is opened by the first request and closed by `shutdown`; it may open again.
"""

from __future__ import annotations

import io
import json
import os
from typing import Any, cast

import aiohttp
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

os.environ.setdefault("PTB_TIMEDELTA", "true")  # else `retry_after` warns of what is to come
CONNECT = 10.0
LARGEST = 24 * 2**20
"""Bytes of one answer; the Bot API hands out files up to 20 MB."""


class AiohttpRequest(BaseRequest):
    """A request layer: `read` seconds for an answer, `media` seconds where files go out."""

    def __init__(self, *, read: float = 20.0, media: float = 60.0, connections: int = 128) -> None:
        self._read, self._media, self._connections = read, media, connections
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        return self._read

    async def initialize(self) -> None:
        """Nothing: the first request opens the session."""

    async def shutdown(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The answer as a dict. The library's own would write it to the log."""
        try:
            answer = json.loads(payload)
        except (ValueError, RecursionError):
            answer = None
        if not isinstance(answer, dict):
            raise TelegramError("Invalid server response")
        return answer

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Status and body. Raises TimedOut or NetworkError."""
        files = request_data is not None and bool(request_data.contains_files)
        usual = self._media if files or method == "GET" else self._read
        read = usual if read_timeout is BaseRequest.DEFAULT_NONE else read_timeout
        timeout = aiohttp.ClientTimeout(total=read and read + CONNECT, connect=CONNECT)
        data = _body(request_data) if request_data else None
        try:
            async with self._opened().request(method, url, data=data, timeout=timeout) as answer:
                return answer.status, await _read(answer)
        except TimeoutError:
            raise TimedOut from None
        except (aiohttp.ClientError, OSError) as error:
            raise NetworkError(type(error).__name__) from None

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            connector = aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=30)
            agent = {"User-Agent": self.USER_AGENT}
            self._session = aiohttp.ClientSession(connector=connector, headers=agent)
        return self._session


async def _read(answer: aiohttp.ClientResponse) -> bytes:
    body = bytearray()
    async for chunk in answer.content.iter_chunked(1 << 16):
        body += chunk
        if len(body) > LARGEST:
            raise NetworkError("the answer is too long")
    return bytes(body)


def _body(data: RequestData) -> Any:
    if not data.contains_files:
        return data.json_parameters
    form = aiohttp.MultipartWriter("form-data")
    for name, value in data.json_parameters.items():
        field = form.append(value)
        field.set_content_disposition("form-data", name=name)
        field.headers.popall("Content-Type", None)
    for name, (filename, content, mime) in data.multipart_data.items():
        file = form.append(io.BytesIO(cast("bytes", content)), {"Content-Type": mime})
        named = {"name": name, "filename": filename}
        file.set_content_disposition("form-data", quote_fields=False, **named)
    return form

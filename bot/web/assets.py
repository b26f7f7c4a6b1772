"""The files a page is made of, read once, compressed once, and cached by browsers for a year.

The version stands in the path, not in a query, so that modules which import each other by
relative paths stay of one version: `/static/<version>/chat/app.js`.
"""

from __future__ import annotations

import gzip
import mimetypes
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from aiohttp import web

FOLDER = Path(__file__).parent / "static"
FOREVER = "public, max-age=31536000, immutable"
MIMES = {".js": "text/javascript", ".svg": "image/svg+xml", ".webmanifest": "application/json"}
PACKED_ALREADY = (".png", ".jpg", ".jpeg", ".webp", ".woff2", ".ogg", ".opus")


@dataclass(frozen=True)
class Asset:
    """One file, as it is and compressed; `packed` is empty when compressing gains nothing."""

    body: bytes
    packed: bytes
    mime: str


def asset_of(path: Path) -> Asset:
    """Read one file."""
    body = path.read_bytes()
    packed = b"" if path.suffix in PACKED_ALREADY else gzip.compress(body, 9, mtime=0)
    mime = MIMES.get(path.suffix) or mimetypes.guess_type(path.name)[0]
    return Asset(body, packed, mime or "application/octet-stream")


class Assets:
    """All static files by their path below the folder."""

    def __init__(self, folder: Path = FOLDER) -> None:
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        self.files = {str(path.relative_to(folder)): asset_of(path) for path in files}
        digest = blake2b(digest_size=6)
        for name, asset in self.files.items():
            digest.update(name.encode() + b"\0" + asset.body)
        self.version = digest.hexdigest()

    def url(self, name: str) -> str:
        """Where a page finds a file. Raises KeyError: there is no such file."""
        self.files[name]
        return f"/static/{self.version}/{name}"

    def urls(self, folder: str, suffix: str) -> list[str]:
        """Where a page finds the files of a folder with this ending."""
        return [
            self.url(name)
            for name in self.files
            if name.startswith(f"{folder}/") and name.endswith(suffix)
        ]

    def response(self, request: web.Request, name: str, cache: str) -> web.Response:
        """A file, compressed when the browser can read that. Raises HTTPNotFound."""
        asset = self.files.get(name)
        if asset is None:
            raise web.HTTPNotFound
        headers = {"Cache-Control": cache, "Vary": "Accept-Encoding"}
        body = asset.body
        if asset.packed and "gzip" in request.headers.get("Accept-Encoding", ""):
            headers["Content-Encoding"] = "gzip"
            body = asset.packed
        charset = "utf-8" if asset.mime.startswith("text/") else None
        return web.Response(body=body, content_type=asset.mime, charset=charset, headers=headers)

    async def serve(self, request: web.Request) -> web.Response:
        """`GET /static/<version>/<path>`: an old version gets today's file, uncached."""
        current = request.match_info["version"] == self.version
        return self.response(
            request, request.match_info["path"], FOREVER if current else "no-cache"
        )

"""The chat page's own files: a fixed list, read once, each with its etag."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from sanic.request import Request
from sanic.response import HTTPResponse, empty, raw

FOLDER = Path(__file__).parent / "static"
PAGE = "index.html"
CONTENT_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}


@dataclass(frozen=True)
class StaticFile:
    """A file as it is served."""

    body: bytes
    content_type: str
    etag: str


def read_static_files(folder: Path = FOLDER) -> dict[str, StaticFile]:
    """Every file of the page by name; nothing outside of this list is ever served."""
    files = {}
    for path in sorted(folder.iterdir()):
        content_type = CONTENT_TYPES.get(path.suffix)
        if content_type is not None:
            body = path.read_bytes()
            files[path.name] = StaticFile(body, content_type, f'"{sha256(body).hexdigest()[:20]}"')
    return files


def served(file: StaticFile, request: Request, headers: dict[str, str]) -> HTTPResponse:
    """The file, or 304 where the browser has it; it asks again each time, so a new one is seen."""
    headers = {
        **headers,
        "ETag": file.etag,
        "Cache-Control": "no-cache",
        "X-Content-Type-Options": "nosniff",
    }
    if request.headers.get("if-none-match") == file.etag:
        return empty(status=304, headers=headers)
    return raw(file.body, content_type=file.content_type, headers=headers)

"""The server: the published folder over HTTP, friendly to browsers and to remote Parquet readers.

Belongs here: which file answers which address, and with which headers. Not here: the pages' content
(`site`). Ranges, conditional requests and HEAD are Starlette's own.

Addresses: `/` leads to the latest release, `/latest/...` is an alias of its files, and
`/releases/<id>/...` never changes.
"""

import os
import socket
from functools import lru_cache
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import NotModifiedResponse, StaticFiles
from starlette.types import Scope

from catalog.errors import ServeError
from catalog.release import CHECKSUMS, latest_release, read_checksums

MEDIA_TYPES = {
    ".parquet": "application/vnd.apache.parquet",
    ".csv": "text/csv; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".md": "text/markdown; charset=utf-8",
    "": "text/plain; charset=utf-8",
}
SAFETY = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src data:",
}
CORS = Middleware(
    CORSMiddleware,
    allow_origins=["*"],
    allow_methods=["GET", "HEAD", "OPTIONS"],
    allow_headers=["Range", "If-Range", "If-None-Match", "If-Modified-Since"],
    expose_headers=["Accept-Ranges", "Content-Length", "Content-Range", "ETag"],
)


class PublishedFiles(StaticFiles):
    """The published folder: no hidden files, `latest` as an alias, checksums as ETags."""

    def __init__(self, published: Path) -> None:
        super().__init__(directory=published, html=True)
        self.published = published.resolve()

    def lookup_path(self, path: str) -> tuple[str, os.stat_result | None]:
        """Find the file that answers a path; hidden names are not there."""
        parts = Path(path).parts
        if any(part.startswith(".") for part in parts if part != "."):
            return "", None
        if parts and parts[0] == "latest":
            path = str(Path(_latest_path(self.published), *parts[1:]))
        return super().lookup_path(path)

    def file_response(
        self,
        full_path: str | os.PathLike[str],
        stat_result: os.stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        """Answer with a file, or with 304 when the reader has it already."""
        path = Path(full_path)
        response = FileResponse(
            path,
            status_code=status_code,
            stat_result=stat_result,
            media_type=MEDIA_TYPES.get(path.suffix),
            headers=self._headers(path, scope),
        )
        if self.is_not_modified(response.headers, Request(scope).headers):
            return NotModifiedResponse(response.headers)
        return response

    def _headers(self, path: Path, scope: Scope) -> dict[str, str]:
        immutable = scope["path"].startswith("/releases/")
        headers = {
            **SAFETY,
            "Cache-Control": "public, max-age=31536000, immutable" if immutable else "no-cache",
        }
        sha256 = self._checksum(path)
        return {**headers, "ETag": f'"{sha256}"'} if sha256 else headers

    def _checksum(self, path: Path) -> str | None:
        """The file's sha256 as its release lists it; nothing for other files."""
        parts = path.relative_to(self.published).parts
        if len(parts) < 3 or parts[0] != "releases":
            return None
        folder = self.published / parts[0] / parts[1]
        return _checksums(folder).get(path.relative_to(folder).as_posix())


def make_app(published: Path) -> Starlette:
    """The web application over a published folder. It need not hold a release yet."""
    published.mkdir(parents=True, exist_ok=True)

    def home(request: Request) -> Response:
        return RedirectResponse(
            f"/{_latest_path(published)}/index.html", headers={"Cache-Control": "no-cache"}
        )

    routes = [Route("/", home), Mount("/", PublishedFiles(published))]
    return Starlette(routes=routes, middleware=[CORS])


def listen(host: str, port: int) -> socket.socket:
    """Open a port, so that whoever is told of it finds it open.

    Raises:
        ServeError: the port is in use or not allowed.
    """
    try:
        return socket.create_server((host, port))
    except OSError as error:
        raise ServeError(
            f"Port {port} of {host} cannot be opened: {error.strerror}.",
            "Choose another one with --port.",
        ) from error


def serve(published: Path, listener: socket.socket) -> None:
    """Serve a published folder on an open port until interrupted."""
    server = uvicorn.Server(uvicorn.Config(make_app(published), log_level="warning"))
    server.run(sockets=[listener])


def _latest_path(published: Path) -> str:
    release = latest_release(published)
    if release is None:
        raise HTTPException(404, "Nothing has been published yet. Run a refresh first.")
    return f"releases/{release.id}"


@lru_cache(maxsize=64)
def _checksums(folder: Path) -> dict[str, str]:
    """A release's checksums; releases never change, so they are read once."""
    return read_checksums(folder) if (folder / CHECKSUMS).exists() else {}

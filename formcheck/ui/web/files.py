"""The files of the page."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse

from formcheck.library.art import picture_file

PAGE = Path(__file__).resolve().parent / "page"
_TYPES = {
    ".css": "text/css",
    ".html": "text/html",
    ".js": "text/javascript",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}
"""By ending, and not from the system: some have scripts down as plain text."""
_FRESH = {"Cache-Control": "no-cache"}
"""Asked for again each time, so that an update of formcheck shows at once."""


async def front(_: Request) -> FileResponse:
    """The page itself."""
    return _file(PAGE / "index.html")


async def page_file(request: Request) -> FileResponse:
    """A file of the page. No path is made of what was asked for, so it leads nowhere else."""
    path = _page_files().get(request.path_params["path"])
    if path is None:
        raise HTTPException(404)
    return _file(path)


async def art(request: Request) -> FileResponse:
    """A picture of a stretch."""
    path = picture_file(request.path_params["stretch"], request.path_params["name"])
    if path is None:
        raise HTTPException(404)
    return _file(path)


@cache
def _page_files() -> dict[str, Path]:
    """Every file of the page, by its address below /page/."""
    found = (path for path in PAGE.rglob("*") if path.suffix in _TYPES and path.is_file())
    return {path.relative_to(PAGE).as_posix(): path for path in found}


def _file(path: Path) -> FileResponse:
    return FileResponse(path, media_type=_TYPES[path.suffix], headers=_FRESH)

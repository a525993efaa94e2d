"""The site: what is at which address, behind the guard; and the page's own files."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.types import ASGIApp
from starlette.websockets import WebSocket

from formcheck.files.errors import FormcheckError
from formcheck.library.art import picture_file
from formcheck.library.languages import languages, words_for
from formcheck.ui.web.answers import Problem, StretchesAnswer, WordsAnswer
from formcheck.ui.web.catalogue import stretches
from formcheck.ui.web.guard import Door, Guard
from formcheck.ui.web.live import Desk, Seat, SessionTalk, WatchTalk
from formcheck.ui.web.past import day_routes, history_routes
from formcheck.ui.web.uploads import video_routes
from formcheck.ui.web.videos import Videos

_SENTENCES = {
    404: "There is nothing at this address.",
    405: "This address does not take that.",
}
_BROKEN = "Something in formcheck broke; the terminal says what."
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


def site(
    door: Door,
    seat: Seat,
    desk: Desk,
    videos: Videos,
    language: str,
    history: Path | None,
    welcomed: Callable[[], None],
) -> ASGIApp:
    """The whole application.

    language is the one that the page begins in, history the file of past sessions, None the
    user's own; welcomed is told each time somebody comes in by the key in the address.
    """

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        await asyncio.to_thread(videos.close)
        await desk.close()
        await seat.close()

    async def live(socket: WebSocket) -> None:
        await SessionTalk(socket, seat).run()

    async def watch(socket: WebSocket) -> None:
        await WatchTalk(socket, desk).run()

    def words(request: Request) -> Response:
        return _words(request.query_params.get("language", language))

    routes: list[BaseRoute] = [
        Route("/", _front),
        Route("/page/{path:path}", _page_file),
        Route("/art/{stretch}/{name}.webp", _art),
        Route("/api/stretches", _stretches),
        Route("/api/words", words),
        *history_routes(history),
        *day_routes(history),
        *video_routes(videos),
        WebSocketRoute("/api/session", live),
        WebSocketRoute("/api/sitting", watch),
    ]
    app = Starlette(
        routes=routes,
        exception_handlers={
            HTTPException: _not_there,
            FormcheckError: _told,
            Exception: _broken,
        },
        lifespan=lifespan,
    )
    return Guard(app, door, welcomed)


def _stretches(request: Request) -> Response:
    words = words_for(request.query_params.get("language", "en"))
    return JSONResponse(StretchesAnswer(stretches=stretches(words)).plain())


def _words(language: str) -> Response:
    words = words_for(language)
    told = WordsAnswer(language=words.language, languages=languages(), words=dict(words.table))
    return JSONResponse(told.plain())


async def _not_there(_: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    return _problem(_SENTENCES.get(status, str(error)), status)


async def _told(_: Request, error: Exception) -> Response:
    return _problem(str(error), 400)


async def _broken(_: Request, __: Exception) -> Response:
    return _problem(_BROKEN, 500)


def _problem(sentence: str, status: int) -> Response:
    return JSONResponse(Problem(say=sentence).plain(), status)


async def _front(_: Request) -> FileResponse:
    """The page itself."""
    return _file(PAGE / "index.html")


async def _page_file(request: Request) -> FileResponse:
    """A file of the page. No path is made of what was asked for, so it leads nowhere else."""
    path = _page_files().get(request.path_params["path"])
    if path is None:
        raise HTTPException(404)
    return _file(path)


async def _art(request: Request) -> FileResponse:
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

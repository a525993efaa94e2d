"""The site: what is at which address, behind the guard."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.types import ASGIApp
from starlette.websockets import WebSocket

from formcheck.files.errors import FormcheckError
from formcheck.library.languages import languages, words_for
from formcheck.ui.web import files
from formcheck.ui.web.catalogue import stretches
from formcheck.ui.web.guard import Door, Guard
from formcheck.ui.web.live import Page, Seat
from formcheck.ui.web.past import history_routes
from formcheck.ui.web.sitting_day import day_routes
from formcheck.ui.web.sitting_live import Desk, WatchPage
from formcheck.ui.web.uploads import video_routes
from formcheck.ui.web.videos import Videos

_SENTENCES = {
    404: "There is nothing at this address.",
    405: "This address does not take that.",
}
_BROKEN = "Something in formcheck broke; the terminal says what."


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
        await Page(socket, seat).run()

    async def watch(socket: WebSocket) -> None:
        await WatchPage(socket, desk).run()

    def words(request: Request) -> Response:
        return _words(request.query_params.get("language", language))

    routes: list[BaseRoute] = [
        Route("/", files.front),
        Route("/page/{path:path}", files.page_file),
        Route("/art/{stretch}/{name}.webp", files.art),
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
    return JSONResponse({"stretches": stretches(words)})


def _words(language: str) -> Response:
    words = words_for(language)
    known: dict[str, Any] = {
        "language": words.language,
        "languages": languages(),
        "words": dict(words.table),
    }
    return JSONResponse(known)


async def _not_there(_: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    return JSONResponse({"say": _SENTENCES.get(status, str(error))}, status)


async def _told(_: Request, error: Exception) -> Response:
    return JSONResponse({"say": str(error)}, 400)


async def _broken(_: Request, __: Exception) -> Response:
    return JSONResponse({"say": _BROKEN}, 500)

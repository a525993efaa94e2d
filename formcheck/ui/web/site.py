"""The web application: its routes, behind the guard, and the page's own files."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.types import ASGIApp
from starlette.websockets import WebSocket

from formcheck.core.language import Sentence
from formcheck.files.errors import FormcheckError
from formcheck.library.art import find_picture
from formcheck.library.languages import list_languages, load_words
from formcheck.ui.web.guard import Door, guard
from formcheck.ui.web.messages import ServerMessage, ServerProof
from formcheck.ui.web.past import make_day_routes, make_history_routes
from formcheck.ui.web.sitting_watch import PostureSlot, WatchSocketHandler
from formcheck.ui.web.stretch_cards import list_stretches
from formcheck.ui.web.stretch_handle import SessionSocketHandler, StretchSlot
from formcheck.ui.web.uploads import make_video_routes
from formcheck.ui.web.videos import Videos

_SENTENCES = {
    404: "There is nothing at this address.",
    405: "This address does not accept that kind of request.",
}
_BROKEN = "Something went wrong in formcheck; the terminal shows the error."
PAGE = Path(__file__).resolve().parent / "page"
_TYPES = {
    ".css": "text/css",
    ".html": "text/html",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
}
"""Media types by extension; not the system's: some list scripts as plain text."""
_FRESH = {"Cache-Control": "no-cache"}
"""Files are requested again each time, so that an update of formcheck shows at once."""


class WordsAnswer(ServerMessage):
    """The page's language, the available languages, and the translations by English sentence."""

    language: str
    languages: tuple[str, ...]
    words: dict[str, str]


def make_site(
    door: Door,
    stretching: StretchSlot,
    watching: PostureSlot,
    videos: Videos,
    language: str = "en",
    history: Path | None = None,
    welcomed: Callable[[], None] = lambda: None,
) -> ASGIApp:
    """Returns the whole application.

    language: the page's initial one. history: the history file, None for the user's own. welcomed:
    called each time the page is opened with the key in its address.
    """

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        await asyncio.to_thread(videos.close)
        await watching.close()
        await stretching.close()

    def send_words(request: Request) -> Response:
        words = load_words(request.query_params.get("language", language))
        known = list_languages()
        answer = WordsAnswer(language=words.language, languages=known, words=dict(words.table))
        return JSONResponse(answer.dump())

    def send_proof(_: Request) -> Response:
        return JSONResponse(ServerProof(proof=door.proof).dump())

    def handle_session_socket(socket: WebSocket) -> Awaitable[None]:
        return SessionSocketHandler(socket, stretching, door.proof).run()

    def handle_sitting_socket(socket: WebSocket) -> Awaitable[None]:
        return WatchSocketHandler(socket, watching, door.proof, stretching).run()

    routes: list[BaseRoute] = [
        Route("/", _send_page_file),
        Route("/page/{path:path}", _send_page_file),
        Route("/art/{stretch}/{name}.webp", _send_art),
        Route("/api/stretches", _send_stretches),
        Route("/api/words", send_words),
        Route("/api/proof", send_proof),
        *make_history_routes(history, stretching, watching),
        *make_day_routes(history),
        *make_video_routes(videos),
        WebSocketRoute("/api/session", handle_session_socket),
        WebSocketRoute("/api/sitting", handle_sitting_socket),
    ]
    app = Starlette(
        routes=routes,
        exception_handlers=dict.fromkeys((HTTPException, FormcheckError, Exception), _tell_problem),
        lifespan=lifespan,
    )
    return guard(app, door, welcomed)


def _send_stretches(request: Request) -> Response:
    words = load_words(request.query_params.get("language", "en"))
    return JSONResponse(list_stretches(words).dump())


async def _tell_problem(request: Request, error: Exception) -> Response:
    sentence, status = _BROKEN, 500
    if isinstance(error, HTTPException):
        sentence, status = _SENTENCES.get(error.status_code, str(error)), error.status_code
    elif isinstance(error, FormcheckError):
        of_page = request.headers.get("accept-language", "en")
        asked = request.query_params.get("language", of_page)
        known = isinstance(error.sentence, Sentence) and asked in list_languages()
        sentence = load_words(asked).say(error.sentence) if known else str(error)
        status = 400
    return JSONResponse({"say": sentence}, status)


async def _send_page_file(request: Request) -> Response:
    """Sends a file of the page. No path is made from the request, so it can't lead elsewhere."""
    return _send_file(_find_page_files().get(request.path_params.get("path", "index.html")))


async def _send_art(request: Request) -> Response:
    asked = request.path_params
    return _send_file(find_picture(asked["stretch"], asked["name"]))


@cache
def _find_page_files() -> dict[str, Path]:
    """Returns all files of the page by their address below /page/."""
    found = (path for path in PAGE.rglob("*") if path.suffix in _TYPES and path.is_file())
    return {path.relative_to(PAGE).as_posix(): path for path in found}


def _send_file(path: Path | None) -> Response:
    if path is None:
        raise HTTPException(404)
    # The page is many small files: a FileResponse would make four calls to a thread for each.
    return Response(path.read_bytes(), media_type=_TYPES[path.suffix], headers=_FRESH)

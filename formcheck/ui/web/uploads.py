"""The routes of videos: upload one, ask for its progress, play it, delete it."""

import asyncio

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Route

from formcheck.ui.web import upload_texts
from formcheck.ui.web.guard import read_whole_number
from formcheck.ui.web.videos import (
    MAX_BYTES,
    Video,
    Videos,
    VideoState,
    explain_unstored,
    make_too_large,
)

_BUFFER_BYTES = 2**20
"""Bytes written at a time, so that the server's loop hands over to a thread less often."""

_MOST_LENGTH = 10**20
"""Greater lengths in a header are ignored."""


def make_video_routes(videos: Videos) -> list[BaseRoute]:
    """The routes below /api/videos."""

    async def accept_upload(request: Request) -> Response:
        asked = request.query_params
        video = await asyncio.to_thread(
            videos.prepare,
            asked.get("name", ""),
            asked.get("stretch"),
            asked.get("side", "auto"),
            asked.get("language", "en"),
            read_whole_number(request.headers.get("content-length", ""), _MOST_LENGTH),
        )
        try:
            await _receive(request, video)
        except BaseException as error:
            await asyncio.to_thread(videos.remove, video)
            if isinstance(error, ClientDisconnect):
                return Response(status_code=400)
            raise
        videos.queue(video)
        return JSONResponse({"video": video.id}, 201)

    def list_videos(_: Request) -> Response:
        return JSONResponse({"videos": [row.dump() for row in videos.list_rows()]})

    def show_video(request: Request) -> Response:
        return JSONResponse(videos.describe(_find_wanted(videos, request)).dump())

    def remove(request: Request) -> Response:
        videos.remove(_find_wanted(videos, request))
        return Response(status_code=204)

    def send_clip(request: Request) -> Response:
        video = _find_wanted(videos, request)
        if video.state is not VideoState.DONE or not video.clip.exists():
            raise HTTPException(404)
        return FileResponse(video.clip, media_type="video/mp4")

    return [
        Route("/api/videos", accept_upload, methods=["POST"]),
        Route("/api/videos", list_videos),
        Route("/api/videos/{video}", remove, methods=["DELETE"]),
        Route("/api/videos/{video}", show_video),
        Route("/clip/{video}.mp4", send_clip),
    ]


async def _receive(request: Request, video: Video) -> None:
    """Writes the request's content to the video's file. Raises FormcheckError."""
    received = 0
    name = video.file.name
    with explain_unstored(upload_texts.NOT_KEPT, file=name), video.file.open("wb") as file:
        parts = bytearray()
        async for part in request.stream():
            received += len(part)
            if received > MAX_BYTES:
                raise make_too_large(name)
            parts += part
            if len(parts) >= _BUFFER_BYTES:
                await asyncio.to_thread(file.write, parts)
                parts = bytearray()
        await asyncio.to_thread(file.write, parts)


def _find_wanted(videos: Videos, request: Request) -> Video:
    video = videos.find(request.path_params["video"])
    if video is None:
        raise HTTPException(404)
    return video

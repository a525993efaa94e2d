"""The addresses of the history."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from formcheck.files.errors import FormcheckError
from formcheck.output.report.session import session_of
from formcheck.store import History
from formcheck.store.cells import LARGEST
from formcheck.store.history import SessionRow
from formcheck.ui.web.asked import whole_number

_MOST = 500
"""Sessions in a list: more than a year of daily ones."""


def history_routes(path: Path | None) -> list[BaseRoute]:
    """The routes below /api/history; path is the file, None the user's own."""

    def every(_: Request) -> Response:
        with History(path) as history:
            rows = history.sessions(_MOST)
        return JSONResponse(
            {"sessions": [_row(row) for row in rows], "unreadable": rows.unreadable}
        )

    def one(request: Request) -> Response:
        with History(path) as history:
            row, result = history.session(_number(request.path_params["number"]))
        if not result:
            raise FormcheckError("Nothing was kept of that session.")
        session_of(row.id, result)
        return JSONResponse({**result, "id": row.id, "started": row.started.isoformat()})

    def forget(_: Request) -> Response:
        with History(path) as history:
            history.forget()
        return Response(status_code=204)

    return [
        Route("/api/history", forget, methods=["DELETE"]),
        Route("/api/history", every),
        Route("/api/history/{number}", one),
    ]


def _number(asked: str) -> int:
    number = whole_number(asked, LARGEST)
    if number is None:
        raise HTTPException(404)
    return number


def _row(row: SessionRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "started": row.started.isoformat(),
        "stretches": row.titles,
        "held_s": row.held_s,
        "planned_s": row.planned_s,
        "reps": row.reps,
        "planned_reps": row.planned_reps,
        "faults": row.faults,
        "end": row.end,
    }

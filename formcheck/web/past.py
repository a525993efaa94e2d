"""The addresses of the history."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from formcheck.errors import FormcheckError
from formcheck.run.past import SessionRow
from formcheck.store import History

_MOST = 500
"""Sessions in a list: more than a year of daily ones."""


def history_routes(path: Path | None) -> list[BaseRoute]:
    """The routes below /api/history; path is the file, None the user's own."""

    def every(_: Request) -> Response:
        with History(path) as history:
            return JSONResponse({"sessions": [_row(row) for row in history.sessions(_MOST)]})

    def one(request: Request) -> Response:
        with History(path) as history:
            row, result = history.session(request.path_params["number"])
        if not result:
            raise FormcheckError("Nothing was kept of that session.")
        return JSONResponse({**result, "id": row.id, "started": row.started.isoformat()})

    def forget(_: Request) -> Response:
        with History(path) as history:
            history.forget()
        return Response(status_code=204)

    return [
        Route("/api/history", forget, methods=["DELETE"]),
        Route("/api/history", every),
        Route("/api/history/{number:int}", one),
    ]


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

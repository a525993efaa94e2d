"""The addresses of what is kept: past sessions, days of sitting, whose baselines there are."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from formcheck.files.errors import FormcheckError
from formcheck.output.report.session import session_of
from formcheck.output.report.sit_contract import day_json, days_json
from formcheck.output.report.table import hours_csv, spans_csv
from formcheck.store import History
from formcheck.store.cells import LARGEST
from formcheck.store.days import DayRecord, today
from formcheck.store.profiles import Profiles
from formcheck.store.sitting import SittingPast
from formcheck.ui.web.answers import DayAnswer, HistoryAnswer, PastRow, ProfilePart, ProfilesAnswer
from formcheck.ui.web.guard import whole_number

_MOST_SESSIONS = 500
"""In a list: more than a year of daily ones."""
_MOST_DAYS = 92
_NO_DATE = "That is no date: choose a day again."


def history_routes(path: Path | None) -> list[BaseRoute]:
    """The routes below /api/history; path is the file, None the user's own."""

    def every(_: Request) -> Response:
        with History(path) as history:
            rows = history.sessions(_MOST_SESSIONS)
        told = [PastRow.model_validate(row) for row in rows]
        return JSONResponse(HistoryAnswer(sessions=told, unreadable=rows.unreadable).plain())

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


def day_routes(path: Path | None) -> list[BaseRoute]:
    """The routes below /api/sitting; path is the file of the history, None the user's own."""

    def day(request: Request) -> Response:
        which = _date(request, "date")
        with SittingPast(path) as past:
            record, first = past.day(which), past.first()
        since = None if first is None else first.isoformat()
        told = DayAnswer(**day_json(record), today=today().isoformat(), since=since)
        return JSONResponse(told.model_dump(mode="json"))

    def day_file(request: Request) -> Response:
        which = _date(request, "date")
        with SittingPast(path) as past:
            record = past.day(which)
        return _csv(spans_csv(record.spans), f"sitting-{which}")

    def of_days(request: Request, told: Callable[[tuple[DayRecord, ...]], Response]) -> Response:
        until, count = _date(request, "to"), _count(request)
        with SittingPast(path) as past:
            records = past.days(until, count)
        return told(records)

    def days(request: Request) -> Response:
        return of_days(request, lambda records: JSONResponse(days_json(records)))

    def days_file(request: Request) -> Response:
        return of_days(
            request,
            lambda records: _csv(
                hours_csv(record.day for record in records),
                f"sitting-{records[0].date}-{records[-1].date}",
            ),
        )

    def profiles(_: Request) -> Response:
        with Profiles(path) as kept:
            rows = kept.all()
        told = [ProfilePart.model_validate(row) for row in rows]
        return JSONResponse(ProfilesAnswer(profiles=told).plain())

    return [
        Route("/api/sitting/day", day),
        Route("/api/sitting/day.csv", day_file),
        Route("/api/sitting/days", days),
        Route("/api/sitting/days.csv", days_file),
        Route("/api/sitting/profiles", profiles),
    ]


def _csv(text: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return Response(text, media_type="text/csv", headers=headers)


def _date(request: Request, name: str) -> date:
    """The day that is asked for, today where none is. Raises FormcheckError."""
    text = request.query_params.get(name)
    if text is None:
        return today()
    try:
        found = date.fromisoformat(text)
    except ValueError as error:
        raise FormcheckError(_NO_DATE) from error
    if not date(1971, 1, 1) <= found <= date(9998, 1, 1):  # what a clock can count to
        raise FormcheckError(_NO_DATE)
    return found


def _count(request: Request) -> int:
    count = whole_number(request.query_params.get("n", "7"), _MOST_DAYS)
    if not count:
        raise FormcheckError(_NO_DATE)
    return count

"""The addresses of the past of sitting: days in numbers, and whose baselines there are."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from formcheck.files.errors import FormcheckError
from formcheck.output.report.sit_contract import day_json, days_json
from formcheck.output.report.table import hours_csv, spans_csv
from formcheck.store.days import DayRecord, today
from formcheck.store.profiles import Profiles
from formcheck.store.sitting import SittingPast
from formcheck.ui.web.asked import whole_number

_MOST_DAYS = 92
_NO_DATE = "That is no date: choose a day again."


def day_routes(path: Path | None) -> list[BaseRoute]:
    """The routes below /api/sitting; path is the file of the history, None the user's own."""

    def day(request: Request) -> Response:
        which = _date(request, "date")
        with SittingPast(path) as past:
            record, first = past.day(which), past.first()
        since = None if first is None else first.isoformat()
        return JSONResponse({**day_json(record), "today": today().isoformat(), "since": since})

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
        told = [{"name": r.name, "camera": r.camera, "taken": r.taken.isoformat()} for r in rows]
        return JSONResponse({"profiles": told})

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

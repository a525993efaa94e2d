"""The routes of stored data: past sessions, days of sitting, and profiles."""

from contextlib import ExitStack
from datetime import date
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from formcheck.files.errors import FormcheckError
from formcheck.output.report.session_contract import parse_session
from formcheck.output.report.sit_contract import SitDayObject, dump_day, dump_days
from formcheck.output.report.table import format_hours_csv, format_spans_csv
from formcheck.store.cells import LARGEST
from formcheck.store.days import DayRecord, today
from formcheck.store.history import History, SessionRow, UnknownSessionError
from formcheck.store.profiles import ProfileRow, Profiles
from formcheck.store.remote_control import RemoteControl
from formcheck.store.sitting_store import SittingPast
from formcheck.ui.web.guard import read_whole_number
from formcheck.ui.web.messages import ServerMessage
from formcheck.ui.web.sitting_watch import PostureSlot
from formcheck.ui.web.stretch_handle import StretchSlot

_MOST_SESSIONS = 500
"""Sessions in a list: more than a year of daily ones."""
_MOST_DAYS = 92
_NO_SESSION = "There is no session of that number in the history."
_NO_DATE = "That is not a date: choose a day again."


class HistoryAnswer(ServerMessage):
    """Past sessions, newest first, and how many entries are too damaged to be read.

    running: a session is open; it is listed once something was done. older: there are more.
    """

    sessions: list[SessionRow]
    unreadable: int
    running: bool
    older: bool


class DayAnswer(SitDayObject):
    """A day of sitting; since: when the stored record of all days begins, None without one."""

    today: str
    since: str | None


class ProfilesAnswer(ServerMessage):
    """The stored baselines."""

    profiles: list[ProfileRow]


def make_history_routes(
    path: Path | None, stretching: StretchSlot, watching: PostureSlot
) -> list[BaseRoute]:
    """Returns the routes below /api/history; path: the history file, None for the user's own."""

    def list_sessions(_: Request) -> Response:
        with History(path) as history:
            rows = history.list_sessions(_MOST_SESSIONS + 1)
        running = stretching.session is not None and not stretching.session.done
        answer = HistoryAnswer(
            sessions=list(rows[:_MOST_SESSIONS]),
            unreadable=rows.unreadable,
            running=running,
            older=len(rows) > _MOST_SESSIONS,
        )
        return JSONResponse(answer.dump())

    def show_session(request: Request) -> Response:
        number = read_whole_number(request.path_params["number"], LARGEST)
        if number is None:
            raise HTTPException(404)
        try:
            with History(path) as history:
                row, result = history.read_session(number)
        except UnknownSessionError as error:
            raise FormcheckError(_NO_SESSION) from error
        if not result:
            raise FormcheckError("Nothing was saved from that session.")
        parse_session(row.id, result)
        return JSONResponse({**result, "id": row.id, "started": row.started.isoformat()})

    def delete_all() -> None:
        watch = watching.session
        with ExitStack() as after, RemoteControl(path) as store:
            if watch is not None:
                watch.service.end_history()  # or pending data would be stored afterwards
                after.callback(watch.take_profile, *watch.service.name)
            store.forget()

    async def forget(_: Request) -> Response:
        await watching.run(delete_all)
        return Response(status_code=204)

    return [
        Route("/api/history", forget, methods=["DELETE"]),
        Route("/api/history", list_sessions),
        Route("/api/history/{number}", show_session),
    ]


def make_day_routes(path: Path | None) -> list[BaseRoute]:
    """Returns the routes below /api/sitting; path: the history file, None for the user's own."""

    def show_day(request: Request) -> Response:
        which = _read_date(request, "date")
        with SittingPast(path) as past:
            record, first = past.read_day(which), past.find_first()
        since = None if first is None else first.isoformat()
        answer = DayAnswer(**dump_day(record), today=today().isoformat(), since=since)
        return JSONResponse(answer.model_dump(mode="json"))

    def send_day_file(request: Request) -> Response:
        which = _read_date(request, "date")
        with SittingPast(path) as past:
            record = past.read_day(which)
        return _make_csv(format_spans_csv(record.spans), f"sitting-{which}")

    def read_days(request: Request, past: SittingPast) -> tuple[DayRecord, ...]:
        until = _read_date(request, "to")
        count = read_whole_number(request.query_params.get("n", "7"), _MOST_DAYS)
        if not count:
            raise FormcheckError(_NO_DATE)
        return past.read_days(until, count)

    def show_days(request: Request) -> Response:
        with SittingPast(path) as past:
            records = read_days(request, past)
            return JSONResponse(dump_days(records, past.read_before(records)))

    def send_days_file(request: Request) -> Response:
        with SittingPast(path) as past:
            records = read_days(request, past)
        name = f"sitting-{records[0].date}-{records[-1].date}"
        return _make_csv(format_hours_csv(record.day for record in records), name)

    def list_profiles(_: Request) -> Response:
        with Profiles(path) as store:
            rows = store.list_all()
        return JSONResponse(ProfilesAnswer(profiles=list(rows)).dump())

    return [
        Route("/api/sitting/day", show_day),
        Route("/api/sitting/day.csv", send_day_file),
        Route("/api/sitting/days", show_days),
        Route("/api/sitting/days.csv", send_days_file),
        Route("/api/sitting/profiles", list_profiles),
    ]


def _make_csv(text: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return Response(text, media_type="text/csv", headers=headers)


def _read_date(request: Request, name: str) -> date:
    """Returns the requested day, today if none is given. Raises FormcheckError."""
    text = request.query_params.get(name)
    if text is None:
        return today()
    try:
        found = date.fromisoformat(text)
    except ValueError as error:
        raise FormcheckError(_NO_DATE) from error
    if not date(1971, 1, 1) <= found <= date(9998, 1, 1):  # what clocks can represent
        raise FormcheckError(_NO_DATE)
    return found

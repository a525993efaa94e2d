"""The history of sitting: written by a separate thread while it goes on, and read again."""

from __future__ import annotations

import os
import sqlite3
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from formcheck.core.posture.breaks import BreakDeclined, BreakEnded, BreakKind
from formcheck.core.posture.day import BreakAt, cut_spans, resolve_overlaps, summarise_day
from formcheck.core.posture.nudge import Nudged
from formcheck.core.posture.posture_values import PostureState, Segment, SlouchReason
from formcheck.core.posture.sit import SitEvent
from formcheck.core.posture.sit_view import SitView
from formcheck.files.plain_json import format_json
from formcheck.store import cells, days
from formcheck.store.file import StoreFile, format_utc
from formcheck.store.writer import BackgroundWriter

_MOST_WAITING = 10_000
"""Entries that wait for a file which can't be written; days of them."""
_ENTER = (
    "INSERT INTO watch (started, ended, closed, process, profile, camera, view) "
    "VALUES (?, ?, 0, ?, ?, ?, ?)"
)
_IS_THERE = "SELECT 1 FROM watch WHERE id = ? AND started = ?"
"""After forgetting, another watch may have the number."""
_TOUCHED = (
    "SELECT started, ended, state, why FROM span WHERE watch = :watch AND started < :end "
    "AND started >= IFNULL((SELECT MAX(started) FROM span WHERE watch = :watch "
    "AND started < :start), '') AND ended >= :start ORDER BY started"
)
_SPANS = (
    "SELECT span.started, span.ended, state, why FROM watch CROSS JOIN span ON watch = id "
    "AND span.started < :end AND span.started >= IFNULL((SELECT MAX(started) FROM span "
    "WHERE watch = id AND started <= :start), '') "
    "WHERE span.ended > :start ORDER BY span.started, watch"
)
"""CROSS makes SQLite find the spans of each watch by their key instead of reading all of them."""
_FIRST = (
    "SELECT begun FROM (SELECT (SELECT MIN(started) FROM span WHERE watch = id) AS begun "
    "FROM watch) WHERE begun IS NOT NULL"
)
_LAST_BEFORE = (
    "SELECT ended FROM (SELECT (SELECT ended FROM span WHERE watch = id AND started < ? "
    "AND state <> 'away' ORDER BY started DESC LIMIT 1) AS ended FROM watch) "
    "WHERE ended IS NOT NULL"
)
_CUT = "UPDATE span SET ended = ? WHERE watch = ? AND started = ?"
_DROP = "DELETE FROM span WHERE watch = ? AND started = ?"
_NUDGE = "INSERT INTO nudge (watch, at, why) VALUES (?, ?, ?)"
_BREAK = "INSERT INTO break (watch, at, lasted_s, kind, stretch) VALUES (?, ?, ?, ?, ?)"
_NUDGES = "SELECT at, why FROM nudge WHERE at >= ? AND at < ? ORDER BY at, id"
_BREAKS = "SELECT at, lasted_s, kind, stretch FROM break WHERE at >= ? AND at < ? ORDER BY at, id"
_LAST_STRETCHES = "SELECT stretch FROM break WHERE stretch IS NOT NULL ORDER BY at DESC LIMIT 1"
_BETWEEN_IDS = ","
_EARLIEST = datetime.fromtimestamp(0, UTC)
_ONE_DAY = timedelta(days=1)
_COUNTED = frozenset({BreakKind.TAKEN, BreakKind.CREDITED})
_SPAN = "INSERT OR REPLACE INTO span (watch, started, ended, state, why) VALUES (?, ?, ?, ?, ?)"


@dataclass(frozen=True, slots=True)
class _Span:
    """A span that waits to be written; times as text, as in the file."""

    started: str
    ended: str
    state: str
    why: str

    def covers(self, earlier: _Entry) -> bool:
        """Whether that is a span within this one."""
        if not isinstance(earlier, _Span):
            return False
        return self.started <= earlier.started and earlier.ended <= self.ended

    def save(self, connection: sqlite3.Connection, watch: int, since: str) -> None:
        """Writes what the span has after since, replacing everything written for its time."""
        started, until = max(self.started, since), self.ended
        if started >= until:
            return
        place = {"watch": watch, "start": started, "end": until}
        touched = cells.read_entries(connection.execute(_TOUCHED, place).fetchall(), _read_texts)
        for begun, ended, state, why in touched:
            if begun < started and (state, why) == (self.state, self.why):
                started, until = begun, max(until, ended)
            elif begun < started:
                connection.execute(_CUT, (started, watch, begun))
            else:
                connection.execute(_DROP, (watch, begun))
            if begun != started and ended > until:
                connection.execute(_SPAN, (watch, until, ended, state, why))
        connection.execute(_SPAN, (watch, started, until, self.state, self.why))


@dataclass(frozen=True, slots=True)
class _WaitingRow:
    """A waiting nudge or break: its time, and what follows watch and time in its row."""

    ended: str
    statement: str
    values: tuple[str | float | None, ...]

    def save(self, connection: sqlite3.Connection, watch: int, since: str) -> None:
        """Adds it, unless it was before since."""
        if self.ended >= since:
            connection.execute(self.statement, (watch, self.ended, *self.values))


_Entry = _Span | _WaitingRow


class SittingWriter(BackgroundWriter[_Entry]):
    """Stores one watch as it goes on. Any thread may add to it.

    An entry is in the file a second later at most. All times carry their zone. What was before the
    watch started belongs to another one, or was forgotten: it is not stored.
    """

    def __init__(
        self,
        started: datetime,
        profile: str = "",
        camera: str = "",
        view: str = "",
        path: Path | None = None,
    ) -> None:
        """profile: the baseline's name, "" without one; path: the file, None the user's own."""
        super().__init__("sitting", StoreFile(path), _MOST_WAITING)
        self._about = (os.getpid(), profile, camera, view)
        self._since = self._newest = format_utc(started)
        self._entered: tuple[int, str] | None = None

    def add_span(
        self, start: datetime, end: datetime, state: PostureState, why: Sequence[SlouchReason] = ()
    ) -> None:
        """Adds how somebody sat from start to end; at each moment the latest span applies.

        The open span may be added again with a later end; a span that begins before the last one's
        end cuts it, one that covers others replaces them, and alike ones that touch become one.
        """
        entry = _Span(format_utc(start), format_utc(end), state.value, format_json(why))
        with self._changed:
            if self._waiting and entry.covers(self._waiting[-1]):
                self._waiting.pop()
            self._add(entry)

    def add_nudge(self, at: datetime, why: Sequence[SlouchReason]) -> None:
        """Adds a nudge."""
        self._add(_WaitingRow(format_utc(at), _NUDGE, (format_json(why),)))

    def add_break(
        self, at: datetime, lasted_s: float, kind: BreakKind, stretches: Sequence[str] = ()
    ) -> None:
        """Adds a break that ended at that time, or was postponed or skipped then.

        stretches are the ids of those that were done in it.
        """
        done = _BETWEEN_IDS.join(stretches) or None
        self._add(_WaitingRow(format_utc(at), _BREAK, (lasted_s, kind, done)))

    def _save(self, entries: Sequence[_Entry]) -> None:
        """Writes the entries. Raises FormcheckError.

        The first entry begins the watch; with none it is only seen whether the file can be written.
        When everything was forgotten meanwhile, what came before stays forgotten, and a new watch
        begins.
        """
        with self._file.transact(write=True) as connection:
            entered = self._entered
            if entered is not None and not connection.execute(_IS_THERE, entered).fetchone():
                entered, self._since = None, self._newest
            if entered is None and entries:
                values = (self._since, self._since, *self._about)
                entered = int(connection.execute(_ENTER, values).lastrowid or 0), self._since
            if entered is not None:
                for entry in entries:
                    entry.save(connection, entered[0], self._since)
        self._entered = entered
        self._newest = max([self._newest, *(entry.ended for entry in entries)])


def save_look(
    writer: SittingWriter,
    started: datetime,
    view: SitView,
    events: Sequence[SitEvent],
    *,
    stretches: Sequence[str] = (),
) -> None:
    """Passes a look and its events to the writer; time without a picture is not kept. Never raises.

    started is the moment at which the watch's own time was 0. stretches are the ids of those that
    were done in a break which was taken and ends now.
    """

    def convert_moment(t_s: float) -> datetime:
        return started + timedelta(seconds=t_s)

    for event in (view.open, *events):
        match event:
            case Segment(start_s, end_s, state, why, no_picture=False):
                writer.add_span(convert_moment(start_s), convert_moment(end_s), state, why)
            case Nudged(t_s, why):
                writer.add_nudge(convert_moment(t_s), why)
            case BreakEnded(t_s, lasted_s, kind, unasked=False):
                done = stretches if kind is BreakKind.TAKEN else ()
                writer.add_break(convert_moment(t_s), lasted_s, kind, done)
            case BreakDeclined(t_s, kind):
                writer.add_break(convert_moment(t_s), 0.0, kind)


class SittingPast(StoreFile):
    """How somebody sat, read from the file. Times carry their zone."""

    def list_spans(self, start: datetime, end: datetime) -> cells.Entries[Segment]:
        """The spans from start to end, in order; cut at both, and without overlap.

        If two monitors recorded the same time, the one that began later applies.
        """
        found = self._select(_SPANS, {"start": format_utc(start), "end": format_utc(end)})
        spans = cells.read_entries(found, _read_span)
        cut = cut_spans(resolve_overlaps(spans), start.timestamp(), end.timestamp())
        return cells.Entries(cut, spans.unreadable)

    def list_nudges(self, start: datetime, end: datetime) -> cells.Entries[Nudged]:
        """The nudges in order of time."""
        found = self._select(_NUDGES, (format_utc(start), format_utc(end)))
        return cells.read_entries(found, _read_nudge)

    def list_breaks(self, start: datetime, end: datetime) -> cells.Entries[BreakAt]:
        """The breaks that ended, or were postponed or skipped, in order."""
        found = self._select(_BREAKS, (format_utc(start), format_utc(end)))
        return cells.read_entries(found, _read_break)

    def list_last_stretches(self) -> tuple[str, ...]:
        """The ids of the stretches in the last break that had any."""
        return next(iter(cells.read_entries(self._select(_LAST_STRETCHES), _read_ids)), ())

    def read_day(self, day: date) -> days.DayRecord:
        """The day, from midnight to midnight by the system's clock."""
        bounds = days.compute_hour_bounds(day)
        start, end = bounds[0], bounds[-1]
        spans, nudges = self.list_spans(start, end), self.list_nudges(start, end)
        breaks = self.list_breaks(start, end)
        unreadable = spans.unreadable + nudges.unreadable + breaks.unreadable
        hours = [bound.timestamp() for bound in bounds]
        summary = summarise_day(spans, nudges, breaks, hours)
        return days.DayRecord(day, summary, spans, nudges, breaks, unreadable)

    def read_days(self, until: date, count: int) -> tuple[days.DayRecord, ...]:
        """That many days up to that one, oldest first; those without sitting are empty."""
        return tuple(self.read_day(day) for day in days.list_last_days(until, count))

    def read_before(self, records: Sequence[days.DayRecord]) -> tuple[bool | None, ...]:
        """``Day.in_row`` of the days before these to which a row up to them goes back.

        Oldest first; days without a break on which nobody was there are left out. How
        somebody sat is read only where there was no break.
        """
        if not days.may_row_go_back(records):
            return ()
        before: list[bool | None] = []
        day = records[0].date
        earlier = self.list_breaks(_EARLIEST, days.find_midnight(day))
        breaks_s = [one.at_s for one in earlier if one.kind in _COUNTED]
        while False not in before[-1:]:
            candidates = [days.convert_to_local(at_s).date() for at_s in breaks_s[-1:]]
            if day - _ONE_DAY not in candidates:
                candidates += self._list_last_there(day)
            if not candidates:
                break
            day = max(candidates)
            place = bisect_left(breaks_s, days.find_midnight(day).timestamp())
            before.append(place < len(breaks_s) or self.read_day(day).day.in_row)
            del breaks_s[place:]
        return tuple(reversed(before))

    def _list_last_there(self, day: date) -> list[date]:
        """The last day before that one on which somebody was there; none if there is none."""
        start = days.find_midnight(day)
        ends = cells.read_entries(
            self._select(_LAST_BEFORE, (format_utc(start),)), cells.read_moment
        )
        last = [min(max(ends), start - timedelta(milliseconds=1))] if ends else []
        return [moment.astimezone().date() for moment in last]

    def find_first(self) -> datetime | None:
        """When somebody was first watched; None if never."""
        return min(cells.read_entries(self._select(_FIRST), cells.read_moment), default=None)


def _read_span(started: object, ended: object, state: object, why: object) -> Segment:
    start_s, end_s = cells.read_moment(started).timestamp(), cells.read_moment(ended).timestamp()
    if end_s <= start_s:
        raise ValueError("A span that does not end after it begins is none.")
    return Segment(start_s, end_s, PostureState(cells.read_text(state)), _read_reasons(why))


def _read_nudge(at: object, why: object) -> Nudged:
    return Nudged(cells.read_moment(at).timestamp(), _read_reasons(why))


def _read_break(at: object, lasted_s: object, kind: object, done: object) -> BreakAt:
    return BreakAt(
        cells.read_moment(at).timestamp(),
        cells.read_amount(lasted_s),
        BreakKind(cells.read_text(kind)),
        _read_ids(done),
    )


def _read_reasons(cell: object) -> tuple[SlouchReason, ...]:
    return tuple(SlouchReason(word) for word in cells.read_texts(cell))


def _read_ids(cell: object) -> tuple[str, ...]:
    return tuple(cells.read_text(cell).split(_BETWEEN_IDS)) if cell else ()


def _read_texts(*row: object) -> tuple[str, ...]:
    return tuple(map(cells.read_text, row))

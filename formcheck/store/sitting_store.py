"""The history of sitting: written by a background thread during a watch, and read again."""

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
"""Entries that may wait while the file can't be written; enough for days."""
_ENTER = (
    "INSERT INTO watch (started, ended, closed, process, profile, camera, view) "
    "VALUES (?, ?, 0, ?, ?, ?, ?)"
)
_IS_THERE = "SELECT 1 FROM watch WHERE id = ? AND started = ?"
"""Also compares ``started``: once the history was deleted, another watch may have the number."""
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
"""CROSS makes SQLite find the spans of each watch by their key instead of scanning all spans."""
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
    """A span waiting to be written; times are text, as in the file."""

    started: str
    ended: str
    state: str
    why: str

    def covers(self, earlier: _Entry) -> bool:
        """Whether ``earlier`` is a span that lies within this one."""
        if not isinstance(earlier, _Span):
            return False
        return self.started <= earlier.started and earlier.ended <= self.ended

    def save(self, connection: sqlite3.Connection, watch: int, since: str) -> None:
        """Writes the part of the span after ``since``, replacing what was written for that time."""
        started, until = max(self.started, since), self.ended
        if started >= until:
            return
        place = {"watch": watch, "start": started, "end": until}
        rows = connection.execute(_TOUCHED, place).fetchall()
        touched = cells.read_entries(rows, lambda *row: tuple(map(cells.read_text, row)))
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
    """A nudge or break waiting to be written; values are the columns after watch and time."""

    ended: str
    statement: str
    values: tuple[str | float | None, ...]

    def save(self, connection: sqlite3.Connection, watch: int, since: str) -> None:
        """Inserts the row, unless its time is before ``since``."""
        if self.ended >= since:
            connection.execute(self.statement, (watch, self.ended, *self.values))


_Entry = _Span | _WaitingRow


class SittingWriter(BackgroundWriter[_Entry]):
    """Stores one watch while it runs. Thread-safe.

    An entry is in the file within a second. All times have a time zone. Anything before the start
    of the watch is not stored: it belongs to another watch, or was deleted.
    """

    def __init__(
        self,
        started: datetime,
        profile: str = "",
        camera: str = "",
        view: str = "",
        path: Path | None = None,
    ) -> None:
        """profile: the baseline's name, "" without one; path: the file, None for the user's own."""
        super().__init__("sitting", StoreFile(path), _MOST_WAITING)
        self._about = (os.getpid(), profile, camera, view)
        self._since = self._newest = format_utc(started)
        self._entered: tuple[int, str] | None = None

    def add_span(
        self, start: datetime, end: datetime, state: PostureState, why: Sequence[SlouchReason] = ()
    ) -> None:
        """Adds the posture from start to end; where spans overlap, the one added last applies.

        The open span may be added again with a later end. A span cuts earlier ones that it overlaps
        and replaces those that it covers; adjacent spans of equal state and reasons are merged.
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
        """Adds a break that ended, or was postponed or skipped, at that time.

        stretches: the ids of the stretches done in it.
        """
        done = _BETWEEN_IDS.join(stretches) or None
        self._add(_WaitingRow(format_utc(at), _BREAK, (lasted_s, kind, done)))

    def _save(self, entries: Sequence[_Entry]) -> None:
        """Writes the entries. Raises FormcheckError.

        The first entry creates the watch; without entries, this only tests whether the file can be
        written. If the history was deleted in the meantime, a new watch begins, without anything
        from before the end of the last saved entry.
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
    """Passes a look and its events to the writer; time without an image is not kept. Never raises.

    started is the moment at which t_s of the watch is 0. stretches: the ids of the stretches done
    in a taken break that ends now.
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
    """Reads the sitting history from the file. Times have a time zone."""

    def list_spans(self, start: datetime, end: datetime) -> cells.Entries[Segment]:
        """Returns the spans from start to end, in order, cut at both and without overlap.

        If two monitors recorded the same time, the one that began later applies.
        """
        found = self._select(_SPANS, {"start": format_utc(start), "end": format_utc(end)})
        spans = cells.read_entries(found, _read_span)
        spans[:] = cut_spans(resolve_overlaps(spans), start.timestamp(), end.timestamp())
        return spans

    def list_nudges(self, start: datetime, end: datetime) -> cells.Entries[Nudged]:
        """Returns the nudges from start to end, in order of time."""
        found = self._select(_NUDGES, (format_utc(start), format_utc(end)))
        return cells.read_entries(found, _read_nudge)

    def list_breaks(self, start: datetime, end: datetime) -> cells.Entries[BreakAt]:
        """Returns the breaks that ended, or were postponed or skipped, in order of time."""
        found = self._select(_BREAKS, (format_utc(start), format_utc(end)))
        return cells.read_entries(found, _read_break)

    def list_last_stretches(self) -> tuple[str, ...]:
        """Returns the ids of the stretches in the last break that had any."""
        return next(iter(cells.read_entries(self._select(_LAST_STRETCHES), _read_ids)), ())

    def read_day(self, day: date) -> days.DayRecord:
        """Returns the day, from midnight to midnight in local time."""
        bounds = days.compute_hour_bounds(day)
        start, end = bounds[0], bounds[-1]
        spans, nudges = self.list_spans(start, end), self.list_nudges(start, end)
        breaks = self.list_breaks(start, end)
        unreadable = spans.unreadable + nudges.unreadable + breaks.unreadable
        hours = [bound.timestamp() for bound in bounds]
        summary = summarise_day(spans, nudges, breaks, hours)
        return days.DayRecord(day, summary, tuple(spans), tuple(nudges), tuple(breaks), unreadable)

    def read_days(self, until: date, count: int) -> tuple[days.DayRecord, ...]:
        """Returns ``count`` days up to ``until``, oldest first; days without sitting are empty."""
        return tuple(self.read_day(day) for day in days.list_last_days(until, count))

    def read_before(self, records: Sequence[days.DayRecord]) -> tuple[bool | None, ...]:
        """Returns ``Day.in_row`` of the days before these to which a streak goes back.

        Oldest first; days without a break on which nobody was there are left out. Spans are read
        only for days without a break.
        """
        if days.count_record_streak(records, [True]) == days.count_record_streak(records):
            return ()  # even a day with a break would not be part of it
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
        """Returns the last earlier day on which somebody was there, as a list; empty if none."""
        start = days.find_midnight(day)
        ends = cells.read_entries(
            self._select(_LAST_BEFORE, (format_utc(start),)), cells.read_moment
        )
        last = [min(max(ends), start - timedelta(milliseconds=1))] if ends else []
        return [moment.astimezone().date() for moment in last]

    def find_first(self) -> datetime | None:
        """Returns the start of the first recorded span; None if there is none."""
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

"""Monitors sitting posture and stores the results; used by the terminal and the web page."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from math import inf
from pathlib import Path

from formcheck.core.language import Words
from formcheck.core.posture.breaks import BreakOrder
from formcheck.core.posture.posture_values import Segment, UprightBaseline
from formcheck.core.posture.rules import Surroundings
from formcheck.core.posture.sit import Order, PauseOrder, Resume
from formcheck.engine.desk import DeskBreaks
from formcheck.engine.posture_monitor import PostureMonitor, PostureUpdate
from formcheck.files.errors import FormcheckError
from formcheck.store.days import follow_zone
from formcheck.store.profiles import KeptBaseline, Profiles
from formcheck.store.remote_control import RemoteControl, WatchLock
from formcheck.store.sitting_store import SittingPast, SittingWriter, save_look
from formcheck.vision.video.frames import Rgb

_SHARE_EVERY_S = 60.0
"""Interval between reads of today's total, which is shown in whole percent."""
POLL_S = 2.5
"""Interval between checks of the store for a pause. A check takes a tenth of a millisecond."""
_SAME_S = 0.5
"""Two computed start times of the monitor that are this close are the same. Chosen for
formcheck."""
_read_wall_clock = partial(datetime.now, UTC)


class SharedPause:
    """The pause shared by all monitoring programs: ``formcheck sit pause``, the keys and the page.

    It is kept both here and in the store; a second pause replaces the first.
    """

    def __init__(self, remote: RemoteControl) -> None:
        self._write_error = self._read_error = ""
        self._remote = remote
        self._known: datetime | None = None
        self._asked_s = -inf

    @property
    def problem(self) -> str:
        """Why the store can't be read or written, "" while it can.

        While there is a problem, only pauses requested here take effect.
        """
        return self._write_error or self._read_error

    def take_order(self, now_s: float, moment: datetime) -> Order | None:
        """Returns what another program has requested since the last call.

        The end of a pause is no order: the monitor ends it by its own clock, even if the system
        clock was set. moment: the current time by the system clock, which other programs use.
        """
        if 0.0 <= now_s - self._asked_s < POLL_S:  # less than 0: the clock was set back
            return None
        self._asked_s = now_s
        known = self._known
        self._known = until = self._read()
        if until == known:
            return None
        if until is not None and until > moment:
            return PauseOrder((until - moment) / timedelta(minutes=1))
        return None if known is None else Resume()

    def tell(self, until: datetime | None) -> None:
        """Announces to other programs a pause begun here, or with None its end."""
        self._write_error = ""
        try:
            self._remote.pause_until(until)
        except FormcheckError as error:
            self._write_error = error.sentence
        self._known = self._read()

    def _read(self) -> datetime | None:
        self._read_error = ""
        try:
            return self._remote.ordered_until
        except FormcheckError as error:
            self._read_error = error.sentence
            return self._known


class PostureService:
    """Runs the monitor, stores its results and baselines, and chooses the next break's stretches.

    For one thread. Storage errors are not raised: ``problem`` says what can't be stored.
    """

    def __init__(
        self,
        monitor: PostureMonitor,
        words: Words,
        moment: Callable[[float], datetime] | None = None,
        *,
        measure_sleep_s: Callable[[], float | None] = lambda: None,
        wall: Callable[[], datetime] = _read_wall_clock,
        path: Path | None = None,
        history: bool = True,
        lock: WatchLock | None = None,
    ) -> None:
        """The monitor must have no baseline yet, and is closed with the service.

        moment: converts a now_s time to a date; without it now_s is in Unix seconds.
        measure_sleep_s: returns how long the machine slept since the last call, None if unknown.
        wall: the system clock, by which pauses are shared with other programs; it may be set while
        moment runs on. path: the store, None for the user's own. history: False stores only
        baselines. lock: keeps other monitors out, None if nothing does.
        """
        self.monitor = monitor
        self.baseline: KeptBaseline | None = None
        self.last: PostureUpdate | None = None
        self._moment = moment or partial(datetime.fromtimestamp, tz=UTC)
        self._measure_sleep_s = measure_sleep_s
        self._wall = wall
        self._path = path
        self._lock = lock
        self._profiles = Profiles(path)
        self._remote = RemoteControl(path)
        self._pause = SharedPause(self._remote)
        self._past = SittingPast(path) if history else None
        self._writer: SittingWriter | None = None
        self.name = ("", "")
        """Profile and camera of the baseline."""
        last_stretches: tuple[str, ...] = ()
        if self._past is not None:
            with suppress(FormcheckError):  # the writer reports why they can't be read
                last_stretches = self._past.list_last_stretches()
        self.breaks = DeskBreaks(words, last_stretches)
        self._done: tuple[str, ...] = ()
        self.zero_s = 0.0
        """The now_s at which the monitor's own clock was 0; 0 before the first look."""
        self._share: float | None = None
        self._share_due_s = -inf
        self.baseline_problem = ""
        """Why the baseline could not be read or saved, "" where it could."""

    @property
    def problem(self) -> str:
        """Why something can't be stored, "" while everything can."""
        kept = self._writer.problem if self._writer is not None else ""
        return kept or self.baseline_problem or self._pause.problem

    def load_baseline(self, profile: str, camera: str) -> None:
        """Uses the baseline of that profile and camera; if there is none, judges without one.

        A baseline being recorded is cancelled: it was begun for another. A profile of another name
        is another place or person: sitting before they arrived does not count as theirs.
        """
        self.monitor.stop_calibrating()
        if profile != self.name[0]:
            self.monitor.change_sitter()
            self.breaks.restart(0.0 if self.last is None else self.last.view.t_s)
        self.name, self.baseline, self.baseline_problem = (profile, camera), None, ""
        try:
            self.baseline = self._profiles.get(profile, camera)
        except FormcheckError as error:
            self.baseline_problem = error.sentence
        self.monitor.use(None if self.baseline is None else self.baseline.upright)

    def begin_history(self, now_s: float, profile: str, camera: str, view: str = "") -> None:
        """Stores what follows now_s under this profile, camera and view of the baseline."""
        self.end_history()
        if self._past is not None:
            self._writer = SittingWriter(self._moment(now_s), profile, camera, view, self._path)
            self._writer.__enter__()

    def end_history(self) -> None:
        """Stores what was seen up to the last look, then nothing until the next begin_history."""
        if self._writer is None:
            return
        if self.last is not None:
            self._keep(replace(self.last, events=self._close_spans()))
        self._writer.close()
        self._writer = None

    def _close_spans(self) -> tuple[Segment, ...]:
        """Returns the spans still open, as if they had ended with the last look."""
        return tuple(event for event in self.monitor.finish() if isinstance(event, Segment))

    def look(self, image: Rgb | None, now_s: float, around: Surroundings) -> PostureUpdate:
        """Analyses one image at now_s and stores the result; image is None if there is none."""
        update = self.monitor.look_at(image, now_s, around, self._measure_sleep_s())
        zero_s = now_s - update.view.t_s
        if self.last is None or abs(zero_s - self.zero_s) > _SAME_S:
            self.zero_s = zero_s  # the first look, or the clock was set
        if update.calibrating is not None and update.calibrating.taken is not None:
            self._save_baseline(update.calibrating.taken, self._moment(now_s))
        self.last = update
        self._keep(update)
        self.breaks.follow(update, self._done, self._close_spans())
        if not self.monitor.has_orders:  # a second look at the same time processes none
            self._done = ()
        return update

    def follow_pause(self, now_s: float) -> Order | None:
        """Pauses or resumes, with the next look, as another program requested since the last call.

        Also renews the lock if its file was deleted, so that other programs see this monitor.
        """
        if self._lock is not None:
            self._lock.renew()
        order = self._pause.take_order(now_s, self._wall())
        if order is not None:
            self.monitor.order(order)
        return order

    def pause(self, minutes: float) -> None:
        """Pauses with the next look, here and for every other program."""
        self.monitor.order(PauseOrder(minutes))
        self._pause.tell(self._wall() + timedelta(minutes=minutes))

    def resume(self) -> None:
        """Resumes with the next look, here and for every other program."""
        self.monitor.order(Resume())
        self._pause.tell(None)

    def end_break(self, done: Sequence[str]) -> None:
        """Ends the break with the next look; done: the ids of its finished stretches."""
        self._done = tuple(done)
        self.monitor.order(BreakOrder.DONE if done else BreakOrder.END)

    def share_of_today(self, now_s: float) -> float | None:
        """Returns upright time as a share of the time judged today, 0 to 1; None if there is none.

        Today is the current day in the present time zone.
        """
        if now_s < self._share_due_s:
            return self._share
        self._share_due_s = now_s + _SHARE_EVERY_S
        follow_zone()
        if self._past is not None:
            with suppress(FormcheckError):  # the writer reports what is wrong with the file
                today = self._past.read_day(self._moment(now_s).astimezone().date())
                self._share = today.day.sum.share
        return self._share

    def close(self) -> None:
        """Stores what is still open, as ending with the last look, and closes everything."""
        try:
            if self.last is not None:
                self._keep(replace(self.last, events=self.monitor.finish()))
        finally:
            for part in (self._writer, self.monitor, self._profiles, self._remote, self._past):
                if part is not None:
                    part.close()

    def _keep(self, update: PostureUpdate) -> None:
        if self._writer is not None:
            began = self._moment(self.zero_s)
            save_look(self._writer, began, update.view, update.events, stretches=self._done)

    def _save_baseline(self, upright: UprightBaseline, taken: datetime) -> None:
        self.baseline = KeptBaseline(taken, upright)
        self.baseline_problem = ""
        try:
            self._profiles.save(*self.name, upright, taken)
        except FormcheckError as error:
            self.baseline_problem = error.sentence

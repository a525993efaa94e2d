"""The server's single sitting watch: its creation, its messages to the page, and its socket."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from starlette.websockets import WebSocket

from formcheck.core.language import Words
from formcheck.core.posture import posture_texts as texts
from formcheck.core.posture.breaks import BreakDue, BreakEnded, BreakKind, BreakOrder
from formcheck.core.posture.calibration import list_limits
from formcheck.core.posture.nudge import Nudged
from formcheck.core.posture.rules import Rules, Suppression, Surroundings
from formcheck.desktop.surroundings import SurroundingsWatcher, choose_probe
from formcheck.engine.posture_monitor import PostureMonitor, PostureUpdate
from formcheck.engine.posture_service import PostureService
from formcheck.files.closing import Closing
from formcheck.library.languages import load_words
from formcheck.store.file import find_history_path
from formcheck.store.profiles import can_name_profile
from formcheck.store.remote_control import WatchLock
from formcheck.ui.clock import Clock
from formcheck.ui.web import messages
from formcheck.ui.web.picture import Sent, decode_picture, read_picture
from formcheck.ui.web.socket_handler import Slot, SocketHandler
from formcheck.ui.web.stretch_handle import StretchSlot
from formcheck.vision.pose.models import model_path

UNTYPABLE = "This profile's name has characters that cannot be typed: choose another profile."
_PLAIN = {
    Suppression.PAUSED,
    Suppression.AWAY,
    Suppression.UNSURE,
    Suppression.NO_PICTURE,
    Suppression.BREAK,
}
"""Reasons that the page already shows in large type."""
STRETCHING = "A session is running: watching resumes after it."


def make_rules(wishes: messages.Wishes) -> Rules:
    """Returns the rules for the person's wishes."""
    return Rules(**dict(wishes))


@dataclass(eq=False)
class Watch(Closing):
    """A watch in the thread of all models. Every frame and every halt gives one message.

    now: seconds of the service's clock, which also counts while the machine sleeps. free: closes
    and releases everything the watch holds.
    """

    begin: messages.BeginWatch
    service: PostureService
    words: Words
    around: Callable[[], Surroundings]
    now: Callable[[], float]
    free: Callable[[], None]

    def __post_init__(self) -> None:
        self._rules = make_rules(self.begin.wishes)
        self._refused = ""
        self.take_profile(self.begin.profile, self.begin.camera)

    def look(self, sent: Sent | None, waits: str = "") -> str:
        """Returns the message for the frame that just arrived; sent: None if there is none.

        waits: a sentence on why there is none, or "". Raises FormcheckError.
        """
        image = None if sent is None else decode_picture(sent)
        service, now_s = self.service, self.now()
        service.follow_pause(now_s)
        update = service.look(image, now_s, self.around())
        if update.calibrating is not None:
            self._refused = update.calibrating.refused or ""
        return self._make_screen(update, waits).dump_text()

    def apply_request(self, wanted: messages.WatchChange) -> None:
        """Carries out a request of the page, with effect from the next frame."""
        monitor = self.service.monitor
        match wanted:
            case messages.ChangeWishes():
                self._rules = make_rules(wanted.wishes)
                monitor.change(self._rules)
            case messages.ChangeLanguage():
                self.words = load_words(wanted.language)
            case messages.ChooseProfile():
                self._refused = ""
                self.take_profile(wanted.profile, wanted.camera)
            case messages.OrderWatch(do="calibrate"):
                self._begin_calibration()
            case messages.OrderWatch(do="leave-calibrating"):
                self._refused = ""
                monitor.stop_calibrating()
            case messages.PauseWatch():
                self.service.pause(wanted.minutes)
            case messages.OrderWatch(do="go-on"):
                self.service.resume()
            case messages.DecideBreak(what="end"):
                self.service.end_break(wanted.stretches)
            case messages.DecideBreak():
                monitor.order(BreakOrder(wanted.what))

    def take_profile(self, profile: str, camera: str) -> None:
        """Uses the profile's stored baseline for that camera, and stores what follows."""
        self.service.load_baseline(profile, camera)
        self.service.begin_history(self.now())

    def close(self) -> None:
        """Ends the watch, storing what was seen, and releases everything it holds."""
        self.free()

    def _begin_calibration(self) -> None:
        self._refused = "" if can_name_profile(self.service.name[0]) else UNTYPABLE
        if not self._refused:
            self.service.monitor.begin_calibration()

    def _make_screen(self, update: PostureUpdate, waits: str) -> messages.WatchScreen:
        """Returns everything the page needs for one frame; waits: why there is none, or ""."""
        words, view, baseline = self.words, update.view, self.service.baseline
        held, taking, until_s = view.holding_back, update.calibrating, view.paused_until_s
        upright = None if baseline is None else baseline.upright
        limits = {} if upright is None else list_limits(upright, self._rules.sensitivity)
        return messages.WatchScreen.build(
            view,
            cue=words(view.cue),
            needs=words(waits or ("" if view.unclear is None else texts.UNCLEAR[view.unclear])),
            since_s=view.t_s - view.since_s,
            break_=view.break_stage,
            stretches=tuple(self.service.breaks.stretches),
            paused_left_s=None if until_s is None else max(0.0, until_s - view.t_s),
            holding_back="" if held is None or held in _PLAIN else words(held),
            notes=[words.say(note) for note in view.notes],
            signs=dict(view.strength),
            calibrating_left_s=None if taking is None or taking.left_s <= 0.0 else taking.left_s,
            refusal=words(self._refused),
            baseline_taken=None if baseline is None else baseline.taken.isoformat(),
            limits={why: words.say(limit) for why, limit in limits.items()},
            events=list(self._tell_events(update)),
            problem=words.say(self.service.problem),
            next_look_s=self.service.monitor.next_look_s,
        )

    def _tell_events(self, update: PostureUpdate) -> Iterator[messages.WatchEvent]:
        words, view = self.words, update.view
        # full screen may be the page's own, of a coached break
        quiet = view.wants_quiet and view.holding_back is not Suppression.FULL_SCREEN
        for event in update.events:
            match event:
                case Nudged(why=(first, *_)):
                    sentence = texts.format_nudge(event, texts.CUES[first], words)
                    yield messages.WatchEvent(is_="nudge", say=sentence)
                case BreakDue():
                    say = texts.format_break(event.sat_s, self._rules.break_s, words)
                    yield messages.WatchEvent(is_="break", say=say)
                # a break that is credited was not requested: no event
                case BreakEnded(kind=kind) if kind is not BreakKind.CREDITED and not quiet:
                    say = words(texts.describe_break_end(kind, self._rules))
                    yield messages.WatchEvent(is_="break-over", say=say)
        if update.calibrating is not None and update.calibrating.taken is not None:
            not_saved = words(texts.BASELINE_NOT_SAVED) if self.service.baseline_problem else ""
            yield messages.WatchEvent(is_="calibrated", say=not_saved)


def open_watch(begin: messages.BeginWatch, history: Path | None = None) -> Watch:
    """Returns a new watch with its model loaded; it records sitting in the history.

    history: the history file, None for the user's own. Raises FormcheckError.
    """
    words = load_words(begin.language)
    lock = None
    with ExitStack() as held:
        with suppress(OSError):  # no lock possible: the watch says that nothing is stored
            lock = held.enter_context(WatchLock((history or find_history_path()).parent))
        monitor = held.enter_context(PostureMonitor(model_path(), make_rules(begin.wishes)))
        probe = partial(choose_probe, camera_is_ours=False)
        around = held.enter_context(SurroundingsWatcher(probe))
        clock = Clock()
        service = PostureService(
            monitor, words, clock.moment, measure_sleep_s=clock.measure_sleep_s,
            path=history, lock=lock,
        )  # fmt: skip
        held.callback(service.close)
        return Watch(begin, service, words, around.read_latest, clock.now_s, held.pop_all().close)


class PostureSlot(Slot[messages.BeginWatch, Watch]):
    """Holds the only watch."""

    occupied = "Your posture is already being watched in another window."
    moved = "Your posture is now being watched in another window."
    gone = "Watching has ended: start it again."
    broken = "Something went wrong in formcheck; the terminal shows the error. Watching has ended."


class WatchSocketHandler(SocketHandler[messages.BeginWatch, Watch]):
    """The socket of a page that watches: a frame about once a second.

    The watch waits while a stretch session runs, here or in another window.
    """

    pictures_per_s = 8  # a frame is due at most four times a second
    texts_per_s = 10
    kept_s = 30.0  # enough to reload the page; then a terminal may watch. Chosen for formcheck.

    def __init__(
        self, socket: WebSocket, slot: PostureSlot, proof: str, stretching: StretchSlot
    ) -> None:
        super().__init__(socket, slot, proof)
        self._stretching = stretching

    async def take_picture(self, data: bytes, came_s: float) -> None:  # noqa: ARG002 - the wall's counts
        """Analyses the frame and sends the result. Raises FormcheckError."""
        look, sent = self.session.look, read_picture(data)
        waits = "" if self._stretching.page is None else STRETCHING
        await self.reply(look, None if waits else sent, waits)

    async def take_text(self, text: str, came_s: float) -> None:  # noqa: ARG002 - the wall's counts
        """Carries out the message. Raises FormcheckError."""
        message = messages.read_message(messages.WATCH_REQUEST, text)
        match message:
            case messages.BeginWatch():
                await self.show(self._slot.begin(self, message, take=message.take))
            case messages.Reattach():
                await self.show(self._slot.resume(self, message.session))
            case messages.HaltFrames():
                await self.reply(self.session.look, None)
            case messages.OrderWatch(do="end"):
                await self._slot.dismiss(self)
                self._session = None
            case _:
                await self._slot.run(self.session.apply_request, message)

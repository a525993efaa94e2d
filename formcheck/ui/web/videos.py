"""Uploaded videos: kept in a temporary folder, checked one after the other."""

import queue
import re
import secrets
import shutil
import subprocess
import threading
import time
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import takewhile
from pathlib import Path

from pydantic import BaseModel, ValidationError

from formcheck.core.language import Sentence
from formcheck.core.session.session_values import Recap
from formcheck.files.errors import FormcheckError
from formcheck.files.module_command import build_module_command
from formcheck.files.scratch import Scratch
from formcheck.library.catalogue import NO_STRETCH, SUFFIX
from formcheck.library.languages import load_words
from formcheck.output.report.contract import RoutineResult, VideoResult
from formcheck.ui.jobs import parse_task
from formcheck.ui.web import upload_texts
from formcheck.ui.web.messages import ServerMessage

MAX_BYTES = 2 * 10**9
MOST_KEPT = 20
"""Most videos, uploads included. Chosen for formcheck: nobody looks at more in one sitting."""
_SPARE_BYTES = 5 * 10**8
"""Free disk space that an upload must leave, also for its annotated video."""
_START_S = 120.0
"""How long work on a video may take until its length is known."""
_SLOWEST_RATIO = 20.0
"""Most seconds of work per second of video; a slow laptop takes 3 (estimated)."""
_NAME_LENGTH = 100
_NAME_BYTES = 200
"""File systems allow 255. Chosen for formcheck: leaves some for additions to a name."""
_PLAIN = re.compile(r"[\w .()+-]")


class VideoState(StrEnum):
    """How far work on a video has got."""

    WAITING = "waiting"
    WORKING = "working"
    DONE = "done"
    FAILED = "failed"


class VideoRow(ServerMessage):
    """An uploaded video in the list.

    stretches: ids of those chosen, or else of those recognised. unclear: whether some part of it
    may show a stretch, but it is not certain which.
    """

    id: str
    name: str
    state: VideoState
    stretches: list[str]
    unclear: bool


class VideoAnswer(ServerMessage):
    """An uploaded video; before: how many are ahead of it in the queue.

    say: why there is no result, or no annotated video. accounts: one for each stretch of the
    result.
    """

    id: str
    name: str
    state: VideoState
    share: float
    before: int
    say: str
    result: VideoResult | RoutineResult | None
    accounts: list[Recap]


@dataclass(slots=True, eq=False)
class Video:
    """A video and its state so far.

    clip: the annotated video. stretch: None if it is to be recognised, comma-separated ids for a
    programme. queued: its file is complete. accounts: one for each stretch of the result.
    """

    id: str
    folder: Path
    file: Path
    clip: Path
    stretch: str | None
    side: str
    language: str
    queued: bool = False
    state: VideoState = VideoState.WAITING
    share: float = 0.0
    say: str = ""
    result: VideoResult | RoutineResult | None = None
    accounts: list[Recap] = field(default_factory=list)
    process: subprocess.Popen[str] | None = field(default=None, repr=False)


class Videos:
    """All videos of this run. Closing it stops work in progress and deletes everything."""

    def __init__(self) -> None:
        self._scratch: Scratch | None = None
        self._videos: dict[str, Video] = {}
        self._waiting: queue.SimpleQueue[Video | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._closed = False
        self._worker = threading.Thread(target=self._work, name="videos", daemon=True)

    def prepare(
        self, name: str, stretch: str | None, side: str, language: str, length: int | None
    ) -> Video:
        """Returns a new video, whose file is still to be written. Raises FormcheckError.

        name: the user's name for it. stretch: None to have it recognised. length: the number of
        bytes to come, None if unknown.
        """
        _check_task(stretch, side)
        load_words(language)
        name = _clean_name(name)
        if length is not None and length > MAX_BYTES:
            raise make_too_large(name)
        with self._lock:
            if self._closed or len(self._videos) >= MOST_KEPT:
                raise FormcheckError(Sentence(upload_texts.TOO_MANY, most=str(MOST_KEPT)))
            folder = self._make_folder()
            with explain_unstored(upload_texts.NOT_KEPT, file=name):
                free_bytes = shutil.disk_usage(folder).free
            if free_bytes < (length or 0) + _SPARE_BYTES:
                raise FormcheckError(Sentence(upload_texts.NO_ROOM, file=name))
            own = folder / secrets.token_urlsafe(16)  # the key to the annotated video
            file, clip = own / "sent" / name, own / "annotated.mp4"
            video = Video(own.name, own, file, clip, stretch=stretch, side=side, language=language)
            with explain_unstored(upload_texts.NOT_KEPT, file=name):
                video.file.parent.mkdir(parents=True)
            self._videos[video.id] = video
        return video

    def queue(self, video: Video) -> None:
        """Queues a video whose file is complete."""
        if not self._worker.is_alive():
            self._worker.start()
        with self._lock:
            video.queued = True
            if self._videos.pop(video.id, None) is not None:  # moves it to the end
                self._videos[video.id] = video
        self._waiting.put(video)

    def find(self, video_id: str) -> Video | None:
        """Returns the video with that id, if there is one."""
        return self._videos.get(video_id)

    def describe(self, video: Video) -> VideoAnswer:
        """Returns the video's state for the page, with the number of videos it waits for."""
        with self._lock:
            waits = {VideoState.WAITING, VideoState.WORKING}
            earlier = takewhile(lambda other: other is not video, self._videos.values())
            before = sum(other.queued and other.state in waits for other in earlier)
            before = before if video.queued and video.state is VideoState.WAITING else 0
            return VideoAnswer.build(video, name=video.file.name, before=before)

    def list_rows(self) -> list[VideoRow]:
        """Returns all videos for the page's list, in the order of the queue."""
        return [_make_row(video) for video in self.list_all()]

    def list_all(self) -> list[Video]:
        """Returns all videos in the order of the queue."""
        with self._lock:
            return list(self._videos.values())

    def remove(self, video: Video) -> None:
        """Stops work on the video and deletes it with everything made from it."""
        with self._lock:
            self._videos.pop(video.id, None)
            process = video.process
        if process is not None:
            process.kill()
            process.wait()
        shutil.rmtree(video.folder, ignore_errors=True)

    def close(self) -> None:
        """Deletes everything. Safe to call twice."""
        with self._lock:
            self._closed = True
        for video in self.list_all():
            self.remove(video)
        if self._worker.is_alive():
            self._waiting.put(None)
            self._worker.join()
        if self._scratch is not None:
            self._scratch.close()

    def _make_folder(self) -> Path:
        """Returns the folder of all videos, a new one if the last was deleted."""
        if self._scratch is not None and not self._scratch.path.is_dir():
            self._scratch.close()
            self._scratch = None
        if self._scratch is None:
            with explain_unstored(upload_texts.NO_FOLDER):
                self._scratch = Scratch()
        return self._scratch.path

    def _work(self) -> None:
        while (video := self._waiting.get()) is not None:
            if process := self._begin(video):
                self._follow(video, process)

    def _begin(self, video: Video) -> subprocess.Popen[str] | None:
        """Starts and returns the video's process; None if it was removed or it can't start."""
        with self._lock:
            if video.id in self._videos:
                try:
                    video.process, video.state = _start(video), VideoState.WORKING
                except OSError as error:
                    why = str(error.strerror or error)
                    video.say = _say_of(video, upload_texts.NOT_BEGUN, reason=why)
                    video.state = VideoState.FAILED
            return video.process

    def _follow(self, video: Video, process: subprocess.Popen[str]) -> None:
        too_long = threading.Event()

        def end() -> None:
            too_long.set()
            process.kill()

        timer, length_s, known_s = _start_timer(_START_S, end), -1.0, 0.0
        with process:
            for progress in _read_progress(process):
                if progress.length_s is not None and progress.length_s > length_s:
                    known_s = time.monotonic() if length_s < 0 else known_s
                    length_s = progress.length_s
                    most_s = _START_S + _SLOWEST_RATIO * length_s
                    timer.cancel()
                    timer = _start_timer(known_s + most_s - time.monotonic(), end)
                video.share = max(video.share, progress.share)
                video.result, video.accounts = progress.result, progress.accounts
                video.say = progress.say
        timer.cancel()
        if video.result is None:
            late = too_long.is_set()
            ended = upload_texts.TOO_LONG if late else upload_texts.NOT_TO_ITS_END
            video.say = video.say or _say_of(video, ended)
        video.state = VideoState.FAILED if video.result is None else VideoState.DONE


def _make_row(video: Video) -> VideoRow:
    recognised, unclear = list[str](), False
    match video.result:
        case VideoResult(stretch=only):
            recognised = [only]
        case RoutineResult(parts=parts, unclear=spans):
            recognised = list(dict.fromkeys(part.result.stretch for part in parts))
            unclear = bool(spans)
    stretches = video.stretch.split(",") if video.stretch else recognised
    return VideoRow.build(video, name=video.file.name, stretches=stretches, unclear=unclear)


def _check_task(stretch: str | None, side: str) -> None:
    if stretch is None:
        if side != "auto":
            raise FormcheckError(upload_texts.SIDE_ALONE)
        return
    for name in stretch.split(","):
        if name.strip().endswith(SUFFIX):  # a path, and the page may not read files
            raise FormcheckError(Sentence(NO_STRETCH, name=name))
    parse_task(stretch, side, lenient=True)


def _start_timer(after_s: float, end: Callable[[], None]) -> threading.Timer:
    timer = threading.Timer(after_s, end)
    timer.daemon = True
    timer.start()
    return timer


def make_too_large(name: str) -> FormcheckError:
    """Returns the error for a video of more than MAX_BYTES."""
    most_gb = str(MAX_BYTES // 10**9)
    return FormcheckError(Sentence(upload_texts.TOO_LARGE, file=name, most_gb=most_gb))


@contextmanager
def explain_unstored(template: str, **values: str) -> Iterator[None]:
    """Turns an OSError in the block into a FormcheckError: the sentence and the system's reason."""
    try:
        yield
    except OSError as error:
        reason = str(error.strerror or error)
        raise FormcheckError(Sentence(template, **values, reason=reason)) from error


def _say_of(video: Video, template: str, **values: str) -> str:
    """Returns the sentence about the video in the language of its page."""
    sentence = Sentence(template, file=video.file.name, **values)
    return load_words(video.language).say(sentence)


def _clean_name(name: str) -> str:
    """Returns the name without folders and odd characters; never empty, hidden or too long."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    plain = "".join(letter if _is_plain(letter) else "_" for letter in last).strip(" .")
    stem, dot, ending = plain.rpartition(".")
    ending = f"{dot}{ending}"
    letters, size = _NAME_LENGTH - len(ending), _NAME_BYTES - len(ending.encode())
    if not dot or letters <= 0 or size <= 0:
        stem, ending, letters, size = plain, "", _NAME_LENGTH, _NAME_BYTES
    return stem[:letters].encode()[:size].decode(errors="ignore") + ending or "video"


def _is_plain(letter: str) -> bool:
    """Whether a name may contain it; this includes combining marks, which many languages need."""
    return bool(_PLAIN.match(letter)) or unicodedata.category(letter).startswith("M")


def _start(video: Video) -> subprocess.Popen[str]:
    command, environment = build_module_command(
        "formcheck.ui.web.worker", str(video.file), str(video.clip), video.stretch or "",
        video.side, video.language,
    )  # fmt: skip
    return subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        errors="replace",  # a killed process may end its line within a character
        env=environment,
        start_new_session=True,
        creationflags=getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0),
    )


class _Progress(BaseModel):
    length_s: float | None = None
    share: float = 0.0
    result: VideoResult | RoutineResult | None = None
    accounts: list[Recap] = []
    say: str = ""


def _read_progress(process: subprocess.Popen[str]) -> Iterator[_Progress]:
    assert process.stdout is not None  # noqa: S101 - it was asked for
    for line in process.stdout:
        with suppress(ValidationError):  # the last line of a killed process
            yield _Progress.model_validate_json(line)

"""Works on one video in a separate process: ``python -m formcheck.ui.web.worker FILE OUT ...``.

Videos are untrusted, so they are decoded where a crash, an attack or excessive memory use ends only
this process. It reports progress on standard output, a JSON object per line, and ends when its
standard input closes, that is, when the server is gone.
"""

import os
import sys
import threading
import time
from contextlib import suppress
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import Any, TextIO

from formcheck.files.errors import FormcheckError, UnwrittenError
from formcheck.files.plain_json import format_json
from formcheck.ui.web import upload_texts

MAX_MEMORY_BYTES = 8 * 2**30 + 2**28 * (os.cpu_count() or 1)
"""Address space, most of which is never used: 2 GB for videos up to 8K on two cores (measured), and
more with every core, as libraries start more threads then."""
MAX_WRITTEN_BYTES = 4 * 2**30
_NICENESS = 10
_LOOK_S = 1.0
"""How often to check whether the server is gone, where waiting for that would block the work."""
_LOOKING_SHARE = 0.75
"""Share of time for analysis; the annotated video takes the rest (measured on sample videos)."""


def main() -> None:
    """Checks a video; arguments: file, clip to write, stretch (or ""), side, language."""
    out = _take_stdout()
    threading.Thread(target=_end_with_server, daemon=True).start()
    _limit()
    file, clip, stretch, side, language = sys.argv[1:]
    os.chdir(Path(file).parent)  # so that sentences use the user's name for the file
    try:
        _work(Path(Path(file).name), Path(clip), stretch, side, language, out)
    except (FormcheckError, MemoryError) as error:
        from formcheck.core.language import Sentence  # noqa: PLC0415 - as in _work
        from formcheck.library.languages import load_words  # noqa: PLC0415

        no_memory = Sentence(upload_texts.NO_MEMORY, file=Path(file).name)
        why = error.sentence if isinstance(error, FormcheckError) else no_memory
        _tell(out, say=load_words(language).say(why))


def _work(file: Path, clip: Path, stretch: str, side: str, language: str, out: TextIO) -> None:
    # Imported here, not above: they take a second, for which the limits must already apply.
    from formcheck.core.language import Sentence  # noqa: PLC0415
    from formcheck.core.session.account import write_video_account  # noqa: PLC0415
    from formcheck.core.session.programme import translate_spec  # noqa: PLC0415
    from formcheck.engine.routine import judge_video  # noqa: PLC0415
    from formcheck.library.languages import load_words  # noqa: PLC0415
    from formcheck.output.report.clip import write_clip  # noqa: PLC0415
    from formcheck.output.report.contract import build_check_result  # noqa: PLC0415
    from formcheck.ui.jobs import parse_task  # noqa: PLC0415
    from formcheck.vision.pose.models import model_path  # noqa: PLC0415
    from formcheck.vision.video.photo_file import is_photo  # noqa: PLC0415

    def tell_share(first: float, last: float, done_s: float, total_s: float) -> None:
        done = round(min(1.0, done_s / total_s), 3) if total_s > 0 else 0.0
        # Some files do not state their length.
        _tell(out, length_s=max(total_s, done_s), share=first + (last - first) * done)

    tell_looked = partial(tell_share, 0.0, _LOOKING_SHARE)
    tell_drawn = partial(tell_share, _LOOKING_SHARE, 1.0)
    if is_photo(file):
        raise FormcheckError(
            "Only videos are checked here: for a photo use `formcheck check` in a terminal."
        )
    words, model = load_words(language), model_path()
    task = parse_task(stretch or None, side, lenient=True)
    if task.spec is not None:
        task = replace(task, spec=translate_spec(task.spec, words))
    found = judge_video(file, task, model, words=words, on_progress=tell_looked)
    undrawn = ""
    if found.analyses:
        try:
            write_clip(file, found.analyses, clip, tell_drawn, words)
        except UnwrittenError as error:
            reason = str(getattr(error.__cause__, "strerror", None) or error.__cause__ or error)
            undrawn = words.say(Sentence(upload_texts.NOT_DRAWN, reason=reason))
    recaps = [write_video_account(words, one.sides, timed=one.timed) for one in found.analyses]
    _tell(
        out,
        result=build_check_result(found, words).model_dump(mode="json", by_alias=True),
        accounts=list(map(asdict, recaps)),
        say=undrawn,
    )


def _tell(out: TextIO, **what: Any) -> None:
    out.write(f"{format_json(what)}\n")
    out.flush()


def _take_stdout() -> TextIO:
    """Returns standard output for our messages; what libraries print goes to standard error."""
    own_stdout = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return own_stdout


def _end_with_server() -> None:
    if sys.platform == "win32":  # importing numpy hangs there while a thread waits for a pipe
        import _winapi  # noqa: PLC0415 - on Windows only
        import msvcrt  # noqa: PLC0415

        with suppress(OSError):  # the pipe's other end is gone
            while _winapi.PeekNamedPipe(msvcrt.get_osfhandle(0), 0):
                time.sleep(_LOOK_S)
    else:
        os.read(0, 1)  # the server writes nothing
    os._exit(1)


def _limit() -> None:
    """Sets low priority, and limits on memory and output, where the system has them."""
    if sys.platform == "win32":
        return  # the server starts it with low priority there
    import resource  # noqa: PLC0415 - not on Windows

    os.nice(_NICENESS)
    for kind, most in (
        (resource.RLIMIT_AS, MAX_MEMORY_BYTES),
        (resource.RLIMIT_FSIZE, MAX_WRITTEN_BYTES),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(kind)
        soft = most if hard == resource.RLIM_INFINITY else min(most, hard)
        with suppress(ValueError, OSError):  # some systems have a limit in name only
            resource.setrlimit(kind, (soft, hard))


if __name__ == "__main__":
    main()

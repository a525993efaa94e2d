"""Runs ``formcheck check`` and ``formcheck sit check`` on files."""

import os
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path

from formcheck.core.posture.rules import Rules
from formcheck.core.stretch import Spec
from formcheck.engine import analyse, naming, photo_check
from formcheck.engine.files import RECORDING_SUFFIX, FileKind, find_needed_model, kind_of
from formcheck.engine.routine import OneStretch, Routine, Task, build_task, judge_video
from formcheck.engine.sit_baseline import BaselineWanted, file_baseline
from formcheck.engine.sit_video import sit_photo, sit_video
from formcheck.files.errors import FormcheckError, explain_failure
from formcheck.files.inputs import check_regular, is_file, is_folder
from formcheck.files.output_file import check_ending, try_writing
from formcheck.files.streams import OutputError, say_error
from formcheck.output.report import clip, console, contract, json_part, table, terminal
from formcheck.output.report.posture_report import show_sit_photo, show_sit_video
from formcheck.output.report.sit_contract import build_sit_photo, build_sit_video
from formcheck.vision.video.video import OnProgress

_FOLDER_ENDS = tuple(filter(None, (os.sep, os.altsep)))


@dataclass(frozen=True, slots=True)
class CheckOutputs:
    """The requested outputs as typed; folders if there are several inputs or they end with a /."""

    json: str | None = None
    csv: str | None = None
    video: str | None = None
    record: str | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """One input and where its outputs go."""

    source: Path
    csv: Path | None = None
    video: Path | None = None
    record: Path | None = None


def split_stretches(stretch: str | None) -> list[str]:
    """Returns the comma-separated ids and paths of ``--stretch``; an empty list for None."""
    if stretch is None:
        return []
    if stretch.endswith(".toml") and is_file(Path(stretch)):  # its name may contain a comma
        return [stretch]
    return [name for part in stretch.split(",") if (name := part.strip())] or [stretch]


def parse_task(stretch: str | None, side: str, *, lenient: bool = False) -> Task:
    """Returns the task for ``--stretch``: None, an id, a path, or comma-separated ids.

    lenient and errors are as for ``build_task``.
    """
    return build_task(split_stretches(stretch), side, lenient=lenient)


@dataclass(frozen=True, slots=True)
class Finished:
    """The result of one input.

    unfit: reasons why it can't be trusted as a whole. failures: errors because of which nothing
    could be judged or an output could not be written.
    """

    result: json_part.Part
    unfit: tuple[str, ...]
    show: Callable[[console.TextConsole], None]
    failures: tuple[FormcheckError, ...] = ()


def check_files(
    files: Sequence[Path], stretch: str | None, side: str, wanted: CheckOutputs, model: str
) -> bool:
    """Checks the files one after the other; returns False if one was not judged completely.

    stretch: as in `parse_task`; without one, all stretches in a video are looked for. Incomplete
    results are still reported and written. Foreseeable failures are checked before the first file
    is opened. Raises FormcheckError for these, and if the only input fails; SpecError for a broken
    spec.
    """
    task = parse_task(stretch, side)
    jobs = _plan_jobs(files, wanted, [Path(name) for name in split_stretches(stretch)])
    if task.spec is None:
        _refuse_parts(jobs, wanted, files)
    for job in jobs:
        _refuse_nameless_photo(job, task)
    path = find_needed_model(files, model)
    return _run_all(jobs, wanted, lambda job: check_input(job, task, path))


def check_input(job: Job, task: Task, model: Path) -> Finished:
    """Judges one input and writes its outputs.

    model: the path of the pose model; a recording needs none. Raises FormcheckError if the input
    can't be judged or recorded.
    """
    _refuse_nameless_photo(job, task)
    if task.spec is not None and kind_of(job.source) is FileKind.PHOTO:
        return _check_photo(job, task.spec, task.side, model)
    return _check_video(job, task, model)


def _refuse_nameless_photo(job: Job, task: Task) -> None:
    if task.spec is None and kind_of(job.source) is FileKind.PHOTO:
        how = "give --stretch one ID." if task.asked else "give --stretch ID."
        raise FormcheckError(
            f"{job.source} is a photo, and one picture does not tell which stretch it is: {how}"
        )


def check_sitting_files(
    files: Sequence[Path],
    baseline: BaselineWanted | list[Path],
    rules: Rules,
    wanted: CheckOutputs,
) -> bool:
    """Reports the posture in the files, as ``check_files`` does for stretches.

    baseline: a ready baseline, or the paths of photos or a video that show it.
    """
    shown = baseline if isinstance(baseline, list) else []
    jobs = _plan_jobs(files, wanted, shown)
    model = find_needed_model([*files, *shown])
    if isinstance(baseline, list):
        baseline = file_baseline(baseline, model)
    return _run_all(jobs, wanted, lambda job: _judge_sitting(job, baseline, rules, model))


def _run_all(jobs: Sequence[Job], wanted: CheckOutputs, run: Callable[[Job], Finished]) -> bool:
    """Runs all jobs; returns whether every input was judged completely.

    Raises FormcheckError if the only input fails, and OutputError if standard output does, but
    only after all files are written.
    """
    quiet = wanted.json == console.STDOUT
    results: list[json_part.Part] = []
    unfits: list[str] = []
    failures = 0
    unshown: OutputError | None = None
    for job in jobs:
        try:
            finished = run(job)
            try:
                if not quiet and unshown is None:
                    finished.show(console.build_console())
            except OutputError as error:
                if wanted == CheckOutputs():
                    raise
                unshown = error
            results.append(finished.result)
            unfits += [
                text if len(jobs) == 1 or str(job.source) in text else f"{job.source}: {text}"
                for text in finished.unfit
            ]
            failures += len(finished.failures)
            for failure in finished.failures:
                say_error(str(failure))
        except FormcheckError as error:
            if len(jobs) == 1:
                raise
            say_error(str(error))  # go on with the other inputs
    console.emit(json_part.format_results(*results, one_line=len(jobs) > 1), wanted.json)
    if quiet and unfits:
        say_error("\n".join(unfits))
    if unshown is not None:
        raise unshown
    return len(results) == len(jobs) and not unfits and not failures


def _plan_jobs(files: Sequence[Path], wanted: CheckOutputs, others: Sequence[Path]) -> list[Job]:
    """Returns a job per input, after checking that all outputs are writable. Raises FormcheckError.

    others: files that are read besides the inputs, and must not be overwritten either.
    """
    for source in files:
        check_regular(source, "file")
        _refuse_outputs(source, wanted)
    named = (wanted.csv, wanted.video, wanted.record)
    if "" in named:
        raise FormcheckError("An output has no name: name a file or a folder.")
    console.refuse_stdout(Path(one) for one in named if one is not None)
    names = zip(files, _name_outputs(files), strict=True)
    jobs = [_build_job(source, name, wanted, len(files) > 1) for source, name in names]
    targets = (target for job in jobs for target in (job.csv, job.video, job.record))
    console.check_targets(targets, wanted.json, [*files, *others])
    return jobs


def _refuse_parts(jobs: Sequence[Job], wanted: CheckOutputs, files: Sequence[Path]) -> None:
    """Raises FormcheckError if the table of a routine's part might replace an input or output."""
    tables = [job.csv for job in jobs if job.csv is not None]
    taken = {os.path.realpath(path).casefold() for path in tables}
    for other in (*files, *tables, Path(wanted.json or console.STDOUT)):
        unnumbered = table.find_whole(other)
        if unnumbered is not None and os.path.realpath(unnumbered).casefold() in taken:
            raise FormcheckError(
                f"{other} may be needed for a part of a routine, whose tables are numbered: "
                "rename it, or give --csv another name."
            )


def _refuse_outputs(source: Path, wanted: CheckOutputs) -> None:
    kind = kind_of(source)
    if kind is FileKind.PHOTO and (wanted.csv or wanted.record):
        raise FormcheckError(f"{source} is a photo: --csv and --record are for videos.")
    if kind is FileKind.RECORDING and (wanted.video or wanted.record):
        raise FormcheckError(
            f"{source} is a recording without pictures: --video and --record need the video."
        )


def _build_job(source: Path, name: str, wanted: CheckOutputs, several: bool) -> Job:
    is_photo = kind_of(source) is FileKind.PHOTO
    job = Job(
        source,
        csv=_choose_target(wanted.csv, f"{name}.csv", several),
        video=_choose_target(wanted.video, f"{name}{'.png' if is_photo else '.mp4'}", several),
        record=_choose_target(wanted.record, f"{name}.npz", several),
    )
    if job.video is not None and is_photo:
        check_ending(job.video, "picture", clip.PICTURE_SUFFIXES)
    elif job.video is not None:
        check_ending(job.video, "video", clip.CLIP_SUFFIXES)
    if job.record is not None:
        check_ending(job.record, "recording", (RECORDING_SUFFIX,))
    return job


def _choose_target(wanted: str | None, name: str, several: bool) -> Path | None:
    """Returns the target file: the path itself, or `name` in it if it is or must be a folder."""
    if wanted is None:
        return None
    path = Path(wanted)
    if not several and not wanted.endswith(_FOLDER_ENDS):
        return path / name if is_folder(path) else path
    why = "must be a folder for several inputs, and" if several else "is no folder, and"
    with explain_failure(f"{path} {why} can't be made one"):
        path.mkdir(exist_ok=True)
    return path / name


def _name_outputs(files: Sequence[Path]) -> list[str]:
    """Returns names for outputs: the stems of the inputs, numbered where they would clash."""
    names: list[str] = []
    taken: set[str] = set()
    for source in files:
        tries = chain([source.stem], (f"{source.stem}-{number}" for number in count(2)))
        names.append(next(name for name in tries if name.casefold() not in taken))
        taken.add(names[-1].casefold())  # some systems treat A.csv and a.csv alike
    return names


def _check_photo(job: Job, spec: Spec, side: str, model: Path) -> Finished:
    photo = photo_check.analyse_photo(job.source, spec, analyse.sides_of(spec, side), model)
    unwritten = try_writing(job.video, lambda path: clip.write_picture(job.source, photo, path))
    result = contract.build_photo_result(photo)
    return Finished(result, photo.unfit, lambda to: terminal.show_photo(to, photo), unwritten)


def _check_video(job: Job, task: Task, model: Path) -> Finished:
    with _show_looking(job) as update:
        found = judge_video(job.source, task, model, on_progress=update, record=job.record)
    result = contract.build_check_result(found)
    if isinstance(found, Routine) and not found.parts:
        why = naming.explain_unclear(job.source, found.unclear, found.asked)
        failure = analyse.add_warnings(FormcheckError(why), found.unfit)
        return Finished(result, (), lambda to: terminal.show_video(to, found), (failure,))
    notes: list[str] = []

    def draw(path: Path) -> None:
        with console.show_bar(f"Drawing {path.name}") as update:
            clip.write_clip(job.source, found.analyses, path, update)

    unwritten = (
        *try_writing(job.csv, lambda path: notes.extend(_write_tables(found, path))),
        *try_writing(job.video, draw),
    )

    def show(to: console.TextConsole) -> None:
        terminal.show_video(to, found)
        to.show_notes(notes)

    return Finished(result, found.unfit, show, unwritten)


def _write_tables(found: OneStretch | Routine, path: Path) -> list[str]:
    """Writes the table, or one per part; returns notes on where the parts' tables are."""
    if not isinstance(found, Routine):
        table.write_table(found.analyses[0].records, path)
        return []
    parts = table.write_tables([analysis.records for analysis in found.analyses], path)
    for old in table.find_later_parts(path, len(parts)):
        say_error(f"{old} was there before: in this run there is no such part.")
    return [f"The table of part {n} is in {part}." for n, part in enumerate(parts, 1)]


def _judge_sitting(job: Job, baseline: BaselineWanted, rules: Rules, model: Path) -> Finished:
    if kind_of(job.source) is FileKind.PHOTO:
        photo = sit_photo(job.source, baseline, rules, model)
        return Finished(build_sit_photo(photo), (), lambda to: show_sit_photo(to, photo))
    looks = table.LookTable()
    on_look = None if job.csv is None else looks.add_look
    with _show_looking(job) as update:
        video = sit_video(job.source, baseline, rules, model, on_progress=update, on_look=on_look)
    unwritten = try_writing(job.csv, looks.write_to)
    return Finished(
        build_sit_video(video), video.unfit, lambda to: show_sit_video(to, video), unwritten
    )


def _show_looking(job: Job) -> AbstractContextManager[OnProgress | None]:
    """Returns a progress bar, or nothing for a recording, which is read at once."""
    if kind_of(job.source) is FileKind.RECORDING:
        return nullcontext()
    return console.show_bar(f"Looking at {job.source.name}")

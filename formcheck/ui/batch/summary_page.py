"""The summary of a batch: an HTML page that begins with the files a person should review."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import cache, partial
from pathlib import Path

import jinja2

from formcheck.core.coach.summary import has_started
from formcheck.core.judging import SURE
from formcheck.core.session.measure_names import describe_measure
from formcheck.core.stretch import Spec, plan_for
from formcheck.engine.photo_check import is_about_another
from formcheck.engine.session_warnings import is_reason_to_look
from formcheck.files.errors import FormcheckError
from formcheck.library.catalogue import load_spec
from formcheck.library.words import describe_done, group_items, list_left_out_names, name_side
from formcheck.output.draw.palette import DARK, LIGHT
from formcheck.output.report.console import format_times
from formcheck.output.report.contract import PhotoResult, RoutineResult, VideoResult
from formcheck.output.report.side_contract import SidePart
from formcheck.ui.batch.batch_contract import BatchResult, MadeBy
from formcheck.ui.batch.work_list import WorkItem
from formcheck.ui.jobs import split_stretches

MOST = 0.5
"""A side or photo counts as not judged if at least this share of its quantities is; as unsure, if
those not judged and those not sure reach it together. Chosen for formcheck."""
SURE_NAME = 0.9
"""A stretch recognised with a lower probability should be reviewed. Chosen for formcheck."""
_TEMPLATE = Path(__file__).parent / "summary.html.jinja"


class Attention(IntEnum):
    """Why a person should review a file, most important first; the template has the words."""

    NO_RESULT = 0
    UNCLEAR = 1
    NOT_JUDGED = 2
    UNSURE = 3
    FAULTS = 4
    SHORT = 5
    NONE = 6


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing to know about a file: a sentence or a fault, and its times, if any."""

    level: Attention
    text: str
    times: str = ""


@dataclass(frozen=True, slots=True)
class Summary:
    """A file in the summary: its result in words, and why a person should review it.

    judged: whether it was judged as a whole.
    """

    file: str
    name: str
    stretch: str
    side: str
    attention: Attention
    came_to: str
    remarks: tuple[Remark, ...]
    picture: str | None
    report: str | None
    judged: bool


def build_page(summaries: Sequence[Summary], by: MadeBy) -> str:
    """Returns the page, files to review first; it needs no script and no network."""
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    groups = group_items((one.attention, one) for one in summaries)
    return environment.from_string(_TEMPLATE.read_text(encoding="utf-8")).render(
        groups=[(level.name, groups[level]) for level in Attention if level in groups],
        total=len(summaries),
        looks=sum(one.attention <= Attention.FAULTS for one in summaries),
        by=by,
        light=LIGHT,
        dark=DARK,
        open_groups=[level.name for level in Attention if level <= Attention.FAULTS],
    )


def summarise(item: WorkItem, result: BatchResult) -> Summary:
    """Returns the summary of one file's result."""
    done, videos = result.result, _list_videos(result)
    judged = [done] if isinstance(done, PhotoResult) else [video for _, video in videos]
    stretches = [one.stretch for one in judged] or split_stretches(result.stretch)
    remarks = tuple(_list_remarks(result))
    short = not all(video.completed for _, video in videos)
    dose = Attention.SHORT if short else Attention.NONE
    return Summary(
        file=item.file,
        name=item.name,
        stretch=", ".join(dict.fromkeys(_find_title(result.stretch, one) for one in stretches)),
        side=done.side if isinstance(done, VideoResult | PhotoResult) else "",
        attention=min((remark.level for remark in remarks), default=dose),
        came_to="; ".join(
            whose + ", ".join(map(_describe_side, video.sides)) for whose, video in videos
        ),
        remarks=remarks,
        picture=result.picture,
        report=result.report,
        judged=result.state == "judged" and not result.unfit,
    )


def _list_videos(result: BatchResult) -> list[tuple[str, VideoResult]]:
    """Returns each stretch of a result, with a prefix that names it if it is part of a routine."""
    done = result.result
    if isinstance(done, VideoResult):
        return [("", done)]
    parts = done.parts if isinstance(done, RoutineResult) else ()
    titles = [_find_title(result.stretch, part.result.stretch) for part in parts]
    return [
        (f"{title}, {format_times([part])}: ", part.result)
        for title, part in zip(titles, parts, strict=True)
    ]


def _describe_side(side: SidePart) -> str:
    if not side.done:
        return "can't be judged"
    return f"{name_side(side.side)}{describe_done(**dict(side.done))}"


def _list_remarks(result: BatchResult) -> Iterator[Remark]:
    if result.reason:
        level = Attention.NO_RESULT if result.result is None else Attention.UNCLEAR
        text = result.reason.replace(result.file, result.file.rpartition("/")[2])
        yield Remark(level, text, format_times(getattr(result.result, "unclear", ())))
        return
    name_quantity = partial(_name_quantity, result.stretch)
    for text in result.unfit:
        yield Remark(Attention.NOT_JUDGED, text)
    if isinstance(result.result, PhotoResult):
        yield from _list_photo_remarks(result.result, name_quantity)
    if isinstance(result.result, RoutineResult):
        for one in result.result.unclear:
            words = "It is not clear which stretch this is"
            yield Remark(Attention.NOT_JUDGED, words, format_times([one]))
        find_title = partial(_find_title, result.stretch)
        asked = list(map(find_title, result.result.asked))
        for title in list_left_out_names(asked, map(find_title, result.result.left_out)):
            yield Remark(Attention.NOT_JUDGED, f"{title} was not seen")
        if result.result.reordered:
            yield Remark(Attention.SHORT, "Done in another order than asked for")
    for whose, video in _list_videos(result):
        for remark in _list_video_remarks(video, name_quantity):
            yield replace(remark, text=f"{whose}{remark.text}")


def _list_video_remarks(video: VideoResult, name_quantity: Callable[..., str]) -> Iterator[Remark]:
    if video.named and video.named[0].confidence < SURE_NAME:
        first = video.named[0]
        title = _find_title(None, first.stretch)
        yield Remark(Attention.UNSURE, f"Looks like {title}, {first.confidence:.0%} sure")
    for text in video.warnings:
        if is_reason_to_look(text):
            yield Remark(Attention.UNSURE, text)
    for side in video.sides:
        name = partial(name_quantity, video.stretch, side.side)
        lead = name_side(side.side) if len(video.sides) > 1 else ""
        yield from _list_side_remarks(side, name, lead, is_movement=video.dose.unit == "rep")


def _list_photo_remarks(result: PhotoResult, name_quantity: Callable[..., str]) -> Iterator[Remark]:
    name = partial(name_quantity, result.stretch, result.side)
    if result.form == "unseen":
        yield Remark(Attention.NOT_JUDGED, "Too little can be seen to judge it")
    if result.form == "ok":
        unjudged = list(map(name, result.not_judged))
        lacking = (one.measure for one in result.lacking)
        unsure = [name(one) for one in lacking if one not in result.not_judged]
        yield from _list_open_remarks(unjudged, unsure, len(unjudged) + result.judged)
    for fault in result.faults:
        yield Remark(Attention.FAULTS, fault.cue)
    if result.form == "faulty" and not result.faults:
        yield from _list_photo_shortcomings(result, name)


def _list_photo_shortcomings(result: PhotoResult, name: Callable[[str], str]) -> Iterator[Remark]:
    """Yields a photo's shortcomings and its warnings; only warnings if it shows another stretch.

    Before the peak of a repetition it is unknown which shortcomings are merely still to come.
    """
    level = Attention.UNSURE
    sure = [name(one.measure) for one in result.lacking if one.chance >= SURE]
    if not any(map(is_about_another, result.warnings)):
        good = "in position" if result.class_ == "timer" else "in good form"
        words = f"Not yet {good}"
        if sure and result.far_end is not False:
            level, words = Attention.FAULTS, f"Not right: {_join_names(sure)}"
        yield Remark(level, words)
    for text in result.warnings:
        yield Remark(level, text)


def _list_side_remarks(
    side: SidePart, name: Callable[[str], str], lead: str, *, is_movement: bool
) -> Iterator[Remark]:
    """Yields the remarks on a side; `lead` names the side before a fault."""
    whose = "" if side.side == "both" else f" ({side.side})"
    by_state = group_items((one.outcome, name(one.measure)) for one in side.outcomes)
    total = len(side.outcomes)
    unjudged, unsure = by_state.get("not judged", []), by_state.get("not sure", [])
    wrong = by_state.get("wrong", [])
    started = has_started((phase.id for phase in side.phases), side.repetitions)
    if total == 0 or (is_movement and not started):
        yield Remark(Attention.NOT_JUDGED, f"The stretch was never seen{whose}")
    else:
        yield from _list_open_remarks(unjudged, unsure, total, whose)
    if wrong and not side.faults:
        yield Remark(Attention.FAULTS, f"Not right{whose}: {_join_names(wrong)}")
    for fault in side.faults:
        yield Remark(Attention.FAULTS, f"{lead}{fault.cue}", format_times([fault]))


@cache
def _find_spec(asked: str | None, stretch: str) -> Spec | None:
    """Returns the spec with that id, as requested or from the catalogue; None if unreadable."""
    for name in (*split_stretches(asked), stretch):
        with suppress(FormcheckError):
            spec = load_spec(name)
            if spec.id == stretch:
                return spec
    return None


def _find_title(asked: str | None, stretch: str) -> str:
    spec = _find_spec(asked, stretch)
    return stretch if spec is None else spec.title


@cache
def _name_quantity(asked: str | None, stretch: str, side: str, measure: str) -> str:
    """Returns a quantity's name in words, made from its id if its spec is no longer readable.

    asked: the stretches requested for the file, among which may be the path of a spec file.
    """
    spec = _find_spec(asked, stretch)
    if spec is not None:
        with suppress(KeyError):
            whose = next((one for one in spec.sides if one.value == side), spec.sides[0])
            return str(describe_measure(plan_for(spec, whose).find_definition(measure)))
    base, _, of = measure.partition(".")
    return f"{of} {base.replace('-', ' ')}".strip()


def _list_open_remarks(
    unjudged: list[str], unsure: list[str], total: int, whose: str = ""
) -> Iterator[Remark]:
    if len(unjudged) >= MOST * total:
        yield Remark(Attention.NOT_JUDGED, f"Not judged{whose}: {_join_names(unjudged)}")
    elif len(unjudged) + len(unsure) >= MOST * total:
        yield Remark(Attention.UNSURE, f"Not sure{whose}: {_join_names(unsure + unjudged)}")


def _join_names(names: list[str]) -> str:
    return ", ".join(dict.fromkeys(names))

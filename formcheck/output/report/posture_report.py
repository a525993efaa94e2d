"""Terminal reports of sitting in recordings and photos, and character strips over time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from rich.text import Text

from formcheck.core.language import ENGLISH, format_clock
from formcheck.core.posture import posture_texts as texts
from formcheck.core.posture.day import StateTotals, sum_spans
from formcheck.core.posture.posture_values import PostureState, Segment, SlouchReason, View
from formcheck.library.words import format_duration
from formcheck.output.report.console import CORRECT, GOOD, QUIET, STRONG, TextConsole, format_times
from formcheck.output.report.time_strip import measure_pieces

if TYPE_CHECKING:
    from formcheck.engine.sit_baseline import BaselineUsed
    from formcheck.engine.sit_video import SitPhoto, SitVideo

_LOOKS = {
    PostureState.UPRIGHT: ("█", "#", GOOD),
    PostureState.SLOUCHED: ("▲", "!", CORRECT),
    PostureState.UNSURE: ("?", "?", QUIET),
    PostureState.AWAY: ("·", ".", QUIET),
}
"""Character, ASCII character and style of each state."""
_JUDGED = (PostureState.UPRIGHT, PostureState.SLOUCHED)
_UNJUDGED = {PostureState.UNSURE: "could not be judged", PostureState.AWAY: "nobody sitting there"}
_SHOWN_RATIO = 0.25
"""A slouch of this share of a piece is shown, so that short ones show. Chosen for formcheck."""
_VIEWS = {View.FRONT: "from the front", View.SIDE: "from the side", None: ""}
_NEARLY_ALL = 0.95
_MOST_REASONS = 5
_MOST_NUDGES = 6
_TOUCHING_S = 1e-6
_NARROWEST, _WIDEST, _TEXT_COLUMNS = 12, 48, 34
"""Minimum and maximum columns of a bar, and columns of the text beside it."""


def show_sit_video(console: TextConsole, video: SitVideo) -> None:
    """Prints the result of a recording."""
    lasted = format_clock(video.duration_s)
    console.show_title("Sitting", Path(video.file).name, _VIEWS[video.view], lasted)
    total = sum_spans(video.segments)
    console.print(_format_verdict(total))
    console.print()
    console.print_rows(_build_bars(console, video, total), 2)
    console.print_indented(build_legend(console, total), 2)
    reasons = [
        (f"{texts.REASON_WORDS[why].capitalize()}: {texts.CUES[why]}", span)
        for why in SlouchReason
        for span in _join_segments([s for s in video.segments if why in s.why])
    ]
    console.show_kinds("Why", reasons, CORRECT, _MOST_REASONS, "and {n} more (see --json)")
    _print_nudges(console, video)
    _print_unjudged(console, video)
    console.print()
    console.show_notes(_list_notes(video.baseline, video.warnings))
    console.show_models([video.model])


def show_sit_photo(console: TextConsole, photo: SitPhoto) -> None:
    """Prints the result of a photo."""
    console.show_title("Sitting", Path(photo.file).name, _VIEWS[photo.view])
    words = {
        PostureState.UPRIGHT: "Upright, as far as one picture shows.",
        PostureState.SLOUCHED: "Slouched.",
        PostureState.UNSURE: "Can't be judged from this picture.",
        PostureState.AWAY: "Nobody is there.",
    }
    chance = "" if photo.chance is None else f" Slouching of back or neck: {photo.chance:.0%}."
    console.print(Text(words[photo.state] + chance, _LOOKS[photo.state][-1]))
    whys = [(texts.REASON_WORDS[why].capitalize(), texts.CUES[why]) for why in photo.why]
    console.show_section("Why", whys, CORRECT)
    if photo.unclear is not None:
        sentence = texts.explain_unclear(photo.unclear, photo.baseline.kind)
        console.show_section("Not seen", [("", sentence)], QUIET)
    if photo.blind:
        console.show_section("Not judged", [("", _describe_blind(photo.blind))], QUIET)
    console.print()
    console.show_notes(_list_notes(photo.baseline, photo.warnings))


def _list_notes(baseline: BaselineUsed, warnings: Sequence[str]) -> list[str]:
    others = (warning for warning in warnings if warning != baseline.say)
    return [f"{baseline.say} {baseline.quality}".rstrip(), *dict.fromkeys(others)]


def _format_verdict(total: StateTotals) -> Text:
    if not total.judged_s:
        return Text("How you sat could not be judged.", QUIET)
    if not total.slouched_s:
        is_whole = total.judged_s >= _NEARLY_ALL * sum(total.by_state.values())
        words = "Upright all along:" if is_whole else "Upright whenever it could be judged:"
        return Text(f"{words} {format_duration(total.upright_s)}.", GOOD)
    slouched, judged = format_duration(total.slouched_s), format_duration(total.judged_s)
    return Text(f"Slouched for {slouched} of {judged}.", CORRECT)


def _build_bars(
    console: TextConsole, video: SitVideo, total: StateTotals
) -> Iterator[tuple[str | Text, ...]]:
    width = max(_NARROWEST, min(_WIDEST, console.width - _TEXT_COLUMNS))
    for state in _JUDGED:
        lasted_s = total.by_state[state]
        share = lasted_s / total.judged_s if total.judged_s else 0.0
        aside = f"{100 * share:3.0f} %  {format_duration(lasted_s)}" if total.judged_s else ""
        bar = console.build_share_bar(share, width, _LOOKS[state][-1])
        yield state.capitalize(), bar, aside
    strip = build_strip(console, video.segments, 0.0, video.duration_s, width)
    yield "When", strip, f"to {format_clock(video.duration_s)}"
    if video.nudges:
        lasted_s = max(video.duration_s, 1e-9)
        places = {min(width - 1, int(t_s / lasted_s * width)) for t_s, _ in video.nudges}
        marks = ("^" if place in places else " " for place in range(width))
        yield "Reminder", Text("".join(marks).rstrip())


def _print_nudges(console: TextConsole, video: SitVideo) -> None:
    nudges = [(format_clock(t_s), texts.format_reasons(why, ENGLISH)) for t_s, why in video.nudges]
    rows = nudges[:_MOST_NUDGES]
    if len(nudges) > len(rows):
        rows.append(("", f"and {len(nudges) - len(rows)} more"))
    console.show_section("You would have been told", rows, STRONG)


def _print_unjudged(console: TextConsole, video: SitVideo) -> None:
    rows = []
    for state, words in _UNJUDGED.items():
        if spans := _join_segments([s for s in video.segments if s.state is state]):
            rows.append((format_times(spans), words))
    if video.blind:
        rows.append(("all along", _describe_blind(video.blind)))
    console.show_section("Not judged", rows, QUIET)


def _join_segments(segments: Sequence[Segment]) -> list[Segment]:
    joined: list[Segment] = []
    for segment in segments:
        if joined and segment.start_s - joined[-1].end_s < _TOUCHING_S:
            joined[-1] = replace(joined[-1], end_s=segment.end_s)
        else:
            joined.append(segment)
    return joined


def _describe_blind(whys: tuple[SlouchReason, ...]) -> str:
    return f"{texts.format_reasons(whys, ENGLISH)}: can't be judged from here"


def build_strip(
    console: TextConsole, spans: Sequence[Segment], start_s: float, end_s: float, width: int
) -> Text:
    """Returns one character per piece of time: its most frequent state, a blank if not watched."""
    text = Text()
    layers = [[span for span in spans if span.state is state] for state in PostureState]
    for lasted_s in measure_pieces(layers, start_s, end_s, width):
        here = dict(zip(PostureState, lasted_s, strict=True))
        state = max(here, key=lambda one: here[one])
        if here[PostureState.SLOUCHED] >= _SHOWN_RATIO * (end_s - start_s) / width:
            state = PostureState.SLOUCHED
        if here[state] > 0:
            _add(console, text, state, 1)
        else:
            text.append(" ")
    return text


def build_share_strip(console: TextConsole, total: StateTotals, whole_s: float, width: int) -> Text:
    """Returns a bar of upright and slouched time relative to ``whole_s``, padded with blanks."""
    text = Text()
    told_s = 0.0
    for state in _JUDGED:
        told_s += total.by_state[state]
        _add(console, text, state, round(told_s / whole_s * width) - len(text))
    text.pad_right(width - len(text))
    return text


def build_legend(console: TextConsole, total: StateTotals) -> Text:
    """Returns the legend of the states that occur."""
    text = Text()
    for state, lasted_s in total.by_state.items():
        if lasted_s > 0:
            text.append("   " if text else "")
            _add(console, text, state, 1)
            text.append(f" {state}", QUIET)
    return text


def _add(console: TextConsole, text: Text, state: PostureState, times: int) -> None:
    sign, plain, style = _LOOKS[state]
    text.append((sign if console.can_draw_blocks() else plain) * times, style)

"""``python -m benchmarks.breath VIDEOS``: accuracy of formcheck's breathing rate, by view.

CLIPS is a folder. Missing clips are rendered first, which takes a minute or two each; their
detections are cached beside them.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import track

from benchmarks.breath.clips import LASTS_S, VIEWS, BreathClip, clips, render_clip
from benchmarks.detections import detect_once
from benchmarks.paths import DOCS
from benchmarks.report import Page, make_table, write_text
from formcheck.core.kinematics.breathing import (
    LEAST_S,
    Breathing,
    BreathState,
    advance_breath,
    read_chest_place,
)
from formcheck.vision.pose.models import model_path
from formcheck.vision.pose.parallel import MAX_FPS, MAX_SIDE_PX, detect_video
from formcheck.vision.pose.recording import Recording
from formcheck.vision.video.video import VideoFile

REPORT = DOCS / "breath.md"
VIEW_HEADS = (
    "View", "Videos", "Time with an answer", "Mean error, breaths a minute", "Largest",
    "False answers, breath held", "Most frequent reason for none",
)  # fmt: skip
CLIP_HEADS = ("Video", "True", "Depth, mm", "Time with an answer", "Answers")


@dataclass(frozen=True, slots=True)
class BreathScore:
    """The estimates for one clip, one per second from LEAST_S on; None for no estimate."""

    clip: BreathClip
    answers: tuple[float | None, ...]
    reasons: tuple[str, ...]

    @property
    def given(self) -> tuple[float, ...]:
        """The estimates that are not None."""
        return tuple(a for a in self.answers if a is not None)

    @property
    def errors(self) -> tuple[float, ...]:
        """Absolute error of each estimate in breaths a minute; empty for a held breath."""
        if not self.clip.per_min:
            return ()
        return tuple(abs(a - self.clip.per_min) for a in self.given)


def score_clip(clip: BreathClip, folder: Path) -> BreathScore:
    """Returns formcheck's estimates for the clip."""
    state = BreathState()
    said: list[Breathing] = []
    path = render_clip(clip, folder)
    for frame in detect_once(folder, "breath", (path,), lambda: _detect(path)):
        place = read_chest_place(frame.detections[0].extras) if frame.detections else None
        state = advance_breath(state, frame.t_s, place)
        if frame.t_s >= LEAST_S + len(said):
            said.append(state.breathing)
    return BreathScore(clip, tuple(b.per_min for b in said), tuple(b.reason for b in said))


def _detect(path: Path) -> Recording:
    with VideoFile(path, max_side_px=MAX_SIDE_PX, max_fps=MAX_FPS) as video:
        found = detect_video(video, model_path(), breath=True)
        return Recording(video.info.size, path.name, tuple(found))


def make_page(scores: Sequence[BreathScore]) -> str:
    """Returns the report."""
    views = [_make_row(view, [s for s in scores if s.clip.view == view]) for view in VIEWS]
    return f"""\
# Breathing

Written by `python -m benchmarks.breath VIDEOS`; not to be edited by hand. Estimated breaths a
minute against rendered people who breathe at a known rate.

{len(scores)} of {len(clips())} videos of {LASTS_S:.0f} s, 640x360, 12 pictures a second, compressed
like the sample videos. The front of the chest moves by 2 to 4 mm from in to out, the shoulders rise
by as much. An answer needs 20 s; what is counted is each second after that. In the videos with held
breath every answer is a false one.

{make_table(VIEW_HEADS, views)}

A standing person sways by four to eight times as much as a breath moves the chest. Sway has rhythms
of its own, so the less the chest rises, the more often there is no answer for a standing person:
weak or uneven breaths are then not reported at all. People who lie, kneel folded or sit hardly
sway.

## Each video

{make_table(CLIP_HEADS, [_build_clip_row(one) for one in scores])}
"""


def _make_row(view: str, scores: Sequence[BreathScore]) -> list[str]:
    breathing = [s for s in scores if s.clip.per_min]
    held = [s for s in scores if not s.clip.per_min]
    errors = [e for s in breathing for e in s.errors]
    error = f"{fmean(errors):.2f}" if errors else "no answer"
    worst = f"{max(errors):.2f}" if errors else ""
    reasons = [r for s in breathing for r in s.reasons if r]
    reason = max(sorted(set(reasons)), key=reasons.count, default="")
    return [view, str(len(scores)), _show_share(breathing), error, worst, _show_share(held), reason]


def _show_share(scores: Iterable[BreathScore]) -> str:
    answers = [a is not None for s in scores for a in s.answers]
    return f"{fmean(answers):.0%}" if answers else "not rendered"


def _build_clip_row(one: BreathScore) -> list[str]:
    true = f"{one.clip.per_min:.0f}" if one.clip.per_min else "held"
    span = f"{min(one.given):.1f} to {max(one.given):.1f}" if one.given else ""
    return [one.clip.view, true, f"{one.clip.depth_mm:.0f}", _show_share([one]), span]


def main(
    folder: Annotated[Path, typer.Argument(help="Where the videos are, or are to be made.")],
    out: Page = REPORT,
    made_only: Annotated[bool, typer.Option(help="Leave out what is not rendered yet.")] = False,
) -> None:
    """Score every clip and write the report."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = [c for c in clips() if not made_only or (folder / f"{c.name}.json").exists()]
    scores = [score_clip(clip, folder) for clip in track(wanted, "Breathing")]
    write_text(out, make_page(scores))
    Console().print(json.dumps({"clips": len(scores), "report": str(out)}))


if __name__ == "__main__":
    typer.run(main)

"""Reads the ground truth beside a rendered sitting clip."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.clips import is_sitting
from formcheck.core.posture.posture_values import PostureState, SlouchReason


@dataclass(frozen=True, slots=True)
class TrueSpan:
    """The true state from start_s to end_s.

    episode is the activity ("typing", "slump"); also are further reasons that are not wrong to
    report.
    """

    start_s: float
    end_s: float
    state: PostureState
    why: tuple[SlouchReason, ...]
    also: tuple[SlouchReason, ...]
    episode: str


@dataclass(frozen=True, slots=True)
class SittingTruth:
    """What a clip shows: contiguous spans, filmed from view "front" or "side"."""

    clip: str
    view: str
    duration_s: float
    spans: tuple[TrueSpan, ...]

    def find_span(self, t_s: float) -> TrueSpan:
        """Returns the span at that time; the last one after the end."""
        return next((s for s in self.spans if t_s < s.end_s), self.spans[-1])

    def list_slouches(self) -> tuple[TrueSpan, ...]:
        """Returns the slouches; adjacent ones with the same first reason are joined."""
        out: list[TrueSpan] = []
        for span in self.spans:
            if span.state is not PostureState.SLOUCHED:
                continue
            last = out[-1] if out else None
            if last and last.end_s >= span.start_s and last.why[0] is span.why[0]:
                also = tuple(dict.fromkeys((*last.also, *span.also, *span.why[1:])))
                out[-1] = TrueSpan(
                    last.start_s, span.end_s, last.state, last.why, also, last.episode
                )
            else:
                out.append(span)
        return tuple(out)


def read_sitting_truth(path: Path) -> SittingTruth:
    """Reads a truth file. Raises KeyError if a part is missing, ValueError if one is invalid."""
    raw = json.loads(path.read_text(encoding="utf-8"))
    spans = tuple(
        TrueSpan(
            float(one["start_s"]),
            float(one["end_s"]),
            PostureState(one["state"]),
            tuple(SlouchReason(why) for why in one["why"]),
            tuple(SlouchReason(why) for why in one.get("also", ())),
            str(one["episode"]),
        )
        for one in raw["spans"]
    )
    return SittingTruth(path.stem, str(raw["view"]), spans[-1].end_s, spans)


def list_sitting_clips(folder: Path) -> Iterator[tuple[Path, SittingTruth]]:
    """Yields every sitting clip in the folder by name, with its truth."""
    for path in sorted(folder.glob("[!.]*.mp4")):
        beside = path.with_suffix(".json")
        if is_sitting(beside):
            yield path, read_sitting_truth(beside)

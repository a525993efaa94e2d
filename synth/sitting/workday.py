"""A long day of ordinary work, as a stream of frames or as files.

No slouch lasts long enough for a reminder: slouches are moments of LAPSE_S, with at least BETWEEN_S
of good sitting after each.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from synth.cast import SAMPLE
from synth.render import Image
from synth.rooms import SAMPLE_ROOMS

from .clip import Passer, SittingClip
from .film import write_film
from .held_out import WORK, draw_comfortable, draw_lasting_slouch, draw_work
from .plan import draw_clip_view, draw_furniture
from .postures import SLOUCHES
from .stage import Frame, Stage
from .timeline import Episode, Span

PIECE_S = 600.0
LAPSE_S = (3.0, 9.0)
LONG_LAPSE_S = (12.0, 22.0)  # one in eight: over 10 s, under the 30 s of a lasting slouch
BETWEEN_S = 25.0
ABSENCE_S = (60.0, 300.0)
PER_HOUR = {"lapse": 14.0, "absence": 1.5, "passer": 6.0}


def _draw_work_episodes(rng: np.random.Generator, seconds: float) -> list[Episode]:
    """Returns ordinary work for about that many seconds."""
    out: list[Episode] = []
    left = seconds
    while left > 0:
        kind = str(rng.choice(WORK)) if rng.random() < 0.55 else "typing"
        e = draw_work(rng, kind)
        if kind == "typing":
            e = replace(e, seconds=float(rng.uniform(12, 45)))
        out.append(e)
        left -= e.seconds
    return out


def _draw_lapse(rng: np.random.Generator, view: str, near: str) -> Episode:
    kinds = [k for k, s in SLOUCHES.items() if getattr(s, view)]
    long = rng.random() < 0.125
    seconds = float(rng.uniform(*(LONG_LAPSE_S if long else LAPSE_S)))
    return draw_lasting_slouch(rng, str(rng.choice(kinds)), seconds, view, near)


def draw_piece(rng: np.random.Generator, view: str, near: str, first: bool) -> list[Episode]:
    """Returns about PIECE_S of a day; the first begins with ten seconds of good, still sitting."""
    out = [Episode("upright", 10.0)] if first else []
    total = sum(e.seconds for e in out)
    share = {k: v * PIECE_S / 3600 for k, v in PER_HOUR.items()}
    while total < PIECE_S:
        new = [
            draw_comfortable(rng, float(rng.uniform(8, 25))),
            *_draw_work_episodes(rng, rng.uniform(30, 90)),
        ]
        if rng.random() < share["lapse"] / 8:
            new.append(_draw_lapse(rng, view, near))
            new.append(draw_comfortable(rng, BETWEEN_S + float(rng.uniform(0, 20))))
        elif not first and rng.random() < share["absence"] / 8:
            gone = Episode("empty-desk", float(rng.uniform(*ABSENCE_S)))
            new += [Episode("leaving", 0), gone, Episode("coming-back", 0)]
            new.append(draw_comfortable(rng, BETWEEN_S))
        out += new
        total += sum(e.seconds for e in new)
    return out


@dataclass(frozen=True, slots=True)
class Day:
    """A day of work: seed, length, frames per second, image size and view."""

    seed: int
    hours: float
    fps: float = 1.0
    size: tuple[int, int] = (320, 240)
    view: str = "front"

    def _clip(self, rng: np.random.Generator) -> SittingClip:
        body = str(rng.choice(SAMPLE))
        near = str(rng.choice(["left", "right"]))
        other = str(rng.choice([b for b in SAMPLE if b != body]))
        return SittingClip(
            name=f"workday-{self.view}-{self.seed}",
            episodes=tuple(draw_piece(rng, self.view, near, first=True)),
            view=draw_clip_view(self.view, near, rng),
            body=body,
            room=str(rng.choice(SAMPLE_ROOMS)),
            fps=max(1, round(self.fps)),
            size=self.size,
            furniture=draw_furniture(rng),
            light=(float(rng.uniform(-40, 40)), float(rng.uniform(0.9, 1.35))),
            room_shift_m=2.0 if self.view == "side" else float(rng.uniform(0.1, 1.0)),
            dye=int(rng.integers(1, 1 << 30)),
            passers=(Passer(other, -99.0),),
        )

    def pieces(self) -> Iterator[Stage]:
        """Yields the stage, set to successive pieces of about ten minutes."""
        rng = np.random.default_rng(self.seed)
        stage = Stage(self._clip(rng))
        while True:
            passer = stage.clip.passers[0]
            if rng.random() < PER_HOUR["passer"] * PIECE_S / 3600:
                start = stage.start_s + float(rng.uniform(20, PIECE_S - 20))
                stage.pass_by([replace(passer, start_s=start, from_left=bool(rng.random() < 0.5))])
            yield stage
            if stage.end_s >= self.hours * 3600:
                return
            stage.play_next(draw_piece(rng, self.view, stage.clip.view.near, first=False))

    def frames(self) -> Iterator[Frame]:
        """Yields every frame in order, with the sitter's joints; times run through the day."""
        i = 0
        for stage in self.pieces():
            while i / self.fps < min(stage.end_s, self.hours * 3600):
                yield stage.draw(i / self.fps)
                i += 1

    def spans(self) -> list[Span]:
        """Returns the ground truth spans of the whole day; renders nothing."""
        out: list[Span] = []
        for stage in self.pieces():
            at = stage.start_s
            told = stage.timeline.spans()
            out += [replace(s, start_s=s.start_s + at, end_s=s.end_s + at) for s in told]
        end = self.hours * 3600
        return [replace(s, end_s=min(s.end_s, end)) for s in out if s.start_s < end]

    def write(self, out: Path) -> None:
        """Writes the day as files of about ten minutes, each with times from 0."""
        for n, stage in enumerate(self.pieces()):
            write_film(stage, out, f"{stage.clip.name}.part-{n:02d}")
            print(f"{stage.end_s / 3600:.2f} h", flush=True)


def workday_frames(
    seed: int,
    hours: float,
    fps: float = 1.0,
    size: tuple[int, int] = (320, 240),
    view: str = "front",
) -> Iterator[tuple[float, Image]]:
    """Yields time in seconds and RGB image of every frame of a working day; writes no file."""
    for frame in Day(seed, hours, fps, size, view).frames():
        yield frame.t_s, frame.picture

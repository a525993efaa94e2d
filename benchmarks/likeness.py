"""``python -m benchmarks.likeness CLIPS...``: the positions by which stretches are told apart.

Writes ``formcheck/positions.npz`` from development clips (``python -m synth catalogue --variant 0``
and ``sample_videos``): for each stretch the shapes of its holds, repetitions and faults, thinned
out.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray

from benchmarks.accuracy import ROOT
from benchmarks.clips import Truth, clips_in
from formcheck.body import Side
from formcheck.likeness import mirrored, shape_of
from formcheck.pose.models import model_path
from formcheck.pose.recording import Recording
from formcheck.run.files import detect_all

Floats = NDArray[np.float64]

OUT = ROOT / "formcheck" / "positions.npz"
ON_THE_WAY = frozenset({"neutral", "enter", "leave", "turn"})
"""Phases that do not show the position."""
APART = 0.3
MOST = 40
"""Positions of one stretch lie this far apart, and there are at most so many. Chosen here: with
0.2 and 80 the same clips are named."""


def recording_of(path: Path) -> Recording:
    """The detections of a clip, made once and kept in ``rec/`` beside it."""
    kept = path.parent / "rec" / f"{path.stem}.npz"
    if not kept.is_file() or kept.stat().st_mtime < path.stat().st_mtime:
        kept.parent.mkdir(exist_ok=True)
        detect_all(path, model_path("full")).recording.save(kept)
    return Recording.load(kept)


def shapes_of(path: Path, truth: Truth) -> Iterator[Floats]:
    """The shapes of the person in position, mirrored where the right side works."""
    for frame in recording_of(path).frames:
        if frame.detections and truth.phase_at(frame.t_s) not in ON_THE_WAY:
            shape = shape_of(frame.detections[0])
            if np.isfinite(shape).all():
                yield mirrored(shape) if truth.side is Side.RIGHT else shape


def thinned(shapes: Floats) -> Floats:
    """Shapes (n, d) of which no two are nearer than APART, at most MOST: farthest points first."""
    kept = [0]
    far = np.linalg.norm(shapes - shapes[0], axis=1)
    while far.max() > APART and len(kept) < MOST:
        kept.append(int(far.argmax()))
        far = np.minimum(far, np.linalg.norm(shapes - shapes[kept[-1]], axis=1))
    return np.asarray(shapes[kept])


def main(
    folders: Annotated[list[Path], typer.Argument(help="Folders of development clips.")],
    out: Annotated[Path, typer.Option(help="The file that the program reads.")] = OUT,
) -> None:
    """Collects the positions of every stretch and writes them."""
    found: dict[str, list[Floats]] = {}
    for path, truth in (clip for folder in folders for clip in clips_in(folder)):
        if truth is not None:
            found.setdefault(truth.stretch, []).extend(shapes_of(path, truth))
    stretches = sorted(s for s, shapes in found.items() if shapes)
    kept = [thinned(np.stack(found[stretch])) for stretch in stretches]
    owners = np.repeat(np.arange(len(kept)), [len(k) for k in kept]).astype(np.int16)
    shapes = np.concatenate(kept).astype(np.float16)
    np.savez_compressed(out, shapes=shapes, owners=owners, stretches=np.array(stretches))
    typer.echo(f"{len(shapes)} positions of {len(stretches)} stretches in {out}")


if __name__ == "__main__":
    typer.run(main)

"""``python -m benchmarks.floor``: what makes the pose model reliable for people on the floor."""

import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import av
import cv2
import numpy as np
import typer
from rich.console import Console
from rich.progress import track

from benchmarks.clips import Truth, list_clips
from benchmarks.floor.score import (
    LANDMARKS,
    WRONG_TORSOS,
    Belief,
    Flags,
    Floats,
    Joints,
    Placement,
    average_places,
    find_errors,
    interpolate_joints,
    score_belief,
    score_places,
)
from benchmarks.paths import DOCS
from benchmarks.report import VERSIONS, Page, make_table, write_text
from formcheck.core.body import Detection, ImageSize
from formcheck.library.catalogue import load_spec
from formcheck.vision.pose.landmarker import Landmarker
from formcheck.vision.pose.models import model_path
from formcheck.vision.pose.parallel import MAX_FPS, MAX_SIDE_PX, detect_video
from formcheck.vision.pose.search import SearchCrop, ViewFollower, around
from formcheck.vision.pose.visibility import VisibilityState, assess_visibility
from formcheck.vision.video.frames import Rgb
from formcheck.vision.video.video import VideoFile

REPORT = DOCS / "floor.md"
UPRIGHT = ("standing", "sitting")
PICTURES_PER_S = 8.0
"""The rate at which the truth has joints."""
FAR_SCALE = 0.3
DARK, NOISE = 0.28, 9.0
"""Degraded frames: the person at 0.3 of the size, or a dim room with sensor noise (grey levels)."""

Film = list[tuple[float, Rgb]]
People = list[Detection | None]


@dataclass(frozen=True, slots=True, eq=False)
class ClipResult:
    """One clip: the landmark errors of each detection method, by (degradation, method).

    trust is what formcheck believed; contradicted holds the shares of the wrong and of the right
    believed landmarks that detection in the mirrored frame contradicts.
    """

    name: str
    placed: dict[tuple[str, str], Placement]
    trust: Belief
    contradicted: tuple[float, float]


def detect_upright(model: Path, film: Film, quarter_turns: int = 0) -> People:
    """Runs only the model, tracking from frame to frame, on rotated frames."""
    view = SearchCrop(0, 0, _read_size(film), quarter_turns)
    with Landmarker(model) as one:
        found = [one.detect(view.picture(image), t_s) for t_s, image in film]
    return [view.back(people[0]) if people else None for people in found]


def detect_nearer(model: Path, film: Film) -> People:
    """Detects in a crop around the person, as first found in the whole frame."""
    first = next((one for one in detect_upright(model, film[:8]) if one is not None), None)
    if first is None:
        return [None] * len(film)
    size = _read_size(film)
    with Landmarker(model) as one:
        nearby = ViewFollower(one, around(first.image_px, size))
        found = [nearby.detect(image, t_s) for t_s, image in film]
    return [people[0] if people else None for people in found]


def detect_untracked(model: Path, film: Film, *, mirrored: bool = False) -> People:
    """Detects in each frame, or its mirror image, without tracking."""
    with Landmarker(model, video=False) as one:
        if not mirrored:
            found = [one.detect(image, t_s) for t_s, image in film]
            return [people[0] if people else None for people in found]
        flipped = [one.detect(np.ascontiguousarray(image[:, ::-1]), t_s) for t_s, image in film]
    return [people[0].mirror(_read_size(film).width_px) if people else None for people in flipped]


def detect_like_check(model: Path, film: Film) -> People:
    """Detects like ``formcheck check`` in a file with these frames."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "film.mkv"
        _write_film(film, path)
        with VideoFile(path, max_side_px=MAX_SIDE_PX, max_fps=MAX_FPS) as video:
            frames = list(detect_video(video, model))
    return [frame.detections[0] if frame.detections else None for frame in frames]


def shrink_person(image: Rgb) -> Rgb:
    """Shrinks the frame about its middle and extends its edges to the old size."""
    height, width = image.shape[:2]
    small = cv2.resize(image, None, fx=FAR_SCALE, fy=FAR_SCALE, interpolation=cv2.INTER_AREA)
    left, top = (width - small.shape[1]) // 2, (height - small.shape[0]) // 2
    right, bottom = width - small.shape[1] - left, height - small.shape[0] - top
    out = cv2.copyMakeBorder(small, top, bottom, left, right, cv2.BORDER_REPLICATE)
    return np.asarray(out, dtype=np.uint8)


def darken(image: Rgb, random: np.random.Generator) -> Rgb:
    """Darkens and blurs the frame and adds sensor noise."""
    soft = cv2.GaussianBlur(image, (0, 0), 1.2) * DARK + random.normal(0.0, NOISE, image.shape)
    return np.clip(soft, 0, 255).astype(np.uint8)


METHODS: dict[str, Callable[[Path, Film], People]] = {
    "as it is": detect_upright,
    "turned left": lambda model, film: detect_upright(model, film, 1),
    "turned right": lambda model, film: detect_upright(model, film, 3),
    "nearer": detect_nearer,
    "each picture afresh": detect_untracked,
    "formcheck": detect_like_check,
}
DEGRADATIONS: dict[str, Callable[[Rgb, np.random.Generator], Rgb]] = {
    "plain": lambda image, _: image,
    "far away": lambda image, _: shrink_person(image),
    "dim": darken,
}


def judge_clip(path: Path, truth: Truth, model: Path) -> ClipResult:
    """Scores all detection methods on a clip."""
    with VideoFile(path, max_side_px=MAX_SIDE_PX, max_fps=PICTURES_PER_S) as video:
        plain: Film = [(frame.t_s, frame.image) for frame in video.frames()]
    true = interpolate_joints(truth, [t_s for t_s, _ in plain])
    scale = plain[0][1].shape[1] / truth.size.width_px
    true = replace(true, px=true.px * scale, torso_px=true.torso_px * scale)
    results: dict[tuple[str, str], Placement] = {}
    for worse, spoil in DEGRADATIONS.items():
        random = np.random.default_rng(0)
        film = [(t_s, spoil(image, random)) for t_s, image in plain]
        there = _shrink_joints(true, _read_size(film)) if worse == "far away" else true
        for way, look in METHODS.items():
            found = look(model, film)
            results[worse, way] = score_places(_read_px(found), there)
    found = detect_like_check(model, plain)
    seen = _find_believed(found, plain)
    mirrored = _read_px(detect_untracked(model, plain, mirrored=True))
    return ClipResult(
        path.stem,
        results,
        score_belief(_read_px(found), seen, true),
        _measure_contradicted(_read_px(found), mirrored, seen, true),
    )


def _measure_contradicted(
    found_px: Floats, other_px: Floats, seen: Flags, true: Joints
) -> tuple[float, float]:
    error = find_errors(found_px, true)
    apart = np.linalg.norm(found_px - other_px, axis=2) / true.torso_px[:, None] > WRONG_TORSOS
    wrong, right = seen & (error > WRONG_TORSOS), seen & (error <= WRONG_TORSOS)
    return (
        float(apart[wrong].mean()) if wrong.any() else float("nan"),
        float(apart[right].mean()),
    )


def _find_believed(found: People, film: Film) -> Flags:
    """Returns (n, 12) which landmarks formcheck believes."""
    state, size = VisibilityState(), _read_size(film)
    rows = []
    for (t_s, _), one in zip(film, found, strict=True):
        if one is None:
            rows.append(np.zeros(len(LANDMARKS), dtype=np.bool_))
            continue
        state, pose = assess_visibility(state, one, t_s, size)
        rows.append(pose.seen[LANDMARKS])
    return np.array(rows)


def _read_px(found: People) -> Floats:
    nowhere = np.full((len(LANDMARKS), 2), np.nan)
    return np.array([nowhere if one is None else one.image_px[LANDMARKS] for one in found])


def _read_size(film: Film) -> ImageSize:
    height_px, width_px = film[0][1].shape[:2]
    return ImageSize(width_px, height_px)


def _shrink_joints(true: Joints, size: ImageSize) -> Joints:
    middle = np.array([size.width_px, size.height_px]) / 2
    px = middle + (true.px - middle) * FAR_SCALE
    return replace(true, px=px, torso_px=true.torso_px * FAR_SCALE)


def _write_film(film: Film, path: Path) -> None:
    """Writes the film nearly losslessly at a constant rate; its own frame times don't matter."""
    size = _read_size(film)
    with av.open(path, "w") as out:
        options = {"preset": "ultrafast", "crf": "4"}
        stream = out.add_stream("libx264", rate=round(PICTURES_PER_S), options=options)
        stream.width, stream.height, stream.pix_fmt = size.width_px, size.height_px, "yuv420p"
        for _, image in film:
            out.mux(stream.encode(av.VideoFrame.from_ndarray(image, format="rgb24")))
        out.mux(stream.encode(None))


def list_floor_clips(folder: Path, only: str) -> Iterator[tuple[Path, Truth]]:
    """Yields the first clip of each stretch done on the floor, names matching ``only``."""
    known: set[str] = set()
    for path, truth in list_clips(folder):
        if truth is None or truth.stretch in known or not path.match(f"{only}.mp4"):
            continue
        if load_spec(truth.stretch).position not in UPRIGHT:
            known.add(truth.stretch)
            yield path, truth


def make_page(results: Sequence[ClipResult]) -> str:
    """Returns the report."""
    return f"""\
# People on the floor

Written by `python -m benchmarks.floor --clips FOLDER`; not to be edited by hand. {len(results)}
rendered videos of stretches done lying, kneeling or on all fours, camera beside the person, read at
{PICTURES_PER_S:g} pictures a second; {VERSIONS}, the
model `full`. Errors are distances between a landmark and the true joint in torso lengths; about
0.05 of it is that the model and the rig put joints in different places.

## Ways of detecting

Means over the videos. *Far away*: the person a third as big. *Dim*: a dark, noisy picture.

{_show_methods(results)}

- Where the person is found, rotating the picture changes nothing: the model rotates its own crop.
  What fails is detection, for people who are small in the picture or in bad light.
- So formcheck detects people in the picture as it is. Only if somebody is lost for 0.3 s does it
  search enlarged parts and rotated pictures; a result on which two of these agree is followed
  (`formcheck/vision/pose/search.py`). Videos in which the person is always found are read exactly
  as before.
- The model `heavy` was not available for this measurement. It can be fetched and used for files
  (`formcheck models get heavy`, `formcheck check --model heavy`), and is about three times slower.

## What is believed

A landmark farther off than {WRONG_TORSOS:g} torso lengths is wrong. Hidden joints of the far side
are mostly not believed: they are reported as hidden, and their measures are inferred from the rest
of the body. *Contradicted*: landmarks that a second detection, in the
mirrored picture, puts more than {WRONG_TORSOS:g} elsewhere, of the wrong and of the right
landmarks believed. It is used for photos, which have no time to reveal a mistake.

{_show_trust(results)}

With the camera 45 degrees off (measured once, on five stretches): of the far side 5 to 38 % of
what is believed is wrong, of the near side up to 20 %. Stretches on the floor therefore ask for a
camera straight beside the person, at mat height.
"""


def _show_methods(results: Sequence[ClipResult]) -> str:
    rows = []
    for worse in DEGRADATIONS:
        for way in METHODS:
            mean = average_places(one.placed[worse, way] for one in results)
            rows.append(
                (
                    worse,
                    way,
                    f"{mean.found:.0%}",
                    *(f"{median:.3f} / {high:.3f}" for median, high in (mean.near, mean.far)),
                    f"{mean.swapped:.1%}",
                    f"{mean.jumps:.1%}",
                )
            )
    errors_of = "median / 95 %, {} side"
    return make_table(
        (
            "pictures",
            "way",
            "found",
            errors_of.format("near"),
            errors_of.format("far"),
            "left and right swapped",
            "jumps",
        ),
        rows,
    )


def _show_trust(results: Sequence[ClipResult]) -> str:
    rows = [
        (
            f"`{one.name}`",
            *(f"{share:.0%}, {wrong:.1%}" for share, wrong in (one.trust.near, one.trust.far)),
            *("" if np.isnan(share) else f"{share:.1%}" for share in one.contradicted),
        )
        for one in results
    ]
    return make_table(
        (
            "clip",
            "near: believed, of that wrong",
            "far: believed, of that wrong",
            "contradicted: wrong",
            "right",
        ),
        rows,
    )


def main(
    clips: Annotated[Path, typer.Option(help="A folder of rendered videos of the catalogue.")],
    only: Annotated[
        str, typer.Option(help="Names of the videos, with * for anything.")
    ] = "*.good.*",
    out: Page = REPORT,
) -> None:
    """Measures ways of looking at people on the floor, and writes it down."""
    found = list(list_floor_clips(clips, only))
    if not found:
        raise typer.BadParameter(f"{clips} has no video of a stretch on the floor.")
    console = Console(stderr=True, quiet=not sys.stderr.isatty())
    model = model_path("full")
    results = [
        judge_clip(path, truth, model)
        for path, truth in track(found, "Looking at videos", console=console, transient=True)
    ]
    write_text(out, make_page(results))
    print(_show_methods(results))


if __name__ == "__main__":
    typer.run(main)

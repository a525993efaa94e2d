"""Searches for a person the model misses: in enlarged and in rotated crops.

Once found, a lying person is tracked as well in the original image as in a rotated one; what fails
is detection, mostly if the person is small or the light is poor. A result that two views agree on
is believed; a single one was wrong in a third of the cases.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from formcheck.core.body import Detection, Floats, ImageSize, Landmark
from formcheck.files.closing import Closing
from formcheck.vision.pose.landmarker import Landmarker, overlap_ratio
from formcheck.vision.pose.scale import HEAD_AND_SHOULDERS, measure_torso_px
from formcheck.vision.video.frames import Rgb, size_of

NEARER = 2.0
"""Side of a square crop over the longer side of the person's box. Of rendered people who fill a
third of the image's width the whole image finds 60 to 85 %, a ratio of 2 finds all and one of 1.5
fewer."""
AGREE_TORSOS = 0.25
"""Two detections agree if at least half of their joints are this close. Chosen for formcheck: right
ones are 0.1 apart, and wrong ones more than 0.5."""

EDGE = 0.03
"""A joint nearer than this to an edge of the view, in sides of it, may be cut off. Chosen for
formcheck."""

_JOINTS = np.array(
    [*range(Landmark.LEFT_SHOULDER, Landmark.LEFT_PINKY),
     *range(Landmark.LEFT_HIP, Landmark.LEFT_HEEL)]
)  # fmt: skip
"""Shoulders, elbows, wrists, hips, knees and ankles."""

MARGINS = (0.5, 0.2, 0.35)
"""Margins added around an image for a search, as shares of its sides. Of 40 random people at desks
who were missed, two of these views agree on 27, 25 of them in the right place, and on nobody in 57
crops of their rooms."""
_LEAST_SIDE_PX = 32.0
"""Least side of a crop before it is clipped to the image: in a smaller one nobody could be found.
Chosen for formcheck."""
APART_TORSOS = 0.25
"""A landmark this far from its place in the mirrored image is not believed. On 48 real photos of
stretches that was 6 % of the landmarks: a skeleton on nobody, limbs confused with the other side's
or a helper's, an ankle behind a chair. On 14 rendered clips of people on the floor it was 0 to 12 %
of the right ones, none in most: too many for a video, where time reveals mistakes as well."""
_QUARTER_BACK = np.array([[0, 1, 0], [-1, 0, 0], [0, 0, 1]])
"""Rotates points clockwise by a quarter turn in x, y: ``points @ _QUARTER_BACK``."""
MOST_PERSONS = 3
"""Most people detected in a single image."""
SAME_PERSON_RATIO = 0.1
"""Boxes that overlap less than this belong to different people (chosen for formcheck: a person who
moves within the 16 ms between probe and track keeps nearly all of their box)."""


class Search(Closing):
    """A pose model for single images, shared to save memory. A context manager.

    It is loaded on first use, or by ``load``. Detections are in pixels of the image.
    """

    def __init__(self, model_path: Path) -> None:
        self._model_path = model_path
        self._model: Landmarker | None = None
        self._lock = Lock()

    def close(self) -> None:
        """Frees the model, if it was loaded."""
        if self._model is not None:
            self._model.close()

    def load(self) -> None:
        """Loads the model ahead of the first search. Raises FormcheckError if that fails."""
        with self._lock:
            self._loaded()

    def find_all(self, image: Rgb) -> tuple[Detection, ...]:
        """Returns the people in the RGB uint8 image (h, w, 3), as all here; up to MOST_PERSONS."""
        with self._lock:
            return self._loaded().detect(image, 0.0)

    def find_sitters(self, image: Rgb) -> tuple[Detection, ...]:
        """Returns the people in a photo of a desk.

        If nobody is found, it is searched with a margin, then enlarged and rotated. In 127 crops of
        the rooms of the sample videos this found one person, as the margin alone did.
        """
        found = self.find_all(image)
        if found:
            return found
        lost = self.find_with_margin(image) or self.find_again(image, None)
        return () if lost is None else (lost[1],)

    def detect_photo(self, image: Rgb) -> tuple[Detection, ...]:
        """Returns the people in a photo; landmarks its mirror image contradicts get visibility 0.

        A photo has no time to reveal mistakes, so both are analysed. If nobody is found, it is
        searched enlarged and rotated; if the mirror image shows nobody, nothing is contradicted.
        """
        found = self.find_all(image)
        if not found:
            lost = self.find_again(image, None)
            return () if lost is None else (lost[1],)
        mirrored = np.ascontiguousarray(image[:, ::-1])
        others = [other.mirror(image.shape[1]) for other in self.find_all(mirrored)]
        return tuple(_less_contradicted(one, others) for one in found) if others else found

    def find_again(self, image: Rgb, last: Detection | None) -> Sighting | None:
        """Returns the view in which a lost person is found, and the detection; None if not found.

        last is where they were. Runs the model up to nine times, or 14 times if views disagree.
        """
        near = None if last is None else self.find_near(image, last)
        return near or self._find_in(image, _everywhere(size_of(image)))

    def find_near(self, image: Rgb, last: Detection) -> Sighting | None:
        """Like find_again, but searches only where they were. Runs the model up to twice."""
        return self._find_in(image, [around(last.image_px, size_of(image))])

    def _find_in(self, image: Rgb, views: Iterable[SearchCrop]) -> Sighting | None:
        size = size_of(image)
        for view in views:
            found = self._look(image, view)
            if found is None:
                continue
            nearer = around(found.image_px, size, (view.quarter_turns + 1) % 4)
            again = self._look(image, nearer)
            if again is not None and agree(found, again):
                return around(again.image_px, size, view.quarter_turns), again
        return None

    def find_with_margin(self, image: Rgb) -> Sighting | None:
        """Returns the view with a margin in which a person is found, and the detection, or None.

        Two margins must agree. Without one the model misses people at a desk who fill the image or
        whose legs are hidden, mostly in poor light.
        """
        seen: list[Detection] = []
        for share in MARGINS:
            view = widen(size_of(image), share)
            one = self._look(image, view)
            if one is not None:
                if any(agree(one, other, HEAD_AND_SHOULDERS) for other in seen):
                    return view, one
                seen.append(one)
        return None

    def _look(self, image: Rgb, view: SearchCrop) -> Detection | None:
        return next((view.back(found) for found in self.find_all(view.picture(image))), None)

    def _loaded(self) -> Landmarker:
        if self._model is None:
            self._model = Landmarker(self._model_path, persons=MOST_PERSONS, video=False)
        return self._model


class ViewFollower:
    """Tracks one person in a view, which moves along as they near its edge."""

    def __init__(self, model: Landmarker, view: SearchCrop) -> None:
        """Resets the model, which must be in video mode; its frames' times must keep increasing."""
        self._model = model
        self._look_at(view)

    def detect(self, image: Rgb, t_s: float) -> tuple[Detection, ...]:
        """Returns the person in the image, in its pixels; empty when lost."""
        found = self._model.detect(self._view.picture(image), t_s)
        here = tuple(self._view.back(one) for one in found)
        size = size_of(image)
        if here and self._view.cuts(here[0].image_px[_JOINTS], size):
            self._look_at(around(here[0].image_px, size, self._view.quarter_turns))
        return here

    def _look_at(self, view: SearchCrop) -> None:
        self._view = view
        self._model.forget()


def _everywhere(size: ImageSize) -> Iterator[SearchCrop]:
    part = ImageSize(size.width_px * 3 // 5, size.height_px * 3 // 4)
    top_px = size.height_px - part.height_px  # a lying person is low in the image
    for fifth in (1, 0, 2):
        yield SearchCrop(size.width_px * fifth // 5, top_px, part)
    for turns in (1, 3, 2):
        yield SearchCrop(0, 0, size, turns)


def agree(one: Detection, other: Detection, joints: NDArray[np.intp | np.bool_] = _JOINTS) -> bool:
    """Whether two detections are of one person in one posture, by these joints."""
    apart_px = np.linalg.norm(one.image_px[joints] - other.image_px[joints], axis=1)
    return bool(np.median(apart_px) < AGREE_TORSOS * measure_torso_px(one))


@dataclass(frozen=True, slots=True)
class SearchCrop:
    """The part of an image that begins at left_px, top_px and has that size, rotated.

    quarter_turns: counter-clockwise, 0 to 3. Beyond the image's edges the part is black.
    """

    left_px: int
    top_px: int
    size: ImageSize
    quarter_turns: int = 0

    def picture(self, image: Rgb) -> Rgb:
        """Returns the part of an image (height, width, 3) that the view shows."""
        top_px, bottom_px = self.top_px, self.top_px + self.size.height_px
        left_px, right_px = self.left_px, self.left_px + self.size.width_px
        part = image[max(top_px, 0) : bottom_px, max(left_px, 0) : right_px]
        beyond_px = [
            (-top_px, bottom_px - image.shape[0]), (-left_px, right_px - image.shape[1]), (0, 0)
        ]  # fmt: skip
        part = np.pad(part, np.maximum(beyond_px, 0))
        return np.ascontiguousarray(np.rot90(part, self.quarter_turns))

    def cuts(self, points: Floats, size: ImageSize) -> bool:
        """Whether points (n, 2) of an image of that size come near an edge where the view cuts it.

        The image's own edges cut nothing.
        """
        first = np.array([self.left_px, self.top_px])
        sides = np.array([self.size.width_px, self.size.height_px])
        last, edges = first + sides, np.array([size.width_px, size.height_px])
        low, high = points.min(axis=0), points.max(axis=0)
        before = (low < first + EDGE * sides) & (first > 0)
        behind = (high > last - EDGE * sides) & (last < edges)
        return bool((before | behind).any())

    def back(self, found: Detection) -> Detection:
        """Converts a detection in the view to coordinates of the image.

        Pixels rotate about the view's corner, world metres about the camera's axis: depth stays.
        """
        back = np.linalg.matrix_power(_QUARTER_BACK, self.quarter_turns)
        width_px, height_px = self.size.width_px, self.size.height_px
        corner_px = ((0, 0), (width_px, 0), (width_px, height_px), (0, height_px))
        origin_px = np.add((self.left_px, self.top_px), corner_px[self.quarter_turns])
        image_px = found.image_px @ back[:2, :2] + origin_px
        return replace(found, image_px=image_px, world_m=found.world_m @ back)


TURNED_DEG = 72.0
"""Angle from upwards of the summed directions hips to head and mouth to eyes beyond which the image
is rotated: 446 real sitting people are below 66, nine rotated images above 78."""
EACH_TURNED_DEG = 60.0
"""Each of the two directions must exceed this: if a person bends over a desk one mostly does
not."""
_EYES, _MOUTH, _HIPS = [2, 5], [9, 10], [Landmark.LEFT_HIP, Landmark.RIGHT_HIP]


def count_quarter_turns(found: Detection) -> int:
    """Returns the counter-clockwise quarter turns that bring a sitter's head up, 0 to 3."""
    points = found.image_px
    ways = (
        points[: Landmark.LEFT_SHOULDER].mean(axis=0) - points[_HIPS].mean(axis=0),
        points[_EYES].mean(axis=0) - points[_MOUTH].mean(axis=0),
    )
    units = [way / max(float(np.linalg.norm(way)), 1e-9) for way in ways]
    to_right_deg, *each_deg = (math.degrees(math.atan2(x, -y)) for x, y in (sum(units), *ways))
    if abs(to_right_deg) >= TURNED_DEG and min(map(abs, each_deg)) >= EACH_TURNED_DEG:
        return round(to_right_deg / 90.0) % 4
    return 0


Sighting = tuple[SearchCrop, Detection]
"""The view in which a person is found, and the detection in pixels of the whole image."""


def around(image_px: Floats, size: ImageSize, quarter_turns: int = 0) -> SearchCrop:
    """Returns the square crop around the points (n, 2), clipped to an image of that size."""
    low, high = image_px.min(axis=0), image_px.max(axis=0)
    half_px = max(float((high - low).max()) * NEARER, _LEAST_SIDE_PX) / 2
    edges = np.array([size.width_px, size.height_px])
    centre = np.clip((low + high) / 2, 0, edges)  # the points may lie outside
    first = np.clip(np.floor(centre - half_px), 0, edges - 1).astype(int)
    last = np.clip(np.ceil(centre + half_px), first + 1, edges).astype(int)
    width_px, height_px = (int(side) for side in last - first)
    return SearchCrop(int(first[0]), int(first[1]), ImageSize(width_px, height_px), quarter_turns)


def widen(size: ImageSize, share: float) -> SearchCrop:
    """Returns the whole of an image of that size, with a margin of that share of its sides."""
    beside_px, above_px = round(share * size.width_px), round(share * size.height_px)
    wide = ImageSize(size.width_px + 2 * beside_px, size.height_px + 2 * above_px)
    return SearchCrop(-beside_px, -above_px, wide)


def _less_contradicted(one: Detection, others: list[Detection]) -> Detection:
    other = max(others, key=lambda other: overlap_ratio(one, other))
    if overlap_ratio(one, other) < SAME_PERSON_RATIO:
        return replace(one, visibility=np.zeros_like(one.visibility))
    apart_px = np.linalg.norm(one.image_px - other.image_px, axis=1)
    sure = apart_px <= APART_TORSOS * measure_torso_px(one)
    return replace(one, visibility=np.where(sure, one.visibility, 0.0))


def is_elsewhere(probed: tuple[Detection, ...], tracked: tuple[Detection, ...]) -> bool:
    """Whether the probe found somebody other than the person being tracked."""
    return bool(tracked) and any(
        overlap_ratio(one, tracked[0]) < SAME_PERSON_RATIO for one in probed
    )

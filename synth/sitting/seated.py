"""Reads stills of people at a desk: the detection in each, and the ground truth."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from formcheck.core.body import Detection, ImageSize
from formcheck.core.posture.calibration import FEWEST, calibrate
from formcheck.core.posture.posture_values import (
    CalibrationRefusal,
    PostureFeatures,
    UprightBaseline,
    View,
)
from formcheck.engine.observer import PostureObserver

PLAIN = 1.5
"""Severity from which a slouch is clear; 1 is the limit of good posture (B2, B3)."""


@dataclass(frozen=True, slots=True, eq=False)
class SeatedStill:
    """A person in one still: the view, what they do, and the slouches it consists of.

    severities: of each slouch reason, empty without a slouch. found: the pose model's detection in
    an image of that size, or None; features: formcheck's features of the detection.
    """

    found: Detection | None
    size: ImageSize
    features: PostureFeatures | None
    view: View
    posture: str
    severities: Mapping[str, float]

    @property
    def why(self) -> str:
        """The reason of the slouch, "" for none; of two combined slouches the more severe one."""
        return max(self.severities, key=self.severities.__getitem__, default="")

    @property
    def severity(self) -> float:
        """Its severity; 1 is the limit of good posture."""
        return self.severities.get(self.why, 0.0)

    @property
    def is_plain(self) -> bool:
        """Whether it is a slouch of at least 1.5 times the limit of good posture."""
        return self.severity >= PLAIN

    @property
    def is_upright(self) -> bool:
        """Whether the person sits well and does nothing else."""
        return not self.why and self.posture.startswith("upright")


def read_seated(folder: Path) -> Iterator[list[SeatedStill]]:
    """Yields the stills of each file of `synth sample --sitting-stills` or `--sitting-views`.

    Files are in order; each file of --sitting-views holds stills of one person.
    """
    for path in sorted(folder.glob("[0-9][0-9][0-9][0-9][0-9][0-9].npz")):
        with np.load(path) as kept:
            arrays = {name: kept[name] for name in kept.files}
        yield [_read_still(arrays, place) for place in range(len(arrays["about"]))]


def _read_still(arrays: dict[str, Any], place: int) -> SeatedStill:
    about = json.loads(str(arrays["about"][place]))
    found, features, size = None, None, ImageSize(*about["size"])
    if arrays["found"][place]:
        names = ("image_px", "world_m", "visibility")
        found = Detection(*(arrays[name][place].astype(float) for name in names))
        features = PostureObserver().look(found, 0.0, size).features
    severities = {why: about["severity"][why] for why in (about["why"], about["also"]) if why}
    return SeatedStill(found, size, features, View(about["view"]), about["posture"], severities)


def compare_stills(
    person: Sequence[SeatedStill],
) -> Iterator[tuple[SeatedStill, PostureFeatures, UprightBaseline]]:
    """Yields each still of a person with each of their baselines, as if calibrated for seconds."""
    for own in person:
        if not own.is_upright or own.features is None:
            continue
        baseline = calibrate([own.features] * FEWEST)
        if isinstance(baseline, CalibrationRefusal):
            continue
        for still in person:
            if still is not own and still.features is not None:
                yield still, still.features, baseline

"""Stills of people at a desk, read back: what is seen of somebody, and the truth."""

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
"""Severity from which a slouch is clear; at 1 good ends (B2, B3)."""


@dataclass(frozen=True, slots=True, eq=False)
class SeatedStill:
    """Somebody in one still: from where, what they do, and what slouches that is made of.

    severities: of every reason, none for who does not slouch. found is what the pose model sees of
    them, None where it finds nobody, in a picture of that size; features is what formcheck does.
    """

    found: Detection | None
    size: ImageSize
    features: PostureFeatures | None
    view: View
    posture: str
    severities: Mapping[str, float]

    @property
    def why(self) -> str:
        """Why it is a slouch, "" for none: of two slouches in one the farther."""
        return max(self.severities, key=self.severities.__getitem__, default="")

    @property
    def severity(self) -> float:
        """How severe it is; at 1 good ends."""
        return self.severities.get(self.why, 0.0)

    @property
    def is_plain(self) -> bool:
        """Whether it is a slouch of 1.5 times where good ends, or more."""
        return self.severity >= PLAIN

    @property
    def is_upright(self) -> bool:
        """Whether they just sit well, and do nothing else."""
        return not self.why and self.posture.startswith("upright")


def read_seated(folder: Path) -> Iterator[list[SeatedStill]]:
    """The stills of each file of `synth sample --sitting-stills` or `--sitting-views`, in order.

    Those of the latter are of one person.
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
    """Each still of a person against each baseline of theirs, as if that had lasted for seconds."""
    for own in person:
        if not own.is_upright or own.features is None:
            continue
        baseline = calibrate([own.features] * FEWEST)
        if isinstance(baseline, CalibrationRefusal):
            continue
        for still in person:
            if still is not own and still.features is not None:
                yield still, still.features, baseline

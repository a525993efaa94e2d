"""Judges the form in one photo."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from formcheck.core.body import ImageSize, Pose, Side
from formcheck.core.coach import Form, PhotoVerdict, judge_photo
from formcheck.core.coach.photo import ONE_PICTURE
from formcheck.core.language import ENGLISH, is_made_from
from formcheck.core.recognition import load_network
from formcheck.core.recognition.other import find_clear_stretch, is_unlike
from formcheck.core.stretch import Plan, Spec, plan_for
from formcheck.engine.person import find_title
from formcheck.engine.session_warnings import LIKE, NEEDS_VIDEO, wrong_view_words
from formcheck.library.catalogue import find_bundled_id
from formcheck.vision.pose.search import Search
from formcheck.vision.pose.visibility import VisibilityState, assess_visibility
from formcheck.vision.video.frames import size_of
from formcheck.vision.video.photo_file import read_photo

FAR_OFF = (
    "Either this picture shows something else, or the position is far from that of the stretch."
)
LOOKS_LIKE = "What this picture shows looks like {title}."
NOBODY_SEEN = "No person was seen in the photo."
SIDE_UNTOLD = "The side can't be identified in this picture: give --side."
ONE_MOMENT = "One picture shows one moment of a repetition: {reached}, and nothing is counted."
_REACHED = {
    True: "the peak is reached",
    False: "the peak is not reached",
    None: "whether the peak is reached is unclear",
}


@dataclass(frozen=True, slots=True, eq=False)
class PhotoAnalysis:
    """What one photo shows."""

    file: str
    """The name of the input."""
    spec: Spec
    """The stretch the photo was judged for."""
    plan: Plan
    """The plan of the side that was judged."""
    pose: Pose | None
    """None if nobody is in the photo."""
    verdict: PhotoVerdict
    """The verdict on that side."""
    warnings: tuple[str, ...]
    """Warnings about the photo, in sentences."""

    @property
    def unfit(self) -> tuple[str, ...]:
        """Why nothing can be judged; empty if something can."""
        unjudged = self.verdict.form is Form.UNJUDGED
        return (_explain_unjudged(self.plan, self.pose, self.verdict),) if unjudged else ()


def analyse_photo(
    path: Path, spec: Spec, sides: tuple[Side, ...], model_path: Path
) -> PhotoAnalysis:
    """Returns the verdict on a photo, for the side and person that fit the stretch best.

    Raises FormcheckError if the photo can't be read.
    """
    image = read_photo(path)
    size = size_of(image)
    with Search(model_path) as search:
        detections = search.detect_photo(image)
    poses = [
        assess_visibility(VisibilityState(), detection, 0.0, size)[1] for detection in detections
    ]
    return judge_poses(poses, spec, sides, size, str(path))


def judge_poses(
    poses: Sequence[Pose], spec: Spec, sides: tuple[Side, ...], size: ImageSize, file: str
) -> PhotoAnalysis:
    """Returns the verdict on the one of ``poses`` and ``sides`` that fits the stretch best.

    Its side is BOTH if two sides fit equally well.
    """
    plans = [plan_for(spec, side) for side in spec.sides]
    candidates: list[tuple[Pose | None, Mapping[str, float]]] = [
        (pose, load_network().compute_stretch_chances(pose.found, size)) for pose in poses
    ]
    judged = [
        (plan, pose, chances, _judge(plan, pose, chances))
        for pose, chances in candidates or [(None, {})]
        for plan in plans
    ]
    asked = [one for one in judged if one[0].side in sides]
    plan, pose, chances, verdict = max(asked, key=lambda one: _fit(one[3]))
    of_person = [one for _, whose, _, one in judged if whose is pose]
    verdict, warnings = _settle_side(verdict, of_person, sides)
    if len(poses) > 1:
        warnings.append(
            f"{len(poses)} people are in the picture: the one nearest to the stretch was judged."
        )
    if verdict.form is Form.UNJUDGED:
        warnings.append(_explain_unjudged(plan, pose, verdict))
    elif verdict.is_other:
        other = find_clear_stretch(chances)
        title = find_title(other, ENGLISH)
        is_other = title and other != spec.id
        warnings.append(LOOKS_LIKE.format(title=title) if is_other else FAR_OFF)
    if verdict.attempted and plan.dose.is_movement:
        warnings.append(ONE_MOMENT.format(reached=_REACHED[verdict.at_peak]))
    return PhotoAnalysis(file, spec, plan, pose, verdict, tuple(warnings))


def _settle_side(
    verdict: PhotoVerdict, of_person: Sequence[PhotoVerdict], asked: Sequence[Side]
) -> tuple[PhotoVerdict, list[str]]:
    """Returns the verdict, of BOTH if another requested side fits as well, and side warnings.

    of_person: the verdicts on all sides of the person who was judged.
    """
    best = max(of_person, key=_fit)
    is_try = best.attempted and best.form is not Form.UNJUDGED
    if sum(one.side in asked and _fit(one) == _fit(verdict) for one in of_person) > 1:
        return replace(verdict, side=Side.BOTH), [SIDE_UNTOLD] * is_try
    is_other = is_try and verdict.form is not Form.OK and _fit(best)[:4] > _fit(verdict)[:4]
    return verdict, [LIKE[best.side]] if is_other else []


def _judge(plan: Plan, pose: Pose | None, chances: Mapping[str, float]) -> PhotoVerdict:
    """Returns the verdict; a pose that very probably shows something else is never good form.

    The few quantities judged can be right by chance: knees drawn to the chest keep the hips level,
    as a twist does. A repetition that begins in good form need not look like the stretch yet.
    """
    verdict = judge_photo(plan, pose)
    is_start = verdict.form is Form.OK and verdict.at_peak is False and verdict.begins
    is_told = verdict.form is not Form.UNJUDGED and not is_start
    if is_told and is_unlike(chances, find_bundled_id(plan.spec)):
        return replace(verdict, attempted=False, form=Form.FAULTY, faults=(), at_peak=None)
    return verdict


def is_about_another(text: str) -> bool:
    """Whether an English warning says that the photo shows something other than the stretch."""
    return any(is_made_from(text, template) for template in (FAR_OFF, LOOKS_LIKE))


def _explain_unjudged(plan: Plan, pose: Pose | None, verdict: PhotoVerdict) -> str:
    if pose is None:
        return NOBODY_SEEN
    return NEEDS_VIDEO if verdict.unseen == (ONE_PICTURE,) else wrong_view_words(plan)


def _fit(verdict: PhotoVerdict) -> tuple[bool, bool, float, int, int]:
    """Returns a sort key: near the stretch, judged at all, then how little is wrong or unjudged."""
    return (
        verdict.attempted,
        verdict.form is not Form.UNJUDGED,
        -verdict.misfit,
        -len(verdict.faults),
        -len(verdict.unjudged),
    )

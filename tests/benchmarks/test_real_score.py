"""The rules by which real people are scored."""

import pytest

from benchmarks.real.labels import Performance
from benchmarks.real.score import Said, score_performance, sum_scores


def make_label(**change: object) -> Performance:
    """A hold of 5 to 6 s in good form, changed."""
    return Performance.model_validate(
        {
            "kind": "film",
            "paths": ["a.mp4"],
            "stretch": "knee-to-chest",
            "position": "supine",
            "view": "side",
            "side": "left",
            "form": "good",
            "hold_s": [5.0, 6.0],
            "seen": "a knee drawn in",
            "sure": "sure",
            **change,
        }
    )


REPS = make_label(hold_s=None, repetitions=2)
PHOTO = make_label(kind="photo", hold_s=None)
BAD_PHOTO = make_label(kind="photo", hold_s=None, form="fault", faults=["too-little"])


@pytest.mark.parametrize(
    ("labelled", "counted", "outcome"),
    [
        (make_label(), 4.0, "right"),
        (make_label(), 7.0, "right"),
        (make_label(), 3.9, "wrong"),
        (make_label(), 7.1, "wrong"),
        (make_label(), 0.0, "nothing"),
        (make_label(hold_s=[0.5, 2.0]), 0.0, "nothing"),
        (make_label(hold_s=[0.5, 2.0]), 0.1, "right"),
        (make_label(form="fault", hold_s=[0.0, 2.0]), 0.0, "right"),
        (REPS, 2.0, "right"),
        (REPS, 3.0, "wrong"),
        (REPS, 0.0, "nothing"),
        (PHOTO, 1.0, "right"),
        (PHOTO, 0.0, "nothing"),
        (BAD_PHOTO, 0.0, "right"),
        (BAD_PHOTO, 1.0, "wrong"),
    ],
)
def test_an_amount_is_right_within_what_the_label_allows(
    labelled: Performance, counted: float, outcome: str
) -> None:
    assert score_performance("here", labelled, Said(counted)).outcome == outcome


def test_whoever_is_refused_is_not_right() -> None:
    assert score_performance("here", make_label(), Said(5.0, refused=True)).outcome == "refused"


def test_a_fault_is_false_unless_the_label_names_it() -> None:
    labelled = make_label(form="fault", faults=["too-little", "yanking"], arguable=["head-lifted"])
    said = Said(5.0, ("too-little", "head-lifted", "hands-off"))
    score = score_performance("here", labelled, said)
    assert score.false_faults == ("hands-off",)
    assert score.told == ("too-little",)
    assert score.missed == ("yanking",)


def test_correct_form_is_recognised_by_amount_side_and_silence() -> None:
    said = [
        Said(5.5, side="left"),
        Said(5.5),
        Said(5.5, side="right"),
        Said(1.0, side="left"),
        Said(5.5, ("hands-off",), "left"),
    ]
    scores = [score_performance("here", make_label(), one) for one in said]
    assert [one.recognised for one in scores] == [True, True, False, False, False]
    sums = sum_scores(scores)
    assert (sums.performances, sums.right, sums.recognised, sums.false_fault) == (5, 4, 2, 1)

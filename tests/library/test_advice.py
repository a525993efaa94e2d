"""The advice of the bundled stretches is safe and true for the body."""

import pytest

from formcheck.core.body import Side
from formcheck.core.stretch import plan_for
from formcheck.library.catalogue import find_bundled_dir, read_spec

SPECS = {path.stem: read_spec(path) for path in find_bundled_dir().glob("*.toml")}
NOT_FOR_ALL = {
    "head down": (
        "seated-chair-forward-fold",
        "childs-pose",
        "prayer-stretch",
        "thread-the-needle",
    ),
    "bent back on the belly": ("cobra-pose", "prone-chest-lift"),
    "rolling": ("rock-and-roll",),
    "over a ball or roll": (
        "tennis-ball-release",
        "dual-tennis-ball-release",
        "foam-roller-ribcage-expansion",
        "passive-backbend-roll",
        "passive-backbend-blocks",
    ),
}


@pytest.mark.parametrize("name", [name for names in NOT_FOR_ALL.values() for name in names])
def test_who_should_leave_it_out_is_told_so(name: str) -> None:
    stop = SPECS[name].stop
    assert "osteoporosis" in stop
    assert "pregnancy" in stop


def test_a_hanging_head_is_told_to_come_up_and_one_thrown_back_to_look_down() -> None:
    plan = plan_for(SPECS["prone-chest-lift"], Side.BOTH)
    hangs = plan.find_cue("neck", is_high=True)
    assert hangs == "Lift your head a little, look at the mat ahead."
    assert plan.find_fault("head-back").cue == "Look at the mat, long neck."


@pytest.mark.parametrize("name", [name for name in SPECS if name.startswith("wall-corner-rhom")])
def test_one_cue_for_a_hand_too_high_and_too_low_names_the_height_itself(name: str) -> None:
    fault = plan_for(SPECS[name], Side.LEFT).find_fault("hand-height")
    assert "above" not in fault.cue.lower()
    assert fault.cue.rstrip(".").endswith(" height")


@pytest.mark.parametrize("name", [name for name in SPECS if name.startswith("wall-corner-rhom")])
def test_a_slack_arm_is_drawn_taut_along_the_wall_not_off_it(name: str) -> None:
    spec = SPECS[name]
    cues = [fault.cue for fault in spec.fault if fault.id == "arm-slack"]
    assert cues == ["Step along the wall, away from the corner."]
    assert cues[0] in spec.ask[0].replies.values()
    assert not any("back" in step.lower() for step in spec.setup)


def test_sore_wrists_are_not_sent_to_where_no_repetition_counts() -> None:
    """On the forearms the elbows are bent, which invalidates every repetition of cat-cow."""
    spec = SPECS["cat-cow"]
    texts = [spec.stop, *(reply for ask in spec.ask for reply in ask.replies.values())]
    assert any("fists" in text for text in texts)
    assert not any("forearm" in text for text in texts)

from collections.abc import Mapping
from dataclasses import dataclass, field

from formcheck.core.body import ImageSize
from formcheck.engine.subject import SubjectState, select_subject
from formcheck.vision.pose.tracking import Track

SIZE = ImageSize(640, 360)
FPS = 15


@dataclass
class Scene:
    """People in the image, given by number as (x, y, torso length) in pixels."""

    locked: bool = False
    in_position: frozenset[int] = frozenset()
    t_s: float = 0.0
    state: SubjectState = field(default_factory=SubjectState)
    known: dict[int, Track] = field(default_factory=dict)

    def show(self, people: Mapping[int, tuple[float, float, float]]) -> int | None:
        """Adds one frame and returns the number of the person coached in it."""
        self.t_s += 1 / FPS
        here = {n: Track(x, y, torso, self.t_s) for n, (x, y, torso) in people.items()}
        seen = {**self.known, **here}
        self.known = {n: t for n, t in seen.items() if self.t_s - t.seen_at_s <= 2.0}
        self.state, who = select_subject(
            self.state,
            self.known,
            self.t_s,
            SIZE,
            locked=self.locked,
            in_position=self.in_position,
        )
        return who

    def keep(self, seconds: float, people: Mapping[int, tuple[float, float, float]]) -> int | None:
        """Repeats the frame for ``seconds`` and returns the person coached at the end."""
        who = None
        for _ in range(round(seconds * FPS)):
            who = self.show(people)
        return who


HOME = (320.0, 130.0, 85.0)


def make_scene_at_work() -> Scene:
    """Returns a scene in which person 1 was selected and is working."""
    scene = Scene()
    assert scene.keep(2.0, {1: HOME}) == 1
    scene.locked = True
    return scene


def test_the_large_one_in_the_middle_is_chosen() -> None:
    assert Scene().show({1: (100.0, 120.0, 80.0), 2: HOME, 3: (330.0, 100.0, 40.0)}) == 2


def test_a_better_one_takes_the_place_only_before_it_has_begun_and_only_when_standing() -> None:
    scene = Scene()
    scene.keep(2.0, {1: (60.0, 120.0, 60.0)})
    assert scene.keep(0.8, {1: (60.0, 120.0, 60.0), 2: HOME}) == 1
    assert scene.keep(0.6, {1: (60.0, 120.0, 60.0), 2: HOME}) == 2
    scene.locked = True
    assert scene.keep(3.0, {2: HOME, 3: (320.0, 120.0, 150.0)}) == 2


def test_who_passes_during_set_up_is_not_chosen() -> None:
    scene = Scene()
    scene.keep(2.0, {1: HOME})
    for step in range(3 * FPS):
        assert scene.show({1: HOME, 2: (step * 14.0, 110.0, 130.0)}) == 1


def test_nobody_is_coached_while_the_number_has_jumped_to_somebody_who_passes_in_front() -> None:
    scene = make_scene_at_work()
    coached = [scene.show({1: (280.0 + 16.0 * step, 95.0, 110.0)}) for step in range(FPS)]
    assert coached == [None] * FPS
    people = {1: (540.0, 95.0, 110.0), 2: HOME}
    assert scene.keep(0.2, people) is None
    assert scene.keep(0.2, people) == 2


def test_a_number_carried_off_slowly_comes_back_to_the_one_at_the_old_place() -> None:
    scene = make_scene_at_work()
    for step in range(FPS):
        scene.show({1: (320.0 + 8.0 * step, 130.0, 85.0)})
    assert scene.keep(0.5, {1: (450.0, 130.0, 85.0), 2: HOME}) == 2


def test_a_glitch_of_one_picture_costs_one_picture() -> None:
    scene = make_scene_at_work()
    assert scene.show({1: (420.0, 95.0, 110.0)}) is None
    assert scene.show({1: HOME}) == 1


def test_the_performer_may_go_elsewhere_and_stay() -> None:
    scene = make_scene_at_work()
    for step in range(2 * FPS):
        assert scene.show({1: (320.0 + 5.0 * step, 130.0, 85.0)}) == 1
    there = (320.0 + 10.0 * FPS, 130.0, 85.0)
    assert scene.keep(1.5, {1: there}) == 1
    assert scene.keep(2.0, {1: there, 2: HOME}) == 1


def test_a_performer_who_really_moved_at_once_is_believed_after_a_while() -> None:
    scene = make_scene_at_work()
    there = (450.0, 130.0, 85.0)
    assert scene.keep(2.0, {1: there}) is None
    assert scene.keep(1.5, {1: there}) == 1


def test_who_crosses_the_picture_while_the_performer_is_away_is_not_adopted() -> None:
    scene = make_scene_at_work()
    scene.keep(3.0, {})
    for step in range(3 * FPS):
        assert scene.show({2: (step * 14.0, 120.0, 90.0)}) is None


def test_who_comes_back_and_stands_there_goes_on() -> None:
    scene = make_scene_at_work()
    scene.keep(3.0, {})
    there = (200.0, 130.0, 85.0)
    assert scene.keep(0.8, {2: there}) is None
    assert scene.keep(0.4, {2: there}) == 2


def test_who_comes_back_to_the_old_place_goes_on_sooner() -> None:
    scene = make_scene_at_work()
    scene.keep(3.0, {})
    assert scene.keep(0.2, {2: HOME}) is None
    assert scene.keep(0.2, {2: HOME}) == 2


def test_a_bystander_does_not_take_over_while_the_performer_is_hidden_for_a_moment() -> None:
    scene = make_scene_at_work()
    bystander = (520.0, 130.0, 80.0)
    scene.keep(2.0, {1: HOME, 2: bystander})
    assert scene.keep(1.5, {2: bystander}) is None
    assert scene.keep(0.5, {1: HOME, 2: bystander}) == 1


def test_a_bystander_does_not_take_over_however_long_the_performer_is_away() -> None:
    scene = make_scene_at_work()
    bystander = (520.0, 130.0, 80.0)
    scene.keep(2.0, {1: HOME, 2: bystander})
    assert scene.keep(20.0, {2: bystander}) is None
    assert scene.keep(0.5, {2: bystander, 3: HOME}) == 3


def test_numbers_mixed_up_in_passing_are_put_right() -> None:
    scene = make_scene_at_work()
    scene.keep(1.0, {1: HOME, 2: (500.0, 110.0, 90.0)})
    for step in range(FPS):
        scene.show({1: (320.0 - 12.0 * step, 130.0, 85.0)})
    assert scene.keep(0.5, {1: (140.0, 110.0, 90.0), 2: HOME}) == 2


def test_numbers_mixed_up_while_both_are_at_home_are_put_right() -> None:
    scene = make_scene_at_work()
    for step in range(2):
        scene.show({1: (320.0 - 12.0 * step, 130.0, 85.0)})
    for step in range(2, FPS):
        scene.show({1: (320.0 - 12.0 * step, 130.0, 85.0), 2: HOME})
    assert scene.keep(0.5, {1: (140.0, 130.0, 85.0), 2: HOME}) == 2


def test_somebody_alone_who_was_found_twice_is_no_stranger_under_either_number() -> None:
    scene = make_scene_at_work()
    scene.keep(3.0, {1: HOME, 2: (325.0, 130.0, 85.0)})
    scene.keep(2.1, {2: HOME})
    assert scene.keep(0.5, {2: HOME}) == 2


ASIDE = (520.0, 130.0, 80.0)


def make_taken_over_scene() -> Scene:
    """Returns a scene whose performer, person 1, has left, with person 2 standing aside."""
    scene = make_scene_at_work()
    scene.keep(3.0, {})
    assert scene.keep(5.0, {2: ASIDE}) == 2
    return scene


def test_the_performer_takes_the_place_back_from_who_only_stood_there_meanwhile() -> None:
    scene = make_taken_over_scene()
    assert scene.keep(0.5, {2: ASIDE, 3: HOME}) == 3
    assert scene.keep(5.0, {2: ASIDE, 3: HOME}) == 3
    assert scene.keep(1.0, {3: HOME}) == 3


def test_who_was_seen_beside_somebody_taken_for_the_performer_is_no_stranger() -> None:
    scene = make_taken_over_scene()
    elsewhere = (150.0, 130.0, 85.0)
    assert scene.keep(5.0, {2: ASIDE, 3: elsewhere}) == 2
    assert scene.keep(3.5, {3: elsewhere}) == 3


def test_nor_is_who_was_seen_beside_them_once_they_stood_in_the_performer_s_place() -> None:
    scene = make_taken_over_scene()
    elsewhere = (150.0, 130.0, 85.0)
    for step in range(50):
        scene.show({2: (520.0 - 4.0 * step, 130.0, 85.0), 3: elsewhere})
    assert scene.keep(5.0, {2: HOME, 3: elsewhere}) == 2
    assert scene.keep(3.5, {3: elsewhere}) == 3


def test_a_jump_of_somebody_who_came_back_elsewhere_costs_a_second() -> None:
    scene = make_taken_over_scene()
    x, y, torso = ASIDE
    assert scene.show({2: (x - 60.0, y, torso)}) is None
    assert scene.keep(1.2, {2: ASIDE}) == 2


def test_where_no_home_is_known_the_first_one_who_stands_there_is_the_performer() -> None:
    scene = Scene(locked=True)
    assert scene.keep(1.5, {1: ASIDE}) == 1
    assert scene.state.sure


def test_who_does_the_stretch_is_the_performer_rather_than_who_only_stood_there() -> None:
    scene = make_taken_over_scene()
    elsewhere = (150.0, 130.0, 85.0)
    scene.in_position = frozenset({3})
    assert scene.keep(0.5, {2: ASIDE, 3: elsewhere}) == 3


def test_who_does_the_stretch_in_another_place_keeps_it_when_somebody_stands_in_the_old_one() -> (
    None
):
    scene = make_taken_over_scene()
    scene.in_position = frozenset({2})
    assert scene.keep(0.5, {2: ASIDE}) == 2
    scene.in_position = frozenset()
    assert scene.keep(3.0, {2: ASIDE, 3: HOME}) == 2


def test_a_bystander_who_does_the_stretch_meanwhile_gives_the_place_back() -> None:
    scene = make_scene_at_work()
    scene.keep(2.0, {1: HOME, 2: ASIDE})
    scene.in_position = frozenset({2})
    assert scene.keep(1.9, {2: ASIDE}) is None
    assert scene.keep(0.5, {2: ASIDE}) == 2
    assert scene.keep(0.5, {2: ASIDE, 3: HOME}) == 3


def test_nobody_else_who_does_the_stretch_takes_over_while_the_performer_is_there() -> None:
    scene = make_scene_at_work()
    scene.in_position = frozenset({2})
    assert scene.keep(5.0, {1: HOME, 2: ASIDE}) == 1


def test_a_helper_half_behind_does_not_take_over_while_the_performer_is_missed() -> None:
    scene = make_scene_at_work()
    helper = (356.0, 130.0, 85.0)
    scene.keep(4.0, {1: HOME, 2: helper})
    assert scene.keep(1.5, {2: helper}) is None
    assert scene.keep(0.1, {1: HOME, 2: helper}) == 1
    assert scene.keep(1.0, {1: HOME}) == 1

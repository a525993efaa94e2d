"""The list of clips, their times, pictures and truth."""

# ruff: noqa: D103, S101

import json
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest

from synth.__main__ import render
from synth.body import JOINTS
from synth.cast import RESERVED
from synth.film import Stage, build_setup, film_clip
from synth.held_out import draw_held_out_clips
from synth.moves import SAMPLED
from synth.plan import BOTH, Clip, list_clips

SMALL = (320, 180)


@pytest.fixture(scope="module")
def short() -> Clip:
    """A small clip that is quick to draw."""
    name = "cross-body-shoulder-stretch.good.left"
    return Clip(name, name.split(".", maxsplit=1)[0], None, "left", "man", "studio", 5, 1.0, SMALL)


def test_every_stretch_has_its_good_form_and_every_fault_once() -> None:
    names = [c.name for c in list_clips()]
    assert len(set(names)) == len(names)
    for stretch, (_, faults) in SAMPLED.items():
        mine = [c for c in list_clips() if c.stretch == stretch and not c.empty]
        assert {c.fault for c in mine} == {None, *faults}
        if stretch != BOTH:
            assert {c.side for c in mine} == {"left", "right"}


def test_samples_never_show_the_reserved_bodies() -> None:
    assert not {c.body for c in list_clips()} & set(RESERVED)
    assert {c.body for c in draw_held_out_clips(1, 40)} == set(RESERVED)


def test_held_out_clips_follow_from_their_seed() -> None:
    assert draw_held_out_clips(3, 12) == draw_held_out_clips(3, 12)
    assert draw_held_out_clips(3, 12) != draw_held_out_clips(4, 12)


@pytest.mark.parametrize("clip", list_clips(), ids=lambda c: c.name)
def test_times_are_in_order_and_a_fault_lies_after_the_good_hold(clip: Clip) -> None:
    script = build_setup(clip).script
    phases = script.phases()
    assert phases[0].id == phases[-1].id == "neutral"
    assert phases[0].end_s >= 1.6
    for a, b in pairwise(phases):
        assert a.end_s == pytest.approx(b.start_s)
    assert bool(script.faults()) == (clip.fault is not None)
    for fault in script.faults():
        assert fault.end_s - fault.start_s >= 3.0
        assert all(h.end_s <= fault.start_s for h in script.holds())


def test_joints_stay_in_the_picture_in_every_clip() -> None:
    for clip in list_clips():
        stage = Stage(clip)
        for t_s, _ in stage.setup.script.moments():
            px = np.array([stage.cam.project(p) for p in stage.posed(t_s).joints.values()])
            assert px.min() > 4
            assert (px < np.array(clip.size) - 4).all(), clip.name


def test_the_drawn_surface_lies_where_its_vertex_projects(short: Clip) -> None:
    stage = Stage(short)
    posed = stage.posed(0.5)
    stage.draw(0.5)
    draw = stage.renderer
    worst, seen = 0.0, 0
    for v in posed.verts[::7]:
        u = stage.cam.project(v)
        x, y = int(u[0] * 2), int(u[1] * 2)
        if draw.tri[y, x] < 0:
            continue
        w1, w2 = draw.b1[y, x], draw.b2[y, x]
        corners = posed.verts[draw.faces[draw.tri[y, x]]]
        hit = np.array([1 - w1 - w2, w1, w2]) @ corners
        worst, seen = max(worst, float(np.linalg.norm(stage.cam.project(hit) - u))), seen + 1
    assert seen > 500
    assert worst < 0.6


def test_the_truth_holds_the_joints_of_the_drawn_frames(short: Clip, tmp_path: Path) -> None:
    film_clip(short, tmp_path, dense=True)
    told = json.loads((tmp_path / f"{short.name}.json").read_text())
    dense = np.load(tmp_path / f"{short.name}.npz")
    with av.open(str(tmp_path / f"{short.name}.mp4")) as box:
        frames = sum(1 for _ in box.decode(video=0))
    assert frames == told["frames"] == len(dense["t_s"])
    assert told["joints"]["names"] == list(JOINTS) == list(dense["names"])
    metres = np.array(told["joints"]["camera_mm"]) / 1000
    centre, focal = np.array(short.size) / 2, told["camera"]["f_px"]
    px = metres[..., :2] / metres[..., 2:] * focal + centre
    picked = np.searchsorted(dense["t_s"], np.array(told["joints"]["t_s"]) - 1e-6)
    assert np.abs(px - dense["px"][picked]).max() < 0.15
    again = Stage(short).posed(float(dense["t_s"][3])).joints
    want = Stage(short).cam.view(np.array([again[n] for n in JOINTS]))
    np.testing.assert_allclose(dense["camera_m"][3], want, atol=1e-5)


def test_drawing_twice_gives_the_same_picture(short: Clip) -> None:
    a, b = Stage(short).draw(0.4), Stage(short).draw(0.4)
    assert (a.picture == b.picture).all()


def test_an_empty_room_has_an_empty_truth(tmp_path: Path) -> None:
    name = "nobody"
    film_clip(Clip(name, BOTH, None, "both", "man", "studio", 5, 0.5, SMALL, empty=True), tmp_path)
    assert json.loads((tmp_path / f"{name}.json").read_text()) == {}


def test_the_same_film_is_the_same_file(
    short: Clip, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    films = []
    for unset in ("1", "170"):
        monkeypatch.setenv("MALLOC_PERTURB_", unset)  # what glibc finds in memory not filled yet
        render([short], tmp_path / unset, workers=1, dense=False)
        films.append((tmp_path / unset / f"{short.name}.mp4").read_bytes())
    assert films[0] == films[1]

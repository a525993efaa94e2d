"""Renders a clip of a person at a desk, frame by frame."""

import math
from collections.abc import Iterator, Sequence
from colorsys import hsv_to_rgb
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from synth.body import JOINTS
from synth.cast import WEAR
from synth.film import GRAIN, load_figure
from synth.geometry import Array, rz, vec
from synth.life import Life, Wave
from synth.pose import Pose
from synth.render import Image, Light, Renderer
from synth.rig import Posed
from synth.rooms import ROOMS
from synth.scene import F32, Box, Camera
from synth.solid import Solid
from synth.stance import Figure, make_vec
from synth.wardrobe import Wardrobe

from .clip import Passer, SittingClip
from .desk import Desk
from .episodes import Sitter
from .postures import other_side
from .things import make_cup, make_phone, put_in_hand, put_on_desk
from .timeline import Episode, Timeline, add_activity
from .walk import Walk

NOWHERE = vec((0.0, 0.0, 0.0))  # an absent mesh shrinks to one point and is not drawn
PASSER_SPEED_MPS = 1.05


def place_camera(clip: SittingClip, desk: Desk) -> Camera:
    """Returns the clip's camera."""
    v = clip.view
    j = desk.joints
    if v.view == "front":
        at = desk.eyes - vec((0.0, 0.0, 0.075 * v.distance_m / 0.65))
        off = rz(v.turn_deg) @ vec((0.0, -v.distance_m, 0.0))
        eye = desk.eyes + off + vec((0.0, 0.0, v.rise_m))
        return Camera(make_vec(eye), make_vec(at), v.fov_deg, *clip.size)
    shoulder = float(j["left_shoulder"][2])
    top = float(desk.eyes[2]) + 0.12
    low, high = desk.seat_m - 0.16, top + 0.13
    at = vec((0.0, -0.20, (low + high) / 2))
    sign = 1.0 if v.near == "left" else -1.0
    off = rz(v.turn_deg) @ vec((sign * v.distance_m, 0.0, 0.0))
    eye = vec((0.0, -0.20, 0.0)) + off + vec((0.0, 0.0, shoulder + v.rise_m))
    fov = float(np.degrees(2 * np.arctan((high - low) / 2 / (v.distance_m - 0.12))))
    return Camera(make_vec(eye), make_vec(at), fov, *clip.size)


def load_figure_of(who: SittingClip | Passer) -> Figure:
    """Returns the body named by a clip or passer, or the body of its person."""
    return load_figure(who.body) if who.person is None else Figure(who.person.body)


def choose_wear(clip: SittingClip) -> Wardrobe:
    """Returns the clothes of the clip's person."""
    if clip.person is not None:
        return clip.person.wear
    wear = WEAR[clip.body]
    if not clip.dye:
        return wear
    rng = np.random.default_rng(clip.dye)
    hue = float(rng.uniform(0.2, 0.95))  # no skin-like colours
    shirt = hsv_to_rgb(hue, float(rng.uniform(0.25, 0.85)), float(rng.uniform(0.1, 0.55)))
    return replace(wear, shirt=shirt, trousers=make_vec(rng.uniform(0.03, 0.2, 3)))


@dataclass(frozen=True, slots=True)
class Frame:
    """One rendered frame; joints are None if the sitter is out of view."""

    t_s: float
    picture: Image
    joints: dict[str, Array] | None


class WalkingPasser:
    """Somebody who walks by behind."""

    def __init__(self, passer: Passer, clip: SittingClip, rng: np.random.Generator) -> None:
        self.fig: Figure = load_figure_of(passer)
        self.wear = WEAR[passer.body] if passer.person is None else passer.person.wear
        self.passer = passer
        sign = 1.0 if passer.from_left else -1.0
        if clip.view.view == "front":
            y = float(rng.uniform(0.75, 0.95 + 0.5 * min(clip.room_shift_m, 0.6)))
            path = [(sign * 2.6, y), (-sign * 2.6, y)]
        else:
            far = -1.0 if clip.view.near == "left" else 1.0
            x = far * float(rng.uniform(1.0, 1.4))
            path = [(x, 3.0 * sign), (x, -3.6 * sign)]
        self.walk = Walk(self.fig, path, PASSER_SPEED_MPS * float(rng.uniform(0.85, 1.2)))

    def posed(self, t_s: float) -> Posed | None:
        """Returns the solved passer at a time; None while absent."""
        local = t_s - self.passer.start_s
        if not 0.0 <= local <= self.walk.seconds:
            return None
        return self.fig.solve(self.walk.pose(local))


class Stage:
    """Holds everything that is constant during a clip, and renders its frames.

    desk and cam, if given, replace those of the clip.
    """

    def __init__(
        self, clip: SittingClip, desk: Desk | None = None, cam: Camera | None = None
    ) -> None:
        self.clip = clip
        self.figure = load_figure_of(clip) if desk is None else desk.fig
        self.desk = desk or Desk(self.figure, clip.furniture)
        self.cam = cam or place_camera(clip, self.desk)
        rng = np.random.default_rng(clip.seed)
        self._sitter = Sitter(self.desk, rng, clip.view.near, clip.view.view, clip.handed)
        self.start_s = 0.0
        self.timeline: Timeline = self._sitter.play(list(clip.episodes))
        self.life = Life(rng, seated=True)
        self._phase = float(rng.uniform(0, 6.28))
        self._drift = (Wave(rng, 0.02, 0.1), Wave(rng, 0.02, 0.1))
        self._rng = rng
        self.passing = [WalkingPasser(p, clip, rng) for p in clip.passers]
        tones = rng.uniform(0.1, 0.7, 3)
        self.things = [make_cup(make_vec(tones)), make_phone((0.02, 0.02, 0.025))]

    def boxes(self) -> list[Box]:
        """Returns the boxes of room and furniture."""
        v = self.clip.view
        d = self.clip.room_shift_m
        room = [
            b
            if b.hi[2] <= 0.0 or b.lo[2] > 2.5
            else replace(b, lo=(b.lo[0], b.lo[1] + d, b.lo[2]), hi=(b.hi[0], b.hi[1] + d, b.hi[2]))
            for b in ROOMS[self.clip.room]()
        ]
        return [*room, *self.desk.boxes(v.view, v.near)]

    @cached_property
    def renderer(self) -> Renderer:
        """The renderer of the frames, created on first use."""
        turn, key = self.clip.light
        people = [(self.figure.body, choose_wear(self.clip))]
        people += [(p.fig.body, p.wear) for p in self.passing]
        if self.clip.view.view == "side":  # more frontal, so that faces are lit
            turn += 35.0 if self.clip.view.near == "left" else -35.0
        towards = rz(turn) @ vec((-0.4, -0.75, 0.9))
        light = Light(make_vec(towards), key)
        return Renderer(people, self.cam, self.boxes(), light, GRAIN, self.clip.seed, self.things)

    @property
    def end_s(self) -> float:
        """End of the current episodes."""
        return self.start_s + self.timeline.duration_s

    @property
    def times(self) -> list[float]:
        """Times of the frames."""
        fps = self.clip.fps
        first, last = math.ceil(self.start_s * fps - 1e-6), math.ceil(self.end_s * fps - 1e-6)
        return [i / fps for i in range(first, last)]

    def play_next(self, episodes: Sequence[Episode]) -> None:
        """Plays further episodes after the current ones."""
        last = self.timeline.at(self.timeline.duration_s).pose
        self.start_s = self.end_s
        self.timeline = replace(self._sitter.play(list(episodes)), start=last)

    def pass_by(self, passers: Sequence[Passer]) -> None:
        """Lets the same people pass at other times."""
        self.passing = [WalkingPasser(p, self.clip, self._rng) for p in passers]

    def pose(self, t_s: float) -> Pose:
        """Returns the sitter's pose at a time, with all small movements."""
        m = self.timeline.at(t_s - self.start_s)
        pose = add_activity(m, t_s, self._phase)
        drift = self._drift[0](t_s), self._drift[1](t_s)
        pose = replace(pose, pitch=pose.pitch + 0.5 * drift[0], side=pose.side + 0.4 * drift[1])
        return self.life(pose, t_s)

    def posed(self, t_s: float) -> Posed:
        """Returns the solved sitter at a time."""
        return self.figure.solve(self.pose(t_s))

    def seen(self, joints: dict[str, Array], margin: float = 0.0) -> bool:
        """Returns whether any joint of the sitter is in the image enlarged by margin (a share)."""
        c = self.cam.view(np.array([joints[n] for n in JOINTS]))
        ahead = c[:, 2] > 0.1
        px = c[ahead, :2] / c[ahead, 2:3] * self.cam.focal_px + self.cam.centre
        size = np.array(self.clip.size)
        inside = (px > -margin * size).all(1) & (px < (1 + margin) * size).all(1)
        return bool(inside.any())

    def draw(self, t_s: float) -> Frame:
        """Renders the frame at a time."""
        m = self.timeline.at(t_s - self.start_s)
        posed = self.posed(t_s)
        here = self.seen(posed.joints, 0.3)
        others = [p.posed(t_s) for p in self.passing]
        shown = [posed if here else None, *others]
        middle = next((s.verts.mean(0) for s in shown if s is not None), NOWHERE)
        bodies = [self.figure.body, *(p.fig.body for p in self.passing)]
        verts: list[F32] = [
            np.tile(np.asarray(middle, np.float32), (len(b.rest), 1)) if s is None else s.verts
            for s, b in zip(shown, bodies, strict=True)
        ]
        verts += [self._thing(thing, posed, m.holds, m.side) for thing in self.things]
        picture = self.renderer.frame(np.concatenate(verts), self.life.exposure(t_s))
        return Frame(t_s, picture, posed.joints if self.seen(posed.joints) else None)

    def _thing(self, thing: Solid, posed: Posed, holds: str, side: str) -> F32:
        if holds == thing.name:
            return put_in_hand(thing, self.figure.body, posed, side)
        handed = self.clip.handed
        return put_on_desk(thing, self.desk, handed if thing.name == "cup" else other_side(handed))

    def all(self) -> Iterator[Frame]:
        """Yields every frame in order."""
        for t_s in self.times:
            yield self.draw(t_s)

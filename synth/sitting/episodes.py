"""The moves of each kind of episode: what a person at a desk does, and what state it counts as."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from synth.geometry import vec
from synth.pose import Pose, blend_poses, shift_pose

from . import postures as p
from .desk import Desk, set_gaze, slide_pelvis
from .timeline import AWAY, SLOUCHED, UPRIGHT, Episode, Leg, Played, Timeline
from .walk import Walk

BACK_S = 0.9  # duration of the move back after an activity at work


class Sitter:
    """One person at a desk; plays episodes, keeping track of the current way of sitting."""

    def __init__(
        self, desk: Desk, rng: np.random.Generator, near: str, view: str, handed: str
    ) -> None:
        self.desk, self._rng, self.near, self.view, self.handed = desk, rng, near, view, handed
        self.home = desk.home

    def play(self, episodes: list[Episode]) -> Timeline:
        """Plays the episodes one after the other; the first begins in its own pose."""
        played = [self.play_one(e) for e in episodes]
        return Timeline(played[0].legs[0].to, played)

    def play_one(self, e: Episode) -> Played:
        """Plays one episode."""
        if e.kind in p.SLOUCHES:
            return self._slouch(e)
        if e.kind in p.COMFORTABLE:
            self.home = p.COMFORTABLE[e.kind](self.desk)
            doing = "" if e.kind == "upright-lap" else "keys"
            return Played(e, (*self._move_into(e, self.home, doing),), UPRIGHT)
        legs = _DONE[e.kind](self, e)
        state = AWAY if e.kind in {"leaving", "empty-desk", "coming-back"} else UPRIGHT
        return Played(e, tuple(legs), state)

    def _move_into(self, e: Episode, pose: Pose, doing: str = "", holds: str = "") -> list[Leg]:
        """Moves into a pose and holds it, drifting slightly."""
        move = min(e.move_s, 0.5 * e.seconds)
        out = [Leg(move, pose, holds=holds, side=e.side)]
        left = e.seconds - move
        parts = max(1, round(left / 7.0))
        for i in range(parts):
            to = pose if i == parts - 1 else self._drift(pose)
            out.append(Leg(left / parts, to, doing, holds, e.side))
        return out

    def _drift(self, pose: Pose) -> Pose:
        """Returns the pose with small random deviations."""
        a = self._rng.normal(0.0, 1.0, 4)
        return replace(
            pose,
            pitch=pose.pitch + 0.6 * float(a[0]),
            neck_rot=pose.neck_rot + 3.0 * float(a[1]),
            neck_flex=pose.neck_flex + 1.0 * float(a[2]),
            neck_side=pose.neck_side + 0.8 * float(a[3]),
        )

    def _slouch(self, e: Episode) -> Played:
        s = p.SLOUCHES[e.kind]
        full = self.desk.keep_clear(s.take(self.desk, self.home, e.strength, e.side))
        pose = blend_poses(self.home, full, e.share)
        also = s.also
        if self.view == "front" and e.kind in {"slump", "forward-head"} and e.strength >= 0.5:
            also = (*also, "too-close")
        doing = "" if s.holds else "keys"
        return Played(e, tuple(self._move_into(e, pose, doing, s.holds)), SLOUCHED, (s.why,), also)

    # Activities at work.

    def typing(self, e: Episode) -> list[Leg]:
        """Types at the keys."""
        pose = self.home
        if self.home.left_arm == self.desk.rest.left_arm:  # hands come from the lap
            arms = self.desk.home
            pose = replace(self.home, left_arm=arms.left_arm, right_arm=arms.right_arm)
            self.home = pose
        return self._move_into(e, pose, "typing")

    def drinking(self, e: Episode) -> list[Leg]:
        """Takes the cup, drinks, and puts it down."""
        side = self.handed
        cup = p.at_cup(self.desk, self.home, side)
        lips = p.drinking(self.desk, self.home, side)
        rest = max(1.0, e.seconds - 0.8 - 2 * 0.9 - BACK_S)
        return [
            Leg(0.8, cup, side=side),
            Leg(0.9, lips, holds="cup", side=side),
            Leg(rest, lips, holds="cup", side=side),
            Leg(0.9, cup, holds="cup", side=side),
            Leg(BACK_S, self.home, side=side),
        ]

    def _visit(self, e: Episode, pose: Pose, doing: str = "") -> list[Leg]:
        """Moves into a pose, stays for a while, and returns."""
        move = min(e.move_s, 0.3 * e.seconds)
        stay = max(0.2, e.seconds - 2 * move)
        side = e.side
        return [
            Leg(move, pose, side=side),
            Leg(stay, pose, doing, side=side),
            Leg(move, self.home, side=side),
        ]

    def reaching(self, e: Episode) -> list[Leg]:
        """Reaches to a side (deg 0) or forwards (deg 1)."""
        return self._visit(e, p.reaching(self.desk, self.home, e.side, ahead=e.deg > 0))

    def turning(self, e: Episode) -> list[Leg]:
        """Turns to somebody and talks."""
        return self._visit(e, p.turned(self.home, e.side, e.deg or 50.0), "talking")

    def glancing(self, e: Episode) -> list[Leg]:
        """Glances down at the keys or a paper."""
        return self._visit(e, p.glancing(self.home, e.deg or 26.0))

    def second_screen(self, e: Episode) -> list[Leg]:
        """Looks at another screen."""
        return self._visit(e, p.second_screen(self.home, e.side, e.deg or 27.0))

    def scratching(self, e: Episode) -> list[Leg]:
        """Puts a hand to the head (deg 0) or chin (deg 1)."""
        pose = p.scratching(self.desk, self.home, e.side, chin=e.deg > 0)
        return self._visit(e, pose, "" if e.deg > 0 else "scratching")

    def shifting(self, e: Episode) -> list[Leg]:
        """Rises slightly, resettles nearby and sits there from then on."""
        a = self._rng.uniform(-1.0, 1.0, 3)
        up = slide_pelvis(
            replace(self.home, pitch=self.home.pitch + 9.0, roll=4.0 * a[0]), 0.0, 0.0, 0.02
        )
        new = slide_pelvis(self.home, 0.015 * float(a[0]), 0.012 * float(a[1]))
        new = replace(new, pitch=self.home.pitch + 1.2 * float(a[2]))
        x, y, z = new.pelvis
        x0, y0, _ = self.desk.home.pelvis  # the seat is limited
        near = (x0 + float(np.clip(x - x0, -0.03, 0.03)), y0 + float(np.clip(y - y0, -0.02, 0.02)))
        self.home = replace(new, pelvis=(*near, z))
        rest = max(0.3, e.seconds - 1.4)
        return [Leg(0.6, up), Leg(0.8, self.home), Leg(rest, self.home)]

    def nodding(self, e: Episode) -> list[Leg]:
        """Nods."""
        return [Leg(0.5, self.home), Leg(e.seconds - 0.5, self.home, "nodding")]

    def laughing(self, e: Episode) -> list[Leg]:
        """Laughs, bouncing."""
        return [Leg(0.5, self.home), Leg(e.seconds - 0.5, self.home, "laughing")]

    # Absence.

    def _find_way_out(self) -> list[tuple[float, float]]:
        """Returns the path from beside the chair out of the picture, away from a side camera."""
        if self.view == "side":
            far = -1.0 if self.near == "left" else 1.0
            return [(far * 0.50, 0.0), (far * 0.75, 0.45), (far * 0.75, 3.3)]
        out = 1.0 if self.near == "left" else -1.0
        return [(out * 0.50, 0.0), (out * 0.95, 0.15), (out * 2.4, 0.2)]

    def leaving(self, e: Episode) -> list[Leg]:
        """Stands up and walks out of the picture."""
        del e
        walk = Walk(self.desk.fig, self._find_way_out(), 1.0)
        up = p.rising(self.desk, self.home)
        stand = walk.pose(0.0)
        half = p.hanging(replace(stand, yaw=stand.yaw * 0.6, pitch=16.0))
        high = shift_pose(half, vec((-0.3 * stand.pelvis[0], 0.0, -0.16)))
        return [
            Leg(1.0, up),
            Leg(0.9, high),
            Leg(0.8, stand),
            Leg(walk.seconds, walk.pose(walk.seconds), walk=walk),
        ]

    def empty_desk(self, e: Episode) -> list[Leg]:
        """Shows nobody."""
        far = Walk(self.desk.fig, self._find_way_out()).pose(99.0)
        return [Leg(e.seconds, far)]

    def coming_back(self, e: Episode) -> list[Leg]:
        """Walks in and sits down."""
        del e
        walk = Walk(self.desk.fig, self._find_way_out()[::-1], 1.0)
        stand = walk.pose(walk.seconds)
        # The person turns back to the chair while sitting down.
        near = replace(stand, yaw=_wrap_angle(stand.yaw))
        low = p.hanging(replace(near, yaw=near.yaw * 0.4, pitch=28.0))
        low = shift_pose(low, vec((-0.5 * stand.pelvis[0], 0.0, -0.2)))
        down = set_gaze(replace(p.rising(self.desk, self.home), pitch=24.0), 15.0)
        return [
            Leg(walk.seconds, stand, walk=walk),
            Leg(0.8, low),
            Leg(0.9, down),
            Leg(0.9, self.home),
        ]


def _wrap_angle(deg: float) -> float:
    return (deg + 180.0) % 360.0 - 180.0


_DONE: dict[str, Callable[[Sitter, Episode], list[Leg]]] = {
    "typing": Sitter.typing,
    "drinking": Sitter.drinking,
    "reaching": Sitter.reaching,
    "turning": Sitter.turning,
    "glancing": Sitter.glancing,
    "second-screen": Sitter.second_screen,
    "scratching": Sitter.scratching,
    "shifting": Sitter.shifting,
    "nodding": Sitter.nodding,
    "laughing": Sitter.laughing,
    "leaving": Sitter.leaving,
    "empty-desk": Sitter.empty_desk,
    "coming-back": Sitter.coming_back,
}
KINDS = (*p.COMFORTABLE, *p.SLOUCHES, *_DONE)

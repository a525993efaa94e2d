"""Screens of a session built directly, and the body that is shown in them."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from formcheck.core.body import ImageSize
from formcheck.core.coach import HoldStatus, Progress
from formcheck.core.language import ENGLISH
from formcheck.core.session.programme import make_programme
from formcheck.core.session.screen_values import Mood, ProgressRing, Screen
from formcheck.core.session.session_values import End, Halt, Programme, Stage
from formcheck.engine.live_session import LivePicture
from formcheck.ui.window.paint import Showing
from tests.bodies import Camera, standing
from tests.engine.sessions import short_spec

SIZE = ImageSize(640, 360)
GREY = 118
PROGRAMME: Programme = make_programme([short_spec()], "both", 30.0, 2, ENGLISH)


def make_image(size: ImageSize = SIZE) -> NDArray[np.uint8]:
    return np.full((size.height_px, size.width_px, 3), GREY, dtype=np.uint8)


def make_screen(stage: Stage, **changes: object) -> Screen:
    step = PROGRAMME.steps[0]
    quiet = Screen(
        t_s=5.0,
        stage=stage,
        halt=Halt.NONE,
        end=End.OPEN,
        step=step,
        number=1,
        steps=len(PROGRAMME.steps),
        headline="",
        mood=Mood.PLAIN,
        instruction="",
        detail="",
        unseen=(),
        clock=HoldStatus.RUNNING,
        held_s=7.0,
        goal_s=30.0,
        seconds_left=None,
        framing=(),
        wanted="full",
        ghost=False,
        progress=Progress(),
        question=None,
        reply="",
        sounds=(),
        ring=ProgressRing(7, "of 30 s", 7 / 30),
    )
    return replace(quiet, **changes)  # type: ignore[arg-type]


def make_showing(stage: Stage, *, body: bool = False, **changes: object) -> Showing:
    shown_screen = make_screen(stage, **changes)
    pose = standing().pose(camera=Camera(size=SIZE)) if body else None
    return Showing(
        words=ENGLISH,
        picture=make_image(),
        shown=LivePicture(shown_screen, pose, SIZE),
        camera_note="",
        aside="",
        silence="",
    )

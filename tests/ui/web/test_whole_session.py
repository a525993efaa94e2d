"""A complete session through the real server and model, compared with ``formcheck check``."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from formcheck.core.body import Side
from formcheck.engine.files import analyse_video
from formcheck.library.catalogue import load_spec
from formcheck.ui.web.stretch_handle import open_session
from formcheck.vision.pose.models import find_model
from tests.ui.web.serving import pack_image, run_server

STRETCH = "cross-body-shoulder-stretch"
CLIP = f"{STRETCH}.good.left"
HOLD_S = 4

needs_model = pytest.mark.skipif(find_model("full") is None, reason="the pose model is not built")


@needs_model
def test_what_was_held_before_the_page_is_what_check_says_of_the_film(
    thin_sample: Callable[[str], Path], tmp_path: Path
) -> None:
    model = find_model("full")
    assert model is not None
    path = thin_sample(CLIP)
    spec = load_spec(STRETCH)
    spec = spec.model_copy(update={"dose": spec.dose.model_copy(update={"hold_s": HOLD_S})})
    recorded = analyse_video(path, spec, (Side.LEFT,), model).sides[0]
    with (
        run_server(partial(open_session, history=tmp_path / "history.db"), tmp_path / "history.db")
        as served,
        served.open_page() as page,
        av.open(str(path)) as film,
    ):  # fmt: skip
        page.send(
            do="begin", stretches=[STRETCH], side="left", hold_s=HOLD_S, sets=1, language="en"
        )
        assert page.receive()["is"] == "begun"
        begun_s = served.time.now_s
        stages: list[str] = []
        for frame in film.decode(video=0):
            served.time.now_s = begun_s + float(frame.time or 0.0)
            done, jpeg = cv2.imencode(".jpg", frame.to_ndarray(format="bgr24"))
            assert done
            page.socket.send(pack_image(served.time.now_s * 1000, np.asarray(jpeg).tobytes()))
            screen = page.receive()
            stages.append(screen["stage"])
        while screen["stage"] != "done":
            served.time.now_s += 1.0
            page.send(do="command", command="quit")
            page.send(do="halt", why="camera")
            screen = page.receive()
        result = page.receive()["result"]
    assert stages[0] == "setup"
    assert {"work", "release"} <= set(stages)
    (stretch,) = result["stretches"]
    (side,) = stretch["sides"]
    assert side["hold_s"] == pytest.approx(recorded.held_s, abs=0.5)
    assert side["hold_s"] > HOLD_S
    assert side["reps"] == recorded.reps == 1
    assert [fault["id"] for fault in side["faults"]] == [fault.id for fault in recorded.faults]
    assert stretch["completed"]

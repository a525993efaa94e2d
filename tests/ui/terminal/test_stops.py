"""An end requested while the monitor is still starting."""

import signal
import sys
from pathlib import Path

import pytest

from formcheck.core.posture.rules import Rules
from formcheck.ui.terminal import sit_watch
from formcheck.vision.pose.models import find_model
from tests.paths import SAMPLES

pytestmark = [
    pytest.mark.skipif(find_model("full") is None, reason="the pose model is not built"),
    pytest.mark.skipif(sys.platform == "win32", reason="signals as POSIX has them"),
]


def test_a_signal_while_the_model_loads_ends_the_monitor_then(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A regression: the signal took effect only after the start, 20 s later on a busy machine."""
    loaded: list[bool] = []

    def load(*_: object) -> None:
        signal.raise_signal(signal.SIGTERM)
        loaded.append(True)

    def end(number: int, _: object) -> None:
        raise SystemExit(128 + number)

    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setattr(sit_watch, "find_history_path", lambda: tmp_path / "history.db")
    monkeypatch.setattr(sit_watch, "PostureMonitor", load)
    before = signal.signal(signal.SIGTERM, end)
    try:
        with pytest.raises(SystemExit) as ended:
            sit_watch.run_monitor(
                str(SAMPLES / "sitting-front.mp4"),
                "desk",
                Rules(),
                "en",
                calibrate=False,
                notifications=False,
                tone=False,
                voice=False,
                history=True,
                coach=None,
            )
        assert signal.getsignal(signal.SIGTERM) is end
    finally:
        signal.signal(signal.SIGTERM, before)
    assert ended.value.code == 128 + signal.SIGTERM
    assert not loaded

"""The running cost of `formcheck sit`: CPU time of the whole program, and its memory."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.paths import ROOT, SAMPLES

CLIP = SAMPLES / "sitting-front.mp4"
STREAM_FPS = 30
_WARM_S = 25.0
"""By then the program and the baseline are ready, and monitoring runs at its usual rate."""
_TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


@dataclass(frozen=True, slots=True)
class IdleCost:
    """The measured run on a camera stream: its duration, CPU seconds per second, and frame rate."""

    seconds: float
    cpu_share: float
    stream_fps: float


def measure_idle_cost(for_s: float) -> IdleCost:
    """Runs `formcheck sit` on a looped stream of a person at a desk, and measures its CPU time.

    The stream is MJPEG over HTTP at 30 frames a second, 640x480, sent by ffmpeg. Linux only.
    """
    ffmpeg = shutil.which("ffmpeg")
    if ffmpeg is None:
        raise SystemExit("The stream needs ffmpeg.")
    with tempfile.TemporaryDirectory() as folder:
        address = "http://127.0.0.1:8799/stream"
        pictures = f"fps={STREAM_FPS},scale=640:480"
        sender = [ffmpeg, "-v", "error", "-re", "-stream_loop", "-1", "-i", str(CLIP)]
        sender += ["-vf", pictures, "-q:v", "4", "-f", "mpjpeg", "-listen", "1", address]
        monitor = [sys.executable, "-m", "formcheck", "sit", "--camera", address]
        monitor += ["--calibrate", "--no-notifications"]
        env = {**os.environ, "XDG_DATA_HOME": folder, "PYTHONPATH": str(ROOT)}
        with (
            subprocess.Popen(sender) as stream,
            subprocess.Popen(monitor, stdout=subprocess.DEVNULL, env=env) as program,
        ):
            try:
                time.sleep(_WARM_S)
                begun, begun_s = _read_cpu_s(program.pid), time.monotonic()
                time.sleep(for_s)
                used, lasted_s = _read_cpu_s(program.pid) - begun, time.monotonic() - begun_s
            finally:
                program.terminate()
                stream.terminate()
    return IdleCost(lasted_s, used / lasted_s, STREAM_FPS)


def _read_cpu_s(pid: int) -> float:
    total = 0.0
    for each in (pid, *_list_children(pid)):
        fields = Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()
        total += (int(fields[11]) + int(fields[12])) / _TICKS
    return total


def _list_children(pid: int) -> list[int]:
    told = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    found = [int(one) for one in told]
    return [*found, *(deeper for one in found for deeper in _list_children(one))]


def read_rss_mb(process: int | str = "self") -> float:
    """Returns the memory of a process in MB, NaN if the system does not report it."""
    status = Path(f"/proc/{process}/status")
    lines = status.read_text().splitlines() if status.exists() else ()
    return next((int(line.split()[1]) / 1024 for line in lines if "VmRSS" in line), float("nan"))

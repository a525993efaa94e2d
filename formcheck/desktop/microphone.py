"""Whether a program listens to the microphone, on Linux."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from formcheck.desktop.sentences import BLIND_MICROPHONE, BLIND_PACTL
from formcheck.desktop.values import Answer, Blind

_SLOWEST_S = 2.0


def someone_listens() -> Answer:
    """Whether PulseAudio, or PipeWire in its place, records from a microphone for somebody.

    What only measures loudness for a volume control, and what records the loudspeaker, does not
    count.
    """
    if not _has_server():  # pactl would start one
        return Blind(BLIND_MICROPHONE)
    if shutil.which("pactl") is None:
        return Blind(BLIND_PACTL)
    recordings = _listed("source-outputs")
    if recordings is None:
        return Blind(BLIND_MICROPHONE)
    used = {one.get("source") for one in recordings if _listens(one)}
    if not used:
        return False
    sources = _listed("sources") or []
    return any(one.get("index") in used and not _is_loudspeaker(one) for one in sources)


def _has_server() -> bool:
    if os.environ.get("PULSE_SERVER"):
        return True
    folder = os.environ.get("PULSE_RUNTIME_PATH") or f"{os.environ.get('XDG_RUNTIME_DIR')}/pulse"
    return (Path(folder) / "native").exists()


def _listens(recording: dict[str, Any]) -> bool:
    properties = recording.get("properties", {})
    only_measures = (
        recording.get("resample_method") == "peaks"  # PulseAudio's word for it
        or properties.get("stream.monitor") == "true"  # PipeWire's
    )
    return not recording.get("corked") and not only_measures


def _is_loudspeaker(source: dict[str, Any]) -> bool:
    return bool(source.get("properties", {}).get("device.class") == "monitor")


def _listed(what: str) -> list[dict[str, Any]] | None:
    """What pactl lists, or None where it fails."""
    try:
        done = subprocess.run(
            ["pactl", "--format=json", "list", what],  # noqa: S607 - the user's own
            capture_output=True,
            timeout=_SLOWEST_S,
            check=True,
            stdin=subprocess.DEVNULL,
            env={**os.environ, "LC_ALL": "C"},  # other languages write fractions with a comma
        )
        listed = json.loads(done.stdout)
    except (OSError, subprocess.SubprocessError, ValueError):
        return None
    return [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else None

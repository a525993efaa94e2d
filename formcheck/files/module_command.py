"""A module of formcheck, run in a process of its own."""

import os
import sys
from pathlib import Path

_PACKAGES = Path(__file__).resolve().parents[2]


def build_module_command(module: str, *words: str) -> tuple[list[str], dict[str, str]]:
    """Returns the command ``python -m module words`` and its environment.

    It finds formcheck where this process did, and imports nothing from the user's current folder.
    """
    paths = os.pathsep.join(filter(None, [str(_PACKAGES), os.environ.get("PYTHONPATH")]))
    return [sys.executable, "-P", "-m", module, *words], {**os.environ, "PYTHONPATH": paths}

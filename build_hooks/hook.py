"""The hatchling hook: puts the pose model into the source tree before a wheel is built from it."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class PoseModelHook(BuildHookInterface[Any]):
    """Runs for wheels, editable ones included; a source archive carries no model."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Places the model. Raises RuntimeError when it can't be had."""
        del version, build_data
        if self.target_name != "wheel":
            return
        sys.path.insert(0, self.root)  # hatchling loads this file alone, without its neighbours
        try:
            from build_hooks.obtain import place_model  # noqa: PLC0415

            place_model(Path(self.root))
        finally:
            sys.path.remove(self.root)

"""Spec files checked, begun and described, for those who write them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from formcheck.core.stretch import Spec
from formcheck.files.errors import FormcheckError
from formcheck.files.plain_json import json_text
from formcheck.files.visible import visible_line
from formcheck.files.whole import write_text
from formcheck.library.catalogue import SUFFIX, read_spec, spec_files

_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Checked:
    """Whether all spec files are right, and what to print."""

    ok: bool
    text: str


def check_specs(paths: Sequence[Path]) -> Checked:
    """Every problem of the files; without any, of every spec file there is."""
    files = list(paths) or [file.path for file in spec_files()]
    problems = [text for path in files if (text := _problems(path))]
    if problems:
        return Checked(False, "\n\n".join(problems))
    return Checked(True, f"{len(files)} spec{'s' * (len(files) != 1)}, no problems.")


def _problems(path: Path) -> str:
    try:
        spec = read_spec(path)
    except FormcheckError as error:
        return str(error)
    if spec.id != path.stem:
        name = visible_line(str(path))
        return f'{name}  id\n    The id is "{spec.id}": name the file {spec.id}{SUFFIX}.'
    return ""


def new_spec(stretch: str, folder: Path) -> Path:
    """Writes a skeleton for a stretch of that id into the folder and gives its path.

    Raises FormcheckError for what is no id, and where there is such a file already.
    """
    if not _ID.fullmatch(stretch):
        raise FormcheckError(
            f'"{stretch}" is not an id: use lower-case words with hyphens, such as "my-stretch".'
        )
    path = folder / f"{stretch}{SUFFIX}"
    title = stretch.replace("-", " ").capitalize()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if path.exists():
            raise FormcheckError(f"{path} is there already: choose another id or folder.")
    except OSError as error:
        raise FormcheckError(f"{path} could not be written: {error.strerror}.") from error
    write_text(path, SKELETON.replace("@id@", stretch).replace("@title@", title))
    return path


def spec_schema_text() -> str:
    """The JSON Schema of spec files, as text."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **Spec.model_json_schema(),
        "title": "formcheck stretch spec",
    }
    return f"{json_text(schema, indent=2)}\n"


SKELETON = """\
# @title@. The numbers are an example: one arm raised to the side, seen from the front.
# `formcheck spec measures` lists what can be measured, `formcheck spec check` checks this file.
format = 2
id = "@id@"
title = "@title@"
about = "One arm is raised straight out to the side and held."
targets = ["deltoid"]              # the tissue it is meant for
position = "standing"              # sitting, kneeling, all-fours, supine, prone, side-lying ...
class = "form"                     # or timer: only that the person is in position is checked
sources = ["Your source."]
sides = ["left", "right"]          # or ["both"] when both sides work at once
pain = "mild_stretch_ok"           # or abort_on_any_pain
stop = "Stop at sharp pain, numbness or tingling."
setup = [                          # {side} and {other_side} become the person's own
  "Stand facing the camera, arms hanging.",
  "Raise your {side} arm straight out to the side.",
]
blind = ["How much effort it takes."]   # what no camera sees here
# reviewed_by = "Name"             # the clinician who read it; without, it is shown as a draft

[view]
camera = "front"                   # front, three-quarter, side, foot-end or head-end
height = "chest"                   # chest, floor or raised
framing = "upper"                  # upper, knees or full: what must be in the picture
say = "Turn to face the camera."

[dose]                             # a hold here; else reps (with [rep]), breaths or release
hold_s = 20                        # seconds of good form in one hold
holds = 1
per_day = 1                        # also sets, rest_s, weeks = [2, 4], at_least = true
source = "Your source."

# How the person is before the stretch, roughly: what counts since = "start" counts from there.
[start]
need = { shoulder_elevation = [0, 30], trunk_incl = [0, 15] }

# What to do, in order; the last phase is timed. One before it may have set_up = true: the moment
# that since = "set-up" counts from, such as the forearm on the wall.
[[phase]]
id = "hold"
timed = true
say = "Arm level and straight."

# What is right, in anatomy: joint angles in degrees, distances as ratios to a length of the body.
# inf and -inf leave an end of the target open. Up to the tolerance beyond it is still fine.
# A change is since = "start" or "set-up", change = "difference" or "ratio"; "rate" is a speed.
[quantity.raise]
measure = "shoulder_elevation"
of = "work"                        # work, other or each; left out for the whole body
target = [70, 110]
tolerance = 10
at = "hold"                        # with [rep]: near, far or throughout
source = "Your source."
confidence = "low"                 # how sure it is: high, medium or low
low = "Raise your {side} arm."     # what to do while it is below the target
high = "Lower your {side} arm a little."

[quantity.bend]
measure = "elbow_flexion"
of = "work"
target = [0, 35]
tolerance = 10
at = "hold"
source = "Your source."
confidence = "low"

# What can go wrong: farther beyond the low or high end of a target (or either) than its tolerance.
[[fault]]
id = "elbow-bent"
title = "Elbow bent"
cue = "Straighten your arm."       # short, what to do, 60 letters at most
quantity = "bend"
beyond = "high"
severity = "fix"                   # stops the clock; hint only speaks
priority = 2                       # 0 safety ... 4 polish; the lowest is said

# Questions about what the camera can't see; kind = "pain" asks for 0 to 10, "ready" before it.
[[ask]]
question = "Where do you feel it?"
answers = ["shoulder", "nowhere"]
"""
"""A spec that passes ``spec check`` as it is; @id@ and @title@ are put in."""

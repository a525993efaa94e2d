"""Checks, creates and describes spec files, for their authors."""

import re
from collections.abc import Sequence
from pathlib import Path

from formcheck.core.stretch import Spec
from formcheck.core.stretch.dose import format_count
from formcheck.core.stretch.model import ID_PATTERN, MOST_ID
from formcheck.files.errors import FormcheckError, explain_failure
from formcheck.files.inputs import is_file
from formcheck.files.output_file import write_text
from formcheck.files.plain_json import format_json
from formcheck.library import catalogue


def check_specs(names: Sequence[str]) -> tuple[bool, str]:
    """Returns whether the specs (ids or paths, all if none) are right, and the text to print."""
    files = list(names) or [str(file.path) for file in catalogue.list_spec_files()]
    problems = [text for name in files if (text := _find_problems(name))]
    if problems:
        return False, "\n\n".join(problems)
    return True, f"{format_count(len(files), 'spec')}, no problems."


def _find_problems(name: str) -> str:
    try:
        if name.endswith(catalogue.SUFFIX):
            catalogue.read_listed_spec(Path(name))
        else:
            catalogue.load_spec(name)
    except FormcheckError as error:
        return str(error)
    return ""


def write_spec_skeleton(stretch: str, folder: Path) -> Path:
    """Writes a skeleton for a stretch of that id into the folder and returns its path.

    Raises FormcheckError if the id is invalid or bundled, or if the file exists.
    """
    if not re.fullmatch(ID_PATTERN, stretch) or len(stretch) > MOST_ID:
        raise FormcheckError(
            f'"{stretch}" is not an id: use lower-case words with hyphens, such as "my-stretch", '
            f"with {MOST_ID} letters at most."
        )
    bundled = {file.id for file in catalogue.list_spec_files() if not file.own}
    if stretch in bundled or catalogue.find_card(stretch):
        raise FormcheckError(f'"{stretch}" is bundled with formcheck already: choose another id.')
    if is_file(folder):
        raise FormcheckError(f"{folder} is a file: name a folder.")
    path = folder / f"{stretch}{catalogue.SUFFIX}"
    title = stretch.replace("-", " ").capitalize()
    with explain_failure(f"{path} could not be written"):
        folder.mkdir(parents=True, exist_ok=True)
        if path.exists():
            raise FormcheckError(f"{path} is there already: choose another id or folder.")
    write_text(path, SKELETON.replace("@id@", stretch).replace("@title@", title))
    return path


def format_spec_schema() -> str:
    """Returns the JSON Schema of spec files, as text."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **Spec.model_json_schema(),
        "title": "formcheck stretch spec",
    }
    return f"{format_json(schema, indent=2)}\n"


SKELETON = (Path(__file__).parent / "skeleton.toml").read_text(encoding="utf-8")
"""A spec that passes ``spec check`` once @id@ and @title@ are filled in."""

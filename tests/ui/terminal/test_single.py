from __future__ import annotations

from pathlib import Path

import pytest

from formcheck.files.errors import FormcheckError
from formcheck.store.remote_control import hold_single_instance


def test_a_second_one_is_refused_while_the_first_runs(tmp_path: Path) -> None:
    folder = tmp_path / "made" / "for it"
    with (
        hold_single_instance(folder),
        pytest.raises(FormcheckError, match="already runs"),
        hold_single_instance(folder),
    ):
        raise AssertionError("it was let in")
    with hold_single_instance(folder):
        pass


def test_an_error_inside_lets_the_next_one_in(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), hold_single_instance(tmp_path):
        raise ZeroDivisionError
    with hold_single_instance(tmp_path):
        pass


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with (
        pytest.raises(FormcheckError, match="cannot be written"),
        hold_single_instance(tmp_path / "file" / "folder"),
    ):
        raise AssertionError("it was let in")

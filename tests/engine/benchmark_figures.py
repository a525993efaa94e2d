"""Figures of the benchmark that a test chooses, instead of those that come with the program."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from formcheck.core.stretch import Spec
from formcheck.engine import session_warnings
from formcheck.library.accuracy import Accuracy, View, find_accuracy


def set_right(monkeypatch: pytest.MonkeyPatch, right: Mapping[View, int], videos: int) -> None:
    """Makes the benchmark's figures say that so many of these videos were right, by view."""

    def find_right(spec: Spec, view: View = "two metres") -> Accuracy | None:
        measured = find_accuracy(spec, view)
        return None if measured is None else replace(measured, right=right[view], videos=videos)

    monkeypatch.setattr(session_warnings, "find_accuracy", find_right)

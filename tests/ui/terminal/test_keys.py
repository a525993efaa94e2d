import os
import sys

import pytest

from formcheck.ui.terminal import keys

pytest.importorskip("termios", reason="Windows has no background jobs")


def test_what_is_typed_after_bg_is_left_to_the_shell(monkeypatch: pytest.MonkeyPatch) -> None:
    """The system would stop a background job that reads keys."""
    keyboard, screen = os.openpty()
    foreground = iter([True, True, False])  # at the start, before the wait for a key, after it
    monkeypatch.setattr(keys, "in_foreground", lambda _: next(foreground, False))
    with os.fdopen(keyboard, "wb", buffering=0) as typist, os.fdopen(screen) as typed:
        monkeypatch.setattr(sys, "stdin", typed)
        with keys.terminal_keys() as reader:
            typist.write(b"ls")
            assert reader.key(0.01) == ""
        assert os.read(screen, 9) == b"ls"

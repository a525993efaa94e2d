"""Ports of this machine."""

from __future__ import annotations

import socket


def find_free_port() -> int:
    """A port of 127.0.0.1 that nothing listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])

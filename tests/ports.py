"""Free network ports of this machine."""

import os
import socket
from contextlib import suppress
from itertools import count

_COUNT = count()


def find_free_port() -> int:
    """Returns a port of 127.0.0.1 that nothing listens on.

    Each test process has a range of 100 ports, below those that the system assigns.
    """
    for _ in range(100):
        port = 21_000 + 100 * (os.getpid() % 110) + next(_COUNT) % 100
        with socket.socket() as tried:
            if os.name == "posix":  # on other systems the port would be shared
                tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with suppress(OSError):
                tried.bind(("127.0.0.1", port))
                return port
    raise AssertionError("No port is free.")

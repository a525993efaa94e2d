"""Counts the pose model's attempts to use the network, in an empty network namespace.

``python -m formcheck.vision.pose.network_check MODEL`` enters one and prints the count. Linux only,
as namespaces are; not every Linux lets an ordinary user create one.
"""

import ctypes
import errno
import os
import socket
import struct
import subprocess
import sys
import time
from pathlib import Path

from formcheck.files.module_command import build_module_command

# From linux/sched.h, linux/sockios.h and linux/if.h.
_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000
_SET_FLAGS, _UP = 0x8914, 0x1

_COUNTS = Path("/proc/net")
_COUNTED = ("OutRequests", "OutNoRoutes")
"""The kernel's counters of packets sent and of connection attempts without a route."""
_SETTLE_S = 1.0
"""How long a closed model may still send: without the locks of ``runtime`` it did within 0.1 s."""
_LIMIT_S = 60.0


def count_tries(model_path: Path) -> int | None:
    """Returns how often the pose model tried to use the network while it loaded and ran once.

    Takes three seconds, in a separate process. None if the system allows no network namespace or
    the model does not run.
    """
    if sys.platform != "linux":
        return None
    command, environment = build_module_command(__name__, str(model_path))
    try:
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=_LIMIT_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return int(done.stdout) if done.returncode == 0 else None


def enter_empty_network() -> None:
    """Moves this single-threaded process to an empty network. Raises OSError if it can't."""
    if sys.platform != "linux":
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(_NEW_NETWORK) != 0:  # only root may; others become root of a user namespace
        user = os.getuid()
        if libc.unshare(_NEW_USER | _NEW_NETWORK) != 0:
            code = ctypes.get_errno()
            raise OSError(code, os.strerror(code))
        Path("/proc/self/uid_map").write_text(f"{user} {user} 1", encoding="ascii")
    import fcntl  # noqa: PLC0415 - not on Windows

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, _SET_FLAGS, struct.pack("16sh14x", b"lo", _UP))


def read_tries() -> int:
    """Returns packets and connection attempts since the namespace was made, IPv4 and IPv6."""
    names, values = (
        line.split()[1:]
        for line in (_COUNTS / "snmp").read_text().splitlines()
        if line.startswith("Ip:")
    )
    counts = dict(zip(names, values, strict=True))
    tries = sum(int(counts[name]) for name in _COUNTED)
    if (_COUNTS / "snmp6").exists():  # not where IPv6 is off
        counts = dict(line.split() for line in (_COUNTS / "snmp6").read_text().splitlines())
        tries += sum(int(counts[f"Ip6{name}"]) for name in _COUNTED)
    return tries


def _main(model_path: Path) -> None:
    enter_empty_network()
    import numpy as np  # noqa: PLC0415 - starts threads, and a namespace is for one

    from formcheck.vision.pose.landmarker import Landmarker  # noqa: PLC0415 - likewise

    with Landmarker(model_path) as model:
        model.detect(np.zeros((360, 640, 3), np.uint8), 0.0)
    time.sleep(_SETTLE_S)
    print(read_tries())  # noqa: T201 - what it was called for


if __name__ == "__main__":
    _main(Path(sys.argv[1]))

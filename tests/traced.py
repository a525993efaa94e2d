"""What a command and its child processes try to reach, traced with strace.

``python -m tests.traced LOG MODULE WORDS...`` becomes ``python -m MODULE WORDS...``, in a network
namespace of its own where the system allows that; ``strace`` writes its system calls to LOG.
"""

import ipaddress
import os
import re
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from tests.waiting import wait_until

STRACE = shutil.which("strace") or ""
if STRACE and subprocess.run([STRACE, "-o", os.devnull, "true"], check=False).returncode:
    STRACE = ""  # tracing is not permitted here
_CALLS = "connect,sendto,sendmsg,sendmmsg"
_IP = re.compile(r'sin6?_port=htons\((\d+)\).*?(?:inet_addr\(|inet_pton\(AF_INET6, )"([^"]+)"')
_PATH = re.compile(r'sun_path=@?"([^"]+)"')
_NAME_SERVICE = re.compile(r"nscd|resolve|avahi|sss|mdns")
_NAME_SERVER_PORTS = {"53", "853", "5353"}
_LIMIT_S = 20.0


def trace_command(log: Path, *, own_network: bool = True) -> list[str]:
    """Returns the words to insert after ``python -m`` to trace a module to ``log``."""
    return ["tests.traced", *([] if own_network else ["--here"]), str(log)]


def trace_server(log: Path) -> list[str]:
    """Returns the same words for a server reached from outside; none without ``strace``."""
    return trace_command(log, own_network=False) if STRACE else []


def assert_reached_nothing(log: Path) -> None:
    """Asserts that the traced program, if it was traced, reached nothing outside the machine."""
    calls = find_outside_calls(log) if STRACE else []
    assert calls == [], calls


def find_outside_calls(log: Path) -> list[str]:
    """Waits for the command's end; returns its calls to other machines or name services."""

    def read_end() -> list[str]:
        lines = log.read_text().splitlines()
        return lines if lines and _has_ended(lines) else []

    return [line for line in wait_until(read_end, "the end of strace", _LIMIT_S) if _goes_out(line)]


def _has_ended(lines: list[str]) -> bool:
    """Whether the command itself, which made the log's first call, has ended."""
    first = lines[0].split()[0]
    return any(line.split()[:2] == [first, "+++"] for line in lines)


def _goes_out(line: str) -> bool:
    if found := _IP.search(line):
        port, address = found.groups()
        return port in _NAME_SERVER_PORTS or not ipaddress.ip_address(address).is_loopback
    found = _PATH.search(line)
    if found is None or "ENOENT" in line:  # a service that does not exist receives nothing
        return False
    return _NAME_SERVICE.search(found[1]) is not None


def _main(words: list[str]) -> None:
    own_network = words[0] != "--here"
    log, *command = words if own_network else words[1:]
    if own_network:
        from formcheck.vision.pose.network_check import enter_empty_network  # noqa: PLC0415

        with suppress(OSError):
            enter_empty_network()
    trace = [STRACE, "-D", "-f", "--seccomp-bpf", "-o", log, "-e", f"trace=execve,{_CALLS}"]
    os.execv(STRACE, [*trace, sys.executable, "-m", *command])


if __name__ == "__main__":
    _main(sys.argv[1:])

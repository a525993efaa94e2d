"""Runs work in threads that the operating system lets reach no network.

On Linux a thread can give up system calls for good (seccomp), and every thread that it starts
gives them up too, native ones of a library included. The rest of the process keeps its network.
It holds back a library that dials; it is no wall against one that attacks its own process.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class _Calls:
    """Numbers of one processor's system calls, as in the kernel's tables and ``linux/audit.h``."""

    arch: int
    seccomp: int
    socket: int
    connect: int
    io_uring_setup: int = 425


_CALLS = {
    "x86_64": _Calls(arch=0xC000003E, seccomp=317, socket=41, connect=42),
    "aarch64": _Calls(arch=0xC00000B7, seccomp=277, socket=198, connect=203),
}

# From linux/bpf_common.h, linux/seccomp.h and linux/prctl.h.
_LOAD_WORD, _JUMP_EQUAL, _JUMP_AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_NUMBER_AT, _ARCH_AT = 0, 4  # of struct seccomp_data
_ALLOW, _DENY = 0x7FFF0000, 0x00050000 | errno.EACCES
_FIRST_X32_CALL = 0x40000000  # a second numbering of x86-64, not used by libraries for it
_SET_NO_NEW_PRIVILEGES = 38
_SET_MODE_FILTER = 1
_SPEC_ALLOW = 1 << 2
"""Without it, kernels before 5.16 slow the thread down by their guard against Spectre."""


class NetworkNotDeniedError(Exception):
    """This system can't take network access from a thread."""


class _Program(ctypes.Structure):
    """struct sock_fprog of ``linux/filter.h``."""

    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def run_without_network(work: Callable[[], _Result]) -> _Result:
    """Returns what work returns, done in a new thread without network access.

    Threads that work starts have no network access either, for as long as they live: opening any
    socket fails with EACCES, so that name lookups through another process fail as well. Raises
    NetworkNotDeniedError, without doing the work, where the system can't take the access away.
    """
    with ThreadPoolExecutor(1, thread_name_prefix="no-network") as pool:
        pool.submit(_give_up_network).result()
        return pool.submit(work).result()


def _give_up_network() -> None:
    calls = _CALLS.get(platform.machine()) if sys.platform == "linux" else None
    if calls is None:
        raise NetworkNotDeniedError(f"{sys.platform} on {platform.machine()}")
    code = _filter(calls)
    program = _Program(len(code) // 8, code)
    libc = ctypes.CDLL(None, use_errno=True)
    # Variadic functions: every argument as wide as a register.
    _check(libc.prctl(*map(ctypes.c_ulong, (_SET_NO_NEW_PRIVILEGES, 1, 0, 0, 0))))
    _check(
        libc.syscall(
            *map(ctypes.c_ulong, (calls.seccomp, _SET_MODE_FILTER, _SPEC_ALLOW)),
            ctypes.byref(program),
        )
    )


def _filter(calls: _Calls) -> bytes:
    """The filter as instructions of struct sock_filter: deny three calls and foreign numberings."""
    denied = (calls.socket, calls.connect, calls.io_uring_setup)
    to_deny = len(denied) + 1  # from the check of x32 past the checks of single calls to the end
    instructions = [
        (_LOAD_WORD, 0, 0, _ARCH_AT),
        (_JUMP_EQUAL, 0, to_deny + 2, calls.arch),
        (_LOAD_WORD, 0, 0, _NUMBER_AT),
        (_JUMP_AT_LEAST, to_deny, 0, _FIRST_X32_CALL),
        *((_JUMP_EQUAL, len(denied) - place, 0, call) for place, call in enumerate(denied)),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _DENY),
    ]
    return b"".join(struct.pack("=HBBI", *one) for one in instructions)


def _check(result: int) -> None:
    if result != 0:
        raise NetworkNotDeniedError(os.strerror(ctypes.get_errno()))

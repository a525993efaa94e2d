"""Whether the window in front fills the screen, told by an X server.

libxcb is part of every desktop that runs on X. It tells of a lost server by a return value, where
libX11 ends the process.
"""

from __future__ import annotations

import ctypes
from typing import Any

_ATOM, _WINDOW = 4, 33
"""Numbers of the types ATOM and WINDOW, fixed by the X protocol."""
_MOST_STATES = 32
_VALUE_OFFSET = 32
"""Bytes before the value in the protocol's reply to GetProperty."""


class NoScreenError(Exception):
    """There is no X server, or no window manager that tells of windows."""


class _Cookie(ctypes.Structure):
    _fields_ = (("sequence", ctypes.c_uint),)


class _Screens(ctypes.Structure):
    _fields_ = (
        ("data", ctypes.POINTER(ctypes.c_uint32)),  # begins with the number of the root window
        ("rem", ctypes.c_int),
        ("index", ctypes.c_int),
    )


class _AtomReply(ctypes.Structure):
    _fields_ = (("head", ctypes.c_uint8 * 8), ("atom", ctypes.c_uint32))


class _PropertyReply(ctypes.Structure):
    _fields_ = (
        ("response_type", ctypes.c_uint8),
        ("format", ctypes.c_uint8),
        ("sequence", ctypes.c_uint16),
        ("length", ctypes.c_uint32),
        ("type", ctypes.c_uint32),
        ("bytes_after", ctypes.c_uint32),
        ("value_len", ctypes.c_uint32),
        ("pad", ctypes.c_uint8 * 12),
    )


class XScreen:
    """A connection to an X server. Used by one thread; ``close`` ends it."""

    def __init__(self) -> None:
        """Connects to the server that the environment names. Raises NoScreenError."""
        try:
            self._xcb = _declared(ctypes.CDLL("libxcb.so.1"))
        except OSError as error:
            raise NoScreenError from error
        self._free = ctypes.CDLL(None).free
        self._free.argtypes = (ctypes.c_void_p,)
        self._server = self._xcb.xcb_connect(None, None)
        try:
            self._check()
            setup = self._xcb.xcb_get_setup(self._server)
            self._root = self._xcb.xcb_setup_roots_iterator(setup).data[0]
            self._manager = self._atom("_NET_SUPPORTING_WM_CHECK")
            self._active = self._atom("_NET_ACTIVE_WINDOW")
            self._state = self._atom("_NET_WM_STATE")
            self._full_screen = self._atom("_NET_WM_STATE_FULLSCREEN")
        except NoScreenError:
            self.close()
            raise

    def full_screen(self) -> bool:
        """Whether the window that has the keyboard fills the screen. Raises NoScreenError."""
        active = self._values(self._root, self._active, _WINDOW)
        if active is None and self._values(self._root, self._manager, _WINDOW) is None:
            raise NoScreenError
        if not active or not active[0]:  # nothing is in front
            return False
        return self._full_screen in (self._values(active[0], self._state, _ATOM) or ())

    def close(self) -> None:
        """Ends the connection. To be called once."""
        self._xcb.xcb_disconnect(self._server)

    def _check(self) -> None:
        if self._xcb.xcb_connection_has_error(self._server):
            raise NoScreenError

    def _atom(self, name: str) -> int:
        cookie = self._xcb.xcb_intern_atom(self._server, 0, len(name), name.encode())
        reply = self._xcb.xcb_intern_atom_reply(self._server, cookie, None)
        if not reply:
            raise NoScreenError
        atom = int(reply.contents.atom)
        self._free(reply)
        return atom

    def _values(self, window: int, name: int, kind: int) -> list[int] | None:
        """The numbers of a window's property, None where it or the window is not there."""
        cookie = self._xcb.xcb_get_property(self._server, 0, window, name, kind, 0, _MOST_STATES)
        reply = self._xcb.xcb_get_property_reply(self._server, cookie, None)
        if not reply:
            return None
        try:
            if reply.contents.type != kind or reply.contents.format != 32:
                return None
            start = ctypes.addressof(reply.contents) + _VALUE_OFFSET
            return list((ctypes.c_uint32 * reply.contents.value_len).from_address(start))
        finally:
            self._free(reply)


def _declared(xcb: ctypes.CDLL) -> Any:
    """The library with the types of what is called."""
    server, byte, number, nothing = ctypes.c_void_p, ctypes.c_uint8, ctypes.c_uint32, None
    atom, values = ctypes.POINTER(_AtomReply), ctypes.POINTER(_PropertyReply)
    text, error, length = ctypes.c_char_p, ctypes.c_void_p, ctypes.c_uint16
    types: dict[str, tuple[Any, ...]] = {
        "xcb_connect": (server, text, ctypes.c_void_p),
        "xcb_disconnect": (nothing, server),
        "xcb_connection_has_error": (ctypes.c_int, server),
        "xcb_get_setup": (ctypes.c_void_p, server),
        "xcb_setup_roots_iterator": (_Screens, ctypes.c_void_p),
        "xcb_intern_atom": (_Cookie, server, byte, length, text),
        "xcb_intern_atom_reply": (atom, server, _Cookie, error),
        "xcb_get_property": (_Cookie, server, byte, number, number, number, number, number),
        "xcb_get_property_reply": (values, server, _Cookie, error),
    }
    for name, (result, *arguments) in types.items():
        function = getattr(xcb, name)
        function.restype, function.argtypes = result, arguments
    return xcb

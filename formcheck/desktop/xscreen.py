"""Whether the window in front fills the screen, according to an X server."""

from typing import Any

import xcffib
from xcffib import xproto

_MOST_STATES = 32


class XScreen:
    """A connection to an X server. Used by one thread; ``close`` ends it."""

    def __init__(self) -> None:
        """Connects to the server that the environment names. Raises OSError if there is none."""
        try:
            self._server: Any = xcffib.Connection()
        except xcffib.XcffibException as error:
            raise OSError from error
        self._root = self._server.get_setup().roots[0].root

    def find_full_screen(self) -> bool:
        """Whether the window in front fills the screen. Raises OSError if that is unknown."""
        try:
            active = self._read_values(self._root, "_NET_ACTIVE_WINDOW", xproto.Atom.WINDOW)
            if active is None and not self._read_values(
                self._root, "_NET_SUPPORTING_WM_CHECK", xproto.Atom.WINDOW
            ):
                raise OSError("no window manager")
            if not active or not active[0]:  # nothing is in front
                return False
            states = self._read_values(active[0], "_NET_WM_STATE", xproto.Atom.ATOM)
            return self._intern_atom("_NET_WM_STATE_FULLSCREEN") in (states or ())
        except xcffib.XcffibException as error:
            raise OSError from error

    def close(self) -> None:
        """Ends the connection. To be called once."""
        self._server.disconnect()

    def _intern_atom(self, name: str) -> int:
        return int(self._server.core.InternAtom(False, len(name), name).reply().atom)

    def _read_values(self, window: int, name: str, kind: int) -> tuple[int, ...] | None:
        """Returns the numbers of a window's property, None if it or the window is missing."""
        try:
            found = self._server.core.GetProperty(
                False, window, self._intern_atom(name), kind, 0, _MOST_STATES
            ).reply()
        except xproto.WindowError:
            return None
        return tuple(found.value.to_atoms()) if found.type == kind else None

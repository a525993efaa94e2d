"""Stores baselines by profile (desk, sofa, monitor, or a person) and camera."""

import sqlite3
import unicodedata
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from formcheck.core.language import Sentence
from formcheck.core.posture.calibration import dump_baseline, parse_baseline
from formcheck.core.posture.posture_values import UprightBaseline
from formcheck.files.errors import FormcheckError
from formcheck.files.plain_json import format_json
from formcheck.files.quoting import quote_word
from formcheck.store import store_texts
from formcheck.store.cells import Entries, read_entries, read_json, read_moment, read_text
from formcheck.store.file import StoreFile, format_utc

USUAL_NAME = "desk"
"""The default profile."""
MOST_NAME = 200
"""Maximum characters of a profile's name. Chosen for formcheck."""
_SAVE = "INSERT OR REPLACE INTO profile (name, camera, taken, calibration) VALUES (?, ?, ?, ?)"
_GET = (
    "SELECT camera, taken, calibration FROM profile WHERE name = ? "
    "AND (camera = ? OR ? IS NULL) ORDER BY taken DESC LIMIT 1"
)


@dataclass(frozen=True, slots=True)
class ProfileRow:
    """A baseline in the list: its profile and camera, and when it was recorded."""

    name: str
    camera: str
    taken: datetime


@dataclass(frozen=True, slots=True, eq=False)
class KeptBaseline:
    """A stored baseline and when it was recorded."""

    taken: datetime
    upright: UprightBaseline


def can_name_profile(text: str) -> bool:
    """Whether a new profile may have this name: 1 to MOST_NAME printable characters."""
    name = _normalise_name(text)
    return 0 < len(name) <= MOST_NAME and name.isprintable()


def _normalise_name(text: str) -> str:
    """Normalises a name (NFC, no outer blanks), so that names that look alike are equal."""
    return unicodedata.normalize("NFC", text).strip(" ")


class Profiles(StoreFile):
    """The stored baselines. A new one with the same name and camera replaces the old one.

    A name refers to the identical stored name if there is one, else to one that looks alike.
    """

    def save(self, name: str, camera: str, baseline: UprightBaseline, taken: datetime) -> None:
        """Saves a baseline; taken has a time zone."""
        kept_as = self._find_name(name)
        values = (kept_as, camera, format_utc(taken), format_json(dump_baseline(baseline)))
        with self.transact(write=True) as connection:
            connection.execute(_SAVE, values)

    def get(self, name: str, camera: str | None = None) -> KeptBaseline | None:
        """Returns the baseline of that name and camera; without a camera, the newest of that name.

        None if there is none. Raises FormcheckError if it is damaged.
        """
        name = self._find_name(name)
        for kept_for, taken, record in self._select(_GET, (name, camera, camera)):
            try:
                upright = parse_baseline(read_json(record, dict))
                return KeptBaseline(read_moment(taken), upright)
            except ValueError as error:
                profile = "" if name == USUAL_NAME else f" --profile {quote_word(name)}"
                values = {"name": name, "command": f"formcheck sit --calibrate{profile}"}
                raise FormcheckError(
                    Sentence(store_texts.CAMERA_BASELINE_DAMAGED, camera=str(kept_for), **values)
                    if kept_for
                    else Sentence(store_texts.BASELINE_DAMAGED, **values)
                ) from error
        return None

    def list_all(self) -> Entries[ProfileRow]:
        """Returns the stored baselines, newest first, including damaged ones."""
        found = self._select("SELECT name, camera, taken FROM profile ORDER BY taken DESC, name")
        return read_entries(found, _read_row)

    def remove(self, name: str) -> int:
        """Deletes all baselines of that name; returns how many."""
        name = self._find_name(name)
        if not self._select("SELECT 1 FROM profile WHERE name = ?", (name,)):
            return 0
        with self.transact(write=True) as connection:
            count = connection.execute("DELETE FROM profile WHERE name = ?", (name,)).rowcount
        with suppress(sqlite3.Error, OSError):  # else the last program to close empties it
            self._empty_log()
        return count

    def _find_name(self, text: str) -> str:
        found = self._select("SELECT DISTINCT name FROM profile ORDER BY name")
        kept = read_entries(found, read_text)
        wanted = _normalise_name(text)
        alike = [name for name in kept if _normalise_name(name) == wanted]
        return next((name for name in (text, wanted, *alike) if name in alike), wanted)


def _read_row(name: object, camera: object, taken: object) -> ProfileRow:
    return ProfileRow(read_text(name), read_text(camera), read_moment(taken))

"""All doors, the slowest first."""

from benchmarks.fuzz.baselines import BASELINES
from benchmarks.fuzz.commands import COMMANDS
from benchmarks.fuzz.environment import ENVIRONMENT
from benchmarks.fuzz.films import FILMS, PHOTOS
from benchmarks.fuzz.http import HTTP
from benchmarks.fuzz.kills import SIGNALS
from benchmarks.fuzz.programmes import PROGRAMMES
from benchmarks.fuzz.recordings import RECORDINGS
from benchmarks.fuzz.sockets import SOCKETS
from benchmarks.fuzz.specs import SPECS
from benchmarks.fuzz.stores import STORES

DOORS = {
    door.name: door
    for door in (
        SIGNALS, PHOTOS, HTTP, FILMS, RECORDINGS, SPECS, PROGRAMMES, BASELINES, STORES, SOCKETS,
        COMMANDS, ENVIRONMENT,
    )
}  # fmt: skip

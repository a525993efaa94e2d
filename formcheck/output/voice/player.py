"""Plays tones and speech on one sound card."""

import ctypes
import threading
import time
from collections.abc import Generator, Sequence
from contextlib import suppress

import miniaudio

from formcheck.output.voice.timeline import RATE_HZ, Samples, Timeline

_PERIOD_MS = 50
"""Block length. The card queues three blocks, so silence follows a cut after 0.15 s."""
_LOST_S = 2.0
"""A card that requests no samples for this long is lost: unplugged, or its server stopped."""
_RETRY_S = 5.0

_NOT_CARDS = {
    miniaudio.Backend.NULL,  # discards all sound
    miniaudio.Backend.CUSTOM,
    miniaudio.Backend.JACK,  # prints if not running; its users have PulseAudio or ALSA too
}

_AlsaHandler = ctypes.CFUNCTYPE(
    None, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p
)
_SILENT = _AlsaHandler(lambda *_: None)
"""Must live as long as the process: ALSA may call it at any time."""


class Player:
    """Plays sounds one after the other, each as soon as the previous one has ended.

    Times are counts of samples that the card has taken since the start. Thread-safe, but ``open``
    and ``close`` must be called by one thread only.
    """

    def __init__(self, backends: Sequence[miniaudio.Backend] | None = None) -> None:
        """backends: where to play; None for any real sound card."""
        self._backends = backends
        self._device: miniaudio.PlaybackDevice | None = None
        self._lock = threading.Lock()
        self._timeline = Timeline()
        self.now = 0
        """Number of samples the card has taken."""
        self._asked_at_s = 0.0
        self._tried_at_s = -_RETRY_S

    @property
    def is_open(self) -> bool:
        """Whether a card is open."""
        return self._device is not None

    @property
    def is_sounding(self) -> bool:
        """Whether a sound is playing or queued."""
        with self._lock:
            return self._timeline.end > self.now

    def open(self) -> bool:
        """Opens a card if none is open or it was lost; returns whether there is one.

        May take a moment; a missing card is searched for at most every few seconds.
        """
        now_s = time.monotonic()
        if self._device is not None and now_s - self._asked_at_s < _LOST_S:
            return True
        if now_s - self._tried_at_s < _RETRY_S:
            return self._device is not None
        self._tried_at_s = now_s
        self.close()
        self.cut()  # overdue sounds are not played on the next card
        try:
            self._start()
        except miniaudio.MiniaudioError:
            self.close()
        return self._device is not None

    def add(self, samples: Samples, wanted: int) -> None:
        """Plays the samples once ``now`` has reached ``wanted`` and earlier sounds have ended."""
        with self._lock:
            self._timeline.add(samples, wanted, self.now)

    def is_stale(self, wanted: int) -> bool:
        """Whether a sound wanted at that time would begin too late to be still true."""
        with self._lock:
            return self._timeline.is_stale(wanted, self.now)

    def cut(self) -> None:
        """Stops all sound at once."""
        with self._lock:
            self._timeline.cut(self.now)

    def close(self) -> None:
        """Closes the card."""
        if self._device is not None:
            self._device.close()
            self._device = None

    def _start(self) -> None:
        backends = self._backends
        if backends is None:
            _silence_alsa()
            backends = [b for b in miniaudio.get_enabled_backends() if b not in _NOT_CARDS]
            backends.sort(key=lambda backend: int(backend.value))
        self._device = miniaudio.PlaybackDevice(
            output_format=miniaudio.SampleFormat.SIGNED16,
            nchannels=1,
            sample_rate=RATE_HZ,
            buffersize_msec=_PERIOD_MS,
            backends=list(backends),
            app_name="formcheck",
        )
        self._asked_at_s = time.monotonic()
        sound = self._stream_samples()
        next(sound)
        self._device.start(sound)

    def _stream_samples(self) -> Generator[bytes, int, None]:
        count = yield b""
        while True:
            with self._lock:
                block = self._timeline.read(self.now, count)
                self.now += count
                self._timeline.forget(self.now)
            self._asked_at_s = time.monotonic()
            count = yield block.tobytes()


def _silence_alsa() -> None:
    """Keeps ALSA from printing on the terminal which devices it did not find."""
    with suppress(OSError):
        ctypes.CDLL("libasound.so.2").snd_lib_error_set_handler(_SILENT)

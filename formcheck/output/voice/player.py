"""One sound card for tones and speech."""

import ctypes
import threading
import time
from collections.abc import Generator, Sequence
from contextlib import suppress

import miniaudio

from formcheck.output.voice.timeline import RATE_HZ, Samples, Timeline

_PERIOD_MS = 50
"""Sound given to the card at once. Three such blocks are queued: 0.15 s from cut to silence."""
_LOST_S = 2.0
"""A card that asked for nothing for this long is gone: unplugged, or its server stopped."""
_RETRY_S = 5.0

_NOT_CARDS = {
    miniaudio.Backend.NULL,  # plays into nothing
    miniaudio.Backend.CUSTOM,
    miniaudio.Backend.JACK,  # prints when it does not run; who runs it has PulseAudio or ALSA too
}

_AlsaHandler = ctypes.CFUNCTYPE(
    None, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p
)
_SILENT = _AlsaHandler(lambda *_: None)
"""Kept for as long as the process lives: ALSA calls it at any time."""


class Player:
    """Plays sounds one after the other, each as soon as the one before has ended.

    Its time is in samples that the card has taken since the start. Methods may be called by any
    thread; ``open`` and ``close`` by one only.
    """

    def __init__(self, backends: Sequence[miniaudio.Backend] | None = None) -> None:
        """backends: where to play; None is any real sound card."""
        self._backends = backends
        self._device: miniaudio.PlaybackDevice | None = None
        self._lock = threading.Lock()
        self._timeline = Timeline()
        self.now = 0
        """How many samples the card has taken."""
        self._asked_at_s = 0.0
        self._tried_at_s = -_RETRY_S

    @property
    def is_open(self) -> bool:
        """Whether there is a card."""
        return self._device is not None

    @property
    def is_sounding(self) -> bool:
        """Whether something is still to be heard."""
        with self._lock:
            return self._timeline.end > self.now

    def open(self) -> bool:
        """Whether a card is there and takes sound; opens it, or another when it was lost.

        May take a moment, and looks for a lost card at most every few seconds.
        """
        now_s = time.monotonic()
        if self._device is not None and now_s - self._asked_at_s < _LOST_S:
            return True
        if now_s - self._tried_at_s < _RETRY_S:
            return self._device is not None
        self._tried_at_s = now_s
        self.close()
        self.cut()  # what is late by now is not played on the next card
        try:
            self._start()
        except miniaudio.MiniaudioError:
            self.close()
        return self._device is not None

    def add(self, samples: Samples, wanted: int) -> None:
        """Plays the samples once ``now`` has reached ``wanted`` and nothing else sounds."""
        with self._lock:
            self._timeline.add(samples, wanted, self.now)

    def is_stale(self, wanted: int) -> bool:
        """Whether a sound wanted at that time would come too late to be true."""
        with self._lock:
            return self._timeline.is_stale(wanted, self.now)

    def cut(self) -> None:
        """Silence at once."""
        with self._lock:
            self._timeline.cut(self.now)

    def close(self) -> None:
        """Releases the card."""
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
    """Keeps ALSA from printing on the user's terminal which devices it did not find."""
    with suppress(OSError):
        ctypes.CDLL("libasound.so.2").snd_lib_error_set_handler(_SILENT)

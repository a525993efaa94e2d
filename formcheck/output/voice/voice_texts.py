"""All messages about what can't be heard, in English; the keys of translations."""

NO_CARD = "No sound device responds, so nothing can be heard: everything that matters is on screen."
NO_START = "The speech engine does not start, so nothing is spoken."
SILENT_ENGINE = "The speech engine gives no sound, so nothing is spoken."
NO_VOICE = (
    "There is no voice for this language, so nothing is spoken: "
    "install one in the system's settings for speech."
)
NO_LINUX_ENGINE = (
    "There is no speech engine, so nothing is spoken: "
    "install one with `sudo apt-get install espeak-ng` or your system's equivalent."
)
NO_SYSTEM_SPEECH = (
    "The system's speech does not start, so nothing is spoken: "
    "look at the system's settings for speech."
)

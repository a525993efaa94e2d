"""Every sentence of this package, in English. Translations use them as keys."""

SHOWN = "Reminders are shown as notifications."

# Why no notification can be shown
NO_ANSWER = "The notification service does not answer, so reminders show in the terminal only."
NO_SERVICE = (
    "No notification service answers, so reminders show in the terminal only: "
    "start one, such as dunst, or use a desktop that has one."
)
NO_BUS = (
    "There is no D-Bus session, so reminders show in the terminal only: "
    "start formcheck from within your desktop."
)
NOT_HERE = "This system shows no notifications, so reminders show in the terminal only."
NOT_ALLOWED = (
    "Notifications are turned off for formcheck, so reminders show in the terminal only: "
    "allow them in the system's settings."
)
NO_BUNDLE = (
    "macOS shows notifications only of a Python that is an app, such as the one from python.org, "
    "so reminders show in the terminal only."
)

# What can be known, and what can't
ALL_SEEN = "Calls, full screen, do not disturb and the screen lock are detected."
BLIND_CAMERA = "Whether another program uses a camera can't be detected here."
BLIND_MICROPHONE = "Whether a program listens to the microphone can't be detected here."
BLIND_PACTL = (
    "Whether a program listens to the microphone can't be detected without `pactl`: "
    "install the package pulseaudio-utils."
)
BLIND_FULL_SCREEN = "Full screen can't be detected here."
BLIND_WAYLAND = "Full screen can't be detected under Wayland."
BLIND_DISTURB = "Do not disturb can't be detected here."
BLIND_LOCKED = "The screen lock can't be detected here."
BLIND_MAC_CAMERA = "Which program uses a camera can't be detected on macOS."
BLIND_WINDOWS_DISTURB = "Do not disturb can't be detected on Windows."

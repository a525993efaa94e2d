"""The person's desktop: notifications in; calls, full screen, do-not-disturb out."""

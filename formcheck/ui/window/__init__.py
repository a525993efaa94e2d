"""The native window of a live session. Empty on purpose: an import must not load cv2's window."""

"""The native window of a live session. Empty on purpose: cv2's window loads with the module."""

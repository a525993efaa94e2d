"""The native window of a live session. Empty on purpose: its modules load cv2's window."""

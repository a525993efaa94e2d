"""The one loop, from detections to what a session came to."""

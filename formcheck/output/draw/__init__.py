"""Draws the skeleton, cues and hold ring on frames, the same way in videos and windows."""

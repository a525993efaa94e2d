"""Sitting posture through the day: features, baseline, states, nudges, breaks, the day. Pure."""

"""Sitting posture through the working day: features, baseline, states, nudges, breaks, the day.

Pure: values in, values out. Callers provide cameras, clocks, files and notifications.
"""

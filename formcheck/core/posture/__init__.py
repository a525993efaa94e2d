"""Sitting posture through the working day: features, baseline, states, nudges, breaks, the day.

Pure: values in, values out. Cameras, clocks, files and notifications are the shell's.
"""

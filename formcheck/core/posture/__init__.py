"""Sitting posture through the working day: bearing, baseline, states, nudges, breaks, the day.

Pure: values in, values out. Cameras, clocks, files and notifications are the shell's.
"""

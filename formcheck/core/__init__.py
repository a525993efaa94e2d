"""Bodies, stretches and sessions: values in, values out; no files, no clock, no threads."""

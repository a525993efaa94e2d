"""All judging and deciding: values in, values out; no files, no clock, no threads."""

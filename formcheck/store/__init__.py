"""The history on this machine: stores and reads sessions and sitting, but no pictures."""

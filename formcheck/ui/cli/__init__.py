"""The commands. What they load, they load when they run: help must be quick."""

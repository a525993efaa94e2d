"""The ways to use it: commands, keys, clicks and files in; what engine and outputs give out."""

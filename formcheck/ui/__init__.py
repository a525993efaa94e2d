"""The user interfaces: commands, keys and clicks in; what the engine and the outputs give out."""

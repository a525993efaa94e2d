"""Thousands of inputs on many processes: what is to be done, who does it, what it came to."""

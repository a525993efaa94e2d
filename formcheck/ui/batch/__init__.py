"""Batches: thousands of inputs, judged by many processes, with a table and a summary."""

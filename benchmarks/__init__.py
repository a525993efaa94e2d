"""The benchmarks, one folder for each: ``python -m benchmarks.NAME``.

In a folder ``truth`` reads the true values, ``judge`` asks formcheck, ``score`` compares the two
and ``report`` writes the page in ``docs/``. docs/benchmarks.md lists them with their commands.
"""

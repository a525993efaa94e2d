"""What is measured, one folder for each benchmark: ``python -m benchmarks.NAME``.

In a folder ``truth`` reads what is true, ``judge`` asks formcheck, ``score`` compares the two and
``report`` writes the page in ``docs/``. docs/benchmarks.md lists them with their commands.
"""

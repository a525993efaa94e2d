"""The benchmarks, one package for each: ``python -m benchmarks.NAME``.

In a package ``truth`` reads the true values, ``judge`` runs formcheck, ``score`` compares the two
and ``report`` writes the page in ``docs/``. docs/benchmarks.md lists them with their commands.
"""

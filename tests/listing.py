"""Every sentence of a module, for the tests that read them."""

from collections.abc import Mapping


def list_sentences(module: Mapping[str, object]) -> frozenset[str]:
    """Every sentence in a module's constants, which are given as its ``globals()``."""
    found: set[str] = set()
    for name, value in module.items():
        if not name.isupper():
            continue
        if isinstance(value, str):
            found.add(value)
        elif isinstance(value, Mapping):
            found.update(text for text in value.values() if isinstance(text, str))
        elif isinstance(value, tuple):
            found.update(text for text in value if isinstance(text, str))
    return frozenset(found)

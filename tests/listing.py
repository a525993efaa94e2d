"""Lists a module's sentences for the tests that check them."""

from collections.abc import Mapping


def list_sentences(module: Mapping[str, object]) -> frozenset[str]:
    """Returns every sentence in a module's constants, given as its ``globals()``."""
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

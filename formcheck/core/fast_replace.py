"""`dataclasses.replace` in a sixth of the time, for states that every frame changes."""

from __future__ import annotations

import dataclasses
from functools import cache
from typing import TYPE_CHECKING, Any

__all__ = ["replace"]

if TYPE_CHECKING:
    from dataclasses import replace
else:

    def replace(value: Any, /, **changes: Any) -> Any:
        """Returns the value with some fields changed. Raises TypeError for a name that is no field.

        Values of classes with slots or ``__post_init__`` go through ``dataclasses.replace``.
        """
        names = _find_fields(type(value))
        if names is None:
            return dataclasses.replace(value, **changes)
        fields = value.__dict__
        if len(fields) != len(names):  # the rest are values of cached properties
            fields = {name: fields[name] for name in names}
        changed = object.__new__(type(value))
        changed.__dict__.update(fields)
        changed.__dict__.update(changes)
        if len(changed.__dict__) != len(names):
            unknown = ", ".join(sorted(changes.keys() - set(names)))
            raise TypeError(f"{type(value).__name__} has no field {unknown}")
        return changed


@cache
def _find_fields(kind: type) -> tuple[str, ...] | None:
    """Returns the fields of a class without slots, ``__post_init__`` or init=False; else None."""
    fields = dataclasses.fields(kind)
    takes_all = all(field.init for field in fields) and not hasattr(kind, "__post_init__")
    has_slots = any("__slots__" in one.__dict__ for one in kind.__mro__)
    return tuple(field.name for field in fields) if takes_all and not has_slots else None

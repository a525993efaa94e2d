"""Fast replacement of dataclass fields behaves like `dataclasses.replace`."""

import dataclasses
from dataclasses import dataclass
from functools import cached_property

import pytest

from formcheck.core.fast_replace import replace


@dataclass(frozen=True)
class Plain:
    a: int
    b: tuple[int, ...] = ()

    @cached_property
    def double(self) -> int:
        return 2 * self.a


@dataclass(frozen=True, slots=True)
class Slotted:
    a: int
    b: tuple[int, ...] = ()


@dataclass(frozen=True)
class Checked:
    a: int
    b: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if self.a < 0:
            raise ValueError("negative")


@pytest.mark.parametrize("kind", [Plain, Slotted, Checked])
def test_it_gives_what_the_standard_library_gives(kind: type[Plain]) -> None:
    value = kind(1, (2,))
    for changes in ({}, {"a": 5}, {"a": 5, "b": (6,)}):
        changed = replace(value, **changes)  # type: ignore[arg-type]
        assert changed == dataclasses.replace(value, **changes)  # type: ignore[arg-type]
        assert value == kind(1, (2,))


@pytest.mark.parametrize("kind", [Plain, Slotted, Checked])
def test_a_name_that_is_no_field_is_refused(kind: type[Plain]) -> None:
    with pytest.raises(TypeError, match="wrong"):
        replace(kind(1), wrong=2)  # type: ignore[call-arg]


def test_what_was_worked_out_from_old_fields_is_not_kept() -> None:
    value = Plain(1)
    assert value.double == 2
    assert replace(value, a=5).double == 10


def test_what_is_checked_when_made_is_checked() -> None:
    with pytest.raises(ValueError, match="negative"):
        replace(Checked(1), a=-1)

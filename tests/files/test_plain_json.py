import math

import pytest

from formcheck.files.plain_json import format_json, parse_json


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_what_is_no_json_is_not_written(number: float) -> None:
    with pytest.raises(ValueError, match="JSON"):
        format_json({"held_s": [number]})


@pytest.mark.parametrize(
    "text", ["", "{", '{"a": NaN}', "[-Infinity]", "[1e999]", "[" * 100_000, "9" * 5000]
)
def test_what_is_no_json_is_not_read(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - each has words of its own
        parse_json(text)


def test_what_is_written_comes_back() -> None:
    value = {"title": "Übung", "held_s": [1.5, None, True]}
    assert parse_json(format_json(value)) == parse_json(format_json(value, indent=2)) == value

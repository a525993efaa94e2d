"""The one door for what stands in addresses and headers: their fields, and numbers in them."""

from __future__ import annotations

from urllib.parse import parse_qsl


def whole_number(text: str, most: int) -> int | None:
    """The number that the digits are, None where they are none or it is above most."""
    if not (text.isascii() and text.isdecimal()) or len(text) > len(str(most)):
        return None  # longer than Python reads
    number = int(text)
    return number if number <= most else None


def fields(query: bytes, name: str) -> list[str]:
    """The values of all fields of that name in the query of an address."""
    return [value for key, value in parse_qsl(query.decode("latin-1")) if key == name]

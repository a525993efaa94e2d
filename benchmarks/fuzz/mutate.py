"""Random damage to bytes and text, reproducible from the random generator."""

from random import Random

_EXTREMES = (0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)
_WIDTHS = (1, 2, 4, 8)
_MOST_BYTES = 4_000_000
"""Limit on the size of mutated data: the subject is damage, not size."""
WORDS = (
    "nan", "-nan", "inf", "-inf", "1e999", "-1e308", "0", "-1", "1e-320", "9" * 5000,
    "0x" + "f" * 5000, "-9223372036854775809", "[" * 3000, "{a=" * 1000, '""', '"\\u001b[31m"',
    "true", "0001-01-01T00:00:00-23:59", "9999-12-31", "[[]]", "{}", '"' + "x" * 20000 + '"',
    "'''", '"""', "#", "=", "]", "\n[a.b.c]\n", "\r", "\x00", "\ufeff", "\u202e", "null",
)  # fmt: skip
"""Words with a meaning in TOML or JSON, and extreme values."""


def damage_bytes(data: bytes, random: Random) -> bytes:
    """Returns the bytes with one to eight mutations."""
    changed = bytearray(data)
    for _ in range(random.choice((1, 1, 1, 2, 3, 8))):
        random.choice(_DAMAGES)(changed, random)
    return bytes(changed[:_MOST_BYTES])


def damage_text(text: str, random: Random) -> str:
    """Returns the text with one to four mutations of words, lines and values."""
    rows = text.splitlines()
    for _ in range(random.choice((1, 1, 1, 2, 4))):
        random.choice(_EDITS)(rows, random)
    return "\n".join(rows)


def _flip_bit(data: bytearray, random: Random) -> None:
    if data:
        data[random.randrange(len(data))] ^= 1 << random.randrange(8)


def _put_byte(data: bytearray, random: Random) -> None:
    if data:
        data[random.randrange(len(data))] = random.randrange(256)


def _put_extreme(data: bytearray, random: Random) -> None:
    """Overwrites some bytes with an extreme number, in either byte order."""
    width = random.choice(_WIDTHS)
    if len(data) >= width:
        at = random.randrange(len(data) - width + 1)
        number = random.choice(_EXTREMES) & ((1 << 8 * width) - 1)
        data[at : at + width] = number.to_bytes(width, random.choice(("little", "big")))


def _cut_end(data: bytearray, random: Random) -> None:
    del data[random.randrange(len(data) + 1) :]


def _cut_piece(data: bytearray, random: Random) -> None:
    begin, end = _draw_span(data, random)
    del data[begin:end]


def _blank_piece(data: bytearray, random: Random) -> None:
    begin, end = _draw_span(data, random)
    data[begin:end] = bytes(end - begin)


def _repeat_piece(data: bytearray, random: Random) -> None:
    begin, end = _draw_span(data, random)
    data[end:end] = bytes(data[begin:end]) * random.choice((1, 2, 50))


def _move_piece(data: bytearray, random: Random) -> None:
    begin, end = _draw_span(data, random)
    piece = bytes(data[begin:end])
    del data[begin:end]
    at = random.randrange(len(data) + 1)
    data[at:at] = piece


def _insert_noise(data: bytearray, random: Random) -> None:
    at = random.randrange(len(data) + 1)
    data[at:at] = random.randbytes(random.choice((1, 4, 64, 1000)))


def _draw_span(data: bytearray, random: Random) -> tuple[int, int]:
    begin = random.randrange(len(data) + 1)
    return begin, min(len(data), begin + random.choice((1, 4, 16, 256, 4096)))


_DAMAGES = (
    _flip_bit, _flip_bit, _put_byte, _put_extreme, _put_extreme, _cut_end, _cut_piece,
    _blank_piece, _repeat_piece, _move_piece, _insert_noise,
)  # fmt: skip


def _replace_value(rows: list[str], random: Random) -> None:
    places = [place for place, row in enumerate(rows) if "=" in row]
    if places:
        place = random.choice(places)
        rows[place] = f"{rows[place].split('=')[0]}= {random.choice(WORDS)}"


def _insert_word(rows: list[str], random: Random) -> None:
    if rows:
        place = random.randrange(len(rows))
        at = random.randrange(len(rows[place]) + 1)
        rows[place] = rows[place][:at] + random.choice(WORDS) + rows[place][at:]


def _drop_row(rows: list[str], random: Random) -> None:
    if rows:
        del rows[random.randrange(len(rows))]


def _repeat_row(rows: list[str], random: Random) -> None:
    if rows:
        place = random.randrange(len(rows))
        rows[place:place] = [rows[place]] * random.choice((1, 2, 300))


def _move_row(rows: list[str], random: Random) -> None:
    if rows:
        row = rows.pop(random.randrange(len(rows)))
        rows.insert(random.randrange(len(rows) + 1), row)


def _change_number(rows: list[str], random: Random) -> None:
    places = [place for place, row in enumerate(rows) if any(c.isdigit() for c in row)]
    if places:
        place = random.choice(places)
        digits = [at for at, c in enumerate(rows[place]) if c.isdigit()]
        at = random.choice(digits)
        new = random.choice(("0", "9", "99999", "-1", "1e9", "0.0", ".5"))
        rows[place] = rows[place][:at] + new + rows[place][at + 1 :]


_EDITS = (
    _replace_value, _replace_value, _insert_word, _drop_row, _repeat_row, _move_row,
    _change_number, _change_number,
)  # fmt: skip

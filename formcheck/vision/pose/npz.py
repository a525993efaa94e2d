"""Arrays out of an npz file that somebody else may have made: exactly those that are expected.

numpy's own reader takes any zip that Python reads, believes every size that a file claims, and
evaluates the text in front of an array. This one knows what ``np.savez_compressed`` writes, and
reads nothing before its size is known to fit.
"""

from __future__ import annotations

import math
import re
import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_END = struct.Struct("<4s4H2LH")
_ENTRY = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_STORED, _DEFLATED = 0, 8
_NPY = b"\x93NUMPY\x01\x00"
_HEADER = re.compile(
    rb"\{'descr': '(<[fiU]\d{1,4})', 'fortran_order': False, 'shape': \(([\d, ]{0,40})\), \} *\n"
)
ANY_TEXT = "<U"
"""Text of any length, for ``Wanted``."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an array must be: its type as numpy writes it, and its shape, None for any length."""

    dtype: str
    shape: tuple[int | None, ...]
    optional: bool = False


def read_arrays(
    data: bytes, wanted: Mapping[str, Wanted], most_bytes: int
) -> dict[str, NDArray[np.generic]]:
    """The wanted arrays by name; only optional ones may lack.

    Raises ValueError, with a reason, for everything that ``np.savez`` and ``np.savez_compressed``
    do not write, for arrays that are not wanted or of another type or shape, and when they take
    more than most_bytes together.
    """
    try:
        members = _members(data, most_bytes)
        arrays = {name: _array(member, wanted[name]) for name, member in members.items()}
    except (struct.error, zlib.error) as error:
        raise ValueError("it is cut off or changed") from error
    except KeyError as error:
        raise ValueError(f"it has a part {error} that is not known") from error
    for name, one in wanted.items():
        if name not in arrays and not one.optional:
            raise ValueError(f"its part {name!r} is missing")
    return arrays


def _members(data: bytes, most_bytes: int) -> dict[str, bytes]:
    """The files in the zip by name, without the ending .npy."""
    end = len(data) - _END.size
    mark, *_, count, _, at, _ = _END.unpack_from(data, max(0, end))
    if mark != b"PK\x05\x06":
        raise ValueError("it is cut off, or no npz")
    found: dict[str, bytes] = {}
    for _ in range(count):
        entry = _ENTRY.unpack_from(data, at)
        mark, _, _, flags, method, _, _, check, packed, size, *lengths, _, _, _, local = entry
        name = data[at + _ENTRY.size : at + _ENTRY.size + lengths[0]].decode("ascii")
        at += _ENTRY.size + sum(lengths)
        most_bytes -= size
        usual = mark == b"PK\x01\x02" and flags == 0 and name.endswith(".npy")
        if not usual or name.removesuffix(".npy") in found:
            raise ValueError("its table of contents is damaged")
        if most_bytes < 0:
            raise ValueError("it is too large")
        mark, *_, name_length, extra_length = _LOCAL.unpack_from(data, local)
        begin = local + _LOCAL.size + name_length + extra_length
        member = _unpacked(data[begin : begin + packed], method, size)
        if mark != b"PK\x03\x04" or len(member) != size or zlib.crc32(member) != check:
            raise ValueError(f"its part {name!r} is damaged")
        found[name.removesuffix(".npy")] = member
    return found


def _unpacked(packed: bytes, method: int, size: int) -> bytes:
    """What was packed, never more than one byte beyond the size that it should have."""
    if method == _STORED:
        return packed
    if method != _DEFLATED:
        raise ValueError("it is packed in a way that is not known")
    return zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, size + 1)


def _array(member: bytes, wanted: Wanted) -> NDArray[np.generic]:
    (length,) = struct.unpack_from("<H", member, len(_NPY))
    begin = len(_NPY) + 2 + length
    header = _HEADER.fullmatch(member[len(_NPY) + 2 : begin])
    if not member.startswith(_NPY) or header is None:
        raise ValueError("it holds something other than plain numbers and text")
    dtype, shape = header[1].decode(), tuple(int(n) for n in header[2].split(b",") if n.strip())
    is_kind = dtype == wanted.dtype or (dtype.startswith(wanted.dtype) and wanted.dtype == ANY_TEXT)
    is_shape = len(shape) == len(wanted.shape) and all(
        length in {own, None} for own, length in zip(shape, wanted.shape, strict=True)
    )
    if not is_kind or not is_shape:
        raise ValueError(f"it holds {dtype} {shape} where {wanted.dtype} {wanted.shape} belongs")
    kind = np.dtype(dtype)
    if len(member) - begin != math.prod(shape) * kind.itemsize:
        raise ValueError("it holds less or more numbers than it says")
    if wanted.dtype == ANY_TEXT:
        member[begin:].decode("utf-32-le", "surrogatepass")  # ValueError for what is no text
    return np.frombuffer(member, kind, offset=begin).reshape(shape)

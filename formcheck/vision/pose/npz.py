"""Reads an npz file of unknown origin: only the expected arrays.

numpy's own reader believes every size that a file claims, and evaluates the text in front of an
array. This one knows what ``np.savez_compressed`` writes, and reads nothing before its size is
known to fit.
"""

from __future__ import annotations

import io
import math
import re
import struct
import zipfile
import zlib
from collections.abc import Container, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_NPY = b"\x93NUMPY\x01\x00"
_HEADER = re.compile(
    rb"\{'descr': '(<[fiU]\d{1,4})', 'fortran_order': False, 'shape': \(([\d, ]{0,40})\), \} *\n"
)
ANY_TEXT = "<U"
"""Text of any length, for ``ArraySpec``."""


@dataclass(frozen=True, slots=True)
class ArraySpec:
    """What an array must be: its type as numpy writes it, and its shape, None for any length."""

    dtype: str
    shape: tuple[int | None, ...]
    optional: bool = False


def read_arrays(
    data: bytes, wanted: Mapping[str, ArraySpec], most_bytes: int
) -> dict[str, NDArray[np.generic]]:
    """The wanted arrays by name; only optional ones may be missing. No others are read.

    Raises ValueError, with a reason, for everything that ``np.savez`` and ``np.savez_compressed``
    do not write, for arrays of another type or shape, and when they take more than most_bytes
    together.
    """
    try:
        members = _members(data, wanted, most_bytes)
        arrays = {name: _array(member, wanted[name]) for name, member in members.items()}
    except (struct.error, zlib.error, zipfile.BadZipFile, EOFError, NotImplementedError) as error:
        raise ValueError("it is cut off or changed") from error
    for name, one in wanted.items():
        if name not in arrays and not one.optional:
            raise ValueError(f"its part {name!r} is missing")
    return arrays


def _members(data: bytes, wanted: Container[str], most_bytes: int) -> dict[str, bytes]:
    """The wanted parts of the zip by name, none read beyond the size that it should have."""
    found: dict[str, bytes] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        for part in packed.infolist():
            name = part.filename.removesuffix(".npy")
            if name not in wanted:
                continue
            most_bytes -= part.file_size
            usual = part.flag_bits == 0 and part.compress_type in _METHODS
            if not usual or name == part.filename or name in found:
                raise ValueError("its table of contents is damaged")
            if most_bytes < 0:
                raise ValueError("it is too large")
            with packed.open(part) as member:
                found[name] = member.read(part.file_size)
            if len(found[name]) != part.file_size:
                raise ValueError(f"its part {name!r} is damaged")
    return found


def _array(member: bytes, wanted: ArraySpec) -> NDArray[np.generic]:
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

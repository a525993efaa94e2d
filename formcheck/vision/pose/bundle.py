"""Pose model bundles (``.task``): an uncompressed zip of two TFLite models.

The build hook reads this file too, in an environment that has nothing else of formcheck: standard
library only.
"""

from __future__ import annotations

import io
import struct
import zipfile

_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
_ZIP_HEADER_BYTES = 30
"""Length of a zip entry's local header before its name (PKWARE APPNOTE 4.3.7)."""
_EXTRA_HEADER = struct.Struct("<HH")
_EXTRA_ID = 0xD935
"""The extra field that Android's zipalign pads with; readers skip it."""
BUFFER_ALIGNMENT = 16
"""TFLite maps weights in place only at this alignment (schema.fbs: ``force_align: 16``)."""

_LANDMARKS_NETWORK = "pose_landmarks_detector.tflite"
# Numbers of fields in TFLite's schema.fbs.
_MODEL_SUBGRAPHS = 2
_TENSORS, _INPUTS, _OUTPUTS, _OPERATORS = range(4)
_OPERATOR_INPUTS, _OPERATOR_OUTPUTS = 1, 2
_TENSOR_SHAPE = 0


def write_bundle(networks: dict[str, bytes]) -> bytes:
    """Returns the bundle of the models, by name: the same bytes on every machine."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as out:
        for name, data in networks.items():
            entry = zipfile.ZipInfo(name, date_time=_ZIP_TIME)
            entry.create_system = 3  # part of the bytes: the same on every system
            entry.extra = _pad(packed.tell() + _ZIP_HEADER_BYTES + len(name))
            out.writestr(entry, data)
    return packed.getvalue()


def _pad(offset: int) -> bytes:
    """Returns an ignored zip extra field that aligns the data after it in the file."""
    fill = -(offset + _EXTRA_HEADER.size) % BUFFER_ALIGNMENT
    return _EXTRA_HEADER.pack(_EXTRA_ID, fill) + bytes(fill)


def remove_mask_layers(bundle: bytes) -> bytes:
    """Returns the bundle without the segmentation layers, a third of the model's work.

    MediaPipe runs them even if no segmentation mask is requested. Landmarks stay bit-identical. A
    bundle that is built differently from MediaPipe's is returned unchanged.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(bundle)) as stored:
            if any(entry.compress_type != zipfile.ZIP_STORED for entry in stored.infolist()):
                return bundle
            networks = {entry.filename: stored.read(entry) for entry in stored.infolist()}
        network = _FlatBuffer(networks[_LANDMARKS_NETWORK])
        _remove_mask(network)
    except (zipfile.BadZipFile, struct.error, LookupError, ValueError):
        return bundle
    networks[_LANDMARKS_NETWORK] = bytes(network.data)
    return write_bundle(networks)


def _remove_mask(network: _FlatBuffer) -> None:
    """Raises ValueError unless exactly one output has the size of the input image."""
    (graph,) = network.list_tables(network.root, _MODEL_SUBGRAPHS)
    tensors = network.list_tables(graph, _TENSORS)
    (picture,) = network.read_integers(graph, _INPUTS)
    size = network.read_integers(tensors[picture], _TENSOR_SHAPE)[:3]
    outputs = network.read_integers(graph, _OUTPUTS)
    (mask,) = (o for o in outputs if network.read_integers(tensors[o], _TENSOR_SHAPE) == (*size, 1))
    wanted = {output for output in outputs if output != mask}
    operators = []
    for operator in reversed(network.list_tables(graph, _OPERATORS)):
        if wanted.intersection(network.read_integers(operator, _OPERATOR_OUTPUTS)):
            wanted.update(network.read_integers(operator, _OPERATOR_INPUTS))
            operators.append(operator)
    network.shorten_tables(graph, _OPERATORS, operators[::-1])
    stand_in = next(output for output in outputs if output != mask)  # MediaPipe counts the outputs
    network.replace_integers(graph, _OUTPUTS, [stand_in if o == mask else o for o in outputs])


class _FlatBuffer:
    """A FlatBuffer whose vectors can be edited; tables are byte offsets. Raises struct.error."""

    def __init__(self, data: bytes) -> None:
        self.data = bytearray(data)
        self.root = self._follow(0)

    def read_integers(self, table: int, field: int) -> tuple[int, ...]:
        """Returns a vector of 32-bit integers; empty if the field is missing."""
        begin, count = self._find_vector(table, field)
        return struct.unpack_from(f"<{count}i", self.data, begin)

    def replace_integers(self, table: int, field: int, values: list[int]) -> None:
        begin, count = self._find_vector(table, field)
        struct.pack_into(f"<{count}i", self.data, begin, *values)

    def list_tables(self, table: int, field: int) -> list[int]:
        begin, count = self._find_vector(table, field)
        offsets = struct.unpack_from(f"<{count}I", self.data, begin)
        return [begin + 4 * place + offset for place, offset in enumerate(offsets)]

    def shorten_tables(self, table: int, field: int, kept: list[int]) -> None:
        begin, _ = self._find_vector(table, field)
        offsets = (one - (begin + 4 * place) for place, one in enumerate(kept))
        struct.pack_into(f"<{len(kept) + 1}I", self.data, begin - 4, len(kept), *offsets)

    def _find_vector(self, table: int, field: int) -> tuple[int, int]:
        (back,) = struct.unpack_from("<i", self.data, table)
        fields = table - back
        (size,) = struct.unpack_from("<H", self.data, fields)
        at = 4 + 2 * field
        (place,) = struct.unpack_from("<H", self.data, fields + at) if at < size else (0,)
        if not place:
            return 4, 0
        vector = self._follow(table + place)
        (count,) = struct.unpack_from("<I", self.data, vector)
        return vector + 4, count

    def _follow(self, place: int) -> int:
        (offset,) = struct.unpack_from("<I", self.data, place)
        return place + int(offset)

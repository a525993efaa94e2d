"""Builds the ``full`` pose bundle (``.task``) from the two networks in a pinned mediapipe wheel.

A bundle is an uncompressed zip of two TFLite models, each with a ``TFLITE_METADATA`` entry that
tells the reader how to scale its input image. The flatbuffers classes that read and write both
formats lie in the same wheel; they are run from there and only after its hash was checked.
The result is the same bytes on every machine: fixed order, fixed timestamps, no compression.
"""

import hashlib
import types
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import flatbuffers

from formcheck.vision.pose.bundle import BUFFER_ALIGNMENT, write_bundle
from formcheck.vision.pose.registry import BUILT_FULL_SHA256

WHEEL_REQUIREMENT = "mediapipe==0.10.21"
WHEEL_PLATFORM = ("3.11", "manylinux_2_28_x86_64")
WHEEL_SHA256 = "05dc4a9e593655a79558d05d6227d31018c2537a4bd3362b51e230cf22aecfe3"

_SCHEMA = "mediapipe/tasks/metadata/schema_py_generated.py"
_METADATA_SCHEMA = "mediapipe/tasks/metadata/metadata_schema_py_generated.py"
_MODEL_IDENTIFIER = b"TFL3"
_METADATA_IDENTIFIER = b"M001"


class BundleError(Exception):
    """The bundle could not be made; the text says what did not match."""


@dataclass(frozen=True, slots=True)
class Network:
    """One TFLite model: where it lies in the wheel, its name in the bundle, its input's scale.

    A pixel value p of 0..255 becomes (p - mean) / std, which lies in low..high.
    """

    member: str
    sha256: str
    name: str
    mean: float
    std: float
    low: float
    high: float


NETWORKS = (
    Network(
        member="mediapipe/modules/pose_detection/pose_detection.tflite",
        sha256="9ba9dd3d42efaaba86b4ff0122b06f29c4122e756b329d89dca1e297fd8f866c",
        name="pose_detector.tflite",
        mean=127.5,
        std=127.5,
        low=-1.0,
        high=1.0,
    ),
    Network(
        member="mediapipe/modules/pose_landmark/pose_landmark_full.tflite",
        sha256="e9a5c5cb17f736fafd4c2ec1da3b3d331d6edbe8a0d32395855aeb2cdfd64b9f",
        name="pose_landmarks_detector.tflite",
        mean=0.0,
        std=255.0,
        low=0.0,
        high=1.0,
    ),
)


class _AlignedBuilder(flatbuffers.Builder):  # type: ignore[misc]
    """A builder that keeps byte vectors aligned; the Python packer forgets ``force_align``."""

    def StartVector(self, elemSize: int, numElems: int, alignment: int) -> int:  # noqa: N802, N803
        if elemSize == 1:
            alignment = max(alignment, BUFFER_ALIGNMENT)
        return int(super().StartVector(elemSize, numElems, alignment))


def sha256_of(data: bytes) -> str:
    """The SHA-256 of data as lower-case hex."""
    return hashlib.sha256(data).hexdigest()


def bundle_from_wheel(wheel: Path) -> bytes:
    """The bytes of the bundle, checked against BUILT_FULL_SHA256.

    Raises BundleError when the wheel, a network in it or the result is not the pinned one.
    """
    _expect(sha256_of(wheel.read_bytes()), WHEEL_SHA256, wheel.name)
    networks = {}
    with zipfile.ZipFile(wheel) as source:
        schema = _module(source, _SCHEMA)
        metadata_schema = _module(source, _METADATA_SCHEMA)
        for network in NETWORKS:
            raw = source.read(network.member)
            _expect(sha256_of(raw), network.sha256, network.member)
            networks[network.name] = _with_metadata(raw, network, schema, metadata_schema)
    bundle = write_bundle(networks)
    _expect(sha256_of(bundle), BUILT_FULL_SHA256, "the pose bundle made from it")
    return bundle


def _expect(found: str, wanted: str, what: str) -> None:
    if found != wanted:
        raise BundleError(f"{what} has sha256 {found}, expected {wanted}")


def _module(wheel: zipfile.ZipFile, member: str) -> Any:
    module = types.ModuleType(member.rsplit("/", 1)[1].removesuffix(".py"))
    exec(compile(wheel.read(member), member, "exec"), module.__dict__)  # noqa: S102
    return module


def _with_metadata(raw: bytes, network: Network, schema: Any, metadata_schema: Any) -> bytes:
    """The TFLite model with one more buffer, the metadata, and an entry that points at it."""
    model = schema.ModelT.InitFromPackedBuf(raw, 0)
    outputs = len(model.subgraphs[0].outputs)
    buffer = schema.BufferT()
    buffer.data = _metadata(network, outputs, metadata_schema)
    entry = schema.MetadataT()
    entry.name = "TFLITE_METADATA"
    entry.buffer = len(model.buffers)
    model.buffers.append(buffer)
    model.metadata = [*(model.metadata or []), entry]
    return _packed(model, _MODEL_IDENTIFIER)


def _metadata(network: Network, outputs: int, schema: Any) -> bytes:
    scaling = schema.NormalizationOptionsT()
    scaling.mean, scaling.std = [network.mean], [network.std]
    unit = schema.ProcessUnitT()
    unit.optionsType = schema.ProcessUnitOptions.NormalizationOptions
    unit.options = scaling

    colours = schema.ImagePropertiesT()
    colours.colorSpace = schema.ColorSpaceType.RGB
    content = schema.ContentT()
    content.contentPropertiesType = schema.ContentProperties.ImageProperties
    content.contentProperties = colours

    stats = schema.StatsT()
    stats.min, stats.max = [network.low], [network.high]
    picture = schema.TensorMetadataT()
    picture.name, picture.content, picture.stats = "image", content, stats
    picture.processUnits = [unit]

    graph = schema.SubGraphMetadataT()
    graph.inputTensorMetadata = [picture]
    graph.outputTensorMetadata = [schema.TensorMetadataT() for _ in range(outputs)]
    whole = schema.ModelMetadataT()
    whole.name = network.name.removesuffix(".tflite")
    whole.minParserVersion = "1.0.0"
    whole.subgraphMetadata = [graph]
    return _packed(whole, _METADATA_IDENTIFIER)


def _packed(table: Any, identifier: bytes) -> bytes:
    builder = _AlignedBuilder(1 << 20)
    builder.Finish(table.Pack(builder), identifier)
    return bytes(builder.Output())

"""The pose models: names, sizes, hashes, addresses. Data only, standard library only.

The build hook reads this file too, in an environment that has nothing else of formcheck.
"""

from dataclasses import dataclass

_ADDRESS = (
    "https://storage.googleapis.com/mediapipe-models/pose_landmarker/"
    "pose_landmarker_{name}/float16/1/pose_landmarker_{name}.task"
)


@dataclass(frozen=True, slots=True)
class Variant:
    """One pose model: its bundle is size_bytes long and its SHA-256 is one of sha256s."""

    name: str
    about: str
    size_bytes: int
    sha256s: tuple[str, ...]
    url: str

    @property
    def file_name(self) -> str:
        """File name of the bundle, as published."""
        return f"pose_landmarker_{self.name}.task"


BUILT_FULL_SHA256 = "1949fd670f83c27520b0606d0779232e8ca951b3500e31709e7504a253442309"
"""The ``full`` bundle that the build makes from a mediapipe wheel: the same networks."""

VARIANTS: dict[str, Variant] = {
    variant.name: variant
    for variant in (
        Variant(
            name="lite",
            about="fastest, least exact",
            size_bytes=5_777_746,
            sha256s=("59929e1d1ee95287735ddd833b19cf4ac46d29bc7afddbbf6753c459690d574a",),
            url=_ADDRESS.format(name="lite"),
        ),
        Variant(
            name="full",
            about="the default, part of formcheck",
            size_bytes=9_398_198,
            sha256s=(
                "5134a3aad27a58b93da0088d431f366da362b44e3ccfbe3462b3827a839011b1",
                BUILT_FULL_SHA256,
            ),
            url=_ADDRESS.format(name="full"),
        ),
        Variant(
            name="heavy",
            about="most exact, about three times slower than full",
            size_bytes=30_664_242,
            sha256s=("64437af838a65d18e5ba7a0d39b465540069bc8aae8308de3e318aad31fcbc7b",),
            url=_ADDRESS.format(name="heavy"),
        ),
    )
}
DEFAULT_VARIANT = "full"
"""Included in the wheel, in ``formcheck/vision/pose/assets``."""

"""A stand-in for Python's winreg: the part of the Windows registry that a test fills."""

from dataclasses import dataclass
from typing import Self


class RegistryKey(str):
    """The path of an open key, starting with the name of its root."""

    __slots__ = ()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass


@dataclass(frozen=True)
class Registry:
    r"""Registry values by name, by the path of their key, such as ``HKCU\Software\Name``."""

    values: dict[str, dict[str, int | str]]
    HKEY_CURRENT_USER = "HKCU"
    HKEY_LOCAL_MACHINE = "HKLM"

    def OpenKey(self, root: str, path: str) -> RegistryKey:  # noqa: N802 - winreg's names
        whole = RegistryKey(rf"{root}\{path}")
        if whole not in self.values and not self._list_below(whole):
            raise FileNotFoundError(whole)
        return whole

    def QueryInfoKey(self, key: RegistryKey) -> tuple[int]:  # noqa: N802
        return (len(self._list_below(key)),)

    def EnumKey(self, key: RegistryKey, place: int) -> str:  # noqa: N802
        return self._list_below(key)[place]

    def QueryValueEx(self, key: RegistryKey, name: str) -> tuple[int | str]:  # noqa: N802
        if name not in self.values.get(key, {}):
            raise FileNotFoundError(name)
        return (self.values[key][name],)

    def _list_below(self, key: RegistryKey) -> list[str]:
        start = rf"{key}" + "\\"
        return sorted(
            {one.removeprefix(start).split("\\")[0] for one in self.values if one.startswith(start)}
        )

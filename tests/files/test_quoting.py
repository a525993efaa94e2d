import sys

import pytest

from formcheck.files.quoting import quote_word


@pytest.mark.parametrize(
    ("system", "name", "quoted"),
    [
        ("linux", "/home/me/my stretch.toml", "'/home/me/my stretch.toml'"),
        ("darwin", "arm-out.toml", "arm-out.toml"),
        ("win32", r"C:\Users\Jo Li\my-stretch.toml", r'"C:\Users\Jo Li\my-stretch.toml"'),
        ("win32", r"C:\Users\Jörg\arm-out.toml", r"C:\Users\Jörg\arm-out.toml"),
    ],
)
def test_a_name_is_quoted_for_the_shell_of_the_system(
    monkeypatch: pytest.MonkeyPatch, system: str, name: str, quoted: str
) -> None:
    monkeypatch.setattr(sys, "platform", system)
    assert quote_word(name) == quoted

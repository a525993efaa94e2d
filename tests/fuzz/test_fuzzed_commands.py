import pytest

from benchmarks.fuzz.commands import COMMANDS, assert_clean_end, run_command
from tests.fuzz.trying import try_door


def test_a_command_with_damaged_files_and_words_ends_in_order() -> None:
    assert try_door(COMMANDS, 12)


@pytest.mark.parametrize(
    "words",
    [
        ("check", "a" * 300),
        ("check", "a" * 300, "b", "--csv", "c"),
        ("sit", "check", "9" * 5000),
        ("sit", "check", "--baseline", "a" * 300, "b.mp4"),
        ("check", __file__, __file__, "-s", "cat-cow", "--csv", "a" * 300),
        ("live", "-s", "cat-cow", "--camera", "a" * 300),
        ("spec", "new", "a" * 300, "--dir", "/tmp"),
    ],
    ids=lambda words: " ".join(words)[:20],
)
def test_a_name_too_long_is_refused_in_a_sentence(words: tuple[str, ...]) -> None:
    with COMMANDS.opened():
        code, out, err = run_command(words)
    assert_clean_end(code, out, err)
    assert (code, out) == (2, "")

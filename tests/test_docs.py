"""The docs name only what exists, and everything that exists is documented."""

import re
import tomllib
from importlib.util import find_spec
from pathlib import Path

import pytest

from docs import command_tables, python_tables, schemas, spec_tables
from formcheck.core.stretch import Spec
from tests.paths import ROOT

README = ROOT / "README.md"
SOURCES = ROOT / "docs" / "reference" / "coaching.md"
PAGES = sorted(
    page
    for folder in (".", "docs", "docs/decisions", "synth", "sample_videos", "notebooks")
    for page in (ROOT / folder).glob("*.md")
)
COMMANDS = {command.call: command for command in command_tables.list_commands()}

LINK = re.compile(r"\]\(([^)\s]+)\)")
CODE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
CALL = re.compile(r"(?:^|[\s/`(])((?:formcheck|python -m)(?: +[^\s`|#,;&]+)+)", re.MULTILINE)


def name_page(page: Path) -> str:
    return str(page.relative_to(ROOT))


def list_anchors(page: Path) -> set[str]:
    heads = re.findall(r"^#+ +(.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head).strip().lower().replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", PAGES, ids=name_page)
def test_every_link_leads_somewhere(page: Path) -> None:
    text = CODE.sub("", page.read_text(encoding="utf-8"))
    for link in LINK.findall(text):
        if re.match(r"https?://|mailto:", link):
            continue
        place, _, anchor = link.partition("#")
        target = page.parent / place if place else page
        assert target.exists(), f"{name_page(page)} links to {link}"
        if anchor:
            assert anchor in list_anchors(target), f"{name_page(page)} links to {link}"


@pytest.mark.parametrize("page", PAGES, ids=name_page)
def test_every_installation_can_be_typed_on_windows_too(page: Path) -> None:
    """On Windows a single quote does not quote."""
    assert not re.search(r"pip install[^`\n]*'", page.read_text(encoding="utf-8"))


def list_calls(page: Path) -> list[str]:
    return [" ".join(call.split()) for call in CALL.findall(page.read_text(encoding="utf-8"))]


@pytest.mark.parametrize("page", PAGES, ids=name_page)
def test_every_command_in_a_document_exists(page: Path) -> None:
    for call in list_calls(page):
        if call.startswith("python -m"):
            assert find_spec(call.split()[2].rstrip(".")), f"{name_page(page)}: {call}"
            continue
        words = call.split()
        known = max(
            (" ".join(words[:n]) for n in (1, 2, 3) if " ".join(words[:n]) in COMMANDS), key=len
        )
        options = {n for word in COMMANDS[known].words for n in word.names} | {
            "--help",
            "--version",
        }
        for word in words[1:]:
            if word.startswith("--"):
                assert word in options, f"{name_page(page)}: {call}"


def test_readme_uses_no_subcommand_that_is_not_there() -> None:
    """An unknown first word would make a copied command fail."""
    first = {call.split()[1] for call in COMMANDS if " " in call}
    blocks = "\n".join(CODE.findall(README.read_text(encoding="utf-8")))
    called = re.findall(r"^(?:.*/)?formcheck (\S+)", blocks, re.MULTILINE)
    assert called
    assert set(called) <= first


def test_the_page_of_commands_is_fresh() -> None:
    stored = command_tables.PAGE.read_text(encoding="utf-8")
    assert stored == command_tables.make_page(), "run: python docs/command_tables.py"


def test_the_tables_of_the_spec_format_are_fresh() -> None:
    stored = spec_tables.PAGE.read_text(encoding="utf-8")
    assert stored == spec_tables.rewrite_page(stored), "run: python docs/spec_tables.py"


def test_the_tables_of_the_page_on_python_are_fresh() -> None:
    stored = python_tables.PAGE.read_text(encoding="utf-8")
    assert stored == python_tables.rewrite_page(stored), "run: python docs/python_tables.py"


def test_the_schemas_are_fresh() -> None:
    for path, text in schemas.build_schemas():
        assert path.read_text(encoding="utf-8") == text, "run: python docs/schemas.py"


def test_every_command_and_option_is_in_a_document() -> None:
    text = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    for call, command in COMMANDS.items():
        assert call in text
        for word in command.words:
            for name in word.names:
                assert name in text, f"{call} {name}"


def test_every_key_of_a_spec_is_in_the_spec_format() -> None:
    text = spec_tables.PAGE.read_text(encoding="utf-8")
    schema = Spec.model_json_schema()
    for table in (schema, *schema["$defs"].values()):
        for key in table.get("properties", {}):
            assert re.search(rf"`\[*{key}(\.NAME)?\]*`", text), key


def test_readme_tries_a_clip_that_is_bundled_with_its_own_stretch() -> None:
    text = README.read_text(encoding="utf-8")
    tried = re.findall(r"sample_videos/(\S+?)\.mp4 --stretch (\S+)", text)
    assert tried
    for clip, stretch in tried:
        assert (ROOT / "sample_videos" / f"{clip}.mp4").is_file()
        assert clip.startswith(f"{stretch}.")


def test_every_source_that_is_named_is_listed() -> None:
    listed = set(re.findall(r"^\| ([RS]\d+) \|", SOURCES.read_text(encoding="utf-8"), re.MULTILINE))
    folders = ("reference/stretches", "stretch_specs", "docs/reference")
    files = [path for folder in folders for path in (ROOT / folder).glob("*.[tm][od]*")]
    assert len(files) > 70
    for path in files:
        named = set(re.findall(r"\b(?:R\d{1,2}|S00\d)\b", path.read_text(encoding="utf-8")))
        assert named <= listed, path.name


def test_material_that_nobody_can_look_up_is_called_so_by_the_specs_as_by_the_list() -> None:
    row = r"^\| (S\d+) \| (The product owner's material on [^,;|]+), not published"
    kept = dict(re.findall(row, SOURCES.read_text(encoding="utf-8"), re.MULTILINE))
    assert len(kept) == 5
    for path in (ROOT / "stretch_specs").glob("*.toml"):
        for source in tomllib.loads(path.read_text(encoding="utf-8"))["sources"]:
            named = re.findall(r"\bS\d+\b", source)
            assert named or not re.search("article|web page|material", source), path.name
            for one in named:
                assert source.startswith(f"{kept[one]} ({one}, not published)"), path.name


def test_every_citation_of_a_document_leads_somewhere() -> None:
    """Every ``page.md`` or ``page.md#section`` cited in code exists."""
    pages = {page.name: page for page in (ROOT / "docs").rglob("*.md")}
    pages |= {page.name: page for page in ROOT.glob("*.md")}
    cited = 0
    for folder in ("formcheck", "reference", "synth", "benchmarks", "stretch_specs"):
        files = (p for p in (ROOT / folder).rglob("*") if p.suffix in {".py", ".toml"})
        for path in files:
            text = path.read_text(encoding="utf-8")
            for name, section in re.findall(r"([\w-]+\.md)(?:#([\w-]+))?", text):
                assert name in pages, f"{name_page(path)}: {name}"
                assert not section or section in list_anchors(pages[name]), (
                    f"{name_page(path)}: {section}"
                )
                cited += 1
            for name in re.findall(r"\bdocs/([\w./-]*\w)", text):
                assert (ROOT / "docs" / name).exists(), f"{name_page(path)}: docs/{name}"
    assert cited > 20

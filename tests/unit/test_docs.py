"""What is not documented fails, and so does what is documented and not there."""

import importlib.util
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import click
import pytest

from wardsafe.cli.main import main as command_line
from wardsafe.errors import WardsafeError
from wardsafe.records.registry import KINDS
from wardsafe.tui.rooms import ROOMS, room
from wardsafe.vocabulary.code_lists import list_names

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
GUIDES = [ROOT / "README.md", *sorted((ROOT / "docs" / "guide").glob("*.md"))]


def text_of(*pages: Path) -> str:
    return "\n".join(page.read_text(encoding="utf-8") for page in pages)


@pytest.fixture(scope="module")
def make_pages() -> Iterator[ModuleType]:
    spec = importlib.util.spec_from_file_location("make_pages", ROOT / "docs" / "make_pages.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["make_pages"] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules["make_pages"]


# --- commands -------------------------------------------------------------------------------


def test_every_command_and_option_is_in_a_guide(make_pages: ModuleType) -> None:
    said = text_of(*GUIDES)
    for name, command in make_pages.commands(command_line):
        assert f"`{name}" in said, f"no guide names {name}"
        for option in (one for one in command.params if isinstance(one, click.Option)):
            assert option.opts[0] in said, f"no guide names {option.opts[0]} of {name}"


def test_no_guide_names_a_command_that_is_not_there(make_pages: ModuleType) -> None:
    there = {name for name, _ in make_pages.commands(command_line)}
    for name in re.findall(r"`(wardsafe(?: [a-z]+)*)[` ]", text_of(*GUIDES)):
        assert any(name == one or one.startswith(f"{name} ") for one in there), name


def test_the_exit_codes_of_the_steward_s_guide_are_those_of_the_errors() -> None:
    page = text_of(ROOT / "docs" / "guide" / "steward.md").split("| exit code |")[1]
    said = {int(code) for code in re.findall(r"^\| (\d+) \|", page, re.MULTILINE)}
    raised = {cls.exit_code for cls in _tree(WardsafeError)} - {WardsafeError.exit_code}
    assert said == raised | {0, 70}


def _tree(cls: type[WardsafeError]) -> Iterator[type[WardsafeError]]:
    for below in cls.__subclasses__():
        yield below
        yield from _tree(below)


# --- keys, kinds, code lists ----------------------------------------------------------------


def test_made_pages_and_key_tables_are_up_to_date(make_pages: ModuleType) -> None:
    pages = make_pages.pages()
    assert ROOT / "docs" / "records.md" in pages
    for path, text in pages.items():
        assert path.read_text(encoding="utf-8") == text, (
            f"{path.name} is out of date: run docs/make_pages.py"
        )


def test_every_screen_s_keys_stand_in_a_guide(make_pages: ModuleType) -> None:
    screens = make_pages.all_screens()
    assert set(map(room, ROOMS)) <= screens
    missing = screens - make_pages.documented_screens()
    assert not sorted(f"{cls.__module__}:{cls.__name__}" for cls in missing)


def test_every_shown_key_of_every_room_stands_in_a_table(make_pages: ModuleType) -> None:
    said = text_of(*GUIDES)
    for name in ROOMS:
        keys = make_pages.keys_of(room(name))
        assert keys, f"{name} has no keys"
        for key, verb, _ in keys:
            assert f"| `{key}` | {verb} |" in said, f"{name}: {key} {verb}"


def test_every_kind_and_code_list_is_in_the_docs() -> None:
    said = text_of(ROOT / "docs" / "records.md", ROOT / "docs" / "code-lists.md")
    for name in [*KINDS, *list_names()]:
        assert f"\n## {name}\n" in said, name


# --- links, transcripts, commands to copy ---------------------------------------------------


def _heading_link(line: str) -> str:
    kept = "".join(c for c in line.lower() if c.isalnum() or c in " -_")
    return kept.strip().replace(" ", "-")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)]+)\)", text):
        if "://" in target:
            continue
        name, _, anchor = target.partition("#")
        there = (page.parent / name).resolve() if name else page
        assert there.exists(), f"{page.name}: {target}"
        if anchor and there.suffix == ".md":
            heads = re.findall(r"^#+ (.+)$", there.read_text(encoding="utf-8"), re.MULTILINE)
            assert anchor in {_heading_link(head) for head in heads}, f"{page.name}: {target}"


def _steps(text: str) -> set[str]:
    """The commands of a transcript, each with what was typed and printed."""
    return {step.strip() for step in re.split(r"^(?=\$ wardsafe)", text, flags=re.MULTILINE)}


def test_transcripts_in_the_docs_are_what_happens() -> None:
    happened = _steps("\n".join(p.read_text("utf-8") for p in (ROOT / "tests/cli").glob("*.txt")))
    shown = [
        (page.name, step)
        for page in PAGES
        for block in re.findall(r"```console\n(.*?)```", page.read_text("utf-8"), re.DOTALL)
        for step in _steps(block) - {""}
    ]
    assert len(shown) >= 4
    for page, step in shown:
        assert step in happened, f"{page}:\n{step}"


def test_a_transcript_stands_early_in_the_readme() -> None:
    lines = text_of(ROOT / "README.md").splitlines()
    assert lines.index("```console") <= 40
    assert len(lines) <= 100


def test_the_readme_s_two_commands_are_those_that_ci_runs() -> None:
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    found = re.findall(r"^python3 (ward\.py \w+)", text_of(ROOT / "README.md"), re.MULTILINE)
    assert found == ["ward.py demo", "ward.py tests"]
    for command in found:
        assert f'"$python" {command}\n' in ci


def test_every_command_of_ward_py_is_in_contributing() -> None:
    developing = re.search(r"DEVELOPING = \{(.*?)\}", (ROOT / "ward.py").read_text("utf-8"))
    assert developing is not None
    for word in re.findall(r'"(\w+)"', developing.group(1)):
        assert f"`python3 ward.py {word}`" in text_of(ROOT / "CONTRIBUTING.md")


def test_every_folder_of_tests_has_its_rule_in_contributing() -> None:
    said = set(re.findall(r"`tests/(\w+)`", text_of(ROOT / "CONTRIBUTING.md")))
    there = {path.parent.name for path in (ROOT / "tests").glob("*/test_*.py")}
    assert there <= said


# --- what rests on other files --------------------------------------------------------------


def test_every_direct_dependency_has_its_sentence() -> None:
    said = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    groups = [said["dependencies"], *said["optional-dependencies"].values()]
    pinned = [one for group in groups for one in group]
    page = text_of(ROOT / "docs" / "decisions" / "dependencies.md").split("## Not taken")[0]
    assert {one.split("==")[0] for one in pinned} == set(
        re.findall(r"^\| ([a-z0-9-]+) \| \w", page, re.MULTILINE)
    ) - {"package"}


def test_the_architecture_lists_the_layers_in_their_order() -> None:
    said = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = next(
        one["layers"] for one in said["tool"]["importlinter"]["contracts"] if "layers" in one
    )
    page = text_of(ROOT / "docs" / "architecture.md")
    rows = [set(re.findall(r"`(wardsafe[\w.]*)`", line.split("|")[1]))
            for line in page.splitlines() if line.startswith("| `wardsafe")]  # fmt: skip
    assert rows == [set(re.findall(r"wardsafe[\w.]*", layer)) for layer in layers]


def test_every_module_that_the_architecture_names_is_there() -> None:
    named = re.findall(r"`((?:\w+/)*\w+\.py)", text_of(ROOT / "docs" / "architecture.md"))
    assert len(named) > 20
    for name in named:
        found = (ROOT / name).exists() or list((ROOT / "src" / "wardsafe").rglob(name))
        assert found, name


def test_every_test_that_the_safety_case_names_is_there() -> None:
    page = text_of(ROOT / "docs" / "clinical-safety.md")
    tests = "\n".join(path.read_text("utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    there = set(re.findall(r"def (test_\w+)", tests))
    named = set(re.findall(r"`(test_\w+)`", page))
    assert len(named) > 20
    assert named <= there, named - there


def test_every_hazard_of_the_catalogue_is_spoken_of() -> None:
    page = text_of(ROOT / "docs" / "clinical-safety.md")
    assert set(re.findall(r"^\| (H\d\d) \|", page, re.MULTILINE)) == {
        f"H{number:02}" for number in range(1, 24)
    }


def test_the_glossary_stays_short() -> None:
    assert 20 <= text_of(ROOT / "GLOSSARY.md").count("\n- **") <= 60

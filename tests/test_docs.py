"""The documents agree with the code."""

from __future__ import annotations

import ast
import re
import runpy
import shlex
from pathlib import Path

import pytest

import scratchnet_tui
from core import (
    ACTIVATIONS,
    DATASET_NAMES,
    INITS,
    LESSONS,
    OF_FILE,
    OPTIMIZERS,
    SCHEDULES,
    RunSpec,
    parse_table,
    with_defaults,
)
from core.run.fingerprint import EXAMPLE
from scratchnet_tui.cli.parser import build_parser, main
from scratchnet_tui.form import fields_of
from scratchnet_tui.session.setup import Setup

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
MANUAL = (ROOT / "docs" / "manual.md").read_text(encoding="utf-8")


OF_PIP = {"--editable", "--quiet"}


def options() -> set[str]:
    """Return every option of the program and of its commands that the help shows."""
    found: set[str] = set()
    program = build_parser()
    for parser in (program, *program.commands.values()):
        text = parser.format_help()
        entries = re.findall(r"^  (-.*?)(?:  |$)", text, flags=re.MULTILINE)
        entries += re.findall(r"also ((?:--[a-z-]+, )*--[a-z-]+)", " ".join(text.split()))
        found.update(re.findall(r"--[a-z][a-z0-9-]*", " ".join(entries)))
    return found


def fenced(language: str, text: str = README + MANUAL) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", text, flags=re.DOTALL)


def test_the_manual_lists_the_keys_of_the_table_of_commands() -> None:
    keys = runpy.run_path(str(ROOT / "tools" / "manual_keys.py"))
    assert keys["with_table"](MANUAL) == MANUAL, "run: make keys"


def test_every_fingerprint_shown_is_right() -> None:
    tool = runpy.run_path(str(ROOT / "tools" / "fingerprints.py"))
    sign = "[0-9a-hjkmnp-tv-z]"
    for page in (README, MANUAL):
        right = tool["shown"](page)
        assert right, "each page shows one that can be tried"
        assert {old: old for old in right} == right, "run: make fingerprints"
        looks = re.findall(rf"(?<![\w-]){sign}{{4}}-{sign}{{4}}\b", page)
        assert set(looks) == {*right, EXAMPLE}, "each comes from a command that is shown"


def test_what_the_documents_verify_is_found(capsys: pytest.CaptureFixture[str]) -> None:
    lines = re.findall(r"^scratchnet-tui (verify .*#.*epoch \d+)$", README + MANUAL, re.MULTILINE)
    assert len(lines) >= 3
    for line in set(lines):
        command, _, comment = line.partition("#")
        assert main(shlex.split(command)) == 0
        moment = comment.rpartition("matches: ")[2]
        assert f"{shlex.split(command)[1]} matches: {moment}\n" in capsys.readouterr().out


def test_the_manual_lists_every_lesson_in_order() -> None:
    assert re.findall(r"^\| `([a-z-]{2,})` \| [A-Z]", MANUAL, flags=re.MULTILINE) == list(LESSONS)


def test_every_command_line_shown_is_understood() -> None:
    lines = [
        line.split("#")[0].split(">")[0]
        for block in fenced("sh")
        for line in block.splitlines()
        if line.startswith("scratchnet-tui")
    ]
    assert len(lines) >= 8
    for line in lines:
        if "--help" not in line:
            build_parser().parse_args(shlex.split(line)[1:])


def test_every_option_that_is_named_exists() -> None:
    assert set(re.findall(r"--[a-z][a-z0-9-]+", README + MANUAL)) - OF_PIP - options() == set()


def test_every_option_and_row_named_for_tables_exists() -> None:
    page = (ROOT / "docs" / "tables.md").read_text(encoding="utf-8")
    named = set(re.findall(r"--[a-z][a-z0-9-]+", page))
    assert {f"--{name}" for name in OF_FILE} <= named <= options()
    table = parse_table("t.csv", [b"id,a,y\n1,0.5,0\n2,0.7,1\n3,0.1,1\n"])
    spec, dataset = with_defaults(RunSpec(), {"data_file": "t.csv"}, table)
    rows = {field.name for field in fields_of(Setup(spec, dataset=dataset))}
    described = page.split("| row | what it does |")[1].split("\n\n")[0]
    cells = re.findall(r"^\|[^|]*\|", described, flags=re.MULTILINE)
    said = set(re.findall(r"`([a-z ]+)`", "".join(cells)))
    assert said == rows & {"read as", "columns", "target", "ignore", "missing", *OF_FILE}


def test_the_manual_names_every_data_set_rule_and_activation() -> None:
    said = set(re.findall(r"`([a-z0-9-]+)`", MANUAL)) | {f"parity-{n}" for n in range(3, 8)}
    for names in (DATASET_NAMES, OPTIMIZERS, ACTIVATIONS, INITS, SCHEDULES):
        assert set(names) - said == set()


def test_the_example_of_the_library_runs(capsys: pytest.CaptureFixture[str]) -> None:
    (example,) = fenced("python", README)
    exec(compile(example, "README.md", "exec"), {})
    last = capsys.readouterr().out.splitlines()[-1]
    assert last.startswith("1000 0.0")


PACKAGES = ("core", "scratchnet_tui")
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))


def test_the_architecture_page_names_every_folder() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    for package in PACKAGES:
        for file in (ROOT / package).glob("*/__init__.py"):
            assert f"`{file.parent.name}/" in page, f"{package}/{file.parent.name}"


@each_page
def test_every_file_a_page_links_to_is_there(page: Path) -> None:
    prose = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    linked = re.findall(r"\]\((?!https?:|#)([^)#]+)", prose)
    assert [name for name in linked if not (page.parent / name).exists()] == []


@each_page
def test_no_page_names_a_file_that_is_gone(page: Path) -> None:
    named = re.findall(r"(?<!\[)`([\w/]+\.py)`", page.read_text(encoding="utf-8"))
    for name in named:
        assert any((ROOT / top / name).is_file() for top in ("", *PACKAGES)), name


def test_every_module_says_what_it_is_about() -> None:
    for package in PACKAGES:
        for file in (ROOT / package).rglob("*.py"):
            assert ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))), file


def test_the_changelog_begins_with_the_present_version() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    sections = re.findall(r"^## (\S+)", changelog, flags=re.MULTILINE)
    if sections[0] == "Unreleased":
        del sections[0]
    assert sections[0] == scratchnet_tui.__version__

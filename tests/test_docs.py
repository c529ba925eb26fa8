"""What the documents say is held against the code."""

from __future__ import annotations

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
    take_up,
)
from scratchnet_tui.cli.parser import build_parser
from scratchnet_tui.form import Settings, fields_of

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def fenced(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, flags=re.DOTALL)


def test_the_readme_lists_the_keys_of_the_table_of_commands() -> None:
    keys = runpy.run_path(str(ROOT / "tools" / "readme_keys.py"))
    assert keys["with_table"](README) == README, "run: python tools/readme_keys.py --write"


def test_the_readme_lists_every_lesson_in_order() -> None:
    assert re.findall(r"^\| `([a-z-]{2,})` \| [A-Z]", README, flags=re.MULTILINE) == list(LESSONS)


def test_every_command_line_in_the_readme_is_understood() -> None:
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


def test_every_option_named_in_the_readme_exists() -> None:
    usage = build_parser().format_help() + " --editable --extra --quiet --until-solved --format"
    usage += " --epochs --sample"
    for option in set(re.findall(r"--[a-z][a-z-]+", README)):
        assert option in usage, option


def test_every_option_and_row_named_for_tables_exists() -> None:
    page = (ROOT / "docs" / "tables.md").read_text(encoding="utf-8")
    options = set(re.findall(r"--[a-z][a-z-]+", page))
    assert {f"--{name}" for name in OF_FILE} <= options
    usage = build_parser().format_help() + " --format"
    assert [option for option in options if option not in usage] == []
    table = parse_table("t.csv", [b"id,a,y\n1,0.5,0\n2,0.7,1\n3,0.1,1\n"])
    spec, dataset = take_up(RunSpec(), {"data_file": "t.csv"}, table)
    rows = {field.name for field in fields_of(Settings(spec, dataset=dataset))}
    named = page.split("| row | what it does |")[1].split("\n\n")[0]
    said = set(re.findall(r"`([a-z ]+)`", "".join(re.findall(r"^\|[^|]*\|", named, re.MULTILINE))))
    assert said == rows & {"read as", "columns", "target", "ignore", "missing", *OF_FILE}


def test_every_file_the_readme_links_to_is_there() -> None:
    linked = re.findall(r"\]\((?!https?:)([^)#]+)\)", README)
    assert {"docs/screen.svg", "docs/map.svg", "LICENSE"} <= set(linked)
    assert [name for name in linked if not (ROOT / name).exists()] == []


def test_the_readme_names_every_data_set_rule_and_activation() -> None:
    said = set(re.findall(r"`([a-z0-9-]+)`", README)) | {f"parity-{n}" for n in range(3, 8)}
    for names in (DATASET_NAMES, OPTIMIZERS, ACTIVATIONS, INITS, SCHEDULES):
        assert set(names) - said == set()


def test_the_example_of_the_library_runs(capsys: pytest.CaptureFixture[str]) -> None:
    (example,) = fenced("python")
    exec(compile(example, "README.md", "exec"), {})
    last = capsys.readouterr().out.splitlines()[-1]
    assert last.startswith("1000 0.0")


def test_the_architecture_page_names_every_room_and_no_file_that_is_gone() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`([\w/]+\.py)`", page))
    for package in ("core", "scratchnet_tui"):
        for room in (ROOT / package).glob("*/__init__.py"):
            assert f"`{room.parent.name}/" in page, room.parent
    gone = [
        name
        for name in named
        if not any((ROOT / top / name).exists() for top in ("", "core", "scratchnet_tui"))
    ]
    assert gone == []


def test_the_changelog_begins_with_the_present_version() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    sections = re.findall(r"^## (\S+)", changelog, flags=re.MULTILINE)
    if sections[0] == "Unreleased":
        del sections[0]
    assert sections[0] == scratchnet_tui.__version__

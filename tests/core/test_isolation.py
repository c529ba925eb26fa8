"""The core stands alone: it needs numpy and the standard library, and never prints.

One function does print: `core.nn.longhand.main`, a program of its own that nothing else calls.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import core

FOLDER = Path(core.__file__).parent
FILES = sorted(FOLDER.rglob("*.py"))
named = pytest.mark.parametrize("file", FILES, ids=[str(f.relative_to(FOLDER)) for f in FILES])

IMPORT = """
import sys
import core, core.run.compiled_loop, core.nn.longhand, core.lessons
foreign = {name.partition(".")[0] for name in sys.modules} & {
    "textual", "rich", "plotext", "scratchnet_tui", "asyncio", "argparse"
}
assert not foreign, foreign
"""


def test_a_fresh_interpreter_that_imports_the_core_has_no_screen_in_it() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", IMPORT],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        cwd=FOLDER.parent,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@named
def test_no_file_prints_or_asks(file: Path) -> None:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    if file == FOLDER / "nn" / "longhand.py":
        (main,) = (part for part in tree.body if getattr(part, "name", "") == "main")
        tree.body.remove(main)
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            assert node.id not in ("print", "input"), f"line {node.lineno}"
        if isinstance(node, ast.Attribute):
            assert node.attr not in ("stdout", "stderr", "stdin"), f"line {node.lineno}"


@named
def test_a_file_imports_numpy_and_the_standard_library_only(file: Path) -> None:
    known = set(sys.stdlib_module_names) | {"numpy", "core"}
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        line, names = 0, list[str]()
        if isinstance(node, ast.Import):
            line, names = node.lineno, [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            line, names = node.lineno, [node.module or ""]
        for name in names:
            assert name.partition(".")[0] in known, f"line {line}"


@named
def test_numbers_are_drawn_from_the_raw_stream_alone(file: Path) -> None:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            assert node.attr not in ("default_rng", "RandomState", "Generator"), node.lineno
        if isinstance(node, ast.Import):
            assert "random" not in [alias.name for alias in node.names], node.lineno


@named
def test_a_file_opens_with_what_its_idea_is(file: Path) -> None:
    text = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8")))
    assert text is not None
    assert text.partition("\n")[0].endswith((".", "?"))


def test_every_name_the_core_promises_is_there_once_and_in_order() -> None:
    assert len(set(core.__all__)) == len(core.__all__)
    for name in core.__all__:
        assert hasattr(core, name)

"""What Textual keeps private is touched in one room, so that an upgrade breaks one room at most.

The import contracts of pyproject.toml cannot say this: they see an outside package as a whole.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import scratchnet_tui

FOLDER = Path(scratchnet_tui.__file__).parent
FILES = sorted(file for file in FOLDER.rglob("*.py") if file.parent.name != "terminal")


@pytest.mark.parametrize("file", FILES, ids=[str(f.relative_to(FOLDER)) for f in FILES])
def test_only_the_terminal_imports_what_textual_keeps_private(file: Path) -> None:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Import | ast.ImportFrom):
            continue
        of = f"{node.module}." if isinstance(node, ast.ImportFrom) else ""
        names = [f"{of}{alias.name}" for alias in node.names]
        for name in names:
            private = any(part.startswith("_") for part in name.split("."))
            assert not (name.startswith("textual.") and private), f"line {node.lineno}: {name}"

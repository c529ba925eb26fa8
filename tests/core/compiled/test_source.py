"""The kernel's C compiles without a warning."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers.c_compiler import WARNINGS, build

by_each = pytest.mark.parametrize("name", ["gcc", "clang"])


@by_each
@pytest.mark.parametrize("level", ["-O0", "-O3"])  # some warnings need the optimizer
def test_warnings_are_errors(name: str, level: str, tmp_path: Path) -> None:
    build(tmp_path / "kernel.so", by=name, after=[*WARNINGS, level])


@by_each
def test_fast_mathematics_is_undone(name: str, tmp_path: Path) -> None:
    # kernel.c refuses to be compiled with it, so flags that do not undo it would fail here.
    build(tmp_path / "kernel.so", by=name, before=["-Ofast", "-ffast-math"])

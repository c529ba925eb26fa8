"""C compilers of this machine, and the kernel compiled by one of them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "core" / "compiled"

WARNINGS = (
    "-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wsign-conversion", "-Wshadow",
    "-Wmissing-prototypes", "-Wstrict-prototypes", "-Wvla", "-Wundef", "-Werror",
)  # fmt: skip


def compiler(name: str = "", required: str = "REQUIRE_COMPILERS") -> str:
    """Return the path of a compiler, of any if no name is given; skip the test if there is none.

    With `required` in the environment, one that is missing is a failure.
    """
    for candidate in (name,) if name else ("cc", "gcc", "clang"):
        path = shutil.which(candidate)
        if path is not None:
            return path
    missing = f"there is no {name or 'C compiler'} on this machine"
    if os.environ.get(required):
        pytest.fail(missing)
    pytest.skip(missing)


def flags() -> list[str]:
    """Return what CMakeLists.txt tells gcc and clang."""
    text = (ROOT / "CMakeLists.txt").read_text(encoding="utf-8")
    block = re.search(r"else\(\)\s+target_compile_options\(\S+ PRIVATE([^)]*)\)", text)
    assert block is not None
    return block[1].split()


def build(
    target: Path,
    *,
    sources: Sequence[Path] = tuple(sorted(FOLDER.glob("*.c"))),
    digests: str = "",
    by: str = "",
    before: Sequence[str] = (),
    after: Sequence[str] = (),
) -> None:
    """Compile a shared library from these sources, of which `sn_sources` says `digests`.

    More flags stand `before` those of CMakeLists.txt, where CFLAGS of a user stand, or `after`.
    """
    options = [*before, *flags(), *after, f'-DSN_SOURCES="{digests}"', "-shared", "-fPIC"]
    compile_c([compiler(by), *options, *map(str, sources)], target)


def compile_c(command: Sequence[str], target: Path) -> None:
    """Run a compiler, which has to succeed."""
    done = subprocess.run(
        [*command, "-o", str(target)], capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stderr

"""Every command line in README, manual and `--help` works as written, in a terminal."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers.terminal_driver import PROGRAM, terminal

ROOT = Path(__file__).parents[2]
PAGES = {
    name: (ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "docs/manual.md")
}

FILES = {
    "measurements.csv": "age,width,height\n1,0.5,0.1\n2,0.4,0.3\n3,0.8,0.2\n4,0.1,0.9\n",
    "flowers.csv": "id,petal,sepal,species\n"
    + "".join(f"{n},0.{n},{n % 3},{'ab'[n % 2]}\n" for n in range(1, 9)),
    "sensor.csv": "0.5,20.5,0\n0.25,,1\n0.75,21.5,0\n?,22.25,1\n",
    "wine.tsv": "acid\tsugar\tquality\n0.1\t0.5\t5\n0.3\t0.4\t6\n0.2\t0.9\t5\n0.8\t0.1\t6\n",
}
"""Tables such as the examples speak of."""


def helps() -> list[str]:
    """The examples of the help: commands in quotes, and options with a value written out."""
    found = []
    for command in ((), ("run",), ("trace",), ("check",), ("list",)):
        done = subprocess.run(
            [*PROGRAM, *command, "--help"], capture_output=True, text=True, check=True, timeout=60
        )
        text = " ".join(done.stdout.split())
        found += re.findall(r"'(scratchnet-tui [^']+)'", text)
        subcommand = " ".join(("scratchnet-tui", *command))
        for option, value in re.findall(r"\[(--[a-z]+) '([^']+)'\]", text):
            found.append(f"{subcommand} {option} '{value.removesuffix('; ...')}'")
    return list(dict.fromkeys(found))


def blocks() -> dict[str, list[str]]:
    """The examples of each part of the pages, in the order in which they are to be typed."""
    found = {}
    for page, text in PAGES.items():
        for number, block in enumerate(re.findall(r"```sh\n(.*?)```", text, flags=re.DOTALL)):
            lines = [
                line for line in block.splitlines() if re.search(r"(^|\| )scratchnet-tui", line)
            ]
            if lines:
                found[f"{page}, block {number + 1}"] = lines
        words = re.findall(r"`(scratchnet-tui[^`]*)`", text)
        found[f"{page}, in the text"] = [word for word in words if "NAME" not in word]
    return found


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with the tables, and the program by its name in `bin`."""
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    script = tmp_path / "bin" / "scratchnet-tui"
    script.parent.mkdir()
    script.write_text(f'#!/bin/sh\nexec {sys.executable} -m scratchnet_tui "$@"\n')
    script.chmod(0o755)
    return tmp_path


def type_in(line: str, place: Path) -> None:
    """Type a line into a shell; where the app opens, quit it."""
    typed = f'cd "{place}"; PATH="{place}/bin:$PATH"; {line}'
    with terminal(command=("/bin/sh", "-c", typed), size=(100, 30)) as screen:

        def ready() -> bool:
            return screen.process.poll() is not None or "? help" in screen.lines[-1]

        screen.wait(ready, f"the app or the end of {line!r}", 120.0)
        if screen.process.poll() is None:
            screen.press("q")
        code = screen.end()
        assert code in (0, 3), f"{line!r} ends with {code}:\n{screen.text}"
        if "exit code 3:" not in line and "--until-solved" not in line:
            assert code == 0, f"{line!r}:\n{screen.text}"


def test_the_examples_of_the_help_work_as_they_stand(place: Path) -> None:
    lines = helps()
    assert any("--rows" in line for line in lines)
    assert any("list lessons" in line for line in lines)
    for line in lines:
        type_in(line, place)


@pytest.mark.parametrize("block", blocks())
def test_the_examples_of_the_readme_work_as_they_stand(block: str, place: Path) -> None:
    lines = blocks()[block]
    for line in lines:
        type_in(line, place)

"""Print the table of keys for the manual, from the table of commands; --write puts it in place."""

from __future__ import annotations

import sys
from pathlib import Path

from scratchnet_tui.commands import COMMANDS

MANUAL = Path(__file__).parent.parent / "docs" / "manual.md"
BEGIN, END = "<!-- keys: begin -->\n", "<!-- keys: end -->\n"


def table() -> str:
    """Return the table in Markdown."""
    lines = ["| key | what it does |", "|---|---|"]
    for entry in COMMANDS:
        shown = entry.shown.replace("|", r"\|")  # a bare one would begin another cell
        keys = " ".join(f"`{key}`" for key in shown.split())
        lines.append(f"| {keys} | {entry.help} |")
    lines.append("| `Tab` | The next pane. |")
    lines.append("| `^p` | The command palette: find a command by its name. |")
    return "\n".join(lines) + "\n"


def with_table(text: str) -> str:
    """Return the manual's text with the table as it should be."""
    before, rest = text.split(BEGIN)
    return before + BEGIN + table() + END + rest.split(END)[1]


if __name__ == "__main__":
    if "--write" in sys.argv:
        MANUAL.write_text(with_table(MANUAL.read_text(encoding="utf-8")), encoding="utf-8")
    else:
        print(table(), end="")

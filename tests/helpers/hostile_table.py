"""A table whose name, columns and labels hold control sequences that a terminal would obey."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from core.printable import printable

FILE = "e\x1b]52;c;aGk=\x07\x1b[2J\u202e\x9b2J.csv"
COLUMNS = (
    "a\u200bb\u202ec",
    "한글\U000e0041\ufeff",
    "x" + "\u0323\u0301" * 500,
    "soft\u00adhyphen\ufe0f\u3164",
    "class\u2066\U000e0001",
)
LABELS = ("no\u202e\x1b]0;owned\x07", "yes\x1b[2J\x9b", "한\u200d글\u115f")

_OURS = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|[78=>]|\]22;[a-z-]+\x07)")
"""The sequences that Textual and the driver send; the only OSC is the shape of the pointer."""


def write_table(folder: Path) -> Path:
    """Write the table and return its path."""
    path = folder / FILE
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for i in range(18):
            numbers = [i / 20, (7 * i % 5) / 5, i % 2, i * i % 7 / 7]
            writer.writerow([*numbers, LABELS[i % len(LABELS)]])
    return path


def harmful_parts(text: str) -> list[str]:
    """Return whatever a terminal would obey or hide in a text, each with its surroundings."""
    plain = _OURS.sub("", text)
    marked = (
        m.start() for m in re.finditer(r"[^ -~]", plain) if not _is_harmless(plain, m.start())
    )
    return [ascii(plain[max(0, at - 20) : at + 20]) for at in marked]


def _is_harmless(text: str, at: int) -> bool:
    """Tell whether a character is safe to send: by itself, or on the letter before it."""
    sign, before = text[at], text[max(0, at - 5) : at + 1].rpartition("\n")[2]
    return sign in "\r\n" or printable(sign) == sign or printable(before)[-1:] == sign

"""Remarks on a file that was read, worded for the command line or for the form.

The core words its remarks and errors for the command line: they name options. In the form the
same options may be typed after the path of the file, so nothing is reworded there; the rows that
do the same are added.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from core import Dataset

if TYPE_CHECKING:
    from core import Remark

_ROWS = {name: name for name in ("target", "ignore", "header", "encoding", "missing")} | {
    "keep": "columns"
}
"""The options of a file, each with the row of the form that does the same."""

_OPTION = re.compile(rf"(?<![\w-])--({'|'.join((*_ROWS, 'strict'))})(?![\w-]|=[^-])")
"""An option; one with its value behind ``=`` is to be typed when the program is started."""


def in_form(sentence: str) -> str:
    """Return a sentence of the core, with the form rows that correspond to its options."""
    named = list(dict.fromkeys(_OPTION.findall(sentence)))
    rows = [_ROWS[name] for name in named if name in _ROWS]
    parts: list[str] = []
    if rows:
        parts.append(f"in the setup the row{'s' * (len(rows) > 1)} {' and '.join(rows)}")
    if "strict" in named:
        parts.append("the path typed without --strict lets it be guessed")
    return f"{sentence} ({'; '.join(parts)})" if parts else sentence


def in_full(remark: Remark) -> str:
    """Return a remark with its remedy, worded for the command line."""
    return f"{remark.sentence}; {remark.remedy}" if remark.guessed else remark.sentence


def on_command_line(dataset: Dataset) -> Iterator[str]:
    """Yield a sentence for each remark on the file that a data set was read from."""
    for remark in dataset.remarks:
        yield f"{dataset.name}: {in_full(remark)}"


def new_remarks(before: Dataset | None, after: Dataset) -> tuple[Remark, ...]:
    """Return the remarks on data that were not already made on the previous data, if any."""
    known: tuple[Remark, ...] = ()
    if before is not None and before.table is not None and after.table is not None:
        known = before.remarks if before.table.file == after.table.file else ()
    return tuple(remark for remark in after.remarks if remark not in known)


def briefly(remarks: tuple[Remark, ...]) -> tuple[str, str]:
    """Return the first remark, and where to find the others; for a single line."""
    others = len(remarks) - 1
    more = f"{others} more in 4, read as" if others else "see 4, read as"
    return f"{remarks[0].sentence};", more

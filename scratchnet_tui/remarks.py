"""What is to be said of a file that was read, in the words of the command line or of the form.

The core words its remarks and refusals for the command line: they name options. In the form an
option of a file has a row of the same name, but for ``--keep``, which the row `columns` stands for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from core import Dataset, Remark

_ROWS = "target|ignore|header|encoding|missing"
"""The options that have a row of their name."""

_REWORDED = tuple(
    (re.compile(pattern), words)
    for pattern, words in (
        (r"\bsay --keep (?:'[^']*'|\S+) to\b", "press Enter on the row columns to"),
        (r"--keep (?:'[^']*'|\S+) to\b", "press Enter on the row columns to"),
        (r"\bwith --keep\b", "in the row columns"),
        (rf"\bwith --({_ROWS})(?=[,;.]| to\b|$)", r"in the row \1"),
        (rf"\bwith --({_ROWS}) ('[^']*'|\S+)", r"with \2 in the row \1"),
        (rf"\bsay --({_ROWS}) ", r"set the row \1 to "),
        (rf"(^|; )--({_ROWS}) ", r"\1set the row \2 to "),
        (rf"--({_ROWS}) ", r"the row \1 to "),
    )
)


def in_form(sentence: str) -> str:
    """Return a sentence of the core with the rows of the form in the place of options."""
    for pattern, words in _REWORDED:
        sentence = pattern.sub(words, sentence)
    return sentence


def in_full(remark: Remark) -> str:
    """Return a remark with what settles it, in the words of the command line."""
    return f"{remark.sentence}; {remark.settle}" if remark.guessed else remark.sentence


def on_command_line(dataset: Dataset) -> Iterator[str]:
    """Yield a sentence for each remark on the file that a data set was read from."""
    for remark in dataset.remarks:
        yield f"{dataset.name}: {in_full(remark)}"


def new_remarks(before: Dataset | None, after: Dataset) -> tuple[Remark, ...]:
    """Return what there is to be said of data and was not said of those before.

    Parameters
    ----------
    before : Dataset or None
        The data before; None: there were none.
    after : Dataset
        The data now.
    """
    told: tuple[Remark, ...] = ()
    if before is not None and before.table is not None and after.table is not None:
        told = before.remarks if before.table.file == after.table.file else ()
    return tuple(remark for remark in after.remarks if remark not in told)


def briefly(remarks: tuple[Remark, ...]) -> tuple[str, str]:
    """Return the first of some remarks, and where there is more; for a single line."""
    others = len(remarks) - 1
    more = f"{others} more in 4, read as" if others else "see 4, read as"
    return f"{in_form(remarks[0].sentence)};", more

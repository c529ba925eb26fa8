"""The text around a map: the classes, the marks, and the values of the other inputs."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len

from core import Dataset, Part
from scratchnet_tui.text.rows import Piece, Row, rows_of, width_of

from .colour_ramp import CLASSES, class_letter
from .frame import number, shortened

_MOST_HELD = 6
"""The most inputs held that are named one by one."""


def targets_legend(dataset: Dataset) -> list[Row]:
    """Return clauses that explain the marks of training samples."""
    if dataset.kind == "numbers":
        said = ["0-9 targets low to high"]
    elif dataset.kind == "classes":
        said = [f"{class_letter(i)}={name}" for i, name in enumerate(dataset.targets[:26])]
    else:
        said = ["X 1", "O 0"]
    return rows_of(said, "label")


def samples_legend(dataset: Dataset, every: int) -> list[Row]:
    """Return clauses on the marks of held-out samples, and that one of `every` is drawn."""
    said = [f"{part} {_signs(dataset, part)}" for part in dataset.held_out]
    if every > 1:
        said.append(f"(1 sample of {every})")
    return rows_of(said, "label")


def _signs(dataset: Dataset, part: Part) -> str:
    """Return the marks of samples of a held-out part."""
    if dataset.kind == "numbers":
        return f"{STEPS[part][0]}-{STEPS[part][-1]}"
    if dataset.kind != "classes":
        return " ".join(reversed(PAIRS[part]))
    signs = [held_out_sign(dataset, i, part) for i in range(len(dataset.targets))]
    return " ".join(signs if len(signs) < 5 else [*signs[:2], ".."])


PAIRS: dict[Part | None, str] = {None: "OX", "validation": "01", "test": "ox"}
"""The signs of 0 and 1, for samples that are trained on (None) and for those held out."""

STEPS: dict[Part | None, str] = {
    None: "0123456789", "validation": "ABCDEFGHIJ", "test": "abcdefghij",
}  # fmt: skip
"""The signs of targets that are numbers, from low to high."""


def held_out_sign(dataset: Dataset, number: int, part: Part) -> str:
    """Return the mark of a class, from 0, for held-out samples.

    In the validation set it is the letter of the class in lower case. In the test set classes
    whose names are digits keep them; others are numbered from 1.
    """
    if part == "validation":
        return class_letter(number).lower()
    if all(len(name) == 1 and name.isdecimal() for name in dataset.targets):
        return dataset.targets[number]
    return str((number + 1) % 10) if number < 10 else "*"


def swatches(dataset: Dataset) -> list[Row]:
    """Return each class with its letter on its colour."""
    return [
        ((f" {class_letter(i)} ", f"cell 16 {class_colour(i)}"), (f" {name}", ""))
        for i, name in enumerate(dataset.targets[:26])
    ]


def class_colour(number: int) -> int:
    """Return the colour of a class, from 0.

    Colours repeat after the last one; letters distinguish the classes then.
    """
    return CLASSES[number % len(CLASSES)][2 if number < len(CLASSES) else 0]


def held_at(
    dataset: Dataset, held: Sequence[float], varying: tuple[int, ...], width: int
) -> list[Row]:
    """Return the values of the inputs that do not vary, in clauses of at most `width` cells."""
    names = dataset.features[: len(held)]
    rest = [f"{names[i]}={number(held[i])}" for i in range(len(held)) if i not in varying]
    if dataset.picture is not None:
        return [((f"only {len(varying)} of {len(held)} pixels vary, rest at mean", "label"),)]
    if len(rest) > _MOST_HELD:
        return [((f"the other {len(rest)} inputs held at means", "label"),)]
    said: list[str] = []
    for each in rest:
        if said and cell_len(f"{said[-1]} {each}") <= width:
            said[-1] += f" {each}"
        else:
            said.append(f"held: {each}")
    return rows_of(said, "label")


def room_below(height: int) -> int:
    """Return the most lines of legend in a pane `height` rows high."""
    return 0 if height < 8 else 1 if height < 10 else 2 if height < 16 else 3


def in_lines(clauses: Sequence[Row], width: int, most: int) -> list[Row]:
    """Set clauses in lines, each in the first that has room; two blanks apart.

    The clauses are ordered by importance. What does not fit is left out, and two dots say so.
    """
    lines: list[Row] = []
    for clause in clauses:
        short = clause if width_of(clause) <= width else _shortened(clause, width)
        room = (i for i, line in enumerate(lines) if width_of(line) + 2 + width_of(short) <= width)
        at = next(room, None)
        if at is not None:
            lines[at] = (*lines[at], ("  ", ""), *short)
        elif len(lines) < most:
            lines.append(short)
        elif lines:
            lines[-1] = _shortened(lines[-1], width - 3)
            lines[-1] = (*lines[-1], (" ..", "label"))
            break
    return lines


def _shortened(row: Row, width: int) -> Row:
    pieces: list[Piece] = []
    for text, name, *_ in row:
        room = width - width_of(pieces)
        pieces.append((shortened(text, room), name))
    return tuple(pieces)

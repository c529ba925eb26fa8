"""From a table and the roles of its columns to a data set.

Rows with missing cells are dropped or marked to be filled, words are one-hot encoded, and whatever
was left out, changed or guessed becomes a remark.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.arrays import Floats
from core.data.dataset import Dataset, Gaps, kind_of, shape_of
from core.errors import DataError
from core.printable import printable, shortened
from core.user_input.file_reading import STDIN

from .cells import Column, check_size, place
from .column_roles import NO_CHOICES, Roles, TableChoices, roles_of
from .labels import one_hot
from .messages import count, shown
from .table import Table, open_table, place_of
from .use_remarks import UseRemarks

MOST_TARGETS_MISSING = 0.05
"""Rows without a target are dropped by default up to this share of the rows."""

FEWEST_COMPLETE = 0.7
"""Rows with a missing number are dropped by default if at least this share remains."""

NO_WORD = "missing"
"""The label used for a missing word."""


def dataset_of(table: Table, choices: TableChoices = NO_CHOICES) -> Dataset:
    """Return the samples of a table.

    Inputs keep the order of the file, targets the order of `TableChoices.target`. A column of words
    is one-hot encoded. Missing cells that are to be filled are 0 and marked in `Dataset.gaps`.

    Raises
    ------
    DataError
        If a column cannot be used as chosen, or something was guessed although
        `TableChoices.strict` is set.
    """
    try:
        return _Samples(table, choices).dataset()
    except DataError as fault:
        raise DataError(f"{place_of(table.file)}: {fault}") from None


def read_table(path: str | Path, choices: TableChoices = NO_CHOICES) -> Dataset:
    """Read a file into a data set: `open_table`, then `dataset_of`."""
    asked = (*choices.target, *choices.keep)
    return dataset_of(open_table(path, asked=asked), choices)


class _Samples:
    """Builds the data set of a table."""

    def __init__(self, table: Table, choices: TableChoices) -> None:
        self.table, self.choices = table, choices
        self.roles: Roles = roles_of(table.names, table.columns, table.rows, table.unnamed, choices)
        self.remarks = UseRemarks(table, choices, self.roles)
        self.keep: NDArray[np.bool_] = np.ones(table.rows, dtype=np.bool_)

    def dataset(self) -> Dataset:
        """Build the data set. Errors as in `dataset_of`."""
        table, roles = self.table, self.roles
        self.remarks.on_columns()
        self._leave_out_targets()
        fill = self._leave_out_inputs()
        self.remarks.on_labels(self.keep)
        words = [table.columns[index] for index in (*roles.inputs, *roles.targets)]
        width = sum(
            len(column.labels) if column.index in roles.words and column.labels else 1
            for column in words
        )
        check_size(table.rows, max(width, len(table.names)))
        x, features, gaps = self._spread(roles.inputs, fill, bare=False)
        d, answers, _ = self._spread(roles.targets, False, bare=len(roles.targets) == 1)
        if self.choices.strict:
            self.remarks.stop_at_a_guess()
        first = table.columns[roles.targets[0]]
        classes = len(roles.targets) == 1 and first.index in roles.words
        return Dataset(
            name="stdin" if table.file == STDIN else shortened(Path(table.file).name, 60),
            x=x,
            d=d,
            features=features,
            targets=answers,
            kind="classes" if classes else kind_of(d),
            description=shape_of(x, d),
            label=table.names[first.index] if classes else "",
            columns=table.names,
            table=table,
            gaps=gaps,
            remarks=tuple(self.remarks.all),
            roles=roles.each(table.names),
        )

    # missing cells

    def _leave_out_targets(self) -> None:
        """Drop rows without a target if they are few or the choices say so."""
        missing, rows = self.choices.missing, self.table.rows
        gone = {
            index: self.roles.missing(self.table.columns[index]) for index in self.roles.targets
        }
        gone = {index: mask for index, mask in gone.items() if mask.any()}
        if not gone:
            return
        lacking = np.logical_or.reduce(list(gone.values()))
        number = int(np.count_nonzero(lacking))
        first = next(iter(gone))
        name = self.remarks.name(first)
        what = f"{number:,} of {rows:,} rows {'has' if number == 1 else 'have'} no {name}"
        if missing == "stop" or (missing == "auto" and number > MOST_TARGETS_MISSING * rows):
            raise DataError(
                f"{what} ({self._first(first)}); say --missing drop to leave "
                f"{'it' if number == 1 else 'them'} out, or name another column with --target"
            )
        if number == rows:
            raise DataError(f"{what}, so no row is left")
        self.keep &= ~lacking
        self.remarks.say(
            "target-missing",
            f"{what} and {'is' if number == 1 else 'are'} left out",
            gone,
            "--missing drop" if missing == "auto" else "",
        )

    def _first(self, index: int) -> str:
        """Describe the first missing cell of a column."""
        column = self.table.columns[index]
        gap = column.first_no_word if index in self.roles.words else column.first_missing
        assert gap is not None
        what = shown(gap.cell) if gap.cell.strip() else "an empty cell"
        return f"{place(gap.line, index, self.table.names)}: {what}"

    def _leave_out_inputs(self) -> bool:
        """Drop rows with missing inputs; return whether the missing cells are to be filled."""
        missing, roles = self.choices.missing, self.roles
        number = int(np.count_nonzero(self.keep))
        gone = {
            index: self.roles.missing(self.table.columns[index]) & self.keep
            for index in roles.inputs
        }
        gone = {index: mask for index, mask in gone.items() if mask.any()}
        lacks = [(index, int(np.count_nonzero(mask))) for index, mask in gone.items()]
        if not gone:
            return False
        if missing == "stop":
            index = min(gone, key=lambda index: int(gone[index].argmax()))
            raise DataError(
                f"{self._first(index)}: the cell is missing; say --missing drop to leave out such "
                "rows, or --missing mean to fill them"
            )
        words = [each for each in lacks if each[0] in roles.words]
        if missing == "auto" and words:
            self.remarks.say(
                "missing-word",
                f"a missing word is read as the word {NO_WORD!r}: {self.remarks.in_rows(words)} of "
                f"{number:,} rows",
                (index for index, _ in words),
                "--missing drop, mean or mark",
            )
        counted = [index for index in gone if missing != "auto" or index not in roles.words]
        if not counted:
            return False
        lacking = np.logical_or.reduce([gone[index] for index in counted])
        few = int(np.count_nonzero(lacking))
        some = self.remarks.in_rows(each for each in lacks if each[0] in counted)
        if missing == "drop" or (missing == "auto" and number - few >= FEWEST_COMPLETE * number):
            if few == number:
                raise DataError(
                    f"no row is left without a missing cell ({some} of {number:,} rows); say "
                    "--missing mean to fill them, or leave a column out with --ignore"
                )
            self.keep &= ~lacking
            self.remarks.say(
                "rows-dropped",
                f"{few:,} of {number:,} rows {'lacks' if few == 1 else 'lack'} a cell and "
                f"{'is' if few == 1 else 'are'} left out ({some})",
                counted,
                "--missing drop, or mean to fill them" if missing == "auto" else "",
            )
            return False
        usual = "mean or the most frequent word" if words and missing != "auto" else "mean"
        self.remarks.say(
            "filled",
            f"missing cells are filled with the {usual} of the rows trained on: {some} of "
            f"{number:,} rows",
            counted,
            "--missing mean, or drop to leave the rows out" if missing == "auto" else "",
        )
        return True

    # columns of numbers

    def _spread(
        self, chosen: Sequence[int], fill: bool, bare: bool
    ) -> tuple[Floats, tuple[str, ...], Gaps | None]:
        """Return the chosen columns as numbers, their names, and the gaps to be filled.

        Parameters
        ----------
        bare : bool
            Whether one-hot columns are named by the label alone, instead of ``NAME=LABEL``.

        Raises
        ------
        DataError
            If two columns would have the same name.
        """
        parts: list[Floats] = []
        titles: list[str] = []
        gaps: list[NDArray[np.bool_]] = []
        spans: list[tuple[int, int]] = []
        marks: list[tuple[str, NDArray[np.bool_]]] = []
        rows = slice(None) if self.keep.all() else self.keep
        for index in chosen:
            column, name = self.table.columns[index], self.table.names[index]
            gone = self.roles.missing(self.table.columns[index])[rows]
            if index in self.roles.words:
                own = not fill or self.choices.missing == "auto" or bool(gone.all())
                part, found = _one_hot(column, rows, gone, own)
                if own:
                    gone = np.zeros_like(gone)
                spans.append((len(titles), len(titles) + len(found)))
                if index in self.roles.targets and len(found) < 2:
                    gone_rows = self.table.rows - len(part)
                    raise DataError(
                        f"{shown(found[0])} is the only label of {shown(name)} that is left after "
                        f"{count(gone_rows, 'row')} with missing cells; say --missing mean to keep "
                        "such rows"
                    )
                titles += found if bare else [f"{name}={label}" for label in found]
            else:
                part = column.number_array()[rows][:, None]
                if gone.any():
                    part = np.where(gone[:, None], 0.0, part)
                titles.append(name)
            parts.append(part)
            gaps.append(np.repeat(gone[:, None], part.shape[1], axis=1))
            if fill and self.choices.missing == "mark" and gone.any():
                marks.append((f"{name} missing", gone))
        for title, gone in marks:
            titles.append(title)
            parts.append(gone[:, None].astype(np.float64))
            gaps.append(np.zeros((len(gone), 1), dtype=np.bool_))
        seen: set[str] = set()
        for title in map(printable, titles):  # as displayed
            if title in seen:
                raise DataError(
                    f"two columns would be called {shown(title)}, one of them made of words or "
                    "of missing cells; rename the other"
                )
            seen.add(title)
        mask = np.concatenate(gaps, axis=1)
        holes = Gaps(mask, tuple(spans)) if fill and mask.any() else None
        return np.concatenate(parts, axis=1), tuple(titles), holes


def _one_hot(
    column: Column, rows: slice | NDArray[np.bool_], gone: NDArray[np.bool_], own: bool
) -> tuple[Floats, list[str]]:
    """Return the one-hot encoding of a column of words in the given rows, and the words.

    Parameters
    ----------
    gone : array of bool
        Where the word is missing, among `rows`.
    own : bool
        Whether a missing word counts as a word, `NO_WORD`; otherwise its row is all 0.
    """
    assert column.labels is not None
    codes = column.code_array()[rows]
    labels = list(column.labels)
    there = np.unique(codes[~gone]).tolist()
    hot, found = one_hot(codes, [labels[code] for code in there], there)
    if gone.any():
        hot[gone] = 0.0
        if own and NO_WORD in found:
            hot[gone, found.index(NO_WORD)] = 1.0
        elif own:
            hot = np.concatenate([hot, gone[:, None].astype(np.float64)], axis=1)
            found.append(NO_WORD)
    return hot, found

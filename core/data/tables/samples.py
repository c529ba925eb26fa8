"""The samples of a table: its columns as inputs and targets, once it is known what they are for.

Rows that lack a cell are left out or marked to be filled, words become columns of zeros and ones,
and whatever was left out, changed or guessed becomes a remark.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.arrays import Floats
from core.data.dataset import Dataset, Gaps, kind_of, shape_of
from core.errors import DataError
from core.user_input.file_reading import STDIN
from core.user_input.printable import printable, shortened

from .cells import Column, check_size, place
from .column_roles import NO_CHOICES, Roles, TableChoices, can_be_kept, columns_of, roles_of
from .labels import MOST_TEXTS, one_hot
from .messages import CLASS, count, shown, with_column
from .remarks import Remark
from .table import Table, open_table, place_of

MOST_TARGETS_MISSING = 0.05
"""Rows without a target are left out of themselves where they are no larger a share."""

FEWEST_COMPLETE = 0.7
"""Rows with a missing number are left out of themselves where so large a share remains."""

NO_WORD = "missing"
"""The word that stands for a word that is missing."""

_FEW_NUMBERS = 0.1  # the share of numbers among words that is worth a remark
_FEW_WITH_UNITS = 0.5  # the same where they have units: 1st, 2nd and 2seater are rather words
_NAMED = 5  # columns that are named in a remark
_FEW_CLASSES = 10  # different whole numbers that may be classes


def dataset_of(table: Table, choices: TableChoices = NO_CHOICES) -> Dataset:
    """Return the samples of a table.

    Returns
    -------
    Dataset
        The inputs keep the order of the file, the targets that in which they were named. A column
        of words becomes one for each of them. Missing cells that are to be filled are 0, and
        `Dataset.gaps` says where they are.

    Raises
    ------
    DataError
        If a column cannot be used so, or with `TableChoices.strict` if something was guessed.
    """
    try:
        return _Samples(table, choices).dataset()
    except DataError as fault:
        raise DataError(f"{place_of(table.file)}: {fault}") from None


def read_table(path: str | Path, choices: TableChoices = NO_CHOICES) -> Dataset:
    """Read a file into a data set.

    Parameters, value and errors as in `open_table` and `dataset_of`.
    """
    asked = (*choices.target, *choices.keep)
    return dataset_of(open_table(path, asked=asked), choices)


class _Samples:
    """The samples of a table while they are put together."""

    def __init__(self, table: Table, choices: TableChoices) -> None:
        self.table, self.choices = table, choices
        self.roles: Roles = roles_of(table.names, table.columns, table.rows, table.unnamed, choices)
        self.remarks: list[Remark] = list(table.remarks)
        self.keep: NDArray[np.bool_] = np.ones(table.rows, dtype=np.bool_)

    def dataset(self) -> Dataset:
        """Put them together. Errors as in `dataset_of`."""
        table, roles = self.table, self.roles
        self._say_aside()
        self._say_written()
        self._say_mixed()
        self._say_of_one_hot()
        self._say_of_many_labels()
        self._leave_out_targets()
        fill = self._leave_out_inputs()
        self._say_of_labels()
        words = [table.columns[index] for index in (*roles.inputs, *roles.targets)]
        width = sum(
            len(column.labels) if column.index in roles.words and column.labels else 1
            for column in words
        )
        check_size(table.rows, max(width, len(table.names)))
        x, features, gaps = self._spread(roles.inputs, fill, bare=False)
        d, answers, _ = self._spread(roles.targets, False, bare=len(roles.targets) == 1)
        if self.choices.strict:
            self._stop_at_a_guess()
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
            remarks=tuple(self.remarks),
            roles=roles.each(table.names),
        )

    def _say(self, code: str, sentence: str, columns: Iterable[int] = (), settle: str = "") -> None:
        names = tuple(printable(self.table.names[index]) for index in columns)
        self.remarks.append(Remark(code, sentence, names, settle))

    def _stop_at_a_guess(self) -> None:
        for remark in self.remarks:
            if remark.guessed:
                raise DataError(
                    f"{remark.sentence}; with --strict nothing is guessed: {remark.settle}"
                )

    def _name(self, index: int) -> str:
        return shortened(self.table.names[index], 30)

    def _in_rows(self, gone: Iterable[tuple[int, int]]) -> str:
        """Say which columns lack how many cells: ``age in 177, fare in 1``."""
        parts = [f"{self._name(index)} in {number:,}" for index, number in gone if number]
        return ", ".join(parts[:_NAMED]) + f" and {len(parts) - _NAMED} more" * (
            len(parts) > _NAMED
        )

    # what is said

    def _say_aside(self) -> None:
        aside = self.roles.aside
        kept = columns_of(self.table.names, self.choices.keep, "kept column")[0]
        used = (index for index in self.roles.inputs if index not in kept)
        unnamed = [index for index in used if index in self.table.unnamed]
        if unnamed:
            what = ", ".join(self._name(index) for index in unnamed[:_NAMED])
            self._say(
                "unnamed",
                f"columns without a name are used as {what}{', ...' * (len(unnamed) > _NAMED)}",
                unnamed,
                "write a name for each column, or leave them out with --ignore",
            )
        if not aside:
            return
        parts = [f"{self._name(index)} ({why})" for index, why in aside[:_NAMED]]
        more = f" and {len(aside) - _NAMED} more" * (len(aside) > _NAMED)
        keep = [index for index, _ in aside if can_be_kept(self.table.columns[index])]
        option = with_column("--keep", self.table.names[keep[0]]) if keep else ""
        if len(keep) == len(aside):
            option = "--keep"
        self._say(
            "left-aside",
            f"left aside: {', '.join(parts)}{more}",
            (index for index, _ in aside),
            "name them with --ignore" + (f", or with {option} to use them" if option else ""),
        )

    def _say_written(self) -> None:
        """Say which columns hold numbers that are not written plainly, with an example."""
        parts: list[str] = []
        used: list[int] = []
        for index in sorted((*self.roles.inputs, *self.roles.targets)):
            column = self.table.columns[index]
            if index in self.roles.words or column.example is None:
                continue
            value = column.read(column.example.cell)
            used.append(index)
            parts.append(f"{self._name(index)} ({shown(column.example.cell)} as {value:.12g})")
        if parts:
            more = f" and {len(parts) - _NAMED} more" * (len(parts) > _NAMED)
            self._say(
                "numbers-read",
                f"read as numbers: {', '.join(parts[:_NAMED])}{more}",
                used,
                "write plain numbers, such as 1234.5",
            )

    def _say_of_many_labels(self) -> None:
        """Say which targets are words that mostly differ, such as texts and names."""
        rows = self.table.rows
        for index in self.roles.targets:
            labels = self.table.columns[index].labels or ()
            chosen = index in self.roles.forced or index not in self.roles.words
            if not chosen and len(labels) > MOST_TEXTS and 2 * len(labels) > rows:
                asked = with_column("--target", CLASS + self.table.names[index])
                self._say(
                    "many-labels",
                    f"{self._name(index)} has {len(labels)} labels in {rows} rows, so most of them "
                    "stand there once",
                    [index],
                    f"name another target, or say {asked}",
                )

    def _say_of_one_hot(self) -> None:
        """Point out that the last columns hold a single 1 in each row, as classes spread out do."""
        if self.choices.target:
            return
        total = np.zeros(self.table.rows)
        last: list[int] = []
        _, *used = sorted((*self.roles.inputs, *self.roles.targets))  # one is left as an input
        for index in reversed(used):
            column = self.table.columns[index]
            if index in self.roles.words or not np.isin(column.number_array(), (0.0, 1.0)).all():
                return
            last.insert(0, index)
            total += column.number_array()
            few = self.table.rows < 2 * len(last)  # where it may be so by chance
            if len(last) > 1 and not few and (total == 1.0).all():
                option = with_column("--target", *(self.table.names[each] for each in last))
                self._say(
                    "one-hot",
                    f"{', '.join(map(self._name, last))} hold a single 1 in each row; say "
                    f"{option} if they are classes",
                    last,
                )
                return

    def _say_mixed(self) -> None:
        """Say which columns are read as words although they hold numbers as well."""
        for index in sorted(self.roles.words - self.roles.forced):
            column = self.table.columns[index]
            few = _FEW_WITH_UNITS if any(column.unit) else _FEW_NUMBERS
            numbers = column.count / max(1, column.count + column.odd)
            if numbers >= few and column.first_odd is not None:
                option = "--target" if index in self.roles.targets else "--keep"
                odd = column.first_odd
                self._say(
                    "mixed",
                    f"{self._name(index)} is read as words, for it holds numbers and others "
                    f"(line {odd.line}, {shown(odd.cell)})",
                    [index],
                    with_column(option, CLASS + self.table.names[index]) + ", or mend the cells",
                )

    def _say_of_labels(self) -> None:
        """Point out labels that look alike, and numbers that may be classes."""
        for index in self.roles.targets:
            column = self.table.columns[index]
            if index in self.roles.words:
                continue
            numbers = column.number_array()[self.keep]
            name = self._name(index)
            if len(numbers) > 2 and bool((numbers == numbers[0]).all()):
                self._say(
                    "constant-target",
                    f"{name} is {numbers[0]:g} in every row, so there is nothing to learn",
                    [index],
                )
            elif _may_be_classes(column, numbers):
                different = len(np.unique(numbers))
                classes = with_column("--target", CLASS + self.table.names[index])
                self._say(
                    "whole-numbers",
                    f"{name} is read as a number and has {different} different values; say "
                    f"{classes} if they are classes",
                    [index],
                )
        for index in sorted(self.roles.words):
            column = self.table.columns[index]
            used = self.keep & ~self._gone(index)
            alike = _alike(column, np.unique(column.code_array()[used]).tolist())
            if alike:
                pairs = "; ".join(" and ".join(map(shown, group)) for group in alike[:3])
                self._say(
                    "labels-alike",
                    f"{self._name(index)} has words that differ in case alone: {pairs}",
                    [index],
                )

    # missing cells

    def _gone(self, index: int) -> NDArray[np.bool_]:
        """Tell for each row whether a column has nothing in it, shape (rows,)."""
        column = self.table.columns[index]
        if index in self.roles.words:
            return column.no_word(index in self.roles.forced)
        return np.isnan(column.number_array())

    def _leave_out_targets(self) -> None:
        """Leave out rows without a target, if they are few or somebody said so."""
        missing, rows = self.choices.missing, self.table.rows
        gone = {index: self._gone(index) for index in self.roles.targets}
        gone = {index: mask for index, mask in gone.items() if mask.any()}
        if not gone:
            return
        lacking = np.logical_or.reduce(list(gone.values()))
        number = int(np.count_nonzero(lacking))
        first = next(iter(gone))
        what = (
            f"{number:,} of {rows:,} rows {'has' if number == 1 else 'have'} no {self._name(first)}"
        )
        if missing == "stop" or (missing == "auto" and number > MOST_TARGETS_MISSING * rows):
            raise DataError(
                f"{what} ({self._first(first)}); say --missing drop to leave "
                f"{'it' if number == 1 else 'them'} out, or name another column with --target"
            )
        if number == rows:
            raise DataError(f"{what}, so no row is left")
        self.keep &= ~lacking
        self._say(
            "target-missing",
            f"{what} and {'is' if number == 1 else 'are'} left out",
            gone,
            "--missing drop" if missing == "auto" else "",
        )

    def _first(self, index: int) -> str:
        """Say where a column has its first missing cell."""
        column = self.table.columns[index]
        gap = column.first_no_word if index in self.roles.words else column.first_missing
        assert gap is not None
        what = shown(gap.cell) if gap.cell.strip() else "an empty cell"
        return f"{place(gap.line, index, self.table.names)}: {what}"

    def _leave_out_inputs(self) -> bool:
        """Leave out rows that lack an input, or tell that what they lack is to be filled."""
        missing, roles = self.choices.missing, self.roles
        number = int(np.count_nonzero(self.keep))
        gone = {index: self._gone(index) & self.keep for index in roles.inputs}
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
            self._say(
                "missing-word",
                f"a missing word is read as the word {NO_WORD!r}: {self._in_rows(words)} of "
                f"{number:,} rows",
                (index for index, _ in words),
                "--missing drop, mean or mark",
            )
        counted = [index for index in gone if missing != "auto" or index not in roles.words]
        if not counted:
            return False
        lacking = np.logical_or.reduce([gone[index] for index in counted])
        few = int(np.count_nonzero(lacking))
        some = self._in_rows(each for each in lacks if each[0] in counted)
        if missing == "drop" or (missing == "auto" and number - few >= FEWEST_COMPLETE * number):
            if few == number:
                raise DataError(
                    f"no row is left without a missing cell ({some} of {number:,} rows); say "
                    "--missing mean to fill them, or leave a column out with --ignore"
                )
            self.keep &= ~lacking
            self._say(
                "rows-dropped",
                f"{few:,} of {number:,} rows {'lacks' if few == 1 else 'lack'} a cell and "
                f"{'is' if few == 1 else 'are'} left out ({some})",
                counted,
                "--missing drop, or mean to fill them" if missing == "auto" else "",
            )
            return False
        usual = "mean or the most frequent word" if words and missing != "auto" else "mean"
        self._say(
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
        """Return those columns and their names, a column of words as one for each of them.

        Raises
        ------
        DataError
            If two of them would have one name.
        """
        parts: list[Floats] = []
        titles: list[str] = []
        gaps: list[NDArray[np.bool_]] = []
        spans: list[tuple[int, int]] = []
        marks: list[tuple[str, NDArray[np.bool_]]] = []
        rows = slice(None) if self.keep.all() else self.keep
        for index in chosen:
            column, name = self.table.columns[index], self.table.names[index]
            gone = self._gone(index)[rows]
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
        for title in map(printable, titles):  # as they look
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
    """Return a column for each word of the rows that are left, and the words.

    Parameters
    ----------
    column : Column
        A column of words.
    rows : slice or array of bool
        The rows that are left.
    gone : array of bool
        Where the word is missing, in those rows.
    own : bool
        Whether a missing word is a word of its own; otherwise its row is all 0.
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


def _may_be_classes(column: Column, numbers: Floats) -> bool:
    """Tell whether numbers are few whole ones, as classes are often numbered."""
    if column.labels is None or len(column.labels) > 4 * _FEW_CLASSES or any(column.unit):
        return False
    different = np.unique(numbers)
    whole = bool((different == np.floor(different)).all())
    gate = bool(np.isin(different, (0.0, 1.0)).all())
    return whole and not gate and len(different) <= _FEW_CLASSES and len(different) < len(numbers)


def _alike(column: Column, codes: Sequence[int]) -> list[list[str]]:
    """Return the groups of those labels that differ in case alone."""
    labels = list(column.labels or ())
    groups: dict[str, list[str]] = {}
    for code in codes:
        groups.setdefault(labels[code].casefold(), []).append(labels[code])
    return [group for group in groups.values() if len(group) > 1]

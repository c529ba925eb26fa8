"""Remarks on how the columns of a table are used: what was left out, reinterpreted or guessed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from core.arrays import Floats
from core.errors import DataError
from core.printable import printable, shortened

from .cells import Column
from .column_roles import Roles, TableChoices, can_be_kept, columns_of
from .labels import MOST_TEXTS
from .messages import CLASS, shown, with_column
from .remarks import Remark
from .table import Table

_FEW_NUMBERS = 0.1  # share of numbers among words that is worth a remark
_FEW_WITH_UNITS = 0.5  # the same for numbers with units: 1st, 2nd and 2seater are likely words
_NAMED = 5  # columns named in a remark, at most
_FEW_CLASSES = 10  # distinct whole numbers that may be classes, at most


class UseRemarks:
    """Collects the remarks on a table and on the use of its columns."""

    def __init__(self, table: Table, choices: TableChoices, roles: Roles) -> None:
        self.table, self.choices, self.roles = table, choices, roles
        self.all: list[Remark] = list(table.remarks)

    def say(self, code: str, sentence: str, columns: Iterable[int] = (), remedy: str = "") -> None:
        """Add a remark about these columns."""
        names = tuple(printable(self.table.names[index]) for index in columns)
        self.all.append(Remark(code, sentence, names, remedy))

    def stop_at_a_guess(self) -> None:
        """Raise DataError if something was guessed."""
        for remark in self.all:
            if remark.guessed:
                raise DataError(
                    f"{remark.sentence}; with --strict nothing is guessed: {remark.remedy}"
                )

    def name(self, index: int) -> str:
        """Return the name of a column for messages."""
        return shortened(self.table.names[index], 30)

    def in_rows(self, gone: Iterable[tuple[int, int]]) -> str:
        """Say how many cells each column lacks: ``age in 177, fare in 1``."""
        parts = [f"{self.name(index)} in {number:,}" for index, number in gone if number]
        return ", ".join(parts[:_NAMED]) + f" and {len(parts) - _NAMED} more" * (
            len(parts) > _NAMED
        )

    def on_columns(self) -> None:
        """Add the remarks on columns that do not depend on which rows are dropped."""
        self._left_aside()
        self._numbers_read()
        self._mixed()
        self._one_hot()
        self._many_labels()

    def _left_aside(self) -> None:
        aside = self.roles.aside
        kept = columns_of(self.table.names, self.choices.keep, "kept column")[0]
        used = (index for index in self.roles.inputs if index not in kept)
        unnamed = [index for index in used if index in self.table.unnamed]
        if unnamed:
            what = ", ".join(self.name(index) for index in unnamed[:_NAMED])
            self.say(
                "unnamed",
                f"columns without a name are used as {what}{', ...' * (len(unnamed) > _NAMED)}",
                unnamed,
                "write a name for each column, or leave them out with --ignore",
            )
        if not aside:
            return
        parts = [f"{self.name(index)} ({why})" for index, why in aside[:_NAMED]]
        more = f" and {len(aside) - _NAMED} more" * (len(aside) > _NAMED)
        keep = [index for index, _ in aside if can_be_kept(self.table.columns[index])]
        option = with_column("--keep", self.table.names[keep[0]]) if keep else ""
        if len(keep) == len(aside):
            option = "--keep"
        self.say(
            "left-aside",
            f"left aside: {', '.join(parts)}{more}",
            (index for index, _ in aside),
            "name them with --ignore" + (f", or with {option} to use them" if option else ""),
        )

    def _numbers_read(self) -> None:
        """Say which columns hold numbers in unusual formats, with an example."""
        parts: list[str] = []
        used: list[int] = []
        for index in sorted((*self.roles.inputs, *self.roles.targets)):
            column = self.table.columns[index]
            if index in self.roles.words or column.example is None:
                continue
            value = column.read(column.example.cell)
            used.append(index)
            parts.append(f"{self.name(index)} ({shown(column.example.cell)} as {value:.12g})")
        if parts:
            more = f" and {len(parts) - _NAMED} more" * (len(parts) > _NAMED)
            self.say(
                "numbers-read",
                f"read as numbers: {', '.join(parts[:_NAMED])}{more}",
                used,
                "write plain numbers, such as 1234.5",
            )

    def _many_labels(self) -> None:
        """Say which targets are words that mostly differ, such as free text and names."""
        rows = self.table.rows
        for index in self.roles.targets:
            labels = self.table.columns[index].labels or ()
            chosen = index in self.roles.forced or index not in self.roles.words
            if not chosen and len(labels) > MOST_TEXTS and 2 * len(labels) > rows:
                asked = with_column("--target", CLASS + self.table.names[index])
                self.say(
                    "many-labels",
                    f"{self.name(index)} has {len(labels)} labels in {rows} rows, so most of them "
                    "stand there once",
                    [index],
                    f"name another target, or say {asked}",
                )

    def _one_hot(self) -> None:
        """Point out that the last columns look like one-hot classes."""
        if self.choices.target:
            return
        total = np.zeros(self.table.rows)
        last: list[int] = []
        _, *used = sorted((*self.roles.inputs, *self.roles.targets))  # one has to remain an input
        for index in reversed(used):
            column = self.table.columns[index]
            if index in self.roles.words or not np.isin(column.number_array(), (0.0, 1.0)).all():
                return
            last.insert(0, index)
            total += column.number_array()
            few = self.table.rows < 2 * len(last)  # may be chance
            if len(last) > 1 and not few and (total == 1.0).all():
                option = with_column("--target", *(self.table.names[each] for each in last))
                self.say(
                    "one-hot",
                    f"{', '.join(map(self.name, last))} hold a single 1 in each row; say "
                    f"{option} if they are classes",
                    last,
                )
                return

    def _mixed(self) -> None:
        """Say which columns are read as words although some of their cells are numbers."""
        for index in sorted(self.roles.words - self.roles.forced):
            column = self.table.columns[index]
            few = _FEW_WITH_UNITS if any(column.unit) else _FEW_NUMBERS
            numbers = column.count / max(1, column.count + column.odd)
            if numbers >= few and column.first_odd is not None:
                option = "--target" if index in self.roles.targets else "--keep"
                odd = column.first_odd
                self.say(
                    "mixed",
                    f"{self.name(index)} is read as words, for it holds numbers and others "
                    f"(line {odd.line}, {shown(odd.cell)})",
                    [index],
                    with_column(option, CLASS + self.table.names[index]) + ", or mend the cells",
                )

    def on_labels(self, keep: NDArray[np.bool_]) -> None:
        """Point out labels that differ in case alone and numbers that may be classes.

        `keep` says which rows are used, shape (rows,).
        """
        for index in self.roles.targets:
            column = self.table.columns[index]
            if index in self.roles.words:
                continue
            numbers = column.number_array()[keep]
            name = self.name(index)
            if len(numbers) > 2 and bool((numbers == numbers[0]).all()):
                self.say(
                    "constant-target",
                    f"{name} is {numbers[0]:g} in every row, so there is nothing to learn",
                    [index],
                )
            elif _may_be_classes(column, numbers):
                different = len(np.unique(numbers))
                classes = with_column("--target", CLASS + self.table.names[index])
                self.say(
                    "whole-numbers",
                    f"{name} is read as a number and has {different} different values; say "
                    f"{classes} if they are classes",
                    [index],
                )
        for index in sorted(self.roles.words):
            column = self.table.columns[index]
            used = keep & ~self.roles.missing(column)
            alike = _alike(column, np.unique(column.code_array()[used]).tolist())
            if alike:
                pairs = "; ".join(" and ".join(map(shown, group)) for group in alike[:3])
                self.say(
                    "labels-alike",
                    f"{self.name(index)} has words that differ in case alone: {pairs}",
                    [index],
                )


def _may_be_classes(column: Column, numbers: Floats) -> bool:
    """Whether numbers are a few distinct integers, as class numbers are."""
    if column.labels is None or len(column.labels) > 4 * _FEW_CLASSES or any(column.unit):
        return False
    different = np.unique(numbers)
    whole = bool((different == np.floor(different)).all())
    gate = bool(np.isin(different, (0.0, 1.0)).all())
    return whole and not gate and len(different) <= _FEW_CLASSES and len(different) < len(numbers)


def _alike(column: Column, codes: Sequence[int]) -> list[list[str]]:
    """Return groups of labels that differ in case alone, among those with these codes."""
    labels = list(column.labels or ())
    groups: dict[str, list[str]] = {}
    for code in codes:
        groups.setdefault(labels[code].casefold(), []).append(labels[code])
    return [group for group in groups.values() if len(group) > 1]

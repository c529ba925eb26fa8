"""The columns of a file and their uses, while a person changes them. Nothing is changed by that.

What has been chosen in the end becomes fields of the spec, and the core decides what is legal.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from core import ColumnRole, DataError, Dataset, RunSpec, Table
from core.printable import printable

Use: TypeAlias = Literal["input", "target", "aside", "ignored"]
"""What a column is used for; ``aside`` is out of itself, ``ignored`` because somebody said so."""

_CLASS = "class:"


@dataclass(frozen=True)
class Entry:
    """A column and what it is to be used for.

    Attributes
    ----------
    name : str
        Its name, fit to be shown.
    use : Use
        Its use.
    words : bool
        Whether it is to be read as words although it may hold numbers.
    """

    name: str
    use: Use
    words: bool = False


@dataclass(frozen=True, eq=False)
class Columns:
    """The columns of a file with the uses they are to have.

    Attributes
    ----------
    table : Table
        The file.
    spec : RunSpec
        The run as it is.
    before : tuple of Entry
        The columns as the run uses them, in the order of the file.
    entries : tuple of Entry
        The same as they are to be used.
    """

    table: Table
    spec: RunSpec
    before: tuple[Entry, ...]
    entries: tuple[Entry, ...]

    def used_as(self, at: int, use: Use) -> Columns:
        """Return the columns with another use of one of them, counted from 0."""
        return self._having(at, replace(self.entries[at], use=use))

    def turned(self, at: int, by: int) -> Columns:
        """Return the columns with the next use of one of them (1), or the one before (-1)."""
        uses: list[Use] = ["input", "target", "ignored"]
        if self.before[at].use == "aside":
            uses.append("aside")
        use = uses[(uses.index(self.entries[at].use) + by) % len(uses)]
        return self.used_as(at, use)

    def with_words(self, at: int) -> Columns:
        """Return the columns with one of them read as words, or again as the numbers it holds."""
        entry = self.entries[at]
        return self._having(at, replace(entry, words=not entry.words))

    def _having(self, at: int, entry: Entry) -> Columns:
        return replace(self, entries=(*self.entries[:at], entry, *self.entries[at + 1 :]))

    def holds_numbers(self, at: int) -> bool:
        """Tell whether a column holds numbers, so that it may be read as words instead."""
        return self.table.columns[at].has_numbers

    def why_aside(self, at: int) -> str:
        """Say why a column is no input unless somebody keeps it; most often empty."""
        return self.table.why_aside(at, self.spec.missing)

    def choices(self) -> dict[str, tuple[str, ...]]:
        """Return the fields `target`, `ignore` and `keep` of the spec that say the same.

        Targets that are targets already keep their order, and others follow in that of the file.
        What no one has to say is not said: the last column is the target, and a column that may be
        an input is one.

        Raises
        ------
        DataError
            If there is no target or no input.
        """
        for use, key in (("target", "t"), ("input", "i")):
            if not any(entry.use == use for entry in self.entries):
                what = "to be learned" if use == "target" else "left as an input"
                raise DataError(f"no column is {what}; choose one and press {key}")
        return {
            "target": self._target(),
            "ignore": tuple(entry.name for entry in self.entries if entry.use == "ignored"),
            "keep": self._keep(),
        }

    def _target(self) -> tuple[str, ...]:
        spec = self.spec
        chosen = [at for at, entry in enumerate(self.entries) if entry.use == "target"]
        last = chosen[-1]
        same = self.before[last:] == self.entries[last:]
        if not spec.target and len(chosen) == 1 and same:
            return ()
        order = {name: place for place, name in enumerate(map(self._plain, spec.target))}
        chosen.sort(key=lambda at: order.get(self.entries[at].name, len(order)))
        return tuple(self._asked(self.entries[at]) for at in chosen)

    def _keep(self) -> tuple[str, ...]:
        kept = set(map(self._plain, self.spec.keep))
        names: list[str] = []
        for at, (old, new) in enumerate(zip(self.before, self.entries, strict=True)):
            if new.use != "input":
                continue
            said = new.name in kept if old == new else bool(new.words or self.why_aside(at))
            if said:
                names.append(self._asked(new))
        return tuple(names)

    def _plain(self, name: str) -> str:
        return plain(name, {entry.name for entry in self.before})

    def _asked(self, entry: Entry) -> str:
        return f"{_CLASS}{entry.name}" if entry.words else entry.name


def plain(name: str, names: set[str]) -> str:
    """Return the column that is meant by a name in a spec, without what it is to be read as."""
    shown = printable(name)
    return shown if shown in names else shown.removeprefix(_CLASS)


def columns_of(spec: RunSpec, dataset: Dataset) -> Columns:
    """Return the columns of the file of a run, as it uses them.

    Parameters
    ----------
    spec : RunSpec
        The run.
    dataset : Dataset
        Its data, of a file.
    """
    assert dataset.table is not None
    names = {column.name for column in dataset.roles}
    asked = map(printable, (*spec.target, *spec.keep))
    forced = {plain(name, names) for name in asked if name not in names}
    entries = tuple(_entry(column, forced) for column in dataset.roles)
    return Columns(dataset.table, spec, entries, entries)


def _entry(column: ColumnRole, forced: set[str]) -> Entry:
    return Entry(column.name, column.role, column.name in forced)

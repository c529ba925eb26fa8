"""The columns of a file and their uses, while the user edits them.

The run does not change meanwhile. The final choice becomes fields of the spec, and the core
decides what is valid.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Literal, TypeAlias

from core import DataError, Dataset, RunSpec
from core.data.tables.messages import CLASS, plain_name
from core.printable import printable

if TYPE_CHECKING:
    from core import ColumnRole, Table

Use: TypeAlias = Literal["input", "target", "aside", "ignored"]
"""What a column is used for; ``aside``: not used by default; ``ignored``: the user said so."""


@dataclass(frozen=True)
class Entry:
    """A column and its use.

    `name` is printable. `words` says that it is to be read as words although it may hold numbers.
    """

    name: str
    use: Use
    words: bool = False


@dataclass(frozen=True, eq=False)
class Columns:
    """The columns of a file and their uses.

    `before` are the columns as the run uses them, in the order of the file; `entries` are the same
    with the chosen uses.
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
        """Return the columns with one of them read as words, or as numbers again."""
        entry = self.entries[at]
        return self._having(at, replace(entry, words=not entry.words))

    def _having(self, at: int, entry: Entry) -> Columns:
        return replace(self, entries=(*self.entries[:at], entry, *self.entries[at + 1 :]))

    def holds_numbers(self, at: int) -> bool:
        """Tell whether a column holds numbers, so that it may be read as words instead."""
        return self.table.columns[at].has_numbers

    def why_aside(self, at: int) -> str:
        """Return why a column is no input unless the user keeps it; usually empty."""
        return self.table.why_aside(at, self.spec.missing)

    def choices(self) -> dict[str, tuple[str, ...]]:
        """Return the equivalent fields `target`, `ignore` and `keep` of the spec.

        Existing targets keep their order, and others follow in that of the file. Defaults are not
        written out: the last column is the target, and every column that can be an input is one.

        Raises
        ------
        DataError
            If there is no target or no input.
        """
        for use, key in (("target", "t"), ("input", "i")):
            if not any(entry.use == use for entry in self.entries):
                what = "to be learned" if use == "target" else "left as an input"
                raise DataError(f"no column is {what}; choose one and press {key}")
        ignored = [at for at, entry in enumerate(self.entries) if entry.use == "ignored"]
        return {
            "target": self._target(),
            "ignore": self._named(ignored, self.spec.ignore, bare=True),
            "keep": self._named(self._kept(), self.spec.keep),
        }

    def _target(self) -> tuple[str, ...]:
        chosen = [at for at, entry in enumerate(self.entries) if entry.use == "target"]
        last = chosen[-1]
        same = self.before[last:] == self.entries[last:]
        if not self.spec.target and len(chosen) == 1 and same:
            return ()
        return self._named(chosen, self.spec.target)

    def _kept(self) -> list[int]:
        """Return the inputs that have to be named explicitly."""
        said = {plain_name(name, self._names) for name in self.spec.keep}
        kept: list[int] = []
        for at, (old, new) in enumerate(zip(self.before, self.entries, strict=True)):
            if new.use == "input":
                known = new.name in said
                if known if old == new else new.words or self.why_aside(at):
                    kept.append(at)
        return kept

    def _named(
        self, chosen: list[int], said: tuple[str, ...], bare: bool = False
    ) -> tuple[str, ...]:
        """Return columns as a spec names them: unchanged if named before, then the others.

        With `bare` it does not matter what they are read as.
        """
        before = {plain_name(name, self._names): (place, name) for place, name in enumerate(said)}
        last = (len(said), "")
        chosen = sorted(chosen, key=lambda at: before.get(self.entries[at].name, last)[0])
        names: list[str] = []
        for at in chosen:
            entry = self.entries[at]
            asked = f"{CLASS}{entry.name}" if entry.words and not bare else entry.name
            spelled = before.get(entry.name, last)[1]
            names.append(spelled if printable(spelled) == asked else asked)
        return tuple(names)

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(entry.name for entry in self.before)


def columns_of(spec: RunSpec, dataset: Dataset) -> Columns:
    """Return the columns of the file that a run's data come from, as it uses them."""
    assert dataset.table is not None
    names = {column.name for column in dataset.roles}
    asked = map(printable, (*spec.target, *spec.keep))
    forced = {plain_name(name, names) for name in asked if name not in names}
    entries = tuple(_entry(column, forced) for column in dataset.roles)
    return Columns(dataset.table, spec, entries, entries)


def _entry(column: ColumnRole, forced: set[str]) -> Entry:
    return Entry(column.name, column.role, column.name in forced)

"""What a data set is: a table of inputs, a table of targets, and names for the columns.

It also says how an answer is to be judged, because "right" differs between a gate and a curve.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from core.arrays import Floats, frozen
from core.errors import DataError
from core.printable import printable

from .tables.column_roles import ColumnRole
from .tables.messages import count
from .tables.remarks import Remark
from .tables.table import Table

Kind: TypeAlias = Literal["logic", "binary", "classes", "numbers"]
"""How targets are read.

``logic`` is a whole truth table of zeros and ones, ``binary`` any 0/1 targets, ``classes`` one-hot
rows of two columns or more, and ``numbers`` everything else.
"""


TENTH = 0.1
"""A row is right when each output is closer to its target than this, in the unit of `Dataset`."""

Part: TypeAlias = Literal["validation", "test"]
"""The parts of the data that are held out."""


@dataclass(frozen=True, eq=False)
class Scaling:
    """What was done to inputs or to targets, column by column: ``x = (raw - mean) / deviation``.

    Attributes
    ----------
    mean, deviation : Floats
        Shape (columns,), read-only. A column that is constant has the deviation 1.
    """

    mean: Floats
    deviation: Floats

    @classmethod
    def of(cls, table: Floats) -> Scaling:
        """Measure what gives each column mean 0 and standard deviation 1.

        Parameters
        ----------
        table : Floats
            Finite numbers, shape (rows, columns), one row or more.
        """
        # In units of the largest, so that sums of squares of large numbers stay finite.
        unit = np.maximum(table.max(axis=0), -table.min(axis=0))
        unit[unit == 0.0] = 1.0
        constant = (table == table[0]).all(axis=0)
        with np.errstate(under="ignore"):
            deviation = np.std(table / unit, axis=0) * unit
            mean = np.where(constant, table[0], np.mean(table / unit, axis=0) * unit)
        deviation[constant | (deviation == 0.0)] = 1.0
        return cls(frozen(mean), frozen(deviation))

    def back(self, scaled: Floats) -> Floats:
        """Return the numbers in the units they had before: ``scaled * deviation + mean``.

        Parameters
        ----------
        scaled : Floats
            Shape (..., columns).
        """
        return scaled * self.deviation + self.mean


@dataclass(frozen=True, eq=False)
class Gaps:
    """Where inputs are missing that are yet to be filled.

    Attributes
    ----------
    mask : array of bool
        Shape (samples, features). Where it is true the input is 0 for the time being.
    words : tuple of (int, int)
        The features, from the first to before the second, that stand for the words of one column.
    """

    mask: NDArray[np.bool_]
    words: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, eq=False)
class Dataset:
    """A named table of samples. The arrays are made read-only.

    Names may come from outside. Here they are made fit to be shown, all of them and once, so that
    whoever shows one later need not think of it; `spelled` has what stands in the file.

    Parameters
    ----------
    name : str
        The name in the registry, or the file's name.
    x : Floats
        Inputs, shape (samples, features).
    d : Floats
        Targets (the desired outputs), shape (samples, targets).
    features, targets : tuple of str
        A name for each column of `x` and of `d`.
    kind : Kind
        How the targets are read.
    description : str
        A sentence or two for a person.
    has_bias_input : bool
        True when the last column of `x` is the constant 1 that serves as the bias.
    validation, test : Dataset or None
        Rows that are held out: never trained on, only scored. Same columns, same scaling. The
        validation set is there to choose by: when to stop, which run is better. The test set says
        how well new rows will do, as long as nothing was chosen by it.
    extra : tuple of str
        Which features, the last ones, are made of the first two. See `spec.EXTRAS`.
    scaling : Scaling or None
        What was done to the inputs; None: nothing.
    target_scaling : Scaling or None
        What was done to the targets; None: nothing.
    spread : Floats or None
        The standard deviation of each target over the rows that are trained on, for rows that are
        held out; None: these rows are the ones trained on. Shape (targets,), in units of `d`.
    picture : tuple of int or None
        Height and width, where the inputs are the pixels of a picture, row by row.
    label : str
        The name of the column whose labels are the targets; empty where there is none.
    columns : tuple of str
        The names of the columns of the file it was read from, in their order; else empty.
    spelled : mapping of str to str
        How a name is spelled in the file, by how it is shown; only names that differ.
    table : Table or None
        The file it was read from, as it was then: the data can be prepared in another way without
        reading it again.
    gaps : Gaps or None
        Which inputs are missing; None: none.
    remarks : tuple of Remark
        What is to be said of the file it was read from.
    roles : tuple of ColumnRole
        What each column of the file is used for, in the order of `columns`.

    Raises
    ------
    DataError
        If the table is empty, the shapes and names disagree, or a number is not finite.
    """

    name: str
    x: Floats
    d: Floats
    features: tuple[str, ...]
    targets: tuple[str, ...]
    kind: Kind
    description: str
    has_bias_input: bool = False
    validation: Dataset | None = None
    test: Dataset | None = None
    extra: tuple[str, ...] = ()
    scaling: Scaling | None = None
    target_scaling: Scaling | None = None
    spread: Floats | None = None
    picture: tuple[int, int] | None = None
    label: str = ""
    columns: tuple[str, ...] = ()
    spelled: Mapping[str, str] = field(default_factory=dict)
    table: Table | None = None
    gaps: Gaps | None = None
    remarks: tuple[Remark, ...] = ()
    roles: tuple[ColumnRole, ...] = ()

    def __post_init__(self) -> None:
        self._make_names_printable()
        for label in ("x", "d"):  # numpy makes whole numbers of [[0], [1]]
            table = np.array(getattr(self, label), dtype=np.float64, order="C")
            object.__setattr__(self, label, table)
        expected = {"x": (len(self.features), self.x), "d": (len(self.targets), self.d)}
        for label, (width, table) in expected.items():
            if table.ndim != 2 or table.shape[0] == 0 or table.shape[1] != width or width == 0:
                raise DataError(
                    f"data set {self.name}: {label} has shape {table.shape}; "
                    f"it must have at least one row and {width} named columns"
                )
            if not np.isfinite(table).all():
                raise DataError(f"data set {self.name}: {label} holds a number that is not finite")
            frozen(table)
        if len(self.x) != len(self.d):
            raise DataError(
                f"data set {self.name}: {len(self.x)} rows of inputs, {len(self.d)} of targets"
            )

    def _make_names_printable(self) -> None:
        spelled = dict(self.spelled)
        for label in ("name", "label"):
            object.__setattr__(self, label, printable(getattr(self, label)))
        for label in ("features", "targets", "columns"):
            given = getattr(self, label)
            names = tuple(map(printable, given))
            spelled |= {n: own for n, own in zip(names, given, strict=True) if n != own}
            object.__setattr__(self, label, names)
        object.__setattr__(self, "spelled", MappingProxyType(spelled))

    def __len__(self) -> int:
        return len(self.x)

    @cached_property
    def tolerance(self) -> Floats:
        """How near an output must be to each target to be right, shape (targets,).

        For targets that are numbers it is a tenth of their standard deviation over the rows that
        are trained on (of 1 where a target is constant); for all others 0.1.
        """
        if self.kind != "numbers" or self.target_scaling is not None:
            return frozen(np.full(len(self.targets), TENTH))
        return frozen(
            TENTH * (Scaling.of(self.d).deviation if self.spread is None else self.spread)
        )

    @cached_property
    def tolerated_mse(self) -> float:
        """What the mse of rows that are all right cannot exceed: the square of the largest."""
        return float(self.tolerance.max()) ** 2

    @property
    def held_out(self) -> Mapping[Part, Dataset]:
        """The rows that are never trained on, by their part; parts that there are not, are not."""
        found: dict[Part, Dataset | None] = {"validation": self.validation, "test": self.test}
        return {part: rows for part, rows in found.items() if rows is not None}


def shape_of(x: Floats, d: Floats) -> str:
    """Say how many rows, inputs and targets there are: ``4 rows x 2 inputs -> 1 target``."""
    inputs, targets = count(x.shape[1], "input"), count(d.shape[1], "target")
    return f"{count(len(x), 'row')} x {inputs} -> {targets}"


def kind_of(d: Floats) -> Kind:
    """Read off the targets what kind of answer they ask for.

    Parameters
    ----------
    d : Floats
        Targets, shape (samples, targets).

    Returns
    -------
    Kind
        ``classes`` for one-hot rows of two columns or more, ``binary`` for other zeros and ones,
        ``numbers`` otherwise.
    """
    if not np.isin(d, (0.0, 1.0)).all():
        return "numbers"
    one_hot = d.shape[1] > 1 and bool((d.sum(axis=1) == 1.0).all())
    return "classes" if one_hot else "binary"

"""A data set: arrays of inputs and targets, and names for the columns.

It also defines when an answer is right, which differs between a gate and a curve.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from core.arrays import Floats, frozen
from core.errors import DataError
from core.exact import total
from core.printable import printable

from .tables.messages import count

if TYPE_CHECKING:
    from .tables.column_roles import ColumnRole
    from .tables.remarks import Remark
    from .tables.table import Table

Kind: TypeAlias = Literal["logic", "binary", "classes", "numbers"]
"""The kind of targets.

``logic`` is a whole truth table of zeros and ones, ``binary`` any 0/1 targets, ``classes`` one-hot
rows of two columns or more, and ``numbers`` everything else.
"""


TENTH = 0.1
"""The tolerance of a right output, in the units described in `Dataset.tolerance`."""

Part: TypeAlias = Literal["validation", "test"]
"""The parts of the data that are held out."""


@dataclass(frozen=True, eq=False)
class Scaling:
    """The scaling of inputs or targets, per column: ``x = (raw - mean) / deviation``.

    Attributes
    ----------
    mean, deviation : Floats
        Shape (columns,), read-only. The deviation of a constant column is 1.
    """

    mean: Floats
    deviation: Floats

    @classmethod
    def of(cls, table: Floats) -> Scaling:
        """Return the scaling that gives each column mean 0 and standard deviation 1.

        `table` holds finite numbers, shape (rows, columns), with at least one row.
        """
        # In units of the largest value, so that sums of squares stay finite.
        unit = np.maximum(table.max(axis=0), -table.min(axis=0))
        unit[unit == 0.0] = 1.0
        constant = (table == table[0]).all(axis=0)
        with np.errstate(under="ignore"):
            measured = table / unit
            middle = total(measured, axis=0) / len(table)
            away = measured - middle
            deviation = np.sqrt(total(away * away, axis=0) / len(table)) * unit
            mean = np.where(constant, table[0], middle * unit)
        deviation[constant | (deviation == 0.0)] = 1.0
        return cls(frozen(mean), frozen(deviation))

    def back(self, scaled: Floats) -> Floats:
        """Undo the scaling, ``scaled * deviation + mean``, for shape (..., columns)."""
        return scaled * self.deviation + self.mean


@dataclass(frozen=True, eq=False)
class Gaps:
    """The missing inputs that are still to be filled.

    Attributes
    ----------
    mask : array of bool
        Shape (samples, features). Where it is true the input is 0 until it is filled.
    words : tuple of (int, int)
        Half-open ranges of features that one-hot encode one column each.
    """

    mask: NDArray[np.bool_]
    words: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, eq=False)
class Dataset:
    """A named table of samples. The arrays are made read-only.

    Names may come from a file. All are made printable here, so they can be displayed anywhere;
    `spelled` holds the original spelling.

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
    description : str
        A sentence or two for the user.
    has_bias_input : bool
        Whether the last column of `x` is a constant 1 that serves as the bias.
    validation, test : Dataset or None
        Held-out rows with the same columns and scaling: scored, never trained on. The validation
        set is for choices, such as when to stop. The test set estimates performance on new rows, as
        long as nothing was chosen by it.
    extra : tuple of str
        The features, at the end, derived from the first two. See `spec.EXTRAS`.
    scaling, target_scaling : Scaling or None
        The scaling of the inputs and of the targets; None: not scaled.
    spread : Floats or None
        For held-out rows: the standard deviation of each target over the training rows, shape
        (targets,), in units of `d`. None for training rows.
    picture : tuple of int or None
        Height and width if the inputs are the pixels of a picture, row by row.
    label : str
        The name of the column whose labels are the targets, or empty.
    columns : tuple of str
        The names of all columns of the file, in order; empty if there is no file.
    spelled : mapping of str to str
        From printable names to their spelling in the file, if that differs.
    table : Table or None
        The content of the file, so that the data can be prepared differently without reading it
        again.
    gaps : Gaps or None
        The missing inputs; None: there are none.
    remarks : tuple of Remark
        The remarks on the file.
    roles : tuple of ColumnRole
        The role of each of `columns`.

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
        """The largest error of a right output, exclusive, shape (targets,).

        For targets that are numbers it is a tenth of their standard deviation over the training
        rows (0.1 for a constant target); for all others 0.1.
        """
        if self.kind != "numbers" or self.target_scaling is not None:
            return frozen(np.full(len(self.targets), TENTH))
        return frozen(
            TENTH * (Scaling.of(self.d).deviation if self.spread is None else self.spread)
        )

    @cached_property
    def tolerated_mse(self) -> float:
        """An upper bound on the mse if all rows are right: the square of the largest tolerance."""
        largest = float(self.tolerance.max())
        return largest * largest

    @property
    def held_out(self) -> Mapping[Part, Dataset]:
        """The parts that are held out, without those that do not exist."""
        found: dict[Part, Dataset | None] = {"validation": self.validation, "test": self.test}
        return {part: rows for part, rows in found.items() if rows is not None}


def shape_of(x: Floats, d: Floats) -> str:
    """Return the shape in words: ``4 rows x 2 inputs -> 1 target``."""
    inputs, targets = count(x.shape[1], "input"), count(d.shape[1], "target")
    return f"{count(len(x), 'row')} x {inputs} -> {targets}"


def kind_of(d: Floats) -> Kind:
    """Return the kind of targets of shape (samples, targets).

    It is ``classes`` for one-hot rows of two columns or more, ``binary`` for other zeros and ones,
    ``numbers`` otherwise.
    """
    if not np.isin(d, (0.0, 1.0)).all():
        return "numbers"
    one_hot = d.shape[1] > 1 and bool((d.sum(axis=1) == 1.0).all())
    return "classes" if one_hot else "binary"

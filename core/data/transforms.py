"""Data preparation: editing rows, adding inputs, splitting, filling gaps, scaling columns.

Each step maps a data set to a new one. The last functions convert between the network's values and
the original units.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from core.arrays import Floats, frozen
from core.errors import SpecError
from core.exact import sin, total_all
from core.printable import shortened
from core.rng import Purpose, uniforms

from .dataset import Dataset, Scaling, kind_of, shape_of

_NOTHING = 1e-9
"""Shares that add up to 1 within this leave no test set."""

_MADE_OF: dict[str, Callable[[Floats], Floats]] = {
    "x1^2": lambda x: x[..., 0] * x[..., 0],
    "x2^2": lambda x: x[..., 1] * x[..., 1],
    "x1*x2": lambda x: x[..., 0] * x[..., 1],
    "sin x1": lambda x: sin(x[..., 0]),
    "sin x2": lambda x: sin(x[..., 1]),
}


def edited(dataset: Dataset, rows: Sequence[Sequence[float]]) -> Dataset:
    """Return the data set with its samples replaced; its own test set, if any, is kept.

    Parameters
    ----------
    rows : sequence of sequence of float
        For each row its inputs, then its targets.

    Raises
    ------
    SpecError
        If a row has the wrong length or a number that is not finite.
    """
    inputs, targets = len(dataset.features), len(dataset.targets)
    for number, row in enumerate(rows, start=1):
        if len(row) != inputs + targets:
            raise SpecError(
                "rows",
                f"row {number} has {len(row)} numbers; {dataset.name} needs "
                f"{inputs + targets}: {inputs} for inputs and {targets} for targets",
            )
    table = np.array(rows, dtype=np.float64)
    if not np.isfinite(table).all():
        bad = int(np.argwhere(~np.isfinite(table))[0][0])
        raise SpecError("rows", f"row {bad + 1} has a number that is not finite")
    x, d = table[:, :inputs], table[:, inputs:]
    logic = dataset.kind == "logic" and bool(np.isin(table, (0.0, 1.0)).all())
    return replace(
        dataset,
        x=x,
        d=d,
        kind="logic" if logic else kind_of(d),
        has_bias_input=dataset.has_bias_input and bool((x[:, -1] == 1.0).all()),
        gaps=None,
        description=dataset.description if dataset.table is None else shape_of(x, d),
    )


def with_extra(dataset: Dataset, names: tuple[str, ...]) -> Dataset:
    """Return the data set with inputs appended that are derived from its first two.

    `names` are from `spec.EXTRAS`.

    Raises
    ------
    SpecError
        If there are fewer than two inputs, one of them is the bias, they are pixels, a name is
        taken, or a result is not finite.
    """
    if not names:
        return dataset
    what = f"extra makes inputs from the first two, but {dataset.name}"
    if dataset.has_bias_input:
        raise SpecError("extra", f"{what} has its bias as the last input, which must stay the last")
    if dataset.picture is not None:
        raise SpecError("extra", f"{what} has pixels as inputs")
    if len(dataset.features) < 2:
        raise SpecError("extra", f"{what} has only one")
    clash = [name for name in names if name in dataset.features]
    if clash:
        raise SpecError("extra", f"{dataset.name} already has an input {clash[0]}")
    x = _appended(dataset.x, names)
    bad = np.argwhere(~np.isfinite(x))
    if len(bad):
        row, column = bad[0]
        name = shortened((*dataset.features, *names)[column], 40)
        raise SpecError(
            "extra",
            f"{name} of row {row + 1} of {dataset.name} is not finite; "
            "the inputs are too large for it",
        )
    validation, test = _held_out(dataset, lambda rows: with_extra(rows, names))
    return replace(
        dataset,
        x=x,
        features=(*dataset.features, *names),
        extra=names,
        validation=validation,
        test=test,
    )


def _held_out(
    dataset: Dataset, change: Callable[[Dataset], Dataset]
) -> tuple[Dataset | None, Dataset | None]:
    """Apply a function to the validation set and the test set, if they exist."""
    validation, test = dataset.validation, dataset.test
    return validation and change(validation), test and change(test)


def _appended(x: Floats, names: tuple[str, ...]) -> Floats:
    with np.errstate(over="ignore"):  # the caller checks for non-finite values
        made = [_MADE_OF[name](x) for name in names]
    return np.concatenate([x, *(column[..., None] for column in made)], axis=-1)


TRAINED, VALIDATION, TEST = range(3)
"""The codes of the parts in the result of `parts`."""


def split(dataset: Dataset, share: float, seed: int, validation: float = 0.0) -> Dataset:
    """Hold out rows as the data set's `validation` and `test`.

    Rows keep their order within each part. Parameters and errors are as in `parts`.
    """
    if share == 1.0 and validation == 0.0:
        return dataset
    part_of = parts(dataset, share, validation, seed)
    spread = Scaling.of(dataset.d[part_of == TRAINED]).deviation
    trained, chosen_on, test = (
        replace(
            dataset,
            x=dataset.x[part_of == part],
            d=dataset.d[part_of == part],
            test=None,
            spread=None if part == TRAINED else spread,
        )
        if (part_of == part).any()
        else None
        for part in (TRAINED, VALIDATION, TEST)
    )
    assert trained is not None  # every requested part has at least one row
    return replace(trained, validation=chosen_on, test=dataset.test if test is None else test)


def parts(dataset: Dataset, share: float, validation: float, seed: int) -> NDArray[np.intp]:
    """Assign rows at random to training, validation and test set, stratified by class.

    The training rows depend on the validation share only if there are barely enough rows for all
    parts.

    Parameters
    ----------
    share : float
        The share of training rows, above 0.
    validation : float
        The share of validation rows, 0 or more. The rest, up to 1, is the test set.

    Returns
    -------
    NDArray[np.intp]
        For each row `TRAINED`, `VALIDATION` or `TEST`, shape (samples,). Each part with a share
        above 0 has at least one row.

    Raises
    ------
    SpecError
        If there are too few rows, or the shares leave a test set but the data set has its own.
    """
    count = len(dataset)
    tested = share + validation < 1.0 - _NOTHING
    if dataset.test is not None and tested:
        wish, valid = f"{share:g}", "1"
        if validation:
            wish, valid = f"{share:g},{validation:g}", "two shares that add up to 1"
        raise SpecError(
            "split",
            f"{dataset.name} has a test set of its own, but split is {wish}; it must be {valid}",
        )
    wanted = 1 + (validation > 0.0) + tested
    if count < wanted:
        wish = f"{share:g},{validation:g}" if validation else f"{share:g}"
        has = "has one row" if count == 1 else f"has {count} rows, too few for {wanted} parts"
        raise SpecError("split", f"split is {wish}, but {dataset.name} {has}; it must be 1")
    trained = min(max(round(share * count), 1), count - wanted + 1)
    chosen_on = count - trained
    if tested:
        chosen_on = min(max(round(validation * count), 1), chosen_on - 1) if validation else 0
    groups = _groups(dataset)
    sizes = np.bincount(groups)
    first = _quotas(sizes, trained)
    second = first + _quotas(sizes - first, chosen_on)
    # Rows by group, in random order within it; the first of each group are for training. There may
    # be as many groups as rows, so there is no loop over groups.
    drawn = np.argsort(uniforms(seed, Purpose.SPLIT, 0, count), kind="stable")
    drawn = drawn[np.argsort(groups[drawn], kind="stable")]
    place = np.arange(count) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    part_of = np.empty(count, dtype=np.intp)
    part_of[drawn] = (place >= np.repeat(first, sizes)).astype(np.intp)
    part_of[drawn] += place >= np.repeat(second, sizes)
    return part_of


def _groups(dataset: Dataset) -> NDArray[np.intp]:
    """Return the class number of each row; numeric targets form a single class."""
    if dataset.kind == "numbers":
        return np.zeros(len(dataset), dtype=np.intp)
    _, groups = np.unique(dataset.d, axis=0, return_inverse=True)
    return np.array(groups, dtype=np.intp).reshape(len(dataset))


def _quotas(sizes: NDArray[np.intp], wanted: int) -> NDArray[np.intp]:
    """Allocate `wanted` rows to groups of these sizes by the largest remainder method."""
    if wanted == 0:
        return np.zeros_like(sizes)
    exact = sizes * (wanted / sizes.sum())
    quotas: NDArray[np.intp] = np.floor(exact + 1e-9).astype(np.intp)
    first = np.argsort(quotas - exact, kind="stable")[: wanted - int(quotas.sum())]
    quotas[first] += 1
    return quotas


def filled(dataset: Dataset, trained: NDArray[np.bool_]) -> Dataset:
    """Fill missing inputs with values from the training rows.

    Numbers become the mean of the column, words the most frequent one, the first of several. If a
    column is missing in all training rows, a number becomes 0 and a word the first one.

    Parameters
    ----------
    trained : NDArray[np.bool_]
        Which rows are for training, shape (samples,).
    """
    gaps = dataset.gaps
    if gaps is None:
        return dataset
    x = dataset.x.copy()
    words = {index for start, end in gaps.words for index in range(start, end)}
    for start, end in gaps.words:
        empty = gaps.mask[:, start]
        if empty.any():
            counts = x[~empty & trained, start:end].sum(axis=0)
            x[empty, start:end] = np.eye(end - start)[int(counts.argmax())]
    for index in np.flatnonzero(gaps.mask.any(axis=0)).tolist():
        if index not in words:
            empty = gaps.mask[:, index]
            known = x[~empty & trained, index]
            if not len(known):
                continue
            unit = float(np.abs(known).max()) or 1.0  # keeps the sum of large numbers finite
            x[empty, index] = total_all(known / unit) / len(known) * unit
    return replace(dataset, x=x, gaps=None)


def standardised(dataset: Dataset) -> Dataset:
    """Give each input mean 0 and standard deviation 1, measured on the training rows.

    Held-out rows get the same scaling. The bias column stays 1; a constant column becomes 0.

    Raises
    ------
    SpecError
        If numbers are too large to be scaled.
    """
    scaling = Scaling.of(dataset.x)
    if dataset.has_bias_input:
        mean, deviation = scaling.mean.copy(), scaling.deviation.copy()
        mean[-1], deviation[-1] = 0.0, 1.0
        scaling = Scaling(frozen(mean), frozen(deviation))
    return _scaled(dataset, scaling)


def _scaled(dataset: Dataset, scaling: Scaling) -> Dataset:
    x = _columns_scaled("scale", dataset, dataset.features, dataset.x, scaling)
    validation, test = _held_out(dataset, lambda rows: _scaled(rows, scaling))
    return replace(dataset, x=x, scaling=scaling, validation=validation, test=test)


def standardised_targets(dataset: Dataset) -> Dataset:
    """Give each target mean 0 and standard deviation 1, measured on the training rows.

    Held-out rows get the same scaling. A constant target becomes 0.

    Raises
    ------
    SpecError
        If the targets are not numbers, or are too large to be scaled.
    """
    if dataset.kind != "numbers":
        raise SpecError(
            "scale_target",
            f"scale target is standard, but the targets of {dataset.name} are 0 and 1; "
            "it must be none",
        )
    return _targets_scaled(dataset, Scaling.of(dataset.d))


def _targets_scaled(dataset: Dataset, scaling: Scaling) -> Dataset:
    d = _columns_scaled("scale_target", dataset, dataset.targets, dataset.d, scaling)
    validation, test = _held_out(dataset, lambda rows: _targets_scaled(rows, scaling))
    return replace(
        dataset, d=d, target_scaling=scaling, spread=None, validation=validation, test=test
    )


def _columns_scaled(
    field: str, dataset: Dataset, names: tuple[str, ...], table: Floats, scaling: Scaling
) -> Floats:
    """Scale the columns of a table, or raise SpecError with the name of one that overflows."""
    with np.errstate(over="ignore", under="ignore"):
        scaled = table - scaling.mean
        scaled /= scaling.deviation
    bad = np.flatnonzero(~np.isfinite(scaled).all(axis=0))
    if len(bad):
        name = shortened(names[bad[0]], 40)
        raise SpecError(
            field, f"{name} of {dataset.name} cannot be scaled: its numbers are too large"
        )
    return scaled


def raw_inputs(dataset: Dataset) -> Floats:
    """Return the inputs in their original units, without the extra ones.

    The shape is (samples, features - extra), the values equal the original up to rounding.
    """
    return unscaled(dataset)[:, : len(dataset.features) - len(dataset.extra)]


def unscaled(dataset: Dataset) -> Floats:
    """Return all inputs in their original units, shape (samples, features).

    Scaled values are rounded to twelve digits of the largest in their column, so that rounding
    errors do not show: 0 and not -1.776e-15.
    """
    return _measured(dataset.x, dataset.scaling)


def unscaled_targets(dataset: Dataset, y: Floats) -> Floats:
    """Return targets or outputs of shape (..., targets) in the original units of the targets.

    If targets are not scaled, the result is `y` itself.
    """
    scaling = dataset.target_scaling
    if scaling is None:
        return y
    with np.errstate(all="ignore"):  # outputs of a diverging run
        return scaling.back(y)


def unscaled_errors(dataset: Dataset, e: Floats) -> Floats:
    """Return errors ``d - y`` in the original units; like `unscaled_targets`, without the mean."""
    scaling = dataset.target_scaling
    if scaling is None:
        return e
    with np.errstate(all="ignore"):
        return np.asarray(e * scaling.deviation)


def raw_targets(dataset: Dataset) -> Floats:
    """Return the targets in their original units, shape (samples, targets), as `unscaled` does."""
    return _measured(dataset.d, dataset.target_scaling)


def _measured(table: Floats, scaling: Scaling | None) -> Floats:
    """Undo a scaling and round to twelve digits of the largest value in each column."""
    if scaling is None:
        return table
    table = scaling.back(table)
    largest = np.maximum(np.abs(table).max(axis=0), np.abs(scaling.mean))
    columns = [
        _rounded(column, most) for column, most in zip(table.T, largest.tolist(), strict=True)
    ]
    return np.stack(columns, axis=1)


def _rounded(column: Floats, largest: float) -> Floats:
    """Round numbers to twelve digits of the largest."""
    # The digits are counted in its text, and a power of ten is read from text, since logarithms
    # and powers differ in the last bit from one machine to another.
    places = 11 - int(f"{largest:.16e}".partition("e")[2]) if math.isfinite(largest) else 300
    if abs(places) >= 300:
        return column
    if places < 0:
        unit = float(f"1e{-places}")
        return np.rint(column / unit) * unit
    units = float(f"1e{places}")
    return np.rint(column * units) / units + 0.0  # no -0


def encode(dataset: Dataset, raw: Floats) -> Floats:
    """Convert inputs in original units to those of the network; the inverse of `raw_inputs`.

    From shape (points, features - extra) to (points, features): extra inputs are appended, then all
    are scaled.
    """
    x = _appended(raw, dataset.extra) if dataset.extra else raw
    scaling = dataset.scaling
    return x if scaling is None else (x - scaling.mean) / scaling.deviation

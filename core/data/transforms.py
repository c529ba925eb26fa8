"""How data are prepared for a network: rows edited, inputs added, rows held out, columns scaled.

Each step is a function from one data set to another. The last functions go the other way and back:
from what the network sees to what a person measured, and from there to the network again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from core.arrays import Floats, frozen
from core.errors import SpecError
from core.printable import shortened
from core.rng import Purpose, uniforms

from .dataset import Dataset, Scaling, kind_of, shape_of

_NOTHING = 1e-9
"""Shares that add up to 1 but for rounding leave nothing for a test set."""

_MADE_OF: dict[str, Callable[[Floats], Floats]] = {
    "x1^2": lambda x: x[..., 0] ** 2,
    "x2^2": lambda x: x[..., 1] ** 2,
    "x1*x2": lambda x: x[..., 0] * x[..., 1],
    "sin x1": lambda x: np.sin(x[..., 0]),
    "sin x2": lambda x: np.sin(x[..., 1]),
}


def edited(dataset: Dataset, rows: Sequence[Sequence[float]]) -> Dataset:
    """Return the data set with other samples in the same columns.

    Parameters
    ----------
    dataset : Dataset
        Gives the names of the columns; its samples are replaced. A test set of its own stays.
    rows : sequence of sequence of float
        For each row its inputs, then its targets.

    Raises
    ------
    SpecError
        If a row has too few or too many numbers; it names the row.
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
    """Return the data set with inputs appended that are made of its first two.

    Parameters
    ----------
    dataset : Dataset
        Data with two inputs or more.
    names : tuple of str
        Which ones, of `spec.EXTRAS`; with none the data set is returned as it is.

    Raises
    ------
    SpecError
        If there are fewer than two inputs, one of them is the bias, they are pixels, or what is
        made of them is not finite.
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
    """Return the validation set and the test set as a function changes them."""
    validation, test = dataset.validation, dataset.test
    return validation and change(validation), test and change(test)


def _appended(x: Floats, names: tuple[str, ...]) -> Floats:
    with np.errstate(over="ignore"):  # who calls looks at what is not finite
        made = [_MADE_OF[name](x) for name in names]
    return np.concatenate([x, *(column[..., None] for column in made)], axis=-1)


TRAINED, VALIDATION, TEST = range(3)
"""The numbers of the parts in what `parts` returns: trained on, for choices, for the last word."""


def split(dataset: Dataset, share: float, seed: int, validation: float = 0.0) -> Dataset:
    """Hold out rows: they become the data set's `validation` and its `test`.

    The rows that stay, and those of each part, keep the order they had.

    Parameters
    ----------
    dataset, share, validation, seed
        As given to `parts`.

    Raises
    ------
    SpecError
        If `parts` refuses them.
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
    assert trained is not None  # a part that is asked for has a row at least
    return replace(trained, validation=chosen_on, test=dataset.test if test is None else test)


def parts(dataset: Dataset, share: float, validation: float, seed: int) -> NDArray[np.intp]:
    """Draw which rows are trained on, which are for validation, and which are the test set.

    Each class keeps its share as well as whole rows permit. The rows trained on depend on the
    share for validation only where there are hardly enough rows for all parts.

    Parameters
    ----------
    dataset : Dataset
        As many rows as parts, or more. Its targets say which rows are of one class.
    share : float
        The share of the rows that is trained on, above 0.
    validation : float
        The share for validation, 0 or more. What is left of 1 is the test set.
    seed : int
        Decides which rows.

    Returns
    -------
    NDArray[np.intp]
        For each row `TRAINED`, `VALIDATION` or `TEST`, shape (samples,). Each part with a share
        above 0 has one row at least.

    Raises
    ------
    SpecError
        If there are too few rows, or rows are left for a test set where the data set brings one.
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
    # The rows group by group, in the order drawn; the first of each group are trained on. There
    # may be as many groups as rows, so none is looked for on its own.
    drawn = np.argsort(uniforms(seed, Purpose.SPLIT, 0, count), kind="stable")
    drawn = drawn[np.argsort(groups[drawn], kind="stable")]
    place = np.arange(count) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    part_of = np.empty(count, dtype=np.intp)
    part_of[drawn] = (place >= np.repeat(first, sizes)).astype(np.intp)
    part_of[drawn] += place >= np.repeat(second, sizes)
    return part_of


def _groups(dataset: Dataset) -> NDArray[np.intp]:
    """Return for each row the number of its class; targets that are numbers are one class."""
    if dataset.kind == "numbers":
        return np.zeros(len(dataset), dtype=np.intp)
    _, groups = np.unique(dataset.d, axis=0, return_inverse=True)
    return np.array(groups, dtype=np.intp).reshape(len(dataset))


def _quotas(sizes: NDArray[np.intp], wanted: int) -> NDArray[np.intp]:
    """Share out `wanted` rows among groups: whole parts first, then by the largest remainder."""
    if wanted == 0:
        return np.zeros_like(sizes)
    exact = sizes * (wanted / sizes.sum())
    quotas: NDArray[np.intp] = np.floor(exact + 1e-9).astype(np.intp)
    first = np.argsort(quotas - exact, kind="stable")[: wanted - int(quotas.sum())]
    quotas[first] += 1
    return quotas


def filled(dataset: Dataset, trained: NDArray[np.bool_]) -> Dataset:
    """Put what is usual in the place of missing inputs, measured on the rows that are trained on.

    A number becomes the mean of its column, a word the most frequent one of its column, the first
    of equally frequent ones. Of a column that is missing in all those rows nothing is known: a
    number becomes 0, a word the first one.

    Parameters
    ----------
    dataset : Dataset
        The data; without `Dataset.gaps` they are returned as they are.
    trained : NDArray[np.bool_]
        Which rows are trained on, shape (samples,).
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
            unit = float(np.abs(known).max()) or 1.0  # so that the sum of large numbers is finite
            x[empty, index] = float(np.mean(known / unit)) * unit
    return replace(dataset, x=x, gaps=None)


def standardised(dataset: Dataset) -> Dataset:
    """Give each input mean 0 and standard deviation 1, measured on the rows that are trained on.

    Rows that are held out are scaled alike. The bias column stays 1; a constant column becomes 0.

    Raises
    ------
    SpecError
        If numbers are so large that they cannot be scaled.
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
    """Give each target mean 0 and standard deviation 1, measured on the rows trained on.

    Rows that are held out are scaled alike. A constant target becomes 0.

    Raises
    ------
    SpecError
        If the targets are no numbers, or so large that they cannot be scaled.
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
    """Scale the columns of a table, or say which one cannot be."""
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
    """Return the inputs as they were measured: unscaled, without those made of others.

    Returns
    -------
    Floats
        Shape (samples, features - extra). Equal to the original up to rounding.
    """
    return unscaled(dataset)[:, : len(dataset.features) - len(dataset.extra)]


def unscaled(dataset: Dataset) -> Floats:
    """Return all inputs in the units they were measured in.

    Returns
    -------
    Floats
        Shape (samples, features). Scaled ones come back to twelve digits of the largest in their
        column, so that traces of rounding do not show: 0 and not -1.776e-15.
    """
    return _measured(dataset.x, dataset.scaling)


def unscaled_targets(dataset: Dataset, y: Floats) -> Floats:
    """Return targets or outputs in the units that targets were measured in.

    Parameters
    ----------
    dataset : Dataset
        The data the network is trained on, or its test set.
    y : Floats
        Targets or outputs as the network has them, shape (..., targets).

    Returns
    -------
    Floats
        In the same shape; the same array where targets are not scaled.
    """
    scaling = dataset.target_scaling
    if scaling is None:
        return y
    with np.errstate(all="ignore"):  # outputs of a run that diverges
        return scaling.back(y)


def unscaled_errors(dataset: Dataset, e: Floats) -> Floats:
    """Return differences of targets and outputs in the units that targets were measured in.

    Parameters and result are as in `unscaled_targets`; the mean plays no part here.
    """
    scaling = dataset.target_scaling
    if scaling is None:
        return e
    with np.errstate(all="ignore"):
        return np.asarray(e * scaling.deviation)


def raw_targets(dataset: Dataset) -> Floats:
    """Return the targets as they were measured, in the way of `unscaled`.

    Returns
    -------
    Floats
        Shape (samples, targets).
    """
    return _measured(dataset.d, dataset.target_scaling)


def _measured(table: Floats, scaling: Scaling | None) -> Floats:
    """Return scaled numbers to twelve digits of the largest in their column."""
    if scaling is None:
        return table
    table = scaling.back(table)
    largest = np.maximum(np.abs(table).max(axis=0), np.abs(scaling.mean))
    with np.errstate(divide="ignore"):
        places = 12 - np.ceil(np.log10(largest))
    columns = [
        np.round(column, int(n)) + 0.0 if abs(n) < 300 else column  # no -0
        for column, n in zip(table.T, places.tolist(), strict=True)
    ]
    return np.stack(columns, axis=1)


def encode(dataset: Dataset, raw: Floats) -> Floats:
    """Turn inputs as they are measured into those the network sees. The way back of `raw_inputs`.

    Parameters
    ----------
    dataset : Dataset
        The data the network is trained on.
    raw : Floats
        Any points, shape (points, features - extra).

    Returns
    -------
    Floats
        Shape (points, features): extra inputs appended, then scaled.
    """
    x = _appended(raw, dataset.extra) if dataset.extra else raw
    scaling = dataset.scaling
    return x if scaling is None else (x - scaling.mean) / scaling.deviation

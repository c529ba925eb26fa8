"""The scaling of inputs and targets, in words."""

from __future__ import annotations

from core import Dataset, Floats, Scaling
from core.printable import shortened

_MOST = 4  # the most columns that are listed one by one
_LONGEST = 20  # cells of a name


def scaling_lines(dataset: Dataset) -> list[str]:
    """Return what was scaled: a line for the inputs and one for the targets, if they were."""
    inputs, targets = inputs_scaling(dataset), targets_scaling(dataset)
    return [f"scale standard: {inputs}"] * bool(inputs) + (
        [f"scale target standard: {targets}"] * bool(targets)
    )


def inputs_scaling(dataset: Dataset) -> str:
    """Return how the inputs were scaled; empty if they were not."""
    own = len(dataset.features) - dataset.has_bias_input
    return _told(dataset.features[:own], dataset.scaling)


def targets_scaling(dataset: Dataset) -> str:
    """Return how the targets were scaled; empty if they were not."""
    return _told(dataset.targets, dataset.target_scaling)


def _told(names: tuple[str, ...], scaling: Scaling | None) -> str:
    """Return ``mean 12.3, deviation 4.5``; for several columns, each with its name."""
    if scaling is None:
        return ""
    alone = len(names) == 1
    columns = zip(names, scaling.mean.tolist(), scaling.deviation.tolist(), strict=False)
    said = [
        f"{'' if alone else shortened(name, _LONGEST) + ' '}"
        # What is left of a mean of 0 by rounding is 0.
        f"mean {brief(mean if abs(mean) > 1e-12 * spread else 0.0)}, deviation {brief(spread)}"
        for name, mean, spread in list(columns)[:_MOST]
    ]
    if len(names) > _MOST:
        said.append(f"and {len(names) - _MOST:,} more columns")
    return "; ".join(said)


def brief(value: float) -> str:
    """Write a number of a column in five digits: ``12.3``, ``312940``, ``1.5e-07``."""
    return f"{value:.0f}" if 1e5 <= abs(value) < 1e9 else f"{value:.5g}"


def formula(dataset: Dataset, target: int, W: Floats, b: Floats) -> str:
    """Write a linear layer as ``fahrenheit = 1.8*celsius + 32``.

    Parameters
    ----------
    dataset : Dataset
        Names the columns.
    target : int
        The index of the target, from 0.
    W, b : Floats
        Shape (targets, features) and (targets,), in the units of the columns.
    """
    said = f"{shortened(dataset.targets[target], _LONGEST)} ="
    for j, (name, w) in enumerate(zip(dataset.features, W[target].tolist(), strict=True)):
        sign = "-" if w < 0.0 else "+" * (j > 0)
        said += f" {sign}{' ' * (j > 0)}{abs(w):.6g}*{shortened(name, _LONGEST)}"
    constant = float(b[target])
    return f"{said} {'-' if constant < 0.0 else '+'} {abs(constant):.6g}"

"""Default settings for a chosen data set.

Switching to another data set of the same family keeps the settings and changes only those that are
no longer possible. Switching to another family starts from that family's defaults.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from core.arrays import Floats
from core.data import BUILTIN_DATASETS, Dataset, Scaling
from core.errors import DataError, SpecError
from core.exact import total
from core.nn.activations import ACTIVATIONS
from core.nn.losses import LOSSES
from core.printable import shortened
from core.user_input.file_reading import Reading

from .class_weights import class_weights
from .divergence_remedies import LARGE
from .loading import fetch, is_read, prepare
from .problem import build_problem
from .spec import DATA_FIELDS, OF_FILE, RunSpec, with_valid_names

if TYPE_CHECKING:
    from core.data import Table

SMALL = 0.1
"""A column whose inputs are all below this in size should be scaled, such as metres in optics."""

FILE = "file"
"""The family of all tables read from files."""


def with_defaults(
    base: RunSpec,
    chosen: Mapping[str, Any],
    table: Table | None = None,
    reading: Reading | None = None,
) -> tuple[RunSpec, Dataset]:
    """Return the spec and the prepared data for a chosen data set.

    Parameters
    ----------
    base : RunSpec
        The current run.
    chosen : mapping
        Fields of `RunSpec` the user chose, with or without the data. They always win.
    table, reading : Table, Reading, optional
        As for `loading.fetch`.

    Returns
    -------
    tuple of RunSpec and Dataset
        The spec keeps `base`'s seed. Within a family it keeps the other settings too, except a
        bias, output or loss that does not fit; otherwise it gets the defaults for the data. If the
        columns of the same file are used differently, the scaling of the targets is reset if they
        changed, and that of the inputs if its default changed.

    Raises
    ------
    SpecError
        If a choice is not valid, or not possible for the data.
    DataError
        If the data cannot be read.
    """
    chosen = {name: with_valid_names(name, value) for name, value in chosen.items()}
    if chosen.get("dataset") is not None and "data_file" not in chosen:
        chosen["data_file"] = None
    elif chosen.get("data_file") is not None and "dataset" not in chosen:
        chosen["dataset"] = None
    before = {name: getattr(base, name) for name in DATA_FIELDS}
    named = before | {name: chosen[name] for name in DATA_FIELDS if name in chosen}
    # A file's target columns belong to it, and to no other data.
    moved = any(named[name] != before[name] for name in ("dataset", "data_file"))
    if moved:
        fresh = {f.name: f.default for f in dataclasses.fields(RunSpec) if f.name in DATA_FIELDS}
        named = fresh | {name: chosen[name] for name in DATA_FIELDS if name in chosen}
    probe = RunSpec(**named)
    raw = fetch(probe, table, reading)
    own = _suitable(probe, raw, chosen.get("hidden", base.hidden))
    if _far_from_one(raw) and _unbounded(chosen):
        own["scale_target"] = "standard"
    if not moved:
        settings = {name: getattr(base, name) for name in RunSpec.__dataclass_fields__} | named
        if any(named[name] != before[name] for name in OF_FILE):
            settings |= _scales(base, raw, own)
    elif family(base) == family(probe):
        settings = {name: getattr(base, name) for name in RunSpec.__dataclass_fields__} | named
        settings |= {name: own[name] for name in DATA_FIELDS if name in own}
        if probe.data_file is not None:  # each file has targets of its own kind
            del settings["output"], settings["loss"]
    else:
        settings = named | own | {"seed": base.seed}
    ready = prepare(dataclasses.replace(probe, **_part(settings | chosen, DATA_FIELDS)), raw)
    if moved and "bias" not in own:
        settings["bias"] = not ready.has_bias_input
    settings |= chosen
    _adjust_output_and_loss(settings, chosen, ready)
    return _without_misfits(settings, chosen, ready), ready


def family(spec: RunSpec) -> str:
    """Return the family of a spec's data; all files form one family."""
    return FILE if spec.dataset is None else BUILTIN_DATASETS[spec.dataset].family


def _part(values: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: values[name] for name in names if name in values}


def _suitable(spec: RunSpec, raw: Dataset, hidden: object) -> dict[str, Any]:
    """Return the defaults for the data, apart from those that follow from the targets.

    `raw` is not scaled. Without hidden layers, gradient descent on numbers diverges for a rate
    above 2 over the sum of the squared inputs, so the rate is lowered for many inputs.
    """
    if spec.dataset is not None:
        return dict(BUILTIN_DATASETS[spec.dataset].suits)
    own: dict[str, Any] = {}
    largest = np.maximum(raw.x.max(axis=0), -raw.x.min(axis=0))
    if (largest > LARGE).any() or ((largest < SMALL) & (largest > 0.0)).any():
        own["scale"] = "standard"
    if len(raw) > 64:
        own |= {"batch": 10, "order": "shuffled", "rate": 0.1}
    elif raw.kind == "numbers":
        own["rate"] = 0.1
    inputs = len(raw.features)
    if raw.kind == "numbers" and not hidden and inputs > 9:
        own["rate"] = float(f"{1.0 / (inputs + 1):.1g}")
    return own


def _scales(base: RunSpec, raw: Dataset, own: Mapping[str, Any]) -> dict[str, Any]:
    """Return the scalings that change because the columns of a file are used differently.

    Parameters
    ----------
    base : RunSpec
        The previous run on that file.
    raw : Dataset
        The new data, not scaled.
    own : mapping
        The defaults for them.
    """
    scale, scale_target = (own.get(name, "none") for name in ("scale", "scale_target"))
    old = _as_before(base, raw)
    if old is None:
        return {"scale": scale, "scale_target": scale_target}
    found = (
        {} if _suitable(base, old, base.hidden).get("scale", "none") == scale else {"scale": scale}
    )
    return found if _learned(old) == _learned(raw) else found | {"scale_target": scale_target}


def _as_before(base: RunSpec, raw: Dataset) -> Dataset | None:
    """Return the data a run had from the same file; None if it was read with other options."""
    if not is_read(base.data_file, base.header, base.encoding, raw.table):
        return None
    try:
        return fetch(base, raw.table)
    except DataError:  # the file has changed since
        return None


def _learned(raw: Dataset) -> tuple[object, ...]:
    """Return what identifies the targets of a file: kind, columns, and whether they are words."""
    return raw.kind, *((each.name, each.words) for each in raw.roles if each.role == "target")


def _far_from_one(raw: Dataset) -> bool:
    """Whether a file's targets are numbers, at least one of which should be standardised.

    That is a target whose standard deviation is outside 0.3 to 3, or whose mean is more than three
    standard deviations from 0.
    """
    if raw.kind != "numbers" or raw.table is None:
        return False
    found = Scaling.of(raw.d)
    spread = found.deviation
    return bool(((spread < 0.3) | (spread > 3.0) | (np.abs(found.mean) / 3.0 > spread)).any())


def _unbounded(chosen: Mapping[str, Any]) -> bool:
    """Whether the chosen output and loss, if any, work with standardised targets."""
    output = ACTIVATIONS.get(chosen.get("output", "linear"))
    both_ways = output is not None and output.bounds == (-np.inf, np.inf)
    return both_ways and chosen.get("loss", "squared-error") == "squared-error"


def _adjust_output_and_loss(
    settings: dict[str, Any], chosen: Mapping[str, Any], data: Dataset
) -> None:
    """Replace an output or a loss that does not fit the data or the other of the two."""
    output, loss = _recommended(data)
    if "output" not in chosen and not _can_reach(settings.get("output"), data):
        settings["output"] = output
    settings.setdefault("loss", loss)
    d = _targets(data)
    zero_to_one = bool(((d >= 0.0) & (d <= 1.0)).all())
    chosen_loss = LOSSES.get(settings["loss"])
    outputs = () if chosen_loss is None else chosen_loss.outputs
    shares_only = chosen_loss is not None and chosen_loss.of_probabilities
    if settings["output"] in outputs and (zero_to_one or not shares_only):
        return
    if "loss" not in chosen:
        settings["loss"] = "squared-error"
    elif "output" not in chosen and outputs:
        settings["output"] = output if output in outputs else outputs[0]


def _targets(data: Dataset) -> Floats:
    """Return all targets, also those of held-out rows."""
    return np.concatenate([part.d for part in (data, *data.held_out.values())])


def _recommended(data: Dataset) -> tuple[str, str]:
    """Return the recommended output and loss for the targets."""
    if data.kind == "classes":
        return "softmax", "cross-entropy"
    return ("linear" if data.kind == "numbers" else "sigmoid"), "squared-error"


def _can_reach(output: str | None, data: Dataset) -> bool:
    """Whether an output can come arbitrarily close to all targets."""
    if output is None:
        return False
    activation = ACTIVATIONS.get(output)
    if activation is None or not activation.monotonic:  # the minimum of gelu is ignored
        return True
    d = _targets(data)
    coupled = activation.couples_units
    if coupled and not (d.shape[1] > 1 and np.allclose(total(d), 1.0)):
        return False
    least, most = activation.bounds
    return least <= float(d.min()) and float(d.max()) <= most


def unreachable_targets(spec: RunSpec, data: Dataset) -> str:
    """Explain that some targets are out of the output's range, and recommend another output.

    Returns
    -------
    str
        A sentence without a full stop; empty if all targets are within reach.
    """
    if _can_reach(spec.output, data):
        return ""
    d = _targets(data)
    least, most = ACTIVATIONS[spec.output].bounds
    advice = f"output {_recommended(data)[0]} suits these data"
    outside = np.flatnonzero((d < least).any(axis=0) | (d > most).any(axis=0))
    if not len(outside):
        return f"the outputs of softmax add up to 1 in each row, and the targets do not; {advice}"
    column = int(outside[0])
    name, values = shortened(data.targets[column], 40), d[:, column]
    scaled = ", standardised," if data.target_scaling is not None else ""
    limits = f"is {least:g} or more" if most == np.inf else f"stays between {least:g} and {most:g}"
    return (
        f"the targets of {name}{scaled} go from {values.min():g} to {values.max():g}, and the "
        f"output {spec.output} {limits}; {advice}"
    )


def _without_misfits(settings: dict[str, Any], chosen: Mapping[str, Any], data: Dataset) -> RunSpec:
    """Build the spec, dropping activations, class weights and weights that no longer fit."""
    hidden: Any = settings.get("hidden")
    names: Any = settings.get("activation")
    both = hidden is not None and names is not None
    if both and "activation" not in chosen and len(names) not in (1, len(hidden)):
        settings["activation"] = names[:1]
    spec = RunSpec(**settings)
    if "class_weight" not in chosen:
        try:
            class_weights(spec.class_weight, data)
        except SpecError:
            spec = dataclasses.replace(spec, class_weight="none")
    if spec.weights is None or "weights" in chosen:
        return spec
    try:
        build_problem(spec, data)
    except SpecError as misfit:
        if misfit.field != "weights":
            raise
        return dataclasses.replace(spec, init="uniform", weights=None)
    return spec

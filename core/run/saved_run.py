"""A saved run: weights from a file, with the settings of their run if the file holds them.

Weights alone do not define a network. The output of ``scratchnet-tui run --format json`` also holds
the activations, the scaling and the data.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from core.data import Dataset, Scaling
from core.errors import SpecError
from core.nn.literal_weights import Weights, read_object, weights_in
from core.printable import quoted, shortened

from .class_weights import class_weight_text, class_weights
from .spec import DATA_FIELDS, LARGEST, RunSpec

ENCODING: tuple[str, ...] = ("extra", "scale", "scale_target")
"""The fields that convert measured inputs and targets to those of the network."""

ANSWERING: tuple[str, ...] = ("activation", "output", *ENCODING)
"""The fields that, with the weights and their shapes, determine the network's answers."""

_SAME = 1e-9  # difference up to which two scalings are equal, relative to the deviation


@dataclass(frozen=True)
class SavedRun:
    """The content of a file of weights.

    Attributes
    ----------
    spec : mapping
        The settings of the run, as far as the file has them; empty if it holds only weights.
    scaling, target_scaling : mapping of str to tuple of float
        ``mean`` and ``deviation`` of each input and target in that run; empty if not scaled.
    targets : tuple of str
        The names of the outputs; empty if the file has none.
    """

    file: str
    weights: Weights
    spec: Mapping[str, Any]
    scaling: Mapping[str, tuple[float, ...]]
    target_scaling: Mapping[str, tuple[float, ...]]
    targets: tuple[str, ...]

    def settings(self, with_data: bool) -> dict[str, Any]:
        """Return the fields of a `RunSpec` that the file determines.

        They are the hidden layers and the bias, from the shapes of the weights; the activations,
        the loss and the scaling; and with `with_data` the `DATA_FIELDS`. For class weights see
        `weighted`.
        """
        names = {*ANSWERING, "loss", *(DATA_FIELDS if with_data else ())}
        return {
            **_shape(self.weights),
            **{name: value for name, value in self.spec.items() if name in names},
            "init": "literal",
            "weights": self.weights,
        }

    def weighted(self, spec: RunSpec, dataset: Dataset) -> RunSpec:
        """Return the spec with the class weights of the file, if `dataset` has those classes.

        To be used only if the user has not chosen class weights.
        """
        chosen = self.spec.get("class_weight", spec.class_weight)
        try:
            class_weights(chosen, dataset)
        except SpecError:
            return spec
        return replace(spec, class_weight=chosen)

    def differences(self, spec: RunSpec, dataset: Dataset) -> str:
        """Describe why a run with these weights answers differently from the saved run.

        Different class weights are named too, since they change the loss. The hidden layers and
        bias of `spec` must be those of the weights.

        Returns
        -------
        str
            Such as ``activation relu (tanh in the file)``; empty if no difference is known.
        """
        found = [
            f"{name} {_shown(getattr(spec, name))} ({_shown(self.spec[name])} in the file)"
            for name in ANSWERING
            if name in self.spec and self.spec[name] != getattr(spec, name)
        ]
        if self.spec.get("scale") == spec.scale and dataset.scaling is not None:
            found += _scaled_otherwise(self.scaling, dataset.scaling, dataset.features, "inputs")
        now = dataset.target_scaling
        if self.spec.get("scale_target") == spec.scale_target and now is not None:
            found += _scaled_otherwise(self.target_scaling, now, dataset.targets, "targets")
        found += self._named_otherwise(dataset)
        before = self.spec.get("class_weight", spec.class_weight)
        if before != spec.class_weight:
            texts = (shortened(class_weight_text(each), 60) for each in (spec.class_weight, before))
            found.append("class weight {} ({} in the file)".format(*texts))
        return "; ".join(found)

    def _named_otherwise(self, dataset: Dataset) -> Iterator[str]:
        """Describe the first output whose name has changed."""
        names = [dataset.spelled.get(name, name) for name in dataset.targets]
        if len(names) == len(self.targets):
            pairs = zip(names, self.targets, strict=True)
            first = next((pair for pair in pairs if pair[0] != pair[1]), None)
            if first is not None:
                yield "output {} ({} in the file)".format(*(quoted(name) for name in first))


def read_saved(path: str | Path) -> SavedRun:
    """Read a file of weights, with the settings of their run if it holds them.

    Raises
    ------
    SpecError
        If the file cannot be read, is not JSON, or holds no weights or an invalid spec.
    """
    plain = read_object(path)
    weights = weights_in(plain, path)
    whole = isinstance(plain.get("weights"), dict)  # and not the weights alone
    spec = plain.get("spec") if whole else None
    return SavedRun(
        str(path),
        weights,
        {} if spec is None else _spec_in(spec, weights, shortened(str(path))),
        _scaling_in(plain.get("scaling") if whole else None),
        _scaling_in(plain.get("target_scaling") if whole else None),
        _names_in(plain.get("targets") if whole else None),
    )


def _shape(weights: Weights) -> dict[str, Any]:
    """Return the settings implied by the shapes of the weights: hidden layers and bias."""
    arrays = dict(weights)
    widths = [len(arrays[f"W{k}"]) for k in range(1, len(arrays) + 1) if f"W{k}" in arrays]
    return {"hidden": tuple(widths[:-1]), "bias": any(name[0] == "b" for name in arrays)}


def _spec_in(plain: object, weights: Weights, name: str) -> dict[str, Any]:
    """Return the fields of a spec from a file, converted to those of a `RunSpec`."""
    if not isinstance(plain, dict):
        raise SpecError("weights", f"{name}: its spec is {quoted(plain)}; it must be an object")
    given = {field: value for field, value in plain.items() if field not in ("init", "weights")}
    if given.get("data_file") is not None:
        given.setdefault("dataset", None)
    try:
        spec = RunSpec.from_json(given | _shape(weights))
    except SpecError as error:
        raise SpecError("weights", f"{name}: its spec cannot be used: {error}") from None
    return {field: getattr(spec, field) for field in given}


def _scaling_in(plain: object) -> dict[str, tuple[float, ...]]:
    if not isinstance(plain, dict):
        return {}
    lists = {name: plain.get(name) for name in ("mean", "deviation")}
    return {
        name: tuple(map(float, numbers))
        for name, numbers in lists.items()
        if isinstance(numbers, list)
        and all(type(each) in (int, float) and abs(each) <= LARGEST for each in numbers)
    }


def _names_in(plain: object) -> tuple[str, ...]:
    named = isinstance(plain, list) and all(isinstance(each, str) for each in plain)
    return tuple(plain) if named and isinstance(plain, list) else ()


def _scaled_otherwise(
    before: Mapping[str, tuple[float, ...]], now: Scaling, names: Sequence[str], what: str
) -> Iterator[str]:
    """Describe the first column that is scaled differently than in the file, and count the rest."""
    means, deviations = before.get("mean", ()), before.get("deviation", ())
    if not len(means) == len(deviations) == len(names):
        return
    apart = [
        i
        for i, deviation in enumerate(now.deviation)
        if max(abs(means[i] - now.mean[i]), abs(deviations[i] - deviation)) > _SAME * deviation
    ]
    if apart:
        i, more = apart[0], f", and {len(apart) - 1} more {what}" if len(apart) > 1 else ""
        yield (
            f"{shortened(names[i], 40)} scaled by mean {now.mean[i]:.4g} and deviation "
            f"{now.deviation[i]:.4g} ({means[i]:.4g} and {deviations[i]:.4g} in the file){more}"
        )


def _shown(value: object) -> str:
    return ",".join(map(str, value)) or "none" if isinstance(value, tuple) else str(value)

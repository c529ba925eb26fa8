"""The built-in data sets by name, each with its constructor and recommended settings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from core.errors import SpecError
from core.user_input.validation import valid_name

from .builtin.digits import digits_5x5, digits_8x8
from .builtin.gates import GATE_NAMES, gate
from .builtin.generated import MADE_UP, SAMPLES, GeneratorOptions
from .builtin.stored import iris
from .builtin.truth_tables import LOGIC
from .dataset import Dataset


@dataclass(frozen=True)
class BuiltinDataset:
    """A built-in data set.

    Attributes
    ----------
    family : str
        Data sets of one family share recommended settings, so switching between them keeps the
        current ones.
    samples : int
        The default number of samples if it is generated; 0 if the number is fixed.
    suits : mapping
        Recommended `RunSpec` settings, besides those that `defaults.with_defaults` derives from
        the data.
    """

    name: str
    family: str
    make: Callable[[GeneratorOptions], Dataset]
    samples: int = 0
    suits: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def made_up(self) -> bool:
        """Whether the number of samples and the noise can be chosen."""
        return self.samples > 0


def _gate(name: str) -> BuiltinDataset:
    return BuiltinDataset(name, "gates", lambda _: gate(name))


_POINTS: dict[str, Any] = {
    "hidden": (8, 8), "activation": ("tanh",), "loss": "cross-entropy",
    "rate": 0.1, "batch": 10, "order": "shuffled", "split": 0.5,
}  # fmt: skip
_SURFACE: Mapping[str, Any] = {
    "hidden": (8, 8), "activation": ("tanh",), "rate": 0.1, "batch": 10, "order": "shuffled",
    "split": 0.5,
}  # fmt: skip
_SPIRAL: Mapping[str, Any] = _POINTS | {
    "rule": "adam", "rate": 0.02, "batch": 25, "init": "xavier",
}  # fmt: skip
_FAMILIES: dict[str, tuple[str, Mapping[str, Any]]] = {
    "plane": ("regression", _SURFACE),
    "multi-gauss": ("regression", _SURFACE),
    "blobs": ("classes", _POINTS),
    "spiral": ("spiral", _SPIRAL),
}


def _made_up(name: str) -> BuiltinDataset:
    family, suits = _FAMILIES.get(name, ("plane", _POINTS))
    return BuiltinDataset(name, family, MADE_UP[name], SAMPLES, suits)


def _parity(width: int) -> Mapping[str, Any]:
    suits = {"hidden": (2 * width,), "activation": ("tanh",), "loss": "cross-entropy", "rate": 0.1}
    if width < 7:
        return suits
    # In sequential order the targets alternate so evenly that a wide parity is not learned.
    return suits | {"hidden": (16,), "batch": 4, "order": "shuffled"}


_PARITY = {f"parity-{width}": _parity(width) for width in range(2, 9)}
_LOGIC: Mapping[str, Any] = {"hidden": (8,)}
_CODES: Mapping[str, Any] = {"hidden": (3,)}


def _logic(name: str) -> BuiltinDataset:
    if name in _PARITY:
        family, suits = name, _PARITY[name]
    else:
        family, suits = ("codes", _CODES) if name == "8-3-8" else ("logic", _LOGIC)
    return BuiltinDataset(name, family, lambda _: LOGIC[name](), suits=suits)


_STORED = (
    BuiltinDataset(
        "digits-5x5", "pictures", lambda _: digits_5x5(), suits={"hidden": (12,), "rate": 0.1}
    ),
    BuiltinDataset(
        "digits-8x8", "digits", lambda _: digits_8x8(),
        suits={"hidden": (32,), "rate": 0.1, "batch": 10, "order": "shuffled", "split": 0.8},
    ),
    BuiltinDataset(
        "iris", "classes", lambda _: iris(),
        suits={**_POINTS, "split": 0.8, "scale": "standard"},
    ),
)  # fmt: skip

BUILTIN_DATASETS: dict[str, BuiltinDataset] = {
    source.name: source
    for source in (
        *map(_gate, GATE_NAMES), *map(_logic, LOGIC), *_STORED, *map(_made_up, MADE_UP)
    )
}  # fmt: skip
"""The built-in data sets, by name."""

DATASET_NAMES: tuple[str, ...] = tuple(BUILTIN_DATASETS)
"""Their names."""


def builtin(name: str, samples: int = 0, noise: float = 0.0, seed: int = 1) -> Dataset:
    """Return a built-in data set; `samples`, `noise` and `seed` are for generated ones.

    Parameters
    ----------
    samples : int
        The number of samples; 0: the default.
    noise : float
        From 0 to 1.

    Raises
    ------
    SpecError
        If `name` is unknown, or samples or noise are set for a data set that is not generated.
    """
    source = BUILTIN_DATASETS[valid_name("dataset", name, DATASET_NAMES)]
    if not source.made_up and (samples or noise):
        which = "samples" if samples else "noise"
        raise SpecError(
            which, f"{which} can be chosen for a made-up data set only; {name} is a fixed one"
        )
    return source.make(GeneratorOptions(samples or source.samples, noise, seed))

"""Settings that somebody chose and that do nothing in the run they were chosen for."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from core.data import BUILTIN_DATASETS
from core.nn.activations import ACTIVATIONS
from core.nn.losses import LOSSES
from core.nn.optimizers import OPTIMIZERS

from .spec import RunSpec
from .stop_rules import Stop


class IneffectiveSetting(NamedTuple):
    """A setting without effect.

    Attributes
    ----------
    field : str
        A field of `RunSpec`, or ``patience``.
    why : str
        Why it does nothing, to be put behind "has no effect: ".
    """

    field: str
    why: str

    def of(self, name: str) -> str:
        """Return the sentence with the setting called as the reader knows it."""
        return f"{name} has no effect: {self.why}"


def ineffective_settings(
    spec: RunSpec, given: Collection[str], stop: Stop | None = None
) -> tuple[IneffectiveSetting, ...]:
    """Return those of the settings somebody chose that change nothing of the run.

    Parameters
    ----------
    spec : RunSpec
        The run.
    given : collection of str
        The names of the fields that were chosen, ``patience`` among them. Nothing is said of the
        others, nor of a value that stands for doing nothing, such as a dropout of 0.
    stop : Stop, optional
        When the run stops.

    Returns
    -------
    tuple of IneffectiveSetting
        In the order of the fields.
    """
    found = {**_of_data(spec), **_of_network(spec), **_of_training(spec), **_of_stop(stop)}
    return tuple(IneffectiveSetting(field, why) for field, why in found.items() if field in given)


def _of_data(spec: RunSpec) -> dict[str, str]:
    found: dict[str, str] = {}
    made_up = spec.dataset is not None and BUILTIN_DATASETS[spec.dataset].made_up
    if made_up and spec.rows is not None:
        found |= dict.fromkeys(("samples", "noise"), "the rows are given")
        made_up = False
    if not made_up and spec.split == 1.0:
        found["data_seed"] = "no samples are drawn, and no rows are held out"
    return found


def _of_network(spec: RunSpec) -> dict[str, str]:
    found: dict[str, str] = {}
    if not spec.hidden:
        found["activation"] = "there are no hidden layers"
    draws = spec.init not in ("zero", "literal")
    drops = spec.dropout > 0.0 and spec.hidden
    if not (draws or drops or spec.order == "shuffled"):
        found["seed"] = "nothing is drawn, neither weights nor the order of the rows"
    return found


def _of_training(spec: RunSpec) -> dict[str, str]:
    found: dict[str, str] = {}
    if not OPTIMIZERS[spec.rule].uses_momentum:
        found["momentum"] = f"rule {spec.rule} does not use it"
    if spec.schedule == "constant":
        found["period"] = "schedule constant leaves the rate as it is"
    if spec.dropout > 0.0 and not spec.hidden:
        found["dropout"] = "there are no hidden units"
    if spec.order == "first-only":
        found["batch"] = "order first-only trains the first row alone"
    if why := _idle_slip(spec):
        found["slip"] = why
    return found


def _idle_slip(spec: RunSpec) -> str:
    """Say why a slip makes no difference; empty where it does, or is none."""
    if spec.slip in ("updated-weights", "no-slope") and not spec.hidden:
        return "it concerns hidden layers, and there are none"
    hidden = spec.activation if spec.hidden else ()
    if spec.slip == "no-slope" and all(ACTIVATIONS[name].identity for name in hidden):
        return "the slope of linear is 1"
    if spec.slip == "slope-of-y":
        sloped = hidden if LOSSES[spec.loss].delta_is_error else (*hidden, spec.output)
        if all(ACTIVATIONS[name].piecewise_linear for name in sloped):
            return "the slopes are the same at y and at v"
    return ""


def _of_stop(stop: Stop | None) -> dict[str, str]:
    if stop is None or stop.epochs is None or stop.patience is None or stop.patience < stop.epochs:
        return {}
    return {"patience": f"the run ends after {stop.epochs:,} epochs at the latest"}

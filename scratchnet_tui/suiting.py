"""Taking up other data: what was chosen always wins, and what suits the data fills in the rest."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from core import SOURCE, SOURCES, Dataset, RunSpec, load, suited

_SHOWN = {"data_file": "file", "data_seed": "data seed"}


def take_up(base: RunSpec, chosen: Mapping[str, Any]) -> tuple[RunSpec, Dataset]:
    """Return a spec for other data, and the data.

    Parameters
    ----------
    base : RunSpec
        The settings so far.
    chosen : mapping
        The fields that were chosen; they win.

    Raises
    ------
    core.CoreError
        If a value is not legal or the data cannot be read.
    """
    named = {
        name: getattr(base, name) for name in SOURCE if name not in ("rows", "samples", "noise")
    }
    named |= {name: value for name, value in chosen.items() if name in SOURCE}
    dataset = load(RunSpec(**named))
    suits: dict[str, Any] = {}
    if named["dataset"] is not None:
        suits = dict(SOURCES[named["dataset"]].suits)
    fresh = {"rows": None, "samples": 0, "noise": 0.0}
    spec = dataclasses.replace(base, **{**fresh, **named, **suited(dataset), **suits, **chosen})
    return spec, dataset


def also_changed(before: RunSpec, after: RunSpec) -> str:
    """Say which settings came with other data, for a person; empty where none did.

    Parameters
    ----------
    before, after : RunSpec
        The settings before and after.
    """
    if (before.dataset, before.data_file, before.target) == (
        after.dataset, after.data_file, after.target,
    ):  # fmt: skip
        return ""
    aside = ("dataset", "data_file", "target", "rows")
    parts = [
        f"{_SHOWN.get(field.name, field.name)} {_shown(getattr(after, field.name))}"
        for field in dataclasses.fields(RunSpec)
        if field.name not in aside and getattr(before, field.name) != getattr(after, field.name)
    ]
    data = after.dataset or "these data"
    return f" Settings that suit {data}: {', '.join(parts)}." if parts else ""


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, tuple):
        return ",".join(map(str, value)) or "none"
    return f"{value:g}" if isinstance(value, float) else str(value)

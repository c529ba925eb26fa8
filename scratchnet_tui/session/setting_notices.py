"""Other data bring settings that suit them; here it is said which, so that none changes unseen."""

from __future__ import annotations

import dataclasses

from core import OF_FILE, RunSpec

_SHOWN = {
    "data_file": "file",
    "data_seed": "data seed",
    "scale_target": "scale target",
    "class_weight": "class weight",
}


def also_changed(before: RunSpec, after: RunSpec) -> str:
    """Say which settings came with other data, for a person; empty where none did.

    Parameters
    ----------
    before, after : RunSpec
        The settings before and after.
    """
    source = ("dataset", "data_file", *OF_FILE)
    if all(getattr(before, name) == getattr(after, name) for name in source):
        return ""
    aside = (*source, "rows")
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

"""Other data bring settings that suit them; here it is said which, so that none changes unseen."""

from __future__ import annotations

import dataclasses

from core import OF_FILE, RunSpec
from scratchnet_tui.settings.values import written


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
        f"{field.name.replace('_', ' ')} {written(getattr(after, field.name))}"
        for field in dataclasses.fields(RunSpec)
        if field.name not in aside and getattr(before, field.name) != getattr(after, field.name)
    ]
    data = after.dataset or "these data"
    return f" Settings that suit {data}: {', '.join(parts)}." if parts else ""

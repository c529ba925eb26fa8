"""The settings of the training, and the rules by which it stops by itself."""

from __future__ import annotations

from scratchnet_tui.session.settings import Settings

from .field import Group, field_of, rows_in


def training_group(settings: Settings) -> Group:
    """Return the fields of the training that mean something for the present rule and schedule."""
    return Group("Training", tuple(map(field_of, rows_in("training", settings))))


def stop_group(settings: Settings) -> Group:
    """Return the rules by which training stops by itself."""
    return Group("Stop", tuple(map(field_of, rows_in("stop rules", settings))))

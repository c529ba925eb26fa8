"""The settings of the training, and the rules by which it stops by itself."""

from __future__ import annotations

from scratchnet_tui.session.setup import Setup

from .field import Group, field_of, rows_in


def training_group(setup: Setup) -> Group:
    """Return the fields of the training that apply to the present rule and schedule."""
    return Group("Training", tuple(map(field_of, rows_in("training", setup))))


def stop_group(setup: Setup) -> Group:
    """Return the rules by which training stops by itself."""
    return Group("Stop", tuple(map(field_of, rows_in("stop rules", setup))))

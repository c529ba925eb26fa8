"""The settings as the rows of a form, in groups. Only settings that apply now have a row."""

from __future__ import annotations

from scratchnet_tui.session.setup import Setup
from scratchnet_tui.settings.form_values import LADDER, next_rate, number

from .data import data_group
from .field import NOTHING, Field, Group
from .file import with_columns
from .network import network_group, with_layer, without_layer
from .training import stop_group, training_group

__all__ = [
    "LADDER",
    "NOTHING",
    "Field",
    "Group",
    "fields_of",
    "groups_of",
    "next_rate",
    "number",
    "with_columns",
    "with_layer",
    "without_layer",
]


def groups_of(setup: Setup) -> tuple[Group, ...]:
    """Return the groups of the form, in order, with the fields that apply now."""
    makers = (data_group, network_group, training_group, stop_group)
    return tuple(make(setup) for make in makers)


def fields_of(setup: Setup) -> tuple[Field, ...]:
    """Return every field of the form, in order."""
    return tuple(field for group in groups_of(setup) for field in group.fields)

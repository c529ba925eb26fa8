"""The settings of the data: which set or file, and how it is prepared for training."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from core import Dataset
from scratchnet_tui.session.setup import Setup
from scratchnet_tui.text.scaling import inputs_scaling, targets_scaling

from .data_source import data_field
from .field import Group, field_of, rows_in
from .file import (
    COLUMNS_FIELD,
    ENCODING_FIELD,
    HEADER_FIELD,
    MISSING_FIELD,
    REMARKS_FIELD,
    ignore_field,
    target_field,
)


def data_group(setup: Setup) -> Group:
    """Return the fields of the data that apply to the present data set."""
    fields = [data_field(setup)]
    if setup.spec.data_file is not None:
        if setup.dataset is not None and setup.dataset.remarks:
            fields.append(REMARKS_FIELD)
        fields += [COLUMNS_FIELD, target_field(setup), ignore_field(setup)]
        fields += [MISSING_FIELD, HEADER_FIELD, ENCODING_FIELD]
    for setting in rows_in("data", setup):
        remark = _REMARKS.get(setting.name)
        fields.append(field_of(setting, remark=remark) if remark else field_of(setting))
    return Group("Data", tuple(fields))


def _scaled_by(say: Callable[[Dataset], str]) -> Callable[[Setup], str]:
    """Return a function that says how inputs or targets are scaled, if the data are loaded."""

    def remark(now: Setup) -> str:
        said = "" if now.dataset is None else say(now.dataset)
        return f"Now {said}." if said else ""

    return remark


_REMARKS: Mapping[str, Callable[[Setup], str]] = {
    "scale": _scaled_by(inputs_scaling),
    "scale_target": _scaled_by(targets_scaling),
}

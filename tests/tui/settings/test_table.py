"""The table of settings: complete, and its legal names are those of the core."""

from __future__ import annotations

import pytest

import core
from core.run.spec import NAMES
from scratchnet_tui.settings.setting import Setting
from scratchnet_tui.settings.table import SETTINGS, STOP_RULES


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_the_choices_of_a_setting_are_those_of_the_core(setting: Setting) -> None:
    legal = tuple(NAMES.get(setting.name, ()))
    given = {"init": ("literal",), "dataset": core.DATASET_NAMES}  # by a file; in `list datasets`
    assert setting.choices == tuple(
        name for name in legal if name not in given.get(setting.name, ())
    )


def test_the_table_has_every_field_of_a_run_and_every_stop_rule() -> None:
    assert tuple(setting.name for setting in SETTINGS) == tuple(core.RunSpec.__dataclass_fields__)
    assert tuple(rule.name for rule in STOP_RULES) == tuple(core.Stop.__dataclass_fields__)

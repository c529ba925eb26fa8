"""Editing the truth table: each edit starts a run with other rows, and can be undone."""

from __future__ import annotations

import pytest

from core import DataError, RunSpec, load
from scratchnet_tui.session import row_edits
from tests.helpers.app_driver import AppDriver, open_app
from tests.helpers.picture_data import open_app_on, pictures

XOR = ((0.0, 0.0, 1.0, 0.0), (0.0, 1.0, 1.0, 1.0), (1.0, 0.0, 1.0, 1.0), (1.0, 1.0, 1.0, 0.0))


def rows(driver: AppDriver) -> tuple[tuple[float, ...], ...]:
    """Return the rows that were edited; none while they are those of the data."""
    return driver.app.session.spec.rows or ()


async def test_a_cell_changes_between_0_and_1_in_a_new_run_of_the_same_seed() -> None:
    async with open_app(RunSpec(seed=5)) as driver:
        await driver.train(3)
        await driver.press("2", "down", "left", "equals_sign")  # left goes to the last: the target
        await driver.wait_until(lambda: rows(driver))
        assert rows(driver) == row_edits.with_cell(XOR, 1, 3, 0.0)
        await driver.wait_until_idle()
        assert driver.status.epoch == 0
        assert "│ 0" in driver.pane_rows("predictions")[2]  # it was 1
        assert driver.app.session.spec.seed == 5
        assert "y of row 2 is 0" in driver.notice
        assert "new run from epoch 0" in driver.notice


async def test_the_bias_says_it_is_none_any_more() -> None:
    async with open_app(size="wide") as driver:
        await driver.press("2", "right", "right", "right", "equals_sign")
        await driver.wait_until(lambda: rows(driver))
        await driver.wait_until_idle()
        assert "It is no longer a bias" in driver.notice
        assert not driver.app.session.dataset.has_bias_input


async def test_a_row_is_added_removed_and_the_edits_are_taken_back() -> None:
    async with open_app() as driver:
        await driver.press("2", "down")
        await driver.press("insert")
        await driver.wait_until(lambda: rows(driver) == (*XOR[:2], XOR[1], *XOR[2:]))
        await driver.wait_until_idle()
        assert driver.status.rows == 5
        await driver.press("delete")
        await driver.wait_until(lambda: rows(driver) == XOR)
        await driver.press("backspace")
        await driver.wait_until(lambda: rows(driver) == (*XOR[:2], XOR[1], *XOR[2:]))
        await driver.press("backspace")
        await driver.wait_until(lambda: rows(driver) == ())
        await driver.press("backspace")
        await driver.wait_until(lambda: "no edit" in driver.notice)


async def test_equals_goes_faster_elsewhere() -> None:
    async with open_app(pace="10") as driver:
        await driver.press("3", "equals_sign")
        await driver.wait_until(lambda: driver.status.pace == "100 ep/s")
        assert rows(driver) == ()


async def test_without_a_cell_and_on_long_tables_it_says_why_not() -> None:
    async with open_app() as driver:
        await driver.press("2", "equals_sign")
        assert "left and right" in driver.notice
    async with open_app_on(pictures(rows=80)) as driver:
        await driver.press("2", "delete")
        assert "64" in driver.notice


def test_the_last_row_stays_and_the_table_stays_short() -> None:
    with pytest.raises(DataError, match="only row"):
        row_edits.without_row(XOR[:1], 0)
    with pytest.raises(DataError, match="64 is the limit"):
        row_edits.with_row(XOR * 16, 0, XOR[0])


def test_the_rows_written_out_are_inputs_and_targets() -> None:
    spec = RunSpec()
    assert row_edits.rows_of(spec, load(spec)) == XOR
    scaled = RunSpec(scale="standard")
    assert row_edits.rows_of(scaled, load(scaled)) == XOR
    with pytest.raises(DataError, match="held out"):
        row_edits.rows_of(RunSpec(split=0.5), load(spec))


async def test_the_cells_of_many_classes_come_into_sight_when_one_is_chosen() -> None:
    async with open_app(RunSpec(dataset="seven-segment-to-digit", bias=True)) as driver:
        await driver.press("2", "equals_sign")
        await driver.wait_until(lambda: "left and right" in driver.notice)
        await driver.press("left", "equals_sign")  # of the targets, the last
        await driver.wait_until(lambda: rows(driver))
        assert rows(driver)[0][-1] == 1.0
        await driver.press("backspace")
        await driver.wait_until(lambda: not rows(driver))
        await driver.press("right", "equals_sign")
        await driver.wait_until(lambda: rows(driver))
        was = load(RunSpec(dataset="seven-segment-to-digit")).x[0, 0]
        assert rows(driver)[0][0] == 1.0 - was

"""Editing the truth table: each edit starts a run with other rows, and can be undone."""

from __future__ import annotations

import pytest

from core import DataError, RunSpec, load
from scratchnet_tui.session import row_edits
from tests.helpers.app_driver import Seat, opened
from tests.helpers.picture_data import opened_on, pictures

XOR = ((0.0, 0.0, 1.0, 0.0), (0.0, 1.0, 1.0, 1.0), (1.0, 0.0, 1.0, 1.0), (1.0, 1.0, 1.0, 0.0))


def rows(seat: Seat) -> tuple[tuple[float, ...], ...]:
    """Return the rows that were edited; none while they are those of the data."""
    return seat.app.session.spec.rows or ()


async def test_a_cell_changes_between_0_and_1_in_a_new_run_of_the_same_seed() -> None:
    async with opened(RunSpec(seed=5)) as seat:
        await seat.train(3)
        await seat.press("2", "down", "left", "equals_sign")  # left goes to the last: the target
        await seat.until(lambda: rows(seat))
        assert rows(seat) == row_edits.with_cell(XOR, 1, 3, 0.0)
        await seat.settle()
        assert seat.standing.epoch == 0
        assert "│ 0" in seat.inside("predictions")[2]  # it was 1
        assert seat.app.session.spec.seed == 5
        assert "y of row 2 is 0" in seat.notice
        assert "new run from epoch 0" in seat.notice


async def test_the_bias_says_it_is_none_any_more() -> None:
    async with opened(size="wide") as seat:
        await seat.press("2", "right", "right", "right", "equals_sign")
        await seat.until(lambda: rows(seat))
        await seat.settle()
        assert "It is no longer a bias" in seat.notice
        assert not seat.app.session.dataset.has_bias_input


async def test_a_row_is_added_removed_and_the_edits_are_taken_back() -> None:
    async with opened() as seat:
        await seat.press("2", "down")
        await seat.press("insert")
        await seat.until(lambda: rows(seat) == (*XOR[:2], XOR[1], *XOR[2:]))
        await seat.settle()
        assert seat.standing.rows == 5
        await seat.press("delete")
        await seat.until(lambda: rows(seat) == XOR)
        await seat.press("backspace")
        await seat.until(lambda: rows(seat) == (*XOR[:2], XOR[1], *XOR[2:]))
        await seat.press("backspace")
        await seat.until(lambda: rows(seat) == ())
        await seat.press("backspace")
        await seat.until(lambda: "no edit" in seat.notice)


async def test_equals_goes_faster_elsewhere() -> None:
    async with opened(pace="10") as seat:
        await seat.press("3", "equals_sign")
        await seat.until(lambda: seat.standing.pace == "100 ep/s")
        assert rows(seat) == ()


async def test_without_a_cell_and_on_long_tables_it_says_why_not() -> None:
    async with opened() as seat:
        await seat.press("2", "equals_sign")
        assert "left and right" in seat.notice
    async with opened_on(pictures(rows=80)) as seat:
        await seat.press("2", "delete")
        assert "64" in seat.notice


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
    async with opened(RunSpec(dataset="seven-segment-to-digit", bias=True)) as seat:
        await seat.press("2", "equals_sign")
        await seat.until(lambda: "left and right" in seat.notice)
        await seat.press("left", "equals_sign")  # of the targets, the last
        await seat.until(lambda: rows(seat))
        assert rows(seat)[0][-1] == 1.0
        await seat.press("backspace")
        await seat.until(lambda: not rows(seat))
        await seat.press("right", "equals_sign")
        await seat.until(lambda: rows(seat))
        was = load(RunSpec(dataset="seven-segment-to-digit")).x[0, 0]
        assert rows(seat)[0][0] == 1.0 - was

"""Names in Hangul take two cells a sign; no line may come out longer or be cut because of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.cells import cell_len

from core import RunSpec
from tests.helpers.app_driver import SIZES, open_app

CONTENT = "나이,몸무게,심박수,위험도\n0.31,0.58,0.72,0\n0.45,0.81,0.80,1\n"


@pytest.fixture
def patients(tmp_path: Path) -> RunSpec:
    path = tmp_path / "환자들의자료.csv"
    path.write_text(CONTENT, encoding="utf-8")
    return RunSpec(dataset=None, data_file=str(path), bias=True, hidden=(2,))


@pytest.mark.parametrize("size", ["small", "wide"])
async def test_a_file_with_a_name_in_hangul_leaves_the_status_whole(
    patients: RunSpec, size: str
) -> None:
    async with open_app(patients, size=size, pace="1000") as driver:
        assert all(cell_len(row) == SIZES[size][0] for row in driver.rows)
        assert driver.rows[0].strip().startswith("환자들의자료.csv")
        assert driver.status.epoch == 0
        assert driver.status.pace in ("1000 ep/s", "")  # it is the first to go
        await driver.press("4")
        shown = driver.form_values()["data set"]
        assert shown in ("환자들의자료.csv", "환자들의자료…")


async def test_columns_with_names_in_hangul_are_wide_enough(patients: RunSpec) -> None:
    async with open_app(patients, size="wide") as driver:
        assert driver.pane_rows("predictions")[0].split()[:3] == ["나이", "몸무게", "심박수"]
        for name in ("나이", "몸무게", "심박수", "위험도"):
            assert name in driver.pane_text("weights")


async def test_headings_in_hangul_stand_over_their_columns(patients: RunSpec) -> None:
    async with open_app(patients, size="wide") as driver:
        heading, first, second = driver.pane_rows("predictions")[:3]
        at = heading.index("│")
        bar = cell_len(heading[:at])
        assert cell_len(first[: first.index("│")]) == bar
        assert cell_len(second[: second.index("│")]) == bar
        rows = [
            row
            for row in driver.pane_rows("weights")
            if row.startswith(("h", "위")) or "나이" in row
        ]
        top, unit = rows[0], next(row for row in rows if row.startswith("h1"))
        ends = [cell_len(top[: top.index(name)] + name) for name in ("나이", "몸무게", "심박수")]
        assert all(unit[end] in " *" and unit[end - 1].isdigit() for end in ends)


async def test_hangul_is_typed_into_a_value_as_it_is(patients: RunSpec, tmp_path: Path) -> None:
    path = tmp_path / "값.csv"
    path.write_text(CONTENT, encoding="utf-8")
    async with open_app() as driver:
        await driver.press("d", "enter")
        await driver.retype(str(path))
        assert "값.csv" in driver.dialog_text
        await driver.press("enter")
        await driver.wait_until(lambda: "값.csv" in driver.form_values()["data set"])

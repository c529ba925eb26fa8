"""The user's own data in the setup form: valid files and invalid ones."""

from __future__ import annotations

from pathlib import Path

from core import DATASET_NAMES, RunSpec
from tests.helpers.app_driver import open_app


async def test_data_come_from_the_path_of_a_file(table: Path) -> None:
    async with open_app(size="wide", pace="100", start=True) as driver:
        await driver.press("d")
        await driver.type_value(str(table))
        await driver.wait_until(lambda: driver.form_values()["data set"] == "measured.csv")
        assert driver.form_values()["bias"] == "on"
        assert "width" in driver.pane_rows("predictions")[0]
        assert "height" in driver.pane_text("weights")
        assert "6 rows x 2 inputs" in driver.pane_text("setup")
        assert driver.status.rows == 6
        await driver.wait_until(lambda: driver.status.epoch > 3)
        await driver.press("n")
        await driver.wait_until(lambda: driver.form_values()["seed"] == "2")
        assert driver.form_values()["data set"] == "measured.csv"
        await driver.press("d", "right")
        await driver.wait_until(lambda: driver.form_values()["data set"] == DATASET_NAMES[0])
        assert driver.form_values()["bias"] == "off"
        await driver.press("space")


BAD_TABLES = [
    ("a,b\n1,two\n", "line 2, column 2 'b'"),
    ("a,b\n1\n", "line 2"),
    ("", "empty"),
    ("a,b\n", "no row of numbers"),
    ("1,2\n3,4\n", "no header"),
]


async def test_a_bad_file_is_a_sentence_and_the_old_run_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    async with open_app(pace="1000", start=True) as driver:
        await driver.press("d")
        for content, place in BAD_TABLES:
            path.write_text(content, encoding="utf-8")
            await driver.type_value(str(path))
            said = driver.dialog_text.replace(" ", "")
            assert place.replace(" ", "") in said
            reached = driver.app.session.epoch
            await driver.press("escape")
            await driver.wait_until(lambda reached=reached: driver.status.epoch > reached)
            assert driver.form_values()["data set"] == "xor"
        await driver.press("space")


async def test_only_rows_that_mean_something_are_shown() -> None:
    async with open_app() as driver:
        assert not {"samples", "noise", "target", "period"} & set(driver.form.names)
        await driver.press("d")
        await driver.type_value("spiral")
        await driver.wait_until(lambda: driver.form_values()["data set"] == "spiral")
        assert "Settings that suit spiral:" in driver.notice
        assert {"samples", "noise", "data seed"} <= set(driver.form.names)
        for name, text in (("samples", "60"), ("noise", "0.1"), ("data seed", "7")):
            await driver.go_to_row(name)
            await driver.type_value(text)
            await driver.wait_until(lambda name=name, text=text: driver.form_values()[name] == text)
        assert driver.app.session.spec.samples == 60


async def test_each_target_column_of_a_file_is_reached_by_turning(table: Path) -> None:
    async with open_app(size="wide") as driver:
        await driver.press("d")
        await driver.type_value(str(table))
        await driver.wait_until(lambda: "target" in driver.form.names)
        await driver.go_to_row("target")
        seen = {driver.form_values()["target"]}
        for _ in range(3):
            before = driver.form_values()["target"]
            await driver.press("right")
            await driver.wait_until(lambda before=before: driver.form_values()["target"] != before)
            seen.add(driver.form_values()["target"])
        assert seen == {"width", "height", "big"}
        await driver.type_value("width,big")
        await driver.wait_until(lambda: driver.form_values()["target"] == "width,big")
        await driver.press("d", "right")
        await driver.wait_until(lambda: driver.form_values()["data set"] == DATASET_NAMES[0])
        await driver.press("left")
        await driver.wait_until(
            lambda: driver.form_values()["data set"] == "measured.csv", "it stays"
        )


async def test_split_scale_and_extra_inputs_are_set() -> None:
    async with open_app(RunSpec(dataset="circle", bias=True)) as driver:
        for name, text in (("split", "0.5"), ("scale", "standard"), ("extra", "x1^2,x1*x2")):
            await driver.go_to_row(name)
            await driver.type_value(text)
            await driver.wait_until(lambda name=name, text=text: driver.form_values()[name] == text)
        assert "data seed" in driver.form.names

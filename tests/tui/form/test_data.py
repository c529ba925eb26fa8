"""The user's own data in the setup form: valid files and invalid ones."""

from __future__ import annotations

from pathlib import Path

from core import DATASET_NAMES, RunSpec
from tests.helpers.app_driver import opened


async def test_data_come_from_the_path_of_a_file(table: Path) -> None:
    async with opened(size="wide", pace="100", start=True) as seat:
        await seat.press("d")
        await seat.type_value(str(table))
        await seat.until(lambda: seat.settings()["data set"] == "measured.csv")
        assert seat.settings()["bias"] == "on"
        assert "width" in seat.inside("predictions")[0]
        assert "height" in seat.words("weights")
        assert "6 rows x 2 inputs" in seat.words("setup")
        assert seat.standing.rows == 6
        await seat.until(lambda: seat.standing.epoch > 3)
        await seat.press("n")
        await seat.until(lambda: seat.settings()["seed"] == "2")
        assert seat.settings()["data set"] == "measured.csv"
        await seat.press("d", "right")
        await seat.until(lambda: seat.settings()["data set"] == DATASET_NAMES[0])
        assert seat.settings()["bias"] == "off"
        await seat.press("space")


BAD_TABLES = [
    ("a,b\n1,two\n", "line 2, column 2 'b'"),
    ("a,b\n1\n", "line 2"),
    ("", "empty"),
    ("a,b\n", "no row of numbers"),
    ("1,2\n3,4\n", "no header"),
]


async def test_a_bad_file_is_a_sentence_and_the_old_run_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    async with opened(pace="1000", start=True) as seat:
        await seat.press("d")
        for content, place in BAD_TABLES:
            path.write_text(content, encoding="utf-8")
            await seat.type_value(str(path))
            said = seat.dialog.replace(" ", "")
            assert place.replace(" ", "") in said
            reached = seat.app.session.epoch
            await seat.press("escape")
            await seat.until(lambda reached=reached: seat.standing.epoch > reached)
            assert seat.settings()["data set"] == "xor"
        await seat.press("space")


async def test_only_rows_that_mean_something_are_shown() -> None:
    async with opened() as seat:
        assert not {"samples", "noise", "target", "period"} & set(seat.form.names)
        await seat.press("d")
        await seat.type_value("spiral")
        await seat.until(lambda: seat.settings()["data set"] == "spiral")
        assert "Settings that suit spiral:" in seat.notice
        assert {"samples", "noise", "data seed"} <= set(seat.form.names)
        for name, text in (("samples", "60"), ("noise", "0.1"), ("data seed", "7")):
            await seat.go_to(name)
            await seat.type_value(text)
            await seat.until(lambda name=name, text=text: seat.settings()[name] == text)
        assert seat.app.session.spec.samples == 60


async def test_each_target_column_of_a_file_is_reached_by_turning(table: Path) -> None:
    async with opened(size="wide") as seat:
        await seat.press("d")
        await seat.type_value(str(table))
        await seat.until(lambda: "target" in seat.form.names)
        await seat.go_to("target")
        seen = {seat.settings()["target"]}
        for _ in range(3):
            before = seat.settings()["target"]
            await seat.press("right")
            await seat.until(lambda before=before: seat.settings()["target"] != before)
            seen.add(seat.settings()["target"])
        assert seen == {"width", "height", "big"}
        await seat.type_value("width,big")
        await seat.until(lambda: seat.settings()["target"] == "width,big")
        await seat.press("d", "right")
        await seat.until(lambda: seat.settings()["data set"] == DATASET_NAMES[0])
        await seat.press("left")
        await seat.until(lambda: seat.settings()["data set"] == "measured.csv", "it stays")


async def test_split_scale_and_extra_inputs_are_set() -> None:
    async with opened(RunSpec(dataset="circle", bias=True)) as seat:
        for name, text in (("split", "0.5"), ("scale", "standard"), ("extra", "x1^2,x1*x2")):
            await seat.go_to(name)
            await seat.type_value(text)
            await seat.until(lambda name=name, text=text: seat.settings()[name] == text)
        assert "data seed" in seat.form.names

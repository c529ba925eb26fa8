"""The views of the predictions: the worst rows first, and the confusion matrix."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from rich.cells import cell_len

from core import (
    Dataset,
    Floats,
    RunSpec,
    balanced_accuracy,
    class_scores,
    confusion,
    unscaled,
    with_defaults,
)
from scratchnet_tui.panes.predictions import sample_picture
from scratchnet_tui.panes.predictions.confusion_matrix import ConfusionMatrix
from scratchnet_tui.panes.predictions.pane import PredictionsPane
from scratchnet_tui.panes.predictions.rows import AnswerRows, Cursor
from scratchnet_tui.panes.predictions.views import Listing
from scratchnet_tui.text.rows import Row
from tests.helpers.app_driver import AppDriver, open_app
from tests.helpers.picture_data import open_app_on, pictures


def listed(driver: AppDriver) -> Listing:
    """The rows in their order, of a view that lists rows."""
    found = driver.app.main.query_one(PredictionsPane).listed
    assert found is not None
    return found


def title(driver: AppDriver) -> str:
    return driver.framed_rows("predictions")[0].strip("╭╮┏┓─━ ")


def numbers(driver: AppDriver) -> list[int]:
    rows = driver.pane_rows("predictions")[1:]
    return [int(row.split()[1]) - 1 for row in rows if row.split()]


def errors(driver: AppDriver) -> Floats:
    shown = driver.snapshot
    wrong: Floats = np.abs(shown.problem.dataset.d - shown.ahead.output).max(axis=1)
    return wrong


async def test_a_long_table_opens_with_the_worst_rows_first() -> None:
    async with open_app_on(pictures()) as driver:
        assert title(driver) == "2 Predictions, worst first"
        for _ in range(3):
            shown = numbers(driver)
            assert shown == np.argsort(-errors(driver), kind="stable")[: len(shown)].tolist()
            await driver.train(1)


async def test_a_short_table_opens_in_order_and_can_be_sorted() -> None:
    async with open_app() as driver:
        assert title(driver) == "2 Predictions"
        await driver.press("2", "v")
        assert title(driver) == "2 Predictions, worst first"
        assert numbers(driver) == np.argsort(-errors(driver), kind="stable").tolist()
        await driver.press("v")
        assert title(driver) == "2 Predictions"


async def test_every_way_to_the_next_view_works_from_other_panes_too() -> None:
    async with open_app(size="wide") as driver:
        for key, wanted in zip("vㅍ;", (", worst first", "", ", worst first"), strict=True):
            await driver.press("4", key)  # the setup has no views of its own
            await driver.wait_until(lambda wanted=wanted: title(driver) == f"2 Predictions{wanted}")


async def test_the_first_row_keeps_the_cursor_until_another_is_chosen() -> None:
    async with open_app_on(pictures()) as driver:
        pane = driver.app.main.query_one(PredictionsPane)
        met = set()
        for _ in range(6):
            met.add(pane.sample)
            assert pane.sample == int(errors(driver).argmax())
            assert driver.pane_rows("predictions")[0].split()[-1] == str(pane.sample + 1)
            await driver.train(1)
        assert len(met) > 1, "the worst row was always the same: this shows nothing"
        await driver.press("2", "down")
        chosen = pane.sample
        await driver.train(20)
        assert pane.sample == chosen
        await driver.press("home")
        await driver.train(20)
        assert pane.sample == int(errors(driver).argmax())


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (120, 36), (200, 60)])
@pytest.mark.parametrize("name", ["xor", "spiral", "iris", "8-3-8", "full-adder", "plane"])
async def test_the_verdict_comes_first_and_is_never_cut(name: str, size: tuple[int, int]) -> None:
    spec, _ = with_defaults(RunSpec(), {"dataset": name})
    async with open_app(spec, size=size) as driver:
        await driver.press("2", *["right"] * 3)
        rows = [row for row in driver.pane_rows("predictions")[1:-1] if row.strip()]
        assert rows
        assert {row[0] for row in rows} <= set("✓~✗")


@pytest.mark.parametrize("name", ["spiral", "iris", "8-3-8", "xor"])
async def test_at_80_columns_inputs_and_answers_stand_side_by_side(name: str) -> None:
    spec, dataset = with_defaults(RunSpec(), {"dataset": name})
    async with open_app(spec, size=(80, 24)) as driver:
        pane = driver.app.main.query_one(PredictionsPane)
        assert pane.row_width() <= pane.scrollable_content_region.width
        left, right = driver.pane_rows("predictions")[1].split("│")
        y = driver.snapshot.ahead.output
        i = int(listed(driver).order[0])
        inputs = [float(word) for word in left.split() if word[-1].isdigit()]
        inputs = inputs[1:] if listed(driver).numbered else inputs
        assert len(inputs) >= 2
        np.testing.assert_allclose(inputs, unscaled(dataset)[i, : len(inputs)], atol=0.006)
        *_, answer, error = right.split()
        worst = np.abs(dataset.d[i] - y[i]).argmax()
        assert abs(float(answer) - y[i].max()) < 0.006
        assert abs(float(error) - (dataset.d[i] - y[i])[worst]) < 0.006


async def test_the_cursor_stays_on_its_sample_and_the_view_in_its_place() -> None:
    async with open_app_on(pictures()) as driver:
        await driver.press("2", "down", "down", "down")
        pane = driver.app.main.query_one(PredictionsPane)
        sample, offset = pane.sample, pane.scroll_offset
        await driver.train(20)
        assert (pane.sample, pane.scroll_offset) == (sample, offset)


async def test_the_confusion_matrix_on_the_screen_is_that_of_the_core() -> None:
    async with open_app_on(pictures(test=8)) as driver:
        await driver.train(3)
        await driver.press("2", "v")
        assert title(driver) == "2 Predictions, confusion"
        shown = driver.snapshot
        expected = confusion(shown.problem.dataset, shown.ahead.output)
        rows = [row.replace("[", " [").split() for row in driver.pane_rows("predictions")[1:5]]
        read = [[int(cell.strip("[]").replace(".", "0")) for cell in row[1:]] for row in rows]
        assert read == expected.tolist()
        assert [row[0] for row in rows] == ["c0", "c1", "c2", "c3"]
        assert all(row[i + 1].startswith("[") for i, row in enumerate(rows))
        share = np.trace(expected) / expected.sum()
        assert f"accuracy {share:.1%}" in driver.framed_rows("predictions")[-1]


async def test_the_test_set_has_its_own_rows_and_no_update() -> None:
    async with open_app_on(pictures(test=8)) as driver:
        await driver.press("2", "v", "v")
        assert title(driver) == "2 Predictions, test set"
        assert sorted(numbers(driver)) == list(range(8))
        await driver.press("enter")
        assert "never trained on" in driver.notice
        await driver.press("v")
        assert title(driver) == "2 Predictions, test confusion"
        assert "of 8 right" in driver.pane_text("predictions")


async def test_every_part_of_the_data_has_its_rows_and_its_matrix() -> None:
    async with open_app_on(pictures(test=8, validation=6)) as driver:
        await driver.press("2")
        seen = []
        for _ in range(6):
            await driver.press("v")
            seen.append(title(driver).removeprefix("2 Predictions").strip(", "))
            rows = {"validation set": 6, "test set": 8}.get(seen[-1])
            if rows:
                assert len(listed(driver).dataset) == rows
                first = int(driver.pane_rows("predictions")[1].split()[1])
                assert first - 1 == listed(driver).order[0]
                await driver.press("enter")
                assert f"The {seen[-1]} is never trained on" in driver.notice
            rows = {"validation confusion": 6, "test confusion": 8}.get(seen[-1])
            if rows:
                assert f"of {rows} right" in driver.pane_text("predictions")
        assert seen == [
            "confusion", "validation set", "validation confusion", "test set", "test confusion", "",
        ]  # fmt: skip


@pytest.mark.parametrize("size", [(80, 24), (200, 60)])
async def test_the_matrix_has_precision_recall_and_f1_of_each_class(size: tuple[int, int]) -> None:
    whole = pictures(rows=40)
    own = np.flatnonzero((whole.d[:, 0] == 1) | (np.arange(40) < 12))  # more of the first class
    uneven = dataclasses.replace(whole, x=whole.x[own], d=whole.d[own])
    async with open_app_on(uneven, size=size) as driver:
        await driver.train(2)
        await driver.press("2", "v", "v", "z")
        assert title(driver).endswith("confusion")
        shown = driver.snapshot
        table = confusion(shown.problem.dataset, shown.ahead.output)
        lines = [line for line in driver.pane_rows("predictions") if line.split()]
        for name, score in zip(("c0", "c1", "c2", "c3"), class_scores(table), strict=True):
            cells = [
                "-" if share is None else f"{share:.1%}"
                for share in (score.precision, score.recall, score.f1)
            ]
            assert any(line.split()[0] == name and line.split()[-3:] == cells for line in lines), (
                name,
                cells,
                lines,
            )
        assert f"balanced {balanced_accuracy(table):.1%}" in driver.pane_text("predictions")


async def test_only_the_rows_in_view_are_put_into_words(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    real = AnswerRows.sample_row

    def counted(self: AnswerRows, sample: int, cursor: Cursor | None) -> Row:
        asked.append(sample)
        return real(self, sample, cursor)

    monkeypatch.setattr(AnswerRows, "sample_row", counted)
    luck = np.random.default_rng(2)
    x = luck.normal(size=(10_000, 2))
    dataset = Dataset(
        "many", x, (x[:, :1] > 0).astype(np.float64), ("x1", "x2"), ("y",), "binary", ""
    )
    async with open_app_on(dataset, rate=0.0, batch=0) as driver:
        asked.clear()
        await driver.train(1)
        assert 0 < len(asked) < 100


async def test_the_picture_under_the_cursor_stands_beside_the_table() -> None:
    async with open_app_on(pictures(), size=(120, 50)) as driver:
        await driver.press("2", "down")
        pane = driver.app.main.query_one(PredictionsPane)
        ink = pictures().x[pane.sample].reshape(8, 8)
        low, high = pictures().x.min(), pictures().x.max()
        await driver.press("z")
        await driver.wait_until_idle()
        expected = sample_picture.drawn_large((ink - low) / (high - low))
        shown = driver.pane_rows("predictions")
        assert shown.pop(0).rstrip().endswith(f"row {pane.sample + 1}")
        assert all(line.rstrip() in row for line, row in zip(expected, shown, strict=False))
        text = "\n".join(shown)
        assert "c0" in text
        assert "c3" in text


async def test_a_small_pane_still_has_a_picture() -> None:
    async with open_app_on(pictures(classes=4)) as driver:
        pane = driver.app.main.query_one(PredictionsPane)
        assert any(sign in "".join(driver.pane_rows("predictions")) for sign in "▀▄█░▒▓")
        assert pane.row_width() <= pane.size.width


def test_a_picture_of_half_signs() -> None:
    ink = np.array([[1, 0, 1], [0, 1, 1], [1, 1, 0]], dtype=float)
    assert sample_picture.drawn_small(ink) == ["▀▄█", "▀▀ "]


def test_a_picture_of_five_greys() -> None:
    assert sample_picture.drawn_large(np.array([[0, 0.25, 0.5, 0.75, 1]])) == ["  ░░▒▒▓▓██"]


def test_bars_are_as_long_as_the_numbers_say() -> None:
    rows = sample_picture.output_bars(pictures(), np.array([0.0, 0.5, 1.0, 0.25]), 31, 4)
    assert [len(row[1][0]) for row in rows] == [0, 10, 20, 5]
    few = sample_picture.output_bars(pictures(), np.array([0.1, 0.5, 1.0, 0.25]), 31, 2)
    assert [row[0][0][:2] for row in few] == ["c2", "c1"]


def test_a_confusion_matrix_cuts_names_to_fit_and_scrolls_where_too_little_would_be_left() -> None:
    x, d = np.zeros((3, 1)), np.eye(3)
    dataset = Dataset("n", x, d, ("x",), ("elephants", "crocodiles", "rhinos"), "classes", "")
    assert ConfusionMatrix(dataset, d, 60).width > 40
    fitting = ConfusionMatrix(dataset, d, 40)
    assert fitting.width <= 40
    assert {sum(cell_len(piece[0]) for piece in fitting.row(i)) for i in range(4)} == {
        fitting.width
    }
    assert ConfusionMatrix(dataset, d, 24).width > 24


@pytest.mark.parametrize("pane", ["2", "8"])
async def test_run_help_and_quit_are_in_sight_at_80_columns(pane: str) -> None:
    async with open_app(size="small") as driver:
        await driver.press(pane)
        assert all(key in driver.footer for key in ("space run", "? help", "q quit"))


async def test_the_footer_names_only_keys_that_do_something_in_the_view() -> None:
    async with open_app_on(pictures(rows=80, test=8)) as driver:
        await driver.press("2")
        for wanted in ("Enter inside", "space run", "up down row", "space run"):
            assert wanted in driver.footer, title(driver)
            assert "= edit" not in driver.footer
            assert ("Enter" in driver.footer) == (wanted == "Enter inside")
            await driver.press("v")
            await driver.wait_until_idle()
    async with open_app() as driver:
        await driver.press("2")
        assert "up down row  Enter inside  = edit" in driver.footer


async def test_the_cursor_of_another_view_or_other_data_is_in_sight() -> None:
    async with open_app_on(pictures(test=8)) as driver:
        await driver.press("2")
        pane = driver.app.main.query_one(PredictionsPane)
        assert pane.sample == int(errors(driver).argmax())
        await driver.press("end", "v", "v")
        assert pane.sample == listed(driver).order[0]

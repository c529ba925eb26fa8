"""The loss pane with a test set: two curves, the gap between them, and the accuracy."""

from __future__ import annotations

import csv
import dataclasses
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from rich.cells import cell_len

from core import Dataset, RunSpec, evaluate, load, read_table
from scratchnet_tui.panes.loss import views
from scratchnet_tui.session.session import Session
from scratchnet_tui.session.snapshot import Snapshot
from scratchnet_tui.text.rows import Row
from scratchnet_tui.text.wording import small

SPEC = RunSpec(
    dataset=None,
    data_file="points.csv",
    hidden=(16, 16),
    activation=("tanh",),
    loss="cross-entropy",
    bias=True,
    batch=10,
    rate=0.3,
)


def points(folder: Path, held_out: int = 60, validation: int = 0) -> Dataset:
    """Return points with noisy labels, too few of them: a network learns them by heart."""
    luck = np.random.default_rng(1)
    path = folder / "points.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("x1", "x2", "y"))
        for _ in range(100):
            x = luck.normal(size=2)
            writer.writerow((*x, int(x[0] * x[1] + 0.3 * luck.normal() > 0.0)))
    whole = read_table(path)

    def part(rows: slice) -> Dataset:
        return dataclasses.replace(whole, x=whole.x[rows], d=whole.d[rows])

    return dataclasses.replace(
        part(slice(held_out, None)),
        validation=part(slice(validation)) if validation else None,
        test=part(slice(validation, held_out)),
    )


@pytest.fixture
def learned(tmp_path: Path) -> Snapshot:
    return after_400_epochs(points(tmp_path))


@pytest.fixture
def with_validation(tmp_path: Path) -> Snapshot:
    return after_400_epochs(points(tmp_path, validation=30))


def after_400_epochs(dataset: Dataset) -> Snapshot:
    session = Session(SPEC, dataset)
    while session.epoch < 400:
        session.train(5.0, 400 - session.epoch)
    return session.snapshot()


def text(rows: Sequence[Row]) -> str:
    return "\n".join("".join(piece[0] for piece in row) for row in rows)


def test_the_snapshot_scores_the_test_set_with_the_present_weights(learned: Snapshot) -> None:
    test = learned.problem.dataset.test
    assert test is not None
    ahead, scores = evaluate(learned.problem, learned.params, test)
    assert learned.held_out["test"].scores == scores
    assert np.array_equal(learned.held_out["test"].ahead.output, ahead.output)
    assert learned.curves["test mse"].values[-1] == pytest.approx(scores.mse, rel=1e-12)


def test_what_can_be_drawn_depends_on_what_is_kept(learned: Snapshot, tmp_path: Path) -> None:
    assert views.columns(learned) == ("mse", "loss", "accuracy")
    squared = dataclasses.replace(SPEC, loss="squared-error")
    assert views.columns(Session(squared, points(tmp_path)).snapshot()) == ("mse", "accuracy")
    gate = Session(RunSpec(), load(RunSpec())).snapshot()
    assert views.columns(gate) == ("mse",)


def test_the_reading_names_both_sets_the_gap_and_the_best_epoch(learned: Snapshot) -> None:
    scores = learned.held_out["test"].scores
    told = text(views.reading(learned, "mse", 100))
    mse, test = learned.scores.mse, scores.mse
    assert f"mse {small(mse)}" in told
    assert f"test {small(test)}" in told
    assert f"gap +{small(test - mse)}" in told
    best = int(np.argmin(learned.curves["test mse"].values))
    assert f"test best at epoch {best}" in told
    share = text(views.reading(learned, "accuracy", 100))
    assert f"accuracy {100 * (learned.scores.accuracy or 0.0):.1f} %" in share
    assert f"test {100 * (scores.accuracy or 0.0):.1f} %" in share


@pytest.mark.parametrize("column", ["mse", "loss", "accuracy"])
@pytest.mark.parametrize("rows", [1, 2])
@pytest.mark.parametrize("width", [16, 24, 32, 40, 60, 120])
def test_the_reading_never_takes_more_room_than_there_is(
    learned: Snapshot, column: str, rows: int, width: int
) -> None:
    told = views.reading(learned, column, width, rows)
    assert 1 <= len(told) <= rows
    assert all(cell_len("".join(piece[0] for piece in row)) <= width for row in told)
    if width >= 40:
        assert "test" in text(told)


def test_the_curve_of_the_test_set_has_a_sign_of_its_own(learned: Snapshot) -> None:
    series = views.series(learned, "mse", learned.epoch)
    signs = [each.marker for each in series]
    assert signs.count("t") == 1
    test = series[signs.index("t")]
    assert test.values.tolist() == learned.curves["test mse"].values.tolist()


def test_the_epoch_under_the_cursor_is_read_out_for_both_sets(learned: Snapshot) -> None:
    told = text(views.under_cursor(learned, "accuracy", 30.0, 80))
    own, test = learned.curves["accuracy"], learned.curves["test accuracy"]
    assert f"epoch 30  accuracy {100 * own.values[30]:.1f} %" in told
    assert f"test {100 * test.values[30]:.1f} %" in told


def test_without_a_gap_that_grows_nothing_is_said_of_a_best_epoch(tmp_path: Path) -> None:
    session = Session(SPEC, points(tmp_path))
    told = text(views.reading(session.snapshot(), "mse", 100))
    assert "gap" in told
    assert "best" not in told


def test_with_a_validation_set_the_gap_and_the_best_epoch_are_its_own(
    with_validation: Snapshot,
) -> None:
    told = text(views.reading(with_validation, "mse", 120))
    mse = with_validation.scores.mse
    validation, test = (answers.scores.mse for answers in with_validation.held_out.values())
    assert f"validation {small(validation)}" in told
    assert f"test {small(test)}" in told
    assert f"gap +{small(validation - mse)}" in told
    best = int(np.argmin(with_validation.curves["validation mse"].values))
    assert f"validation best at epoch {best}" in told
    assert "test best" not in told
    under = text(views.under_cursor(with_validation, "mse", 30.0, 80))
    for part in ("validation", "test"):
        assert f"{part} {small(with_validation.curves[f'{part} mse'].values[30])}" in under


@pytest.mark.parametrize("column", ["mse", "loss", "accuracy"])
@pytest.mark.parametrize("width", [16, 24, 32, 40, 44, 48, 60, 120])
def test_three_numbers_take_no_more_room_than_there_is(
    with_validation: Snapshot, column: str, width: int
) -> None:
    for rows in (1, 2):
        told = views.reading(with_validation, column, width, rows)
        assert 1 <= len(told) <= rows
        assert all(cell_len("".join(piece[0] for piece in row)) <= width for row in told)
        if width >= 44:
            assert {"v", "t"} <= set(text(told).replace("validation", "v").split())


def test_every_part_has_a_curve_with_a_sign_of_its_own(with_validation: Snapshot) -> None:
    series = views.series(with_validation, "mse", 200)
    for part, sign in (("validation", "v"), ("test", "t")):
        (found,) = (each for each in series if each.marker == sign)
        curve = with_validation.curves[f"{part} mse"]
        assert found.values.tolist() == curve.values[:201].tolist()

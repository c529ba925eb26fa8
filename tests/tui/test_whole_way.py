"""End to end: a decision boundary that forms, and a table of the user's own."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from core import RunSpec, evaluate, with_defaults
from tests.helpers.app_driver import open_app


async def test_the_map_forms_while_two_spirals_are_learned() -> None:
    async with open_app(lesson="spiral", size="wide") as driver:
        await driver.press("8")
        before = driver.pane_rows("map")
        await driver.train_to(700)
        shown = driver.status
        assert driver.pane_rows("map") != before
        assert shown.share == "100.0"
        assert float(shown.test or 0.0) > 90.0
        await driver.press("escape", "5")
        assert driver.pane_text("lesson").count("[✓]") == 2


async def test_a_table_with_a_class_column_trains_splits_maps_and_is_counted(
    tmp_path: Path,
) -> None:
    luck = np.random.default_rng(3)
    names = ("고양이", "강아지", "토끼")
    kinds = [0, 1, 2, *luck.integers(3, size=60).tolist()]
    rows = [
        (20 + 15 * k + 8 * luck.normal(), 4 + 6 * (k == 1) + 3 * luck.normal(), k) for k in kinds
    ]
    path = tmp_path / "동물.csv"
    lines = [f"{height:.2f},{weight:.2f},{names[k]}" for height, weight, k in rows]
    path.write_text("\n".join(("키,몸무게,종", *lines)) + "\n", encoding="utf-8")
    spec, dataset = with_defaults(RunSpec(), {"data_file": str(path), "split": 0.7})
    assert (dataset.kind, spec.output, spec.scale) == ("classes", "softmax", "standard")
    assert dataset.test is not None
    assert len(dataset.test) == round(0.3 * len(rows))
    async with open_app(spec, size="huge") as driver:
        await driver.train_to(100)
        assert float(driver.status.test or 0.0) > 50.0
        assert "몸무게" in driver.pane_text("map")
        await driver.press("2", *"vvv")
        assert "test confusion" in driver.framed_rows("predictions")[0]
        shown = driver.app.session.snapshot()
        ahead, _ = evaluate(shown.problem, shown.params, dataset.test)
        counts = np.zeros((3, 3), dtype=int)
        for target, answer in zip(dataset.test.d, ahead.output, strict=True):
            counts[target.argmax(), answer.argmax()] += 1
        assert counts.trace() < counts.sum(), "some are mixed up, so rows and columns differ"
        rows_shown = [row.split()[1:4] for row in driver.pane_rows("predictions")[1:4]]
        read = [[0 if cell == "." else int(cell.strip("[]")) for cell in row] for row in rows_shown]
        assert read == counts.tolist()

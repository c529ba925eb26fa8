"""The arrangement of the panes: what holds at every size, and what each size promises."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.geometry import Size

from core import LESSONS, RunSpec, with_defaults
from scratchnet_tui.panes.lesson import LessonPane
from scratchnet_tui.panes.loss.pane import LossPane
from scratchnet_tui.panes.map.pane import MapPane
from scratchnet_tui.panes.predictions.pane import PredictionsPane
from scratchnet_tui.screens.arrangement import Wants, arranged
from tests.helpers.app_driver import AppDriver, open_app

SIZES = [(60, 16), (80, 24), (100, 30), (120, 36), (160, 45), (200, 60)]


@st.composite
def situations(draw: st.DrawFn) -> Wants:
    """Anything the panes may have to show."""
    weights, claims = draw(st.integers(0, 400)), draw(st.integers(1, 8))
    text = claims + draw(st.integers(3, 25))
    taught = draw(st.booleans())
    return Wants(
        predictions=draw(st.integers(0, 5000)),
        weights=lambda _width: weights,
        claims=(lambda _width: claims) if taught else None,
        lesson=(lambda _width: text) if taught else None,
        plane=draw(st.booleans()),
        inside=draw(st.booleans()),
        zoomed=draw(st.sampled_from(["", "", "", "map", "lesson"])),
    )


@given(situations(), st.integers(60, 260), st.integers(13, 90))
def test_the_panes_fill_the_window_and_none_lies_over_another(
    wants: Wants, width: int, height: int
) -> None:
    found = arranged(Size(width, height), wants)
    regions = found.regions.values()
    window = Size(width, height).region
    assert all(window.contains_region(region) for region in regions)
    assert sum(region.area for region in regions) == window.area
    assert not any(a.overlaps(b) for a, b in itertools.combinations(regions, 2))
    least = 2 if found.strip else 4  # a strip has a line above and no frame
    assert all(region.height >= least and region.width >= 20 for region in regions)


@given(situations(), st.integers(60, 260), st.integers(13, 90))
def test_loss_weights_and_predictions_are_always_in_view(
    wants: Wants, width: int, height: int
) -> None:
    regions = arranged(Size(width, height), replace(wants, zoomed="", inside=False)).regions
    assert {"loss", "predictions", "weights"} <= regions.keys()
    assert regions["loss"].height >= 6


def curve(driver: AppDriver) -> list[str]:
    """The lines of the chart with a part of the curve in it."""
    lines = driver.pane_rows("loss")
    return [line for line in lines if any("\u2800" < sign <= "\u28ff" for sign in line)]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("lesson", [None, "backprop-xor", "early-return"])
async def test_there_is_a_curve_at_every_size(size: tuple[int, int], lesson: str | None) -> None:
    async with open_app(lesson=lesson, size=size) as driver:
        await driver.wait_until(lambda: driver.app.main.query_one(LossPane).ready)
        await driver.train_to(300)
        lines = [line for line in driver.pane_rows("loss") if "│" in line or "┤" in line]
        assert len(lines) >= 2
        assert len(curve(driver)) >= 0.7 * len(lines) - 1


@pytest.mark.parametrize("size", [(80, 24), (79, 24), (109, 24)])
async def test_the_claims_stand_below_the_weights_and_tick_while_it_trains(
    size: tuple[int, int],
) -> None:
    async with open_app(lesson="early-return", size=size) as driver:
        frame, below = driver.widget("weights").region, driver.widget("lesson").region
        assert below.y == frame.bottom
        assert "[✓]" not in "".join(driver.pane_rows("lesson"))
        assert "▼" not in driver.framed_rows("weights")[-1], "all rows of the matrices are in view"
        await driver.train_to(300)
        lesson = driver.app.session.lesson
        assert lesson is not None
        words = driver.pane_text("lesson")
        assert all(claim.text in words for claim in lesson.claims)
        assert words.count("[✓]") == driver.snapshot.claims.count("met") > 0


@pytest.mark.parametrize("size", SIZES)
async def test_a_window_that_has_grown_or_shrunk_looks_like_one_of_that_size(
    size: tuple[int, int],
) -> None:
    async with open_app(lesson="early-return", size=size) as driver:
        await driver.train_to(20)
        fresh = driver.rows
    for other in SIZES:
        async with open_app(lesson="early-return", size=other) as driver:
            await driver.train_to(20)
            await driver.resize(*size)
            await driver.wait_until_idle()
            assert driver.rows[:-2] == fresh[:-2], other


async def test_the_text_of_a_lesson_is_shown_once_and_the_key_that_goes_on_acts() -> None:
    async with open_app(lesson="backprop-xor", reading=True) as driver:
        assert driver.focused.startswith("5 Lesson")
        assert LESSONS["backprop-xor"].text.split()[0] in driver.pane_text("lesson")
        await driver.press("down", "up")
        assert driver.focused.startswith("5 Lesson")
        await driver.press("s")
        await driver.wait_until(lambda: driver.status.epoch == 1)
        assert driver.focused.startswith("1 Loss")
        await driver.press("t")  # the twin has a text of its own
        await driver.wait_until(lambda: driver.focused.startswith("5 Lesson cross-entropy"))
        await driver.press("escape")
        assert driver.focused.startswith("1 Loss")
        await driver.press("r")
        await driver.wait_until_idle()
        assert driver.focused.startswith("1 Loss"), "it has been read"
        await driver.press("5")
        assert driver.focused.startswith("5 Lesson")
        assert len(driver.framed_rows("lesson")) > 12


@pytest.mark.parametrize("key", ["z", "ㅋ", "f9"])
async def test_the_zoom_key_puts_the_text_away(key: str) -> None:
    async with open_app(lesson="backprop-xor", reading=True) as driver:
        await driver.press(key)
        assert driver.focused.startswith("1 Loss")
        assert driver.framed_rows("weights")


@pytest.mark.parametrize("size", [(120, 36), (200, 60)])
async def test_a_text_that_is_in_view_is_not_shown_over_the_panes(size: tuple[int, int]) -> None:
    async with open_app(lesson="backprop-xor", size=size, reading=True) as driver:
        assert driver.focused.startswith("1 Loss")
        pane = driver.app.main.query_one(LessonPane)
        assert pane.row_count() <= pane.size.height, "and nothing of it is cut off"


async def test_training_that_starts_by_itself_is_not_hidden_by_a_text() -> None:
    async with open_app(lesson="backprop-xor", start=True, pace="10", reading=True) as driver:
        await driver.wait_until(lambda: driver.status.epoch > 0 and driver.framed_rows("loss"))
        await driver.press("space")


@pytest.mark.parametrize("size", SIZES)
async def test_a_pane_that_is_cut_off_says_how_many_rows_follow(size: tuple[int, int]) -> None:
    spec, _ = with_defaults(RunSpec(), {"dataset": "spiral"})
    async with open_app(spec, size=size) as driver:
        pane = driver.app.main.query_one(PredictionsPane)
        for key in ("2", "pagedown", "down", "end"):
            await driver.press(key)
            await driver.wait_until_idle()
            below = pane.row_count() - pane.scroll_offset.y - pane.scrollable_content_region.height
            assert (f"▼ {below}" in driver.framed_rows("predictions")[-1]) == (below > 0), key


@pytest.mark.parametrize("name", ["spiral", "xor", "iris"])
async def test_in_a_very_large_window_the_map_is_square_and_matrices_stand_side_by_side(
    name: str,
) -> None:
    spec, _ = with_defaults(RunSpec(), {"dataset": name})
    async with open_app(spec, size=(200, 60)) as driver:
        pane = driver.app.main.query_one(MapPane)
        assert pane.region.area > 0.2 * 200 * 60
        rows = driver.pane_rows("map")[1:]
        foot = next(i for i, row in enumerate(rows) if " > " in row)
        begin = len(rows[foot]) - len(rows[foot].lstrip())
        columns = len(rows[foot].rstrip()) - begin
        assert abs(columns - 2 * foot) <= 2
        titles = driver.pane_rows("weights")[0]
        assert "W1" in titles
        assert "W2" in titles

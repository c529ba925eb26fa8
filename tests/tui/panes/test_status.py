"""The status line in little room: the most important facts come first."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from core import RunSpec, build_problem
from scratchnet_tui.text.wording import described
from tests.helpers.app_driver import AppDriver, open_app

SLIPPED = RunSpec(dataset="xor", slip="sign", rate=0.35)
LARGE = RunSpec(dataset="spiral", hidden=(8, 8), split=0.8, slip="sign", rate=0.05)


def left(driver: AppDriver) -> list[str]:
    return driver.rows[0].split()


@pytest.mark.parametrize(
    ("spec", "size"),
    [(SLIPPED, (60, 16)), (SLIPPED, (80, 24)), (LARGE, (80, 24)), (LARGE, (100, 30))],
)
async def test_rate_and_slip_are_named_at_every_size(spec: RunSpec, size: tuple[int, int]) -> None:
    async with open_app(spec, size=size, pace="10") as driver:
        assert f"{spec.rate:g}" in left(driver)
        assert {"slip!", "slip:"} & set(left(driver))
        await driver.press("space")
        await driver.wait_until(lambda: "running" in driver.rows[0], "the run is under way")
        assert f"{spec.rate:g}" in left(driver)
        assert {"slip!", "slip:"} & set(left(driver))
        await driver.press("space")


async def test_a_new_rate_shows_in_a_small_window() -> None:
    async with open_app(size="small", pace="10") as driver:
        before = left(driver)
        await driver.press("]")
        await driver.wait_until(lambda: left(driver) != before, "another rate")
        assert f"{driver.app.session.spec.rate:g}" in left(driver)


async def test_rows_that_were_edited_put_a_star_behind_the_data() -> None:
    async with open_app(size="small") as driver:
        assert "xor" in left(driver)
        await driver.press("2", "left", "=")
        await driver.wait_until(lambda: driver.app.session.spec.rows is not None, "an edited row")
        await driver.wait_until_idle()
        assert "xor*" in left(driver)


@pytest.mark.parametrize("size", [(60, 16), (80, 24)])
async def test_the_shape_comes_before_the_word_paused(size: tuple[int, int]) -> None:
    async with open_app(SLIPPED, size=size) as driver:
        assert "3-4-1" in left(driver)


@given(
    st.builds(
        RunSpec,
        dataset=st.sampled_from(["xor", "first-input"]),
        hidden=st.sampled_from([(), (4,), (8, 8)]),
        order=st.sampled_from(["sequential", "shuffled"]),
        slip=st.sampled_from(["none", "sign"]),
        batch=st.sampled_from([0, 1]),
        rate=st.sampled_from([0.9, 0.05]),
    ),
    st.integers(17, 120),
)
def test_a_run_is_described_in_the_room_there_is(spec: RunSpec, room: int) -> None:
    network = build_problem(spec).network
    text = described(spec, network, room)
    assert cell_len(text) <= room
    assert f"{spec.rate:g}" in text
    assert ("slip" in text) == (spec.slip != "none")
    more = described(spec, network, room + 1)
    assert len(more.split()) >= len(text.split())  # with more room no less is said

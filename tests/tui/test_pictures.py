"""Pictures of the screen, kept in the folder pictures.

After a change that is meant: ``UPDATE_PICTURES=1 pytest tests/tui/test_pictures.py``, then look at
what ``git diff tests/tui/pictures`` says.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from core import ArrayCheck, GradientCheck, RunSpec
from scratchnet_tui.chart.chart import load_plotext
from tests.helpers.app_driver import AppDriver, open_app
from tests.helpers.golden import FOLDER, assert_matches_kept, difference, picture_of

pytestmark = pytest.mark.skipif(load_plotext() is None, reason="the charts need plotext")

POINTS = """x,y,inside
0.1,0.2,1
-0.3,0.4,1
0.9,-0.8,0
-0.7,0.9,0
0.05,-0.6,1
0.8,0.75,0
"""
KOREAN = """키,몸무게,나이,심박수,혈압(수축기),체온,하루 걸음 수,수면 시간,위험도,재방문
1.62,0.58,0.31,0.72,1.18,0.365,0.82,0.70,0,1
1.75,0.81,0.45,0.80,1.35,0.371,0.35,0.55,1,0
1.58,0.49,0.22,0.66,1.05,0.368,1.12,0.80,0,0
1.81,0.95,0.63,0.88,1.52,0.374,0.21,0.45,1,1
"""

Story = Callable[[AppDriver], Awaitable[None]]


def keys(*pressed: str) -> Story:
    """Press keys, one after the other."""

    async def story(driver: AppDriver) -> None:
        for key in pressed:
            await driver.press(key)
            await driver.wait_until_idle()

    return story


def trained(*stops: int, then: str = "") -> Story:
    """Train up to an epoch, or to several, then press keys."""

    async def story(driver: AppDriver) -> None:
        for epoch in stops:
            await driver.train_to(epoch)
        await keys(*then.split())(driver)

    return story


async def to_the_end_of_help(driver: AppDriver) -> None:
    await keys("?")(driver)
    await driver.wait_until(
        lambda: driver.app.focused is not None and driver.app.focused.max_scroll_y
    )
    await driver.press("end")
    await driver.wait_until(lambda: "comes from" in driver.text, "the last line of the help")


async def pinned(driver: AppDriver) -> None:
    """Pin a run, and run the next seed over it."""
    await trained(1500, then="p n")(driver)
    await trained(1000)(driver)


async def two_pinned(driver: AppDriver) -> None:
    """Pin two runs, one with a change on the way, and open the table."""
    await trained(700, then="p n")(driver)
    await trained(400, then="]")(driver)
    await trained(500, then="p n")(driver)
    await trained(300)(driver)
    await table_open(driver)


def compared(*ways: str, epochs: int) -> Story:
    """Start a ready-made comparison by keys and train it."""

    async def story(driver: AppDriver) -> None:
        await keys("P", *ways, "enter")(driver)
        await driver.train_to(epochs)

    return story


async def compared_in_the_table(driver: AppDriver) -> None:
    await compared(epochs=2000)(driver)
    await table_open(driver)
    await keys("down", "down")(driver)


async def table_open(driver: AppDriver) -> None:
    """Open the compare table on runs that took a second for a thousand updates."""
    runs = driver.app.session.runs
    for run in runs:
        run.timed = (1000, 1.0)
    runs.resting = tuple(replace(pin, seconds=pin.epochs / 250) for pin in runs.resting)
    await driver.app.training.alone(lambda: None)
    await keys("P")(driver)


def without_rounding(check: Callable[[], GradientCheck]) -> Callable[[], GradientCheck]:
    """Give correct arrays an error that does not depend on the machine's rounding."""

    def calm(array: ArrayCheck) -> ArrayCheck:
        if not array.right:
            return array
        return replace(array, error=1e-9, worst=tuple(0 for _ in array.shape))

    def checked() -> GradientCheck:
        found = check()
        arrays = sorted(map(calm, found.arrays), key=lambda array: (-array.error, array.name))
        return replace(found, arrays=tuple(arrays))

    return checked


def proved(key: str, *then: str, epochs: int = 0) -> Story:
    """Train, open the gradient check or the source, and wait for it; a thread computes it."""

    async def story(driver: AppDriver) -> None:
        await trained(epochs)(driver)
        session = driver.app.session
        session.check = without_rounding(session.check)  # type: ignore[method-assign]
        await driver.press(key)
        await driver.wait_until(
            lambda: driver.app.screen is not driver.app.main, "the proof has opened"
        )
        await keys(*then)(driver)

    return story


@dataclass(frozen=True)
class Picture:
    """What is drawn, at which sizes, after which actions."""

    name: str
    sizes: tuple[tuple[int, int], ...]
    story: Story = field(default_factory=lambda: keys())
    lesson: str | None = None
    table: str | None = None
    changes: tuple[tuple[str, object], ...] = ()
    colour: bool = True


SMALL, WIDE, HUGE = (80, 24), (120, 36), (200, 60)

PICTURES = (
    Picture("start", (SMALL, WIDE, HUGE)),
    Picture("small-window", ((50, 10), (60, 16))),
    Picture("backprop-xor-solved", (SMALL, WIDE, HUGE), trained(1365, 2000), lesson="backprop-xor"),
    Picture("early-return", (SMALL, WIDE), trained(300), lesson="early-return"),
    Picture("lesson-open", (SMALL,), trained(100, then="5"), lesson="early-return"),
    Picture("setup-open", (SMALL,), keys("m")),
    Picture("setup-end", (SMALL, WIDE), keys("4", "up")),
    Picture("setup-typing", (SMALL,), keys("d", "enter")),
    Picture("help", (SMALL, WIDE), keys("?")),
    Picture("help-end", (SMALL,), to_the_end_of_help),
    Picture("lessons", (SMALL, WIDE), keys("l", "down", "down", "down")),
    Picture("points", (SMALL, WIDE), trained(50), table=POINTS, changes=(("hidden", (5,)),)),
    Picture(
        "korean", (SMALL, WIDE, HUGE), trained(3), table=KOREAN,
        changes=(("target", ("위험도", "재방문")), ("hidden", (3, 2)), ("bias", True)),
    ),
    Picture("predictions-zoomed", (SMALL,), trained(100, then="2 z")),
    Picture("log-axis", (SMALL, WIDE), trained(1500, then="y"), lesson="cross-entropy"),
    Picture("gradient", (SMALL,), trained(10, then="w"), changes=(("bias", True),)),
    Picture("last-step", (SMALL,), trained(10, then="w w"), changes=(("hidden", (3,)),)),
    Picture("weight-frozen", (SMALL, WIDE), trained(10, then="3 right down f s")),
    Picture(
        "heat", (SMALL, WIDE, HUGE), trained(3, then="3 right down f right" + " pagedown" * 15),
        changes=(("hidden", (64, 32)), ("bias", True)),
    ),
    Picture(
        "heat-zoomed", (SMALL,), trained(3, then="3" + " pagedown" * 15 + " end z up"),
        changes=(("hidden", (64, 32)), ("bias", True)),
    ),
    Picture("pinned", (SMALL, WIDE), pinned),
    Picture("compare-batches", (SMALL, WIDE), compared(epochs=2000)),
    Picture("compare-early-return", (SMALL,), compared("down", "down", epochs=1000)),
    Picture("compare-table", (SMALL, WIDE), compared_in_the_table),
    Picture("compare-pins", (SMALL, (60, 16)), two_pinned),
    Picture("compare-none", (SMALL,), keys("P")),
    Picture("inside-sums", (SMALL, WIDE, HUGE), keys("i", "enter")),
    Picture("inside-step", (SMALL, WIDE), trained(5, then="i" + " enter" * 10)),
    Picture("inside-new", (SMALL,), trained(5, then="i" + " enter" * 12)),
    Picture(
        "inside-batch", (SMALL, WIDE), keys("i", *["enter"] * 11),
        changes=(("hidden", (8, 8)), ("batch", 0), ("bias", True)),
    ),
    Picture("inside-tiny", ((60, 16),), keys("i", "enter")),
    Picture("inside-zoomed", (SMALL,), keys("i", "enter", "enter", "z")),
    Picture("inside-row", (SMALL,), trained(100, then="2 down down enter enter")),
    Picture("predictions-cursor", (SMALL,), trained(100, then="2 down")),
    Picture(
        "check-wrong", (SMALL, WIDE), proved("g", epochs=100),
        changes=(("slip", "updated-weights"), ("hidden", (2,))),
    ),
    Picture("check-right", (SMALL, WIDE), proved("g", epochs=100), changes=(("bias", True),)),
    Picture("source", (SMALL, WIDE), proved("c", epochs=1)),
    Picture(
        "source-slip", (SMALL, WIDE), proved("c"),
        changes=(("slip", "updated-weights"),),
    ),
    Picture("log-open", (SMALL,), trained(1, then="n ] 6")),
    Picture("map-xor", (SMALL, WIDE, HUGE), trained(1365, 3000, then="8")),
    Picture("map-xor-decision", (SMALL,), trained(1365, 3000, then="8 enter")),
    Picture("map-lesson", (HUGE,), trained(1365, 3000, then="8 right"), lesson="backprop-xor"),
    Picture("map-plain", (SMALL, WIDE), trained(1365, 3000, then="8"), colour=False),
    Picture(
        "map-test-set", (SMALL, WIDE, HUGE), trained(20, then="8"), colour=False,
        changes=(
            ("dataset", "circle"), ("samples", 60), ("split", 0.7), ("hidden", (4,)),
            ("bias", True),
        ),
    ),
    Picture(
        "map-korean", (SMALL, WIDE), trained(3, then="8 down"), table=KOREAN,
        changes=(("target", ("위험도", "재방문")), ("hidden", (3, 2)), ("bias", True)),
    ),
)  # fmt: skip

CASES = {
    f"{picture.name}-{columns}x{lines}": (picture, (columns, lines))
    for picture in PICTURES
    for columns, lines in picture.sizes
}


@pytest.mark.parametrize("name", CASES)
async def test_the_screen_looks_as_it_did(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture, size = CASES[name]
    if not picture.colour:
        monkeypatch.setenv("NO_COLOR", "1")
    changes: dict[str, Any] = dict(picture.changes)
    if picture.table is not None:
        path = tmp_path / "table.csv"
        path.write_text(picture.table, encoding="utf-8")
        changes |= {"dataset": None, "data_file": str(path)}
    spec = RunSpec(**changes) if changes else None
    async with open_app(spec, lesson=picture.lesson, size=size, pace="100") as driver:
        await picture.story(driver)
        await driver.wait_until_idle()
        assert_matches_kept(name, picture_of(driver))


def test_every_picture_that_is_kept_is_of_something() -> None:
    assert {path.stem for path in FOLDER.glob("*")} == set(CASES)


def test_a_difference_is_easy_to_see() -> None:
    kept, drawn = "abc\nsame\n", "abd\nsame\n"
    assert difference("name", kept, drawn).splitlines()[1:] == [
        "row 0", "  kept  abc", "  drawn abd", "          ^",
    ]  # fmt: skip

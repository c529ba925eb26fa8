"""All text is legible, whatever the terminal's palette and background."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from core import RunSpec
from scratchnet_tui.chart.chart import load_plotext
from tests.helpers.app_driver import AppDriver, open_app
from tests.helpers.contrast import (
    PALETTES,
    Palette,
    StyledCell,
    TextStyle,
    contrast,
    ratio,
    style_of,
    styled_cells,
)
from tests.tui.test_pictures import PICTURES, Picture, keys, trained

pytestmark = pytest.mark.skipif(load_plotext() is None, reason="the charts need plotext")

TEXT, MARK = 4.5, 3.0

MARKS = {chr(sign) for sign in (*range(0x2500, 0x25A0), *range(0x2800, 0x2900))}
"""Frames, blocks and dots of curves."""

SIGNS = set("ox+*#=.t?") | set("#≡=-·+")
"""Signs of curves and of heat maps, which are marks where they stand in a colour of their own."""


def is_mark(place: StyledCell) -> bool:
    alone = place.look.front is not None and place.look.back is None and not place.look.reverse
    return place.sign in MARKS or (alone and place.sign in SIGNS)


def is_picture(place: StyledCell) -> bool:
    """Half blocks with both colours are two points of a map, as near to each other as its ramp."""
    return place.sign in "▀▄" and place.look.front is not None and place.look.back is not None


def illegible(driver: AppDriver, terminals: dict[str, Palette]) -> set[str]:
    """Return the styles of the screen that are too faint, with a position of each."""
    found: dict[tuple[TextStyle, str, bool], str] = {}
    for place in styled_cells(driver.app.screen):
        if is_picture(place):
            continue
        for name, palette in terminals.items():
            mark = is_mark(place)
            key = (place.look, name, mark)
            if key in found:
                continue
            reached = contrast(place.look, palette)
            least = MARK if mark else TEXT
            found[key] = (
                ""
                if reached >= least
                else f"{name}: {reached:.2f} for {place.sign!r}, {place.look}\n"
                f"  {driver.rows[place.row].rstrip()}"
            )
    return {text for text in found.values() if text}


def terminals_for(term: str) -> dict[str, Palette]:
    many = "256" in term
    return {n: p for n, p in PALETTES.items() if (p.many if many else p.few)}


MORE = (
    Picture("palette", ((80, 24),), keys("ctrl+p", "r", "a")),
    Picture("map-words", ((80, 24),), trained(20, then="8 enter")),
    Picture("classes", ((120, 36),), trained(5, then="8 z"), changes=(("dataset", "iris"),)),
    Picture("numbers", ((120, 36),), trained(30, then="8 z"), changes=(("dataset", "spiral"),)),
    Picture(
        "pictures", ((120, 36),), trained(3, then="3 z v v v"),
        changes=(("dataset", "digits-8x8"), ("hidden", (8,))),
    ),
    Picture("own-input", ((80, 24),), trained(2, then="e"), changes=(("dataset", "digits-8x8"),)),
    Picture("log", ((80, 24),), trained(5, then="] [ u 6")),
    Picture("diverged", ((80, 24),), keys("S", "6"), changes=(
        ("dataset", "iris"), ("rate", 900.0), ("activation", ("relu",)), ("output", "linear"),
        ("loss", "squared-error"),
    )),
    Picture("setup-refused", ((80, 24),), keys("d", "enter", "q", "q", "enter")),
)  # fmt: skip
"""What no picture is kept of."""

ALL = {picture.name: (picture, picture.sizes[-1]) for picture in (*PICTURES, *MORE)}


@pytest.mark.parametrize("term", ["xterm-256color", "xterm"])
@pytest.mark.parametrize("name", ALL)
async def test_all_text_can_be_read_on_every_background(
    name: str, term: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture, size = ALL[name]
    monkeypatch.setenv("TERM", term)
    changes: dict[str, Any] = dict(picture.changes)
    if picture.table is not None:
        path = tmp_path / "table.csv"
        path.write_text(picture.table, encoding="utf-8")
        changes |= {"dataset": None, "data_file": str(path)}
    spec = RunSpec(**changes) if changes else None
    async with open_app(spec, lesson=picture.lesson, size=size, pace="100") as driver:
        await picture.story(driver)
        await driver.wait_until_idle()
        assert not illegible(driver, terminals_for(term))


@pytest.mark.parametrize("term", ["xterm-256color", "xterm"])
async def test_a_run_under_way_can_be_read(term: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", term)
    async with open_app(size="wide", pace="10") as driver:
        await driver.press("space")
        await driver.wait_until(lambda: "running" in driver.rows[0], "a run under way")
        assert not illegible(driver, terminals_for(term))
        await driver.press("space")


def test_contrasts_of_known_colours() -> None:
    """The examples are those of the definition, and figures that are known of palettes."""
    assert ratio((0, 0, 0), (255, 255, 255)) == pytest.approx(21.0)
    assert ratio((119, 119, 119), (255, 255, 255)) == pytest.approx(4.48, abs=0.01)
    xterm, console = PALETTES["xterm, dark"], PALETTES["Linux console"]
    assert contrast(style_of("34"), xterm) == pytest.approx(2.23, abs=0.01)
    assert contrast(style_of("33"), PALETTES["xterm, light"]) == pytest.approx(1.70, abs=0.01)
    assert contrast(style_of("2"), console) == pytest.approx(2.82, abs=0.01)
    assert contrast(style_of("7"), console) == contrast(style_of(""), console)
    assert contrast(style_of("38;5;16;48;2;255;255;255"), console) == pytest.approx(21.0)


def test_what_was_sent_is_taken_apart() -> None:
    assert style_of("1;38;5;208;48;5;25") == TextStyle(front=208, back=25, bold=True)
    assert style_of("97;104;7") == TextStyle(front=15, back=12, reverse=True)
    assert style_of("1;0;2") == TextStyle(dim=True)

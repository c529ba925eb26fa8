"""RowsPane: it redraws what has changed and no more, and never leaves a stale cell."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Self

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.app import ComposeResult
from textual.geometry import Region
from textual.pilot import Pilot
from textual.screen import Screen

from scratchnet_tui.panes.rows_pane import RowsPane
from scratchnet_tui.terminal.lifecycle import SteadyApp
from scratchnet_tui.terminal.partial_updates import PartialUpdateScreen
from scratchnet_tui.text.rows import Row
from tests.helpers.screen_reader import OutputRecorder, texts_of

WIDTH, HEIGHT = 24, 7


class Sample(RowsPane):
    """Rows that a test can set, and the regions that were marked."""

    DEFAULT_CSS = "Sample { width: 100%; height: 100%; overflow: auto; scrollbar-size: 1 1; }"

    def __init__(self, rows: list[Row], pinned: int, left: int = 0) -> None:
        super().__init__("", "sample")
        self.rows, self.pinned, self.left = rows, pinned, left
        self.marked: list[Region] = []

    def row_count(self) -> int:
        return len(self.rows)

    def row_width(self) -> int:
        return max((sum(cell_len(piece[0]) for piece in row) for row in self.rows), default=0)

    def row(self, number: int) -> Row:
        return self.rows[number]

    def pinned_cells(self, number: int) -> int:
        return self.left if number else 0

    def refresh(
        self,
        *regions: Region,
        repaint: bool = True,
        layout: bool = False,
        recompose: bool = False,
    ) -> Self:
        if hasattr(self, "marked"):
            self.marked += regions or (self.size.region,) * (not layout)
        super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)
        return self


class SampleScreen(PartialUpdateScreen, Screen[None]):
    """Redraws everything when a terminal has been resized, as the app's own screens do."""


class SampleApp(SteadyApp):
    def __init__(self, rows: list[Row], pinned: int, left: int) -> None:
        super().__init__()
        self.pane = Sample(rows, pinned, left)

    def get_default_screen(self) -> Screen[None]:
        return SampleScreen(id="_default")

    def compose(self) -> ComposeResult:
        yield self.pane


@dataclass
class Stage:
    app: SampleApp
    pilot: Pilot[None]
    line: OutputRecorder
    sent: list[int] = field(default_factory=list)

    async def show(self, rows: list[Row]) -> list[Region]:
        """Show other rows and return the regions that were marked for it."""
        self.app.pane.marked.clear()
        self.app.pane.rows = rows
        self.app.pane.update_rows()
        marked = list(self.app.pane.marked)
        await self.pilot.pause(0)
        return marked

    def check(self) -> None:
        assert self.line.first_stale_row(self.app.screen) == ""


@asynccontextmanager
async def stage(rows: list[Row], pinned: int = 0, left: int = 0) -> AsyncIterator[Stage]:
    app = SampleApp(rows, pinned, left)
    app.animation_level = "none"
    line = OutputRecorder(app)
    async with app.run_test(size=(WIDTH, HEIGHT)) as pilot:
        await pilot.pause(0)
        yield Stage(app, pilot, line)


def plain(*lines: str) -> list[Row]:
    return [((line, ""),) for line in lines]


async def test_the_same_rows_mark_nothing() -> None:
    rows = plain("alpha", "beta", "gamma")
    async with stage(rows) as seen:
        assert await seen.show(plain("alpha", "beta", "gamma")) == []


async def test_one_changed_cell_marks_one_cell() -> None:
    async with stage(plain("alpha", "beta", "gamma")) as seen:
        assert await seen.show(plain("alpha", "bexa", "gamma")) == [Region(2, 1, 1, 1)]
        seen.check()


async def test_a_changed_number_marks_its_own_cells_only() -> None:
    def row(number: str) -> list[Row]:
        return [((" h1 ", "label"), (number, "bold"), ("  more", ""))]

    async with stage(row("+0.123")) as seen:
        assert await seen.show(row("+0.173")) == [Region(8, 0, 1, 1)]
        assert await seen.show(row("+0.998")) == [Region(7, 0, 3, 1)]
        seen.check()


async def test_another_style_alone_is_a_change() -> None:
    async with stage([(("ab", ""), ("cd", "good"))]) as seen:
        assert await seen.show([(("ab", ""), ("cd", "bad"))]) == [Region(2, 0, 2, 1)]
        assert await seen.show([(("abcd", "bad"),)]) == [Region(0, 0, 2, 1)]
        seen.check()


async def test_the_same_cells_in_other_pieces_are_no_change() -> None:
    async with stage([(("ab", "good"), ("cd", "good"))]) as seen:
        marked = await seen.show([(("abcd", "good"),)])
        assert sum(region.area for region in marked) == 0


async def test_a_row_that_gets_shorter_is_wiped() -> None:
    async with stage(plain("alphabet", "beta")) as seen:
        assert await seen.show(plain("alpha", "beta")) == [Region(5, 0, 3, 1)]
        seen.check()
        assert (await seen.show(plain("alpha")))[-1].y == 1
        seen.check()
        assert texts_of(seen.app.screen)[1].strip() == ""


async def test_a_row_with_wide_signs_is_redrawn_as_a_whole() -> None:
    async with stage(plain("한글 1", "beta")) as seen:
        assert await seen.show(plain("한글 2", "beta")) == [Region(0, 0, WIDTH, 1)]
        await seen.show(plain("한a글 2", "beta"))
        seen.check()


async def test_rows_out_of_view_are_never_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    fetch = Sample.row

    def noted(self: Sample, number: int) -> Row:
        asked.append(number)
        return fetch(self, number)

    rows = plain(*(f"row {number}" for number in range(1000)))
    async with stage(rows) as seen:
        monkeypatch.setattr(Sample, "row", noted)
        seen.app.pane.update_rows()
        await seen.pilot.pause(0)
        assert max(asked) < HEIGHT
        asked.clear()
        seen.app.pane.scroll_to(y=500, animate=False)
        await seen.pilot.pause(0)
        seen.app.pane.update_rows()
        assert {number // 10 for number in asked} <= {49, 50}
        assert "row 500" in texts_of(seen.app.screen)[0]


async def test_the_heading_stays_when_the_rows_scroll() -> None:
    rows = plain("heading", *(f"row {number}" for number in range(1, 40)))
    async with stage(rows, pinned=1) as seen:
        for y in (0, 1, 5, 33):
            seen.app.pane.scroll_to(y=y, animate=False)
            await seen.pilot.pause(0)
            shown = texts_of(seen.app.screen)
            assert shown[0].startswith("heading")
            assert shown[1].startswith(f"row {y + 1} ")
            seen.check()
        assert shown[HEIGHT - 1].startswith("row 39"), "the last row can be reached"


async def test_a_hidden_pane_catches_up_when_it_is_shown() -> None:
    async with stage(plain("before")) as seen:
        seen.app.pane.display = False
        await seen.pilot.pause(0)
        await seen.show(plain("after"))
        assert "before" not in texts_of(seen.app.screen)[0]
        seen.app.pane.display = True
        await seen.pilot.pause(0)
        await seen.pilot.pause(0)
        assert texts_of(seen.app.screen)[0].startswith("after")


texts = st.text(st.sampled_from("ab01 +-가나한"), max_size=30)
pieces = st.tuples(texts, st.sampled_from(["", "bold", "label", "good"]))
rows_drawn = st.lists(st.lists(pieces, max_size=3).map(tuple), max_size=12)
deeds = st.one_of(
    st.tuples(st.just("show"), rows_drawn),
    st.tuples(st.just("change"), st.integers(0, 11), st.integers(0, 29), st.sampled_from("xy가")),
    st.tuples(st.just("scroll"), st.integers(0, 15), st.integers(0, 30)),
    st.tuples(st.just("resize"), st.integers(2, 40), st.integers(1, 12)),
)


def touch(rows: list[Row], number: int, at: int, sign: str) -> list[Row]:
    """Change a single sign, or put one behind a row."""
    if not rows:
        return plain(sign)
    row = rows[number % len(rows)]
    text = "".join(piece[0] for piece in row)
    text = text[:at] + sign + text[at + 1 :]
    return [*rows[: number % len(rows)], ((text, "bold"),), *rows[number % len(rows) + 1 :]]


@settings(max_examples=20, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(rows_drawn, st.integers(0, 1), st.integers(0, 4), st.lists(deeds, min_size=1, max_size=6))
async def test_no_cell_is_ever_stale(
    rows: list[Row], pinned: int, left: int, story: list[tuple[Any, ...]]
) -> None:
    async with stage(rows, pinned, left) as seen:
        for deed, *rest in story:
            if deed == "resize":
                await seen.pilot.resize_terminal(*rest)
            elif deed == "scroll":
                seen.app.pane.scroll_to(rest[1], rest[0], animate=False)
                await seen.pilot.pause(0)
            else:
                rows = rest[0] if deed == "show" else touch(rows, *rest)
                await seen.show(rows)
            await seen.pilot.pause(0)
            seen.check()
        pane = seen.app.pane
        shown = texts_of(seen.app.screen)
        width, height = pane.scrollable_content_region.size
        for y in range(height if not pane.scroll_offset.x else 0):
            number = y if y < pinned else y + pane.scroll_offset.y
            wanted = "".join(piece[0] for piece in rows[number]) if number < len(rows) else ""
            if cell_len(wanted) <= width:
                assert shown[y].startswith(wanted + " " * (width - cell_len(wanted)))


async def test_pinned_cells_stay_while_the_others_scroll() -> None:
    def rows(name: str, numbers: str) -> list[Row]:
        return [((name, "label"), (numbers, ""))] * 3

    numbers = "".join(f"{number:>4}" for number in range(100, 120))
    async with stage(rows("h1 ", numbers), left=3) as seen:
        seen.app.pane.scroll_to(8, 0, animate=False)
        await seen.pilot.pause(0)
        assert texts_of(seen.app.screen)[0].startswith("101 102"), "the first row has none"
        assert texts_of(seen.app.screen)[1].startswith("h1  102 103 104 105")
        assert seen.app.pane.cell_at(2, 1) == 2
        assert seen.app.pane.cell_at(3, 1) == 11
        await seen.show(rows("h1 ", numbers))
        hidden = numbers[:5] + "9" + numbers[6:]
        assert await seen.show(rows("h1 ", hidden)) == [Region(0, 0, 1, 1)], "two are under names"
        seen.check()
        both = rows("h2 ", numbers.replace("103", "193"))
        assert (await seen.show(both))[-2:] == [Region(1, 2, 2, 1), Region(9, 2, 1, 1)]
        seen.check()
        named = rows("h3 ", numbers.replace("103", "193"))
        assert (await seen.show(named))[-1] == Region(1, 2, 1, 1)
        seen.check()

"""The update pane: every phase as it is drawn, and what its keys do to the run."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path
from typing import Any

import pytest

from core import COMPARISONS, Phase, RunSpec, Trainer, explain
from scratchnet_tui.panes.predictions.pane import PredictionsPane
from scratchnet_tui.panes.update.pane import UpdatePane
from scratchnet_tui.session.phase_stepper import Inside
from scratchnet_tui.session.session import Session
from tests.helpers.app_driver import (
    SIZES,
    AppDriver,
    keys_of,
    open_app,
    same_bits,
    train_from_start,
)

TABLE = """a,b,red,green,blue
0.1,0.9,1,0,0
-0.4,0.2,0,1,0
0.7,-0.6,0,0,1
"""


def squeezed(text: str) -> str:
    return "".join(text.split())


async def read(driver: AppDriver) -> str:
    """PhasePage through the pane and return all that is shown, without the blanks."""
    pane = driver.widget("inside")

    def in_view() -> list[str]:  # without the scrollbars
        room = pane.scrollable_content_region.size
        return [row[: room.width] for row in driver.pane_rows("inside")[: room.height]]

    seen = [in_view()]
    while pane.scroll_offset.y < pane.max_scroll_y:
        before = pane.scroll_offset.y
        await driver.press("pagedown")
        await driver.wait_until(lambda before=before: pane.scroll_offset.y > before)
        await driver.process_messages()
        seen.append(in_view()[before - pane.scroll_offset.y :])
    return squeezed(" ".join(row for rows in seen for row in rows))


def title(driver: AppDriver) -> str:
    return driver.framed_rows("inside")[0].strip("┏━╭─╮┓ ")


def inside(session: Session) -> Inside:
    found = session.snapshot().inside
    assert found is not None
    return found


def phase_number(driver: AppDriver) -> int:
    found = re.search(r"phase (\d+)/", driver.framed_rows("inside")[-1])
    assert found
    return int(found[1])


async def walk_through(driver: AppDriver, phases: tuple[Phase, ...]) -> None:
    """Go from the first phase to the last, and compare what is shown with what is so."""
    for number, phase in enumerate(phases, start=1):
        await driver.wait_until(
            lambda number=number: phase_number(driver) == number, f"phase {number}"
        )
        await driver.wait_until_idle()
        rows = driver.pane_rows("inside")
        assert f"[{phase.name}]" in rows[0]
        assert rows[1].startswith(phase.formula[:50])
        shown = await read(driver)
        assert squeezed(phase.title) in shown
        assert squeezed(phase.note) in shown
        for equation in phase.equations():
            assert squeezed(equation.elided().text()) in shown, phase.name
        for matrix in phase.picture:
            assert squeezed(matrix if isinstance(matrix, str) else matrix.name) in shown
        if number < len(phases):
            await driver.press("enter")


def specs(tmp_path: Path) -> dict[str, RunSpec]:
    path = tmp_path / "colours.csv"
    path.write_text(TABLE, encoding="utf-8")
    return {
        "xor": RunSpec(),
        "deep batch": RunSpec(hidden=(8, 8), batch=0, bias=True),
        "softmax": RunSpec(
            dataset=None, data_file=str(path), target=("red", "green", "blue"), hidden=(3,),
            output="softmax", loss="cross-entropy", bias=True, activation=("tanh",),
        ),
        "neuron": RunSpec(dataset="first-input", hidden=()),
    }  # fmt: skip


@pytest.mark.parametrize("name", ["xor", "deep batch", "softmax", "neuron"])
@pytest.mark.parametrize("size", ["small", "wide"])
async def test_every_phase_shows_what_explain_says(name: str, size: str, tmp_path: Path) -> None:
    spec = specs(tmp_path)[name]
    async with open_app(spec, size=size) as driver:
        await driver.train(2)
        trainer = train_from_start(spec, 2)
        await driver.press("i")
        await walk_through(driver, explain(trainer.problem, trainer.preview()))
        assert same_bits(driver.app.session.snapshot().params, trainer.state.params)


async def test_enter_on_the_last_phase_takes_the_update() -> None:
    async with open_app() as driver:
        trainer = Trainer(RunSpec())
        await driver.press("i")
        for step in range(1, 6):
            count = len(explain(trainer.problem, trainer.preview()))
            update = f"update {step}, epoch {(step + 3) // 4}, row {(step - 1) % 4 + 1}"
            await driver.wait_until(lambda update=update: update in title(driver), update)
            assert phase_number(driver) == 1
            driver.send_keys(*["enter"] * count)
            trainer.step_sample()
            await driver.wait_until(lambda step=step: f"Update {step} is taken" in driver.notice)
            assert same_bits(driver.app.session.snapshot().params, trainer.state.params)
        assert (driver.status.epoch, driver.status.inside) == (1, 1)


async def test_backspace_goes_back_over_the_boundary_of_updates_and_epochs() -> None:
    async with open_app() as driver:
        await driver.train(1)
        trainer = train_from_start(RunSpec(), 1)
        await driver.press("i")
        await driver.wait_until(lambda: "update 5, epoch 2, row 1" in title(driver))
        for step in (4, 3, 2, 1):
            await driver.press("backspace")
            await driver.wait_until(lambda step=step: f"update {step}, epoch 1" in title(driver))
            trainer.undo()
            assert same_bits(driver.app.session.snapshot().params, trainer.state.params)
            last = len(explain(trainer.problem, trainer.preview()))
            assert phase_number(driver) == last
            driver.send_keys(*["backspace"] * (last - 1))
            await driver.wait_until(lambda: phase_number(driver) == 1)
        await driver.press("backspace")
        await driver.wait_until(lambda: "beginning" in driver.notice)
        assert phase_number(driver) == 1
        assert (driver.status.epoch, driver.status.inside) == (0, 0)


async def test_back_and_forth_again_repeats_the_same_numbers() -> None:
    async with open_app() as driver:
        await driver.train(3)
        before = driver.app.session.snapshot().params
        await driver.press("i", "backspace")
        await driver.wait_until(lambda: "update 12" in title(driver))
        await driver.press("enter")
        await driver.wait_until(lambda: "update 13" in title(driver))
        assert same_bits(driver.app.session.snapshot().params, before)


@pytest.mark.parametrize("size", [*SIZES, (60, 16)])
async def test_escape_gives_the_layout_back(size: str | tuple[int, int]) -> None:
    async with open_app(size=size) as driver:
        for pane in "123":
            await driver.press(pane)
            await driver.wait_until_idle()
            before = [row for row in driver.rows[:-2] if " 6 Log " not in row]
            await driver.press("i")
            await driver.wait_until(lambda: driver.focused.startswith("7 Inside"))
            assert driver.framed_rows("inside")
            assert driver.framed_rows("weights")
            await driver.press("enter", "escape")
            await driver.wait_until(lambda: not driver.framed_rows("inside"))
            await driver.wait_until_idle()
            rows = [row for row in driver.rows[:-2] if " 6 Log " not in row]
            if size != "huge":  # where the log is in view, it has grown
                assert rows == before
            assert driver.focused.startswith(pane)


@pytest.mark.parametrize("size", ["small", "wide", "huge", (60, 16)])
async def test_nothing_is_clipped(size: str | tuple[int, int]) -> None:
    async with open_app(size=size) as driver:
        await driver.press("i")
        for _ in range(14):
            await driver.wait_until_idle()
            for name in ("inside", "weights"):
                frame = driver.framed_rows(name)
                assert len(frame) >= 5
                assert frame[0][0] in "┏╭"
                assert frame[-1][-1] in "┛╯"
            assert "Esc leave" in driver.framed_rows("inside")[-1]
            assert all("…" not in row for row in driver.framed_rows("inside"))
            await driver.press("enter")


async def test_all_keys_open_it_and_the_run_pauses() -> None:
    for key in (*keys_of("inside"), *keys_of("pane(7)")):
        async with open_app(start=True, pace="10") as driver:
            await driver.wait_until(lambda: driver.status.epoch > 0)
            await driver.press(key)
            await driver.wait_until(
                lambda: driver.framed_rows("inside") and "7 Inside: update" in title(driver)
            )
            await driver.wait_until(lambda: driver.status.state == "paused")
            assert "Enter next" in driver.footer


async def test_i_in_an_open_view_goes_back_to_it() -> None:
    async with open_app() as driver:
        await driver.press("i", "enter", "enter", "3")
        assert driver.focused.startswith("3")
        await driver.press("i")
        await driver.wait_until(lambda: driver.focused.startswith("7"))
        assert phase_number(driver) == 3


async def test_a_pane_that_is_covered_opens_over_it_and_escape_leads_back() -> None:
    async with open_app() as driver:
        await driver.press("i", "enter")
        for number in "12456":
            await driver.press(number)
            await driver.wait_until(lambda number=number: driver.focused.startswith(number))
            if number == "4":
                assert "left right value" in driver.footer
            await driver.press("escape")
            await driver.wait_until(lambda: driver.focused.startswith("7"), "back inside")
            assert phase_number(driver) == 2
        await driver.press("z")
        await driver.wait_until(lambda: not driver.framed_rows("weights"))
        await driver.press("escape")
        await driver.wait_until(lambda: driver.framed_rows("weights"))
        assert driver.framed_rows("inside")


async def test_enter_on_a_row_only_looks() -> None:
    async with open_app() as driver:
        await driver.train(4)
        trainer = train_from_start(RunSpec(), 4)
        before = driver.rows[0]
        await driver.press("2", "down", "down", "enter")
        await driver.wait_until(lambda: "row 3 alone" in title(driver))
        phases = explain(trainer.problem, trainer.peek(2))
        await walk_through(driver, phases)
        await driver.press("enter")
        await driver.wait_until(
            lambda: driver.notice.startswith("Only a look: row 3 was not trained.")
        )
        assert phase_number(driver) == len(phases)
        assert driver.rows[0] == before
        assert same_bits(driver.app.session.snapshot().params, trainer.state.params)
        driver.send_keys(*["backspace"] * len(phases))
        await driver.wait_until(lambda: driver.notice == "This is the first phase.")
        assert driver.rows[0] == before
        await driver.press("i")
        await driver.wait_until(lambda: "update 17" in title(driver))


async def test_a_row_that_shows_more_is_offered_where_the_inputs_are_nearly_all_0() -> None:
    async with open_app() as driver:
        for _ in range(2):
            await driver.press("i")
            await driver.wait_until(lambda: "update 1, epoch 1, row 1" in title(driver))
            assert "row 4" in driver.notice
            await driver.press("i")
            await driver.wait_until(lambda: "row 4 alone" in title(driver))
            assert "x[x2] = 1" in driver.pane_text("inside")
        await driver.press("i")
        count = len(inside(driver.app.session).phases)
        await driver.wait_until(lambda: "update 1" in title(driver))
        driver.send_keys(*["enter"] * count)
        await driver.wait_until(lambda: "update 2, epoch 1, row 2" in title(driver))
        await driver.press("escape", "i")
        await driver.wait_until(lambda: "update 2, epoch 1, row 2" in title(driver))
        assert "row 4" not in driver.notice
        await driver.press("i")
        await driver.wait_until_idle()
        assert "update 2, epoch 1, row 2" in title(driver), "row 2 shows enough"


@pytest.mark.parametrize("spec", [RunSpec(batch=0), RunSpec(dataset="iris")])
async def test_no_other_row_is_offered_where_the_update_shows_enough(spec: RunSpec) -> None:
    async with open_app(spec) as driver:
        await driver.press("i", "i")
        await driver.wait_until(lambda: "update 1" in title(driver))
        assert "instead" not in driver.notice


async def test_the_cursor_of_the_predictions_is_seen_while_they_have_the_focus() -> None:
    def marked(driver: AppDriver) -> list[int]:
        pane = driver.widget("predictions")
        strips = [pane.render_line(y) for y in range(pane.size.height)]
        return [
            y for y, strip in enumerate(strips)
            if any(part.style and part.style.reverse for part in strip)
        ]  # fmt: skip

    async with open_app() as driver:
        assert marked(driver) == []
        await driver.press("2")
        assert marked(driver) == [1]
        for key, row in (("down", 2), ("end", 4), ("down", 4), ("up", 3), ("home", 1), ("up", 1)):
            await driver.press(key)
            assert marked(driver) == [row], key
        for key, row in (("pagedown", 4), ("pageup", 1)):
            await driver.press(key)
            assert marked(driver) == [row], key
        await driver.press("3")
        assert marked(driver) == []


async def test_the_cursor_goes_through_a_long_table_and_the_heading_stays(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_text("x,y\n" + "".join(f"{i},{i % 2}\n" for i in range(60)), encoding="utf-8")
    spec = RunSpec(dataset=None, data_file=str(path), hidden=(2,), rate=0.001)
    async with open_app(spec) as driver:
        await driver.press("2", "v", "v")  # from the worst first to the order of the file
        page = driver.app.main.query_one(PredictionsPane).page_height
        for key, shown in (("end", 59), ("pageup", 59 - page), ("home", 0), ("pagedown", page)):
            await driver.press(key)
            await driver.wait_until_idle()
            rows = driver.pane_rows("predictions")
            assert "x" in rows[0]
            assert any(row.split()[1:3] == [str(shown + 1), str(shown)] for row in rows[1:]), key
        await driver.press("enter")
        await driver.wait_until(
            lambda: driver.framed_rows("inside") and f"row {page + 1} alone" in title(driver)
        )


async def test_a_second_click_on_a_row_opens_it() -> None:
    async with open_app() as driver:
        for _ in range(2):
            assert not driver.framed_rows("inside")
            await driver.pilot.click("#predictions", offset=(6, 3))
            await driver.wait_until_idle()
        await driver.wait_until(
            lambda: driver.framed_rows("inside") and "row 2 alone" in title(driver)
        )


async def test_it_follows_a_run_at_the_same_phase() -> None:
    async with open_app(pace="10") as driver:
        await driver.press("i", "enter", "enter")
        await driver.press("s")
        await driver.wait_until(lambda: "update 5, epoch 2, row 1" in title(driver))
        assert phase_number(driver) == 3
        await driver.press("space")
        await driver.wait_until(lambda: "epoch 5," in title(driver) or "epoch 6," in title(driver))
        assert phase_number(driver) == 3
        await driver.press("enter")
        await driver.wait_until(lambda: driver.status.state == "paused")
        await driver.wait_until_idle()
        assert phase_number(driver) == 4
        assert f"epoch {driver.status.epoch + 1}," in title(driver)


async def test_a_new_run_is_shown_from_its_first_phase() -> None:
    async with open_app() as driver:
        await driver.train(2)
        await driver.press("i", "enter", "n")
        await driver.wait_until(lambda: "update 1, epoch 1" in title(driver))
        assert phase_number(driver) == 1
        session = driver.app.session
        trainer = train_from_start(session.spec, 0)
        await walk_through(driver, explain(trainer.problem, trainer.preview()))


async def test_a_row_that_is_no_more_gives_way_to_the_next_update(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_text("x,y\n" + "".join(f"{i / 9},{i % 2}\n" for i in range(9)), encoding="utf-8")
    spec = RunSpec(dataset=None, data_file=str(path), hidden=(2,))
    async with open_app(spec) as driver:
        await driver.press("2", "end", "enter")
        await driver.wait_until(lambda: "row 9 alone" in title(driver))
        session = driver.app.session
        await driver.app.training.alone(lambda: session.change(RunSpec()))
        await driver.wait_until(lambda: "update 1, epoch 1, row 1" in title(driver))


async def test_an_update_that_would_diverge_is_not_taken() -> None:
    spec = dataclasses.replace(
        RunSpec(), activation=("linear",), output="linear", rate=1e300, hidden=(2,)
    )
    async with open_app(spec) as driver:
        await driver.press("i")
        for _ in range(60):
            if "finite" in driver.notice:
                break
            await driver.press("enter")
            await driver.wait_until_idle()
        assert "no longer finite" in driver.notice
        assert driver.status.state == "diverged"
        weights = driver.app.session.snapshot().params
        await driver.press("enter")
        await driver.wait_until_idle()
        assert same_bits(driver.app.session.snapshot().params, weights)
        await driver.press("backspace")
        await driver.wait_until_idle()
        assert driver.framed_rows("inside")


async def test_a_wide_layer_scrolls_sideways_and_its_heading_stays() -> None:
    async with open_app(RunSpec(hidden=(40, 30))) as driver:
        await driver.press("i", *["enter"] * 3)
        await driver.wait_until(lambda: phase_number(driver) == 4)
        await driver.wait_until_idle()
        pane = driver.widget("inside")
        assert isinstance(pane, UpdatePane)
        assert pane.max_scroll_x == 0, "the middle is left out"
        assert "v show all" in driver.framed_rows("inside")[-1]
        await driver.press("v")
        await driver.wait_until(lambda: pane.max_scroll_x > 100)
        assert "v shorten" in driver.framed_rows("inside")[-1]
        heading = [row.rstrip() for row in driver.pane_rows("inside")[:2]]
        seen = " ".join(driver.pane_rows("inside"))
        assert "h1.40" not in seen
        while pane.scroll_offset.x < pane.max_scroll_x:
            driver.send_keys(*["right"] * 40)
            await driver.wait_until_idle()
            assert [row.rstrip() for row in driver.pane_rows("inside")[:2]] == heading
        assert "h1.40" in " ".join(driver.pane_rows("inside"))
        await driver.press("enter")
        await driver.wait_until(lambda: phase_number(driver) == 5)
        assert pane.scroll_offset == (0, 0)


async def test_another_phase_begins_at_its_top() -> None:
    async with open_app(RunSpec(hidden=(40,))) as driver:
        await driver.press("i", "enter")
        pane = driver.widget("inside")
        for key in ("enter", "enter", "backspace", "backspace"):
            await driver.press("pagedown")
            await driver.wait_until(lambda: pane.scroll_offset.y > 0 or pane.max_scroll_y == 0)
            await driver.press(key)
            await driver.wait_until_idle()
            assert pane.scroll_offset == (0, 0)


async def test_an_unchanged_run_is_not_explained_again(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[int] = []

    def counted(*given: Any) -> tuple[Phase, ...]:
        calls.append(1)
        return explain(*given)

    monkeypatch.setattr("core.explain", counted)
    async with open_app() as driver:
        await driver.press("i", "enter", "enter", "w", "backspace")
        await driver.wait_until_idle()
        assert len(calls) == 1


async def test_it_is_drawn_anew_at_every_size() -> None:
    async with open_app() as driver:
        await driver.press("i", "enter")
        for size in ((120, 36), (60, 16), (200, 60), (50, 10), (80, 24)):
            await driver.resize(*size)
            await driver.wait_until_idle()
            assert not driver.output.first_stale_row(driver.app.screen)
        alone = driver.rows
    async with open_app() as driver:
        await driver.press("i", "enter")
        await driver.wait_until_idle()
        assert driver.rows == alone


async def test_the_weights_a_phase_touches_are_marked() -> None:
    async with open_app() as driver:
        phases = explain(Trainer(RunSpec()).problem, Trainer(RunSpec()).preview())
        await driver.press("i")
        for number, phase in enumerate(phases, start=1):
            await driver.wait_until(lambda number=number: phase_number(driver) == number)
            await driver.wait_until_idle()
            heads = driver.pane_rows("weights")[0]
            for name in ("W1", "W2"):
                assert (f"> {name}" in heads) == (name in phase.params), phase.name
            await driver.press("enter")
        await driver.press("escape")
        await driver.wait_until_idle()
        assert ">" not in "".join(driver.pane_rows("weights"))


async def test_the_run_that_is_shown_instead_begins_at_its_first_phase() -> None:
    async with open_app() as driver:
        session = driver.app.session
        await driver.app.training.alone(lambda: session.compare(COMPARISONS["batch-sizes"]))
        await driver.press("i", "enter", "enter")
        await driver.wait_until(lambda: phase_number(driver) == 3)
        name = session.snapshot().pins[0].name
        await driver.app.training.alone(lambda: session.show(name))
        await driver.wait_until(lambda: phase_number(driver) == 1)
        count = len(inside(session).trace.samples)
        await driver.wait_until(lambda: title(driver).endswith(f"{count} rows") and count > 1)

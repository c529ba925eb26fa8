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
from tests.helpers.app_driver import SIZES, Seat, fresh, keys_of, opened, same_bits

TABLE = """a,b,red,green,blue
0.1,0.9,1,0,0
-0.4,0.2,0,1,0
0.7,-0.6,0,0,1
"""


def squeezed(text: str) -> str:
    return "".join(text.split())


async def read(seat: Seat) -> str:
    """PhasePage through the pane and return all that is shown, without the blanks."""
    pane = seat.widget("inside")

    def in_view() -> list[str]:  # without the scrollbars
        room = pane.scrollable_content_region.size
        return [row[: room.width] for row in seat.inside("inside")[: room.height]]

    seen = [in_view()]
    while pane.scroll_offset.y < pane.max_scroll_y:
        before = pane.scroll_offset.y
        await seat.press("pagedown")
        await seat.until(lambda before=before: pane.scroll_offset.y > before)
        await seat.breathe()
        seen.append(in_view()[before - pane.scroll_offset.y :])
    return squeezed(" ".join(row for rows in seen for row in rows))


def title(seat: Seat) -> str:
    return seat.frame("inside")[0].strip("┏━╭─╮┓ ")


def inside(session: Session) -> Inside:
    found = session.snapshot().inside
    assert found is not None
    return found


def phase_number(seat: Seat) -> int:
    found = re.search(r"phase (\d+)/", seat.frame("inside")[-1])
    assert found
    return int(found[1])


async def walk_through(seat: Seat, phases: tuple[Phase, ...]) -> None:
    """Go from the first phase to the last, and compare what is shown with what is so."""
    for number, phase in enumerate(phases, start=1):
        await seat.until(lambda number=number: phase_number(seat) == number, f"phase {number}")
        await seat.settle()
        rows = seat.inside("inside")
        assert f"[{phase.name}]" in rows[0]
        assert rows[1].startswith(phase.formula[:50])
        shown = await read(seat)
        assert squeezed(phase.title) in shown
        assert squeezed(phase.note) in shown
        for equation in phase.equations():
            assert squeezed(equation.elided().text()) in shown, phase.name
        for matrix in phase.picture:
            assert squeezed(matrix if isinstance(matrix, str) else matrix.name) in shown
        if number < len(phases):
            await seat.press("enter")


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
    async with opened(spec, size=size) as seat:
        await seat.train(2)
        trainer = fresh(spec, 2)
        await seat.press("i")
        await walk_through(seat, explain(trainer.problem, trainer.preview()))
        assert same_bits(seat.app.session.snapshot().params, trainer.state.params)


async def test_enter_on_the_last_phase_takes_the_update() -> None:
    async with opened() as seat:
        trainer = Trainer(RunSpec())
        await seat.press("i")
        for step in range(1, 6):
            count = len(explain(trainer.problem, trainer.preview()))
            update = f"update {step}, epoch {(step + 3) // 4}, row {(step - 1) % 4 + 1}"
            await seat.until(lambda update=update: update in title(seat), update)
            assert phase_number(seat) == 1
            seat.strike(*["enter"] * count)
            trainer.step_sample()
            await seat.until(lambda step=step: f"Update {step} is taken" in seat.notice)
            assert same_bits(seat.app.session.snapshot().params, trainer.state.params)
        assert (seat.standing.epoch, seat.standing.inside) == (1, 1)


async def test_backspace_goes_back_over_the_boundary_of_updates_and_epochs() -> None:
    async with opened() as seat:
        await seat.train(1)
        trainer = fresh(RunSpec(), 1)
        await seat.press("i")
        await seat.until(lambda: "update 5, epoch 2, row 1" in title(seat))
        for step in (4, 3, 2, 1):
            await seat.press("backspace")
            await seat.until(lambda step=step: f"update {step}, epoch 1" in title(seat))
            trainer.undo()
            assert same_bits(seat.app.session.snapshot().params, trainer.state.params)
            last = len(explain(trainer.problem, trainer.preview()))
            assert phase_number(seat) == last
            seat.strike(*["backspace"] * (last - 1))
            await seat.until(lambda: phase_number(seat) == 1)
        await seat.press("backspace")
        await seat.until(lambda: "beginning" in seat.notice)
        assert phase_number(seat) == 1
        assert (seat.standing.epoch, seat.standing.inside) == (0, 0)


async def test_back_and_forth_again_repeats_the_same_numbers() -> None:
    async with opened() as seat:
        await seat.train(3)
        before = seat.app.session.snapshot().params
        await seat.press("i", "backspace")
        await seat.until(lambda: "update 12" in title(seat))
        await seat.press("enter")
        await seat.until(lambda: "update 13" in title(seat))
        assert same_bits(seat.app.session.snapshot().params, before)


@pytest.mark.parametrize("size", [*SIZES, (60, 16)])
async def test_escape_gives_the_layout_back(size: str | tuple[int, int]) -> None:
    async with opened(size=size) as seat:
        for pane in "123":
            await seat.press(pane)
            await seat.settle()
            before = [row for row in seat.rows[:-2] if " 6 Log " not in row]
            await seat.press("i")
            await seat.until(lambda: seat.focused.startswith("7 Inside"))
            assert seat.frame("inside")
            assert seat.frame("weights")
            await seat.press("enter", "escape")
            await seat.until(lambda: not seat.frame("inside"))
            await seat.settle()
            rows = [row for row in seat.rows[:-2] if " 6 Log " not in row]
            if size != "huge":  # where the log is in view, it has grown
                assert rows == before
            assert seat.focused.startswith(pane)


@pytest.mark.parametrize("size", ["small", "wide", "huge", (60, 16)])
async def test_nothing_is_clipped(size: str | tuple[int, int]) -> None:
    async with opened(size=size) as seat:
        await seat.press("i")
        for _ in range(14):
            await seat.settle()
            for name in ("inside", "weights"):
                frame = seat.frame(name)
                assert len(frame) >= 5
                assert frame[0][0] in "┏╭"
                assert frame[-1][-1] in "┛╯"
            assert "Esc leave" in seat.frame("inside")[-1]
            assert all("…" not in row for row in seat.frame("inside"))
            await seat.press("enter")


async def test_all_keys_open_it_and_the_run_pauses() -> None:
    for key in (*keys_of("inside"), *keys_of("pane(7)")):
        async with opened(start=True, pace="10") as seat:
            await seat.until(lambda: seat.standing.epoch > 0)
            await seat.press(key)
            await seat.until(lambda: seat.frame("inside") and "7 Inside: update" in title(seat))
            await seat.until(lambda: seat.standing.state == "paused")
            assert "Enter next" in seat.keys


async def test_i_in_an_open_view_goes_back_to_it() -> None:
    async with opened() as seat:
        await seat.press("i", "enter", "enter", "3")
        assert seat.focused.startswith("3")
        await seat.press("i")
        await seat.until(lambda: seat.focused.startswith("7"))
        assert phase_number(seat) == 3


async def test_a_pane_that_is_covered_opens_over_it_and_escape_leads_back() -> None:
    async with opened() as seat:
        await seat.press("i", "enter")
        for number in "12456":
            await seat.press(number)
            await seat.until(lambda number=number: seat.focused.startswith(number))
            if number == "4":
                assert "left right value" in seat.keys
            await seat.press("escape")
            await seat.until(lambda: seat.focused.startswith("7"), "back inside")
            assert phase_number(seat) == 2
        await seat.press("z")
        await seat.until(lambda: not seat.frame("weights"))
        await seat.press("escape")
        await seat.until(lambda: seat.frame("weights"))
        assert seat.frame("inside")


async def test_enter_on_a_row_only_looks() -> None:
    async with opened() as seat:
        await seat.train(4)
        trainer = fresh(RunSpec(), 4)
        before = seat.rows[0]
        await seat.press("2", "down", "down", "enter")
        await seat.until(lambda: "row 3 alone" in title(seat))
        phases = explain(trainer.problem, trainer.peek(2))
        await walk_through(seat, phases)
        await seat.press("enter")
        await seat.until(lambda: seat.notice.startswith("Only a look: row 3 was not trained."))
        assert phase_number(seat) == len(phases)
        assert seat.rows[0] == before
        assert same_bits(seat.app.session.snapshot().params, trainer.state.params)
        seat.strike(*["backspace"] * len(phases))
        await seat.until(lambda: seat.notice == "This is the first phase.")
        assert seat.rows[0] == before
        await seat.press("i")
        await seat.until(lambda: "update 17" in title(seat))


async def test_a_row_that_shows_more_is_offered_where_the_inputs_are_nearly_all_0() -> None:
    async with opened() as seat:
        for _ in range(2):
            await seat.press("i")
            await seat.until(lambda: "update 1, epoch 1, row 1" in title(seat))
            assert "row 4" in seat.notice
            await seat.press("i")
            await seat.until(lambda: "row 4 alone" in title(seat))
            assert "x[x2] = 1" in seat.words("inside")
        await seat.press("i")
        count = len(inside(seat.app.session).phases)
        await seat.until(lambda: "update 1" in title(seat))
        seat.strike(*["enter"] * count)
        await seat.until(lambda: "update 2, epoch 1, row 2" in title(seat))
        await seat.press("escape", "i")
        await seat.until(lambda: "update 2, epoch 1, row 2" in title(seat))
        assert "row 4" not in seat.notice
        await seat.press("i")
        await seat.settle()
        assert "update 2, epoch 1, row 2" in title(seat), "row 2 shows enough"


@pytest.mark.parametrize("spec", [RunSpec(batch=0), RunSpec(dataset="iris")])
async def test_no_other_row_is_offered_where_the_update_shows_enough(spec: RunSpec) -> None:
    async with opened(spec) as seat:
        await seat.press("i", "i")
        await seat.until(lambda: "update 1" in title(seat))
        assert "instead" not in seat.notice


async def test_the_cursor_of_the_predictions_is_seen_while_they_have_the_focus() -> None:
    def marked(seat: Seat) -> list[int]:
        pane = seat.widget("predictions")
        strips = [pane.render_line(y) for y in range(pane.size.height)]
        return [
            y for y, strip in enumerate(strips)
            if any(part.style and part.style.reverse for part in strip)
        ]  # fmt: skip

    async with opened() as seat:
        assert marked(seat) == []
        await seat.press("2")
        assert marked(seat) == [1]
        for key, row in (("down", 2), ("end", 4), ("down", 4), ("up", 3), ("home", 1), ("up", 1)):
            await seat.press(key)
            assert marked(seat) == [row], key
        for key, row in (("pagedown", 4), ("pageup", 1)):
            await seat.press(key)
            assert marked(seat) == [row], key
        await seat.press("3")
        assert marked(seat) == []


async def test_the_cursor_goes_through_a_long_table_and_the_heading_stays(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_text("x,y\n" + "".join(f"{i},{i % 2}\n" for i in range(60)), encoding="utf-8")
    spec = RunSpec(dataset=None, data_file=str(path), hidden=(2,), rate=0.001)
    async with opened(spec) as seat:
        await seat.press("2", "v", "v")  # from the worst first to the order of the file
        page = seat.app.main.query_one(PredictionsPane).page_height
        for key, shown in (("end", 59), ("pageup", 59 - page), ("home", 0), ("pagedown", page)):
            await seat.press(key)
            await seat.settle()
            rows = seat.inside("predictions")
            assert "x" in rows[0]
            assert any(row.split()[1:3] == [str(shown + 1), str(shown)] for row in rows[1:]), key
        await seat.press("enter")
        await seat.until(lambda: seat.frame("inside") and f"row {page + 1} alone" in title(seat))


async def test_a_second_click_on_a_row_opens_it() -> None:
    async with opened() as seat:
        for _ in range(2):
            assert not seat.frame("inside")
            await seat.pilot.click("#predictions", offset=(6, 3))
            await seat.settle()
        await seat.until(lambda: seat.frame("inside") and "row 2 alone" in title(seat))


async def test_it_follows_a_run_at_the_same_phase() -> None:
    async with opened(pace="10") as seat:
        await seat.press("i", "enter", "enter")
        await seat.press("s")
        await seat.until(lambda: "update 5, epoch 2, row 1" in title(seat))
        assert phase_number(seat) == 3
        await seat.press("space")
        await seat.until(lambda: "epoch 5," in title(seat) or "epoch 6," in title(seat))
        assert phase_number(seat) == 3
        await seat.press("enter")
        await seat.until(lambda: seat.standing.state == "paused")
        await seat.settle()
        assert phase_number(seat) == 4
        assert f"epoch {seat.standing.epoch + 1}," in title(seat)


async def test_a_new_run_is_shown_from_its_first_phase() -> None:
    async with opened() as seat:
        await seat.train(2)
        await seat.press("i", "enter", "n")
        await seat.until(lambda: "update 1, epoch 1" in title(seat))
        assert phase_number(seat) == 1
        session = seat.app.session
        trainer = fresh(session.spec, 0)
        await walk_through(seat, explain(trainer.problem, trainer.preview()))


async def test_a_row_that_is_no_more_gives_way_to_the_next_update(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_text("x,y\n" + "".join(f"{i / 9},{i % 2}\n" for i in range(9)), encoding="utf-8")
    spec = RunSpec(dataset=None, data_file=str(path), hidden=(2,))
    async with opened(spec) as seat:
        await seat.press("2", "end", "enter")
        await seat.until(lambda: "row 9 alone" in title(seat))
        session = seat.app.session
        await seat.app.training.alone(lambda: session.change(RunSpec()))
        await seat.until(lambda: "update 1, epoch 1, row 1" in title(seat))


async def test_an_update_that_would_diverge_is_not_taken() -> None:
    spec = dataclasses.replace(
        RunSpec(), activation=("linear",), output="linear", rate=1e300, hidden=(2,)
    )
    async with opened(spec) as seat:
        await seat.press("i")
        for _ in range(60):
            if "finite" in seat.notice:
                break
            await seat.press("enter")
            await seat.settle()
        assert "no longer finite" in seat.notice
        assert seat.standing.state == "diverged"
        weights = seat.app.session.snapshot().params
        await seat.press("enter")
        await seat.settle()
        assert same_bits(seat.app.session.snapshot().params, weights)
        await seat.press("backspace")
        await seat.settle()
        assert seat.frame("inside")


async def test_a_wide_layer_scrolls_sideways_and_its_heading_stays() -> None:
    async with opened(RunSpec(hidden=(40, 30))) as seat:
        await seat.press("i", *["enter"] * 3)
        await seat.until(lambda: phase_number(seat) == 4)
        await seat.settle()
        pane = seat.widget("inside")
        assert isinstance(pane, UpdatePane)
        assert pane.max_scroll_x == 0, "the middle is left out"
        assert "v show all" in seat.frame("inside")[-1]
        await seat.press("v")
        await seat.until(lambda: pane.max_scroll_x > 100)
        assert "v shorten" in seat.frame("inside")[-1]
        heading = [row.rstrip() for row in seat.inside("inside")[:2]]
        seen = " ".join(seat.inside("inside"))
        assert "h1.40" not in seen
        while pane.scroll_offset.x < pane.max_scroll_x:
            seat.strike(*["right"] * 40)
            await seat.settle()
            assert [row.rstrip() for row in seat.inside("inside")[:2]] == heading
        assert "h1.40" in " ".join(seat.inside("inside"))
        await seat.press("enter")
        await seat.until(lambda: phase_number(seat) == 5)
        assert pane.scroll_offset == (0, 0)


async def test_another_phase_begins_at_its_top() -> None:
    async with opened(RunSpec(hidden=(40,))) as seat:
        await seat.press("i", "enter")
        pane = seat.widget("inside")
        for key in ("enter", "enter", "backspace", "backspace"):
            await seat.press("pagedown")
            await seat.until(lambda: pane.scroll_offset.y > 0 or pane.max_scroll_y == 0)
            await seat.press(key)
            await seat.settle()
            assert pane.scroll_offset == (0, 0)


async def test_an_unchanged_run_is_not_explained_again(monkeypatch: pytest.MonkeyPatch) -> None:
    from scratchnet_tui.session import phase_stepper

    calls: list[int] = []

    def counted(*given: Any) -> tuple[Phase, ...]:
        calls.append(1)
        return explain(*given)

    monkeypatch.setattr(phase_stepper, "explain", counted)
    async with opened() as seat:
        await seat.press("i", "enter", "enter", "w", "backspace")
        await seat.settle()
        assert len(calls) == 1


async def test_it_is_drawn_anew_at_every_size() -> None:
    async with opened() as seat:
        await seat.press("i", "enter")
        for size in ((120, 36), (60, 16), (200, 60), (50, 10), (80, 24)):
            await seat.resize(*size)
            await seat.settle()
            assert not seat.line.stale(seat.app.screen)
        alone = seat.rows
    async with opened() as seat:
        await seat.press("i", "enter")
        await seat.settle()
        assert seat.rows == alone


async def test_the_weights_a_phase_touches_are_marked() -> None:
    async with opened() as seat:
        phases = explain(Trainer(RunSpec()).problem, Trainer(RunSpec()).preview())
        await seat.press("i")
        for number, phase in enumerate(phases, start=1):
            await seat.until(lambda number=number: phase_number(seat) == number)
            await seat.settle()
            heads = seat.inside("weights")[0]
            for name in ("W1", "W2"):
                assert (f"> {name}" in heads) == (name in phase.params), phase.name
            await seat.press("enter")
        await seat.press("escape")
        await seat.settle()
        assert ">" not in "".join(seat.inside("weights"))


async def test_the_run_that_is_shown_instead_begins_at_its_first_phase() -> None:
    async with opened() as seat:
        session = seat.app.session
        await seat.app.training.alone(lambda: session.compare(COMPARISONS["batch-sizes"]))
        await seat.press("i", "enter", "enter")
        await seat.until(lambda: phase_number(seat) == 3)
        name = session.snapshot().pins[0].name
        await seat.app.training.alone(lambda: session.show(name))
        await seat.until(lambda: phase_number(seat) == 1)
        count = len(inside(session).trace.samples)
        await seat.until(lambda: title(seat).endswith(f"{count} rows") and count > 1)

"""The gradient check and the source view, driven with the keys."""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core import (
    FUNCTIONS,
    OPTIMIZERS,
    SLIPS,
    Dataset,
    GradientCheck,
    RunSpec,
    Trainer,
    check_gradient,
    explain,
    load,
)
from core.nn.network import Forward, forward
from scratchnet_tui.screens.check import CheckScreen
from scratchnet_tui.screens.help import HelpScreen
from scratchnet_tui.screens.source import SourceScreen, source_text
from scratchnet_tui.session.session import Session
from scratchnet_tui.session.source_code import source_of, sources
from scratchnet_tui.text.check_report import report
from tests.helpers.app_driver import AppDriver, keys_of, open_app, same_bits

WRONG = {
    "updated-weights": {"W1"},
    "slope-of-y": {"W1", "W2"},
    "no-slope": {"W1"},
    "sign": {"W1", "W2"},
}


async def checked(driver: AppDriver, key: str = "g") -> None:
    """Check the gradient, and wait for the answer."""
    await driver.press(key)
    await driver.wait_until(lambda: "Gradient check at" in driver.text, "the check is shown")
    await driver.wait_until(lambda: "array" in driver.dialog_text, "and drawn")


async def closed(driver: AppDriver, key: str = "escape") -> None:
    await driver.press(key)
    await driver.wait_until(lambda: driver.app.screen is driver.app.main)


async def test_the_gradient_of_xor_is_right_and_nothing_changes() -> None:
    async with open_app() as driver:
        await driver.train_to(3)
        before = driver.app.session.snapshot()
        for key in keys_of("check"):
            await checked(driver, key)
            assert "Gradient check at epoch 3" in driver.text
            assert driver.dialog_text.startswith("right: all 16 slopes compared")
            assert "wrong " not in driver.dialog_text.partition("analytic:")[0]
            await closed(driver, key)
            assert driver.notice == "The gradient is right. The check changed nothing."
        after = driver.app.session.snapshot()
        assert same_bits(before.params, after.params)
        assert before.record == after.record


@pytest.mark.parametrize("slip", WRONG)
async def test_a_slip_is_found_with_its_arrays(slip: str) -> None:
    async with open_app(RunSpec(slip=slip)) as driver:
        await checked(driver)
        (named,) = re.findall(r"^wrong in ([\w, ]+): ", driver.dialog_text)
        assert set(named.split(", ")) == WRONG[slip]
        assert SLIPS[slip].text in driver.dialog_text
        words = dict(re.findall(r"\b(W\d) \d x \d .*? (right|wrong)\b", driver.dialog_text))
        assert words == {name: "wrong" if name in WRONG[slip] else "right" for name in words}
        assert len(words) == 2
        await driver.press("end")
        await driver.wait_until(
            lambda: "numeric" in driver.dialog_text and "array" not in driver.dialog_text
        )
        await closed(driver)
        assert "The gradient is wrong." in driver.notice


async def test_the_loss_falls_although_the_gradient_is_wrong() -> None:
    async with open_app(RunSpec(slip="updated-weights")) as driver:
        before = driver.status.mse
        await driver.train_to(500)
        assert driver.status.mse < 0.8 * before
        await checked(driver)
        assert "wrong in W1: " in driver.dialog_text
        assert "The loss may still fall." in driver.dialog_text


async def test_training_goes_on_below_the_check() -> None:
    async with open_app(start=True) as driver:
        await driver.wait_until(lambda: driver.status.epoch > 0)
        await checked(driver)
        epoch = driver.app.session.epoch
        await driver.wait_until(lambda: driver.app.session.epoch > epoch)
        await closed(driver)
        assert driver.app.training.running
        await driver.press("space")


async def test_the_check_pressed_twice_opens_once_and_no_key_waits_for_it() -> None:
    async with open_app() as driver:
        gate = threading.Event()
        busy = asyncio.create_task(driver.app.training.alone(gate.wait))
        await driver.process_messages()
        await driver.press("g", "g")
        await driver.press("?")
        await driver.wait_until(lambda: isinstance(driver.app.screen, HelpScreen))
        await closed(driver)
        gate.set()
        assert await busy
        await driver.wait_until(lambda: isinstance(driver.app.screen, CheckScreen))
        await driver.wait_until_idle()
        await closed(driver)
        assert len(driver.app.screen_stack) == 1


@pytest.mark.parametrize("size", ["small", "wide", "huge"])
async def test_no_row_of_the_check_is_cut_off(size: str) -> None:
    spec = RunSpec(hidden=(12, 7), bias=True, slip="no-slope")
    async with open_app(spec, size=size) as driver:
        await checked(driver)
        pane = driver.app.screen.query_one("#check")
        assert pane.virtual_size.width <= pane.size.width
        assert pane.virtual_size.height > pane.size.height
        await closed(driver)


def test_of_a_large_network_fewer_slopes_are_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    spec = RunSpec(hidden=(20,))
    session = Session(spec, load(spec))
    assert [array.checked for array in session.check().arrays] == [60, 20]
    effort = 4 * 2 * 4 * (80 + 50 * 21)  # of a slope of each array, in all rows
    passes = 2 * 2 * 50_000  # one for each array, through two layers
    monkeypatch.setattr("scratchnet_tui.session.quick_gradient_check._EFFORT", 15 * effort + passes)
    few = session.check()
    assert [array.checked for array in few.arrays] == [15, 15]
    assert "30 of 80 slopes compared" in few.verdict
    monkeypatch.setattr("scratchnet_tui.session.quick_gradient_check._EFFORT", 10 * effort + passes)
    assert [array.checked for array in session.check().arrays] == [10, 10]


def test_of_a_deep_network_fewer_arrays_are_checked_and_the_report_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    spec = RunSpec(hidden=(2,) * 40, bias=True, slip="sign")
    session = Session(spec, load(spec))
    whole = session.check()
    assert len(whole.arrays) == 82
    passes: list[int] = []

    def counted(*given: object, forward: Callable[..., Forward] = forward) -> Forward:
        passes.append(1)
        return forward(*given)

    monkeypatch.setattr("core.analysis.finite_differences.forward", counted)
    monkeypatch.setattr("scratchnet_tui.session.quick_gradient_check._EFFORT", 2e7)
    few = session.check()
    assert 1 < len(few.arrays) < 20
    assert len(passes) * 41 * 50_000 < 2 * 2e7  # two are for how the loss is rounded
    assert {"W1", "b41"} <= {array.name for array in few.arrays}
    assert not few.right
    rows = report(few, session.snapshot().problem, 60)
    said = " ".join("".join(piece[0] for piece in row) for row in rows)
    assert f"{len(few.arrays)} of 82 arrays" in said
    truth = {array.name: array for array in whole.arrays}
    for array in few.arrays:
        judged = ~np.isnan(array.numeric)
        np.testing.assert_allclose(
            array.numeric[judged], truth[array.name].numeric[judged], rtol=1e-6, atol=1e-12
        )


def large_table(rows: int) -> Dataset:
    luck = np.random.default_rng(3)
    x, d = luck.normal(size=(rows, 3)), luck.random((rows, 1))
    return Dataset("large", x, d, ("a", "b", "c"), ("y",), "numbers", "Random numbers.")


@pytest.mark.parametrize("slip", ["none", "no-slope"])
def test_of_a_large_table_fewer_rows_are_taken_and_the_report_says_so(
    slip: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = RunSpec(dataset=None, data_file="large.csv", hidden=(5,), slip=slip)
    table = large_table(900)
    session = Session(spec, table)
    sentence = "To save time, the loss was taken over 300 of 900 rows, evenly spaced."

    def said(found: GradientCheck) -> str:
        rows = report(found, session.snapshot().problem, 60)
        return " ".join("".join(piece[0] for piece in row) for row in rows)

    whole = session.check()
    assert whole.rows == 900
    assert "To be quick" not in said(whole)
    a_row = 4 * (10 + 5) * (20 + 50 * 6)  # for 10 slopes of W1 and the 5 of W2
    passes = 2 * 2 * 50_000
    monkeypatch.setattr("scratchnet_tui.session.quick_gradient_check._EFFORT", 300 * a_row + passes)
    some = session.check()
    assert some.rows == 300
    assert sentence in said(some)
    assert some.right == whole.right == (slip == "none")
    places = np.linspace(0, 899, 300).round().astype(int)
    part = replace(table, x=table.x[places], d=table.d[places])
    truth = check_gradient(Trainer(spec, part).problem, session.snapshot().params, per_array=10)
    for ours, theirs in zip(some.arrays, truth.arrays, strict=True):
        np.testing.assert_array_equal(ours.numeric, theirs.numeric)
        np.testing.assert_array_equal(ours.analytic, theirs.analytic)


# the source

ROOT = Path(__file__).parents[3]


def line_in_file(title: str, number: int) -> str:
    """Return the real line of the file that a title names."""
    return (ROOT / title.partition(" ")[0]).read_text(encoding="utf-8").splitlines()[number - 1]


def title_of(driver: AppDriver) -> str:
    return "".join(re.findall(r"━ (core/\S+ · \S+)", driver.text))


def marked(driver: AppDriver) -> tuple[str, int, str]:
    """Return what is marked on the screen: the title, the number of the line, the line."""
    found = re.findall(r"┃ > +(\d+) (.*?) *[▁-█]? *┃", driver.text)  # a scrollbar may end the row
    assert len(found) == 1, driver.text
    number, line = found[0]
    return title_of(driver), int(number), line


async def in_view(driver: AppDriver) -> None:
    """Wait until the marked line is in view and stays there."""
    await driver.wait_until(
        lambda: len(re.findall(r"┃ > +\d", driver.text)) == 1, "the mark is in view"
    )
    await driver.wait_until_idle()


async def opened_source(driver: AppDriver, key: str = "c") -> None:
    await driver.press(key)
    await driver.wait_until(lambda: isinstance(driver.app.screen, SourceScreen))
    await in_view(driver)


async def test_c_shows_the_real_line_of_the_update() -> None:
    async with open_app() as driver:
        for key in keys_of("source"):
            await opened_source(driver, key)
            title, number, line = marked(driver)
            assert title == "core/run/update.py · observe"
            assert line.strip() == "ahead = forward(network, params, x, factors)"
            assert line_in_file(title, number) == line
            assert "core/compiled/kernel.c does the same if it was compiled" in driver.dialog_text
            await closed(driver, key)


async def test_tab_goes_through_everything_an_update_runs() -> None:
    async with open_app(RunSpec(activation=("tanh",), loss="cross-entropy")) as driver:
        await opened_source(driver)
        seen = []
        for key in ["tab"] * 11 + ["shift+tab", "left", "right"]:
            before = title_of(driver)
            await driver.press(key)
            await driver.wait_until(lambda before=before: title_of(driver) != before)
            await in_view(driver)
            title, number, line = marked(driver)
            assert line_in_file(title, number).startswith(line)
            seen.append(title.partition(" · ")[2])
        names = [
            "advance", "tanh", "sigmoid", "tanh_slope", "sigmoid_slope",
            "cross_entropy", "cross_entropy_delta", "Sgd.update", "forward", "backward", "observe",
        ]  # fmt: skip
        assert seen == [*names, "backward", "forward", "backward"]


@pytest.mark.parametrize("slip", WRONG)
def test_a_run_with_a_slip_shows_the_line_that_is_wrong(slip: str) -> None:
    first, shown = sources(Trainer(RunSpec(slip=slip)).problem, None)
    assert shown[first].title.startswith("core/nn/wrong_backward.py")
    assert "backward" not in [source.title.split()[-1] for source in shown]
    of_slips = [source for source in shown if source.title.startswith("core/nn/wrong_backward.py")]
    back, *walk = of_slips
    assert [source.title.split()[-1] for source in walk] == ["backward_with"] * (slip != "sign")
    line = line_in_file(back.title, back.marked)
    assert line == back.code.splitlines()[back.marked - back.first]
    assert "# right: " in line or (slip == "sign" and "-e for e" in line)


@pytest.mark.parametrize("rule", ["sgd", "momentum"])
def test_a_direction_leads_to_the_outer_product(rule: str) -> None:
    trainer = Trainer(RunSpec(rule=rule, bias=True))
    phases = {phase.name: phase for phase in explain(trainer.problem, trainer.peek(1))}
    for name, line in (("W1", "matmul(delta.mT, y)"), ("b2", "total(delta, axis=-2)")):
        first, shown = sources(trainer.problem, phases[f"{'d' if rule == 'sgd' else 'g'}{name}"])
        assert shown[first].title == "core/nn/network.py · downhill"
        assert line in line_in_file(shown[first].title, shown[first].marked)


@pytest.mark.parametrize("slip", SLIPS)
def test_every_phase_leads_to_its_line(slip: str) -> None:
    trainer = Trainer(RunSpec(slip=slip, hidden=(3, 2), activation=("relu",), bias=True))
    for phase in explain(trainer.problem, trainer.peek(1)):
        first, shown = sources(trainer.problem, phase)
        function, snippet = phase.code
        source = shown[first]
        assert source.title.endswith(f" · {FUNCTIONS[function].__qualname__}")
        assert snippet in line_in_file(source.title, source.marked)
        assert len({each.title for each in shown}) == len(shown)


@pytest.mark.parametrize("rule", OPTIMIZERS)
def test_the_rule_the_schedule_and_the_penalty_that_ran_are_shown(rule: str) -> None:
    trainer = Trainer(RunSpec(rule=rule, schedule="step", l2=0.1, hidden=(2,), bias=True))
    _, shown = sources(trainer.problem, None)
    functions = {source.title.split()[-1] for source in shown}
    assert {OPTIMIZERS[rule].update.__qualname__, "Penalty.pull", "rate_at"} <= functions
    for phase in explain(trainer.problem, trainer.peek(1)):
        first, shown = sources(trainer.problem, phase)
        assert phase.code[1] in line_in_file(shown[first].title, shown[first].marked)
        assert len({each.title for each in shown}) == len(shown)
    functions = {
        source.title.split()[-1] for source in sources(Trainer(RunSpec()).problem, None)[1]
    }
    assert not {"Penalty.pull", "rate_at"} & functions, "what does not run is not shown"


async def test_inside_an_update_the_phase_chooses_the_line() -> None:
    async with open_app(RunSpec(slip="no-slope")) as driver:
        await driver.press("i")
        await driver.wait_until(lambda: driver.app.session.snapshot().inside is not None)
        while (inside := driver.app.session.snapshot().inside) and inside.phase.name != "delta1":
            await driver.press("enter")
            await driver.wait_until_idle()
        await opened_source(driver)
        title, _, line = marked(driver)
        assert title == "core/nn/wrong_backward.py · no_slope"
        assert line.strip().startswith("return e  # right: ")
        assert "With a slip, every update runs through this readable engine." in driver.dialog_text
        await closed(driver)
        inside = driver.app.session.snapshot().inside
        assert inside is not None
        assert inside.phase.name == "delta1"
        assert "Slip: the error is handed on" in driver.text


@pytest.mark.parametrize("error", [OSError("could not get source code"), TypeError("built-in")])
async def test_where_the_source_cannot_be_read_the_app_says_so(
    error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: object) -> tuple[list[str], int]:
        raise error

    async with open_app() as driver:
        monkeypatch.setattr("inspect.getsourcelines", fail)
        await driver.press("c")
        await driver.wait_until(lambda: "cannot be read" in driver.notice)
        assert driver.notice == "The source of core.nn.network.forward cannot be read here."
        assert driver.app.screen is driver.app.main
        await driver.train(1)


def test_the_docstring_is_not_taken_for_the_line() -> None:
    source = source_of(FUNCTIONS["cross_entropy_delta"], "d - y")
    assert line_in_file(source.title, source.marked).strip() == "return d - y"


@pytest.mark.parametrize("width", [30, 60, 100])
def test_long_lines_go_on_below_and_nothing_is_lost(width: int) -> None:
    for function in FUNCTIONS.values():
        source = source_of(function, "return ")
        text, at = source_text(source, width)
        rows = text.plain.split("\n")
        assert max(map(len, rows)) <= width
        assert rows[at].startswith(f"> {source.marked:>4} ")
        assert [row for row in rows if row.startswith(">")] == [rows[at]]
        assert "".join("".join(row[7:] for row in rows).split()) == "".join(source.code.split())


async def test_the_mark_stays_in_view_when_the_window_changes() -> None:
    async with open_app(size="wide") as driver:
        await opened_source(driver)
        await driver.resize(60, 16)
        await in_view(driver)
        assert marked(driver)[0] == "core/run/update.py · observe"
        await closed(driver)


def test_the_code_of_a_weighted_run_has_the_line_that_weights_the_classes() -> None:
    def titles(**settings: Any) -> str:
        _, found = sources(Trainer(RunSpec(dataset="and", **settings)).problem, None)
        return " ".join(source.title for source in found)

    assert "losses.py · weighted" in titles(class_weight="balanced")
    assert "weighted" not in titles().replace("updated_weights", "")
    problem = Trainer(RunSpec(dataset="and", loss="cross-entropy", class_weight="balanced")).problem
    trace = Trainer(problem.spec).peek(0)
    (delta,) = (phase for phase in explain(problem, trace) if phase.name == "delta2")
    at, found = sources(problem, delta)
    line = found[at].code.splitlines()[found[at].marked - found[at].first]
    assert "factor(d)" in line

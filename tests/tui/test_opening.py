"""How the app opens: notes on the options, no training with 0 epochs, paths as pasted."""

from __future__ import annotations

from pathlib import Path

import pytest

from core import RunSpec, Stop
from scratchnet_tui.cli.options import start_of, stop_of
from scratchnet_tui.cli.parser import build_parser
from scratchnet_tui.session.start import Start
from tests.helpers.app_driver import AppDriver, open_app

TABLE = "x1,x2,y\n0,0,0\n0,1,1\n1,0,1\n1,1,0\n"


def asked(*words: str) -> Start:
    return start_of(build_parser().parse_args(words))


async def test_notes_on_the_options_are_shown_at_the_start_and_kept_in_the_log() -> None:
    start = asked("--momentum", "0.5", "--period", "7")
    assert len(start.notes) == 2
    async with open_app(start.spec, dataset=start.dataset, notes=start.notes) as driver:
        assert driver.notice.startswith("--momentum has no effect: ")
        assert "--period has no effect" in driver.notice
        await driver.press("6")
        await driver.wait_until(lambda: "--period has no effect" in driver.pane_text("log"))
        await driver.press("space", "space")
        await driver.wait_until(lambda: not driver.app.training.running)


@pytest.mark.parametrize("size", ["small", "wide"])
async def test_the_first_picture_is_the_whole_one(size: str) -> None:
    async with open_app(size=size) as driver:
        assert "Space runs" in "\n".join(driver.output.first)
        assert [row.rstrip() for row in driver.output.first] == [
            row.rstrip() for row in driver.rows
        ]


async def test_without_notes_the_app_says_how_to_begin() -> None:
    async with open_app() as driver:
        assert "no effect" not in driver.notice
        assert "Space" in driver.notice


SLOWER = "there is no compiled engine (no compiler was found); the readable one is slower"


async def test_that_training_is_slower_here_is_said_with_the_welcome_and_once_in_the_log() -> None:
    async with open_app(slower=SLOWER) as driver:
        assert driver.notice.startswith("Space runs and pauses; ? opens the help. ")
        assert "slower" in driver.notice
        assert driver.notice == driver.rows[-2].strip(), "one line, which hides no frame"
        await driver.press("6")
        await driver.wait_until(lambda: "the readable one is slower." in driver.pane_text("log"))
        assert driver.pane_text("log").count("no compiler was found") == 1
        assert driver.pane_text("log").count("Space runs and pauses") == 1


async def test_in_a_lesson_it_is_in_the_log_alone() -> None:
    async with open_app(lesson="backprop-xor", slower=SLOWER) as driver:
        assert "no compiler" not in driver.notice
        await driver.press("6")
        await driver.wait_until(lambda: "no compiler was found" in driver.pane_text("log"))


@pytest.mark.parametrize("start", [True, False])
async def test_with_0_epochs_it_stays_at_the_untrained_network_until_space(start: bool) -> None:
    stop = stop_of(build_parser().parse_args(["--epochs", "0"]))
    assert stop == Stop(epochs=0)
    async with open_app(stop=stop, start=start) as driver:
        await driver.wait_until_idle()
        assert (driver.status.state, driver.status.epoch) == ("paused", 0)
        await driver.press("space")
        await driver.wait_until(lambda: driver.status.epoch > 3, "space trains")
        await driver.press("space")
        await driver.wait_until(lambda: not driver.app.training.running)


async def test_the_form_knows_0_epochs_from_never() -> None:
    async with open_app() as driver:
        await driver.go_to_row("at epoch")
        await driver.type_value("0")
        await driver.wait_until(lambda: driver.form_values()["at epoch"] == "0")
        assert driver.app.session.stop == Stop(epochs=0)
        await driver.type_value("NEVER")
        await driver.wait_until(lambda: driver.form_values()["at epoch"] == "never")


async def test_an_output_that_cannot_reach_the_targets_is_chosen_with_a_notice() -> None:
    async with open_app(
        RunSpec(dataset="plane", hidden=(2,), output="linear", bias=True)
    ) as driver:
        await driver.go_to_row("output")
        await driver.type_value("Sigmoid")
        await driver.wait_until(lambda: driver.app.session.spec.output == "sigmoid")
        await driver.wait_until_idle()
        assert "stays between 0 and 1" in driver.notice
        await driver.type_value("linear")
        await driver.wait_until(lambda: driver.app.session.spec.output == "linear")
        await driver.wait_until_idle()
        assert "between 0 and 1" not in driver.notice


async def test_a_run_that_diverges_says_what_to_try_and_that_helps() -> None:
    spec = RunSpec(activation=("linear",), output="linear", rate=3.0)
    async with open_app(spec) as driver:
        await driver.press("space")
        await driver.wait_until(lambda: driver.status.state == "diverged")
        assert "Try rate 0.3 or activation tanh" in driver.notice
        await driver.go_to_row("rate")
        await driver.type_value("0.3")
        await driver.press("escape", "r", "S")
        await driver.wait_until(lambda: driver.status.epoch == 100)
        assert driver.status.state == "paused"


async def _type_data(driver: AppDriver, text: str) -> None:
    await driver.press("d")
    await driver.wait_until(lambda: driver.chosen_row == "data set")
    await driver.type_value(text)


@pytest.mark.parametrize("written", ["'{}'", "file://{}", "{} ", '"{}"'])
async def test_a_path_may_be_pasted_into_the_form(tmp_path: Path, written: str) -> None:
    path = tmp_path / "my table.csv"
    path.write_text(TABLE, encoding="utf-8")
    async with open_app() as driver:
        await _type_data(driver, written.format(path))
        await driver.wait_until(lambda: driver.app.session.spec.data_file == str(path))
        await driver.wait_until(lambda: len(driver.app.screen_stack) == 1)


async def test_a_path_with_backslashes_and_a_name_in_capitals(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("my table (1).csv").write_text(TABLE, encoding="utf-8")
    async with open_app() as driver:
        await _type_data(driver, r"my\ table\ \(1\).csv")
        await driver.wait_until(lambda: driver.app.session.spec.data_file == "my table (1).csv")
        await driver.wait_until(lambda: len(driver.app.screen_stack) == 1)
        await _type_data(driver, "Majority_3")
        await driver.wait_until(lambda: driver.app.session.spec.dataset == "majority-3")
        await driver.wait_until(lambda: len(driver.app.screen_stack) == 1)


@pytest.mark.parametrize(
    ("text", "said"),
    [("https://example.org/x.csv", "curl -LO"), ("'/nowhere/x y.csv'", "/nowhere/x y.csv")],
)
async def test_what_cannot_be_read_is_named_and_the_run_stays(text: str, said: str) -> None:
    async with open_app() as driver:
        await _type_data(driver, text)
        await driver.wait_until(lambda: said in driver.dialog_text)
        assert driver.app.session.spec == RunSpec()
        await driver.press("escape")


async def test_notes_that_give_way_to_what_is_said_of_a_file_are_in_the_log(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("id,a,y\n1,0.5,0\n2,0.1,1\n3,0.7,1\n", encoding="utf-8")
    start = asked("--data", str(path), "--momentum", "0.5", "--period", "9")
    assert start.notes
    async with open_app(start.spec, dataset=start.dataset, notes=start.notes) as driver:
        assert "read as" in driver.notice
        await driver.press("6")
        await driver.wait_until_idle()
        for note in start.notes:
            assert note[1:] in driver.pane_text("log")

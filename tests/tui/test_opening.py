"""How the app opens: notes on the options, no training with 0 epochs, paths as pasted."""

from __future__ import annotations

from pathlib import Path

import pytest

from core import RunSpec, Stop
from scratchnet_tui.cli.options import start_of, stop_of
from scratchnet_tui.cli.parser import build_parser
from scratchnet_tui.session.start import Start
from tests.helpers.app_driver import Seat, opened

TABLE = "x1,x2,y\n0,0,0\n0,1,1\n1,0,1\n1,1,0\n"


def asked(*words: str) -> Start:
    return start_of(build_parser().parse_args(words))


async def test_notes_on_the_options_are_shown_at_the_start_and_kept_in_the_log() -> None:
    start = asked("--momentum", "0.5", "--period", "7")
    assert len(start.notes) == 2
    async with opened(start.spec, dataset=start.dataset, notes=start.notes) as seat:
        assert seat.notice.startswith("--momentum has no effect: ")
        assert "--period has no effect" in seat.notice
        await seat.press("6")
        await seat.until(lambda: "--period has no effect" in seat.words("log"))
        await seat.press("space", "space")
        await seat.until(lambda: not seat.app.training.running)


async def test_without_notes_the_app_says_how_to_begin() -> None:
    async with opened() as seat:
        assert "no effect" not in seat.notice
        assert "Space" in seat.notice


@pytest.mark.parametrize("start", [True, False])
async def test_with_0_epochs_it_stays_at_the_untrained_network_until_space(start: bool) -> None:
    stop = stop_of(build_parser().parse_args(["--epochs", "0"]))
    assert stop == Stop(epochs=0)
    async with opened(stop=stop, start=start) as seat:
        await seat.settle()
        assert (seat.standing.state, seat.standing.epoch) == ("paused", 0)
        await seat.press("space")
        await seat.until(lambda: seat.standing.epoch > 3, "space trains")
        await seat.press("space")
        await seat.until(lambda: not seat.app.training.running)


async def test_the_form_knows_0_epochs_from_never() -> None:
    async with opened() as seat:
        await seat.go_to("at epoch")
        await seat.type_value("0")
        await seat.until(lambda: seat.settings()["at epoch"] == "0")
        assert seat.app.session.stop == Stop(epochs=0)
        await seat.type_value("NEVER")
        await seat.until(lambda: seat.settings()["at epoch"] == "never")


async def test_an_output_that_cannot_reach_the_targets_is_chosen_with_a_notice() -> None:
    async with opened(RunSpec(dataset="plane", hidden=(2,), output="linear", bias=True)) as seat:
        await seat.go_to("output")
        await seat.type_value("Sigmoid")
        await seat.until(lambda: seat.app.session.spec.output == "sigmoid")
        await seat.settle()
        assert "stays between 0 and 1" in seat.notice
        await seat.type_value("linear")
        await seat.until(lambda: seat.app.session.spec.output == "linear")
        await seat.settle()
        assert "between 0 and 1" not in seat.notice


async def test_a_run_that_diverges_says_what_to_try_and_that_helps() -> None:
    spec = RunSpec(activation=("linear",), output="linear", rate=3.0)
    async with opened(spec) as seat:
        await seat.press("space")
        await seat.until(lambda: seat.standing.state == "diverged")
        assert "Try rate 0.3 or activation tanh" in seat.notice
        await seat.go_to("rate")
        await seat.type_value("0.3")
        await seat.press("escape", "r", "S")
        await seat.until(lambda: seat.standing.epoch == 100)
        assert seat.standing.state == "paused"


async def _type_data(seat: Seat, text: str) -> None:
    await seat.press("d")
    await seat.until(lambda: seat.chosen == "data set")
    await seat.type_value(text)


@pytest.mark.parametrize("written", ["'{}'", "file://{}", "{} ", '"{}"'])
async def test_a_path_may_be_pasted_into_the_form(tmp_path: Path, written: str) -> None:
    path = tmp_path / "my table.csv"
    path.write_text(TABLE, encoding="utf-8")
    async with opened() as seat:
        await _type_data(seat, written.format(path))
        await seat.until(lambda: seat.app.session.spec.data_file == str(path))
        await seat.until(lambda: len(seat.app.screen_stack) == 1)


async def test_a_path_with_backslashes_and_a_name_in_capitals(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("my table (1).csv").write_text(TABLE, encoding="utf-8")
    async with opened() as seat:
        await _type_data(seat, r"my\ table\ \(1\).csv")
        await seat.until(lambda: seat.app.session.spec.data_file == "my table (1).csv")
        await seat.until(lambda: len(seat.app.screen_stack) == 1)
        await _type_data(seat, "Majority_3")
        await seat.until(lambda: seat.app.session.spec.dataset == "majority-3")
        await seat.until(lambda: len(seat.app.screen_stack) == 1)


@pytest.mark.parametrize(
    ("text", "said"),
    [("https://example.org/x.csv", "curl -LO"), ("'/nowhere/x y.csv'", "/nowhere/x y.csv")],
)
async def test_what_cannot_be_read_is_named_and_the_run_stays(text: str, said: str) -> None:
    async with opened() as seat:
        await _type_data(seat, text)
        await seat.until(lambda: said in seat.dialog)
        assert seat.app.session.spec == RunSpec()
        await seat.press("escape")


async def test_notes_that_give_way_to_what_is_said_of_a_file_are_in_the_log(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("id,a,y\n1,0.5,0\n2,0.1,1\n3,0.7,1\n", encoding="utf-8")
    start = asked("--data", str(path), "--momentum", "0.5", "--period", "9")
    assert start.notes
    async with opened(start.spec, dataset=start.dataset, notes=start.notes) as seat:
        assert "read as" in seat.notice
        await seat.press("6")
        await seat.settle()
        for note in start.notes:
            assert note[1:] in seat.words("log")

"""Which engine trains is chosen and said; the numbers are the same."""

from __future__ import annotations

import pytest

from core import RunSpec, load
from core.compiled import library
from scratchnet_tui.cli.options import start_of
from scratchnet_tui.cli.parser import build_parser
from scratchnet_tui.session.session import Session
from tests.helpers.cli_driver import SLOWER, CliDriver

WHY = "no compiler was found"

TRAINING = {
    "run": ("run", "--epochs", "2"),
    "verify": ("verify", "7k3f-9qxa", "--epochs", "2"),
    "trace": ("trace", "--epochs", "2"),
    "check": ("check", "--epochs", "2"),
}

needs_library = pytest.mark.skipif(library.load() is None, reason="there is no compiled engine")


@pytest.fixture
def no_library(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make it a machine without a compiled engine."""
    monkeypatch.setattr(library, "load", lambda: None)
    monkeypatch.setattr(library, "reason", lambda: WHY)


@pytest.mark.parametrize("words", TRAINING.values(), ids=TRAINING)
@pytest.mark.usefixtures("no_library")
def test_the_compiled_engine_is_refused_where_there_is_none(
    cli: CliDriver, words: tuple[str, ...]
) -> None:
    said = cli.usage_error(*words, "--engine", "compiled")
    assert said.endswith(f"--engine is compiled, but there is no compiled engine here: {WHY}")


@pytest.mark.usefixtures("no_library")
def test_the_app_is_refused_too(cli: CliDriver) -> None:
    assert WHY in cli.usage_error("--engine", "compiled")


@pytest.mark.parametrize("command", ["run", "verify"])
@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.usefixtures("no_library")
def test_a_run_that_is_slower_says_so_and_why_in_a_line(
    capsys: pytest.CaptureFixture[str], command: str, form: str
) -> None:
    from scratchnet_tui.cli.parser import main

    main([*TRAINING[command], "--format", form])
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(SLOWER)
    assert WHY in line
    assert "slowly" in line


@pytest.mark.parametrize("options", [("--engine", "readable"), ("--slip", "sign")])
@pytest.mark.usefixtures("no_library")
def test_nothing_is_said_to_those_who_want_the_readable_engine(
    capsys: pytest.CaptureFixture[str], options: tuple[str, ...]
) -> None:
    from scratchnet_tui.cli.parser import main

    main([*TRAINING["run"], *options])
    assert capsys.readouterr().err == ""


@needs_library
def test_nothing_is_said_where_there_is_one(capsys: pytest.CaptureFixture[str]) -> None:
    from scratchnet_tui.cli.parser import main

    main([*TRAINING["run"]])
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("words", TRAINING.values(), ids=TRAINING)
def test_another_name_is_refused(cli: CliDriver, words: tuple[str, ...]) -> None:
    said = cli.usage_error(*words, "--engine", "compild")
    assert "--engine is 'compild' (did you mean compiled?)" in said
    assert "it must be one of auto, compiled, readable" in said


def test_the_readable_engine_is_had_for_the_asking(cli: CliDriver) -> None:
    result = cli.run_json("--epochs", 3, "--engine", "readable")
    assert result["engine"] == "readable"
    assert result["fingerprint"] == cli.run_json("--epochs", 3)["fingerprint"]
    assert cli("verify", result["fingerprint"], "--engine", "READABLE").code == 0
    assert "readable engine" in cli("run", "--epochs", 3, "--engine", "readable").out


@needs_library
def test_the_compiled_engine_is_had_for_the_asking(cli: CliDriver) -> None:
    for options in ((), ("--engine", "auto"), ("--engine", "compiled")):
        assert cli.run_json("--epochs", 3, *options)["engine"] == "compiled"


def test_a_run_with_a_slip_is_readable_and_says_so(
    cli: CliDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    if library.load() is None:
        monkeypatch.setattr(library, "load", object)
    answer = cli("run", "--slip", "sign", "--epochs", 3, "--engine", "compiled")
    assert answer.code == 0
    assert answer.out.endswith(", readable engine\n")
    assert answer.notes == [
        "--engine has no effect: a run with a slip is trained by the readable engine"
    ]


@pytest.mark.parametrize("name", ["auto", "readable"])
def test_the_engine_that_was_asked_for_trains_every_run_of_a_session(name: str) -> None:
    start = start_of(build_parser().parse_args(["--engine", name]))
    assert start.engine == name
    session = Session(start.spec, start.dataset, engine=start.engine)
    expected = "readable" if name == "readable" or library.load() is None else "compiled"
    assert session.trainer.engine == expected
    session.new_seed()
    assert session.trainer.engine == expected


def test_it_is_no_part_of_the_spec() -> None:
    start = start_of(build_parser().parse_args(["--engine", "readable"]))
    assert start.spec == RunSpec()
    assert load(start.spec).name == start.dataset.name

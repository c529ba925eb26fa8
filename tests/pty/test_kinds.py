"""All kinds of terminals: few colours, no colours, no UTF-8, no terminal at all."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.helpers.terminal_driver import PROGRAM, terminal


@pytest.mark.parametrize("term", ["screen", "linux", None])
def test_it_starts_trains_and_quits(term: str | None) -> None:
    with terminal(env={"TERM": term}) as screen:
        screen.see("xor  3-4-1", "paused", "3 Weights", "q quit")
        screen.press("s")
        screen.wait(lambda: screen.epoch == 1, "an epoch")
        screen.press("q")
        assert screen.end() == 0
        screen.assert_restored()
        assert screen.after_the_app() == ""
        assert not screen.colours() & {"38", "48"}, "these have sixteen colours"


NONSENSE: dict[str, str | None] = {
    f"TEXTUAL_{name}": "nonsense"
    for name in (
        "ANIMATIONS", "DEBUG", "DIM_FACTOR", "DISABLE_KITTY_KEY", "DRIVER", "FILTERS", "FPS",
        "SCREENSHOT", "SLOW_THRESHOLD", "SMOOTH_SCROLL", "THEME",
    )
}  # fmt: skip
TOOLS: dict[str, str | None] = {  # of whoever writes an app with Textual
    "TEXTUAL": "headless,debug,devtools",
    "TEXTUAL_DRIVER": "textual.drivers.headless_driver:HeadlessDriver",
    "TEXTUAL_LOG": "/nowhere/log",
    "TEXTUAL_PRESS": "n,n",
    "TEXTUAL_SCREENSHOT": "0",
    "TEXTUAL_SHOW_RETURN": "1",
}


@pytest.mark.parametrize(
    "variables", [NONSENSE, TOOLS, *({name: value} for name, value in TOOLS.items())]
)
def test_variables_of_textual_change_nothing(
    variables: dict[str, str | None], tmp_path: Path
) -> None:
    written = {"TEXTUAL_SCREENSHOT_LOCATION": str(tmp_path)}
    with terminal(env=variables | written) as screen:
        screen.see("xor  3-4-1", "paused", "Space runs", "q quit")
        screen.press("s")
        screen.wait(lambda: screen.epoch == 1, "an epoch")
        screen.press("q")
        assert screen.end() == 0
        screen.assert_restored()
        assert screen.after_the_app() == ""
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("system", "forms"),
    [("", {"38", "48"}), ("standard", set()), ("256", {"38", "48"}), ("truecolor", {"38", "48"})],
)
def test_the_colour_system_may_be_chosen(system: str, forms: set[str]) -> None:
    with terminal(env={"TEXTUAL_COLOR_SYSTEM": system}) as screen:
        screen.see("paused", "Space runs", "q quit")
        screen.press("8")
        screen.see("8 Map of y")
        shades = re.compile("[.,:=+*#%-]")  # a map in signs, where the colours are too few for one
        screen.wait(
            lambda: forms & screen.colours() or len(shades.findall(screen.text)) > 200, "the map"
        )
        screen.press("q")
        assert screen.end() == 0
        assert screen.colours() & {"38", "48"} == forms


def test_a_colour_system_that_does_not_exist() -> None:
    with terminal(env={"TEXTUAL_COLOR_SYSTEM": "nonsense"}, size=(200, 24)) as screen:
        assert screen.end() == 2
        assert screen.output.decode() == (
            "scratchnet-tui: TEXTUAL_COLOR_SYSTEM is 'nonsense'; it must be one of auto, "
            "standard, 256, truecolor, or not set\r\n"
        )


def test_the_terminal_says_how_large_it_is_and_not_the_environment() -> None:
    with terminal(env={"COLUMNS": "61", "LINES": "17"}) as screen:
        screen.see("paused", "q quit")
        assert len(screen.lines[1].rstrip()) == 80, "a frame ends at the right edge"
        assert "q quit" in screen.lines[23]
        screen.resize(120, 36)
        screen.wait(
            lambda: "q quit" in screen.lines[35] and len(screen.lines[1].rstrip()) == 120, "120x36"
        )
        screen.press("q")
        assert screen.end() == 0


def test_the_help_is_as_wide_as_the_terminal_and_in_a_pipe_as_wide_as_one_says() -> None:
    narrow = {"COLUMNS": "50", "LINES": "10"}
    with terminal("--help", size=(100, 24), env={**narrow}) as screen:
        assert screen.end() == 0
        wide = max(len(line) for line in screen.output.decode().splitlines())
        assert 80 < wide <= 100
    piped = subprocess.run(
        [*PROGRAM, "--help"], env=os.environ | narrow, capture_output=True, text=True, check=True
    )
    assert max(map(len, piped.stdout.splitlines())) < 80


@pytest.mark.parametrize("term", ["dumb", "unknown"])
def test_a_terminal_that_cannot_place_the_cursor(term: str) -> None:
    with terminal(env={"TERM": term}) as screen:
        assert screen.end() == 2
        assert screen.output.decode() == (
            f"scratchnet-tui: TERM is {term}, but the app needs a terminal that can place the "
            "cursor; 'scratchnet-tui run' only prints\r\n"
        )


@pytest.mark.parametrize("colour", [True, False])
def test_no_color_means_none_at_all(colour: bool) -> None:
    with terminal(env={} if colour else {"NO_COLOR": "1"}) as screen:
        screen.see("paused", "q quit")
        screen.press("S", "w", "w")
        screen.wait(lambda: screen.epoch == 100, "epochs")
        screen.press("?")
        screen.see("Start a new run")
        screen.press("\x1b")  # on its own: with a letter right behind it is Alt and the letter
        screen.wait(lambda: "Start a new run" not in screen.text, "the help to close")
        screen.press("l")
        screen.see("delta-rule")
        screen.press("\x10")  # the command palette
        screen.see("Search")
        screen.press("\x11")
        assert screen.end() == 0
        assert bool(screen.colours()) == colour


@pytest.mark.parametrize(
    "locale",
    [
        {"LANG": "C"},  # where Python chooses UTF-8
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"PYTHONIOENCODING": "latin-1"},
    ],
)
def test_a_locale_without_utf8(locale: dict[str, str]) -> None:
    with terminal(env=locale) as screen:
        screen.see("xor  3-4-1", "epoch 0 ", "1 Loss", "x1 x2 b", "h4  -0.112", "Space", "q quit")
        for line in screen.lines:  # every sign took one cell, so the frames are straight
            assert line.rstrip()[-1:] not in "│╮╯|+" or len(line.rstrip()) == 80, line
        assert "\\u" not in screen.text
        plain = "PYTHONIOENCODING" in locale or "PYTHONUTF8" in locale
        assert screen.text.isascii() == plain
        screen.press("q")
        assert screen.end() == 0
        screen.assert_restored()
        assert screen.after_the_app() == ""


@pytest.mark.parametrize("redirect", ["</dev/null", ">/dev/null", "<&-", ">&-"])
def test_it_needs_a_terminal_for_keys_and_screen(redirect: str) -> None:
    with terminal(redirect=redirect) as screen:
        assert screen.end() == 2
        assert screen.output.decode() == (
            "scratchnet-tui: the app needs a terminal; "
            "'scratchnet-tui run' prints to a file or pipe\r\n"
        )
        assert screen.settings() == screen.before


@pytest.mark.parametrize("redirect", ["2>&-", "2>{}"])
def test_standard_error_may_be_elsewhere(redirect: str, tmp_path: Path) -> None:
    errors = tmp_path / "errors"
    errors.touch()
    with terminal(redirect=redirect.format(errors)) as screen:
        screen.see("paused", "3 Weights")
        screen.press("q")
        assert screen.end() == 0
        screen.assert_restored()
    assert errors.read_text(encoding="utf-8") == ""


def test_no_terminal_anywhere() -> None:
    answer = subprocess.run(
        PROGRAM, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    assert answer.returncode == 2
    assert answer.stdout == ""
    assert answer.stderr.count("\n") == 1
    assert answer.stderr.startswith("scratchnet-tui: the app needs a terminal")

"""The table of commands: its keys exist, each does one thing, and every keyboard can reach all."""

from __future__ import annotations

import itertools
import subprocess
import sys
from typing import Any

import pytest
from textual._xterm_parser import XTermParser
from textual.binding import Binding
from textual.dom import DOMNode
from textual.events import Key
from textual.screen import Screen

from core import RunSpec, load
from scratchnet_tui.app import ScratchnetApp
from scratchnet_tui.commands import COMMANDS, FOOTER, HINTS, Command, command
from scratchnet_tui.panes.setup import SetupPane
from scratchnet_tui.screens.compare import CompareScreen
from scratchnet_tui.screens.help import HelpScreen, help_sections
from scratchnet_tui.screens.lessons import LessonsScreen
from scratchnet_tui.session.session import Session
from tests.helpers.app_driver import open_app

HANGUL = dict(
    zip(
        "qwertyuiopasdfghjklzxcvbnmPT",
        "ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔㅁㄴㅇㄹㅎㅗㅓㅏㅣㅋㅌㅊㅍㅠㅜㅡㅖㅆ",
        strict=True,
    )
)
"""The 2-set keyboard: what each letter's key types when Hangul is on."""

FUNCTION_KEYS = {
    "f1": "\x1bOP", "f2": "\x1bOQ", "f3": "\x1bOR", "f4": "\x1bOS", "f5": "\x1b[15~",
    "f6": "\x1b[17~", "f7": "\x1b[18~", "f8": "\x1b[19~", "f9": "\x1b[20~",
}  # fmt: skip

EVERY = [(entry, key) for entry in COMMANDS for key in entry.keys.split(",")]


def keys(entry: Command) -> list[str]:
    return entry.keys.split(",")


def typed(text: str) -> list[str]:
    """The keys Textual parses from characters of a terminal."""
    parser = XTermParser()
    messages = [*parser.feed(text), *parser.feed("")]
    return [message.key for message in messages if isinstance(message, Key)]


def key_of(shown: str) -> str:
    """The key that the help means: ``F5``, ``^q``, ``space`` or a character."""
    if shown.startswith("^") and len(shown) > 1:
        return f"ctrl+{shown[1:]}"
    if shown == "space":
        return shown
    if shown[0] == "F" and shown[1:].isdecimal():
        return shown.lower()
    (key,) = typed(shown)
    return key


def bindings_of(node: type[DOMNode]) -> list[Binding]:
    """Return the bindings of a class, all of which must be `Binding` objects."""
    found = [binding for binding in node.BINDINGS if isinstance(binding, Binding)]
    assert len(found) == len(node.BINDINGS)
    return found


def is_letter(key: str) -> bool:
    return len(key) == 1 and key.isalpha()


def test_no_two_commands_share_a_key_or_a_name() -> None:
    every = [key for _, key in EVERY]
    assert sorted(every) == sorted(set(every))
    names = [entry.name for entry in COMMANDS]
    assert sorted(names) == sorted(set(names))
    assert all(command(name).name == name for name in names)


def test_every_key_is_what_a_terminal_sends_for_it() -> None:
    for entry, key in EVERY:
        if key in FUNCTION_KEYS:
            assert typed(FUNCTION_KEYS[key]) == [key]
        elif key.startswith("ctrl+"):
            assert typed(chr(ord(key[-1]) - 96)) == [key]
        elif len(key) == 1 or key == "space":
            assert typed(" " if key == "space" else key) == [key]
        else:
            assert any(typed(sign) == [key] for sign in map(chr, range(33, 127))), entry


def test_the_keys_in_the_help_are_in_the_table() -> None:
    for entry in COMMANDS:
        for shown in entry.shown.split():
            assert key_of(shown) in keys(entry), entry
    lines = [line for _, entries in help_sections() for line in entries]
    for entry in COMMANDS:
        assert lines.count((entry.shown, entry.help)) == 1, entry


def test_every_letter_has_another_way_without_letters() -> None:
    for entry in COMMANDS:
        if any(map(is_letter, keys(entry))):
            assert [key for key in keys(entry) if not is_letter(key)], entry


def test_the_way_without_letters_is_named_in_the_help() -> None:
    for entry in COMMANDS:
        shown = [key_of(key) for key in entry.shown.split()]
        assert [key for key in shown if not is_letter(key)], entry


def test_every_letter_has_the_hangul_key_of_its_place() -> None:
    for entry, key in EVERY:
        if key in HANGUL:
            assert HANGUL[key] in keys(entry), entry
        # With shift most keys type the same sign, so S cannot have one: it would be that of s.
        if "가" > key > "ㄱ":
            letter = next(letter for letter, sign in HANGUL.items() if sign == key)
            assert letter in keys(entry), entry


@pytest.mark.parametrize("screen", [HelpScreen, LessonsScreen, CompareScreen])
def test_letters_that_close_a_screen_have_their_hangul_key_too(screen: type[Screen[Any]]) -> None:
    bound = [key for binding in bindings_of(screen) for key in binding.key.split(",")]
    for key in bound:
        if key in HANGUL:
            assert HANGUL[key] in bound
    assert "escape" in bound


def test_keys_that_do_not_arrive_are_avoided() -> None:
    """screen and tmux take ctrl+a and ctrl+b; Enter with ctrl or shift is lost on the way."""
    for _, key in EVERY:
        assert key not in ("ctrl+a", "ctrl+b", "ctrl+enter", "shift+enter", "ctrl+m", "ctrl+i")
        assert key not in ("ctrl+s", "ctrl+h", "tab", "enter", "escape"), "taken by the terminal"


def test_every_command_is_done_by_the_app_and_said_in_a_sentence() -> None:
    app = ScratchnetApp(Session(RunSpec(), load(RunSpec())))
    for entry in COMMANDS:
        assert callable(getattr(app, f"action_{entry.name.partition('(')[0]}", None))
        assert entry.help.endswith(".")
        assert entry.help[0].isupper()
        assert len(entry.help) <= 80
    groups = [entry.group for entry in COMMANDS]
    assert [group for group, _ in itertools.groupby(groups)] == list(dict.fromkeys(groups))


def test_the_bindings_are_the_table() -> None:
    bindings = {binding.id: binding for binding in bindings_of(ScratchnetApp) if binding.id}
    assert {binding.key: binding.action for binding in bindings.values()} == {
        key: entry.name for entry, key in EVERY
    }


def test_the_footer_names_commands_that_have_a_label() -> None:
    assert set(FOOTER) >= {"paused", "running", "setup"}
    for names in FOOTER.values():
        assert len(set(names)) == len(names)
        for name in names:
            assert command(name).label
    assert set(HINTS) <= set(FOOTER)
    bound = {binding.action for binding in bindings_of(SetupPane)}
    assert {"choose(-1)", "choose(1)", "turn(-1)", "turn(1)", "type"} <= bound


async def test_every_key_reaches_its_command(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    async with open_app() as driver:
        for entry in COMMANDS:
            name = entry.name.partition("(")[0]

            async def note(*given: object, name: str = name) -> None:
                done.append(f"{name}({given[0]})" if given else name)

            monkeypatch.setattr(driver.app, f"action_{name}", note)
        for entry, key in EVERY:
            done.clear()
            await driver.press(key)
            await driver.wait_until(lambda: done, f"{key} does something")
            assert done == [entry.name], key


async def test_suspending_does_no_harm_where_it_is_not_possible() -> None:
    async with open_app() as driver:
        await driver.press("ctrl+z", "s")
        await driver.wait_until(lambda: driver.status.epoch == 1)


def test_the_app_is_imported_without_plotext() -> None:
    code = "import sys; import scratchnet_tui.app; assert 'plotext' not in sys.modules"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")

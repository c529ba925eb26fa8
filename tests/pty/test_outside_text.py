"""The hostile table in a real terminal: the bytes sent by every pane and dialog."""

from __future__ import annotations

from pathlib import Path

from tests.helpers.hostile_table import FILE, LABELS, harmful_parts, write_table
from tests.helpers.terminal_driver import Terminal, terminal


def look(screen: Terminal, *keys: str) -> None:
    """Press a key and read all that is sent for it."""
    for key in keys:
        screen.press(key)
        screen.settle(0.1)


def assert_harmless(screen: Terminal) -> None:
    found = harmful_parts(bytes(screen.output).decode())
    assert not found, found


def test_no_pane_dialog_notice_or_title_sends_what_the_terminal_would_obey(tmp_path: Path) -> None:
    path = write_table(tmp_path)
    with terminal("--data", str(path), "--batch", "all", size=(160, 45)) as screen:
        screen.see("epoch 0 ", r"e\x1b]52;c;aGk=\x07")
        look(screen, "s", "s", "p")
        for pane in "12345678":
            look(screen, pane, "z", "v", "v", "v", "v", "z")
        look(screen, "8", "\x1b[C", "\x1b[C", "\x1b[B")  # other units, other inputs
        look(screen, "3", "\x1b[C", "\r")  # a weight, by its name
        look(screen, "\x1b", "f", "u", "U")
        look(screen, "2", "\x1b[B", "\x1b[C", "=", "\x1b", "\r", "\r", "\r", "\r", "\r", "\x1b")
        for dialog in ("P", "g", "c", "a", "l", "?"):
            look(screen, dialog, "\x1b")
        look(screen, "d", "\r", "\x1b")  # the data set is typed: its name stands in the input
        look(screen, "d", "\x1b[B", "\r", "\x1b", "\x1b[C", "\x1b[B", "\r", "\x1b", "\x1b[C")
        look(screen, "n", "r", "6", "z")
        assert_harmless(screen)
        screen.press("\x11")  # from wherever the keys have led: Escape and an arrow may have met
        assert screen.end() == 0
        screen.assert_restored()
        assert_harmless(screen)


def test_what_is_pasted_or_refused_is_not_sent_back_as_it_is(tmp_path: Path) -> None:
    with terminal(size=(120, 36)) as screen:
        screen.see("paused", "3 Weights")
        look(screen, "d", "\r")
        screen.press(f"\x1b[200~/none/{LABELS[0]}{LABELS[2]}{FILE}\x1b[201~")
        screen.settle(0.1)
        look(screen, "\r", "\x1b")
        assert_harmless(screen)
        screen.press("\x11")  # from wherever the keys have led: Escape may have met another key
        assert screen.end() == 0


def test_refusals_and_results_of_commands_on_a_terminal(tmp_path: Path) -> None:
    path = write_table(tmp_path)
    for words in (("run", "--epochs", "2"), ("check",), ("trace",), ("run", "--target", "\x1b[2J")):
        with terminal(*words, "--data", str(path)) as screen:
            screen.end()
            assert screen.output
            assert_harmless(screen)

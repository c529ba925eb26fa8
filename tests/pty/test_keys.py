"""Keys at every moment of the app's life: before it is drawn, all at once, and while it exits."""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Collection, Iterator
from pathlib import Path

import pytest

from tests.helpers.terminal_driver import Terminal, terminal
from tests.helpers.terminal_keys import COMMAND_KEYS, OTHER_KEYS, bytes_of

SIGNALS = ("ctrl+c", "ctrl+q", "ctrl+z")
"""Keys that a terminal keeps for itself until the app has set it up."""

TYPED = tuple(key for key in COMMAND_KEYS if key not in SIGNALS)
QUITS = ("q", "ㅂ")
RUNS = ("space", "f5")
STARTED = "q quit"
READY = "? opens the help."


@pytest.fixture
def faults(tmp_path: Path) -> Iterator[dict[str, str | None]]:
    """The environment that has the faults of the app in a folder, which must stay empty."""
    yield {"TMPDIR": str(tmp_path)}
    kept = [path.read_text(encoding="utf-8") for path in tmp_path.glob("scratchnet-tui-fault-*")]
    assert not kept, "\n".join(kept)


def quit_and_check(screen: Terminal, codes: Collection[int] = (0,)) -> None:
    """Quit from wherever the app stands, and check that nothing is left behind."""
    if screen.process.poll() is None:
        screen.press(bytes_of("ctrl+q"))
    assert screen.end() in codes
    screen.assert_restored()
    assert "Traceback" not in screen.after_the_app()


def picture(screen: Terminal) -> list[str]:
    """Return the screen once it no longer changes."""
    screen.settle(0.5)
    return [line.rstrip() for line in screen.lines]


def pressed_later(key: str, env: dict[str, str | None]) -> list[str]:
    with terminal(env=env) as screen:
        screen.see(READY)
        screen.settle()
        screen.press(bytes_of(key))
        return picture(screen)


def pressed_at_once(key: str, seconds: float, env: dict[str, str | None]) -> list[str]:
    """Press a key this long after the start of the process, before its first frame."""
    with terminal(env=env) as screen:
        time.sleep(seconds)  # the moment itself is what is tried
        screen.press(bytes_of(key))
        if key in QUITS:
            assert screen.end() == 0
            return []
        screen.wait(lambda: bytes(screen.output).find(b"\x1b[?1049h") >= 0, "the app")
        if key in RUNS:
            screen.wait(lambda: screen.epoch > 0, "an epoch")
            shown = []
        else:
            shown = picture(screen)
        quit_and_check(screen)
        return shown


@pytest.mark.parametrize("key", ["d", "i", "8", "colon", "q"])
def test_a_key_before_the_first_picture_acts_as_it_would_later(
    key: str, faults: dict[str, str | None]
) -> None:
    early = pressed_at_once(key, 0.0, faults)
    assert key in QUITS or early == pressed_later(key, faults)


@pytest.mark.long
@pytest.mark.parametrize("key", TYPED)
def test_every_key_at_several_moments_acts_as_it_would_later(
    key: str, faults: dict[str, str | None]
) -> None:
    later = [] if key in (*QUITS, *RUNS) else pressed_later(key, faults)
    for seconds in (0.0, 0.2, 0.4, 0.8):
        assert pressed_at_once(key, seconds, faults) == later, f"after {seconds} s"


def test_a_value_typed_in_one_packet_before_the_first_picture(
    faults: dict[str, str | None],
) -> None:
    with terminal(env=faults) as screen:
        screen.press("m", "\r", b"\x1b[H\x1b[3~", "7", "\r")  # where the 4 stood
        screen.see("3-7-1")
        quit_and_check(screen)


# Escape with a letter behind it is what a terminal sends for Alt and that letter.
@pytest.mark.parametrize(
    ("first", "second"), [("enter", "enter"), ("enter", "q"), ("escape", "escape")]
)
def test_two_keys_in_one_packet_for_the_command_palette(
    first: str, second: str, faults: dict[str, str | None]
) -> None:
    with terminal(env=faults) as screen:
        screen.see(READY)
        screen.press(bytes_of("ctrl+p"), "train one epoch")
        screen.see("Key: s .")
        screen.press(bytes_of(first) + bytes_of(second))
        if second == "q":
            assert screen.end() == 0
            return
        screen.wait(lambda: screen.epoch == (first == "enter"), "the epoch")
        quit_and_check(screen)


@pytest.mark.parametrize("key", ["l", "g", "ctrl+p"])
def test_a_key_in_one_packet_with_the_last_one(key: str, faults: dict[str, str | None]) -> None:
    with terminal(env=faults) as screen:
        screen.see(READY)
        screen.press(b"q" + bytes_of(key))
        quit_and_check(screen)


@pytest.mark.parametrize("last", [b"q", b"\x11", b"\x03"])
def test_quitting_does_not_wait_for_what_is_being_worked_out(
    last: bytes, faults: dict[str, str | None]
) -> None:
    # The work never ends by itself, so neither would the process if it waited.
    code = (
        "import sys, threading\n"
        "from scratchnet_tui.cli import parser\n"
        "from scratchnet_tui.session import session\n"
        "session.Session.check = lambda self: threading.Event().wait()\n"
        "sys.exit(parser.main())"
    )
    with terminal(command=(sys.executable, "-c", code), env=faults) as screen:
        screen.see(READY)
        screen.press("g")
        screen.see("Checking the gradient")
        screen.press(last)
        quit_and_check(screen)


DIALOGS = (
    (":", "An epoch this run has reached"),
    ("\x10", "Search for commands"),
    ("?", "PgUp PgDn page"),
    ("l", "Enter start"),
    ("P", "space run or pause"),
    ("g", "Gradient check at"),
    ("c", "Tab next function"),
    ("a", "Try an input"),
    ("d", "The data to learn"),
    ("i", "phase 1/"),
)
"""The key that opens each, and what is then to be seen."""


def test_nothing_is_sent_while_the_app_is_idle() -> None:
    with terminal() as screen:
        screen.see(READY)
        for key, shown in DIALOGS:
            screen.press(key)
            screen.see(shown)
            screen.settle(0.7)
            assert screen.count(1.2) == 0, f"after {key}"
            screen.press("\x1b")
            screen.wait(lambda shown=shown: shown not in screen.text, "the end of it")
        quit_and_check(screen)


# storms

_PASTE = "\x1b[200~a\nb\x1b[201~"
_TEXTS = (_PASTE, "\x10", "go to epoch\r", "5", "-1e999", "nan", "xor\r", "3,3\r", "한글")
_ALL = tuple(key for key in (*COMMAND_KEYS, *OTHER_KEYS) if key not in (*QUITS, *SIGNALS))


def storm(seed: int, keys: int, faults: dict[str, str | None]) -> None:
    """Press random keys in one process, from its start to its end.

    A third arrive two in a packet; some are clicks and wheels of the mouse. The last packet has
    the key that quits in it, with one behind.
    """
    luck = random.Random(seed)
    size = luck.choice(((80, 24), (120, 36), (60, 16), (200, 60)))
    options = luck.choice(((), ("--start",), ("--start", "--pace", "max"), ("--lesson", "spiral")))

    def one() -> bytes:
        choice = luck.random()
        if choice < 0.03:
            x, y = luck.randint(1, size[0]), luck.randint(1, size[1])
            button = luck.choice((0, 0, 64, 65))
            return f"\x1b[<{button};{x};{y}M\x1b[<{button};{x};{y}m".encode()
        if choice < 0.06:
            return luck.choice(_TEXTS).encode()
        if choice < 0.16:
            return bytes_of(luck.choice(("escape", "enter")))
        return bytes_of(luck.choice(_ALL))

    packets = []
    left = keys - 2
    while left > 0:
        many = min(left, luck.choice((1, 1, 2)))
        packets.append(b"".join(one() for _ in range(many)))
        left -= many
    early = luck.randrange(len(packets) // 3 + 1)  # so many before there is anything to see
    log = f"seed {seed}, {size}, {options}: {packets}"
    with terminal(*options, size=size, env=faults) as screen:
        try:
            for packet in packets[:early]:
                screen.press(packet)
                time.sleep(luck.choice((0.0, 0.1)) * luck.random())  # the moment is what is tried
            # From here on the keys that end the app are the app's, and no signals.
            screen.wait(lambda: b"\x1b[?1049h" in screen.output, "the app")
            for packet in packets[early:]:
                screen.press(packet)
                screen.read(luck.choice((0.0, 0.0, 0.02, 0.1)))
            last = luck.choice((b"\x11", b"\x03", b"q"))
            screen.press(last + one())
            # In the instant before the app sets the terminal up ctrl+c is a signal still.
            quit_and_check(screen, {0, 130} if last == b"\x03" else {0})
        except (AssertionError, OSError) as error:
            raise AssertionError(f"{error}\n{log}") from error


@pytest.mark.parametrize("seed", range(2))
def test_a_storm_of_keys(seed: int, faults: dict[str, str | None]) -> None:
    storm(seed, 60, faults)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(1000, 1200))
def test_a_long_storm_of_keys(seed: int, faults: dict[str, str | None]) -> None:
    """20,000 keys in 200 processes."""
    storm(seed, 100, faults)

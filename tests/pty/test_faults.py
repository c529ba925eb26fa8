"""A crash: one sentence on a restored terminal, and the traceback in a file."""

from __future__ import annotations

import re
import stat
import sys
import tempfile
from pathlib import Path

import pytest

from scratchnet_tui.terminal.lifecycle import keep_fault
from tests.helpers.terminal_driver import terminal

BREAK = """
import sys
from scratchnet_tui.cli import parser
from scratchnet_tui.panes.weights.pane import WeightsPane
from scratchnet_tui.session import navigation, session
from scratchnet_tui.terminal import driver

def broken(self, *arguments):
    raise RuntimeError("broken by a test,\\nin two lines")

{where} = broken
sys.exit(parser.main())
"""

SENTENCE = re.compile(
    r"scratchnet-tui: a fault of the program ended it; what happened is in (\S+)\r\n"
)


def broken(where: str) -> tuple[str, ...]:
    """Return a command that runs the app with one of its functions broken."""
    return (sys.executable, "-c", BREAK.format(where=where))


@pytest.mark.parametrize(
    ("where", "options"),
    [
        ("WeightsPane.row", ()),  # at the first picture
        ("session.Session.train", ("--start",)),  # in the thread that trains
        ("navigation.Navigation.rewind", ()),  # in what a key does
        ("driver.XTermParser.feed", ()),  # in the thread that reads keys
    ],
)
def test_a_fault_is_a_sentence_and_a_file(
    where: str, options: tuple[str, ...], tmp_path: Path
) -> None:
    # The name that older versions wrote to, as a trap: whatever it leads to must stay as it is.
    treasure = tmp_path / "treasure"
    treasure.write_text("precious", encoding="utf-8")
    (tmp_path / "scratchnet-tui-fault.txt").symlink_to(treasure)
    with terminal(*options, command=broken(where), env={"TMPDIR": str(tmp_path)}) as screen:
        screen.wait(lambda: "q quit" in screen.text or screen.process.poll() is not None, "the app")
        if not options and screen.process.poll() is None:
            screen.press("r")
        assert screen.end() == 1
        screen.assert_restored()
        sentence = SENTENCE.fullmatch(screen.after_the_app())
        assert sentence, screen.after_the_app()

    path = Path(sentence[1])
    assert path.parent == tmp_path
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    text = path.read_text(encoding="utf-8")
    assert "Traceback (most recent call last)" in text
    assert "RuntimeError: broken by a test" in text
    assert "in broken" in text
    assert treasure.read_text(encoding="utf-8") == "precious"
    assert [found.name for found in tmp_path.glob("*-fault-*")] == [path.name]


NO_THREAD = """
import sys, threading
from scratchnet_tui.cli import parser

start = threading.Thread.start

def broken(thread):
    if "{name}" in thread.name:
        raise RuntimeError("can't start new thread")
    start(thread)

threading.Thread.start = broken
sys.exit(parser.main())
"""


@pytest.mark.parametrize("name", ["textual-output", "textual-input", "asyncio"])
def test_no_memory_for_one_more_thread(name: str, tmp_path: Path) -> None:
    command = (sys.executable, "-c", NO_THREAD.format(name=name))
    with terminal("--start", command=command, env={"TMPDIR": str(tmp_path)}) as screen:
        assert screen.end() == 1
        if screen.modes():
            screen.assert_restored()
        assert screen.settings() == screen.before
        assert SENTENCE.fullmatch(screen.after_the_app())


def test_a_library_that_cannot_be_loaded() -> None:
    command = (sys.executable, "-c", "import sys; sys.modules['numpy'] = None\n" + NO_THREAD)
    with terminal("run", command=command, size=(200, 24)) as screen:
        assert screen.end() == 2
        assert "a library that it needs cannot be loaded: import of numpy" in screen.text
        assert screen.output.count(b"\n") == 1


def test_two_faults_have_two_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    keep_fault(ValueError("one"))
    keep_fault(ValueError("two"))
    texts = sorted(path.read_text(encoding="utf-8") for path in tmp_path.iterdir())
    assert [text.splitlines()[-1] for text in texts] == ["ValueError: one", "ValueError: two"]


def test_a_fault_that_cannot_be_written_down_is_still_one_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full(**_: str) -> tuple[int, str]:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(tempfile, "mkstemp", full)
    sentence = keep_fault(ValueError("lost\nin two lines"))
    assert "ValueError: lost" in sentence
    assert "No space left on device" in sentence
    assert "\n" not in sentence

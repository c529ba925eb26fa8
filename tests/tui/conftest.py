"""Fixtures for all tests of the app: the same environment wherever they run."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import settings

from tests.helpers.cli_driver import CliDriver

settings.register_profile("no deadline", deadline=None)  # these machines are shared
settings.load_profile("no deadline")


@pytest.fixture(autouse=True)
def same_surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Isolate the environment, and keep crash reports inside the test's own folder."""
    for name in ("NO_COLOR", "FORCE_COLOR", "COLORTERM", "TEXTUAL_THEME", "LINES", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """A CSV file with two inputs, one target and six rows."""
    path = tmp_path / "measured.csv"
    path.write_text(
        "width,height,big\n0.1,0.2,0\n0.9,0.8,1\n0.4,0.3,0\n0.7,0.9,1\n0.2,0.1,0\n0.8,0.6,1\n",
        encoding="utf-8",
    )
    return path


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str]) -> CliDriver:
    """The command line in this process."""
    return CliDriver(capsys)

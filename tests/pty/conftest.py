"""Fixtures for every test in a real terminal."""

from __future__ import annotations

import signal


def pytest_configure() -> None:
    """Let the keys that send signals act on the programs under test, wherever these tests run.

    A shell lets its background jobs ignore SIGINT and SIGQUIT, and nohup does so for SIGHUP;
    whatever they start inherits that.
    """
    for number, usual in (
        (signal.SIGINT, signal.default_int_handler),
        (signal.SIGQUIT, signal.SIG_DFL),
        (signal.SIGHUP, signal.SIG_DFL),
    ):
        if signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, usual)

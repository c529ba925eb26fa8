"""What every test through a real terminal needs."""

from __future__ import annotations

import signal


def pytest_configure() -> None:
    """Let ctrl+c reach the programs under test, also where these tests run in the background.

    A shell lets its background jobs ignore SIGINT, and whatever they start inherits that.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)

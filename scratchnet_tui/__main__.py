"""The entry point: ``scratchnet-tui`` and ``python -m scratchnet_tui``.

Hardly anything is imported here, so that ctrl+c is ours within a few milliseconds.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
from types import FrameType
from typing import NoReturn


def main() -> int:
    """Run the command line, ready for ctrl+c before it is imported.

    `KeyboardInterrupt` turns into other errors in the middle of an import. So ctrl+c ends the
    process at once, unless `interrupts` says otherwise for a while.
    """
    if callable(signal.getsignal(signal.SIGINT)):  # a job in the background of a script ignores it
        signal.signal(signal.SIGINT, _end)
    # What is imported stays, so looking through it for garbage only delays the start. It is
    # switched on again once the app has opened, or before a command begins its work.
    gc.disable()
    from .cli.parser import main as command_line

    return command_line()


def _end(number: int, _frame: FrameType | None) -> NoReturn:
    os._exit(128 + number)


if __name__ == "__main__":
    sys.exit(main())

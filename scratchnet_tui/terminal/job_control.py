"""Job control: whether the process is in the foreground, and how to stop until it is.

A shell gives the terminal to one process group at a time, the one in the foreground.
"""

from __future__ import annotations

import os
import signal
import time
from types import FrameType


def in_front(terminal: int) -> bool:
    """Tell whether the terminal behind a descriptor is ours to use."""
    try:
        return os.tcgetpgrp(terminal) == os.getpgrp()
    except OSError:  # it has gone, or no shell manages it: that shows when it is used
        return True


def stop_group(number: int) -> bool:
    """Stop as on ctrl+z, and return when the shell resumes the process.

    It stops the whole process group, since the shell also waits for the process that started us.
    Return whether we were stopped: if no shell could ever resume us, the kernel does nothing.
    """
    woken = False

    def wake(_number: int, _frame: FrameType | None) -> None:
        nonlocal woken
        woken = True

    before = {
        signal.SIGTSTP: signal.signal(signal.SIGTSTP, signal.SIG_DFL),
        signal.SIGTTOU: signal.signal(signal.SIGTTOU, signal.SIG_DFL),
        signal.SIGCONT: signal.signal(signal.SIGCONT, wake),
    }
    os.killpg(os.getpgrp(), number)
    time.sleep(0.05)  # the kernel may give the signal to another thread, a moment later
    for each, handler in before.items():
        signal.signal(each, handler)
    return woken


def come_to_front(terminal: int) -> bool:
    """Stop, as often as needed, until the terminal is ours to use.

    Return whether it is: not if we are in the background and no shell could ever resume us.
    """
    while not in_front(terminal):
        if not stop_group(signal.SIGTTOU):
            return False
    return True

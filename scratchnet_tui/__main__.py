"""The entry point: ``scratchnet-tui`` and ``python -m scratchnet_tui``."""

from __future__ import annotations

import sys

from .cli import main

if __name__ == "__main__":
    sys.exit(main())

"""Make docs/screen.svg from the real app: the XOR lesson, solved, at 120 x 36."""

from __future__ import annotations

import asyncio
from pathlib import Path

from core import LESSONS, load
from scratchnet_tui.app import ScratchnetApp
from scratchnet_tui.session import Session

EPOCHS = 2000
TARGET = Path(__file__).with_name("screen.svg")


async def picture() -> str:
    """Return the picture as SVG."""
    spec = LESSONS["backprop-xor"].spec
    app = ScratchnetApp(Session(spec, load(spec), "backprop-xor"))
    async with app.run_test(size=(120, 36)) as pilot:
        for _ in range(EPOCHS // 100):
            await pilot.press("S")
        while app.session.epoch < EPOCHS or app.runner.running:
            await pilot.pause(0.01)
        await pilot.pause()
        return app.export_screenshot(title="scratchnet-tui --lesson backprop-xor")


if __name__ == "__main__":
    TARGET.write_text(asyncio.run(picture()), encoding="utf-8")
    print(TARGET)

"""Make the pictures of the README from the real app, at 120 x 36: XOR solved, and the map."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

from core import LESSONS, load
from scratchnet_tui.app import ScratchnetApp
from scratchnet_tui.session.session import Session

DOCS = Path(__file__).parent.parent / "docs"
PICTURES = (
    ("screen.svg", "backprop-xor", 2000, ()),
    ("map.svg", "spiral", 300, ("8",)),
)
"""For each picture its file, the lesson, the epochs, and the keys pressed after them."""


async def picture(lesson: str, epochs: int, keys: tuple[str, ...]) -> str:
    """Return the picture as SVG."""
    spec = LESSONS[lesson].spec
    app = ScratchnetApp(Session(spec, load(spec), lesson))
    async with app.run_test(size=(120, 36)) as pilot:
        for _ in range(epochs // 100):
            await pilot.press("S")
        while app.session.epoch < epochs or app.training.running:
            await pilot.pause(0.01)
        await pilot.press(*keys)
        await pilot.pause()
        return app.export_screenshot(title=f"scratchnet-tui --lesson {lesson}")


if __name__ == "__main__":
    # The map uses as many colours as the terminal has; the picture must not depend on that.
    os.environ |= {"TERM": "xterm-256color", "COLORTERM": ""}
    os.environ.pop("NO_COLOR", None)
    for name, lesson, epochs, keys in PICTURES:
        (DOCS / name).write_text(asyncio.run(picture(lesson, epochs, keys)), encoding="utf-8")
        print(DOCS / name)

"""Golden pictures of the screen as text: drawn, stored, and compared with a readable difference."""

from __future__ import annotations

import os
from pathlib import Path

from tests.helpers.app_driver import AppDriver
from tests.helpers.screen_reader import cells_of, text_of

FOLDER = Path(__file__).parents[1] / "tui" / "pictures"
UPDATE = "UPDATE_PICTURES"
_STYLES = (
    "\n--- styles: B bold, - dim, # reverse, _ underlined, colours by letter, large when behind\n"
)


def picture_of(driver: AppDriver) -> str:
    """Return the screen as two blocks of text: its characters, and its styles."""
    grid = cells_of(driver.app.screen)
    texts = "\n".join(text_of(row).rstrip() for row in grid)
    styles = "\n".join("".join(cell.letter for cell in row).rstrip(".") for row in grid)
    return f"{texts}{_STYLES}{styles}\n"


def assert_matches_kept(name: str, drawn: str) -> None:
    """Compare a picture with the kept one, or keep it when `UPDATE_PICTURES` is set."""
    path = FOLDER / f"{name}.txt"
    if os.environ.get(UPDATE):
        path.write_text(drawn, encoding="utf-8")
        return
    assert path.exists(), f"there is no {path.name} yet; {UPDATE}=1 draws it"
    kept = path.read_text(encoding="utf-8")
    if drawn != kept:
        raise AssertionError(difference(name, kept, drawn))


def difference(name: str, kept: str, drawn: str) -> str:
    """Return the rows that differ, kept above drawn, with marks below the differences."""
    pairs = list(zip(*(pad(text) for text in both(kept, drawn)), strict=True))
    rows = len(drawn.partition(_STYLES)[0].splitlines())
    lines = [f"{name}: {UPDATE}=1 pytest tests/tui/test_pictures.py draws it anew"]
    for number, (before, now) in enumerate(pairs):
        if before != now:
            kind = f"row {number}" if number < rows else f"style of row {number - rows - 1}"
            width = max(len(before), len(now))
            marks = [
                " " if a == b else "^"
                for a, b in zip(before.ljust(width), now.ljust(width), strict=True)
            ]
            lines += [kind, f"  kept  {before}", f"  drawn {now}", f"        {''.join(marks)}"]
    return "\n".join(lines)


def both(kept: str, drawn: str) -> tuple[list[str], list[str]]:
    return kept.splitlines(), drawn.splitlines()


def pad(lines: list[str]) -> list[str]:
    """Pad with empty lines, so that pictures of different heights can be compared."""
    return lines + [""] * (200 - len(lines))

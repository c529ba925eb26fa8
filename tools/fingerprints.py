"""Print the fingerprints that the documents show, as they are now; --write puts them in place.

A document shows one in a command, with the epoch in its comment:
``scratchnet-tui verify 7k3f-9qxa --seed 2    # epoch 100``. Wherever else the page has these signs,
they are replaced with them.
"""

from __future__ import annotations

import re
import shlex
import sys
from pathlib import Path

from core import Trainer
from core.run.fingerprint import EXAMPLE
from scratchnet_tui.cli.options import start_of
from scratchnet_tui.cli.parser import build_parser

ROOT = Path(__file__).parent.parent
PAGES = (ROOT / "README.md", ROOT / "docs" / "manual.md")
COMMAND = re.compile(r"^scratchnet-tui verify (\S+)([^#\n]*)#.*\bepoch (\d+)", re.MULTILINE)


def fingerprint_of(options: str, epoch: int) -> str:
    """Train with the options of a command, and return the fingerprint of that epoch."""
    start = start_of(build_parser().parse_args(["verify", EXAMPLE, *shlex.split(options)]))
    trainer = Trainer(start.spec, start.dataset)
    for _ in trainer.run(max_epochs=epoch):
        pass
    return trainer.fingerprint


def shown(text: str) -> dict[str, str]:
    """Return the fingerprints of a page's commands, each with what it has to be."""
    found = COMMAND.findall(text)
    return {old: fingerprint_of(options, int(epoch)) for old, options, epoch in found}


def with_fingerprints(text: str) -> str:
    """Return a page with its fingerprints as they have to be."""
    replaced = shown(text)
    pattern = "|".join(map(re.escape, replaced)) or "(?!)"
    return re.sub(pattern, lambda old: replaced[old[0]], text)


if __name__ == "__main__":
    for page in PAGES:
        before = page.read_text(encoding="utf-8")
        for old, new in shown(before).items():
            print(f"{page.name}: {old} {'is right' if old == new else f'is {new} now'}")
        if "--write" in sys.argv:
            page.write_text(with_fingerprints(before), encoding="utf-8")

"""Going forward: run, pause, step, start again, and how fast."""

from __future__ import annotations

import dataclasses

from scratchnet_tui.session.notices import Lasts
from scratchnet_tui.session.session import NEW_RUN
from scratchnet_tui.text.lesson_news import pace_words

from .base import Base


class TrainingActions(Base):
    """Commands that train."""

    def action_toggle_run(self) -> None:
        """Run, or pause."""
        if self.runner.running:
            self.runner.pause()
        else:
            self._run()

    def action_step_epoch(self) -> None:
        """Train one epoch; while running, pause first."""
        self._step(1)

    def action_step_hundred(self) -> None:
        """Train a hundred epochs; while running, pause first."""
        self._step(100)

    def _step(self, epochs: int) -> None:
        if not self.runner.stepping:  # steps asked for while stepping add up
            self.runner.pause()
        self._run(epochs)

    async def action_rewind(self) -> None:
        """Go back to epoch 0 and the same weights."""
        await self._change(self.session.rewind, Lasts.HERE)

    async def action_new_seed(self) -> None:
        """Start a new run with the next seed."""

        def reseed() -> str:
            spec = self.session.spec
            said = self.session.change(dataclasses.replace(spec, seed=spec.seed + 1))
            more = said.removeprefix(NEW_RUN)
            if spec.init == "literal":
                return f"Seed {spec.seed + 1}; the weights are still the given ones.{more}"
            return f"Seed {spec.seed + 1}: new weights.{more}"

        await self._change(reseed)

    def action_faster(self) -> None:
        """Go faster."""
        self._change_pace(1)

    def action_slower(self) -> None:
        """Go slower."""
        self._change_pace(-1)

    def _change_pace(self, by: int) -> None:
        self.runner.change_pace(by)
        self.main.show_status(self.runner.running, self.runner.pace, self.runner.speed)
        words = pace_words(self.runner.pace)
        self._tell(f"{words[0].upper()}{words[1:]}.")

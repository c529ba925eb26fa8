"""Going forward: run, pause, step, start again, and how fast."""

from __future__ import annotations

from scratchnet_tui.text.lesson_news import pace_words

from .context import Context


class TrainingCommands:
    """Commands that train."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def toggle_run(self) -> None:
        """Run, or pause."""
        if self._context.training.running:
            self._context.training.pause()
        else:
            self._context.train()

    def step_epoch(self) -> None:
        """Train one epoch; while running, pause first."""
        self._step(1)

    def step_hundred(self) -> None:
        """Train a hundred epochs; while running, pause first."""
        self._step(100)

    def _step(self, epochs: int) -> None:
        if not self._context.training.stepping:  # steps asked for while stepping add up
            self._context.training.pause()
        self._context.train(epochs)

    async def new_seed(self) -> None:
        """Start a new run with the next seed."""
        await self._context.change(self._context.session.new_seed)

    def faster(self) -> None:
        """Go faster."""
        self._change_pace(1)

    def slower(self) -> None:
        """Go slower."""
        self._change_pace(-1)

    def _change_pace(self, by: int) -> None:
        training = self._context.training
        training.change_pace(by)
        self._context.main.show_status(training.running, training.pace, training.speed)
        words = pace_words(training.pace)
        self._context.say(f"{words[0].upper()}{words[1:]}.")

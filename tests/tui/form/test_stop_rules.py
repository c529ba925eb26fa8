"""Stop rules in the form: how they are set and reported, and training beyond them."""

from __future__ import annotations

import numpy as np
import pytest

from core import COMPARISONS, LESSONS, RunSpec, Stop, load
from scratchnet_tui.session.events import Stopped, StopRulesSet
from scratchnet_tui.session.session import Session
from tests.helpers.app_driver import epochs_of, open_app, train_from_start

SPEC = LESSONS["cross-entropy"].spec


def begun(stop: Stop, spec: RunSpec = SPEC) -> Session:
    return Session(spec, load(spec), stop=stop)


def test_a_rule_stops_a_slice_and_says_why() -> None:
    session = begun(Stop(solved=True))
    piece = session.train(60.0, 5000)
    assert piece.stopped
    assert session.epoch == session.snapshot().record.solved_since
    assert piece.events[-1] == Stopped(
        session.epoch, "all rows are right", False, session.trainer.fingerprint
    )
    on = session.train(60.0, 50)
    assert (on.epochs, on.stopped) == (50, False), "it goes on beyond"


def test_a_rewind_arms_the_rules_anew() -> None:
    session = begun(Stop(epochs=7))
    assert (session.train(60.0, 20).epochs, session.train(60.0, 20).epochs) == (7, 20)
    session.navigation.rewind()
    assert session.train(60.0, 20).epochs == 7
    session.navigation.seek(3)
    assert session.train(60.0, 20).epochs == 4


def test_a_rule_that_holds_already_says_so() -> None:
    session = begun(Stop())
    session.train(60.0, 30)
    event = session.set_stop(Stop(epochs=10))
    assert isinstance(event, StopRulesSet)
    assert event.already
    assert session.train(60.0, 20).epochs == 20
    assert session.set_stop(Stop(epochs=10)) is None


@pytest.mark.parametrize("validation", [0.0, 0.2])
def test_patience_says_what_it_looked_at_and_when_that_was_the_test_set(validation: float) -> None:
    spec = RunSpec(
        dataset="moons", samples=60, noise=0.3, split=0.6, validation=validation, bias=True,
        hidden=(), order="shuffled", rate=1.0,
    )  # fmt: skip
    session = begun(Stop(patience=5), spec)
    piece = session.train(60.0, 5000)
    assert piece.stopped
    curves = session.snapshot().curves
    part = "validation" if validation else "test"
    values = curves[f"{part} mse"].values
    assert int(np.argmin(values)) == session.epoch - 5
    event = piece.events[-1]
    assert isinstance(event, Stopped)
    assert f"of the {part} set" in event.reason
    assert event.chosen_on_test == (part == "test")


def test_companions_stop_at_the_same_epoch() -> None:
    session = begun(Stop(epochs=9))
    session.compare(next(iter(COMPARISONS.values())))
    assert session.train(60.0, 200).stopped
    assert epochs_of(session) == {9}


def test_a_refused_rule_changes_nothing() -> None:
    session = begun(Stop(epochs=9))
    assert session.stop == Stop(epochs=9)
    session.change(RunSpec())
    assert session.stop == Stop(epochs=9), "rules stay from run to run"


async def test_rules_are_set_in_the_form_and_stop_the_run() -> None:
    async with open_app() as driver:
        await driver.go_to_row("at epoch")
        await driver.type_value("12")
        await driver.wait_until(lambda: driver.form_values()["at epoch"] == "12")
        await driver.press("escape", "space")
        await driver.wait_until(lambda: driver.status.epoch == 12)
        await driver.wait_until_idle()
        assert driver.status.state == "paused"
        there = train_from_start(driver.snapshot.spec, 12).fingerprint
        said = f"Stopped at epoch 12: 12 epochs are done. Fingerprint {there}."
        assert driver.notice == said
        await driver.press("space")
        await driver.wait_until(lambda: driver.status.epoch > 12, "space goes on")
        await driver.press("space")


async def test_a_rule_refuses_what_is_not_legal() -> None:
    async with open_app() as driver:
        for name, text, why in (
            ("at epoch", "-1", "0 or more"),
            ("at epoch", "soon", "whole number"),
            ("at mse", "-1", "0 or more"),
            ("at mse", "low", "must be a number"),
            ("all right", "yes", "on or off"),
            ("patience", "0", "1 or more"),
        ):
            await driver.go_to_row(name)
            before = driver.form_values()
            await driver.type_value(text)
            assert why in driver.dialog_text
            await driver.press("escape")
            await driver.wait_until_idle()
            assert driver.form_values() == before

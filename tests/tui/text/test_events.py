"""Events in words: what each of them is said as."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import (
    OPTIMIZERS,
    Change,
    Remedy,
    RunSpec,
    SetFrozen,
    SetRule,
    SetWeight,
    Stop,
    build_problem,
)
from scratchnet_tui.session import events as ev
from scratchnet_tui.session.events import NamedChange
from scratchnet_tui.text.events import change_text, sentence
from scratchnet_tui.text.wording import KEEPS_MOMENTUM

RATE = NamedChange(SetRule("sgd", 0.3), RunSpec())
WEIGHT = NamedChange(SetWeight("W2", (0, 2), 7.0), RunSpec(), "W2[y,h2]")
NEW_RUN = ev.NewRun("", ())
DROPPED = (ev.PinsDropped(("A", "B"), 6),)
LEFT = " A new branch; the old curve is faint."
DIVERGED = ev.RunDiverged("rate 10", "the mse is no longer finite", ())


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (ev.BranchLeft(), f"Without what was taken back.{LEFT}"),
        (ev.Solved("", 1365, 4), "Solved at epoch 1,365: all 4 rows are right."),
        (
            ev.Solved("cross entropy", 539, 4),
            "cross entropy: solved at epoch 539, all 4 rows are right.",
        ),
        (DIVERGED, "rate 10: the mse is no longer finite. The state before it is kept."),
        (
            ev.RunDiverged("", "it grew", (Remedy("rate", 0.1, ""), Remedy("rule", "adam", ""))),
            "It grew. Try rate 0.1 or rule adam. The state before it is kept.",
        ),
        (
            ev.Solved("", 1365, 4, "7k3f-9qxa"),
            "Solved at epoch 1,365: all 4 rows are right. Fingerprint 7k3f-9qxa.",
        ),
        (
            ev.FingerprintTaken("7k3f-9qxa", 1365, 0, False),
            "Fingerprint 7k3f-9qxa: epoch 1,365.",
        ),
        (
            ev.FingerprintTaken("7k3f-9qxa", 0, 2, True),
            "Fingerprint 7k3f-9qxa: epoch 0, update 2. The run was changed on the way: its options "
            "alone do not lead here.",
        ),
        (
            ev.Stopped(1200, "all rows are right", False, "7k3f-9qxa"),
            "Stopped at epoch 1,200: all rows are right. Fingerprint 7k3f-9qxa.",
        ),
        (
            ev.Stopped(9, "it is so", True, "7k3f-9qxa"),
            "Stopped at epoch 9: it is so. Fingerprint 7k3f-9qxa. The test set was used for a "
            "choice, so it says less about new rows; split 0.7,0.15 holds out rows for that.",
        ),
        (ev.Rewound(False), "Back at epoch 0 with the same weights. Going on repeats the run."),
        (ev.Rewound(True), f"Back at epoch 0 with the same weights.{LEFT}"),
        (ev.EndReached(1000, False), "This run has reached epoch 1,000 and no further."),
        (ev.AlreadyThere(7), "This is epoch 7."),
        (ev.WentTo(9, True, True), f"Epoch 9, as far as the run has come.{LEFT}"),
        (ev.WentTo(9, False, True), f"Epoch 9 again.{LEFT}"),
        (
            ev.WentTo(9, False, False),
            "Epoch 9 again. Going on repeats the run; a change begins a new branch.",
        ),
        (
            ev.ChangeUndone(RATE, 20),
            "Taken back: learning rate 0.3. Epoch 20; U brings it back.",
        ),
        (ev.NothingToUndo(None), "Nothing has been changed in this run."),
        (
            ev.NothingToUndo(WEIGHT, True, 20),
            "Nothing was changed before this; U brings back: W2[y,h2] set to 7.",
        ),
        (
            ev.NothingToUndo(WEIGHT, False, 20),
            "Nothing was changed before this; ahead, at epoch 20: W2[y,h2] set to 7.",
        ),
        (ev.ChangeRedone(WEIGHT, 20), "Again: W2[y,h2] set to 7, at epoch 20."),
        (ev.NothingToRedo(), "There is no change that was taken back."),
        (ev.UpdateOpened(None), "The next update, phase by phase; the last Enter takes it."),
        (
            ev.UpdateOpened(2),
            "The next update. Its inputs are nearly all 0; i again looks at row 3 instead.",
        ),
        (ev.RowOpened(2), "What row 3 alone would do now. Nothing is trained."),
        (ev.UpdateTakenBack(5), "Update 5 is taken back."),
        (ev.NoUpdateBefore(), "This is the beginning of the run."),
        (
            ev.LastPhaseOfRow(2),
            "Only a look: row 3 was not trained. Press i for the next update of the run.",
        ),
        (ev.FirstPhaseOfRow(), "This is the first phase."),
        (
            ev.PhaseStepped((ev.UpdateTaken(1234, False), DIVERGED)),
            "Update 1,234 is taken. This is the next one. "
            "rate 10: the mse is no longer finite. The state before it is kept.",
        ),
        (
            ev.ComparisonStarted(
                ("a", "b"), "delta-rule", DROPPED, (ev.ChangeRefused("b", WEIGHT, "too large"),)
            ),
            "In lock step from the same weights: a, b. You have left the lesson delta-rule. "
            "A, B dropped to make room: 6 can be pinned. "
            "Not so in b: W2[y,h2] set to 7 (too large).",
        ),
        (ev.NothingToPin(), "There is nothing to pin yet: train first."),
        (ev.AlreadyPinned("A"), "This run is pinned already, as A."),
        (
            ev.NoRoomToPin(6),
            "Six runs are pinned already; remove one in the table (P) first.",
        ),
        (ev.Pinned("A", 30), "Pinned as A at epoch 30. The next run is drawn over it."),
        (ev.Unpinned("A"), "A is removed."),
        (ev.NotPinned("A"), "No run called A is pinned."),
        (
            ev.RunShown("b", True, "delta-rule"),
            "The panes show b now. It has diverged and can go no further. "
            "You have left the lesson delta-rule.",
        ),
        (ev.NotTraining("A"), "A is not training: only its curve was kept."),
        (
            ev.NewRun("delta-rule", DROPPED),
            "A new run from epoch 0. You have left the lesson delta-rule. "
            "A, B dropped to make room: 6 can be pinned.",
        ),
        (ev.NewSeed(5, False, NEW_RUN), "Seed 5: new weights."),
        (ev.NewSeed(5, True, NEW_RUN), "Seed 5; the weights are still the given ones."),
        (
            ev.RunChanged(RATE, 50, 3, True, True),
            f"Learning rate 0.3 from epoch 50, update 3 on. Only in this run.{LEFT}",
        ),
        (ev.RunChanged(WEIGHT, 50, 0, False, False), "W2[y,h2] set to 7 from epoch 50 on."),
        (ev.StopRulesSet(Stop(epochs=9), ""), "Training will stop by itself."),
        (ev.StopRulesSet(Stop(), ""), "Training will not stop by itself."),
        (
            ev.StopRulesSet(Stop(epochs=9), "epoch 9"),
            "That is already true (epoch 9), so it will not stop the run from here.",
        ),
        (
            ev.SettingsTaken(
                "It is gone.", NEW_RUN, "changed",
                RunSpec(dataset="moons", bias=True, hidden=()),
                ("bias", "hidden", "data_seed"), "it is too small", None,
            ),
            "It is gone. A new run from epoch 0. The file has changed since it was read. "
            "Settings that suit moons: bias on, hidden none, data seed 1. It is too small.",
        ),
        (
            ev.SettingsTaken("", None, "same", RunSpec(), (), "", None),
            "The file holds what it held when it was read.",
        ),
        (ev.NoOtherValue("order"), "There is no other order to choose."),
        (
            ev.LessonOpened("A title", 5, 1, "max"),
            "Seed 5 is kept; T takes the lesson's seed 1. A title. As fast as possible.",
        ),
        (ev.LessonOpened("A title", 1, 1, "1"), "A title. 1 epoch a second."),
        (
            ev.RowCopied(1, NEW_RUN),
            "Row 2 is copied. A new run from epoch 0. Backspace takes it back.",
        ),
        (
            ev.RowRemoved(1, NEW_RUN),
            "Row 2 is removed. A new run from epoch 0. Backspace takes it back.",
        ),
        (
            ev.RowAdded(NEW_RUN),
            "Your input is the last row now. A new run from epoch 0. Backspace takes it back.",
        ),
        (
            ev.CellSet(1, "x2", 0.5, True, NEW_RUN),
            "x2 of row 2 is 0.5. It is no longer a bias. A new run from epoch 0. "
            "Backspace takes it back.",
        ),
        (ev.EditUndone(NEW_RUN), "The rows are as they were. A new run from epoch 0."),
        (ev.NoEditToUndo(), "There is no edit to take back."),
    ],
)  # fmt: skip
def test_an_event_is_said_in_these_words(event: ev.Event, words: str) -> None:
    assert sentence(event) == words


# change_text


@pytest.mark.parametrize(
    ("change", "text"),
    [
        (SetRule("sgd", 0.3), "learning rate 0.3"),
        (SetRule("adam", 0.9), "rule adam"),
        (SetRule("adam", 0.01, 0.9), "rule adam, learning rate 0.01"),
        (SetRule("momentum", 0.9, 0.5), "rule momentum, momentum 0.5"),
        (SetRule("nesterov", 1e-3, 0.99), "rule nesterov, learning rate 0.001, momentum 0.99"),
        (SetRule("sgd", 0.9, 0.5), "momentum 0.5 (which sgd does not use)"),
        (SetWeight("W1", (0, 1), 0.5), "W1[h1,x2] set to 0.5"),
        (SetFrozen("W2", (0, 3), True), "W2[y,h4] frozen"),
        (SetFrozen("W2", (0, 3), False), "W2[y,h4] free"),
    ],
)
def test_a_change_is_said_in_a_few_words(change: Change, text: str) -> None:
    spec = RunSpec(rule="sgd", rate=0.9, momentum=0.9)
    assert change_text(NamedChange.of(build_problem(spec), change, spec)) == text


@given(
    st.builds(
        RunSpec,
        rule=st.sampled_from(tuple(OPTIMIZERS)),
        rate=st.sampled_from((0.0, 0.1, 0.9)),
        momentum=st.sampled_from((0.0, 0.5)),
    ),
    st.builds(
        SetRule,
        st.sampled_from(tuple(OPTIMIZERS)),
        st.sampled_from((0.0, 0.1, 0.9)),
        st.sampled_from((None, 0.0, 0.5)),
    ),
)
def test_a_change_of_the_rule_names_what_it_changes_and_no_more(
    before: RunSpec, change: SetRule
) -> None:
    text, after = (
        change_text(NamedChange.of(build_problem(before), change, before)),
        change.applied_to(before),
    )
    parts = text.split(", ") if text else []
    assert (f"rule {after.rule}" in parts) == (after.rule != before.rule)
    assert (f"learning rate {after.rate:g}" in parts) == (after.rate != before.rate)
    named = [part for part in parts if part.startswith("momentum ")]
    assert bool(named) == (after.momentum != before.momentum)
    if named:
        assert named[0].startswith(f"momentum {after.momentum:g}")
        assert ("does not use" in named[0]) == (after.rule not in KEEPS_MOMENTUM)
    fields = ("rule", "rate", "momentum")
    assert len(parts) == sum(getattr(before, name) != getattr(after, name) for name in fields)

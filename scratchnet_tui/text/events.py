"""Events of a session in words, as the notice line and the log show them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from core import RunSpec, SetRule, SetWeight
from scratchnet_tui.session import events as ev
from scratchnet_tui.settings.values import written

from .lesson_news import pace_words
from .wording import KEEPS_MOMENTUM, TEST_SET_USED

_LEFT = " A new branch; the old curve is faint."
_UNDO_EDIT = " Backspace takes it back."


def sentence(event: ev.Event) -> str:
    """Put an event into one or more sentences."""
    match event:
        # training
        case ev.BranchLeft():
            return f"Without what was taken back.{_LEFT}"
        case ev.Solved(run=run, epoch=epoch, rows=rows, fingerprint=found):
            sign = "," if run else ":"
            solved = f"solved at epoch {epoch:,}{sign} all {rows} rows are right."
            return _said_of(run, solved) + _fingerprint(found)
        case ev.RunDiverged(run=run, reason=reason, remedies=remedies):
            tries = " or ".join(f"{remedy.field} {remedy.value}" for remedy in remedies)
            advice = f" Try {tries}." if tries else ""
            return _said_of(run, f"{reason}.{advice} The state before it is kept.")
        case ev.Stopped(epoch=epoch, reason=reason, chosen_on_test=on_test):
            better = f" {TEST_SET_USED.capitalize()} split 0.7,0.15 holds out rows for that."
            stopped = f"Stopped at epoch {epoch:,}: {reason}.{_fingerprint(event.fingerprint)}"
            return f"{stopped}{better if on_test else ''}"
        case ev.FingerprintTaken(fingerprint=found, epoch=epoch, index=index):
            way = " The run was changed on the way: its options alone do not lead here."
            return f"Fingerprint {found}: {_moment(epoch, index)}.{way if event.changed else ''}"

        # moving in the run
        case ev.Rewound(branched=branched):
            onward = _LEFT if branched else " Going on repeats the run."
            return f"Back at epoch 0 with the same weights.{onward}"
        case ev.EndReached(epoch=epoch, branched=branched):
            return f"This run has reached epoch {epoch:,} and no further.{_left(branched)}"
        case ev.AlreadyThere(epoch=epoch):
            return f"This is epoch {epoch:,}."
        case ev.WentTo(epoch=epoch, is_last=True, branched=branched):
            return f"Epoch {epoch:,}, as far as the run has come.{_left(branched)}"
        case ev.WentTo(epoch=epoch, branched=branched):
            onward = " Going on repeats the run; a change begins a new branch."
            return f"Epoch {epoch:,} again.{_LEFT if branched else onward}"
        case ev.ChangeUndone(change=change, epoch=epoch):
            return f"Taken back: {change_text(change)}. Epoch {epoch:,}; U brings it back."
        case ev.NothingToUndo():
            return _nothing_to_undo(event)
        case ev.ChangeRedone(change=change, epoch=epoch):
            return f"Again: {change_text(change)}, at epoch {epoch:,}."
        case ev.NothingToRedo():
            return "There is no change that was taken back."

        # single updates
        case ev.UpdateOpened(fuller_row=row):
            if row is None:
                return "The next update, phase by phase; the last Enter takes it."
            little = "The next update. Its inputs are nearly all 0;"
            return f"{little} i again looks at row {row + 1} instead."
        case ev.RowOpened(row=row):
            return f"What row {row + 1} alone would do now. Nothing is trained."
        case ev.UpdateTaken(step=step, branched=branched):
            return f"Update {step:,} is taken. This is the next one.{_left(branched)}"
        case ev.UpdateTakenBack(step=step):
            return f"Update {step:,} is taken back."
        case ev.NoUpdateBefore():
            return "This is the beginning of the run."
        case ev.LastPhaseOfRow(row=row):
            return (
                f"Only a look: row {row + 1} was not trained. "
                "Press i for the next update of the run."
            )
        case ev.FirstPhaseOfRow():
            return "This is the first phase."
        case ev.PhaseStepped(events=events):
            return " ".join(sentence(each) for each in events)

        # several runs
        case ev.PinsDropped(names=names, most=most):
            return f"{', '.join(names)} dropped to make room: {most} can be pinned."
        case ev.ChangeRefused(run=run, change=change, reason=reason):
            return f"Not so in {run}: {change_text(change)} ({reason})."
        case ev.ComparisonStarted():
            return (
                f"In lock step from the same weights: {', '.join(event.names)}."
                f"{_left_lesson(event.left_lesson)}{_after(event.dropped)}{_after(event.refused)}"
            )
        case ev.NothingToPin():
            return "There is nothing to pin yet: train first."
        case ev.AlreadyPinned(name=name):
            return f"This run is pinned already, as {name}."
        case ev.NoRoomToPin(most=most):
            many = {6: "Six"}.get(most, str(most))
            return f"{many} runs are pinned already; remove one in the table (P) first."
        case ev.Pinned(name=name, epoch=epoch):
            return f"Pinned as {name} at epoch {epoch:,}. The next run is drawn over it."
        case ev.Unpinned(name=name):
            return f"{name} is removed."
        case ev.NotPinned(name=name):
            return f"No run called {name} is pinned."
        case ev.RunShown(name=name, has_diverged=has_diverged, left_lesson=lesson):
            fate = " It has diverged and can go no further." if has_diverged else ""
            return f"The panes show {name} now.{fate}{_left_lesson(lesson)}"
        case ev.NotTraining(name=name):
            return f"{name} is not training: only its curve was kept."

        # changes of the run
        case ev.NewRun():
            return f"A new run from epoch 0.{_with_new_run(event)}"
        case ev.NewSeed(seed=seed, given_weights=given, new_run=new_run):
            weights = "; the weights are still the given ones" if given else ": new weights"
            return f"Seed {seed}{weights}.{_with_new_run(new_run)}"
        case ev.RunChanged():
            return _run_changed(event)
        case ev.StopRulesSet(already="", stop=stop):
            return f"Training will {'' if stop else 'not '}stop by itself."
        case ev.StopRulesSet(already=held):
            return f"That is already true ({held}), so it will not stop the run from here."
        case ev.SettingsTaken():
            return _settings_taken(event)
        case ev.NoOtherValue(setting=setting):
            return f"There is no other {setting} to choose."
        case ev.LessonOpened(title=title, seed=seed, own_seed=own):
            kept = f"Seed {seed} is kept; T takes the lesson's seed {own}. " if seed != own else ""
            pace = _begun_large(pace_words(event.pace))
            return f"{kept}{title}. {pace}.{_after(event.dropped)}"

        # edits of the rows
        case ev.RowCopied(row=row, new_run=new_run):
            return f"Row {row + 1} is copied. {sentence(new_run)}{_UNDO_EDIT}"
        case ev.RowRemoved(row=row, new_run=new_run):
            return f"Row {row + 1} is removed. {sentence(new_run)}{_UNDO_EDIT}"
        case ev.RowAdded(new_run=new_run):
            return f"Your input is the last row now. {sentence(new_run)}{_UNDO_EDIT}"
        case ev.CellSet(row=row, column=column, value=value, new_run=new_run):
            bias = " It is no longer a bias." if event.was_bias else ""
            said = f"{column} of row {row + 1} is {value:g}.{bias}"
            return f"{said} {sentence(new_run)}{_UNDO_EDIT}"
        case ev.EditUndone(new_run=new_run):
            return f"The rows are as they were. {sentence(new_run)}"
        case ev.NoEditToUndo():
            return "There is no edit to take back."
        case _:
            assert_never(event)


def change_text(named: ev.NamedChange) -> str:
    """Describe a change of a run in a few words, without what it leaves unchanged.

    Such as ``W1[h1,x2] set to 0.5`` or ``rule adam, learning rate 0.01``.
    """
    change = named.change
    if isinstance(change, SetRule):
        return _rule_text(change, named.before)
    if isinstance(change, SetWeight):
        return f"{named.weight} set to {change.value:g}"
    return f"{named.weight} {'frozen' if change.frozen else 'free'}"


def _rule_text(change: SetRule, before: RunSpec) -> str:
    after, parts = change.applied_to(before), []
    if after.rule != before.rule:
        parts.append(f"rule {after.rule}")
    if after.rate != before.rate:
        parts.append(f"learning rate {after.rate:g}")
    if after.momentum != before.momentum:
        idle = "" if after.rule in KEEPS_MOMENTUM else f" (which {after.rule} does not use)"
        parts.append(f"momentum {after.momentum:g}{idle}")
    return ", ".join(parts)


def _nothing_to_undo(event: ev.NothingToUndo) -> str:
    if event.ahead is None:
        return "Nothing has been changed in this run."
    where = "U brings back" if event.is_here else f"ahead, at epoch {event.epoch:,}"
    return f"Nothing was changed before this; {where}: {change_text(event.ahead)}."


def _run_changed(event: ev.RunChanged) -> str:
    text = change_text(event.change)
    if isinstance(event.change.change, SetRule):
        text = _begun_large(text)  # b1[h2] is a name and stays as it is
    alone = " Only in this run." if event.compared else ""
    moment = _moment(event.epoch, event.index)
    return f"{text} from {moment} on.{alone}{_left(event.branched)}"


def _settings_taken(event: ev.SettingsTaken) -> str:
    said = f"{event.note} " if event.note else ""
    said += sentence(event.run) if event.run else ""
    said += {
        "": "",
        "changed": " The file has changed since it was read.",
        "same": "The file holds what it held when it was read.",
    }[event.file]
    if event.suited:
        parts = [
            f"{name.replace('_', ' ')} {written(getattr(event.spec, name))}"
            for name in event.suited
        ]
        said += f" Settings that suit {event.spec.dataset or 'these data'}: {', '.join(parts)}."
    if event.unreachable_targets:
        said += f" {_begun_large(event.unreachable_targets)}."
    return said + (sentence(event.stop) if event.stop else "")


def _with_new_run(event: ev.NewRun) -> str:
    return f"{_left_lesson(event.left_lesson)}{_after(event.dropped)}"


def _moment(epoch: int, index: int) -> str:
    """Return how many epochs are complete, and how many updates of the next one are done."""
    return f"epoch {epoch:,}" + (f", update {index}" if index else "")


def _fingerprint(found: str) -> str:
    """Return the sentence to append to another; empty without a fingerprint."""
    return f" Fingerprint {found}." if found else ""


def _left(branched: bool) -> str:
    return _LEFT if branched else ""


def _left_lesson(name: str) -> str:
    return f" You have left the lesson {name}." if name else ""


def _after(events: Iterable[ev.PinsDropped | ev.ChangeRefused]) -> str:
    """Return the sentences to append to another."""
    return "".join(f" {sentence(event)}" for event in events)


def _said_of(run: str, text: str) -> str:
    """Begin a sentence with the name of the run, if it has one."""
    return f"{run}: {text}" if run else _begun_large(text)


def _begun_large(text: str) -> str:
    """Return a text with its first letter capitalised."""
    return text[0].upper() + text[1:]

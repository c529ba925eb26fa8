"""The run options: the options of the command line that make up a RunSpec.

Nothing heavy is imported until options are turned into a spec, so that ``--help`` answers at once.
"""

from __future__ import annotations

import argparse
import dataclasses
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from scratchnet_tui.settings.setting import Setting
from scratchnet_tui.settings.table import BY_NAME, ENGINE, SETTINGS, STOP_RULES

if TYPE_CHECKING:
    from core import Dataset, RunSpec, SavedRun, Stop
    from scratchnet_tui.session.start import Start

EPOCHS = 10_000
"""How many epochs `run` and `verify` train at most, unless ``--epochs`` says otherwise."""

MOST_UPDATES = 50_000
"""How many updates `verify` goes through one by one, when no epoch ends with the fingerprint."""

ALSO: tuple[str, ...] = tuple(
    name
    for setting in (*SETTINGS, *STOP_RULES)
    if setting.option is not None
    for name in setting.option.also
)
"""Other names of options. Underscores in the place of hyphens do as well."""

INSTEAD: Mapping[str, str] = {
    "--weight-decay": "--l2 F comes nearest, and leaves biases free",
    "--random-state": "--seed N decides weights and order, --data-seed N samples and split",
    "--random-seed": "--seed N decides weights and order, --data-seed N samples and split",
    "--shuffle": "it is --order shuffled",
    "--test-size": "--split F is the share that is trained on",
    "--layers": "--hidden N,N gives the widths of the hidden layers",
    "--hidden-layers": "--hidden N,N gives the widths of the hidden layers",
    "--hidden-size": "--hidden N,N gives the widths of the hidden layers",
    "--units": "--hidden N,N gives the widths of the hidden layers",
    "--file": "a table is given with --data FILE.csv",
    "--csv": "a table is given with --data FILE.csv",
    "--input": "a table is given with --data FILE.csv",
    "--label": "what is learned is given with --target COL",
    "--early-stopping": "it is --patience N",
    "--normalize": "it is --scale standard",
    "--standardize": "it is --scale standard",
}
"""Options of other programs, and what takes their place here."""


class UsageError(Exception):
    """Options that do not go together, in one sentence."""


def add_run_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that determine a run. Those not given stay absent from the namespace."""
    for title in ("data", "network", "training"):
        group = parser.add_argument_group(title)
        if title == "data":
            group.add_argument(
                "--lesson",
                metavar="NAME",
                default=argparse.SUPPRESS,
                help="start from a lesson; see 'scratchnet-tui list lessons'",
            )
        for setting in SETTINGS:
            if setting.group == title:
                add_option(group, setting)
        if title == ENGINE.group:
            add_option(group, ENGINE)


def add_stop_options(parser: argparse.ArgumentParser, epochs: str) -> None:
    """Add the options that say when to stop. Those not given stay absent.

    `epochs` is the help of ``--epochs``, which differs from command to command.
    """
    group = parser.add_argument_group("stop rules")
    for rule in STOP_RULES:
        add_option(group, rule, epochs if rule.name == "epochs" else "")


def add_option(group: argparse._ActionsContainer, setting: Setting, text: str = "") -> None:
    """Add the option of a setting, if it has one, under all of its names.

    `text` is its line in the help, if it differs from the table.
    """
    option, flag = setting.option, setting.flag
    if option is None:
        return
    rest: dict[str, Any] = {"help": text or setting.help, "default": argparse.SUPPRESS}
    if option.action is not None:
        rest["action"] = option.action
    else:
        rest |= {"metavar": option.metavar, "type": option.read}
    if option.also:
        rest["help"] += f"; also {', '.join(option.also)}"
    group.add_argument(flag, **rest)
    hidden = {"dest": _dest(flag), "help": argparse.SUPPRESS}
    for name in (flag, *option.also):
        underscored = f"--{_dest(name)}"
        for other in dict.fromkeys((name, underscored)):
            if other != flag:
                group.add_argument(other, **rest | hidden)


def _dest(flag: str) -> str:
    return flag[2:].replace("-", "_")


def stop_of(options: argparse.Namespace) -> Stop:
    """Return the stop rules that the options ask for."""
    from core import Stop

    given = vars(options)
    asked = {rule.name: _dest(rule.flag) for rule in STOP_RULES}
    return Stop(**{name: given[dest] for name, dest in asked.items() if dest in given})


def epochs_of(options: argparse.Namespace) -> int:
    """Return how many epochs to train before the network is inspected.

    Raises
    ------
    UsageError
        If stop rules are given, which such a command does not support.
    """
    given = vars(options)
    for rule in STOP_RULES:
        if rule.name != "epochs" and _dest(rule.flag) in given:
            raise UsageError(f"{rule.flag} goes with the app and with run; here give --epochs N")
    epochs: int = given.get("epochs", 0)
    return epochs


def start_of(options: argparse.Namespace) -> Start:
    """Turn the options of `add_run_options` into a run.

    Raises
    ------
    UsageError
        If options exclude each other.
    core.CoreError
        If a value is not valid, or a file cannot be used.
    """
    from core import DATA_FIELDS, OF_FILE, RunSpec, load, read_class_weight, with_defaults
    from core.user_input.file_reading import STDIN
    from core.user_input.validation import valid_name
    from scratchnet_tui.session.start import Start

    from .reading_progress import shown_on_stderr
    from .stdin_table import read_table

    given = dict(vars(options))
    engine = _engine_of(given)
    changes: dict[str, Any] = {}
    for setting in SETTINGS:
        if setting.name in given:
            changes |= setting.changes(given[setting.name])
    if "class_weight" in changes:
        changes["class_weight"] = read_class_weight(changes["class_weight"])
    changes |= _source_of(given)
    saved = _saved_of(given)
    if saved is not None:
        named = any(name in given for name in ("dataset", "data", "lesson"))
        changes = saved.settings(with_data=not named) | changes
        changes |= {"init": "literal", "weights": saved.weights}
    for field in OF_FILE:
        if field in given and changes.get("data_file") is None:
            raise UsageError(f"--{field} says how a file is read; it goes with --data FILE.csv")

    name, lesson = given.get("lesson"), None
    if name is not None:
        from core import LESSONS as LESSON_TABLE

        name = valid_name("lesson", name, LESSON_TABLE)
        lesson = LESSON_TABLE[name]
    base = lesson.spec if lesson else RunSpec()
    if name and not set(changes) & set(DATA_FIELDS):
        spec = dataclasses.replace(base, **changes)
        dataset = load(spec)
    else:
        with shown_on_stderr() as reading:
            table = None
            if changes.get("data_file") == STDIN:
                asked = (*changes.get("target", ()), *changes.get("keep", ()))
                wanted = {name: changes[name] for name in ("header", "encoding") if name in changes}
                RunSpec(dataset=None, data_file=STDIN, **wanted)  # refuses what is not valid
                table = read_table(reading, asked=asked, **wanted)
            spec, dataset = with_defaults(base, changes, table, reading)
    if saved is not None and "class_weight" not in changes:
        spec = saved.weighted(spec, dataset)
    begun = name if lesson and lesson.covers(spec) else None
    return Start(spec, dataset, begun, _notes(spec, dataset, saved, given), engine)


def flag_of(field: str) -> str:
    """Return the option that sets a field of a `RunSpec`, or a stop rule."""
    return BY_NAME[field].flag if field in BY_NAME else f"--{field.replace('_', '-')}"


def _engine_of(given: Mapping[str, Any]) -> str:
    """Return the engine that is asked for; one that does not exist here is refused."""
    from core.compiled import library
    from core.user_input.validation import valid_name

    engine = valid_name("engine", given.get("engine", "auto"), ENGINE.choices)
    if engine == "compiled" and library.load() is None:
        raise UsageError(
            f"--engine is compiled, but there is no compiled engine here: {library.reason()}"
        )
    return engine


def _source_of(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the source of the data, as far as the options determine it."""
    from core.printable import quoted
    from core.user_input.file_reading import STDIN, as_pasted, looks_like_a_path

    if "dataset" in given and "data" in given:
        raise UsageError("--dataset and --data exclude each other; give one of them")
    if not given.get("data", STDIN).strip():
        raise UsageError("--data names no file; give the path of a table, or - for standard input")
    if "data" in given:
        return {"dataset": None, "data_file": as_pasted(given["data"])}
    if "dataset" in given and looks_like_a_path(given["dataset"]):
        raise UsageError(
            f"--dataset is {quoted(given['dataset'])}; a table of your own is given with --data"
        )
    return {}


def _saved_of(given: Mapping[str, Any]) -> SavedRun | None:
    """Return the content of the file of weights, if one is given."""
    from core import DataError, SpecError
    from core.user_input.file_reading import STDIN, as_pasted

    if "weights" not in given:
        if given.get("init") == "literal":
            raise UsageError(
                "--init literal takes its numbers from a file; give --weights FILE.json"
            )
        return None
    if given.get("init", "literal") != "literal":
        raise UsageError("--init draws weights and --weights gives them; give one of them")
    try:
        path = as_pasted(given["weights"])
    except DataError as error:
        raise SpecError("weights", str(error)) from None
    if path == STDIN:
        raise UsageError("--weights is standard input; only a table can come through it (--data -)")
    from core import read_saved

    return read_saved(path)


def _notes(
    spec: RunSpec, dataset: Dataset, saved: SavedRun | None, given: Mapping[str, Any]
) -> tuple[str, ...]:
    """Return remarks on a run that are worth reading before it begins."""
    from core import Stop, ineffective_settings, unreachable_targets

    usual = EPOCHS if given.get("command") in ("run", "verify") else None
    stop = Stop(epochs=given.get("epochs", usual), patience=given.get("patience"))
    notes = [idle.of(flag_of(idle.field)) for idle in ineffective_settings(spec, set(given), stop)]
    if given.get("engine") == "compiled" and spec.slip != "none":
        notes.append("--engine has no effect: a run with a slip is trained by the readable engine")
    apart = saved.differences(spec, dataset) if saved is not None else ""
    if apart:
        notes.append(f"--weights: this run differs from that of the file: {apart}")
    return (*notes, *filter(None, (unreachable_targets(spec, dataset),)))

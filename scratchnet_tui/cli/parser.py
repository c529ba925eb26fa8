"""The command line: its commands, and the wording of errors.

Every mistake of the user ends in one sentence on standard error and exit code 2.
"""

from __future__ import annotations

import argparse
import gc
import os
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import redirect_stdout
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NoReturn, TextIO, cast

from scratchnet_tui import __version__
from scratchnet_tui.settings.option_values import to_count, to_fingerprint, to_whole
from scratchnet_tui.settings.paces import PACES
from scratchnet_tui.settings.table import STOP_RULES
from scratchnet_tui.terminal.streams import finish, give_up, prepare_streams, say, tell_notes

from . import exit_codes
from .options import (
    ALSO,
    INSTEAD,
    MOST_UPDATES,
    UsageError,
    add_option,
    add_run_options,
    add_stop_options,
    flag_of,
    start_of,
    stop_of,
)

if TYPE_CHECKING:
    from _typeshed import SupportsWrite

    from scratchnet_tui.session.start import Start
    from scratchnet_tui.terminal.guard import Guard


TOPICS = (
    "datasets", "lessons", "rules", "activations", "losses", "inits", "orders", "slips",
    "schedules", "extras", "scales", "stops",
)  # fmt: skip
"""What `list` can list."""


class _Parser(argparse.ArgumentParser):
    """An argument parser whose error messages are one sentence."""

    given: Sequence[str] = ()
    """The words that are to be parsed, for its refusals."""

    commands: Mapping[str, _Parser] = MappingProxyType({})
    """The parsers of its commands."""

    def error(self, message: str) -> NoReturn:
        from core.printable import shortened

        if message.endswith("expected one argument"):
            message += self._about_hyphens(message)
        option, between, why = message.removeprefix("argument ").partition(": ")
        if between and why.startswith("is "):  # what `option_values` say of a value
            between = " "
        option = option.replace("/-", " or -")
        self.exit(_refuse(shortened(option + between + why, 290), self.prog))

    def _about_hyphens(self, message: str) -> str:
        """Explain how to write a value that looks like an option, if one was not accepted."""
        from core.printable import quoted

        flag = message.removeprefix("argument ").partition(":")[0].partition("/")[0]
        after = [b for a, b in zip(self.given, self.given[1:], strict=False) if a == flag]
        value = next((word for word in after if word[:1] == "-"), "")
        if not value or _name(value) in self._option_string_actions:
            return ""
        return f"; a value that begins with a hyphen is written {quoted(f'{flag}={value}', 80)}"

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        """Refuse what is not one of the choices, worded like the other refusals."""
        if action.choices is None or value in action.choices:
            return
        from core.printable import quoted
        from core.user_input.validation import listed

        valid = listed(tuple(action.choices))
        if action.option_strings:
            message = f"is {quoted(value)}; it must be one of {valid}"
            raise argparse.ArgumentError(action, message)
        known = self._option_string_actions
        odd = (word for word in self.given if _is_flag(word) and _name(word) not in known)
        if surplus := next(odd, ""):  # the word after it was taken for a command
            self.error(_unknown(surplus, _flags(self)))
        if str(value).endswith((".csv", ".tsv", ".txt")):
            self.error(f"{quoted(value)} belongs to no option; a table is given with --data")
        self.error(f"there is no {action.dest} {quoted(value)}; there are {valid}")

    def print_help(self, file: SupportsWrite[str] | None = None) -> None:
        """Print the help. The library's own would ignore a failure to write."""
        print(self.format_help(), end="", file=file)


class _Version(argparse.Action):
    """Print the version; the library's own would ignore a failure to write."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,  # noqa: ARG002 - argparse calls it so
        values: object,  # noqa: ARG002
        option_string: str | None = None,  # noqa: ARG002
    ) -> NoReturn:
        print(parser.prog, __version__)
        parser.exit()


def build_parser() -> _Parser:
    """Return the parser for the whole command line."""
    parser = _Parser(
        prog="scratchnet-tui",
        description="Watch a small neural network learn, in the terminal, one epoch at a time. "
        "Without a command it opens the app on the run the options describe.",
        epilog="Exit codes: 0 done or goal reached; 2 wrong usage or bad input; 3 the epochs ran "
        "out before the goal, a check found a fault, or a fingerprint did not match; 4 diverged; "
        "130 interrupted.",
        allow_abbrev=False,
    )
    parser.add_argument(
        "--version", action=_Version, nargs=0, help="show program's version number and exit"
    )
    parser.add_argument("--start", action="store_true", help="start training at once")
    parser.add_argument(
        "--pace",
        choices=[name for name, _ in PACES],
        help="epochs a second (default: 100, in a lesson its own)",
    )
    add_stop_options(parser, "stop after N epochs")
    add_run_options(parser)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands")
    _add_run(commands)
    _add_verify(commands)
    _add_trace(commands)
    _add_check(commands)
    lister = commands.add_parser(
        "list", help="list what can be chosen, with a line on each", allow_abbrev=False
    )
    lister.add_argument("topic", nargs="?", choices=TOPICS, metavar="TOPIC", help=", ".join(TOPICS))
    parser.commands = commands.choices
    return parser


def _add_run(commands: argparse._SubParsersAction[_Parser]) -> None:
    run = commands.add_parser(
        "run",
        help="train without the app and print the result",
        description="Train without the app and print the result on standard output.",
        allow_abbrev=False,
    )
    run.add_argument(
        "--every",
        metavar="N",
        type=to_count,
        help="print each Nth epoch (text: ten in all)",
    )
    run.add_argument("--format", choices=("text", "json", "csv"), default="text")
    add_stop_options(run, "train at most N epochs (default: 10000)")
    add_run_options(run)


def _add_verify(commands: argparse._SubParsersAction[_Parser]) -> None:
    verify = commands.add_parser(
        "verify",
        help="train, and tell whether a moment has this fingerprint",
        description="Train, and tell which moment of this run has a fingerprint, such as the one "
        "that 'run' or the app showed somebody else. The same options make the same numbers, to "
        "the last bit, on every machine. It looks after every epoch; if none matches, it goes "
        f"through the updates within the epochs too, where there are at most {MOST_UPDATES}. Exit "
        "code 0: it matches; 3: it does not; 4: the run diverged before.",
        allow_abbrev=False,
    )
    verify.add_argument(
        "fingerprint",
        metavar="FINGERPRINT",
        type=to_fingerprint,
        help="such as 7k3f-9qxa; capitals and a missing hyphen do no harm",
    )
    verify.add_argument("--format", choices=("text", "json"), default="text")
    add_stop_options(verify, "look at N epochs at most (default: 10000)")
    add_run_options(verify)


def _add_trace(commands: argparse._SubParsersAction[_Parser]) -> None:
    trace = _add_look(
        commands,
        "trace",
        "explain one update: every number of it, in formulas",
        "Train, then explain the next update in the order of working it out by hand: every number "
        "of it, in formulas.",
    )
    trace.add_argument(
        "--sample", metavar="K", type=to_whole, help="what row K alone would do (default: the next)"
    )


def _add_check(commands: argparse._SubParsersAction[_Parser]) -> None:
    _add_look(
        commands,
        "check",
        "compare the gradient with differences of the loss",
        "Compare the gradient of backpropagation with differences of the loss. Exit code 0: right; "
        "3: wrong.",
    )


def _add_look(
    commands: argparse._SubParsersAction[_Parser], name: str, brief: str, description: str
) -> _Parser:
    """Add a command that trains as long as asked and then inspects the network."""
    look = commands.add_parser(name, help=brief, description=description, allow_abbrev=False)
    epochs = next(rule for rule in STOP_RULES if rule.name == "epochs")
    add_option(look, epochs, "to train first (default: 0)")
    look.add_argument("--format", choices=("text", "json"), default="text")
    add_run_options(look)
    return look


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code.

    `arguments` are the words after the program's name; by default those of the process.
    """
    prepare_streams()
    try:
        try:
            parser = build_parser()
            given = sys.argv[1:] if arguments is None else arguments
            for each in (parser, *parser.commands.values()):
                each.given = given
            options, surplus = parser.parse_known_args(given)
            if surplus:
                asked = parser.commands.get(options.command, parser)
                asked.error(_unknown(surplus[0], _flags(asked)))
            return _dispatch(options)
        finally:
            sys.stdout.flush()  # a failure must show here, not when Python exits
    except UsageError as error:
        return _refuse(str(error))
    except BrokenPipeError:
        give_up(sys.stdout)  # the reader, such as `head`, has closed the pipe
        return exit_codes.DONE
    except OSError as error:
        give_up(sys.stdout)
        return _refuse(f"the output cannot be written: {error.strerror or error}")
    except MemoryError:
        return _refuse("there is not enough memory for this run; take fewer rows or units")
    except ImportError as error:  # such as for lack of memory, or of numpy
        reason = str(error).strip().splitlines()[-1]
        return _refuse(f"a library that it needs cannot be loaded: {reason}")
    except KeyboardInterrupt:
        return exit_codes.INTERRUPTED
    finally:
        finish()


def _flags(parser: argparse.ArgumentParser) -> list[str]:
    """Return the options of a parser, in the order of its usage."""
    return re.findall(r"--[a-z0-9-]+", parser.format_usage())


def _name(word: str) -> str:
    """Return the option in a word, without a value after ``=``."""
    return word.partition("=")[0]


def _is_flag(word: str) -> bool:
    """Tell whether a word looks like an option, and not like a negative number."""
    return re.match(r"--?[a-zA-Z]", word) is not None


def _unknown(word: str, flags: Sequence[str]) -> str:
    """Return an error for a word that is no option, with the likely intended one."""
    from core.printable import quoted
    from core.user_input.validation import closest

    if not word.startswith("-"):
        return f"{quoted(word)} belongs to no option; a table is given with --data"
    flag = _name(word)
    close = closest(flag, (*flags, *ALSO))
    hint = f"did you mean {close}?" if close else "--help lists them"
    hint = INSTEAD.get(flag.replace("_", "-").lower(), hint)
    return f"there is no option {quoted(flag)} here; {hint}"


def _dispatch(options: argparse.Namespace) -> int:
    if options.command is not None:
        return _carry_out(options)

    from scratchnet_tui.terminal.guard import guarded

    with guarded() as guard:  # it cannot start once numpy has started its threads
        return _carry_out(options, guard)


def _carry_out(options: argparse.Namespace, guard: Guard | None = None) -> int:
    """Run the command, and report errors; opening the app takes a guard."""
    from core import CoreError, DataError, SpecError

    try:
        if options.command is None:
            return _open_app(options, start_of(options), guard)
        from scratchnet_tui.terminal.output_filter import SanitizedStream

        with redirect_stdout(cast(TextIO, SanitizedStream(sys.stdout))):
            return _print(options)
    except SpecError as error:
        return _refuse(error.of(flag_of(error.field)))
    except DataError as error:
        return _refuse(f"--data: {error}")
    except CoreError as error:
        return _refuse(str(error))


def _print(options: argparse.Namespace) -> int:
    """Run one of the commands that print, and return its exit code."""
    from core import Diverged, build_problem

    gc.enable()
    if options.command == "list":
        from .listing import print_list

        print_list(options.topic)
        return exit_codes.DONE
    start = start_of(options)
    from scratchnet_tui.text.file_remarks import on_command_line

    notes = (*on_command_line(start.dataset), *start.notes)
    if notes:
        build_problem(start.spec, start.dataset)  # what cannot be run has no notes
        tell_notes(notes)
    command = _command(options.command)
    try:
        return command(options, start)
    except Diverged as error:
        from .training import tell_diverged

        return tell_diverged(error, build_problem(start.spec, start.dataset))


def _command(name: str) -> Callable[[argparse.Namespace, Start], int]:
    """Import one of the commands that train; each returns its exit code."""
    if name == "run":
        from .run import run

        return run
    if name == "verify":
        from .verify import verify

        return verify
    if name == "trace":
        from .trace import trace

        return trace
    from .check import check

    return check


def _open_app(options: argparse.Namespace, start: Start, guard: Guard | None) -> int:
    from core.user_input.file_reading import STDIN
    from scratchnet_tui.terminal.job_control import come_to_front

    from .environment import take_environment
    from .stdin_table import take_keyboard

    if start.spec.data_file == STDIN:
        take_keyboard()
    if not all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout)):
        raise UsageError("the app needs a terminal; 'scratchnet-tui run' prints to a file or pipe")
    if os.environ.get("TERM") in ("dumb", "unknown"):
        raise UsageError(
            f"TERM is {os.environ['TERM']}, but the app needs a terminal that can place the "
            "cursor; 'scratchnet-tui run' only prints"
        )
    if not come_to_front(sys.stdin.fileno()):
        raise UsageError(
            "the app runs in the background, where it cannot have the terminal and no shell can "
            "bring it to the front; start it without '&'"
        )
    take_environment()
    from scratchnet_tui.app import open_app

    return open_app(start, options.pace, options.start, stop_of(options), guard)


def _refuse(sentence: str, program: str = "scratchnet-tui") -> int:
    try:
        from core.printable import printable
    except (ImportError, MemoryError):  # numpy cannot be loaded; that is reported all the same
        say(ascii(sentence)[1:-1], program)
    else:
        say(printable(sentence), program)
    return exit_codes.USAGE

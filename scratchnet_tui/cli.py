"""The command line: what can be asked for, and how a refusal is worded.

Every mistake of the user ends in one sentence on standard error and exit code 2.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, NoReturn

from . import __version__
from .converters import to_count, to_whole
from .options import (
    EXIT_INTERRUPTED,
    UsageError,
    add_run_options,
    add_stop_options,
    start_of,
    stop_of,
)

if TYPE_CHECKING:
    from .options import Start

EXIT_USAGE = 2

PACES = ("1", "10", "100", "1000", "max")
"""Epochs a second the app can be started at; max is as fast as it goes."""

TOPICS = (
    "datasets", "lessons", "rules", "activations", "losses", "inits", "orders", "slips",
    "schedules", "extras", "scales", "stops",
)  # fmt: skip
"""What `list` can list."""


class _Parser(argparse.ArgumentParser):
    """An argument parser whose refusals are one sentence."""

    def error(self, message: str) -> NoReturn:
        words = message.removeprefix("argument ").split(": ", 1)
        words[0] = words[0].replace("/-", " or -")
        self.exit(EXIT_USAGE, f"{self.prog}: {printable(': '.join(words))}\n")


def build_parser() -> argparse.ArgumentParser:
    """Return the parser for the whole command line."""
    parser = _Parser(
        prog="scratchnet-tui",
        description="Watch a small neural network learn, in the terminal, one epoch at a time. "
        "Without a command it opens the app on the run the options describe.",
        epilog="Exit codes: 0 done or goal reached; 2 wrong usage or bad input; 3 the epochs ran "
        "out before the goal, or a check found a fault; 4 diverged.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    parser.add_argument("--start", action="store_true", help="start training at once")
    parser.add_argument(
        "--pace", choices=PACES, help="epochs a second (default: 100, in a lesson its own)"
    )
    add_stop_options(parser, "stop after so many epochs")
    add_run_options(parser)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands")
    _add_run(commands)
    _add_trace(commands)
    _add_check(commands)
    lister = commands.add_parser(
        "list", help="list what can be chosen, with a line on each", allow_abbrev=False
    )
    lister.add_argument("topic", nargs="?", choices=TOPICS, metavar="TOPIC", help=", ".join(TOPICS))
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
    add_stop_options(run, "at the most (default: 10000)")
    add_run_options(run)


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
    """Add a command that trains as long as it is asked to and then looks at the network."""
    look = commands.add_parser(name, help=brief, description=description, allow_abbrev=False)
    look.add_argument(
        "--epochs",
        metavar="N",
        type=_count_from_0,
        default=argparse.SUPPRESS,  # a default would override what stands before the command
        help="to train first (default: 0)",
    )
    look.add_argument("--format", choices=("text", "json"), default="text")
    add_run_options(look)
    return look


def _count_from_0(text: str) -> int:
    return to_count(text, least=0)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Parameters
    ----------
    arguments : sequence of str, optional
        The words after the program's name; by default those of the process.

    Returns
    -------
    int
        The exit code.
    """
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # closed by whoever started us: nobody wants to read it
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_WRONLY), "w"))
        elif isinstance(stream, io.TextIOWrapper):  # names may have signs the encoding lacks
            stream.reconfigure(errors="backslashreplace")
    try:
        try:
            return _dispatch(build_parser().parse_args(arguments))
        finally:
            sys.stdout.flush()  # what goes wrong here must not be left to Python's last moments
    except UsageError as error:
        return _refuse(str(error))
    except BrokenPipeError:
        _give_up_output()  # the reader, such as `head`, has had enough
        return 0
    except OSError as error:
        _give_up_output()
        return _refuse(f"the output cannot be written: {error.strerror or error}")
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED


def _dispatch(options: argparse.Namespace) -> int:
    if options.command == "list":
        from .listing import print_list

        print_list(options.topic)
        return 0

    from core import CoreError, DataError, SpecError

    try:
        start = start_of(options)
        if options.command == "run":
            from .run_command import run

            return run(options, start)
        if options.command == "trace":
            from .trace_command import trace

            return trace(options, start)
        if options.command == "check":
            from .check_command import check

            return check(options, start)
        return _open_app(options, start)
    except SpecError as error:
        return _refuse(f"{_flag(error.field)}: {error}")
    except DataError as error:
        return _refuse(f"--data: {error}")
    except CoreError as error:
        return _refuse(str(error))
    except MemoryError:
        return _refuse("there is not enough memory for this run; take fewer rows or units")


def _open_app(options: argparse.Namespace, start: Start) -> int:
    from core.files import STDIN

    from .piped import take_keyboard

    if start.spec.data_file == STDIN:
        take_keyboard()
    if not all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout)):
        raise UsageError("the app needs a terminal; 'scratchnet-tui run' prints to a file or pipe")
    if os.environ.get("TERM") in ("dumb", "unknown"):
        raise UsageError(
            f"TERM is {os.environ['TERM']}, but the app needs a terminal that can place the "
            "cursor; 'scratchnet-tui run' only prints"
        )
    from .app import open_app

    return open_app(start, options.pace, options.start, stop_of(options))


def _flag(field: str) -> str:
    return "--data" if field == "data_file" else f"--{field.replace('_', '-')}"


def _refuse(sentence: str) -> int:
    print(f"scratchnet-tui: {printable(sentence)}", file=sys.stderr)
    return EXIT_USAGE


def printable(sentence: str) -> str:
    """Write line ends and the like as a person can see them, so that one line stays one line."""
    return "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in sentence)


def _give_up_output() -> None:
    """Write to nowhere from here on: Python would complain again when it flushes at the end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

"""What `list` and the help name is what the core has."""

from __future__ import annotations

import re

import pytest

import core
from scratchnet_tui import __version__
from scratchnet_tui.cli import listing, parser
from tests.helpers.cli_driver import CliDriver

REGISTRIES = {
    "datasets": core.DATASET_NAMES,
    "lessons": tuple(core.LESSONS),
    "rules": tuple(core.OPTIMIZERS),
    "activations": tuple(core.ACTIVATIONS),
    "losses": tuple(core.LOSSES),
    "inits": core.INIT_NAMES,
    "orders": core.ORDERS,
    "slips": tuple(core.SLIPS),
    "schedules": tuple(core.SCHEDULES),
    "extras": core.EXTRAS,
    "scales": core.SCALES,
    "stops": tuple(core.RULES_TO_STOP),
}


@pytest.mark.parametrize("topic", REGISTRIES)
def test_a_topic_lists_all_there_is_with_a_line_on_each(cli: CliDriver, topic: str) -> None:
    answer = cli("list", topic)
    assert (answer.code, answer.err) == (0, "")
    entries = re.findall(r"^  (\S+(?: \S+)?)  +(\S.*)$", answer.out, re.MULTILINE)
    named = [name for name, _ in entries if name in REGISTRIES[topic]]
    assert tuple(named) == REGISTRIES[topic]
    assert all(len(line) <= 88 for line in answer.out.splitlines())


def test_without_a_topic_everything_is_listed(cli: CliDriver) -> None:
    whole = cli("list").out
    for topic in REGISTRIES:
        assert f"{topic}:\n{cli('list', topic).out}" in whole


def test_the_topics_are_the_registries() -> None:
    assert parser.TOPICS == tuple(REGISTRIES) == tuple(listing.topics())
    assert {topic: tuple(names) for topic, names in listing.topics().items()} == REGISTRIES


def test_the_defaults_that_stand_in_the_help_are_those_of_the_core() -> None:
    text = " ".join(parser.build_parser().format_help().partition("\noptions:")[2].split())
    spec = core.RunSpec()
    for flag, value in {
        "--dataset": spec.dataset, "--hidden": "4", "--output": spec.output, "--loss": spec.loss,
        "--rule": spec.rule, "--rate": "0.9", "--batch": "1", "--order": spec.order,
        "--slip": spec.slip, "--init": spec.init, "--seed": "1",
    }.items():  # fmt: skip
        found = re.search(rf" {flag} [A-Z].*?\(default: ([^)]*)\)", text)
        assert found, flag
        assert found[1] == value, flag


@pytest.mark.parametrize(
    "words", [("--help",), ("run", "--help"), ("check", "--help"), ("list", "--help")]
)
def test_the_help_names_every_option_and_fits_a_line(
    cli: CliDriver, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    answer = cli(*words)
    assert (answer.code, answer.err) == (0, "")
    assert all(len(line) <= 80 for line in answer.out.splitlines())
    if words[0] != "list":
        for field in core.RunSpec.__dataclass_fields__:
            flags = {"data_file": "data", "validation": "split"}  # a share of the split
            assert f"--{flags.get(field, field).replace('_', '-')}" in answer.out


def test_the_version(cli: CliDriver) -> None:
    assert cli("--version").out == f"scratchnet-tui {__version__}\n"

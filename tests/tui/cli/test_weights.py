"""Weights from a file determine the shape of the network."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pytest

from core import RunSpec, SpecError, Trainer
from scratchnet_tui.cli.options import add_run_options, start_of


def spec_for(path: Path, *words: str) -> RunSpec:
    parser = argparse.ArgumentParser()
    add_run_options(parser)
    return start_of(parser.parse_args(["--weights", str(path), *words])).spec


def test_hidden_layers_and_bias_are_read_off_the_file(tmp_path: Path) -> None:
    path = tmp_path / "w.json"
    path.write_text(json.dumps({"W1": [[1, 2, 3]] * 2, "W2": [[1, 2]] * 5, "W3": [[1] * 5]}))
    assert spec_for(path).hidden == (2, 5)
    assert spec_for(path).bias is False
    path.write_text(json.dumps({"W1": [[1, 2, 3]], "b1": [4]}))
    assert spec_for(path).hidden == ()
    assert spec_for(path).bias is True


def test_what_is_said_outright_comes_first(tmp_path: Path) -> None:
    path = tmp_path / "w.json"
    path.write_text(json.dumps({"W1": [[1, 2, 3]], "W2": [[1]]}))
    assert spec_for(path, "--hidden", "1").hidden == (1,)
    spec = spec_for(path, "--hidden", "4")
    with pytest.raises(SpecError, match="W1 in the weights is 1 x 3"):
        Trainer(spec)

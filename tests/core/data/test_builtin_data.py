"""The built-in data sets (logic, pictures, stored files) and the settings that suit them."""

from __future__ import annotations

import hashlib
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from core import (
    DATASET_NAMES,
    EXTRAS,
    RunSpec,
    Trainer,
    build_problem,
    builtin,
    load,
    with_defaults,
)
from core.data.builtin.truth_tables import LOGIC
from core.data.transforms import _MADE_OF
from core.nn.network import forward

SUMS = {
    "digits": "ae5df60e113720b0d1de0e4526fe65314f6d65fb311cffd0ff184f7f6b89a48e",
    "iris": "590a04855d7b4655f0f305ce79571130660e4bb29750af95dd765adfe482e8a2",
}


@pytest.mark.parametrize("name", SUMS)
def test_the_stored_files_are_the_ones_that_were_stored(name: str) -> None:
    data = (files("core") / "data" / "builtin" / "files" / f"{name}.npz").read_bytes()
    assert hashlib.sha256(data).hexdigest() == SUMS[name]


def test_what_is_stored() -> None:
    digits, iris = builtin("digits-8x8"), builtin("iris")
    assert (digits.x.shape, digits.d.shape, digits.picture) == ((1797, 64), (1797, 10), (8, 8))
    assert (digits.x.min(), digits.x.max()) == (0, 1)
    assert iris.x[34].tolist() == [4.9, 3.1, 1.5, 0.2], "as in Fisher's paper"
    assert iris.x[37].tolist() == [4.9, 3.6, 1.4, 0.1], "as in Fisher's paper"
    assert iris.d.sum(axis=0).tolist() == [50, 50, 50]


@pytest.mark.parametrize("width", range(2, 9))
def test_parity_is_the_sum_without_twos(width: int) -> None:
    data = builtin(f"parity-{width}")
    assert len(np.unique(data.x, axis=0)) == len(data) == 2**width
    assert (data.d[:, 0] == data.x.sum(axis=1) % 2).all()


def test_the_adder_adds_and_the_majority_decides() -> None:
    adder = builtin("full-adder")
    assert (adder.d @ [1, 2] == adder.x.sum(axis=1)).all()
    for width in (3, 5):
        votes = builtin(f"majority-{width}")
        assert (votes.d[:, 0] == (votes.x.mean(axis=1) > 0.5)).all()


def test_codes_are_the_way_there_and_back() -> None:
    there, back, both = (builtin(name) for name in ("encoder-8-3", "decoder-3-8", "8-3-8"))
    assert there.x.tolist() == back.d.tolist() == both.x.tolist() == both.d.tolist()
    assert there.d.tolist() == back.x.tolist()
    assert (there.d @ [4, 2, 1]).tolist() == list(range(8))
    shown, lit = builtin("seven-segment-to-digit"), builtin("digit-to-seven-segment")
    assert (shown.x.tolist(), shown.d.tolist()) == (lit.d.tolist(), lit.x.tolist())
    assert len(np.unique(shown.x, axis=0)) == 10
    assert shown.x.sum(axis=1).tolist() == [6, 2, 5, 5, 4, 5, 6, 3, 7, 6]


def test_the_smudged_digits_differ_in_two_pixels() -> None:
    data = builtin("digits-5x5")
    assert data.test is not None
    apart = np.abs(data.test.x - data.test.d @ data.x).sum(axis=1)
    assert apart.tolist() == [2] * 20
    assert len(np.unique(data.test.x, axis=0)) == 20
    assert set(np.unique(data.x)) == {0, 1}


@pytest.mark.parametrize("name", DATASET_NAMES)
def test_every_data_set_can_be_taken_up_from_any_other(name: str) -> None:
    for base in ("xor", "plane", "iris", "8-3-8"):
        before, _ = with_defaults(RunSpec(seed=7), {"dataset": base})
        spec, data = with_defaults(before, {"dataset": name})
        build_problem(spec, data)
        assert spec.seed == 7
        assert load(spec).x.tobytes() == data.x.tobytes()


def test_a_family_keeps_the_settings_and_another_brings_its_own() -> None:
    base = RunSpec(hidden=(3,), rate=0.5)
    assert with_defaults(base, {"dataset": "and"})[0] == RunSpec(
        dataset="and", hidden=(3,), rate=0.5
    )
    moved = with_defaults(base, {"dataset": "circle"})[0]
    assert (moved.hidden, moved.bias, moved.loss) == ((8, 8), True, "cross-entropy")
    again = with_defaults(moved, {"dataset": "spiral", "rate": 0.02, "noise": 0.1})[0]
    assert (again.hidden, again.rate, again.noise) == ((8, 8), 0.02, 0.1)
    assert with_defaults(again, {"dataset": "moons"})[0].noise == 0.0
    classes = with_defaults(base, {"dataset": "iris", "loss": "squared-error", "hidden": (2,)})[0]
    assert (classes.output, classes.loss, classes.hidden) == ("softmax", "squared-error", (2,))


SOLVED = [name for name in DATASET_NAMES if name in LOGIC and name not in ("parity-7", "parity-8")]


@pytest.mark.parametrize("name", [*SOLVED, "circle", "gauss", "xor-points", "moons", "blobs"])
def test_a_data_set_is_learned_with_what_suits_it(name: str) -> None:
    trainer = Trainer(*with_defaults(RunSpec(), {"dataset": name}))
    solved = (record.solved_since for record in trainer.run(max_epochs=1000))
    assert any(since is not None for since in solved)


@pytest.mark.parametrize(
    ("name", "epochs", "least"), [("iris", 60, 0.93), ("digits-8x8", 100, 0.97)]
)
def test_rows_that_were_held_out_are_told_apart(name: str, epochs: int, least: float) -> None:
    spec, data = with_defaults(RunSpec(), {"dataset": name})
    trainer = Trainer(spec, data)
    for _ in trainer.run(max_epochs=epochs):
        pass
    assert data.test is not None
    y = forward(trainer.problem.network, trainer.state.params, data.test.x).y[-1]
    assert (y.argmax(axis=1) == data.test.d.argmax(axis=1)).mean() >= least


def test_there_is_a_formula_for_every_extra_input() -> None:
    assert tuple(_MADE_OF) == EXTRAS


def test_what_suits_looks_at_the_targets_held_out_too(tmp_path: Path) -> None:
    first, second = tmp_path / "first.csv", tmp_path / "second.csv"
    first.write_text("x,y\n1,0\n2,1\n", encoding="utf-8")
    second.write_text("x,y\n" + "".join(f"{i},{i / 10}\n" for i in range(12)), encoding="utf-8")
    base, _ = with_defaults(RunSpec(), {"data_file": str(first), "loss": "cross-entropy"})
    for seed in range(10):  # 1.1 is the only target above 1, and some seeds hold it out
        chosen = {"data_file": str(second), "split": 0.8, "data_seed": seed}
        spec, data = with_defaults(base, chosen)
        assert (spec.output, spec.loss) == ("linear", "squared-error")
        build_problem(spec, data)

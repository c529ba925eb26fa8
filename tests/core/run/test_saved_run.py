"""Weights saved with the settings of their run: what is restored, what is reported to differ."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import RunSpec, Saved, SpecError, Trainer, evaluate, load, read_saved, with_defaults
from core.run.saved_run import ANSWERING
from tests.helpers.strategies import epochs, laws, refused

FLOWERS = RunSpec(
    dataset="iris", hidden=(5,), activation=("tanh",), output="softmax", loss="cross-entropy",
    bias=True, scale="standard", split=0.8, data_seed=3, rate=0.1, batch=10, order="shuffled",
)  # fmt: skip
POINTS = RunSpec(
    dataset="gauss", samples=40, noise=0.2, data_seed=4, extra=("x1^2",), hidden=(3, 2),
    activation=("relu", "tanh"), bias=True, rate=0.05,
)  # fmt: skip


def saved(path: Path, spec: RunSpec, count: int = 5, **other: Any) -> tuple[Saved, Trainer]:
    """Train, write what `run --format json` prints of it, and read that."""
    trainer = Trainer(spec)
    epochs(trainer, count)
    data = trainer.dataset
    scales = {"scaling": data.scaling, "target_scaling": data.target_scaling}
    plain = {
        "spec": spec.to_json(),
        "targets": list(data.targets),
        **{
            name: each and {"mean": each.mean.tolist(), "deviation": each.deviation.tolist()}
            for name, each in scales.items()
        },
        "weights": {name: array.tolist() for name, array in trainer.state.params.items()},
    }
    path.write_text(json.dumps(plain | other), encoding="utf-8")
    return read_saved(path), trainer


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "run.json"


@pytest.mark.parametrize("spec", [FLOWERS, POINTS, RunSpec()], ids=["flowers", "points", "xor"])
def test_a_run_taken_up_answers_as_it_did_when_it_was_saved(file: Path, spec: RunSpec) -> None:
    found, before = saved(file, spec)
    after, dataset = with_defaults(RunSpec(), found.settings(with_data=True))
    assert found.differences(after, dataset) == ""
    trainer = Trainer(after, dataset)
    np.testing.assert_array_equal(
        evaluate(trainer.problem, trainer.state.params)[0].output,
        evaluate(before.problem, before.state.params)[0].output,
    )
    assert trainer.record.mse == before.record.mse
    assert trainer.record.loss == before.record.loss


def test_other_data_take_what_belongs_to_the_weights_and_no_data(file: Path) -> None:
    found, _ = saved(file, POINTS)
    settings = found.settings(with_data=False)
    assert settings["extra"] == POINTS.extra
    assert settings["activation"] == POINTS.activation
    assert not {"dataset", "samples", "noise", "data_seed", "rule", "rate"} & set(settings)
    after, dataset = with_defaults(RunSpec(), settings | {"dataset": "circle"})
    assert after.dataset == "circle"
    assert Trainer(after, dataset).state.params.keys() == {"W1", "b1", "W2", "b2", "W3", "b3"}


@pytest.mark.parametrize("field", ANSWERING)
def test_what_changes_the_answers_is_said_and_nothing_else_is(file: Path, field: str) -> None:
    value: Any = {
        "activation": ("relu",),
        "output": "sigmoid",
        "extra": (),
        "scale": "none",
        "scale_target": "standard",
    }[field]
    found, _ = saved(file, replace(FLOWERS, extra=("x1*x2",)))
    spec, dataset = with_defaults(RunSpec(), found.settings(with_data=True))
    spec = replace(spec, rule="adam", rate=0.5, seed=9, dropout=0.1, l2=0.1)
    assert found.differences(spec, dataset) == ""
    said = found.differences(replace(spec, **{field: value}), dataset)
    assert said.startswith(f"{field} ")
    assert said.count("in the file") == 1


def test_inputs_scaled_by_other_numbers_are_named_with_both(file: Path) -> None:
    found, before = saved(file, FLOWERS)
    spec, dataset = with_defaults(
        RunSpec(), found.settings(with_data=True) | {"data_seed": 8}
    )  # other rows are held out
    said = found.differences(spec, dataset)
    assert dataset.scaling is not None
    assert before.dataset.scaling is not None
    first = dataset.features[0]
    assert said.startswith(f"{first} scaled by mean {dataset.scaling.mean[0]:.4g} ")
    assert f"({before.dataset.scaling.mean[0]:.4g} and " in said
    assert said.endswith(f"and {len(dataset.features) - 1} more inputs")


def test_outputs_of_another_name_are_named(file: Path) -> None:
    found, _ = saved(file, FLOWERS, targets=["a", "b", "c"])
    spec, dataset = with_defaults(RunSpec(), found.settings(with_data=True))
    assert found.differences(spec, dataset) == f"output '{dataset.targets[0]}' ('a' in the file)"


def test_weights_alone_bring_the_shape_of_their_network(file: Path) -> None:
    file.write_text(json.dumps({"W1": [[1, 2, 3]] * 2, "b1": [0, 0], "W2": [[1, 2]], "b2": [1]}))
    found = read_saved(file)
    settings = found.settings(with_data=True)
    assert set(settings) == {"hidden", "bias", "init", "weights"}
    assert (settings["hidden"], settings["bias"]) == ((2,), True)
    spec = RunSpec(output="linear", **settings)
    assert found.differences(spec, load(spec)) == ""


def test_a_spec_in_part_counts_as_far_as_it_goes(file: Path) -> None:
    weights = {"W1": [[1, 2, 3]] * 2, "W2": [[1, 2]]}
    file.write_text(json.dumps({"weights": weights, "spec": {"activation": ["ReLU"]}}))
    assert read_saved(file).settings(with_data=True)["activation"] == ("relu",)
    assert "output" not in read_saved(file).settings(with_data=True)


def test_a_run_that_itself_began_with_given_weights_can_be_taken_up(file: Path) -> None:
    found, _ = saved(file, FLOWERS)
    spec, _ = with_defaults(RunSpec(), found.settings(with_data=True))
    again, _ = saved(file, spec, count=2)
    assert again.settings(with_data=True)["weights"] != spec.weights
    assert again.spec["dataset"] == "iris"


@pytest.mark.parametrize(
    "spec", [5, [], {"rate": "fast"}, {"nonsense": 1}, {"output": "step"}, {"rows": [[1, None]]}]
)
def test_a_spec_that_is_none_is_refused_with_the_name_of_the_file(file: Path, spec: object) -> None:
    file.write_text(json.dumps({"weights": {"W1": [[1, 2, 3]]}, "spec": spec}))
    assert refused("weights", lambda: read_saved(file)).startswith(f"{file}: its spec ")


plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from([10**400, "x", ""]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["mean", "deviation", "rate", "dataset"]), inner, max_size=3
        )
    ),
    max_leaves=8,
)


@laws
@given(spec=plain, scaling=plain, targets=plain)
def test_whatever_stands_beside_the_weights_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, spec: Any, scaling: Any, targets: Any
) -> None:
    file = tmp_path_factory.getbasetemp() / "beside.json"
    weights = {"W1": [[1, 2, 3]] * 4, "W2": [[1] * 4]}
    beside = {"spec": spec, "scaling": scaling, "targets": targets}
    file.write_text(json.dumps({"weights": weights} | beside))
    try:
        found = read_saved(file)
    except SpecError:
        return
    xor = RunSpec(scale="standard")
    found.differences(xor, load(xor))
    found.settings(with_data=True)


def test_targets_scaled_by_other_numbers_are_named_with_both(file: Path, tmp_path: Path) -> None:
    table = tmp_path / "prices.csv"
    table.write_text("size,price\n" + "".join(f"{k},{1000 * k * k}\n" for k in range(9)))
    prices, data = with_defaults(RunSpec(), {"data_file": str(table)})
    assert data.target_scaling is not None
    found, _ = saved(file, prices)
    assert found.differences(prices, data) == ""
    table.write_text("size,price\n" + "".join(f"{k},{3000 * k * k}\n" for k in range(9)))
    spec, dataset = with_defaults(RunSpec(), found.settings(with_data=True))
    said = found.differences(spec, dataset)
    assert said.startswith("price scaled by mean ")
    assert f"({data.target_scaling.mean[0]:.4g} and " in said


SETOSA = (("setosa", 5.0),)


def test_class_weights_come_with_the_weights(file: Path) -> None:
    found, before = saved(file, replace(FLOWERS, class_weight=SETOSA))
    spec, dataset = with_defaults(RunSpec(), found.settings(with_data=True))
    after = Trainer(found.weighted(spec, dataset), dataset)
    assert after.problem.spec.class_weight == SETOSA
    assert found.differences(after.problem.spec, dataset) == ""
    assert after.record.loss == before.record.loss
    assert after.record.loss != Trainer(spec, dataset).record.loss


def test_class_weights_that_suit_no_class_are_given_up_and_said(file: Path) -> None:
    found, _ = saved(file, replace(FLOWERS, class_weight=SETOSA))
    for name in ("blobs", "plane"):
        spec, dataset = with_defaults(RunSpec(), {"dataset": name})
        assert found.weighted(spec, dataset).class_weight == "none"
        assert "class weight none (setosa=5 in the file)" in found.differences(spec, dataset)

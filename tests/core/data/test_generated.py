"""Generated data: radii, labels and balance follow their formulas; one seed gives one data set."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest

from core import Dataset, RunSpec, builtin, load
from core.data.builtin.generated import MADE_UP


@pytest.mark.parametrize("name", MADE_UP)
def test_a_seed_decides_the_points(name: str) -> None:
    one, same, other = (builtin(name, 90, 0.5, seed) for seed in (1, 1, 2))
    assert one.x.tobytes() + one.d.tobytes() == same.x.tobytes() + same.d.tobytes()
    assert one.x.tobytes() != other.x.tobytes()
    assert len(one) == 90
    assert len(builtin(name)) == 500
    assert one.name == name


@pytest.mark.parametrize(
    ("name", "classes"), [(n, 2) for n in ("circle", "gauss", "spiral", "moons")]
)
def test_classes_are_balanced_without_noise(name: str, classes: int) -> None:
    assert builtin(name, 100).d.sum() == 100 / classes


def test_blobs_have_three_classes_alike() -> None:
    assert builtin("blobs", 99).d.sum(axis=0).tolist() == [33, 33, 33]


def test_the_circle_is_a_disc_in_a_ring() -> None:
    data = builtin("circle")
    radius, one = np.hypot(*data.x.T), data.d[:, 0] == 1
    assert radius[one].max() < 2.5
    assert radius[~one].min() >= 3.5
    assert radius.max() < 5.0


def test_xor_points_keep_off_the_axes_and_are_1_where_signs_agree() -> None:
    data = builtin("xor-points")
    assert np.abs(data.x).min() >= 0.3
    assert np.abs(data.x).max() <= 5.3
    assert (data.d[:, 0] == (data.x[:, 0] * data.x[:, 1] > 0)).all()


@pytest.mark.parametrize(("noise", "variance"), [(0.0, 0.5), (1.0, 4.0)])
def test_gauss_has_two_clouds_of_that_variance(noise: float, variance: float) -> None:
    data = builtin("gauss", 20_000, noise, 2)
    for target, centre in ((1, 2.0), (0, -2.0)):
        cloud = data.x[data.d[:, 0] == target]
        np.testing.assert_allclose(cloud.mean(axis=0), centre, atol=0.06)
        np.testing.assert_allclose(np.cov(cloud.T), np.eye(2) * variance, atol=0.15)


def test_the_spiral_has_two_arms() -> None:
    data = builtin("spiral", 100)
    for arm, delta in ((1, 0.0), (0, np.pi)):
        i = np.arange(50)
        angle = 1.75 * i / 50 * 2 * np.pi + delta
        wound = np.stack([i / 50 * 5 * np.sin(angle), i / 50 * 5 * np.cos(angle)], axis=1)
        np.testing.assert_allclose(data.x[data.d[:, 0] == arm], wound, atol=1e-12)


def test_the_plane_is_a_slope() -> None:
    data = builtin("plane")
    np.testing.assert_allclose(data.d[:, 0], data.x.sum(axis=1) / 10)
    assert np.abs(data.x).max() <= 6.0


def test_multi_gauss_has_hills_and_hollows() -> None:
    data = builtin("multi-gauss", 5000)
    hills = {(-4, 2.5): 1, (0, 2.5): -1, (4, 2.5): 1, (-4, -2.5): -1, (0, -2.5): 1, (4, -2.5): -1}
    away = np.stack([np.hypot(*(data.x - centre).T) for centre in hills])
    assert (data.d[(away > 2).all(axis=0)] == 0).all()
    for distance, sign in zip(away, hills.values(), strict=True):
        alone = distance < 0.9
        np.testing.assert_allclose(data.d[alone, 0], sign * (1 - distance[alone] / 2))


@pytest.mark.parametrize("name", ["circle", "xor-points"])
def test_noise_turns_labels_and_leaves_the_points(name: str) -> None:
    clean, noisy = builtin(name, 400), builtin(name, 400, 0.8)
    assert clean.x.tobytes() == noisy.x.tobytes()
    assert 0 < np.abs(clean.d - noisy.d).sum() < 200


@pytest.mark.parametrize(("name", "most"), [("spiral", 0.5), ("plane", 0.6)])
def test_a_noise_of_1_is_twice_the_half_that_is_most_in_the_playground(
    name: str, most: float
) -> None:
    clean, noisy = builtin(name, 2000), builtin(name, 2000, 1.0)
    if name == "spiral":
        strayed = np.abs(noisy.x - clean.x).max(axis=0)
    else:
        assert noisy.x.tobytes() == clean.x.tobytes()
        strayed = np.abs(noisy.d - clean.d).max(axis=0)
    assert (strayed <= most).all()
    assert (strayed > 0.9 * most).all()


BITS = {
    "circle": "979df9bd78ceb62d",
    "xor-points": "90977e687c334b22",
    "gauss": "3009587671761bf2",
    "spiral": "30e1c87a8b176776",
    "moons": "c986bcab8374e456",
    "plane": "79a3dc6e00812774",
    "multi-gauss": "67f505be6d9666be",
    "blobs": "f6b1b39fcdfc75fe",
}
"""300 points with noise 0.3 of seed 7: the first digits of `fingerprint`."""


def fingerprint(dataset: Dataset) -> str:
    """Return a hash of all bits of the inputs and targets."""
    bits = dataset.x.astype("<f8").tobytes() + dataset.d.astype("<f8").tobytes()
    return hashlib.sha256(bits).hexdigest()[:16]


@pytest.mark.parametrize("name", MADE_UP)
def test_points_have_the_same_bits_on_every_machine(name: str) -> None:
    assert fingerprint(builtin(name, 300, 0.3, 7)) == BITS[name]


def test_prepared_points_have_the_same_bits_on_every_machine() -> None:
    spec = RunSpec(
        dataset="multi-gauss",
        samples=200,
        noise=0.2,
        extra=("x1^2", "x2^2", "x1*x2", "sin x1", "sin x2"),
        split=0.7,
        scale="standard",
        scale_target="standard",
    )
    dataset = load(spec)
    assert dataset.test is not None
    assert (fingerprint(dataset), fingerprint(dataset.test)) == (
        "4b5e96caa1fd65e8",
        "545528c97724fe00",
    )

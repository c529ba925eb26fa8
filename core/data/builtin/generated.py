"""Generated data: random points of the plane, each with a label or a number.

Six data sets reimplement the formulas of TensorFlow Playground (src/dataset.ts, Google, Apache
License 2.0): ``circle``, ``xor-points``, ``gauss``, ``spiral``, ``plane`` and ``multi-gauss``.
Noise here is twice Playground's, which goes from 0 to 0.5. Classes alternate row by row, so that
the sequential order mixes them too.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.arrays import Floats
from core.data.dataset import Dataset, Kind
from core.exact import cos, log1p, sin
from core.rng import Purpose, uniforms

SAMPLES = 500
"""The default number of points."""


class GeneratorOptions(NamedTuple):
    """The options of a generated data set; fixed data sets ignore them.

    Attributes
    ----------
    samples : int
        The number of rows before any split.
    noise : float
        From 0 to 1.
    """

    samples: int
    noise: float
    seed: int


def circle(options: GeneratorOptions) -> Dataset:
    """Ones inside half the radius 5, zeros from 0.7 of it: a disc in a ring."""
    u, inside = _fractions(options, 4), _turns(options.samples, 2) == 0
    radius = np.where(inside, 2.5 * u[:, 0], 3.5 + 1.5 * u[:, 0])
    x = _polar(radius, 2.0 * np.pi * u[:, 1])
    moved = x + _strayed(u[:, 2:], 5.0, options.noise)
    d = _length(moved[:, 0], moved[:, 1]) < 2.5
    return _labelled("circle", x, d, "A disc of ones inside a ring of zeros.")


def xor_points(options: GeneratorOptions) -> Dataset:
    """Ones where x1 and x2 have the same sign; both from -5 to 5, and 0.3 off the axes."""
    u = _fractions(options, 4)
    x = 10.0 * u[:, :2] - 5.0
    x += np.where(x > 0.0, 0.3, -0.3)
    moved = x + _strayed(u[:, 2:], 5.0, options.noise)
    d = moved[:, 0] * moved[:, 1] >= 0.0
    text = "Points in four quarters: 1 where x1 and x2 have the same sign, 0 where they differ."
    return _labelled("xor-points", x, d, text)


def gauss(options: GeneratorOptions) -> Dataset:
    """Two clouds, around (2, 2) and (-2, -2), whose variance grows with the noise, 0.5 to 4."""
    one = _turns(options.samples, 2) == 0
    centre = np.where(one, 2.0, -2.0)[:, None]
    x = centre + np.sqrt(0.5 + 3.5 * options.noise) * _normal(_fractions(options, 4))
    return _labelled("gauss", x, one, "Two clouds of points that a straight line separates.")


def spiral(options: GeneratorOptions) -> Dataset:
    """Two arms wound around each other: radius 0 to 5, one turn and three quarters."""
    arm = _turns(options.samples, 2)
    along = (np.arange(options.samples) // 2) / np.bincount(arm, minlength=2)[arm]
    angle = 1.75 * along * 2.0 * np.pi + np.pi * arm
    x = _polar(5.0 * along, angle) + _strayed(_fractions(options, 2), 1.0, options.noise)
    return _labelled("spiral", x, arm == 0, "Two arms wound around each other.")


def plane(options: GeneratorOptions) -> Dataset:
    """Regression: ``(x1 + x2) / 10``, over the square from -6 to 6."""
    x, moved = _square(options)
    d = (moved[:, 0] + moved[:, 1]) / 10.0
    return _table("plane", x, d, ("y",), "numbers", "A slope: the target is (x1 + x2) / 10.")


_HILLS = np.array(
    [(-4, 2.5, 1), (0, 2.5, -1), (4, 2.5, 1), (-4, -2.5, -1), (0, -2.5, 1), (4, -2.5, -1)],
    dtype=np.float64,
)


def multi_gauss(options: GeneratorOptions) -> Dataset:
    """Regression: three hills and three hollows that fall off to 0 at distance 2."""
    x, moved = _square(options)
    away = _length(*(moved[:, None, axis] - _HILLS[:, axis] for axis in (0, 1)))
    heights = _HILLS[:, 2] * np.maximum(1.0 - away / 2.0, 0.0)
    nearest = np.abs(heights).argmax(axis=1)
    d = heights[np.arange(len(x)), nearest]
    text = "Three hills and three hollows over a plain: targets from -1 to 1."
    return _table("multi-gauss", x, d, ("y",), "numbers", text)


def moons(options: GeneratorOptions) -> Dataset:
    """Two interleaved half circles of radius 3; noise 1 has standard deviation 1.5."""
    upper, u = _turns(options.samples, 2) == 0, _fractions(options, 5)
    half = _polar(np.full(options.samples, 3.0), np.pi * (u[:, 0] - 0.5))
    shift = np.array([1.5, 0.75])
    x = np.where(upper[:, None], half - shift, shift - half)
    x += 1.5 * options.noise * _normal(u[:, 1:])
    return _labelled("moons", x, upper, "Two half moons that reach into each other.")


_CENTRES = 4.0 * np.array([[0.0, 1.0], [-math.sqrt(0.75), -0.5], [math.sqrt(0.75), -0.5]])


def blobs(options: GeneratorOptions) -> Dataset:
    """Three clouds at the corners of a triangle, 4 from its centre; variance as in `gauss`."""
    which = _turns(options.samples, 3)
    spread = np.sqrt(0.5 + 3.5 * options.noise)
    x = _CENTRES[which] + spread * _normal(_fractions(options, 4))
    names = ("top", "left", "right")
    return _table("blobs", x, np.eye(3)[which], names, "classes", "Three clouds, a class each.")


MADE_UP: dict[str, Callable[[GeneratorOptions], Dataset]] = {
    "circle": circle,
    "xor-points": xor_points,
    "gauss": gauss,
    "spiral": spiral,
    "moons": moons,
    "plane": plane,
    "multi-gauss": multi_gauss,
    "blobs": blobs,
}
"""The generated data sets, by name."""


def _fractions(options: GeneratorOptions, width: int) -> Floats:
    """Draw uniform numbers from [0, 1), shape (samples, width)."""
    stream = uniforms(options.seed, Purpose.DATA, 0, options.samples * width)
    return stream.reshape(options.samples, width)


def _turns(samples: int, groups: int) -> NDArray[np.intp]:
    """Return the group of each row; groups alternate."""
    return np.arange(samples) % groups


def _strayed(u: Floats, reach: float, noise: float) -> Floats:
    """Return uniform displacements of at most `reach` times half the noise."""
    return (2.0 * u - 1.0) * (reach * 0.5 * noise)


def _length(x: Floats, y: Floats) -> Floats:
    return np.sqrt(x * x + y * y)


def _polar(radius: Floats, angle: Floats) -> Floats:
    return np.stack((radius * sin(angle), radius * cos(angle)), axis=1)


def _normal(u: Floats) -> Floats:
    """Turn two pairs of uniform numbers per row into two normal ones (Box and Muller)."""
    radius = np.sqrt(-2.0 * log1p(-u[:, 0::2]))
    return radius * cos(2.0 * np.pi * u[:, 1::2])


def _square(options: GeneratorOptions) -> tuple[Floats, Floats]:
    """Draw points of the square from -6 to 6; return them and the noisy points for the labels."""
    u = _fractions(options, 4)
    x = 12.0 * u[:, :2] - 6.0
    return x, x + _strayed(u[:, 2:], 6.0, options.noise)


def _labelled(name: str, x: Floats, one: NDArray[np.bool_], description: str) -> Dataset:
    return _table(name, x, one.astype(np.float64), ("y",), "binary", description)


def _table(
    name: str, x: Floats, d: Floats, targets: tuple[str, ...], kind: Kind, description: str
) -> Dataset:
    return Dataset(
        name, x, d.reshape(len(x), len(targets)), ("x1", "x2"), targets, kind, description
    )

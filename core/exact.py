"""exp, log, tanh and their like, products and sums, with the same bits on every machine.

The C libraries and processors of this world agree on ``+ - * /`` and the square root of doubles to
the last bit, because IEEE 754 says what they are. They do not agree on `exp`: numpy's differs from
one processor to the next, and so does what is built on it. Nor do ``@`` and `numpy.sum` promise in
which order they add. A network that learns for a thousand epochs makes other digits out of one
other bit; so all that a run depends on is computed here.

Each function is told twice, here and in ``core/compiled/exact.h``, operation for operation. Only
additions, subtractions, multiplications, divisions, comparisons and scaling by powers of two are
taken from the processor, each rounded on its own (in C: no fused multiply-add). To change a
function, change both; ``tests/core/test_exact.py`` compares them bit by bit and measures the errors
given below, in ulp: the distance to the true value in units of the last place of the double
nearest to it. ``tools/exact_coefficients.py`` prints the coefficients.

NaN goes through every function, and an infinite result is a result, not a warning.

Large arrays are handed to the compiled library where there is one: the same bits, some ten times
sooner. Small ones are not, though it would be sooner there too: so the readable engine, whose
arrays mostly are small, owes its numbers to what is written here.

How it is written: numpy spends about 0.2 us on an operation with few numbers, and twice that where
one operand is a Python float, a row to be repeated, or the result's own place; so the constants are
arrays without axes and every operation makes a new array. Polynomials are added up in pairs, pairs
of pairs, and so on (Estrin's scheme): a processor can work on neighbours at the same time.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import wraps

import numpy as np
from numpy.typing import NDArray

from .arrays import Floats
from .compiled import array_functions

_Bits = NDArray[np.int64]

_PIECE = 2048
"""Up to how many numbers numpy is at its best: what is between them stays in the cache."""


def _in_pieces(function: Callable[[Floats], Floats]) -> Callable[[Floats], Floats]:
    """Let a function of single numbers meet a large array compiled, or else piece by piece."""

    @wraps(function)
    def in_pieces(x: Floats) -> Floats:
        if x.size <= _PIECE:
            return function(x)
        compiled = array_functions.mapped(function.__name__, x)
        if compiled is not None:
            return compiled
        flat, result = x.reshape(-1), np.empty(x.size)
        for start in range(0, x.size, _PIECE):
            result[start : start + _PIECE] = function(flat[start : start + _PIECE])
        return result.reshape(x.shape)

    return in_pieces


def _constant(value: float) -> Floats:
    return np.array(value)


def _constants(*values: float) -> tuple[Floats, ...]:
    return tuple(np.array(value) for value in values)


_ZERO, _HALF, _ONE, _TWO, _THREE = _constants(0.0, 0.5, 1.0, 2.0, 3.0)


def _polynomial(coefficients: tuple[Floats, ...], x: Floats) -> Floats:
    """Return ``c0 + c1 x + c2 x^2 + ...`` by Estrin's scheme: pairs, pairs of pairs, ..."""
    terms: list[Floats] = list(coefficients)
    while len(terms) > 1:
        paired = [low + high * x for low, high in zip(terms[::2], terms[1::2], strict=False)]
        terms = paired + terms[2 * len(paired) :]
        x = x * x
    return terms[0]


# ---------------------------------------------------------------- exp

_LOG2_E = _constant(1.4426950408889634)
_LOG_2_HIGH = _constant(0.6931471805592082)  # 40 bits, so that 11 more can be multiplied exactly
_LOG_2_LOW = _constant(7.371002565167799e-13)

_ROUNDER = _constant(6755399441055744.0 + 1023.0)
"""``1.5 * 2^52 + 1023``: a number added to it is rounded to a whole one, n, and the last bits of
the sum are those of ``n + 1023``, the exponent of 2^n."""

_TO_EXPONENT = np.array(52)
_BIAS = np.array(1023)
_BIT = np.array(1)

_E2, _E3, _E4, _E5, _E6, _E7, _E8, _E9, _E10, _E11 = _constants(
    0.5000000000000001,
    0.16666666666666669,
    0.041666666666623824,
    0.008333333333330039,
    0.0013888888917367081,
    0.00019841269863171557,
    2.4801521057868204e-05,
    2.7557268276905696e-06,
    2.7620201591031547e-07,
    2.5100472505694996e-08,
)

_EXP_SAFE = 700.0**2
_EXP_LOW, _EXP_HIGH = _constants(-746.0, 710.0)


def _whole_and_rest(x: Floats) -> tuple[Floats, Floats, Floats]:
    """Return ``n = round(x / log 2)``, and ``x - n log 2`` as the difference of two numbers.

    n is returned as the sum ``n + _ROUNDER``. The first number of the difference is exact where
    ``|x| < 746``.
    """
    sum_ = x * _LOG2_E + _ROUNDER
    n = sum_ - _ROUNDER
    return sum_, x - n * _LOG_2_HIGH, n * _LOG_2_LOW


def _rest_of_exp(r: Floats) -> Floats:
    """Return ``exp(r) - 1 - r`` for ``|r| <= log(2) / 2``."""
    r2 = r * r
    r4 = r2 * r2
    low = (_E2 + _E3 * r) + (_E4 + _E5 * r) * r2
    high = (_E6 + _E7 * r) + (_E8 + _E9 * r) * r2
    highest = (_E10 + _E11 * r) * (r4 * r4)
    return ((low + highest) + high * r4) * r2


def _power_of_2(sum_: Floats) -> Floats:
    """Return ``2^n`` for ``-1022 <= n <= 1023``, from ``n + _ROUNDER``."""
    power: Floats = (sum_.view(np.int64) << _TO_EXPONENT).view(np.float64)
    return power


def _powers_of_2(sum_: Floats) -> tuple[Floats, Floats]:
    """Return two numbers whose product is ``2^n`` for ``-2044 <= n <= 2046``.

    Neither is subnormal, so a result that is gets rounded once, by the last multiplication.
    """
    both = sum_.view(np.int64) + _BIAS
    half = both >> _BIT
    return (
        (half << _TO_EXPONENT).view(np.float64),
        ((both - half) << _TO_EXPONENT).view(np.float64),
    )


@_in_pieces
def exp(x: Floats) -> Floats:
    """Return e^x, to 1.1 ulp.

    ``x = n log 2 + r`` with ``|r| <= log(2) / 2``, so ``exp(x) = 2^n exp(r)``, and ``exp(r)`` is a
    polynomial of degree 11. Above 709.78 the result is inf, below -745.13 it is 0.
    """
    if np.vdot(x, x) < _EXP_SAFE:  # so none is beyond 700, and 2^n is a normal number
        sum_, head, tail = _whole_and_rest(x)
        r = head - tail
        return (_ONE + (r + _rest_of_exp(r))) * _power_of_2(sum_)
    with np.errstate(over="ignore", under="ignore"):
        sum_, head, tail = _whole_and_rest(np.minimum(np.maximum(x, _EXP_LOW), _EXP_HIGH))
        r = head - tail
        scale, rest = _powers_of_2(sum_)
        return (_ONE + (r + _rest_of_exp(r))) * scale * rest


_TANH_ONE, _MINUS_TWO = _constants(22.0, -2.0)


@_in_pieces
def tanh(x: Floats) -> Floats:
    """Return the hyperbolic tangent, to 1.6 ulp; ``tanh(-x) = -tanh(x)``.

    ``m / (m + 2)`` with ``m = exp(2 |x|) - 1 = (2^n - 1) + 2^n (exp(r) - 1)``, which loses nothing
    where x is small: there n is 0. What is lost in rounding r and the first sum is added again.
    The quotient is found by its difference to ``|x|``, or, where n is 3 or more, to 1.
    """
    size = np.minimum(np.abs(x), _TANH_ONE)  # tanh(22) is 1
    sum_, head, tail = _whole_and_rest(size + size)
    r = head - tail
    scale = _power_of_2(sum_)
    whole, part = scale - _ONE, scale * r
    m = whole + part
    lost = part - (m - whole)
    m = m + (lost + scale * (_rest_of_exp(r) + ((head - r) - tail)))
    near = whole <= _THREE
    change = np.where(near, (m - (size + size)) - size * m, _MINUS_TWO)
    y: Floats = np.where(near, size, _ONE) + change / (m + _TWO)
    return np.copysign(y, x)


# ---------------------------------------------------------------- log

_LOWEST_NORMAL = np.array(1 << 52)
_NORMALS = np.uint64((2046 << 52) - 1)
_ROOT_HALF = np.array(0x3FE6A09E667F3BCD)  # the bits of sqrt(1/2)
_EXPONENT_BITS = np.array(-1 << 52)
_UNIT_EXPONENT = _constant(2.0**-52)
_SMALLEST_NORMAL, _TO_NORMAL, _TO_NORMAL_EXPONENT = _constants(2.0**-1022, 2.0**54, 54.0)
_MINUS_ONE, _INF, _MINUS_INF, _NAN = _constants(-1.0, math.inf, -math.inf, math.nan)
_UNCHANGED = _constant(2.0**-54)

_LOG = _constants(
    0.666666666666667,
    0.3999999999989889,
    0.28571428626253836,
    0.22222211089379496,
    0.1818289243253687,
    0.15331611722055008,
    0.14617807153417325,
)


def _exponent_and_fraction(x: Floats) -> tuple[Floats, Floats]:
    """Return e and m with ``x = m 2^e`` and ``sqrt(1/2) <= m < sqrt(2)``, for a normal x > 0."""
    bits: _Bits = x.view(np.int64)
    exponent = (bits - _ROOT_HALF) & _EXPONENT_BITS
    return exponent.astype(np.float64) * _UNIT_EXPONENT, (bits - exponent).view(np.float64)


def _log(e: Floats, f: Floats, correction: Floats) -> Floats:
    """Return ``e log 2 + log(1 + f) + correction``; see `log`."""
    s = f / (f + _TWO)
    z = s * s
    rest = z * _polynomial(_LOG, z)
    half = _HALF * f * f
    return e * _LOG_2_HIGH - ((half - (s * (half + rest) + (e * _LOG_2_LOW + correction))) - f)


@_in_pieces
def log(x: Floats) -> Floats:
    """Return the natural logarithm, to 0.9 ulp: -inf at 0, NaN below.

    ``x = 2^e (1 + f)`` with ``1 + f`` between sqrt(1/2) and sqrt(2). With ``s = f / (2 + f)``,
    ``log(1 + f) = log((1 + s) / (1 - s)) = 2 s + s R(s^2)``, R a polynomial of degree 7 that starts
    with ``2/3 s^2``; and ``2 s = f - f^2/2 + s f^2/2``, whose first term is exact.
    """
    # Wrapped round, what is not a normal number above 0 is a large whole number.
    if (x.view(np.int64) - _LOWEST_NORMAL).view(np.uint64).max(initial=0) <= _NORMALS:
        e, m = _exponent_and_fraction(x)
        return _log(e, m - _ONE, _ZERO)
    with np.errstate(all="ignore"):
        small = x < _SMALLEST_NORMAL
        e, m = _exponent_and_fraction(np.where(small, x * _TO_NORMAL, x))
        e = np.where(small, e - _TO_NORMAL_EXPONENT, e)
        y = _log(e, m - _ONE, _ZERO)
        y = np.where(x < _INF, y, x)  # inf and NaN
        y = np.where(x < _ZERO, _NAN, y)
        return np.where(x == _ZERO, _MINUS_INF, y)


@_in_pieces
def log1p(x: Floats) -> Floats:
    """Return ``log(1 + x)``, to 0.9 ulp also where x is tiny: -inf at -1, NaN below.

    As `log`, of ``u = 1 + x`` rounded; what the rounding took away, c, comes back as ``c / u``.
    Where u needs no scaling f is x itself.
    """
    with np.errstate(all="ignore"):
        u = _ONE + x
        added = u - _ONE
        lost = (_ONE - (u - added)) + (x - added)
        e, m = _exponent_and_fraction(u)
        plain = e == _ZERO
        y = _log(e, np.where(plain, x, m - _ONE), np.where(plain, _ZERO, lost / u))
        y = np.where(x < _INF, y, x)
        y = np.where(np.abs(x) < _UNCHANGED, x, y)
        y = np.where(x < _MINUS_ONE, _NAN, y)
        return np.where(x == _MINUS_ONE, _MINUS_INF, y)


# ---------------------------------------------------------------- the normal distribution

_TAIL_END = _constant(40.0)
_TAIL_BEND = _constant(4.76171875)
_TAIL_SLOPE = _constant(1.25)
_TO_20_PLACES = _constant(1.5 * 2.0**32)
_UPPER_BITS = np.array(-1 << 27)
_DENSITY = _constant(0.3989422804014327)  # 1 / sqrt(2 pi)
_SIXTH = _constant(1.0 / 6.0)

_TAIL_0, _TAIL_1, _TAIL_2 = _constants(0.4838917888129295, -0.1302878802841375, 0.05748881409960042)
_TAIL = _constants(
    -0.00579408732493371,
    -0.017324919647433826,
    0.018922661682727507,
    -0.011500831143950912,
    0.004359939027704337,
    -0.0007192007340933997,
    -0.0002242016236122399,
    0.00015215443432963247,
    -8.672203928854312e-06,
    -1.8685553491217477e-05,
    4.065936285614785e-06,
    2.306623489646563e-06,
    -8.028953141902003e-07,
    -3.37175294245044e-07,
    1.3559966330955133e-07,
    6.062953763122558e-08,
    -1.9121722747838465e-08,
    -1.1768903471450313e-08,
    1.1481997350464538e-09,
    1.6283562893729013e-09,
    2.6414478794369064e-10,
)

_ROOT_2 = _constant(math.sqrt(2.0))
_ERF = _constants(
    0.1283791670955126,
    -0.3761263890318375,
    0.11283791670954879,
    -0.026866170645076792,
    0.0052239776248180145,
    -0.000854832698083379,
    0.0001205533111164271,
    -1.4925595266831182e-05,
    1.6461000484121368e-06,
    -1.6350312701054695e-07,
    1.4659775274047436e-08,
    -1.1372848856791674e-09,
    5.957176147748911e-11,
)


def _normal_tail(a: Floats) -> Floats:
    """Return the share of a standard normal distribution above a, for ``a >= 0``.

    The share above h, which is a rounded to a multiple of 2^-20, is ``exp(-h^2 / 2) F / (h +
    5/4)``, F a polynomial of degree 23 in ``(h - b) / (h + b)`` that stays between 0.4 and 0.63.
    The square and all sums with h are exact. From h to ``a = h + l`` the share falls by the slice
    ``exp(-h^2 / 2) / sqrt(2 pi)  (1 - exp(-h l)) / h``, a series of three terms. The quotient is
    found in two steps, 26 digits first, so that no more than its last rounding is lost.
    """
    a = np.minimum(a, _TAIL_END)  # the share above 40 is 0
    h = (a + _TO_20_PLACES) - _TO_20_PLACES
    sum_, head, tail = _whole_and_rest(-(_HALF * h * h))
    r = head - tail
    rise = _rest_of_exp(r) + ((head - r) - tail)  # exp(-h^2 / 2) is 2^n (1 + r + rise)
    y = (h - _TAIL_BEND) / (h + _TAIL_BEND)
    divisor = h + _TAIL_SLOPE
    low = a - h
    fall = low * h
    slice_ = low * (_ONE - fall * (_HALF - fall * _SIXTH)) * (_DENSITY * divisor)
    more = y * (_TAIL_1 + y * (_TAIL_2 + y * _polynomial(_TAIL, y))) - slice_
    scale, rest = _powers_of_2(sum_)
    factor = _TAIL_0 + more
    more = (more + factor * rise) + factor * r
    dividend = _TAIL_0 + more
    lost = more - (dividend - _TAIL_0)
    inverse = _ONE / divisor
    ratio: Floats = ((dividend * inverse).view(np.int64) & _UPPER_BITS).view(np.float64)
    share = ratio + ((dividend - ratio * divisor) + lost) * inverse
    scale, rest = _powers_of_2(sum_)
    return share * scale * rest


@_in_pieces
def normal_share(v: Floats) -> Floats:
    """Return Phi(v), the share of a standard normal distribution below v, to 1.8 ulp.

    It is ``(1 + erf(v / sqrt 2)) / 2``, and loses no digits where v is far below 0; below -38.49 it
    is 0.
    """
    tail = _normal_tail(np.abs(v))
    return np.where(v < _ZERO, tail, _ONE - tail)


@_in_pieces
def erf(x: Floats) -> Floats:
    """Return the error function, to 1.4 ulp; ``erf(-x) = -erf(x)``.

    ``x + x P(x^2)`` with a polynomial P of degree 12 where ``|x| < 1``, and ``1 - 2 Phi(-|x| sqrt
    2)`` beyond.
    """
    size = np.abs(x)
    near = np.minimum(size, _ONE)
    near = near + near * _polynomial(_ERF, near * near)
    with np.errstate(over="ignore"):
        far = _ONE - _TWO * _normal_tail(size * _ROOT_2)
    return np.copysign(np.where(size < _ONE, near, far), x)


# ---------------------------------------------------------------- sin and cos

_TWO_BY_PI = _constant(0.6366197723675814)
_QUARTER_1, _QUARTER_2, _QUARTER_3, _QUARTER_4 = _constants(  # pi / 2 in 33, 33, 33 and 53 bits
    1.5707963267341256, 6.077100506303966e-11, 2.0222662487111665e-21, 8.4784276603689e-32
)
_TURNS_SAFE = _constant(2.0**20)
_QUARTER_PLACES = 1200
_QUARTER_DIGITS = int(
    "1921fb54442d18469898cc51701b839a252049c1114cf98e804177d4c76273644a29410f31c6809b"
    "bdf2a33679a748636605614dbe4be286e9fc26adadaa3848bc90b6aecc4bcfd8de89885d34c6fdad"
    "617feb96de80d6fdbdc70d7f6b5133f4b5d3e4822f8963fcc9250cca3d9c8b67b8400f97142c77e0"
    "b31b4906c38aba734d22c7f51fa499ebf06caba47b9475b2c38c5e6ac410a",
    16,
)
"""``pi / 2`` times ``2^1200``: enough digits for the largest double."""

_SIN = _constants(
    -0.16666666666666666,
    0.008333333333330925,
    -0.00019841269836722418,
    2.755731608381636e-06,
    -2.5051127944014188e-08,
    1.5917848524808262e-10,
)
_COS = _constants(
    0.041666666666666664,
    -0.0013888888888887382,
    2.480158729874307e-05,
    -2.7557317260008837e-07,
    2.0876143827993133e-09,
    -1.1382456778061306e-11,
)


def _difference(a: Floats, b: Floats) -> tuple[Floats, Floats]:
    """Return ``a - b`` rounded, and what the rounding took away (Knuth's two-sum)."""
    rounded = a - b
    taken = rounded - a
    return rounded, (a - (rounded - taken)) - (b + taken)


def _far_quarter_turns(x: float) -> tuple[int, float, float]:
    """Return as `_quarter_turns` does, for one number however large, with whole numbers."""
    above, below = x.as_integer_ratio()
    scaled = (above << _QUARTER_PLACES) // below
    n = (2 * scaled + _QUARTER_DIGITS) // (2 * _QUARTER_DIGITS)
    left, unit = scaled - n * _QUARTER_DIGITS, 1 << _QUARTER_PLACES
    r = left / unit  # rounded once, however long the numbers are
    above, below = r.as_integer_ratio()
    return n % 4, r, (left * below - above * unit) / (below * unit)


def _quarter_turns(x: Floats) -> tuple[_Bits, Floats, Floats]:
    """Return n modulo 4 and ``x - n pi / 2`` as two numbers, the first within ``pi / 4`` of 0."""
    sum_ = x * _TWO_BY_PI + _ROUNDER
    n = sum_ - _ROUNDER
    quarters = sum_.view(np.int64) + _BIT  # 1023 + 1 is 0 modulo 4
    head, lost = _difference(x - n * _QUARTER_1, n * _QUARTER_2)
    head, lost_too = _difference(head, n * _QUARTER_3)
    tail = (lost + lost_too) - n * _QUARTER_4
    r = head + tail
    return quarters & np.array(3), r, (head - r) + tail


def _sin_and_cos(x: Floats) -> tuple[_Bits, Floats, Floats]:
    """Return the quarter turns in x modulo 4, and sine and cosine of the rest."""
    with np.errstate(all="ignore"):
        quarters, r, low = _quarter_turns(x)
    far = (np.abs(x) >= _TURNS_SAFE) & np.isfinite(x)
    if far.any():
        n, rs, lows = zip(*map(_far_quarter_turns, x[far].tolist()), strict=True)
        quarters, r, low = np.array(quarters), np.array(r), np.array(low)
        quarters[far], r[far], low[far] = n, rs, lows
    t = r * r
    # sin(r + low) = sin(r) + low cos(r), cos(r + low) = cos(r) - low sin(r), as far as they matter
    sine = r + ((r * t) * _polynomial(_SIN, t) + low * (_ONE - _HALF * t))
    half = _HALF * t
    about = _ONE - half
    cosine = about + (((_ONE - about) - half) + ((t * t) * _polynomial(_COS, t) - r * low))
    return quarters, sine, cosine


def _quadrant(number: _Bits, zeroth: Floats, first: Floats) -> Floats:
    """Return zeroth, first, -zeroth or -first, as the number is 0, 1, 2 or 3."""
    value = np.where(number & np.array(1) == np.array(0), zeroth, first)
    return np.where(number < np.array(2), value, -value)


@_in_pieces
def sin(x: Floats) -> Floats:
    """Return the sine of an angle in radians, to 1.0 ulp; ``sin(-x) = -sin(x)``.

    ``x = n pi / 2 + r`` with ``|r| <= pi / 4``; then sine or cosine of r, by polynomials of degree
    13 and 14. Beyond 2^20 the rest r is found with whole numbers, so the largest angle is as good
    as the smallest, though slow (some 3 us each). The C header has angles up to 2^20 only.
    """
    quarters, sine, cosine = _sin_and_cos(np.abs(x))
    return np.copysign(_ONE, x) * _quadrant(quarters, sine, cosine)


@_in_pieces
def cos(x: Floats) -> Floats:
    """Return the cosine of an angle in radians, to 0.9 ulp; see `sin`."""
    quarters, sine, cosine = _sin_and_cos(np.abs(x))
    return _quadrant(quarters, cosine, -sine)


# ---------------------------------------------------------------- powers, products, sums


def power(x: float, n: int) -> float:
    """Return ``x^n`` for a whole ``n >= 0``, by squaring: ``x^13 = x x^4 x^8``.

    Every square doubles the relative error of its root, so the result may be off by n ulp, the one
    function here whose error grows. Measured for n up to 10^6: below 0.7 n ulp, and below 0.15 n
    for most x. ``x^0`` is 1, for NaN too.
    """
    result = 1.0
    while n:
        if n & 1:
            result = result * x
        n >>= 1
        if n:
            x = x * x
    return result


_FEW = 256
"""Up to how many sums are added up sooner by one call of numpy than row by row."""


def total(a: Floats, axis: int = -1) -> Floats:
    """Return the sums along an axis, added up in order: ``((a0 + a1) + a2) + ...``.

    Parameters
    ----------
    a : Floats
        Any shape with that axis.

    Returns
    -------
    Floats
        The shape of `a` without the axis; 0 where it had no numbers.
    """
    count = a.shape[axis]
    if count > 0 and a.size <= _FEW * count:
        sums: Floats = np.add.accumulate(a, axis).take(-1, axis)  # a copy: the rest can go
        return sums
    rows = np.moveaxis(a, axis, 0)
    if count == 0:
        return np.zeros(rows.shape[1:])
    result: Floats = rows[0].copy()
    for row in rows[1:]:
        result += row
    return result


def total_all(a: Floats) -> float:
    """Return the sum of all numbers, added up in order, the last axis fastest."""
    return float(total(a.reshape(-1)))


_FEW_PRODUCTS = 4096


def matmul(a: Floats, b: Floats) -> Floats:
    """Return the product of matrices; each sum starts with its first product and goes on in order.

    Parameters
    ----------
    a : Floats
        Shape (..., n, k), or (k,) for one row.
    b : Floats
        Shape (..., k, m), or (k,) for one column. Leading axes are broadcast.

    Returns
    -------
    Floats
        Shape (..., n, m), without n or m where that operand had one axis.
    """
    if a.ndim == 1:
        rows = matmul(a[None], b)
        return rows[0] if b.ndim == 1 else rows[..., 0, :]
    if b.ndim == 1:
        return matmul(a, b[:, None])[..., 0]
    count = a.shape[-1]
    if count == 1:
        return a * b  # a column times a row: there is nothing to add up
    if a.size * b.shape[-1] <= _FEW_PRODUCTS or count == 0:
        return total(a[..., None] * b[..., None, :, :], -2)
    compiled = array_functions.product(a, b)
    if compiled is not None:
        return compiled
    result: Floats = a[..., :1] * b[..., :1, :]
    product = np.empty_like(result)
    for j in range(1, count):
        np.multiply(a[..., j : j + 1], b[..., j : j + 1, :], out=product)
        result += product
    return result

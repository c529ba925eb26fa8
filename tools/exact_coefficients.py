"""Print the coefficients of `core/exact.py` and `core/compiled/exact.h`, and how near they come.

Each polynomial meets its function at the Chebyshev nodes of its range, which is within a small
factor of the best there is. Run ``python tools/exact_coefficients.py``; it needs mpmath.
"""

from __future__ import annotations

from collections.abc import Callable

from mpmath import mp, mpf

mp.dps = 60

Function = Callable[[mpf], mpf]

BEND = 4.76171875
"""Where the variable of the normal tail is 0; `tail_factor` is very near a double there."""

SLOPE = 1.25
"""What is added to a before the normal tail is divided by it; see `tail_factor`."""


def interpolated(function: Function, low: mpf, high: mpf, count: int) -> list[mpf]:
    """Return `count` coefficients, lowest power first."""
    middle, half = (low + high) / 2, (high - low) / 2
    nodes = [middle + half * mp.cos(mp.pi * (2 * i + 1) / (2 * count)) for i in range(count)]
    powers = mp.matrix([[node**j for j in range(count)] for node in nodes])
    return list(mp.lu_solve(powers, mp.matrix([function(node) for node in nodes])))


def rest_of_exp(r: mpf) -> mpf:
    """Return ``(exp(r) - 1 - r) / r^2``."""
    return mp.hyp1f1(1, 3, r) / 2


def rest_of_log(z: mpf) -> mpf:
    """Return ``(log((1 + s) / (1 - s)) - 2 s) / s^3`` where ``z = s^2``."""
    return mp.nsum(lambda k: 2 * z**k / (2 * k + 3), [0, mp.inf]) if z else mpf(2) / 3


def rest_of_erf(t: mpf) -> mpf:
    """Return ``erf(x) / x - 1`` where ``t = x^2``."""
    return 2 / mp.sqrt(mp.pi) * mp.hyp1f1(mpf(1) / 2, mpf(3) / 2, -t) - 1


def tail_factor(y: mpf) -> mpf:
    """Return ``(a + SLOPE) exp(a^2 / 2) Phi(-a)`` where ``y = (a - BEND) / (a + BEND)``."""
    a = BEND * (1 + y) / (1 - y)
    return (a + SLOPE) * mp.erfc(a / mp.sqrt(2)) / 2 * mp.exp(a * a / 2)


def rest_of_sin(t: mpf) -> mpf:
    """Return ``(sin(r) - r) / r^3`` where ``t = r^2``."""
    return -mp.hyper([1], [2, mpf(5) / 2], -t / 4) / 6


def rest_of_cos(t: mpf) -> mpf:
    """Return ``(cos(r) - 1 + r^2 / 2) / r^4`` where ``t = r^2``."""
    return mp.hyper([1], [mpf(5) / 2, 3], -t / 4) / 24


def show(name: str, function: Function, low: mpf, high: mpf, count: int) -> None:
    coefficients = interpolated(function, mpf(low), mpf(high), count)
    rounded = [mpf(float(c)) for c in coefficients]
    points = [low + (high - low) * mpf(i) / 500 for i in range(1, 500)]
    far = max(abs(mp.polyval(rounded[::-1], x) - function(x)) for x in points)
    print(f"{name}: {count} coefficients, never more than {mp.nstr(far, 3)} away")
    for coefficient in coefficients:
        print(f"    {float(coefficient)!r},")


def main() -> None:
    half = mp.log(2) / 2 * mpf("1.001")
    show("exp", rest_of_exp, -half, half, 10)
    widest = ((mp.sqrt(2) - 1) / (mp.sqrt(2) + 1)) ** 2 * mpf("1.001")
    show("log", rest_of_log, mpf(0), widest, 7)
    show("erf", rest_of_erf, mpf(0), mpf(1), 13)
    show("normal tail", tail_factor, mpf(-1), mpf((40 - BEND) / (40 + BEND)), 24)
    eighth = (mp.pi / 4 * mpf("1.001")) ** 2
    show("sin", rest_of_sin, mpf(0), eighth, 6)
    show("cos", rest_of_cos, mpf(0), eighth, 6)
    high = mp.floor(mp.log(2) * 2**40) / 2**40
    print(f"log 2: {float(high)!r} + {float(mp.log(2) - high)!r}")
    print(f"1 / log 2: {float(1 / mp.log(2))!r}")
    rest = mp.pi / 2
    for _ in range(3):
        unit = mpf(2) ** (mp.floor(mp.log(rest, 2)) - 32)
        part = mp.floor(rest / unit) * unit
        rest -= part
        print(f"pi / 2, 33 bits: {float(part)!r}")
    print(f"pi / 2, what is left: {float(rest)!r}; 2 / pi: {float(2 / mp.pi)!r}")
    mp.prec = 1400
    print(f"pi / 2 times 2^1200: {int(mp.floor(mp.pi / 2 * mpf(2) ** 1200)):#x}")


if __name__ == "__main__":
    main()

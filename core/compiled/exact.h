/*
 * exp, log, tanh and their like, with the same bits on every machine: core/exact.py told in C.
 *
 * Operation for operation the same as there; what each function does, why, and how exact it is
 * stands there too. To change one, change both: tests/core/test_exact.py compares every bit.
 *
 * Needs IEEE 754 doubles, each operation rounded on its own: compile with -ffp-contract=off and
 * never with -ffast-math. No libm. Every function is a straight line of operations and selections,
 * so a loop over it becomes vector instructions; only exact_power has a loop of its own.
 */
#ifndef SCRATCHNET_EXACT_H
#define SCRATCHNET_EXACT_H

#include <float.h>
#include <stdint.h>
#include <string.h>

#if defined(__FAST_MATH__)
#error "exact.h needs every operation as it is written: compile without -ffast-math"
#endif
#if FLT_EVAL_METHOD != 0 || DBL_MANT_DIG != 53 || DBL_MAX_EXP != 1024
#error "exact.h needs doubles of IEEE 754 that are computed as doubles"
#endif

/* A function that is called, not inlined, keeps the loop around it from becoming vectors. */
#if defined(_MSC_VER)
#pragma fp_contract(off)
#endif

#if defined(__GNUC__)
#define EXACT_INLINE static inline __attribute__((always_inline))
#elif defined(_MSC_VER)
#define EXACT_INLINE static __forceinline
#else
#define EXACT_INLINE static inline
#endif

EXACT_INLINE uint64_t exact_bits(double x) {
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

EXACT_INLINE double exact_double(uint64_t bits) {
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

EXACT_INLINE double exact_infinity(void) { return exact_double(UINT64_C(0x7FF0000000000000)); }

EXACT_INLINE double exact_nan(void) { return exact_double(UINT64_C(0x7FF8000000000000)); }

EXACT_INLINE double exact_size(double x) {
    return exact_double(exact_bits(x) & UINT64_C(0x7FFFFFFFFFFFFFFF));
}

/* size, which has no sign, with the sign of x */
EXACT_INLINE double exact_with_sign(double size, double x) {
    return exact_double(exact_bits(size) | (exact_bits(x) & UINT64_C(0x8000000000000000)));
}

/* Polynomials by Estrin's scheme; x2, x4, ... are powers of x. */
EXACT_INLINE double exact_4(double x, double x2, double c0, double c1, double c2, double c3) {
    return (c0 + c1 * x) + (c2 + c3 * x) * x2;
}

EXACT_INLINE double exact_8(double x, double x2, double x4, double c0, double c1, double c2,
                            double c3, double c4, double c5, double c6, double c7) {
    return exact_4(x, x2, c0, c1, c2, c3) + exact_4(x, x2, c4, c5, c6, c7) * x4;
}

/* ---------------------------------------------------------------- exp */

#define EXACT_LOG2_E 1.4426950408889634
#define EXACT_LOG_2_HIGH 0.6931471805592082
#define EXACT_LOG_2_LOW 7.371002565167799e-13
#define EXACT_ROUNDER (6755399441055744.0 + 1023.0)

typedef struct {
    uint64_t sum;      /* the bits of n + EXACT_ROUNDER */
    double head, tail; /* x - n log 2 = head - tail */
} exact_parts;

EXACT_INLINE exact_parts exact_whole_and_rest(double x) {
    exact_parts parts;
    double sum = x * EXACT_LOG2_E + EXACT_ROUNDER;
    double n = sum - EXACT_ROUNDER;
    parts.sum = exact_bits(sum);
    parts.head = x - n * EXACT_LOG_2_HIGH;
    parts.tail = n * EXACT_LOG_2_LOW;
    return parts;
}

/* exp(r) - 1 - r */
EXACT_INLINE double exact_rest_of_exp(double r) {
    double r2 = r * r;
    double r4 = r2 * r2;
    double low = (0.5000000000000001 + 0.16666666666666669 * r) +
                 (0.041666666666623824 + 0.008333333333330039 * r) * r2;
    double high = (0.0013888888917367081 + 0.00019841269863171557 * r) +
                  (2.4801521057868204e-05 + 2.7557268276905696e-06 * r) * r2;
    double highest = (2.7620201591031547e-07 + 2.5100472505694996e-08 * r) * (r4 * r4);
    return ((low + highest) + high * r4) * r2;
}

/* x 2^n for -2044 <= n <= 2046, rounded once */
EXACT_INLINE double exact_scaled(double x, uint64_t sum) {
    uint64_t both = sum + 1023;
    uint64_t half = both >> 1;
    return x * exact_double(half << 52) * exact_double((both - half) << 52);
}

EXACT_INLINE double exact_exp(double x) {
    exact_parts parts = exact_whole_and_rest(x);
    double r = parts.head - parts.tail;
    double y = exact_scaled(1.0 + (r + exact_rest_of_exp(r)), parts.sum);
    y = x > 710.0 ? exact_infinity() : y;
    return x < -746.0 ? 0.0 : y;
}

EXACT_INLINE double exact_tanh(double x) {
    double size = exact_size(x);
    size = size > 22.0 ? 22.0 : size;
    exact_parts parts = exact_whole_and_rest(size + size);
    double r = parts.head - parts.tail;
    double scale = exact_double(parts.sum << 52);
    double whole = scale - 1.0, part = scale * r;
    double m = whole + part;
    double lost = part - (m - whole);
    m = m + (lost + scale * (exact_rest_of_exp(r) + ((parts.head - r) - parts.tail)));
    double start = whole <= 3.0 ? size : 1.0;
    double change = whole <= 3.0 ? (m - (size + size)) - size * m : -2.0;
    return exact_with_sign(start + change / (m + 2.0), x);
}

/* ---------------------------------------------------------------- log */

typedef struct {
    double exponent, fraction;
} exact_scientific;

EXACT_INLINE exact_scientific exact_exponent_and_fraction(double x) {
    exact_scientific parts;
    uint64_t bits = exact_bits(x);
    uint64_t exponent = (bits - UINT64_C(0x3FE6A09E667F3BCD)) & UINT64_C(0xFFF0000000000000);
    /* 1023 more, so that it is not negative; as the last bits of 2^52 + 1023 + e it is a double */
    uint64_t above_0 = (exponent + (UINT64_C(1023) << 52)) >> 52;
    parts.exponent =
        exact_double(above_0 | UINT64_C(0x4330000000000000)) - (4503599627370496.0 + 1023.0);
    parts.fraction = exact_double(bits - exponent);
    return parts;
}

/* e log 2 + log(1 + f) + correction */
EXACT_INLINE double exact_log_of(double e, double f, double correction) {
    double s = f / (f + 2.0);
    double z = s * s;
    double z2 = z * z;
    double rest = z * (exact_4(z, z2, 0.666666666666667, 0.3999999999989889, 0.28571428626253836,
                               0.22222211089379496) +
                       ((0.1818289243253687 + 0.15331611722055008 * z) + 0.14617807153417325 * z2) *
                           (z2 * z2));
    double half = 0.5 * f * f;
    return e * EXACT_LOG_2_HIGH -
           ((half - (s * (half + rest) + (e * EXACT_LOG_2_LOW + correction))) - f);
}

EXACT_INLINE double exact_log(double x) {
    int small = x < DBL_MIN;
    exact_scientific parts = exact_exponent_and_fraction(small ? x * 18014398509481984.0 : x);
    double e = small ? parts.exponent - 54.0 : parts.exponent;
    double y = exact_log_of(e, parts.fraction - 1.0, 0.0);
    y = x <= DBL_MAX ? y : x;
    y = x < 0.0 ? exact_nan() : y;
    return x == 0.0 ? -exact_infinity() : y;
}

EXACT_INLINE double exact_log1p(double x) {
    double u = 1.0 + x;
    double added = u - 1.0;
    double lost = (1.0 - (u - added)) + (x - added);
    exact_scientific parts = exact_exponent_and_fraction(u);
    int plain = parts.exponent == 0.0;
    double f = plain ? x : parts.fraction - 1.0;
    double y = exact_log_of(parts.exponent, f, plain ? 0.0 : lost / u);
    y = x <= DBL_MAX ? y : x;
    y = exact_size(x) < DBL_EPSILON / 4.0 ? x : y;
    y = x < -1.0 ? exact_nan() : y;
    return x == -1.0 ? -exact_infinity() : y;
}

/* ---------------------------------------------------------------- the normal distribution */

#define EXACT_TAIL_0 0.4838917888129295

/* the share of a standard normal distribution above a, for a >= 0 */
EXACT_INLINE double exact_normal_tail(double a) {
    a = a > 40.0 ? 40.0 : a;
    double h = (a + 6442450944.0) - 6442450944.0; /* a multiple of 2^-20 */
    exact_parts parts = exact_whole_and_rest(-(0.5 * h * h));
    double r = parts.head - parts.tail;
    double rise = exact_rest_of_exp(r) + ((parts.head - r) - parts.tail);
    double y = (h - 4.76171875) / (h + 4.76171875);
    double divisor = h + 1.25;
    double low = a - h;
    double fall = low * h;
    double slice = low * (1.0 - fall * (0.5 - fall * (1.0 / 6.0))) * (0.3989422804014327 * divisor);
    double y2 = y * y, y4 = y2 * y2, y8 = y4 * y4;
    double first = exact_8(y, y2, y4, -0.00579408732493371, -0.017324919647433826,
                           0.018922661682727507, -0.011500831143950912, 0.004359939027704337,
                           -0.0007192007340933997, -0.0002242016236122399, 0.00015215443432963247);
    double second = exact_8(y, y2, y4, -8.672203928854312e-06, -1.8685553491217477e-05,
                            4.065936285614785e-06, 2.306623489646563e-06, -8.028953141902003e-07,
                            -3.37175294245044e-07, 1.3559966330955133e-07, 6.062953763122558e-08);
    double third = exact_4(y, y2, -1.9121722747838465e-08, -1.1768903471450313e-08,
                           1.1481997350464538e-09, 1.6283562893729013e-09) +
                   2.6414478794369064e-10 * y4;
    double rest = (first + second * y8) + third * (y8 * y8);
    double more = y * (-0.1302878802841375 + y * (0.05748881409960042 + y * rest)) - slice;
    double factor = EXACT_TAIL_0 + more;
    more = (more + factor * rise) + factor * r;
    double dividend = EXACT_TAIL_0 + more;
    double lost = more - (dividend - EXACT_TAIL_0);
    double inverse = 1.0 / divisor;
    double ratio = exact_double(exact_bits(dividend * inverse) & UINT64_C(0xFFFFFFFFF8000000));
    double share = ratio + ((dividend - ratio * divisor) + lost) * inverse;
    return exact_scaled(share, parts.sum);
}

EXACT_INLINE double exact_normal_share(double v) {
    double tail = exact_normal_tail(exact_size(v));
    return v < 0.0 ? tail : 1.0 - tail;
}

EXACT_INLINE double exact_erf(double x) {
    double size = exact_size(x);
    double inner = size > 1.0 ? 1.0 : size;
    double t = inner * inner;
    double t2 = t * t, t4 = t2 * t2;
    double first = exact_8(t, t2, t4, 0.1283791670955126, -0.3761263890318375, 0.11283791670954879,
                           -0.026866170645076792, 0.0052239776248180145, -0.000854832698083379,
                           0.0001205533111164271, -1.4925595266831182e-05);
    double second = exact_4(t, t2, 1.6461000484121368e-06, -1.6350312701054695e-07,
                            1.4659775274047436e-08, -1.1372848856791674e-09) +
                    5.957176147748911e-11 * t4;
    inner = inner + inner * (first + second * (t4 * t4));
    double outer = 1.0 - 2.0 * exact_normal_tail(size * 1.4142135623730951);
    return exact_with_sign(size < 1.0 ? inner : outer, x);
}

/* ---------------------------------------------------------------- sin and cos */

typedef struct {
    uint64_t quarters;
    double sine, cosine;
} exact_angle;

/* what the rounding of a - b to rounded took away */
EXACT_INLINE double exact_lost_in_difference(double a, double b, double rounded) {
    double taken = rounded - a;
    return (a - (rounded - taken)) - (b + taken);
}

/* the quarter turns in x modulo 4, and sine and cosine of the rest; NaN for 2^20 and beyond */
EXACT_INLINE exact_angle exact_sin_and_cos(double x) {
    exact_angle angle;
    x = x < 1048576.0 ? x : exact_nan();
    double sum = x * 0.6366197723675814 + EXACT_ROUNDER;
    double n = sum - EXACT_ROUNDER;
    angle.quarters = (exact_bits(sum) + 1) & 3; /* 1023 + 1 is 0 modulo 4 */
    double a = x - n * 1.5707963267341256, b = n * 6.077100506303966e-11;
    double head = a - b;
    double lost = exact_lost_in_difference(a, b, head);
    double c = n * 2.0222662487111665e-21;
    double head_2 = head - c;
    double tail = (lost + exact_lost_in_difference(head, c, head_2)) - n * 8.4784276603689e-32;
    double r = head_2 + tail;
    double low = (head_2 - r) + tail;
    double t = r * r;
    double t2 = t * t;
    double s = exact_4(t, t2, -0.16666666666666666, 0.008333333333330925, -0.00019841269836722418,
                       2.755731608381636e-06) +
               (-2.5051127944014188e-08 + 1.5917848524808262e-10 * t) * (t2 * t2);
    angle.sine = r + ((r * t) * s + low * (1.0 - 0.5 * t));
    double half = 0.5 * t;
    double about = 1.0 - half;
    s = exact_4(t, t2, 0.041666666666666664, -0.0013888888888887382, 2.480158729874307e-05,
                -2.7557317260008837e-07) +
        (2.0876143827993133e-09 + -1.1382456778061306e-11 * t) * (t2 * t2);
    angle.cosine = about + (((1.0 - about) - half) + (t2 * s - r * low));
    return angle;
}

EXACT_INLINE double exact_sin(double x) {
    exact_angle angle = exact_sin_and_cos(exact_size(x));
    double y = (angle.quarters & 1) == 0 ? angle.sine : angle.cosine;
    y = angle.quarters < 2 ? y : -y;
    return exact_with_sign(1.0, x) * y;
}

EXACT_INLINE double exact_cos(double x) {
    exact_angle angle = exact_sin_and_cos(exact_size(x));
    double y = (angle.quarters & 1) == 0 ? angle.cosine : -angle.sine;
    return angle.quarters < 2 ? y : -y;
}

/* ---------------------------------------------------------------- powers */

EXACT_INLINE double exact_power(double x, uint64_t n) {
    double result = 1.0;
    while (n != 0) {
        result = (n & 1) != 0 ? result * x : result;
        x = x * x;
        n >>= 1;
    }
    return result;
}

#endif

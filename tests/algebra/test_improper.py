"""Integrals over unbounded intervals and expectations: what is true is proved, its false neighbour is not."""

import pytest

import symrnn as sr
from symrnn.algebra.analysis.farout import far_value
from symrnn.algebra.analysis.improper import by_fractions, by_residues, unbounded
from symrnn.algebra.provers import prove
from symrnn.recheck.certificates import accept

w, z, x, mu, t, s = sr.scalars("w z x mu t s")
a, b, q = sr.scalars("a b q", positive=True)
E, G, oo, pi, half = sr.expect, sr.gaussian, sr.oo, sr.pi, sr.rational(1, 2)


def line(f):
    return sr.integral(f, w, -oo, oo)


def ray(f, start=0):
    return sr.integral(f, w, start, oo)


# name: integral or expectation, its value, a value that it nearly has
VALUES = {
    "arctangent": (line(1 / (1 + w**2)), pi, pi / 2),
    "half of it": (ray(1 / (1 + w**2)), pi / 2, pi),
    "second moment": (line(w**2 / (1 + w**2) ** 2), pi / 2, pi),
    "squared Lorentzian": (line(1 / (a**2 + w**2) ** 2), pi / (2 * a**3), pi / (2 * a**2)),
    "two Lorentzians": (line(1 / ((a**2 + w**2) * (b**2 + w**2))), pi / (a * b * (a + b)), pi / (a * b * (a + 2 * b))),
    "three": (line(q * w**2 / ((a**2 + w**2) * (b**2 + w**2) * (1 + w**2))), q * pi / ((a + b) * (1 + a) * (1 + b)),
              pi / ((a + b) * (1 + a) * (1 + b))),
    "an odd part": (line((1 + w) / (a**2 + w**2) ** 2), pi / (2 * a**3), pi / a**3),
    "without a root": (line(1 / (a + w**2)), pi / sr.sqrt(a), pi / a),
    "decay": (ray(sr.exp(-a * w)), 1 / a, a),
    "decay from a point": (ray(sr.exp(-a * w), x), sr.exp(-a * x) / a, sr.exp(-a * x)),
    "on the left": (sr.integral(sr.exp(a * w), w, -oo, 0), 1 / a, -1 / a),
    "power": (ray(w**3 * sr.exp(-a * w)), 6 / a**4, 6 / a**3),
    "cosine": (ray(sr.exp(-a * w) * sr.cos(b * w)), a / (a**2 + b**2), b / (a**2 + b**2)),
    "squared sine": (ray(sr.exp(-a * w) * sr.sin(w) ** 2), 2 / (a * (a**2 + 4)), 2 / (a**2 + 4)),
    "bell": (line(w**2 * sr.exp(-a * w**2)), sr.sqrt(pi / a) / (2 * a), sr.sqrt(pi / a) / a),
    "shifted bell": (line(sr.exp(-(w**2) + x * w)), sr.sqrt(pi) * sr.exp(x**2 / 4), sr.sqrt(pi) * sr.exp(x**2 / 2)),
    "half a bell": (ray(w * sr.exp(-a * w**2)), 1 / (2 * a), 1 / a),
    "two sides": (line(sr.exp(-a * sr.abs(w))), 2 / a, 1 / a),
    "one side": (line(sr.relu(w) * sr.exp(-a * w**2)), 1 / (2 * a), 1 / a),
    "slope": (line(1 - sr.tanh(w) ** 2), 2, 1), "logistic": (line(sr.sigmoid(w) * (1 - sr.sigmoid(w))), 1, half),
    "moments generated": (E(sr.exp(t * z), z, G(mu, q)), sr.exp(t * mu + t**2 * q / 2), sr.exp(t * mu + t**2 * q)),
    "tilted": (E(z * sr.exp(z), z, G(mu, q)), (mu + q) * sr.exp(mu + q / 2), mu * sr.exp(mu + q / 2)),
    "cosine of a normal": (E(sr.cos(t * z), z, G(mu, q)), sr.cos(t * mu) * sr.exp(-(t**2) * q / 2), sr.exp(-(t**2) * q / 2)),
    "modulus": (E(sr.abs(z), z, G(0, q)), sr.sqrt(2 * q / pi), sr.sqrt(q / pi)),
    "rectified": (E(sr.relu(z) ** 2, z, G(0, q)), q / 2, q), "on the right": (E(sr.step(z), z, G(0, q)), half, 1),
    "symmetric": (E(sr.sigmoid(z - mu), z, G(mu, q)), half, sr.sigmoid(mu)), "odd": (E(sr.tanh(z), z, G(0, q)), 0, 1),
    "uniform": (E(sr.exp(z), z, sr.uniform(0, 1)), sr.e - 1, sr.e),
}
# What takes longest; of each kind one stays among the quick ones.
LONG = ("squared sine", "bell", "shifted bell", "logistic", "rectified", "on the right")


@pytest.mark.parametrize("name", [pytest.param(name, marks=[pytest.mark.slow] * (name in LONG)) for name in VALUES])
def test_the_value_is_proved_and_accepted_and_another_one_is_not(name):
    left, value, other = VALUES[name]
    proof, why = prove(sr.equal(left, value))
    assert proof is not None, why
    assert proof.route != proof.second
    accepted, why = accept(sr.equal(left, value).record(), proof.certificate)
    assert accepted, why
    assert prove(sr.equal(left, other))[0] is None
    assert not accept(sr.equal(left, other).record(), proof.certificate)[0]


@pytest.mark.parametrize("f", [
    1 / (1 + w), 1 / (x**2 + w**2), w / (1 + w**2), sr.exp(-x * w), sr.exp(-(w**2) * x), sr.exp(w), sr.cos(w), w * 0 + 1,
    sr.tanh(w), sr.exp(-a * w), 1 / (a - w**2), sr.abs(w - 1) * sr.exp(-(w**2)), 1 / (w**2 - 1),
], ids=str)
def test_what_may_diverge_or_is_not_read_has_no_closed_form(f):
    assert unbounded(f, w, -oo, oo, ()) is None


def test_a_condition_makes_a_rate_positive():
    f = sr.exp(-x * w)
    assert prove(sr.equal(ray(f), 1 / x))[0] is None
    assert prove(sr.equal(ray(f), 1 / x, given=[x > 0]))[0] is not None
    assert prove(sr.equal(ray(f), 1 / x, given=[x < 0]))[0] is None


def test_residues_and_fractions_agree_with_each_other_and_with_a_known_value():
    sympy = pytest.importorskip("sympy")
    v = sympy.Dummy("v", real=True)
    places = [(sympy.Integer(1), 2), (sympy.Integer(4), 1)]
    first, second = by_residues(sympy.Poly(1, v), places, v), by_fractions(sympy.Poly(1, v), places, v)
    assert sympy.simplify(first - second) == 0
    numbers = sympy.Integral(1 / ((1 + v**2) ** 2 * (4 + v**2)), (v, -sympy.oo, sympy.oo)).evalf()
    assert abs(float(first) - float(numbers)) < 1e-9


def test_far_values_are_read_from_the_form_alone():
    sympy = pytest.importorskip("sympy")
    v, p = sympy.Dummy("v", real=True), sympy.Dummy("p", positive=True)
    assert far_value(sympy.atan(v / p), v, -1) == -sympy.pi / 2
    assert far_value(1 / (1 + sympy.exp(-v)), v, 1) == 1
    assert far_value(1 / (1 + sympy.exp(-v)), v, -1) == 0
    assert far_value((2 * v + 1) / (v + p), v, 1) == 2
    assert far_value(v**3 * sympy.exp(-p * v**2), v, 1) == 0
    for unknown in (sympy.sin(v), v, sympy.exp(v), sympy.atan(sympy.Dummy("c", real=True) * v), v * sympy.exp(p * v**2)):
        assert far_value(unknown, v, 1) is None


def test_a_tilted_second_moment():
    proof, why = prove(sr.equal(E(z**2 * sr.exp(z), z, G(mu, q)), ((mu + q) ** 2 + q) * sr.exp(mu + q / 2)))
    assert proof is not None, why

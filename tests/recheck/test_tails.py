"""Integrals over unbounded intervals, and expectations of functions that are no polynomials: enclosed, or refused."""

import math

import pytest

import symrnn as sr
from symrnn.recheck.functions import Undefined, precision
from symrnn.recheck.point import environment
from symrnn.recheck.values import evaluate

w, z, x, r = sr.scalars("w z x r")
p = sr.scalar("p", positive=True)
integral, expect, gaussian, oo = sr.integral, sr.expect, sr.gaussian, sr.oo
POINT = {"x": "1/3", "p": "3/2", "r": "-1/2"}


def value(term, bits=232):
    record = sr.equal(term, 0).record()
    point = {"sizes": {}, "indices": {}, "leaves": {k: POINT[k] for k in record["leaves"] if k in POINT}}
    point["leaves"] |= {k: "0" for k in record["leaves"] if k not in POINT}
    with precision(bits):
        return evaluate(record["assert"][1], environment(record, point))


P, X = 1.5, 1 / 3
CLOSED = {
    "memory": (integral(sr.exp(-p * w), w, 0, oo), 1 / P),
    "first moment": (integral(w * sr.exp(-p * w), w, 0, oo), 1 / P**2),
    "from minus infinity": (integral(sr.exp(p * w), w, -oo, 0), 1 / P),
    "a shifted bell": (integral(sr.exp(-((w - x) ** 2) / 2), w, -oo, oo), math.sqrt(2 * math.pi)),
    "Lorentzian": (integral(1 / (p**2 + w**2), w, -oo, oo), math.pi / P),
    "the tail of a Lorentzian": (integral(1 / (1 + w**2), w, 100, oo), math.atan(0.01)),
    "a power": (integral(w**-3, w, 2, oo), 1 / 8),
    "slope of tanh": (integral(1 - sr.tanh(p * w) ** 2, w, -oo, oo), 2 / P),
    "two sides": (integral(sr.exp(-sr.abs(w - x)), w, -oo, oo), 2.0),
    "bell times cosine": (integral(sr.exp(-(w**2) / 2) * sr.cos(w), w, -oo, oo), math.sqrt(2 * math.pi / math.e)),
    "kink inside": (integral(sr.relu(w - x), w, 0, 1), (1 - X) ** 2 / 2),
    "relu": (expect(sr.relu(z), z, gaussian(0, p)), math.sqrt(P / (2 * math.pi))),
    "half of the variance": (expect(sr.relu(z) ** 2, z, gaussian(0, p)), P / 2),
    "modulus": (expect(sr.abs(z), z, gaussian(0, 1)), math.sqrt(2 / math.pi)),
    "sign": (expect(sr.sign(z), z, gaussian(x, p)), math.erf(X / math.sqrt(2 * P))),
    "log-normal": (expect(sr.exp(z), z, gaussian(x, p)), math.exp(X + P / 2)),
    "erf": (expect(sr.erf(z), z, gaussian(x, p)), math.erf(X / math.sqrt(1 + 2 * P))),
    "cosine": (expect(sr.cos(z), z, gaussian(x, p)), math.cos(X) * math.exp(-P / 2)),
    "no variance": (expect(sr.tanh(z), z, gaussian(x, p - p)), math.tanh(X)),
    "uniform": (expect(sr.relu(z), z, sr.uniform(-1, 1)), 1 / 4),
}


@pytest.mark.parametrize("name", CLOSED)
def test_the_value_is_enclosed_to_many_digits(name):
    term, wanted = CLOSED[name]
    found = value(term)
    assert abs(float(found.mid()) - wanted) < 1e-12
    assert found.rad() < 1e-50
    assert found.overlaps(value(term, 116))


@pytest.mark.parametrize("term", [
    integral(1 / (1 + w), w, 0, oo), integral(sr.exp(r * w) / (1 + w) + 1, w, 0, oo), integral(w**-2, w, 0, oo),
    integral(sr.exp(-r * w), w, 0, oo), integral(sr.tanh(w), w, -oo, oo), integral(1 / (w**2 - 9), w, 0, oo),
    integral(sr.exp(w**2 - w), w, 0, oo), integral(sr.sin(w), w, 0, oo), expect(sr.exp(z**2), z, gaussian(0, p)),
    integral(sr.exp(-w), w, oo, 0), integral(sr.exp(-w), w, 0, -oo),
], ids=str)
def test_what_does_not_converge_has_no_value(term):
    with pytest.raises(Undefined):
        value(term)

"""Limits and orders: an explicit bound proves what is true; what is nearly true has none."""

import pytest

from symrnn.algebra.analysis.limits import prove_limit
from symrnn.algebra.functions import TABLE
from symrnn.algebra.language import words as w
from symrnn.algebra.language.leaves import matrix, rational, scalar, scalars, sequence, vector
from symrnn.algebra.language.sizes import dims, index
from symrnn.algebra.language.statements import (
    Statement,
    at_most,
    le,
    less,
    of_order,
    pd,
    positive,
    strictly_between,
    tends_to,
)

TANH, EXP, SOFTPLUS, ABS, SIGMOID = (TABLE[name] for name in ("tanh", "exp", "softplus", "abs", "sigmoid"))
n = dims("n")[0]
t, j = index("t"), index("j")
A, W, P = matrix("A", n, n), matrix("W", n, n), matrix("P", n, n)
h = vector("h", n)
d = sequence("d", n)
x, r, c = scalars("x r c")
a = scalar("a", between=(0, 1))
gamma = scalar("gamma", positive=True)
half = rational(1, 2)
product = w.product(w.diag(d[j]) @ W, j, 1, t)
slopes = at_most(w.norm_inf(d[j]), gamma)

TRUE = {
    "geometric": (tends_to(r**t, 0, t), (strictly_between(r, -1, 1),)),
    "half": (tends_to(half**t, 0, t), ()),
    "shifted and scaled": (tends_to(c * r ** (2 * t + 1), 0, t), (strictly_between(r, -1, 1),)),
    "leaky": (tends_to((1 - a) ** t, 0, t), (positive(a),)),
    "to another limit": (tends_to(c + r**t, c, t), (strictly_between(r, -1, 1),)),
    "contraction": (tends_to(w.norm(w.matpow(A, t) @ h), 0, t), (less(w.norm(A), 1),)),
    "matrix powers": (tends_to(w.matpow(A, t), w.zeros(n, n), t), (less(w.norm(A), 1),)),
    "by another norm": (tends_to(w.norm_1(w.matpow(A, t)), 0, t), (less(w.norm_1(A), 1),)),
    "lyapunov": (tends_to(w.norm(w.matpow(A, t) @ h), 0, t), (pd(P), pd(P - A.T @ P @ A))),
    "product of steps": (tends_to(w.norm(product), 0, t), (slopes, less(gamma * w.norm(W), 1))),
    "bound of a product": (tends_to((gamma * w.norm(W)) ** t, 0, t), (less(gamma * w.norm(W), 1),)),
    "tanh": (tends_to(TANH(x), 1, x), ()),
    "slope": (tends_to(1 - TANH(x) ** 2, 0, x), ()),
    "softplus": (tends_to(SOFTPLUS(x) - x, 0, x), ()),
    "rational": (tends_to((2 * x**2 + 1) / (x**2 + x), 2, x), ()),
    "power against exponential": (tends_to(x**3 * EXP(-x), 0, x), ()),
    "to infinity": (tends_to(x**2 / (x + 1), w.oo, x), ()),
    "with a parameter": (tends_to(c / x, 0, x), ()),
    "order": (of_order(3 * x**2 + x, x**2, x), ()),
    "order of a slope": (of_order(1 - TANH(x) ** 2, EXP(-2 * x), x), ()),
    "alternating": (of_order(rational(-1) ** t, 1, t), ()),
    "a leaky unit": (tends_to(w.iterate((1 - a) * x + a * c, x, r, t), c, t), (positive(a), less(a, 1))),
    "a contraction": (tends_to(w.iterate(TANH(x) / 2, x, r, t), 0, t), ()),
    "a contraction with a kink": (tends_to(w.iterate(TABLE["relu"](x) / 2, x, r, t), 0, t), ()),
    "a geometric sum": (tends_to(w.total(r**j, j, 0, t), 1 / (1 - r), t), (less(ABS(r), 1),)),
    "a geometric sum from one": (tends_to(w.total(r**j, j, 1, t), r / (1 - r), t), (less(ABS(r), 1),)),
    "a time constant": (tends_to(x**2 * EXP(-x / gamma), 0, x), ()),
    "growth by a ratio": (tends_to(r**t, w.oo, t), (less(1, r),)),
    "the order of powers": (of_order(w.norm(w.matpow(A, t)), w.norm(A) ** t, t), ()),
    "beside powers that stay": (tends_to(w.norm(w.matpow(A, t) @ P @ w.matpow(W, t)), 0, t),
                                (less(w.norm(A), 1), le(w.norm(W), 1))),
    "iterates that come nearer": (tends_to(w.iterate(TANH(x), x, r, t), 0, t), ()),
    "a power beside a smaller ratio": (of_order(c * t**2 * a ** (t + 1), gamma**t, t), (less(a, gamma),)),
    "order of a geometric sequence": (of_order(r**t, 1, t), (strictly_between(r, -1, 1),)),
}

FALSE = {
    "beside powers that grow": (tends_to(w.norm(w.matpow(A, t) @ w.matpow(W, t)), 0, t),
                                (less(w.norm(A), 1), le(w.norm(W), 2))),
    "a map that moves away": (tends_to(w.iterate(TANH(2 * x), x, r, t), 0, t), ()),
    "a ratio that may be one": (of_order(t * a**t, gamma**t, t), (le(a, gamma),)),
    "a factor that may be zero": (of_order(t * a**t, c * gamma**t, t), (less(a, gamma),)),
    "a ratio that may be zero": (of_order(t * half**t, r**t, t), ()),
    "ratio one is allowed": (tends_to(a**t, 0, t), ()),
    "ratio minus one is allowed": (tends_to(r**t, 0, t), (le(ABS(r), 1),)),
    "leak may be zero": (tends_to((1 - a) ** t, 0, t), ()),
    "exponent does not grow": (tends_to(r ** (1 - t), 0, t), (strictly_between(r, -1, 1),)),
    "another limit": (tends_to(half**t, half, t), ()),
    "norm one is allowed": (tends_to(w.norm(w.matpow(A, t) @ h), 0, t), (le(w.norm(A), 1),)),
    "condition on another matrix": (tends_to(w.norm(w.matpow(A, t) @ h), 0, t), (less(w.norm(W), 1),)),
    "lyapunov with the wrong transpose": (tends_to(w.norm(w.matpow(A, t) @ h), 0, t), (pd(P), pd(P - A @ P @ A))),
    "lyapunov without a definite P": (tends_to(w.norm(w.matpow(A, t) @ h), 0, t), (pd(P - A.T @ P @ A),)),
    "product at the boundary": (tends_to(w.norm(product), 0, t), (slopes, le(gamma * w.norm(W), 1))),
    "slopes at one time": (tends_to(w.norm(product), 0, t),
                           (at_most(w.norm_inf(d[t]), gamma), less(gamma * w.norm(W), 1))),
    "growth by the norm": (tends_to(w.norm(w.matpow(A, t)), w.oo, t), (less(1, w.norm(A)),)),
    "tanh to zero": (tends_to(TANH(x), 0, x), ()),
    "sigmoid to a half": (tends_to(SIGMOID(x), half, x), ()),
    "softplus to its gap at zero": (tends_to(SOFTPLUS(x) - x, TABLE["log"](rational(2)), x), ()),
    "rational to the wrong ratio": (tends_to((2 * x**2 + 1) / (x**2 + x), 1, x), ()),
    "bounded is not vanishing": (tends_to(TABLE["sin"](x), 0, x), ()),
    "bounded is not infinite": (tends_to(x / (x + 1), w.oo, x), ()),
    "cube of order two": (of_order(x**3, x**2, x), ()),
    "slope of order three": (of_order(1 - TANH(x) ** 2, EXP(-3 * x), x), ()),
    "growing ratio": (of_order(r**t, 1, t), (less(1, r),)),
    "a variable that stays below five": (of_order(x**2, x, x), (le(x, 5),)),
    "a variable that stays below a parameter": (of_order(x**2, x, x), (less(ABS(x), c),)),
    "a variable between zero and one": (tends_to(1 / (a + 1), 0, a), ()),
    "a ratio that may grow with the variable": (tends_to(r**t, 0, t), (less(r * t, t),)),
    "a ratio without a lower end": (tends_to(r**t, 0, t), (less(r, 1),)),
    "a constant beside the powers": (tends_to(r**t + c * r, 0, t), (strictly_between(r, -1, 1),)),
    "a sequence beside the powers": (tends_to(r**t * w.norm(d[t]), 0, t), (strictly_between(r, -1, 1),)),
    "growth beside decay": (tends_to(2**t * w.norm(w.matpow(A, t)), 0, t), (less(w.norm(A), 1),)),
    "a leaky unit that does not leak": (tends_to(w.iterate((1 - a) * x + a * c, x, r, t), c, t), ()),
    "a leaky unit to its start": (tends_to(w.iterate((1 - a) * x + a * c, x, r, t), r, t), (positive(a), less(a, 1))),
    "a jump has no slope": (tends_to(w.iterate(TABLE["sign"](x), x, r, t), 0, t), ()),
    "a jump beside a contraction": (tends_to(w.iterate(x / 2 + TABLE["sign"](x), x, r, t), 0, t), ()),
    "a pole between small slopes": (tends_to(w.iterate(x / 4 + TABLE["atan"](1 / x), x, r, t), 0, t), ()),
    "slope one": (tends_to(w.iterate(TABLE["relu"](x), x, r, t), 0, t), ()),
    "a slope that is small on one side": (tends_to(w.iterate(x / 2 - TABLE["relu"](-2 * x), x, r, t), 0, t), (positive(x),)),
    "an unstable origin": (tends_to(w.iterate(TANH(2 * x), x, r, t), 0, t), ()),
    "a geometric sum that does not converge": (tends_to(w.total(r**j, j, 0, t), 1 / (1 - r), t), (less(r, 1),)),
    "a geometric sum with another start": (tends_to(w.total(r**j, j, 1, t), 1 / (1 - r), t), (less(ABS(r), 1),)),
    "a rate of any sign": (tends_to(EXP(-c * x), 0, x), ()),
    "growth at ratio one": (tends_to(r**t, w.oo, t), (le(1, r),)),
    "growth of negative ratios": (tends_to(r**t, w.oo, t), (less(1, ABS(r)),)),
    "decay over decay": (tends_to(r**t / r ** (2 * t), 0, t), (less(0, r), less(r, 1))),
}


def proof(statement, given):
    return prove_limit(Statement(statement.head, statement.args, tuple(given)))[0]


@pytest.mark.parametrize("name", TRUE)
def test_true_limits_have_a_bound(name):
    found = proof(*TRUE[name])
    assert found is not None
    assert found.certificate["how"]


@pytest.mark.parametrize("name", FALSE)
def test_nearly_true_limits_have_none(name):
    assert proof(*FALSE[name]) is None

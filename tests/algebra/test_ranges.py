"""Inequalities between real expressions: what is true is proved, what is nearly true is not, forgeries are rejected."""

import copy

import pytest

from symrnn.algebra.functions import TABLE
from symrnn.algebra.language import words as w
from symrnn.algebra.language.hints import cases, factor, sum_of_squares
from symrnn.algebra.language.leaves import matrix, rational, scalars, vectors
from symrnn.algebra.language.ownfunctions import function
from symrnn.algebra.language.sizes import dims, index
from symrnn.algebra.language.statements import (
    Statement,
    all_of,
    any_of,
    at_most,
    between,
    eq,
    equal,
    ge,
    gt,
    holds,
    iff,
    implies,
    le,
    less,
    lt,
    ne,
    no,
    nonneg,
    positive,
    strictly_between,
)
from symrnn.algebra.proofs.ranges import prove_range, rejected
from symrnn.algebra.provers import prove
from symrnn.recheck.certificates import accept

TANH, SIGMOID, EXP, ABS, LOG, SQRT, SIN, COS, RELU, ERF, SOFTPLUS, SILU = (
    TABLE[name] for name in ("tanh", "sigmoid", "exp", "abs", "log", "sqrt", "sin", "cos", "relu", "erf", "softplus",
                             "silu"))
x, y, a, b, c, s, u = scalars("x y a b c s u")
n, m = dims("n m")
t, k = index("t"), index("k")
W = matrix("W", n, n)
h, v = vectors("h v", n)
phi = function("phi", range=(-1, 1), lipschitz=2)
third, quarter, half = rational(1, 3), rational(1, 4), rational(1, 2)
circle = [strictly_between(a, -1, 1), ne(s, 0), eq(c**2 + s**2, 1)]
gain = (1 - a**2) / (1 - 2 * a * COS(x) + a**2)


def proof(statement, given=(), by=()):
    return prove_range(Statement(statement.head, statement.args, (*statement.given, *given)), by=by)[0]


TRUE = {
    "slope of tanh is positive": (less(0, 1 - TANH(x) ** 2), ()),
    "slope of tanh is at most one": (at_most(1 - TANH(x) ** 2, 1), ()),
    "and less off zero": (less(1 - TANH(x) ** 2, 1), (ne(x, 0),)),
    "with equality at zero only": (iff(eq(1 - TANH(x) ** 2, 1), eq(x, 0)), ()),
    "slope of sigmoid": (at_most(SIGMOID(x) * (1 - SIGMOID(x)), quarter), ()),
    "slope of sigmoid by its derivative": (at_most(w.D(SIGMOID(x), x), quarter), ()),
    "equality of the slope of sigmoid": (iff(eq(SIGMOID(x) * (1 - SIGMOID(x)), quarter), eq(x, 0)), ()),
    "exponential bound of the slope": (at_most(1 - TANH(x) ** 2, 4 * EXP(-2 * ABS(x))), ()),
    "curvature of tanh": (at_most(ABS(2 * TANH(x) * (1 - TANH(x) ** 2)), 4 / (3 * SQRT(rational(3)))), ()),
    "output of an LSTM": (strictly_between(SIGMOID(W @ h) * TANH(v), -1, 1), ()),
    "cell of an LSTM": (at_most(ABS(SIGMOID(v) * h + SIGMOID(W @ h) * TANH(h)), ABS(h) + 1), ()),
    "entries of a layer": (strictly_between(TANH(W @ h + v), -1, 1), ()),
    "convex combination": (at_most(ABS((1 - a) * x + a * y), 1),
                           (between(a, 0, 1), at_most(ABS(x), 1), at_most(ABS(y), 1))),
    "maximal gain": (at_most((1 - a**2) / (1 - 2 * a * c + a**2), 1 / ABS(s)), circle),
    "maximal gain with the angle": (at_most(gain, 1 / ABS(SIN(x))), (strictly_between(a, -1, 1), ne(SIN(x), 0))),
    "where recurrence helps": (iff(less(1, gain), less(0, a * (COS(x) - a))), (strictly_between(a, -1, 1),)),
    "range of the norm": (all_of(at_most(1, 1 / b), at_most(1 / b, u), at_most(u, 1 / a)),
                          (less(0, a), at_most(a * u, 1), at_most(1, b * u), at_most(b, 1), at_most(a, b))),
    "trichotomy": (iff(all_of(no(gt(a * u, 1)), no(lt(b * u, 1))), all_of(le(a * u, 1), le(1, b * u))), ()),
    "one of three": (any_of(less(x, 0), eq(x, 0), less(0, x)), ()),
    "logarithm below its tangent": (at_most(LOG(x), x - 1), ()),
    "strictly": (less(LOG(1 + x), x), (positive(x),)),
    "exponential above its tangent": (at_most(1 + x, EXP(x)), ()),
    "tanh below the identity": (less(TANH(x), x), (positive(x),)),
    "both signs": (at_most(ABS(TANH(x)), ABS(x)), ()),
    "monotone": (implies(less(0, TANH(x)), less(0, x)), ()),
    "softplus above relu": (at_most(RELU(x), SOFTPLUS(x)), ()),
    "silu from below": (at_most(-half, SILU(x)), (between(x, -8, 8),)),
    "error function": (less(ABS(ERF(x)), 1), ()),
    "arithmetic and geometric mean": (at_most(SQRT(a * b), (a + b) / 2), (positive(a), positive(b))),
    "roots are monotone": (less(SQRT(a), SQRT(b)), (less(a, b), nonneg(a))),
    "reciprocals": (at_most(2, a / b + b / a), (positive(a), positive(b))),
    "three squares": (at_most(a * b + b * c + c * a, a**2 + b**2 + c**2), ()),
    "powers": (at_most(a**t, 1), (between(a, 0, 1),)),
    "powers of products": (at_most((a * b) ** (t + 1), a**t * b), (between(a, 0, 1), between(b, 0, 1))),
    "opaque function in its range": (at_most(ABS(phi(x)), 1), ()),
    "opaque slope": (at_most(w.D(phi(x), x), 2), ()),
    "sizes": (at_most(1, rational(1) * n), ()),
    "product of numbers below one": (less(a * b, 1), (nonneg(a), less(a, 1), between(b, 0, 1))),
    "cosine times a bump": (at_most(COS(x) * EXP(-(y**2)), 1), (between(x, -3, 3), between(y, -2, 2))),
    "norms": (at_most(0, w.norm(W) * w.norm(h)), ()),
    "inner square": (at_most(w.dot(h, h), w.norm(h) ** 2), ()),
    "nested condition": (holds(implies(all_of(ge(x, 1), ge(y, 1)), at_most(x + y, x * y + 1))), ()),
    "e is below three": (less(w.e, 3), ()),
    "pi": (less(rational(3), w.pi), ()),
}

FALSE = {
    "strict at zero": (less(1 - TANH(x) ** 2, 1), ()),
    "slope above one": (at_most(1, 1 - TANH(x) ** 2), ()),
    "equality elsewhere": (iff(eq(1 - TANH(x) ** 2, 1), eq(x, 1)), ()),
    "slope of sigmoid too small": (at_most(SIGMOID(x) * (1 - SIGMOID(x)), quarter - rational(1, 10**9)), ()),
    "strict maximum": (less(SIGMOID(x) * (1 - SIGMOID(x)), quarter), ()),
    "wrong factor in the tail": (at_most(1 - TANH(x) ** 2, 3 * EXP(-2 * ABS(x))), ()),
    "curvature a little too small": (
        at_most(ABS(2 * TANH(x) * (1 - TANH(x) ** 2)), 4 / (3 * SQRT(rational(3))) - rational(1, 10**8)), ()),
    "strict curvature": (less(2 * TANH(x) * (1 - TANH(x) ** 2), 4 / (3 * SQRT(rational(3)))), ()),
    "relu is not below one": (strictly_between(SIGMOID(W @ h) * RELU(v), -1, 1), ()),
    "cell without the one": (at_most(ABS(SIGMOID(v) * h + SIGMOID(W @ h) * TANH(h)), ABS(h)), ()),
    "closed ends of tanh": (at_most(TANH(x), rational(999, 1000)), ()),
    "affine combination": (at_most(ABS((1 - a) * x + a * y), 1),
                           (between(a, 0, 2), at_most(ABS(x), 1), at_most(ABS(y), 1))),
    "gain without its condition": (at_most((1 - a**2) / (1 - 2 * a * c + a**2), 1 / ABS(s)),
                                   (ne(s, 0), strictly_between(a, -1, 1))),
    "strict gain": (less((1 - a**2) / (1 - 2 * a * c + a**2), 1 / ABS(s)), circle),
    "gain doubled": (at_most(2 * (1 - a**2) / (1 - 2 * a * c + a**2), 1 / ABS(s)), circle),
    "help with the wrong sign": (iff(less(1, gain), less(0, a * (COS(x) + a))), (strictly_between(a, -1, 1),)),
    "division by what may be negative": (at_most(1 / a, u), (at_most(1, a * u),)),
    "trichotomy with a strict end": (iff(no(gt(a * u, 1)), less(a * u, 1)), ()),
    "one of two": (any_of(less(x, 0), less(0, x)), ()),
    "logarithm strictly": (less(LOG(x), x - 1), ()),
    "exponential strictly": (less(1 + x, EXP(x)), ()),
    "tanh without the sign": (at_most(TANH(x), x), ()),
    "tanh at zero": (less(TANH(x), x), (nonneg(x),)),
    "converse of monotone": (implies(less(0, TANH(x)), less(1, x)), ()),
    "softplus against relu": (at_most(SOFTPLUS(x), RELU(x)), ()),
    "silu too high": (at_most(-quarter, SILU(x)), ()),
    "error function too small": (at_most(ERF(x), 1 - rational(1, 1000)), ()),
    "mean without signs": (at_most(a * b, (a + b) / 2), ()),
    "reciprocals without signs": (at_most(2, a / b + b / a), ()),
    "squares with a wrong coefficient": (at_most(rational(1001, 1000) * (a * b + b * c + c * a),
                                                 a**2 + b**2 + c**2), ()),
    "powers strictly": (less(a**t, 1), (between(a, 0, 1),)),
    "powers of a base above one": (at_most(a**t, 1), (nonneg(a),)),
    "opaque function beyond": (less(ABS(phi(x)), 1), ()),
    "opaque slope too small": (at_most(w.D(phi(x), x), 1), ()),
    "sizes strictly": (less(1, rational(1) * n), ()),
    "product of numbers at most one": (less(a * b, 1), (between(a, 0, 1), between(b, 0, 1))),
    "bump strictly": (less(COS(x) * EXP(-(y**2)), 1), (between(x, -3, 3), between(y, -2, 2))),
    "bump outside": (at_most(EXP(y**2), 2), (between(y, -1, 1),)),
    "norm of zero": (less(0, w.norm(W)), ()),
    "root of a square": (at_most(SQRT(x**2), x), ()),
    "square root of two": (at_most(SQRT(rational(2)), rational(14142135623, 10**10)), ()),
    "pole": (at_most(-100, 1 / x), (between(x, -1, 1),)),
    "arrays are not negated": (any_of(less(h, 0), at_most(0, h)), ()),
    "contradictory conditions": (less(x, x), (less(x, 0), less(0, x))),
    "contradictory domain": (less(x, 0), (ge(x, 1), le(x, rational(1, 2)))),
}


@pytest.mark.parametrize("name", TRUE)
def test_true_statements_are_proved(name):
    statement, given = TRUE[name]
    found = proof(statement, given)
    assert found is not None
    assert found.route == "route:exact-calculus"
    assert found.second == "checker"
    assert found.points > 0


@pytest.mark.parametrize("name", FALSE)
def test_nearly_true_statements_are_not_proved(name):
    statement, given = FALSE[name]
    assert proof(statement, given) is None


def test_conditions_that_the_statement_does_not_name_are_in_the_scope():
    found = proof(at_most(LOG(x), x - 1))
    assert "x is positive" in found.scope
    assert proof(at_most(1 / x**2, 1 + 1 / x**2)).conditions


def test_hints_are_tried():
    motzkin = a**4 * b**2 + a**2 * b**4 + 1 - 3 * a**2 * b**2
    scaled = at_most(0, (a**2 + b**2) ** 2 * motzkin)
    part = a * b * (a**2 + b**2 - 2)
    assert proof(scaled) is None
    assert proof(scaled, by=[sum_of_squares([a * part, b * part, part, a**2 - b**2])]) is not None
    assert proof(scaled, by=[sum_of_squares([a * part, b * part, part])]) is None
    assert proof(at_most(0, motzkin), [ne(a, 0)], by=[
        factor((a**2 + b**2) ** 2), sum_of_squares([a * part, b * part, part, a**2 - b**2])]) is not None
    assert proof(at_most(0, motzkin), by=[
        factor((a**2 + b**2) ** 2), sum_of_squares([a * part, b * part, part, a**2 - b**2])]) is None
    assert proof(at_most(0, motzkin), by=[cases(a * b)]) is None


def pieces(data, key):
    if isinstance(data, dict):
        yield from ([(data, key)] if key in data else [])
        for value in data.values():
            yield from pieces(value, key)
    elif isinstance(data, list):
        for value in data:
            yield from pieces(value, key)


FORGED = {
    "a fact": ("poly", lambda p: p + " + 1" if isinstance(p, str) else p),
    "a relation": ("rel", lambda r: "==" if r == ">=" else r),
    "a sum": ("sum", lambda terms: terms[1:]), "the other terms": ("sum", lambda terms: terms[:-1]),
    "a factor": ("sum", lambda terms: [["-1", *terms[0][1:]], *terms[1:]]), "lemmas": ("lemmas", lambda found: found[1:]),
    "a lemma out of nothing": ("lemmas", lambda found: [[p, rel, []] for p, rel, _ in found]),
    "a generator": ("kind", lambda kind: "exp" if kind != "exp" else "value"),
}


@pytest.mark.parametrize("what", FORGED)
def test_forged_certificates_are_rejected(what):
    key, change = FORGED[what]
    for statement, given in (TRUE["curvature of tanh"], TRUE["maximal gain"], TRUE["tanh below the identity"]):
        whole = Statement(statement.head, statement.args, tuple(given))
        honest, stated = proof(whole).certificate, whole.record()
        assert rejected(honest, stated) == ""
        places = list(pieces(honest["proof"], key))
        for i in range(min(len(places), 12)):
            forged = copy.deepcopy(honest)
            node, _ = list(pieces(forged["proof"], key))[i]
            node[key] = change(node[key])
            assert forged == honest or rejected(forged, stated), (what, i)


def test_a_certificate_does_not_serve_another_statement():
    whole = at_most(1 - TANH(x) ** 2, 1)
    honest = proof(whole).certificate
    forged = copy.deepcopy(honest)
    forged["assert"] = ["less", *forged["assert"][1:]]
    assert rejected(honest, whole.record()) == ""
    assert rejected(forged, whole.record())


STEP, SIGN, HARDTANH = (TABLE[name] for name in ("step", "sign", "hardtanh"))
IN_PIECES = {
    "both sides of a step": (equal(STEP(x) + STEP(-x), 1, given=[ne(x, 0)]), equal(STEP(x) + STEP(-x), 1)),
    "a sign by steps": (equal(SIGN(x), 2 * STEP(x) - 1, given=[ne(x, 0)]), equal(SIGN(x), 2 * STEP(x) - 1)),
    "a modulus by a sign": (equal(ABS(x), x * SIGN(x)), equal(ABS(x), SIGN(x))),
    "the square of a sign": (equal(SIGN(x) ** 2, 1, given=[ne(x, 0)]), equal(SIGN(x) ** 2, 1)),
    "inside of a clip": (equal(HARDTANH(x), x, given=[between(x, -1, 1)]), equal(HARDTANH(x), x, given=[between(x, -2, 2)])),
}


@pytest.mark.parametrize("name", IN_PIECES)
def test_equations_in_pieces(name):
    true, false = IN_PIECES[name]
    proof, why = prove(true)
    assert proof is not None, why
    assert accept(true.record(), proof.certificate)[0]
    assert prove(false)[0] is None
    stated = {"assert": false.record()["assert"], "given": false.record()["given"]}
    stated = stated if proof.certificate["kind"] == "inequality" else {}
    assert not accept(false.record(), {**proof.certificate, **stated})[0]

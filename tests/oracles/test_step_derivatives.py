"""The oracles that know a step and nothing else: every one meets planted errors of known size."""

from fractions import Fraction
from itertools import islice

import pytest

from symrnn.algebra.functions import TABLE
from symrnn.algebra.language.laws import expect, gaussian, uniform
from symrnn.algebra.language.leaves import matrix, scalar, sequence, vector, vectors
from symrnn.algebra.language.ownfunctions import function
from symrnn.algebra.language.serialise import node, record
from symrnn.algebra.language.sizes import dims, index
from symrnn.algebra.language.statements import eq
from symrnn.algebra.language.substitute import at
from symrnn.algebra.language.words import (
    D,
    autocovariance,
    block,
    det,
    diag,
    diagof,
    dot,
    entry,
    expm,
    eye,
    hessian,
    integral,
    inv,
    iterate,
    jvp,
    kron,
    matpow,
    max_,
    mean,
    norm,
    norm_1,
    norm_f,
    norm_inf,
    ones,
    outer,
    product,
    pullback,
    sigma_min,
    softmax,
    stack,
    sum_,
    total,
    tr,
    unit,
    vec,
    zeros,
)
from symrnn.algebra.terms import number
from symrnn.cells import LSTM, Cell, ScalarGate
from symrnn.errors import NotSupportedError
from symrnn.oracles import arb_series, mpmath_differences
from symrnn.oracles.comparison import Agreement, compare, gap
from symrnn.oracles.step_check import trusted
from symrnn.recheck.sample import points

ORACLES = [mpmath_differences, arb_series]
by_each_oracle = pytest.mark.parametrize("oracle", ORACLES, ids=lambda o: o.name)

n, m = dims("n m")
k = index("k")
h, u = vectors("h u", n)
x = vector("x", m)
A, B = matrix("A", n, n), matrix("B", n, m)
c, w = scalar("c"), scalar("w")
hs, As = sequence("hs", n), sequence("As", n, n)
tanh, sigmoid, exp, abs_ = (TABLE[name] for name in ("tanh", "sigmoid", "exp", "abs"))
phi = function("phi")


def made(term):
    """A record of a term, and one generic point."""
    rec = record(eq(term, term))
    return rec, next(points({**rec, "assert": ["holds", ["all_of"]]}, 3, sizes=[{"n": 3, "m": 2}], count=1))


def a_point(cell, seed=5):
    return next(islice(points({**cell.record(), "assert": ["holds", ["all_of"]]}, seed, count=1), 1))


FORWARD = [
    A @ h + B @ x, h * u - c * h / 3, -h, (h * h + 1) ** c, A @ A.T, diag(h) @ u,
    diagof(A), outer(h, x), dot(h, u) * h, inv(A) @ h, kron(A, B), vec(B), stack(h, x), block([[A, B], [B.T, eye(m)]]),
    entry(A, 1, 2) * h, softmax(h), det(A), tr(A), sum_(A), mean(A), norm(h), norm_f(A), max_(h), norm_1(A),
    norm_inf(A), matpow(A, 3), matpow(A, -1), ones(n) + unit(n, 1) + zeros(n), total(hs[k], k, 0, 3),
    total(hs[k], k, 3, 2), product(As, k, 0, 2), product(As, k, 2, 1), iterate(tanh(A @ h), h, u, 3),
    at(tanh(A @ h), {h: u}), phi(h), autocovariance(A / 20, eye(n), 2), n * h, 2 ** c + h,
]  # fmt: skip
DERIVED = [
    D(tanh(A @ h), h), D(dot(h, h), h), D(c * c, c), D(c * h, c), D(softmax(A @ h), h), D(inv(diag(exp(h))) @ u, h),
    D(norm(A @ h), h), D(h / norm(h), h), pullback(tanh(A @ h), A, u), pullback(c * h, c, u), jvp(A @ A @ h, A, A),
    D(det(A + outer(h, u)), h), D(iterate(tanh(A @ h), h, u, 2), u), D(phi(A @ h), h), D(max_(h) * u, h),
    D(abs_(h) * u, h), D(at(tanh(A @ h), {h: A @ u}), u),
]


@by_each_oracle
@pytest.mark.parametrize("term", FORWARD + DERIVED, ids=str)
def test_values_agree_with_the_trusted_evaluator(oracle, term):
    rec, point = made(term)
    value, radius = trusted(node(term), rec, point)
    other, bound = oracle.value(node(term), rec, point)
    assert compare(value, other, bound + radius) is Agreement.AGREE
    assert bound < Fraction(1, 10**28)


@pytest.mark.parametrize("term", [expm(A), sigma_min(A), norm(A), hessian(dot(h, tanh(A @ h)), h),
                                  integral(exp(-w * w), w, 0, c * c), expect(w**4, w, gaussian(c, 2)),
                                  expect(w**4, w, uniform(-1, 2)), D(D(dot(h, tanh(A @ h)), h).T, h)], ids=str)
def test_words_that_only_the_differences_cover(term):
    rec, point = made(term)
    value, radius = trusted(node(term), rec, point)
    other, bound = mpmath_differences.value(node(term), rec, point)
    assert compare(value, other, bound + radius) is Agreement.AGREE
    with pytest.raises(NotSupportedError):
        arb_series.value(node(term), rec, point)


@by_each_oracle
@pytest.mark.parametrize("word", sorted(TABLE))
def test_every_function_and_its_derivative(oracle, word):
    argument = abs_(h) + 1 if word in ("log", "sqrt") else h
    for term in (TABLE[word](argument), D(TABLE[word](argument), h)):
        rec, point = made(term)
        value, radius = trusted(node(term), rec, point)
        other, bound = oracle.value(node(term), rec, point)
        assert compare(value, other, bound + radius) is Agreement.AGREE


@by_each_oracle
@pytest.mark.parametrize("exponent", [3, 9, 15, 25])
def test_planted_errors_of_known_size_are_found(oracle, exponent):
    cell = ScalarGate()
    point = a_point(cell)
    value, radius = trusted(node(cell.jacobian()), cell.record(), point)
    other, bound = oracle.jacobian(cell, "s", "s", point)
    assert compare(value, other, bound + radius) is Agreement.AGREE
    error = Fraction(1, 10**exponent)
    for i in range(len(value)):
        for j in range(len(value)):
            wrong = [list(row) for row in value]
            wrong[i][j] += error
            assert compare(wrong, other, bound + radius) is Agreement.DIFFER
    assert compare([list(r) for r in zip(*value, strict=True)], other, bound + radius) is Agreement.DIFFER


@by_each_oracle
def test_a_step_with_a_planted_error_has_another_derivative(oracle):
    tiny = Fraction(1, 10**24)
    right = Cell("right", state={h: tanh(A @ h)})
    wrong = Cell("wrong", state={h: tanh(A @ h + number(tiny) * h)})
    point = a_point(right)
    one, bound = oracle.jacobian(right, "h", "h", point)
    two, other_bound = oracle.jacobian(wrong, "h", "h", point)
    assert compare(one, two, bound + other_bound) is Agreement.DIFFER
    assert gap(one, two) < 10 * tiny


@by_each_oracle
@pytest.mark.parametrize("word", ["relu", "abs", "sign", "step", "leaky_relu", "hardtanh", "sqrt"])
def test_at_a_kink_there_is_no_derivative(oracle, word):
    kink = "1" if word == "hardtanh" else "0"
    cell = Cell("kinked", state={h: TABLE[word](h)})
    matrix_, bound = oracle.jacobian(cell, "h", "h", {"sizes": {"n": 2}, "leaves": {"h": [["2"], [kink]]}})
    assert matrix_ is None
    assert bound is None


@by_each_oracle
@pytest.mark.parametrize("term", [norm(h) * u, max_(h) * u, norm_1(h) * u, norm_f(h) * u], ids=str)
def test_norms_and_maxima_have_kinks_too(oracle, term):
    cell = Cell("kinked", state={h: term})
    point = {"sizes": {"n": 2}, "leaves": {"h": [["0"], ["0"]], "u": [["1"], ["2"]]}}
    assert oracle.jacobian(cell, "h", "h", point) == (None, None)


def test_differences_see_a_kink_within_their_step():
    near = {"sizes": {"n": 1}, "leaves": {"h": [[f"1/{10**7}"]]}}
    cell = Cell("kinked", state={h: TABLE["relu"](h)})
    assert mpmath_differences.jacobian(cell, "h", "h", near) == (None, None)
    assert arb_series.jacobian(cell, "h", "h", near)[0] == [[1]]


@by_each_oracle
@pytest.mark.parametrize("term", [h / (c - c), TABLE["log"](-abs_(h)), TABLE["sqrt"](-1 - h * h), inv(A - A) @ h],
                         ids=str)
def test_where_a_term_is_undefined_there_is_no_value(oracle, term):
    rec, point = made(term)
    assert oracle.value(node(term), rec, point) == (None, None)


@by_each_oracle
def test_a_leaf_without_a_value_is_no_information(oracle):
    cell = Cell("mine", state={h: tanh(A @ h)})
    assert oracle.jacobian(cell, "h", "h", {"sizes": {"n": 1}, "leaves": {"h": [["1"]]}}) == (None, None)


@by_each_oracle
def test_an_unknown_head_raises(oracle):
    rec, point = made(A @ h)
    with pytest.raises(NotSupportedError, match="the head"):
        oracle.value(["mystery", ["sym", "h"]], rec, point)


@by_each_oracle
def test_a_matrix_counts_as_its_rows(oracle):
    cell = Cell("mine", state={h: A @ h})
    point = {"sizes": {"n": 2}, "leaves": {"h": [["2"], ["3"]], "A": [["1", "1/2"], ["0", "-1"]]}}
    found, bound = oracle.jacobian(cell, "h", "A", point)
    assert compare(found, [[2, 3, 0, 0], [0, 0, 2, 3]], bound) is Agreement.AGREE


@by_each_oracle
def test_lstm_blocks_are_not_confused(oracle):
    cell = LSTM()
    point = a_point(cell)
    blocks = {(y, z): oracle.jacobian(cell, y, z, point) for y in "hc" for z in "hc"}
    for one, (matrix_, bound) in blocks.items():
        for two, (other, other_bound) in blocks.items():
            expected = Agreement.AGREE if one == two else Agreement.DIFFER
            assert compare(matrix_, other, bound + other_bound) is expected


def test_the_precision_of_others_is_left_alone():
    import mpmath
    from flint import ctx

    cell = ScalarGate()
    before = mpmath.mp.dps, ctx.prec, ctx.cap
    for oracle in ORACLES:
        oracle.jacobian(cell, "s", "s", a_point(cell))
        with pytest.raises(NotSupportedError):
            oracle.value(["mystery"], cell.record(), a_point(cell))
    assert (mpmath.mp.dps, ctx.prec, ctx.cap) == before

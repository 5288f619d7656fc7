"""Sums, extremes and softmax of columns, determinants and traces of psd matrices: each rule with a false neighbour."""

import pytest
from neighbours import told_apart

import symrnn as sr
from symrnn.algebra.bounds import prove_bound
from symrnn.recheck.chains import Reader, accept_chain

n, m = sr.dims("n m")
A, B = sr.matrices("A B", n, n)
P = sr.matrix("P", n, m)
u, v, h, b, c = sr.vectors("u v h b c", n)
z, s, le, q = sr.sigmoid(b), sr.softmax(h), sr.at_most, sr.rational
psd = [sr.psd(A), sr.psd(B)]
one = sr.eye(n)
gated = z * h + (1 - z) * sr.tanh(c)

# name: (true, nearly true)
PAIRS = {
    "trace of a square": (le(sr.tr(A) ** 2, n * sr.tr(A @ A), given=[sr.symmetric(A)]),
                          le(sr.tr(A) ** 2, n * sr.tr(A @ A), given=[sr.normal(A)])),
    "trace of a gram matrix": (le(sr.tr(A) ** 2, n * sr.tr(A.T @ A)), le(sr.tr(A) ** 2, sr.tr(A.T @ A))),
    "trace by the rank": (le(sr.tr(A) ** 2, sr.rank(A) * sr.norm_f(A) ** 2),
                          le(sr.tr(A) ** 2, sr.rank(A) * sr.norm(A) ** 2)),
    "minkowski": (le(sr.det(A) + sr.det(B), sr.det(A + B), given=psd),
                  le(sr.det(A) + sr.det(B), sr.det(A + B), given=[psd[0], sr.symmetric(B)])),
    "arithmetic and geometric mean": (le(sr.det(A), (sr.tr(A) / n) ** n, given=psd[:1]),
                                      le(sr.det(A), (sr.tr(A) / n) ** n, given=[sr.symmetric(A)])),
    "beside the identity": (le(1 + sr.tr(A), sr.det(one + A), given=psd[:1]),
                            le(1 + sr.tr(A), sr.det(one + A), given=[sr.symmetric(A)])),
    "spread": (le(sr.eig_max(A) - sr.eig_min(A), sr.sqrt(2) * sr.norm_f(A), given=[sr.symmetric(A)]),
               le(sr.eig_max(A) - sr.eig_min(A), q(7, 5) * sr.norm_f(A), given=[sr.symmetric(A)])),
    "commutator": (le(sr.norm_f(A @ B - B @ A), sr.sqrt(2) * sr.norm_f(A) * sr.norm_f(B)),
                   le(sr.norm_f(A @ B - B @ A), sr.sqrt(2) * sr.norm(A) * sr.norm_f(B))),
    "softmax jacobian": (le(sr.norm(sr.diag(s) - sr.outer(s, s)), q(1, 2)),
                         le(sr.norm(sr.diag(s) - sr.outer(s, s)), q(1, 4))),
    "softmax of another": (le(sr.norm(sr.diag(s) - sr.outer(s, s)), q(1, 2)),
                           le(sr.norm(sr.diag(s) - sr.outer(s, sr.softmax(u))), q(1, 2))),
    "softmax layer": (le(sr.norm(sr.softmax(A @ u) - sr.softmax(A @ v)), sr.norm(A) * sr.norm(u - v) / 2),
                      le(sr.norm(sr.softmax(A @ u) - sr.softmax(A @ v)), sr.norm(A) * sr.norm(u - v) / 4)),
    "attention": (le(sr.norm(P.T @ s), sr.norm(P)), le(sr.norm(P.T @ s), sr.norm(P) / sr.sqrt(n))),
    "softmax peak": (le(1 / n, sr.max(s)), le(2 / n, sr.max(s))),
    "log sum exp": (le(sr.log(sr.sum(sr.exp(h))), sr.max(h) + sr.log(n)), le(sr.log(sr.sum(sr.exp(h))), sr.max(h) + 3)),
    "log sum exp from below": (le(sr.max(h), sr.log(sr.sum(sr.exp(h)))),
                               le(sr.max(h) + sr.log(n), sr.log(sr.sum(sr.exp(h))))),
    "log of another sum": (le(sr.max(h), sr.log(sr.sum(sr.exp(h)))), le(sr.max(h), sr.log(sr.sum(h)))),
    "mean and extremes": (le(sr.min(h), sr.mean(h)), le(sr.max(h), sr.mean(h))),
    "sum and least": (le(n * sr.min(h), sr.sum(h)), le(n * sr.max(h), sr.sum(h))),
    "column and row sums": (le(sr.norm_1(A) * sr.norm_inf(A), n * sr.norm(A) ** 2),
                            le(sr.norm_1(A) * sr.norm_inf(A), sr.sqrt(n) * sr.norm(A) ** 2)),
    "row sums": (le(sr.norm_inf(P), sr.sqrt(m) * sr.norm(P)), le(sr.norm_inf(P), sr.sqrt(n) * sr.norm(P))),
    "signs": (le(sr.norm_f(sr.abs(A) @ B), sr.norm_f(A) * sr.norm_f(B)), le(sr.norm(sr.abs(A)), sr.norm(A))),
    "gated step": (le(sr.norm_inf(gated), 1, given=[sr.norm_inf(h) <= 1]),
                   le(sr.norm(gated), 1, given=[sr.norm_inf(h) <= 1])),
    "gated step, wider": (le(sr.norm_inf(gated), 3, given=[sr.norm_inf(h) <= 3]),
                          le(sr.norm_inf(gated), 2, given=[sr.norm_inf(h) <= 3])),
}


@pytest.mark.parametrize("name", PAIRS)
def test_true_bounds_are_proved_and_near_ones_are_not(name):
    told_apart(*PAIRS[name])


def refused(record, rule, left, right, uses=()):
    reader = Reader(record, record["given"])
    with pytest.raises(ValueError, match="not an instance"):
        reader.accept({"rule": rule, "rel": "<=", "left": left, "right": right, "uses": list(uses)})


def test_a_commutator_is_one_of_square_matrices():
    # u'v, a number, is taken from every entry of v u': for two columns of ones that is more than the rule says
    f, a, b = "norm_f", ["T", ["sym", "u"]], ["sym", "v"]
    refused(le(sr.dot(u, v), 1).record(), "commutator", [f, ["sub", ["matmul", a, b], ["matmul", b, a]]],
            ["mul", ["fn", "sqrt", ["num", "2"]], ["mul", [f, a], [f, b]]])


def test_extremes_pass_through_what_increases_everywhere_only():
    record, word, v = le(sr.max(h), 1).record(), "extremes of an increasing function", ["sym", "h"]
    for f in ("abs", "sqrt", "log", "cosh", "silu"):
        refused(record, word, ["max", ["fn", f, v]], ["fn", f, ["max", v]])


def test_a_largest_modulus_is_no_modulus_of_every_entry():
    # from |h_i| <= 2 for all i follows 4 - h_i^2 >= 0; from one |h_i| = 2 nothing follows for the others
    claim = le(sr.norm_inf(h * h), 4, given=[sr.norm_inf(h) <= 2])
    proof, record = prove_bound(claim)[0], claim.record()
    assert proof is not None
    assert accept_chain(record, proof.certificate)[0]
    for word in (["ge", ["norm_inf", ["sym", "h"]], ["num", "2"]], ["ne", ["norm_inf", ["sym", "h"]], ["num", "2"]]):
        forged = {**record, "given": [word]}
        assert not accept_chain(forged, {**proof.certificate, "given": [word]})[0]
    assert prove_bound(le(sr.norm_inf(4 - h * h), 0, given=[sr.eq(sr.norm_inf(h), 2)]))[0] is None

"""Eigenvalues of sums, traces of products, definite forms, norms by ranks: each rule with a false neighbour."""

import copy

import pytest
from neighbours import told_apart

from symrnn.algebra.bounds import prove_bound
from symrnn.algebra.functions import TABLE
from symrnn.algebra.language import words as w
from symrnn.algebra.language.leaves import matrices, matrix, vectors
from symrnn.algebra.language.sizes import dims
from symrnn.algebra.language.statements import at_most, less, nonneg, nonzero, pd, psd, symmetric
from symrnn.algebra.terms import coerce
from symrnn.recheck.chains import Reader, accept_chain

ABS, SQRT = TABLE["abs"], TABLE["sqrt"]
n, m = dims("n m")
A, B = matrices("A B", n, n)
P, Q, A3 = matrix("P", n, m), matrix("Q", m, n), matrix("A", 3, 3)
(h,) = vectors("h", n)
high, low, tr, det, F, N = w.eig_max, w.eig_min, w.tr, w.det, w.norm_f, w.norm
both = [symmetric(A), symmetric(B)]
rows = coerce(n)

# name: (true, nearly true)
PAIRS = {
    "upper": (at_most(high(A + B), high(A) + high(B), given=both), at_most(high(A + B), high(A) + low(B), given=both)),
    "lower": (at_most(high(A) + low(B), high(A + B), given=both), at_most(high(A) + high(B), high(A + B), given=both)),
    "lower, turned": (at_most(low(A) + high(B), high(A + B), given=both),
                      at_most(low(A) + high(B), high(A + B), given=both[:1])),
    "psd summand": (at_most(high(A), high(A + B), given=[symmetric(A), psd(B)]), at_most(high(A), high(A + B), given=both)),
    "near": (at_most(ABS(high(A) - high(B)), N(A - B), given=both), at_most(ABS(high(A) - low(B)), N(A - B), given=both)),
    "near, least": (at_most(ABS(low(A) - low(B)), N(A - B), given=both), at_most(ABS(low(A) - low(B)), N(A - B))),
    "definite form": (less(0, w.dot(h, A @ h), given=[pd(A), nonzero(h)]), less(0, w.dot(h, A @ h), given=[pd(A)])),
    "semidefinite form": (at_most(0, w.dot(h, A @ h), given=[psd(A), nonzero(h)]),
                          less(0, w.dot(h, A @ h), given=[psd(A), nonzero(h)])),
    "definite trace": (less(0, tr(A), given=[pd(A)]), less(0, tr(A), given=[psd(A)])),
    "definite determinant": (less(0, det(A), given=[pd(A)]), less(0, det(A), given=[psd(A)])),
    "definite eigenvalue": (less(0, low(A), given=[pd(A)]), less(0, low(A), given=[psd(A)])),
    "norm by the trace": (at_most(N(A), tr(A), given=[psd(A)]), at_most(N(A), tr(A), given=[symmetric(A)])),
    "product of traces": (at_most(tr(A @ B), tr(A) * tr(B), given=[psd(A), psd(B)]),
                          at_most(tr(A @ B), tr(A) * tr(B), given=[psd(A), symmetric(B)])),
    "trace of a square": (at_most(N(A) ** 2, tr(A @ A), given=[symmetric(A)]), at_most(N(A) ** 2, tr(A @ A))),
    "trace of a product": (at_most(ABS(tr(P @ Q)), F(P) * F(Q)), at_most(ABS(tr(P @ Q)), N(P) * F(Q))),
    "trace with a psd factor": (at_most(tr(A @ B), N(A) * tr(B), given=[psd(B)]), at_most(tr(A @ B), N(A) * tr(B))),
    "trace with a psd factor, turned": (at_most(tr(A @ B), tr(A) * N(B), given=[psd(A)]),
                                        at_most(tr(A @ B), tr(A) * N(B), given=[psd(B)])),
    "psd factors": (at_most(0, tr(A @ B), given=[psd(A), psd(B)]), at_most(0, tr(A @ B), given=[psd(A), symmetric(B)])),
    "frobenius by the rank": (at_most(F(P), SQRT(w.rank(P)) * N(P)), at_most(F(P) ** 2, SQRT(w.rank(P)) * N(P) ** 2)),
    "trace by the radius": (at_most(ABS(tr(A)), n * w.rho(A)), at_most(ABS(tr(A)), w.rho(A))),
    "determinant by the radius": (at_most(det(A), w.rho(A) ** n), at_most(det(A), w.rho(A))),
    "norm by the rows": (at_most(N(P), SQRT(n) * w.norm_inf(P)), at_most(N(P), SQRT(m) * w.norm_inf(P))),
    "squares by the rows": (at_most(N(P) ** 2, n * w.norm_inf(P) ** 2), at_most(N(P) ** 2, m * w.norm_inf(P) ** 2)),
    "columns by the norm": (at_most(w.norm_1(P), SQRT(n) * N(P)), at_most(w.norm_1(P), SQRT(m) * N(P))),
    "least, from above": (at_most(low(A + B), low(A) + high(B), given=both),
                          at_most(low(A + B), low(A) + low(B), given=both)),
    "least, from above, turned": (at_most(low(A + B), high(A) + low(B), given=both),
                                  at_most(low(A + B), high(A) + low(B), given=both[:1])),
    "trace by the frobenius norm": (at_most(tr(A) ** 2, n * F(A) ** 2), at_most(tr(A) ** 2, F(A) ** 2)),
    "least stretch of a product": (at_most(w.sigma_min(A @ B), w.sigma_min(A) * N(B)),
                                   at_most(w.sigma_min(A @ B), w.sigma_min(A) * w.rho(B))),
    "least stretch of a product, turned": (at_most(w.sigma_min(A @ B), N(A) * w.sigma_min(B)),
                                           at_most(w.sigma_min(A @ B), w.rho(A) * w.sigma_min(B))),
    "squares by the rank": (at_most(F(P) ** 2, w.rank(P) * N(P) ** 2), at_most(F(P) ** 2, N(P) ** 2)),
}


@pytest.mark.parametrize("name", PAIRS)
def test_true_bounds_are_proved_and_near_ones_are_not(name):
    told_apart(*PAIRS[name])


@pytest.mark.parametrize("name", [name for name, (true, _) in PAIRS.items() if true.given])
def test_every_condition_is_needed(name):
    true, _ = PAIRS[name]
    proof, record = prove_bound(true)[0], true.record()
    if name == "semidefinite form":
        record["given"] = record["given"][:1]
    for k in range(len(record["given"])):
        poorer = {**record, "given": [c for i, c in enumerate(record["given"]) if i != k]}
        assert not accept_chain(poorer, {**copy.deepcopy(proof.certificate), "given": poorer["given"]})[0]


def test_sums_of_arrays_of_different_shapes_are_no_sums_of_matrices():
    # A 1 x 1 matrix is added to every entry, and J has the eigenvalue n.
    record = at_most(high(A), high(A), given=[symmetric(A), nonneg(matrix("c", 1, 1))]).record()
    record["given"].append(["symmetric", ["sym", "c"]])
    small, large = ["sym", "c"], ["sym", "A"]
    left, right = ["eig_max", ["add", small, large]], ["add", ["eig_max", small], ["eig_max", large]]
    step = {"rule": "largest eigenvalue of a sum", "rel": "<=", "left": left, "right": right,
            "uses": [["given", 0], ["given", 2]]}  # fmt: skip
    reader = Reader(record, record["given"])
    with pytest.raises(ValueError, match="not an instance"):
        reader.accept(step)

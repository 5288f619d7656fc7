"""Ranks, radii and determinants of what is built from parts: what is true is proved, its false neighbour is not."""

import pytest

import symrnn as sr
from symrnn.algebra.provers import prove
from symrnn.recheck.certificates import accept
from symrnn.recheck.chains import Reader
from symrnn.recheck.functions import UNREADABLE

n, m = sr.dims("n m")
A, B, W, S, Q = sr.matrices("A B W S Q", n, n)
R, M = sr.matrix("R", n, m), sr.matrix("M", m, m)
d, u, v = sr.vectors("d u v", n)
c = sr.scalar("c")
soft = sr.softmax(u)
q = sr.scalar("q", positive=True)
zeros = sr.zeros(m, n)


def of(word, *parts, given=(), value):
    return sr.equal(word(*parts), value, given=list(given))


PAIRS = {
    "gains": (of(sr.rank, sr.diag(d) @ R, given=[sr.positive(d)], value=sr.rank(R)),
              of(sr.rank, sr.diag(d) @ R, given=[sr.nonneg(d)], value=sr.rank(R))),
    "gates": (of(sr.rank, sr.diag(sr.sigmoid(d)) @ R, value=sr.rank(R)),
              of(sr.rank, sr.diag(sr.tanh(d)) @ R, value=sr.rank(R))),
    "a nonzero multiple": (of(sr.rank, c * R, given=[sr.nonzero(c)], value=sr.rank(R)),
                           of(sr.rank, c * R, value=sr.rank(R))),
    "a quotient": (of(sr.rank, R / c, value=sr.rank(R)), of(sr.rank, R * c, value=sr.rank(R))),
    "a square": (of(sr.rank, A @ A, given=[sr.symmetric(A)], value=sr.rank(A)), of(sr.rank, A @ A, value=sr.rank(A))),
    "a weighted gram matrix": (of(sr.rank, R.T @ A @ R, given=[sr.pd(A)], value=sr.rank(R)),
                               of(sr.rank, R.T @ A @ R, given=[sr.psd(A)], value=sr.rank(R))),
    "diagonal blocks": (of(sr.rank, sr.block([[A, sr.zeros(n, m)], [zeros, M]]), value=sr.rank(A) + sr.rank(M)),
                        of(sr.rank, sr.block([[A, R], [zeros, M]]), value=sr.rank(A) + sr.rank(M))),
    "triangular blocks": (
        of(sr.rank, sr.block([[A, R], [zeros, M]]), given=[sr.invertible(M)], value=sr.rank(A) + m),
        of(sr.rank, sr.block([[A, R], [R.T, M]]), given=[sr.invertible(M)], value=sr.rank(A) + m)),
    "blocks from below": (sr.at_most(sr.rank(A) + sr.rank(M), sr.rank(sr.block([[A, R], [zeros, M]]))),
                          sr.at_most(sr.rank(A) + sr.rank(M), sr.rank(sr.block([[A, R], [R.T, M]])))),
    "centring": (sr.rank_is(sr.eye(n) - sr.ones(n, n) / n, n - 1), sr.rank_is(sr.eye(n) - sr.ones(n, n) / (2 * n), n - 1)),
    "softmax": (sr.rank_is(sr.diag(soft) - sr.outer(soft, soft), n - 1),
                sr.rank_is(sr.diag(soft) - q * sr.outer(soft, soft), n - 1)),
    "an update": (sr.rank_is(sr.eye(n) + sr.outer(u, v), n, given=[sr.ne(sr.dot(v, u), -1)]),
                  sr.rank_is(sr.eye(n) + sr.outer(u, v), n, given=[sr.ne(sr.dot(v, u), 1)])),
    "an update above a bound": (sr.rank_is(sr.eye(n) + sr.outer(u, v), n, given=[sr.dot(v, u) > -1]),
                                sr.rank_is(sr.eye(n) + sr.outer(u, v), n, given=[sr.dot(v, u) < 1])),
    "a singular update": (sr.rank_is(A + sr.outer(u, v), n - 1,
                                     given=[sr.invertible(A), sr.eq(sr.dot(v, sr.inv(A) @ u), -1)]),
                          sr.rank_is(A + sr.outer(u, v), n - 1, given=[sr.invertible(A)])),
    "a reflection": (sr.rank_is(sr.eye(n) - 2 * sr.outer(u, u), n, given=[sr.unit_norm(u)]),
                     sr.rank_is(sr.eye(n) - sr.outer(u, u), n, given=[sr.unit_norm(u)])),
    "a leaky diagonal": (sr.rank_is(sr.diag((1 - q) + q * sr.sigmoid(u)), n, given=[q < 1]),
                         sr.rank_is(sr.diag((1 - q) + q * sr.sigmoid(u)), n, given=[q > 1])),
    "a cube's radius": (of(sr.rho, A @ A @ A, value=sr.rho(A) ** 3),
                        of(sr.rho, A @ A @ B, value=sr.rho(A) ** 2 * sr.rho(B))),
    "a product's square": (of(sr.rho, A @ B @ A @ B, value=sr.rho(A @ B) ** 2),
                           of(sr.rho, A @ A @ B @ B, value=sr.rho(A @ B) ** 2)),
    "both turned over": (of(sr.rho, A.T @ B.T, value=sr.rho(A @ B)), of(sr.rho, A.T @ B, value=sr.rho(A @ B))),
    "a shift": (of(sr.rho, A + q * sr.eye(n), given=[sr.psd(A)], value=sr.rho(A) + q),
                of(sr.rho, A + q * sr.eye(n), given=[sr.symmetric(A)], value=sr.rho(A) + q)),
    "the square's radius": (of(sr.rho, A @ A, value=sr.rho(A) ** 2), of(sr.rho, A @ A.T, value=sr.rho(A) ** 2)),
    "a Kronecker product's radius": (of(sr.rho, sr.kron(A, M), value=sr.rho(A) * sr.rho(M)),
                                     of(sr.rho, sr.kron(A, M), value=sr.rho(A) + sr.rho(M))),
    "a block's radius": (sr.at_most(sr.rho(A), sr.rho(sr.block([[A, R], [zeros, M]]))),
                         sr.at_most(sr.rho(A), sr.rho(sr.block([[A, R], [R.T, M]])))),
    "equal blocks": (of(sr.rho, sr.block([[A, B], [sr.zeros(n, n), A]]), value=sr.rho(A)),
                     of(sr.rho, sr.block([[A, B], [sr.zeros(n, n), W]]), value=sr.rho(A))),
    "a skew exponent": (of(sr.rho, sr.expm(A), given=[sr.skew(A)], value=1),
                        of(sr.rho, sr.expm(A), given=[sr.symmetric(A)], value=1)),
    "a symmetric exponent": (of(sr.rho, sr.expm(A), given=[sr.symmetric(A)], value=sr.exp(sr.eig_max(A))),
                             of(sr.rho, sr.expm(A), given=[sr.symmetric(A)], value=sr.exp(sr.rho(A)))),
    "similar": (of(sr.rho, sr.inv(S) @ A @ S, given=[sr.invertible(S)], value=sr.rho(A)),
                of(sr.rho, S.T @ A @ S, given=[sr.invertible(S)], value=sr.rho(A))),
    "similar, in the middle": (of(sr.rho, B @ sr.inv(S) @ A @ S, value=sr.rho(S @ B @ sr.inv(S) @ A)),
                               of(sr.rho, B @ sr.inv(S) @ A @ S, value=sr.rho(B @ A))),
    "turned": (of(sr.rho, Q.T @ A @ Q, given=[sr.orthogonal(Q)], value=sr.rho(A)),
               of(sr.rho, Q @ A @ Q, given=[sr.orthogonal(Q)], value=sr.rho(A))),
    "triangular": (of(sr.rho, A, given=[sr.triangular(A)], value=sr.max(sr.abs(sr.diagof(A)))),
                   of(sr.rho, A, given=[sr.symmetric(A)], value=sr.max(sr.abs(sr.diagof(A))))),
    "a Kronecker product's determinant": (of(sr.det, sr.kron(A, M), value=sr.det(A) ** m * sr.det(M) ** n),
                                          of(sr.det, sr.kron(A, M), value=sr.det(A) ** n * sr.det(M) ** m)),
}


@pytest.mark.parametrize("name", PAIRS)
def test_what_is_true_is_proved_and_accepted(name):
    proof, why = prove(PAIRS[name][0])
    assert proof is not None, why
    accepted, why = accept(PAIRS[name][0].record(), proof.certificate)
    assert accepted, why


@pytest.mark.parametrize("name", PAIRS)
def test_its_false_neighbour_is_not_proved_and_the_certificate_does_not_serve_it(name):
    true, false = PAIRS[name]
    assert prove(false)[0] is None
    certificate = dict(prove(true)[0].certificate)
    if "goal" in certificate:
        certificate |= {"goal": false.record()["assert"], "given": false.record()["given"]}
    assert not accept(false.record(), certificate)[0]


UPDATE = PAIRS["an update"][0]


@pytest.mark.parametrize("pivot", [["num", "0"], ["num", "1"], ["add", ["num", "1"], ["dot", ["sym", "v"], ["sym", "u"]]]])
def test_the_pivot_of_an_update_has_to_be_known(pivot):
    proof, _ = prove(UPDATE)
    assert accept(UPDATE.record(), proof.certificate)[0]
    assert not accept(UPDATE.record(), {**proof.certificate, "pivot": pivot})[0]
    assert not accept(sr.rank_is(*UPDATE.args).record(), proof.certificate)[0]


STEPS = [
    ("invertible factor", ["rank", ["matmul", ["diag", ["sym", "d"]], ["sym", "R"]]], ["rank", ["sym", "R"]]),
    ("rank of a multiple", ["rank", ["mul", ["sym", "c"], ["sym", "R"]]], ["rank", ["sym", "R"]]),
    ("rank of a square", ["rank", ["matmul", ["sym", "A"], ["sym", "A"]]], ["rank", ["sym", "A"]]),
    ("rank of diagonal blocks", ["rank", ["block", [[["sym", "A"], ["sym", "R"]], [["zeros", "m", "n"], ["sym", "M"]]]]],
     ["add", ["rank", ["sym", "A"]], ["rank", ["sym", "M"]]]),
    ("radius of a diagonal block", ["rho", ["block", [[["sym", "A"], ["sym", "R"]], [["zeros", "m", "n"], ["sym", "M"]]]]],
     ["rho", ["sym", "A"]]),
    ("radius of an exponential", ["rho", ["expm", ["sym", "A"]]], ["num", "1"]),
    ("triangle", ["norm", ["matmul", ["sym", "A"], ["sym", "W"]]], ["add", ["norm", ["sym", "A"]], ["norm", ["sym", "W"]]]),
]


@pytest.mark.parametrize(("rule", "left", "right"), STEPS, ids=[s[0] for s in STEPS])
def test_the_trusted_base_refuses_a_step_whose_condition_is_not_met(rule, left, right):
    leaves = sr.holds(sr.eq(R @ M @ R.T @ A @ W @ sr.diag(d) * c, 0)).record()["leaves"]
    reader = Reader({"leaves": leaves, "functions": {}, "given": [], "assert": ["eq", left, right]}, [])
    with pytest.raises(UNREADABLE):
        reader.accept({"rule": rule, "rel": "=", "left": left, "right": right, "uses": []})


def test_blocks_that_do_not_fit_have_no_shape():
    leaves = {"A": {"shape": ["n", "n"], "field": "real", "sequence": False}}
    reader = Reader({"leaves": leaves, "functions": {}, "given": [], "assert": ["eq", ["sym", "A"], ["sym", "A"]]}, [])
    small = ["zeros", 1, 1]
    with pytest.raises(UNREADABLE):
        reader.shape(["block", [[["sym", "A"], small], [small, ["sym", "A"]]]])

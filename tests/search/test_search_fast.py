"""The float evaluator proposes well: it agrees with the trusted one wherever that has a value."""

import numpy as np
import pytest

import symrnn as sr
from symrnn.recheck.functions import precision
from symrnn.recheck.matrices import entries
from symrnn.recheck.sample import points
from symrnn.recheck.truth import decide
from symrnn.recheck.values import environment, evaluate, freeze
from symrnn.search.fast import Floats, cost, is_rough, value
from symrnn.search.frames import frame_of
from symrnn.search.pools import exact
from symrnn.search.slack import candidates, possible

n, m = sr.dims("n m")
W, A = sr.matrices("W A", n, n)
V = sr.matrix("V", n, m)
h, b = sr.vectors("h b", n)
x = sr.vector("x", m)
t, k = sr.index("t"), sr.index("k")
S = sr.sequence("S", n, n)
w, y = sr.scalars("w y")
Z = sr.matrix("Z", n, n, complex=True)
phi = sr.function("phi")
WORDS = "tanh sigmoid relu softplus exp sin cos sinh cosh atan erf sign step silu gelu elu softsign hardtanh leaky_relu"

TERMS = {
    "jacobian": sr.D(sr.tanh(W @ h + b), h),
    "row": sr.D(sr.sum(sr.tanh(W @ h)), h),
    "pullback": sr.pullback(sr.tanh(W @ h + V @ x), W, b),
    "jvp": sr.jvp(sr.tanh(W @ h), W, W @ W),
    "hessian": sr.hessian(sr.sum(sr.tanh(W @ h) ** 3), h),
    "after": sr.D(sr.tanh(W @ h), h).at({h: sr.tanh(b)}),
    "opaque": sr.D(phi(W @ h), h),
    "second": phi.prime()(h),
    "softmax": sr.softmax(W @ h),
    "exponential": sr.expm(3 * W),
    "scalars": sr.det(W) + sr.rho(W) + sr.norm(W) + sr.norm_1(W) + sr.norm_f(V) + sr.sigma_min(W) + sr.tr(W),
    "more scalars": sr.norm_inf(V) + sr.eig_max(W + W.T) + sr.eig_min(W + W.T) + sr.mean(W) + sr.max(W) + sr.min(V),
    "counts": sr.count_nonzero(W) + sr.rank(V @ V.T) + sr.rank(sr.outer(h, b)),
    "shapes": sr.block([[W, V], [V.T, sr.eye(m)]]) @ sr.stack(h, x),
    "kron": sr.kron(W, V) @ sr.vec(V.T),
    "diagonals": sr.diag(sr.diagof(W)) + sr.outer(h, b) + sr.dot(h, b) * sr.ones(n, n) - sr.zeros(n, n),
    "inverse": sr.inv(W) @ h / (1 + sr.norm(b)),
    "power": sr.matpow(W, t) + sr.matpow(W, -2) + W**3,
    "root": sr.sqrt(abs(W)) + abs(W) ** sr.rational(1, 3) + sr.log(abs(W)),
    "family": sr.product(S, k, 1, 3) + sr.total(S[k], k, 0, t) + S[t - 1],
    "empty": sr.product(S, k, 2, 1) + sr.total(S[k], k, 2, 1),
    "iterate": sr.iterate(sr.tanh(W @ h + b), h, b, 3),
    "integral": sr.integral(sr.exp(-(w**2)) * sr.sum(h), w, 0, y),
    "covariance": sr.stationary_covariance(W / 6, W @ W.T),
    "expectation": sr.expect(w**2 + y, w, sr.uniform(0, 1)) + sr.expect(w**4, w, sr.gaussian(y, 2)),
    "response": sr.norm(sr.inv(sr.exp(sr.i * w) * sr.eye(n) - W)) + sr.re(sr.exp(sr.i * w)) + sr.im(sr.conj(sr.sum(Z))),
    "entries": sr.entry(V, 0, 0) + sr.entry(h, 0) + sr.sum(sr.unit(n, 0)) + n + t,
    "words": sum((getattr(sr, word)(W) for word in WORDS.split()), 0 * W),
    "named": sr.named("a", W @ h),
}  # fmt: skip


def floats_of(record, point, copies=3):
    """The leaves of a point as a batch, the middle one moved away."""
    env = environment(record, point)
    leaves = {}
    for key, v in env.leaves.items():
        rows = v if isinstance(v, list) else [[v]]
        array = np.array([[complex(number(q)) for q in row] for row in rows])
        array = array if np.iscomplexobj(array) and array.imag.any() else array.real
        leaves[key] = np.stack([array * (1.1 if i == 1 else 1.0) for i in range(copies)])
    return leaves, {name: freeze(body) for name, body in env.functions.items()}


def number(q):
    """A value of the trusted evaluator as a Python number."""
    if hasattr(q, "p"):
        return int(q.p) / int(q.q)
    if hasattr(q, "imag") and not hasattr(q, "mid"):
        return complex(float(q.real.mid()), float(q.imag.mid()))
    return complex(float(q.real.mid()), float(q.imag.mid())) if hasattr(q, "imag") else float(q.mid())


@pytest.mark.parametrize("name", sorted(TERMS))
def test_terms_have_the_values_of_the_trusted_evaluator(name):
    record = sr.eq(TERMS[name], TERMS[name]).record()
    found = list(points(record, 3, count=3))
    assert found
    for point in found:
        env = environment(record, point)
        want = np.array([number(q) for q in entries(evaluate(record["assert"][1], env))])
        leaves, bodies = floats_of(record, point)
        got = value(record, record["assert"][1], point["sizes"], point["indices"], leaves, bodies)
        for member in (0, -1):
            assert np.abs(got[member].reshape(-1) - want).max() <= 1e-8 * (1 + np.abs(want).max())


def test_every_head_of_terms_is_covered():
    from symrnn.algebra.terms import HEADS
    from symrnn.search.fast import SPECIAL
    from symrnn.search.fastwords import PLAIN

    assert set(HEADS) <= set(SPECIAL) | set(PLAIN)


def test_one_bad_member_spoils_no_other():
    record = sr.eq(sr.inv(W) + sr.expm(W) + sr.norm(W) * W, W).record()
    good = np.array([[2.0, 1.0], [0.0, 1.0]])
    batch = np.stack([good, np.zeros((2, 2)), np.full((2, 2), np.nan), good])
    got = value(record, record["assert"][1], {"n": 2}, {}, {"W": batch})
    assert np.isfinite(got[[0, 3]]).all()
    assert np.array_equal(got[0], got[3])
    assert np.isnan(got[[1, 2]]).any(axis=(1, 2)).all()


CONDITIONS = [
    sr.eq(A, W), sr.ne(A, W), A < W, A <= W, sr.norm(A) > 1, sr.norm(A) >= sr.norm(W), sr.between(A, -1, 1),
    sr.strictly_between(A, 0, 2), sr.positive(A), sr.nonneg(A), sr.nonzero(A), sr.nowhere_zero(A), sr.symmetric(A),
    sr.skew(A), sr.orthogonal(A), sr.normal(A), sr.invertible(A), sr.psd(A), sr.pd(A), sr.diagonal(A), sr.triangular(A),
    sr.idempotent(A), sr.nilpotent(A), sr.permutation(A), sr.stochastic(A), sr.commute(A, W), sr.rank_is(A, 1),
    sr.rank_at_most(A, 1), sr.rank_is(A, sr.rank(W)), sr.rank_at_most(A, 0), sr.rank_is(A, 5), sr.no(sr.symmetric(A)),
    sr.iff(sr.normal(A), sr.symmetric(A)), sr.implies(sr.nilpotent(A), sr.eq(A, 0)),
    sr.any_of(sr.eq(A, 0), sr.eq(W, 0)), sr.all_of(sr.symmetric(A), sr.nonzero(W)),
]  # fmt: skip


@pytest.mark.parametrize("condition", CONDITIONS, ids=repr)
def test_what_is_certain_is_possible_and_its_contrary_is_not(condition):
    record = sr.holds(condition).record()
    frame = frame_of(record, {"n": 2}, {}, {})
    rows = np.array([[i % len(s.pool) for s in frame.slots] for i in range(0, 190, 2)])
    rows[:, -1] = rows[:, -1] * 7 % len(frame.slots[-1].pool)
    with np.errstate(all="ignore"):
        true, false = possible(frame.claim, frame.floats(rows))
    seen = set()
    with precision(128):
        for i, row in enumerate(rows):
            env = environment(record, frame.point([s.pool[j] for s, j in zip(frame.slots, row, strict=True)]))
            truth = decide(record["assert"], env)
            seen.add(truth)
            assert truth is not True or true[i] or not false[i]
            assert truth is not False or false[i]
            assert truth is not True or not false[i] or condition.head in ("ge", "le", "at_most")
    assert False in seen


def test_candidates_meet_the_conditions_and_violate_the_claim():
    record = sr.less(sr.norm(A), 1, given=[sr.symmetric(A)]).record()
    frame = frame_of(record, {"n": 2}, {}, {})
    rows = np.arange(len(frame.slots[0].pool))[:, None]
    mask = candidates(frame.conditions, frame.claim, frame.floats(rows))
    assert 0 < mask.sum() < len(rows)
    for i in range(len(rows)):
        a = np.array([[float(v) for v in row] for row in frame.slots[0].pool[i]])
        assert np.array_equal(a, a.T)
        assert mask[i] == (np.linalg.norm(a, 2) >= 1 - 1e-9)


def test_costs_and_kinks_are_seen():
    plain, rough = sr.eq(sr.D(sr.tanh(h), h), W).record(), sr.eq(sr.D(sr.relu(W @ h), h), W).record()
    assert cost(freeze(plain["assert"])) > cost(freeze(sr.eq(h, b).record()["assert"])) == 1
    assert not is_rough(freeze(plain["assert"]))
    assert is_rough(freeze(rough["assert"]))
    assert not is_rough(freeze(sr.eq(sr.relu(h), b).record()["assert"]))


def test_an_unknown_head_is_an_error():
    from symrnn.errors import NotSupportedError

    with pytest.raises(NotSupportedError, match="float64"):
        Floats({"leaves": {}}, {}, {}, {}, {}).value(freeze(["mystery", ["num", "1"]]))


def test_complex_values_are_read_exactly():
    assert entries(exact(((1,), (2,)), True))[0].imag == 2

"""Steps of inductions, invariants of iterates, and means."""

import symrnn as sr
from symrnn.trust.entry import Topic

topic = Topic("steps")
n = sr.dims("n")[0]
t, k = sr.index("t"), sr.index("k")
W = sr.matrix("W", n, n)
h, b, v = sr.vectors("h b v", n)
hs, xs = sr.sequence("h", n), sr.sequence("x")
x, a, z, c = sr.scalars("x a z c")
q = sr.rational


def lin(i):
    """The state of a linear network after i steps."""
    return sr.matpow(W, i) @ v


topic.true("linear-state", lambda: sr.induction(
    t, sr.equal(lin(0), v), sr.implies(sr.eq(hs[t], lin(t)), sr.eq(W @ hs[t], lin(t + 1)))))
topic.false("linear-state", "the power is not advanced", lambda: sr.induction(
    t, sr.equal(lin(0), v), sr.implies(sr.eq(hs[t], lin(t)), sr.eq(W @ hs[t], lin(t)))))
topic.true("leak-decay", lambda: sr.equal(sr.iterate((1 - a) * x, x, z, t), (1 - a) ** t * z))
topic.false("leak-decay", "the leak itself is raised", lambda: sr.equal(sr.iterate((1 - a) * x, x, z, t), a**t * z))
topic.true("invariant-sum", lambda: sr.equal(
    sr.sum(sr.iterate(W @ h, h, v, t)), sr.sum(v), given=[sr.eq(W.T @ sr.ones(n), sr.ones(n))]))
topic.false("invariant-sum", "rows sum to one", lambda: sr.equal(
    sr.sum(sr.iterate(W @ h, h, v, t)), sr.sum(v), given=[sr.eq(W @ sr.ones(n), sr.ones(n))]))
topic.true("bounded-orbit", lambda: sr.induction(
    t, sr.at_most(xs[0], 1, given=[sr.eq(xs[0], 0)]), sr.implies(sr.at_most(xs[t], 1),
    sr.at_most(xs[t] / 2 + q(1, 2), 1))))
topic.false("bounded-orbit", "the drive is too strong", lambda: sr.induction(
    t, sr.at_most(xs[0], 1, given=[sr.eq(xs[0], 0)]), sr.implies(sr.at_most(xs[t], 1),
    sr.at_most(xs[t] / 2 + q(2, 3), 1))))
topic.true("fixed-stays", lambda: sr.equal(sr.iterate(W @ h + b, h, v, t), v, given=[sr.eq(v, W @ v + b)]))
topic.false("fixed-stays", "the bias is dropped from the condition", lambda: sr.equal(
    sr.iterate(W @ h + b, h, v, t), v, given=[sr.eq(v, W @ v)]))
topic.true("bernoulli", lambda: sr.induction(
    t, sr.at_most(1, 1 + 0 * a), sr.implies(sr.at_most(1 + t * a, (1 + a) ** t),
    sr.at_most(1 + (t + 1) * a, (1 + a) ** (t + 1))), given=[sr.at_most(0, a)]))
topic.false("bernoulli", "the inequality turned round", lambda: sr.induction(
    t, sr.at_most(1, 1 + 0 * a), sr.implies(sr.at_most((1 + a) ** t, 1 + t * a),
    sr.at_most((1 + a) ** (t + 1), 1 + (t + 1) * a)), given=[sr.at_most(0, a)]))
topic.true("energy", lambda: sr.equal(sr.norm(sr.iterate(W @ h, h, v, t)), sr.norm(v), given=[sr.orthogonal(W)]))
topic.false("energy", "normal for orthogonal", lambda: sr.equal(
    sr.norm(sr.iterate(W @ h, h, v, t)), sr.norm(v), given=[sr.normal(W)]))
topic.true("stays-positive", lambda: sr.induction(
    t, sr.positive(hs[0], given=[sr.positive(hs[0])]), sr.implies(sr.positive(hs[t]),
    sr.positive(sr.sigmoid(W @ hs[t])))))
topic.false("stays-positive", "tanh is negative where weights are", lambda: sr.induction(
    t, sr.positive(hs[0], given=[sr.positive(hs[0])]), sr.implies(sr.positive(hs[t]),
    sr.positive(sr.tanh(W @ hs[t])))))
topic.true("contracting", lambda: sr.induction(
    t, sr.at_most(sr.norm(hs[0]), c, given=[sr.at_most(sr.norm(hs[0]), c)]),
    sr.implies(sr.at_most(sr.norm(hs[t]), a**t * c),
    sr.at_most(sr.norm(a * hs[t]), a ** (t + 1) * c)), given=[sr.at_most(0, a)]))
topic.false("contracting", "the sign of the factor", lambda: sr.induction(
    t, sr.at_most(sr.norm(hs[0]), c, given=[sr.at_most(sr.norm(hs[0]), c)]),
    sr.implies(sr.at_most(sr.norm(hs[t]), a**t * c), sr.at_most(sr.norm(a * hs[t]), a ** (t + 1) * c))))
topic.true("lognormal", lambda: sr.equal(sr.expect(sr.exp(a * z), z, sr.gaussian(0, 1)), sr.exp(a**2 / 2)))
topic.false("lognormal", "the half is dropped", lambda: sr.equal(
    sr.expect(sr.exp(a * z), z, sr.gaussian(0, 1)), sr.exp(a**2)))
topic.true("relu-half", lambda: sr.equal(sr.expect(sr.relu(z) ** 2, z, sr.gaussian(0, 1)), q(1, 2)))
topic.false("relu-half", "the mean square of relu is half of that of z", lambda: sr.equal(
    sr.expect(sr.relu(z) ** 2, z, sr.gaussian(0, 1)), 1))

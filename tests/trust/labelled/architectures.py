"""Cells from the literature: coupled gates, peepholes, fast weights, attention, flows, tied and normalised layers."""

import symrnn as sr
from symrnn.trust.entry import Topic

topic = Topic("architectures")
n, p = sr.dims("n p")
h, c, b, d, g = sr.vectors("h c b d g", n)
W, U, R = sr.matrices("W U R", n, n)
C, E = sr.matrix("C", n, p), sr.matrix("E", p, n)
phi, psi = sr.function("phi"), sr.function("psi")
eps = sr.scalar("eps", positive=True)
dt = sr.scalar("dt", between=(0, 1))
al = sr.scalar("al")
k = sr.vector("k", p)
I, dg, th, sg = sr.eye(n), sr.diag, sr.tanh, sr.sigmoid
i = sg(W @ h + d * c)
new = c + i * th(U @ h)
o = sg(R @ h + b * new)
f = sg(W @ h)
inner = th(U @ (f * h))
a = sr.softmax(C.T @ h / eps)
leak = W - W.T - eps * I
rate = sg(W @ h + b)
den = 1 + dt * (d**2 + rate)
liquid = (h + dt * rate * c) / den
mu = sr.mean(h)
spread = sr.sqrt(sr.mean((h - mu) ** 2) + eps)
normal = (h - mu) / spread
size = sr.sum(sr.ones(n))
slope = 1 - th(sr.dot(b, h) + al) ** 2

topic.true("peephole", lambda: sr.equal(sr.D(o * th(new), c), dg(
    (o * (1 - o) * b * th(new) + o * (1 - th(new) ** 2)) * (1 + d * i * (1 - i) * th(U @ h)))))
topic.false("peephole", "the input gate does not see the cell", lambda: sr.equal(
    sr.D(o * th(new), c), dg(o * (1 - o) * b * th(new) + o * (1 - th(new) ** 2))))
topic.true("minimal-gate", lambda: sr.equal(
    sr.D((1 - f) * h + f * inner, h), dg(1 - f) + dg((inner - h) * f * (1 - f)) @ W
    + dg(f * (1 - inner**2)) @ U @ (dg(f) + dg(h * f * (1 - f)) @ W)))
topic.false("minimal-gate", "the reset stands on the wrong side of the weights", lambda: sr.equal(
    sr.D((1 - f) * h + f * inner, h), dg(1 - f) + dg((inner - h) * f * (1 - f)) @ W
    + dg(f * (1 - inner**2)) @ (dg(f) + dg(h * f * (1 - f)) @ W) @ U))
topic.true("attention", lambda: sr.equal(sr.D(C @ a, h), C @ (dg(a) - sr.outer(a, a)) @ C.T / eps))
topic.false("attention", "the temperature multiplies", lambda: sr.equal(
    sr.D(C @ a, h), eps * C @ (dg(a) - sr.outer(a, a)) @ C.T))
topic.true("antisymmetric", lambda: sr.equal(
    sr.D(h + dt * th(leak @ h + b), h), I + dt * dg(1 - th(leak @ h + b) ** 2) @ leak))
topic.true("antisymmetric-weights", lambda: sr.equal(sr.pullback(leak @ h, W, g), sr.outer(g, h) - sr.outer(h, g)))
topic.false("antisymmetric-weights", "W occurs twice", lambda: sr.equal(sr.pullback(leak @ h, W, g), sr.outer(g, h)))
topic.true("liquid", lambda: sr.equal(
    sr.D(liquid, h), dg(1 / den) + dg(dt * rate * (1 - rate) * (c - liquid) / den) @ W))
topic.false("liquid", "the denominator is held still", lambda: sr.equal(
    sr.D(liquid, h), dg(1 / den) + dg(dt * rate * (1 - rate) * c / den) @ W))
topic.true("layer-norm", lambda: sr.equal(
    sr.D(normal, h), (I - sr.ones(n, n) / size - sr.outer(normal, normal) / size) / spread))
topic.false("layer-norm", "the mean is held still", lambda: sr.equal(
    sr.D(normal, h), (I - sr.outer(normal, normal) / size) / spread))
topic.true("fast-weights", lambda: sr.equal(
    sr.D((W + sr.outer(h, d)) @ h, h), W + sr.dot(d, h) * I + sr.outer(h, d)))
topic.false("fast-weights", "one half of the product rule", lambda: sr.equal(
    sr.D((W + sr.outer(h, d)) @ h, h), W + sr.outer(h, d)))
topic.true("planar-flow", lambda: sr.equal(
    sr.det(sr.D(h + d * th(sr.dot(b, h) + al), h)), 1 + sr.dot(b, d) * slope))
topic.false("planar-flow", "the slope is taken to be one", lambda: sr.equal(
    sr.det(sr.D(h + d * th(sr.dot(b, h) + al), h)), 1 + sr.dot(b, d)))
topic.true("two-opaque-layers", lambda: sr.equal(
    sr.D(phi(W @ h + C @ psi(E @ h)), h),
    sr.D(phi(b), b).at({b: W @ h + C @ psi(E @ h)}) @ (W + C @ sr.D(psi(k), k).at({k: E @ h}) @ E)))
topic.false("two-opaque-layers", "the inner slope is left out", lambda: sr.equal(
    sr.D(phi(W @ h + C @ psi(E @ h)), h), sr.D(phi(b), b).at({b: W @ h + C @ psi(E @ h)}) @ (W + C @ E)))
topic.true("weights-used-three-times", lambda: sr.equal(
    sr.pullback(W @ W @ W @ h, W, g),
    sr.outer(g, W @ W @ h) + sr.outer(W.T @ g, W @ h) + sr.outer(W.T @ W.T @ g, h)))
topic.false("weights-used-three-times", "three times the last of them", lambda: sr.equal(
    sr.pullback(W @ W @ W @ h, W, g), 3 * sr.outer(W.T @ W.T @ g, h)))
topic.true("implicit-step", lambda: sr.equal(
    sr.D(sr.inv(I - al * W) @ h, al), sr.inv(I - al * W) @ W @ sr.inv(I - al * W) @ h,
    given=[sr.invertible(I - al * W)]))
topic.false("implicit-step", "the sign of the derivative of an inverse", lambda: sr.equal(
    sr.D(sr.inv(I - al * W) @ h, al), -sr.inv(I - al * W) @ W @ sr.inv(I - al * W) @ h,
    given=[sr.invertible(I - al * W)]))
topic.true("opaque-hessian", lambda: sr.equal(
    sr.hessian(sr.sum(phi(W @ h)), h), W.T @ sr.hessian(sr.sum(phi(b)), b).at({b: W @ h}) @ W))
topic.false("opaque-hessian", "the weights act on one side only", lambda: sr.equal(
    sr.hessian(sr.sum(phi(W @ h)), h), sr.hessian(sr.sum(phi(b)), b).at({b: W @ h}) @ W))

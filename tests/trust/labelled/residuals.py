"""Residual updates and stacks of steps."""

import symrnn as sr
from symrnn.trust.entry import Topic

topic = Topic("residuals")
n = sr.dims("n")[0]
h, b, s, c = sr.vectors("h b s c", n)
W, A, B, C = sr.matrices("W A B C", n, n)
dt, a, gamma = sr.scalars("dt a gamma")
step = (1 - a) * h + a * sr.tanh(W @ h)
jac = (1 - a) * sr.eye(n) + a * sr.diag(1 - sr.tanh(W @ h) ** 2) @ W
K = W - W.T - gamma * sr.eye(n)
s1 = sr.tanh(B @ s)
s2 = sr.tanh(A @ s1 + C @ c)
T = sr.sigmoid(B @ h)

topic.true("euler", lambda: sr.equal(
    sr.D(h + dt * sr.tanh(W @ h), h), sr.eye(n) + dt * sr.diag(1 - sr.tanh(W @ h) ** 2) @ W))
topic.false("euler", "the identity of the skip is forgotten", lambda: sr.equal(
    sr.D(h + dt * sr.tanh(W @ h), h), dt * sr.diag(1 - sr.tanh(W @ h) ** 2) @ W))
topic.true("two-steps", lambda: sr.equal(sr.D(step.at({h: step}), h), jac.at({h: step}) @ jac))
topic.false("two-steps", "the Jacobians are multiplied in the order of time", lambda: sr.equal(
    sr.D(step.at({h: step}), h), jac @ jac.at({h: step})))
topic.true("antisymmetric", lambda: sr.equal(
    sr.D(h + dt * sr.tanh(K @ h + b), h), sr.eye(n) + dt * sr.diag(1 - sr.tanh(K @ h + b) ** 2) @ K))
topic.false("antisymmetric", "the sign of the damping", lambda: sr.equal(
    sr.D(h + dt * sr.tanh(K @ h + b), h),
    sr.eye(n) + dt * sr.diag(1 - sr.tanh(K @ h + b) ** 2) @ (W - W.T + gamma * sr.eye(n))))
topic.true("two-layers", lambda: sr.equal(
    sr.D(s2, s), sr.diag(1 - s2**2) @ A @ sr.diag(1 - s1**2) @ B))
topic.false("two-layers", "the product of layers is reversed", lambda: sr.equal(
    sr.D(s2, s), sr.diag(1 - s1**2) @ B @ sr.diag(1 - s2**2) @ A))
topic.true("two-layers-joint", lambda: sr.equal(
    sr.D(sr.stack(s1, s2), s), sr.block([[sr.eye(n)], [sr.diag(1 - s2**2) @ A]]) @ sr.diag(1 - s1**2) @ B))
topic.false("two-layers-joint", "the upper layer reads the old lower state", lambda: sr.equal(
    sr.D(sr.stack(s1, s2), s), sr.block([[sr.diag(1 - s1**2) @ B], [sr.diag(1 - s2**2) @ A]])))
topic.true("highway", lambda: sr.equal(
    sr.D(T * sr.tanh(W @ h) + (1 - T) * h, h),
    sr.diag(T * (1 - sr.tanh(W @ h) ** 2)) @ W + sr.diag(1 - T)
    + sr.diag((sr.tanh(W @ h) - h) * T * (1 - T)) @ B))
topic.false("highway", "the gate's own derivative has the wrong sign", lambda: sr.equal(
    sr.D(T * sr.tanh(W @ h) + (1 - T) * h, h),
    sr.diag(T * (1 - sr.tanh(W @ h) ** 2)) @ W + sr.diag(1 - T)
    + sr.diag((h - sr.tanh(W @ h)) * T * (1 - T)) @ B))
topic.true("midpoint", lambda: sr.equal(
    sr.D(h + dt * (W @ (h + dt / 2 * (W @ h))), h), sr.eye(n) + dt * W + dt**2 / 2 * sr.matpow(W, 2)))
topic.false("midpoint", "the half of the second order is lost", lambda: sr.equal(
    sr.D(h + dt * (W @ (h + dt / 2 * (W @ h))), h), sr.eye(n) + dt * W + dt**2 * sr.matpow(W, 2)))
topic.true("leaky-at-rest", lambda: sr.equal(
    sr.D(step, h).at({h: sr.zeros(n)}), (1 - a) * sr.eye(n) + a * W))
topic.false("leaky-at-rest", "the leak multiplies the weights too", lambda: sr.equal(
    sr.D(step, h).at({h: sr.zeros(n)}), (1 - a) * (sr.eye(n) + a * W)))

"""Cells that people build themselves: norms in gates, peepholes, shared layers, own integrators, implicit steps."""

import symrnn as sr
from symrnn.trust.entry import Topic

topic = Topic("owncells")
n, m = sr.dims("n m")
h, c, b, g, u, v, y, z = sr.vectors("h c b g u v y z", n)
p_f, p_o = sr.vectors("p_f p_o", n)
x = sr.vector("x", m)
W, U, R, B, C, S, E = sr.matrices("W U R B C S E", n, n)
V, M = sr.matrices("V M", n, m)
dt, eps, gam = sr.scalars("dt eps gam")
sig, tanh, identity = sr.sigmoid, sr.tanh, sr.eye(n)

f = sig(U @ h + p_f * c)
memory = f * c + sig(R @ h) * tanh(W @ h)
o = sig(B @ h + p_o * memory)
peephole = sr.Cell("peephole", state={h: o * tanh(memory), c: memory})
kept = f + p_f * c * f * (1 - f)
mixed = tanh(C @ ((M @ x) * (B @ h)) + V @ x)
cayley = sr.inv(identity + (S - S.T)) @ (identity - (S - S.T))
force = tanh(W @ y + U @ z + b)
moved = z + dt * (force - gam * y - eps * z)
oscillator = sr.Cell("oscillator", state={y: y + dt * moved, z: moved})
guess = tanh(W @ g)
sweep = guess + sr.diag(1 - guess**2) @ W @ (y - g)
layer = sr.inv(identity - sr.diag(c) @ W)

topic.true("peephole", lambda: sr.equal(peephole.jacobian(h, c), sr.diag(
    (o * (1 - tanh(memory) ** 2) + p_o * o * (1 - o) * tanh(memory)) * kept)))
topic.false("peephole", "the output gate is taken as blind to the memory", lambda: sr.equal(
    peephole.jacobian(h, c), sr.diag(o * (1 - tanh(memory) ** 2) * kept)))
topic.true("multiplicative-weights", lambda: sr.equal(
    sr.pullback(mixed, M, g), sr.outer((B @ h) * (C.T @ (g * (1 - mixed**2))), x)))
topic.false("multiplicative-weights", "the other factor is forgotten", lambda: sr.equal(
    sr.pullback(mixed, M, g), sr.outer(C.T @ (g * (1 - mixed**2)), x)))
topic.true("cayley", lambda: sr.equal(
    sr.jvp(cayley, S, E), -sr.inv(identity + (S - S.T)) @ (E - E.T) @ (identity + cayley)))
topic.false("cayley", "the sign of the second summand", lambda: sr.equal(
    sr.jvp(cayley, S, E), -sr.inv(identity + (S - S.T)) @ (E - E.T) @ (cayley - identity)))
topic.true("oscillator", lambda: sr.equal(
    oscillator.jacobian(y, z), dt * ((1 - dt * eps) * identity + dt * sr.diag(1 - force**2) @ U)))
topic.false("oscillator", "the place is moved with the old velocity", lambda: sr.equal(
    oscillator.jacobian(y, z), dt * identity))
topic.true("parallel-sweep", lambda: sr.equal(
    sr.D(sweep, g), -2 * sr.diag(guess * (1 - guess**2) * (W @ (y - g))) @ W))
topic.false("parallel-sweep", "a Newton step has no first order", lambda: sr.equal(
    sr.D(sweep, g), sr.diag(1 - guess**2) @ W - 2 * sr.diag(guess * (1 - guess**2) * (W @ (y - g))) @ W))
topic.true("implicit-slope", lambda: sr.equal(sr.D(layer @ b, c), layer @ sr.diag(W @ layer @ b)))
topic.false("implicit-slope", "the state, not its drive", lambda: sr.equal(
    sr.D(layer @ b, c), layer @ sr.diag(layer @ b)))

"""Random terms over the leaves of `lowering_cases`: scalars, columns, rows and square matrices that nest freely."""

from __future__ import annotations

import random
from fractions import Fraction

from lowering_cases import A, R, S, U, W, b, c, dt, h, n, one, q, u

import symrnn.algebra.language.words as w
from symrnn.algebra.functions import TABLE
from symrnn.algebra.terms import Term, number

FUNCTIONS = [TABLE[name] for name in ("tanh", "sigmoid", "exp", "relu", "silu", "gelu", "erf", "cos", "softplus", "elu",
                                      "abs", "sin", "cosh", "step")]


class Draw:
    """Draws one term per seed."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)

    def any(self) -> Term:
        """A term of any kind, at most five levels deep."""
        return self.rng.choice([self.scalar, self.column, self.row, self.matrix])(self.rng.randint(1, 5))

    def derivative(self) -> Term:
        """A Jacobian or a gradient of a random column with respect to h or W."""
        y = self.column(self.rng.randint(1, 4))
        return self.rng.choice([lambda: w.D(y, h), lambda: w.D(w.sum_(y), h), lambda: w.pullback(y, W, c)])()

    def one_of(self, *makers):
        """The value of one of several functions."""
        return self.rng.choice(makers)()

    def function(self, of, d):
        return self.rng.choice(FUNCTIONS)(of(d - 1))

    def scalar(self, d):
        if d == 0:
            return self.rng.choice([dt, q, one, w.dot(h, b), number(Fraction(self.rng.randint(-6, 6),
                                                                             self.rng.choice([1, 2, 3, 5])))])
        s, v, m = (lambda: self.scalar(d - 1)), (lambda: self.column(d - 1)), (lambda: self.matrix(d - 1))
        return self.one_of(
            lambda: s() + s(), lambda: s() - s(), lambda: s() * s(), lambda: 1 - s(), lambda: s() ** 2,
            lambda: self.function(self.scalar, d), lambda: w.dot(v(), v()), lambda: w.sum_(m()), lambda: v().T @ v(),
            lambda: w.tr(m()), lambda: w.entry(v(), 1), lambda: w.norm_f(m()), lambda: w.mean(v()))

    def column(self, d):
        if d == 0:
            return self.rng.choice([h, b, c, u, h, b, w.ones(n), w.zeros(n)])
        s, v, m = (lambda: self.scalar(d - 1)), (lambda: self.column(d - 1)), (lambda: self.matrix(d - 1))
        return self.one_of(
            lambda: v() + v(), lambda: v() - s(), lambda: v() * v(), lambda: s() * v(), lambda: 1 - v(),
            lambda: v() ** 2, lambda: v() / (1 + v() ** 2), lambda: self.function(self.column, d),
            lambda: self.function(self.column, d), lambda: m() @ v(), lambda: m() @ v(),
            lambda: w.diagof(m()), lambda: w.softmax(v()),
            lambda: self.row(d - 1).T, lambda: w.named("g", v()), lambda: v() @ one)

    def row(self, d):
        if d == 0:
            return self.rng.choice([R, h.T, b.T])
        return self.one_of(
            lambda: self.column(d - 1).T, lambda: self.row(d - 1) @ self.matrix(d - 1),
            lambda: self.row(d - 1) + self.row(d - 1), lambda: self.scalar(d - 1) * self.row(d - 1),
            lambda: self.function(self.row, d))

    def matrix(self, d):
        if d == 0:
            return self.rng.choice([W, U, A, S, W, U, w.eye(n), w.ones(n, n), w.zeros(n, n), w.diag(h)])
        s, v, m = (lambda: self.scalar(d - 1)), (lambda: self.column(d - 1)), (lambda: self.matrix(d - 1))

        def twice():
            a = m()
            return a @ a + a

        return self.one_of(
            lambda: m() @ m(), lambda: m() @ m(), lambda: m() + m(), lambda: m() - m(), lambda: w.diag(v()),
            lambda: w.diag(v()) @ m(), lambda: s() * m(), lambda: m().T, lambda: w.outer(v(), v()),
            lambda: v() @ self.row(d - 1), lambda: m() * m(), lambda: self.function(self.matrix, d), lambda: m() + s(),
            lambda: -m(), lambda: w.named("M", m()), twice, lambda: m() / (2 + s() ** 2))

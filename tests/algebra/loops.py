"""A loop evaluator of normal forms, and a generator of random terms: what the kernel is compared with."""

import random
from fractions import Fraction
from itertools import product

import mpmath

import symrnn as sr
from symrnn.algebra.language.serialise import node
from symrnn.algebra.language.sizes import Size
from symrnn.algebra.language.substitute import leaves
from symrnn.algebra.normalform.atoms import thaw
from symrnn.algebra.normalform.axes import axis, indices
from symrnn.oracles.mp_forward import Forward
from symrnn.oracles.mp_values import FUNCTIONS, PLAIN

MP = mpmath.MPContext()
MP.dps = 70
CLOSE = MP.mpf(10) ** -50


class Loops:
    """Values of a normal form at one point, by going through all values of all indices."""

    def __init__(self, sizes, arrays):
        self.sizes, self.arrays = sizes, arrays

    def extent(self, size):
        return Size(dict(size)).value(self.sizes)

    def place(self, i, where):
        if i[0] == "L":
            return self.extent(i[1])
        if i[0] == "P":
            return sum(self.extent(s) for s in i[1][: i[2]]) + self.place(i[3], where)
        if i[0] == "K":
            return self.place(i[1], where) * self.extent(i[3][1]) + self.place(i[2], where)
        return where[i]

    def poly(self, poly, where):
        total = MP.mpf(0)
        for (bounds, atoms), c in poly.items():
            for values in product(*(range(self.extent(b[-1])) for b in bounds)):
                here = {**where, **dict(zip(bounds, values, strict=True))}
                term = MP.mpf(c.numerator) / c.denominator
                for atom, e in atoms:
                    term *= power(self.atom(atom, here), e)
                total += term
        return total

    def atom(self, a, where):
        tag = a[0]
        if tag == "e":
            value = self.arrays[a[1]]
            return value[self.place(a[2], where)][self.place(a[3], where)] if len(a) > 2 else value
        if tag == "z":
            return MP.mpf(self.sizes[a[1]])
        if tag == "c":
            return {"pi": MP.pi, "i": MP.mpc(0, 1)}[a[1]] * 1
        if tag == "d":
            return MP.mpf(self.place(a[1], where) == self.place(a[2], where))
        if tag == "f":
            return FUNCTIONS[a[1]](MP, self.poly(thaw(a[2]), where))
        if tag == "b":
            return self.poly(thaw(a[1]), where)
        if tag == "w":
            return MP.power(self.poly(thaw(a[1]), where), self.poly(thaw(a[2]), where))
        if tag == "o":
            return PLAIN[a[1]](MP, *(self.matrix(part, where) for part in a[2:]))
        assert tag == "m"
        args = sorted({dict(atoms) and next(x[2] for x, _ in atoms if x[:2] == ("c", "arg")) for (_, atoms), _ in a[2]})
        parts = [self.matrix(without(a[2], ("c", "arg", k)), where) for k in args]
        return PLAIN[a[1]](MP, *parts)[self.place(a[3], where)][self.place(a[4], where)]

    def matrix(self, frozen, where):
        """A matrix kept as data: its shape, and its entries at two marked indices."""
        (rows, columns), = [x[2:] for (_, atoms), _ in frozen for x, _ in atoms if x[:2] == ("c", "shape")]
        body = without(frozen, ("c", "part", 0, 0))
        out = []
        for i in range(self.extent(rows)):
            out.append([])
            for j in range(self.extent(columns)):
                here = {**where, ("M", "R", rows): i, ("M", "C", columns): j}
                fixed = without(frozen, ("c", "part", i, j))
                plain = rows and Size(dict(rows)).constant is None
                out[-1].append(self.poly(dict(body if plain else fixed), here))
        return out


def power(x, e):
    return x ** int(e) if e.denominator == 1 else MP.power(x, MP.mpf(e.numerator) / e.denominator)


def without(frozen, mark):
    """The monomials with a marking atom, without it."""
    return tuple(((bounds, tuple(p for p in atoms if p[0] != mark)), c) for (bounds, atoms), c in frozen
                 if any(p[0] == mark for p in atoms))


# -- points and dense values -----------------------------------------------------------------------------------
def point(term, sizes, seed):
    """Random small rationals for the leaves of a term."""
    r = random.Random(seed)
    out = {}
    for x in sorted(leaves(term), key=lambda x: x.name):
        dims = [s.value(sizes) for s in x.shape]
        draw = lambda: str(Fraction(r.choice([-1, 1]) * r.randint(1, 40), r.randint(30, 60)))  # noqa: E731
        if x.args[2] and x.args[2][0][0] == "positive":
            draw = lambda: str(Fraction(r.randint(1, 60), 40))  # noqa: E731
        out[x.name] = [[draw() for _ in range(dims[1])] for _ in range(dims[0])] if dims else draw()
    return {"sizes": sizes, "leaves": out}


def dense(term, at):
    """The rows of a term by the forward evaluator of an oracle."""
    found = Forward({}, at, 60).value(node(term))
    return found if isinstance(found, list) else [[found]]


def loops(at):
    arrays = {k: Forward({}, at, 60).leaf(["sym", k]) for k in at["leaves"]}
    return Loops(at["sizes"], arrays)


def places(term):
    """The indices on both axes of a term."""
    shape = term.shape or (Size({(): 1}), Size({(): 1}))
    return ([indices(axis(term, 0), shape[0].terms, lambda s: ("F", "r", s)),
             indices(axis(term, 1), shape[1].terms, lambda s: ("F", "c", s))])


def assignments(evaluator, i):
    """All values of the free indices in an index."""
    if i[0] == "P":
        return assignments(evaluator, i[3])
    if i[0] == "K":
        return [{**a, **b} for a in assignments(evaluator, i[1]) for b in assignments(evaluator, i[2])]
    return [{i: k} for k in range(evaluator.extent(i[-1]))] if i[0] == "F" else [{}]


def entries(term, reader, at):
    """Pairs of values of every entry: by loops over the normal form, and densely."""
    evaluator, rows = loops(at), dense(term, at)
    for i in places(term)[0]:
        for j in places(term)[1]:
            poly = reader.entry(term, i, j)
            for a in assignments(evaluator, i):
                for b in assignments(evaluator, j):
                    where = {**a, **b}
                    yield evaluator.poly(poly, where), rows[evaluator.place(i, where)][evaluator.place(j, where)]


def close(x, y):
    return abs(x - y) <= CLOSE * (1 + abs(x) + abs(y))


# -- random terms ----------------------------------------------------------------------------------------------
n, m = sr.dims("n m")
A, B = sr.matrices("A B", n, n)
P = sr.matrix("P", n, m)
G = sr.matrix("G", 2, 2)
u, v = sr.vectors("u v", n)
w = sr.vector("w", m)
x, y = sr.scalars("x y")
p = sr.scalar("p", positive=True)
SMOOTH = (sr.tanh, sr.sigmoid, sr.softplus, sr.sin, sr.cos, sr.exp, sr.atan, sr.erf, sr.silu, sr.gelu)
ROUGH = (sr.relu, sr.abs, sr.sign, sr.step, sr.leaky_relu, sr.hardtanh, sr.elu, sr.softsign)


class Terms:
    """Random terms of given shapes over a few leaves; every head can come up."""

    def __init__(self, seed):
        self.r = random.Random(seed)

    def pick(self, *options):
        return self.r.choice(options)()

    def function(self, t):
        return self.r.choice(SMOOTH + ROUGH)(t)

    def scalar(self, d):
        if d <= 0:
            return self.r.choice([x, y, p, sr.rational(self.r.randint(-3, 3), self.r.randint(1, 3)), 1 + 0 * x + n])
        s, k = lambda: self.scalar(d - 1), self.r.choice([n, m])
        return self.pick(
            lambda: s() + s(), lambda: s() - s(), lambda: s() * s(), lambda: s() / (2 + s() ** 2), lambda: -s(),
            lambda: s() ** self.r.randint(0, 3), lambda: self.function(s()), lambda: p ** (s() / 3),
            lambda: (1 + s() ** 2) ** sr.rational(self.r.choice([-3, -1, 1, 3]), 2),
            lambda: sr.dot(self.column(n, d - 1), self.column(n, d - 1)), lambda: sr.sum(self.column(k, d - 1)),
            lambda: sr.mean(self.column(k, d - 1)), lambda: sr.tr(self.square(d - 1)),
            lambda: sr.sum(self.square(d - 1)), lambda: sr.norm(1 + self.column(n, d - 1) ** 2),
            lambda: sr.norm_f(sr.eye(n) + self.wide(d - 1) @ self.wide(0).T),
            lambda: sr.entry(self.column(n, d - 1), 0), lambda: sr.log(1 + s() ** 2), lambda: sr.sqrt(1 + s() ** 2),
            lambda: sr.det(G + s() * sr.eye(2)), lambda: sr.det(self.square(d - 1)),
            lambda: sr.dot(sr.stack(self.column(n, d - 1), w), sr.stack(self.column(n, 0), self.column(m, d - 1))))

    def column(self, k, d):
        if d <= 0:
            return self.r.choice([u, v, sr.ones(n)] if k == n else [w, sr.ones(m)])
        c, s = lambda: self.column(k, d - 1), lambda: self.scalar(d - 1)
        options = [
            lambda: c() + c(), lambda: c() - c(), lambda: c() * c(), lambda: c() / (1 + c() ** 2), lambda: -c(),
            lambda: s() * c(), lambda: c() + s(), lambda: c() ** 2, lambda: self.function(c()), lambda: sr.softmax(c()),
            lambda: sr.diag(c()) @ c(), lambda: c() * sr.unit(k, 0)]
        if k == n:
            options += [lambda: self.square(d - 1) @ self.column(n, d - 1),
                        lambda: self.wide(d - 1) @ self.column(m, d - 1), lambda: sr.diagof(self.square(d - 1)), lambda: sr.outer(c(), c()) @ c(),
                        lambda: sr.inv(3 * sr.eye(n) + A.T @ A) @ c()]
        else:
            options += [lambda: self.wide(d - 1).T @ self.column(n, d - 1)]
        return self.r.choice(options)()

    def square(self, d):
        if d <= 0:
            return self.r.choice([A, B, sr.eye(n), A.T])
        q = lambda: self.square(d - 1)  # noqa: E731
        return self.pick(
            lambda: q() + q(), lambda: q() - q(), lambda: q() * q(), lambda: q() @ q(), lambda: q().T,
            lambda: self.scalar(d - 1) * q(), lambda: sr.diag(self.column(n, d - 1)), lambda: sr.matpow(q(), 2),
            lambda: sr.outer(self.column(n, d - 1), self.column(n, d - 1)), lambda: self.wide(d - 1) @ self.wide(0).T,
            lambda: self.function(q()), lambda: sr.inv(4 * sr.eye(n) + A @ A.T))

    def wide(self, d):
        if d <= 0:
            return P
        return self.pick(
            lambda: self.square(d - 1) @ P, lambda: self.wide(d - 1) * P, lambda: self.function(P),
            lambda: sr.outer(self.column(n, d - 1), self.column(m, d - 1)), lambda: self.wide(d - 1) @ sr.diag(w))

    def divided(self, d):
        """Terms whose axes are divided: stacks, blocks, Kronecker products, vec."""
        a, b, c, e = (self.square(d) for _ in range(4))
        tall = sr.stack(self.column(n, d), self.column(m, d))
        return self.pick(
            lambda: tall, lambda: sr.block([[a, P], [P.T, sr.diag(w)]]) @ tall, lambda: sr.block([[a, b], [c, e]]),
            lambda: sr.block([[a, b], [c, e]]) @ sr.block([[e], [a]]), lambda: sr.kron(a, P),
            lambda: sr.vec(self.wide(d)), lambda: sr.kron(P.T, a) @ sr.vec(b),
            lambda: sr.kron(a, b) @ sr.kron(c, e), lambda: sr.outer(tall, self.column(n, d)),
            lambda: sr.kron(self.column(n, d), w), lambda: sr.diag(tall) @ sr.block([[a, P], [P.T, sr.diag(w)]]),
            lambda: sr.block([[a, b], [c, e]]).T, lambda: sr.kron(a, P).T, lambda: sr.tanh(tall) * tall)

    def any(self, d):
        return self.pick(lambda: self.scalar(d), lambda: self.column(n, d), lambda: self.column(m, d),
                         lambda: self.square(d), lambda: self.wide(d), lambda: self.divided(d - 1))

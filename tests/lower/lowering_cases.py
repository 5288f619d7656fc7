"""One term for every operation that a target can be asked for, and one point at which all of them have a value."""

from __future__ import annotations

import random
from fractions import Fraction

import sympy

import symrnn.algebra.language.words as w
from symrnn.algebra.functions import TABLE
from symrnn.algebra.language.leaves import matrices, rational, scalar, scalars, sequence, vector, vectors
from symrnn.algebra.language.ownfunctions import function
from symrnn.algebra.language.sizes import dims, index
from symrnn.algebra.terms import Term, number

n, m = dims("n m")
k, t = index("k"), index("t")
h, b, c, u = vectors("h b c u", n)
x = vector("x", m)
W, U, A = matrices("W U A", n, n)
V = matrices("V", n, m)[0]
R = matrices("R", 1, n)[0]
S = matrices("S", n, n)[0]  # symmetric and positive definite at the point
B = matrices("B", n, n)[0]  # a contraction at the point
dt, q = scalars("dt q")
one = matrices("one", 1, 1)[0]
z = scalar("z", complex=True)
C = matrices("C", n, n, complex=True)[0]
hs, Ws, ds = sequence("hs", n), sequence("Ws", n, n), sequence("ds")
tanh, sigmoid, exp, log, sqrt = (TABLE[name] for name in ("tanh", "sigmoid", "exp", "log", "sqrt"))
_s = sympy.Symbol("s")
swish = function("swish", _s / (1 + sympy.exp(-2 * _s)))
bump = function("bump", sympy.exp(-(_s**2)) * (1 - sympy.tanh(_s)))
a = w.named("a", W @ h + V @ x + b)
g = w.named("g", sigmoid(U @ h + c))
r = w.named("r", sigmoid(w.dot(u, h) + dt))
p = w.softmax(W @ h)
SIZES = {"n": 3, "m": 2}
INDICES = {"t": 3}

ARITHMETIC: dict[str, Term] = {
    "num": number(Fraction(7, 10)), "num third": rational(1, 3), "pi": w.pi, "e": w.e + dt, "size": number(1) * n * h,
    "index": t * h, "add": h + b, "sub": h - b + 1, "mul": h * b, "div": h / (1 + b**2), "neg": -h, "pow": h**3,
    "pow half": (1 + h**2) ** rational(1, 2), "pow third": (1 + h**2) ** rational(1, 3), "pow -1": (2 + h**2) ** -1,
    "pow scalar": (1 + h**2) ** q, "matrix arithmetic": (W + 2) * U - W / (3 + U**2), "scalar power": 2**dt,
    "row": R - h.T, "row times matrix": R @ W @ U, "row column": R @ h, "1 x 1": one * h + one, "scalar": dt * q - one,
    "constants": sqrt(2 * w.pi) * h, "eye": w.eye(n), "ones": w.ones(n, m), "zeros": w.zeros(n, m),
    "ones column": w.ones(n) + h - 2 * w.ones(n) * dt, "unit": w.unit(n, 1) * dt, "unit index": w.unit(n, t - 1),
    "quotient of columns": h / (h.T @ h), "number of saturation": 1 - tanh(a) ** 2,
}
ALGEBRA: dict[str, Term] = {
    "matmul": W @ U, "matmul chain": W @ U @ A @ h, "T": W.T @ h, "T of product": (W @ U).T @ h, "diag": w.diag(h),
    "diagof": w.diagof(W @ U), "diagof pieces": w.diagof(w.diag(h) @ W + h @ b.T + dt * w.eye(n) + w.ones(n, n)),
    "outer": w.outer(h, x), "outer product": (dt * h) @ (q * x).T, "dot": w.dot(h, b), "inv": w.inv(S),
    "inv applied": w.inv(S) @ h, "inv product": W @ w.inv(S) @ U, "matpow": w.matpow(W, 3),
    "matpow -2": w.matpow(S, -2),
    "matpow 0": w.matpow(W, 0), "matpow index": w.matpow(W, t), "expm": w.expm(W), "kron": w.kron(W, V),
    "kron columns": w.kron(h, x), "vec": w.vec(V), "stack": w.stack(h, x, h * b),
    "block": w.block([[W, V, h], [R, x.T, dt * one]]), "block row": w.block([[h.T, x.T]]),
    "block column": w.block([[h], [x]]),
    "entry": w.entry(h, 2), "entry matrix": w.entry(W @ U, 0, 2), "entry index": w.entry(h, t - 1), "softmax": p,
    "det": w.det(W), "tr": w.tr(W @ U), "rank": w.rank(W), "rho": w.rho(W), "count_nonzero": w.count_nonzero(W),
    "sum": w.sum_(W), "mean": w.mean(V), "max": w.max_(W), "min": w.min_(h), "norm": w.norm(h),
    "norm matrix": w.norm(V),
    "norm row": w.norm(R), "norm_f": w.norm_f(W), "norm_1": w.norm_1(W), "norm_1 column": w.norm_1(h),
    "norm_inf": w.norm_inf(V), "sigma_min": w.sigma_min(V), "eig_max": w.eig_max(S), "eig_min": w.eig_min(S),
    "norm of a scalar": w.norm(-dt), "inv of 1 x 1": w.inv(one) * dt, "lyap": w.stationary_covariance(B, S),
}
PIECES: dict[str, Term] = {
    "row scaling": w.diag(h) @ W, "column scaling": W @ w.diag(b), "two-sided": w.diag(h) @ W @ w.diag(b),
    "chain": w.diag(h) @ W @ w.diag(b) @ U @ w.diag(c), "leaky": (1 - r) * w.eye(n) + w.diag(h) @ W,
    "diagonal": w.diag(h) + w.diag(b) @ w.diag(c), "filled": (W + w.ones(n, n)) @ w.diag(h) + dt,
    "low rank": w.diag(h) + h @ b.T - b @ (W @ h).T, "low rank product": (w.diag(h) + h @ b.T) @ (w.diag(c) + c @ h.T),
    "dense times structured": W @ (w.diag(h) + w.diag(b) @ U), "structured twice": (w.eye(n) + W) @ (w.eye(n) - U),
    "outer hadamard": (h @ b.T) * W, "eye hadamard": w.eye(n) * W, "ones product": w.ones(n, n) @ W,
    "matrix vector": (w.diag(h) @ W + h @ b.T + dt * w.eye(n) + w.ones(n, n)) @ c,
    "transposed": (w.diag(h) @ W + h @ b.T).T, "shared": (W + w.diag(h) @ U) @ (W + w.diag(h) @ U) + W + w.diag(h) @ U,
    "same scaling": w.diag(h) @ W + w.diag(h) @ U, "same core": w.diag(h) @ W + w.diag(b) @ W,
    "negative": -w.diag(h) @ W - U, "cancelled": w.diag(h) @ W - w.diag(h) @ W, "zero product": w.zeros(n, n) @ W @ h,
    "softmax jacobian": w.diag(p) - p @ p.T, "softmax jacobian product": (w.diag(p) - w.outer(p, p)) @ W,
    "softmax jacobian left": W @ (w.diag(p) - w.outer(p, p)), "softmax jacobian column": (w.diag(p) - p @ p.T) @ h,
    "named matrix": w.named("M", W + U @ w.diag(h)) @ h + w.diagof(w.named("M", W + U @ w.diag(h))),
}
FAMILIES: dict[str, Term] = {
    "sequence": hs[t] - hs[t - 1], "product": w.product(Ws, k, 1, t), "empty product": w.product(Ws, k, t + 1, t),
    "product of pieces": w.product(w.diag(hs[k]) @ Ws[k - 1] @ W @ U, k, 1, t) @ h,
    "total": w.total(w.matpow(W, k) @ hs[k], k, 0, t), "scalar total": w.total(dt**k * ds[k], k, 0, t),
    "scalar product": w.product(ds, k, 1, t), "empty total": w.total(hs, k, t, t - 1),
    "nested": w.total(w.product(ds, k, 0, index("j")) * hs[index("j")], index("j"), 0, t),
    "iterate": w.iterate(tanh(W @ h + b), h, c, t), "iterated matrix": w.iterate(W @ A + U, A, W, t),
    "two sums": w.total(hs, k, 0, t) * w.total(hs[k] ** 2, k, 0, t),
}
FUNCTIONS: dict[str, Term] = {
    **{f"fn {name}": f(h if f.domain == "" else 2 + h) for name, f in TABLE.items()},
    **{f"diff {name}": f.diff(h if f.domain == "" else 2 + h) for name, f in TABLE.items()},
    "own function": swish(a), "own derivative": swish.prime()(a), "own gaussian": bump(h),
    "fn of a matrix": tanh(W @ U),
    "log sigmoid": log(sigmoid(h)), "log softmax": log(w.softmax(h)), "log sum exp": log(w.sum_(exp(W @ h))),
    "log(1 + exp)": log(1 + exp(h)), "log1p": log(1 + h**2), "expm1": exp(h) - 1, "cosm1": 1 - TABLE["cos"](h),
    "cosm1 +": 1 + TABLE["cos"](h), "1 + tanh": 3 + 3 * tanh(h), "erfc": b - b * TABLE["erf"](h),
    "sinh and cosh": 1 + TABLE["sinh"](h) ** 2, "cosh - 1": TABLE["cosh"](h) - 1, "sech": 1 / TABLE["cosh"](h) ** 3,
    "sigmoid square": 1 - sigmoid(h) ** 2, "logistic": exp(2 * h) / (1 + exp(2 * h)) ** 2,
    "sin square": 1 - TABLE["sin"](h) ** 2,
    "cos square": 1 - TABLE["cos"](h) ** 2, "cosh square": 1 - TABLE["cosh"](h) ** 2,
    "static": sigmoid(number(2)) * h + tanh(w.e),
    "log1p of a number": log(1 + dt**2), "abs": w.abs_(W),
}
COMPLEX: dict[str, Term] = {
    "i": w.i * h, "complex scalar": z * z + 1, "conj": w.conj(C), "re": w.re(C), "im": w.im(C @ h),
    "im of real": w.im(W),
    "complex abs": w.abs_(C @ h), "frequency response": w.frequency_response(B, h, h.T, dt),
    "complex exp": exp(w.i * dt),
    "complex inverse": w.inv(w.eye(n) + w.i * W), "complex norm": w.norm_f(C), "complex block": w.block([[W, C]]),
    "complex pieces": w.diag(h) @ C + w.eye(n), "static complex": exp(w.i * w.pi / 4) * h,
}
CALCULUS: dict[str, Term] = {
    "elman": w.D(tanh(a), h), "gate": w.D((1 - r) * h + r * tanh(a), h),
    "vector gate": w.D((1 - g) * h + g * tanh(a), h),
    "softmax D": w.D(p, h), "log softmax D": w.D(log(w.softmax(a)), h), "attention": w.D(V @ w.softmax(V.T @ h), h),
    "gradient": w.pullback(tanh(a), W, c), "jvp": w.jvp(tanh(a), W, U), "hessian": w.hessian(w.sum_(tanh(W @ h)), h),
    "scalar D": w.D(w.norm(h) ** 2, h), "D by scalar": w.D(dt * tanh(dt * h), dt),
    "stacked": w.D(w.stack(tanh(a), g * h), h),
    "silu D": w.D(TABLE["silu"](a), h), "gelu D": w.D(TABLE["gelu"](W @ h) * b, h), "elu D": w.D(TABLE["elu"](a), h),
    "own D": w.D(swish(a), h), "substituted": w.D(tanh(W @ h), h).at({h: b}),
}
CASES = {**ARITHMETIC, **ALGEBRA, **PIECES, **FAMILIES, **FUNCTIONS, **COMPLEX, **CALCULUS}
UNSUPPORTED = {("arb", "rank")}


def draw(seed: int = 1) -> dict[str, object]:
    """Rational values of all leaves, as the serialised statements write them; sequences from index 0 to 4."""
    rng = random.Random(seed)

    def some() -> Fraction:
        return Fraction(rng.choice([-1, 1]) * rng.randint(1, 40), 32)

    def array(rows: int, columns: int) -> list[list[Fraction]]:
        return [[some() for _ in range(columns)] for _ in range(rows)]

    size, width = SIZES["n"], SIZES["m"]
    values: dict[str, object] = {name: array(size, 1) for name in "hbcu"} | {"x": array(width, 1)}
    values |= {name: array(size, size) for name in "WUA"} | {"V": array(size, width), "R": array(1, size)}
    root = array(size, size)
    values["S"] = [[sum(x * y for x, y in zip(p, q, strict=True)) + (p is q) for q in root] for p in root]
    values["B"] = [[entry / 8 for entry in row] for row in array(size, size)]
    values |= {"dt": Fraction(3, 10), "q": Fraction(5, 4), "one": [[Fraction(3, 2)]]}
    values["z"] = (Fraction(1, 2), Fraction(-3, 4))
    values["C"] = [[(some(), some()) for _ in range(size)] for _ in range(size)]
    values["hs"] = {i: array(size, 1) for i in range(5)}
    values["Ws"] = {i: array(size, size) for i in range(5)}
    values["ds"] = {i: some() for i in range(5)}
    return values

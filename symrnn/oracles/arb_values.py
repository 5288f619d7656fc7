"""Forward values in power series with ball coefficients, one row per head.

A scalar is a truncated power series in the displacement of a leaf (`flint.arb_series`), an array a list of rows. The
elementwise functions are series of their own definitions; where a kink cannot be decided there is no value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any

from flint import arb, arb_series

from symrnn.errors import NotSupportedError

Matrix = list[list[Any]]
REACH = 1 << 20  # binary digits before or after the point


class UnsettledError(ArithmeticError):
    """A value that these balls do not settle: a kink, a division by what may be zero, a divergence."""


def rational(x: Any) -> Fraction | None:
    """The middle of a finite ball, exactly; None beyond `REACH`, where python-flint would end the process."""
    number, shift = x.mid().man_exp()
    return Fraction(int(number)) * Fraction(2) ** int(shift) if abs(int(shift)) <= REACH else None


def series(value: Any) -> Any:
    """A constant as a power series."""
    return value if isinstance(value, arb_series) else arb_series([value])


def constant(x: Any) -> Any:
    """The value of a series where nothing is displaced."""
    return x[0]


def flat(value: Any) -> list[Any]:
    """All entries, row by row."""
    return [x for row in value for x in row] if isinstance(value, list) else [value]


def table(value: Any) -> Matrix:
    """An array as it is, a scalar as a 1 x 1 array."""
    return value if isinstance(value, list) else [[value]]


def size(value: Any) -> tuple[int, int]:
    """Rows and columns."""
    return len(table(value)), len(table(value)[0])


def apply(f: Callable[[Any], Any], value: Any) -> Any:
    """Apply f to every entry."""
    return [[f(x) for x in row] for row in value] if isinstance(value, list) else f(value)


def standing(entries: list[Any]) -> Matrix:
    """Entries as a column."""
    return [[x] for x in entries]


def entrywise(f: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """Make f work between equal shapes, and between a scalar (or 1 x 1) and anything."""
    def run(a: Any, b: Any) -> Any:
        if isinstance(a, list) and isinstance(b, list) and size(a) == size(b):
            return [list(map(f, r, s)) for r, s in zip(a, b, strict=True)]
        if size(b) == (1, 1):
            return apply(lambda x: f(x, flat(b)[0]), a)
        if size(a) == (1, 1):
            return apply(lambda y: f(flat(a)[0], y), b)
        raise NotSupportedError("an elementwise operation", got=f"{size(a)} and {size(b)}", expected="equal shapes",
                                advice="the serialised term is malformed")
    return run


def divide(a: Any, b: Any) -> Any:
    """Divide a by b, which is certainly not zero."""
    if constant(b).contains(0):
        raise UnsettledError("a division by what may be zero")
    return a / b


def add_up(values: Iterable[Any]) -> Any:
    """The sum of series."""
    return sum(values, arb_series([0]))


def turned(a: Any) -> Any:
    """The transpose."""
    return [list(column) for column in zip(*a, strict=True)] if isinstance(a, list) else a


def multiply(a: Any, b: Any) -> Matrix:
    """The matrix product."""
    if size(a)[1] != size(b)[0]:
        raise NotSupportedError("a matrix product", got=f"{size(a)} and {size(b)}", expected="equal inner sizes",
                                advice="the serialised term is malformed")
    columns = turned(table(b))
    return [[add_up(map(lambda x, y: x * y, row, column)) for column in columns] for row in table(a)]


def unity(n: int) -> Matrix:
    """The identity matrix."""
    return [[arb_series([int(i == j)]) for j in range(n)] for i in range(n)]


def eliminate(a: Matrix, right: Matrix) -> tuple[Matrix, Any]:
    """The solution of a X = right, and the determinant of a, by Gauss and Jordan with the surest pivots."""
    n, rows, det = len(a), [[*r, *s] for r, s in zip(a, right, strict=True)], arb_series([1])
    for k in range(n):
        best = max(range(k, n), key=lambda i: float(abs(constant(rows[i][k])).lower()))
        if constant(rows[best][k]).contains(0):
            raise UnsettledError("a matrix that may be singular")
        if best != k:
            rows[k], rows[best], det = rows[best], rows[k], -det
        det = det * rows[k][k]
        rows[k] = [x / rows[k][k] for x in rows[k]]
        for i in range(n):
            if i != k:
                rows[i] = [x - rows[i][k] * y for x, y in zip(rows[i], rows[k], strict=True)]
    return [row[n:] for row in rows], det


def inverse(a: Any) -> Matrix:
    """The inverse."""
    return eliminate(table(a), unity(len(table(a))))[0]


def kronecker(a: Any, b: Any) -> Matrix:
    """The Kronecker product."""
    return [[x * y for x in r for y in s] for r in table(a) for s in table(b)]


def lyapunov(a: Matrix, q: Matrix) -> Matrix:
    """The P of P = A P A^T + Q: (I - A kron A) applied to the rows of P one after the other."""
    n = len(a)
    system = entrywise(lambda x, y: x - y)(unity(n * n), kronecker(a, a))
    solved = flat(eliminate(system, [[x] for x in flat(q)])[0])
    return [solved[i:i + n] for i in range(0, n * n, n)]


def power(a: Any, p: Any) -> Any:
    """Raise a to the power p: by multiplication where p is an integer, else by logarithms."""
    exponent = constant(p)
    if exponent.is_integer() and all(c == 0 for c in p.coeffs()[1:]):
        whole = int(float(exponent))
        return a**whole if whole >= 0 else divide(arb_series([1]), a**-whole)
    if not constant(a) > 0:
        raise UnsettledError("a fractional power of what may not be positive")
    return (p * a.log()).exp()


def largest(values: list[Any]) -> Any:
    """The largest of several, where the balls say which."""
    for x in values:
        if all(y is x or constant(x) > constant(y) for y in values):
            return x
    raise UnsettledError("two values of which either may be the larger")


def softmax(v: Matrix) -> Matrix:
    """exp(v_i) over the sum of all."""
    powers = apply(lambda x: x.exp(), v)
    return apply(lambda x: x / add_up(flat(powers)), powers)


def root(x: Any) -> Any:
    """The square root of what is certainly positive."""
    if not constant(x) > 0:
        raise UnsettledError("a square root of what may not be positive")
    return x.sqrt()


def euclid(a: Any) -> Any:
    """The root of the sum of squares."""
    return root(add_up(x * x for x in flat(a)))


def spectral(a: Any) -> Any:
    """The Euclidean norm, where the matrix is a column or a row."""
    if 1 not in size(a):
        raise NotSupportedError("the oracle by power series", got="the spectral norm of a matrix",
                                expected="a column or a row", advice="another oracle covers it")
    return euclid(a)


def pieces(*branches: Callable[[Any], Any], cuts: tuple[int, ...] = (0,)) -> Callable[[Any], Any]:
    """A function in pieces: the branch on whose side of the cuts the argument certainly lies."""
    def run(x: Any) -> Any:
        here = constant(x)
        for cut in cuts:
            if not (here < cut or here > cut):
                raise UnsettledError("a kink")
        return branches[sum(bool(here > cut) for cut in cuts)](x)
    return run


def logistic(x: Any) -> Any:
    """1 / (1 + exp(-x))."""
    return 1 / (1 + (-x).exp())


def _logarithm(x: Any) -> Any:
    if not constant(x) > 0:
        raise UnsettledError("a logarithm of what may not be positive")
    return x.log()


def _same(x: Any) -> Any:
    return x


def _flat_at(value: int) -> Callable[[Any], Any]:
    return lambda _x: arb_series([value])


FUNCTIONS: dict[str, Callable[[Any], Any]] = {
    "tanh": lambda x: 2 * logistic(2 * x) - 1,
    "sigmoid": logistic,
    "relu": pieces(_flat_at(0), _same),
    "softplus": lambda x: (1 + x.exp()).log(),
    "exp": lambda x: x.exp(),
    "log": _logarithm,
    "sqrt": root,
    "sin": lambda x: x.sin(),
    "cos": lambda x: x.cos(),
    "sinh": lambda x: (x.exp() - (-x).exp()) / 2,
    "cosh": lambda x: (x.exp() + (-x).exp()) / 2,
    "atan": lambda x: x.atan(),
    "erf": lambda x: x.erf(),
    "abs": pieces(lambda x: -x, _same),
    "sign": pieces(_flat_at(-1), _flat_at(1)),
    "step": pieces(_flat_at(0), _flat_at(1)),
    "identity": _same,
    "silu": lambda x: x * logistic(x),
    "gelu": lambda x: x * (1 + (x / arb(2).sqrt()).erf()) / 2,
    "elu": pieces(lambda x: x.exp() - 1, _same),
    "softsign": pieces(lambda x: x / (1 - x), lambda x: x / (1 + x)),
    "hardtanh": pieces(_flat_at(-1), _same, _flat_at(1), cuts=(-1, 1)),
    "leaky_relu": pieces(lambda x: x / 100, _same),
}

# Heads whose arguments are all valued first.
PLAIN: dict[str, Callable[..., Any]] = {
    "add": entrywise(lambda x, y: x + y),
    "sub": entrywise(lambda x, y: x - y),
    "mul": entrywise(lambda x, y: x * y),
    "div": entrywise(divide),
    "neg": lambda a: apply(lambda x: -x, a),
    "pow": lambda a, p: apply(lambda x: power(x, flat(p)[0]), a),
    "matmul": multiply,
    "T": turned,
    "diag": lambda v: [[x if i == j else arb_series([0]) for j in range(len(v))] for i, x in enumerate(flat(v))],
    "diagof": lambda a: [[table(a)[i][i]] for i in range(len(table(a)))],
    "outer": lambda u, v: multiply(u, turned(table(v))),
    "dot": lambda u, v: add_up(x * y for x, y in zip(flat(u), flat(v), strict=True)),
    "inv": inverse,
    "kron": kronecker,
    "vec": lambda a: [[x] for x in flat(turned(table(a)))],
    "stack": lambda *parts: [row for part in parts for row in table(part)],
    "softmax": softmax,
    "det": lambda a: eliminate(table(a), unity(len(table(a))))[1],
    "tr": lambda a: add_up(table(a)[i][i] for i in range(len(table(a)))),
    "sum": lambda a: add_up(flat(a)),
    "mean": lambda a: add_up(flat(a)) / len(flat(a)),
    "max": lambda a: largest(flat(a)),
    "min": lambda a: -largest([-x for x in flat(a)]),
    "norm": spectral,
    "norm_f": euclid,
    "norm_1": lambda a: largest([add_up(map(FUNCTIONS["abs"], c)) for c in turned(table(a))]),
    "norm_inf": lambda a: largest([add_up(map(FUNCTIONS["abs"], r)) for r in table(a)]),
    "lyap": lyapunov,
}

"""Arrays (lists of rows of numbers) and the words of the language that need only the values of their arguments."""

from __future__ import annotations

import operator
from functools import partial, reduce
from typing import Any

from flint import acb, acb_mat, arb, arb_mat, fmpq, fmpq_mat

from symrnn.recheck.functions import (
    FREE, ONE, ZERO, Jet, Undefined, apply, ball, base, divide, finite, is_real, known, may_vanish, power, split)

Value = Any  # a number, or a list of rows; shapes that do not fit raise a ValueError

def shape(v: Value) -> tuple[int, ...]:
    """Rows and columns of an array, () of a scalar."""
    return (len(v), len(v[0]) if v else 0) if isinstance(v, list) else ()

def entries(v: Value) -> list[Any]:
    """All numbers of a value, row by row."""
    return [x for row in v for x in row] if isinstance(v, list) else [v]

def mat(v: Value) -> list[Any]:
    """A value as an array; a scalar is 1 x 1."""
    return v if isinstance(v, list) else [[v]]

def scalar(v: Value) -> Value:
    """The number of a scalar or 1 x 1 value."""
    (x,) = entries(v)
    return x

def each(f: Any, v: Value) -> Value:
    """The function f of every entry."""
    return [[f(x) for x in row] for row in v] if isinstance(v, list) else f(v)

def paired(f: Any, a: Value, b: Value) -> Value:
    """The function f between entries of equal shapes; a scalar or 1 x 1 combines with anything."""
    if shape(a) == shape(b):
        return [[f(x, y) for x, y in zip(*rs, strict=True)] for rs in zip(a, b, strict=True)] if shape(a) else f(a, b)
    return each(lambda y: f(scalar(a), y), b) if shape(a) in ((), (1, 1)) else each(lambda x: f(x, scalar(b)), a)

add, sub, mul = (partial(paired, f) for f in (operator.add, operator.sub, operator.mul))

def transpose(a: Value) -> Value:
    """Rows as columns."""
    return [list(col) for col in zip(*mat(a), strict=True)]

def inner(xs: Any, ys: Any) -> Any:
    """The sum of products."""
    return sum((x * y for x, y in zip(xs, ys, strict=True)), ZERO)

def matmul(a: Value, b: Value) -> Value:
    """Matrix product."""
    cols = transpose(b)
    return [[inner(row, col) for col in cols] for row in mat(a)]

def diag(v: Value) -> Value:
    """The diagonal matrix of a column."""
    return [[x if i == j else ZERO for j in range(len(mat(v)))] for i, (x,) in enumerate(mat(v))]

def eye(n: int) -> Value:
    """The identity matrix."""
    return diag([[ONE]] * n)

def flint_mat(a: Value) -> Any:
    """An array of numbers as a matrix of flint; None where it has jets."""
    types = {type(x) for x in entries(a)}
    return None if Jet in types else (fmpq_mat if types == {fmpq} else acb_mat if acb in types else arb_mat)(mat(a))

def diagonal(a: Value) -> list[Any]:
    """The diagonal of a square matrix."""
    return [row[i] for row, i in zip(mat(a), range(len(mat(a)[0])), strict=True)]

def faddeev(a: Value) -> tuple[Any, Value]:
    """Determinant and adjugate by the Faddeev-LeVerrier recursion, which divides by integers only."""
    n, m, c = len(mat(a)), eye(len(mat(a))), ONE
    for k in range(1, n + 1):
        before, am = m, matmul(a, m)
        c = sum((am[i][i] for i in range(n)), ZERO) * fmpq(-1, k)
        m = add(am, diag([[c]] * n))
    return c * (-1) ** n, each(lambda x: x * (-1) ** (n - 1), before)

def solve(a: Value, b: Value) -> Value:
    """The x with a x = b."""
    a, b, found = mat(a), mat(b), flint_mat([*mat(a), *transpose(b)])
    if found is None:
        d, adjugate = faddeev(a)
        return each(lambda x: divide(x, d), matmul(adjugate, b))
    try:
        return type(found)(a).solve(type(found)(b)).tolist()
    except ZeroDivisionError as error:
        raise Undefined("inverse of a matrix that may be singular") from error

def inv(a: Value) -> Value:
    """Inverse matrix."""
    return solve(a, eye(len(mat(a))))

def matpow(a: Value, k: int) -> Value:
    """Integer power of a square matrix, negative ones by its inverse."""
    return reduce(matmul, [mat(a) if k >= 0 else inv(a)] * abs(k), eye(len(mat(a))))

def expm(a: Value) -> Value:
    """Matrix exponential; of a jet by the block matrix whose corner is the derivative."""
    found, n = flint_mat(a), len(diagonal(a))
    if found is not None:
        exact = isinstance(found, fmpq_mat)
        return eye(n) if exact and not any(entries(a)) else (arb_mat(mat(a)) if exact else found).exp().tolist()
    tag, width = max((x.tag, len(x.parts)) for x in entries(a) if isinstance(x, Jet))
    value, zeros = each(lambda x: split(x, tag, width)[0], a), [[ZERO] * n] * n
    parts = [each(lambda x, d=d: split(x, tag, width)[1][d], a) for d in range(width)]
    corners = [[row[n:] for row in expm(block([[value, p], [zeros, value]]))[:n]] for p in parts]
    return [[Jet(tag, x, [c[i][j] for c in corners]) for j, x in enumerate(row)] for i, row in enumerate(expm(value))]

def block(rows: Any) -> Value:
    """Blocks beside and above each other."""
    out = [[x for part in parts for x in part] for row in rows for parts in zip(*map(mat, row), strict=True)]
    return transpose(transpose(out))  # refuses rows of different lengths

def kron(a: Value, b: Value) -> Value:
    """Kronecker product."""
    return [[x * y for x in r for y in s] for r in mat(a) for s in mat(b)]

def part(x: Any, of: str) -> Any:
    """Real or imaginary part, or the conjugate, of a number; of a jet where its directions are real."""
    if isinstance(x, Jet):
        known(not x.tag[1], "no derivative along a complex leaf")
        return Jet(x.tag, part(x.value, of), [part(p, of) for p in x.parts])
    if not isinstance(x, acb):
        return ZERO if of == "imag" else x
    return x.conjugate() if of == "conj" else getattr(x, of)

def root(x: Any) -> Any:
    """Square root of what is never negative."""
    return x.nonnegative_part().sqrt() if isinstance(x, arb) and not x >= 0 else apply("sqrt", x)

def euclid(a: Value) -> Any:
    """The root of the sum of the squares of the moduli."""
    parts = [part(x, of) for x in entries(a) for of in ("real", "imag")[: 2 - is_real(x)]]
    return root(inner(parts, parts))

def modulus(x: Any) -> Any:
    """Absolute value of a real or complex number."""
    return apply("abs", part(x, "real")) if is_real(x) else euclid(x)

def largest(xs: Any) -> Any:
    """The largest of real numbers; of jets, where it is certain which; one that is free to be it, in their order."""
    if FREE:
        return reduce(lambda a, b: a + apply("relu", b - a), sorted(xs, key=lambda x: float(ball(base(x)).mid())))
    best = xs[0]
    for x in xs[1:]:
        a, b = (ball(base(y)) for y in (best, x))
        known(is_real(x) and is_real(best) and acb not in (type(a), type(b)), "complex numbers have no order")
        if a > b or b > a or best is x:
            best = x if b > a else best
        elif isinstance(x, Jet) or isinstance(best, Jet):
            raise Undefined("an extreme of two numbers that may be equal has no derivative")
        elif not (isinstance(x, fmpq) and x == best):
            best = a.max(b)
    return best

def smallest(xs: Any) -> Any:
    """The smallest of real numbers."""
    return -largest([-x for x in xs])

def gram(a: Value) -> Value:
    """A A^H, or A^H A where that is smaller."""
    rows = mat(a) if len(mat(a)) <= len(mat(a)[0]) else transpose(a)
    return [[inner(r, [part(x, "conj") for x in s]) for s in rows] for r in rows]

def spectrum(a: Value) -> list[Any]:
    """Enclosures of all eigenvalues, or Undefined."""
    found = flint_mat(a)
    known(found is not None and all(map(finite, entries(a))), "eigenvalues of an array with derivatives, or not finite")
    if isinstance(found, fmpq_mat) and not FREE:  # exact roots of fine numbers would take a minute
        roots: Any = found.charpoly().complex_roots()
        return [acb(z) for z, k in roots for _ in range(k)]
    try:
        return list(acb_mat(mat(a)).eig(multiple=True))
    except ValueError as error:
        raise Undefined("the eigenvalues could not be enclosed") from error

def _symmetric(a: Value) -> list[Any]:
    known(all(may_vanish(base(x)) for x in entries(sub(a, transpose(a)))), "an extreme eigenvalue where none need be")
    return [z.real for z in spectrum(a)]

def eliminate(a: Value) -> tuple[int, list[Any]]:
    """Gauss with full pivoting where numbers are not exact: number of certain pivots and what is left after each."""
    a, left, exact = [list(r) for r in mat(a)], [], {type(x) for x in entries(a)} == {fmpq}
    while True:
        left.append(entries(a))
        usable = [(i, j) for i, r in enumerate(a) for j, x in enumerate(r) if finite(x) and not may_vanish(x)]
        if not usable:
            return len(left) - 1, left
        i, j = usable[0] if exact else max(usable, key=lambda p: (float(abs(ball(a[p[0]][p[1]])).lower()), -p[0], -p[1]))
        pivot, rows = a[i], [r for m, r in enumerate(a) if m != i]
        a = [[x - r[j] / pivot[j] * y for k, (x, y) in enumerate(zip(r, pivot, strict=True)) if k != j] for r in rows]

def rank_bounds(a: Value) -> tuple[int, int]:
    """Certain lower and upper bounds of the rank."""
    low, left = eliminate(each(base, a))
    return low, low if all(x == 0 for x in left[-1]) else min(shape(mat(a)))

def _certain(low: int, high: int) -> Any:
    known(low == high, "the number is not determined")
    return fmpq(low)

def _lyap(a: Value, q: Value) -> Value:
    n = len(mat(a))
    vec = entries(solve(sub(eye(n * n), kron(a, a)), [[x] for x in entries(transpose(q))]))
    return transpose([vec[j * n : j * n + n] for j in range(n)])

# heads whose arguments are all valued first
PLAIN: dict[str, Any] = {
    "add": add, "sub": sub, "mul": mul, "div": lambda a, b: paired(divide, a, b), "T": transpose, "diag": diag,
    "neg": lambda a: each(lambda x: -x, a), "pow": lambda a, p: each(lambda x: power(x, scalar(p)), a),
    "matmul": matmul, "diagof": lambda a: [[x] for x in diagonal(a)], "dot": lambda u, v: scalar(matmul(transpose(u), v)),
    "outer": lambda u, v: matmul(u, transpose(v)), "expm": expm, "kron": kron, "inv": inv, "lyap": _lyap,
    "det": lambda a: faddeev(a)[0] if (m := flint_mat(a)) is None else m.det(), "rank": lambda a: _certain(*rank_bounds(a)),
    "vec": lambda a: [[x] for x in entries(transpose(a))], "stack": lambda *parts: block([[p] for p in parts]),
    "softmax": lambda v: paired(divide, e := each(lambda x: apply("exp", x), v), sum(entries(e), ZERO)),
    "tr": lambda a: sum(diagonal(a), ZERO), "sum": lambda a: sum(entries(a), ZERO), "norm_f": euclid,
    "mean": lambda a: sum(entries(a), ZERO) * fmpq(1, len(entries(a))), "max": lambda a: largest(entries(a)),
    "min": lambda a: smallest(entries(a)), "norm_1": lambda a: PLAIN["norm_inf"](transpose(a)),
    "norm_inf": lambda a: largest([sum(map(modulus, row), ZERO) for row in mat(a)]),
    "count_nonzero": lambda a: _certain(sum(not may_vanish(base(x)) for x in entries(a)),
                                        len(entries(a)) - sum(base(x) == 0 for x in entries(a))),
    "norm": lambda a: euclid(a) if 1 in shape(mat(a)) else root(largest([z.real for z in spectrum(gram(a))])),
    "rho": lambda a: largest([apply("abs", z.real) if FREE and z.imag.contains(0) else abs(z) for z in spectrum(a)]),
    "sigma_min": lambda a: root(smallest([z.real for z in spectrum(gram(a))])),
    "eig_max": lambda a: largest(_symmetric(a)), "eig_min": lambda a: smallest(_symmetric(a)),
    "re": lambda a: each(lambda x: part(x, "real"), a), "im": lambda a: each(lambda x: part(x, "imag"), a),
}  # fmt: skip

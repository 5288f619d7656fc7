"""Arrays of numbers (lists of rows) and the words of the language that need only the values of their arguments."""

from __future__ import annotations

from typing import Any

from flint import acb, acb_mat, arb, arb_mat, fmpq, fmpq_mat

from symrnn.recheck import spectra
from symrnn.recheck.functions import (
    COMPLEX_TAGS,
    ONE,
    ZERO,
    Jet,
    Malformed,
    Undefined,
    Value,
    apply,
    ball,
    base,
    divide,
    is_real,
    may_vanish,
    power,
)


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
    if isinstance(v, list):
        if shape(v) != (1, 1):
            raise Malformed(f"a scalar was expected, not a {shape(v)} array")
        return v[0][0]
    return v


def each(f: Any, v: Value) -> Value:
    """The function f of every entry."""
    return [[f(x) for x in row] for row in v] if isinstance(v, list) else f(v)


def paired(f: Any, a: Value, b: Value) -> Value:
    """The function f between entries of equal shapes; a scalar or 1 x 1 combines with anything."""
    if shape(a) != shape(b):
        if shape(a) in ((), (1, 1)):
            return each(lambda y: f(scalar(a), y), b)
        if shape(b) in ((), (1, 1)):
            return each(lambda x: f(x, scalar(b)), a)
        raise Malformed(f"shapes {shape(a)} and {shape(b)} differ")
    if not isinstance(a, list):
        return f(a, b)
    return [[f(x, y) for x, y in zip(r, s, strict=True)] for r, s in zip(a, b, strict=True)]


def add(a: Value, b: Value) -> Value:
    """Sum, elementwise."""
    return paired(lambda x, y: x + y, a, b)


def sub(a: Value, b: Value) -> Value:
    """Difference, elementwise."""
    return paired(lambda x, y: x - y, a, b)


def mul(a: Value, b: Value) -> Value:
    """Product, elementwise."""
    return paired(lambda x, y: x * y, a, b)


def transpose(a: Value) -> Value:
    """Rows as columns."""
    return [list(col) for col in zip(*mat(a), strict=True)]


def matmul(a: Value, b: Value) -> Value:
    """Matrix product."""
    a, b = mat(a), mat(b)
    if shape(a)[1] != shape(b)[0]:
        raise Malformed(f"matrix product of {shape(a)} and {shape(b)}")
    cols = transpose(b)
    return [[sum((x * y for x, y in zip(row, col, strict=True)), ZERO) for col in cols] for row in a]


def eye(n: int) -> Value:
    """The identity matrix."""
    return [[ONE if i == j else ZERO for j in range(n)] for i in range(n)]


def square(a: Value) -> Value:
    """A value as a square array."""
    a = mat(a)
    if shape(a)[0] != shape(a)[1]:
        raise Malformed(f"a square matrix was expected, not {shape(a)}")
    return a


def kind(a: Value) -> Value:
    """The flint matrix class that holds all the numbers, or None for jets."""
    xs = entries(a)
    if any(isinstance(x, Jet) for x in xs):
        return None
    if all(isinstance(x, fmpq) for x in xs):
        return fmpq_mat
    return acb_mat if any(isinstance(x, acb) for x in xs) else arb_mat


def det(a: Value) -> Value:
    """Determinant; of jets by the Faddeev-LeVerrier recursion, which divides by integers only."""
    a, cls, n = square(a), kind(square(a)), len(square(a))
    if cls is not None:
        return cls(a).det()
    m, c = eye(n), ONE
    for k in range(1, n + 1):
        am = matmul(a, m)
        c = sum((am[i][i] for i in range(n)), ZERO) * fmpq(-1, k)
        m = add(am, diag([[c]] * n))
    return c * (-1) ** n


def _layers(*arrays: Value) -> Value:
    """Jets of the newest tag apart: the tag, the values, and for each direction the derivatives."""
    tag, width = max((x.tag, len(x.parts)) for a in arrays for x in entries(a) if isinstance(x, Jet))
    values = [each(lambda x: split(x, tag, width)[0], a) for a in arrays]
    return tag, values, [[each(lambda x, d=d: split(x, tag, width)[1][d], a) for a in arrays] for d in range(width)]


def _joined(tag: int, value: Value, parts: Value) -> Value:
    return [[Jet(tag, x, [p[i][j] for p in parts]) for j, x in enumerate(row)] for i, row in enumerate(value)]


def solve(a: Value, b: Value) -> Value:
    """The x with a x = b; of jets, dx is the solution for db - da x."""
    a, b, cls = square(a), mat(b), kind([*square(a), *transpose(mat(b))])
    if cls is None:
        tag, (a, b), parts = _layers(a, b)
        x = solve(a, b)
        return _joined(tag, x, [solve(a, sub(db, matmul(da, x))) for da, db in parts])
    try:
        return cls(a).solve(cls(b)).tolist()
    except ZeroDivisionError as error:
        raise Undefined("inverse of a matrix that may be singular") from error


def inv(a: Value) -> Value:
    """Inverse matrix."""
    return solve(a, eye(len(square(a))))


def matpow(a: Value, k: int) -> Value:
    """Integer power of a square matrix, negative ones by its inverse."""
    a, out = (square(a), eye(len(square(a)))) if k >= 0 else (inv(a), eye(len(square(a))))
    for _ in range(abs(k)):
        out = matmul(out, a)
    return out


def _expm(a: Value) -> Value:
    """Matrix exponential; of a jet by the block matrix whose corner is the derivative."""
    a, cls, n = square(a), kind(square(a)), len(square(a))
    if cls is not None:
        return eye(n) if all(x == 0 for x in entries(a)) else (acb_mat if cls is acb_mat else arb_mat)(a).exp().tolist()
    tag, (value,), parts = _layers(a)
    zeros = [[ZERO] * n for _ in range(n)]
    doubled = [_expm(stack(beside(value, part), beside(zeros, value))) for (part,) in parts]
    return _joined(tag, [row[:n] for row in doubled[0][:n]], [[row[n:] for row in d[:n]] for d in doubled])


def kron(a: Value, b: Value) -> Value:
    """Kronecker product."""
    return [[x * y for x in r for y in s] for r in mat(a) for s in mat(b)]


def split(x: Any, tag: int, width: int) -> Value:
    """Value and partial derivatives of x with respect to the jet `tag`."""
    return (x.value, x.parts) if isinstance(x, Jet) and x.tag == tag else (x, [ZERO] * width)


def conj(x: Any) -> Value:
    """Complex conjugate of a number; of a jet where its directions are real."""
    if isinstance(x, Jet):
        if x.tag in COMPLEX_TAGS:
            raise Undefined("complex conjugation has no derivative")
        return Jet(x.tag, conj(x.value), [conj(p) for p in x.parts])
    return x.conjugate() if isinstance(x, acb) else x


def real_part(x: Any, of: Any = "real") -> Value:
    """Real or imaginary part of a number."""
    if isinstance(x, Jet):
        conj(x)
        return Jet(x.tag, real_part(x.value, of), [real_part(p, of) for p in x.parts])
    return getattr(x, of) if isinstance(x, acb) else (x if of == "real" else ZERO)


def squared(x: Any) -> Value:
    """The square of the modulus."""
    if isinstance(base(x), (fmpq, arb)):
        return x * x
    re, im = real_part(x), real_part(x, "imag")
    return re * re + im * im


def root(x: Any) -> Value:
    """Square root of what is never negative."""
    if isinstance(x, arb) and not x >= 0:
        return x.nonnegative_part().sqrt()
    return apply("sqrt", 0, x)


def modulus(x: Any) -> Value:
    """Absolute value of a real or complex number."""
    return apply("abs", 0, x) if isinstance(base(x), (fmpq, arb)) else root(squared(x))


def _euclid(a: Value) -> Value:
    return root(sum(map(squared, entries(a)), ZERO))


def _extreme(xs: Any, word: str) -> Value:
    best = xs[0]
    for x in xs[1:]:
        for y in (best, x):
            if not is_real(base(y)):
                raise Undefined("complex numbers have no order")
        if not isinstance(x, Jet) and not isinstance(best, Jet):
            exact = isinstance(x, fmpq) and isinstance(best, fmpq)
            best = ((max if word == "max" else min)(best, x)) if exact else getattr(ball(best), word)(ball(x))
            continue
        above, below = ball(base(x)) > base(best), ball(base(x)) < base(best)
        if not above and not below:
            raise Undefined(f"{word} of two numbers that may be equal has no derivative")
        best = x if above == (word == "max") else best
    return best


def _norm_1(a: Value) -> Value:
    return _extreme([sum(map(modulus, col), ZERO) for col in zip(*mat(a), strict=True)], "max")


def _spectral(word: str) -> Value:
    """A word of the table of spectra, for matrices of numbers."""
    def run(a: Value) -> Value:
        a = mat(a)
        if word == "norm" and 1 in shape(a):
            return _euclid(a)
        if kind(a) is None:
            raise Undefined(f"{word} has no derivative here")
        return spectra.WORDS[word](a)
    return run


def _count_nonzero(a: Value) -> Value:
    xs = [base(x) for x in entries(a)]
    if any(may_vanish(x) and x != 0 for x in xs):
        raise Undefined("an entry that may or may not be zero")
    return fmpq(sum(1 for x in xs if x != 0))


def _rank(a: Value) -> Value:
    low, high = spectra.rank_bounds(each(base, mat(a)))
    if low != high:
        raise Undefined("the rank of these balls is not determined")
    return fmpq(low)


def _dot(u: Value, v: Value) -> Value:
    if shape(mat(u)) != shape(mat(v)) or shape(mat(u))[1] != 1:
        raise Malformed(f"dot of {shape(u)} and {shape(v)}")
    return sum((x * y for x, y in zip(entries(u), entries(v), strict=True)), ZERO)


def diag(v: Value) -> Value:
    """The diagonal matrix of a column."""
    xs = entries(v)
    if shape(mat(v))[1] != 1:
        raise Malformed(f"diag of {shape(v)}")
    return [[x if i == j else ZERO for j in range(len(xs))] for i, x in enumerate(xs)]


def _softmax(v: Value) -> Value:
    e = each(lambda x: apply("exp", 0, x), v)
    total = sum(entries(e), ZERO)
    return each(lambda x: divide(x, total), e)


def _lyap(a: Value, q: Value) -> Value:
    a, n = square(a), len(square(a))
    vec = solve(sub(eye(n * n), kron(a, a)), [[q[i][j]] for j in range(n) for i in range(n)])
    return [[vec[j * n + i][0] for j in range(n)] for i in range(n)]


def entry(a: Value, where: Any) -> Value:
    """The entry of a matrix or a column at an index, from 0."""
    where = list(where) if len(where) == 2 else [where[0], 0]
    if not all(0 <= i < n for i, n in zip(where, shape(mat(a)), strict=True)):
        raise Undefined(f"no entry {where} in an array of shape {shape(a)}")
    return mat(a)[where[0]][where[1]]


def stack(*parts: Any) -> Value:
    """Blocks of equal width on top of each other."""
    rows = [row for p in parts for row in mat(p)]
    if len({len(r) for r in rows}) != 1:
        raise Malformed("blocks of different widths on top of each other")
    return rows


def beside(*parts: Any) -> Value:
    """Blocks of equal height beside each other."""
    if len({len(mat(p)) for p in parts}) != 1:
        raise Malformed("blocks of different heights beside each other")
    return [[x for row in rows for x in row] for rows in zip(*map(mat, parts), strict=True)]


# heads whose arguments are all valued first
PLAIN: dict[str, Any] = {
    "add": add, "sub": sub, "mul": mul, "div": lambda a, b: paired(divide, a, b),
    "neg": lambda a: each(lambda x: -x, a),
    "pow": lambda a, p: each(lambda x: power(x, scalar(p)), a), "matmul": matmul, "T": transpose, "diag": diag,
    "diagof": lambda a: [[square(a)[i][i]] for i in range(len(mat(a)))], "outer": lambda u, v: matmul(u, transpose(v)),
    "dot": _dot, "inv": inv, "expm": _expm, "kron": kron, "vec": lambda a: [[x] for x in entries(transpose(a))],
    "stack": stack, "softmax": _softmax, "det": det, "rank": _rank, "lyap": lambda a, q: _lyap(a, mat(q)),
    "tr": lambda a: sum((square(a)[i][i] for i in range(len(mat(a)))), ZERO), "sum": lambda a: sum(entries(a), ZERO),
    "mean": lambda a: sum(entries(a), ZERO) * fmpq(1, len(entries(a))), "max": lambda a: _extreme(entries(a), "max"),
    "min": lambda a: _extreme(entries(a), "min"), "count_nonzero": _count_nonzero, "norm_f": _euclid, "norm_1": _norm_1,
    "norm_inf": lambda a: _norm_1(transpose(a)), **{w: _spectral(w) for w in spectra.WORDS},
    "conj": lambda a: each(conj, a), "re": lambda a: each(real_part, a),
    "im": lambda a: each(lambda x: real_part(x, "imag"), a),
}  # fmt: skip

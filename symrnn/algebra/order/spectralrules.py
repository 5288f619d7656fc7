"""More rules for norms, radii and eigenvalues: of sums, products that commute, differences, and between words by size."""

from __future__ import annotations

from collections.abc import Iterator

from symrnn.algebra.functions import TABLE
from symrnn.algebra.language.statements import Statement
from symrnn.algebra.order.normrules import ABS, SQRT, Rule, is_square, of, size
from symrnn.algebra.terms import ONE, Term, coerce, number

EXP = TABLE["exp"]

# |f(x) - f(y)| <= |x - y| for all x and y
GENTLE = frozenset({"tanh", "sin", "cos", "relu", "atan", "hardtanh", "softsign", "abs", "identity", "leaky_relu", "sigmoid",
                    "softplus", "elu"})

SIZED = {"norm_f": "frobenius by the spectral norm", "norm": "length by the largest modulus",
         "norm_1": "sum of moduli by the length"}

FACTOR, BY_RANK = "trace with a positive semidefinite factor", "frobenius by the rank"
BY_FROBENIUS = "trace by the frobenius norm"


def of_radius(t: Term) -> Iterator[Rule]:
    """The spectral radius: of sums and products that commute, of a Gram matrix, of a projection, below one."""
    whole = of("rho", t)
    if t.head in ("add", "sub", "matmul") and is_square(t) and t.args[0].shape == t.args[1].shape:
        a, b = t.args
        bound = of("rho", a) * of("rho", b) if t.head == "matmul" else of("rho", a) + of("rho", b)
        if t.head != "matmul" and (is_multiple(a) or is_multiple(b)):
            yield Rule("radius of a shift", "<=", whole, bound)
        if t.head == "add" and (is_multiple(a) or is_multiple(b)):
            yield Rule("radius of a shift", "=", whole, bound, (Statement("psd", (a,)), Statement("psd", (b,))))
        if t.head == "matmul" and a == b:
            yield Rule("radius of a square", "=", whole, of("rho", a) ** 2)
        for pair in ((a, b), (b, a)):
            yield Rule("radius of what commutes", "<=", whole, bound, (Statement("commute", pair),))
    if t.head == "matmul" and t.args[0].head == "T" and t.args[0].args[0] == t.args[1]:
        yield Rule("radius of a gram matrix", "=", whole, of("norm", t.args[1]) ** 2)
    if t.head == "matmul" and t.args[1].head == "T" and t.args[1].args[0] == t.args[0]:
        yield Rule("radius of a gram matrix", "=", whole, of("norm", t.args[0]) ** 2)
    if t.head == "kron" and is_square(t.args[0]) and is_square(t.args[1]):
        yield Rule("radius of a kronecker product", "=", whole, of("rho", t.args[0]) * of("rho", t.args[1]))
    if t.head == "expm":
        (a,) = t.args
        yield Rule("radius of an exponential", "=", whole, number(1), (Statement("skew", (a,)),))
        yield Rule("radius of an exponential", "=", whole, EXP(of("eig_max", a)), (Statement("symmetric", (a,)),))
    for a in diagonal_blocks(t):
        yield Rule("radius of a diagonal block", "<=", of("rho", a), whole)
        if len(set(diagonal_blocks(t))) == 1:
            yield Rule("radius of a diagonal block", "=", whole, of("rho", a))
    if is_square(t):
        yield Rule("radius of a projection", "<=", whole, number(1), (Statement("idempotent", (t,)),))
        diagonal = Term("diagof", (t,), (t.shape[0], ONE))
        yield Rule("radius of a triangular matrix", "=", whole, of("norm_inf", diagonal), (Statement("triangular", (t,)),))


def diagonal_blocks(t: Term) -> list[Term]:
    """The blocks on the diagonal of two by two square blocks with a zero corner; none where it has another form."""
    if t.head != "block" or len(t.args[0]) != 2 or len(t.args[0][0]) != 2:
        return []
    (a, b), (c, d) = t.args[0]
    return [a, d] if "zeros" in (b.head, c.head) and is_square(a) and is_square(d) else []


def is_multiple(a: Term) -> bool:
    """Whether a matrix is a multiple of the identity, which commutes with every matrix, by its form."""
    if a.head == "mul":
        return a.args[0].is_scalar and is_multiple(a.args[1])
    return a.head == "eye" or (a.head in ("neg", "T") and is_multiple(a.args[0]))


def stein(given: list[Statement]) -> Iterator[Rule]:
    """Where P and P - A P A^T are positive definite, the radius of A is less than 1; so is that of A^T."""
    definite = [c.args[0] for c in given if c.head == "pd"]
    for d in definite:
        form = d.args[1] if d.head == "sub" and d.args[0] in definite else None
        if form is not None and form.head == "matmul" and form.args[0].head == "matmul":
            (a, p), last = form.args[0].args, form.args[1]
            if p == d.args[0] and last == a.T:
                inner = a.args[0] if a.head == "T" else a
                yield Rule("stein inequality", "<", of("rho", inner), number(1))


def of_eigenvalues(t: Term) -> Iterator[Rule]:
    """Eigenvalues of symmetric matrices, and traces and determinants beside them; `t` is the scalar."""
    a = t.args[0]
    symmetric, psd = (Statement("symmetric", (a,)),), (Statement("psd", (a,)),)
    if t.head in ("eig_max", "eig_min") and a.head == "add" and a.args[0].shape == a.args[1].shape:
        total = of(t.head, a.args[0]) + of(t.head, a.args[1])
        needs = tuple(Statement("symmetric", (x,)) for x in a.args)
        if t.head == "eig_max":
            yield Rule("largest eigenvalue of a sum", "<=", t, total, needs)
        else:
            yield Rule("smallest eigenvalue of a sum", "<=", total, t, needs)
        for first, second in (("eig_max", "eig_min"), ("eig_min", "eig_max")):
            mixed = of(first, a.args[0]) + of(second, a.args[1])
            if t.head == "eig_max":
                yield Rule("largest eigenvalue of a sum from below", "<=", mixed, t, needs)
            else:
                yield Rule("smallest eigenvalue of a sum from above", "<=", t, mixed, needs)
    if t.head == "eig_min" and a.head == "matmul" and (a.args[0] == a.args[1].T or a.args[1] == a.args[0].T):
        yield Rule("eigenvalue of a gram matrix", "<=", number(0), t)
    if t.head == "eig_max":
        yield Rule("eigenvalue below the trace", "<=", t, of("tr", a), psd)
    if t.head == "tr" and is_square(a):
        yield Rule("trace below the largest eigenvalue", "<=", t, size(a.shape[0]) * of("eig_max", a), symmetric)
        yield Rule("trace above the smallest eigenvalue", "<=", size(a.shape[0]) * of("eig_min", a), t, symmetric)
    if t.head == "tr" and is_square(a):
        yield Rule("norm below the trace", "<=", of("norm", a), t, psd)
    if t.head == "det":
        yield Rule("positive semidefinite determinant", "<=", number(0), t, psd)


def of_trace(t: Term) -> Iterator[Rule]:
    """Traces of products; `t` is the trace."""
    a, whole = t.args[0], ABS(t)
    if t.head == "tr" and a.head == "matmul":
        x, y = a.args
        yield Rule("trace of a product", "<=", whole, of("norm_f", x) * of("norm_f", y))
        if x == y:
            yield Rule("trace of a square", "=", of("norm_f", x) ** 2, t, (Statement("symmetric", (x,)),))
        if x.head == "T" and x.args[0] == y:
            yield Rule("trace of a square", "=", of("norm_f", y) ** 2, t)
        elif y.head == "T" and y.args[0] == x:
            yield Rule("trace of a square", "=", of("norm_f", x) ** 2, t)
        if is_square(x):
            one, other = (Statement("psd", (x,)),), (Statement("psd", (y,)),)
            yield Rule(FACTOR, "<=", number(0), t, (*one, *other))
            yield Rule(FACTOR, "<=", whole, of("norm", x) * of("tr", y), other)
            yield Rule(FACTOR, "<=", whole, of("tr", x) * of("norm", y), one)


def of_eigenvalue_distance(t: Term) -> Iterator[Rule]:
    """The distance of the largest, or of the smallest, eigenvalues of two matrices; `t` is their difference."""
    if t.head == "sub" and all(x.head in ("eig_max", "eig_min") and x.head == t.args[0].head for x in t.args):
        a, b = (x.args[0] for x in t.args)
        if a.shape == b.shape:
            needs = (Statement("symmetric", (a,)), Statement("symmetric", (b,)))
            yield Rule("eigenvalues of near matrices", "<=", ABS(t), of("norm", a - b), needs)


def strictly_positive(given: list[Statement]) -> Iterator[Rule]:
    """What is positive because a matrix is positive definite, or an array is not zero."""
    for c in given:
        if c.head in ("pd", "nonzero") and c.args[0].shape:
            for word in ("eig_min", "eig_max", "tr", "det") if c.head == "pd" else ("norm", "norm_f", "norm_1", "norm_inf"):
                yield Rule("definite or not zero", "<", number(0), of(word, c.args[0]), (c,))
            if c.head == "nonzero":
                yield Rule("definite or not zero", "<", number(0), of("tr", c.args[0].T @ c.args[0]), (c,))


def by_size(n: str, t: Term) -> Iterator[Rule]:
    """A norm by a smaller one, times the root of a size."""
    whole = of(n, t)
    if n == "norm_f" and not t.is_column:
        yield Rule(BY_RANK, "<=", whole, SQRT(of("rank", t)) * of("norm", t))
        for k in t.shape:
            yield Rule(SIZED[n], "<=", whole, SQRT(size(k)) * of("norm", t))
    if n in ("norm", "norm_1") and t.shape:
        smaller = of("norm_inf" if n == "norm" else "norm", t)
        yield Rule(SIZED[n], "<=", whole, SQRT(size(t.shape[0])) * smaller)


def of_differences(n: str, t: Term) -> Iterator[Rule]:
    """Differences of values of one function, and of products with a common factor."""
    if t.head != "sub" or t.args[0].shape != t.args[1].shape:
        return
    a, b = t.args
    whole = of(n, t)
    if a.head == b.head == "fn" and a.args[0] == b.args[0] and t.is_column and a.args[1].shape == b.args[1].shape:
        f, inside = a.args[0], of(n, a.args[1] - b.args[1])
        if f.word in GENTLE:
            yield Rule("values of a contraction", "<=", whole, inside)
        elif f.is_own and f.lipschitz is not None:
            yield Rule("values of a Lipschitz function", "<=", whole, coerce(f.lipschitz) * inside)
    if a.head == b.head == "matmul" and a.args[0] == b.args[0]:
        yield Rule("common factor", "=", whole, of(n, a.args[0] @ (a.args[1] - b.args[1])))
    if a.head == b.head == "matmul" and a.args[1] == b.args[1]:
        yield Rule("common factor", "=", whole, of(n, (a.args[0] - b.args[0]) @ a.args[1]))
    if a.head == b.head == "add" and a.args[1] == b.args[1] and a.args[0].shape == b.args[0].shape == t.shape:
        yield Rule("common summand", "=", whole, of(n, a.args[0] - b.args[0]))


def of_inverse(n: str, t: Term) -> Iterator[Rule]:
    """The norm of an inverse from below."""
    if n == "norm" and t.head == "inv":
        yield Rule("inverse from below", "<=", 1 / of("norm", t.args[0]), of(n, t))


def of_least_stretch(a: Term) -> Iterator[Rule]:
    """The least stretch of a matrix from above."""
    whole = of("sigma_min", a)
    if is_square(a):
        yield Rule("least stretch below the radius", "<=", whole, of("rho", a))
    yield Rule("least stretch below the norm", "<=", whole, of("norm", a))
    if a.head == "matmul" and is_square(a.args[0]) and is_square(a.args[1]):
        for one, other in (("sigma_min", "norm"), ("norm", "sigma_min")):
            bound = of(one, a.args[0]) * of(other, a.args[1])
            yield Rule("least stretch of a product from above", "<=", whole, bound)


def of_square(t: Term) -> Iterator[Rule]:
    """Squares of norms: the spectral one by the two other induced ones, and the rules `by_size` without roots."""
    base, k = t.args
    if k != number(2):
        return
    if base.head == "tr":
        yield Rule(BY_FROBENIUS, "<=", t, size(base.args[0].shape[0]) * of("norm_f", base.args[0]) ** 2)
    a = base.args[0] if base.head in ("norm", "norm_f", "norm_1") else base
    if base.head == "norm":
        yield Rule("geometric mean of norms", "<=", t, of("norm_1", a) * of("norm_inf", a))
    if base.head == "norm_f" and not a.is_column:
        yield Rule(BY_RANK, "<=", t, of("rank", a) * of("norm", a) ** 2)
    smaller = {"norm_f": "norm", "norm": "norm_inf", "norm_1": "norm"}.get(base.head, "")
    if smaller and not (a.is_column and base.head == "norm_f"):
        for rows in a.shape if base.head == "norm_f" else a.shape[:1]:
            yield Rule(SIZED[base.head], "<=", t, size(rows) * of(smaller, a) ** 2)

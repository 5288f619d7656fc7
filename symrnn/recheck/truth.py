"""Three-valued truth of conditions at a point: True and False only where certain, None otherwise."""

from __future__ import annotations

from typing import Any

from flint import acb, arb, arb_mat, fmpq, fmpq_mat, fmpq_poly

from symrnn.recheck.functions import FREE, Malformed, Node, Undefined, ball, finite, is_real, known, may_vanish, precision
from symrnn.recheck.matrices import (
    PLAIN, add, diagonal, each, eliminate, entries, eye, flint_mat, gram, kron, mat, matmul, matpow, paired, part,
    rank_bounds, scalar, sub, transpose)
from symrnn.recheck.values import Env, evaluate, freeze

Truth = bool | None

def both(xs: Any) -> Truth:
    """Kleene conjunction."""
    xs = list(xs)
    return False if False in xs else None if None in xs else True

def negate(x: Truth) -> Truth:
    """Kleene negation."""
    return None if x is None else not x

def either(xs: Any) -> Truth:
    """Kleene disjunction."""
    return negate(both(negate(x) for x in xs))

def zero(d: Any) -> Truth:
    """Whether d = 0."""
    return None if not finite(d) else False if not may_vanish(d) else True if d == 0 else None

def _sign(d: Any) -> Any:
    return ball(part(d, "real")) if is_real(d) and finite(d) else arb("nan")

def at_most_zero(d: Any) -> Truth:
    """Whether d <= 0."""
    return True if _sign(d) <= 0 else False if _sign(d) > 0 else None

def below_zero(d: Any) -> Truth:
    """Whether d < 0."""
    return True if _sign(d) < 0 else False if _sign(d) >= 0 else None

# comparison: the test of left - right, and whether the sides change places before
COMPARE: dict[str, Any] = {
    **dict.fromkeys(("eq", "equal", "fixed"), (zero, False)), **dict.fromkeys(("le", "at_most"), (at_most_zero, False)),
    **dict.fromkeys(("lt", "less"), (below_zero, False)), "ge": (at_most_zero, True), "gt": (below_zero, True),
}  # fmt: skip

def _adjoint(a: Any) -> Any:
    return each(lambda x: part(x, "conj"), transpose(a))

# predicates that are equations: what has to be zero
EQUATIONS: dict[str, Any] = {
    "symmetric": lambda a: sub(a, transpose(a)), "skew": lambda a: add(a, transpose(a)),
    "orthogonal": lambda a: sub(matmul(_adjoint(a), a), eye(len(diagonal(a)))),
    "normal": lambda a: sub(matmul(_adjoint(a), a), matmul(a, _adjoint(a))) if diagonal(a) else a,
    "diagonal": lambda a: [[diagonal(a)[0] * 0, *_triangle(a, True), *_triangle(a, False)]],
    "idempotent": lambda a: sub(matmul(a, a), a), "nilpotent": lambda a: matpow(a, len(diagonal(a))),
    "unit_norm": lambda v: sub(gram([entries(v)]), fmpq(1)), "commute": lambda a, b: sub(matmul(a, b), matmul(b, a)),
}  # fmt: skip

def _all_zero(a: Any) -> Truth:
    return both(map(zero, entries(a)))

def _minors(a: Any) -> Truth:
    return both(below_zero(-PLAIN["det"]([r[:k] for r in a[:k]])) for k in range(1, len(diagonal(a)) + 1))

def _psd(a: Any) -> Truth:
    """Certain by the signs of the characteristic polynomial, or by the leading minors."""
    if not all(is_real(x) for x in entries(a)):
        return None
    found = flint_mat(a)
    p = (found if isinstance(found, (fmpq_mat, arb_mat)) else arb_mat(each(_sign, a))).charpoly()
    signs = both(at_most_zero(-p[k] * (-1) ** (len(a) - k)) for k in range(len(a)))
    return True if signs is None and _minors(a) else signs

def _triangle(a: Any, below: bool) -> list[Any]:
    return [x for i, r in enumerate(a) for j, x in enumerate(r) if (i > j if below else i < j)]

def _sums(a: Any) -> Truth:
    """Whether all rows of a square matrix have the sum one."""
    return both(zero(sum(r, fmpq(-1))) for r, _ in zip(a, diagonal(a), strict=True))

def _rank(a: Any, r: Any, below: bool) -> Truth:
    (low, high), k = rank_bounds(a), scalar(r)
    known(isinstance(k, fmpq) and k.q == 1, "a rank is compared with an integer")
    return True if high <= k and (below or low == k) else False if low > k or (high < k and not below) else None

def _within(v: Any, lo: Any, hi: Any, test: Any) -> Truth:
    return both(test(d) for d in entries(sub(lo, v)) + entries(sub(v, hi)))

PREDICATES: dict[str, Any] = {
    "positive": lambda a: both(below_zero(-x) for x in entries(a)), "rank_is": lambda a, r: _rank(a, r, False),
    "nonneg": lambda a: both(at_most_zero(-x) for x in entries(a)), "rank_at_most": lambda a, r: _rank(a, r, True),
    "nonzero": lambda a: negate(_all_zero(a)), "nowhere_zero": lambda a: both(negate(zero(x)) for x in entries(a)),
    "invertible": lambda a: negate(zero(PLAIN["det"](a))), "stochastic": lambda a: both((PREDICATES["nonneg"](a), _sums(a))),
    "pd": lambda a: both((_all_zero(EQUATIONS["symmetric"](a)), _minors(a))),
    "psd": lambda a: both((_all_zero(EQUATIONS["symmetric"](a)), _psd(a))),
    "triangular": lambda a: either(both(map(zero, _triangle(a, below))) for below in (True, False) if diagonal(a)),
    "permutation": lambda a: both([*(either((zero(x), zero(x - 1))) for x in entries(a)), _sums(a), _sums(transpose(a))]),
    "between": lambda v, lo, hi: _within(v, lo, hi, at_most_zero),
    "strictly_between": lambda v, lo, hi: _within(v, lo, hi, below_zero),
}  # fmt: skip

CONNECTIVES: dict[str, Any] = {
    "all_of": lambda env, *cs: both(decide(c, env) for c in cs), "no": lambda env, c: negate(decide(c, env)),
    "any_of": lambda env, *cs: either(decide(c, env) for c in cs), "holds": lambda env, c: decide(c, env),
    "implies": lambda env, a, b: either((negate(decide(a, env)), decide(b, env))),
    "iff": lambda env, a, b: None if None in (p := (decide(a, env), decide(b, env))) else p[0] is p[1],
    "given": lambda env, cs, c: either((negate(both(decide(x, env) for x in cs)), decide(c, env))),
    "ne": lambda env, a, b: negate(decide(["eq", a, b], env)),
    **dict.fromkeys(("tends_to", "of_order", "induction", "expects"), lambda *_: None),
    "exists": lambda env, _, c: decide(c, env) or None,  # what is there exists
}  # fmt: skip

def differences(cond: Node, env: Env) -> Any:
    """What a comparison or an equation compares with zero: entries, and the test of each; None for other heads."""
    head, args = cond[0], cond[1:]
    if head not in COMPARE and head not in EQUATIONS:
        return None
    test, swap = COMPARE.get(head, (zero, False))
    values = [evaluate(x, env) for x in (args[::-1] if swap else args)]
    return entries(EQUATIONS[head](mat(values[0]), *values[1:]) if head in EQUATIONS else sub(*values)), test

# -- algebraic numbers: values of exact matrices, compared by polynomials that have them as roots ------------------------
def _even(p: Any) -> Any:
    return p(fmpq_poly([0, 0, 1]))

def _roots(p: Any) -> Any:
    """A companion matrix."""
    n = p.degree()
    return [[-p[i] / p[n] if j == n - 1 else fmpq(i == j + 1) for j in range(n)] for i in range(n)]

def _charpoly(a: Any) -> Any:
    return fmpq_mat(a).charpoly()

POLYNOMIALS: dict[str, Any] = {
    "norm": lambda a: _even(_charpoly(gram(a))), "sigma_min": lambda a: _even(_charpoly(gram(a))),
    "rho": lambda a: _even(_charpoly(kron(a, a))) if len(a) < 6 else None, "eig_max": _charpoly, "eig_min": _charpoly,
    "norm_f": lambda a: _even(_charpoly(gram([entries(a)]))),
}  # fmt: skip

def annihilator(node: Node, env: Env) -> Any:
    """A rational polynomial that has the value of a scalar term as a root, or None."""
    value, head, args = scalar(evaluate(node, env)), node[0], node[1:]
    if isinstance(value, fmpq):
        return fmpq_poly([-value, 1])
    if head in POLYNOMIALS:
        a = mat(evaluate(args[0], env))
        return POLYNOMIALS[head](a) if all(isinstance(x, fmpq) for x in entries(a)) else None
    if head == "named":
        return annihilator(args[1], env)
    if (head, args[0]) == ("fn", "sqrt") or (head, args[1:]) == ("pow", (("num", "1/2"),)):
        p = annihilator(args[1] if head == "fn" else args[0], env)
        return None if p is None else _even(p)
    if head == "pow" and args[1] == ("num", "2"):
        head, args = "mul", (args[0], args[0])
    ps: list[Any] = [annihilator(x, env) if head in ("add", "sub", "mul", "neg") else None for x in args]
    if None in ps or (len(ps) == 2 and ps[0].degree() * ps[1].degree() > 40):
        return None
    if head in ("sub", "neg"):
        ps[-1] = ps[-1](fmpq_poly([0, -1]))
    if len(ps) == 1:
        return ps[0]
    a, b = map(_roots, ps)  # the products, or the sums, of their roots are eigenvalues
    return _charpoly(kron(a, b) if head == "mul" else add(kron(a, eye(len(b))), kron(eye(len(a)), b)))

def _algebraic(test: Any, sides: Any, env: Env) -> Truth:
    """Decide between algebraic numbers from exact matrices, where the balls cannot."""
    ps = [annihilator(x, env) for x in sides]
    if None in ps or sum(p.degree() for p in ps) > 80:
        return None
    product = ps[0] * ps[1]
    product //= product.gcd(product.derivative())
    for bits in (128, 512, 2048):
        with precision(bits):
            x, y = (ball(scalar(evaluate(t, env))) for t in sides)
            roots = [z for z, _ in product.complex_roots()]
            near = [[i for i, z in enumerate(roots) if z.overlaps(acb(v))] for v in (x, y)]
            if x < y or x > y or (near[0] == near[1] and len(near[0]) == 1):
                return test(x - y if x < y or x > y else fmpq(0))
    return None

def decide(cond: Node, env: Env) -> Truth:
    """True or False where certain, None where not: balls that overlap, values that are undefined, open heads."""
    cond = freeze(cond)
    head, args = cond[0], cond[1:]
    if head in CONNECTIVES:
        return CONNECTIVES[head](env, *args)
    try:
        if head in PREDICATES:
            return PREDICATES[head](mat(evaluate(args[0], env)), *(evaluate(x, env) for x in args[1:]))
        found = differences(cond, env)
    except Undefined:
        return None
    if found is None:
        raise Malformed(f"unknown condition {head}")
    truth = both(map(found[1], found[0])) if found[0] else None  # of nothing compared, none
    if truth is None and head in COMPARE and len(found[0]) == 1 and not FREE:
        return _algebraic(found[1], args[::-1] if COMPARE[head][1] else args, env)
    return truth

def gap(cond: Node, env: Env) -> Any:
    """Upper bound of |left - right| of a comparison that allows equality (0 where it is certain), or None."""
    cond = freeze(cond)
    head, args = cond[0], cond[1:]
    if decide(cond, env) is True:
        return arb(0)
    try:
        if head in ("all_of", "holds"):
            parts = [gap(c, env) for c in args]
        elif head in ("given", "implies"):
            holds = both(decide(c, env) for c in (args[0] if head == "given" else args[:1]))
            parts = [gap(args[1], env) if holds else None]
        elif head in ("rank_is", "rank_at_most"):
            (low, left), k = eliminate(mat(evaluate(args[0], env))), int(scalar(evaluate(args[1], env)).p)
            parts = [ball(abs(x)) for x in left[min(k, low)]] if low == k or (low < k and head != "rank_is") else []
        else:
            found, strict = differences(cond, env), head in ("lt", "less", "gt")
            parts = [ball(abs(d)) for d in found[0]] if found and not strict else []
    except Undefined:
        return None
    if not parts or any(p is None or not p.is_finite() for p in parts):
        return None
    top = parts[0]
    for p in parts[1:]:
        top = top.max(p)
    return top.upper()

def terms(cond: Node) -> list[Node]:
    """All terms that a condition speaks of, what is given apart."""
    head, args = cond[0], cond[1:]
    if head in CONNECTIVES and head not in ("ne", "exists"):
        return [t for c in (args[1:] if head == "given" else args) if isinstance(c, tuple) for t in terms(c)]
    return list(args)

def exactly(cond: Node, env: Env) -> bool:
    """Whether only exact rationals were compared."""
    try:
        return all(isinstance(x, fmpq) for a in terms(freeze(cond)) for x in entries(evaluate(a, env)))
    except (Undefined, Malformed):
        return False

def failing(cond: Node, env: Env) -> Any:
    """Left and right of the entry where a comparison fails most, or the rank, of the first clause that fails; or None."""
    cond = freeze(cond)
    head, args = cond[0], cond[1:]
    if head in ("all_of", "holds"):
        return next((failing(c, env) for c in args if decide(c, env) is False), None)
    if head in ("given", "implies"):
        return failing(args[1], env)
    if head in ("rank_is", "rank_at_most"):
        low, high = rank_bounds(evaluate(args[0], env))
        return (fmpq(low), scalar(evaluate(args[1], env))) if low == high else None
    if head not in COMPARE or decide(cond, env) is not False:
        return None
    sides = entries(paired(lambda x, y: (x, y), *(evaluate(a, env) for a in args)))
    ds, test = differences(cond, env)
    worst = [side for side, d in zip(sides, ds, strict=True) if test(d) is False]
    return max(worst, key=lambda s: float(ball(abs(s[0] - s[1])).mid()), default=None)

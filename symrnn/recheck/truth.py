"""Three-valued truth of conditions at a point: True and False only where certain, None otherwise."""

from __future__ import annotations

from typing import Any

from flint import arb, arb_mat, fmpq, fmpq_mat, fmpq_poly

from symrnn.recheck import spectra
from symrnn.recheck.functions import Malformed, Node, Undefined, ball, finite, is_real, may_vanish
from symrnn.recheck.matrices import (
    add,
    conj,
    det,
    each,
    entries,
    eye,
    mat,
    matmul,
    matpow,
    paired,
    scalar,
    square,
    sub,
    transpose,  # fmt: skip
)
from symrnn.recheck.point import Env, freeze
from symrnn.recheck.values import evaluate


def both(xs: Any) -> bool | None:
    """Kleene conjunction."""
    xs = list(xs)
    return False if False in xs else None if None in xs else True


def negate(x: Any) -> bool | None:
    """Kleene negation."""
    return None if x is None else not x


def either(xs: Any) -> bool | None:
    """Kleene disjunction."""
    return negate(both(negate(x) for x in xs))


def zero(d: Any) -> bool | None:
    """Whether d = 0."""
    return None if not finite(d) else False if not may_vanish(d) else True if d == 0 else None


def _real(d: Any) -> Any:
    return ball(d if isinstance(d, (fmpq, arb)) else d.real) if is_real(d) and finite(d) else arb("nan")


def at_most_zero(d: Any) -> bool | None:
    """Whether d <= 0."""
    return True if _real(d) <= 0 else False if _real(d) > 0 else None


def below_zero(d: Any) -> bool | None:
    """Whether d < 0."""
    return True if _real(d) < 0 else False if _real(d) >= 0 else None


# comparison: test of left - right (or of right - left), and the same in terms of the sign of an exact comparison
COMPARE: dict[str, Any] = {
    **dict.fromkeys(("eq", "equal", "fixed"), (zero, False, lambda s: s == 0)),
    **dict.fromkeys(("le", "at_most"), (at_most_zero, False, lambda s: s <= 0)),
    **dict.fromkeys(("lt", "less"), (below_zero, False, lambda s: s < 0)),
    "ge": (at_most_zero, True, lambda s: s >= 0),
    "gt": (below_zero, True, lambda s: s > 0),
}


def _adjoint(a: Any) -> Any:
    return each(conj, transpose(a))


def _off(a: Any, keep: Any) -> Any:
    return [x for i, r in enumerate(square(a)) for j, x in enumerate(r) if not keep(i, j)]


def _ones(v: Any) -> Any:
    return sum((x * conj(x) for x in entries(v)), fmpq(-1))


# predicates that are equations: what has to be zero
EQUATIONS: dict[str, Any] = {
    "symmetric": lambda a: sub(square(a), transpose(a)),
    "skew": lambda a: add(square(a), transpose(a)),
    "orthogonal": lambda a: sub(matmul(_adjoint(a), square(a)), eye(len(mat(a)))),
    "normal": lambda a: sub(matmul(_adjoint(a), square(a)), matmul(a, _adjoint(a))),
    "diagonal": lambda a: [_off(a, lambda i, j: i == j)],
    "idempotent": lambda a: sub(matmul(square(a), a), a),
    "nilpotent": lambda a: matpow(a, len(square(a))),
    "unit_norm": _ones,
    "commute": lambda a, b: sub(matmul(a, b), matmul(b, a)),
}


def _symmetric(a: Any) -> bool | None:
    return both(map(zero, entries(EQUATIONS["symmetric"](a))))


def _minors(a: Any) -> bool | None:
    return both(below_zero(-det([r[:k] for r in a[:k]])) for k in range(1, len(a) + 1))


def _psd(a: Any) -> bool | None:
    """Certain by the signs of the characteristic polynomial, or by the leading minors."""
    if not all(is_real(x) for x in entries(a)):
        return None
    p: Any = (fmpq_mat if spectra.is_exact(a) else arb_mat)(a).charpoly()
    signs = both(at_most_zero(-p[k] * (-1) ** (len(a) - k)) for k in range(len(a)))
    return True if signs is None and _minors(a) else signs


def _permutation(a: Any) -> bool | None:
    lines = [*square(a), *transpose(a)]
    return both([*(either((zero(x), zero(x - 1))) for x in entries(a)), *(zero(sum(r, fmpq(-1))) for r in lines)])


PREDICATES: dict[str, Any] = {
    "positive": lambda a: both(below_zero(-x) for x in entries(a)),
    "nonneg": lambda a: both(at_most_zero(-x) for x in entries(a)),
    "nonzero": lambda a: negate(both(map(zero, entries(a)))),
    "nowhere_zero": lambda a: both(negate(zero(x)) for x in entries(a)),
    "invertible": lambda a: negate(zero(det(a))),
    "pd": lambda a: both((_symmetric(a), _minors(square(a)))),
    "psd": lambda a: both((_symmetric(a), _psd(square(a)))),
    "triangular": lambda a: either(both(map(zero, _off(a, keep))) for keep in (int.__le__, int.__ge__)),
    "permutation": _permutation,
    "stochastic": lambda a: both([PREDICATES["nonneg"](a), *(zero(sum(r, fmpq(-1))) for r in square(a))]),
    "between": lambda v, lo, hi: both(at_most_zero(d) for d in entries(sub(lo, v)) + entries(sub(v, hi))),
    "strictly_between": lambda v, lo, hi: both(below_zero(d) for d in entries(sub(lo, v)) + entries(sub(v, hi))),
    "rank_is": lambda a, r: _rank(a, r, False),
    "rank_at_most": lambda a, r: _rank(a, r, True),
}


def _whole(r: Any) -> int:
    number = scalar(r)
    if not isinstance(number, fmpq) or number.q != 1:
        raise Undefined("a rank is compared with an integer")
    return int(number.p)


def _rank(a: Any, r: Any, below: bool) -> bool | None:
    low, high = spectra.rank_bounds(mat(a))
    k = _whole(r)
    if high <= k and (below or low == k):
        return True
    return False if low > k or (high < k and not below) else None


def _exists(env: Env, leaves: Any, c: Any) -> bool | None:
    if env.witness is None:
        return None
    return decide(c, env.child({leaf[1]: env.witness[leaf[1]] for leaf in leaves})) or None


CONNECTIVES: dict[str, Any] = {
    "all_of": lambda env, *cs: both(decide(c, env) for c in cs),
    "any_of": lambda env, *cs: either(decide(c, env) for c in cs),
    "no": lambda env, c: negate(decide(c, env)),
    "implies": lambda env, a, b: either((negate(decide(a, env)), decide(b, env))),
    "iff": lambda env, a, b: None if None in (p := (decide(a, env), decide(b, env))) else p[0] is p[1],
    "holds": lambda env, c: decide(c, env),
    "given": lambda env, cs, c: either((negate(both(decide(x, env) for x in cs)), decide(c, env))),
    "ne": lambda env, a, b: negate(decide(["eq", a, b], env)),
    "exists": _exists,
    **dict.fromkeys(("tends_to", "of_order", "induction", "expects"), lambda *_: None),
}


DEGREE = 40  # of the polynomials of algebraic numbers that are compared exactly


def annihilator(node: Node, env: Env) -> Any:
    """A rational polynomial that has the value of a scalar term as a root, or None."""
    value, head, args = scalar(evaluate(node, env)), node[0], node[1:]
    if isinstance(value, fmpq):
        return fmpq_poly([-value, 1])
    if head == "named":
        return annihilator(args[1], env)
    if head in spectra.POLYNOMIALS or head == "norm_f":
        a = mat(evaluate(args[0], env))
        a = [entries(a)] if head == "norm_f" else a
        return spectra.POLYNOMIALS["norm" if head == "norm_f" else head](a) if spectra.is_exact(a) else None
    if head == "pow" or (head == "fn" and args[0] == "sqrt"):
        e = fmpq(1, 2) if head == "fn" else scalar(evaluate(args[1], env))
        p = annihilator(args[1] if head == "fn" else args[0], env)
        if p is None or e not in (fmpq(1, 2), fmpq(2)) or (e == 2 and p.degree() ** 2 > DEGREE):
            return None
        return spectra.even(p) if e == fmpq(1, 2) else spectra.product_poly(p, p)
    if head not in ("add", "sub", "mul", "neg"):
        return None
    ps = [annihilator(a, env) for a in args]
    if None in ps or (len(ps) == 2 and ps[0].degree() * ps[1].degree() > DEGREE):
        return None
    if head in ("sub", "neg"):
        ps[-1] = fmpq_poly([(-1) ** i * c for i, c in enumerate(ps[-1].coeffs())])
    return ps[0] if head == "neg" else (spectra.product_poly if head == "mul" else spectra.sum_poly)(*ps)


def _algebraic(verdict: Any, a: Any, b: Any, env: Env) -> bool | None:
    """Decide between algebraic numbers from exact matrices, where the balls cannot."""
    ps = [annihilator(x, env) for x in (a, b)]
    if None in ps or sum(p.degree() for p in ps) > 2 * DEGREE:
        return None
    s = spectra.order(ps[0], lambda: scalar(evaluate(a, env)), ps[1], lambda: scalar(evaluate(b, env)))
    return None if s is None else verdict(s)


def differences(cond: Node, env: Env) -> Any:
    """What a comparison or an equation compares with zero: entries, and the test of each; None for other heads."""
    head, args = cond[0], cond[1:]
    if head in COMPARE:
        test, swap, _ = COMPARE[head]
        left, right = (evaluate(x, env) for x in (args[::-1] if swap else args))
        return entries(paired(lambda x, y: x - y, left, right)), test
    if head in EQUATIONS:
        return entries(EQUATIONS[head](*(evaluate(x, env) for x in args))), zero
    return None


def decide(cond: Node, env: Env) -> bool | None:
    """True or False where certain, None where not: balls that overlap, values that are undefined, open heads."""
    cond = freeze(cond)
    head, args = cond[0], cond[1:]
    if head in CONNECTIVES:
        return CONNECTIVES[head](env, *args)
    if head not in PREDICATES and head not in COMPARE and head not in EQUATIONS:
        raise Malformed(f"unknown condition {head}")
    try:
        if head in PREDICATES:
            return PREDICATES[head](*(evaluate(x, env) for x in args))
        return _compared(cond, env)
    except Undefined:
        return None


def _compared(cond: Node, env: Env) -> bool | None:
    """The truth of a comparison or an equation; of nothing compared, none (the diagonal of a 1 x 1 matrix apart)."""
    ds, test = differences(cond, env)
    answer = both(map(test, ds)) if ds or cond[0] == "diagonal" else None
    if answer is None and len(ds) == 1 and cond[0] in COMPARE:
        return _algebraic(COMPARE[cond[0]][2], cond[1], cond[2], env)
    return answer


def gap(cond: Node, env: Env) -> Any:
    """Upper bound of |left - right| of a comparison that allows equality (0 where it is certain), or None."""
    cond = freeze(cond)
    head, args, truth = cond[0], cond[1:], decide(cond, env)
    if truth is True:
        return arb(0)
    try:
        if head in ("all_of", "holds"):
            parts = [gap(c, env) for c in args]
        elif head in ("given", "implies"):
            holds = both(decide(c, env) for c in args[0]) if head == "given" else decide(args[0], env)
            parts = [gap(args[1], env) if holds else None]
        elif head in ("rank_is", "rank_at_most"):
            low, left = spectra.eliminate(mat(evaluate(args[0], env)))
            k = _whole(evaluate(args[1], env))
            exact = low == k or (head == "rank_at_most" and low < k)
            parts = [ball(abs(x)) for x in left[min(k, low)]] if exact else [None]
        elif head in EQUATIONS or (head in COMPARE and COMPARE[head][2](0)):
            parts = [ball(abs(d)) for d in differences(cond, env)[0]]
        else:
            return None
    except Undefined:
        return None
    if not parts or any(p is None or not p.is_finite() for p in parts):
        return None
    top = parts[0]
    for p in parts[1:]:
        top = top.max(p)
    return top.upper()


def exactly(cond: Node, env: Env) -> bool:
    """Whether only exact rationals were compared."""
    cond = freeze(cond)
    head, args = cond[0], cond[1:]
    if head == "given":
        return all(exactly(c, env) for c in (*args[0], args[1]))
    if head in CONNECTIVES and head not in ("ne", "exists"):
        return all(exactly(c, env) for c in args if isinstance(c, tuple))
    try:
        return head != "exists" and all(isinstance(x, fmpq) for a in args for x in entries(evaluate(a, env)))
    except Undefined:
        return False


def failing(cond: Node, env: Env) -> Any:
    """Left and right of the entry where a comparison fails most, of the first clause that fails; or None."""
    cond = freeze(cond)
    head, args = cond[0], cond[1:]
    if head in ("all_of", "holds"):
        return next((failing(c, env) for c in args if decide(c, env) is False), None)
    if head in ("given", "implies"):
        return failing(args[1], env)
    if head not in COMPARE or decide(cond, env) is not False:
        return None
    left, right = (evaluate(a, env) for a in args)
    sides = entries(paired(lambda x, y: (x, y), left, right))
    worst = [(x, y) for (x, y), d in zip(sides, differences(cond, env)[0], strict=True) if COMPARE[head][0](d) is False]
    return max(worst, key=lambda s: float(ball(abs(s[0] - s[1])).mid()), default=None)

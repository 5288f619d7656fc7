"""What certainly has no zero: scalars and columns that are positive, negative or nonzero by their form or by condition."""

from __future__ import annotations

from symrnn.algebra.language.statements import Statement
from symrnn.algebra.proofs.facts import flat
from symrnn.algebra.terms import Term

UNSIGNED = frozenset({"nonneg", "stochastic", "permutation"})
POSITIVE_FUNCTIONS = frozenset({"exp", "sigmoid", "softplus", "cosh"})


def is_real(term: Term) -> bool:
    """Whether a term is real by its form: no imaginary unit, no complex leaf."""
    if (term.head == "const" and term.args[0] == "i") or (term.head == "sym" and term.args[1] == "complex"):
        return False
    return all(is_real(child) for child in term.children)


def positive(term: Term, given: tuple[Statement, ...]) -> bool:
    """Whether every entry is certainly positive."""
    head, args = term.head, term.args
    if not is_real(term):
        return False
    if _declared(term, given, frozenset({"positive"})):
        return True
    if head == "num":
        return bool(args[0] > 0)
    if head == "const":
        return args[0] in ("pi", "e")
    if head in ("size", "ones", "softmax"):
        return head != "size" or (len(args[0].terms) == 1 and args[0].terms[0][1] > 0 and not args[0].indices)
    if head == "named":
        return positive(args[1], given)
    if head in ("add",):
        return (positive(args[0], given) and nonnegative(args[1], given)) or (
            nonnegative(args[0], given) and positive(args[1], given))
    if head in ("mul", "div"):
        return positive(args[0], given) and positive(args[1], given)
    if head == "pow":
        return positive(args[0], given) or (_even(args[1]) and nonvanishing(args[0], given))
    if head == "fn":
        return (args[0].name in POSITIVE_FUNCTIONS and args[0].order == 0) or (
            args[0].name == "abs" and nonvanishing(args[1], given)) or (
            args[0].name == "sqrt" and positive(args[1], given))
    if head == "sub":
        return _complement(args[0], args[1]) or _below(args[1], args[0], given)
    if head == "T":
        return positive(args[0], given)
    return False


def _even(p: Term) -> bool:
    return p.head == "num" and p.args[0].denominator == 1 and p.args[0] % 2 == 0


def _bare(term: Term) -> Term:
    return _bare(term.args[1]) if term.head == "named" else term


def _complement(one: Term, rest: Term) -> bool:
    """1 - sigmoid(x), 1 - tanh(x)^2, and the like: one minus something below one."""
    one, rest = _bare(one), _bare(rest)
    if one.head not in ("num", "ones") or (one.head == "num" and one.args[0] < 1):
        return False
    if rest.head == "fn" and rest.args[0].order == 0 and rest.args[0].name in ("sigmoid", "tanh", "erf"):
        return True
    if rest.head == "pow" and _even(rest.args[1]) and rest.args[1].args[0] > 0:
        inner = _bare(rest.args[0])
        return inner.head == "fn" and inner.args[0].order == 0 and inner.args[0].name in ("sigmoid", "tanh", "erf")
    return False


def _below(small: Term, large: Term, given: tuple[Statement, ...]) -> bool:
    """Whether a condition says that one thing is less than another."""
    return any((c.head in ("lt", "less") and c.args == (small, large)) or (c.head == "gt" and c.args == (large, small)) or (
        c.head == "strictly_between" and c.args[::2] == (small, large)) for g in given for c in flat(g))


def _ordered(small: Term, large: Term, given: tuple[Statement, ...]) -> bool:
    """Whether a condition says that one thing is not above another."""
    above = {"gt": (large, small), "ge": (large, small)}
    return any((small, large) in (c.args[::2], c.args[1::-1]) if c.head in ("between", "strictly_between") else
               c.head in ("lt", "less", "le", "at_most", *above) and c.args == above.get(c.head, (small, large))
               for g in given for c in flat(g))


def nonnegative(term: Term, given: tuple[Statement, ...]) -> bool:
    """Whether no entry is negative."""
    head, args = term.head, term.args
    if not is_real(term):
        return False
    if positive(term, given) or any(_declared(a, given, UNSIGNED) for a in ((term, term.T) if term.shape else (term,))):
        return True
    if head in ("num", "zeros", "eye", "unit"):
        return head != "num" or bool(args[0] >= 0)
    if head in ("T", "diag", "diagof", "sum", "matmul", "outer", "kron") and all(nonnegative(a, given) for a in args):
        return True
    if head == "sub":
        return _ordered(args[1], args[0], given)
    if head == "named":
        return nonnegative(args[1], given)
    if head in ("add", "mul"):
        return nonnegative(args[0], given) and nonnegative(args[1], given)
    if head == "div":
        return nonnegative(args[0], given) and positive(args[1], given)
    if head == "pow":
        return _even(args[1]) or nonnegative(args[0], given)
    if head == "fn":
        return args[0].order == 0 and args[0].name in ("relu", "abs", "step", "sqrt")
    if head in ("norm", "norm_f", "norm_1", "norm_inf", "rho", "sigma_min", "rank", "count_nonzero"):
        return True
    if head == "tr":
        return semidefinite(args[0], given, strict=False)
    if head == "dot":
        return palindrome([*factors_of(args[0].T), *factors_of(args[1])], given)
    return head == "matmul" and term.is_scalar and palindrome(factors_of(term), given)


def factors_of(t: Term) -> list[Term]:
    """The factors of a matrix product, transposes moved inside."""
    if t.head == "named":
        return factors_of(t.args[1])
    if t.head == "matmul":
        return factors_of(t.args[0]) + factors_of(t.args[1])
    if t.head == "T":
        inner = t.args[0].args[1] if t.args[0].head == "named" else t.args[0]
        if inner.head == "matmul":
            return [f for part in reversed(inner.args) for f in factors_of(part.T)]
        return [inner.args[0]] if inner.head == "T" else [t]
    return [t]


def palindrome(chain: list[Term], given: tuple[Statement, ...]) -> bool:
    """Whether a product reads x^T x, or x^T P x with a semidefinite P."""
    while len(chain) >= 2:
        if not transposes(chain[0], chain[-1]) and not (chain[0] == chain[-1] and _symmetric(chain[0], given)):
            return False
        chain = chain[1:-1]
    return not chain or semidefinite(chain[0], given, strict=False)


def _symmetric(a: Term, given: tuple[Statement, ...]) -> bool:
    return a.head in ("eye", "diag") or _declared(a, given, frozenset({"symmetric", "psd", "pd", "diagonal"}))


def nonvanishing(term: Term, given: tuple[Statement, ...]) -> bool:
    """Whether certainly no entry is zero."""
    head, args = term.head, term.args
    if positive(term, given) or _declared(term, given, frozenset({"positive", "nowhere_zero"})):
        return True
    if term.is_scalar and _declared(term, given, frozenset({"nonzero"})):
        return True
    if head == "num":
        return bool(args[0] != 0)
    if head in ("neg", "T"):
        return nonvanishing(args[0], given)
    if head == "named":
        return nonvanishing(args[1], given)
    if head == "mul":
        return nonvanishing(args[0], given) and nonvanishing(args[1], given)
    if head == "div":
        return nonvanishing(args[0], given)
    if head == "pow":
        return nonvanishing(args[0], given)
    if head == "sub":
        if term.is_scalar and any(c.head in ("ne", "lt", "less", "gt") and c.args in (args, args[::-1])
                                  for g in given for c in flat(g)):
            return True
        return positive(args[1] - args[0], given) if args[0].shape == args[1].shape or args[1].is_scalar else False
    if head == "det":
        return invertible(args[0], given)
    return head == "fn" and args[0].name == "abs" and nonvanishing(args[1], given)


def invertible(a: Term, given: tuple[Statement, ...]) -> bool:
    """Whether a square matrix is certainly invertible."""
    head, args = a.head, a.args
    if _declared(a, given, frozenset({"invertible", "orthogonal", "permutation", "pd"})):
        return True
    if head in ("eye", "inv", "expm") or _factor_of_invertible(a, given):
        return True
    if head in ("add", "sub") and (semidefinite(a, given, strict=True) or _identity_and_skew(args[0], args[1], given)
                                   or _identity_and_small(args[0], args[1], given)):
        return True
    if _has_determinant(a, given):
        return True
    if head == "named":
        return invertible(args[1], given)
    if head in ("T", "neg"):
        return invertible(args[0], given)
    if head == "diag":
        return nonvanishing(args[0], given)
    if head == "matmul":
        return args[0].shape == args[1].shape and invertible(args[0], given) and invertible(args[1], given)
    if head == "mul" and args[0].is_scalar:
        return nonvanishing(args[0], given) and invertible(args[1], given)
    if head in ("mul", "div") and args[1].is_scalar:
        return nonvanishing(args[1], given) and invertible(args[0], given)
    if head == "matpow":
        return invertible(args[0], given)
    return False


def _identity_and_skew(a: Term, b: Term, given: tuple[Statement, ...]) -> bool:
    """I + S and I - S for a skew S: their eigenvalues have real part one."""
    skew = frozenset({"skew"})
    return (a.head == "eye" and is_real(b) and _declared(b, given, skew)) or (b.head == "eye" and is_real(a) \
        and _declared(a, given, skew))


def _identity_and_small(a: Term, b: Term, given: tuple[Statement, ...]) -> bool:
    """I + A and I - A where no eigenvalue of A has the size one: a nilpotent A, or one with a norm or radius below one."""
    rest = b if a.head == "eye" else a if b.head == "eye" else None
    if rest is None:
        return False
    if _declared(rest, given, frozenset({"nilpotent"})):
        return True
    below = ((c.args if c.head in ("lt", "less") else c.args[::-1]) for g in given for c in flat(g)
             if c.head in ("lt", "less", "gt"))
    return any(small.head in ("rho", "norm", "norm_f", "norm_1", "norm_inf") and small.args[0] == rest
               and large.head == "num" and large.args[0] <= 1 for small, large in below)


def _has_determinant(a: Term, given: tuple[Statement, ...]) -> bool:
    """Whether a condition says that the determinant is not zero."""
    value = Term("det", (a,), ())
    for c in (part for g in given for part in flat(g)):
        if c.head in ("positive", "nowhere_zero", "nonzero") and c.args[0] == value:
            return True
        if c.head in ("ne", "eq", "equal", "gt", "lt", "less") and value in c.args:
            other = c.args[1] if c.args[0] == value else c.args[0]
            zero = other.head == "num" and other.args[0] == 0
            if (zero and c.head != "eq" and c.head != "equal") or (
                    c.head in ("eq", "equal") and other.head == "num" and not zero):
                return True
    return False


def _factor_of_invertible(a: Term, given: tuple[Statement, ...]) -> bool:
    """Whether a condition makes a product of square matrices invertible in which this one is a factor."""
    def factors(t: Term) -> list[Term]:
        if t.head == "matmul" and t.args[0].shape == t.args[1].shape:
            return factors(t.args[0]) + factors(t.args[1])
        return factors(t.args[1]) if t.head == "named" else factors(t.args[0]) if t.head in ("T", "inv") else [t]

    return any(part.head == "invertible" and a in factors(part.args[0]) for c in given for part in flat(c))


def semidefinite(a: Term, given: tuple[Statement, ...], *, strict: bool) -> bool:
    """Whether a matrix is certainly symmetric and positive semidefinite (definite, where strict)."""
    head, args = a.head, a.args
    if not is_real(a):
        return False  # over the complex numbers X X^T is not X times its adjoint
    if _declared(a, given, frozenset({"pd"}) if strict else frozenset({"pd", "psd"})):
        return True
    if head == "eye" or (head == "zeros" and not strict):
        return True
    if head == "named":
        return semidefinite(args[1], given, strict=strict)
    if head == "diag":
        return positive(args[0], given) if strict else nonnegative(args[0], given)
    if head == "outer":
        return not strict and args[0] == args[1]
    if head == "inv":
        return semidefinite(args[0], given, strict=True)
    if head == "add" and args[0].shape == args[1].shape:
        return (semidefinite(args[0], given, strict=strict) and semidefinite(args[1], given, strict=False)) or (
            strict and semidefinite(args[0], given, strict=False) and semidefinite(args[1], given, strict=True))
    if head == "mul" and args[0].is_scalar:
        return (positive if strict else nonnegative)(args[0], given) and semidefinite(args[1], given, strict=strict)
    if head == "matmul":
        left, right = args
        middle: Term | None = None
        if left.head == "matmul":  # (X P) X^T
            left, middle = left.args
        if transposes(left, right):
            full = left.shape[0] == left.shape[1] and invertible(left, given)
            return (middle is None or semidefinite(middle, given, strict=strict)) and (full or not strict)
    return False


def transposes(a: Term, b: Term) -> bool:
    """Whether one is written as the transpose of the other."""
    return (b.head == "T" and b.args[0] == a) or (a.head == "T" and a.args[0] == b)


def nonzero(v: Term, given: tuple[Statement, ...]) -> bool:
    """Whether an array is certainly not zero everywhere."""
    if nonvanishing(v, given) or _declared(v, given, frozenset({"nonzero", "unit_norm"})):
        return True
    if v.head == "named":
        return nonzero(v.args[1], given)
    if v.head in ("neg", "T"):
        return nonzero(v.args[0], given)
    if v.head == "mul":
        a, b = v.args
        return (nonvanishing(a, given) and nonzero(b, given)) or (
            nonvanishing(b, given) and nonzero(a, given))
    if v.head == "matmul":
        a, b = v.args
        if is_real(v) and (transposes(a, b) or (a == b and _declared(a, given, frozenset({"symmetric", "diagonal"})))):
            return nonzero(a, given)
        return a.shape[0] == a.shape[1] and invertible(a, given) and nonzero(b, given)
    square = len(v.shape) == 2 and v.shape[0] == v.shape[1]
    return v.head == "unit" or (square and invertible(v, given))


def _declared(term: Term, given: tuple[Statement, ...], heads: frozenset[str]) -> bool:
    """Whether a condition says it of this very term."""
    if term.head == "sym" and not term.shape:
        for head, *bounds in term.args[2]:
            if head in heads or ("positive" in heads and head == "between" and not isinstance(bounds[0], Term | str)
                                 and bounds[0] > 0) or (head == "nonzero" and "nowhere_zero" in heads):
                return True
            if "nonneg" in heads and (head == "nonneg" or (head == "between" and not isinstance(bounds[0], Term | str)
                                      and bounds[0] >= 0)):
                return True
    bare = _bare(term)
    for condition in given:
        for part in flat(condition):
            if part.head in heads and part.args and isinstance(part.args[0], Term) and _bare(part.args[0]) == bare:
                return True
            if "positive" in heads and _above(part, bare, strict=True):
                return True
            if "nonneg" in heads and _above(part, bare, strict=False):
                return True
            if part.head == "ne" and "nowhere_zero" in heads and term.is_scalar and _is_zero(part.args[1]) \
                    and _bare(part.args[0]) == bare:
                return True
    return False


def _is_zero(term: Term) -> bool:
    return term.head == "zeros" or (term.head == "num" and term.args[0] == 0)


def _above(part: Statement, bare: Term, *, strict: bool) -> bool:
    """Whether a condition bounds the term below by a number that is positive (or nonnegative)."""
    low: Term | None = None
    loose = False
    if part.head in ("gt", "ge") and _bare(part.args[0]) == bare:
        low, loose = part.args[1], part.head == "ge"
    elif part.head in ("lt", "le", "less", "at_most") and _bare(part.args[1]) == bare:
        low, loose = part.args[0], part.head in ("le", "at_most")
    elif part.head in ("between", "strictly_between") and _bare(part.args[0]) == bare:
        low, loose = part.args[1], part.head == "between"
    if low is None or low.head != "num":
        return False
    return bool(low.args[0] > 0 or (low.args[0] == 0 and not (strict and loose)))

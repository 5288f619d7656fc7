"""Statements and conditions: what is asserted, and where. A statement without `given` is a condition too.

A condition is data. It restricts the domain of a proof, the samples and the witnesses alike.
"""

from __future__ import annotations

from typing import Any, NoReturn

from symrnn.algebra.language.arguments import bound_index, exponent, scalar_arg, square
from symrnn.algebra.language.sizes import Size
from symrnn.algebra.language.substitute import leaves
from symrnn.algebra.terms import Term, brief, coerce, place, shape_text
from symrnn.errors import ConditionError, said

# head -> the kinds of its arguments: t term, s square matrix, v column, r scalar, x size/int/scalar, c condition
HEADS = {
    "equal": "tt", "at_most": "tt", "less": "tt", "eq": "tt", "ne": "tt", "lt": "tt", "le": "tt", "gt": "tt",
    "ge": "tt", "between": "ttt", "strictly_between": "ttt", "positive": "t", "nonneg": "t", "nonzero": "t",
    "nowhere_zero": "t", "symmetric": "s", "skew": "s", "orthogonal": "s", "normal": "s", "invertible": "s",
    "psd": "s", "pd": "s", "diagonal": "s", "triangular": "s", "idempotent": "s", "nilpotent": "s",
    "permutation": "s", "stochastic": "s", "unit_norm": "v", "commute": "ss", "fixed": "tt",
    "rank_is": "tr", "rank_at_most": "tr", "tends_to": "rrk", "of_order": "rrk", "holds": "c", "no": "c",
    "iff": "cc", "implies": "cc", "all_of": "c*", "any_of": "c*", "exists": "lc", "induction": "kcc",
    "expects": "mr", "given": "gc",
}
ORDERS = frozenset({"lt", "le", "gt", "ge", "less", "at_most", "between", "strictly_between"})


class Statement:
    """A statement or a condition: a head, its arguments, and the conditions under which it is asserted."""

    __slots__ = ("_hash", "args", "given", "head")

    def __init__(self, head: str, args: tuple[Any, ...], given: tuple[Statement, ...] = ()) -> None:
        if head not in HEADS:
            raise ConditionError("a statement", got=f"the head {head!r}", expected=", ".join(sorted(HEADS)),
                                 advice="use the statements of the language")
        self.head = head
        self.args = args
        self.given = given
        self._hash = hash((head, args, given))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Statement) and (self.head, self.args, self.given) == (other.head, other.args,
                                                                                       other.given)

    def __hash__(self) -> int:
        return self._hash

    def __bool__(self) -> bool:
        raise ConditionError(f"the truth value of the condition {self!r}{place()}", got="a condition",
                             expected="a statement for sr.judge, or a condition for `given`",
                             advice="conditions are data: combine them with sr.all_of, sr.any_of, sr.no; an interval "
                                    "is sr.between(x, lo, hi) or sr.strictly_between(x, lo, hi)")

    def _connective(self, *_other: Any) -> NoReturn:
        raise ConditionError(f"&, | or ~ with the condition {self!r}{place()}", expected="a word between conditions",
                             advice="write sr.all_of(a, b), sr.any_of(a, b) or sr.no(a)")

    __and__ = __rand__ = __or__ = __ror__ = __invert__ = _connective

    def __repr__(self) -> str:
        from importlib import import_module

        return str(import_module("symrnn.algebra.writing.latex").statement_text(self))

    def latex(self) -> str:
        """LaTeX of the statement."""
        from importlib import import_module

        return str(import_module("symrnn.algebra.writing.latex").statement_latex(self))

    def _repr_latex_(self) -> str:
        return f"$\\displaystyle {self.latex()}$"

    def record(self) -> dict[str, Any]:
        """The serialised statement: sizes, indices, leaves, functions, given, assert."""
        from importlib import import_module

        return import_module("symrnn.algebra.language.serialise").record(self)

    @property
    def terms(self) -> tuple[Term, ...]:
        """All terms directly in this statement and in the conditions below it."""
        found: list[Term] = []

        def walk(args: Any) -> None:
            for arg in args:
                if isinstance(arg, Term):
                    found.append(arg)
                elif isinstance(arg, Statement):
                    walk(arg.args)
                    walk(arg.given)
                elif isinstance(arg, tuple):
                    walk(arg)

        walk(self.args)
        walk(self.given)
        return tuple(found)


def unfolded(c: Statement) -> Statement:
    """The condition with conditions of its own told as the implication that it is: it is no fact by itself."""
    bare = Statement(c.head, tuple(unfolded(a) if isinstance(a, Statement) else a for a in c.args))
    return Statement("implies", (Statement("all_of", tuple(unfolded(g) for g in c.given)), bare)) if c.given else bare


def condition(value: Any, what: str = "a condition") -> Statement:
    """Read a condition; a Python bool is refused with advice."""
    if isinstance(value, Statement):
        return value
    if isinstance(value, bool):
        raise ConditionError(f"{what}{place()}", got=f"the Python bool {value}", expected="a condition",
                             advice="`==` compares structure at once; write sr.eq(n, m) (and sr.ne, <, <=)")
    raise ConditionError(f"{what}{place()}", got=f"{type(value).__name__}: {said(value, 50)}",
                         expected="a condition such as sr.symmetric(W) or dt < 1",
                         advice="see the list of conditions in the documentation")


def conditions(given: Any) -> tuple[Statement, ...]:
    """Read the list `given`."""
    if isinstance(given, Statement):
        given = [given]
    if not isinstance(given, list | tuple):
        raise ConditionError(f"`given`{place()}", got=said(given), expected="a list of conditions",
                             advice="write given=[sr.invertible(W)]")
    return tuple(condition(c, "a condition in `given`") for c in given)


def comparable(head: str, a: Term, b: Term) -> None:
    """Raise where two terms cannot be compared entry by entry."""
    if a.shape != b.shape and not (a.is_scalar or b.is_scalar):
        raise ConditionError(f"`sr.{head}({brief(a)}, {brief(b)})`{place()}",
                             got=f"{shape_text(a.shape)} and {shape_text(b.shape)}", expected="equal shapes",
                             advice="check the transposes; a scalar compares with every entry")


def compare(head: str, a: Any, b: Any) -> Statement:
    """A comparison of two terms; `a` and `b` are coerced."""
    left, right = coerce(a), coerce(b)
    if head in ("equal", "eq", "ne") and left.is_scalar != right.is_scalar:
        number = left if left.is_scalar else right
        if not (number.head == "num" and number.args[0] == 0):
            raise ConditionError(f"`sr.{head}({brief(left)}, {brief(right)})`{place()}",
                                 got=f"{shape_text(left.shape)} and {shape_text(right.shape)}",
                                 expected="equal shapes", advice="an equation between a matrix and a number is meant "
                                 "for zero only; write c * sr.ones(n, m)")
    comparable(head, left, right)
    return Statement(head, (left, right))


def _comparison(head: str, doc: str) -> Any:
    def word(a: Any, b: Any, *, given: Any = ()) -> Statement:
        made = compare(head, a, b)
        return Statement(head, made.args, conditions(given))

    word.__name__ = word.__qualname__ = head
    word.__doc__ = doc
    return word


equal = _comparison("equal", "The statement a = b, entry by entry.")
at_most = _comparison("at_most", "The statement a <= b, entry by entry.")
less = _comparison("less", "The statement a < b, entry by entry.")
eq = _comparison("eq", "The condition a = b.")
ne = _comparison("ne", "The condition that a and b differ (in some entry).")
lt = _comparison("lt", "The condition a < b.")
le = _comparison("le", "The condition a <= b.")
gt = _comparison("gt", "The condition a > b.")
ge = _comparison("ge", "The condition a >= b.")


def _interval(head: str, doc: str) -> Any:
    def word(v: Any, lo: Any, hi: Any, *, given: Any = ()) -> Statement:
        v, lo, hi = coerce(v), coerce(lo), coerce(hi)
        comparable(head, v, lo)
        comparable(head, v, hi)
        return Statement(head, (v, lo, hi), conditions(given))

    word.__name__ = word.__qualname__ = head
    word.__doc__ = doc
    return word


between = _interval("between", "lo <= v <= hi, entry by entry.")
strictly_between = _interval("strictly_between", "lo < v < hi, entry by entry.")


def _property(head: str, needs_square: bool, doc: str) -> Any:
    def word(a: Any, *, given: Any = ()) -> Statement:
        return Statement(head, (square(head, a) if needs_square else coerce(a),), conditions(given))

    word.__name__ = word.__qualname__ = head
    word.__doc__ = doc
    return word


positive = _property("positive", False, "Every entry is positive.")
nonneg = _property("nonneg", False, "No entry is negative.")
nonzero = _property("nonzero", False, "Not the zero vector (or matrix).")
nowhere_zero = _property("nowhere_zero", False, "No entry is zero.")
symmetric = _property("symmetric", True, "A' = A.")
skew = _property("skew", True, "A' = -A.")
orthogonal = _property("orthogonal", True, "A'A = I.")
normal = _property("normal", True, "A'A = AA'.")
invertible = _property("invertible", True, "det A is not zero.")
psd = _property("psd", True, "Symmetric, no negative eigenvalue.")
pd = _property("pd", True, "Symmetric, all eigenvalues positive.")
diagonal = _property("diagonal", True, "Zero off the diagonal.")
triangular = _property("triangular", True, "Upper or lower triangular.")
idempotent = _property("idempotent", True, "A A = A.")
nilpotent = _property("nilpotent", True, "Some power of A is zero.")
permutation = _property("permutation", True, "A permutation matrix.")
stochastic = _property("stochastic", True, "Nonnegative, every row sums to one.")


def commute(a: Any, b: Any, *, given: Any = ()) -> Statement:
    """A B = B A."""
    a, b = square("commute", a), square("commute", b)
    comparable("commute", a, b)
    return Statement("commute", (a, b), conditions(given))


def unit_norm(v: Any, *, given: Any = ()) -> Statement:
    """A column of Euclidean norm one."""
    v = coerce(v)
    if not v.is_column:
        raise ConditionError(f"`sr.unit_norm`{place()}", got=shape_text(v.shape), expected="a column",
                             advice="write sr.eq(sr.norm(A), 1) for a matrix")
    return Statement("unit_norm", (v,), conditions(given))


def fixed(leaf: Any, term: Any) -> Statement:
    """The leaf has the value of a term: a substitution."""
    value = coerce(term)
    if not isinstance(leaf, Term) or not leaf.is_leaf:
        raise ConditionError(f"`sr.fixed`{place()}", got=said(leaf), expected="a leaf",
                             advice="write sr.eq(a, b) for an equation between terms")
    comparable("fixed", leaf, value)
    if leaf in leaves(value):
        raise ConditionError(f"`sr.fixed`{place()}: the value of {leaf.name}", got=brief(value),
                             expected=f"a term without {leaf.name}: it is put in its place",
                             advice=f"a fixed point is sr.eq({leaf.name}, {brief(value)})")
    return Statement("fixed", (leaf, value))


def rank_is(a: Any, r: Any, *, given: Any = ()) -> Statement:
    """The rank of A is r (a number, a size or a scalar term)."""
    return Statement("rank_is", (coerce(a), scalar_arg("rank_is", r)), conditions(given))


def rank_at_most(a: Any, r: Any, *, given: Any = ()) -> Statement:
    """The rank of A is at most r."""
    return Statement("rank_at_most", (coerce(a), scalar_arg("rank_at_most", r)), conditions(given))


def _towards(word: str, k: Any) -> Any:
    if isinstance(k, Term) and k.head == "sym" and k.shape == ():
        return k
    return Size({(bound_index(word, k),): 1}, frozenset((bound_index(word, k),)))


def tends_to(a: Any, limit: Any, k: Any, *, given: Any = ()) -> Statement:
    """The scalar a (or a matrix, entry by entry) tends to the limit as k (an index or a scalar) goes to infinity."""
    a, limit = coerce(a), coerce(limit)
    comparable("tends_to", a, limit)
    return Statement("tends_to", (a, limit, _towards("tends_to", k)), conditions(given))


def of_order(a: Any, b: Any, k: Any, *, given: Any = ()) -> Statement:
    """|a| <= C b for some constant C and all large k."""
    a, b = coerce(a), coerce(b)
    comparable("of_order", a, b)
    return Statement("of_order", (a, b, _towards("of_order", k)), conditions(given))


def exists(variables: Any, body: Any, *, given: Any = ()) -> Statement:
    """Some values of the leaves make the condition true."""
    names = tuple(variables) if isinstance(variables, list | tuple) else (variables,)
    if not names or not all(isinstance(v, Term) and v.is_leaf for v in names):
        raise ConditionError(f"`sr.exists`{place()}: the variables", got=said(variables),
                             expected="a list of leaves", advice="write sr.exists([W, h], condition)")
    return Statement("exists", (names, condition(body, "the body of sr.exists")), conditions(given))


def holds(body: Any, *, given: Any = ()) -> Statement:
    """The condition holds."""
    return Statement("holds", (condition(body, "what sr.holds asserts"),), conditions(given))


def no(body: Any, *, given: Any = ()) -> Statement:
    """The condition does not hold."""
    return Statement("no", (condition(body),), conditions(given))


def iff(a: Any, b: Any, *, given: Any = ()) -> Statement:
    """Both conditions hold or neither does."""
    return Statement("iff", (condition(a), condition(b)), conditions(given))


def implies(a: Any, b: Any, *, given: Any = ()) -> Statement:
    """Where the first condition holds, the second does."""
    return Statement("implies", (condition(a), condition(b)), conditions(given))


def all_of(*parts: Any, given: Any = ()) -> Statement:
    """Every one of the conditions holds."""
    return Statement("all_of", tuple(condition(p) for p in parts), conditions(given))


def any_of(*parts: Any, given: Any = ()) -> Statement:
    """At least one of the conditions holds."""
    return Statement("any_of", tuple(condition(p) for p in parts), conditions(given))


def induction(t: Any, base: Any, step: Any, *, given: Any = ()) -> Statement:
    """A claim for every t, from its base case and its step; both are proved, the step with symbolic t."""
    name = bound_index("induction", t)
    return Statement("induction", (Size({(name,): 1}, frozenset((name,))), condition(base, "the base case"),
                                   condition(step, "the step")), conditions(given))


def expects(simulation: Any, value: Any, *, given: Any = ()) -> Statement:
    """The mean of what a simulation returns is the value; `simulation(rng, size)` returns samples."""
    if not callable(simulation):
        raise ConditionError(f"`sr.expects`{place()}", got=said(simulation),
                             expected="a function (rng, size) -> samples", advice="pass the function itself")
    return Statement("expects", (simulation, scalar_arg("expects", value)), conditions(given))


__all__ = ["HEADS", "ORDERS", "Size", "Statement", "compare", "exponent"]

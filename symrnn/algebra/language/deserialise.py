"""Serialised terms and conditions read back into the language, for showing what a record or a ledger says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from symrnn.algebra.functions import TABLE, Function
from symrnn.algebra.language import words
from symrnn.algebra.language.sizes import Size
from symrnn.algebra.language.statements import HEADS as STATEMENTS
from symrnn.algebra.language.statements import Statement
from symrnn.algebra.terms import SCALAR, Term, number
from symrnn.errors import NotSupportedError


class Reader:
    """Reads the nodes of one record.

    Parameters
    ----------
    record
        The serialised statement whose leaves and indices the nodes use.
    """

    def __init__(self, record: Mapping[str, Any]) -> None:
        self.leaves = record.get("leaves") or {}
        self.indices = frozenset(record.get("indices") or ())

    def size(self, node: Any) -> Size:
        """A size or an index."""
        if isinstance(node, int):
            return Size({(): node})
        if isinstance(node, str):
            return Size({(node,): 1}, self.indices)
        parts = [self.size(part) for part in node[1:]]
        out = parts[0]
        for part in parts[1:]:
            out = out + part if node[0] == "+" else out * part
        return out

    def leaf(self, name: str) -> tuple[tuple[Size, ...], str]:
        """The shape and the field of a declared leaf; a bound name is a real scalar."""
        about = self.leaves.get(name) or {"shape": [], "field": "real"}
        return tuple(self.size(s) for s in about["shape"]), about["field"]

    def function(self, word: str) -> Function:
        """A function by its word, primes for derivatives."""
        name = word.rstrip("'")
        f = TABLE.get(name) or Function(name, latex=r"\varphi" if name == "phi" else "")
        for _ in word[len(name) :]:
            f = f.prime()
        return f

    def term(self, node: Any) -> Term:
        """A term.

        Raises
        ------
        NotSupportedError
            For a head that is not one of the language.
        """
        head, *args = node
        if head in _PLAIN:
            return _PLAIN[head](self, *args)
        word = _WORDS.get(head)
        if word is None:
            raise NotSupportedError(
                "a serialised term",
                got=str(head)[:40],
                expected="a head of the language",
                advice="see symrnn.algebra.terms.HEADS",
            )
        return word(*(self.term(arg) for arg in args))

    def condition(self, node: Any) -> Statement:
        """A condition or a statement."""
        head, *args = node
        if head == "given":
            inner = self.condition(args[1])
            return Statement(inner.head, inner.args, tuple(self.condition(c) for c in args[0]))
        kinds = STATEMENTS.get(head, "")
        if head == "exists":
            return Statement(head, (tuple(self.term(v) for v in args[0]), self.condition(args[1])))
        if head == "induction":
            return Statement(head, (self.size(args[0]), self.condition(args[1]), self.condition(args[2])))
        if head == "expects":

            def simulation() -> None:
                """Stands for the simulation, which a record knows by its name only."""

            simulation.__name__ = args[0]["simulation"]
            return Statement(head, (simulation, self.term(args[1])))
        if kinds.startswith("c"):
            return Statement(head, tuple(self.condition(c) for c in args))
        if kinds.endswith("k"):
            k = self.term(args[2]) if isinstance(args[2], list) and args[2][0] == "sym" else self.size(args[2])
            return Statement(head, (self.term(args[0]), self.term(args[1]), k))
        return Statement(head, tuple(self.term(arg) for arg in args))

    def pairs(self, pairs: Any) -> dict[Term, Term]:
        """The keys and values of a substitution."""
        return {self.term(k): self.term(v) for k, v in pairs}


def _symbol(r: Reader, name: str) -> Term:
    shape, field = r.leaf(name)
    return Term("sym", (name, field, ()), shape)


def _family(head: str) -> Callable[..., Term]:
    def read(r: Reader, body: Any, k: str, lo: Any, hi: Any) -> Term:
        inner = r.term(body)
        return Term(head, (inner, k, r.size(lo), r.size(hi)), inner.shape)

    return read


def _substitution(r: Reader, a: Any, pairs: Any) -> Term:
    inner = r.term(a)
    return Term("at", (inner, tuple(r.pairs(pairs).items())), inner.shape)


def _integral(r: Reader, f: Any, w: Any, lo: Any, hi: Any) -> Term:
    variable = _symbol(r, w) if isinstance(w, str) else r.term(w)
    return Term("integral", (r.term(f), variable, r.term(lo), r.term(hi)), SCALAR)


def _iterate(r: Reader, f: Any, x: Any, x0: Any, t: Any) -> Term:
    leaf = _symbol(r, x) if isinstance(x, str) else r.term(x)
    return Term("iterate", (r.term(f), leaf, r.term(x0), r.size(t)), leaf.shape)


def _expectation(r: Reader, f: Any, z: Any, law: Any) -> Term:
    leaf = _symbol(r, z) if isinstance(z, str) else r.term(z)
    return Term("expect", (r.term(f), leaf, (law[0], r.term(law[1]), r.term(law[2]))), SCALAR)


# fmt: off
_PLAIN: dict[str, Callable[..., Term]] = {
    "num": lambda _, text: number(Fraction(text)),
    "const": lambda _, name: Term("const", (name,), SCALAR),
    "sym": _symbol,
    "seq": lambda r, name, when: Term("seq", (name, r.size(when)), r.leaf(name)[0]),
    "size": lambda r, size: Term("size", (r.size(size),), SCALAR),
    "index": lambda r, size: Term("size", (r.size(size),), SCALAR),
    "eye": lambda r, n: words.eye(r.size(n)),
    "ones": lambda r, rows, columns: words.ones(r.size(rows), r.size(columns)),
    "zeros": lambda r, rows, columns: words.zeros(r.size(rows), r.size(columns)),
    "unit": lambda r, n, i: words.unit(r.size(n), r.size(i)),
    "fn": lambda r, word, a: r.function(word)(r.term(a)),
    "named": lambda r, name, a: words.named(name, r.term(a)),
    "matpow": lambda r, a, k: words.matpow(r.term(a), r.size(k)),
    "entry": lambda r, a, *where: words.entry(r.term(a), *(r.size(i) for i in where)),
    "block": lambda r, grid: words.block([[r.term(b) for b in row] for row in grid]),
    "at": _substitution, "product": _family("product"), "total": _family("total"), "integral": _integral,
    "iterate": _iterate, "expect": _expectation,
    "lyap": lambda r, a, q: words.stationary_covariance(r.term(a), r.term(q)),
}
_WORDS: dict[str, Callable[..., Term]] = {
    "add": lambda a, b: a + b, "sub": lambda a, b: a - b, "mul": lambda a, b: a * b, "div": lambda a, b: a / b,
    "neg": lambda a: -a, "pow": lambda a, p: a**p, "matmul": lambda a, b: a @ b, "T": lambda a: a.T,
    "sum": words.sum_, "max": words.max_, "min": words.min_,
    **{name: getattr(words, name) for name in (
        "diag", "diagof", "outer", "dot", "inv", "expm", "kron", "vec", "stack", "softmax", "det", "tr", "rank", "rho",
        "count_nonzero", "mean", "norm", "norm_f", "norm_1", "norm_inf", "sigma_min", "eig_max", "eig_min", "conj",
        "re", "im", "D", "pullback", "jvp", "hessian")},
}
# fmt: on


def read_condition(node: Any, record: Mapping[str, Any]) -> Statement:
    """A serialised condition of a record."""
    return Reader(record).condition(node)

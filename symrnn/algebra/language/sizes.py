"""Sizes and indices: integer polynomials in names such as `n`, `m + 1` or `t - 1`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from typing import Any, ClassVar

from symrnn.errors import ShapeError

Monomial = tuple[str, ...]


class Size:
    """An integer polynomial in named sizes and indices, kept in one canonical form.

    Parameters
    ----------
    coefficients
        Monomials (sorted tuples of names) with their integer coefficients; the empty monomial is the constant.
    indices
        The names that are time or summation indices rather than sizes.
    """

    __slots__ = ("_hash", "indices", "terms")
    __array_ufunc__ = None
    lift: ClassVar[Callable[[Any], Any]]  # set by the language of terms, which stands above this file

    def __init__(self, coefficients: Mapping[Monomial, int], indices: frozenset[str] = frozenset()) -> None:
        kept = {m: c for m, c in coefficients.items() if c}
        self.terms: tuple[tuple[Monomial, int], ...] = tuple(sorted(kept.items(), key=lambda kv: (-len(kv[0]), kv[0])))
        self.indices = indices & frozenset(name for m in kept for name in m)
        self._hash = hash((Size, self.terms))

    # -- reading ---------------------------------------------------------------------------------------------
    @property
    def names(self) -> frozenset[str]:
        """The names that occur."""
        return frozenset(name for monomial, _ in self.terms for name in monomial)

    @property
    def constant(self) -> int | None:
        """The integer, where no name occurs."""
        if not self.terms:
            return 0
        return self.terms[0][1] if len(self.terms) == 1 and self.terms[0][0] == () else None

    def value(self, values: Mapping[str, int]) -> int:
        """The integer at given values of the names."""
        total = 0
        for monomial, coefficient in self.terms:
            product = coefficient
            for name in monomial:
                product *= values[name]
            total += product
        return total

    def subs(self, values: Mapping[str, SizeLike]) -> Size:
        """Replace names by other sizes."""
        total: Size = Size({})
        for monomial, coefficient in self.terms:
            product: Size = Size({(): coefficient})
            for name in monomial:
                factor = values.get(name)
                product = product * (Size({(name,): 1}, self.indices) if factor is None else factor)
            total = total + product
        return total

    def node(self) -> Any:
        """The serialised form: an int, a name, or nested ["+", ...] and ["*", ...]."""
        parts: list[Any] = []
        for monomial, coefficient in self.terms:
            factors: list[Any] = ([] if coefficient == 1 and monomial else [coefficient]) + list(monomial)
            parts.append(factors[0] if len(factors) == 1 else ["*", *factors])
        if not parts:
            return 0
        return parts[0] if len(parts) == 1 else ["+", *parts]

    # -- arithmetic ------------------------------------------------------------------------------------------
    def _add(self, other: Any, sign: int, swap: bool = False) -> Any:
        size = as_size(other)
        if size is None:
            one, two = (other, size_term(self)) if swap else (size_term(self), other)
            return one + two if sign > 0 else one - two
        left, right = (size, self) if swap else (self, size)
        out = dict(left.terms)
        for monomial, coefficient in right.terms:
            out[monomial] = out.get(monomial, 0) + sign * coefficient
        return Size(out, self.indices | size.indices)

    def __add__(self, other: Any) -> Any:
        return self._add(other, 1)

    __radd__ = __add__

    def __sub__(self, other: Any) -> Any:
        return self._add(other, -1)

    def __rsub__(self, other: Any) -> Any:
        return self._add(other, -1, swap=True)

    def __neg__(self) -> Size:
        return Size({m: -c for m, c in self.terms}, self.indices)

    def __mul__(self, other: Any) -> Any:
        size = as_size(other)
        if size is None:
            return size_term(self) * other
        out: dict[Monomial, int] = {}
        for m1, c1 in self.terms:
            for m2, c2 in size.terms:
                key = tuple(sorted(m1 + m2))
                out[key] = out.get(key, 0) + c1 * c2
        return Size(out, self.indices | size.indices)

    __rmul__ = __mul__

    def __pow__(self, power: Any) -> Any:
        if isinstance(power, int) and power >= 0:
            out: Size = Size({(): 1})
            for _ in range(power):
                out = out * self
            return out
        return size_term(self) ** power

    def __rpow__(self, base: Any) -> Any:
        exponent = size_term(self)
        return Size.lift(base) ** exponent

    def __truediv__(self, other: Any) -> Any:
        return size_term(self) / other

    def __rtruediv__(self, other: Any) -> Any:
        return other / size_term(self)

    # -- comparison: == is structural, the orders are conditions ---------------------------------------------
    def __eq__(self, other: object) -> bool:
        size = as_size(other)
        return size is not None and size.terms == self.terms

    def __hash__(self) -> int:
        return self._hash

    def __lt__(self, other: Any) -> Any:
        return size_term(self) < other

    def __le__(self, other: Any) -> Any:
        return size_term(self) <= other

    def __gt__(self, other: Any) -> Any:
        return size_term(self) > other

    def __ge__(self, other: Any) -> Any:
        return size_term(self) >= other

    def __bool__(self) -> bool:
        raise ShapeError(f"the truth value of the size {self}", got=str(self),
                         expected="a condition", advice="write sr.eq(n, m), n < m, ... inside `given`")

    def __index__(self) -> int:
        if self.constant is None:
            raise ShapeError("a symbolic size where an integer is needed", got=str(self), expected="an int",
                             advice="keep the size symbolic, or declare the leaf with a fixed size")
        return self.constant

    def __iter__(self) -> Iterator[Any]:
        raise ShapeError("iterating over a size", got=str(self), expected="one size",
                         advice='sr.dims("n m") returns a tuple to unpack')

    def __str__(self) -> str:
        text = ""
        for monomial, coefficient in self.terms:
            body = "*".join(monomial)
            magnitude = abs(coefficient)
            piece = str(magnitude) if not body else body if magnitude == 1 else f"{magnitude}*{body}"
            sign = ("-" if coefficient < 0 else "") if not text else (" - " if coefficient < 0 else " + ")
            text += sign + piece
        return text or "0"

    __repr__ = __str__


SizeLike = Size | int


def as_size(value: Any) -> Size | None:
    """Read an int or a size; None for anything else (a bool is not a size)."""
    if isinstance(value, Size):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return Size({(): value})
    return None


def size_of(value: Any, what: str = "a size") -> Size:
    """Read a size that is used as a number of rows or columns, or raise.

    Raises
    ------
    ShapeError
        Where the value is neither a positive int nor a symbolic size.
    """
    size = as_size(value)
    if size is None or (size.constant is not None and size.constant < 1):
        raise ShapeError(what, got=repr(value), expected='a positive int or a size made by sr.dims("n m")',
                         advice='sr.dims always returns a tuple: n, = sr.dims("n")' if isinstance(value, tuple) else
                         "sizes are written before the leaves: n, m = sr.dims('n m')")
    return size


def name_ok(name: Any) -> bool:
    """Whether a string can name a leaf, a size or an index."""
    return isinstance(name, str) and name.isidentifier()


def dims(names: str) -> tuple[Size, ...]:
    """Declare symbolic sizes, each a positive integer: `n, m = sr.dims("n m")`."""
    parts = names.split() if isinstance(names, str) else []
    if not parts or not all(name_ok(p) for p in parts) or len(set(parts)) < len(parts):
        raise ShapeError("names of sizes", got=repr(names), expected="different names separated by spaces",
                         advice='write n, m = sr.dims("n m")')
    return tuple(Size({(p,): 1}) for p in parts)


def index(name: str) -> Size:
    """Declare a time or summation index, a nonnegative integer: `t = sr.index("t")`."""
    if not name_ok(name):
        raise ShapeError("the name of an index", got=repr(name), expected="an identifier",
                         advice='write t = sr.index("t")')
    return Size({(name,): 1}, frozenset((name,)))


def size_term(size: Size) -> Any:
    """A size as a scalar term (the language of terms registers the constructor when it is imported)."""
    if not hasattr(Size, "lift"):
        import_module("symrnn.algebra.terms")
    return Size.lift(size)

"""Derivatives as the linear coefficients of power series of the step, in balls that enclose them.

A leaf x is replaced by x + t d; the step, valued forwards in power series, has D d as its coefficient of t. The
coefficients are Arb balls: their radii are error bounds, rounding included.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from flint import arb, ctx, fmpq
from flint import arb_series as power_series

from symrnn.errors import NotSupportedError
from symrnn.oracles.arb_values import (
    FUNCTIONS,
    PLAIN,
    Matrix,
    UnsettledError,
    apply,
    flat,
    multiply,
    rational,
    series,
    standing,
    table,
    unity,
)

name = "oracle:arb-series"
BITS = 256

Estimate = tuple[list[list[Fraction]] | None, Fraction | None]


def jacobian(cell: Any, of: str, wrt: str, point: dict[str, Any], bits: int = BITS) -> Estimate:
    """The Jacobian of a new state with respect to a symbol, and a bound of its error.

    Parameters
    ----------
    cell
        A cell, or its record.
    of, wrt
        The name of a state, and of a column or a scalar.
    point
        Exact values: `{"sizes": ..., "leaves": ...}`.
    bits
        The precision of the balls.

    Returns
    -------
    The matrix and the bound; (None, None) where the balls settle no value.
    """
    record = cell if isinstance(cell, dict) else cell.record()
    return value(["D", record["state"][of], ["sym", wrt]], record, point, bits)


def value(node: list[Any], record: dict[str, Any], point: dict[str, Any], bits: int = BITS,
          blur: int | None = None) -> Estimate:
    """The value of a serialised term, its derivatives by power series, and a bound of its error.

    Parameters
    ----------
    blur
        Relative uncertainty 2^-blur of every leaf: with `bits=53, blur=53` the bound is what float64 may lose.

    Raises
    ------
    NotSupportedError
        For a head that this oracle does not value.
    """
    kept, ctx.prec = ctx.prec, bits
    length, ctx.cap = ctx.cap, 2
    try:
        entries = [[x[0] for x in row] for row in table(Series(record, point, blur).value(node))]
    except UnsettledError:
        return None, None
    finally:
        ctx.prec, ctx.cap = kept, length
    balls = [x for row in entries for x in row]
    if not balls or not all(x.is_finite() for x in balls):
        return None, None
    middles, radii = [[rational(x) for x in row] for row in entries], [rational(arb(x.rad())) for x in balls]
    if None in radii or any(None in row for row in middles):
        return None, None
    return middles, max(radii)  # type: ignore[return-value, type-var]


class Series:
    """Values of serialised terms at one point, as power series in the displacement of one leaf."""

    def __init__(self, record: dict[str, Any], point: dict[str, Any], blur: int | None) -> None:
        self.blur = blur
        self.moving = False
        self.names = {**point.get("sizes", {}), **point.get("indices", {})}
        self.bodies = {k: f["body"] for k, f in record.get("functions", {}).items() if f.get("body") is not None}
        self.bodies.update(point.get("functions", {}))
        self.leaves: dict[Any, Any] = {}
        for key, entry in point.get("leaves", {}).items():
            for place, one in entry.items() if isinstance(entry, dict) else ((None, entry),):
                self.leaves[key if place is None else (key, int(place))] = self.read(one)

    def read(self, entry: Any) -> Any:
        """A leaf of the point: a rational as text, or rows of them."""
        if isinstance(entry, str | int):
            number = arb(fmpq(str(entry)))
            if self.blur is not None:
                number = arb(number, abs(number) * arb(2) ** -self.blur)
            return series(number)
        if len(entry) == 2 and all(isinstance(x, str) for x in entry):
            raise NotSupportedError("the oracle by power series", got="a complex leaf", expected="real leaves",
                                    advice="another oracle covers it")
        return [[self.read(x) for x in row] for row in entry]

    def integer(self, size: Any) -> int:
        """A size or an index at the point."""
        if isinstance(size, int):
            return size
        if isinstance(size, str):
            if size not in self.names:
                raise UnsettledError(f"no value for {size}")
            return int(self.names[size])
        total = self.integer(size[1])
        for part in size[2:]:
            total = total + self.integer(part) if size[0] == "+" else total * self.integer(part)
        return total

    def key(self, leaf: Any) -> Any:
        """The key under which a leaf's value stands."""
        return leaf[1] if leaf[0] == "sym" else (leaf[1], self.integer(leaf[2]))

    def value(self, node: Any) -> Any:
        """The value of a node: a power series, or rows of them."""
        if node[0] in PLAIN:
            return PLAIN[node[0]](*(self.value(a) for a in node[1:]))
        method = getattr(self, f"_of_{node[0]}", None)
        if method is None:
            raise NotSupportedError("the oracle by power series", got=f"the head {node[0]}",
                                    expected="a word it has a value for", advice="another oracle covers it")
        return method(*node[1:])

    def where(self, node: Any, leaves: dict[Any, Any] | None = None, names: dict[str, int] | None = None) -> Any:
        """The value of a node where some leaves or indices have other values."""
        kept = self.leaves, self.names
        self.leaves, self.names = {**self.leaves, **(leaves or {})}, {**self.names, **(names or {})}
        try:
            return self.value(node)
        finally:
            self.leaves, self.names = kept

    # -- heads that need more than the values of their arguments ---------------------------------------------------
    def _of_num(self, text: str) -> Any:
        return series(arb(fmpq(text)))

    def _of_const(self, which: str) -> Any:
        if which not in ("pi", "e"):
            raise NotSupportedError("the oracle by power series", got=f"the constant {which}", expected="pi, e",
                                    advice="another oracle covers it")
        return series(arb.pi() if which == "pi" else arb(1).exp())

    def _of_sym(self, *leaf: Any) -> Any:
        return self.leaf(["sym", *leaf])

    def _of_seq(self, *leaf: Any) -> Any:
        return self.leaf(["seq", *leaf])

    def leaf(self, leaf: Any) -> Any:
        """The value of a leaf."""
        key = self.key(leaf)
        if key not in self.leaves:
            raise UnsettledError(f"no value for {key}")
        return self.leaves[key]

    def _of_size(self, size: Any) -> Any:
        return series(self.integer(size))

    _of_index = _of_size

    def _of_eye(self, n: Any) -> Matrix:
        return unity(self.integer(n))

    def _of_ones(self, rows: Any, columns: Any) -> Matrix:
        return [[series(1)] * self.integer(columns) for _ in range(self.integer(rows))]

    def _of_zeros(self, rows: Any, columns: Any) -> Matrix:
        return [[series(0)] * self.integer(columns) for _ in range(self.integer(rows))]

    def _of_unit(self, n: Any, place: Any) -> Matrix:
        return [[series(int(i == self.integer(place)))] for i in range(self.integer(n))]

    def _of_named(self, _name: str, node: Any) -> Any:
        return self.value(node)

    def _of_block(self, rows: Any) -> Matrix:
        bands = [[table(self.value(b)) for b in row] for row in rows]
        return [[x for part in parts for x in part] for band in bands for parts in zip(*band, strict=True)]

    def _of_entry(self, node: Any, row: Any, column: Any = 0) -> Any:
        rows, i, j = table(self.value(node)), self.integer(row), self.integer(column)
        if not (0 <= i < len(rows) and 0 <= j < len(rows[0])):
            raise UnsettledError("an entry outside the array")
        return rows[i][j]

    def _of_matpow(self, node: Any, power: Any) -> Matrix:
        base, count = table(self.value(node)), self.integer(power)
        base = PLAIN["inv"](base) if count < 0 else base
        out = unity(len(base))
        for _ in range(abs(count)):
            out = multiply(out, base)
        return out

    def _of_product(self, body: Any, index: str, lo: Any, hi: Any) -> Any:
        values = [self.where(body, names={index: k}) for k in range(self.integer(lo), self.integer(hi) + 1)]
        if not values:
            shape = self.where(body, names={index: self.integer(lo)})
            return unity(len(shape)) if isinstance(shape, list) else series(1)
        out = values[0]
        for factor in values[1:]:
            out = multiply(factor, out) if isinstance(out, list) else factor * out
        return out

    def _of_total(self, body: Any, index: str, lo: Any, hi: Any) -> Any:
        out = apply(lambda _: series(0), self.where(body, names={index: self.integer(lo)}))
        for k in range(self.integer(lo), self.integer(hi) + 1):
            out = PLAIN["add"](out, self.where(body, names={index: k}))
        return out

    def _of_iterate(self, body: Any, leaf: Any, start: Any, count: Any) -> Any:
        out = self.value(start)
        for _ in range(self.integer(count)):
            out = self.where(body, {self.key(leaf): out})
        return out

    def _of_at(self, node: Any, pairs: Any) -> Any:
        return self.where(node, {self.key(leaf): self.value(new) for leaf, new in pairs})

    def _of_fn(self, word: str, node: Any) -> Any:
        argument = self.value(node)
        if word in self.bodies:
            return apply(lambda x: flat(self.where(self.bodies[word], {"_x": x}))[0], argument)
        if word not in FUNCTIONS:
            raise NotSupportedError("the oracle by power series", got=f"the function {word}",
                                    expected=", ".join(sorted(FUNCTIONS)), advice="give the function a body")
        return apply(FUNCTIONS[word], argument)

    # -- derivatives -----------------------------------------------------------------------------------------------
    def _along(self, y: Any, x: Any, direction: list[Any]) -> Any:
        """The derivative of y where the leaf x moves along a direction, given entry by entry."""
        if self.moving:
            raise NotSupportedError("the oracle by power series", got="a derivative of a derivative",
                                    expected="first derivatives", advice="another oracle covers it")
        steps = iter(direction)
        moved = apply(lambda v: power_series([v[0], next(steps)]), self.leaf(x))
        self.moving = True
        try:
            return apply(lambda v: series(v[1]), self.where(y, {self.key(x): moved}))
        finally:
            self.moving = False

    def _columns(self, y: Any, x: Any) -> list[Any]:
        count = len(flat(self.leaf(x)))
        return [self._along(y, x, [int(i == k) for i in range(count)]) for k in range(count)]

    def _of_D(self, y: Any, x: Any) -> Any:
        columns = self._columns(y, x)
        if not isinstance(columns[0], list) and not isinstance(self.leaf(x), list):
            return columns[0]
        return [list(row) for row in zip(*map(flat, columns), strict=True)]

    def _of_pullback(self, y: Any, x: Any, g: Any) -> Any:
        columns, weights, leaf = self._columns(y, x), flat(self.value(g)), self.leaf(x)
        slopes = iter([PLAIN["dot"](standing(weights), standing(flat(c))) for c in columns])
        return apply(lambda _: next(slopes), leaf)

    def _of_jvp(self, y: Any, x: Any, d: Any) -> Any:
        return self._along(y, x, [v[0] for v in flat(self.value(d))])

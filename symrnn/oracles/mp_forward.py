"""Forward values of serialised terms in mpmath, at one point and one precision; no derivative is known here."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import mpmath

from symrnn.errors import NotSupportedError
from symrnn.oracles.mp_values import FUNCTIONS, KINKS, PLAIN, Matrix, NoValueError, each, entries_of, pair, rows_of


class Forward:
    """The value of serialised terms at one point and one precision, with an mpmath context of its own."""

    def __init__(self, record: dict[str, Any], point: dict[str, Any], digits: int) -> None:
        self.mp = mpmath.MPContext()
        self.mp.dps = digits + 10  # guard digits: rounding of the term itself stays below the last digit that counts
        self.names = {**point.get("sizes", {}), **point.get("indices", {})}
        self.bodies = {key: f["body"] for key, f in record.get("functions", {}).items() if f.get("body") is not None}
        self.bodies.update(point.get("functions", {}))
        self.branches: list[Any] = []
        self.leaves: dict[Any, Any] = {}
        for key, entry in point.get("leaves", {}).items():
            if isinstance(entry, dict):
                self.leaves.update({(key, int(k)): self.read(v) for k, v in entry.items()})
            else:
                self.leaves[key] = self.read(entry)

    def read(self, entry: Any) -> Any:
        """A leaf of the point: a rational as text, or rows of them; a pair of texts is complex."""
        if isinstance(entry, str | int):
            fraction = Fraction(entry)
            return self.mp.mpf(fraction.numerator) / fraction.denominator
        if entry and all(isinstance(x, str | int) for x in entry) and len(entry) == 2:
            return self.mp.mpc(self.read(entry[0]), self.read(entry[1]))
        return [[self.read(x) for x in row] for row in entry]

    def integer(self, size: Any) -> int:
        """A size or an index at the point."""
        if isinstance(size, list):
            parts = [self.integer(s) for s in size[1:]]
            out = parts[0]
            for part in parts[1:]:
                out = out + part if size[0] == "+" else out * part
            return out
        if isinstance(size, str) and size not in self.names:
            raise NoValueError(f"no value for {size}")
        return int(self.names[size] if isinstance(size, str) else size)

    def value(self, node: Any) -> Any:
        """The value of a node: an mpmath number, or rows of them."""
        method = getattr(self, f"_of_{node[0]}", None)
        if method is not None:
            return method(*node[1:])
        if node[0] in PLAIN:
            return PLAIN[node[0]](self.mp, *(self.value(a) for a in node[1:]))
        raise NotSupportedError("the oracle by differences", got=f"the head {node[0]}",
                                expected="a word it has a value for", advice="another oracle covers it")

    def with_leaf(self, key: Any, value: Any, node: Any) -> Any:
        """The value of a node where a leaf has another value."""
        missing = object()
        kept = self.leaves.get(key, missing)
        self.leaves[key] = value
        try:
            return self.value(node)
        finally:
            if kept is missing:
                del self.leaves[key]
            else:
                self.leaves[key] = kept

    def choose(self, branch: Any) -> None:
        """Note on which side of a kink a value lies; None on the kink itself."""
        self.branches.append(branch)

    def key(self, leaf: Any) -> Any:
        """The key under which a leaf's value stands."""
        return leaf[1] if leaf[0] == "sym" else (leaf[1], self.integer(leaf[2]))

    def leaf(self, leaf: Any) -> Any:
        """The value of a leaf."""
        key = self.key(leaf)
        if key not in self.leaves:
            raise NoValueError(f"no value for {key}")
        return self.leaves[key]

    # -- heads that need more than the values of their arguments ----------------------------------------------------
    def _of_num(self, text: str) -> Any:
        return self.read(text)

    def _of_const(self, which: str) -> Any:
        if which == "oo":
            raise NoValueError("infinity")
        return {"pi": self.mp.pi, "e": self.mp.e, "i": self.mp.mpc(0, 1)}[which] * 1

    def _of_sym(self, *leaf: Any) -> Any:
        return self.leaf(["sym", *leaf])

    def _of_seq(self, *leaf: Any) -> Any:
        return self.leaf(["seq", *leaf])

    def _of_size(self, size: Any) -> Any:
        return self.mp.mpf(self.integer(size))

    _of_index = _of_size

    def _of_eye(self, n: Any) -> Matrix:
        return [[self.mp.mpf(i == j) for j in range(self.integer(n))] for i in range(self.integer(n))]

    def _of_ones(self, rows: Any, columns: Any) -> Matrix:
        return [[self.mp.mpf(1)] * self.integer(columns) for _ in range(self.integer(rows))]

    def _of_zeros(self, rows: Any, columns: Any) -> Matrix:
        return [[self.mp.mpf(0)] * self.integer(columns) for _ in range(self.integer(rows))]

    def _of_unit(self, n: Any, where: Any) -> Matrix:
        return [[self.mp.mpf(i == self.integer(where))] for i in range(self.integer(n))]

    def _of_named(self, _name: str, node: Any) -> Any:
        return self.value(node)

    def _of_block(self, rows: Any) -> Matrix:
        out: Matrix = []
        for row in rows:
            blocks = [rows_of(self.value(b)) for b in row]
            out.extend([x for part in parts for x in part] for parts in zip(*blocks, strict=True))
        return out

    def _of_entry(self, node: Any, *where: Any) -> Any:
        row, column = [self.integer(w) for w in where] + [0] * (2 - len(where))
        rows = rows_of(self.value(node))
        if not (0 <= row < len(rows) and 0 <= column < len(rows[0])):
            raise NoValueError("an entry outside the array")
        return rows[row][column]

    def _of_matpow(self, node: Any, power: Any) -> Matrix:
        base, count = rows_of(self.value(node)), self.integer(power)
        if count < 0:
            base, count = PLAIN["inv"](self.mp, base), -count
        out = self._of_eye(len(base))
        for _ in range(count):
            out = PLAIN["matmul"](self.mp, out, base)
        return out

    def _of_product(self, body: Any, index: str, lo: Any, hi: Any) -> Any:
        return self.fold(body, index, lo, hi, lambda new, old: PLAIN["matmul"](self.mp, new, old)
                         if isinstance(new, list) else new * old, ordered=True)

    def _of_total(self, body: Any, index: str, lo: Any, hi: Any) -> Any:
        return self.fold(body, index, lo, hi, lambda new, old: pair(lambda x, y: x + y, new, old), ordered=False)

    def fold(self, body: Any, index: str, lo: Any, hi: Any, join: Any, ordered: bool) -> Any:
        """Join the values of a body over an index; the empty product is one, the empty sum zero."""
        first, last = self.integer(lo), self.integer(hi)
        outer = self.names
        out: Any = None
        try:
            for k in range(first, max(last, first) + 1):
                self.names = {**outer, index: k}
                new = self.value(body)
                out = new if out is None else join(new, out)
        finally:
            self.names = outer
        if last < first:
            one = self._of_eye(len(out)) if isinstance(out, list) else self.mp.mpf(1)
            return one if ordered else each(lambda _: self.mp.mpf(0), out)
        return out

    def _of_iterate(self, body: Any, leaf: Any, start: Any, count: Any) -> Any:
        out = self.value(start)
        for _ in range(self.integer(count)):
            out = self.with_leaf(self.key(leaf), out, body)
        return out

    def _of_at(self, node: Any, pairs: Any) -> Any:
        values = [(self.key(leaf), self.value(new)) for leaf, new in pairs]
        kept = self.leaves
        self.leaves = {**kept, **dict(values)}
        try:
            return self.value(node)
        finally:
            self.leaves = kept

    def _of_fn(self, word: str, node: Any) -> Any:
        argument = self.value(node)
        if word in self.bodies:
            return each(lambda x: entries_of(self.with_leaf("_x", x, self.bodies[word]))[0], argument)
        if word not in FUNCTIONS:
            raise NotSupportedError("the oracle by differences", got=f"the function {word}",
                                    expected=", ".join(sorted(FUNCTIONS)), advice="give the function a body")
        for x in entries_of(argument) if word in KINKS else ():
            self.choose(None if mpmath.re(x) in KINKS[word] else sum(mpmath.re(x) > k for k in KINKS[word]))
        return each(lambda x: FUNCTIONS[word](self.mp, x), argument)

    def _of_max(self, node: Any) -> Any:
        return self.extreme(entries_of(self.value(node)), 1)

    def _of_min(self, node: Any) -> Any:
        return self.extreme(entries_of(self.value(node)), -1)

    def _of_norm(self, node: Any) -> Any:
        return self.length(PLAIN["norm"](self.mp, self.value(node)))

    def _of_norm_f(self, node: Any) -> Any:
        return self.length(PLAIN["norm_f"](self.mp, self.value(node)))

    def _of_norm_1(self, node: Any) -> Any:
        sums = []
        for column in zip(*rows_of(self.value(node)), strict=True):
            for x in column:
                self.choose(None if x == 0 else x > 0)
            sums.append(sum(abs(x) for x in column))
        return self.extreme(sums, 1)

    def _of_norm_inf(self, node: Any) -> Any:
        return self._of_norm_1(["T", node])

    def length(self, norm: Any) -> Any:
        """A norm: its kink is at zero, where differences on both sides would cancel and look like a derivative."""
        self.choose(None if norm == 0 else 0)
        return norm

    def extreme(self, values: list[Any], sign: int) -> Any:
        """The largest (or smallest) value, and which one it is: where two tie there is a kink."""
        best = max(range(len(values)), key=lambda k: sign * values[k])
        self.choose(None if sum(x == values[best] for x in values) > 1 else best)
        return values[best]

    def _of_integral(self, f: Any, w: Any, lo: Any, hi: Any) -> Any:
        ends = [self.end(e) for e in (lo, hi)]
        return self.mp.quad(lambda x: entries_of(self.with_leaf(self.key(w), x, f))[0], ends)

    def _of_expect(self, f: Any, z: Any, law: Any) -> Any:
        first, second = (entries_of(self.value(p))[0] for p in law[1:])
        if law[0] == "uniform":
            return self._of_integral(f, z, law[1], law[2]) / (second - first)
        spread = self.mp.sqrt(second)
        # Beyond 16 + sqrt(digits * 5) deviations the density is below the last digit.
        reach = 16 + self.mp.sqrt(5 * self.mp.dps)

        def weighted(x: Any) -> Any:
            return self.mp.npdf(x) * entries_of(self.with_leaf(self.key(z), first + spread * x, f))[0]

        return self.mp.quad(weighted, self.mp.linspace(-reach, reach, 9))

    def end(self, node: Any) -> Any:
        """An end of an interval, infinity included."""
        if node == ["const", "oo"]:
            return self.mp.inf
        if node[0] == "neg" and node[1] == ["const", "oo"]:
            return -self.mp.inf
        return entries_of(self.value(node))[0]

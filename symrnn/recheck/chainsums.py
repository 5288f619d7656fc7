"""Arithmetic of norm chains: signs by form, entries of known range, sums of products of facts."""

from __future__ import annotations

import re
from typing import Any

from flint import Ordering, fmpq, fmpq_mpoly_ctx, fmpq_poly

from symrnn.recheck.chainrules import NORMS, must
from symrnn.recheck.functions import Node, Record
from symrnn.recheck.shapes import canonical

RISING = ("exp", "sqrt", "tanh", "sigmoid", "softplus", "relu", "log", "atan", "erf")
WHOLE_LINE = {"exp": 0, "softplus": 0, "cosh": 1, "abs": 0, "sqrt": 0, "relu": 0, "sigmoid": 0, "step": 0}
ABOVE_ZERO = ("exp", "softplus", "cosh", "sigmoid")
ZERO = ["num", "0"]
WIDTH = 40  # atoms of one sum
_UNIT, _SYMMETRIC = (fmpq(0), fmpq(1)), (fmpq(-1), fmpq(1))
RANGES = {"sigmoid": _UNIT, "step": _UNIT,
          **dict.fromkeys(("tanh", "sin", "cos", "erf", "softsign", "hardtanh", "sign"), _SYMMETRIC)}


def nonneg(node: Node, known: Any = ()) -> bool:
    """Whether a scalar node is not negative by its form, where some nodes are known not to be."""
    return node in known or least(node, known) is not None


def least(node: Node, known: Any = ()) -> tuple[int, bool] | None:
    """(0, whether it is positive) for what is not negative by its form; None for everything else."""
    head = node[0]
    if node in known:
        return (0, False)
    if head == "num":
        return (0, fmpq(node[1]) > 0) if fmpq(node[1]) >= 0 else None
    if head in NORMS or head in ("rho", "sigma_min", "count_nonzero", "rank") or (head == "dot" and node[1] == node[2]):
        return (0, False)
    if head in ("size", "index"):
        coefficients = canonical(node[1], terms=True)
        return (0, head == "size") if all(c > 0 for c in coefficients.values()) else None
    if head == "fn":
        return (0, node[1] in ABOVE_ZERO) if node[1] in WHOLE_LINE else None
    if head == "named":
        return least(node[2], known)
    if head in ("add", "mul", "div"):
        a, b = least(node[1], known), least(node[2], known)
        if a is None or b is None:
            return None
        return (0, (a[1] or b[1]) if head == "add" else (a[1] and b[1]))
    if head == "pow":
        inside = least(node[1], known)
        return (0, False) if inside is None and even(node[2]) else inside and (0, inside[1])
    if head in ("product", "total"):
        return (0, False) if least(node[1], known) is not None else None
    return None


def natural(k: Node) -> bool:
    """A natural number, written as one."""
    return k[0] in ("num", "size", "index") and bool(re.fullmatch(r"\d+", str(k[1])))


def even(k: Node) -> bool:
    """An even natural number, written as one."""
    return natural(k) and int(k[1]) % 2 == 0



def entry(node: Node, found: list[Node]) -> Any:
    """The polynomial of a generic entry in one value."""
    head = node[0]
    if head == "num":
        return fmpq_poly([fmpq(node[1])])
    if head in ("ones", "zeros"):
        return fmpq_poly([fmpq(head == "ones")])
    if head in ("add", "sub", "mul"):
        a, b = entry(node[1], found), entry(node[2], found)
        return a + b if head == "add" else a - b if head == "sub" else a * b
    if head in ("neg", "named"):
        return -entry(node[1], found) if head == "neg" else entry(node[2], found)
    if head == "div":
        must(node[2][0] == "num", "a quotient")
        return entry(node[1], found) / fmpq(node[2][1])
    if head == "pow":
        must(natural(node[2]) and int(node[2][1]) <= 12, "a power")
        return entry(node[1], found) ** int(node[2][1])
    must(head in ("fn", "sym", "seq") and (not found or found == [node]), "more than one value")
    found[:] = [node]
    return fmpq_poly([0, 1])


def nonneg_between(p: Any, lo: Any, hi: Any) -> bool:
    """Whether a polynomial is not negative on [lo, hi]: no change of sign inside, and positive somewhere there."""
    if p == 0 or p.degree() == 0:
        return bool(p(0) >= 0)
    if lo >= hi:
        return bool(p(lo) >= 0)
    for f, e in p.factor()[1]:
        for r, _ in f.numer().complex_roots() if e % 2 else []:
            inside = not (r.real <= lo or r.real >= hi)
            if f.degree() == 1:
                inside = lo < -f[0] / f[1] < hi
            if not r.imag.is_zero() and not r.imag.contains(0):
                continue
            if inside:
                return False
    samples = [lo + (hi - lo) * fmpq(i, p.degree() + 2) for i in range(1, p.degree() + 2)]
    return all(p(x) >= 0 for x in samples)


def quotients(node: Any) -> list[Node]:
    """All quotients in a node."""
    if not isinstance(node, list):
        return []
    return ([node] if node[:1] == ["div"] else []) + [q for part in node for q in quotients(part)]


def bound_of(node: Node, above: bool) -> tuple[Any, bool] | None:
    """What an atom is at least (or at most) by its form, and whether it is never equal to it."""
    if node[0] == "size" and isinstance(node[1], str) and not above:
        return fmpq(1), False
    if node[0] == "fn" and node[1] in RANGES:
        lo, hi = RANGES[node[1]]
        return (hi if above else lo), node[1] == "sigmoid"
    known = None if above else least(node)
    return None if known is None else (fmpq(known[0]), known[1])


class Sum:
    """One step of the rule `sum`: quotients of polynomials in atoms, and the facts that they are made of.

    Parameters
    ----------
    reader
        The steps accepted so far, and what is a scalar.
    step
        The step to check.
    """

    def __init__(self, reader: Any, step: Record) -> None:
        self.reader, self.step = reader, step
        self.atoms: dict[str, int] = {}
        self.ring = fmpq_mpoly_ctx.get([f"a{i}" for i in range(WIDTH)], Ordering.degrevlex)
        self.one = self.number(1)

    def number(self, c: Any) -> Any:
        """A rational as a polynomial."""
        return self.ring.from_dict({(0,) * WIDTH: fmpq(c)})

    def atom(self, node: Node) -> Any:
        """The generator of a scalar that is not looked into."""
        must(self.reader.scalar(node), "an array among scalars")
        place = self.atoms.setdefault(repr(node), len(self.atoms))
        must(place < WIDTH, "too many atoms")
        return self.ring.gens()[place]

    def quotient(self, node: Node) -> tuple[Any, Any]:
        """Numerator and denominator of a scalar."""
        head = node[0]
        if head == "num":
            return self.number(node[1]), self.one
        if head == "named":
            return self.quotient(node[2])
        if head in ("add", "sub", "mul", "div"):
            (a, b), (c, d) = self.quotient(node[1]), self.quotient(node[2])
            if head in ("add", "sub"):
                return (a * d + b * c if head == "add" else a * d - b * c), b * d
            return (a * c, b * d) if head == "mul" else (a * d, b * c)
        if head == "neg":
            a, b = self.quotient(node[1])
            return -a, b
        if head == "pow" and natural(node[2]) and int(node[2][1]) <= 12:
            a, b = self.quotient(node[1])
            return a ** int(node[2][1]), b ** int(node[2][1])
        if head in ("size", "index"):
            total = self.number(0)
            for monomial, c in canonical(node[1], terms=True).items():
                part = self.number(c)
                for name in monomial:
                    part = part * self.atom(["index" if name in self.reader.record["indices"] else "size", name])
                total = total + part
            return total, self.one
        return self.atom(node), self.one

    def fact(self, spec: Record) -> tuple[Any, bool, bool]:
        """The polynomial of a fact, whether it is strict, and whether it is an equation."""
        if "step" in spec:
            must(["step", spec["step"]] in self.step["uses"], "a step that is not named")
            s = self.reader.steps[spec["step"]]
            (a, b), (c, d) = self.quotient(s["right"]), self.quotient(s["left"])
            must(b == self.one and d == self.one, "a fact with a denominator")
            return a - c, s["rel"] == "<", s["rel"] == "="
        node = spec["atom"]
        if spec.get("denominator"):
            below = [n[2] for side in (self.step["left"], self.step["right"]) for n in quotients(side)]
            must(node in below and nonneg(node), "not a denominator, or one that may be negative")
            return self.atom(node), True, False
        known = bound_of(node, "most" in spec)
        must(known is not None, "no such bound of an atom")
        assert known is not None
        end, strict = known
        number = fmpq(spec["most" if "most" in spec else "least"])
        must(end <= number if "most" in spec else end >= number, "a sharper bound than there is")
        value = self.quotient(node)[0]
        return (number - value if "most" in spec else value - number), strict or end != number, False

    def check(self) -> None:
        """Raise unless right - left, times strict facts, is the sum."""
        (a, b), (c, d) = self.quotient(self.step["right"]), self.quotient(self.step["left"])
        total, strict = self.number(0), False
        for weight, what in self.step["terms"]:
            part, sharp = self.product(what)
            must(fmpq(weight) > 0, "a weight that is not positive")
            total, strict = total + part * fmpq(weight), strict or sharp
        over = self.one
        for spec in self.step["over"]:
            p, s, _ = self.fact(spec)
            must(s, "a denominator that may vanish")
            over = over * p
        # (right - left) over = total, where over is positive and the denominators of both sides are not zero
        must((a * d - b * c) * over == total * b * d, "the sum is another expression")
        must(self.step["rel"] == "<=" or (self.step["rel"] == "<" and strict), "the sum is not strict")

    def product(self, what: list[Record]) -> tuple[Any, bool]:
        """A product of facts, and whether it is strict; an equation may be multiplied by anything."""
        part, strict, free = self.one, True, False
        for spec in what:
            if "times" in spec:
                must(free and spec["sign"] in (1, -1), "a factor of any sign")
                for node in spec["times"]:
                    part = part * self.quotient(node)[0]
                part, strict = part * spec["sign"], False
                continue
            p, s, equation = self.fact(spec)
            part, strict, free = part * p, strict and s, free or equation
        return part, strict

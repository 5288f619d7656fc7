"""Special points: far out, beside kinks, and where arrays are zero, alike or the identity, as generic ones never are.

A statement that is analytic in its leaves holds everywhere if it holds at generic points. One with kinks, branches,
extremes or ranks does not have to: it is looked at here as well, also beyond all numbers that it mentions.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from fractions import Fraction
from hashlib import sha256
from itertools import islice
from math import prod
from typing import Any

from flint import arb, fmpq

from symrnn.recheck.carried import CALCULUS, heads
from symrnn.recheck.forms import Form, bare
from symrnn.recheck.functions import (
    FREE, KINKED, UNREADABLE, Node, Number, Record, ball, precision, rational, within)
from symrnn.recheck.matrices import scalar
from symrnn.recheck.numbers import judged, stream
from symrnn.recheck.point import environment
from symrnn.recheck.rules import RISING
from symrnn.recheck.sample import instances, points, satisfied
from symrnn.recheck.truth import decide
from symrnn.recheck.values import evaluate

BRANCHED = KINKED | {"sqrt", "log", "atan"}  # functions whose arguments are led through zero
EXTREMES = {"max", "min", "eig_max", "eig_min", "norm", "norm_f", "norm_1", "norm_inf", "rho", "sigma_min"}
SUDDEN = BRANCHED | EXTREMES | {"pow", "rank", "count_nonzero"}
# of what is made of these from leaves, points show all signs and orders
LEAFLIKE = {"sym", "seq", "neg", "num", "mul", "named", "matmul", "matpow", "T", "diag", "abs", "relu", *RISING - BRANCHED}
# conditions under which leaves take all values beside those that they have
SMOOTH = {"positive", "nonneg", "le", "lt", "less", "at_most", "ge", "gt", "ne", "between", "strictly_between", "nonzero",
          "nowhere_zero", "invertible", "symmetric", "skew", "pd", "psd", "diagonal", "triangular", "orthogonal"}
OPEN, BITS = {"sym", "seq", "size", "index"}, 128
FEW, TOLD = 1000, 80  # simple rationals have no larger parts, and are told by so many digits behind the point
MOST = 300  # turns of all kinks at a point
FAR = [fmpq(10) ** 2**k for k in range(10)]

def formulas(record: Record) -> list[Node]:
    """The assertion of a statement, and the bodies of its own functions."""
    return [record["assert"], *(f["body"] for f in record.get("functions", {}).values() if f.get("body") is not None)]

def sudden(record: Record) -> bool:
    """Whether a statement, or a function of its own, has kinks, branches, extremes or ranks."""
    return bool(SUDDEN & set(heads(formulas(record))))

def shown(record: Record, form: Form) -> bool:
    """Whether points show all sides of all kinks of a statement: few, and where leaves change their signs or their order."""
    terms = [n for n in within(formulas(record)) if n and isinstance(n[0], str)]
    kinks = [n[2] for n in terms if n[:1] == ["fn"] and n[1] in KINKED and not form.nonneg(bare(n[2]))]
    kinks += [n[-1] for n in terms if n[:2] == ["fn", "sqrt"] or n[0] in EXTREMES]
    kinks += [n[1] for n in terms if n[:1] == ["pow"] and "/" in str(n[2])]
    return len({json.dumps(u) for u in kinks}) < 4 and {*heads(kinks)} <= LEAFLIKE

class Sides:
    """Which side of its kink every step takes where that is free: all kinks that are alike take the same.

    Alike are numbers that differ by a sign, and, where they are `merged`, by a simple rational, which has to be one of the
    same `quotients` wherever one looks. Without `turns`, a step is some number between its two values that its argument
    gives; with them, it takes turns: above, below, and at the kink.
    """

    def __init__(self, merged: bool, turns: list[int] | None) -> None:
        self.turns, self.merged, self.met = turns, merged, []  # type: Any, bool, list[tuple[Number, Any]]
        self.quotients: set[str] = set()

    def of(self, x: Number) -> Any:
        """1 above, 0 below, a fraction for a number between, None at the kink."""
        for y, side in self.met:
            q = simple(x / y)
            if q and (self.merged or abs(q) == 1):
                self.quotients |= {str(q)} - {"1", "-1"}
                return side if q > 0 or side is None else 1 - side
        if self.turns is None:
            name = arb(x).str(20, radius=False)
            side = fmpq(int.from_bytes(sha256(name.encode()).digest()[:8], "big"), 2**61)
        else:
            self.turns += [0] * (len(self.met) == len(self.turns))
            side = (1, 0, None)[self.turns[len(self.met)]]
        self.met.append((x, side))
        return side

def simple(x: Number) -> Any:
    """The rational with few digits that a number is, as far as its own digits tell; or nothing."""
    near = Fraction(float(ball(x).mid()) if abs(x) < FEW else 0.0).limit_denominator(FEW)
    q = fmpq(near.numerator, near.denominator)
    told = x == q if isinstance(x, fmpq) else x.contains(q) and x.rad() < arb(2) ** -TOLD
    return q if q and told else None

def look(record: Record, point: Record, merged: bool | None, turns: list[int] | None) -> tuple[set[str], set[str]]:
    """What a point says in all its turns, and the quotients of kinks that were taken for one there."""
    taken, words, quotients = [], set(), set()  # type: list[int], set[str], set[str]
    for _ in range(MOST):
        FREE[:] = [] if merged is None else [Sides(merged, taken if turns else None)]
        try:
            words.add(judged(record, point, 60)[0])
            quotients |= FREE[0].quotients if FREE else set()
        finally:
            FREE.clear()
        while taken and turns and taken[-1] == turns[-1]:
            taken.pop()
        if not taken or words & {"violated", "nothing"}:
            break
        taken[-1] += 1
    return {"violated"} if turns and (taken or "nothing" in words) else words, quotients

def met(record: Record, u: Node) -> bool:
    """Whether an equation holds at a point at a kink; one with derivatives may have no value there."""
    there = {**record, "given": [*record.get("given", []), ["eq", u, ["num", "0"]]]}
    good = {"exact", "balls", *(["nothing"] if CALCULUS & {*heads(formulas(record))} else [])}
    return any(judged(record, point, 60)[0] in good for point in points(there, stream(there, 0), count=1))

def closed(node: Any) -> Iterator[fmpq]:
    """The values of all parts of a term that have no leaves, as positive numbers."""
    for part in within(node):
        if part and isinstance(part[0], str) and not OPEN & set(heads(part)):
            with suppress(*UNREADABLE):
                x = scalar(evaluate(part, environment({"leaves": {}}, {"sizes": {}})))
                yield abs(x) if isinstance(x, fmpq) else rational(abs(ball(x)).upper())

def changes(claim: Node) -> Iterator[Callable[[fmpq, int, int], fmpq]]:
    """What may become of an entry, with its row and its column: larger ones, and those of special arrays."""
    mentioned = sorted(set(closed(claim)))
    large = [q for q in mentioned if q > 1]
    for factor in sorted({fmpq(1, 1000), fmpq(8), fmpq(-100), *FAR, *(3 * q for q in large), prod(large, start=fmpq(3))}):
        yield lambda x, i, j, factor=factor: x * factor  # type: ignore[misc]
    for value in [q * sign for q in {fmpq(0), fmpq(1), *mentioned[:6]} for sign in (1, -1)]:
        yield lambda x, i, j, value=value: value  # type: ignore[misc]
    yield from (lambda x, i, j: fmpq(i == j), lambda x, i, j: x if i == j == 0 else fmpq(0))

def changed(value: Any, change: Callable[[fmpq, int, int], fmpq]) -> Any:
    """A value of a leaf with all its entries changed, of complex ones both parts."""
    if isinstance(value, dict):
        return {k: changed(v, change) for k, v in value.items()}
    if isinstance(value, str):
        return str(change(fmpq(value), 0, 0))
    if value and not isinstance(value[0], list):
        return [changed(x, change) for x in value]
    return [[str(change(fmpq(x), i, j)) if isinstance(x, str) else changed(x, change) for j, x in enumerate(row)]
            for i, row in enumerate(value)]

def special(record: Record) -> Iterator[Record]:
    """Points where arrays are special, or far out; and points at a kink and on both its sides, one kink after the other."""
    for point in islice(points(record, stream(record, 0), count=4), 4):
        for change in changes(formulas(record)) if not point.get("derived") else ():
            yield {**point, "leaves": {k: changed(v, change) for k, v in point["leaves"].items()}}
    led = [n[2] for n in within(record["assert"]) if n[:1] == ["fn"] and n[1] in BRANCHED] + [
        ["entry", n[1], 0, 0] for n in within(record["assert"]) if n[:1] == ["count_nonzero"]]
    for u in list({json.dumps(u): u for u in led}.values())[:8]:
        for value in ("0", "1", "-1"):
            there = {**record, "given": [*record.get("given", []), ["eq", u, ["num", value]]]}
            yield from islice(points(there, stream(there, 0), count=1), 1)

def violated(record: Record, always: bool = False) -> Iterator[Record]:
    """Special points that meet the conditions, where the assertion of a statement with kinks or ranks is false."""
    for point in special(record) if always or sudden(record) else ():
        with precision(BITS), suppress(*UNREADABLE):
            env = environment(record, point)
            if all(satisfied(c, at) for c, at in instances(record, env)) and decide(record["assert"], env) is False:
                yield point

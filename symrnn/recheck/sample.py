"""Generic exact points of a statement: rationals that meet its conditions, the same everywhere for the same seed.

Conditions on leaves are met by construction, equations by solving for a leaf, bounds by scaling; whatever was
done, every condition is decided again at the finished point, and a point where one may fail is dropped.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

from flint import arb, fmpq, fmpq_mat

from symrnn.recheck.functions import (
    FINE, ZERO, Malformed, Node, Record, Undefined, ball, base, finite, in_reach, is_real, known, precision, split,
    within)
from symrnn.recheck.makers import MAKERS, Draw, isolate, leaf_nodes, opaque, scaled, times
from symrnn.recheck.matrices import add, each, entries, eye, inv, mat, matmul, shape, sub, transpose
from symrnn.recheck.near import solved
from symrnn.recheck.plans import index_choices, size_choices
from symrnn.recheck.rules import free_names
from symrnn.recheck.truth import decide, differences, gap
from symrnn.recheck.values import Env, evaluate, freeze, key_of, parse_number, seeded, size_of

__all__ = ["MAKERS", "Builder", "Draw", "instances", "leaf_nodes", "points", "satisfied", "serialise"]
SPAN = range(-3, 13)  # the indices at which a sequence is filled
QUANTIFIED = range(-2, 12)  # where a condition holds whose index the assertion does not have
FACTORS = [fmpq(*f) for f in ((1, 2), (-1, 1), (2, 1), (1, 4), (4, 1), (1, 10), (10, 1), (1, 40), (40, 1), (1, 200))]
POOLS = ([fmpq(0), fmpq(1)], [fmpq(-1), fmpq(1)], [fmpq(0), fmpq(1), fmpq(-1)]) * 2
LARGEST, TALL = 40, 160  # entries of a leaf for which equations are solved exactly, and the bits of their coefficients
RIGID = {"orthogonal", "quarter", "idempotent", "permutation", "stochastic", "unit_norm"}  # what scaling would spoil
LONG = {"orthogonal", "normal", "idempotent", "nilpotent", "quarter", "turn", "frame"}  # inverses of fine numbers are
OFTEN = ("turn", "mixed", "strict", "diagonal", "permutation", "eye")  # meet several conditions at once
MIRROR = {"lt": "gt", "less": "gt", "le": "ge", "at_most": "ge", "gt": "lt", "ge": "le"}

def instances(record: Record, env: Env) -> Iterator[tuple[Node, Env]]:
    """The given conditions at a point: those with an index that the assertion lacks hold at every value of it."""
    others = set(record.get("indices", [])) - free_names(record["assert"])
    for cond in map(freeze, record.get("given", [])):
        extra = sorted(others & free_names(cond))
        for values in product(QUANTIFIED, repeat=len(extra)) if extra and leaf_nodes(cond) else [None]:
            yield cond, env if values is None else env.child(indices=dict(zip(extra, values, strict=True)))

class Builder:
    """One attempt at a point."""

    def __init__(self, record: Record, draw: Draw, sizes: Any, indices: Any, scale: fmpq, zero: bool = False) -> None:
        self.record, self.draw, self.scale, self.zero = record, draw, scale, zero
        self.rigid, self.pinned, self.raw = set(), set(), {}  # type: set[str], set[Any], dict[Any, Any]
        self.env = Env(record, sizes, indices, {}, {})
        self.given = [c for given in record.get("given", []) for c in self._choose(freeze(given))]

    def _choose(self, cond: Node) -> list[Node]:
        """The parts of a conjunction, one part of a disjunction."""
        if cond[0] in ("all_of", "holds"):
            return [x for c in cond[1:] for x in self._choose(c)]
        return self._choose(cond[1 + self.draw.below(len(cond) - 1)]) if cond[0] == "any_of" else [cond]

    def traits(self, name: str) -> tuple[list[Any], list[Any], list[Any]]:
        """Words and bounds that the conditions put on the leaf itself."""
        words, low, high = [], [], []  # type: list[Any], list[Any], list[Any]
        heads = (("sym", name), ("seq", name))
        for given in self.given:
            mirrored = given[0] in MIRROR and given[2][:2] in heads
            word, target, *rest = (MIRROR[given[0]], given[2], given[1]) if mirrored else (*given, (), ())
            turned = target[:1] == ("T",) and target[1][:2] in heads and word == "stochastic"
            if target[:2] in heads or turned:
                words.append(("rank", rest[0]) if word in ("rank_is", "rank_at_most") else word)
                low += [rest[0]] if word in ("gt", "ge", "between", "strictly_between") else []
                low += [("num", "0")] if word in ("positive", "nonneg") else []
                high += [rest[0]] if word in ("lt", "le", "less", "at_most") else []
                high += [rest[1]] if word in ("between", "strictly_between") else []
            elif word in ("eq", "equal") and isinstance(target[-1], tuple) and target[-1][:2] in heads:
                leaf, one, alone = target[-1], rest[0] == ("num", "1"), leaf_nodes(target) == [target[-1]]
                squared = target in (("matmul", ("T", leaf), leaf), ("dot", leaf, leaf))
                words += ["unit_norm"] if one and (squared or target[0] == "norm") else []
                words += ["orthogonal"] if squared and rest[0][0] == "eye" else []
                words += ["quarter"] if (target, rest[0][0]) == (("matmul", leaf, leaf), "neg") else []
                words += [("rank", rest[0])] if target[0] == "rank" else []
                words += ["nilpotent"] if rest[0][0] == "zeros" and times(leaf, target) > 1 and alone else []
        return words, low, high

    def _bound(self, nodes: Any, low: bool) -> Any:
        """The sharpest of some bounds of a leaf that have a value by now, as a rational; or None."""
        x = None
        for node in nodes:
            try:
                for y in [ball(base(y)) for y in entries(evaluate(node, self.env))]:
                    x = y if x is None else x.max(y) if low else x.min(y)
            except Undefined:
                continue
        if x is None or not in_reach(x.upper()):
            return None
        return x.fmpq() if x.is_exact() else ((x * 1000).upper().ceil() if low else (x * 1000).lower().floor()).fmpq() / 1000

    def leaf(self, name: str, dims: Any) -> Any:
        """A value for a leaf: of its rank, between its bounds, or of its kind."""
        (words, low, high), d = self.traits(name), self.draw
        if self.zero and d.below(2):
            return scaled(d.array(dims), ZERO)
        if self.record["leaves"][name].get("field") == "complex":
            return each(lambda x: (x, d.rational() * self.scale), scaled(d.array(dims), self.scale))
        low, high = self._bound(low, True), self._bound(high, False)
        if d.fine and set(words) == {"commute"}:
            return scaled(eye(dims[0]), d.rational())  # with which all others commute, though not with one another
        ranks, words = [w[1] for w in words if isinstance(w, tuple)], [
            w for w in words if w in MAKERS and (dims[:1] == dims[1:] or w in ("positive", "nonneg", "unit_norm"))]
        if ranks:
            k = int(evaluate(ranks[0], self.env).p)
            return matmul(d.array((dims[0], k)), d.array((k, dims[1]))) if k else scaled(d.array(dims), ZERO)
        if low is not None and high is not None and high > low:
            grid = FINE if d.fine else 40 * len(entries(d.array(dims))) + 57
            return each(lambda _: low + (high - low) * fmpq(1 + d.below(grid - 1), grid), d.array(dims))
        if (low is not None or high is not None) and not set(words) - {"positive", "nonneg"}:
            return each(lambda x: low + x if low is not None else high - x, scaled(d.array(dims, False), self.scale))
        return self._structured(name, words, dims)

    def _structured(self, name: str, words: Any, dims: Any) -> Any:
        kinds = [w for w in words if w not in ("positive", "nonneg")] or [None]
        own = [c for c in self.given if c[0] in words and len(c) == 2 and leaf_nodes(c) == [("sym", name)]]
        for w in kinds if len(kinds) == 1 else [*kinds, *OFTEN]:
            fine, self.draw.fine = self.draw.fine, self.draw.fine and w not in LONG
            made = MAKERS[w](self.draw, dims) if w else scaled(self.draw.array(dims), self.scale)
            self.draw.fine = fine
            made = each(abs, made) if {"positive", "nonneg"} & set(words) else made
            if len(kinds) == 1 or all(decide(c, self.env.child({name: made})) for c in own):
                break
        self.rigid |= {name} if set(words) & RIGID else set()
        return scaled(made, self.scale) if w and self.scale != 1 and name not in self.rigid else made

    def build(self, near: bool = False) -> Env:
        """Draw all leaves, those first on which bounds of others rest, and mend the conditions that fail, or go near."""
        record, names, functions = self.record, sorted(self.record["leaves"]), self.record.get("functions", {})
        self.env.functions = {n: None if s.get("body") is None else freeze(s["body"]) for n, s in functions.items()}
        needs = {n: {x[1] for side in self.traits(n)[1:] for b in side for x in leaf_nodes(b)} - {n} for n in names}
        while names:
            name = next((n for n in names if not needs[n] & set(names)), names[0])
            names.remove(name)
            dims = tuple(size_of(s, self.env.sizes) for s in record["leaves"][name]["shape"])
            known(all(x > 0 for x in dims), "an empty array")
            for key in [(name, i) for i in record.get("span", SPAN)] if record["leaves"][name].get("sequence") else [name]:
                self._put(key, self.leaf(name, dims))
        for j, name in enumerate(sorted(n for n, f in self.env.functions.items() if f is None)):
            self.env.functions[name] = freeze(opaque(functions[name], j, self.env, self.draw))
        self.env.cache = {}
        if near:
            self._near()
            return self.env
        for _ in range(2):
            for cond, env in list(instances({**record, "given": self.given}, self.env)):
                if not satisfied(cond, env):
                    self._mend(cond, env)
        return self.env

    def _near(self) -> None:
        """All leaves that the conditions speak of, where they meet all equations: as derived leaves."""
        leaves, drawn = list(dict.fromkeys(x for cond in self.given for x in leaf_nodes(cond))), self.env.leaves
        if not self.raw and all(leaf[1] in drawn for leaf in leaves):
            for firm in (False, True):
                self.env.derived = {k: freeze(v) for k, v in (solved(self.given, self.env, leaves, firm) or {}).items()}
                self.env.leaves = {k: v for k, v in drawn.items() if k not in self.env.derived}
                self.env.cache = {}
                if self.env.derived and all(satisfied(c, env) for c, env in instances(self.record, self.env)):
                    return
                self.env.derived, self.env.leaves = {}, drawn

    def _put(self, key: Any, value: Any) -> None:
        """Give a leaf its value; of a complex one the parts (re, im) are kept, so that the point stays exact."""
        if any(isinstance(x, tuple) for x in entries(value)):
            self.raw[key] = value
            value = each(lambda x: parse_number([str(part) for part in x]), value)
        self.env.leaves[key], self.env.cache = value, {}

    def _mend(self, cond: Node, env: Env) -> bool:
        """Change a leaf so that the condition holds; whether that was possible."""
        equation = cond[0] in ("eq", "equal", "fixed")
        leaves = sorted(leaf_nodes(cond), key=lambda x: (key_of(env, x) in self.pinned, x[1] in self.rigid))
        if cond[0] == "commute" and cond[2][0] in ("sym", "seq"):
            a, d = evaluate(cond[1], env), self.draw
            powers = add(scaled(eye(len(a)), d.rational() * d.below(2)), scaled(a, d.rational()))
            return self._accept(cond, env, cond[2], add(powers, scaled(matmul(a, a), d.rational())))
        if equation and any(self._solve(cond, env, leaf) for leaf in (leaves if cond[0] != "fixed" else [cond[1]])):
            return True
        word = cond[0] in MAKERS and cond[1][0] not in ("sym", "seq")  # about a term: term = something of that kind
        target = MAKERS[cond[0]](self.draw, shape(mat(evaluate(cond[1], env)))) if word else None
        if any(self._newton(cond, env, leaf, target) for leaf in leaves):
            return True
        loose = [x for x in leaves if x[1] not in self.rigid and key_of(env, x) in env.leaves.keys() - self.pinned]
        for key in [key_of(env, leaf) for leaf in loose]:
            for f in FACTORS:
                if decide(cond, env.child({key: scaled(self.env.leaves[key], f)})):
                    grown = each(lambda z, f=f: tuple(part * f for part in z), self.raw[key]) if key in self.raw else None
                    self._put(key, grown or scaled(self.env.leaves[key], f))
                    return True
        return equation and cond[0] != "fixed" and any(self._whole(cond, env, x) for x in loose)

    def _whole(self, cond: Node, env: Env, leaf: Node) -> bool:
        """Small whole numbers, or those that the condition mentions: solutions of equations of a higher degree."""
        key, said = key_of(env, leaf), sorted({fmpq(n[1]) for n in within(cond) if n[:1] == ("num",)})
        pools = [[ZERO]] if self.zero else [[*q, *said] for q in POOLS]
        made = (each(lambda _, p=p: p[self.draw.below(len(p))], self.env.leaves[key]) for p in pools)
        return key not in self.raw and any((self.zero or any(entries(v))) and self._accept(cond, env, leaf, v) for v in made)

    def _accept(self, cond: Node, env: Env, leaf: Node, value: Any) -> bool:
        """Take an exact value of a leaf with which the condition certainly holds; a number stands for every entry."""
        key = key_of(env, leaf)
        old = self.env.leaves.get(key, value)
        if shape(value) != shape(old):
            if len(entries(value)) > 1:
                return False
            (number,) = entries(value)
            value = each(lambda _: number, old)
        if not all(isinstance(x, fmpq) for x in entries(value)) or not decide(cond, env.child({key: value})):
            return False
        self._put(key, value)
        self.pinned.add(key)
        return True

    def _solve(self, cond: Node, env: Env, leaf: Node) -> bool:
        """Solve an equation in which the leaf occurs once; exactly, or as a derived leaf."""
        sides = (cond[1], cond[2]) if times(leaf, cond[1]) else (cond[2], cond[1])
        node, key = isolate(*sides, leaf) if times(leaf, cond) == 1 else None, key_of(env, leaf)
        try:
            value = None if node is None else evaluate(node, env)
        except (Undefined, Malformed):
            value = None
        if value is None or self._accept(cond, env, leaf, value):
            return value is not None
        if key not in self.env.leaves or shape(value) != shape(self.env.leaves[key]) or not all(map(finite, entries(value))):
            return False
        real = self.record["leaves"][leaf[1]].get("field") != "complex"
        if all(isinstance(x, fmpq) for x in entries(value)) or (real and not all(map(is_real, entries(value)))):
            return False
        del self.env.leaves[key]
        self.env.cache = {}
        self.env.derived[key if isinstance(key, str) else f"{key[0]}[{key[1]}]"] = _indexed(freeze(node), env)
        self.pinned.add(key)
        return True

    def _newton(self, cond: Node, env: Env, leaf: Node, target: Any) -> bool:
        """One step of Newton, least change: exact where the equation is affine in the leaf.

        The equations for which a leaf was solved before are kept with the new one. Zero is no sample of a leaf, and a
        leaf of many entries is left alone: exact elimination among them would take minutes.
        """
        try:
            inside, tag, width, value = seeded(env, leaf)
            if width > LARGEST:
                return False
            found = (differences(cond, inside) or ((),))[0]
            found = found if target is None else entries(sub(evaluate(cond[1], inside), target))
            if key_of(env, leaf) in self.pinned:
                others = [c for c in self.given if c[0] in ("eq", "equal") and c != cond and times(leaf, c)]
                found = [*found, *(d for c in others for d in differences(c, inside)[0])]
        except (Undefined, Malformed):
            return False
        split_up = [split(d, tag, width) for d in found]
        numbers = [p for r, parts in split_up for p in (r, *parts)]
        if not split_up or not all(isinstance(p, fmpq) and p.height_bits() < TALL for p in numbers):
            return False
        rows, rhs = independent(split_up)
        if not rows:
            return False
        step = iter(entries(matmul(transpose(rows), matmul(inv(matmul(rows, transpose(rows))), rhs))))
        new = each(lambda x: x - next(step), value)
        return (self.zero or any(entries(new))) and self._accept(cond, env, leaf, new)

def independent(equations: Any) -> tuple[list[Any], list[Any]]:
    """The equations (remainder, coefficients) whose coefficients do not depend on those before, and their remainders."""
    reduced, rank = fmpq_mat(transpose([parts for _, parts in equations])).rref()
    table = reduced.tolist()
    pivots = [next(j for j, x in enumerate(table[i]) if x) for i in range(rank)]
    return [equations[j][1] for j in pivots], [[equations[j][0]] for j in pivots]

def _indexed(node: Node, env: Env) -> Any:
    """Index names replaced by their values, so that a derived leaf does not depend on bound indices."""
    if node[:1] in (("seq",), ("index",)):
        return (*node[:-1], size_of(node[-1], {**env.sizes, **env.indices}))
    return tuple(_indexed(x, env) if isinstance(x, tuple) else x for x in node)

def satisfied(cond: Node, env: Env) -> bool:
    """Whether a condition certainly holds at the point (equations through derived leaves: to 40 digits)."""
    truth = decide(cond, env)
    bound = gap(cond, env) if truth is None and env.base.derived else None
    return bool(truth or (bound is not None and bound < arb(10) ** -40))

def serialise(env: Env, raw: Any) -> Record:
    """The point as plain data."""
    leaves: Record = {}
    for key, value in env.leaves.items():
        text = each(lambda x: [str(part) for part in x], raw[key]) if key in raw else each(str, value)
        leaves[key if isinstance(key, str) else key[0]] = text if isinstance(key, str) else {
            **leaves.get(key[0], {}), str(key[1]): text}
    return {"leaves": leaves, **{k: getattr(env, k) for k in ("sizes", "indices", "functions", "derived")}}

def points(record: Record, seed: int, sizes: Any = None, count: int = 12, fine: bool = False) -> Iterator[Record]:
    """Up to `count` generic points, sizes in turn; fewer where the conditions cannot be met; fine ones are beyond them."""
    with precision(256):
        sizes = size_choices(record, fine) if sizes is None else sizes
        plans = [(s, i) for s in sizes if (i := index_choices(record, s))]
    made, misses, last = 0, 0, 40 + 4 * count
    while plans and made < count and misses < last:
        size, index = plans[(made + misses // 8) % len(plans)]
        draw = Draw(seed, made, misses, fine=fine)
        with precision(256):
            try:
                at = index[draw.below(len(index))] if made else index[0]
                builder = Builder(record, draw, size, at, fmpq(1, 1 + misses % 4), made < 3 and misses >= last - 16)
                env = builder.build(misses % 8 == 1)  # at each choice of the sizes, not at every attempt
                good = all(satisfied(cond, where) for cond, where in instances(record, env))
            except (Undefined, ZeroDivisionError):
                good = False
        made, misses = (made + 1, misses) if good else (made, misses + 1)
        if good:
            yield serialise(env, builder.raw)

"""Chains of norm rules, accepted step by step: own table of rules, own arithmetic, nothing of the prover.

A certificate is {"kind": "norm-rules", "given": [...], "goal": condition, "steps": [...], "ends": [[i, j, k], ...]}; a
step says left rel right. Its rule is a line of the table, or `given`, `sum`, `chain` and the few functions of `SPECIAL`.
"""

from __future__ import annotations

import re
from typing import Any

from flint import fmpq

from symrnn.recheck import chainsums
from symrnn.recheck.chainrules import NORMS, RULES, Rejected, filled, match, must
from symrnn.recheck.chainsums import RANGES, RISING, ZERO, even, natural, nonneg
from symrnn.recheck.functions import UNREADABLE, Node, Record
from symrnn.recheck.shapes import canonical, extent, free_indices, put_index, shape_of

IMPLIED = {"orthogonal": "orthogonal permutation", "normal": "normal symmetric skew orthogonal diagonal psd pd permutation",
           "symmetric": "symmetric psd pd diagonal", "psd": "psd pd"}
ONE = ["num", "1"]
# |f(x)| <= |x| for every x
SHRINKING = ("tanh", "sin", "relu", "atan", "hardtanh", "softsign", "abs", "identity", "leaky_relu", "silu", "elu", "gelu")
DEEP = 40  # rewritings inside one another


class Reader:
    """The accepted steps of one certificate, and what they may rest on."""

    def __init__(self, record: Record, given: list[Node]) -> None:
        self.record, self.given = record, given
        self.steps: list[Record] = []
        self.free = free_indices(record["assert"])

    def scalar(self, node: Node) -> bool:
        """Whether a node is a scalar or 1 x 1."""
        return shape_of(node, self.record) in ((), (1, 1))

    def used(self, step: Record) -> list[Record]:
        """The earlier steps that a step names."""
        return [self.steps[i] for kind, i in step["uses"] if kind == "step"]

    # -- steps ---------------------------------------------------------------------------------------------------
    def accept(self, step: Record) -> None:
        """Check a step and keep it; raise where it does not follow."""
        rule = step["rule"]
        must(step["rel"] in ("<=", "<", "="), "an unknown relation")
        if rule in SPECIAL:
            SPECIAL[rule](self, step)
        else:
            must(rule in RULES, f"unknown rule {rule}")
            must(any(self.instance(step, *line) for line in RULES[rule]), f"not an instance of {rule}")
        self.steps.append(step)

    def instance(self, step: Record, left: Node, rel: str, right: Node, needs: list[Node]) -> bool:
        """Whether a step is an instance of a line of the table."""
        found: dict[str, Node] = {}
        fits = step["rel"] == rel and match(left, step["left"], found) and match(right, step["right"], found)
        return fits and all(self.met(c, found, step) for c in needs)

    def met(self, c: Node, found: dict[str, Node], step: Record) -> bool:
        """Whether a condition of a rule holds."""
        word, args = c[0], c[1:]
        if word in ("le", "lt"):
            a, b = (filled(x, found) for x in args)
            return any(s["left"] == a and s["right"] == b and (word == "le" or s["rel"] == "<") for s in self.used(step))
        a = filled(args[0], found)
        if word in CHECKS:
            return bool(CHECKS[word](self, a, *(filled(x, found) for x in args[1:])))
        names = IMPLIED.get(word, word).split()
        return any(self.given[i][0] in names and self.given[i][1:] == [a] for kind, i in step["uses"] if kind == "given")

    # -- rewriting inside a term -----------------------------------------------------------------------------------
    def at_most(self, a: Node, b: Node, steps: list[Record], path: tuple[Any, ...] = ()) -> bool:
        """Whether a <= b by equal parts, by steps, and by parts in which the whole grows."""
        if a == b:
            return True
        if (a, b) in path or len(path) > DEEP or not isinstance(a, list) or not isinstance(b, list):
            return False
        path = (*path, (a, b))
        for s in steps:
            if (s["left"] == a and self.at_most(s["right"], b, steps, path)) or (
                    s["right"] == b and self.at_most(a, s["left"], steps, path)):
                return True
            if s["rel"] == "=" and ((s["right"] == a and self.at_most(s["left"], b, steps, path)) or (
                    s["left"] == b and self.at_most(a, s["right"], steps, path))):
                return True
        if a[0] == "named" or b[0] == "named":
            return self.at_most(a[2] if a[0] == "named" else a, b[2] if b[0] == "named" else b, steps, path)
        return self.inside(a, b, steps, path) or any(
            s["left"] != a and s["left"][0] == a[0] and self.inside(a, s["left"], steps, path)
            and self.at_most(s["right"], b, steps, path) for s in steps)

    def inside(self, a: Node, b: Node, steps: list[Record], path: tuple[Any, ...]) -> bool:
        """Whether a <= b because every part of a is at most that of b (or at least, where the whole falls with it)."""
        if a[0] != b[0] or len(a) != len(b):
            return False
        le = lambda x, y: self.at_most(x, y, steps, path)  # noqa: E731
        known = [s["right"] for s in steps if s["left"] == ZERO]
        head = a[0]
        if head == "add":
            return le(a[1], b[1]) and le(a[2], b[2])
        if head == "sub":
            return le(a[1], b[1]) and le(b[2], a[2])
        if head == "neg":
            return le(b[1], a[1])
        if head == "mul":
            if a[2] == b[2] and nonneg(a[2], known):
                return le(a[1], b[1])
            if a[1] == b[1] and nonneg(a[1], known):
                return le(a[2], b[2])
            return nonneg(a[1], known) and nonneg(a[2], known) and le(a[1], b[1]) and le(a[2], b[2])
        if head == "div":
            # a denominator that is not negative is positive where the quotient has a value
            return a[2] == b[2] and nonneg(a[2], known) and le(a[1], b[1])
        if head == "pow":
            k = a[2]
            counted = natural(k) or any(s["left"] == ZERO and s["right"] == k for s in steps)
            return k == b[2] and counted and nonneg(a[1], known) and le(a[1], b[1])
        if head in ("product", "total"):
            return a[2:] == b[2:] and (head == "total" or nonneg(a[1], known)) and le(a[1], b[1])
        return head == "fn" and a[1] == b[1] and a[1] in RISING and le(a[2], b[2])


# -- the rules that are not of the table -----------------------------------------------------------------------------
def _meaning(c: Node) -> list[tuple[str, Node, Node]]:
    a = c[1:]
    table = {"le": "<=", "at_most": "<=", "lt": "<", "less": "<", "eq": "==", "equal": "==", "fixed": "=="}
    if c[0] in table:
        return [(table[c[0]], a[0], a[1])]
    if c[0] in ("ge", "gt"):
        return [("<=" if c[0] == "ge" else "<", a[1], a[0])]
    if c[0] in ("between", "strictly_between"):
        rel = "<=" if c[0] == "between" else "<"
        return [(rel, a[1], a[0]), (rel, a[0], a[2])]
    if c[0] in ("positive", "nonneg"):
        return [("<" if c[0] == "positive" else "<=", ZERO, a[0])]
    return [("==", ["norm", a[0]], ONE)] if c[0] == "unit_norm" else []


def _given(reader: Reader, step: Record) -> None:
    """A condition; it holds for all values of an index that the assertion does not have."""
    rel, left, right = _meaning(reader.given[step["given"]])[step["part"]]
    for name, value in (step.get("put") or {}).items():
        must(name in reader.record["indices"] and name not in reader.free, "that index is not free to choose")
        left, right = put_index(left, name, value), put_index(right, name, value)
    other = (free_indices(left) | free_indices(right)) - reader.free
    must(not other & reader.free, "an index of two meanings")
    must((step["left"], step["right"]) == (left, right) and step["rel"] == rel.replace("==", "="), "another condition")
    must(reader.scalar(left) and reader.scalar(right), "conditions between arrays are not used here")


def _chain(reader: Reader, step: Record) -> None:
    leads = reader.at_most(step["left"], step["right"], reader.used(step))
    must(step["rel"] == "<=" and leads, "rewriting does not lead there")


def _constant_factor(_reader: Reader, step: Record) -> None:
    """A factor that does not depend on the index stands before the sum."""
    (head, body, *where), right = step["left"], step["right"]
    must(head == "total" and body[0] == "mul" == right[0] and step["rel"] == "=", "not a sum of products")
    for kept, moved in ((body[1], body[2]), (body[2], body[1])):
        if where[0] not in free_indices(moved) and right[1:] == [["total", kept, *where], moved]:
            return
    must(False, "a factor that depends on the index, or another sum")


def _constant_terms(reader: Reader, step: Record) -> None:
    head, body, k, lo, hi = step["left"]
    count = canonical(["+", hi, ["*", -1, lo], 1])
    right = step["right"]
    must(step["rel"] == "=" and k not in free_indices(body) and head in ("product", "total"), "not a constant term")
    n, inner = (right[2], right[1]) if head == "product" else (right[1], right[2])
    must(right[0] == ("pow" if head == "product" else "mul") and inner == body, "another power")
    must(n[0] in ("size", "index") and canonical(n[1]) == count, "another number of terms")
    must(any(s["left"] == ZERO and s["right"] == n for s in reader.used(step)), "perhaps a negative number of terms")


def chained(node: Node, head: str) -> list[Node]:
    """The parts of nested products or sums, from left to right."""
    return [*chained(node[1], head), *chained(node[2], head)] if node[0] == head else [node]


def _inner(_reader: Reader, step: Record) -> None:
    parts, dot = chained(step["left"], "matmul"), step["right"]
    same = dot[0] == "dot" and parts[0] == ["T", dot[1]] and parts[1:] == chained(dot[2], "matmul")
    must(step["rel"] == "=" and same, "other factors")


def _parts(_reader: Reader, step: Record) -> None:
    """Stack and blocks: the norm is at most the sum of the norms of the parts."""
    n, array = step["left"]
    parts = array[1:] if array[0] == "stack" else [b for row in array[1] for b in row]
    must(n in NORMS and array[0] in ("stack", "block") and step["rel"] == "<=", "not an array of parts")
    must(chained(step["right"], "add") == [[n, p] for p in parts], "other parts")


def _entries(reader: Reader, step: Record) -> None:
    """Every entry is a polynomial in one value of known range: its modulus is at most a number."""
    must(step["rel"] == "<=" and step["left"][0] == "norm_inf" and step["right"][0] == "num", "not a bound of entries")
    found: list[Node] = []
    p, c = chainsums.entry(step["left"][1], found), fmpq(step["right"][1])
    lo, hi = value_range(reader, found[0]) if found else (fmpq(0), fmpq(0))
    must(chainsums.nonneg_between(c - p, lo, hi) and chainsums.nonneg_between(c + p, lo, hi), "an entry may be larger")


def _slope(reader: Reader, step: Record) -> None:
    node = step["left"][1]
    slope = step["left"][0] == "norm_inf" and node[0] == "fn" and re.fullmatch(r"\w+'", node[1])
    must(slope and step["rel"] == "<=", "not a slope")
    must(reader.record["functions"][node[1][:-1]]["lipschitz"] == step["right"], "another Lipschitz constant")


def _bounded(_reader: Reader, step: Record) -> None:
    node = step["left"]
    bounded = node[:2] == ["fn", "abs"] and node[2][0] == "fn" and node[2][1] in RANGES
    must(bounded and step["rel"] == "<=", "not a bounded function")
    must(fmpq(step["right"][1]) >= max(abs(e) for e in RANGES[node[2][1]]), "a larger range")


def value_range(reader: Reader, node: Node) -> tuple[Any, Any]:
    """The rational range of a value."""
    if node[0] == "fn":
        if node[1] in RANGES:
            return RANGES[node[1]]
        ends = (reader.record["functions"].get(node[1]) or {}).get("range") or []
        must(len(ends) == 2 and all(isinstance(e, str) and "oo" not in e for e in ends), "no range")
        return fmpq(ends[0]), fmpq(ends[1])
    lo = [fmpq(a[1]) for c in reader.given for rel, a, b in _meaning(c) if b == node and a[0] == "num"]
    hi = [fmpq(b[1]) for c in reader.given for rel, a, b in _meaning(c) if a == node and b[0] == "num"]
    must(lo and hi, "no range")
    return max(lo), min(hi)


def _sum(reader: Reader, step: Record) -> None:
    """A difference as a sum of products of facts."""
    chainsums.Sum(reader, step).check()


def _grows(reader: Reader, step: Record) -> None:
    must(step["rel"] == "<=" and reader.at_most(step["left"], step["right"], reader.used(step)), "it does not grow so")


SPECIAL = {"given": _given, "chain": _chain, "sum": _sum, "constant terms": _constant_terms,
           "constant factor": _constant_factor, "inner product": _inner,
           "stack": _parts, "blocks": _parts, "entries": _entries, "slope of a Lipschitz function": _slope,
           "bounded function": _bounded, "power grows with its base": _grows, "term by term": _grows, "increasing": _grows}
CHECKS: dict[str, Any] = {
    "scalar": lambda r, a: r.scalar(a), "column": lambda r, a: shape_of(a, r.record)[1:] == (1,),
    "square": lambda r, a: len(set(shape_of(a, r.record))) == 1 and shape_of(a, r.record) != (),
    "same": lambda r, a, b: shape_of(a, r.record) == shape_of(b, r.record) != (),
    "natural": lambda _, k: natural(k) and int(k[1]) > 0, "even": lambda _, k: even(k),
    "whole": lambda _, k: k[0] in ("size", "index") or natural(k), "extent": lambda _, n, x: x == extent(n),
    "counts": lambda _, k, x: canonical(int(x[1]) if x[0] == "num" else x[1]) == canonical(k),
    "shrinking": lambda _, f: f in SHRINKING,
    "nonneg": lambda _, c: nonneg(c),
    "rows": lambda r, a, x: x == extent(shape_of(a, r.record)[0]),
}


def accept_chain(record: Record, certificate: Record) -> tuple[bool, str]:
    """Whether the chain proves the assertion of the statement, and why not."""
    try:
        must(certificate["goal"] == record["assert"], "the certificate is for another statement")
        must(all(spec.get("field") == "real" for spec in record["leaves"].values()), "the rules are for real arrays")
        must(all(c in flat_conditions(record["given"]) for c in certificate["given"]), "a condition that is not given")
        trouble = binding_trouble(record["assert"], free_indices(record["assert"]))
        must(not trouble, "an index of two meanings, or one that may be negative")
        reader = Reader(record, certificate["given"])
        for i, step in enumerate(certificate["steps"]):
            must(all(0 <= j < i for kind, j in step["uses"] if kind == "step"), "a step before what it uses")
            reader.accept(step)
        ends = certificate["ends"]
        relations = []
        for rel, a, b in _meaning(record["assert"]):
            relations += [(rel, a, b), (rel, b, a)] if rel == "==" else [(rel, a, b)]
        must(relations and len(relations) == len(ends), "a relation is left out")
        for (rel, a, b), (i, j, k) in zip(relations, ends, strict=True):
            first, middle, last = (reader.steps[n] for n in (i, j, k))
            must(first["rule"] == "chain" == last["rule"] and middle["rule"] == "sum", "not a chain")
            must(first["left"] == a and first["right"] == middle["left"], "it begins elsewhere")
            must(last["left"] == middle["right"] and last["right"] == b, "it ends elsewhere")
            must(rel != "<" or middle["rel"] == "<", "it is not strict")
    except (Rejected, *UNREADABLE) as error:
        return False, f"{type(error).__name__}: {error}"
    return True, f"every one of {len(certificate['steps'])} steps is an instance of a rule"


def binding_trouble(node: Any, free: set[str]) -> bool:
    """Whether an index is both free and bound, or is used as a number although it may be negative."""
    if not isinstance(node, list) or not node:
        return False
    if node[0] in ("product", "total"):
        name = node[2]
        negative = any(c < 0 for c in canonical(node[3], terms=True).values())
        if name in free or (negative and counted(node[1], name)):
            return True
    return any(binding_trouble(part, free) for part in node)


def counted(node: Any, name: str) -> bool:
    """Whether an index is used as a number in a node."""
    if not isinstance(node, list) or not node:
        return False
    here = node[0] == "index" and name in free_indices(node)
    return here or (node[0] == "matpow" and name in free_indices(node[2])) or any(counted(p, name) for p in node)


def flat_conditions(given: list[Node]) -> list[Node]:
    """Conditions, with the parts of conjunctions."""
    return [c for g in given for c in (flat_conditions(g[1:]) if g[0] in ("all_of", "holds") else [g])]

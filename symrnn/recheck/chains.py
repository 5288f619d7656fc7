"""Chains of norm rules, accepted step by step: own table of rules, own arithmetic, nothing of the prover.

A certificate is {"kind": "norm-rules", "given": [...], "goal": condition, "steps": [...], "ends": [[i, j, k], ...]}; a
step says left rel right. Its rule is a line of the table, or one of the few functions of `SPECIAL`.
"""

from __future__ import annotations

from typing import Any

from symrnn.recheck.forms import READ, Form, bare
from symrnn.recheck.functions import UNREADABLE, Node, Record
from symrnn.recheck.inequalities import WORDS, Inequality
from symrnn.recheck.origins import needs
from symrnn.recheck.rules import (
    GENTLE, IMPLIED, NORMS, ONE, RISING, RULES, SAME, SCALARS, SHRINKING, ZERO, Row, binding_trouble, filled,
    flat_conditions, free_names, match, meaning, must, natural, number, plain, whole)

class Reader:
    """The accepted steps of one certificate, and what they may rest on."""

    def __init__(self, record: Record, given: list[Node]) -> None:
        self.record, self.given, self.free = record, Row(given), free_names(record["assert"])
        self.kernel = Inequality(record.get("functions", {}), self.shape)
        known = record.get("given", [])  # and where the statement has no value, it says nothing
        defined = [[WORDS[rel], node] for node, rel in needs([record["assert"], *known])]
        self.form = Form({**record, "given": [*known, *defined]}, self.shape)
        self.steps, self.scalar = Row(), self.form.scalar

    def shape(self, node: Node) -> tuple[int, ...]:
        """Rows and columns of a node, at the numbers that stand for the sizes; () of a scalar."""
        head, a = node[0], node[1:]
        if head in SCALARS:
            return ()
        if head in ("sym", "seq", "ones", "zeros", "eye", "unit"):
            dims = {"eye": a * 2, "unit": [a[0], 1]}.get(head, a)
            return tuple(whole(s, {}) for s in (self.record["leaves"][a[0]]["shape"] if head in ("sym", "seq") else dims))
        if head == "block":
            rows, columns = ([[self.shape(b)[k] for b in row] for row in a[0]] for k in (0, 1))
            must(all(len({*r}) == 1 for r in rows) and all(c == columns[0] for c in columns), "blocks that do not fit")
            return sum(r[0] for r in rows), sum(columns[0])
        terms = a[1:] if head in ("fn", "named") else a[:1] if head in (*SAME, "T") else a
        x, *others = [self.shape(s) for s in terms]
        y = others[0] if others else ()
        if head in ("add", "sub", "mul", "div"):
            must(x == y or () in (x, y) or (1, 1) in (x, y), "shapes that do not fit")
            return x if x == y or y == () or (y == (1, 1) and x != ()) else y
        must(head != "matmul" or x[1] == y[0], "a matrix product of shapes that do not fit")
        made = {"matmul": lambda: (x[0], y[1]), "T": lambda: x[::-1], "diag": lambda: (x[0], x[0]),
                "diagof": lambda: (x[0], 1), "outer": lambda: (x[0], y[0]), "vec": lambda: (x[0] * x[1], 1),
                "kron": lambda: (x[0] * y[0], x[1] * y[1]), "stack": lambda: (x[0] + sum(o[0] for o in others), 1)}
        must(head in made or head in SAME, f"no shape for {head}")
        return made[head]() if head in made else x

    def used(self, step: Record) -> list[Record]:
        """The earlier steps that a step names."""
        return [self.steps[i] for kind, i in step["uses"] if kind == "step"]

    def accept(self, step: Record) -> None:
        """Check a step and keep it; raise where it does not follow."""
        rule, earlier = step["rule"], [i for kind, i in step["uses"] if kind == "step"]
        must(all(0 <= i < len(self.steps) for i in earlier), "a step before what it uses")
        must(step["rel"] in ("<=", "<", "="), "an unknown relation")
        if rule in SPECIAL:
            SPECIAL[rule](self, step, step["left"], step["right"])
        else:
            must(any(self.instance(step, *line) for line in RULES.get(rule, [])), f"not an instance of {rule}")
        self.steps.append(step)

    def instance(self, step: Record, left: Node, rel: str, right: Node, needs: list[Node]) -> bool:
        """Whether a step is an instance of a line of the table."""
        found: dict[str, Node] = {}
        fits = step["rel"] == rel and match(left, step["left"], found) and match(right, step["right"], found)
        return fits and all(self.scalar(x) if name in "cd" else self.shape(x)[1:] == (1,)
                            for name, x in found.items() if name in "cduv") and all(self.met(c, found, step) for c in needs)

    def met(self, c: Node, found: dict[str, Node], step: Record) -> bool:
        """Whether a condition of a rule holds."""
        word, (a, *others) = c[0], [filled(x, found) for x in c[1:]]
        if word in ("le", "lt"):
            known = [s for s in self.used(step) if [s["left"], s["right"]] == [a, *others]]
            return any(word == "le" or s["rel"] == "<" for s in known)
        if word in CHECKS:
            return bool(CHECKS[word](self, a, *others))
        names = IMPLIED.get(word, word).split()
        stated = [self.given[i] for kind, i in step["uses"] if kind == "given"]
        if word in READ and not any(c[0] in names and c[1:] == [a] for c in self.given):
            return bool(READ[word](self.form, bare(a)))
        return any(c[0] in names and c[1:] in ([a, *others], [*others, a]) for c in stated)

    def at_most(self, a: Node, b: Node, steps: list[Record], path: tuple[Any, ...] = ()) -> bool:
        """Whether a <= b by equal parts, by steps, and by parts in which the whole grows."""
        if a == b:
            return True
        if (a, b) in path or len(path) > 40 or not isinstance(a, list) or not isinstance(b, list):
            return False
        path = (*path, (a, b))
        both = [(s["left"], s["right"]) for s in steps] + [(s["right"], s["left"]) for s in steps if s["rel"] == "="]
        if any((x == a and self.at_most(y, b, steps, path)) or (y == b and self.at_most(a, x, steps, path))
               for x, y in both):
            return True
        if a[0] == "named" or b[0] == "named":
            return self.at_most(a[2] if a[0] == "named" else a, b[2] if b[0] == "named" else b, steps, path)
        return self.inside(a, b, steps, path) or any(
            x != a and x[0] == a[0] and self.inside(a, x, steps, path) and self.at_most(y, b, steps, path)
            for x, y in both[:len(steps)])

    def inside(self, a: Node, b: Node, steps: list[Record], path: tuple[Any, ...]) -> bool:
        """Whether a <= b because every part of a is at most that of b (or at least, where the whole falls with it)."""
        head, known = a[0], [s["right"] for s in steps if s["left"] == ZERO]
        form = self.form.beside(known=known)
        def le(x: Node, y: Node) -> bool:
            return self.at_most(x, y, steps, path)
        def good(x: Node) -> bool:
            return form.nonneg(bare(x))
        if head != b[0] or len(a) != len(b):
            return False
        if head in ("add", "sub"):
            return le(a[1], b[1]) and (le(a[2], b[2]) if head == "add" else le(b[2], a[2]))
        if head == "neg":
            return le(b[1], a[1])
        if head == "mul":
            one = (a[2] == b[2] and good(a[2]) and le(a[1], b[1])) or (a[1] == b[1] and good(a[1]) and le(a[2], b[2]))
            return one or (good(a[1]) and good(a[2]) and le(a[1], b[1]) and le(a[2], b[2]))
        if head in ("div", "pow"):  # a denominator that is not negative is positive where the quotient has a value
            fits = good(a[2]) if head == "div" else (natural(a[2]) or a[2] in known) and good(a[1])
            return a[2] == b[2] and fits and le(a[1], b[1])
        if head in ("product", "total"):
            return a[2:] == b[2:] and (head == "total" or good(a[1])) and le(a[1], b[1])
        return head == "fn" and a[1] == b[1] and a[1] in RISING and le(a[2], b[2])

def multiple(reader: Reader, a: Node) -> bool:
    """Whether a matrix is a multiple of the identity by its form."""
    if a[0] == "mul":
        return reader.scalar(a[1]) and multiple(reader, a[2])
    return a[0] == "eye" or (a[0] in ("neg", "T") and multiple(reader, a[1]))

def chained(node: Node, head: str) -> list[Node]:
    """The parts of nested products or sums, from left to right."""
    return [*chained(node[1], head), *chained(node[2], head)] if node[0] == head else [node]

# -- the rules that are not of the table -----------------------------------------------------------------------------------
def _sum(reader: Reader, step: Record, left: Node, right: Node) -> None:
    """A relation between scalars under the steps that it uses, by the kernel of inequalities."""
    known = [["==" if s["rel"] == "=" else s["rel"], s["left"], s["right"]] for s in reader.used(step)]
    sides = [left, right, *(side for _, *sides in known for side in sides)]
    must(all(map(reader.scalar, sides)), "a sum of arrays")
    for node, rel in needs(sides):
        apart = any(s["rel"] == "<" and node == ["sub", s["right"], s["left"]] for s in reader.steps)
        must(apart or READ[WORDS[rel]](reader.form, bare(node)), "perhaps no value where the statement has one")
    reader.kernel.line([step["rel"], left, right], known, step["proof"])

def _given(reader: Reader, step: Record, left: Node, right: Node) -> None:
    """A condition; it holds for all values of an index that the assertion does not have."""
    rel, a, b = Row(meaning(reader.given[step["given"]]))[step["part"]]
    put = step.get("put") or {}
    must(all(k in reader.record["indices"] and k not in reader.free for k in put), "that index is not free to choose")
    must([plain(left, {}), plain(right, {}), step["rel"]] == [plain(a, put), plain(b, put), rel], "another condition")
    must(reader.scalar(left) and reader.scalar(right), "conditions between arrays are not used here")

def _chain(reader: Reader, step: Record, left: Node, right: Node) -> None:
    must(step["rel"] == "<=" and reader.at_most(left, right, reader.used(step)), "rewriting does not lead there")

def _constant_factor(_reader: Reader, step: Record, left: Node, right: Node) -> None:
    """A factor that does not depend on the index stands before the sum."""
    head, body, *where = left
    must(head == "total" and body[0] == "mul" == right[0] and step["rel"] == "=", "not a sum of products")
    must(any(where[0] not in free_names(moved) and right[1:] == [["total", kept, *where], moved]
             for kept, moved in (body[1:], body[:0:-1])), "a factor that depends on the index, or another sum")

def _constant_terms(reader: Reader, step: Record, left: Node, right: Node) -> None:
    """A product, or a sum, of equal terms."""
    (head, body, k, lo, hi), (outer, *parts) = left, right
    inner, n = parts if head == "product" else parts[::-1]
    must(step["rel"] == "=" and outer == {"product": "pow", "total": "mul"}[head] and inner == body, "another power")
    count = number(["+", hi, ["*", -1, lo], 1]) == number(n) and n[0] in ("size", "index")
    must(k not in free_names(body) and count, "not a constant term, or another number of them")
    must(any(s["left"] == ZERO and s["right"] == n for s in reader.used(step)), "perhaps a negative number of terms")

def _inner(_reader: Reader, step: Record, left: Node, right: Node) -> None:
    parts = chained(left, "matmul")
    same = right[0] == "dot" and parts[0] == ["T", right[1]] and parts[1:] == chained(right[2], "matmul")
    must(step["rel"] == "=" and same, "other factors")

def _parts(_reader: Reader, step: Record, left: Node, right: Node) -> None:
    """Stack and blocks: the norm is at most the sum of the norms of the parts; the rank of a part is at most the whole's."""
    one = step["rule"] == "rank of a part"
    n, array = right if one else left
    parts = [[n, p] for p in (array[1:] if array[0] == "stack" else [b for row in array[1] for b in row])]
    must(n in ((*NORMS, "rank") if not one else ["rank"]) and array[0] in ("stack", "block"), "not an array of parts")
    must(step["rel"] == "<=" and (left in parts if one else chained(right, "add") == parts), "other parts")

def _stein(reader: Reader, step: Record, left: Node, right: Node) -> None:
    """P and P - A P A^T are positive definite: the radius of A, and of its transpose, is less than 1."""
    must(step["rel"] == "<" and left[0] == "rho" and right == ONE, "not a radius below one")
    a, definite = left[1], [c[1] for c in reader.given if c[0] == "pd"]
    must(any(d[0] == "sub" and d[1] == p and chained(d[2], "matmul") in ([a, p, ["T", a]], [["T", a], p, a])
             for p in definite for d in definite), "no such matrix is given")

def _values(reader: Reader, step: Record, left: Node, right: Node) -> None:
    """Values of one function differ by at most its Lipschitz constant times the difference of the arguments."""
    (n, (head, (one, f, a), (two, g, b))), limit = left, reader.record["functions"][left[1][1][1]]["lipschitz"]
    must([head, one, two, step["rel"]] == ["sub", "fn", "fn", "<="] and n in NORMS and f == g, "not values of one function")
    must(limit and right == ["mul", limit, [n, ["sub", a, b]]], "another bound")
    must(reader.shape(a) == reader.shape(b) and reader.shape(a)[1:] == (1,), "not columns")

def _entries(reader: Reader, step: Record, left: Node, right: Node) -> None:
    """Every entry of a column, or a number, has a modulus that is at most a number, by the kernel of inequalities."""
    must(left[:2] == ["fn", "abs"] or (left[0] == "norm_inf" and reader.shape(left[1])[1:] == (1,)), "not of entries")
    must(step["rel"] == "<=" and reader.scalar(right), "not a bound of entries")
    known = [r for c in reader.given for r in reader.kernel.relations(c)]
    known += [[rel, ["fn", "abs", a[1]], b] for rel, a, b in known if rel in ("<", "<=") and a[0] == "norm_inf"]
    reader.kernel.line(["<=", ["fn", "abs", left[-1]], right], known, step["proof"])

SPECIAL = {"given": _given, "sum": _sum, "constant terms": _constant_terms, "constant factor": _constant_factor,
           "inner product": _inner, "stein inequality": _stein, "values of a Lipschitz function": _values,
           **dict.fromkeys(("entries", "bounded function", "slope of a Lipschitz function"), _entries),
           **dict.fromkeys(("stack", "blocks", "rank of parts", "rank of a part"), _parts),
           **dict.fromkeys(("chain", "power grows with its base", "term by term", "increasing"), _chain)}
CHECKS: dict[str, Any] = {
    "scalar": lambda r, a: r.scalar(a), "nonneg": lambda r, c: r.form.nonneg(bare(c)),
    "square": lambda r, a: len(set(r.shape(a))) == 1, "same": lambda r, a, b: r.shape(a) == r.shape(b) != (),
    "natural": lambda _, k: natural(k) and int(k[1]) > 0, "even": lambda _, k: natural(k) and int(k[1]) % 2 == 0,
    "whole": lambda _, k: k[0] in ("size", "index") or natural(k), "shrinking": lambda _, f: f in SHRINKING,
    "extent": lambda _, n, x: x[0] in ("num", "size") and number(n) == number(x),
    "counts": lambda _, k, x: number(k) == number(x), "gentle": lambda _, f: f in GENTLE,
    "rising": lambda _, f: f in RISING - {"sqrt", "log"},
    "rows": lambda r, a, x: x[0] in ("num", "size") and r.shape(a)[0] == number(x),
    "side": lambda r, a, x: x[0] in ("num", "size") and number(x) in r.shape(a),
    "corner": lambda _, *blocks: any(b[0] == "zeros" for b in blocks), "multiple": multiple,
}

def accept_chain(record: Record, certificate: Record) -> tuple[bool, str]:
    """Whether the chain proves the assertion of the statement, and why not."""
    try:
        must(certificate["goal"] == record["assert"], "the certificate is for another statement")
        must(all(spec.get("field") == "real" for spec in record["leaves"].values()), "the rules are for real arrays")
        must(all(c in flat_conditions(record["given"]) for c in certificate["given"]), "a condition that is not given")
        reader = Reader(record, certificate["given"])
        must(not binding_trouble(record["assert"], reader.free), "an index of two meanings, or one that may be negative")
        for step in certificate["steps"]:
            reader.accept(step)
        stated = meaning(record["assert"])
        relations = [r for rel, a, b in stated for r in ([(rel, a, b), (rel, b, a)] if rel == "=" else [(rel, a, b)])]
        must(relations and len(relations) == len(certificate["ends"]), "a relation is left out")
        for (rel, a, b), ends in zip(relations, certificate["ends"], strict=True):
            first, middle, last = (reader.steps[n] for n in ends)
            must([s["rule"] for s in (first, middle, last)] == ["chain", "sum", "chain"], "not a chain")
            must(first["left"] == a and first["right"] == middle["left"], "it begins elsewhere")
            must(last["left"] == middle["right"] and last["right"] == b, "it ends elsewhere")
            must(rel != "<" or middle["rel"] == "<", "it is not strict")
    except UNREADABLE as error:
        return False, f"{type(error).__name__}: {error}"
    return True, f"every one of {len(certificate['steps'])} steps is an instance of a rule"

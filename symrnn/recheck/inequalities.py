"""Certificates of inequalities: the logic around them, functions in pieces, logarithms, and each line's argument."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from json import loads
from math import lcm
from typing import Any

from flint import fmpq

from symrnn.recheck.boxes import accept_boxes
from symrnn.recheck.forms import READ, Form, bare, opposite, told
from symrnn.recheck.functions import Node, Record
from symrnn.recheck.origins import REL, follows, multiple, needs, remains
from symrnn.recheck.reading import ENTRYWISE, ONE, Reading, linear
from symrnn.recheck.rules import ZERO, Row, meaning, must, pieces
from symrnn.recheck.signs import holds
from symrnn.recheck.truth import COMPARE, CONNECTIVES, EQUATIONS, PREDICATES

Shape = Callable[[Node], tuple[int, ...]]
WORDS = {">=": "nonneg", ">": "positive", "!=": "nowhere_zero"}
PARTIAL = {"root": "sqrt", "log": "log"}  # generators that are not defined everywhere

class Inequality:
    """One certificate: what the statement says of functions and shapes."""

    def __init__(self, functions: Record, shape: Shape) -> None:
        self.functions, self.shape, self.form = functions, shape, Form({"functions": functions}, shape)
        self.scalar = self.form.scalar

    # -- conditions ------------------------------------------------------------------------------------------------------
    def relations(self, c: Node) -> list[Node]:
        """The relations that a condition says of every entry; none for other conditions."""
        head, a = c[0], c[1:]
        if head in ("ne", "nowhere_zero", "nonzero"):
            every = head == "nowhere_zero" or all(map(self.scalar, a))
            return [["!=", a[0], a[1] if len(a) > 1 else ZERO]] if every else []
        return [["==" if rel == "=" else rel, *sides] for rel, *sides in meaning(c)]

    def turned(self, c: Node) -> Node:
        """The negation of a condition between scalars."""
        must(told(c, self.scalar), "half of an opposite")
        return opposite(c)

    def spread(self, conditions: list[Node]) -> list[Node]:
        """Assumptions without conjunctions, implications as alternatives."""
        out: list[Node] = []
        for c in conditions:
            c = ["implies", ["all_of", *c[1]], c[2]] if c[0] == "given" else c
            try:
                if c[0] in ("all_of", "holds"):
                    out += self.spread(c[1:])
                elif c[0] == "no":
                    out += self.spread([self.turned(c[1])])
                elif c[0] == "implies":
                    out.append(["any_of", self.turned(c[1]), c[2]])
                elif c[0] == "iff":
                    neither = ["all_of", self.turned(c[1]), self.turned(c[2])]
                    out.append(["any_of", ["all_of", c[1], c[2]], neither])
                else:
                    out.append(c)
            except ValueError:
                out.append(c)
        return out

    def follows(self, goal: Node, assumed: list[Node], proof: Record) -> None:
        """Raise unless the proof shows the goal under the assumptions."""
        head, a = goal[0], goal[1:]
        if head == "holds":
            self.follows(a[0], assumed, proof)
        elif "split" in proof:
            flat = self.spread(assumed)
            case = flat.pop(proof["split"])
            must(case[0] == "any_of", "not an alternative")
            for part, inner in zip(case[1:], proof["parts"], strict=True):
                self.follows(goal, [*flat, part], inner)
        elif head in ("given", "implies"):
            self.follows(a[1], [*assumed, *(a[0] if head == "given" else a[:1])], proof["assume"])
        elif head == "iff":
            for end, start, inner in zip(a, a[::-1], proof["both"][::-1], strict=True):
                self.follows(end, [*assumed, start], inner)
        elif head == "all_of":
            for part, inner in zip(a, proof["all"], strict=True):
                self.follows(part, assumed, inner)
        elif head == "no":
            self.follows(self.turned(a[0]), assumed, proof["opposite"])
        elif head == "any_of":
            must(proof["one"] in range(len(a)), "no such alternative")
            others = [["no", p] for i, p in enumerate(a) if i != proof["one"]]
            self.follows(a[proof["one"]], [*assumed, *others], proof["proof"])
        else:
            wanted, have = self.relations(goal), [r for c in self.spread(assumed) for r in self.relations(c)]
            must(wanted, "not a relation")
            for r, inner in zip(wanted, proof["relations"], strict=True):
                self.line(r, have, inner)

    def sure(self, need: tuple[Node, str], needed: list[tuple[Node, str]]) -> bool:
        """Whether a term has the sign that it needs, as others need it as well, or by its form."""
        return need in needed or bool(READ[WORDS[need[1]]](self.form, bare(need[0])))

    # -- lines -----------------------------------------------------------------------------------------------------------
    def line(self, goal: Node, assumed: list[Node], proof: Record) -> None:
        """Raise unless a proof shows a relation under others."""
        if "raised" in proof:
            self.raised(goal, assumed, proof)
        elif "boxes" in proof:
            accept_boxes(goal, assumed, proof, self.functions, self.line)
        elif "cases" in proof:
            self.cases(goal, assumed, proof)
        else:
            self.by_signs(goal, assumed, proof)

    def by_signs(self, goal: Node, assumed: list[Node], proof: Record) -> None:
        """The sign of a polynomial in generators, under facts."""
        relations: Any = Row(proof["assumed"])
        must(proof["goal"] == goal and all(r in assumed for r in relations), "another goal, or an assumption not made")
        reading = Reading(proof["generators"], self.functions, lambda v: self.shape(v)[1:] == (1,))
        for r in relations:
            must(reading.read(r[1]) is not None and reading.read(r[2]) is not None, "unreadable")
        target, facts = reading.read(goal[2]) - reading.read(goal[1]), Row()
        must(all(reading.powers.values()), "a power that need not be defined")
        needed = list(needs([goal[1:], *(r[1:] for r in relations)]))
        for kind, node in ((g["kind"], g["node"]) for g in reading.specs):
            must(all(self.sure(n, needed) for n in needs([["fn", PARTIAL.get(kind, "identity"), node]])), "perhaps no value")
        for spec in proof["facts"]:
            p, den = reading.written(spec["poly"]), reading.written(spec["den"])
            follows(reading, facts, (p, spec["rel"], den), spec["from"], (relations, needed))
            facts.append((p, spec["rel"]))
        p = reading.written(proof["poly"])
        den = reading.written(proof["den"])
        must(proof["rel"] == REL[goal[0]] and multiple(reading, (p, proof["rel"], den), target), "another relation")
        remains(reading, facts, den)
        holds(reading, facts, p, proof["rel"], proof["proof"])
        must(len(reading.spoken) == len(reading.specs), "a generator that nothing speaks of")

    def cases(self, goal: Node, assumed: list[Node], proof: Record) -> None:
        """Every case of a function in pieces is there, and each is proved."""
        what = proof["cases"]
        must(what[0] == "fn" and what[1] not in self.functions, "not a function in pieces")
        for (where, value), branch in zip(pieces(what[1], what[2]), proof["branches"], strict=True):
            must(branch["when"] == where and branch["value"] == value, "another case")
            changed = [[r[0], *(self.exchanged(t, what, value) for t in r[1:])] for r in (goal, *assumed)]
            self.line(changed[0], [*changed[1:], *where], branch["proof"])

    def exchanged(self, node: Any, old: Node, new: Node) -> Any:
        """A node with a subnode replaced, where it stands for one entry."""
        if node == old:
            return new
        inside = isinstance(node, list) and (self.scalar(old) or not isinstance(node[0], str) or node[0] in ENTRYWISE)
        return [self.exchanged(x, old, new) for x in node] if inside else node

    def raised(self, goal: Node, assumed: list[Node], proof: Record) -> None:
        """Exp is increasing: a relation between sums of logarithms is one between products of their arguments."""
        right, left = linear(goal[2]), linear(goal[1])
        form = {k: right.get(k, fmpq(0)) - left.get(k, fmpq(0)) for k in [*right, *left]}
        logs = {k: (c, _argument(k)) for k, c in form.items() if c and _argument(k)}
        must(logs and goal[0] != "!=", "no logarithms")
        scale = lcm(*(int(c.q) for c, _ in logs.values()))
        sides: list[list[Any]] = [[], []]
        for c, u in logs.values():
            sides[bool(c > 0)].append(["pow", u, ["num", str(abs(c) * scale)]])
        below, above = (reduce(lambda a, b: ["mul", a, b], side, ONE) for side in sides)
        new, rest = proof["raised"], {k: c * scale for k, c in form.items() if c and k not in logs}
        if rest:
            last: Any = new[2][2]
            must(new[2][0] == "mul" and last[:2] == ["fn", "exp"] and linear(last[2]) == rest, "another exponent")
            above = ["mul", above, last]
        positive = [["<", ZERO, u] for _, u in logs.values()]
        must(new == [goal[0], below, above] and proof["positive"] == positive, "another relation")
        self.line(new, [*assumed, *positive], proof["proof"])

def _argument(token: str) -> Any:
    """The u of log u, and 1 + exp(u) of softplus(u)."""
    node = loads(token)
    if node[:2] == ["fn", "softplus"]:
        return ["add", ONE, ["fn", "exp", node[2]]]
    return node[2] if node[:2] == ["fn", "log"] else None

def closed_pairs(stated: Any, closed: Any) -> list[tuple[Node, Node]]:
    """Terms of a condition that another condition of the same form has in another form."""
    if stated == closed:
        return []
    worded = bool(stated) and isinstance(stated[0], str)  # else a list of conditions
    if worded and stated[0] not in COMPARE.keys() | EQUATIONS.keys() | PREDICATES.keys() | CONNECTIVES.keys():
        return [(stated, closed)]
    must(len(stated) == len(closed) and (not worded or stated[0] == closed[0]), "of another form")
    return [p for a, b in zip(stated[worded:], closed[worded:], strict=True) for p in closed_pairs(a, b)]

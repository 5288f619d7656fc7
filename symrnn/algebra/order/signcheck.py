"""The second route for inequalities: certificates of `signs` gone through again, from the serialised relations.

Own reading of the terms, own table of what holds for each generator, own table of the functions in pieces; polynomials
of SymPy. Nothing is searched for: a certificate that does not prove what it says is rejected with the reason.
"""

from __future__ import annotations

import functools
import json
import math
from typing import Any

from symrnn.algebra.order.boxcheck import check_boxes
from symrnn.algebra.order.factcheck import REL, is_multiple, origin_holds, remains
from symrnn.algebra.order.signlines import Facts, must
from symrnn.algebra.order.signtrees import holds
from symrnn.algebra.order.signview import Node, View, linear

ZERO, ONE = ["num", "0"], ["num", "1"]


def check(goal: Node, assumed: list[Node], certificate: dict[str, Any], functions: dict[str, Any]) -> None:
    """Raise unless the certificate shows the goal [rel, left, right] under the assumed relations."""
    if "raised" in certificate:
        check_raised(goal, assumed, certificate, functions)
        return
    if "boxes" in certificate:
        check_boxes(goal, assumed, certificate, functions, lambda g, a, c: check(g, a, c, functions))
        return
    if "cases" in certificate:
        check_cases(goal, assumed, certificate, functions)
        return
    must(certificate["goal"] == goal, "another goal")
    must(all(a in assumed for a in certificate["assumed"]), "an assumption that was not made")
    view = View(certificate["generators"], functions)
    relations = certificate["assumed"]
    for r in relations:
        view.read(r[1])
        view.read(r[2])
    target = view.read(goal[2]) - view.read(goal[1])
    must(all(view.powers.values()), "a power that need not be defined")
    facts: Facts = []
    for spec in certificate["facts"]:
        origin_holds(view, facts, spec, (goal, relations))
        facts.append((view.parsed(spec["poly"]), spec["rel"]))
    goal_poly = view.parsed(certificate["poly"])
    must(certificate["rel"] == REL[goal[0]], "another relation")
    den = view.parsed(certificate["den"])
    must(is_multiple(view, (goal_poly, certificate["rel"], den), target), "not the polynomial of the relation")
    remains(view, facts, den)
    holds(view, facts, goal_poly, certificate["rel"], certificate["proof"])


# -- functions in pieces ---------------------------------------------------------------------------------------------
def pieces(node: Node) -> list[tuple[list[Node], Node]]:
    """The cases of a function in pieces, which cover the line: (where, value)."""
    word, u = node[1], node[2]
    none, one = ["mul", ZERO, u], ["add", ["mul", ZERO, u], ONE]
    up, down = ["<=", ZERO, u], ["<=", u, ZERO]
    minus = ["num", "-1"]
    return {
        "abs": [([up], u), ([down], ["neg", u])],
        "relu": [([up], u), ([down], none)],
        "leaky_relu": [([up], u), ([down], ["div", u, ["num", "100"]])],
        "elu": [([up], u), ([down], ["sub", ["fn", "exp", u], ONE])],
        "softsign": [([up], ["div", u, ["add", ONE, u]]), ([down], ["div", u, ["sub", ONE, u]])],
        "sign": [([["<", ZERO, u]], one), ([["<", u, ZERO]], ["neg", one]), ([["==", u, ZERO]], none)],
        "step": [([["<", ZERO, u]], one), ([down], none)],
        "hardtanh": [([["<=", ONE, u]], one), ([["<=", u, minus]], ["neg", one]),
                     ([["<=", minus, u], ["<=", u, ONE]], u)],
    }[word]


def exchanged(node: Any, old: Node, new: Node) -> Any:
    """A node with a subnode replaced everywhere."""
    if node == old:
        return new
    return [exchanged(n, old, new) for n in node] if isinstance(node, list) else node


def check_cases(goal: Node, assumed: list[Node], certificate: dict[str, Any], functions: dict[str, Any]) -> None:
    """Every case of the function is there, and each is proved."""
    what = certificate["cases"]
    must(isinstance(what, list) and what[0] == "fn", "not a function")
    expected = pieces(what)
    must(len(expected) == len(certificate["branches"]), "a case is missing")
    for (where, value), branch in zip(expected, certificate["branches"], strict=True):
        must(branch["when"] == where and branch["value"] == value, "another case")
        inner = [exchanged(goal, what, value), [*(exchanged(a, what, value) for a in assumed), *where]]
        check(inner[0], inner[1], branch["proof"], functions)


# -- logarithms -------------------------------------------------------------------------------------------------------
def inside(token: str) -> Node | None:
    """The u of log u, and 1 + exp(u) of softplus(u)."""
    node = json.loads(token)
    if node[0] != "fn" or node[1] not in ("log", "softplus"):
        return None
    return node[2] if node[1] == "log" else ["add", ONE, ["fn", "exp", node[2]]]


def check_raised(goal: Node, assumed: list[Node], certificate: dict[str, Any], functions: dict[str, Any]) -> None:
    """Exp is increasing: a relation between sums of logarithms is one between products of their arguments."""
    form = linear(goal[2])
    for token, c in linear(goal[1]).items():
        form[token] = form.get(token, 0) - c
    logs = {token: c for token, c in form.items() if c and inside(token) is not None}
    must(bool(logs) and goal[0] != "!=", "no logarithms")
    scale = math.lcm(*(int(c.q) for c in logs.values()))
    sides: list[list[Node]] = [[], []]
    needed = []
    for token, c in logs.items():
        u = inside(token)
        assert u is not None
        needed.append(["<", ZERO, u])
        sides[bool(c > 0)].append(["pow", u, ["num", str(abs(c) * scale)]])
    below, above = (functools.reduce(lambda a, b: ["mul", a, b], side, ONE) for side in sides)
    new = certificate["raised"]
    rest = {token: c * scale for token, c in form.items() if c and token not in logs}
    if rest:
        must(new[2][0] == "mul" and new[2][2][:2] == ["fn", "exp"] and linear(new[2][2][2]) == rest, "another exponent")
        above = ["mul", above, new[2][2]]
    must(new == [goal[0], below, above] and certificate["positive"] == needed, "another relation")
    check(new, [*assumed, *needed], certificate["proof"], functions)

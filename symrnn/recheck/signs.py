"""Certificates of inequalities: polynomials in generators, each line valued at generic points.

A line says that a polynomial in generators (exponentials, roots, sines, values of terms) has a sign. The trusted base
values every generator from its term, so that a line that is not true, or a goal that is not the statement's, is noticed.
"""

from __future__ import annotations

import ast
import json
import operator
from collections.abc import Callable, Iterator
from itertools import islice, product
from typing import Any

from flint import fmpq

from symrnn.recheck.functions import Number, Record, Undefined, apply, ball, base, may_vanish, power, precision
from symrnn.recheck.matrices import scalar, shape
from symrnn.recheck.numbers import seed_of
from symrnn.recheck.sample import points
from symrnn.recheck.truth import decide
from symrnn.recheck.values import environment, evaluate

KINDS: dict[str, Callable[..., Number]] = {
    "value": lambda x, g, env: x,
    "exp": lambda x, g, env: apply("exp", 0, x),
    "log": lambda x, g, env: apply("log", 0, x),
    "sin": lambda x, g, env: apply("sin", 0, x),
    "cos": lambda x, g, env: apply("cos", 0, x),
    "root": lambda x, g, env: power(x, fmpq(1, g["power"])),
    "power": lambda x, g, env: power(x, scalar(evaluate(g["exponent"], env))),
}
SIGNS: dict[str, Callable[[Any], bool]] = {
    ">": lambda v: v > 0, ">=": lambda v: not v < 0, "<": lambda v: v < 0, "<=": lambda v: not v > 0,
    "==": may_vanish, "!=": lambda v: v != 0 or may_vanish(v),
}  # fmt: skip
HEADS = {"<": "lt", "<=": "le", ">": "gt", ">=": "ge", "==": "eq", "!=": "ne"}
OPERATORS: dict[type, Callable[[Any, Any], Any]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
}  # fmt: skip
ENOUGH = 3


def polynomial(text: str, names: dict[str, Any]) -> Any:
    """The value of a polynomial that is written with + - * / ^ over names and numbers."""
    def walk(t: ast.AST) -> Any:
        if isinstance(t, ast.Expression):
            return walk(t.body)
        if isinstance(t, ast.Constant) and isinstance(t.value, int):
            return fmpq(t.value)
        if isinstance(t, ast.Name) and t.id in names:
            return names[t.id]
        if isinstance(t, ast.UnaryOp) and isinstance(t.op, ast.USub):
            return -walk(t.operand)
        if isinstance(t, ast.BinOp) and isinstance(t.op, ast.Pow) and isinstance(t.right, ast.Constant) and isinstance(
                t.right.value, int):
            return walk(t.left) ** t.right.value
        if isinstance(t, ast.BinOp) and type(t.op) in OPERATORS:
            a, b = walk(t.left), walk(t.right)
            mixed = isinstance(a, fmpq) != isinstance(b, fmpq)
            return OPERATORS[type(t.op)](ball(a) if mixed else a, ball(b) if mixed else b)
        raise ValueError(f"{text!r} is no polynomial in the generators")

    return walk(ast.parse(text.replace("^", "**"), mode="eval"))


def lines(proof: Any) -> Iterator[Record]:
    """The lines of a certificate that have a goal, wherever they are nested."""
    if isinstance(proof, dict):
        if "goal" in proof and "poly" in proof and "generators" in proof:
            yield proof
        for value in proof.values():
            yield from lines(value)
    elif isinstance(proof, list):
        for value in proof:
            yield from lines(value)


def fault(line: Record, env: Any) -> str | None:
    """What is wrong with a line at a point; None where nothing is, or where its assumptions do not hold there."""
    if any(decide([HEADS[rel], a, b], env) is False for rel, a, b in line.get("assumed", [])):
        return None
    nodes = [g["node"] for g in line["generators"]] + line["goal"][1:]
    valued = [evaluate(node, env) for node in nodes]
    dims = [shape(v) for v in valued if isinstance(v, list)]
    places = product(*(range(max(d[axis] for d in dims)) for axis in (0, 1))) if dims else [(0, 0)]
    wrong = (_fault(line, [_entry(v, *place) for v in valued], env) for place in places)
    return next(filter(None, wrong), None)


def _entry(value: Any, i: int, j: int) -> Number:
    """An entry of an array; a number, and an array of one entry, stand for themselves everywhere."""
    if not isinstance(value, list):
        return value
    return value[i if len(value) > 1 else 0][j if len(value[0]) > 1 else 0]


def _fault(line: Record, values: list[Number], env: Any) -> str | None:
    """What is wrong with a line at one place of its arrays."""
    *generated, left, right = values
    names = {g["name"]: base(KINDS[g["kind"]](x, g, env)) for g, x in zip(line["generators"], generated, strict=True)}
    for number, fact in enumerate(line.get("facts", []), 1):
        if not SIGNS[fact["rel"]](polynomial(fact["poly"], names)):
            return f"fact {number} is false"
    rel, a, b = line["goal"]
    value, den = polynomial(line["poly"], names), polynomial(line["den"], names)
    if not SIGNS[line["rel"]](value):
        return "the polynomial has another sign"
    gap = left - right
    if not any(may_vanish(ball(value) - sign * ball(gap) * ball(den) ** k) for sign in (1, -1) for k in (1, 2)):
        return "the polynomial is not the goal's difference"
    return None if decide([HEADS[rel], a, b], env) is not False else "the goal is false"


def signs(record: Record, certificate: Record) -> tuple[bool, str]:
    """Whether every line of an inequality's certificate holds where it is valued."""
    if certificate.get("assert") != record["assert"]:
        return False, "the certificate is of another statement"
    missing = [c for c in certificate.get("given", []) if c not in record.get("given", [])]
    if missing:
        return False, "the certificate assumes a condition that is not given"
    found, tested = list(lines(certificate.get("proof"))), 0
    for point in islice(points(record, seed_of(json.dumps(record, sort_keys=True)), count=8), 8):
        with precision(256):
            env = environment(record, point)
            try:
                wrong = next((f"line {k}: {w}" for k, w in enumerate((fault(x, env) for x in found), 1) if w), None)
            except Undefined:
                continue
        if wrong:
            return False, wrong
        tested += 1
    return tested >= ENOUGH, f"{len(found)} lines, each true at {tested} generic points"

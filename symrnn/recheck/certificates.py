"""Certificates: what a proof leaves behind, so that it is accepted without the prover; a table, open to other kinds.

Every kind is accepted by what it says and by values: the statement is compared at generic points of several sizes, and
so is every equation and every line that the certificate rests on.
"""

from __future__ import annotations

import ast
import json
import operator
from collections.abc import Callable, Iterator
from itertools import islice, product
from typing import Any

from flint import fmpq

from symrnn.recheck.carried import MADE_OF_PARTS, OPPOSITE, opposite, part, parts, scope
from symrnn.recheck.chains import accept_chain
from symrnn.recheck.crossing import crosses
from symrnn.recheck.functions import UNREADABLE, Node, Record, Undefined, apply, ball, base, may_vanish, power, precision
from symrnn.recheck.limits import converges
from symrnn.recheck.matrices import mat, scalar
from symrnn.recheck.numbers import mean, numbers, seed_of
from symrnn.recheck.sample import points
from symrnn.recheck.truth import COMPARE, decide
from symrnn.recheck.values import Env, environment, evaluate
from symrnn.recheck.witness import BITS, refutes

Answer = tuple[bool, str]
ENOUGH = 3
# kind: the heads of the statements that it serves, and the conditions that are valued besides the statement
FORMS = {"at_most", "le", "ge", "less", "lt", "gt", "nowhere_zero", "nonzero", "invertible", "positive", "nonneg", "ne",
         "psd", "pd"}  # fmt: skip
VALUED: dict[str, tuple[Any, Callable[[Record, Node], list[Node]]]] = {
    "identity": (COMPARE, lambda c, s: []), "form": (FORMS, lambda c, s: []),
    "closed-form": ({"equal", "eq"}, lambda c, s: []),
    "rank": ({"rank_is", "rank_at_most"},
             lambda c, s: [["equal", s[1], _multiplied(c["factors"])], ["le", c["bound"], s[2]]]),
    "lemma": (COMPARE, lambda c, s: [["equal", *c["instance"]], ["equal", *c["rest"]]]),
    "integral": (COMPARE, lambda c, s: [["equal", *pair] for pair in c["values"]]),
}  # fmt: skip
# the lemmas that a proof may name, with the heads of the terms that each speaks of
LEMMAS = {
    **dict.fromkeys(("matrix determinant lemma", "Sylvester determinant identity", "Schur complement",
                     "determinant of an exponential"), ("det",)),
    "norm of a normal matrix": ("norm",), "rank of a projection": ("rank",), "spectrum of a cyclic product": ("rho",),
    "invariance of singular values": ("norm", "sigma_min"),
}  # fmt: skip
# a property is what its definition says
DEFINITIONS: dict[str, Callable[..., Node]] = {
    "symmetric": lambda a: ["equal", ["T", a], a], "skew": lambda a: ["equal", ["T", a], ["neg", a]],
    "normal": lambda a: ["equal", ["matmul", ["T", a], a], ["matmul", a, ["T", a]]], "fixed": lambda a, b: ["equal", a, b],
    "idempotent": lambda a: ["equal", ["matmul", a, a], a], "diagonal": lambda a: ["equal", a, ["diag", ["diagof", a]]],
    "commute": lambda a, b: ["equal", ["matmul", a, b], ["matmul", b, a]], "nilpotent": lambda a: ["equal"],
    **dict.fromkeys(("orthogonal", "unit_norm"), lambda a: ["equal", ["matmul", ["T", a], a]]),
}  # fmt: skip
_VALUES: list[Any] = []  # how large the values were of all statements that a certificate was accepted by

def _multiplied(factors: list[Node]) -> Node:
    return factors[0] if len(factors) == 1 else ["matmul", _multiplied(factors[:-1]), factors[-1]]

def valued(record: Record, count: int = 8) -> Answer:
    """Whether the statement is true at every generic point that can be compared, at three points or more."""
    found = numbers(record, seed_of(json.dumps(record, sort_keys=True)), count=count)
    _VALUES.extend(found["sizes"])
    silent = found["undefined"] if record["assert"][0] in COMPARE else 0  # a side without a value says nothing there
    if found["violations"] or found["effective"] < max(ENOUGH, found["tried"] - silent):
        return False, f"{found['effective']} of {found['tried']} points agree, {len(found['violations'])} violate it"
    return True, f"values agree at all {found['effective']} generic points ({found['evidence']['detail']})"

def _by_values(record: Record, certificate: Record) -> Answer:
    """The statement, and all that the certificate rests on, at generic points."""
    kind, claim = certificate["kind"], record["assert"]
    served, rests = VALUED[kind]
    if claim[0] not in served:
        return False, f"a certificate of the kind {kind} does not serve {claim[0]}"
    if kind == "rank" and claim[0] == "rank_is" and not certificate.get("exact"):
        return False, "an exact rank has an exact core"
    if kind == "integral" and any(pair[0][0] not in ("integral", "expect") for pair in certificate["values"]):
        return False, "no integral with its value"
    name = str(certificate.get("lemma"))
    if kind == "lemma" and (certificate["instance"][0][0] not in LEMMAS.get(name, ())
                            or not str(certificate.get("scope", "")).endswith(f"rests on the {name}")):
        return False, f"no lemma {name!r} with such an instance in its scope"
    for number, cond in enumerate(rests(certificate, claim), 1):
        good, why = valued({**record, "assert": cond}, 4 if kind == "integral" else 8)
        if not good:
            return False, f"what it rests on, {number}: {why}"
    return valued(record)

def _example(record: Record, certificate: Record) -> Answer:
    """An existence statement, by the leaves that it asks for."""
    if record["assert"][0] != "exists" or set(record["leaves"]) - {leaf[1] for leaf in record["assert"][1]}:
        return False, "an example serves an existence statement, and gives every leaf that the statement has"
    if "leaf" in certificate:
        return crosses(record, certificate)
    for bits in BITS:
        with precision(bits):
            env = environment(record, certificate.get("point", {}))
            env.witness = env.leaves
            if not all(decide(c, env) for c in [*record.get("given", []), record["assert"]]):
                return False, "the example does not certainly have the property"
    return True, "the example has the property, certainly"

def _parts(record: Record, certificate: Record) -> Answer:
    """A statement made of others, or shown by another: each with its own certificate; a property by its definition."""
    head, *args = record["assert"]
    if certificate["kind"] == "definition":
        says = DEFINITIONS[head](*args)
        if certificate["as"][:len(says)] != says:
            return False, f"that is not what {head} means"
    inner, why = parts(record, certificate), ""
    for number, (statement, proof) in enumerate(inner, 1):
        good, why = _accepted(statement, proof)
        if not good:
            return False, f"part {number} of {len(inner)}: {why}"
    if certificate["kind"] == "definition":
        return valued(record)
    return bool(inner), f"{len(inner)} of {len(inner)} parts: {why}"

def _norm_rules(record: Record, certificate: Record) -> Answer:
    """A chain of norm rules, step by step; where derivatives were taken before, the closed forms by their values."""
    goal, claim = certificate["goal"], record["assert"]
    if goal[0] != claim[0] or len(goal) != len(claim):
        return False, "the certificate is for another statement"
    for stated, closed in zip(claim[1:], goal[1:], strict=True) if goal != claim else ():
        good, why = valued({**record, "assert": ["equal", stated, closed]}, 4)
        if not good:
            return False, f"the closed form: {why}"
    return accept_chain({**record, "assert": goal}, certificate)

# -- inequalities: a line says that a polynomial in generators (exponentials, roots, values of terms) has a sign -----------
SIGNS: dict[str, Callable[[Any], bool]] = {
    ">": lambda v: v > 0, ">=": lambda v: not v < 0, "<": lambda v: v < 0, "<=": lambda v: not v > 0, "==": may_vanish,
    "!=": lambda v: v != 0 or may_vanish(v),
}  # fmt: skip
HEADS = {"<": "lt", "<=": "le", ">": "gt", ">=": "ge", "==": "eq", "!=": "ne"}
OPERATORS: dict[type, Any] = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul,
                              ast.Div: operator.truediv}

def polynomial(text: str, names: dict[str, Any]) -> Any:
    """The value of a polynomial that is written with + - * / ^ over names and numbers."""
    def walk(t: Any) -> Any:
        if isinstance(t, ast.Constant) and isinstance(t.value, int):
            return fmpq(t.value)
        if isinstance(t, ast.Name) and t.id in names:
            return names[t.id]
        if isinstance(t, ast.UnaryOp) and isinstance(t.op, ast.USub):
            return -walk(t.operand)
        if isinstance(t, ast.BinOp) and isinstance(t.op, ast.Pow):
            return walk(t.left) ** int(ast.literal_eval(t.right))
        if isinstance(t, ast.BinOp) and type(t.op) in OPERATORS:
            a, b = walk(t.left), walk(t.right)
            mixed = isinstance(a, fmpq) != isinstance(b, fmpq)
            return OPERATORS[type(t.op)](ball(a) if mixed else a, ball(b) if mixed else b)
        raise ValueError(f"{text!r} is no polynomial in the generators")
    return walk(ast.parse(text.replace("^", "**"), mode="eval").body)

def _generated(g: Record, x: Any, env: Env) -> Any:
    """The value of a generator from that of its term."""
    if g["kind"] in ("root", "power"):
        return power(x, fmpq(1, g["power"]) if g["kind"] == "root" else scalar(evaluate(g["exponent"], env)))
    if g["kind"] not in ("value", "exp", "log", "sin", "cos"):
        raise ValueError(f"no generator is a {g['kind']}")
    return x if g["kind"] == "value" else apply(g["kind"], x)

def lines(proof: Any) -> Iterator[Record]:
    """The lines of a certificate that have a goal, wherever they are nested."""
    if isinstance(proof, dict) and {"goal", "poly", "generators"} <= proof.keys():
        yield proof
    for value in proof.values() if isinstance(proof, dict) else proof if isinstance(proof, list) else ():
        yield from lines(value)

def _fault(line: Record, env: Env) -> str:
    """What is wrong with a line at a point; nothing where nothing is, or where its assumptions do not hold there."""
    if any(decide([HEADS[rel], a, b], env) is False for rel, a, b in line.get("assumed", [])):
        return ""
    values = [mat(evaluate(node, env)) for node in [*(g["node"] for g in line["generators"]), *line["goal"][1:]]]
    for i, j in product(range(max(map(len, values))), range(max(len(v[0]) for v in values))):
        *found, left, right = [v[i if len(v) > 1 else 0][j if len(v[0]) > 1 else 0] for v in values]
        names = {g["name"]: base(_generated(g, x, env)) for g, x in zip(line["generators"], found, strict=True)}
        for number, fact in enumerate(line.get("facts", []), 1):
            if not SIGNS[fact["rel"]](polynomial(fact["poly"], names)):
                return f"fact {number} is false"
        value, den = polynomial(line["poly"], names), ball(polynomial(line["den"], names))
        if not SIGNS[line["rel"]](value):
            return "the polynomial has another sign"
        if not any(may_vanish(ball(value) - way * ball(left - right) * den**k) for way in (1, -1) for k in (1, 2)):
            return "the polynomial is not the goal's difference"
    rel, left, right = line["goal"]
    return "the goal is false" if decide([HEADS[rel], left, right], env) is False else ""

def _inequality(record: Record, certificate: Record) -> Answer:
    """Every line of the certificate at generic points, then the statement."""
    if certificate.get("assert") != record["assert"]:
        return False, "the certificate is of another statement"
    if any(c not in record.get("given", []) for c in certificate.get("given", [])):
        return False, "the certificate assumes a condition that is not given"
    found, tested = list(lines(certificate.get("proof"))), 0
    for point in islice(points(record, seed_of(json.dumps(record, sort_keys=True)), count=8), 8):
        with precision(256):
            env = environment(record, point)
            try:
                wrong = next((f"line {k}: {w}" for k, w in enumerate((_fault(x, env) for x in found), 1) if w), "")
            except Undefined:
                continue
        if wrong:
            return False, wrong
        tested += 1
    good, why = valued(record) if tested >= ENOUGH else (False, "too few points")
    return good, f"{len(found)} lines, each true at {tested} generic points; {why}"

ACCEPTORS: dict[str, Callable[[Record, Record], Answer]] = {
    **dict.fromkeys(VALUED, _by_values), **dict.fromkeys(MADE_OF_PARTS, _parts), "example": _example,
    "witness": lambda record, certificate: refutes(record, certificate.get("witness", {}))[:2],
    "norm-rules": _norm_rules, "inequality": _inequality, "limit": converges, "order": converges,
}  # fmt: skip

def absent(record: Record, witness: Record) -> Answer:
    """An existence that cannot be: one of its conditions never holds, which its own certificate shows."""
    if record["assert"][0] != "exists" or not witness.get("as"):
        return False, "that is no existence"
    body, says = record["assert"][2], witness["as"]
    conditions = body[1:] if body[0] == "all_of" else [body]
    other = [[c for c in conditions if c is not p] for p in conditions if p[0] in OPPOSITE and says == opposite(p)]
    if not other:
        return False, "that is not the opposite of one of its conditions"
    under = [*record.get("given", []), *other[0]]  # where the other conditions hold, this one does not
    return accept({**record, "given": under, "assert": says}, witness.get("certificate", {}))

def accept(record: Record, certificate: Record) -> Answer:
    """Whether a certificate supports the statement, and why; with how large the values were that were compared."""
    _VALUES.clear()
    good, why = _accepted(record, certificate)
    return good, f"{why}; {len(_VALUES)} values of mean size {mean(_VALUES)}" if good and _VALUES else why

def _accepted(record: Record, certificate: Record) -> Answer:
    try:
        record, certificate = part(record, record["assert"], certificate)
        if certificate["kind"] not in ACCEPTORS:
            return False, "a certificate of a kind that is not known here"
        if certificate.get("scope", scope(record, certificate)) != scope(record, certificate):
            return False, f"its scope is {scope(record, certificate)!r}, not {certificate['scope']!r}"
        return ACCEPTORS[certificate["kind"]](record, certificate)
    except UNREADABLE as error:
        return False, f"it cannot be read: {type(error).__name__}: {error}"

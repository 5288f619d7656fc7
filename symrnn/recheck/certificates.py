"""Certificates: what a proof leaves behind, so that it is accepted without the prover; a table, open to other kinds.

Every kind is accepted by what it says and by values: the statement is compared at generic points of several sizes, and
so is every equation and every line that the certificate rests on.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from functools import reduce
from typing import Any

from symrnn.recheck.carried import CALCULUS, MADE_OF_PARTS, given, heads, part, parts, scope, sizes_in
from symrnn.recheck.chains import Reader, accept_chain
from symrnn.recheck.examples import pinned, put
from symrnn.recheck.crossing import crosses
from symrnn.recheck.forms import DEFINITIONS, NEGATED, Form, accept_form, bare, from_extreme, opposite
from symrnn.recheck.functions import KINKED, NAMES, UNREADABLE, Node, Record, within
from symrnn.recheck.fading import follows
from symrnn.recheck.inequalities import Inequality, closed_pairs
from symrnn.recheck.limits import Answer, converges
from symrnn.recheck.plans import LARGEST_SIZE, degree_in_sizes
from symrnn.recheck.numbers import mean, numbers, seed_of, stream
from symrnn.recheck.ranks import exact
from symrnn.recheck.rules import must
from symrnn.recheck.sample import leaf_nodes, points
from symrnn.recheck.special import SMOOTH, formulas, look, met, shown, sudden, violated
from symrnn.recheck.truth import COMPARE
from symrnn.recheck.values import freeze
from symrnn.recheck.witness import refutes, smallest

EQUAL = {"equal", "eq"}
# kind: the heads of the statements that it serves, and the conditions that are valued besides the statement
VALUED: dict[str, tuple[Any, Callable[[Record, Node], list[Node]]]] = {
    "identity": (EQUAL, lambda c, s: []), "closed-form": (EQUAL, lambda c, s: []),
    "rank": ({"rank_is", "rank_at_most"},
             lambda c, s: [["equal", s[1], reduce(lambda a, b: ["matmul", a, b], c["factors"])], ["le", c["bound"], s[2]]]),
    "lemma": (EQUAL, lambda c, s: [["equal", *c["instance"]], ["equal", *c["rest"]]]),
    "integral": (EQUAL, lambda c, s: [["equal", *pair] for pair in c["values"]]),
}  # fmt: skip
# the lemmas that a proof may name, with the heads of the terms that each speaks of
LEMMAS = {
    **dict.fromkeys(("matrix determinant lemma", "Sylvester determinant identity", "Schur complement",
                     "determinant of an exponential", "determinant of a Kronecker product",
                     "determinant of a triangular matrix"), ("det",)),
    "norm of a normal matrix": ("norm",), "rank of a projection": ("rank",),
    **dict.fromkeys(("spectrum of a cyclic product", "spectrum of a triangular matrix", "spectrum of a power"), ("rho",)),
    "invariance of singular values": ("norm", "sigma_min"), "memory of one input": ("dot",),
}  # fmt: skip
ENOUGH, MANY = 3, 24  # points, and so many that they show all sides of kinks
_VALUES: list[Any] = []  # how large the values were of all statements that a certificate was accepted by

def valued(record: Record, count: int = 8) -> Answer:
    """Whether the statement is true at every generic point that can be compared, at three points or more."""
    found = numbers(record, seed_of(json.dumps(record, sort_keys=True)), count=count)
    _VALUES.extend(found["sizes"])
    silent = found["undefined"] if record["assert"][0] in COMPARE else 0  # a side without a value says nothing there
    if found["violations"] or found["effective"] < max(ENOUGH, found["tried"] - silent):
        return False, f"{found['effective']} of {found['tried']} points agree, {len(found['violations'])} violate it"
    return True, f"values agree at all {found['effective']} generic points ({found['evidence']['detail']})"

def believed(record: Record, count: int = 8) -> Answer:
    """Whether a statement may rest on values alone: it holds at special points, too, and at those nobody foresees."""
    good, why = valued(record, count)
    wrong = good and (any(violated(record)) or (record["assert"][0] in EQUAL and surprised(record)))
    return (False, "it is false at a special point, far out, or at one that nobody foresees") if wrong else (good, why)

def surprised(record: Record) -> bool:
    """Whether an equation fails at fine points, be the sides of kinks free, or all of them shown by points.

    They are free as numbers or in turns. A jump is looked at where it is, too: at a point, or with all others in turns.
    """
    many, form = degree_in_sizes(freeze(record["assert"])) >= LARGEST_SIZE, Form(record, Reader(record, []).shape)
    smooth = {c[0] for c in record.get("given", [])} <= SMOOTH  # else numbers may have the same quotient by chance
    jumps = [n[2] for n in within(formulas(record)) if n[:1] == ["fn"] and (n[1] in ("step", "sign") or (
        n[1] in KINKED and CALCULUS & {*heads(formulas(record))}))]
    if not all(form.nowhere_zero(bare(u)) or from_extreme(bare(u)) or met(record, u) for u in jumps):
        return many or _fails(record, smooth, [0, 1, 2])
    ways: list[Any] = [(True, None), (False, None), (smooth, [0, 1]), *[(None, None)] * shown(record, form)]
    return many or all(_fails(record, *way) for way in ways[not smooth:])

def _fails(record: Record, merged: bool | None, turns: list[int] | None = None) -> bool:
    """Whether an equation is false at fine points, with their kinks free where it is said whether they are merged."""
    for number in range(1, 5):  # other points where none has a value
        chosen = list(points(record, stream(record, number), count=ENOUGH if merged is not None else MANY, fine=True))
        looks = [look(record, point, merged, turns) for point in chosen]
        words = {word for found, _ in looks for word in found}
        if words & {"violated", "exact", "balls"}:
            return "violated" in words or any(quotients != looks[0][1] for _, quotients in looks)
    return True

def _hold(record: Record, conditions: Iterable[Any], what: str = "the closed form", count: int = 4) -> None:
    """Raise unless conditions, or pairs that are to be equal, are so by their values under those of the statement."""
    for number, cond in enumerate(conditions, 1):
        good, why = believed({**record, "assert": ["equal", *cond] if isinstance(cond, tuple) else cond}, count)
        must(good, f"{what}, {number}: {why}")

def _by_values(record: Record, certificate: Record) -> Answer:
    """The statement, and all that the certificate rests on, at generic points."""
    kind, claim = certificate["kind"], record["assert"]
    served, rests = VALUED[kind]
    must(claim[0] in served, f"a certificate of the kind {kind} does not serve {claim[0]}")
    if kind == "rank":
        must(certificate["exact"] is (claim[0] == "rank_is"), "an exact rank has an exact core")
        if claim[0] == "rank_is":
            exact(record, certificate, Reader(record, []).shape,
                  lambda x, y: valued({**record, "assert": ["equal", x, y]}, 4)[0])
    must(kind != "integral" or all(pair[0][0] in ("integral", "expect") for pair in certificate["values"]), "no integral")
    must(kind != "lemma" or certificate["instance"][0][0] in LEMMAS.get(certificate["lemma"], ()), "no lemma with that")
    _hold(record, rests(certificate, claim), "what it rests on", 4 if kind == "integral" else 8)
    return believed(record)

def _example(record: Record, certificate: Record) -> Answer:
    """An existence statement, by the leaves that it asks for."""
    must(record["assert"][0] == "exists" and record["leaves"].keys() <= {leaf[1] for leaf in record["assert"][1]}
         and not sizes_in(record), "an example serves an existence of all leaves that the statement has, of sizes as stated")
    must(all(f.get("body") for f in record.get("functions", {}).values()), "an example for one of many functions")
    if "leaf" in certificate:
        return crosses(record, certificate)
    none, point = {**record, "assert": ["no", record["assert"][2]]}, certificate["point"]
    must(refutes(none, point)[0], "the example does not certainly have the property")
    must(certificate.get("shrunk") in (None, smallest(none, point)), "a simpler one does, or none")
    return True, "the example has the property, certainly"

def begins(record: Record) -> bool:
    """Whether an induction assumes in its step what holds where its base is, for the state that begins there; by values."""
    _, t, first, step = record["assert"]
    base, assumed, start = given(record, first), given({**record, "given": []}, step)["given"], leaf_nodes(freeze(first))
    def holds(cond: Node, k: int) -> bool:
        own, shape = [x for x in leaf_nodes(freeze(cond)) if x not in start], Reader(record, []).shape
        states = [["eq", list(x), s] for x in own for s in base["assert"][1:] if shape(list(x)) == shape(s)]
        return any(x[0] == "seq" and x[2] == k + 1 for x in own) or any(
            valued(at)[0] and not any(violated(at, always=True)) for more in ([], *zip(states))
            for at in [{**base, "given": [*base["given"], *more], "assert": cond}])
    cases, others = range(3 if leaf_nodes(freeze(assumed)) else 9), leaf_nodes(freeze(step))
    return any(all(holds(put(cond, {}, {t: k}), k) for cond in assumed) for k in cases) if step[0] == "implies" else (
        not (start and others) or any(x in start for x in others))

def _parts(record: Record, certificate: Record) -> Answer:
    """A statement made of others, or shown by another: each with its own certificate; a property by its definition."""
    head, *args = record["assert"]
    must(certificate["kind"] != "induction" or begins(record), "the step assumes more than the base case, or another thing")
    if certificate["kind"] == "definition":
        shown = certificate["as"]
        says = DEFINITIONS[head](*args, *([shown[2][2]] if head == "stochastic" else []))
        must(head != "stochastic" or shown[2][2][0] == "ones", "rows that sum to something else")
        if head == shown[0] == "ne":  # their difference, or that of traces, determinants, weighted sums, as values confirm
            of = certificate.get("of")
            gap = ["sub", *(a if of is None else [of, a] if isinstance(of, str) else ["sum", ["mul", of, a]] for a in args)]
            must((of in (None, "tr", "det") or isinstance(of, list)) and shown[2:] == [["num", "0"]] and not sudden(record)
                 and valued({**record, "assert": ["equal", gap, shown[1]]}, 4)[0], "another difference")
        elif shown[:len(says)] != says and not (head == "ne" and shown[0] == "less" and shown[1:] in (
                args[::-1], *([["norm", x] for x in pair] for pair in (args, args[::-1])))):
            return False, f"that is not what {head} means"
    inner, why = parts(record, certificate), ""
    must(certificate["kind"] != "terms" or any(points(inner[0][0], 1, count=1)), "no point meets the conditions")
    for number, (statement, proof) in enumerate(inner, 1):
        good, why = _accepted(statement, proof)
        must(good, f"part {number} of {len(inner)}: {why}")
    if certificate["kind"] == "definition":
        return valued(record)
    return bool(inner), f"{len(inner)} of {len(inner)} parts: {why}"

def _inequality(record: Record, certificate: Record) -> Answer:
    """The argument, step by step; where derivatives were taken before, the closed forms by their values; then values."""
    must(certificate.get("assert") == record["assert"], "the certificate is of another statement")
    must(all(c in record.get("given", []) for c in certificate.get("given", [])), "it assumes a condition that is not given")
    own = [record["assert"], certificate["given"]]
    closed = certificate.get("closed", own)
    _hold(record, closed_pairs(own, closed))
    must(all(spec.get("field") == "real" for spec in record["leaves"].values()), "an order between complex numbers")
    Inequality(record.get("functions", {}), Reader(record, []).shape).follows(closed[0], closed[1], certificate["proof"])
    good, why = valued(record)
    return good, f"every line of the argument follows; {why}"

def _form(record: Record, certificate: Record) -> Answer:
    """A chain of norm rules, or what is read off a form; where derivatives were taken before, closed forms by values."""
    closed = {**record, "assert": certificate.get("goal", certificate.get("closed", record["assert"]))}
    _hold(record, closed_pairs(record["assert"], closed["assert"]))
    if certificate["kind"] == "norm-rules":
        return accept_chain(closed, certificate)
    accept_form(closed, Reader(record, []).shape)
    return valued(record)

def _limit(record: Record, certificate: Record) -> Answer:
    """The argument of a limit or an order, then values at growing k."""
    must(certificate["kind"] == {"tends_to": "limit", "of_order": "order"}.get(record["assert"][0]), "another statement")
    _hold(record, follows(record, certificate, _accepted), "the distance", 8)
    return converges(record, certificate)

ACCEPTORS: dict[str, Callable[[Record, Record], Answer]] = {
    **dict.fromkeys(VALUED, _by_values), **dict.fromkeys(MADE_OF_PARTS, _parts), "example": _example,
    "witness": lambda record, certificate: refutes(record, certificate.get("witness", {}))[:2],
    **dict.fromkeys(("norm-rules", "form"), _form), "inequality": _inequality, "limit": _limit, "order": _limit,
}  # fmt: skip

def absent(record: Record, witness: Record) -> Answer:
    """An existence that cannot be: at some values of the rest one of its conditions never holds, as a certificate shows."""
    if record["assert"][0] == "iff":  # a half of it fails
        record = given(record, ["implies", *sorted(record["assert"][1:], key=lambda c: bool(c[0] == "exists"))])
    must(record["assert"][0] == "exists" and any(points(record, 1, count=1)), "no existence, or nothing is met")
    record = pinned(record, witness)
    body, says = record["assert"][2], witness["as"]
    conditions = body[1:] if body[0] == "all_of" else [body]
    other = [[c for c in conditions if c is not p] for p in conditions if p[0] in NEGATED and says == opposite(p)]
    must(other, "that is not the opposite of one of its conditions")
    return accept({**record, "given": [*record["given"], *other[0]], "assert": says}, witness.get("certificate", {}))

def accept(record: Record, certificate: Record) -> Answer:
    """Whether a certificate supports the statement, and why; with how large the values were that were compared."""
    _VALUES.clear()
    good, why = _accepted(record, certificate)
    return good, f"{why}; {len(_VALUES)} values of mean size {mean(_VALUES)}" if good and _VALUES else why

def _accepted(record: Record, certificate: Record) -> Answer:
    try:
        record, certificate = part(record, record["assert"], certificate)
        must(certificate["kind"] in ACCEPTORS, "a certificate of a kind that is not known here")
        named = [*record["sizes"], *record["indices"], *record["leaves"], *record.get("functions", {}), *NAMES]
        must(len(set(named)) == len(named), "two things of one name, or a function that is called like a known one")
        own = scope(record, certificate)
        must(certificate.get("scope", own) == own, f"its scope is {own!r}, not {certificate.get('scope')!r}")
        return ACCEPTORS[certificate["kind"]](record, certificate)
    except UNREADABLE as error:
        return False, f"it cannot be read: {type(error).__name__}: {error}"

"""What a certificate carries, worked out from the statement: for which sizes and values it holds, and the evidence.

The scope is never read off a label: it is made from the leaves, the partial and kinked functions of the statement, and
from the kind of the argument.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from symrnn.recheck.examples import instances
from symrnn.recheck import forms
from symrnn.recheck.chains import Reader
from symrnn.recheck.functions import Malformed, Node, Record, within
from symrnn.recheck.numbers import row
from symrnn.recheck.point import occurs
from symrnn.recheck.rules import must
from symrnn.recheck.sample import leaf_nodes
from symrnn.recheck.values import freeze

PARTIAL = frozenset({"div", "inv", "pow", "lyap", "log", "sqrt"})
EXTREME, CALCULUS = {"max", "min", "norm_inf"}, {"D", "pullback", "jvp", "hessian"}  # none at two equal extremes
KINKS = frozenset({"relu", "abs", "sign", "step", "hardtanh", "leaky_relu"})
OPEN = frozenset({"exists", "tends_to", "of_order", "induction", "expects"})  # statements that no point decides
WITNESS = "this witness"
GELFAND = "Gelfand's formula for the spectral radius"
MADE_OF_PARTS = ("all", "terms", "induction", "definition", "alternative", "negation")
# kind: the routes that may have found the argument, and those that may have confirmed it
ROUTES: dict[str, tuple[str, str]] = {
    "rank": ("rank", "scalar-calculus"), "lemma": ("lemmas", "scalar-calculus"), "norm-rules": ("norm-rules", "checker"),
    "form": ("logic algebra matrix-rules", "checker scalar-calculus"), "limit": ("series exact-calculus", "checker"),
    "closed-form": ("induction", "scalar-calculus checker"), "order": ("series exact-calculus", "checker"),
    "integral": ("residues moments exact-calculus", "series scalar-calculus"), "example": ("example", "checker"),
    "inequality": ("exact-calculus", "checker"), "induction": ("induction", "scalar-calculus checker"),
}  # fmt: skip

def heads(node: Any) -> Iterator[str]:
    """The heads of all terms in a node, functions by their names; whole powers, and whole numbers under a bar, apart."""
    for part in within(node):
        if part and isinstance(part[0], str):
            number = str(part[2][1]) if part[0] in ("pow", "div") and part[2][0] == "num" else ""
            whole = number.isdecimal() and (part[0] == "pow" or int(number) > 0)
            yield from [] if whole else [part[1].rstrip("'") if part[0] == "fn" else part[0]]

def _spoken(record: Record) -> tuple[Node, list[Any]]:
    """The terms of a statement and its conditions, and the sizes of the leaves in them."""
    terms = freeze([record["assert"], *record.get("given", [])])
    return terms, [s for leaf in leaf_nodes(terms) for s in record["leaves"].get(leaf[1], {}).get("shape", [])]

def sizes_in(record: Record) -> list[str]:
    """The names of the sizes of which a statement speaks."""
    terms, sizes = _spoken(record)
    return sorted({x for part in within([*sizes, *terms]) for x in part if isinstance(x, str)} & set(record["sizes"]))

def words(record: Record) -> str:
    """For which sizes and values a statement speaks, and where: what an argument without restrictions covers."""
    terms, sizes = _spoken(record)
    seen, names = set(heads(terms)), sizes_in(record)
    if any(leaf.get("field") == "complex" for leaf in record["leaves"].values()):  # a sum of exponentials may vanish
        seen |= {"div"} if "softmax" in seen else set()
    fixed = ", ".join(map(str, sorted({s for s in sizes if isinstance(s, int) and s > 1})))
    parts = [f"all {', '.join(names)}"] * bool(names) + [f"size {fixed} as stated"] * bool(fixed) or ["all values"]
    parts += ["where both sides are defined"] if seen & (PARTIAL | (EXTREME if seen & CALCULUS else set())) else []
    return "; ".join([*parts, *(["at kinks by the usual convention"] if seen & KINKS else [])])

def pointwise(record: Record) -> bool:
    """Whether points decide a statement, or a part of what it joins."""
    claim = freeze(record["assert"])
    joined = claim[1:] if claim[0] == "all_of" else [claim]
    return any(not any(node and node[0] in OPEN for node in within(part)) for part in joined)

def assumed(node: Node, others: Node) -> Node:
    """What an assumption gives: of what exists, that this is one, where nothing else speaks of it."""
    return node[2] if node[0] == "exists" and not any(occurs(leaf[1], others) for leaf in node[1]) else node

def given(record: Record, node: Node) -> Record:
    """The same names with another assertion; the conditions of its wrappers and implications join the others."""
    known = list(record.get("given", []))
    while node[0] in ("given", "holds"):
        known, node = (known + list(node[1]), node[2]) if node[0] == "given" else (known, node[1])
    if node[0] == "implies" and (premise := assumed(node[1], [known, node[2]]))[0] not in OPEN:
        premises = list(premise[1:]) if premise[0] == "all_of" else [premise]
        return given({**record, "given": known + premises}, node[2])
    return {**record, "given": known, "assert": node}

def parts(record: Record, certificate: Record) -> list[tuple[Record, Record]]:
    """The statements that the certificates inside of a certificate have to support; Malformed where it has another form."""
    kind, (head, *args) = certificate["kind"], record["assert"]
    if kind == "terms" or (kind == "all" and head in ("all_of", "iff")):
        stated = args if head == "all_of" else [["implies", *args], ["implies", *args[::-1]]]
        record, stated = instances(record, certificate) if kind == "terms" else (record, stated)
        return [part(record, node, inner) for node, inner in zip(stated, certificate["parts"], strict=True)]
    if kind == "induction" and head == "induction":
        return [(given(record, args[1]), certificate["base"]), (given(record, args[2]), certificate["step"])]
    if kind == "definition":
        return [({**record, "assert": certificate["as"]}, certificate["proof"])]
    if kind == "alternative" and head == "any_of":
        must(certificate["number"] in range(1, len(args) + 1), "no such alternative")
        return [part(record, args[certificate["number"] - 1], certificate["proof"])]
    if kind == "negation" and head == "no":
        return [part(record, forms.opposite(args[0]), certificate["proof"])]
    raise Malformed(f"a certificate of the kind {kind} for {head}")

def part(record: Record, node: Node, certificate: Record) -> tuple[Record, Record]:
    """One statement with its certificate; an implication may be proved from right to left, a condition by opposites."""
    if certificate["kind"] == "contrapositive":
        record = given(record, node) if "number" in certificate else {**record, "assert": node}
        known, node = list(record.get("given", [])), record["assert"]
        a, b = node[1:] if node[0] == "implies" else (known.pop(certificate["number"]), node)
        must(forms.told(b, Reader(record, []).scalar), "half of an opposite")
        fails = [forms.opposite(b), forms.opposite(assumed(a, [known, b]))]
        return given({**record, "given": known}, ["implies", *fails]), certificate["proof"]
    return given(record, node), certificate

def scope(record: Record, certificate: Record) -> str:
    """For which sizes and values a certificate of this kind settles this statement."""
    record, certificate = part(record, record["assert"], certificate)
    kind = certificate["kind"]
    if kind in ("witness", "example"):
        return WITNESS
    if kind in MADE_OF_PARTS:
        inner = [scope(r, c) for r, c in parts(record, certificate)]
        if kind == "induction":
            return f"{inner[-1]}; all {record['assert'][1]} >= the base case"
        return next((s for s in inner if not s.startswith("all")), max(inner, key=len))
    if kind in ("inequality", "norm-rules"):
        where, names = list(dict.fromkeys(_found(certificate.get("proof"), "conditions"))), sizes_in(record)
        return "all real values" + (f", all {', '.join(names)}" if names else "") + (
            f", where {' and '.join(where)}" if where else "")
    if kind == "closed-form":
        must(certificate["over"] in record["indices"], f"an induction over {certificate['over']}, which is no index")
        return f"{words(record)}; all {certificate['over']}"
    lemma = f"the {certificate['lemma']}" if kind == "lemma" else GELFAND if (
        certificate.get("how") == "radius" or certificate.get("lemma") == GELFAND) else ""
    return words(record) + (f"; rests on {lemma}" if lemma else "")

def _found(data: Any, key: str) -> Iterator[Any]:
    """All values under a key, anywhere in a certificate; those in a list one by one."""
    for k, v in data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ():
        if k == key:
            yield from v if isinstance(v, list) else [v]
        yield from _found(v, key)

def allowed(record: Record, certificate: Record) -> tuple[set[str], set[str]]:
    """The routes that may have found the argument of a certificate, and those that may have confirmed it."""
    record, certificate = part(record, record["assert"], certificate)
    kind = certificate["kind"]
    if kind == "identity":
        lazy = {"D", "pullback", "jvp", "hessian"} & set(heads(record["assert"]))
        return {"route:matrix-rules" if lazy else "route:algebra"}, {"route:scalar-calculus"}
    if kind in ROUTES:
        first, second = ({r if r == "checker" else f"route:{r}" for r in side.split()} for side in ROUTES[kind])
        return first, second
    first, second = allowed(*parts(record, certificate)[0])
    return first, second | {"checker"}

def rows(certificate: Record, accepted: bool, why: str) -> list[Record]:
    """The evidence that a certificate leaves: its two routes, and what the trusted base says of it."""
    (first, second), n = certificate["routes"], certificate["count"]
    confirmed = [row(second, n, "the second route agrees")] if second != "checker" else []
    return [row(first, n, certificate["argument"]), *confirmed, row("checker", int(accepted), why)]

def suits(record: Record, certificate: Record) -> str:
    """Why the routes or the scope of a certificate are not those that its statement and its kind give; else nothing."""
    if any(True for _ in _found(list(certificate.values()), "scope")):
        return "a scope inside of the certificate, where it is worked out"
    if certificate["kind"] == "example" and (("shrunk" in certificate) is ("leaf" in certificate)
                                             or not certificate["argument"].endswith(f" by {certificate['how']}")):
        return "the example was found in another way, or it does not say whether it is the simplest of its form"
    first, second = certificate["routes"]
    firsts, seconds = allowed(record, certificate)
    if first not in firsts or second not in seconds or certificate["count"] < 1:
        return f"{first} and {second} do not leave a certificate of the kind {certificate['kind']}"
    if certificate["scope"] != scope(record, certificate):
        return f"the certificate is for {certificate['scope']!r}, the argument for {scope(record, certificate)!r}"
    return ""

def told(e: Record) -> str:
    """The figures of a piece of evidence in words, as its detail ends with where they cannot be computed again."""
    named = [f"{e['digits']} digits"] if e.get("digits") is not None else []
    named += [f"{k} {e[k]}" for k in ("gap", "budget", "seed") if e.get(k) is not None]
    return ", ".join([f"{e['oracle'].partition(':')[2]}: {e['points']} points", *named])

"""Bounds of norms, of products of norms and of spectral radii, as a chain of steps by named rules.

The certificate is plain data, for an acceptor that has its own table of rules (`symrnn.recheck.chains`):

    {"kind": "norm-rules", "goal": condition, "given": [...], "steps": [step, ...], "ends": [[i, j, k], ...]}

A step is {"rule": name, "rel": "<=" | "<" | "=", "left": node, "right": node, "uses": [...]}: it says left rel right.
The rules are those of `order.normrules`, each with the conditions it needs in `uses`: a place in the list `given` of
the statement as ["given", i], or an earlier step as ["step", i]. Some rules are not of that table:

    given   a condition of the statement, {"given": i, "part": j, "put": {index: value}}: its j-th relation, where an
            index that the assertion does not have is replaced
    sum     a relation between scalars that follows from the steps `uses` by exact calculus; its "proof" is one of the
            certificates of inequalities (`order.signs`), as it is of the rules about moduli of entries
    chain   left is at most right by rewriting terms inside it: every rewriting is one of the steps `uses`, in a place
            where the whole grows with the part

An end [i, j, k] proves one relation of the goal: chain step i from the left side to M, sum step j from M to L, chain
step k from L to the right side.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Any

from symrnn.algebra.functions import TABLE
from symrnn.algebra.language.serialise import condition_node, node
from symrnn.algebra.language.statements import Statement
from symrnn.algebra.language.substitute import leaves, map_children, replace, subterms
from symrnn.algebra.order.bounding import Chain, names
from symrnn.algebra.order.conditions import Step
from symrnn.algebra.order.entrywise import of_every_entry
from symrnn.algebra.order.exponentiate import by_exponent, raised
from symrnn.algebra.order.generators import is_real
from symrnn.algebra.order.instances import instances
from symrnn.algebra.order.logic import flat
from symrnn.algebra.order.relations import Relation, declared, relations
from symrnn.algebra.order.signs import in_generators, proved
from symrnn.algebra.proofs.proof import Proof, without
from symrnn.algebra.proofs.ranges import carried, expanded, named, scope_of
from symrnn.algebra.terms import Term, coerce
from symrnn.recheck.chains import accept_chain

CALCULATIONS = 6  # pairs of bounds that are compared by exact calculus, where sums of products of facts do not do
CALCULATED = ("sum", "entries", "bounded function", "slope of a Lipschitz function")


def prove_bound(statement: Statement, by: Sequence[Any] = ()) -> tuple[Proof | None, str]:
    """Prove an inequality (or an equation) between norms by the norm rules; None where it is not proved."""
    closed = expanded(statement)
    proof, why = chained(closed)
    if proof is None and all(isinstance(t, Term) for t in closed.args):
        other = Statement(closed.head, tuple(split(solved(t, closed.given)) for t in closed.args), closed.given)
        proof = chained(other)[0] if other != closed else None
    return proof, "" if proof is not None else why


def solved(t: Term, given: Sequence[Statement]) -> Term:
    """A term in which leaves are replaced by what an equation among the conditions says that they are."""
    for c in flat(list(given)):
        if c.head in ("eq", "equal") and c.args[0].shape == c.args[1].shape:
            leaf, value = c.args if c.args[0].head in ("sym", "seq") else c.args[::-1]
            if leaf.head in ("sym", "seq") and leaf in leaves(t) and leaf not in leaves(value):
                t = replace(t, {leaf: value})
    return t


def split(t: Term) -> Term:
    """A term in which r^(t + 2) is written r^t r^2, where the exponent is a sum of indices with positive weights."""
    if t.head == "pow" and t.args[1].head == "size":
        exponent = t.args[1].args[0]
        shift = dict(exponent.terms).get((), 0)
        if shift > 0 and exponent.constant is None and all(c > 0 for _, c in exponent.terms):
            base = split(t.args[0])
            return base ** coerce(exponent - shift) * (base if shift == 1 else base**shift)
    return map_children(t, split)


def chained(closed: Statement) -> tuple[Proof | None, str]:
    """Prove a statement without derivatives by a chain of norm rules."""
    wanted = relations(Statement(closed.head, closed.args))
    if wanted is None or any(r[0] == "!=" or not (r[1].is_scalar and r[2].is_scalar) for r in wanted):
        return None, "not an inequality between scalars"
    if not all(is_real(t) for t in closed.terms):
        return None, "the norm rules are for real arrays"
    assumed = [c for c in flat([*closed.given, *declared(closed.terms)]) if c.head not in ("any_of", "no", "exists")]
    obstacle = index_trouble(closed)
    if obstacle:
        return None, obstacle
    chain = Chain(assumed, instances(assumed, wanted), words=words(list(closed.terms)), spoken=spoken(wanted, assumed))
    ends: list[tuple[Step, Step, Step]] = []
    for rel, left, right in wanted:
        for a, b in ((left, right), (right, left)) if rel == "==" else ((left, right),):
            end = connected(chain, a, b, strict=rel == "<")
            if end is None:
                return None, "no chain of norm rules was found"
            ends.append(end)
    record = {**closed.record(), "given": [condition_node(c) for c in assumed],
              "assert": condition_node(Statement(closed.head, closed.args))}
    certificate = written(record, assumed, ends)
    accepted, why = accept_chain(record, certificate)
    if not accepted:
        return None, f"a chain was found, and the checker does not accept it: {why}"
    rules = list(dict.fromkeys(s["rule"] for s in certificate["steps"]))
    return Proof(route="route:norm-rules", second="checker", scope=scope_of(closed, ()), certificate=certificate,
                 detail="norm rules: " + ", ".join(rules), points=len(certificate["steps"])), ""


def spoken(wanted: list[Relation], assumed: list[Statement]) -> frozenset[Term]:
    """The scalars inside the sides of some relations and in conditions between scalars."""
    sides = [side for r in wanted for side in r[1:]]
    known = [side for c in assumed for r in relations(c) or [] for side in r[1:] if side.is_scalar]
    return frozenset(t for side in (*sides, *known) for t in subterms(side) if not t.shape and t not in sides)


def words(terms: list[Term]) -> frozenset[str]:
    """The heads that stand in some terms; the trace of a product of two matrices speaks of the Frobenius norm, too."""
    squares = {"norm_f"} if any(t.head == "tr" and t.args[0].head == "matmul" for t in terms) else set()
    inside = (words(list(t.children)) for t in terms if t.children)
    return frozenset(t.head for t in terms) | squares | frozenset().union(*inside)


def connected(chain: Chain, left: Term, right: Term, strict: bool) -> tuple[Step, Step, Step] | None:
    """The three steps that lead from the left side to the right one."""
    for above, why in chain.upper(left):
        for below, more in chain.lower(right):
            middle = chain.compare(above, below, strict)
            if middle is not None:
                return (Step("chain", "<=", left, above, why), middle, Step("chain", "<=", below, right, more))
    rel, ways = "<" if strict else "<=", ((a, b) for a in chain.upper(left) for b in chain.lower(right))
    for (above, why), (below, more) in islice((p for p in ways if alike(p[0][0], p[1][0])), CALCULATIONS):
        if calculated((rel, above, below), []) is not None:  # logarithms, roots: too much for a sum of products of facts
            middle = Step("sum", rel, above, below)
            return (Step("chain", "<=", left, above, why), middle, Step("chain", "<=", below, right, more))
    return None


def calculated(goal: Relation, known: list[Relation]) -> dict[str, Any] | None:
    """A proof of a relation wherever others hold, through its exponential where that is needed: both sides have values."""
    new, found = raised(goal), proved(goal, known)
    if found is None and new is not None and all(calculated(r, known) for r in new[1]):
        found = by_exponent(goal, known, in_generators)
    return found if found is not None and not named(found, "conditions") else None


def alike(a: Term, b: Term) -> bool:
    """Whether two scalars with a logarithm or a root in them are made from the same words of arrays."""
    return atoms(a) == atoms(b) and bool({"log", "sqrt"} & (functions(a) | functions(b)))


def atoms(e: Term) -> set[Term]:
    """The scalars that arithmetic and functions make an expression from, sizes apart."""
    if e.head in ("add", "sub", "neg", "mul", "div", "pow", "fn", "num", "size"):
        return set().union(*(atoms(c) for c in e.children)) if e.children else set()
    return {e}


def functions(e: Term) -> set[str]:
    """The functions that are applied outside the words of arrays."""
    here = {e.args[0].word} if e.head == "fn" else set()
    return here.union(*(functions(c) for c in e.children if not c.shape or c.is_scalar))


def index_trouble(statement: Statement) -> str:
    """Why the indices of a statement do not allow a proof here; empty where they do."""
    goal = Statement(statement.head, statement.args)
    free = set().union(*(names(t) for t in goal.terms))
    for k, lo, body in binders(list(goal.terms)):
        if k in free:
            return f"the index {k} is free and bound"
        if counts(body, k) and not all(c > 0 for _, c in lo.terms):
            return f"the index {k} may be negative"
    return ""


def binders(terms: list[Term]) -> list[tuple[str, Any, Term]]:
    """All products and sums: (index, lower end, body)."""
    out = []
    for t in terms:
        if t.head in ("product", "total"):
            out.append((t.args[1], t.args[2], t.args[0]))
        out += binders(list(t.children))
    return out


def counts(body: Term, k: str) -> bool:
    """Whether an index is used as a number in a term."""
    used = (body.head == "size" and k in body.args[0].names) or (body.head == "matpow" and k in body.args[1].names)
    return used or any(counts(c, k) for c in body.children)


def shown(step: Step, given: list[Statement]) -> dict[str, Any] | None:
    """A comparison under the steps that it uses, or of the moduli of entries under conditions, by exact calculus."""
    if step.rule == "sum":
        goal: Relation = (step.rel, step.left, step.right)
        known: list[Relation] = [("==" if u.rel == "=" else u.rel, u.left, u.right) for u in step.uses]
    else:
        goal, inside = ("<=", TABLE["abs"](step.left.args[-1]), step.right), set(leaves(step.left))
        known = [r for c in given for r in of_every_entry(relations(c) or []) if {*leaves(r[1]), *leaves(r[2])} <= inside]
    found = proved(goal, known) or calculated(goal, known)
    return found and without(carried(found), "conditions")


# -- the certificate -----------------------------------------------------------------------------------------------------
def written(record: dict[str, Any], given: list[Statement], ends: list[tuple[Step, Step, Step]]) -> dict[str, Any]:
    """The steps as data, every one after those that it uses."""
    places: dict[int, int] = {}
    steps: list[dict[str, Any]] = []

    def place(step: Step) -> int:
        if id(step) in places:
            return places[id(step)]
        uses = [["step", place(u)] if isinstance(u, Step) else ["given", u] for u in step.uses]
        data: dict[str, Any] = {"rule": step.rule, "rel": "=" if step.rel == "==" else step.rel,
                                "left": node(step.left), "right": node(step.right), **step.data, "uses": uses}
        if step.rule in CALCULATED:
            data["proof"] = shown(step, given)
        if data in steps:
            places[id(step)] = steps.index(data)
        else:
            places[id(step)] = len(steps)
            steps.append(data)
        return places[id(step)]

    found = [[place(s) for s in end] for end in ends]
    return {"kind": "norm-rules", "goal": record["assert"], "given": record["given"], "steps": steps, "ends": found}

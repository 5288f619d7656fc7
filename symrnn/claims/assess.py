"""What is known about a statement: numbers at generic points first, then a proof, then a search, then the foils.

A false claim dies at the numbers, cheaply; the costly stages of a proof are tried only when numbers agree.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from symrnn.algebra.analysis.asymptotics import another_limit
from symrnn.algebra.language.deserialise import read_condition
from symrnn.algebra.language.serialise import condition_node
from symrnn.algebra.language.statements import Statement
from symrnn.algebra.proofs.logic import prove_absence
from symrnn.algebra.proofs.normalise import directions, normalised
from symrnn.algebra.provers import prove
from symrnn.claims.corroborate import corroborate, simulated
from symrnn.claims.evidence import argued, at_points, by_example, by_witness, spoken
from symrnn.claims.table import at_witness, table
from symrnn.recheck import carried
from symrnn.recheck.ledger import DIFFERS
from symrnn.recheck.numbers import numbers
from symrnn.recheck.witness import refutes, smallest
from symrnn.search.absences import places
from symrnn.search.beyond import beyond
from symrnn.search.crossings import find_violation
from symrnn.search.ends import attained
from symrnn.search.find import find, find_example
from symrnn.search.shrink import shrink
from symrnn.search.thresholds import thresholds
from symrnn.search.tied import growing
from symrnn.search.trends import closing
from symrnn.verdict import MIN_POINTS, Evidence, Findings, Verdict, decide

Stage = Callable[[str], None]
MANY_DIGITS, MANY_BITS = 1200, 4096  # where an equation agrees to the usual digits
INTEGRALS = ("integral", "expect")


def quiet(stage: str) -> None:
    """Report no stages."""


@dataclass
class Judgement:
    """A verdict with everything that it rests on.

    Parameters
    ----------
    verdict, reason
        What `decide` said.
    scope
        For which sizes and values a proof holds, and what it rests on.
    evidence
        What the routes and oracles found.
    record
        The serialised statement.
    witness, certificate
        What refutes it, what proves it; as data.
    """

    verdict: Verdict
    reason: str = ""
    scope: str = ""
    evidence: list[Evidence] = field(default_factory=list)
    record: dict[str, Any] | None = None
    witness: dict[str, Any] | None = None
    certificate: dict[str, Any] | None = None

    def __repr__(self) -> str:
        lines = [f"{self.verdict}" + (f" ({self.scope})" if self.scope else "")]
        if self.reason:
            lines.append(f"  {self.reason}")
        if self.witness:
            lines.extend(at_witness(self.record, self.witness))
        return "\n".join(lines + list(table(self.evidence)))


def assess(statement: Statement, *, seed: int, by: Sequence[Any] = (), stage: Stage = quiet,
           foils: Sequence[Verdict] | None = None, thorough: bool = True) -> Judgement:
    """Judge one statement.

    Parameters
    ----------
    statement
        The statement with its conditions.
    seed
        The seed of its samples.
    by
        What the author names for a proof; checked like anything else.
    stage
        Told which stage begins.
    foils
        The verdicts of its foils, where it has any.
    thorough
        Whether a proof and a second oracle are tried; a foil needs neither.
    """
    stage("shapes")
    statement = normalised(statement)
    record = statement.record()
    pointwise = carried.pointwise(record)
    stage("numbers")
    evidence, found = at_points(record, seed)
    violations: list[dict[str, Any]] = found["violations"]
    for direction in directions(statement):
        violations = violations or numbers(direction.record(), seed)["violations"]
    witness = None
    if statement.head == "expects":
        stage("simulation")
        evidence += spoken(simulated(statement, record, seed))
    if violations:
        stage("witness")
        witness = exact_witness(record, violations)
    certificate: dict[str, Any] | None = None
    obstacle = ""
    if not violations and thorough:
        stage("proof")
        proof, obstacle = prove(statement, by)
        if proof is not None:
            stage("checker")
            certificate, argument, obstacle = argued(record, proof)
            evidence += argument
    if statement.head == "exists" and thorough and certificate is None:
        stage("example")
        example = find_example(record, seed)
        if example is None:
            witness = by_absence(statement, record, record)
        if example is not None:
            certificate, argument = by_example(record, example)
            evidence += argument
    if certificate is None and witness is None and statement.head != "expects":
        stage("search")
        for attempt in (record, *(d.record() for d in directions(statement))):
            witness = witness or searched(attempt, record, seed)
        for direction in directions(statement) if witness is None else ():
            if witness is None and direction.head == "exists":
                witness = by_absence(direction, direction.record(), record)
        if witness is None:
            witness = by_crossing(record) or by_another_limit(statement, record)
    if statement.head == "expects":
        unheld = (e.detail.partition(";")[0] for e in evidence if "simulation" in e.oracle and not e.points)
        obstacle = obstacle or next(unheld, "")
    doubt = found["doubt"] or only_zero(found["points"])
    if certificate is None and witness is None and not violations and pointwise and found["effective"]:
        stage("thresholds")
        look = thresholds(record, seed)
        witness = look.witness or more_digits(record, seed) or exact_witness(record, beyond(record, seed))
        if witness is None:
            doubt = doubt or look.doubt or attained(record, seed) or closing(record, seed)
        if witness is None and not doubt:
            witness, doubt = growing(record, seed)
        witness = complete(record, witness) if witness else None
    if witness is not None or (certificate is None and statement.head != "expects"):
        evidence.append(by_witness(witness))
    # What was integrated in symbols is integrated by quadrature, too.
    asked = certificate is None or speaks_of(record["assert"], INTEGRALS)
    if asked and witness is None and not violations and thorough and pointwise and found["effective"] and not doubt:
        stage("second oracle")
        parts = [part.record() for part in directions(statement)]
        evidence += spoken(corroborate(parts or [record], seed))
    verdict, reason = decide(Findings(
        evidence=evidence, sampled=found["tried"], effective=found["effective"], violated=len(violations),
        pointwise=pointwise, witness=witness is not None, foils=tuple(foils or ()),
        obstacle=doubt or obstacle, against=any(e.detail.startswith(DIFFERS) for e in evidence),
    ))
    scope = {Verdict.PROVED: certificate["scope"] if certificate else "", Verdict.REFUTED: carried.WITNESS}.get(verdict, "")
    return Judgement(verdict, reason, scope, evidence, record, witness, certificate)


def only_zero(points: Sequence[dict[str, Any]]) -> str:
    """Why points say little: at nearly all of them an array is zero, as it is where nothing else was found; or nothing."""
    zero = {name: sum(name in p["leaves"] and not re.search("[1-9]", str(p["leaves"][name])) for p in points)
            for name in (points[0]["leaves"] if points else ())}
    names = [name for name, times in zero.items() if len(points) - times < MIN_POINTS]
    return f"the conditions were met with {' and '.join(names)} = 0 only" if names else ""


def exact_witness(record: dict[str, Any], violations: Sequence[dict[str, Any]]) -> dict[str, Any] | None:
    """A violation at a generic point made into a small exact witness; by the search where the point is not rational."""
    for point in (p for p in violations if not p.get("derived")):
        for start in ({"how": "generic points", **point}, {**point, "bits": MANY_BITS, "how": "more digits"}):
            if refutes(record, start)[0]:
                return complete(record, shrink(record, start)) or complete(record, start)
    return None


def complete(record: dict[str, Any], witness: dict[str, Any]) -> dict[str, Any] | None:
    """The witness with its two sides worked out; None where the trusted base does not accept it."""
    accepted, _, details = refutes(record, witness)
    return {**witness, **details, "shrunk": smallest(record, witness)} if accepted else None


def searched(sought: dict[str, Any], record: dict[str, Any], seed: int) -> dict[str, Any] | None:
    """A witness found by the search, accepted by the trusted base as one against the statement itself."""
    found = find(sought, seed)
    return None if found is None else complete(record, found)


def more_digits(record: dict[str, Any], seed: int) -> dict[str, Any] | None:
    """A generic point at which an equation fails in a digit that the usual precision does not reach."""
    if record["assert"][0] not in ("equal", "eq") or speaks_of(record["assert"], INTEGRALS):
        return None  # an integral to so many digits takes minutes
    for point in numbers(record, seed, count=3, digits=MANY_DIGITS)["violations"]:
        asked = {**point, "bits": MANY_BITS, "how": "more digits", "clause": ""}
        if refutes(record, asked)[0]:
            return asked
    return None


def speaks_of(node: Any, heads: Sequence[str]) -> bool:
    """Whether a serialised term or condition has a part with one of these heads."""
    return isinstance(node, list) and (node[:1] in [[h] for h in heads] or any(speaks_of(x, heads) for x in node))


def by_absence(statement: Statement, existence: dict[str, Any], record: dict[str, Any]) -> dict[str, Any] | None:
    """An existence, or an equivalence of which it is a half, refuted by the universal statement that one of its
    conditions never holds, at values of the rest.
    """
    for point, fixed in places(existence):
        known = tuple(read_condition(c, fixed) for c in fixed["given"])
        body = read_condition(fixed["assert"], fixed)
        there = Statement(body.head, body.args, known) if point["leaves"] or point["sizes"] else statement
        for opposite, proof in prove_absence(there):
            witness = {"kind": "absence", **point, "left": "", "right": "", "gap": "", "exact": True, "clause": "exists",
                       "shrunk": True, "how": "a proof that there is none",
                       "as": condition_node(opposite, inner=False),
                       "certificate": {**proof.certificate, "scope": proof.scope}}
            if refutes(record, witness)[0]:
                return witness
    return None


def by_crossing(record: dict[str, Any]) -> dict[str, Any] | None:
    """A statement that an equation never holds, refuted by a change of sign."""
    found = find_violation(record)
    return found if found is not None and refutes(record, found)[0] else None


def by_another_limit(statement: Statement, record: dict[str, Any]) -> dict[str, Any] | None:
    """A limit refuted by the limit that the sequence has, which two arguments give."""
    if statement.head != "tends_to" or statement.given:
        return None
    found = another_limit(statement)
    if found is None:
        return None
    witness = {"kind": "limit", "sizes": {}, "indices": {}, "leaves": {}, "functions": {}, "left": str(found),
               "how": "the limit by leading terms, and SymPy's", "law": f"the values tend to {found}", "extension": {}}
    return complete(record, witness)

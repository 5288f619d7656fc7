"""Certificates: what a proof leaves behind, so that it is accepted without the prover; a table, open to other kinds."""

from __future__ import annotations

import json

from symrnn.recheck.functions import UNREADABLE, Record, precision
from symrnn.recheck.numbers import numbers, seed_of
from symrnn.recheck.point import environment
from symrnn.recheck.truth import COMPARE, decide
from symrnn.recheck.witness import BITS, refutes


def _identity(record: Record, certificate: Record) -> tuple[bool, str]:
    """The two sides agree wherever they are valued: three points or more, several sizes, nothing left out."""
    if record["assert"][0] not in COMPARE or not certificate.get("scope"):
        return False, "an identity is a comparison with a scope"
    found = numbers(record, seed_of(json.dumps(record, sort_keys=True)), count=8)
    if found["violations"] or found["effective"] < max(3, found["tried"]):
        return False, f"{found['effective']} of {found['tried']} points agree, {len(found['violations'])} violate it"
    return True, f"values agree at all {found['effective']} generic points ({found['evidence']['detail']})"


def _witness(record: Record, certificate: Record) -> tuple[bool, str]:
    return refutes(record, certificate.get("witness", {}))[:2]


def _example(record: Record, certificate: Record) -> tuple[bool, str]:
    """An existence statement, by the leaves that it asks for."""
    if record["assert"][0] != "exists" or "witness" not in str(certificate.get("scope")):
        return False, "an example serves an existence statement, and its scope is this witness"
    for bits in BITS:
        with precision(bits):
            env = environment(record, certificate.get("point", {}))
            env.witness = env.leaves
            if not all(decide(c, env) for c in [*record.get("given", []), record["assert"]]):
                return False, "the example does not certainly have the property"
    return True, "the example has the property, certainly"


ACCEPTORS = {"identity": _identity, "witness": _witness, "example": _example}


def accept(record: Record, certificate: Record) -> tuple[bool, str]:
    """Whether a certificate supports the statement, and why."""
    if not isinstance(certificate, dict) or certificate.get("kind") not in ACCEPTORS:
        return False, "a certificate of a kind that is not known here"
    try:
        return ACCEPTORS[certificate["kind"]](record, certificate)
    except UNREADABLE as error:
        return False, f"it cannot be read: {type(error).__name__}: {error}"

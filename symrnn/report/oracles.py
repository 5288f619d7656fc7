"""What each kind of evidence is called, and the sentence that it makes in "Why we believe it"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

SENTENCES: dict[str, str] = {
    "route:matrix-rules": "The rules of matrix calculus lead from one side to the other{steps}, with sizes as symbols.",
    "route:scalar-calculus": "SymPy's scalar calculus on the entries, with symbolic indices, gives the same.",
    "route:algebra": "Both sides have the same normal form under the laws of matrix algebra.",
    "route:lemmas": "A chain of named lemmas leads from one side to the other{steps}.",
    "route:norm-rules": "The bound follows{steps}, each an instance of a named rule for norms.",
    "route:exact-calculus": "Exact calculus (signs, squares, monotone pieces) shows it on the whole domain.",
    "route:rank": "An exact factorisation, multiplied out again, bounds the rank.",
    "route:series": "A bound with an explicit rate, or a series, gives the limit.",
    "route:residues": "The integral is worked out exactly by residues.",
    "route:moments": "The expectation is worked out exactly from the moments of the distribution.",
    "route:induction": "Base and step of the induction are each proved with a symbolic index.",
    "route:logic": "The statement is put together from parts, each of which is settled.",
    "route:example": "An exact example has the property.",
    "checker": "A separate checker, with its own table of rules, reads the certificate and accepts it.",
    "numbers:exact": "In exact rational arithmetic it holds{at}.",
    "oracle:torch-autograd": "PyTorch's automatic differentiation of a step written without symrnn agrees{at}{to}.",
    "oracle:reference": "The step written by hand in plain torch, without symrnn, agrees{at}{to}.",
    "oracle:mpmath-differences": "A second evaluator, with differences and quadrature of its own, agrees{at}{to}.",
    "oracle:arb-series": "Power series in ball arithmetic agree{at}{to}.",
    "oracle:simulation": "A simulation with {points} samples agrees{to}, as far as its confidence interval goes.",
    "search": "A search through {points} candidates found no counterexample.",
}
"""Oracle -> the sentence of its evidence. Numbers in balls and foils have sentences made elsewhere."""

BESIDE: dict[tuple[str, str], str] = {
    ("route:rank", "route:scalar-calculus"): "SymPy's scalar calculus on the entries confirms the factorisation.",
    ("route:residues", "route:series"): "A series, added up term by term, gives the same value.",
}  # fmt: skip
"""What an oracle says as the second route beside a first one."""

NAMES: dict[str, str] = {
    "route:matrix-rules": "rules of matrix calculus",
    "route:scalar-calculus": "SymPy's scalar calculus",
    "route:algebra": "laws of matrix algebra",
    "route:lemmas": "named lemmas",
    "route:norm-rules": "rules for norms",
    "route:exact-calculus": "exact calculus of signs",
    "route:rank": "exact factorisation",
    "route:series": "series and explicit rates",
    "route:residues": "residues",
    "route:moments": "moments",
    "route:induction": "induction",
    "route:logic": "logic",
    "route:example": "an exact example",
    "checker": "the separate checker",
    "sample": "how generic the points are",
    "numbers:balls": "numbers, in balls",
    "numbers:exact": "numbers, exact",
    "oracle:torch-autograd": "PyTorch's autograd",
    "oracle:reference": "the step in plain torch",
    "oracle:mpmath-differences": "second evaluator (mpmath)",
    "oracle:arb-series": "power series in balls",
    "oracle:simulation": "simulation",
    "search": "search for a counterexample",
    "foils": "foils",
}
"""Oracle -> what the table of evidence calls it."""

SEARCHES: dict[str, str] = {
    "generic points": "among generic points",
    "structured matrices": "among structured matrices",
    "limits of structured sequences": "among the limits of structured sequences",
    "the limit by leading terms, and SymPy's": "by working out the limit in two ways",
    "more digits": "with more digits than usual",
}
"""How a witness was found -> the end of "It was found"."""


def kind(oracle: str) -> str:
    """An oracle's name without the number that tells apart several of one kind."""
    return re.sub(r"-\d+$", "", oracle)


def name(oracle: str) -> str:
    """What an oracle is called in words; one that is not known keeps its own name."""
    number = oracle[len(kind(oracle)) + 1 :]
    return NAMES.get(kind(oracle), kind(oracle)) + (f" {number}" if number else "")


def template(oracle: str, names: set[str]) -> str | None:
    """The sentence of an oracle beside the others of a claim."""
    beside = (text for (first, second), text in BESIDE.items() if second == oracle and first in names)
    return next(beside, SENTENCES.get(kind(oracle)))


def found(witness: Mapping[str, Any]) -> str:
    """Where the search found a witness, after "It was found"."""
    how = str(witness.get("how") or "").strip().rstrip(".")
    return SEARCHES.get(how, f"by {how}" if how else "")

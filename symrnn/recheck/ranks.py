"""Ranks that are exact everywhere: invertible factors around a core whose rank is known."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from symrnn.recheck.forms import Form, bare
from symrnn.recheck.functions import Node, Record
from symrnn.recheck.rules import ONE, ZERO, must, number

def exact(record: Record, certificate: Record, shape: Any, equal: Any) -> None:
    """Raise unless the factors have the rank that is claimed; `equal` compares two arrays by their values."""
    form, bound, claimed = Form(record, shape), bare(certificate["bound"]), bare(record["assert"][2])
    factors, pivot = [bare(f) for f in certificate["factors"]], bare(certificate.get("pivot"))
    cores = [f for f in factors if not (form.square(f) and form.invertible(f))]
    full = form.shape(factors[0])[0] if not cores else updated(form, factors[0], pivot, equal) if pivot else None
    must(number(bound) == full if full else bound in list(known(form, cores)), "a rank that is not known of these factors")
    if bound[0] in ("num", "size") and claimed[0] in ("num", "size"):
        must(number(bound) == number(claimed), "another number")
    elif bound != claimed:
        must(bound[0] == claimed[0] == "count_nonzero", "another rank")
        must(any(equal(x, y) for x in alike(form, bound[1]) for y in (claimed[1], ["neg", claimed[1]])), "another count")

def updated(form: Form, core: Node, pivot: Node, equal: Any) -> int:
    """The rank of A + u v' for an invertible A: its size where 1 + v' A^-1 u, the pivot, is not zero, else one less."""
    add, a, (outer, u, v) = core
    must((add, outer) == ("add", "outer") and form.square(a, core) and form.invertible(a), "not such an update")
    must(equal(["add", ONE, ["dot", v, ["matmul", ["inv", a], u]]], pivot), "another pivot")
    must(pivot == ZERO or form.nowhere_zero(pivot), "a pivot that may be zero")
    return int(form.shape(a)[0] - (pivot == ZERO))

def known(form: Form, cores: list[Node]) -> Iterator[Node]:
    """The ranks that are known of a product of cores, among invertible factors."""
    if len(cores) == 2 and cores[1][0] == "T" and form.shape(cores[0])[1:] == form.shape(cores[1][1])[1:] == (1,):
        yield from [ONE] if form.nonzero(cores[0]) and form.nonzero(cores[1][1]) else []
    elif len(cores) == 1:
        (core,) = cores
        yield ["rank", core]
        yield from [c[2] for c in form.given if c[0] == "rank_is" and c[1] == core]
        while core[0] == "neg" or (core[0] == "mul" and form.scalar(core[1]) and form.nowhere_zero(core[1])):
            core = core[-1]
        columns = core[1:] if core[0] == "outer" else []
        columns = [core[1], core[2][1]] if core[0] == "matmul" and core[2][0] == "T" else columns
        if columns and all(form.shape(v)[1:] == (1,) and form.nonzero(v) for v in columns):
            yield ONE
        if core[0] == "diag":
            yield from [["count_nonzero", x] for x in alike(form, core[1])]
        if core[0] == "zeros":
            yield ZERO

def alike(form: Form, v: Node) -> Iterator[Node]:
    """Columns with as many entries that are not zero: factors without a zero, and denominators, are left out."""
    yield v
    for keep, *drop in {"neg": [v[1:]], "div": [v[1:2]], "mul": [v[1:], v[:0:-1]]}.get(v[0], []):
        if form.shape(keep) == form.shape(v) and all(map(form.nowhere_zero, drop)):
            yield from alike(form, keep)

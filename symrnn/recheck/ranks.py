"""Ranks that are exact everywhere: invertible factors around a core whose rank is known."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from symrnn.recheck.forms import Form, bare
from symrnn.recheck.functions import Node, Record
from symrnn.recheck.rules import ONE, ZERO, must, number

def exact(record: Record, certificate: Record, shape: Any, equal: Any) -> None:
    """Raise unless the factors have the rank that is claimed; `equal` compares two columns by their values."""
    form, bound, claimed = Form(record, shape), bare(certificate["bound"]), bare(record["assert"][2])
    cores = [f for f in map(bare, certificate["factors"]) if not (form.square(f) and form.invertible(f))]
    must(bound in list(known(form, cores, certificate["factors"][0])), "a rank that is not known of these factors")
    if bound[0] in ("num", "size") and claimed[0] in ("num", "size"):
        must(number(bound) == number(claimed), "another number")
    elif bound != claimed:
        must(bound[0] == claimed[0] == "count_nonzero", "another rank")
        must(any(equal(x, y) for x in alike(form, bound[1]) for y in (claimed[1], ["neg", claimed[1]])), "another count")

def known(form: Form, cores: list[Node], first: Node) -> Iterator[Node]:
    """The ranks that are known of a product of cores, among invertible factors."""
    if not cores:
        n = form.shape(first)[0]
        yield from [["num", str(n)], *(["size", s] for s in form.sizes() if number(s) == n)]
    elif len(cores) == 2 and cores[1][0] == "T" and form.shape(cores[0])[1:] == form.shape(cores[1][1])[1:] == (1,):
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
        if core[0] != "neg" and form.square(core) and form.invertible(core):
            yield from known(form, [], core)

def alike(form: Form, v: Node) -> Iterator[Node]:
    """Columns with as many entries that are not zero: factors without a zero are left out."""
    yield v
    if v[0] == "neg":
        yield from alike(form, v[1])
    for keep, drop in ((v[1], v[2]), (v[2], v[1])) if v[0] == "mul" else ():
        if form.nowhere_zero(drop) and form.shape(keep) == form.shape(v):
            yield from alike(form, keep)
    if v[0] == "div" and form.shape(v[1]) == form.shape(v):
        yield from alike(form, v[1])

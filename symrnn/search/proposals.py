"""Hypothesis as a source of proposals: structured places, small rationals and its own love of edges.

It runs without its database and from a fixed seed, so that the same statement gives the same examples.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from symrnn.search.frames import Frame
from symrnn.search.matrices import Value
from symrnn.search.scan import Tester

HOW = "proposals of Hypothesis"


def search_proposals(spaces: list[Frame], examples: int, tester: Tester) -> dict[str, Any] | None:
    """The first witness that Hypothesis comes across in the first frames of each size."""
    if examples < 1:
        return None
    from hypothesis import HealthCheck, find, settings  # a second to import, and rarely needed
    from hypothesis.errors import NoSuchExample

    options = settings(max_examples=examples, database=None, derandomize=True, deadline=None,
                       suppress_health_check=list(HealthCheck))  # fmt: skip
    for frame in spaces[:3]:
        hits: list[dict[str, Any]] = []

        def violates(values: list[Value], frame: Frame = frame, hits: list[dict[str, Any]] = hits) -> bool:
            found = tester.test(frame.point(values), HOW)
            if found is not None:
                hits.append(found)
            return found is not None

        try:
            find(_values(frame), violates, settings=options)
        except NoSuchExample:
            continue
        if hits:
            return hits[-1]
    return None


def _values(frame: Frame) -> Any:
    from hypothesis import strategies as st

    entry = st.one_of(st.integers(-3, 3).map(Fraction), st.fractions(-4, 4, max_denominator=12))
    parts = []
    for slot in frame.slots:
        rows, cols = slot.dims
        free = st.tuples(*[st.tuples(*[entry] * cols)] * rows)
        parts.append(st.one_of(st.sampled_from(slot.pool), free))
    return st.tuples(*parts).map(list)

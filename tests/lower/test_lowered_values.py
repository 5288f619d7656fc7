"""Every target generates every operation of the list or refuses it by name; the values are those of the evaluator."""

from __future__ import annotations

from fractions import Fraction

import flint
import numpy as np
import pytest
import torch
from lowering_cases import CASES, INDICES, SIZES, UNSUPPORTED, draw
from mpmath import mp
from random_terms import Draw

from symrnn.algebra.derive import expand
from symrnn.algebra.language.serialise import record
from symrnn.algebra.language.statements import eq
from symrnn.errors import NotSupportedError, ShapeError
from symrnn.lower import TARGETS, forms, lower
from symrnn.recheck.values import environment, evaluate

POINT = draw()
DIGITS = {"numpy": 1e-13, "torch": 1e-13, "mpmath": 1e-28, "arb": 0.0}


def as_text(value):
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, dict):
        return {str(key): as_text(item) for key, item in value.items()}
    return [as_text(item) for item in value]


def as_float(value):
    if isinstance(value, dict):
        return {key: as_float(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return complex(*map(float, value))
    return [as_float(item) for item in value] if isinstance(value, list) else float(value)


@pytest.fixture(scope="module", autouse=True)
def _digits():
    bits, flint.ctx.prec = flint.ctx.prec, 140
    torch.set_default_dtype(torch.float64)
    with mp.workprec(110):
        yield
    torch.set_default_dtype(torch.float32)
    flint.ctx.prec = bits


def exact(term):
    """Rows of balls by the evaluator of serialised terms, which shares no code with lowering."""
    whole = record(eq(term, term))
    needed = {name: as_text(value) for name, value in POINT.items() if name in whole["leaves"]}
    point = {"sizes": SIZES, "indices": INDICES, "leaves": needed}
    value = evaluate(whole["assert"][1], environment(whole, point))
    return value if isinstance(value, list) else [[value]]


def point_for(target):
    if target in ("numpy", "torch"):
        kind = np.asarray if target == "numpy" else lambda v: torch.as_tensor(v, dtype=torch.complex128 if
                                                                            isinstance(np.asarray(v).flat[0], complex)
                                                                            else torch.float64)
        values = {name: {i: kind(v) for i, v in as_float(value).items()} if isinstance(value, dict) else
                  kind(as_float(value)) for name, value in POINT.items()}
    else:
        values = {name: {int(i): v for i, v in as_text(value).items()} if isinstance(value, dict) else as_text(value)
                  for name, value in POINT.items()}
    return {**values, **SIZES, **INDICES}


def rows_of(result, target):
    if target == "torch":
        result = result.numpy()
    if target in ("numpy", "torch"):
        return np.asarray(result).reshape(np.shape(result) or (1, 1)).tolist()
    return result.tolist() if hasattr(result, "tolist") else [[result]]


def distance(got, want, target):
    """The distance relative to the size of the numbers; 0 where a ball of the target meets the reference."""
    want = flint.acb(want)
    if target == "arb":
        ball = flint.acb(got)
        assert ball.is_finite()
        assert float(ball.real.rad()) + float(ball.imag.rad()) < 1e-25, "the ball is too wide to say anything"
        return 0.0 if ball.overlaps(want) else float("inf")
    near = flint.acb(got) if target != "mpmath" else flint.acb(flint.arb(mp.re(got)), flint.arb(mp.im(got)))
    return float(abs(near - want).mid()) / max(1.0, float(abs(want).mid()))


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("target", TARGETS)
def test_value(target, name):
    term = CASES[name]
    if (target, name) in UNSUPPORTED:
        with pytest.raises(NotSupportedError, match=target):
            lower(term, target)
        return
    f = lower(term, target)
    got, want = rows_of(f(point_for(target)), target), exact(term)
    assert np.shape(got) == np.shape(want)
    pairs = [pair for row, other in zip(got, want, strict=True) for pair in zip(row, other, strict=True)]
    gaps = [distance(x, y, target) for x, y in pairs]
    assert max(gaps) <= DIGITS[target], f.source


def worst(term, target):
    """The largest distance of an entry, relative to the largest entry."""
    got, want = rows_of(lower(term, target)(point_for(target)), target), exact(term)
    assert np.shape(got) == np.shape(want)
    size = max(1.0, *(float(abs(flint.acb(y)).mid()) for row in want for y in row))
    if not size < 1e60:
        return None
    pairs = [pair for row, other in zip(got, want, strict=True) for pair in zip(row, other, strict=True)]
    if target == "arb":
        return 0.0 if all(flint.acb(x).overlaps(flint.acb(y)) for x, y in pairs) else float("inf")
    return max(float(abs(flint.acb(x) - flint.acb(y)).mid()) for x, y in pairs) / size


@pytest.mark.parametrize("target", ["numpy", "torch", "arb"])
def test_random_terms(target):
    seeds = range(150)
    gaps = {seed: worst(Draw(seed).any(), target) for seed in seeds}
    assert sum(gap is None for gap in gaps.values()) < 5, "too many values overflow to say anything"
    wrong = [seed for seed, gap in gaps.items() if gap is not None and not gap < 1e-9]
    assert not wrong, [str(Draw(seed).any()) for seed in wrong]


def test_random_derivatives():
    effective = 0
    for seed in range(60):
        try:
            term = Draw(seed).derivative()
            closed = expand(term)
        except (NotSupportedError, ShapeError):
            continue  # no rule, or h does not occur: counted below
        gap = worst(closed, "numpy")
        assert gap is None or gap < 1e-9, str(term)
        effective += gap is not None
    assert effective > 40


@pytest.mark.parametrize("fault", [("sinh", 2, 1), ("sigmoid", 1, -1), ("tanh", 2, -1)], ids=str)
def test_a_wrong_stable_form_is_noticed(monkeypatch, fault):
    """A form that is wrong in one place does not pass the table of operations."""
    right = forms.SUMS[fault]
    monkeypatch.setitem(forms.SUMS, fault, lambda e, u: e.scaled(Fraction(1001, 1000), right(e, u)))
    gaps = [worst(CASES[name], "numpy") for name in ("sinh and cosh", "sigmoid square", "vector gate", "elman")]
    assert any(gap > 1e-6 for gap in gaps)

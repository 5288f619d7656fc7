"""The closed gradients of every ready cell, against automatic differentiation of its reference."""

from fractions import Fraction

import pytest

from symrnn.algebra.derive import expand
from symrnn.algebra.language.serialise import node
from symrnn.cells import CELLS
from symrnn.oracles import torch_autograd
from symrnn.oracles.comparison import Agreement, compare
from symrnn.oracles.step_check import float64_budget, trusted
from symrnn.recheck.sample import points


@pytest.mark.parametrize("name", CELLS)
def test_gradients_agree_with_autograd_of_the_reference(name):
    cell = CELLS[name]()
    cotangents = cell.cotangents()
    record = {**cell.record(), "assert": ["holds", ["all_of"]]}
    record["leaves"] = {**record["leaves"], **{g.name: record["leaves"][s] for s, g in cotangents.items()}}
    for point in points(record, 8, sizes=[{"n": 3, "m": 2}], count=2):
        weights = {s: [Fraction(x) for (x,) in point["leaves"][g.name]] for s, g in cotangents.items()}
        for symbol in (*cell.parameters, *cell.state, *cell.inputs):
            gradient = node(cell.gradient(symbol))
            value, _ = trusted(gradient, record, point)
            flat = [Fraction(0)] * sum(map(len, value))
            for s, g in weights.items():
                rows, _ = torch_autograd.jacobian(cell, s, symbol.name, point)
                flat = [x + sum(w * Fraction(row[k]) for w, row in zip(g, rows, strict=True))
                        for k, x in enumerate(flat)]
            width = len(value[0])
            other = [flat[i:i + width] for i in range(0, len(flat), width)]
            assert compare(value, other, float64_budget(gradient, record, point)) is Agreement.AGREE
            closed, _ = trusted(node(expand(cell.gradient(symbol))), record, point)
            assert compare(value, closed, Fraction(1, 10**70)) is Agreement.AGREE

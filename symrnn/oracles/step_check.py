"""The two questions that are asked of every cell: whether its step is right, and whether its derivatives are.

The step is the term against the reference; the derivative is D of the term against automatic differentiation of the
reference, against differences of the step, and against its power series. Values of terms come from the trusted
evaluator, whose derivatives are jets.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import islice
from typing import Any

from flint import arb

from symrnn.algebra.language.serialise import node
from symrnn.errors import NotSupportedError
from symrnn.oracles import arb_series, mpmath_differences, torch_autograd
from symrnn.oracles.arb_values import rational
from symrnn.oracles.comparison import Agreement, compare, gap, rounded_up, together
from symrnn.recheck.functions import Undefined, precision
from symrnn.recheck.matrices import each, entries, mat
from symrnn.recheck.sample import points
from symrnn.recheck.values import environment, evaluate

POINTS = 6
ENOUGH = 5  # an oracle may have nothing to say at one of them, near a kink for instance
ATTEMPTS = 4 * POINTS
BITS = 320  # beyond the 80 digits of the differences
# The reference may add in another order and call functions that are right to a few units in the last place only.
SLACK = 16
STEP_ORACLE = "oracle:reference"
EXACT: tuple[tuple[Any, int], ...] = ((mpmath_differences, mpmath_differences.DIGITS[1]),
                                      (arb_series, arb_series.BITS * 3 // 10))
"""The oracles that value derivatives in many digits, each with the digits that it shows."""
SLOPE_ORACLES = (torch_autograd.name, *(oracle.name for oracle, _ in EXACT))

Grid = list[list[Fraction]]
Evidence = dict[str, Any]


def check_cell(cell: Any, seed: int) -> list[Evidence]:
    """Evidence on the step and on the Jacobian of every pair of states.

    Parameters
    ----------
    cell
        A cell; without a reference the step and the oracle by automatic differentiation have nothing to say.
    seed
        The seed of the points.

    Returns
    -------
    Records of the ledger's form (`oracle, points, digits, gap, budget, seed, detail`), with `question` ("step" or
    "derivative"), `of`, `wrt` (None for a step) and `outcome` (AGREE, DIFFER or NO_INFORMATION) added.
    """
    record = {**cell.record(), "assert": ["holds", ["all_of"]]}
    real = all(leaf["field"] == "real" for leaf in record["leaves"].values())
    usable = list(islice(_usable(cell, record, seed), POINTS)) if real else []
    reading = _reading(cell, record, usable)
    found = [_step(cell, record, s, usable, seed, reading) for s in cell.state]
    right = all(e["outcome"] == Agreement.AGREE.name for e in found)
    for of in cell.state:
        for wrt in cell.state:
            found += _derivative(cell, record, of, wrt, usable, seed, reading, right)
    return found


def trusted(term: list[Any], record: dict[str, Any], point: dict[str, Any], bits: int = BITS) -> tuple[Grid, Fraction]:
    """The value of a serialised term by the trusted evaluator, and the radius of its enclosure.

    Raises
    ------
    Undefined
        Where the term has no value that could be enclosed.
    """
    with precision(bits):
        value = each(arb, mat(evaluate(term, environment(record, point))))
        return each(_middle, value), max(_radius(x) for x in entries(value))


def float64_budget(term: list[Any], record: dict[str, Any], point: dict[str, Any], bits: int = 53) -> Fraction:
    """What floating point of so many bits may lose: the radius of the term in balls of that precision, with slack.

    The leaves are balls as well, as wide as their rounding; so conditioning counts, and exact leaves do not make the
    budget zero.
    """
    with precision(bits):
        env = environment(record, point)
        blurred = {key: each(lambda x: arb(x, abs(arb(x)) * arb(2) ** -bits), value)
                   for key, value in env.leaves.items()}
        value = evaluate(term, env.child(blurred))
        return SLACK * max(_radius(arb(x)) for x in entries(value))


def _middle(x: Any) -> Fraction:
    value = rational(x)
    if value is None:
        raise Undefined("a number that cannot be written out")
    return value


def _radius(x: Any) -> Fraction:
    if not x.is_finite():
        raise Undefined("an enclosure without end")
    return _middle(arb(x.rad()))


def _usable(cell: Any, record: dict[str, Any], seed: int) -> Any:
    """Points at which the step and all its Jacobians have values."""
    terms = [node(cell.new[s.name]) for s in cell.state]
    terms += [node(cell.jacobian(y, x)) for y in cell.state for x in cell.state]
    for point in points(record, seed, count=ATTEMPTS):
        try:
            for term in terms:
                float64_budget(term, record, point)
        except Undefined:
            continue
        yield point


def _reading(cell: Any, record: dict[str, Any], usable: list[Any]) -> str | None:
    """How the reference takes columns: the first reading under which it gives the step, else the first that runs."""
    if cell.reference is None or not usable or _opaque(record):
        return None
    running = [r for r in torch_autograd.READINGS
               if all(r in torch_autograd.readings(cell, point) for point in usable)]
    for reading in running:
        if all(_step(cell, record, s, usable, 0, reading)["outcome"] == Agreement.AGREE.name for s in cell.state):
            return reading
    return running[0] if running else None


def _step(cell: Any, record: dict[str, Any], state: Any, usable: list[Any], seed: int, reading: str | None) -> Evidence:
    term = node(cell.new[state.name])
    if reading is None:
        return _nothing(STEP_ORACLE, state.name, None, seed, _no_reference(cell, record, usable))
    pairs = []
    for point in usable:
        new = torch_autograd.step(cell, point, reading)[state.name]
        pairs.append((trusted(term, record, point)[0], new, float64_budget(term, record, point)))
    return _evidence(STEP_ORACLE, state.name, None, seed, pairs, None)


def _derivative(cell: Any, record: dict[str, Any], of: Any, wrt: Any, usable: list[Any], seed: int,
                reading: str | None, right: bool) -> list[Evidence]:
    term = node(cell.jacobian(of, wrt))
    values = [trusted(term, record, point) for point in usable]
    if reading is None:
        why = _no_reference(cell, record, usable)
        found = [_nothing(torch_autograd.name, of.name, wrt.name, seed, why)]
    else:
        budgets = [float64_budget(term, record, point) for point in usable]
        found = [_by_autograd(cell, of.name, wrt.name, values, budgets, usable, seed, reading, right)]
    for oracle, digits in EXACT:
        found.append(_by(oracle.jacobian, oracle.name, digits, of.name, wrt.name, record, values, usable, seed))
    return found


def _by_autograd(cell: Any, of: str, wrt: str, values: list[tuple[Grid, Fraction]], budgets: list[Fraction],
                 usable: list[Any], seed: int, reading: str, right: bool) -> Evidence:
    try:
        matrices = [torch_autograd.jacobian(cell, of, wrt, point, reading)[0] for point in usable]
    except (RuntimeError, TypeError, ValueError) as error:
        why = f"torch does not differentiate the reference: {str(error).splitlines()[0][:160]}"
        return _nothing(torch_autograd.name, of, wrt, seed, why)
    pairs = [(values[k][0], matrices[k], budgets[k]) for k in range(len(usable))]
    found = _evidence(torch_autograd.name, of, wrt, seed, pairs, None)
    if right and found["outcome"] == Agreement.DIFFER.name and not any(x for m in matrices for row in m for x in row):
        # The right step with no derivative at all: the reference leaves torch's graph on its way.
        return _nothing(torch_autograd.name, of, wrt, seed, "the reference is cut out of torch's graph")
    return found


def _by(jacobian: Callable[..., Any], oracle: str, digits: int, of: str, wrt: str, record: dict[str, Any],
        values: list[Any], usable: list[Any], seed: int) -> Evidence:
    pairs = []
    try:
        for k, point in enumerate(usable):
            value, radius = values[k]
            matrix, bound = jacobian(record, of, wrt, point)
            pairs.append((value, matrix, None if bound is None else bound + radius))
    except NotSupportedError as error:
        return _nothing(oracle, of, wrt, seed, str(error))
    return _evidence(oracle, of, wrt, seed, pairs, digits)


def _evidence(oracle: str, of: str, wrt: str | None, seed: int, pairs: list[tuple[Any, Any, Any]],
              digits: int | None) -> Evidence:
    outcomes = [compare(value, other, budget) for value, other, budget in pairs]
    outcome = together(outcomes, ENOUGH)
    gaps = [gap(value, other) for value, other, _ in pairs]
    budgets = [budget for _, _, budget in pairs if budget is not None]
    text = {Agreement.AGREE: "within the budget at every point", Agreement.DIFFER: "beyond the budget",
            Agreement.NO_INFORMATION: f"compared at fewer than {ENOUGH} points"}[outcome]
    # A gap of float64 depends on the processor; it is told only where it is a difference and not rounding.
    told = digits is not None or outcome is Agreement.DIFFER
    worst = max((g for g in gaps if g is not None), default=None)
    # Agreement at too few points is no agreement: it counts for nothing, also where only the number of points is read.
    points = sum(o is not Agreement.NO_INFORMATION for o in outcomes) if outcome is not Agreement.NO_INFORMATION else 0
    return {"oracle": oracle, "points": points, "digits": digits,
            "gap": rounded_up(worst) if told else None, "budget": rounded_up(max(budgets, default=None)),
            "seed": seed, "detail": f"{_question(of, wrt)}: {text}", "of": of, "wrt": wrt,
            "question": "step" if wrt is None else "derivative", "outcome": outcome.name}


def _nothing(oracle: str, of: str, wrt: str | None, seed: int, why: str) -> Evidence:
    return {"oracle": oracle, "points": 0, "digits": None, "gap": None, "budget": None, "seed": seed,
            "detail": f"{_question(of, wrt)}: {why}", "of": of, "wrt": wrt,
            "question": "step" if wrt is None else "derivative", "outcome": Agreement.NO_INFORMATION.name}


def _question(of: str, wrt: str | None) -> str:
    return f"the step of {of} against the reference" if wrt is None else f"the derivative of {of} by {wrt}"


def _opaque(record: dict[str, Any]) -> list[str]:
    """Functions of which only properties are known; a reference computes with one of them."""
    return [name for name, f in sorted(record["functions"].items()) if f["body"] is None]


def _no_reference(cell: Any, record: dict[str, Any], usable: list[Any]) -> str:
    if cell.reference is None:
        return "the cell has no reference, so there is nothing to compare with"
    if not usable:
        return "no point at which the step has a real value"
    opaque = _opaque(record)
    if opaque:
        return f"the cell holds for every {opaque[0]}, the reference computes with one"
    return "the reference runs at no point"

"""Elementwise functions in the index normal form, and atoms built again after a substitution of indices.

A definition is unfolded (silu, gelu, softsign, hardtanh, elu, leaky_relu, relu and abs through a step), a parity is
used (tanh(-x) = -tanh(x), sigma(-x) = 1 - sigma(x)), exp turns sums into products. What is done here holds for all
real arguments, kinks included by the conventions of the table of functions; logarithms are taken apart only where
every factor is known to be positive.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from symrnn.algebra.indexform import add, constant, multiply, rebuilt, scale, single
from symrnn.algebra.normalform import formsigns
from symrnn.algebra.normalform.atoms import Atom, Frozen, Index, Poly, freeze, rename, thaw
from symrnn.algebra.normalform.formsigns import absolute, is_positive_atom, leads_negative, plain, relu, step
from symrnn.algebra.normalform.powers import raised, reciprocal, symbolic_power

HALF = Fraction(1, 2)
ODD = frozenset({"tanh", "sin", "sinh", "atan", "erf"})
EVEN = frozenset({"cos", "cosh"})
AT_ZERO = {"tanh": 0, "sinh": 0, "atan": 0, "erf": 0, "cosh": 1, "exp": 1, "step": 0}


TURN = ((), ((("c", "i"), Fraction(1)), (("c", "pi"), Fraction(1))))
ONE = Fraction(1)
COSINES = {Fraction(0): (ONE, 1), Fraction(1, 6): (HALF, 3), Fraction(1, 4): (HALF, 2), Fraction(1, 3): (HALF, 1)}
"""cos(pi q) as a number times a square root."""


def exponential(poly: Poly) -> Poly:
    """exp of a sum: the product of exp of its terms, each with its coefficient as exponent."""
    out = constant(1)
    turns, poly = half_turns(poly, ("c", "i"))
    if turns:
        out = symbolic_power(constant(-1), turns)
    for (bounds, atoms), c in poly.items():
        if not bounds and len(atoms) == 1 and atoms[0][1] == 1 and atoms[0][0][:2] == ("f", "log"):
            out = multiply(out, raised(thaw(atoms[0][0][2]), c))
            continue
        if (bounds, atoms) == TURN and (2 * c).denominator == 1:  # e^(i pi / 2) is i
            out = multiply(out, single(("c", "i"), 2 * c % 4))
            continue
        out = multiply(out, single(("f", "exp", freeze({(bounds, atoms): Fraction(1)})), c))
    return out


def logarithm(poly: Poly) -> Poly:
    """log, taken apart where every factor is positive."""
    if len(poly) == 1:
        ((bounds, atoms), c), = poly.items()
        names = frozenset(formsigns.POSITIVE_NAMES)
        if not bounds and c > 0 and atoms and all(is_positive_atom(a, names) for a, _ in atoms):
            out = plain("log", constant(c)) if c != 1 else {}
            for atom, e in atoms:
                inner = thaw(atom[2]) if atom[:2] == ("f", "exp") else plain("log", single(atom))
                out = add(out, scale(inner, e))
            return out
        if (bounds, atoms) == ((), ()) and c == 1:
            return {}
    return plain("log", poly)


def _sigmoid(p: Poly) -> Poly:
    if leads_negative(p):
        return add(constant(1), scale(_sigmoid(scale(p, -1)), -1))
    return constant(HALF) if not p else plain("sigmoid", p)


def _softplus(p: Poly) -> Poly:
    if leads_negative(p):
        return add(p, _softplus(scale(p, -1)))
    return plain("softplus", p)


def _gelu(p: Poly) -> Poly:
    inner = multiply(p, raised(constant(2), -HALF))
    return scale(multiply(p, add(constant(1), apply("erf", inner))), HALF)


def half_turns(poly: Poly, *also: Atom) -> tuple[Poly, Poly]:
    """Whole multiples of pi (times the atoms of `also`) by indices, without pi; and what is left."""
    turns: Poly = {}
    rest = dict(poly)
    for (bounds, atoms), c in poly.items():
        whole = [(a, e) for a, e in atoms if a[0] == "z" and e > 0 and e.denominator == 1]
        others = [(a, e) for a, e in atoms if (a, e) not in whole]
        if whole and not bounds and sorted(others) == sorted((a, Fraction(1)) for a in (("c", "pi"), *also)) and abs(c) >= 1:
            turns[(bounds, tuple(whole))] = Fraction(int(c))
            rest[(bounds, atoms)] = c - int(c)
    return turns, {mono: c for mono, c in rest.items() if c}


def _wave(name: str, p: Poly) -> Poly:
    """sin or cos: half turns change the sign, and have values at the corners of regular polygons."""
    turns, p = half_turns(p)
    if turns:
        return multiply(symbolic_power(constant(-1), turns), _wave(name, p))
    if set(p) <= {((), ((("c", "pi"), Fraction(1)),))}:
        angle = sum(p.values(), Fraction(0)) - (HALF if name == "sin" else 0)
        angle = min(angle % 2, -angle % 2)  # the cosine is even and has the period 2
        factor, root = COSINES.get(min(angle, 1 - angle), (Fraction(0), int(angle == HALF)))
        if root:
            return scale(raised(constant(root), HALF), factor * (1 if angle < HALF else -1))
    return by_parity(name, p)


def by_parity(name: str, poly: Poly) -> Poly:
    """The function as an atom, of the preferred one of poly and -poly where it is odd or even."""
    if (name in ODD or name in EVEN) and leads_negative(poly):
        flipped = plain(name, scale(poly, -1))
        return scale(flipped, -1) if name in ODD else flipped
    return plain(name, poly)


UNFOLDED: dict[str, Callable[[Poly], Poly]] = {
    "identity": lambda p: p,
    "exp": exponential,
    "log": logarithm,
    "sqrt": lambda p: raised(p, HALF),
    "relu": relu,
    "step": step,
    "abs": absolute,
    "sign": lambda p: add(step(p), scale(step(scale(p, -1)), -1)),
    "sigmoid": _sigmoid,
    "softplus": _softplus,
    "silu": lambda p: multiply(p, _sigmoid(p)),
    "gelu": _gelu,
    "elu": lambda p: add(relu(p), multiply(add(exponential(p), constant(-1)),
                                            add(constant(1), scale(step(p), -1)))),
    "sin": lambda p: _wave("sin", p),
    "cos": lambda p: _wave("cos", p),
    "softsign": lambda p: multiply(p, reciprocal(add(constant(1), absolute(p)))),
    "hardtanh": lambda p: add(relu(add(p, constant(1))), scale(relu(add(p, constant(-1))), -1), constant(-1)),
    "leaky_relu": lambda p: add(scale(p, Fraction(1, 100)), scale(relu(p), Fraction(99, 100))),
}


def apply(name: str, poly: Poly) -> Poly:
    """An elementwise function of a polynomial."""
    if name in UNFOLDED:
        return UNFOLDED[name](poly)
    if not poly and name in AT_ZERO:
        return constant(AT_ZERO[name])
    return by_parity(name, poly)


def substituted(frozen: Frozen, where: Mapping[Index, Index]) -> Poly:
    """A polynomial with free indices replaced, possibly by one another."""
    return rebuilt(thaw(frozen), lambda atom, e: rebuild(atom, e, where))


def rebuild(atom: Atom, exponent: Fraction, where: Mapping[Index, Index]) -> Poly:
    """An atom's power after a substitution of indices, through the constructors again."""
    tag = atom[0]
    if tag == "f":
        value = apply(atom[1], substituted(atom[2], where))
    elif tag == "b":
        return raised(substituted(atom[1], where), exponent)
    elif tag == "w":
        return raised(symbolic_power(substituted(atom[1], where), substituted(atom[2], where)), exponent)
    elif tag == "o":
        value = single(("o", atom[1], *(freeze(substituted(p, where)) for p in atom[2:])))
    else:
        return single(rename(atom, where), exponent)
    if tag == "f" and atom[1] == "exp":
        return _scaled_exponential(atom[2], exponent, where)
    return raised(value, exponent)


def _scaled_exponential(frozen: Frozen, exponent: Fraction, where: Mapping[Index, Index]) -> Poly:
    return exponential(scale(substituted(frozen, where), exponent))

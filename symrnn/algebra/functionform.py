"""Elementwise functions in the index normal form, and atoms built again after a substitution of indices.

A definition is unfolded (silu, gelu, softsign, hardtanh, elu, leaky_relu, relu and abs through a step), a parity is
used (tanh(-x) = -tanh(x), sigma(-x) = 1 - sigma(x)), exp turns sums into products. What is done here holds for all
real arguments, kinks included by the conventions of the table of functions; logarithms are taken apart only where
every factor is known to be positive.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from symrnn.algebra import formsigns
from symrnn.algebra.atoms import Atom, Frozen, Index, Poly, freeze, rename, thaw
from symrnn.algebra.formsigns import absolute, is_positive_atom, leads_negative, plain, relu, step
from symrnn.algebra.indexform import add, constant, multiply, rebuilt, scale, single
from symrnn.algebra.powers import raised, reciprocal, symbolic_power

HALF = Fraction(1, 2)
ODD = frozenset({"tanh", "sin", "sinh", "atan", "erf"})
EVEN = frozenset({"cos", "cosh"})
AT_ZERO = {"tanh": 0, "sin": 0, "sinh": 0, "atan": 0, "erf": 0, "cos": 1, "cosh": 1, "exp": 1, "step": 0}


TURN = ((), ((("c", "i"), Fraction(1)), (("c", "pi"), Fraction(1))))


def exponential(poly: Poly) -> Poly:
    """exp of a sum: the product of exp of its terms, each with its coefficient as exponent."""
    out = constant(1)
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
    if (name in ODD or name in EVEN) and leads_negative(poly):
        flipped = plain(name, scale(poly, -1))
        return scale(flipped, -1) if name in ODD else flipped
    return plain(name, poly)


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

"""Signs in the index normal form: which of p and -p is preferred, what is known to be positive, and where a step is.

The preferred sign does not depend on the names of indices. A step, a relu and an absolute value are written by one
another, so that they meet.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from symrnn.algebra.indexform import add, constant, multiply, rational, scale, single
from symrnn.algebra.normalform.atoms import Atom, Poly, freeze

# Leaves that the conditions make nonnegative, set while one statement is proved. Where a root, a logarithm or a
# reciprocal of a product is taken, its factors are then positive wherever both sides are defined.
POSITIVE_NAMES: set[str] = set()
COMPLEX_NAMES: set[str] = set()  # complex leaves, likewise


def plain(name: str, poly: Poly) -> Poly:
    """The function as an atom."""
    return single(("f", name, freeze(poly)))


def masked(poly: Poly) -> list[tuple[Any, Fraction]]:
    """The monomials with every index blurred: what does not change when indices are renamed."""
    return sorted((blurred(mono), c) for mono, c in poly.items())


def blurred(value: Any) -> str:
    """A text of a monomial in which an index shows its size alone."""
    if isinstance(value, tuple):
        if value and isinstance(value[0], str) and value[0] in "FBU":
            return repr(value[-1])
        parts = [blurred(v) for v in value]
        return "(" + ",".join(sorted(parts) if value and isinstance(value[0], tuple) else parts) + ")"
    return repr(value)


def leads_negative(poly: Poly) -> bool:
    """Whether -poly is the preferred sign of the two; the choice does not depend on the names of indices."""
    return masked(poly) < masked(scale(poly, -1))


def is_complex(atom: Atom) -> bool:
    """Whether an atom contains the imaginary unit or a complex leaf."""
    if atom[0] == "c":
        return bool(atom[1] == "i")
    if atom[0] == "e":
        return atom[1] in COMPLEX_NAMES or atom[1].endswith("\x01")
    if atom[0] in ("f", "b", "w", "o", "m"):
        return any(is_complex(a) for part in atom[1:] if isinstance(part, tuple) and part and len(part[0]) == 2
                   and isinstance(part[0][0], tuple) for (_, atoms), _c in part for a, _e in atoms)
    return False


def is_positive_atom(atom: Atom, positive: frozenset[str]) -> bool:
    """Whether an atom is positive wherever it is defined."""
    if atom[0] == "f":
        return atom[1] in ("exp", "sigmoid", "softplus", "cosh") and not is_complex(atom)
    if atom[0] == "c":
        return bool(atom[1] in ("pi", "e"))
    if atom[0] == "e":
        return atom[1] in positive
    if atom[0] == "b":  # a power of a sum of squares: nonnegative, and positive wherever a reciprocal is defined
        return all(c > 0 and all(is_positive_atom(a, positive) or (e % 2 == 0 and not is_complex(a)) for a, e in atoms)
                   for (_, atoms), c in atom[1])
    return atom[0] == "z"


def is_nonnegative(p: Poly) -> bool:
    """Whether a single term is certainly not negative."""
    names = frozenset(POSITIVE_NAMES)
    return len(p) == 1 and all(c > 0 and not bounds and all(is_positive_atom(a, names) for a, _ in atoms)
                               for (bounds, atoms), c in p.items())


def relu(p: Poly) -> Poly:
    """The positive part."""
    if is_nonnegative(p):
        return p
    if leads_negative(p):
        return add(p, relu(scale(p, -1)))
    return multiply(p, step(p))


def step(p: Poly) -> Poly:
    """One above zero, else zero."""
    number = rational(p)
    if number is not None:
        return constant(1 if number > 0 else 0)
    content = min(abs(c) for c in p.values())
    return plain("step", scale(p, 1 / content))


def absolute(p: Poly) -> Poly:
    """The absolute value, by the positive part."""
    if is_nonnegative(p):
        return p
    if leads_negative(p):
        return absolute(scale(p, -1))
    return add(scale(relu(p), 2), scale(p, -1))

"""The complex conjugate of an index normal form."""

from __future__ import annotations

from fractions import Fraction

from symrnn.algebra.indexform import rebuilt, scale, single
from symrnn.algebra.normalform.atoms import Atom, Poly
from symrnn.algebra.normalform.formsigns import is_complex
from symrnn.algebra.normalform.functionform import exponential
from symrnn.algebra.normalform.powers import raised
from symrnn.errors import NotSupportedError


def conjugated(poly: Poly) -> Poly:
    """The complex conjugate: i changes sign, complex leaves are exchanged with their conjugates."""
    return rebuilt(poly, _conjugate)


def _conjugate(atom: Atom, e: Fraction) -> Poly:
    if atom == ("c", "i"):
        return scale(single(atom, e), -1)
    if not is_complex(atom):
        return single(atom, e)
    if atom[0] == "e":
        return single(("e", _other(atom[1]), *atom[2:]), e)
    if atom[:2] == ("f", "exp"):
        return exponential(scale(conjugated(dict(atom[2])), e))
    if atom[0] == "b" and e.denominator == 1:
        return raised(conjugated(dict(atom[1])), e)
    raise NotSupportedError("a conjugate in the normal form", got=str(atom[:2]), expected="rational expressions and "
                            "exponentials", advice="write it in real and imaginary parts")


def _other(name: str) -> str:
    return name[:-1] if name.endswith("\x01") else name + "\x01"

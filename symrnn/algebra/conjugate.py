"""The complex conjugate of an index normal form."""

from __future__ import annotations

from symrnn.algebra.atoms import Poly, opened
from symrnn.algebra.formsigns import is_complex
from symrnn.algebra.functionform import exponential
from symrnn.algebra.indexform import add, constant, multiply, scale, single, sum_over
from symrnn.algebra.powers import raised
from symrnn.errors import NotSupportedError


def conjugated(poly: Poly) -> Poly:
    """The complex conjugate: i changes sign, complex leaves are exchanged with their conjugates."""
    out: Poly = {}
    for (names, content), c in poly.items():
        bounds, atoms = opened(names, content)
        piece = constant(c)
        for atom, e in atoms:
            if atom == ("c", "i"):
                piece = scale(multiply(piece, single(atom, e)), -1)
            elif atom[0] == "e" and is_complex(atom):
                piece = multiply(piece, single(("e", _other(atom[1]), *atom[2:]), e))
            elif atom[:2] == ("f", "exp"):
                piece = multiply(piece, exponential(scale(conjugated(dict(atom[2])), e)))
            elif atom[0] == "b" and e.denominator == 1:
                piece = multiply(piece, raised(conjugated(dict(atom[1])), e))
            elif is_complex(atom):
                raise NotSupportedError("a conjugate in the normal form", got=str(atom[:2]), expected="rational "
                                        "expressions and exponentials", advice="write it in real and imaginary parts")
            else:
                piece = multiply(piece, single(atom, e))
        for k in bounds:
            piece = sum_over(k, piece)
        out = add(out, piece)
    return out


def _other(name: str) -> str:
    return name[:-1] if name.endswith("\x01") else name + "\x01"

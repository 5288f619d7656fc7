"""Functions, powers and opaque matrices in the index normal form.

A definition is unfolded (silu, gelu, softsign, hardtanh, elu, leaky_relu, relu and abs through a step), a parity is
used (tanh(-x) = -tanh(x), sigma(-x) = 1 - sigma(x)), exp turns sums into products. What is done here holds for all
real arguments, kinks included by the conventions of the table of functions; logarithms and fractional powers are
taken apart only where every factor is known to be positive.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from math import isqrt
from typing import Any

from symrnn.algebra.indexform import (
    Atom,
    Frozen,
    Index,
    Poly,
    Undefined,
    add,
    constant,
    freeze,
    indices_of,
    monomial,
    multiply,
    opened,
    power,
    rational,
    rename,
    scale,
    single,
    sum_over,
    thaw,
)

HALF = Fraction(1, 2)
ODD = frozenset({"tanh", "sin", "sinh", "atan", "erf"})
EVEN = frozenset({"cos", "cosh"})
AT_ZERO = {"tanh": 0, "sin": 0, "sinh": 0, "atan": 0, "erf": 0, "cos": 1, "cosh": 1, "exp": 1, "step": 0}


def plain(name: str, poly: Poly) -> Poly:
    """The function as an atom."""
    return single(("f", name, freeze(poly)))


def masked(poly: Poly) -> list[tuple[Any, Fraction]]:
    """The monomials with every index blurred: what does not change when indices are renamed."""
    return sorted((_blur(mono), c) for mono, c in poly.items())


def _blur(value: Any) -> str:
    if isinstance(value, tuple):
        if value and isinstance(value[0], str) and value[0] in "FBU":
            return repr(value[-1])
        parts = [_blur(v) for v in value]
        return "(" + ",".join(sorted(parts) if value and isinstance(value[0], tuple) else parts) + ")"
    return repr(value)


def leads_negative(poly: Poly) -> bool:
    """Whether -poly is the preferred sign of the two; the choice does not depend on the names of indices."""
    return masked(poly) < masked(scale(poly, -1))


def symmetric_choice(poly: Poly) -> bool:
    """Whether poly and -poly look alike up to names, so that neither sign can be preferred."""
    return masked(poly) == masked(scale(poly, -1))


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


# Leaves that the conditions make nonnegative, set while one statement is proved. Where a root, a logarithm or a
# reciprocal of a product is taken, its factors are then positive wherever both sides are defined.
POSITIVE_NAMES: set[str] = set()
COMPLEX_NAMES: set[str] = set()  # complex leaves, likewise


def logarithm(poly: Poly) -> Poly:
    """log, taken apart where every factor is positive."""
    if len(poly) == 1:
        ((bounds, atoms), c), = poly.items()
        names = frozenset(POSITIVE_NAMES)
        if not bounds and c > 0 and atoms and all(is_positive_atom(a, names) for a, _ in atoms):
            out = plain("log", constant(c)) if c != 1 else {}
            for atom, e in atoms:
                inner = thaw(atom[2]) if atom[:2] == ("f", "exp") else plain("log", single(atom))
                out = add(out, scale(inner, e))
            return out
        if (bounds, atoms) == ((), ()) and c == 1:
            return {}
    return plain("log", poly)


def reciprocal(poly: Poly) -> Poly:
    """1 / poly."""
    return raised(poly, Fraction(-1))


def raised(poly: Poly, exponent: Fraction) -> Poly:
    """A rational power."""
    if exponent.denominator == 1 and exponent >= 0:
        return power(poly, int(exponent))
    if not poly:
        if exponent < 0:
            raise Undefined
        return {}
    names = frozenset(POSITIVE_NAMES)
    if len(poly) == 1:
        ((bounds, atoms), c), = poly.items()
        if not bounds and exponent.denominator == 1:
            return monomial(c ** int(exponent), (), [(a, e * exponent) for a, e in atoms])
        if not bounds and c > 0:
            out = _number_power(c, exponent)
            rest: list[tuple[Atom, Fraction]] = []
            for atom, e in atoms:
                if is_positive_atom(atom, names):
                    out = multiply(out, single(atom, e * exponent))
                elif e % 2 == 0 and (e * exponent).denominator == 1 and not is_complex(atom) and atom[0] in "es":
                    out = multiply(out, raised(_abs(single(atom)), e * exponent))  # the root of a square
                else:
                    rest.append((atom, e))
            if not rest:
                return out
            left = monomial(Fraction(1), (), rest)
            if len(left) == 1 and len(rest) == 1 and rest[0][0][0] == "b" and rest[0][1] * exponent != 0 \
                    and rest[0][1].denominator != 1:
                return multiply(out, single(rest[0][0], rest[0][1] * exponent))
            return multiply(out, single(("b", freeze(left)), exponent))
    if len(poly) == 1 and exponent.denominator != 1:
        ((bounds, atoms), c), = poly.items()
        outside = [(a, e) for a, e in atoms if not indices_of(a) & frozenset(bounds)
                   and is_positive_atom(a, names)]
        if bounds and c > 0 and outside:
            inside = [(a, e) for a, e in atoms if (a, e) not in outside]
            whole = raised(summed(bounds, inside), exponent)
            for a, e in outside:
                whole = multiply(whole, single(a, e * exponent))
            return multiply(_number_power(c, exponent), whole)
    first = min(_blur(mono) for mono in poly)
    content = min(abs(c) for mono, c in poly.items() if _blur(mono) == first)
    base = scale(poly, 1 / content)
    out = _number_power(content, exponent)
    if exponent.denominator == 1 and leads_negative(base):
        base, out = scale(base, -1), scale(out, -1 if int(exponent) % 2 else 1)
    return multiply(out, single(("b", freeze(base)), exponent))


def summed(bounds: tuple[Index, ...], atoms: list[tuple[Atom, Fraction]]) -> Poly:
    """The sum of a product of atoms over bound indices."""
    names, content = opened(bounds, atoms)
    out = monomial(Fraction(1), (), content)
    for i in names:
        out = sum_over(i, out)
    return out


def _number_power(c: Fraction, exponent: Fraction) -> Poly:
    """A rational power of a positive rational, with square factors taken out."""
    if exponent.denominator == 1:
        return constant(c ** int(exponent))
    out = constant(1)
    for value, sign in ((c.numerator, 1), (c.denominator, -1)):
        for prime, times in _factors(value):
            e = exponent * times * sign
            whole = e.numerator // e.denominator
            out = scale(out, Fraction(prime) ** whole)
            if e != whole:
                out = multiply(out, single(("b", freeze(constant(prime))), e - whole))
    return out


def _factors(value: int) -> list[tuple[int, int]]:
    out, rest, p = [], value, 2
    while p * p <= rest and p < 1_000:
        times = 0
        while rest % p == 0:
            rest, times = rest // p, times + 1
        if times:
            out.append((p, times))
        p += 1
    if rest > 1:
        root = isqrt(rest)
        out.append((root, 2) if root * root == rest else (rest, 1))
    return out


def symbolic_power(base: Poly, exponent: Poly) -> Poly:
    """base ** exponent for an exponent that is not a number; its whole part is split off."""
    number = rational(exponent)
    if number is not None:
        return raised(base, number)
    if rational(base) == 1:
        return constant(1)
    whole = exponent.get(((), ()), Fraction(0))
    if whole.denominator == 1 and whole != 0:
        rest = {mono: c for mono, c in exponent.items() if mono != ((), ())}
        return multiply(raised(base, whole), symbolic_power(base, rest))
    if number_base(base) and _is_integer(exponent):
        return _whole_power(rational(base) or Fraction(0), exponent)
    if len(base) == 1 and _is_integer(exponent):
        ((bounds, atoms), c), = base.items()
        if not bounds and all(e.denominator == 1 for _, e in atoms) and (atoms and (c != 1 or len(atoms) > 1
                                                                                   or atoms[0][1] != 1)):
            out = _whole_power(c, exponent)
            for atom, e in atoms:
                out = multiply(out, single(("w", freeze(single(atom)), freeze(scale(exponent, e)))))
            return out
    return single(("w", freeze(base), freeze(exponent)))


def number_base(base: Poly) -> bool:
    """Whether a base is a number other than zero."""
    return bool(rational(base))


def _whole_power(c: Fraction, exponent: Poly) -> Poly:
    """A rational to a symbolic whole power: by primes, the sign by parity."""
    out = constant(1)
    if c < 0:
        odd = {mono: Fraction(1) for mono, k in exponent.items() if k % 2}
        out = single(("w", freeze(constant(-1)), freeze(odd))) if odd else out
    for value, sign in ((abs(c.numerator), 1), (c.denominator, -1)):
        for prime, times in _factors(value):
            out = multiply(out, single(("w", freeze(constant(prime)), freeze(scale(exponent, sign * times)))))
    return out


def _is_integer(exponent: Poly) -> bool:
    """Whether an exponent is a whole number by its form: sizes and indices with whole coefficients."""
    return all(c.denominator == 1 and not bounds and all(a[0] == "z" and e > 0 and e.denominator == 1 for a, e in atoms)
               for (bounds, atoms), c in exponent.items())


def _is_nonnegative(p: Poly) -> bool:
    """Whether a single term is certainly not negative."""
    names = frozenset(POSITIVE_NAMES)
    return len(p) == 1 and all(c > 0 and not bounds and all(is_positive_atom(a, names) for a, _ in atoms)
                               for (bounds, atoms), c in p.items())


def _relu(p: Poly) -> Poly:
    if _is_nonnegative(p):
        return p
    if leads_negative(p):
        return add(p, _relu(scale(p, -1)))
    return multiply(p, _step(p))


def _step(p: Poly) -> Poly:
    number = rational(p)
    if number is not None:
        return constant(1 if number > 0 else 0)
    content = min(abs(c) for c in p.values())
    return plain("step", scale(p, 1 / content))


def _abs(p: Poly) -> Poly:
    if _is_nonnegative(p):
        return p
    if leads_negative(p):
        return _abs(scale(p, -1))
    return add(scale(_relu(p), 2), scale(p, -1))


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
    "relu": _relu,
    "step": _step,
    "abs": _abs,
    "sign": lambda p: add(_step(p), scale(_step(scale(p, -1)), -1)),
    "sigmoid": _sigmoid,
    "softplus": _softplus,
    "silu": lambda p: multiply(p, _sigmoid(p)),
    "gelu": _gelu,
    "elu": lambda p: add(_relu(p), multiply(add(exponential(p), constant(-1)),
                                            add(constant(1), scale(_step(p), -1)))),
    "softsign": lambda p: multiply(p, reciprocal(add(constant(1), _abs(p)))),
    "hardtanh": lambda p: add(_relu(add(p, constant(1))), scale(_relu(add(p, constant(-1))), -1), constant(-1)),
    "leaky_relu": lambda p: add(scale(p, Fraction(1, 100)), scale(_relu(p), Fraction(99, 100))),
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
    out: Poly = {}
    for (names, content), c in frozen:
        bounds, atoms = opened(names, content)
        piece = constant(c)
        for atom, e in atoms:
            piece = multiply(piece, rebuild(atom, e, where))
        for i in bounds:
            piece = sum_over(i, piece)
        out = add(out, piece)
    return out


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

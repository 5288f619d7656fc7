"""Is a normal form zero? In stages, the cheap ones first; "no" means not proved, never refuted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from symrnn.algebra.indexform import add, constant, multiply, power, rebuilt, scale, single
from symrnn.algebra.normalform.atoms import Atom, Poly, TooLarge, free_indices, freeze, indices_of, thaw
from symrnn.algebra.normalform.functionform import HALF, apply, exponential
from symrnn.algebra.normalform.powers import raised, symbolic_power

Rewrite = Callable[[Poly], Poly]
MAX_CLEARINGS = 24
MAX_CASES = 6  # steps that are taken apart one inside or beside the other


def is_zero(poly: Poly, rewrite: Rewrite) -> bool:
    """Whether the polynomial is zero by the laws of the normal form, the given equations and the identities of exp."""
    return any(not stage for stage in stages(poly, rewrite)) or _by_cases(poly, rewrite, MAX_CASES)


def _by_cases(poly: Poly, rewrite: Rewrite, depth: int) -> bool:
    """Whether the polynomial is zero with a step in it at one and at zero: a kink of a kink stays shut in the form.

    Only a step of free indices is a single number; it is looked for from the inside out.
    """
    inner: list[Poly] = []

    def seen(name: str, p: Poly) -> Poly:
        if name == "step" and p and free_indices(p) <= free_indices(poly):
            inner.append(p)
        return apply(name, p)

    def put(value: int) -> Poly:
        def change(name: str, p: Poly) -> Poly:
            got = apply(name, p)
            if name != "step" or got not in (here, other):
                return got
            return constant(value) if got == here else constant(0) if value else got

        return transform(transform(poly, change), change)

    transform(poly, seen)
    if not inner or not depth:
        return False
    here, other = (apply("step", scale(inner[0], sign)) for sign in (1, -1))
    return all(any(not stage for stage in stages(case, rewrite)) or _by_cases(case, rewrite, depth - 1)
               for case in (put(1), put(0)))


def stages(poly: Poly, rewrite: Rewrite) -> Iterator[Poly]:
    """The polynomial as it is, then with reciprocals cleared, then in sigma, then in exp."""
    yield poly
    poly = rewrite(poly)
    yield poly
    poly = rewrite(cleared(poly))
    yield poly
    for change in (_to_sigmoid, _to_exp):
        changed = transform(poly, change)
        if changed != poly:
            poly = rewrite(cleared(rewrite(changed)))
            yield poly


def transform(poly: Poly, change: Callable[[str, Poly], Poly]) -> Poly:
    """Rebuild every function in the polynomial, from the inside out, by `change(name, argument)`."""
    return rebuilt(poly, lambda atom, e: _changed(atom, e, change))


def _changed(atom: Atom, e: Fraction, change: Callable[[str, Poly], Poly]) -> Poly:
    tag = atom[0]
    if tag == "f" and atom[1] == "exp":
        return exponential(scale(transform(thaw(atom[2]), change), e))
    if tag == "f":
        return raised(change(atom[1], transform(thaw(atom[2]), change)), e)
    if tag == "b":
        return raised(transform(thaw(atom[1]), change), e)
    if tag == "w":
        return raised(symbolic_power(transform(thaw(atom[1]), change), transform(thaw(atom[2]), change)), e)
    if tag == "o":
        return single(("o", atom[1], *(freeze(transform(thaw(p), change)) for p in atom[2:])), e)
    return single(atom, e)


def _to_sigmoid(name: str, p: Poly) -> Poly:
    if name == "tanh":  # tanh(x) = 2 sigma(2x) - 1
        return add(scale(apply("sigmoid", scale(p, 2)), 2), constant(-1))
    return apply(name, p)


def _to_exp(name: str, p: Poly) -> Poly:
    i = single(("c", "i"))
    up, down = exponential(p), exponential(scale(p, -1))
    if name == "sigmoid":  # e^x / (1 + e^x)
        return multiply(up, raised(add(constant(1), up), Fraction(-1)))
    if name == "softplus":
        return apply("log", add(constant(1), up))
    if name in ("sinh", "cosh"):
        return scale(add(up, scale(down, -1 if name == "sinh" else 1)), HALF)
    if name in ("sin", "cos"):
        up, down = exponential(multiply(i, p)), exponential(scale(multiply(i, p), -1))
        if name == "cos":
            return scale(add(up, down), HALF)
        return scale(multiply(i, add(up, scale(down, -1))), -HALF)
    return apply(name, p)


def cleared(poly: Poly) -> Poly:
    """The polynomial times powers of its denominators, as far as these do not depend on a summed index.

    A product with something that is nonzero wherever both sides are defined vanishes only where the polynomial does.
    """
    for _ in range(MAX_CLEARINGS):
        base = _denominator(poly)
        if base is None:
            return poly
        atom, lowest = base
        poly = _times(poly, atom, -lowest)
    raise TooLarge


def _denominator(poly: Poly) -> tuple[Atom, Fraction] | None:
    allowed = free_indices(poly)
    worst: dict[Atom, Fraction] = {}
    for bounds, atoms in poly:
        for atom, e in atoms:
            if atom[0] == "b" and e < 0 and not indices_of(atom) & frozenset(bounds) and indices_of(atom) <= allowed:
                worst[atom] = min(worst.get(atom, Fraction(0)), e)
    return min(worst.items(), key=lambda kv: (len(kv[0][1]), repr(kv[0]))) if worst else None


def _times(poly: Poly, atom: Atom, exponent: Fraction) -> Poly:
    out: Poly = {}
    base = thaw(atom[1])
    for (bounds, atoms), c in poly.items():
        here = dict(atoms)
        e = here.pop(atom, Fraction(0)) + exponent
        whole = e.numerator // e.denominator
        if e != whole:
            here[atom] = e - whole
        piece = multiply({(bounds, tuple(sorted(here.items()))): c}, power(base, whole))
        out = add(out, piece)
    return out

"""Derivatives of an iterated map for any number of steps: the gradient through time.

x_(k+1) = f(x_k) gives dx_t = J_(t-1) ... J_0 dx_0 + sum_j J_(t-1) ... J_(j+1) F_j dp, with J_k and F_k the derivatives of f
with respect to its argument and to a parameter, at x_k (Werbos, Backpropagation through time (1990)).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from symrnn.algebra.build import Part, apply, plus, times, zero
from symrnn.algebra.language.dependence import depends
from symrnn.algebra.language.leaves import leaf
from symrnn.algebra.language.sizes import Size
from symrnn.algebra.language.substitute import leaves, replace, subterms
from symrnn.algebra.language.words import matpow
from symrnn.algebra.ranged import fresh_names
from symrnn.algebra.terms import Term
from symrnn.errors import NotSupportedError


class Orbit:
    """The states of an iterated map at a symbolic place, and the products of its Jacobians between places."""

    def __init__(self, y: Term, slope: Callable[[Term, Term], Part]) -> None:
        self.f, self.x, self.start, self.times = y.args
        if any(t.head == "iterate" for t in subterms(self.f, self.start)):
            raise NotSupportedError("the derivative through `iterate`", got="an iterate inside of another",
                                    expected="one map that is iterated", advice="give the inner one a name of its own")
        self.shape = y.shape
        self._place, self._factor = (Size({(k,): 1}, frozenset({k})) for k in fresh_names(y, 2))
        part = slope(self.f, self.x)
        self._slope = part if part is not None else zero((y.shape[0], y.shape[0]) if y.shape else ())

    def here(self, term: Term, at: Size, more: dict[Term, Term] | None = None) -> Term:
        """A term of the map's argument, at the state after so many steps."""
        return replace(term, {self.x: Term("iterate", (self.f, self.x, self.start, at), self.shape), **(more or {})})

    def since(self, first: Size) -> Term:
        """The product of the Jacobians from a place to the last one."""
        body = self.here(self._slope, self._factor)
        if self.x not in leaves(self._slope):
            return matpow(self._slope, self.times - first) if body.shape else body ** Term("size", (self.times - first,), ())
        return Term("product", (body, *self._factor.names, first, self.times - 1), body.shape)

    def total(self, make: Callable[[Size, Term], Part]) -> Part:
        """The sum over all places of what is made of the place and the product of the Jacobians after it."""
        part = make(self._place, self.since(self._place + 1))
        return None if part is None else Term("total", (part, *self._place.names, Size({}), self.times - 1), part.shape)


def jacobian(d: Any, y: Term) -> Part:
    """The derivative of an iterate, by the derivatives `d` of its start."""
    def slope(f: Term, x: Term) -> Part:
        return type(d)(x)(f)

    orbit = Orbit(y, slope)
    through = times if not y.shape else apply
    varied = slope(orbit.f, d.x) if d.x != orbit.x and depends(orbit.f, d.x) else None
    return plus(through(orbit.since(Size({})), d(orbit.start)), None if varied is None else orbit.total(
        lambda place, rest: through(rest, orbit.here(varied, place))))


def gradient(y: Term, z: Term, g: Term, go: Callable[[Term, Term, Term], Term], slope: Callable[[Term, Term], Part]) -> Part:
    """The gradient of the inner product of g and an iterate; `go(y, z, g)` is that of any term."""
    orbit = Orbit(y, slope)
    taken = {x.name for x in leaves(y)} | {x.name for x in leaves(g)}
    held = leaf(next(f"g{k}" for k in range(len(taken) + 1) if f"g{k}" not in taken), g.shape)

    def back(rest: Term) -> Term:
        return rest.T @ g if y.shape else rest * g

    start = go(orbit.start, z, back(orbit.since(Size({})))) if depends(orbit.start, z) else None
    if z == orbit.x or not depends(orbit.f, z):
        return start
    each = go(orbit.f, z, held)
    return plus(start, orbit.total(lambda place, rest: orbit.here(each, place, {held: back(rest)})))

"""A few claims of each kind, with a cell, a simulation, a picture, a fault and a surprise among them."""

import symrnn as sr
from symrnn import at_most, claim, equal, foil

(n,) = sr.dims("n")
h, b = sr.vectors("h b", n)
W = sr.matrix("W", n, n)
x, y = sr.scalars("x y")
rate = sr.scalar("r", between=(0, 1))

cell = sr.Cell("slow", state={h: (1 - rate) * h + rate * sr.tanh(W @ h + b)})


@claim("slow-jacobian", source=sr.Source("A work", authors=["One", "Another"], year=2001).at("eq. (1)"), uses=["slope"])
def slow_jacobian():
    """The Jacobian of the slow cell is a mean."""
    return equal(cell.jacobian(h, h), (1 - rate) * sr.eye(n) + rate * sr.diag(1 - sr.tanh(W @ h + b) ** 2) @ W)


@foil(slow_jacobian)
def rate_forgotten():
    """Without the rate."""
    return equal(cell.jacobian(h, h), sr.eye(n) + rate * sr.diag(1 - sr.tanh(W @ h + b) ** 2) @ W)


@claim("slopes-bounded", source="own work")
def slopes_bounded():
    """The slopes of tanh are at most one."""
    return at_most(sr.norm(sr.diag(1 - sr.tanh(h) ** 2)), 1)


@claim("one-variable", source="own work")
def one_variable():
    """A positive state shrinks."""
    return at_most(sr.tanh(x), x, given=[x >= 0])


@claim("vanishes", source="own work")
def vanishes():
    """A saturated unit has no slope."""
    return sr.tends_to(1 - sr.tanh(x) ** 2, 0, x)


@claim("outer-rank", source="own work")
def outer_rank():
    """An outer product has rank at most one."""
    return sr.rank_at_most(sr.outer(h, b), 1)


@claim("root-of-square", source="own work", expect="REFUTED")
def root_of_square():
    """The root of a square is the number."""
    return equal(sr.sqrt(x**2), x)


@claim("drawn", source="own work", expect="CORROBORATED")
def drawn():
    """The mean of a uniform number is a half."""
    return sr.expects(lambda rng, size: rng.random(size), sr.rational(1, 2))


@claim("both", source="own work", over={"f": ["tanh", "sigmoid"]})
def both(f):
    """An odd name for both."""
    return at_most(getattr(sr, f)(x), 1)


@claim("fails", source="own work")
def fails():
    """It raises."""
    return equal(1 / 0, x)


@claim("surprise", source="own work")
def surprise():
    """It is declared to be proved, and is false."""
    return equal(x * y, x + y)

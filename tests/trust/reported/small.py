"""Three claims that are judged at once, for what is measured about runs."""

import symrnn as sr
from symrnn import claim, equal, foil

(n,) = sr.dims("n")
A, B = sr.matrices("A B", n, n)
(h,) = sr.vectors("h", n)


@claim("reversed", source="own work")
def reversed_product():
    """A product is transposed factor by factor, in reverse."""
    return equal((A @ B).T, B.T @ A.T)


@foil(reversed_product)
def order_kept():
    """The factors stay where they are."""
    return equal((A @ B).T, A.T @ B.T)


@claim("commuting", source="own work", expect="REFUTED", as_printed_of="reversed")
def commuting():
    """Two matrices commute."""
    return equal(A @ B, B @ A)


@claim("slope", source="own work", uses=["reversed"])
def slope():
    """The Jacobian of a layer is its slopes times its weights."""
    return equal(sr.D(sr.tanh(A @ h), h), sr.diag(1 - sr.tanh(A @ h) ** 2) @ A)


@foil(slope)
def slope_on_the_right():
    """The weights times the slopes."""
    return equal(sr.D(sr.tanh(A @ h), h), A @ sr.diag(1 - sr.tanh(A @ h) ** 2))

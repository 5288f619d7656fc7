"""Products of perturbed Jacobians: what is exact, what is of first order, and what may be pulled out of the product.

A gated Jacobian is Q + R, with a correction R that the gate adds. These claims say what becomes of a product of such
factors.
"""

import symrnn as sr
from derivations.sources import LIVI, OWN
from symrnn import at_most, claim, equal, foil, rank_at_most

n = sr.dims("n")[0]
Q_1, Q_2, Q_3, R_1, R_2, R_3 = sr.matrices("Q_1 Q_2 Q_3 R_1 R_2 R_3", n, n)
d_1, d_2, u_1, u_2, w_1, w_2, v = sr.vectors("d_1 d_2 u_1 u_2 w_1 w_2 v", n)
g_1, g_2 = sr.scalars("g_1 g_2")
x, k = sr.scalar("x"), sr.index("k")
eps, size = sr.scalar("epsilon"), sr.scalar("s", nonneg=True)
first_order = R_3 @ Q_2 @ Q_1 + Q_3 @ R_2 @ Q_1 + Q_3 @ Q_2 @ R_1


def perturbed(scale):
    """(Q_3 + s R_3) (Q_2 + s R_2) (Q_1 + s R_1)."""
    return (Q_3 + scale * R_3) @ (Q_2 + scale * R_2) @ (Q_1 + scale * R_1)


@claim("product-first-order", source=LIVI.at("appendix A, the first-order expansion"))
def product_first_order():
    """The derivative of a product of three perturbed factors is the sum of the products with one factor replaced."""
    return equal(sr.D(perturbed(eps) @ v, eps).at({eps: 0}), first_order @ v)


@foil(product_first_order)
def product_first_order_in_ascending_order():
    """The factors stand in ascending order of time."""
    ascending = Q_1 @ Q_2 @ R_3 + Q_1 @ R_2 @ Q_3 + R_1 @ Q_2 @ Q_3
    return equal(sr.D(perturbed(eps) @ v, eps).at({eps: 0}), ascending @ v)


@claim("product-frechet", source=LIVI.at("appendix A, the Fréchet derivative"))
def product_frechet():
    """Along one factor the Fréchet derivative puts the direction in its place, between the later and the earlier ones."""
    return equal(sr.jvp(Q_3 @ Q_2 @ Q_1, Q_2, R_2), Q_3 @ R_2 @ Q_1)


@foil(product_frechet)
def product_frechet_at_the_end():
    """The direction is put at the end."""
    return equal(sr.jvp(Q_3 @ Q_2 @ Q_1, Q_2, R_2), Q_3 @ Q_1 @ R_2)


@claim("frechet-without-continuity", source=OWN.at("differentiable at a point, with a derivative that jumps there"))
def frechet_without_continuity():
    """x^2 sin(1/x) is flat at zero, since it is at most x^2; and yet its slopes at 1 / (2 pi k) are minus one for every k."""
    return equal(sr.D(x**2 * sr.sin(1 / x), x).at({x: 1 / (2 * sr.pi * k)}), -1)


@foil(frechet_without_continuity)
def frechet_without_continuity_rises():
    """They are plus one."""
    return equal(sr.D(x**2 * sr.sin(1 / x), x).at({x: 1 / (2 * sr.pi * k)}), 1)


@claim("frechet-flat", source=OWN.at("differentiable at a point, with a derivative that jumps there"))
def frechet_flat():
    """The slopes of the chords of x^2 sin(1/x) from zero are at most their length: the function has the slope zero there."""
    return at_most(sr.abs(x**2 * sr.sin(1 / x) / x), sr.abs(x), given=[sr.ne(x, 0)])


@foil(frechet_flat)
def frechet_flatter():
    """They are at most the square of their length."""
    return at_most(sr.abs(x**2 * sr.sin(1 / x) / x), x**2, given=[sr.ne(x, 0)])


@claim("frechet-needs-continuity", expect="REFUTED", as_printed_of="frechet-without-continuity",
       source=LIVI.at("appendix A.1, differentiability 'is equivalent to' a Gâteaux derivative that is uniformly continuous"))
def frechet_needs_continuity():
    """As printed, for x^2 sin(1/x), which is flat at zero: its slopes at 1 / (2 pi k) tend to its slope at zero."""
    return sr.tends_to(sr.D(x**2 * sr.sin(1 / x), x).at({x: 1 / (2 * sr.pi * k)}), 0, k)


@claim("product-remainder", source=LIVI.at("appendix A.4, higher-order terms"), uses=["product-first-order"])
def product_remainder():
    """What the first order leaves out of two factors is of second order, and exactly the product of the two corrections."""
    exact = (Q_2 + eps * R_2) @ (Q_1 + eps * R_1)
    return equal(exact - Q_2 @ Q_1 - eps * (R_2 @ Q_1 + Q_2 @ R_1), eps**2 * (R_2 @ R_1))


@foil(product_remainder)
def product_remainder_of_first_order():
    """It is of first order."""
    exact = (Q_2 + eps * R_2) @ (Q_1 + eps * R_1)
    return equal(exact - Q_2 @ Q_1 - eps * (R_2 @ Q_1 + Q_2 @ R_1), eps * (R_2 @ R_1))


@claim("product-second-derivative", source=LIVI.at("appendix A.4, eq. (76), the second Fréchet derivative"),
       uses=["product-remainder"])
def product_second_derivative():
    """The second derivative of a product of two perturbed factors is twice the product of the corrections: it has the factor 2!."""
    exact = (Q_2 + eps * R_2) @ (Q_1 + eps * R_1)
    return equal(sr.D(sr.D(exact @ v, eps), eps), 2 * (R_2 @ R_1 @ v))


@foil(product_second_derivative)
def product_second_derivative_without_the_factorial():
    """The sum over the slots alone, which is the coefficient of Taylor's series."""
    exact = (Q_2 + eps * R_2) @ (Q_1 + eps * R_1)
    return equal(sr.D(sr.D(exact @ v, eps), eps), R_2 @ R_1 @ v)


@claim("product-remainder-bound", source=OWN.at("how large the error of the first order is"), uses=["product-remainder"])
def product_remainder_bound():
    """The error of the first order over two factors is at most the square of the size times the norms of the corrections."""
    return at_most(sr.norm(size**2 * (R_2 @ R_1)), size**2 * (sr.norm(R_2) * sr.norm(R_1)))


@foil(product_remainder_bound)
def product_remainder_bound_by_the_third_power():
    """At most the third power of the size times the norms."""
    return at_most(sr.norm(size**2 * (R_2 @ R_1)), size**3 * (sr.norm(R_2) * sr.norm(R_1)))


@claim("small-corrections-suffice", expect="REFUTED", as_printed_of="product-remainder-bound",
       source=LIVI.at("appendix A.5, 'accurate when all ... are small compared to' the factors, at full size"))
def small_corrections_suffice():
    """As printed, for ten lags and corrections of at most a tenth of the factors: the first order is right to a tenth."""
    return at_most((1 + size) ** 10, sr.rational(11, 10) * (1 + 10 * size), given=[size <= sr.rational(1, 10)])


@claim("product-telescoping", source=OWN.at("an exact expansion with the same number of terms"))
def product_telescoping():
    """With the full factors on the later side the expansion is exact and has no more terms than that of first order."""
    J_2, J_3 = Q_2 + R_2, Q_3 + R_3
    return equal(perturbed(1), Q_3 @ Q_2 @ Q_1 + R_3 @ Q_2 @ Q_1 + J_3 @ R_2 @ Q_1 + J_3 @ J_2 @ R_1)


@foil(product_telescoping)
def first_order_taken_for_exact():
    """The expansion of first order is exact."""
    return equal(perturbed(1), Q_3 @ Q_2 @ Q_1 + first_order)


@claim("correction-stays-rank-one", source=LIVI.at("section 5.2.2, 'remain rank-1'"))
def correction_stays_rank_one():
    """Carried through other factors, the correction of a scalar gate has rank at most one."""
    return rank_at_most(Q_3 @ (u_1 @ w_1.T) @ Q_1, 1)


@foil(correction_stays_rank_one)
def correction_vanishes():
    """It has rank zero."""
    return rank_at_most(Q_3 @ (u_1 @ w_1.T) @ Q_1, 0)


@claim("corrections-add-up", source=OWN.at("the rank of the sum over the lags"), uses=["correction-stays-rank-one"])
def corrections_add_up():
    """The corrections of two steps together have rank at most two: the rank grows with the number of lags."""
    return rank_at_most(Q_3 @ (u_1 @ w_1.T) + (u_2 @ w_2.T) @ Q_1, 2)


@foil(corrections_add_up)
def corrections_stay_rank_one():
    """Rank one."""
    return rank_at_most(Q_3 @ (u_1 @ w_1.T) + (u_2 @ w_2.T) @ Q_1, 1)


@claim("scalar-gates-pulled-out", source=LIVI.at("section 5.2.2, eq. (49)"))
def scalar_gates_pulled_out():
    """Scalar gates may be pulled out of a product: they commute with every matrix."""
    return equal((g_2 * Q_2) @ (g_1 * Q_1), (g_2 * g_1) * (Q_2 @ Q_1))


@foil(scalar_gates_pulled_out)
def scalar_gates_added():
    """They add up."""
    return equal((g_2 * Q_2) @ (g_1 * Q_1), (g_2 + g_1) * (Q_2 @ Q_1))


@claim("commuting-gates-pulled-out", source=OWN.at("when a gate for each unit may be pulled out"),
       uses=["scalar-gates-pulled-out"])
def commuting_gates_pulled_out():
    """A gate for each unit may be pulled out past the factors with which its diagonal matrix commutes."""
    G_1, G_2 = sr.diag(d_1), sr.diag(d_2)
    return equal(G_2 @ Q_2 @ G_1 @ Q_1, G_2 @ G_1 @ Q_2 @ Q_1, given=[sr.commute(G_1, Q_2)])


@foil(commuting_gates_pulled_out)
def gates_pulled_out_past_a_symmetric_factor():
    """Past a symmetric factor."""
    G_1, G_2 = sr.diag(d_1), sr.diag(d_2)
    return equal(G_2 @ Q_2 @ G_1 @ Q_1, G_2 @ G_1 @ Q_2 @ Q_1, given=[sr.symmetric(Q_2)])


@claim("diagonal-gates-pulled-out", source=LIVI.at("section 5.2.3, eq. (56), 'we now separate the diagonal gate products'"),
       expect="REFUTED", as_printed_of="commuting-gates-pulled-out")
def diagonal_gates_pulled_out():
    """As printed, with the factors left as they are: gates for each unit separate from the product."""
    G_1, G_2 = sr.diag(d_1), sr.diag(d_2)
    return equal(G_2 @ Q_2 @ G_1 @ Q_1, G_2 @ G_1 @ Q_2 @ Q_1)

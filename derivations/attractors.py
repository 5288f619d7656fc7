"""Fixed points and what they attract: which exist, which are stable, and what couples the modes of a nonlinear network."""

import symrnn as sr
from derivations.sources import DYNAMICS, OWN
from symrnn import at_most, claim, equal, foil, holds, induction, less

n = sr.dims("n")[0]
W, A, B, Q = sr.matrices("W A B Q", n, n)
h, y, lam, a, b, target = sr.vectors("h y lam a b z", n)
x, weight, state, drive, bound = sr.scalars("x w h_s b_s z_t")
rate = sr.scalar("alpha", between=(0, 1))
t = sr.index("t")
phi = sr.function("phi")


@claim("relu-without-fixed-point", source=OWN.at("fixed points need not exist"))
def relu_without_fixed_point():
    """A rectifier with weight one and bias one has no fixed point: it always exceeds its state."""
    return less(x, sr.relu(x + 1))


@foil(relu_without_fixed_point)
def relu_without_bias_without_fixed_point():
    """Without the bias it has none either."""
    return less(x, sr.relu(x))


@claim("fixed-points-attract", expect="REFUTED", as_printed_of="nonzero-fixed-points-attract",
       source=DYNAMICS.at("fixed points and stability, 'they represent the stable attractors'"))
def fixed_points_attract():
    """As printed, for a single tanh unit: at every fixed point the slope of a step has modulus below one."""
    return less(sr.abs(weight * (1 - state**2)), 1, given=[sr.eq(state, sr.tanh(weight * state))])


@claim("trajectories-reach-the-origin", expect="REFUTED", as_printed_of="tanh-step-norm",
       source=DYNAMICS.at("global stability, 'ensures trajectories converge to the origin', for any activation"))
def trajectories_reach_the_origin():
    """As printed, for the sigmoid, whose Lipschitz constant is 1/4: a step brings every state nearer to the origin.

    The norm of the new state would be at most a quarter of the norm of W times that of the old one.
    """
    return at_most(sr.norm(sr.sigmoid(W @ h)), sr.norm(W) * sr.norm(h) / 4)


@claim("affine-fixed-points", source=OWN.at("what sets of fixed points a linear recurrence has"))
def affine_fixed_points():
    """Where two states are fixed points of an affine recurrence, so are all states on the line through them."""
    line = x * h + (1 - x) * y
    return equal(W @ line + b, line, given=[sr.eq(W @ h + b, h), sr.eq(W @ y + b, y)])


@foil(affine_fixed_points)
def affine_fixed_points_add():
    """So is their sum."""
    return equal(W @ (h + y) + b, h + y, given=[sr.eq(W @ h + b, h), sr.eq(W @ y + b, y)])


@claim("nonlinear-needs-coupling", expect="REFUTED", as_printed_of="affine-fixed-points",
       source=DYNAMICS.at("dynamics in the eigenbasis, 'precisely what allows RNNs to generate dynamics far more complex'"))
def nonlinear_needs_coupling():
    """As printed, for a single unit, which has nothing to couple to: half of a fixed point is one, as for every linear system.

    The activation is the softsign, some of whose fixed points are rational; those of tanh lie in the same places.
    """
    return equal(sr.softsign(weight * state / 2), state / 2, given=[sr.eq(sr.softsign(weight * state), state)])


@claim("one-step-reach", source=OWN.at("what the inputs of a tanh network can reach"), uses=["fixed-point-placement"])
def one_step_reach():
    """With an invertible input matrix one input takes a tanh network from any state to any state between minus one and one."""
    wanted = sr.log((1 + target) / (1 - target)) / 2
    return equal(sr.tanh(A @ h + B @ (sr.inv(B) @ (wanted - A @ h))), target,
                 given=[sr.invertible(B), sr.strictly_between(target, -1, 1)])


@foil(one_step_reach)
def one_step_reach_without_the_free_motion():
    """The way that the state takes on its own is forgotten."""
    wanted = sr.log((1 + target) / (1 - target)) / 2
    return equal(sr.tanh(A @ h + B @ (sr.inv(B) @ wanted)), target,
                 given=[sr.invertible(B), sr.strictly_between(target, -1, 1)])


@claim("nonlinear-eigenbasis", source=DYNAMICS.at("dynamics in the eigenbasis, with the nonlinearity"),
       uses=["eigenmodes-decouple"])
def nonlinear_eigenbasis():
    """In the eigenbasis the Jacobian of a nonlinear step is Q^-1 D Q times the eigenvalues: the slopes couple the modes."""
    inner = Q @ sr.diag(lam) @ y
    return equal(sr.D(sr.inv(Q) @ phi(inner), y), sr.inv(Q) @ sr.diag(phi.prime()(inner)) @ Q @ sr.diag(lam))


@foil(nonlinear_eigenbasis)
def nonlinear_eigenbasis_decoupled():
    """The modes stay apart, each with its own slope."""
    inner = Q @ sr.diag(lam) @ y
    return equal(sr.D(sr.inv(Q) @ phi(inner), y), sr.diag(phi.prime()(inner)) @ sr.diag(lam))


@claim("all-modes-couple", expect="REFUTED", as_printed_of="nonlinear-eigenbasis",
       source=DYNAMICS.at("dynamics in the eigenbasis, 'now depends on all previous eigen-coordinates'"))
def all_modes_couple():
    """As printed: every coordinate depends on every other, so that no entry of Q^-1 D Q times the eigenvalues is zero.

    The slopes in D are positive, and no eigenvalue is zero.
    """
    return holds(sr.nowhere_zero(sr.inv(Q) @ sr.diag(a) @ Q @ sr.diag(lam)),
                 given=[sr.positive(a), sr.nowhere_zero(lam), sr.invertible(Q)])


@claim("driven-recurrence", source=DYNAMICS.at("The Achilles' heel, the driven linear recurrence"))
def driven_recurrence():
    """Driven by a constant b, the recurrence z' = w z + b is at (1 - w^t) / (1 - w) b after t steps from zero; by induction."""
    return induction(t, equal((1 - weight**0) / (1 - weight) * b, 0 * b),
                     equal(weight * ((1 - weight**t) / (1 - weight) * b) + b,
                           (1 - weight ** (t + 1)) / (1 - weight) * b), given=[sr.ne(weight, 1)])


@foil(driven_recurrence)
def driven_recurrence_of_the_last_step():
    """Only the last drive counts."""
    return equal(weight * (weight**t * b) + b, weight ** (t + 1) * b)


@claim("driven-recurrence-bound", source=OWN.at("when a driven recurrence stays bounded"), uses=["driven-recurrence"])
def driven_recurrence_bound():
    """With a factor alpha below one the driven recurrence never leaves |b| / (1 - alpha); by induction."""
    most = sr.abs(drive) / (1 - rate)
    return induction(t, at_most(0 * drive, most),
                     at_most(sr.abs(rate * bound + drive), most, given=[sr.abs(bound) <= most]), given=[rate < 1])


@foil(driven_recurrence_bound)
def driven_recurrence_bound_by_the_drive():
    """It never leaves |b|."""
    return at_most(sr.abs(rate * bound + drive), sr.abs(drive), given=[sr.abs(bound) <= sr.abs(drive), rate < 1])


@claim("bounded-products-suffice", expect="REFUTED", as_printed_of="driven-recurrence-bound",
       source=DYNAMICS.at("The Achilles' heel, the stability of both systems 'is governed by the product of the matrices A_k'"))
def bounded_products_suffice():
    """As printed, read for factors and products that are all one: a driven recurrence keeps within its bound |b|."""
    return at_most(sr.abs(bound + drive), sr.abs(drive), given=[sr.abs(bound) <= sr.abs(drive)])

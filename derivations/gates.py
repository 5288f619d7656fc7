"""How leaky and gated networks answer to their state: exact Jacobians, the corrections that gates add, and their ranks.

A gated Jacobian is J = Q + R: the leaky part Q, and a correction R that the gate's own answer to the state adds. R is
what one forgets; it is of low rank, proportional to the velocity of the state, and vanishes at fixed points.
"""

import symrnn as sr
from derivations.sources import LIVI, OWN
from symrnn import claim, equal, foil, iff, rank_at_most, rank_is
from symrnn.cells import LeakyIntegrator, ScalarGate, VectorGate
from symrnn.systems import singular_values_of_corrections

leaky = LeakyIntegrator("tanh")
single = ScalarGate("tanh")
multi = VectorGate("tanh")

h = leaky.state[0]
alpha = leaky["alpha"]
eye = sr.eye(h.shape[0])


def slopes(cell):
    """diag(phi'(a)) at the pre-activation of a cell."""
    return sr.diag(1 - sr.tanh(cell["a"]) ** 2)


@claim("livi2025-eq28", source=LIVI.at("eq. (28)"))
def leaky_jacobian():
    """The leaky integrator keeps 1 - alpha of the state and passes alpha of the slope: J = (1 - alpha) I + alpha D W."""
    return equal(leaky.jacobian(h, h), (1 - alpha) * eye + alpha * slopes(leaky) @ leaky["W"])


@foil(leaky_jacobian)
def leak_forgotten():
    """The part of the state that is kept is forgotten."""
    return equal(leaky.jacobian(h, h), alpha * slopes(leaky) @ leaky["W"])


s, g, w = single["s"], single["g"], single["w_g"]
candidate = sr.tanh(single["a"])
kept = (1 - g) * eye + g * slopes(single) @ single["W"]
correction = g * (1 - g) * (candidate - s) @ w.T


@claim("livi2025-eq32", source=LIVI.at("eq. (32)"), uses=["livi2025-eq28"])
def scalar_gate_jacobian():
    """J = Q + R: the leaky Jacobian at rate g, plus the outer product of phi(a) - s and the gate's gradient."""
    return equal(single.jacobian(s, s), kept + correction)


@foil(scalar_gate_jacobian)
def gate_held_still():
    """The usual slip: the gate is treated as if it did not see the state."""
    return equal(single.jacobian(s, s), kept)


@foil(scalar_gate_jacobian)
def gate_slope_forgotten():
    """The slope g (1 - g) of the gate is forgotten."""
    return equal(single.jacobian(s, s), kept + (candidate - s) @ w.T)


@claim("scalar-gate-correction-rank", source=LIVI.at("section 5.1.2, R is rank-1"), uses=["livi2025-eq32"])
def scalar_correction_rank():
    """The correction R of the scalar gate has rank at most one."""
    return rank_at_most(single.jacobian(s, s) - kept, 1)


@foil(scalar_correction_rank)
def scalar_correction_vanishes():
    """The correction vanishes everywhere."""
    return rank_at_most(single.jacobian(s, s) - kept, 0)


@claim("scalar-gate-correction-rank-one", source=OWN.at("when R has rank exactly one"), uses=["livi2025-eq32"])
def scalar_correction_rank_one():
    """R has rank exactly one where phi(a) differs from s somewhere and the gate's weights are not all zero."""
    return rank_is(correction, 1, given=[sr.nonzero(candidate - s), sr.nonzero(w)])


@foil(scalar_correction_rank_one)
def scalar_correction_rank_one_always():
    """Without the conditions."""
    return rank_is(correction, 1)


@claim("scalar-gate-rank-one-as-printed", source=LIVI.at("section 5.1.2, 'R is rank-1'"), expect="REFUTED",
       as_printed_of="scalar-gate-correction-rank-one")
def scalar_correction_rank_as_printed():
    """As printed: R is rank-1, being an outer product."""
    return rank_is(correction, 1)


@claim("scalar-gate-velocity", source=OWN.at("R is proportional to the velocity of the state"), uses=["livi2025-eq32"])
def velocity_identity():
    """R is (1 - g) times the change of the state, times the gate's weights: R = (1 - g) (s' - s) w'."""
    return equal(single.jacobian(s, s) - kept, (1 - g) * (single.new["s"] - s) @ w.T)


@foil(velocity_identity)
def velocity_without_the_gate():
    """The factor 1 - g is forgotten."""
    return equal(single.jacobian(s, s) - kept, (single.new["s"] - s) @ w.T)


@claim("scalar-gate-new-state", source=OWN.at("the correction, written with the state after the step"),
       uses=["scalar-gate-velocity"])
def correction_by_the_new_state():
    """What is left to the target after a step is 1 - g times what was left before it: R = g (phi - s') w'."""
    return equal(single.jacobian(s, s) - kept, g * (candidate - single.new["s"]) @ w.T)


@foil(correction_by_the_new_state)
def correction_by_the_new_state_with_the_slope():
    """With the slope g (1 - g) of the gate, and the difference to the new state."""
    return equal(single.jacobian(s, s) - kept, g * (1 - g) * (candidate - single.new["s"]) @ w.T)


@claim("scalar-gate-off-by-one", expect="REFUTED", as_printed_of="scalar-gate-new-state",
       source=LIVI.at("figs. 1 to 8, as the public scripts of the author compute the factors of eq. (32)"))
def correction_after_the_state_is_overwritten():
    """As computed there: the state is overwritten before the difference to it is formed, so that R = g (1 - g) (phi - s') w'."""
    return equal(single.jacobian(s, s), kept + g * (1 - g) * (candidate - single.new["s"]) @ w.T)


@claim("scalar-gate-fixed-point", source=OWN.at("R vanishes at every fixed point"), uses=["scalar-gate-velocity"])
def correction_vanishes_at_a_fixed_point():
    """At every fixed point, where s' = s, the correction vanishes, and the gate's weights do not enter the Jacobian."""
    return equal(single.jacobian(s, s), kept, given=[sr.eq(single.new["s"], s)])


@foil(correction_vanishes_at_a_fixed_point)
def correction_vanishes_everywhere():
    """Away from fixed points too."""
    return equal(single.jacobian(s, s), kept)


@claim("scalar-gate-fixed-points", source=OWN.at("the gate moves no fixed point"), uses=["sigmoid-range"])
def fixed_points_of_the_candidate():
    """The state stays where it is if and only if the candidate is the state: the gate makes no fixed point and moves none."""
    return iff(sr.eq(single.new["s"], s), sr.eq(candidate, s))


@foil(fixed_points_of_the_candidate)
def fixed_points_at_the_origin():
    """If and only if it is zero."""
    return iff(sr.eq(single.new["s"], s), sr.eq(s, sr.zeros(s.shape[0])))


@claim("scalar-gate-determinant", source=OWN.at("matrix determinant lemma"), uses=["livi2025-eq32"])
def scalar_gate_determinant():
    """det J = det Q (1 + g (1 - g) w' Q^-1 (phi(a) - s)) where Q is invertible."""
    return equal(sr.det(kept + correction),
                 sr.det(kept) * (1 + g * (1 - g) * w.T @ sr.inv(kept) @ (candidate - s)), given=[sr.invertible(kept)])


@foil(scalar_gate_determinant)
def determinant_of_the_sum():
    """The determinant of Q alone."""
    return equal(sr.det(kept + correction), sr.det(kept), given=[sr.invertible(kept)])


z, gate, U = multi["s"], multi["g"], multi["U_g"]
multi_candidate = sr.tanh(multi["a"])
multi_kept = sr.diag(1 - gate) + sr.diag(gate) @ slopes(multi) @ multi["W"]
multi_correction = sr.diag(gate * (1 - gate) * (multi_candidate - z)) @ U


@claim("livi2025-eq37", source=LIVI.at("eq. (37)"), uses=["livi2025-eq28"])
def vector_gate_jacobian():
    """With a gate for each unit, J = (I - G) + G D W + diag((phi(a) - s) sigma'(c)) U."""
    return equal(multi.jacobian(z, z), multi_kept + multi_correction)


@foil(vector_gate_jacobian)
def vector_gates_held_still():
    """The gates are treated as if they did not see the state."""
    return equal(multi.jacobian(z, z), multi_kept)


@foil(vector_gate_jacobian)
def vector_gate_matrix_transposed():
    """The gate's matrix is transposed."""
    return equal(multi.jacobian(z, z), multi_kept + sr.diag(gate * (1 - gate) * (multi_candidate - z)) @ U.T)


@claim("vector-gate-correction-rank", source=OWN.at("the rank of R counts the units that move"), uses=["livi2025-eq37"],
       figures=[singular_values_of_corrections])
def vector_correction_rank():
    """With an invertible gate matrix the rank of R is the number of units with phi(a_i) different from s_i."""
    return rank_is(multi_correction, sr.count_nonzero(multi_candidate - z), given=[sr.invertible(U)])


@foil(vector_correction_rank)
def vector_correction_rank_without_invertibility():
    """Without the condition on the gate's matrix."""
    return rank_is(multi_correction, sr.count_nonzero(multi_candidate - z))


@claim("vector-gate-not-rank-deficient", source=LIVI.at("section 5.1.3, 'R is not rank-deficient'"), expect="REFUTED",
       as_printed_of="vector-gate-correction-rank")
def vector_correction_full_rank():
    """As printed: unlike in the scalar case, R is not rank-deficient."""
    return rank_is(multi_correction, z.shape[0], given=[sr.invertible(U)])


@claim("vector-gate-fixed-point", source=OWN.at("R vanishes at every fixed point"), uses=["livi2025-eq37"])
def vector_correction_vanishes_at_a_fixed_point():
    """At every fixed point the correction of the vector gate vanishes too."""
    return equal(multi.jacobian(z, z), multi_kept, given=[sr.eq(multi.new["s"], z)])


@foil(vector_correction_vanishes_at_a_fixed_point)
def vector_correction_vanishes_everywhere():
    """Away from fixed points too."""
    return equal(multi.jacobian(z, z), multi_kept)


@claim("vector-gate-velocity", source=OWN.at("velocity of the state, unit by unit"), uses=["livi2025-eq37"])
def vector_velocity_identity():
    """R = diag((1 - g) (s' - s)) U: each unit's row of the gate matrix, scaled by how fast the unit moves."""
    return equal(multi.jacobian(z, z) - multi_kept, sr.diag((1 - gate) * (multi.new["s"] - z)) @ U)


@foil(vector_velocity_identity)
def vector_velocity_without_the_gate():
    """The factor 1 - g is forgotten."""
    return equal(multi.jacobian(z, z) - multi_kept, sr.diag(multi.new["s"] - z) @ U)


low, r = sr.vector("d", z.shape[0]), sr.dims("r")[0]
P, Q = sr.matrix("P", z.shape[0], r), sr.matrix("Q", z.shape[0], r)


@claim("low-rank-gates", source=OWN.at("corrections that stay of low dimension"), uses=["vector-gate-correction-rank"])
def low_rank_gates():
    """With a gate matrix P Q' of rank at most r the correction diag(d) P Q' has rank at most r, however many units move."""
    return rank_at_most((sr.diag(low) @ P) @ Q.T, r)


@foil(low_rank_gates)
def low_rank_gates_one_less():
    """At most r - 1."""
    return rank_at_most((sr.diag(low) @ P) @ Q.T, r - 1)


phi = sr.function("phi")
any_leaky, any_single, any_multi = LeakyIntegrator(phi), ScalarGate(phi), VectorGate(phi)


@claim("leaky-any-activation", source=LIVI.at("eq. (28)"), uses=["livi2025-eq28"])
def leaky_any_activation():
    """The Jacobian of the leaky integrator has this form for every differentiable activation."""
    rate = any_leaky["alpha"]
    return equal(any_leaky.jacobian("h", "h"),
                 (1 - rate) * eye + rate * sr.diag(phi.prime()(any_leaky["a"])) @ any_leaky["W"])


@foil(leaky_any_activation)
def leaky_any_activation_without_its_slope():
    """Without the slope of the activation."""
    rate = any_leaky["alpha"]
    return equal(any_leaky.jacobian("h", "h"), (1 - rate) * eye + rate * any_leaky["W"])


@claim("scalar-gate-any-activation", source=LIVI.at("eq. (32)"), uses=["livi2025-eq32"])
def scalar_gate_any_activation():
    """So has that of the scalar gate."""
    s_, g_ = any_single["s"], any_single["g"]
    return equal(any_single.jacobian(s_, s_),
                 (1 - g_) * eye + g_ * sr.diag(phi.prime()(any_single["a"])) @ any_single["W"]
                 + g_ * (1 - g_) * (phi(any_single["a"]) - s_) @ any_single["w_g"].T)


@foil(scalar_gate_any_activation)
def scalar_gate_any_activation_of_the_old_state():
    """The correction without the state."""
    s_, g_ = any_single["s"], any_single["g"]
    return equal(any_single.jacobian(s_, s_),
                 (1 - g_) * eye + g_ * sr.diag(phi.prime()(any_single["a"])) @ any_single["W"]
                 + g_ * (1 - g_) * phi(any_single["a"]) @ any_single["w_g"].T)


@claim("vector-gate-any-activation", source=LIVI.at("eq. (37)"), uses=["livi2025-eq37"])
def vector_gate_any_activation():
    """And that of a gate for each unit."""
    s_, g_ = any_multi["s"], any_multi["g"]
    return equal(any_multi.jacobian(s_, s_),
                 sr.diag(1 - g_) + sr.diag(g_ * phi.prime()(any_multi["a"])) @ any_multi["W"]
                 + sr.diag(g_ * (1 - g_) * (phi(any_multi["a"]) - s_)) @ any_multi["U_g"])


@foil(vector_gate_any_activation)
def vector_gate_any_activation_with_one_gate():
    """Without the slope of the gate."""
    s_, g_ = any_multi["s"], any_multi["g"]
    return equal(any_multi.jacobian(s_, s_),
                 sr.diag(1 - g_) + sr.diag(g_ * phi.prime()(any_multi["a"])) @ any_multi["W"]
                 + sr.diag(phi(any_multi["a"]) - s_) @ any_multi["U_g"])


@claim("gate-gradient", source=LIVI.at("eq. (33)"), uses=["sigmoid-slope-range"])
def gate_gradient():
    """The gate answers to the state by its slope g (1 - g) times its weights."""
    return equal(sr.D(g, s), g * (1 - g) * w.T)


@foil(gate_gradient)
def gate_gradient_of_tanh():
    """By the slope of tanh, 1 - g^2."""
    return equal(sr.D(g, s), (1 - g**2) * w.T)

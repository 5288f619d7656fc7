"""The cells that people train: the exact Jacobians of the Elman network, the LSTM and the GRU as PyTorch computes them.

Every block is written out by hand from the published equations and compared with the derivative of the step.
"""

import symrnn as sr
from derivations.sources import OWN, PROPAGATION, TORCH
from symrnn import claim, equal, foil
from symrnn.cells import GRU, LSTM, Linear

n, m = sr.dims("n m")


def squashed(v):
    """The slopes of tanh by its value: 1 - v^2."""
    return 1 - v**2


linear = Linear()


@claim("linear-cell-jacobian", source=PROPAGATION.at("section 9.1, the identity activation"))
def linear_jacobian():
    """Without an activation the Jacobian of a step is the recurrent matrix itself."""
    return equal(linear.jacobian("h", "h"), linear["W"])


@foil(linear_jacobian)
def linear_jacobian_transposed():
    """The recurrent matrix is transposed."""
    return equal(linear.jacobian("h", "h"), linear["W"].T)


@foil(linear_jacobian)
def linear_jacobian_of_the_input():
    """The identity is added, as in a network that adds its update to the state."""
    return equal(linear.jacobian("h", "h"), sr.eye(n) + linear["W"])


h, b_ih, b_hh = sr.vectors("h b_ih b_hh", n)
x = sr.vector("x", m)
W_ih, W_hh = sr.matrix("W_ih", n, m), sr.matrix("W_hh", n, n)
elman = sr.tanh(W_ih @ x + b_ih + W_hh @ h + b_hh)


@claim("elman-jacobian", source=TORCH.at("torch.nn.RNNCell"), uses=["vanilla-jacobian[tanh]"])
def elman_jacobian():
    """With the two biases of PyTorch the Jacobian of the Elman network is still diag(1 - h'^2) times the recurrent matrix."""
    return equal(sr.D(elman, h), sr.diag(squashed(elman)) @ W_hh)


@foil(elman_jacobian)
def elman_slope_of_the_state():
    """The slopes are taken at the old state."""
    return equal(sr.D(elman, h), sr.diag(squashed(h)) @ W_hh)


@foil(elman_jacobian)
def elman_slope_forgotten():
    """The slopes are forgotten."""
    return equal(sr.D(elman, h), W_hh)


@claim("elman-input-jacobian", source=TORCH.at("torch.nn.RNNCell"))
def elman_input_jacobian():
    """The new state answers to the input through the same slopes and the input matrix."""
    return equal(sr.D(elman, x), sr.diag(squashed(elman)) @ W_ih)


@foil(elman_input_jacobian)
def elman_input_through_the_recurrence():
    """The recurrent matrix stands between."""
    return equal(sr.D(elman, x), sr.diag(squashed(elman)) @ W_hh @ W_ih)


@foil(elman_input_jacobian)
def elman_input_without_slopes():
    """The slopes are forgotten."""
    return equal(sr.D(elman, x), W_ih)


@claim("elman-two-biases-are-one", source=OWN.at("the second bias of PyTorch is redundant"), uses=["elman-jacobian"])
def elman_biases():
    """The two biases have the same gradient, so that one of them is redundant."""
    return equal(sr.D(elman, b_ih), sr.D(elman, b_hh))


@foil(elman_biases)
def elman_biases_cancel():
    """The gradients are opposite."""
    return equal(sr.D(elman, b_ih), -sr.D(elman, b_hh))


lstm = LSTM()
i, f, g, o, c, c_new = (lstm[name] for name in ("i", "f", "g", "o", "c", "c_new"))
W_hi, W_hf, W_hg, W_ho = (lstm[f"W_h{k}"] for k in "ifgo")
through_gates = (sr.diag(c * f * (1 - f)) @ W_hf + sr.diag(g * i * (1 - i)) @ W_hi
                 + sr.diag(i * squashed(g)) @ W_hg)
out_of_cell = sr.diag(o * squashed(sr.tanh(c_new)))
out_of_gate = sr.diag(sr.tanh(c_new) * o * (1 - o)) @ W_ho


@claim("lstm-cell-to-cell", source=TORCH.at("torch.nn.LSTMCell"))
def lstm_cell_to_cell():
    """Within a step the new cell answers to the old one through the forget gate alone: diag(f)."""
    return equal(lstm.jacobian("c", "c"), sr.diag(f))


@foil(lstm_cell_to_cell)
def lstm_cell_forgets_nothing():
    """The carousel of the first LSTM, which had no forget gate: the identity."""
    return equal(lstm.jacobian("c", "c"), sr.eye(n))


@foil(lstm_cell_to_cell)
def lstm_cell_through_the_input_gate():
    """The input gate for the forget gate."""
    return equal(lstm.jacobian("c", "c"), sr.diag(i))


@claim("lstm-cell-to-state", source=TORCH.at("torch.nn.LSTMCell"), uses=["lstm-cell-to-cell"])
def lstm_cell_to_state():
    """The new state answers to the old cell through the output gate, the slope of tanh and the forget gate."""
    return equal(lstm.jacobian("h", "c"), out_of_cell @ sr.diag(f))


@foil(lstm_cell_to_state)
def lstm_cell_to_state_at_the_old_cell():
    """The slope of tanh is taken at the old cell."""
    return equal(lstm.jacobian("h", "c"), sr.diag(o * squashed(sr.tanh(c)) * f))


@foil(lstm_cell_to_state)
def lstm_cell_to_state_without_forgetting():
    """The forget gate is forgotten."""
    return equal(lstm.jacobian("h", "c"), out_of_cell)


@claim("lstm-state-to-cell", source=TORCH.at("torch.nn.LSTMCell"))
def lstm_state_to_cell():
    """The new cell answers to the old state through three gates: forget, input and candidate."""
    return equal(lstm.jacobian("c", "h"), through_gates)


@foil(lstm_state_to_cell)
def lstm_gates_held_still():
    """Forget and input gate are treated as constants; only the candidate answers."""
    return equal(lstm.jacobian("c", "h"), sr.diag(i * squashed(g)) @ W_hg)


@foil(lstm_state_to_cell)
def lstm_candidate_forgotten():
    """The path through the candidate is forgotten."""
    return equal(lstm.jacobian("c", "h"), sr.diag(c * f * (1 - f)) @ W_hf + sr.diag(g * i * (1 - i)) @ W_hi)


@foil(lstm_state_to_cell)
def lstm_gates_exchanged():
    """Forget and input gate are exchanged."""
    return equal(lstm.jacobian("c", "h"), sr.diag(c * i * (1 - i)) @ W_hi + sr.diag(g * f * (1 - f)) @ W_hf
                 + sr.diag(i * squashed(g)) @ W_hg)


@claim("lstm-state-to-state", source=TORCH.at("torch.nn.LSTMCell"), uses=["lstm-state-to-cell"])
def lstm_state_to_state():
    """The new state answers to the old one through the output gate's own weights and through the new cell."""
    return equal(lstm.jacobian("h", "h"), out_of_gate + out_of_cell @ through_gates)


@foil(lstm_state_to_state)
def lstm_output_gate_held_still():
    """The output gate is treated as a constant."""
    return equal(lstm.jacobian("h", "h"), out_of_cell @ through_gates)


@foil(lstm_state_to_state)
def lstm_cell_path_forgotten():
    """The path through the cell is forgotten."""
    return equal(lstm.jacobian("h", "h"), out_of_gate)


joint = sr.block([[out_of_gate + out_of_cell @ through_gates, out_of_cell @ sr.diag(f)], [through_gates, sr.diag(f)]])


@claim("lstm-joint-jacobian", source=OWN.at("the 2n x 2n Jacobian over (h, c)"),
       uses=["lstm-state-to-state", "lstm-cell-to-state", "lstm-state-to-cell", "lstm-cell-to-cell"])
def lstm_joint_jacobian():
    """Over state and cell together the Jacobian is the block matrix of the four."""
    return equal(lstm.jacobian(), joint)


@foil(lstm_joint_jacobian)
def lstm_joint_of_the_cell_first():
    """The blocks are put in the order in which torch.nn.LSTM does not return them: the cell first."""
    return equal(lstm.jacobian(), sr.block([[sr.diag(f), through_gates], [out_of_cell @ sr.diag(f), out_of_gate
                                                                          + out_of_cell @ through_gates]]))


@foil(lstm_joint_jacobian)
def lstm_joint_without_the_cell():
    """The new state's way through the new cell is forgotten."""
    return equal(lstm.jacobian(), sr.block([[out_of_gate, out_of_cell @ sr.diag(f)], [through_gates, sr.diag(f)]]))


@claim("lstm-determinant", source=OWN.at("what an LSTM does to volumes"), uses=["lstm-joint-jacobian"])
def lstm_determinant():
    """The joint Jacobian has the determinant of the output gate's path times that of the forget gates.

    The weights of the forget gate, the input gate and the candidate do not enter it.
    """
    return equal(sr.det(joint), sr.det(out_of_gate) * sr.det(sr.diag(f)))


@foil(lstm_determinant)
def lstm_determinant_of_the_forget_gates():
    """The forget gates alone."""
    return equal(sr.det(joint), sr.det(sr.diag(f)))


@foil(lstm_determinant)
def lstm_determinant_of_the_diagonal_blocks():
    """The product of the determinants of the two diagonal blocks, as if nothing coupled them."""
    return equal(sr.det(joint), sr.det(out_of_gate + out_of_cell @ through_gates) * sr.det(sr.diag(f)))


gru = GRU()
r, z, candidate, s = gru["r"], gru["z"], gru["h_tilde"], gru["h"]
W_hr, W_hz, W_hn, b_hn = gru["W_hr"], gru["W_hz"], gru["W_hn"], gru["b_hn"]
inner = W_hn @ s + b_hn
through_candidate = sr.diag((1 - z) * squashed(candidate)) @ (sr.diag(r) @ W_hn + sr.diag(inner * r * (1 - r)) @ W_hr)
through_update = sr.diag((s - candidate) * z * (1 - z)) @ W_hz


@claim("gru-jacobian", source=TORCH.at("torch.nn.GRUCell"))
def gru_jacobian():
    """The GRU keeps z of its state, answers through the update gate, and through the candidate with its reset gate."""
    return equal(gru.jacobian("h", "h"), sr.diag(z) + through_update + through_candidate)


@foil(gru_jacobian)
def gru_gates_held_still():
    """Both gates are treated as constants."""
    return equal(gru.jacobian("h", "h"), sr.diag(z) + sr.diag((1 - z) * squashed(candidate) * r) @ W_hn)


@foil(gru_jacobian)
def gru_update_gate_turned_round():
    """The update gate is read the other way round, as some papers write it."""
    return equal(gru.jacobian("h", "h"), sr.diag(1 - z) + through_update + through_candidate)


@foil(gru_jacobian)
def gru_reset_before_the_product():
    """The reset gate acts before the product with the recurrent matrix, as in the first GRU."""
    first = W_hn @ (sr.diag(r) + sr.diag(s * r * (1 - r)) @ W_hr)
    return equal(gru.jacobian("h", "h"),
                 sr.diag(z) + through_update + sr.diag((1 - z) * squashed(candidate)) @ first)


@claim("gru-velocity", source=OWN.at("the update gate's part is proportional to the velocity of the state"),
       uses=["gru-jacobian"])
def gru_velocity():
    """What the update gate adds to the Jacobian is minus z times the change of the state, times its weights."""
    return equal(gru.jacobian("h", "h") - sr.diag(z) - through_candidate, -sr.diag(z * (gru.new["h"] - s)) @ W_hz)


@foil(gru_velocity)
def gru_velocity_of_the_wrong_sign():
    """The sign is lost."""
    return equal(gru.jacobian("h", "h") - sr.diag(z) - through_candidate, sr.diag(z * (gru.new["h"] - s)) @ W_hz)


@claim("gru-fixed-point", source=OWN.at("the update gate at a fixed point"), uses=["gru-velocity"])
def gru_fixed_point():
    """At every fixed point, where h' = h, the weights of the update gate do not enter the Jacobian."""
    return equal(gru.jacobian("h", "h"), sr.diag(z) + through_candidate, given=[sr.eq(gru.new["h"], s)])


@foil(gru_fixed_point)
def gru_everywhere():
    """Everywhere."""
    return equal(gru.jacobian("h", "h"), sr.diag(z) + through_candidate)


W_in, W_ir, b_r, b_n = sr.matrix("W_in", n, m), sr.matrix("W_ir", n, m), *sr.vectors("b_r b_n", n)
reset = sr.sigmoid(W_ir @ x + W_hr @ s + b_r)
first_candidate = sr.tanh(W_in @ x + b_n + W_hn @ (reset * s))


@claim("gru-reset-before", source=OWN.at("the candidate of the first GRU, Cho et al. 2014"))
def gru_reset_before():
    """Where the reset gate acts before the product, it scales the columns of the recurrent matrix instead of its rows."""
    return equal(sr.D(first_candidate, s),
                 sr.diag(squashed(first_candidate)) @ W_hn @ (sr.diag(reset) + sr.diag(s * reset * (1 - reset)) @ W_hr))


@foil(gru_reset_before)
def gru_reset_after():
    """The rows."""
    rows = sr.diag(reset) @ W_hn + sr.diag((W_hn @ s) * reset * (1 - reset)) @ W_hr
    return equal(sr.D(first_candidate, s), sr.diag(squashed(first_candidate)) @ rows)


@foil(gru_reset_before)
def gru_reset_held_still():
    """The reset gate is treated as a constant."""
    return equal(sr.D(first_candidate, s), sr.diag(squashed(first_candidate)) @ W_hn @ sr.diag(reset))

"""The LSTM as a memory: what it outputs, how long its cell remembers, and two misprints of its equations.

The cell is not decoupled from the output: what the output tells the gates comes back to the cell in the next step.
"""

import symrnn as sr
from derivations.cells import W_hg, c, c_new, f, i, lstm, o, squashed, through_gates
from derivations.sources import AVRAM, KHANNA, OWN, TORCH
from symrnn import all_of, at_most, claim, equal, foil, less

n = lstm["h"].shape[0]
before, o_before = sr.vectors("c_before o_before", n)


def after(cell_state):
    """The new cell where the old state is read off the old cell: h = o tanh(c)."""
    return lstm.new["c"].at({c: cell_state, lstm["h"]: o_before * sr.tanh(cell_state)})


@claim("lstm-cell-path", source=OWN.at("the cell answers through its output as well"),
       uses=["lstm-cell-to-cell", "lstm-state-to-cell"])
def lstm_cell_path():
    """Over a step the cell answers to the cell through the forget gate, and through what its output tells the gates."""
    link = sr.diag(o_before * squashed(sr.tanh(before)))
    return equal(sr.D(after(before), before),
                 (sr.diag(f) + through_gates @ link).at({c: before, lstm["h"]: o_before * sr.tanh(before)}))


@foil(lstm_cell_path)
def lstm_cell_path_without_the_output_gate():
    """The gate that the output has passed is forgotten."""
    link = sr.diag(squashed(sr.tanh(before)))
    return equal(sr.D(after(before), before),
                 (sr.diag(f) + through_gates @ link).at({c: before, lstm["h"]: o_before * sr.tanh(before)}))


@claim("lstm-decoupled", source=AVRAM.at("a solution: LSTM, 'the cell memory and output is decoupled'"),
       expect="REFUTED", as_printed_of="lstm-cell-path")
def lstm_decoupled():
    """As printed, the memory is decoupled from the output: the cell answers to the cell through the forget gate alone."""
    return equal(sr.D(after(before), before), sr.diag(f).at({lstm["h"]: o_before * sr.tanh(before)}))


@claim("lstm-state-range", source=AVRAM.at("a solution: LSTM, the output unit"), uses=["sigmoid-range", "tanh-state-range"])
def lstm_state_range():
    """The state of an LSTM lies strictly between minus one and one, whatever its cell holds."""
    return all_of(less(-1, lstm.new["h"]), less(lstm.new["h"], 1))


@foil(lstm_state_range)
def lstm_cell_range():
    """So does its cell."""
    return all_of(less(-1, lstm.new["c"]), less(lstm.new["c"], 1))


@claim("lstm-output", source=TORCH.at("torch.nn.LSTMCell"))
def lstm_output():
    """The new state is the output gate times tanh of the new cell, and the new cell takes up tanh of the candidate."""
    raw = lstm["W_ig"] @ lstm["x"] + lstm["b_ig"] + W_hg @ lstm["h"] + lstm["b_hg"]
    return all_of(equal(lstm.new["h"], o * sr.tanh(c_new)), equal(lstm.new["c"], f * c + i * sr.tanh(raw)))


@foil(lstm_output)
def lstm_output_of_the_old_cell():
    """The old cell for the new one."""
    return equal(lstm.new["h"], o * sr.tanh(c))


@claim("lstm-output-gate-misprint", source=AVRAM.at("a solution: LSTM, the third display"), expect="REFUTED",
       as_printed_of="lstm-output")
def lstm_output_gate_misprint():
    """As printed, with the parameters of the input gate: the output gate is the input gate."""
    return equal(lstm.new["h"], i * sr.tanh(c_new))


@claim("lstm-candidate-misprint", source=AVRAM.at("a solution: LSTM, the candidate memory"), expect="REFUTED",
       as_printed_of="lstm-output")
def lstm_candidate_misprint():
    """As printed, without tanh: the cell takes up an affine candidate."""
    raw = lstm["W_ig"] @ lstm["x"] + lstm["b_ig"] + W_hg @ lstm["h"] + lstm["b_hg"]
    return equal(lstm.new["c"], f * c + i * raw)


weight, W = sr.scalar("w"), sr.matrix("W", n, n)
weights = [lstm[f"{kind}_{side}{k}"] for k in "ifgo" for kind in "Wb" for side in "ih"]
quiet = {leaf: sr.zeros(*leaf.shape) for leaf in weights}
at_rest = {**quiet, lstm["W_hg"]: W, lstm["h"]: sr.zeros(n), lstm["c"]: sr.zeros(n)}


def resting(recurrent):
    """[[W/4, I/4], [W/2, I/2]]."""
    eye = sr.eye(n)
    return sr.block([[recurrent / 4, eye / 4], [recurrent / 2, eye / 2]])


@claim("lstm-at-rest", source=OWN.at("an LSTM at rest"), uses=["lstm-joint-jacobian"])
def lstm_at_rest():
    """At rest, where no weights but W_hg = W differ from zero, the joint Jacobian is [[W/4, I/4], [W/2, I/2]] over (h, c)."""
    return equal(lstm.jacobian().at(at_rest), resting(W))


@foil(lstm_at_rest)
def lstm_at_rest_without_the_forget_gate():
    """The cell forgets everything."""
    return equal(lstm.jacobian().at(at_rest), sr.block([[W / 4, sr.zeros(n, n)], [W / 2, sr.zeros(n, n)]]))


@claim("lstm-powers-at-rest", source=OWN.at("an LSTM at rest"), uses=["lstm-at-rest"])
def lstm_powers_at_rest():
    """With W = w I this Jacobian J satisfies J J = (w + 2)/4 J, so that over t steps it grows or fades like ((w + 2)/4)^t."""
    J = resting(weight * sr.eye(n))
    return equal(J @ J, (weight + 2) / 4 * J)


@foil(lstm_powers_at_rest)
def lstm_powers_by_the_weight():
    """J J = w/4 J."""
    J = resting(weight * sr.eye(n))
    return equal(J @ J, weight / 4 * J)


@claim("lstm-without-gradient-issues", source=KHANNA.at("section 9.2.5, the table: LSTM, gradient issues: no"),
       expect="REFUTED", as_printed_of="lstm-powers-at-rest")
def lstm_without_gradient_issues():
    """As printed, for the LSTM at rest: its gradients do not explode, the spectral radius of the joint Jacobian is at most one."""
    return at_most(sr.rho(resting(W)), 1)

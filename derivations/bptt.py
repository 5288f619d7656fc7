"""Backpropagation through time, equation by equation: local gradients, gradients of the weights, the flow between steps.

A gradient of a column is written as a row where it is a derivative, and as a column where it is handed back.
"""

import symrnn as sr
from derivations.sources import KHANNA, OWN, PROPAGATION
from symrnn import claim, equal, foil

n, m, q = sr.dims("n m q")
h, a, b, g, delta = sr.vectors("h a b g delta", n)
x = sr.vector("x", m)
o, b_y, e_o = sr.vectors("o b_y e_o", q)
W, V, W_y = sr.matrix("W", n, n), sr.matrix("V", n, m), sr.matrix("W_y", q, n)
c = sr.index("c")
pre = W @ h + V @ x + b
local = g * (1 - sr.tanh(pre) ** 2)


@claim("bptt-local-gradient", source=KHANNA.at("eq. (6)"))
def local_gradient():
    """The gradient at the pre-activation is the gradient at the state times the slopes."""
    return equal(sr.pullback(sr.tanh(a), a, g), g * (1 - sr.tanh(a) ** 2))


@foil(local_gradient)
def local_gradient_without_the_square():
    """The square is forgotten."""
    return equal(sr.pullback(sr.tanh(a), a, g), g * (1 - sr.tanh(a)))


@claim("bptt-input-weights", source=KHANNA.at("eq. (7), one step"), uses=["bptt-local-gradient"])
def input_weights():
    """The gradient of the input weights is the local gradient times the input."""
    return equal(sr.pullback(sr.tanh(pre), V, g), sr.outer(local, x))


@foil(input_weights)
def input_weights_without_slopes():
    """The slopes are forgotten."""
    return equal(sr.pullback(sr.tanh(pre), V, g), sr.outer(g, x))


@claim("bptt-recurrent-weights", source=KHANNA.at("eq. (8), one step"), uses=["bptt-local-gradient"])
def recurrent_weights():
    """The gradient of the recurrent weights is the local gradient times the previous state."""
    return equal(sr.pullback(sr.tanh(pre), W, g), sr.outer(local, h))


@foil(recurrent_weights)
def recurrent_weights_transposed():
    """Transposed."""
    return equal(sr.pullback(sr.tanh(pre), W, g), sr.outer(h, local))


@claim("bptt-bias", source=OWN.at("the gradient of the bias"), uses=["bptt-local-gradient"])
def bias():
    """The gradient of the bias is the local gradient."""
    return equal(sr.pullback(sr.tanh(pre), b, g), local)


@foil(bias)
def bias_without_slopes():
    """The slopes are forgotten."""
    return equal(sr.pullback(sr.tanh(pre), b, g), g)


@claim("bptt-output-weights", source=KHANNA.at("eq. (9), one step"))
def output_weights():
    """The gradient of the output weights is the gradient at the output times the state."""
    return equal(sr.pullback(W_y @ h + b_y, W_y, e_o), sr.outer(e_o, h))


@foil(output_weights)
def output_weights_negated():
    """With the wrong sign."""
    return equal(sr.pullback(W_y @ h + b_y, W_y, e_o), -sr.outer(e_o, h))


@claim("softmax-cross-entropy", source=KHANNA.at("eqs. (4), (5)"))
def softmax_cross_entropy():
    """The gradient of the cross-entropy of a softmax is the softmax minus the one-hot target."""
    return equal(sr.D(-sr.log(sr.entry(sr.softmax(o), c)), o), (sr.softmax(o) - sr.unit(q, c)).T, given=[c < q])


@foil(softmax_cross_entropy)
def softmax_cross_entropy_with_plus():
    """A plus for the minus."""
    return equal(sr.D(-sr.log(sr.entry(sr.softmax(o), c)), o), (sr.softmax(o) + sr.unit(q, c)).T, given=[c < q])


@claim("bptt-flow", source=OWN.at("the recursion between steps, corrected"), uses=["softmax-cross-entropy"])
def flow_between_steps():
    """The gradient at a state is W' times the local gradient of the next step, plus the state's own loss."""
    later = sr.dot(delta, W @ h)
    own = -sr.log(sr.entry(sr.softmax(W_y @ h + b_y), c))
    return equal(sr.D(later + own, h),
                 (W.T @ delta + W_y.T @ (sr.softmax(W_y @ h + b_y) - sr.unit(q, c))).T, given=[c < q])


@foil(flow_between_steps)
def flow_without_the_direct_loss():
    """The state's own loss is forgotten."""
    later = sr.dot(delta, W @ h)
    own = -sr.log(sr.entry(sr.softmax(W_y @ h + b_y), c))
    return equal(sr.D(later + own, h), (W.T @ delta).T, given=[c < q])


@claim("khanna-eq10", source=KHANNA.at("eq. (10)"), expect="REFUTED", as_printed_of="bptt-flow")
def flow_as_printed():
    """As printed: the gradient at the previous state is (W' delta) times the slopes at the previous pre-activation."""
    previous = sr.tanh(a)
    return equal(sr.pullback(W @ h, h, delta).at({h: previous}), (W.T @ delta) * (1 - sr.tanh(a) ** 2))


@claim("khanna-eq10-as-local-gradient", source=OWN.at("what eq. (10) computes"), uses=["bptt-local-gradient"])
def what_is_computed():
    """The printed right-hand side is the gradient at the previous pre-activation, without the state's own loss."""
    return equal(sr.pullback(W @ sr.tanh(a), a, delta), (W.T @ delta) * (1 - sr.tanh(a) ** 2))


@foil(what_is_computed)
def what_is_computed_transposed():
    """W for its transpose."""
    return equal(sr.pullback(W @ sr.tanh(a), a, delta), (W @ delta) * (1 - sr.tanh(a) ** 2))


@claim("output-gradient-to-state", source=KHANNA.at("section 6, through eq. (3)"))
def output_gradient_to_state():
    """A gradient at the output reaches the state through the transposed output matrix."""
    return equal(sr.pullback(W_y @ h + b_y, h, e_o), W_y.T @ e_o)


@foil(output_gradient_to_state)
def output_gradient_doubled():
    """Counted twice."""
    return equal(sr.pullback(W_y @ h + b_y, h, e_o), 2 * (W_y.T @ e_o))


@claim("bptt-two-steps", source=KHANNA.at("eq. (8) over two steps, with the total gradients"),
       uses=["bptt-recurrent-weights", "bptt-local-gradient"])
def two_steps_of_shared_weights():
    """Over two steps the gradient of the shared weights is the sum of both local gradients times the states before them."""
    first = sr.tanh(W @ h)
    second = sr.tanh(W @ first)
    later = g * (1 - second**2)
    earlier = (W.T @ later) * (1 - first**2)
    return equal(sr.pullback(second, W, g), sr.outer(later, first) + sr.outer(earlier, h))


@foil(two_steps_of_shared_weights)
def only_the_last_step():
    """The way through the earlier step is forgotten, as if the weights were not shared."""
    first = sr.tanh(W @ h)
    second = sr.tanh(W @ first)
    return equal(sr.pullback(second, W, g), sr.outer(g * (1 - second**2), first))


@claim("khanna-eq10-in-eq6", source=KHANNA.at("eqs. (6), (8) and (10) together"), expect="REFUTED",
       as_printed_of="bptt-two-steps")
def flow_fed_back():
    """As printed: the gradient that eq. (10) hands on is multiplied by the slopes of its step once more, by eq. (6)."""
    first = sr.tanh(W @ h)
    second = sr.tanh(W @ first)
    later = g * (1 - second**2)
    earlier = (W.T @ later) * (1 - first**2) * (1 - first**2)
    return equal(sr.pullback(second, W, g), sr.outer(later, first) + sr.outer(earlier, h))


weight, start = sr.scalars("w h_0")


@claim("shared-weight-paths", source=PROPAGATION.at("section 5, the sum over all time positions"))
def shared_weight_paths():
    """Each step's part of the gradient holds the state before it fixed: over two linear steps the parts are equal."""
    return equal(sr.D(weight * (weight * start), weight), weight * start + weight * start)


@foil(shared_weight_paths)
def shared_weight_paths_counted_twice():
    """Total derivatives in the place of immediate ones: the earlier step is counted twice."""
    return equal(sr.D(weight * (weight * start), weight), weight * start + 2 * (weight * start))


@claim("khanna-eq11", source=KHANNA.at("eq. (11)"), expect="REFUTED", as_printed_of="shared-weight-paths")
def summed_over_all_times():
    """As printed, for two linear steps and the loss h_2: the sum runs over all t up to T, and the loss of T is counted at t = 1 too."""
    return equal(sr.D(weight * (weight * start), weight), start + (weight * start + weight * start))


@claim("khanna-eq16", source=KHANNA.at("eqs. (6) and (16) together"), expect="REFUTED", as_printed_of="bptt-recurrent-weights")
def slopes_counted_twice():
    """As printed, for one step: delta holds the slopes by eq. (6) and multiplies a derivative that holds them once more."""
    return equal(sr.pullback(sr.tanh(pre), W, g), sr.outer(local * (1 - sr.tanh(pre) ** 2), h))

"""Gradient clipping: what it does to the length and the direction of a gradient, and what it cannot do."""

import symrnn as sr
from derivations.sources import KHANNA, PROPAGATION
from symrnn import all_of, at_most, claim, equal, foil

n = sr.dims("n")[0]
g, h = sr.vectors("g h", n)
tau, c = sr.scalar("tau", positive=True), sr.scalar("c", positive=True)
size = sr.scalar("r", nonneg=True)
smaller = size - sr.relu(size - tau)


@claim("clipped-norm", source=PROPAGATION.at("section 8"))
def clipped_norm():
    """A clipped gradient has the norm of the threshold."""
    return equal(sr.norm(tau / sr.norm(g) * g), tau, given=[sr.nonzero(g)])


@foil(clipped_norm)
def clipped_by_the_square():
    """Divided by the square of the norm."""
    return equal(sr.norm(tau / sr.norm(g) ** 2 * g), tau, given=[sr.nonzero(g)])


@claim("clipping-keeps-the-direction", source=PROPAGATION.at("section 8"))
def clipping_keeps_the_direction():
    """Clipping preserves the direction: the clipped gradient divided by its norm is the gradient divided by its own."""
    clipped = tau / sr.norm(g) * g
    return equal(clipped / sr.norm(clipped), g / sr.norm(g), given=[sr.nonzero(g)])


@foil(clipping_keeps_the_direction)
def clipping_turns_around():
    """The opposite direction."""
    clipped = tau / sr.norm(g) * g
    return equal(clipped / sr.norm(clipped), -g / sr.norm(g), given=[sr.nonzero(g)])


@claim("clipping-never-enlarges", source=PROPAGATION.at("section 8"), uses=["clipped-norm"])
def clipping_never_enlarges():
    """Where the norm of a gradient exceeds the threshold, clipping makes it smaller, or leaves it as it is."""
    return at_most(sr.norm(tau / sr.norm(g) * g), sr.norm(g), given=[sr.norm(g) >= tau])


@foil(clipping_never_enlarges)
def rescaling_never_enlarges():
    """Small gradients are rescaled too."""
    return at_most(sr.norm(tau / sr.norm(g) * g), sr.norm(g), given=[sr.nonzero(g)])


@claim("clipping-threshold", source=PROPAGATION.at("section 8"), uses=["clipped-norm"])
def clipping_threshold():
    """The smaller of the norm r and the threshold, written as r - max(0, r - tau), exceeds neither of the two."""
    return all_of(at_most(smaller, tau), at_most(smaller, size))


@foil(clipping_threshold)
def clipping_threshold_halved():
    """It does not exceed half of the threshold."""
    return at_most(smaller, tau / 2)


@claim("clipping-leaves-small-gradients", source=PROPAGATION.at("section 8"), uses=["clipping-threshold"])
def clipping_leaves_small_gradients():
    """A gradient whose norm is at most the threshold keeps its norm."""
    return all_of(at_most(smaller, size, given=[size <= tau]), at_most(size, smaller, given=[size <= tau]))


@foil(clipping_leaves_small_gradients)
def clipping_leaves_all_gradients():
    """Every gradient keeps it."""
    return at_most(size, smaller)


@claim("clipping-keeps-ratios", source=PROPAGATION.at("section 8, 'cannot restore information'"))
def clipping_keeps_ratios():
    """One factor for the whole gradient leaves the proportions of its parts: what has vanished stays as small beside the rest."""
    return equal(sr.norm(c * g) / sr.norm(c * h), sr.norm(g) / sr.norm(h), given=[sr.nonzero(h)])


@foil(clipping_keeps_ratios)
def clipping_one_part():
    """Only one of the two parts is scaled."""
    return equal(sr.norm(c * g) / sr.norm(h), sr.norm(g) / sr.norm(h), given=[sr.nonzero(h)])


@claim("clipping-lifts-vanishing-gradients", source=KHANNA.at("section 9.2.5, remedies for vanishing gradients"),
       expect="REFUTED", as_printed_of="clipping-leaves-small-gradients")
def clipping_lifts_vanishing_gradients():
    """As printed among the remedies for vanishing gradients: clipping brings the norm up to the threshold."""
    return at_most(tau, smaller, given=[size > 0])

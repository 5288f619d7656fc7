"""Recurrences that neither shrink nor stretch: orthogonal matrices, what they preserve, and what an activation takes away."""

import symrnn as sr
from derivations.sources import AVRAM, OWN, PROPAGATION
from symrnn import at_most, claim, equal, foil, holds, induction, less

n = sr.dims("n")[0]
W, A, V, C = sr.matrices("W A V C", n, n)
a, g, v, lam = sr.vectors("a g v lam", n)
t = sr.index("t")
angle = sr.scalar("omega")


@claim("orthogonal-recurrence", source=PROPAGATION.at("section 9.2"))
def orthogonal_recurrence():
    """An orthogonal recurrent matrix preserves norms."""
    return equal(sr.norm(W @ g), sr.norm(g), given=[sr.orthogonal(W)])


@foil(orthogonal_recurrence)
def every_recurrence():
    """Every recurrent matrix does."""
    return equal(sr.norm(W @ g), sr.norm(g))


@claim("norm-one-preserves", source=PROPAGATION.at("section 9, 'norm-preserving ... norm about 1'"), expect="REFUTED",
       as_printed_of="orthogonal-recurrence")
def norm_one_preserves():
    """As printed, with equality: a Jacobian of norm one preserves the norms of vectors."""
    return equal(sr.norm(A @ v), sr.norm(v), given=[sr.eq(sr.norm(A), 1)])


@claim("orthogonal-powers", source=PROPAGATION.at("section 9.2"), uses=["orthogonal-recurrence"])
def orthogonal_powers():
    """Over any number of steps an orthogonal recurrence preserves norms; by induction."""
    so_far = sr.matpow(W, t) @ v
    return induction(t, equal(sr.norm(sr.matpow(W, 0) @ v), sr.norm(v)), equal(sr.norm(W @ so_far), sr.norm(so_far)),
                     given=[sr.orthogonal(W)])


@foil(orthogonal_powers)
def powers_of_norm_one():
    """A matrix of norm one does."""
    return equal(sr.norm(W @ v), sr.norm(v), given=[sr.norm(W) <= 1])


@claim("stable-only-unitary", source=AVRAM.at("'the only case where V remains stable is if it is also unitary'"),
       expect="REFUTED", as_printed_of="orthogonal-powers")
def stable_only_unitary():
    """As printed: a diagonal matrix whose powers neither vanish nor explode, here V V = V, is orthogonal."""
    return holds(sr.orthogonal(V), given=[sr.diagonal(V), sr.eq(V @ V, V), sr.nonzero(V)])


@claim("symmetric-powers", source=AVRAM.at("the linear model, the spectral decomposition of a power"))
def symmetric_powers():
    """In an orthonormal eigenbasis a power raises the eigenvalues: W = C V C' has the t-th power C V^t C'."""
    return equal(sr.matpow(C @ sr.diag(lam) @ C.T, t), C @ sr.diag(lam**t) @ C.T, given=[sr.orthogonal(C)])


@foil(symmetric_powers)
def symmetric_powers_of_the_basis():
    """Without the condition on the basis."""
    return equal(sr.matpow(C @ sr.diag(lam) @ C.T, 2), C @ sr.diag(lam**2) @ C.T)


@claim("polar-powers", source=AVRAM.at("the polar decomposition W = UR, 'largely determined by R'"), expect="REFUTED",
       as_printed_of="symmetric-powers")
def polar_powers():
    """As printed, over two steps: an orthogonal factor does not change the growth, so that U R grows as R does."""
    return equal(sr.norm(C @ A @ C @ A), sr.norm(A @ A), given=[sr.orthogonal(C), sr.psd(A)])


@claim("cayley-isometry", source=OWN.at("orthogonality can be kept during training: the Cayley transform"))
def cayley_isometry():
    """For a skew A the vectors (I - A) v and (I + A) v are of one length: the Cayley transform of A is orthogonal."""
    eye = sr.eye(n)
    return equal(sr.norm((eye - A) @ v), sr.norm((eye + A) @ v), given=[sr.skew(A)])


@foil(cayley_isometry)
def cayley_of_a_symmetric_matrix():
    """For a symmetric A."""
    eye = sr.eye(n)
    return equal(sr.norm((eye - A) @ v), sr.norm((eye + A) @ v), given=[sr.symmetric(A)])


@claim("plane-rotation", source=OWN.at("a mode of modulus one turns"))
def plane_rotation():
    """The rotation of a plane, which is a pair of modes of modulus one, is orthogonal for every angle."""
    return holds(sr.orthogonal(rotation(1)))


@foil(plane_rotation)
def plane_rotation_that_leaks():
    """The rotation with a leak."""
    return holds(sr.orthogonal(rotation(sr.rational(9, 10))))


def rotation(scale):
    """A rotation by the angle, scaled."""
    one = sr.ones(1, 1)
    return scale * sr.block([[sr.cos(angle) * one, -sr.sin(angle) * one], [sr.sin(angle) * one, sr.cos(angle) * one]])


@claim("two-tanh-steps-contract", source=PROPAGATION.at("section 13, controlling the Jacobian spectrum"), uses=["two-step-norm-bound"])
def orthogonal_tanh_bound():
    """With an orthogonal recurrent matrix a step of tanh has a Jacobian of norm at most one."""
    return at_most(sr.norm(sr.diag(1 - sr.tanh(a) ** 2) @ W), 1, given=[sr.orthogonal(W)])


@foil(orthogonal_tanh_bound)
def orthogonal_tanh_bound_strict():
    """Strictly below one: not where every unit stands at zero."""
    return less(sr.norm(sr.diag(1 - sr.tanh(a) ** 2) @ W), 1, given=[sr.orthogonal(W)])

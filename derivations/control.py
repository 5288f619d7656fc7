"""What inputs can reach and what outputs can tell: controllability and observability of a linear recurrent network.

The ranks are those of matrices with as many blocks as there are units, so that most claims are for sizes up to four.
"""

import symrnn as sr
from derivations.sources import DYNAMICS, OWN
from symrnn import claim, equal, foil, induction, rank_is

n, m = sr.dims("n m")
A = sr.matrix("A", n, n)
b, w = sr.vectors("b w", n)
t = sr.index("t")
mode = sr.scalar("lambda")
A_2, A_3 = sr.matrix("A", 2, 2), sr.matrix("A", 3, 3)
b_2, c_2, h_2, goal_2 = sr.vectors("b c h z", 2)


def krylov(matrix, start, columns):
    """The block [b, A b, A A b, ...] with so many columns."""
    found = [start]
    while len(found) < columns:
        found.append(matrix @ found[-1])
    return sr.block([found])


def sight(matrix, row, rows):
    """The rows c, c A, c A A, ... on top of each other."""
    return krylov(matrix.T, row, rows).T


def steered(matrix, start, inputs, size):
    """The state after as many inputs as there are units; the last input is the first entry."""
    state = start
    for k in reversed(range(size)):
        state = matrix @ state + sr.vector("b", size) * sr.entry(inputs, k)
    return state


@claim("controllable-two", source=DYNAMICS.at("controllability, n = 2"))
def controllable_two():
    """With an invertible controllability matrix [b, A b] two inputs steer any state to any target (n = 2)."""
    reach = krylov(A_2, b_2, 2)
    inputs = sr.inv(reach) @ (goal_2 - A_2 @ A_2 @ h_2)
    return equal(A_2 @ (A_2 @ h_2 + b_2 * sr.entry(inputs, 1)) + b_2 * sr.entry(inputs, 0), goal_2,
                 given=[sr.invertible(reach)])


@foil(controllable_two)
def inputs_in_the_wrong_order():
    """The two inputs are exchanged."""
    reach = krylov(A_2, b_2, 2)
    inputs = sr.inv(reach) @ (goal_2 - A_2 @ A_2 @ h_2)
    return equal(A_2 @ (A_2 @ h_2 + b_2 * sr.entry(inputs, 0)) + b_2 * sr.entry(inputs, 1), goal_2,
                 given=[sr.invertible(reach)])


@claim("observable-two", source=DYNAMICS.at("observability, n = 2"))
def observable_two():
    """With an invertible observability matrix two outputs determine the first state (n = 2)."""
    sight = sr.block([[c_2.T], [c_2.T @ A_2]])
    outputs = sr.stack(c_2.T @ h_2, c_2.T @ (A_2 @ h_2))
    return equal(sr.inv(sight) @ outputs, h_2, given=[sr.invertible(sight)])


@foil(observable_two)
def outputs_in_the_wrong_order():
    """The two outputs are exchanged."""
    sight = sr.block([[c_2.T], [c_2.T @ A_2]])
    outputs = sr.stack(c_2.T @ (A_2 @ h_2), c_2.T @ h_2)
    return equal(sr.inv(sight) @ outputs, h_2, given=[sr.invertible(sight)])


@claim("observability-rank", source=DYNAMICS.at("observability, printed as a transpose"))
def observability_rank():
    """The observability matrix is a product with inner size n: its rank is at most n, transposed or not."""
    C = sr.matrix("C", m, n)
    return sr.rank_at_most(sr.block([[C], [C @ A]]), n)


@foil(observability_rank)
def observability_rank_by_the_outputs():
    """At most the number of outputs."""
    C = sr.matrix("C", m, n)
    return sr.rank_at_most(sr.block([[C], [C @ A]]), m)


@claim("observability-transposed", source=DYNAMICS.at("observability, the matrix is printed transposed"),
       expect="REFUTED", as_printed_of="observable-two")
def observability_transposed():
    """As printed, with the transpose: the outputs over two steps are O' times the first state (n = 2)."""
    outputs = sr.stack(c_2.T @ h_2, c_2.T @ (A_2 @ h_2))
    return equal(sight(A_2, c_2, 2).T @ h_2, outputs)


@claim("observability-rank-transposed", source=OWN.at("what the misprint leaves"))
def observability_rank_transposed():
    """The rank does not notice the transpose."""
    outputs = sr.matrix("C", m, n)
    seen = sr.block([[outputs], [outputs @ A]])
    return equal(sr.rank(seen.T), sr.rank(seen))


@foil(observability_rank_transposed)
def observability_rank_of_the_first_output():
    """The first output alone has the same rank."""
    outputs = sr.matrix("C", m, n)
    return equal(sr.rank(outputs), sr.rank(sr.block([[outputs], [outputs @ A]])))


@claim("steering", source=DYNAMICS.at("controllability, n up to 4"), over={"n": [2, 3, 4]})
def steering(n):
    """After {n} inputs the state is the free motion plus the controllability matrix times the inputs (n = {n})."""
    matrix, start, inputs = sr.matrix("A", n, n), *sr.vectors("h u", n)
    return equal(steered(matrix, start, inputs, n),
                 sr.matpow(matrix, n) @ start + krylov(matrix, sr.vector("b", n), n) @ inputs)


@foil(steering)
def steering_without_the_free_motion(n):
    """The free motion is forgotten."""
    matrix, start, inputs = sr.matrix("A", n, n), *sr.vectors("h u", n)
    return equal(steered(matrix, start, inputs, n), krylov(matrix, sr.vector("b", n), n) @ inputs)


@claim("reach-rank", source=DYNAMICS.at("controllability, the rank condition, n up to 4"), over={"n": [2, 3, 4]})
def reach_rank(n):
    """With different modes and an input to each of them the controllability matrix has the determinant of Vandermonde (n = {n}).

    It is the product of the inputs' weights and of all differences of eigenvalues, so that the network is controllable
    exactly where no weight and no difference is zero.
    """
    weights, modes = sr.vectors("b lam", n)
    product = sr.entry(weights, 0)
    for k in range(1, n):
        product = product * sr.entry(weights, k)
        for j in range(k):
            product = product * (sr.entry(modes, k) - sr.entry(modes, j))
    return equal(sr.det(krylov(sr.diag(modes), weights, n)), product)


@foil(reach_rank)
def reach_rank_by_the_weights(n):
    """The weights alone decide."""
    weights, modes = sr.vectors("b lam", n)
    product = sr.entry(weights, 0)
    for k in range(1, n):
        product = product * sr.entry(weights, k)
    return equal(sr.det(krylov(sr.diag(modes), weights, n)), product)


@claim("reach-full-rank", source=DYNAMICS.at("controllability, rank n, n up to 4"), over={"n": [2, 3, 4]})
def reach_full_rank(n):
    """An invertible controllability matrix has full rank {n} (n = {n})."""
    return rank_is(krylov(sr.matrix("A", n, n), sr.vector("b", n), n), n,
                   given=[sr.invertible(krylov(sr.matrix("A", n, n), sr.vector("b", n), n))])


@foil(reach_full_rank)
def reach_full_rank_always(n):
    """Every controllability matrix has."""
    return rank_is(krylov(sr.matrix("A", n, n), sr.vector("b", n), n), n)


@claim("one-mode-reach", source=OWN.at("equal modes cannot be told apart by one input"))
def one_mode_reach():
    """Where all modes are equal the controllability matrix is an outer product: one input reaches one direction (n = 3)."""
    powers = sr.stack(sr.ones(1), mode * sr.ones(1), mode**2 * sr.ones(1))
    return equal(krylov(mode * sr.eye(3), sr.vector("b", 3), 3), sr.outer(sr.vector("b", 3), powers))


@foil(one_mode_reach)
def one_mode_reach_for_all():
    """For every recurrent matrix of that trace."""
    powers = sr.stack(sr.ones(1), mode * sr.ones(1), mode**2 * sr.ones(1))
    return equal(krylov(A_3, sr.vector("b", 3), 3), sr.outer(sr.vector("b", 3), powers),
                 given=[sr.eq(sr.tr(A_3), 3 * mode)])


@claim("cayley-hamilton", source=DYNAMICS.at("controllability, why n blocks are enough, n up to 3"), over={"n": [2, 3]})
def cayley_hamilton(n):
    """A further power of the recurrent matrix is a combination of the lower ones: more inputs reach no more (n = {n})."""
    return equal(sr.matpow(sr.matrix("A", n, n), n), combination(n))


@foil(cayley_hamilton)
def cayley_hamilton_without_the_determinant(n):
    """The determinant is forgotten."""
    matrix = sr.matrix("A", n, n)
    sign = -1 if n == 2 else 1
    return equal(sr.matpow(matrix, n), combination(n) - sign * sr.det(matrix) * sr.eye(n))


def combination(size):
    """The n-th power by the characteristic polynomial."""
    matrix = sr.matrix("A", size, size)
    if size == 2:
        return sr.tr(matrix) * matrix - sr.det(matrix) * sr.eye(2)
    minors = (sr.tr(matrix) ** 2 - sr.tr(matrix @ matrix)) / 2
    return sr.tr(matrix) * (matrix @ matrix) - minors * matrix + sr.det(matrix) * sr.eye(3)


@claim("unreachable-mode", source=OWN.at("the eigenvector test of controllability"))
def unreachable_mode():
    """A mode whose left eigenvector is orthogonal to the input's weights is never reached, at no step; by induction."""
    reached = sr.matpow(A, t) @ b
    return induction(t, sr.eq(sr.dot(w, b), 0), equal(w.T @ A @ reached, mode * (w.T @ reached)),
                     given=[sr.eq(w.T @ A, mode * w.T), sr.eq(sr.dot(w, b), 0)])


@foil(unreachable_mode)
def unreachable_by_a_right_eigenvector():
    """With a right eigenvector."""
    return equal(w.T @ A @ b, mode * (w.T @ b), given=[sr.eq(A @ w, mode * w)])


@claim("seeing", source=DYNAMICS.at("observability, n up to 4"), over={"n": [2, 3, 4]})
def seeing(n):
    """The first {n} outputs are the observability matrix times the first state (n = {n})."""
    matrix, row, start = sr.matrix("A", n, n), *sr.vectors("c h", n)
    return equal(outputs_of(matrix, row, start, n), sight(matrix, row, n) @ start)


@foil(seeing)
def seeing_from_the_first_step(n):
    """The outputs are counted from the first step on, not from the start."""
    matrix, row, start = sr.matrix("A", n, n), *sr.vectors("c h", n)
    return equal(outputs_of(matrix, row, matrix @ start, n), sight(matrix, row, n) @ start)


def outputs_of(matrix, row, start, size):
    """The outputs of the first steps, on top of each other."""
    states = [start]
    while len(states) < size:
        states.append(matrix @ states[-1])
    return sr.stack(*(row.T @ state for state in states))


@claim("late-outputs", source=OWN.at("where the first output is missing"), uses=["observable-two"])
def late_outputs():
    """Outputs from the first step on determine the start as well if the recurrent matrix is invertible (n = 2)."""
    late = sr.stack(c_2.T @ (A_2 @ h_2), c_2.T @ (A_2 @ (A_2 @ h_2)))
    return equal(sr.inv(A_2) @ sr.inv(sight(A_2, c_2, 2)) @ late, h_2,
                 given=[sr.invertible(sight(A_2, c_2, 2)), sr.invertible(A_2)])


@foil(late_outputs)
def late_outputs_without_the_inverse():
    """Without undoing the step."""
    late = sr.stack(c_2.T @ (A_2 @ h_2), c_2.T @ (A_2 @ (A_2 @ h_2)))
    return equal(sr.inv(sight(A_2, c_2, 2)) @ late, h_2, given=[sr.invertible(sight(A_2, c_2, 2))])

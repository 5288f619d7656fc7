"""SymPy views: shapes, values on explicit matrices, and the way back of scalars."""

import random

import pytest
import sympy
from every_head import TERMS, W, a, alpha, c, dt, h, hs, k, n, phi, t, tanh, z

import symrnn.algebra.language.words as w
from symrnn.algebra.derive import expand
from symrnn.algebra.functions import TABLE
from symrnn.algebra.language.from_sympy import scalar_from_sympy
from symrnn.algebra.language.leaves import matrix, scalar, vector, vectors
from symrnn.algebra.terms import coerce
from symrnn.algebra.writing.symbols import size_view
from symrnn.cells import LSTM, Elman, ScalarGate
from symrnn.errors import NotSupportedError, ShapeError

WITHOUT_VIEW = {"total", "iterate"}


@pytest.mark.parametrize("head", sorted(set(TERMS) - WITHOUT_VIEW))
def test_every_head_has_a_view_of_its_shape(head):
    term = TERMS[head]
    view = term.expr
    if term.shape:
        assert view.shape == tuple(size_view(s) for s in term.shape)
    else:
        assert isinstance(view, sympy.Expr)
        assert not getattr(view, "is_Matrix", False)


@pytest.mark.parametrize("head", sorted(WITHOUT_VIEW))
def test_what_has_no_view_says_so(head):
    with pytest.raises(NotSupportedError, match="SymPy view"):
        _ = TERMS[head].expr


def numbers_for(names, seed):
    """A value for every matrix symbol and scalar symbol, the same for one name."""
    values = {}
    for x in sorted(names, key=str):
        r = random.Random(f"{seed} {x}")
        rows, columns = x.shape if isinstance(x, sympy.MatrixSymbol) else (1, 1)
        drawn = [sympy.Float(r.randint(-9, 9)) / 8 for _ in range(rows * columns)]
        values[x] = sympy.Matrix(rows, columns, drawn) if isinstance(x, sympy.MatrixSymbol) else drawn[0]
    return values


def explicit(view, seed=1):
    symbols = view.atoms(sympy.MatrixSymbol) | {s for s in view.free_symbols if isinstance(s, sympy.Symbol)}
    out = view.subs(numbers_for(symbols, seed)).doit()
    return sympy.Matrix(out.as_explicit() if isinstance(out, sympy.MatrixExpr) else out).evalf()


@pytest.mark.parametrize("cell", [Elman(sizes=(2, 2)), Elman("softplus", sizes=(2, 1)), ScalarGate(sizes=(2, 1))],
                         ids=["elman", "softplus", "scalar-gate"])  # fmt: skip
def test_the_view_of_a_jacobian_is_the_slope_of_the_view_of_the_step(cell):
    state = cell.state[0]
    slope = explicit(cell.jacobian(state, state).expr)
    step = cell.new[state.name].expr
    symbols = step.atoms(sympy.MatrixSymbol) | {s for s in step.free_symbols if isinstance(s, sympy.Symbol)}
    values = numbers_for(symbols, 1)
    (own,) = [x for x in values if str(x) == state.name]
    width = sympy.Float("1e-5")
    for j in range(2):
        shift = sympy.Matrix(2, 1, [width if i == j else 0 for i in range(2)])
        ends = [step.subs({**values, own: values[own] + sign * shift}).doit() for sign in (1, -1)]
        high, low = (sympy.Matrix(e.as_explicit() if isinstance(e, sympy.MatrixExpr) else e).evalf() for e in ends)
        for i in range(2):
            assert abs((high[i] - low[i]) / (2 * width) - slope[i, j]) < 1e-6


@pytest.mark.parametrize("cell", [Elman(sizes=(2, 2)), ScalarGate(sizes=(2, 1))], ids=["elman", "scalar-gate"])
def test_an_entry_is_the_entry_of_the_view(cell):
    state = cell.state[0]
    J = cell.jacobian(state, state)
    values = numbers_for(J.expr.atoms(sympy.MatrixSymbol) | {s for s in J.expr.free_symbols if s.is_Symbol}, 1)
    by_name = {str(x): value for x, value in values.items()}
    whole = explicit(J.expr)
    for i in range(2):
        for j in range(2):
            entry = J[i, j]
            places = {x: by_name[str(x.base)][tuple(x.indices)] if len(x.indices) == 2
                      else by_name[str(x.base)][x.indices[0], 0] for x in entry.atoms(sympy.Indexed)}  # fmt: skip
            places |= {s: by_name[str(s)] for s in entry.free_symbols if str(s) in by_name and s.is_Symbol
                       and not isinstance(by_name[str(s)], sympy.MatrixBase)}  # fmt: skip
            assert abs(entry.xreplace(places).evalf() - whole[i, j]) < 1e-12


def test_symbolic_entries():
    J = Elman().jacobian()
    assert str(J["i", "j"]).endswith("W[i, j]")
    assert str(J[0, 1]).endswith("W[0, 1]")
    i = sympy.Symbol("i", integer=True)
    assert str(J[i, i]).endswith("W[i, i]")
    assert str(h["i"]) == str(h[sympy.Symbol("i")]) == "h[i]"
    assert str(LSTM().jacobian("c", "c")["i", "j"]).count("KroneckerDelta") == 1


@pytest.mark.parametrize("key", [(0, 0, 0), slice(None), 1.5, "n", (0, "n")])
def test_a_wrong_entry_is_refused(key):
    with pytest.raises(ShapeError):
        h[key]
    with pytest.raises(ShapeError):
        W[key]


def test_entries_out_of_range():
    v = vector("v", 3)
    assert str(v[2]) == "v[2]"
    for at in (3, -1):
        with pytest.raises(ShapeError):
            v[at]
    with pytest.raises(ShapeError):
        alpha[0]


def test_scalars_come_back_with_their_domain():
    for leaf in (alpha, dt, c, scalar("p", positive=True), scalar("q", nonneg=True), scalar("r", nonzero=True),
                 scalar("s", between=(1, 2)), scalar("s", between=(1, 3)), scalar("s")):  # fmt: skip
        assert coerce(leaf.expr) == leaf
        assert str(leaf.expr) == leaf.name
    assert scalar("s", between=(1, 2)).expr != scalar("s", between=(1, 3)).expr


def test_a_plain_symbol_does_not_bring_a_domain_back():
    assert dt.expr != sympy.Symbol("dt", real=True)
    assert scalar_from_sympy(sympy.Symbol("dt", nonnegative=True)) == scalar("dt", nonneg=True)
    assert scalar_from_sympy(sympy.Symbol("dt", real=True)) == scalar("dt")


def test_a_scalar_expression_comes_back_equal():
    term = TABLE["exp"](-(z**2) / 2) * (1 + alpha) / TABLE["sqrt"](2 * w.pi)
    assert sympy.simplify(coerce(term.expr).expr - term.expr) == 0


@pytest.mark.parametrize("name", sorted(TABLE))
def test_every_function_is_viewed_with_its_values(name):
    import mpmath

    from symrnn.recheck.values import environment, evaluate

    x = scalar("x")
    own = TABLE[name](x)
    view = own.expr
    for value in ("3/4", "7/2"):
        point = {"leaves": {"x": value}}
        record = {"leaves": {"x": {"shape": [], "field": "real"}}}
        exact = evaluate(["fn", name, ["sym", "x"]], environment(record, point))
        got = view.subs(x.expr, sympy.Rational(value)).evalf(30)
        assert abs(mpmath.mpf(str(got)) - mpmath.mpf(str(float(exact)))) < 1e-12


def test_opaque_functions_stay_functions():
    assert str(phi(alpha).expr) == "phi(alpha)"
    assert "Derivative(phi" in str(w.D(phi(a), h).expr)
    assert "Derivative" in str(w.D(phi(alpha * z), z).expr)


def test_families_of_known_length_are_written_out():
    assert set(map(str, w.total(hs[k], k, t, t + 1).expr.args)) == {"h_s[t]", "h_s[t + 1]"}
    whole = w.total(w.dot(hs[k], hs[k]), k, 1, t).expr
    assert isinstance(whole, sympy.Sum)


def test_a_one_by_one_matrix_is_a_scalar():
    u, v = vectors("u v", n)
    assert str((u.T @ v).expr) == "(u.T*v)[0, 0]"
    assert str((tanh(u.T @ v) * u).expr) == "tanh((u.T*v)[0, 0])*u"
    one = matrix("M", 1, 1)
    assert str(w.inv(one).expr) == "1/M[0, 0]"


def test_the_view_of_a_derivative_is_closed():
    view = w.D(tanh(W @ h), h).expr
    assert view.shape == (size_view(n), size_view(n))
    assert not view.has(sympy.Derivative)
    assert expand(w.D(tanh(W @ h), h)).expr.shape == view.shape


def test_a_scalar_of_an_array_multiplies_arrays():
    for size in (w.max_(h), w.norm_inf(h), w.rho(W), w.sigma_min(W)):
        assert size.expr.is_commutative
        assert (size * h).expr.shape == (W @ h / size).expr.shape

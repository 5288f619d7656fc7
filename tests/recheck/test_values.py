"""The evaluator: every head against values that were worked out by hand or by mpmath."""

import mpmath
import pytest
from flint import acb, arb, fmpq
from statements import A, B, M, W, close, env_of, fn, mm, num, plain, record, u, v, value, w, x, y, z

from symrnn.recheck import matrices
from symrnn.recheck.functions import KINKED, NAMES, Malformed, Undefined, apply, derivative, precision
from symrnn.recheck.values import environment, evaluate

EXACT = [
    (num("7/10"), "7/10"),
    (["size", ["+", "n", ["*", 2, "m"], -1]], "7"),
    (["index", ["+", "t", -1]], "1"),
    (["seq", "h", "t"], [["5"], ["7"]]),
    (["eye", "n"], [["1", "0"], ["0", "1"]]),
    (["ones", "n", 1], [["1"], ["1"]]),
    (["zeros", 1, "m"], [["0", "0", "0"]]),
    (["unit", "m", "k"], [["0"], ["1"], ["0"]]),
    (["add", u, v], [["4"], ["-2"]]),
    (["sub", u, x], [["2/3"], ["5/3"]]),
    (["sub", num(1), u], [["0"], ["-1"]]),
    (["mul", u, v], [["3"], ["-8"]]),
    (["mul", mm(["T", u], v), A], [["-5", "-10"], ["-15", "-20"]]),
    (["div", u, v], [["1/3"], ["-1/2"]]),
    (["neg", A], [["-1", "-2"], ["-3", "-4"]]),
    (["pow", u, num(-2)], [["1"], ["1/4"]]),
    (["pow", ["pow", u, num(2)], num("1/2")], [["1"], ["2"]]),
    (["pow", num(4), num("3/2")], "8"),
    (mm(A, u), [["5"], ["11"]]),
    (["T", W], [["1", "4"], ["2", "5"], ["3", "7"]]),
    (["diag", u], [["1", "0"], ["0", "2"]]),
    (["diagof", A], [["1"], ["4"]]),
    (["outer", u, v], [["3", "-4"], ["6", "-8"]]),
    (["dot", u, v], "-5"),
    (["inv", A], [["-2", "1"], ["3/2", "-1/2"]]),
    (["matpow", A, "t"], [["7", "10"], ["15", "22"]]),
    (["matpow", A, ["+", "k", -2]], [["-2", "1"], ["3/2", "-1/2"]]),
    (["expm", ["zeros", 2, 2]], [["1", "0"], ["0", "1"]]),
    (["kron", u, ["T", v]], [["3", "-4"], ["6", "-8"]]),
    (["vec", A], [["1"], ["3"], ["2"], ["4"]]),
    (["stack", u, v], [["1"], ["2"], ["3"], ["-4"]]),
    (["block", [[A, u], [["T", v], ["zeros", 1, 1]]]], [["1", "2", "1"], ["3", "4", "2"], ["3", "-4", "0"]]),
    (["entry", A, 1, 0], "3"),
    (["entry", v, "k"], "-4"),
    (["det", A], "-2"),
    (["tr", A], "5"),
    (["rank", A], "2"),
    (["rank", ["outer", u, v]], "1"),
    (["count_nonzero", ["eye", 3]], "3"),
    (["sum", A], "10"),
    (["mean", A], "5/2"),
    (["max", v], "3"),
    (["min", A], "1"),
    (["norm", v], "5"),
    (["norm_f", ["outer", ["unit", 2, 0], v]], "5"),
    (["norm_1", ["add", A, B]], "15/2"),
    (["norm_inf", A], "7"),
    (["norm_1", v], "7"),
    (["norm_inf", v], "4"),
    (["conj", A], [["1", "2"], ["3", "4"]]),
    (["re", x], "1/3"),
    (["im", x], "0"),
    (["named", "a", mm(A, u)], [["5"], ["11"]]),
    (["D", mm(A, u), u], [["1", "2"], ["3", "4"]]),
    (["D", ["dot", u, mm(A, u)], u], [["12", "21"]]),
    (["D", ["mul", u, x], x], [["1"], ["2"]]),
    (["D", ["pow", x, num(3)], x], "1/3"),
    (["D", ["seq", "h", 1], ["seq", "h", 1]], [["1", "0"], ["0", "1"]]),
    (["D", ["seq", "h", 1], ["seq", "h", 2]], [["0", "0"], ["0", "0"]]),
    (["D", ["D", ["pow", x, num(4)], x], x], "4/3"),
    (["pullback", mm(A, u), A, v], [["3", "6"], ["-4", "-8"]]),
    (["pullback", ["det", A], A, num(1)], [["4", "-3"], ["-2", "1"]]),
    (["pullback", ["entry", ["inv", A], 0, 0], A, num(1)], [["-4", "3"], ["2", "-3/2"]]),
    (["jvp", mm(A, u), u, v], [["-5"], ["-7"]]),
    (["jvp", ["dot", u, u], u, v], "-10"),
    (["hessian", ["dot", u, mm(A, u)], u], [["2", "5"], ["5", "8"]]),
    (["at", ["mul", x, y], [[x, y], [y, x]]], "2/3"),
    (["at", ["D", ["pow", x, num(2)], x], [[x, num(5)]]], "10"),
    (["product", ["seq", "S", "k"], "k", 0, "t"], [["1", "2"], ["2", "2"]]),
    (["product", ["seq", "S", "k"], "k", 1, 0], [["1", "0"], ["0", "1"]]),
    (["total", ["mul", x, ["index", "k"]], "k", 1, 3], "2"),
    (["product", x, "k", 1, 0], "1"),
    (["total", x, "k", 1, 0], "0"),
    (["total", u, "k", 1, 0], [["0"], ["0"]]),
    (["iterate", ["add", ["mul", num(2), x], num(1)], x, num(0), ["+", "t", 1]], "7"),
    (["lyap", ["mul", num("1/2"), ["eye", 2]], ["eye", 2]], [["4/3", "0"], ["0", "4/3"]]),
    (["expect", ["pow", ["sub", z, x], num(2)], z, ["gaussian", num(1), num(3)]], "31/9"),
    (["expect", ["pow", z, num(2)], z, ["uniform", num(0), num(3)]], "3"),
    (fn("relu", v), [["3"], ["0"]]),
    (fn("hardtanh", v), [["1"], ["-1"]]),
    (fn("softsign", z), "-3/5"),
    (fn("leaky_relu", z), "-3/200"),
    (fn("sqrt", num("9/4")), "3/2"),
]


@pytest.mark.parametrize(("node", "wanted"), EXACT, ids=lambda c: str(c)[:40])
def test_exact_values(node, wanted):
    assert plain(value(node)) == wanted


r2 = mpmath.sqrt(2)
MP = {
    "tanh": mpmath.tanh, "sigmoid": lambda t: 1 / (1 + mpmath.exp(-t)),
    "softplus": lambda t: mpmath.log(1 + mpmath.exp(t)),
    "exp": mpmath.exp, "log": mpmath.log, "sqrt": mpmath.sqrt, "sin": mpmath.sin, "cos": mpmath.cos,
    "sinh": mpmath.sinh,
    "cosh": mpmath.cosh, "atan": mpmath.atan, "erf": mpmath.erf, "identity": lambda t: t,
    "silu": lambda t: t / (1 + mpmath.exp(-t)), "gelu": lambda t: t * (1 + mpmath.erf(t / r2)) / 2,
    "relu": lambda t: max(t, 0), "abs": abs, "sign": mpmath.sign, "step": lambda t: mpmath.mpf(t > 0),
    "elu": lambda t: t if t > 0 else mpmath.expm1(t), "softsign": lambda t: t / (1 + abs(t)),
    "hardtanh": lambda t: max(-1, min(1, t)), "leaky_relu": lambda t: t if t > 0 else t / 100,
}  # fmt: skip


def test_every_function_has_a_reference():
    assert set(MP) == NAMES


@pytest.mark.parametrize("name", sorted(MP))
@pytest.mark.parametrize("k", range(4))
def test_functions_and_derivatives_agree_with_differences(name, k):
    with mpmath.workdps(60), precision(150):
        for q in ("1/3", "-4/7", "5/2", "-3"):
            if name in ("log", "sqrt") and q.startswith("-"):
                continue
            p, r = map(int, ("0" + q).replace("0-", "-").split("/")) if "/" in q else (int(q), 1)
            wanted = mpmath.diff(MP[name], mpmath.mpf(p) / r, k)
            for argument in (fmpq(q), arb(fmpq(q))):
                assert close(derivative(lambda t: apply(name, t), k, argument), mpmath.nstr(wanted, 40), 15), (q, wanted)
            if name not in KINKED:
                off_axis = acb(derivative(lambda t: apply(name, t), k, acb(arb(fmpq(q)), arb(2) ** -140)))
                assert close(off_axis.real, mpmath.nstr(wanted, 40), 15)


@pytest.mark.parametrize(("name", "k", "at", "wanted"), [
    ("relu", 0, 0, 0), ("relu", 1, 0, 0), ("step", 0, 0, 0), ("sign", 0, 0, 0), ("abs", 1, 0, 0), ("hardtanh", 1, 1, 0),
    ("hardtanh", 1, -1, 0), ("hardtanh", 0, 1, 1), ("leaky_relu", 1, 0, fmpq(1, 100)), ("elu", 1, 0, 1),
    ("softsign", 1, 0, 1),
    ("tanh", 0, 0, 0), ("tanh", 1, 0, 1), ("sigmoid", 0, 0, fmpq(1, 2)), ("sigmoid", 1, 0, fmpq(1, 4)),
    ("exp", 2, 0, 1),
    ("sin", 1, 0, 1), ("cosh", 0, 0, 1), ("atan", 1, 0, 1), ("log", 0, 1, 0), ("silu", 1, 0, fmpq(1, 2)),
])  # fmt: skip
def test_kinks_follow_torch_and_special_values_are_exact(name, k, at, wanted):
    got = derivative(lambda t: apply(name, t), k, fmpq(at))
    assert isinstance(got, fmpq)
    assert got == wanted


def test_a_ball_across_a_kink_gives_the_hull():
    across = arb(0, 1)
    assert derivative(lambda t: apply("relu", t), 1, across).contains(0)
    assert derivative(lambda t: apply("relu", t), 1, across).contains(1)
    assert apply("abs", across).contains(1)
    with pytest.raises(Undefined):
        apply("relu", acb(across, across))


@pytest.mark.parametrize(("name", "at"), [("sqrt", -1), ("log", 0), ("log", -1)])
def test_no_value_outside_the_domain(name, at):
    for number in (fmpq(at), arb(at), arb(at, 2)):
        with pytest.raises(Undefined):
            apply(name, number)


BALLS = [
    (["norm", A], "5.4649857042190426"),
    (["rho", A], "5.3722813232690143"),
    (["rho", B], "1"),
    (["sigma_min", A], "0.36596619062625782"),
    (["eig_max", M], "3.6180339887498948"),
    (["eig_min", M], "1.3819660112501052"),
    (["norm", W], "10.1814716722268574"),
    (["norm_f", A], "5.477225575051661"),
    (["norm", ["T", u]], "2.2360679774997897"),
    (["entry", ["expm", A], 0, 1], "74.7365645670032"),
    (["entry", ["softmax", u], 0], "0.26894142136999512"),
    (["const", "pi"], "3.14159265358979324"),
    (["const", "e"], "2.71828182845904524"),
    (fn("abs", ["add", num(3), ["mul", num(4), ["const", "i"]]]), "5"),
    (["im", fn("exp", ["mul", ["const", "i"], num(1)])], "0.84147098480789651"),
    (["integral", fn("exp", w), w, num(0), num(1)], "1.71828182845904524"),
    (["integral", fn("relu", w), w, num(-1), num(2)], "2"),
    (["integral", ["pow", fn("abs", fn("exp", ["mul", ["const", "i"], w])), num(2)], w, num(0), num(2)], "2"),
    (["integral", ["norm", ["stack", w, num(1)]], w, num(0), num(1)], "1.14779357469631903702"),
    (["expect", fn("tanh", z), z, ["gaussian", num(1), num(2)]], "0.452124390449974869"),
    (["expect", fn("exp", z), z, ["uniform", num(0), num(1)]], "1.71828182845904524"),
    (["pow", num(2), num("1/3")], "1.25992104989487316"),
    (["D", ["norm", u], x], "0"),
    (["entry", ["D", ["norm", u], u], 0, 1], "0.89442719099991588"),
    (["entry", ["pullback", ["tr", ["expm", A]], A, num(1)], 0, 1], "112.10484685050480"),
]


@pytest.mark.parametrize(("node", "wanted"), BALLS, ids=lambda c: str(c)[:40])
def test_ball_values(node, wanted):
    with precision(120):
        assert close(value(node), wanted, 12)


def test_derivatives_of_a_cell_against_the_closed_form():
    h = fn("tanh", mm(A, u))
    slope = ["sub", num(1), ["pow", h, num(2)]]
    with precision(200):
        for left, right in (
            (["D", h, u], mm(["diag", slope], A)),
            (["pullback", h, A, v], ["outer", ["mul", slope, v], u]),
            (["jvp", h, u, v], ["mul", slope, mm(A, v)]),
            (["D", ["D", fn("tanh", ["mul", x, y]), x], y],
             ["at", ["add", ["sub", num(1), ["pow", fn("tanh", w), num(2)]],
                     ["mul", w, ["D", ["D", fn("tanh", w), w], w]]], [[w, ["mul", x, y]]]]),
        ):
            env = env_of(["eq", left, right])
            difference = matrices.entries(matrices.sub(evaluate(left, env), evaluate(right, env)))
            assert all(d == 0 or (d.contains(0) and d.rad() < 1e-50) for d in difference)


def test_nested_derivatives_do_not_mix_their_directions():
    inner = ["D", ["mul", x, y], y]
    assert value(["D", ["mul", x, inner], x]) == fmpq(2, 3)


def test_opaque_functions_have_derivatives_of_every_order():
    phi = {"phi": {"body": ["pow", ["sym", "_x"], ["num", "3"]], "range": None, "lipschitz": None}}
    assert value(["D", fn("phi'", x), x], functions=phi) == value(fn("phi''", x), functions=phi) == fmpq(2)


def test_a_matrix_of_equal_balls_has_no_certain_rank():
    thin = mm(["expm", A], ["outer", u, v])
    with pytest.raises(Undefined):
        value(["rank", thin])


@pytest.mark.parametrize("head", [["fn", "abs"], ["norm"], ["norm_f"]])
def test_the_length_of_a_turning_number_stands_still_where_the_number_is_real(head):
    turning = fn("exp", ["mul", ["const", "i"], ["sym", "theta"]])  # exp(0) is the rational 1, its derivative is not real
    leaves = {"theta": {"shape": [], "field": "real"}}
    env = environment({"leaves": leaves, "sizes": [], "given": []}, {"sizes": {}, "leaves": {"theta": "0"}})
    assert evaluate(["D", [*head, turning], ["sym", "theta"]], env) == 0
    with pytest.raises(Undefined):
        evaluate(["D", fn("relu", turning), ["sym", "theta"]], env)


def test_conjugation_has_no_derivative_along_a_complex_leaf():
    point = {"sizes": {}, "indices": {}, "leaves": {"x": ["1", "2"]}}
    node = ["D", ["mul", x, ["conj", x]], x]
    with pytest.raises(Undefined):
        evaluate(node, env_of(node, point=point, complex_leaves=("x",)))


@pytest.mark.parametrize("node", [
    ["div", x, num(0)], ["inv", ["outer", u, v]], ["const", "oo"], ["entry", u, 5],
    ["sym", "nowhere"], fn("mystery", x),
    ["integral", x, w, num(0), ["const", "oo"]], ["div", u, ["sub", u, u]],
])  # fmt: skip
def test_no_value(node):
    with pytest.raises(Undefined):
        value(node)


@pytest.mark.parametrize("node", [
    ["add", A, u], mm(W, W), ["dot", A, A], ["det", W], ["diag", A], ["frobnicate", A], ["num", "0.5.1"],
    ["num", 0.5], ["D", A, u],
])  # fmt: skip
def test_what_cannot_be_read_is_refused(node):
    with pytest.raises(Malformed):
        value(node)


def test_precision_changes_are_noticed_by_a_point():
    env = env_of(fn("tanh", x))
    with precision(64):
        coarse = evaluate(fn("tanh", x), env)
    with precision(300):
        fine = evaluate(fn("tanh", x), env)
    assert fine.rad() < coarse.rad() * 2**-200


def test_leaves_must_have_their_shape():
    rec = record(["eq", A, A])
    with pytest.raises(Malformed):
        environment(rec, {"sizes": {"n": 3, "m": 1}, "leaves": {"A": [["1"]]}})

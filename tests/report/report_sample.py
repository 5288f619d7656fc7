# ruff: noqa: E501
"""A ledger as a run would leave it: twelve claims with every verdict, and one that carries hostile text everywhere."""

from __future__ import annotations

import copy
import math

HOSTILE = (
    "<script>alert(1)</script> ]]> --> <img src=x onerror=alert(2)> \" ' `tick` | $$x$$ \\input{/etc/passwd} "
    "^^5cinput % # _under_ *star* [link](javascript:alert(3)) {{7*7}} {% raw %} \u202ereversed ünï 中 ∑ \x00 \\end{document}"
)

LIVI = "Livi (2025), Time-scale coupling in gated recurrent networks"
LECTURE = "Lecture notes on training recurrent networks"
N = ["n", 1]
SQUARE = ["n", "n"]


def leaf(*shape, field="real", sequence=False):
    return {"shape": list(shape), "field": field, "sequence": sequence}


def evidence(oracle, points=None, digits=None, gap=None, budget=None, seed=None, detail=None):
    return {
        "oracle": oracle,
        "points": points,
        "digits": digits,
        "gap": gap,
        "budget": budget,
        "seed": seed,
        "detail": detail,
    }


def balls(points=12, digits=60, gap="3e-58"):
    return evidence("numbers:balls", points, digits, gap, "1e-55", 20250, "enclosures of both sides, at two precisions")


def statement(assertion, sizes=("n",), indices=(), leaves=None, functions=None):
    return {
        "sizes": list(sizes),
        "indices": list(indices),
        "leaves": leaves or {},
        "functions": functions or {},
        "assert": assertion,
    }


def claim(name, topic, title, latex, verdict, **fields):
    entry = {
        "id": name, "topic": topic, "title": title, "statement_latex": latex, "verdict": verdict,
        "expected": fields.pop("expected", verdict), "scope": None, "reason": None, "uses": [], "evidence": [],
        "foils": [], "witness": None, "certificate": None, "steps": [], "code": None, "figures": [],
        "as_printed_of": None, "given": [], "given_text": [], "statement": None,
        "source": {"work": None, "place": None},
    }  # fmt: skip
    unknown = fields.keys() - entry.keys()
    assert not unknown, unknown
    return entry | fields


def foil(name, title, latex, witness=None, verdict="REFUTED"):
    return {"id": name, "title": title, "statement_latex": latex, "verdict": verdict, "witness": witness}


def witness(left, right, gap, leaves=None, sizes=None, indices=None, functions=None, exact=True, clause=None, how=None):
    return {
        "sizes": sizes or {}, "indices": indices or {}, "leaves": leaves or {}, "functions": functions or {},
        "left": left, "right": right, "gap": gap, "exact": exact, "clause": clause,
        "how": how or "the enumeration of small rationals", "shrunk": True,
    }  # fmt: skip


def _decimals(values):
    return [f"{v:.6g}" for v in values]


def _snr_figure():
    def snr(w, a=0.9):
        return (1 - a * a) / (1 - 2 * a * math.cos(w) + a * a)

    fine, coarse = [0.04 * k for k in range(1, 79)], [0.1 + 0.4 * k for k in range(8)]
    wobble = [1.04, 0.97, 1.02, 0.99, 1.03, 0.96, 1.01, 1.02]
    points = [snr(w) * f for w, f in zip(coarse, wobble, strict=True)]
    return {
        "id": "snr", "caption": "The signal-to-noise ratio falls with frequency: the filter passes slow signals. "
        "The simulated points lie on the curve within their 95 % intervals.",
        "xlabel": "frequency ω (radians per step)", "ylabel": "signal-to-noise ratio", "xscale": "linear", "yscale": "log",
        "series": [
            {"label": "closed form, a = 0.9", "x": _decimals(fine), "y": _decimals(map(snr, fine)), "style": "line"},
            {"label": "simulation, 95 % interval", "x": _decimals(coarse), "y": _decimals(points),
             "lo": _decimals(p * 0.86 for p in points), "hi": _decimals(p * 1.14 for p in points), "style": "points"},
        ],
    }  # fmt: skip


def _norm_figure():
    lags = list(range(1, 31))
    return {
        "id": "lags", "caption": "Norms of Jacobian products stay under the bound at every lag, and far below it when units saturate.",
        "xlabel": "lag t − k (steps)", "ylabel": "spectral norm", "xscale": "linear", "yscale": "log",
        "series": [
            {"label": "bound (γρ)^(t−k)", "x": _decimals(lags), "y": _decimals(0.9**t for t in lags), "style": "line"},
            {"label": "product, small states", "x": _decimals(lags), "y": _decimals(0.86**t for t in lags), "style": "points"},
            {"label": "product, saturated states", "x": _decimals(lags), "y": _decimals(0.55**t for t in lags), "style": "points"},
        ],
    }  # fmt: skip


def _rank_figure():
    values = [1.31, 0.84, 0.02, 0.0004]
    return {
        "id": "singular", "caption": "Singular values of the gate's contribution: one is left, the others are zero to rounding.",
        "xlabel": "number of the singular value", "ylabel": "singular value", "xscale": "linear", "yscale": "linear",
        "series": [{"label": "", "x": ["1", "2", "3", "4"], "y": _decimals(values), "style": "bars"}],
    }  # fmt: skip


def claims():
    W, h, g, v = ["sym", "W"], ["sym", "h"], ["sym", "g"], ["sym", "v"]
    gate_leaves = {
        "s": leaf(*N),
        "x": leaf("m", 1),
        "W": leaf(*SQUARE),
        "V": leaf("n", "m"),
        "w_g": leaf(*N),
        "b": leaf(*N),
    }
    gate = statement(["equal", ["D", ["named", "s'", ["sym", "s"]], ["sym", "s"]], ["add", W, W]], ("m", "n"), (), gate_leaves,
                     {"phi": {"body": None, "range": ["-1", "1"], "lipschitz": ["num", "1"]}})  # fmt: skip
    two_roads = [
        evidence("route:matrix-rules", 7, detail="normal forms of both sides are identical"),
        evidence("route:scalar-calculus", 1, detail="entry (i, j), indices symbolic"),
    ]
    return [
        claim(
            "livi2025-eq32", "scalar_gate",
            "The Jacobian is the leaky one at rate g plus the outer product of φ(a) − s and the gate's gradient.",
            r"\frac{\partial s'}{\partial s} = (1-g)\,I + g\,\operatorname{diag}(\phi'(a))\,W + g(1-g)\,(\phi(a)-s)\,w_g^\top",
            "PROVED", statement=gate, scope="all n and m", source={"work": LIVI, "place": "eq. (32)"}, uses=["livi2025-eq28"],
            evidence=[*two_roads, balls(), evidence("oracle:torch-autograd", 12, 13, None, "1e-10", 20250, "reference step in plain torch"),
                      evidence("foils", 2, detail="2 of 2 refuted")],
            foils=[
                foil("gate_held_still", "The usual slip: the gate is treated as if it did not see the state.",
                     r"\frac{\partial s'}{\partial s} = (1-g)\,I + g\,\operatorname{diag}(\phi'(a))\,W",
                     witness("1/4", "0", "1/4", {"w_g": [["1"]], "s": [["-1"]], "W": [["0"]]}, {"n": 1})),
                foil("transposed", "The outer product the other way round.", r"\frac{\partial s'}{\partial s} = (1-g) I + g(1-g)\, w_g\,(\phi(a)-s)^\top"),
            ],
            steps=[
                {"rule": "sum", "text": "The update has two terms.", "latex": r"s' = (1-g)\odot s + g\,\phi(a)"},
                {"rule": "product with a scalar", "text": "The gate depends on the state, so each term gives two.",
                 "latex": r"\frac{\partial}{\partial s}\bigl((1-g)\,s\bigr) = (1-g)\,I - s\,\frac{\partial g}{\partial s}"},
                {"rule": "elementwise function", "text": None, "latex": r"\frac{\partial \phi(a)}{\partial s} = \operatorname{diag}(\phi'(a))\,\frac{\partial a}{\partial s}"},
                {"rule": "linear map", "text": None, "latex": r"\frac{\partial a}{\partial s} = W"},
                {"rule": "sigmoid", "text": "The derivative of the sigmoid in its own value.", "latex": r"\frac{\partial g}{\partial s} = g(1-g)\,w_g^\top"},
                {"rule": "collect", "text": "The two outer products share their row.",
                 "latex": r"\begin{aligned} \frac{\partial s'}{\partial s} &= (1-g) I - g(1-g)\, s\, w_g^\top \\ &\quad + g \operatorname{diag}(\phi'(a)) W + g(1-g)\,\phi(a)\, w_g^\top \end{aligned}"},
            ],
            code={"numpy": "def s_D_s(W, V, w_g, b, s, x):\n    a = W @ s + V @ x\n    g = sigmoid(w_g.T @ s + b)\n"
                           "    return (1 - g) * np.eye(len(s)) + g * sech2(a) * W + g * (1 - g) * (np.tanh(a) - s) @ w_g.T\n"},
            certificate={"kind": "normal-form", "steps": 7}, figures=[_rank_figure()],
        ),
        claim(
            "livi2025-eq28", "scalar_gate", "The state path of a leaky cell has the Jacobian of a weighted mean.",
            r"Q = (1-g)\,I + g\,\operatorname{diag}(1-\tanh^2 a)\,W", "PROVED", statement=gate, scope="all n and m",
            source={"work": LIVI, "place": "eq. (28)"}, evidence=[*two_roads, balls(12, 60, "8e-59")],
            foils=[foil("no_mean", "The weight 1 − g is forgotten.", r"Q = I + g\,\operatorname{diag}(1-\tanh^2 a)\,W")],
        ),
        claim(
            "gate-rank-one", "scalar_gate", "The gate adds a matrix of rank at most one.",
            r"\operatorname{rank}(J - Q) \le 1", "PROVED", statement=gate, scope="all n and m", uses=["livi2025-eq32", "gate-nonzero"],
            evidence=[evidence("route:rank", 1, detail="J − Q = u v'"), evidence("checker", 1, detail="factorisation multiplied out"), balls(8, 60, None)],
            foils=[foil("rank_zero", "The gate adds nothing.", r"\operatorname{rank}(J - Q) = 0")],
        ),
        claim(
            "gate-nonzero", "scalar_gate", "Away from fixed points of the candidate the gate's contribution is not zero.",
            r"\phi(a) \ne s,\; w_g \ne 0 \;\implies\; J \ne Q", "CORROBORATED", statement=gate, expected="PROVED",
            given_text=["w_g is not the zero column"],
            evidence=[balls(24, 80, None), evidence("oracle:mpmath-differences", 24, 31, None, "1e-28", 20250, "steps 1e-30 and 1e-40"),
                      evidence("search", 40000, detail="three generators, small rationals first")],
            foils=[foil("always", "It is never zero.", r"J \ne Q")],
        ),
        claim(
            "product-of-jacobians-bound", "vanishing", "A product of Jacobians shrinks at least geometrically when each factor has norm at most c < 1.",
            r"\Bigl\lVert \prod_{j=k+1}^{t} J_j \Bigr\rVert \le c^{\,t-k} \qquad (t \ge k)", "PROVED", scope="all n and all t ≥ k",
            statement=statement(["at_most", ["norm", W], ["num", "1"]], ("n",), ("k", "t"), {"J": leaf(*SQUARE, sequence=True), "c": leaf()}),
            given_text=["the spectral norm of every J_j at most c", "0 < c < 1"], source={"work": LECTURE, "place": "section 2.1"},
            evidence=[evidence("route:induction", 2, detail="base t = k, step t → t + 1"), evidence("route:norm-rules", 3, detail="submultiplicativity twice"),
                      evidence("checker", 5, detail="every step accepted"), balls(12, 60, None)],
            foils=[foil("wrong_power", "One factor too many in the exponent.", r"\Bigl\lVert \prod_{j=k+1}^{t} J_j \Bigr\rVert \le c^{\,t-k+1}")],
            steps=[{"rule": "base", "text": "The empty product is the identity, of norm one.", "latex": r"\lVert I \rVert = 1 = c^0"},
                   {"rule": "submultiplicative", "text": None, "latex": r"\lVert J_{t+1} P \rVert \le \lVert J_{t+1}\rVert\,\lVert P\rVert \le c \cdot c^{\,t-k}"}],
            figures=[_norm_figure()],
        ),
        claim(
            "lecture-radius-below-one-printed", "vanishing", "If every Jacobian has spectral radius below one, their products tend to zero.",
            r"\rho(J_j) < 1 \text{ for all } j \;\implies\; \prod_{j=1}^{t} J_j \to 0", "REFUTED", as_printed_of="product-of-jacobians-bound",
            statement=statement(["tends_to", W, ["num", "0"], "t"], ("n",), ("t",), {"J": leaf(*SQUARE, sequence=True)}),
            source={"work": LECTURE, "place": "section 2.1"}, scope="this witness",
            reason="Both factors are nilpotent, so each spectral radius is 0, and yet their product is 4 times a projection: spectral radii do not multiply",
            witness=witness("[[4, 0], [0, 0]]", "[[0, 0], [0, 0]]", "4", {"J": {"1": [["0", "0"], ["2", "0"]], "2": [["0", "2"], ["0", "0"]]}},
                            {"n": 2}, {"t": 2}, how="the enumeration of block sums with nilpotent blocks"),
            evidence=[evidence("numbers:exact", 1, detail="both sides in exact rational arithmetic"), evidence("checker", 1, detail="witness evaluated again")],
            foils=[],
        ),
        claim(
            "tanh-jacobian", "vanishing", "The Jacobian of a tanh network is the derivative of the activation times the recurrent matrix.",
            r"\frac{\partial h'}{\partial h} = \operatorname{diag}(1-\tanh^2(Wh+b))\,W", "PROVED", scope="all n",
            statement=statement(["equal", ["D", ["fn", "tanh", ["matmul", W, h]], h], W], leaves={"W": leaf(*SQUARE), "h": leaf(*N), "b": leaf(*N)}),
            source={"work": LECTURE, "place": "eq. (7)"}, evidence=[*two_roads, balls()],
            foils=[foil("transpose", "The transposed layout.", r"\frac{\partial h'}{\partial h} = W^\top \operatorname{diag}(1-\tanh^2(Wh+b))")],
        ),
        claim(
            "lecture-eq7-printed", "vanishing", "The Jacobian of a tanh network is the derivative of the activation times the transposed recurrent matrix.",
            r"\frac{\partial h'}{\partial h} = \operatorname{diag}(1-\tanh^2(Wh+b))\,W^\top", "REFUTED", as_printed_of="tanh-jacobian",
            statement=statement(["equal", W, ["T", W]], leaves={"W": leaf(*SQUARE), "h": leaf(*N), "b": leaf(*N)}),
            source={"work": LECTURE, "place": "eq. (7)"}, scope="this witness",
            witness=witness("[[0, 1], [0, 0]]", "[[0, 0], [1, 0]]", "1",
                            {"W": [["0", "1"], ["0", "0"]], "h": [["0"], ["0"]], "b": [["0"], ["0"]]}, {"n": 2}),
            evidence=[evidence("numbers:exact", 1), evidence("checker", 1, detail="witness evaluated again")],
            uses=["tanh-jacobian"],
        ),
        claim(
            "strict-contraction-printed", "vanishing", "The derivative of tanh is a strict contraction.",
            r"\lVert \operatorname{diag}(1-\tanh^2 a) \rVert < 1", "REFUTED", source={"work": LECTURE, "place": "section 10.3"}, scope="this witness",
            statement=statement(["less", ["norm", ["diag", v]], ["num", "1"]], leaves={"a": leaf(*N)}),
            witness=witness("1", "1", "0", {"a": [["0"]]}, {"n": 1}, functions={"psi": ["sub", ["num", "1"], ["pow", ["fn", "tanh", ["sym", "_x"]], ["num", "2"]]]},
                            exact=False),
            evidence=[evidence("numbers:balls", 1, 60, None, None, 3, "equality at two precisions")],
        ),
        claim(
            "ar1-snr", "leaky_filter", "The signal-to-noise ratio of a leaky unit at frequency ω has a closed form.",
            r"\mathrm{SNR}(\omega) = \frac{\lvert H(\omega)\rvert^2}{\sigma^2} = \frac{1-a^2}{1-2a\cos\omega+a^2}", "PROVED",
            scope="all real a with |a| < 1 and all ω", statement=statement(["equal", g, g], (), (), {"a": leaf(), "omega": leaf(), "z": leaf(field="complex")}),
            given_text=["−1 < a < 1"], uses=["ar1-variance"],
            evidence=[evidence("route:residues", 1, detail="one pole inside the unit circle"), balls(30, 60, "2e-57"),
                      evidence("oracle:simulation", 1000000, 3, None, "1e-2", 7, "95 % interval by batch means")],
            foils=[foil("no_cosine", "The cosine term has the wrong sign.", r"\mathrm{SNR}(\omega) = \frac{1-a^2}{1+2a\cos\omega+a^2}",
                        witness("9", "1/9", "80/9", {"a": "4/5", "omega": "0"}))],
            figures=[_snr_figure()],
        ),
        claim(
            "ar1-variance", "leaky_filter", "The stationary variance of a leaky unit driven by white noise.",
            r"\frac{1}{2\pi}\int_{-\pi}^{\pi} \frac{d\omega}{\lvert 1-a\,\mathrm{e}^{-\mathrm{i}\omega}\rvert^2} = \frac{1}{1-a^2}", "UNDECIDED", expected="PROVED",
            statement=statement(["equal", ["integral", g, "w", ["num", "0"], ["num", "1"]], g], (), (), {"a": leaf(), "w": leaf()}),
            given_text=["−1 < a < 1"], reason="The foil with the wrong sign survived: the sample has only a = 0.", evidence=[balls(1, 60, "1e-58")],
            foils=[foil("sign", "1 + a² in the denominator.", r"\frac{1}{1+a^2}", verdict="UNDECIDED")],
        ),
        claim("empty-domain", "odd_ends", "Every symmetric skew matrix with a unit entry is invertible.", r"\det A \ne 0", "VACUOUS",
              reason="The conditions contradict each other: a symmetric skew matrix is zero.", given_text=["A symmetric", "A skew", "A₁₁ = 1"]),
        claim("two-roads-disagree", "odd_ends", "Two routes that contradict each other are both kept.", r"\operatorname{tr}(AB) = \operatorname{tr}(BA)",
              "DISPUTED", expected="PROVED", evidence=[*two_roads[:1], evidence("numbers:exact", 3, detail="differs at the second point")],
              reason="The matrix rules say equal; exact numbers say different."),
        claim("too-large", "odd_ends", "The determinant of four coupled blocks.", r"\det\begin{pmatrix} A & B \\ C & D \end{pmatrix} = \det(A)\det(D - C A^{-1} B)",
              "RESOURCE_OUT", expected="PROVED", reason="Memory, 2 GB, in the stage: normal form of the right side.", given_text=["A invertible"]),
        claim("raises", "odd_ends", "A claim whose own code fails.", "", "ERROR", expected="PROVED", reason="ZeroDivisionError: division by zero (odd_ends.py:41)"),
        claim("skipped", "odd_ends", "A claim that was not run.", r"1 = 1", "NOT_RUN", expected="PROVED", reason="interrupted"),
        claim(
            "hostile-claim", "odd_ends", HOSTILE, HOSTILE, "UNDECIDED", source={"work": HOSTILE, "place": HOSTILE, "url": "javascript:alert(1)"},
            given_text=[HOSTILE], reason=HOSTILE, uses=["no-such-claim", HOSTILE], scope=HOSTILE,
            statement=statement(["equal", g, g], (HOSTILE,), (), {HOSTILE: leaf(*N), "</math><script>x</script>": leaf()}, {HOSTILE: {"body": None}}),
            evidence=[evidence(HOSTILE, 1, 2, HOSTILE, HOSTILE, HOSTILE, HOSTILE), evidence("numbers:balls", 3, 9, HOSTILE)],
            foils=[foil(HOSTILE, HOSTILE, r"\href{javascript:alert(1)}{x}", witness(HOSTILE, "[[1,<script>]]", HOSTILE, {HOSTILE: HOSTILE}), "UNDECIDED")],
            witness=witness(HOSTILE, HOSTILE, HOSTILE, {"a": HOSTILE, "B": [[HOSTILE, "1"]]}, functions={HOSTILE: ["fn", HOSTILE, ["sym", HOSTILE]]}, how=HOSTILE),
            steps=[{"rule": HOSTILE, "text": HOSTILE, "latex": r"\frac{<script>}{]]>}"}, {"rule": "x", "text": None, "latex": "x$ \\input{secret} $"}],
            code=HOSTILE + "\n```\n</code></pre>\n\\end{verbatim}\\input{/etc/passwd}", certificate={"kind": HOSTILE},
            figures=[{"id": "hostile", "caption": HOSTILE, "xlabel": HOSTILE, "ylabel": "$x$", "xscale": "log", "yscale": "log",
                      "series": [{"label": HOSTILE, "x": ["1", "2"], "y": ["3", "4"], "style": "line"}]}],
        ),
    ]  # fmt: skip


def ledger():
    entries = sorted(claims(), key=lambda entry: entry["id"])
    totals = {"claims": len(entries)}
    for entry in entries:
        totals[entry["verdict"]] = totals.get(entry["verdict"], 0) + 1
    made = {
        "schema": "symrnn-ledger/1",
        "tool": {"name": "symrnn", "version": "0.1.0", "sources_hash": "5f1d0c2b9a7e"},
        "environment": {"python": "3.11", "sympy": "1.14.0", "python-flint": "0.9.0", "mpmath": "1.3.0"},
        "topics": {"scalar_gate": "How the state of a scalar-gated network answers to its previous state."},
        "claims": entries,
        "totals": totals,
    }
    return copy.deepcopy(made)


def calm_ledger():
    """The ledger without the hostile claim, for looking at."""
    made = ledger()
    made["claims"] = [entry for entry in made["claims"] if entry["id"] != "hostile-claim"]
    return made


TRUST = {
    "mutants": {
        "measured": True, "title": "Planted errors", "says": "1,141 of 1,141 refuted", "short": [],
        "means": "15 mutation operators; a mutant in `A <= B` counts as equivalent only with a proof.",
        "semantic": 1141, "refuted": 1141, "equivalent": 14, "smallest_error": "1 + 2^-190",
        "by_claim": [{"claim": f"claim-{k}", "refuted": 40 + k, "smallest_error": None} for k in range(30)],
        "survivors": [],
    },
    "poison": {
        "measured": True, "title": "Statements made to mislead <script>alert(1)</script>", "says": "27 cases, 1 wrong",
        "short": ["1 wrong verdict"], "means": "Corpus of silent wrong results.", "cases": 27, "wrong": 1,
    },
    "faults": {
        "measured": False, "title": "Claims that break the process", "says": "not measured", "short": ["not measured"],
        "means": "Not measured: nothing measures this yet.",
    },
}

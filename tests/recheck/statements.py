"""Short ways to write serialised statements in the tests of the trusted base."""

from flint import arb, fmpq

from symrnn.recheck.values import environment, evaluate

A, B, W, u, v, x, y, z, w, M = (["sym", name] for name in ["A", "B", "W", "u", "v", "x", "y", "z", "w", "M"])


def num(q):
    return ["num", str(q)]


def fn(name, a):
    return ["fn", name, a]


def mm(a, b):
    return ["matmul", a, b]


LEAVES = {
    "A": ["n", "n"],
    "B": ["n", "n"],
    "W": ["n", "m"],
    "u": ["n", 1],
    "v": ["n", 1],
    "x": [],
    "y": [],
    "z": [],
    "w": [],
    "M": ["n", "n"],
    "S": ["n", "n"],
    "h": ["n", 1],
}


def record(
    claim, given=(), complex_leaves=(), sequences=("S", "h"), functions=None, indices=("t", "k"), sizes=("m", "n")
):
    text = repr((claim, given, functions))
    leaves = {
        name: {"shape": shape, "field": "complex" if name in complex_leaves else "real", "sequence": name in sequences}
        for name, shape in LEAVES.items()
        if f"'{name}'" in text
    }
    return {
        "sizes": [s for s in sizes if f"'{s}'" in repr(leaves) + text],
        "indices": [i for i in indices if f"'{i}'" in text],
        "leaves": leaves,
        "functions": functions or {},
        "given": list(given),
        "assert": claim,
    }


POINT = {
    "sizes": {"n": 2, "m": 3},
    "indices": {"t": 2, "k": 1},
    "leaves": {
        "A": [["1", "2"], ["3", "4"]],
        "B": [["0", "1"], ["-1", "1/2"]],
        "W": [["1", "2", "3"], ["4", "5", "7"]],
        "u": [["1"], ["2"]],
        "v": [["3"], ["-4"]],
        "x": "1/3",
        "y": "2",
        "z": "-3/2",
        "w": "1",
        "M": [["2", "1"], ["1", "3"]],
        "S": {"0": [["1", "1"], ["0", "1"]], "1": [["2", "0"], ["1", "1"]], "2": [["0", "1"], ["1", "0"]]},
        "h": {"1": [["1"], ["0"]], "2": [["5"], ["7"]]},
    },
}


def env_of(node, point=POINT, **kw):
    rec = record(node, **kw)
    return environment(rec, {**point, "leaves": {k: v for k, v in point["leaves"].items() if k in rec["leaves"]}})


def value(node, **kw):
    return evaluate(node, env_of(node, **kw))


def plain(v):
    """A value as nested lists of exact strings; balls by their decimal digits."""
    if isinstance(v, list):
        return [[plain(x) for x in row] for row in v]
    return str(v) if isinstance(v, fmpq) else v


def close(v, wanted, digits=12):
    """Whether a ball (or an exact number) contains a decimal number that is right to so many digits."""
    return abs(arb(v) - arb(str(wanted))) < arb(10) ** -digits

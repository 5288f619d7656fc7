"""What importing costs: start-up is what a user feels first."""

import subprocess
import sys
import time

import pytest

HEAVY = ("sympy", "torch", "numpy", "scipy", "matplotlib", "jinja2", "networkx", "hypothesis", "flint", "mpmath")


def run(program):
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout


def seconds(program):
    """The quickest of three: a busy machine only ever adds."""
    found = []
    for _ in range(3):
        started = time.perf_counter()
        run(program)
        found.append(time.perf_counter() - started)
    return min(found)


@pytest.mark.parametrize(
    ("program", "absent"),
    [
        ("import symrnn", HEAVY), ("import symrnn.report", HEAVY), ("import symrnn.cells", HEAVY),
        ("import symrnn as sr; n, = sr.dims('n'); sr.D(sr.tanh(sr.vector('h', n)), sr.vector('h', n))", HEAVY),
        ("import symrnn as sr; sr.judge", ("torch", "matplotlib", "jinja2", "hypothesis")),
        ("import symrnn as sr; sr.lower", ("torch", "matplotlib", "jinja2")),
        ("import symrnn.recheck.ledger", ("sympy", "torch", "numpy", "symrnn.algebra")),
        ("import symrnn.pytest_plugin", HEAVY),
    ],
)  # fmt: skip
def test_what_is_not_used_is_not_imported(program, absent):
    assert run(f"{program}\nimport sys\nprint([name for name in {absent!r} if name in sys.modules])").strip() == "[]"


def test_importing_symrnn_costs_hardly_more_than_importing_sympy():
    assert seconds("import symrnn") < seconds("import sympy") + 0.15

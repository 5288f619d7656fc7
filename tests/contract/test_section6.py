"""Section 6: what the command line says to bad input, and with which exit code."""

import importlib.abc
import sys

import pytest

from symrnn.cli import main
from symrnn.recheck.__main__ import main as recheck

CLAIM = '''import symrnn as sr

n, m = sr.dims("n m")
h = sr.vector("h", n)
x = sr.vector("x", m)
W = sr.matrix("W", n, n)
cell = sr.Cell("mine", state={h: sr.tanh(W @ h)})
number = 3


def made():
    return cell


@sr.claim("right", source="own work")
def right():
    """A matrix is itself."""
    return sr.equal(W, W.T.T)


@sr.claim("wrong", source="own work", expect="REFUTED")
def wrong():
    """A matrix is its transpose."""
    return sr.equal(W, W.T)
'''
FILES = {
    "mine.py": CLAIM, "surprise.py": CLAIM.replace(', expect="REFUTED"', ""), "empty.py": "x = 1\n",
    "syntax.py": "import symrnn as sr\nn, = sr.dims('n'\n", "missing.py": "import there_is_no_such_package\n",
    "twice.py": CLAIM.replace('"wrong"', '"right"'), "exits.py": "import sys\nsys.exit(3)\n",
    "shape.py": CLAIM + "\ny = W @ x\n", "raises.py": CLAIM + "\n1 / 0\n", "nothing/notes.txt": "no Python\n",
    "cells.py": "import symrnn as sr\nn, = sr.dims('n')\nh = sr.vector('h', n)\n\n\ndef needs(k):\n    pass\n\n\n"
                "def fails():\n    raise RuntimeError('boom')\n\n\nodd = sr.Cell('odd', state={h: h/sr.rho(sr.diag(h))})\n",
}  # fmt: skip


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "nothing").mkdir()
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


BAD = {
    "list syntax.py": (4, "syntax.py:2: SyntaxError"),
    "list missing.py": (4, "missing.py:1: ModuleNotFoundError: No module named 'there_is_no_such_package'"),
    "list twice.py": (4, "the id is taken by the claim in line 15"),
    "list exits.py": (4, "exits.py:2: SystemExit: 3"),
    "list shape.py": (4, "`W @ x`: W is n x n, x is m x 1"),
    "list raises.py": (4, "raises.py:26: ZeroDivisionError"),
    "list nowhere.py": (4, "nothing there; expected a .py file or a folder"),
    "list nothing/notes.txt": (4, "not Python"),
    "list empty.py": (5, "no claims"),
    "list nothing": (5, "no claims: no function under @claim(...) in nothing"),
    "verify nothing": (5, "no claims"),
    "verify mine.py -k nope": (5, "no claim is selected"),
    "verify mine.py -k 'right and'": (4, "the selection 'right and'"),
    "verify mine.py --jobs 0": (4, "--jobs"),
    "verify mine.py --timeout soon": (4, "--timeout"),
    "verify mine.py --executor moon": (4, "moon"),
    "verify mine.py --executor dask:moon": (4, "an address has a port"),
    "verify mine.py --json mine.py/x.json": (4, "mine.py cannot be written"),
    "verify mine.py --json nothing": (4, "nothing cannot be written; got a folder; expected the name of a file"),
    "verify mine.py --state mine.py": (4, "mine.py cannot be written"),
    "report mine.py --out mine.py": (4, "mine.py cannot be written"),
    "show right": (4, "no ledger in reports/ledger.json or .symrnn/ledger.json"),
    "show right --ledger mine.py": (4, "is not JSON"),
    "derive": (4, "either CELL, or --all --out DIR"),
    "derive --all": (4, "either CELL, or --all --out DIR"),
    "derive lstmm": (4, "Did you mean lstm?"),
    "derive mine.py:nope": (4, "has no name 'nope'; expected mine.py:NAME, with one of"),
    "derive mine.py": (4, "no name after the file mine.py; expected mine.py:NAME, with one of"),
    "derive mine.py:number": (4, "is no cell; got int 3"),
    "derive syntax.py:cell": (4, "syntax.py:2"),
    "derive cells.py:needs": (4, "missing a required argument: 'k'; expected a Cell, or a function without arguments"),
    "derive cells.py:fails": (4, "cells.py:11: RuntimeError: boom"),
    "derive cells.py:odd": (4, "the gradient through `rho`"),
    "derive nowhere.py:cell": (4, "no Python file; expected FILE.py:NAME"),
    "derive elman --wrt Q": (4, "no symbol and no intermediate of this name; got 'Q'; expected h, x, W, V, b, a"),
    "derive elman --format pdf": (4, "expected text, latex, python"),
    "audit": (4, "FILE.py:FUNCTION"),
    "audit mine.py --cell lstm": (4, "expected FILE.py:FUNCTION"),
    "audit mine.py:nope --cell lstm": (4, "has no name 'nope'"),
    "frobnicate": (4, "frobnicate"),
    "verify --frobnicate": (4, "--frobnicate"),
}


@pytest.mark.parametrize("command", BAD)
def test_bad_input_gets_one_clear_message_and_its_exit_code(command, capsys):
    code, text = BAD[command]
    words = command.replace("'right and'", "right_and").split()
    assert main([word.replace("right_and", "right and") for word in words]) == code
    shown = capsys.readouterr()
    assert text in shown.err.replace("\n", " ").replace("  ", " ")
    assert "Traceback" not in shown.err
    assert "main.py" not in shown.err


def test_a_run_a_look_a_replay_and_a_surprise(capsys):
    assert main(["verify", "mine.py", "--jobs", "1"]) == 0
    assert capsys.readouterr().out == "3 claims: 2 PROVED, 1 REFUTED; all as declared\n"
    assert main(["show", "wrong", "--replay"]) == 0
    assert "replay     wrong: it refutes" in capsys.readouterr().out
    assert main(["show", "nope"]) == 4
    assert main(["verify", "surprise.py", "-k", "wrong", "--jobs", "1"]) == 1
    first, second, _ = capsys.readouterr().out.splitlines()
    assert first == "REFUTED       wrong  (declared PROVED)"
    values, sides = second.strip().split(": ")
    assert values in ("n = 2, W = [0 1; 0 0]", "n = 2, W = [0 0; 1 0]")
    assert sides.startswith("left ")


def test_one_unreadable_file_does_not_hide_the_others(capsys):
    assert main(["list", "mine.py", "syntax.py"]) == 4
    shown = capsys.readouterr()
    assert shown.out.splitlines()[0].startswith("right\tPROVED\town work")
    assert "syntax.py:2" in shown.err


def test_the_last_good_report_stays_where_a_file_cannot_be_read(folder, capsys):
    def report():
        return {path.name: path.read_bytes() for path in (folder / "reports").iterdir()}

    (folder / "claims").mkdir()
    (folder / "claims" / "mine.py").write_text(CLAIM, encoding="utf-8")
    assert main(["report", "claims"]) == 0
    good = report()
    (folder / "claims" / "mine.py").write_text(CLAIM + "\ndef (\n", encoding="utf-8")
    (folder / "claims" / "other.py").write_text(CLAIM.replace('"right"', '"other"').replace('"wrong"', '"more"'))
    capsys.readouterr()
    assert main(["report", "claims"]) == 4
    shown = capsys.readouterr()
    assert shown.out == "3 claims: 2 PROVED, 1 REFUTED; all as declared; 1 fault in the files, named above\n"
    assert "SyntaxError" in shown.err
    assert "stays as it was" in shown.err
    assert report() == good


def test_a_cell_with_a_word_that_has_no_rule_is_undecided_and_the_ledger_is_accepted(capsys):
    assert main(["verify", "cells.py", "--json", "odd.json"]) == 1
    shown = capsys.readouterr().out
    assert shown.startswith("UNDECIDED     cell:")
    assert "the gradient through `rho`" in shown
    assert recheck(["odd.json"]) == 0


def test_an_executor_is_refused_where_the_cache_leaves_nothing_to_do(capsys):
    assert main(["verify", "mine.py"]) == 0
    assert main(["verify", "mine.py", "--executor", "moon"]) == 4
    assert "local, or dask:ADDRESS" in capsys.readouterr().err


UNLUCKY = """import symrnn as sr


@sr.claim("floods", source="own work")
def floods():
    \"\"\"It prints a lot, and then fails.\"\"\"
    for line in range(3000):
        print("line", line)
    raise ValueError("the end")


@sr.claim("misses", source="own work", expect="CORROBORATED")
def misses():
    \"\"\"The square of a normal variable has mean 2.\"\"\"
    return sr.expects(lambda rng, size: rng.normal(size=size) ** 2, 2)


@sr.claim("misnames", source="own work", by=["no such lemma"])
def misnames():
    \"\"\"A lemma that nobody knows.\"\"\"
    n, = sr.dims("n")
    u, v = sr.vectors("u v", n)
    return sr.equal(sr.det(sr.eye(n) + sr.outer(u, v)), 1 + sr.dot(u, v))


@sr.claim("misfits", source="own work")
def misfits():
    \"\"\"Columns do not multiply.\"\"\"
    u = sr.vector("u", 3)
    return sr.equal(u @ u, u)
"""


def test_what_went_wrong_in_a_claim_is_said_once_and_shortly(folder, capsys):
    (folder / "unlucky.py").write_text(UNLUCKY, encoding="utf-8")
    assert main(["verify", "unlucky.py"]) == 1
    shown = capsys.readouterr()
    assert shown.err.startswith("floods printed:\n  (")
    assert len(shown.err.splitlines()) == 22
    assert shown.err.rstrip().endswith("ValueError: the end")
    floods, misses, misnames, misfits, _ = shown.out.splitlines()
    assert "ValueError: the end (unlucky.py:9)" in floods
    assert "the interval does not hold 2" in misses
    assert "expected Schur complement" in misnames
    assert "symrnn/" not in misnames
    assert misfits.count("(unlucky.py:") == 1


class Without(importlib.abc.MetaPathFinder):
    """A package that is not installed."""

    def __init__(self, name):
        self.name = name

    def find_spec(self, full, path=None, target=None):
        if full.split(".")[0] == self.name:
            raise ModuleNotFoundError(f"No module named {full!r}", name=full)


def test_a_package_that_is_not_installed_is_named(monkeypatch, capsys):
    for name in [n for n in sys.modules if n.split(".")[0] == "jinja2" or n.startswith("symrnn.report")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(sys, "meta_path", [Without("jinja2"), *sys.meta_path])
    assert main(["report", "mine.py"]) == 4
    assert capsys.readouterr().err == "the package jinja2 is not installed. pip install jinja2\n"

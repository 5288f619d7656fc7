import os
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

import pytest
from fakes.files import derivations, one
from fakes.judges import NAME

TESTS = Path(__file__).parents[1]
INSTALLED = any(point.name == "symrnn" for point in entry_points(group="pytest11"))
PLUGIN = [] if INSTALLED else ["-p", "symrnn.pytest_plugin"]


def test_pytest_loads_the_plugin_without_anything_heavy(tmp_path):
    heavy = ("sympy", "numpy", "scipy", "torch", "matplotlib", "jinja2", "flint", "mpmath", "networkx", "symrnn.runs")
    text = f"import sys\ndef test(): assert [n for n in {heavy} if n in sys.modules] == []\n"
    text += "def test_loaded(): assert 'symrnn.pytest_plugin' in sys.modules"
    (tmp_path / "test_a.py").write_text(text)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:hypothesispytest", *PLUGIN, "test_a.py"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert "2 passed" in done.stdout, done.stdout + done.stderr


@pytest.fixture
def run(tmp_path):
    (tmp_path / "pytest.ini").write_text(f"[pytest]\nsymrnn_judge = {NAME}\nsymrnn_files = examples/*.py\n")

    # An edit of symrnn between two processes of a test is not what the test is about.
    (tmp_path / "conftest.py").write_text("import symrnn.runs.cache as c\nc.sources_hash = lambda: 'pinned'\n")

    def pytest_of(*args):
        command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *PLUGIN, *args]
        path = os.pathsep.join([str(TESTS), str(TESTS.parent)])
        environment = os.environ | {"PYTHONPATH": path, "COLUMNS": "200"}
        return subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)

    return pytest_of


def test_claims_are_items_that_pass_where_the_verdict_is_the_declared_one(tmp_path, run):
    derivations(
        tmp_path,
        a=one("good") + one("wrong", "REFUTED", expect="REFUTED"),
        b=one("surprise", "UNDECIDED", body="print('a hint')")
        + "\n@foil(claim_surprise)\ndef slip():\n    'A slip.'\n",
        c=one("dies", body="import os; os.abort()"),
        __init__="",
        test_other="def test_of_python(): pass",
    )
    done = run("-v")
    assert "derivations/a.py::good PASSED" in done.stdout
    assert "derivations/a.py::wrong PASSED" in done.stdout
    assert "derivations/b.py::surprise FAILED" in done.stdout
    assert "derivations/test_other.py::test_of_python PASSED" in done.stdout
    assert "surprise is UNDECIDED; it declares PROVED.\nA claim.\nreason: as asked" in done.stdout
    assert "printed by the claim" in done.stdout
    assert "a hint" in done.stdout
    assert "the process was ended by signal 6 (SIGABRT), at stage statement" in done.stdout, done.stdout
    assert "2 failed, 3 passed" in done.stdout
    assert "Traceback" not in done.stdout


@pytest.mark.parametrize(
    ("args", "counts"),
    [
        (["derivations/a.py"], "2 passed"),
        (["derivations/a.py", "derivations"], "3 passed"),
        (["derivations/a.py::one"], "1 passed"),
        pytest.param(["-k", "two or three"], "2 passed, 2 deselected", marks=pytest.mark.slow),
        (["-m", "not symrnn", "derivations/a.py"], "2 deselected"),
        (["examples/mine.py"], "1 passed"),
        pytest.param(["examples"], "1 passed", marks=pytest.mark.slow),
        pytest.param(["-n", "2"], "4 passed", marks=pytest.mark.slow),
        pytest.param(["--symrnn-timeout", "20", "--symrnn-no-cache"], "4 passed", marks=pytest.mark.slow),
    ],
)
def test_files_and_claims_are_chosen_as_tests_are(tmp_path, run, args, counts):
    root = derivations(tmp_path, a=one("one") + one("two"), b=one("three"))
    (tmp_path / "examples").mkdir()
    (tmp_path / "examples" / "mine.py").write_text((root / "b.py").read_text().replace("three", "mine"))
    (tmp_path / "elsewhere.py").write_text("raise SystemExit")
    done = run("-q", *args)
    assert counts in done.stdout, done.stdout + done.stderr


def test_a_second_run_takes_what_is_known(tmp_path, run):
    derivations(tmp_path, a=one("a", body=f"open({str(tmp_path / 'count')!r}, 'a').write('x')"))
    for expected in ("x", "x"):
        assert "1 passed" in run("-q").stdout
        assert (tmp_path / "count").read_text() == expected
    run("-q", "--symrnn-no-cache")
    assert (tmp_path / "count").read_text() == "xx"


def test_a_file_that_cannot_be_read_is_an_error_with_its_line(tmp_path, run):
    derivations(tmp_path, a=one("good"), b="def f(:")
    done = run("-q")
    assert "derivations/b.py:3: SyntaxError" in done.stdout
    assert "1 error" in done.stdout
    assert "1 passed" in run("-q", "--continue-on-collection-errors").stdout

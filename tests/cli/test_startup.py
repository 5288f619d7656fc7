import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
from fakes.files import derivations, one

ROOT = Path(__file__).parents[2]
HEAVY = ("sympy", "numpy", "scipy", "torch", "matplotlib", "jinja2", "flint", "mpmath", "hypothesis", "networkx")


def imported(program, cwd=ROOT):
    """The heavy packages that a program imports."""
    tail = f"\nimport sys; print(*[name for name in {HEAVY} if name in sys.modules])"
    paths = f"import sys; sys.path[:0] = [{str(ROOT)!r}, {str(ROOT / 'tests')!r}]\n"
    done = subprocess.run([sys.executable, "-c", paths + program + tail], capture_output=True, text=True, cwd=cwd)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()[-1].split()


@pytest.mark.parametrize(
    "program",
    [
        "import symrnn; symrnn.claim, symrnn.foil, symrnn.Source",
        "import symrnn.cli",
        "import symrnn.pytest_plugin",
        "import symrnn.runs.run, symrnn.runs.ledger, symrnn.runs.server, symrnn.console",
        "from symrnn.cli import main; assert main(['--help']) == 0",
        "from symrnn.cli import main; assert main(['frobnicate']) == 4",
    ],
)
def test_nothing_heavy_is_imported_before_it_is_needed(program):
    assert imported(program) == []


def test_the_language_alone_does_not_import_what_other_parts_need():
    program = "import symrnn as sr; n = sr.dims('n'); sr.tanh; sr.equal"
    assert not {"torch", "matplotlib", "jinja2", "hypothesis"} & set(imported(program))


def test_a_run_of_which_everything_is_known_starts_no_process_and_takes_no_time(tmp_path):
    derivations(tmp_path, a="".join(one(f"c-{n}") for n in range(100)))
    program = "import fakes.judges, symrnn.runs.run as r, functools\n"
    program += "r.verify = functools.partial(r.verify, judge=fakes.judges.NAME)\n"
    program += "r.preload_of = lambda judge: [judge.partition(':')[0]]\n"
    # An edit of symrnn between two processes of a test is not what the test is about.
    program += "import symrnn.runs.cache as c; c.sources_hash = lambda: 'pinned'\n"
    program += "from symrnn.cli import main\nassert main(['verify', '--json', 'l.json']) == 0"
    imported(program, tmp_path)
    first = json.loads((tmp_path / "l.json").read_bytes())["claims"]
    refuse = "import symrnn.runs.pool as p\ndef refuse(*args): raise AssertionError\np._Connection = refuse\n"
    started = time.monotonic()
    assert imported(refuse + program, tmp_path) == []
    assert time.monotonic() - started < 2
    assert json.loads((tmp_path / "l.json").read_bytes())["claims"] == first

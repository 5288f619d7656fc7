import contextlib
import functools
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from fakes.files import derivations, one
from fakes.judges import NAME

import symrnn.console
import symrnn.runs.run
from symrnn import cli
from symrnn.cells.registry import CELLS
from symrnn.claims.folder import usual
from symrnn.cli import main
from symrnn.errors import ExecutorError

REFUTING = {
    "sizes": {"n": 1}, "leaves": {"x": "1"}, "left": "2", "right": "1", "gap": "1", "exact": True, "how": "by hand",
    "shrunk": True,
}  # fmt: skip
STATEMENT = {
    "sizes": [], "indices": [], "leaves": {"x": {"shape": [], "field": "real", "sequence": False}}, "functions": {},
    "assert": ["eq", ["add", ["sym", "x"], ["sym", "x"]], ["sym", "x"]],
}  # fmt: skip


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(symrnn.runs.run, "verify", functools.partial(symrnn.runs.run.verify, judge=NAME))


@pytest.fixture
def said(capsys):
    """What was printed since the last time: (standard output, standard error)."""
    return lambda: tuple(capsys.readouterr())


def test_list_shows_ids_expectations_and_sources(tmp_path, said):
    derivations(tmp_path, a=one("a-1") + one("a-2", expect="REFUTED"))
    assert main(["list"]) == 0
    assert said() == ("a-1\tPROVED\ta test\na-2\tREFUTED\ta test\n", "")
    assert main(["list", "derivations/a.py"]) == 0


def test_what_was_not_selected_says_how_it_is_judged(tmp_path, said):
    derivations(tmp_path, a=one("first") + one("second"))
    assert main(["verify", "-k", "first"]) == main(["show", "second"]) == 0
    assert "reason     it was not selected\nto judge   symrnn verify -k 'second', with the files that " in said()[0]
    assert main(["show", "secnd"]) == 4
    assert "no claim 'secnd' in .symrnn/ledger.json; expected second" in said()[1]
    assert main(["--version"]) == 0
    assert said()[0].startswith("symrnn ")


def test_the_trace_of_a_claim_begins_in_its_own_file(tmp_path, said):
    derivations(tmp_path, a=one("bad", body="1 / 0"))
    assert main(["verify"]) == 1
    err = said()[1]
    assert err.startswith("bad printed:\n  Traceback (most recent call last):\n    File ")
    assert err.splitlines()[2].partition(", line")[0].endswith("derivations/a.py\"")
    assert "child.py" not in err
    assert err.endswith("ZeroDivisionError: division by zero\n")


def test_verify_is_quiet_when_piped_and_names_what_differs(tmp_path, said):
    derivations(tmp_path, a=one("good"), b=one("bad", "UNDECIDED", body="print('a hint')"))
    assert main(["verify"]) == 1
    out, err = said()
    assert out == (
        "UNDECIDED     bad  (declared PROVED): as asked\n2 claims: 1 PROVED, 1 UNDECIDED; 1 not as declared\n"
    )
    assert err == "bad printed:\n  a hint\n"
    assert main(["verify", "derivations/a.py"]) == 0
    assert said() == ("1 claim: 1 PROVED; all as declared\n", "")
    assert (tmp_path / ".symrnn" / "journal.jsonl").exists()


@pytest.mark.parametrize(
    ("claims", "code"),
    [
        (one("a"), 0),
        (one("a", "REFUTED", expect="REFUTED"), 0),
        (one("a", "DISPUTED", expect="DISPUTED"), 0),
        (one("a", "REFUTED"), 1),
        (one("a", expect="REFUTED"), 1),
        (one("a", body="raise ValueError"), 1),
        (one("a", body="import os; os._exit(0)"), 1),
        (one("a", "DISPUTED"), 3),
        (one("a", "DISPUTED") + one("b", "REFUTED") + one("c", uses=["none"]), 3),
        ("def f(:", 4),
        (one("a") + one("b", uses=["none"]), 4),
        (one("a", "REFUTED") + one("b", uses=["none"]), 4),
        ("", 5),
    ],
)
def test_exit_codes(tmp_path, claims, code):
    derivations(tmp_path, a=claims)
    assert main(["verify"]) == code


def test_a_file_that_cannot_be_read_does_not_hide_the_others(tmp_path, said):
    derivations(tmp_path, a=one("a"), b="def f(:")
    assert main(["verify"]) == 4
    out, err = said()
    assert out == "1 claim: 1 PROVED; all as declared; 1 fault in the files, named above\n"
    assert err.startswith("derivations/b.py:3: SyntaxError")


def test_a_fault_is_told_with_the_path_of_its_file_from_here(tmp_path, monkeypatch, said):
    root = derivations(tmp_path, a="def f(:")
    (root / "a.py").rename(tmp_path / "loose.py")
    assert main(["list", "loose.py"]) == 4
    assert said()[1].startswith("loose.py:3: SyntaxError")
    monkeypatch.chdir(root)
    assert main(["verify", "../loose.py"]) == 4
    assert said()[1].startswith("../loose.py:3: SyntaxError")


def test_a_fault_of_a_file_is_counted_beside_the_verdicts(tmp_path, said):
    derivations(tmp_path, a=one("a") + one("b", uses=["none"]))
    assert main(["verify"]) == 4
    assert said()[0] == "2 claims: 2 PROVED; all as declared; 1 fault in the files, named above\n"


def test_a_run_of_a_part_takes_nothing_away_from_what_is_known_of_the_rest(tmp_path, said):
    root = derivations(tmp_path, a=one("first") + one("second", "UNDECIDED"), b=one("third"))
    assert main(["verify"]) == 1
    assert main(["verify", "-k", "first", "--no-cache", "--json", "out.json"]) == 0
    assert [c["verdict"] for c in json.loads(Path("out.json").read_text())["claims"]] == ["PROVED", "NOT_RUN", "NOT_RUN"]
    said()
    assert main(["show", "second"]) == main(["show", "third"]) == 0
    assert "verdict    UNDECIDED (declared PROVED)" in said()[0]
    with (root / "a.py").open("a") as file:  # what an older file was found to say is not what this one says
        file.write("# changed\n")
    main(["verify", "-k", "first"])
    said()
    main(["show", "second"])
    main(["show", "third"])
    assert [line for line in said()[0].splitlines() if line.startswith("verdict")] == [
        "verdict    NOT_RUN (declared PROVED)", "verdict    PROVED (declared PROVED)",
    ]  # fmt: skip


def test_a_claim_that_the_last_run_did_not_read_is_shown_from_the_report(tmp_path, said):
    derivations(tmp_path, a=one("first"), b=one("second"))
    assert main(["verify", "--json", "reports/ledger.json"]) == 0
    assert main(["verify", "derivations/a.py"]) == 0
    os.utime("reports/ledger.json", (1, 1))
    said()
    assert main(["show", "second"]) == 0
    out, err = said()
    assert out.startswith("second\n")
    assert err == "as reports/ledger.json has it; .symrnn/ledger.json, which is newer, has no such claim\n"
    assert main(["show", "first"]) == 0
    assert said()[1] == ""


@pytest.mark.parametrize(
    "args",
    [
        [],
        ["frobnicate"],
        ["verify", "--frobnicate"],
        ["verify", "--jobs", "0"],
        ["verify", "--jobs", "many"],
        ["verify", "--timeout", "nan"],
        ["verify", "--timeout"],
        ["verify", "nowhere"],
        ["verify", "-k", "and"],
        ["list", "nowhere.py"],
        ["show"],
        ["show", "a", "--ledger", "nowhere.json"],
        ["derive"],
        ["derive", "lstm", "--all"],
        ["derive", "lstm", "--check"],
        ["derive", "--all"],
        ["derive", "lstm", "--format", "html"],
        ["audit", "a.py:f"],
    ],
)
def test_usage_errors_end_with_4_and_a_word_on_standard_error(tmp_path, args, said):
    derivations(tmp_path, a=one("a"))
    assert main(args) == 4
    out, err = said()
    assert err or "Usage" in out


def test_mutate_without_claims_says_so_and_a_file_that_cannot_be_read_outranks_it(tmp_path, said):
    derivations(tmp_path, a=one("a"))
    assert main(["mutate", "-k", "nothing"]) == 5
    assert said() == ("", "no claim is selected in derivations\n")
    derivations(tmp_path, b="def f(:")
    assert main(["mutate", "-k", "nothing"]) == 4
    Path("empty").mkdir()
    assert main(["mutate", "empty"]) == 5
    assert said()[1].endswith("no claims: no function under @claim(...) in empty\n")


def test_show_before_anything_was_judged_says_what_makes_a_ledger(tmp_path, said):
    assert main(["show", "a"]) == 4
    assert said()[1].startswith("no ledger in reports/ledger.json or .symrnn/ledger.json; got no file there. `symrnn ")
    assert main(["show", "a", "--ledger", "nowhere.json"]) == 4
    assert said()[1].startswith("no ledger in nowhere.json;")


def test_k_selects_and_selecting_nothing_is_no_claims(tmp_path, said):
    derivations(tmp_path, gates=one("lstm-a") + one("gru-a", "UNDECIDED"))
    assert main(["verify", "-k", "lstm", "--json", "out.json"]) == 0
    assert said()[0] == "1 claim: 1 PROVED, 1 not selected; all as declared\n"
    ledger = json.loads(Path("out.json").read_text())
    assert [c["verdict"] for c in ledger["claims"]] == ["PROVED", "NOT_RUN"]
    assert main(["verify", "-k", "gates and not gru"]) == 0
    assert main(["verify", "-k", "nothing"]) == 5


def test_options_reach_the_run(tmp_path, monkeypatch):
    derivations(tmp_path, a=one("a"))
    seen = {}
    monkeypatch.setattr(symrnn.runs.run, "verify", lambda catalog, **options: seen.update(options) or [])
    args = ["--jobs", "3", "--timeout", "1.5", "--seed", "7", "--no-cache", "--state", "there"]
    main(["verify", *args])
    wanted = {"jobs": 3, "timeout": 1.5, "seed": 7, "cache": False, "state_dir": Path("there"), "only": None}
    assert {name: seen[name] for name in wanted} == wanted
    assert not seen["cells"]
    main(["verify", "derivations"])
    assert seen["cells"]
    assert seen["jobs"] is None


def test_cells_are_judged_where_their_file_is_named(tmp_path, monkeypatch):
    derivations(tmp_path, a="from symrnn.cells import Elman\nmine = Elman()")
    assert main(["verify"]) == 5
    assert main(["verify", "derivations/a.py", "--json", "out.json"]) == 1
    (entry,) = json.loads(Path("out.json").read_text())["claims"]
    assert (entry["id"], entry["verdict"]) == ("cell:derivations/a.py:mine", "ERROR")  # the fake judge knows no cells


def test_a_ledger_that_cannot_be_written(tmp_path, said):
    derivations(tmp_path, a=one("a"))
    Path("file").write_text("")
    assert main(["verify", "--json", "file/out.json"]) == 4
    assert main(["verify", "--state", "file/state"]) == 4
    assert "cannot be written" in said()[1]


def test_faults_of_symrnn_itself_end_with_3(tmp_path, monkeypatch, said):
    derivations(tmp_path, a=one("a"))
    for error in (ExecutorError("no server"), ZeroDivisionError("a bug")):

        def broken(catalog, error=error, **options):
            raise error

        monkeypatch.setattr(symrnn.runs.run, "verify", broken)
        assert main(["verify"]) == 3
    assert "a fault of symrnn" in said()[1]


def test_the_shipped_derivations_are_the_default_where_there_are_none():
    assert usual() == Path(cli.__file__).parent.parent / "derivations"


def refuted(tmp_path, witness=REFUTING):
    derivations(tmp_path, a=one("a", "REFUTED", expect="REFUTED") + one("b"))
    main(["verify", "--json", "reports/ledger.json"])
    file = Path("reports/ledger.json")
    ledger = json.loads(file.read_text())
    ledger["claims"][0] |= {
        "statement": STATEMENT, "given": [], "given_text": ["for all x"], "witness": witness, "statement_latex": "2x=x",
        "steps": [{"rule": "sum", "text": "x + x = 2 x", "latex": None}],
    }  # fmt: skip
    file.write_text(json.dumps(ledger))


def test_show_prints_a_claim_of_the_ledger(tmp_path, said):
    refuted(tmp_path)
    said()
    assert main(["show", "a"]) == 0
    lines = said()[0].splitlines()
    assert lines[:2] == ["a", "A claim."]
    assert "verdict    REFUTED (declared REFUTED)" in lines
    assert "statement  eq(x + x, x)" in lines
    assert lines[lines.index("witness") :] == [
        "witness", "  n = 1", "  x = 1", "  left = 2", "  right = 1", "  gap = 1", "step 1     sum: x + x = 2 x",
    ]  # fmt: skip
    assert main(["show", "c"]) == 4
    assert "no claim 'c'" in said()[1]


def test_show_falls_back_to_latex_where_it_cannot_read_a_statement(tmp_path, said):
    refuted(tmp_path)
    file = Path("reports/ledger.json")
    file.write_text(file.read_text().replace('"eq"', '"a-word-of-later"'))
    said()
    assert main(["show", "a"]) == 0
    assert "statement  2x=x" in said()[0]


def test_replay_evaluates_the_witness_from_the_ledger_alone(tmp_path, said):
    refuted(tmp_path)
    (tmp_path / "derivations" / "a.py").unlink()
    said()
    assert main(["show", "a", "--replay"]) == 0
    assert "replay     a: it refutes: " in said()[0]
    assert main(["show", "b", "--replay"]) == 4
    assert "no witness to replay" in said()[1]


def test_replay_does_not_accept_a_witness_that_refutes_nothing(tmp_path, said):
    refuted(tmp_path, REFUTING | {"leaves": {"x": "0"}})
    assert main(["show", "a", "--replay"]) == 1
    assert "replay     a: NOT ACCEPTED" in said()[0]


def test_derive_lists_the_ready_cells(said):
    assert main(["derive", "--help"]) == 0
    text = said()[0]
    assert [name for name in CELLS if name not in text] == []


def test_report_verifies_then_writes(tmp_path, said):
    derivations(tmp_path, a=one("a") + one("b", "REFUTED"))
    assert main(["report", "--out", "here"]) == 1
    assert "report in here" in said()[0]
    assert json.loads(Path("here/ledger.json").read_text())["totals"]["claims"] == 2
    assert set(json.loads(Path("here/run.json").read_text())["seconds"]) == {"a", "b"}


def test_an_interruption_ends_with_2(tmp_path, monkeypatch, said):
    derivations(tmp_path, a=one("a"))

    def interrupted(catalog, **options):
        raise KeyboardInterrupt

    monkeypatch.setattr(symrnn.runs.run, "verify", interrupted)
    assert main(["verify"]) == 2
    assert said()[1] == "interrupted\n"


@pytest.mark.parametrize("earlier", [False, True], ids=["the first run", "one without cache after a whole one"])
def test_what_was_found_before_an_interruption_can_be_shown(tmp_path, monkeypatch, said, earlier):
    derivations(tmp_path, a=one("first") + one("second"))
    if earlier:
        assert main(["verify"]) == 0

    def stop(event):
        if event.kind == "done":
            raise KeyboardInterrupt

    monkeypatch.setattr(symrnn.console, "progress", lambda: contextlib.nullcontext(stop))
    assert main(["verify", "--jobs", "1", "--no-cache"]) == 2
    assert said()[1] == "interrupted after 1 of 2 claims. The same command goes on from there.\n"
    assert main(["show", "first"]) == main(["show", "second"]) == 0
    verdicts = [line.split()[1] for line in said()[0].splitlines() if line.startswith("verdict")]
    assert verdicts == (["PROVED", "PROVED"] if earlier else ["PROVED", "NOT_RUN"])


def test_output_that_nobody_reads_is_no_fault_of_symrnn(tmp_path):
    derivations(tmp_path, a="".join(one(f"claim-number-{n}") for n in range(3000)))
    command = f"{sys.executable} -m fakes.program list | head -1"
    path = {"PYTHONPATH": str(Path(__file__).parents[1]), "PATH": "/usr/bin:/bin"}
    done = subprocess.run(command, shell=True, cwd=tmp_path, env=path, capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("claim-number-0\tPROVED\ta test\n", "")


CODE = """
import torch

def step(h, x, W, V, b):
    return torch.tanh(W @ h + V @ x + b)

def other(h, x, W, V, b):
    return torch.tanh(W.T @ h + V @ x + b)
"""


@pytest.mark.slow
def test_audit_tells_agreement_from_difference(tmp_path, said):
    Path("code.py").write_text(CODE)
    assert main(["audit", "code.py:step", "--cell", "elman", "--as", "step"]) == 0
    assert main(["audit", "code.py:other", "--cell", "elman", "--json", "audit.json"]) == 1
    assert json.loads(Path("audit.json").read_text())["agrees"] is False
    assert main(["audit", "code.py:none", "--cell", "elman"]) == 4
    assert main(["audit", "code.py", "--cell", "elman"]) == 4


@pytest.mark.slow
def test_mutate_names_a_claim_that_fails_and_goes_on_with_the_others(tmp_path, said):
    text = """
        import symrnn as sr
        n = sr.dims("n")[0]
        A = sr.matrix("A", n, n)

        @claim("falls", source="a test")
        def falls():
            "It raises."
            return sr.equal(A @ sr.vector("x", 2), A)

        @claim("stands", source="a test")
        def stands():
            "It holds."
            return sr.equal(A.T.T, A)
    """
    derivations(tmp_path, a=text)
    assert main(["mutate", "--jobs", "1"]) == 1
    out, err = said()
    assert "falls: it gives no statement to mutate: `A @ x`: A is n x n, x is 2 x 1" in err
    assert "stands: " in out
    assert "mutants of 1 claim: " in out


@pytest.mark.slow
def test_mutate_counts_what_is_caught(tmp_path, said):
    text = one(
        "square", body="import symrnn as sr\nx = sr.scalar('x')\nreturn sr.equal((x + 1) ** 2, x * x + 2 * x + 1)"
    )
    derivations(tmp_path, a=text)
    assert main(["mutate"]) == 0
    assert "mutants of 1 claim:" in said()[0]
    assert main(["mutate", "-k", "nothing"]) == 5


def test_derive_writes_the_pages_of_all_cells_or_says_what_changed(tmp_path, monkeypatch, said):
    monkeypatch.setattr("symrnn.report.derivation.pages", lambda: {"elman.md": "one\n", "README.md": "two\n"})
    assert main(["derive", "--all", "--out", "pages", "--check"]) == 1
    assert not Path("pages").exists()
    assert main(["derive", "--all", "--out", "pages"]) == 0
    assert Path("pages/elman.md").read_text() == "one\n"
    assert main(["derive", "--all", "--out", "pages", "--check"]) == 0
    Path("pages/elman.md").write_text("edited\n")
    said()
    assert main(["derive", "--all", "--out", "pages", "--check"]) == 1
    assert "-edited\n+one" in said()[0]


def test_a_folder_of_derivations_says_what_is_new(monkeypatch, said):
    monkeypatch.setattr("symrnn.report.derivation.pages", lambda: {"elman.md": "one\n"})
    assert main(["derive", "--all", "--out", "pages", "--check"]) == 1
    assert said()[0] == "pages/elman.md: missing\n"
    assert main(["derive", "--all", "--out", "pages"]) == 0
    assert said()[0] == "pages/elman.md: new\n"


@pytest.mark.parametrize("word", ["LSTM", "Lstm", "scalar_gate", "elmann"])
def test_a_ready_cell_that_is_spelt_otherwise_is_named(word, said):
    assert main(["derive", word]) == 4
    assert f"Did you mean {word.lower().replace('_', '-').replace('nn', 'n')}?" in said()[1]


def test_python_runs_the_package_as_the_command(tmp_path):
    done = subprocess.run([sys.executable, "-m", "symrnn", "list", "nowhere.py"], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (4, "")
    assert done.stderr.startswith("the path nowhere.py; got nothing there")


def test_derive_writes_one_cell(said):
    assert main(["derive", "elman", "--wrt", "h"]) == 0
    assert "dh'/dh" in said()[0]

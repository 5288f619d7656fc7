"""Section 4: the example file as it is printed, and all that a claim may say of itself."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

import symrnn as sr
from symrnn.claims.catalog import load
from symrnn.cli import main
from symrnn.errors import ClaimError

SOURCES = '''from symrnn import Source

LIVI = Source("Time-scale coupling between states and parameters", authors="L. Livi", year=2025)
'''
PRINTED = '''"""How the state of a scalar-gated network answers to its previous state."""

import symrnn as sr
from symrnn import claim, equal, foil
from symrnn.cells import ScalarGate
from derivations.sources import LIVI

cell = ScalarGate("tanh")
s, g, w = cell["s"], cell["g"], cell["w_g"]
leaky = (1 - g) * sr.eye(s.shape[0]) + g * sr.diag(1 - sr.tanh(cell["a"]) ** 2) @ cell["W"]
outer = g * (1 - g) * (sr.tanh(cell["a"]) - s) @ w.T

@claim("livi2025-eq32", source=LIVI.at("eq. (32)"), uses=["livi2025-eq28"])
def scalar_gate_jacobian():
    """The Jacobian is the leaky one at rate g plus the outer product of phi(a) - s and the gate's gradient."""
    return equal(cell.jacobian(s, s), leaky + outer)

@foil(scalar_gate_jacobian)
def gate_held_still():
    """The usual slip: the gate is treated as if it did not see the state."""
    return equal(cell.jacobian(s, s), leaky)
'''
HEAD = '"""A topic."""\n\nimport symrnn as sr\nfrom symrnn import claim, equal, foil\n\n'
MORE = HEAD + '''n, m = sr.dims("n m")
h, = sr.vectors("h", n)
W = sr.matrix("W", n, n)
s = sr.scalar("s")


@claim("slope", source="own work", over={"phi": ["tanh", "sigmoid"]})
def slope(phi):
    """The slope of {phi} is at most one."""
    f = getattr(sr, phi)
    return sr.at_most(sr.D(f(s), s), 1)


@foil(slope)
def half(phi):
    """At most a fifth."""
    return sr.at_most(sr.D(getattr(sr, phi)(s), s), sr.rational(1, 5))


@claim("transposed", source=sr.Source("A paper", authors=["A. First", "B. Second"], year=2020).at("p. 3"), uses=[slope])
def transposed():
    """The gradient of h' W h."""
    return equal(sr.D(sr.dot(h, W @ h), h), h.T @ (W + W.T))


@foil(transposed)
def forgotten():
    """The second term is forgotten."""
    return equal(sr.D(sr.dot(h, W @ h), h), h.T @ W)


@claim("as-printed", source="A paper, p. 2", expect="REFUTED", as_printed_of="transposed")
def as_printed():
    """As printed: the gradient of h' W h is 2 h' W."""
    return equal(sr.D(sr.dot(h, W @ h), h), 2 * h.T @ W)


@claim("lemma", source="own work", by=["matrix determinant lemma"])
def lemma():
    """The determinant of a rank-one change of the identity."""
    return equal(sr.det(sr.eye(n) + h @ h.T), 1 + h.T @ h)


@claim("by-foilless-mutants", source="own work")
def without_foil():
    """A claim without foils is judged with mutants made for it."""
    return equal(sr.D(sr.tanh(W @ h), h), sr.diag(1 - sr.tanh(W @ h) ** 2) @ W)
'''


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    place = tmp_path / "derivations"
    place.mkdir()
    (place / "sources.py").write_text(SOURCES, encoding="utf-8")
    return place


def verified(*paths, code=0):
    assert main(["verify", *map(str, paths), "--json", "ledger.json", "--jobs", "1"]) == code
    return {c["id"]: c for c in json.loads(Path("ledger.json").read_text("utf-8"))["claims"]}


def test_the_example_works_as_printed(folder, capsys):
    (folder / "gate.py").write_text(PRINTED, encoding="utf-8")
    assert main(["list"]) == 0
    assert capsys.readouterr().out.split("\t")[:2] == ["livi2025-eq32", "PROVED"]
    entry = verified()["livi2025-eq32"]
    assert entry["verdict"] == "PROVED"
    assert entry["scope"] == "all m, n"
    assert entry["title"].startswith("The Jacobian is the leaky one at rate g")
    assert entry["source"] == {"work": "L. Livi (2025): Time-scale coupling between states and parameters",
                               "place": "eq. (32)"}
    (foil,) = entry["foils"]
    assert foil["id"] == "livi2025-eq32/gate_held_still"
    assert foil["verdict"] == "REFUTED"
    assert foil["witness"]
    assert [step["rule"] for step in entry["steps"]][-2:] == ["sum rule", "insert"]
    assert "def scalar_gate_jacobian" in entry["code"]


def test_the_example_is_a_test_of_pytest_too(folder):
    (folder / "gate.py").write_text(PRINTED, encoding="utf-8")
    done = subprocess.run([sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "derivations"],
                          cwd=folder.parent, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 passed" in done.stdout


def test_everything_that_a_claim_may_say(folder):
    (folder / "more.py").write_text(MORE, encoding="utf-8")
    found = verified()
    assert list(found) == ["slope[tanh]", "slope[sigmoid]", "transposed", "as-printed", "lemma", "by-foilless-mutants"]
    assert found["slope[tanh]"]["title"] == "The slope of tanh is at most one."
    assert found["slope[tanh]"]["source"] == {"work": "own work", "place": ""}
    assert {e["verdict"] for e in found.values() if e["expected"] == "PROVED"} == {"PROVED"}
    assert found["transposed"]["uses"] == ["slope[tanh]", "slope[sigmoid]"]
    assert found["transposed"]["source"]["place"] == "p. 3"
    printed = found["as-printed"]
    assert (printed["verdict"], printed["as_printed_of"]) == ("REFUTED", "transposed")
    assert printed["witness"]["exact"]
    assert "lemma" in found["lemma"]["scope"]
    mutants = found["by-foilless-mutants"]["foils"]
    assert mutants
    assert {foil["verdict"] for foil in mutants} == {"REFUTED"}


def test_a_surprise_in_either_direction_fails(folder):
    text = HEAD + 'n, = sr.dims("n")\nW = sr.matrix("W", n, n)\n\n\n'
    wrong = '@claim("wrong", source="own work")\ndef wrong():\n    """Transposed."""\n    return equal(W, W.T)\n\n\n'
    right = ('@claim("right", source="own work", expect="REFUTED")\ndef right():\n    """Twice transposed."""\n'
             "    return equal(W, W.T.T)\n")
    (folder / "surprise.py").write_text(text + wrong + right, encoding="utf-8")
    found = verified(code=1)
    assert {name: e["verdict"] for name, e in found.items()} == {"wrong": "REFUTED", "right": "PROVED"}


def test_a_surviving_foil_leaves_the_claim_undecided(folder):
    text = HEAD + '''n, = sr.dims("n")
W = sr.matrix("W", n, n)


@claim("blunt", source="own work")
def blunt():
    """A foil that says the same."""
    return equal(W.T.T, W)


@foil(blunt)
def the_same():
    """Not wrong at all."""
    return equal(W, W.T.T)
'''
    (folder / "blunt.py").write_text(text, encoding="utf-8")
    entry = verified(code=1)["blunt"]
    assert entry["verdict"] == "UNDECIDED"
    assert "foil" in entry["reason"]


def test_cells_of_a_named_path_are_verified_too(folder):
    (folder / "gate.py").write_text(PRINTED, encoding="utf-8")
    found = verified("derivations/gate.py")
    assert found["cell:derivations/gate.py:cell"]["verdict"] == "PROVED"


BODY = '\ndef stated():\n    """A sentence."""\n    return sr.equal(sr.scalar("s"), sr.scalar("s"))\n'
WRONG = {
    "no id": ("@claim(source='own work')", "a claim without an id; got nothing"),
    "the function as id": ("@claim", "the decorator is called with the id"),
    "a bad id": ("@claim('a b', source='own work')", "the claim id 'a b'"),
    "no source": ("@claim('a')", "has no source"),
    "an empty source": ("@claim('a', source='')", "has no source"),
    "an unknown verdict": ("@claim('a', source='x', expect='TRUE')", "one of PROVED, REFUTED"),
    "a misprint that is right": ("@claim('a', source='x', as_printed_of='b')", "expect='REFUTED'"),
    "a misprint of nothing": ("@claim('a', source='x', expect='REFUTED', as_printed_of='b')", "no claim"),
    "an unknown claim in uses": ("@claim('a', source='x', uses=['b'])", "'b', which is no claim"),
    "uses as a string": ("@claim('a', source='x', uses='b')", "a list of ids"),
    "over without the argument": ("@claim('a', source='x', over={'phi': ['tanh']})", "phi"),
    "over without values": ("@claim('a', source='x', over={'phi': []})", "at least one value"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_claim_that_is_none_says_why_and_where(folder, name, capsys):
    decorator, text = WRONG[name]
    (folder / "wrong.py").write_text(HEAD + decorator + BODY, encoding="utf-8")
    assert main(["list"]) == 4
    message = capsys.readouterr().err
    assert message.startswith("derivations/wrong.py:")
    assert text.lower() in message.lower()
    assert len(message.splitlines()) == 1


def test_a_claim_without_a_sentence_or_a_statement(folder, capsys):
    (folder / "a.py").write_text(HEAD + "@claim('a', source='x')\ndef a():\n    return 1\n", encoding="utf-8")
    forgotten = "@claim('b', source='x')\ndef b():\n    'It.'\n    equal(1, 1)\n"
    (folder / "b.py").write_text(HEAD + forgotten, encoding="utf-8")
    entry = verified(code=4)["b"]
    assert entry["verdict"] == "ERROR"
    assert "`return`" in entry["reason"]
    assert "docstring" in capsys.readouterr().err


def test_an_id_is_taken_once(folder):
    for name in "ab":
        (folder / f"{name}.py").write_text(HEAD + "@claim('same', source='x')" + BODY, encoding="utf-8")
    (problem,) = load([folder]).problems
    assert "derivations/b.py:6" in str(problem)
    assert "taken by derivations/a.py:6" in str(problem)


def test_a_claim_in_a_notebook_is_judged_on_the_spot():
    n, = sr.dims("n")
    W = sr.matrix("W", n, n)
    judged = sr.judge(sr.equal(W @ sr.eye(n), W))
    assert (judged.verdict, judged.scope, judged.witness) == ("PROVED", "all n", None)
    assert judged.evidence
    with pytest.raises(ClaimError, match="a foil of nothing"):
        sr.foil(W)

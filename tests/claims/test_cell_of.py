import pytest

from symrnn.cells import Cell
from symrnn.claims.cell_of import cell_of, value_of
from symrnn.errors import CatalogError, UnknownNameError

FILE = """
import symrnn as sr

def make():
    (n,) = sr.dims("n")
    h, W = sr.vector("h", n), sr.matrix("W", n, n)
    return sr.Cell("mine", state={h: sr.tanh(W @ h)})

cell = make()
number = 3
"""


@pytest.fixture
def file(tmp_path):
    (tmp_path / "mine.py").write_text(FILE)
    (tmp_path / "fails.py").write_text("x = 1\nraise ValueError('boom')")
    (tmp_path / "leaves.py").write_text("raise SystemExit(0)")
    return tmp_path / "mine.py"


def test_a_ready_cell_by_its_name():
    assert isinstance(cell_of("lstm"), Cell)
    with pytest.raises(UnknownNameError, match="'lsmt'"):
        cell_of("lsmt")


@pytest.mark.parametrize("name", ["cell", "make"])
def test_a_cell_of_a_file_or_a_function_that_returns_one(file, name):
    assert cell_of(f"{file}:{name}").name == "mine"


@pytest.mark.parametrize(
    ("word", "error", "said"),
    [
        ("mine.py:number", CatalogError, "got int 3; expected a Cell"),
        ("mine.py:none", UnknownNameError, "mine.py:NAME, with one of make, cell."),
        ("mine.py", UnknownNameError, "no name after the file mine.py; expected mine.py:NAME, with one of make, cell."),
        ("nowhere.py:cell", CatalogError, "no Python file"),
        ("fails.py:cell", CatalogError, "fails.py:2: ValueError: boom"),
        ("leaves.py:cell", CatalogError, "leaves.py:1: SystemExit: 0"),
    ],
)
def test_what_is_no_cell_is_said(file, monkeypatch, word, error, said):
    monkeypatch.chdir(file.parent)
    with pytest.raises(error) as caught:
        cell_of(word)
    assert said in str(caught.value)


def test_any_value_of_a_file(file):
    assert value_of(str(file), "number") == 3

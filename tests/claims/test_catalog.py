import os
import sys

import pytest
from fakes.files import derivations, one

from symrnn.claims.catalog import load, load_cell, load_claim
from symrnn.errors import CatalogError, UnknownNameError


def messages(catalog):
    return [str(problem) for problem in catalog.problems]


def test_files_are_read_in_order_and_claims_in_the_order_of_definition(tmp_path):
    root = derivations(tmp_path, b=one("b-2") + one("b-1"), a=one("a-1"), _private="x = 1", sources="WORK = 'w'")
    (root / "deep").mkdir()
    (root / "deep" / "c.py").write_text((root / "a.py").read_text().replace("a-1", "c-1"))
    (root / ".hidden").mkdir()
    (root / ".hidden" / "d.py").write_text("raise SystemExit")
    catalog = load([root])
    assert messages(catalog) == []
    assert [c.id for c in catalog.claims] == ["a-1", "b-2", "b-1", "c-1"]
    assert [c.path for c in catalog.claims][::3] == ["derivations/a.py", "derivations/deep/c.py"]
    assert [c.topic for c in catalog.claims] == ["a", "b", "b", "c"]
    # The order in which paths are given says nothing about a run.
    assert [c.id for c in load([root / "b.py", root]).claims] == ["a-1", "b-2", "b-1", "c-1"]


def test_files_import_each_other_by_the_name_of_their_folder(tmp_path):
    root = derivations(
        tmp_path,
        sources="from symrnn import Source\nWORK = Source('A work')",
        a="from derivations.sources import WORK\n" + one("a").replace('"a test"', "WORK.at('p. 1')"),
        b="from .sources import WORK\nimport derivations.a as a\n" + one("b", uses=["a"]),
    )
    catalog = load([root])
    assert messages(catalog) == []
    assert [c.id for c in catalog.claims] == ["a", "b"]
    assert catalog["a"].source.record() == {"work": "A work", "place": "p. 1"}


def test_imported_claims_belong_to_their_own_file_only(tmp_path):
    root = derivations(tmp_path, a=one("a"), b="from derivations.a import claim_a\n" + one("b", uses=["a"]))
    assert [(c.id, c.path) for c in load([root]).claims] == [("a", "derivations/a.py"), ("b", "derivations/b.py")]


def test_two_folders_of_one_name_do_not_see_each_other(tmp_path):
    first = derivations(tmp_path / "1", sources="NAME = 'first'", a="from derivations.sources import NAME\n" + one("a"))
    other = derivations(tmp_path / "2", sources="NAME = 'other'", b="from derivations.sources import NAME\n" + one("b"))
    before = set(sys.modules)
    catalog = load([first, other])
    assert messages(catalog) == []
    names = {c.id: c.function.__globals__["NAME"] for c in catalog.claims}
    assert names == {"a": "first", "b": "other"}
    assert not [name for name in set(sys.modules) - before if name.startswith("derivations")]
    assert not [entry for entry in sys.path if str(tmp_path) in entry]


def test_a_statement_can_import_when_it_is_made(tmp_path):
    root = derivations(
        tmp_path, sources="VERDICT = 'REFUTED'", a=one("a", body="from derivations.sources import VERDICT")
    )
    assert load([root])["a"].statement().record() == {"verdict": "PROVED"}
    assert "derivations" not in sys.modules


def test_the_bytes_of_the_file_are_run_even_if_neither_its_size_nor_its_time_changes(tmp_path):
    root = derivations(tmp_path, a=one("first"))
    file, stamp = root / "a.py", (1_000_000_000, 1_000_000_000)
    for id in ("first", "other"):
        file.write_text(file.read_text().replace("first", id))
        os.utime(file, stamp)
        assert [c.id for c in load([file]).claims] == [id]


def test_a_folder_of_any_other_name_works_and_hides_no_package(tmp_path):
    for name in ("my claims", "json", "v1.0", "mine"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit")  # beside the folder, and not of it
        root = derivations(tmp_path / "x", a=one("a", body="import json; json.dumps(1)")).rename(tmp_path / name)
        catalog = load([root])
        assert messages(catalog) == []
        assert catalog["a"].statement().record() == {"verdict": "PROVED"}
        assert catalog["a"].path == f"{name}/a.py"


def test_a_file_that_fails_is_a_problem_and_the_others_are_loaded(tmp_path):
    root = derivations(
        tmp_path,
        good=one("good"),
        syntax="def f(:\n",
        fails="x = 1\nraise ValueError('boom')",
        leaves="import sys\nsys.exit(3)",
        undefined="from derivations.nowhere import x",
        broken="""
            class Broken(Exception):
                def __str__(self):
                    raise RuntimeError
            raise Broken
        """,
        wrong=one("bad id"),
        nul="",
        imports="import derivations.syntax",
    )
    (root / "nul.py").write_bytes(b"x = 1\0")
    (root / "a.b.py").write_text("")
    (root / "latin.py").write_bytes("x = 'ä'".encode("latin-1"))
    catalog = load([root])
    assert [c.id for c in catalog.claims] == ["good"]
    found = {p.path.removeprefix("derivations/"): (p.line, p.message) for p in catalog.problems}
    assert found["syntax.py"][0] == 3
    assert found["syntax.py"][1].startswith("SyntaxError: ")
    assert found["fails.py"] == (4, "ValueError: boom")
    assert found["leaves.py"] == (4, "SystemExit: 3")
    assert found["undefined.py"] == (3, "ModuleNotFoundError: No module named 'derivations.nowhere'")
    assert found["broken.py"][1] == "Broken: (its message cannot be printed)"
    assert found["wrong.py"] == (
        4,
        "the claim id 'bad id'; expected letters, digits, '.', '_' and '-', a letter or digit first.",
    )
    assert found["imports.py"][0] == 3
    assert {"nul.py", "a.b.py", "latin.py"} < set(found)
    assert len(found) == len(catalog.problems) == 10


def test_duplicate_ids_over_files_are_a_problem_and_the_first_stays(tmp_path):
    root = derivations(tmp_path, a=one("same"), b=one("same"), c=one("c") + one("c").replace("claim_c", "claim_d"))
    catalog = load([root])
    assert [(c.id, c.topic) for c in catalog.claims] == [("same", "a")]
    duplicate, within = catalog.problems
    assert "the id 'same' is taken by derivations/a.py:4" in str(duplicate)
    assert "the id is taken by the claim in line 4" in str(within)


def test_references_that_lead_nowhere_or_in_a_circle_are_problems(tmp_path):
    root = derivations(
        tmp_path,
        a=one("a", uses=["b"]) + one("b", uses=["c"]) + one("c", uses=["a"]) + one("self", uses=["self"]),
        d=one("d", uses=["nowhere"]) + one("e", "REFUTED", expect="REFUTED", as_printed_of="nothing"),
        f=one("f", "REFUTED", expect="REFUTED", as_printed_of="e") + one("tail", uses=["a"]),
    )
    said = "\n".join(messages(load([root])))
    assert "in a circle: a -> b -> c -> a" in said
    assert "in a circle: self -> self" in said
    assert "claim 'd': uses names 'nowhere', which is no claim" in said
    assert "claim 'e': as_printed_of names 'nothing'" in said
    assert "claim 'f' is a misprint of 'e', which itself expects REFUTED" in said
    assert len(said.splitlines()) == 5


def test_a_claim_may_use_one_of_a_file_that_is_not_loaded(tmp_path):
    root = derivations(
        tmp_path,
        a=one("a", uses=["b", "family[tanh]"]),
        b="raise SystemExit\n" + one("b") + one("family", over={"phi": ["tanh"]}),
    )
    assert messages(load([root / "a.py"])) == []


def test_claims_inside_functions_are_a_problem(tmp_path):
    root = derivations(tmp_path, a="def make():\n    @claim('n', source='s')\n    def f():\n        'One.'\nmake()")
    catalog = load([root])
    assert catalog.claims == []
    assert "claim 'n' is made inside a function" in messages(catalog)[0]


def test_cells_of_a_file_are_found_by_their_global_names(tmp_path):
    root = derivations(
        tmp_path,
        a="from symrnn.cells import Elman\nmine = Elman()\n_private = Elman()\nagain = mine",
        b="from derivations.a import mine",
    )
    catalog = load([root])
    assert messages(catalog) == []
    assert [(e.id, e.name) for e in catalog.cells] == [("cell:derivations/a.py:mine", "mine")]
    assert load_cell(root / "a.py", "mine").path == "derivations/a.py"
    with pytest.raises(CatalogError, match="no cell named 'other'; expected mine"):
        load_cell(root / "a.py", "other")


def test_paths_that_do_not_exist_or_are_no_python_raise(tmp_path):
    (tmp_path / "a.txt").write_text("")
    for path in (tmp_path / "none", tmp_path / "a.txt"):
        with pytest.raises(CatalogError, match=r"nothing there|not Python"):
            load([path])


def test_one_claim_of_a_file(tmp_path):
    root = derivations(tmp_path, a=one("a", uses=["unknown"]), b="raise ValueError('boom')")
    assert load_claim(root / "a.py", "a").statement().record() == {"verdict": "PROVED"}
    with pytest.raises(UnknownNameError, match="no claim 'aa'"):
        load_claim(root / "a.py", "aa")
    with pytest.raises(CatalogError, match=r"derivations/b.py:3: ValueError: boom"):
        load_claim(root / "b.py", "b")


@pytest.mark.parametrize(("reference", "title"), [
    ("", "The Jacobians of cell are the derivatives of its step."),
    (", reference=print", "The step of cell is its reference, and its Jacobians are the derivatives of its step."),
])
def test_the_sentence_of_a_cell_speaks_of_a_reference_only_where_there_is_one(tmp_path, reference, title):
    text = "import symrnn as sr\nh = sr.vector('h', sr.dims('n')[0])\n"
    root = derivations(tmp_path, a=text + f"cell = sr.Cell('mine', state={{h: sr.tanh(h)}}{reference})\n")
    assert [entry.title for entry in load([root]).cells] == [title]

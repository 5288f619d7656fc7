"""Imports go one way: the rooms read from top to bottom are the import order."""

import sys

import networkx as nx
import pytest
from architecture.imports import asked_of_the_facade, files, imports

import symrnn
from symrnn import attached
from symrnn.cells import Cell

ROOMS = ("errors", "attached", "recheck", "verdict", "algebra", "cells", "systems", "lower", "oracles", "search", "audit",
         "claims", "runs", "report", "terminal", "console", "cli", "__main__", "pytest_plugin", "trust", "__init__")
"""A room may import those before it. Audit stands where the oracles that it asks are done; trust measures the command line;
the façade sees everything."""

TABLES = {
    "cells/": ({"cell", "anatomy", "activations"}, {"__init__", "registry"}),
    "oracles/": ({"comparison", "mp_values", "mp_forward", "arb_values"}, {"__init__", "step_check"}),
    "lower/to_": (set(), set()),
}
"""Table rooms: (what its files share, who may import all of them)."""


def test_every_file_stands_in_a_room():
    assert {name.split("/")[0].removesuffix(".py") for name in files()} == set(ROOMS)


def test_imports_go_one_way():
    rank = {room: position for position, room in enumerate(ROOMS)}
    upward = [i for i in imports() if i.to and i.to != i.room and rank[i.to] > rank[i.room] and not allowed(i)]
    assert [str(i) for i in upward] == []


def allowed(found):
    """The package itself has a version and a place."""
    return found.module == "symrnn"


def test_the_methods_that_a_cell_is_given_are_there():
    for name, place in symrnn.METHODS.items():
        assert callable(attached.method(name)), place
        assert callable(getattr(Cell, name))


def test_only_the_version_is_asked_of_the_facade():
    asked = {name: asked_of_the_facade(name) for name in files() if name != "__init__.py"}
    assert {name: words for name, words in asked.items() if words - {"__version__", "__file__"}} == {}


def test_the_facade_names_what_there_is():
    for word, module in symrnn.EXPORTS.items():
        assert getattr(symrnn, word) is not None, module


@pytest.mark.parametrize("table", TABLES)
def test_files_of_a_table_never_import_each_other(table):
    shared, readers = TABLES[table]
    members = {name.removesuffix(".py").split("/")[-1] for name in files() if name.startswith(table)}
    assert members
    assert shared | readers <= members
    wrong = []
    for i in imports():
        if i.file.startswith(table) and i.module.startswith("symrnn." + table.split("/")[0] + "."):
            target, own = i.module.split(".")[2], i.file.removesuffix(".py").split("/")[-1]
            if target in members - shared - {own} and own not in readers:
                wrong.append(str(i))
    assert wrong == []


def test_what_a_table_shares_rests_on_none_of_its_members():
    for table, (shared, readers) in TABLES.items():
        room = table.split("/")[0]
        for i in imports():
            if i.room == room and i.file.removesuffix(".py").split("/")[-1] in shared and i.to == room:
                assert i.module.split(".")[2] in shared, str(i)
        assert not shared & readers


CIRCLES = {
    frozenset(f"symrnn.algebra.{name}" for name in ("indexform", "normalform.formsigns", "normalform.functionform",
                                                    "normalform.powers")):
        "a delta in a product merges indices inside functions and powers, which are products again",
    frozenset(("symrnn.recheck.certificates", "symrnn.recheck.witness")):
        "a witness against an existence is a certificate, and a certificate may carry a witness",
}
"""Files that import each other, in functions at least -> why."""


def circles(kinds):
    graph = nx.DiGraph()
    for i in imports():
        if i.to and i.kind in kinds:
            graph.add_edge("symrnn." + i.file.removesuffix(".py").removesuffix("/__init__").replace("/", "."), i.module)
    return {frozenset(c) for c in nx.strongly_connected_components(graph) if len(c) > 1}


def test_no_two_files_import_each_other_as_they_are_loaded():
    assert circles({"top"}) == set()


def test_few_files_import_each_other_at_all():
    assert circles({"top", "inner"}) == set(CIRCLES)


def test_the_trusted_base_imports_flint_and_the_standard_library():
    outside = {i.module.split(".")[0] for i in imports() if i.room == "recheck"} - {"symrnn"}
    assert outside - set(sys.stdlib_module_names) == {"flint"}
    assert {i.to for i in imports() if i.room == "recheck" and i.to} == {"recheck"}


def test_the_algebra_computes_no_numbers():
    outside = {i.module.split(".")[0] for i in imports() if i.room == "algebra"}
    assert not outside & {"numpy", "torch", "scipy", "mpmath"}


def test_oracles_share_no_code_with_what_they_judge():
    asked = {i.module for i in imports() if i.room == "oracles" and i.to not in ("", "oracles", "errors", "recheck")}
    assert asked <= {"symrnn.algebra.language.serialise"}

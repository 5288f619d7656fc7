import sys

import pytest
from fakes.files import derivations

from symrnn.claims.dependencies import dependencies, digest
from symrnn.claims.folder import Folder


@pytest.fixture
def root(tmp_path):
    root = derivations(
        tmp_path,
        __init__="",
        a="from derivations.b import x\nimport mine\nimport json, symrnn.errors, sympy",
        b="from . import c",
        c="",
        d="",
        e="from derivations import d as other\nimport package.part",
        dynamic="import importlib\nm = importlib.import_module('derivations.' + 'd')",
    )
    (tmp_path / "mine.py").write_text("import theirs")
    (tmp_path / "theirs.py").write_text("x = 1")
    (tmp_path / "unused.py").write_text("x = 1")
    (tmp_path / "package").mkdir()
    (tmp_path / "package" / "__init__.py").write_text("")
    (tmp_path / "package" / "part.py").write_text("")
    return root


def names(root, file):
    """The files below the test's own folder; the fakes, which each file imports, are beside it on the path."""
    found = dependencies(root / file, Folder(root))
    return [p.relative_to(root.parent).as_posix() for p in found if p.is_relative_to(root.parent)]


def test_imports_are_followed_in_the_folder_and_beside_it(root):
    inside = ["derivations/__init__.py", "derivations/a.py", "derivations/b.py", "derivations/c.py"]
    assert names(root, "a.py") == [*inside, "mine.py", "theirs.py"]
    assert names(root, "c.py") == ["derivations/c.py"]
    assert names(root, "e.py")[-2:] == ["package/__init__.py", "package/part.py"]
    assert "derivations/d.py" in names(root, "e.py")


def test_a_computed_import_counts_the_whole_folder(root):
    assert set(names(root, "dynamic.py")) >= {f"derivations/{n}.py" for n in "abcde"}


def test_an_edit_of_any_of_them_changes_the_digest_and_no_other_does(root):
    folder = Folder(root)
    before = digest(root / "a.py", folder)
    for file in dependencies(root / "a.py", folder):
        old = file.read_bytes()
        file.write_bytes(old + b"\n")
        assert digest(root / "a.py", folder) != before, file
        file.write_bytes(old)
    (root / "d.py").write_text("changed = 1")
    (root.parent / "unused.py").write_text("changed = 1")
    assert digest(root / "a.py", folder) == before


def test_the_digest_does_not_depend_on_where_the_folder_is(root, tmp_path_factory):
    other = tmp_path_factory.mktemp("elsewhere")
    before = digest(root / "a.py", Folder(root))
    for entry in list(root.parent.iterdir()):
        entry.rename(other / entry.name)
    assert digest(other / "derivations" / "a.py", Folder(other / "derivations")) == before


def test_modules_on_the_path_outside_of_packages_count(root, tmp_path_factory, monkeypatch):
    other = tmp_path_factory.mktemp("on-the-path")
    (other / "theirs_on_path.py").write_text("")
    (root / "c.py").write_text("import theirs_on_path")
    assert other / "theirs_on_path.py" not in dependencies(root / "c.py", Folder(root))
    monkeypatch.setattr(sys, "path", [*sys.path, str(other)])
    assert other / "theirs_on_path.py" in dependencies(root / "c.py", Folder(root))


def test_a_file_that_does_not_parse_has_a_digest(root):
    (root / "c.py").write_text("def f(:")
    assert len(digest(root / "c.py", Folder(root))) == 64

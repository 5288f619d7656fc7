"""A fork server that imports the judge alone: what these tests are about does not need SymPy, and starts sooner."""

import pytest

import symrnn.runs.run


@pytest.fixture(autouse=True)
def light_server(monkeypatch):
    """Applies to every test of a folder whose conftest imports it."""
    monkeypatch.setattr(symrnn.runs.run, "preload_of", lambda judge: [judge.partition(":")[0]])

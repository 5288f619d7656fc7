"""One fork server for all runs of this folder: its imports take seconds, and these tests are about what comes after."""

from types import SimpleNamespace

import pytest

import symrnn.runs.run
from symrnn.runs.pool import Pool


@pytest.fixture(scope="session")
def pools():
    """(jobs, modules to import) -> the pool of these."""
    there = {}
    yield there
    for pool in there.values():
        pool.close()


@pytest.fixture(autouse=True)
def one_fork_server(pools, monkeypatch):
    """A run on this machine takes the pool that is there, and leaves it open."""
    real = symrnn.runs.run.make_executor

    def shared(name, *, jobs, preload):
        if name != "local":
            return real(name, jobs=jobs, preload=preload)
        pool = pools.setdefault((jobs, *preload), Pool(jobs, preload))
        return SimpleNamespace(run=pool.run, close=lambda: None)

    monkeypatch.setattr(symrnn.runs.run, "make_executor", shared)

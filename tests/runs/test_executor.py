import sys
import types

import pytest
from fakes.files import derivations, one
from fakes.judges import NAME

from symrnn.claims.catalog import load
from symrnn.errors import ExecutorError, MissingPackageError, RunInterrupted, UnknownNameError
from symrnn.runs import executor
from symrnn.runs.run import verify


class Future:
    def __init__(self, call):
        self.result = call


class Client:
    """A cluster in this process: what is submitted must be a function of a module, and text."""

    address = None
    workers = 2
    loop = "the loop of this client"
    cancelled = 0

    def __init__(self, address, **options):
        if address != "tcp://here:1":
            raise OSError("timed out")
        Client.address = address

    def submit(self, function, *args, **options):
        assert getattr(sys.modules[function.__module__], function.__name__) is function
        assert all(isinstance(arg, str | list) for arg in args)
        return Future(lambda: function(*args))

    def wait_for_workers(self, count, timeout):
        assert (count, timeout) == (1, 10)
        if Client.workers < count:
            raise TimeoutError("no worker")

    def cancel(self, futures):
        Client.cancelled = len(futures)

    def close(self):
        Client.address = None


@pytest.fixture
def cluster(monkeypatch):
    fake = types.ModuleType("distributed")
    fake.Client, fake.TimeoutError = Client, TimeoutError
    fake.as_completed = lambda futures, loop: reversed(futures) if loop == Client.loop else None
    monkeypatch.setitem(sys.modules, "distributed", fake)


@pytest.fixture
def catalog(tmp_path):
    return load([derivations(tmp_path, a=one("a") + one("b", "UNDECIDED") + one("c", body="import os; os._exit(3)"))])


def test_a_cluster_gives_what_this_machine_gives(cluster, catalog):
    expected = verify(catalog, state_dir=None, judge=NAME)
    assert verify(catalog, state_dir=None, judge=NAME, executor="dask:tcp://here:1") == expected
    assert [e["verdict"] for e in expected] == ["PROVED", "UNDECIDED", "ERROR"]
    assert Client.address is None
    assert Client.cancelled == 3


def test_a_cluster_without_workers_is_no_cluster(cluster, catalog, monkeypatch):
    monkeypatch.setattr(Client, "workers", 0)
    with pytest.raises(ExecutorError, match="has no worker"):
        verify(catalog, state_dir=None, judge=NAME, executor="dask:tcp://here:1")
    assert Client.address is None


def test_what_is_broken_off_is_taken_back(cluster, catalog):
    def stop(event):
        if event.kind == "done":
            raise KeyboardInterrupt

    Client.cancelled = 0
    with pytest.raises(RunInterrupted):
        verify(catalog, state_dir=None, judge=NAME, executor="dask:tcp://here:1", on_event=stop)
    assert Client.cancelled == 3


def test_a_worker_of_another_version_judges_nothing(cluster, catalog, monkeypatch):
    hashes = iter(["one", *["other"] * 3])
    monkeypatch.setattr(executor, "sources_hash", lambda: next(hashes))
    entries = verify(catalog, state_dir=None, judge=NAME, executor="dask:tcp://here:1")
    assert {e["verdict"] for e in entries} == {"ERROR"}
    assert "another version of symrnn" in entries[0]["reason"]


def test_a_worker_with_another_package_judges_nothing(cluster, catalog, monkeypatch):
    found = iter([{"sympy": "1.14.0"}, *[{"sympy": "1.13.0"}] * 3])
    monkeypatch.setattr(executor, "environment", lambda: next(found))
    entries = verify(catalog, state_dir=None, judge=NAME, executor="dask:tcp://here:1")
    assert {e["verdict"] for e in entries} == {"ERROR"}


def test_a_worker_that_is_lost_costs_one_claim(cluster, catalog, monkeypatch):
    judge_there = executor.judge_there

    def lose(task, version, preload):
        if '"b"' in task:
            raise ConnectionError("lost")
        return judge_there(task, version, preload)

    lose.__module__, lose.__name__ = executor.__name__, "judge_there"
    monkeypatch.setattr(executor, "judge_there", lose)
    entries = verify(catalog, state_dir=None, judge=NAME, executor="dask:tcp://here:1")
    assert [e["verdict"] for e in entries] == ["PROVED", "ERROR", "ERROR"]
    assert entries[1]["reason"] == "the cluster: ConnectionError: lost"


def test_names_of_executors(cluster, monkeypatch):
    for name in ("dask:", "dask", "ray:x", ""):
        with pytest.raises(UnknownNameError, match="dask:ADDRESS"):
            executor.make_executor(name, jobs=1, preload=())
    with pytest.raises(ExecutorError, match="no dask scheduler answers"):
        executor.make_executor("dask:tcp://elsewhere:1", jobs=1, preload=())
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(MissingPackageError, match=r"symrnn\[dask\]"):
        executor.make_executor("dask:tcp://here:1", jobs=1, preload=())

"""Past one machine: a real scheduler and two workers on this one, of which one is killed in the middle of a run."""

import json
import os
import pickle
import re
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path

import distributed
import pytest
from fakes import worker
from fakes.files import derivations, one
from fakes.judges import NAME

from symrnn.claims.catalog import load
from symrnn.cli import main
from symrnn.runs import ledger
from symrnn.runs.run import verify

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
START = 60


class Cluster:
    """A scheduler and workers, each a process of its own that listens on the loopback address alone."""

    def __init__(self, folder):
        self.folder, self.processes = folder, {}
        self.start("scheduler", "dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--no-show")
        self.address = self.wait_for("scheduler", r"Scheduler at: +(tcp://127\.0\.0\.1:\d+)")
        for name in ("first", "second"):
            self.start(name, "dask_worker", self.address, "--host", "127.0.0.1", "--nthreads", "1", "--no-nanny",
                       "--no-dashboard", "--name", name, "--local-directory", str(folder))
        for name in ("first", "second"):
            self.wait_for(name, r"Registered to")

    def start(self, name, program, *args):
        paths = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
        with (self.folder / name).open("wb") as said:
            self.processes[name] = subprocess.Popen(
                [sys.executable, "-m", f"distributed.cli.{program}", *args], stdout=said, stderr=said, cwd=self.folder,
                env=os.environ | {"PYTHONPATH": paths, worker.NAME: name})

    def wait_for(self, name, pattern):
        until = time.monotonic() + START
        while time.monotonic() < until:
            if found := re.search(pattern, (self.folder / name).read_text("utf-8")):
                return found[found.re.groups]
            time.sleep(0.1)
        raise TimeoutError(f"{name} said: {(self.folder / name).read_text('utf-8')[-2000:]}")

    def kill(self, name):
        self.processes[name].send_signal(signal.SIGKILL)
        self.processes[name].wait()

    def close(self):
        for process in self.processes.values():
            process.kill()
            process.wait()


@pytest.fixture
def cluster(tmp_path):
    folder = tmp_path / "cluster"
    folder.mkdir()
    made = Cluster(folder)
    yield made
    made.close()


def catalog_of(folder, log, count=12, seconds=0.6):
    text = "from fakes.worker import note\n"
    for k in range(count):
        id, verdict = f"c{k:02d}", ("PROVED", "REFUTED", "UNDECIDED")[k % 3]
        text += one(id, verdict, body=f"note({str(log)!r}, {id!r}, {seconds})")
    text += one("falls", body="raise RuntimeError('as asked')")
    return load([derivations(folder, a=text)])


def noted(log, worker, moment):
    lines = log.read_text("utf-8").splitlines() if log.exists() else []
    return [id for w, m, id in (line.split() for line in lines) if (w, m) == (worker, moment)]


def kill_in_the_middle(cluster, log):
    """Kill the first worker while it judges its second claim."""
    while len(noted(log, "first", "begins")) < 2:
        time.sleep(0.01)
    cluster.kill("first")


def test_a_worker_that_is_killed_costs_nothing(cluster, tmp_path, light_server):
    log = tmp_path / "log"
    catalog = catalog_of(tmp_path, log)
    local = verify(catalog, state_dir=None, judge=NAME, jobs=2)
    assert len(noted(log, "here", "ends")) == 12
    log.unlink()

    done = Counter()
    killer = threading.Thread(target=kill_in_the_middle, args=(cluster, log), daemon=True)
    killer.start()
    there = verify(catalog, state_dir=None, judge=NAME, executor=f"dask:{cluster.address}",
                   on_event=lambda event: done.update([event.id] * (event.kind == "done")))
    killer.join(START)
    # The worker took the claim that it judged along, and the other one judged it again: nothing is lost.
    broken_off = set(noted(log, "first", "begins")) - set(noted(log, "first", "ends"))
    assert broken_off
    assert broken_off <= set(noted(log, "second", "ends"))
    # Nothing is judged twice into the ledger, and it has the bytes of the local run.
    assert done == dict.fromkeys([claim.id for claim in catalog.claims], 1)
    assert ledger.to_text(ledger.assemble(there)) == ledger.to_text(ledger.assemble(local))


def test_a_scheduler_that_is_lost_is_told(cluster, tmp_path, light_server):
    """Claims that were not given back are errors, none of them waits for ever, and a second try judges them."""
    log = tmp_path / "log"
    catalog = catalog_of(tmp_path, log, count=6)

    def watch(event):
        if event.kind == "done" and cluster.processes["scheduler"].poll() is None:
            cluster.kill("scheduler")

    entries = verify(catalog, state_dir=tmp_path / "state", judge=NAME, executor=f"dask:{cluster.address}", on_event=watch)
    lost = [e for e in entries if e["verdict"] == "ERROR" and e["id"] != "falls"]
    assert lost
    assert all(e["reason"].startswith("the cluster: ") for e in lost)
    again = verify(catalog, state_dir=tmp_path / "state", judge=NAME, jobs=2)
    assert [e["verdict"] for e in again if e["id"] != "falls"] == ["PROVED", "REFUTED", "UNDECIDED"] * 2


def test_a_claim_travels_as_source_and_id(cluster, tmp_path, monkeypatch, light_server):
    sent = []
    submit = distributed.Client.submit

    def watched(self, function, *args, **options):
        sent.append((function, args))
        return submit(self, function, *args, **options)

    monkeypatch.setattr(distributed.Client, "submit", watched)
    # What a claim holds need not be of a kind that can be sent anywhere.
    text = "import threading\nLOCK = threading.Lock()\n" + one("a", body="with LOCK: pass")
    catalog = load([derivations(tmp_path, a=text)])
    (entry,) = verify(catalog, state_dir=None, judge=NAME, executor=f"dask:{cluster.address}")
    assert entry["verdict"] == "PROVED"
    ((function, (task, version, preload)),) = sent
    # The function goes by its name: a reference, not code.
    assert pickle.dumps(function) == pickle.dumps(pickle.loads(pickle.dumps(function)))
    assert len(pickle.dumps(function)) < 100
    assert b"symrnn.runs.executor" in pickle.dumps(function)
    fields = json.loads(task)
    assert set(fields) == {"path", "id", "seed", "digest", "judge", "timeout", "memory"}
    assert (fields["id"], fields["judge"]) == ("a", NAME)
    assert fields["path"] == str(tmp_path / "derivations" / "a.py")
    assert isinstance(version, str)
    assert all(isinstance(name, str) for name in preload)


IDENTITY = '''\
"""An identity."""

import symrnn as sr

n, = sr.dims("n")
A, B = sr.matrix("A", n, n), sr.matrix("B", n, n)


@sr.claim("transpose-of-a-product", source="own")
def transpose():
    """The transpose of a product."""
    return sr.equal((A @ B).T, B.T @ A.T)


@sr.claim("transpose-of-a-sum", source="own")
def plus():
    """The transpose of a sum."""
    return sr.equal((A + B).T, A.T + B.T)
'''


def test_mutants_are_planted_there_as_here(cluster, tmp_path, capsys):
    folder = tmp_path / "derivations"
    folder.mkdir()
    (folder / "identity.py").write_text(IDENTITY, "utf-8")

    def said(*options):
        assert main(["mutate", str(folder), *options]) == 0
        return sorted(capsys.readouterr().out.splitlines())

    here = said("--jobs", "2")
    assert said("--executor", f"dask:{cluster.address}") == here
    assert any("of 2 claims" in line for line in here)

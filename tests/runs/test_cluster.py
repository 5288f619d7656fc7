"""Past one machine: a real scheduler and two workers on this one, of which one is killed in the middle of a run."""

import json
import os
import pickle
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import distributed
import pytest
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
                env=os.environ | {"PYTHONPATH": paths, "DASK_DISTRIBUTED__WORKER__DAEMON": "False"})

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


def noted(log, seconds):
    """The body of a claim that writes down by which worker it is judged, and takes its time."""
    return f"""\
        import os, time
        worker = next((a for a in open("/proc/%d/cmdline" % PARENT).read().split("\\0") if a in ("first", "second")), "here")
        with open({str(log)!r}, "a") as log:
            log.write(f"{{worker}} {{ID}}\\n")
        time.sleep({seconds})
        """


HEAD = """
import os
# A claim is judged in a process that a server forked, which a worker started.
PARENT = int(open(f"/proc/{os.getppid()}/stat").read().rpartition(")")[2].split()[1])
"""


def catalog_of(folder, log, count=12, seconds=0.6):
    text = HEAD
    for k in range(count):
        body = noted(log, seconds).replace("ID}", f"'c{k:02d}'}}")
        text += one(f"c{k:02d}", ("PROVED", "REFUTED", "UNDECIDED")[k % 3], body=body)
    text += one("falls", body="raise RuntimeError('as asked')")
    return load([derivations(folder, a=text)])


def judged(log):
    return [line.split() for line in log.read_text("utf-8").splitlines()] if log.exists() else []


def test_a_worker_that_is_killed_costs_nothing(cluster, tmp_path, light_server):
    log = tmp_path / "log"
    catalog = catalog_of(tmp_path, log)
    local = verify(catalog, state_dir=None, judge=NAME, jobs=2)
    assert {worker for worker, _ in judged(log)} == {"here"}
    log.unlink()

    done, victims = Counter(), []

    def watch(event):
        if event.kind != "done":
            return
        done[event.id] += 1
        if not victims and sum(worker == "first" for worker, _ in judged(log)) >= 2:
            cluster.kill("first")
            # What it had begun and not given back.
            victims.extend(id for worker, id in judged(log) if worker == "first" and not done[id])

    there = verify(catalog, state_dir=tmp_path / "state", judge=NAME, executor=f"dask:{cluster.address}", on_event=watch)
    assert victims, "the worker was killed while it judged nothing"
    # Nothing is lost: what the worker had in hand was judged again by the other.
    workers = dict(zip(("first", "second"), [[id for w, id in judged(log) if w == name] for name in ("first", "second")],
                       strict=True))
    assert set(victims) <= set(workers["second"])
    # Nothing is judged twice into the ledger, and it has the bytes of the local run.
    assert done == dict.fromkeys([claim.id for claim in catalog.claims], 1)
    assert ledger.to_text(ledger.assemble(there)) == ledger.to_text(ledger.assemble(local))
    # The journal was complete, and what it knew is known to the next run, which asks nobody.
    again = verify(catalog, state_dir=tmp_path / "state", judge=NAME, executor="dask:tcp://127.0.0.1:9", only=[])
    assert {e["verdict"] for e in again} == {"NOT_RUN"}


def test_a_claim_travels_as_source_and_id(cluster, tmp_path, monkeypatch, light_server):
    sent = []
    submit = distributed.Client.submit

    def watched(self, function, *args, **options):
        sent.append((function, args))
        return submit(self, function, *args, **options)

    monkeypatch.setattr(distributed.Client, "submit", watched)
    # What a claim holds need not be of a kind that can be sent anywhere.
    catalog = load([derivations(tmp_path, a="import threading\nLOCK = threading.Lock()\n" + one("a", body="with LOCK: pass"))])
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

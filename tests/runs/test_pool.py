import json
import os
import sys
import time
from dataclasses import replace

import pytest
from fakes.files import derivations, one
from fakes.judges import NAME

from symrnn.claims.dependencies import digest
from symrnn.claims.folder import Folder
from symrnn.errors import MissingPackageError
from symrnn.runs import processes
from symrnn.runs.pool import Pool
from symrnn.runs.run import preload_of  # as it is, before a fixture replaces it
from symrnn.runs.task import Outcome, Task


def sleepers(tmp_path, seconds):
    """One task for each time."""
    texts = [one(f"c{n}", body=f"import time; time.sleep({s})") for n, s in enumerate(seconds)]
    root = derivations(tmp_path, a="".join(texts))
    seal = digest(root / "a.py", Folder(root))
    return [Task(str(root / "a.py"), f"c{n}", n, seal, NAME, 60.0, 2**30) for n in range(len(seconds))]


@pytest.fixture
def tasks(tmp_path):
    return sleepers(tmp_path, [0.3] * 6)


@pytest.fixture
def endless(tmp_path):
    """One that ends, so that a caller gets to hear something, and two that do not."""
    return sleepers(tmp_path, [0.3, 3600, 3600])


def ignore(event):
    pass


def test_tasks_run_side_by_side_and_a_pool_is_used_again(tasks):
    with Pool(6) as pool:
        started = time.monotonic()
        outcomes = list(pool.run(tasks, ignore))
        assert time.monotonic() - started < 1.5
        assert sorted(o.id for o in outcomes) == [f"c{n}" for n in range(6)]
        assert all(o.entry["verdict"] == "PROVED" and o.stage == "answer" and o.seconds > 0.25 for o in outcomes)
        server = pool._server
        assert [o.id for o in pool.run(tasks[:1], ignore)] == ["c0"]
        assert pool._server is server
        assert list(pool.run([], ignore)) == []


def test_no_more_tasks_run_at_a_time_than_there_are_jobs(tasks):
    running, most = set(), 0

    def count(event):
        nonlocal most
        if event.kind == "started":
            running.add(event.id)
        most = max(most, len(running))

    with Pool(2) as pool:
        for outcome in pool.run(tasks, count):
            running.discard(outcome.id)
    assert most == 2


def test_closing_in_the_middle_ends_everything(endless):
    pool = Pool(3)
    next(pool.run(endless, ignore))
    server = pool._server._process.pid
    assert len(processes.family(server, processes.table())) == 3
    started = time.monotonic()
    pool.close()
    assert time.monotonic() - started < 1
    assert processes.family(server, processes.table()) == []


@pytest.mark.parametrize("server_too", [False, True])
def test_nothing_outlives_the_process_that_asked(endless, server_too):
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        pool = Pool(3)
        next(pool.run(endless, ignore))
        server = pool._server._process.pid
        members = processes.family(server, processes.table())
        os.write(writer, json.dumps(members).encode())
        if server_too:
            os.kill(server, 9)
        os.kill(os.getpid(), 9)
    os.waitpid(pid, 0)
    members = json.loads(os.read(reader, 1000))
    assert len(members) == 3
    until = time.monotonic() + 5
    while running(members) and time.monotonic() < until:
        time.sleep(0.01)
    assert running(members) == []
    os.close(reader)
    os.close(writer)


def running(pids):
    rows = processes.table()
    return [pid for pid in pids if pid in rows and not rows[pid].ended]


def test_what_cannot_be_imported_is_named():
    with Pool(1, ["math", "no_such_package_here"]) as pool, pytest.raises(MissingPackageError) as caught:
        list(pool.run([Task("a.py", "a", 0, "")], ignore))
    assert "no_such_package_here: ModuleNotFoundError" in str(caught.value)


def test_what_is_killed_once_runs_again_alone_and_what_kills_itself_is_told(tmp_path):
    mark = tmp_path / "mark"
    once = f"import os, pathlib; m = pathlib.Path({str(mark)!r})\nif not m.exists(): m.touch(); os.kill(os.getpid(), 9)"
    tasks = of_bodies(tmp_path, once=once, always="import os; os.kill(os.getpid(), 9)", other="")
    notes = []
    with Pool(3) as pool:
        found = {o.id: o for o in pool.run(tasks, lambda e: notes.append(e.id) if e.kind == "note" else None)}
    assert {name: found[name].verdict or found[name].entry["verdict"] for name in found} == {
        "once": "PROVED", "always": "ERROR", "other": "PROVED"
    }  # fmt: skip
    assert found["always"].reason == "the process was ended by signal 9 (SIGKILL), at stage statement"
    assert sorted(notes) == ["always", "once"]


def test_a_server_without_room_waits_for_it_and_blames_no_claim(tmp_path):
    tasks = of_bodies(tmp_path, a="", b="")
    with Pool(2, ["fakes.crowded"]) as pool:
        assert {o.entry["verdict"] for o in pool.run(tasks, ignore)} == {"PROVED"}
    with Pool(2, ["fakes.full"]) as pool:
        outcomes = list(pool.run(tasks, ignore))
        server = pool._server
        assert [o.id for o in pool.run(tasks[:1], ignore)] == ["a"]
        assert pool._server is server
    assert {(o.verdict, o.reason) for o in outcomes} == {
        ("RESOURCE_OUT", "the system gives no process: no room, at stage start")
    }


def test_a_machine_that_slept_took_no_time_of_a_claim(tmp_path):
    dies = "import os, time; time.sleep(0.5); os.abort()"
    tasks = of_bodies(tmp_path, dies=dies, ends="import time; time.sleep(0.5)", hangs="import time; time.sleep(3600)")
    tasks[-1] = replace(tasks[-1], timeout=3.0)
    with Pool(3, ["fakes.asleep"]) as pool:
        found = {o.id: o for o in pool.run(tasks, ignore)}
    assert found["dies"].reason == "the process was ended by signal 6 (SIGABRT), at stage statement"
    assert found["ends"].entry["verdict"] == "PROVED"
    assert found["hangs"].reason == "wall time limit of 3 s, at stage statement"
    assert {o.seconds > 3600 for o in found.values()} == {True}  # it slept while they ran


def of_bodies(tmp_path, **bodies):
    root = derivations(tmp_path, a="".join(one(name, body=body) for name, body in bodies.items()))
    seal = digest(root / "a.py", Folder(root))
    return [Task(str(root / "a.py"), name, 0, seal, NAME) for name in bodies]


def test_the_outcome_survives_its_way():
    outcome = Outcome("a[tanh]", {"x": [1, "ä\n"]}, None, None, "proof", 0.5, "said\n")
    assert Outcome.from_json(outcome.to_json()) == outcome
    task = Task("a.py", "a", 3, "d")
    assert Task.from_json(task.to_json()) == task


@pytest.mark.parametrize(
    "packages", [["sympy", "flint", "mpmath"], pytest.param(["sympy", "torch"], marks=pytest.mark.slow)]
)
def test_the_server_has_one_thread(tasks, packages):
    with Pool(1, packages) as pool:
        list(pool.run(tasks[:1], ignore))
        assert pool._server.threads == 1


@pytest.mark.slow
def test_a_fork_differentiates_with_torch_in_a_tenth_of_a_second(tmp_path):
    body = "import torch; torch.func.jacrev(torch.tanh)(torch.ones(3))"
    ids = ("warm", "again", "once_more", "at_last")  # the quickest counts: a busy machine only ever adds
    root = derivations(tmp_path, a="".join(one(id, body=body) for id in ids))
    seal = digest(root / "a.py", Folder(root))
    with Pool(1, ["torch", "sympy"]) as pool:
        found = list(pool.run([Task(str(root / "a.py"), id, 0, seal, NAME) for id in ids], ignore))
    assert {o.entry["verdict"] for o in found} == {"PROVED"}
    assert min(o.seconds for o in found) < 0.1


def test_a_process_is_seeded_has_no_input_and_one_order_of_sets(tmp_path):
    body = """
        import os, random, sys
        assert sys.stdin.read() == ""
        assert os.environ["CUDA_VISIBLE_DEVICES"] == "" and os.environ["OMP_NUM_THREADS"] == "1"
        print(random.random(), hash("a"), sys.path == {path!r})
    """.replace("{path!r}", repr(sys.path))
    root = derivations(tmp_path, a=one("a", body=body))
    task = Task(str(root / "a.py"), "a", 5, digest(root / "a.py", Folder(root)), NAME)
    said = set()
    for _ in range(2):
        with Pool(1) as pool:
            (outcome,) = pool.run([task], ignore)
        assert outcome.entry["verdict"] == "PROVED", outcome
        said.add(outcome.output)
    assert len(said) == 1


def test_torch_is_imported_ahead_only_where_claims_speak_of_cells(monkeypatch):
    monkeypatch.delitem(sys.modules, "symrnn.cells", raising=False)
    assert preload_of("a.b:judge") == ["sympy", "flint", "mpmath", "a.b"]
    monkeypatch.setitem(sys.modules, "symrnn.cells", object())
    assert preload_of("a.b:judge") == ["sympy", "flint", "mpmath", "torch", "a.b"]

import functools
import json
import os
import random
import signal as signals
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from fakes.files import derivations, one
from fakes.judges import NAME

from symrnn.claims.catalog import load
from symrnn.errors import LimitError, MissingPackageError, OutputError, RunInterrupted
from symrnn.runs import run as runs
from symrnn.runs.journal import Journal
from symrnn.runs.ledger import assemble, to_text
from symrnn.runs.pool import Pool
from symrnn.runs.task import Outcome

verify = functools.partial(runs.verify, judge=NAME, jobs=2)
HERE = Path(__file__).parents[1]


@pytest.fixture
def root(tmp_path):
    return derivations(
        tmp_path,
        shared="X = 1",
        a="from derivations.shared import X\n" + one("a-1") + one("a-2", "REFUTED", expect="REFUTED"),
        b=one("b-1", "CORROBORATED", expect="CORROBORATED", body="import time; time.sleep(0.05)")
        + one("b-2", "UNDECIDED"),
    )


def ledger(root, **options):
    return to_text(assemble(verify(load([root]), **({"state_dir": None} | options))))


def judged(root, state, **options):
    """The ids that a run judges anew."""
    ids = []
    verify(
        load([root]),
        state_dir=state,
        on_event=lambda e: ids.append(e.id) if e.kind == "done" and not e.known else None,
        **options,
    )
    return sorted(ids)


def test_one_entry_per_claim_in_catalog_order(root):
    entries = verify(load([root]), state_dir=None)
    assert [(e["id"], e["verdict"]) for e in entries] == [
        ("a-1", "PROVED"),
        ("a-2", "REFUTED"),
        ("b-1", "CORROBORATED"),
        ("b-2", "UNDECIDED"),
    ]
    assert entries[0]["source"] == {"work": "a test", "place": ""}
    assert entries[0]["code"].startswith('@claim("a-1"')


def test_the_bytes_do_not_depend_on_jobs_order_cache_hash_seed_or_folder(root, tmp_path, monkeypatch):
    expected = ledger(root)
    assert ledger(root, jobs=1) == expected
    assert ledger(root, state_dir=tmp_path / "state") == expected
    assert ledger(root, state_dir=tmp_path / "state") == expected
    monkeypatch.setenv("PYTHONHASHSEED", "77")
    assert ledger(root, jobs=4) == expected
    moved = root.parent.rename(tmp_path.with_name(tmp_path.name + "-moved"))
    assert ledger(moved / "derivations") == expected
    run = Pool.run

    def shuffled(self, tasks, on_event):
        return run(self, random.Random(3).sample(tasks, len(tasks)), on_event)

    monkeypatch.setattr(Pool, "run", shuffled)
    assert ledger(moved / "derivations") == expected


def test_the_seed_of_a_claim_is_made_of_its_id_and_the_seed_of_the_run(root):
    def seeds(entries):
        return {e["id"]: e["evidence"][0]["seed"] for e in entries}

    first, again = seeds(verify(load([root]), state_dir=None)), seeds(verify(load([root / "b.py"]), state_dir=None))
    assert {id: first[id] for id in again} == again
    assert len(set(first.values())) == 4
    other = seeds(verify(load([root]), state_dir=None, seed=1))
    assert not set(first.values()) & set(other.values())


def test_what_is_known_is_not_judged_again_and_what_is_edited_is(root, tmp_path):
    state = tmp_path / "state"
    everything = ["a-1", "a-2", "b-1", "b-2"]
    assert judged(root, state) == everything
    assert judged(root, state) == []
    (root / "shared.py").write_text("X = 2")
    assert judged(root, state) == ["a-1", "a-2"]
    (root / "b.py").write_text((root / "b.py").read_text() + "\n")
    assert judged(root, state) == ["b-1", "b-2"]
    assert judged(root, state) == []
    assert judged(root, state, cache=False) == everything
    assert judged(root, state) == []


def test_a_claim_that_reads_data_is_judged_in_every_run_and_says_so(tmp_path):
    data = tmp_path / "data.txt"
    data.write_text("1")
    root = derivations(
        tmp_path,
        a=one("in-the-body", body=f"open({str(data)!r}).read()") + one("neither"),
        b=f"from pathlib import Path\nX = Path({str(data)!r}).read_text()\n" + one("in-the-file"),
    )
    state, notes = tmp_path / "state", []
    verify(load([root]), state_dir=state, on_event=lambda e: notes.append((e.id, e.detail)) if e.kind == "note" else None)
    assert [(id, "data.txt" in detail) for id, detail in sorted(notes)] == [("in-the-body", True), ("in-the-file", True)]
    data.write_text("2")
    assert judged(root, state) == ["in-the-body", "in-the-file"]


@pytest.mark.parametrize("change", [{"seed": 1}, {"timeout": 61.0}, {"memory": 2**30}])
def test_every_option_that_decides_is_in_the_key(root, tmp_path, change):
    judged(root, tmp_path / "state")
    assert len(judged(root, tmp_path / "state", **change)) == 4


@pytest.mark.parametrize("name", ["sources_hash", "versions"])
def test_the_version_of_symrnn_and_of_packages_is_in_the_key(root, tmp_path, monkeypatch, name):
    judged(root, tmp_path / "state")
    monkeypatch.setattr(f"symrnn.runs.cache.{name}", lambda: "another")
    assert len(judged(root, tmp_path / "state")) == 4


def test_a_damaged_or_forged_cache_counts_as_none(root, tmp_path):
    state = tmp_path / "state"
    expected = ledger(root, state_dir=state)
    files = sorted((state / "cache").rglob("*.json"))
    assert len(files) == 4
    files[0].write_text("{")
    files[1].write_text(json.dumps({"verdict": "PROVED"}))
    files[2].write_bytes(b"\xff")
    files[3].write_text(files[3].read_text().replace('"evidence": [', '"evidence": [3, '))
    assert len(judged(root, state)) == 4
    assert ledger(root, state_dir=state) == expected


def test_limits_and_crashes_are_tried_again(tmp_path):
    root = derivations(
        tmp_path, a=one("ends", body="import os; os._exit(1)") + one("late", body="import time; time.sleep(9)")
    )
    assert judged(root, tmp_path / "state", timeout=0.3) == ["ends", "late"]
    assert judged(root, tmp_path / "state", timeout=0.3) == ["ends", "late"]


def test_claims_that_are_not_selected_are_not_run(root, tmp_path):
    entries = verify(load([root]), only={"a-2"}, state_dir=tmp_path)
    assert [e["verdict"] for e in entries] == ["NOT_RUN", "REFUTED", "NOT_RUN", "NOT_RUN"]
    assert entries[0]["reason"] == "it was not selected"


def test_events_tell_what_happens(root):
    events = []
    verify(load([root]), state_dir=None, on_event=events.append)
    kinds = [(e.kind, e.id, e.detail) for e in events]
    assert kinds[0] == ("planned", "", "4")
    mine = [k for k in kinds if k[1] == "a-1"]
    stages = [("stage", "a-1", s) for s in ("reading", "loading", "statement", "answer")]
    assert mine == [("started", "a-1", ""), *stages, ("done", "a-1", "")]
    assert all(e.seconds > 0 and e.entry["id"] == e.id for e in events if e.kind == "done")


def test_what_a_claim_prints_is_kept_to_a_bound(tmp_path):
    root = derivations(tmp_path, a=one("loud", body="print('x' * 10**6); print('last')"))
    said = []
    verify(load([root]), state_dir=None, on_event=lambda e: said.append(e.output))
    assert said[-1].endswith("xxx\nlast\n")
    assert len(said[-1]) == 16 * 1024


def test_a_file_that_is_edited_during_the_run_is_not_judged(root):
    catalog = load([root / "a.py"])

    def edit(event):
        if event.kind == "planned":
            (root / "shared.py").write_text("X = 3")

    entries = verify(catalog, state_dir=None, on_event=edit)
    assert {e["verdict"] for e in entries} == {"ERROR"}
    assert "is not what it was when the run was planned" in entries[0]["reason"]


class Twice:
    """An executor that returns one outcome twice, one of a claim that nobody asked for, and one not at all."""

    def run(self, tasks, on_event):
        for verdict in ("UNDECIDED", "ERROR"):
            yield Outcome(tasks[0].id, verdict=verdict, reason=verdict)
        yield Outcome("nobody", verdict="ERROR", reason="")
        for task in tasks[2:]:
            yield Outcome(task.id, verdict="UNDECIDED", reason="")

    def close(self):
        raise AssertionError("the executor belongs to the caller")


def test_planned_is_reported_and_at_most_once(root, tmp_path):
    entries = verify(load([root]), state_dir=tmp_path, executor=Twice())
    assert [e["verdict"] for e in entries] == ["UNDECIDED", "ERROR", "UNDECIDED", "UNDECIDED"]
    assert entries[1]["reason"] == "the executor returned no outcome"
    keys = [json.loads(line).get("key") for line in (tmp_path / "journal.jsonl").read_text().splitlines()]
    assert len(keys) == len(set(keys)) + 1 == 6  # four entries between two lines without a key


def test_an_interrupted_run_goes_on_where_it_was(root, tmp_path):
    def stop(event):
        if event.kind == "done":
            raise KeyboardInterrupt

    state = tmp_path / "state"
    with pytest.raises(RunInterrupted, match="interrupted after 1 of 4 claims"):
        verify(load([root]), state_dir=state, on_event=stop, jobs=1, cache=False)
    done = json.loads((state / "journal.jsonl").read_text().splitlines()[1])["entry"]["id"]
    with (state / "journal.jsonl").open("a") as stream:
        stream.write('{"key": "cut sho')
    assert judged(root, state, cache=False) == sorted({"a-1", "a-2", "b-1", "b-2"} - {done})
    assert len(judged(root, state, cache=False)) == 4  # it came to its end: nothing is taken over
    assert ledger(root, state_dir=state) == ledger(root)


def test_a_run_without_cache_does_not_go_on_from_one_with(root, tmp_path):
    def stop(event):
        if event.kind == "done":
            raise KeyboardInterrupt

    with pytest.raises(RunInterrupted):
        verify(load([root]), state_dir=tmp_path / "state", on_event=stop)
    assert len(judged(root, tmp_path / "state", cache=False)) == 4


def test_two_runs_do_not_share_a_journal(root, tmp_path):
    def second(event):
        if event.kind == "done":
            with pytest.raises(OutputError, match="another run is using"):
                verify(load([root]), state_dir=tmp_path)
            verify(load([root / "b.py"]), state_dir=tmp_path, journal=False, only=[])

    assert len(verify(load([root / "b.py"]), state_dir=tmp_path, on_event=second)) == 2


def test_limits_that_make_no_sense_and_judges_that_are_not_there(root):
    for options in ({"timeout": 0}, {"timeout": float("nan")}, {"memory": 3}, {"jobs": 0}, {"timeout": float("inf")}):
        with pytest.raises(LimitError):
            verify(load([root]), state_dir=None, **options)
    with pytest.raises(MissingPackageError, match="nowhere"):
        verify(load([root]), state_dir=None, judge="nowhere:judge")


def test_a_state_folder_that_cannot_be_made(root, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="cannot be written"):
        verify(load([root]), state_dir=tmp_path / "file" / "state")


def program(*args, cwd):
    """The command line with the fake judge, in a process of its own; its output is in a file."""
    path = os.pathsep.join([str(HERE), str(HERE.parent)])
    command = [sys.executable, "-m", "fakes.program", *map(str, args)]
    with (cwd / "said").open("w") as said:
        return subprocess.Popen(
            command, cwd=cwd, env=os.environ | {"PYTHONPATH": path}, stdout=said, stderr=said,
            preexec_fn=lambda: signals.signal(signals.SIGINT, signals.default_int_handler),  # a shell's & ignores it
        )  # fmt: skip


@pytest.mark.parametrize(
    "signal", [2, pytest.param(15, marks=pytest.mark.slow), pytest.param(9, marks=pytest.mark.slow)]
)
def test_a_run_that_is_killed_leaves_nothing_broken_and_goes_on(tmp_path, signal):
    slow = "".join(one(f"c-{n}", body="import time; time.sleep(0.15)") for n in range(8))
    derivations(tmp_path, a=slow)
    whole = program("verify", "--jobs", "1", "--json", "whole.json", "--state", "other", cwd=tmp_path)
    assert whole.wait() == 0, (tmp_path / "said").read_text()
    (tmp_path / "ledger.json").write_text("the last good one")
    run = program("verify", "--jobs", "1", "--json", "ledger.json", cwd=tmp_path)
    journal = tmp_path / ".symrnn" / "journal.jsonl"
    while not journal.exists() or len(journal.read_text().splitlines()) < 4:
        assert run.poll() is None
    run.send_signal(signal)
    assert run.wait(timeout=10) == {2: 2}.get(signal, -signal)
    if signal == 2:
        assert "interrupted after" in (tmp_path / "said").read_text()
    assert (tmp_path / "ledger.json").read_text() == "the last good one"
    known = len(journal.read_text().splitlines())
    assert 4 <= known < 9
    again = program("verify", "--jobs", "2", "--json", "ledger.json", cwd=tmp_path)
    assert again.wait(timeout=30) == 0
    assert (tmp_path / "ledger.json").read_bytes() == (tmp_path / "whole.json").read_bytes()


def test_a_journal_on_a_full_disk_says_so_once(tmp_path):
    def full(*_):
        raise OSError(28, "No space left on device")

    journal = Journal(tmp_path / "journal.jsonl", "cache")
    journal._stream.close()
    journal._stream = SimpleNamespace(write=len, flush=full, close=full)  # what is in the buffer is tried again
    with pytest.raises(OutputError, match="No space left"), journal:
        journal.end()


def test_what_a_killed_run_left_aside_goes_when_the_run_goes_on(root, tmp_path):
    def stop(event):
        if event.kind == "done":
            raise KeyboardInterrupt

    state = tmp_path / "state"
    with pytest.raises(RunInterrupted):
        verify(load([root]), state_dir=state, on_event=stop)
    gone = subprocess.Popen(["true"])
    gone.wait()
    left, live = (state / "cache" / f".ab.json-new-{pid}-x" for pid in (gone.pid, os.getpid()))
    left.write_text("half")
    live.write_text("half")
    verify(load([root]), state_dir=state)
    assert not left.exists()
    assert live.exists()

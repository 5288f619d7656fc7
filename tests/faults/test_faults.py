"""Claims that do what no claim should, among claims that do nothing wrong.

Each kind is a body of a claim: it runs in the process of its own that the claim has. Whatever it does, it comes back
as one entry, the verdicts of the others stay what they are, and nothing of it is left.
"""

import contextlib
import time
from pathlib import Path

import pytest
from fakes.files import derivations, one
from fakes.judges import NAME

from symrnn.claims.catalog import load
from symrnn.runs import processes
from symrnn.runs.run import verify

MEMORY = 192 * 2**20
LIMIT = 4.0

CRASHES = {
    "segfault": ("import ctypes; ctypes.string_at(0)", "signal 11 (SIGSEGV)"),
    "abort": ("import os; os.abort()", "signal 6 (SIGABRT)"),
    "exit-0": ("import os; os._exit(0)", "exit code 0 and without a result"),
    "exit-7": ("import os; os._exit(7)", "exit code 7 and without a result"),
    "kills-itself": ("import os; os.kill(os.getpid(), 9)", "signal 9 (SIGKILL)"),
    "kills-its-group": ("import os; os.killpg(0, 15)", "signal 15 (SIGTERM)"),
    "floating-point-signal": ("import os; os.kill(os.getpid(), 8)", "signal 8 (SIGFPE)"),
    "sys-exit": ("import sys; sys.exit(0)", "SystemExit: 0"),
    "keyboard-interrupt": ("raise KeyboardInterrupt", "KeyboardInterrupt"),
    "generator-exit": ("raise GeneratorExit", "GeneratorExit"),
    "recursion": ("f = lambda: f()\nf()", "RecursionError: maximum recursion depth exceeded"),
    "stack-overflow": (
        "import sys; sys.setrecursionlimit(10**8)\nx = []\nfor _ in range(10**6): x = [x]\nrepr(x)",
        "signal 11 (SIGSEGV)",
    ),
    "broken-str": (
        "class E(Exception):\n    def __str__(self): raise SystemExit\n    __repr__ = __str__\nraise E",
        "E: (its message cannot be printed)",
    ),
    "broken-str-returns-none": ("class E(Exception):\n    def __str__(self): return None\nraise E", "E: (its message"),
    "odd-name": ("raise type('x' * 500, (Exception,), {})('boom')", "x" * 80 + ": boom"),
    "closed-descriptors": ("import os; os.closerange(0, 4096)", "without a result"),
    "garbage-everywhere": (
        (
            "import os, contextlib\nfor fd in range(3, 64):\n"
            "    with contextlib.suppress(OSError):\n        os.write(fd, b'garbage\\n')"
        ),
        "no message into the result pipe",
    ),
    "half-a-message": (
        (
            "import os, contextlib\nfor fd in range(3, 64):\n"
            "    with contextlib.suppress(OSError):\n        os.write(fd, b'{\"entry\": {')\nos._exit(0)"
        ),
        "exit code 0 and without a result",
    ),
    "lowered-limits": (
        "import resource\nresource.setrlimit(resource.RLIMIT_CPU, (1, 1))\nwhile True: pass",
        "signal 9 (SIGKILL)",
    ),
}
ANSWERS = {
    "unserialisable": ("{'verdict': object()}", "not JSON serializable"),
    "a-lambda": ("lambda: 1", "not JSON serializable"),
    "a-list": ("[1, 2]", "it is a list, not an object"),
    "none": ("None", "it is a NoneType, not an object"),
    "empty": ("{}", "it lacks id"),
    "not-a-number": ("{'gap': float('nan')}", "Out of range float values"),
    "mixed-keys": ("{1: 2, 'a': 3}", "not supported between instances"),
    "itself": ("(lambda x: x.append(x) or x)([])", "Circular reference"),
    "deep": ("__import__('functools').reduce(lambda x, _: [x], range(10**5), [])", "RecursionError"),
    "too-large": ("'x' * (40 * 2**20)", "its result is larger than 32 MiB"),
    "broken-dict": (
        "type('D', (dict,), {'items': lambda self: 1 / 0})({'a': 1})",
        "ZeroDivisionError",
    ),
}
MALFORMED = {
    "another-id": ("entry['id'] = 'good-1'", "id is not what the claim declares"),
    "another-expectation": ("entry['expected'] = 'REFUTED'", "expected is not what the claim declares"),
    "unknown-verdict": ("entry['verdict'] = 'TRUE'", "'TRUE' is no verdict"),
    "no-evidence": ("entry['evidence'] = []", "it says PROVED without evidence"),
    "evidence-of-nobody": ("entry['evidence'] = [{'points': 3}]", "does not name its oracle"),
    "evidence-of-floats": ("entry['evidence'][0]['points'] = 1.5", "points of evidence is wrong"),
    "evidence-of-bools": ("entry['evidence'][0]['points'] = True", "points of evidence is wrong"),
    "unknown-field": ("entry['approved'] = True", "a field 'approved'"),
    "lost-field": ("del entry['scope']", "it lacks scope"),
    "wrong-kind": ("entry['uses'] = 'abc'", "uses is a str"),
    "lost-foil": ("entry['foils'] = []", "does not report on the foil"),
    "foil-without-verdict": ("entry['foils'] = [{'id': 'a'}]", "a foil lacks an id or a verdict"),
}
TIMES = {
    "loop": ("while True: pass", "wall time"),
    "loop-in-c": ("import itertools; all(itertools.repeat(True))", "wall time"),
    "regular-expression": ("import re; re.match('(a+)+$', 'a' * 60 + 'b')", "wall time"),
    "sleep": ("import time; time.sleep(3600)", "wall time"),
    "stops-itself": ("import os, signal; os.kill(os.getpid(), signal.SIGSTOP)", "wall time"),
    "ignores-signals": (
        (
            "import signal, time\nfor s in set(signal.valid_signals()) - {9, 19}: signal.signal(s, signal.SIG_IGN)\n"
            "time.sleep(3600)"
        ),
        "wall time",
    ),
    "flood": ("import os\nwhile True: os.write(1, b'flood' * 1000)", "wall time"),
    "flood-of-stages": (
        "import inspect\nstage = inspect.currentframe().f_back.f_back.f_locals['stage']\nwhile True: stage('again')",
        "wall time",
    ),
    "closes-then-hangs": ("import os, time; os.closerange(3, 4096); time.sleep(3600)", "wall time"),
    "forks-and-hangs": (
        "import os, time\nfor _ in range(20):\n    if os.fork() == 0: time.sleep(3600)\ntime.sleep(3600)",
        "wall time",
    ),
    "waits-for-input": ("import threading; threading.Lock().acquire(); threading.Event().wait()", "wall time"),
    "power-tower": ("10 ** 10 ** 10", "memory or wall time"),
}
MEMORIES = {
    "memory-bomb": ("x = []\nwhile True: x.append(bytearray(2**20))", "memory"),
    "one-request": ("bytearray(2**45)", "memory"),
    "memory-of-many": (
        (
            "import os, time\nfor _ in range(4):\n    if os.fork() == 0:\n        x = bytearray(80 * 2**20)\n"
            "        x[::4096] = b'1' * len(x[::4096])\n        time.sleep(3600)\ntime.sleep(3600)"
        ),
        "memory",
    ),
    "memory-error": ("raise MemoryError", "memory"),
}
HARMLESS = {
    "prints-much": "print('x' * 10**7)",
    "replaces-streams": "import sys; sys.stdout = sys.stderr = sys.stdin = None",
    "closes-streams": "import sys; sys.stdout.close(); sys.stderr.close()",
    "leaves-a-thread": "import threading, time; threading.Thread(target=time.sleep, args=(3600,)).start()",
    "leaves-a-process": "import os, time\nif os.fork() == 0: time.sleep(3600)",
    "leaves-a-daemon": (
        "import os, time\nif os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0: time.sleep(3600)\n"
        "    os._exit(0)\ntime.sleep(0.2)"
    ),
    "forks-and-both-go-on": "import os; os.fork()",
    "registers-at-exit": "import atexit, time; atexit.register(time.sleep, 3600)",
    "changes-folder": "import os; os.chdir('/'); os.environ.clear()",
    "takes-modules-away": "import sys; [sys.modules.pop(m) for m in ('json', 'os', 'sympy') if m in sys.modules]",
    "seeds": "import random; assert random.random() != random.random()",
    "interrupts-itself": "import os, signal; os.kill(os.getpid(), signal.SIGINT)",
}


def answering(text):
    return f"return Says(answer={text})"


def malforming(text):
    """A body that changes the entry which the judge would make."""
    return f"""
import inspect
from fakes.judges import entry_of
from symrnn.claims.catalog import load_claim
frame = inspect.currentframe().f_back.f_back.f_locals
entry = entry_of(frame["claim"], "PROVED", 1)
{text}
return Says(answer=entry)
"""


def good(number):
    verdict = ["PROVED", "REFUTED", "CORROBORATED"][number % 3]
    return one(f"good-{number}", verdict, expect=verdict)


def bad_files(tmp_path, kinds):
    """One file per kind: a claim that does it, with a foil, between two good ones."""
    names = list(kinds)
    texts = {
        f"f{number:02}": good(2 * number)
        + one(name, body=kinds[name])
        + f"\n@foil(claim_{name.replace('-', '_')})\ndef foil_of():\n    'A foil.'\n"
        + good(2 * number + 1)
        for number, name in enumerate(names)
    }
    return derivations(tmp_path, **texts)


def run(root, jobs, timeout=60.0):
    catalog = load([root])
    assert not catalog.problems
    entries = verify(catalog, jobs=jobs, timeout=timeout, memory=MEMORY, state_dir=None, judge=NAME)
    assert [e["id"] for e in entries] == [c.id for c in catalog.claims]
    for entry in entries:
        if entry["id"].startswith("good-"):
            assert entry["verdict"] == entry["expected"], entry
    return {e["id"]: e for e in entries if not e["id"].startswith("good-")}


def test_a_crash_is_an_error_with_its_cause_and_its_stage(tmp_path):
    kinds = {name: body for name, (body, _) in CRASHES.items()}
    found = run(bad_files(tmp_path, kinds), jobs=4)
    for name, (_, words) in CRASHES.items():
        assert found[name]["verdict"] == "ERROR", found[name]
        assert words in found[name]["reason"], found[name]["reason"]
        assert ", at stage " in found[name]["reason"]
    assert found["segfault"]["reason"].endswith("at stage statement")
    assert found["segfault"]["foils"][0]["verdict"] == "NOT_RUN"


def test_an_answer_that_is_no_entry_is_an_error_that_says_what_is_wrong_with_it(tmp_path):
    kinds = {name: answering(text) for name, (text, _) in ANSWERS.items()}
    kinds |= {name: malforming(text) for name, (text, _) in MALFORMED.items()}
    found = run(bad_files(tmp_path, kinds), jobs=4)
    for name, (_, words) in (ANSWERS | MALFORMED).items():
        assert found[name]["verdict"] == "ERROR", found[name]
        assert words in found[name]["reason"], found[name]["reason"]


def test_a_time_limit_is_named_with_its_stage_and_the_run_ends_with_it(tmp_path):
    root = bad_files(tmp_path, {name: body for name, (body, _) in TIMES.items()})
    started = time.monotonic()
    found = run(root, jobs=3 * len(TIMES), timeout=LIMIT)
    assert time.monotonic() - started < LIMIT + 2 + 2  # limit, two seconds, and the start of the server
    named(TIMES, found)


def test_a_memory_limit_is_named_with_its_stage(tmp_path):
    named(MEMORIES, run(bad_files(tmp_path, {name: body for name, (body, _) in MEMORIES.items()}), jobs=4))


def named(kinds, found):
    for name, (_, words) in kinds.items():
        assert found[name]["verdict"] == "RESOURCE_OUT", found[name]
        assert any(f"{word} limit of" in found[name]["reason"] for word in words.split(" or ")), found[name]["reason"]
        assert ", at stage " in found[name]["reason"]


def test_what_a_claim_leaves_behind_does_not_matter_and_does_not_stay(tmp_path, monkeypatch):
    mark = f"SYMRNN_TEST={tmp_path}"
    monkeypatch.setenv(*mark.split("="))
    root = bad_files(tmp_path, HARMLESS | {"and-then": "import time; time.sleep(0.5)"})
    seen = []
    catalog = load([root])
    verify(catalog, jobs=1, state_dir=None, judge=NAME, on_event=lambda _: seen.append(len(marked(mark))))
    assert max(seen) >= 2  # the mark is found while there is something to find
    assert marked(mark) == []
    assert {e["verdict"] for e in run(root, jobs=4).values()} == {"PROVED"}
    assert marked(mark) == []


def marked(mark):
    """The processes that were started with this in their environment."""
    found = []
    for process in processes.table().values():
        with contextlib.suppress(OSError):
            if mark.encode() in Path(f"/proc/{process.pid}/environ").read_bytes() and not process.ended:
                found.append(process)
    return found


@pytest.mark.parametrize(
    "signal", [9, pytest.param(19, marks=pytest.mark.slow), pytest.param(6, marks=pytest.mark.slow)]
)
def test_a_claim_that_ends_or_stops_the_server_is_found_and_the_others_are_judged(tmp_path, signal):
    kinds = {"parricide": f"import os, time; os.kill(os.getppid(), {signal}); time.sleep(3600)"}
    found = run(bad_files(tmp_path, kinds), jobs=3, timeout=1.0)
    assert found["parricide"]["verdict"] == "ERROR"
    assert "ended or stopped the process that runs the claims" in found["parricide"]["reason"]


@pytest.mark.slow
@pytest.mark.parametrize("name", [n for n, (_, words) in TIMES.items() if words == "wall time"])
def test_a_single_claim_ends_at_its_limit(tmp_path, name):
    root = derivations(tmp_path, a=one(name, body=TIMES[name][0]))
    seconds = []
    verify(
        load([root]), jobs=1, timeout=1.0, memory=MEMORY, state_dir=None, judge=NAME,
        on_event=lambda event: seconds.append(event.seconds) if event.kind == "done" else None,
    )  # fmt: skip
    assert len(seconds) == 1
    assert 1.0 <= seconds[0] < 3.0

"""Claims that break the process that judges them, each kind once, and fifty good ones for them to stand among.

A kind is the body of a claim, run before its statement is returned, and the verdicts that may come of it. None stands
for a claim that lies: it changes what judges it, so its verdict is whatever it says, and only the checker can tell.
"""

import textwrap

HEAD = '''"""Good claims, and one that is none."""

import symrnn as sr
from symrnn import at_most, claim, equal, foil

(n,) = sr.dims("n")
A, B = sr.matrices("A B", n, n)
h, u = sr.vectors("h u", n)
x = sr.scalar("x")
'''

GOOD = (
    ("PROVED", "equal(({k} * A @ B).T, {k} * (B.T @ A.T))", "equal(({k} * A @ B).T, {k} * (A.T @ B.T))"),
    ("PROVED", "equal(sr.D(sr.tanh({k} * h), h), sr.diag({k} - {k} * sr.tanh({k} * h) ** 2))",
     "equal(sr.D(sr.tanh({k} * h), h), sr.diag({k} + {k} * sr.tanh({k} * h) ** 2))"),
    ("REFUTED", "equal(A @ B, B @ A + {k} * (A - A.T))", "equal(A @ B, B @ A + {k})"),
    ("PROVED", "at_most(-sr.rational(1, {k}) * x ** 2, 0)", "at_most(sr.rational(1, {k}) * x ** 2, 0)"),
    ("REFUTED", "equal(sr.tanh({k} * x), sr.tanh(x) * {k})", "equal(sr.tanh({k} * x), {k} * x)"),
)
CRASH, LIMIT, SAME = {"ERROR"}, {"RESOURCE_OUT"}, {"PROVED"}

KINDS = {
    "segmentation-fault": ("import ctypes; ctypes.string_at(0)", CRASH),
    "ends-its-process": ("import os; os._exit(0)", CRASH),
    "system-exit": ("raise SystemExit(0)", CRASH),
    "keyboard-interrupt": ("raise KeyboardInterrupt", CRASH),
    "recursion": ("f = lambda: f()\nf()", CRASH),
    "stack-overflow": ("import sys\nsys.setrecursionlimit(10**8)\ny = []\nfor _ in range(10**6): y = [y]\nrepr(y)", CRASH),
    "closes-descriptors": ("import os; os.closerange(0, 4096)", CRASH),
    "exception-that-cannot-be-pickled-or-printed": (
        ("class E(Exception):\n    def __reduce__(self): raise SystemExit\n"
         "    def __str__(self): raise KeyboardInterrupt\n    __repr__ = __str__\nraise E"),
        CRASH,
    ),
    "garbage-in-the-result": (
        "import contextlib, os\nfor fd in range(3, 64):\n    with contextlib.suppress(OSError): os.write(fd, b'garbage\\n')",
        CRASH,
    ),
    "ends-what-runs-the-claims": ("import os, time\nos.kill(os.getppid(), 9)\ntime.sleep(3600)", CRASH),
    "loop-in-c": ("import itertools; all(itertools.repeat(True))", LIMIT),
    "ignores-signals": (
        "import signal, time\nfor s in set(signal.valid_signals()) - {9, 19}: signal.signal(s, signal.SIG_IGN)\ntime.sleep(3600)",
        LIMIT,
    ),
    "flood-of-output": ("import os\nwhile True: os.write(1, b'flood' * 1000)", LIMIT),
    "stops-itself": ("import os, signal; os.kill(os.getpid(), signal.SIGSTOP)", LIMIT),
    "memory-bomb": ("y = []\nwhile True: y.append(bytearray(2**20))", LIMIT),
    "one-impossible-request": ("bytearray(2**45)", LIMIT),
    "children-that-outlive-it": (
        ("import os, time\nfor _ in range(3):\n    if os.fork() == 0:\n        os.setsid()\n"
         "        if os.fork() == 0: time.sleep(3600)\n        os._exit(0)\ntime.sleep(0.2)"),
        SAME,
    ),
    "changes-folder-and-environment": ("import os; os.chdir('/'); os.environ.clear()", SAME),
    "takes-its-module-away": ("import sys; sys.modules.pop(__name__, None); globals().pop('A', None); A = B", SAME | CRASH),
    "deletes-its-file": ("import pathlib; pathlib.Path(__file__).unlink()", SAME),
    "equal-to-everything": (
        ("class All:\n    def __eq__(self, other): return True\n    def __hash__(self): return 0\n"
         "    def __getattr__(self, name): return self\n    def __call__(self, *a, **k): return self\n"
         "    def __iter__(self): return iter(())\n    def __bool__(self): return True\nreturn All()"),
        CRASH,
    ),
    "makes-all-terms-equal": (
        ("import symrnn.algebra.terms as terms\nfor kind in list(vars(terms).values()):\n"
         "    if isinstance(kind, type):\n        kind.__eq__, kind.__hash__ = (lambda a, b: True), (lambda a: 0)\n"
         "return equal(A @ B, B @ A)"),
        None,
    ),
    "patches-the-comparator": (
        ("import sys, types\nfor name, module in list(sys.modules.items()):\n"
         "    if name.startswith('symrnn.recheck') or name == 'symrnn.verdict':\n"
         "        for word, value in list(vars(module).items()):\n"
         "            if isinstance(value, types.FunctionType) and word in ('compare', 'truth', 'equal', 'numbers', 'holds'):\n"
         "                setattr(module, word, lambda *a, **k: True)\n"
         "return equal(A @ B, B @ A)"),
        None,
    ),
    "patches-the-verdict": (
        ("import sys\nfrom symrnn.verdict import Verdict\nfor module in list(sys.modules.values()):\n"
         "    if hasattr(module, 'decide'): module.decide = lambda *a, **k: (Verdict.PROVED, '')\n"
         "return equal(A @ B, B @ A)"),
        None,
    ),
    "writes-its-own-entry": (
        ("import contextlib, inspect, json, os\nfrom symrnn.claims.claim import REGISTER\nfrom symrnn.runs.entry import failed\n"
         "from symrnn.claims.catalog import Catalog\nfrom symrnn.claims.folder import Folder, root_of\nfrom symrnn.runs.plan import plan\n"
         "me = next(c for c in globals()[REGISTER] if c.id == 'writes-its-own-entry')\n"
         "(planned,) = plan(Catalog(claims=[me], folders={me.file: Folder(root_of(me.file))}))\n"
         "s = equal(A @ B, B @ A).record()\n"
         "entry = failed(planned, 'PROVED', None) | {'statement': s, 'given': s.pop('given', []), 'scope': 'all n', 'evidence': [\n"
         "    {'oracle': 'route:algebra', 'points': 1, 'digits': None, 'gap': None, 'budget': None, 'seed': None, 'detail': ''}]}\n"
         "entry['foils'] = [f | {'verdict': 'REFUTED'} for f in entry['foils']]\n"
         "for fd in range(3, 64):\n    with contextlib.suppress(OSError): os.write(fd, (json.dumps({'entry': entry}) + '\\n').encode())\n"
         "os._exit(0)"),
        None,
    ),
}
HANGS = ("loop-in-c", "ignores-signals", "flood-of-output", "stops-itself")


def good(number):
    """The text of a good claim, with a foil."""
    verdict, statement, foil = (part.format(k=number + 2) for part in GOOD[number % len(GOOD)])
    said = "" if verdict == "PROVED" else f', expect="{verdict}"'
    return (
        f'\n\n@claim("good-{number}", source="own work"{said})\ndef good_{number}():\n    """A good claim."""\n'
        f"    return {statement}\n\n\n@foil(good_{number})\ndef foil_{number}():\n"
        f'    """A slip."""\n    return {foil}\n'
    )


def bad(name):
    """The text of a claim of a kind; its statement is true."""
    body = textwrap.indent(KINDS[name][0], "    ")
    return (f'\n\n@claim("{name}", source="own work")\ndef bad():\n    """A claim that misbehaves."""\n    global A\n{body}\n'
            "    return equal(B.T.T, B)\n\n\n"
            '@foil(bad)\ndef foil_of_bad():\n    """A slip."""\n    return equal(B.T, B)\n')


def write(folder, *, count, kinds):
    """Files with so many good claims; each kind stands in one of them, but one that deletes its file in its own."""
    folder.mkdir(parents=True)
    names = [name for name in KINDS if name in kinds and name != "deletes-its-file"]
    every = [name for name in KINDS if name != "deletes-its-file"]
    for number, name in enumerate(every):
        texts = [good(k) for k in range(number, count, len(every))]
        if name in names:
            texts.insert(1, bad(name))
        if texts:
            (folder / f"file_{number:02}.py").write_text(HEAD + "".join(texts), "utf-8")
    if "deletes-its-file" in kinds:
        (folder / "file_99.py").write_text(HEAD + bad("deletes-its-file"), "utf-8")

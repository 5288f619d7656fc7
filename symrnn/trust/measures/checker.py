"""The independent checker: a ledger that nobody touched, and ledgers with one place changed."""

from __future__ import annotations

import json
import multiprocessing
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from functools import partial
from typing import Any

from symrnn.recheck.functions import UNREADABLE
from symrnn.recheck.ledger import complaints_of, recheck
from symrnn.trust import corpora
from symrnn.trust.points import Figures, Progress
from symrnn.trust.tampering import Tampered, alone, tampered, with_other_totals

TITLE = "The independent checker, on ledgers tampered with"
MEANS = (
    "The checker reads the committed ledger with a program of its own and accepts each verdict again, or says why not."
    " Then one place of it is changed: a verdict, a digit of a witness, a term, a condition, a scope, a piece of evidence,"
    " anything in a certificate, the same in a foil, what the claim declares, the totals. A forger would correct the totals,"
    " so they never count against another place, and there is no digest: nothing but the evidence can tell."
    " What is not looked at: titles, formulas as they are typeset, derivations and figures."
)
COUNT, SEED = 500, 20260
OF_TOTALS = 20


def measure(jobs: int, progress: Progress, count: int = COUNT, ledger: dict[str, Any] | None = None) -> Figures:
    """How many claims of the committed ledger are accepted, and how many tampered ledgers are not."""
    file = corpora.root() / "reports" / "ledger.json"
    honest = None if ledger else _command(str(file))
    ledger = ledger or json.loads(file.read_text("utf-8"))
    cases = list(_cases(ledger, count))
    accepted, by_kind, good = [], Counter[str](), Counter[str]()
    with multiprocessing.get_context("fork").Pool(jobs) as pool:
        found = pool.imap(partial(_complaints, ledger), cases, chunksize=4)
        for done, (case, complaints) in enumerate(zip(cases, found, strict=True), 1):
            by_kind[case.kind] += 1
            good[case.kind] += bool(complaints)
            if not complaints:
                accepted.append(_row(ledger, case))
            progress(done, len(cases), case.kind)
    lines = honest.communicate()[0].splitlines() if honest else _lines(ledger)
    return {
        "claims": len(ledger["claims"]), "accepted": sum(line.startswith("accepted ") for line in lines),
        "complaints": sum(line.startswith("NOT ACCEPTED") for line in lines),
        "tampered": len(cases), "rejected": sum(good.values()),
        "by_kind": [{"kind": kind, "tampered": n, "rejected": good[kind]} for kind, n in by_kind.items()],
        "not_rejected": accepted,
    }  # fmt: skip


def goal(figures: Figures) -> list[str]:
    """All claims accepted, no tampered ledger accepted."""
    out = []
    if figures["accepted"] < figures["claims"] or figures["complaints"]:
        out.append(f"{figures['claims'] - figures['accepted']} claims of the honest ledger are not accepted")
    if figures["tampered"] < COUNT:
        out.append(f"{figures['tampered']} tampered ledgers, not {COUNT}")
    if figures["rejected"] < figures["tampered"]:
        out.append(f"{figures['tampered'] - figures['rejected']} tampered ledgers are accepted")
    return out


def says(figures: Figures) -> str:
    """The figures in one line."""
    return (f"{figures['accepted']} of {figures['claims']} claims of the committed ledger accepted; "
            f"{figures['rejected']} of {figures['tampered']} tampered ledgers rejected")


def _cases(ledger: dict[str, Any], count: int) -> Iterator[Tampered]:
    totals = list(with_other_totals(ledger, min(OF_TOTALS, count // 10), SEED))
    yield from tampered(ledger, count - len(totals), SEED)
    yield from totals


def _complaints(ledger: dict[str, Any], case: Tampered) -> list[str]:
    """What the checker says of the changed claim; the others are those of the honest ledger."""
    if case.totals is not None:
        return recheck(alone(ledger, case))[1]
    try:
        return complaints_of(case.claim, {c["id"] for c in ledger["claims"]})
    except UNREADABLE as error:
        return [f"it cannot be read: {type(error).__name__}: {error}"]


def _command(file: str) -> subprocess.Popen[str]:
    path = os.pathsep.join([str(corpora.root()), os.environ.get("PYTHONPATH", "")])
    return subprocess.Popen([sys.executable, "-m", "symrnn.recheck", file], stdout=subprocess.PIPE, text=True,
                            env=os.environ | {"PYTHONPATH": path})  # fmt: skip


def _lines(ledger: dict[str, Any]) -> list[str]:
    results, whole = recheck(ledger)
    return ["NOT ACCEPTED" if complaints else "accepted " for _, complaints in results] + ["NOT ACCEPTED"] * len(whole)


def _row(ledger: dict[str, Any], case: Tampered) -> dict[str, str]:
    holder = case.totals if case.totals is not None else case.claim
    before = ledger["totals"] if case.totals is not None else ledger["claims"][case.index]
    where = case.place[1:] if case.totals is not None else case.place
    name = "totals" if case.totals is not None else before["id"]
    return {"kind": case.kind, "claim": name, "place": ".".join(map(str, where)),
            "was": _at(before, where), "now": _at(holder, where)}  # fmt: skip


def _at(value: Any, path: tuple[Any, ...]) -> str:
    for key in path:
        try:
            value = value[key]
        except (LookupError, TypeError):
            return "nothing"
    return json.dumps(value)[:60]

"""`python -m symrnn.recheck LEDGER [SEED]`: accept every verdict of a ledger again, or say why not.

SEED is what the run was given as `--seed`, 0 if nothing. Exit code: 0 all accepted; 1 something is not; 2 accepted by
their own evidence, but some rest on claims that this ledger of a part does not have; 4 the ledger cannot be read.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from symrnn.recheck.functions import UNREADABLE
from symrnn.recheck.ledger import elsewhere, recheck

def main(argv: list[str]) -> int:
    """Print a line for each claim, and return the exit code."""
    if len(argv) not in (1, 2) or not all(word.isdecimal() for word in argv[1:]):
        sys.stderr.write("usage: python -m symrnn.recheck LEDGER [SEED]\n")
        return 4
    try:
        ledger = json.loads(Path(argv[0]).read_text(encoding="utf-8"))
        results, whole = recheck(ledger, int(argv[1]) if argv[1:] else 0)
    except (OSError, *UNREADABLE) as error:
        sys.stderr.write(f"{argv[0]} cannot be read as a ledger: {type(error).__name__}: {error}\n")
        return 4
    absent = elsewhere(ledger)
    for claim, (claim_id, complaints) in zip(ledger["claims"], results, strict=True):
        rests = sorted(absent & set(claim.get("uses") or []))
        sys.stdout.write(f"{'accepted' if not complaints else 'NOT ACCEPTED'}  {claim_id}\n")
        sys.stdout.writelines(f"    {c}\n" for c in complaints)
        sys.stdout.write(f"    by its own evidence; it rests on {', '.join(rests)}, not in this ledger\n" if rests else "")
    sys.stdout.writelines(f"NOT ACCEPTED  ledger: {c}\n" for c in whole)
    bad = sum(bool(c) for _, c in results) + len(whole)
    end = f"; rests on {len(absent)} claims that are not in this ledger" if absent else ""
    sys.stdout.write(f"{len(results)} claims, {f'{bad} not accepted' if bad else 'all accepted'}{end}\n")
    return 1 if bad else 2 if absent else 0

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

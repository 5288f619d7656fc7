"""`python -m symrnn.recheck LEDGER [SEED]`: accept every verdict of a ledger again, or say why not.

SEED is what the run was given as `--seed`, 0 if nothing.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from symrnn.recheck.functions import UNREADABLE
from symrnn.recheck.ledger import recheck


def main(argv: list[str]) -> int:
    """Exit code: 0 all accepted, 1 something is not, 4 the ledger cannot be read."""
    if len(argv) not in (1, 2) or not all(word.isdecimal() for word in argv[1:]):
        sys.stderr.write("usage: python -m symrnn.recheck LEDGER [SEED]\n")
        return 4
    try:
        ledger = json.loads(Path(argv[0]).read_text(encoding="utf-8"))
        results, whole = recheck(ledger, int(argv[1]) if argv[1:] else 0)
    except (OSError, *UNREADABLE) as error:
        sys.stderr.write(f"{argv[0]} cannot be read as a ledger: {type(error).__name__}: {error}\n")
        return 4
    for claim_id, complaints in results:
        sys.stdout.write(f"{'accepted' if not complaints else 'NOT ACCEPTED'}  {claim_id}\n")
        sys.stdout.writelines(f"    {c}\n" for c in complaints)
    sys.stdout.writelines(f"NOT ACCEPTED  ledger: {c}\n" for c in whole)
    bad = sum(bool(c) for _, c in results) + len(whole)
    sys.stdout.write(f"{len(results)} claims, {f'{bad} not accepted' if bad else 'all accepted'}\n")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""The command line in a process of its own, with the fake judge: `python -m fakes.program ARGS`."""

import functools
import sys

import symrnn.runs.cache
import symrnn.runs.ledger
import symrnn.runs.run
from fakes.judges import NAME
from symrnn.cli import main

if __name__ == "__main__":
    # An edit of symrnn between two processes of a test is not what the test is about.
    symrnn.runs.cache.sources_hash = symrnn.runs.ledger.sources_hash = lambda: "pinned"
    symrnn.runs.run.preload_of = lambda judge: [judge.partition(":")[0]]
    symrnn.runs.run.verify = functools.partial(symrnn.runs.run.verify, judge=NAME)
    sys.exit(main())

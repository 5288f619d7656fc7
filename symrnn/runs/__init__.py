"""Runs: a process per claim, limits, cache, journal, executors, and the ledger that comes out."""

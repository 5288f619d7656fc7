"""Counterexamples and mutants: search for an exact witness, make it small, plant errors in formulas."""

"""The language and its calculus: terms, derivatives for all sizes, proofs. SymPy, no numbers."""

"""How terms, statements and derivations are shown: simplified, as text, as LaTeX, in words, in SymPy's matrices."""

"""From a ledger to pages: HTML, Markdown, LaTeX and pictures, all rendered from the ledger alone.

``symrnn.report.write.write(ledger, folder)`` is the door. Nothing here computes a verdict, and nothing is
imported before it is needed: a program that only imports :mod:`symrnn.report` pays for no template engine
and no plotting library.
"""

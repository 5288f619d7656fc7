"""How far the verdicts can be trusted, measured: `python -m symrnn.trust`, which is what `make trust` runs.

Every point is measured by one file of `symrnn.trust.measures`, of the name that it has in `trust.json`. Such a file has

`TITLE`
    The heading, a few words.
`MEANS`
    One or two plain sentences: what was done, and what the figures do and do not say.
`measure(jobs, progress) -> dict`
    The figures. Values are numbers, words, or None; a list of flat dictionaries of these is a table, shown under its key
    (what was wrong, what stayed open and why, scores by kind). `jobs` says how many processes may run; `progress(done,
    planned, what)` is told how far it is. The same sources give the same figures on every machine: no times, no paths,
    nothing that depends on the order in which processes end.
`goal(figures) -> list[str]`
    What falls short of the goal, a clause for each; empty where the goal is met. It is asked of the figures as they stand
    in `trust.json`, so that a goal is judged again whenever the file is read.
`says(figures) -> str`
    The figures in one line.

A point without such a file is shown as not measured, and so is one whose measurement failed; neither is ever good.
What is measured with lies beside the package, in `tests`: `symrnn.trust.corpora` finds it, or says that there is none.
"""

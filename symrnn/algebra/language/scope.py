"""The scope of a proof without restrictions, in words: which sizes, which values, what is left out."""

from __future__ import annotations

from symrnn.algebra.language.serialise import record
from symrnn.algebra.language.statements import Statement
from symrnn.recheck.carried import words


def sizes_of(statement: Statement) -> str:
    """`all n, m`; or the sizes for which it is stated; then where it is defined, and that kinks go by convention."""
    return words(record(statement))

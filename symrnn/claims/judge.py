"""Judging a statement on the spot, in a notebook or a script."""

from __future__ import annotations

import json
from typing import Any

from symrnn.algebra.language.statements import Statement
from symrnn.claims.assess import Judgement, assess
from symrnn.errors import ConditionError, said
from symrnn.recheck.numbers import seed_of


def judge(statement: Any, *, by: Any = ()) -> Judgement:
    """Judge a statement: `sr.judge(sr.equal(a, b))`.

    Returns
    -------
    Judgement
        With verdict, scope, evidence, and the witness where it is refuted; it prints as a short table.

    Raises
    ------
    ConditionError
        Where it is not a statement.
    """
    if not isinstance(statement, Statement):
        raise ConditionError("sr.judge", got=f"{type(statement).__name__}: {said(statement)}",
                             expected="a statement such as sr.equal(a, b)", advice="== compares structure; sr.equal states")
    lemmas = tuple(by) if isinstance(by, list | tuple) else (by,)
    seed = seed_of(json.dumps(statement.record(), sort_keys=True))
    return assess(statement, seed=seed, by=lemmas)

import pytest

from symrnn.claims.select import choice
from symrnn.errors import UnknownNameError

NAMES = ["lstm-forget", "lstm-input", "gru-reset", "leaky-rate"]


@pytest.mark.parametrize(
    ("expression", "chosen"),
    [
        ("lstm", [0, 1]),
        ("LSTM", [0, 1]),
        ("not lstm", [2, 3]),
        ("lstm and input", [1]),
        ("lstm or gru", [0, 1, 2]),
        ("lstm and not input or leaky", [0, 3]),
        ("lstm and not (input or leaky)", [0]),
        ("not not gru", [2]),
        ("((gru))", [2]),
        ("nothing", []),
        ("gru-reset", [2]),
    ],
)
def test_expressions(expression, chosen):
    assert [name for name in NAMES if choice(expression)(name)] == [NAMES[i] for i in chosen]


@pytest.mark.parametrize("expression", ["", "and", "lstm and", "(lstm", "lstm)", "lstm gru", "or lstm", "not", "()"])
def test_what_is_no_expression_raises(expression):
    with pytest.raises(UnknownNameError, match="joined by and, or, not"):
        choice(expression)

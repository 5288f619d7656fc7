import pytest

from symrnn.errors import SymrnnError, said


class Plain:
    """An object without a `repr` of its own."""


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (3, "3"),
        ("x", "'x'"),
        (test := lambda: None, "the function <lambda>"),
        (len, "<built-in function len>"),
        (Plain(), "a Plain"),
        (Plain, "the class Plain"),
        ([Plain()], "a list"),
        ("a" * 60, "'" + "a" * 56 + "..."),
        ("a" * 58, "'" + "a" * 58 + "'"),
    ],
)
def test_a_value_in_a_message_is_short_and_without_addresses(value, text):
    assert said(value) == text
    assert len(text) <= 60
    assert str(SymrnnError("a thing", got=said(value))) == f"a thing; got {text}."

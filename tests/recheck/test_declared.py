"""What a claim expects and what it rests on, read off its source."""

import pytest

from symrnn.recheck.ledger import declared

CODE = '@claim("a"{})\ndef f():\n    pass\n'
SILENT = {"expected": "PROVED", "uses": []}


@pytest.mark.parametrize(("code", "wanted"), [
    (CODE.format(""), SILENT), (CODE.format(', expect="REFUTED", uses=["b"]'), {"expected": "REFUTED", "uses": ["b"]}),
    (CODE.format(", expect=WORD"), {"uses": []}), (CODE.format(", uses=[lemma]"), {"expected": "PROVED"}),
    (CODE.format(", **options"), {}), ('@other("a")\ndef f():\n    pass\n', {}), ("not Python", {}), ("", {}), (None, {}),
])  # fmt: skip
def test_what_a_claim_declares_is_read_off_its_source(code, wanted):
    assert declared({"id": "a", "code": code}) == wanted

"""The schema accepts a ledger, names what is wrong in another, and means what JSON Schema means."""

import copy

import jsonschema
import pytest
import report_sample

from symrnn.errors import LedgerError
from symrnn.report import schema


def spoil(path, value):
    ledger = report_sample.ledger()
    place = ledger
    for key in path[:-1]:
        place = place[key]
    if value is ...:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return ledger


def position(name):
    return [claim["id"] for claim in report_sample.ledger()["claims"]].index(name)


FAULTS = [
    (("schema",), "symrnn-ledger/0", "ledger.schema"),
    (("tool", "version"), ..., "ledger.tool"),
    (("claims",), {}, "ledger.claims"),
    (("claims", 0, "verdict"), "TRUE", "ledger.claims[0].verdict"),
    (("claims", 0, "id"), "", "ledger.claims[0].id"),
    (("claims", 0, "title"), ..., "ledger.claims[0]"),
    (("claims", 0, "evidence"), [{"points": 3}], "ledger.claims[0].evidence[0]"),
    (("claims", 0, "evidence"), [{"oracle": "checker", "points": True}], "ledger.claims[0].evidence[0].points"),
    (("claims", 0, "evidence"), [{"oracle": "checker", "points": -1}], "ledger.claims[0].evidence[0].points"),
    (("claims", 0, "witness"), {"leaves": {"W": [[1.5]]}}, "ledger.claims[0].witness"),
    (("claims", 0, "steps"), ["x"], "ledger.claims[0].steps[0]"),
    (("claims", 0, "figures"), [{"id": "f", "caption": "c", "series": []}], "ledger.claims[0].figures[0].series"),
    (
        ("claims", 0, "figures"),
        [{"id": "f", "caption": "c", "series": [{"label": "", "x": ["nan"], "y": ["1"]}]}],
        "ledger.claims[0].figures[0].series[0].x[0]",
    ),
    (("totals", "claims"), -1, "ledger.totals.claims"),
]


def test_the_sample_is_a_ledger():
    jsonschema.Draft202012Validator.check_schema(schema.schema())
    jsonschema.validate(report_sample.ledger(), schema.schema())
    assert schema.faults(report_sample.ledger()) == []


@pytest.mark.parametrize(("path", "value", "place"), FAULTS, ids=lambda v: str(v)[:40])
def test_a_fault_is_named_by_its_place(path, value, place):
    with pytest.raises(LedgerError, match=place.replace("[", r"\[").replace("]", r"\]")):
        schema.require(spoil(path, value))


@pytest.mark.parametrize(("path", "value", "place"), FAULTS, ids=lambda v: str(v)[:40])
def test_json_schema_sees_the_same_faults(path, value, place):
    ledger = spoil(path, value)
    seen = {
        error.json_path.replace("$", "ledger")
        for error in jsonschema.Draft202012Validator(schema.schema()).iter_errors(ledger)
    }
    assert place in {fault.split(" ")[0] for fault in schema.faults(ledger)}
    assert any(place.startswith(where) for where in seen)


def test_every_field_of_a_claim_is_described():
    described = schema.schema()["$defs"]["claim"]["properties"].keys()
    assert {key for claim in report_sample.claims() for key in claim} <= described


def test_only_keywords_that_are_read_stand_in_the_schema():
    odd = copy.deepcopy(schema.schema())
    odd["not"] = {}
    with pytest.raises(LedgerError, match="keyword"):
        list(schema._faults({}, odd, "ledger"))


def test_a_text_that_ends_in_a_line_break_matches_no_number():
    ledger = spoil(("claims", position("ar1-snr"), "figures", 0, "series", 0, "x", 0), "1\n")
    with pytest.raises(LedgerError, match="must match"):
        schema.require(ledger)

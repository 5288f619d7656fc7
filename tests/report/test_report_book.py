"""Reading order, groups, and what a claim is worth once everything it rests on is looked at."""

import json

import pytest
import report_sample

from symrnn.errors import LedgerError
from symrnn.report import addresses, graph, measured
from symrnn.report import book as books


def claim(name, verdict="PROVED", uses=(), **fields):
    return report_sample.claim(name, "t", f"Title of {name}.", "", verdict, uses=list(uses), **fields)


def ledger_of(*claims):
    return report_sample.ledger() | {"claims": list(claims)}


def order(*claims):
    return [c["id"] for c in books.read(ledger_of(*claims)).claims]


def test_what_a_claim_uses_stands_before_it():
    assert order(claim("c", uses=["b"]), claim("b", uses=["a"]), claim("a")) == ["a", "b", "c"]


def test_claims_that_rest_on_nothing_keep_the_order_of_the_ledger():
    assert order(claim("z"), claim("a"), claim("m")) == ["z", "a", "m"]


def test_a_misprint_stands_right_after_its_correction():
    printed = claim("printed", "REFUTED", as_printed_of="true")
    assert order(printed, claim("first"), claim("true"), claim("last")) == ["first", "true", "printed", "last"]


def test_a_circle_is_read_once():
    assert sorted(order(claim("a", uses=["b"]), claim("b", uses=["a"]), claim("c", uses=["c"]))) == ["a", "b", "c"]


def test_misprints_of_each_other_are_all_read():
    first, second = claim("a", "REFUTED", as_printed_of="b"), claim("b", "REFUTED", as_printed_of="a")
    assert sorted(order(first, second)) == ["a", "b"]


def test_two_claims_may_not_share_an_id():
    with pytest.raises(LedgerError, match="share an id"):
        books.read(ledger_of(claim("a"), claim("a")))


def test_places_are_in_the_order_in_which_one_reads(book):
    lecture = [c["source"]["place"] for c in book.sources[report_sample.LECTURE]]
    assert lecture == ["eq. (7)", "eq. (7)", "section 2.1", "section 2.1", "section 10.3"]


def test_claims_of_our_own_are_listed_last(book):
    assert list(book.sources)[-1] == books.OWN_WORK
    assert books.work(claim("x", source={"work": "own work", "place": ""})) == books.OWN_WORK


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        ("all n", True),
        ("for all n and m", True),
        ("every size", True),
        ("n <= 4", False),
        (None, False),
        ("this witness", False),
    ],
)
def test_for_all_is_read_from_the_scope(scope, expected):
    assert books.for_all(claim("x", scope=scope)) is expected


def test_the_numbers_add_up(book):
    kinds = [
        book.proved_for_all,
        book.proved_within,
        book.with_verdict("REFUTED", "CORROBORATED"),
        book.with_verdict(*books.OPEN),
    ]
    assert sum(map(len, kinds)) == len(book.claims) == book.ledger["totals"]["claims"]


def test_text_that_cannot_be_shown_is_replaced():
    assert books.clean("a\x00b\u202ec\ud800d\ufffe\n\té") == "a\ufffdb\ufffdc\ufffdd\ufffd\n\té"


def test_a_proof_is_as_good_as_what_it_rests_on():
    claims = [claim("a", "UNDECIDED"), claim("b", uses=["a"]), claim("c", uses=["b"]), claim("d")]
    found = graph.standings(claims)
    assert found["c"].rests_on == (("a", "UNDECIDED"),)
    assert not found["b"].fully_proved
    assert not found["c"].fully_proved
    assert found["d"].fully_proved


def test_what_is_missing_and_what_is_circular_is_said():
    found = graph.standings([claim("a", uses=["gone"]), claim("b", uses=["c"]), claim("c", uses=["b"])])
    assert found["a"].missing == ("gone",)
    assert found["b"].circular
    assert not found["a"].circular


def test_layers_lead_from_what_rests_on_nothing():
    edges = graph.graph([claim("a"), claim("b", uses=["a"]), claim("c", uses=["a", "b"]), claim("d", uses=["a"])])
    assert [sorted(row) for row in graph.layers(edges)] == [["a"], ["b", "d"], ["c"]]


def test_a_circle_shares_a_layer():
    edges = graph.graph([claim("a"), claim("b", uses=["c", "a"]), claim("c", uses=["b"])])
    assert [sorted(row) for row in graph.layers(edges)] == [["a"], ["b", "c"]]


def test_claims_that_stand_alone_are_no_component():
    edges = graph.graph([claim("a"), claim("b", uses=["a"]), claim("x")])
    assert [sorted(part) for part in graph.components(edges)] == [["a", "b"]]


def test_an_address_is_the_id_wherever_it_can_be():
    assert addresses.anchor("livi2025-eq32") == "livi2025-eq32"
    assert addresses.link("bound[tanh,2]") == "#bound%5Btanh,2%5D"
    odd = addresses.anchor("a b:<c>")
    assert odd != addresses.anchor("a b:<d>")
    assert odd.replace("-", "").isalnum()


def test_file_stems_never_collide():
    found = addresses.stems(["Gate", "gate", "README", "../evil", "ok_1"])
    assert found["ok_1"] == "ok_1"
    assert len({stem.lower() for stem in found.values()} | {"readme"}) == 6
    assert not any(c in stem for stem in found.values() for c in "./\\ ")


def test_trust_measurements_have_a_form():
    assert measured.points(None) == []
    mutants, poison, faults = measured.points(report_sample.TRUST)
    assert (mutants.goal, mutants.tone) == ("met", "good")
    assert (poison.goal, poison.tone) == ("not met: 1 wrong verdict", "bad")
    assert (faults.goal, faults.tone, faults.tables) == ("not measured", "open", ())
    figures, by_claim, survivors = mutants.tables
    assert figures.rows[0] == ("Semantic", "1,141")
    assert by_claim.numeric == (False, True, True)
    assert by_claim.rows[0] == ("claim-0", "40", "–")
    assert survivors.rows == ()
    for wrong in ([], {"mutants": 3}, {"mutants": {"measured": True}}, {"mutants": {"title": "x"}}):
        with pytest.raises(LedgerError, match="another form"):
            measured.points(wrong)


def test_a_broken_file_of_measurements_is_named(tmp_path):
    for text in ("{", "[]", '{"mutants": {"figure": 3}}'):
        (tmp_path / "trust.json").write_text(text)
        with pytest.raises(LedgerError, match=r"trust\.json"):
            measured.read(tmp_path / "trust.json")
    (tmp_path / "trust.json").write_text(json.dumps(report_sample.TRUST))
    assert measured.read(tmp_path / "trust.json") == report_sample.TRUST

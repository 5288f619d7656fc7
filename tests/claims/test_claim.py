import pytest

from symrnn.claims.claim import EXPECTABLE, REGISTER, Claim, Family, claim, foil
from symrnn.claims.source import Source
from symrnn.errors import ClaimError
from symrnn.recheck.ledger import VERDICTS

LIVI = Source("A work on gates", authors=["A. Livi", "B. Other"], year=2025)


class Statement:
    def __init__(self, what="x"):
        self.what = what

    def record(self):
        return {"assert": self.what}


def made(id="some-id", text="A sentence.", value=None, **options):
    """A claim that is not registered with this module: its function has globals of its own."""
    namespace = {"value": Statement() if value is None else value}
    exec(f"def stated():\n    {text!r}\n    return value() if callable(value) else value", namespace)
    return claim(id, **({"source": "own work"} | options))(namespace["stated"])


@claim("registered", source=LIVI.at("eq. (32)"), uses=["other"], title="A title")
def registered():
    """The Jacobian is leaky,
    at the rate of the gate.

    A second paragraph.
    """
    return Statement("registered")


@foil(registered)
def gate_held_still():
    """The usual slip."""
    return Statement("foil")


@claim("family", source="own work", over={"phi": ["tanh", "relu"], "n": [1, 2]}, uses=[registered])
def family(phi, n):
    """The {phi} cell of size {n}."""
    return Statement((phi, n))


@foil(family)
def takes_one(phi):
    """A foil of {phi}."""
    return Statement(phi)


@claim("printed", source="own work", over={"phi": ["tanh", "relu"]}, uses=[family])
def printed(phi):
    """A sentence."""
    return Statement(phi)


@claim("misprint", source="own work", over={"phi": ["relu", "tanh"]}, expect="REFUTED", as_printed_of=printed)
def misprint(phi):
    """A sentence with a misprint."""
    return Statement(phi)


def test_a_claim_holds_what_was_said_and_computes_nothing():
    def explode():
        raise AssertionError("a statement was made at definition")

    assert made(value=explode).id == "some-id"
    assert registered.title == "A title"
    assert registered.text.endswith("A second paragraph.")
    assert registered.source.record() == {"work": "A. Livi and B. Other (2025): A work on gates", "place": "eq. (32)"}
    assert (registered.uses, registered.expect, registered.path) == (("other",), "PROVED", "test_claim.py")
    assert registered.statement().record() == registered().record() == {"assert": "registered"}
    assert registered.code.startswith("@claim(")
    assert registered.code.endswith('return Statement("registered")\n')
    assert (gate_held_still.id, gate_held_still.title) == ("registered/gate_held_still", "The usual slip.")
    assert registered.foils == [gate_held_still]


def test_the_sentence_is_the_first_paragraph_of_the_docstring():
    assert made(text="One\n  sentence.\n\nMore.").title == "One sentence."


def test_over_makes_one_claim_per_combination():
    assert isinstance(family, Family)
    assert [c.id for c in family.claims] == ["family[tanh,1]", "family[tanh,2]", "family[relu,1]", "family[relu,2]"]
    assert family.claims[3].title == "The relu cell of size 2."
    assert family.claims[3].statement().what == ("relu", 2)
    assert [f.id for f in family.claims[2].foils] == ["family[relu,1]/takes_one"]
    assert family.claims[2].foils[0].statement().what == "relu"
    assert family.claims[0].uses == ("registered",)


def test_a_family_is_referred_to_by_member_where_the_values_are_the_same():
    assert [c.as_printed_of for c in misprint.claims] == ["printed[relu]", "printed[tanh]"]
    assert printed.claims[0].uses == tuple(c.id for c in family.claims)
    assert printed.claims[0].title == "A sentence. (phi = tanh)"


def test_claims_register_with_their_module_in_the_order_of_definition():
    ids = [c.id for c in globals()[REGISTER]]
    assert ids[:2] == ["registered", "family[tanh,1]"]
    assert ids[-1] == "misprint[tanh]"
    assert len(ids) == 9


def test_the_expectable_verdicts_are_those_of_the_trusted_base_but_not_run():
    assert {*EXPECTABLE, "NOT_RUN"} == set(VERDICTS)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"source": None}, "has no source"),
        ({"source": " "}, "has no source"),
        ({"id": "two words"}, "letters, digits"),
        ({"id": ""}, "letters, digits"),
        ({"id": "name[tanh]"}, "letters, digits"),
        ({"id": lambda: None}, "a claim without an id; got the function <lambda>; expected"),
        ({"text": "  "}, "no docstring"),
        ({"expect": "proved"}, "expected one of PROVED"),
        ({"expect": "NOT_RUN"}, "expected one of PROVED"),
        ({"uses": "other"}, "Write [...]"),
        ({"uses": [3]}, "ids or claims"),
        ({"as_printed_of": "other"}, "expect='REFUTED'"),
        ({"over": {"phi": "tanh"}}, "a list of at least one value"),
        ({"over": {"phi": []}}, "a list of at least one value"),
        ({"over": {"phi": ["tanh", "tanh"]}}, "names a value twice"),
        ({"over": {"phi": ["two words"]}}, "can stand in an id"),
        ({"over": ["tanh"]}, "a mapping"),
        ({"over": {"phi": ["tanh"]}}, "the keys of `over`"),
    ],
)
def test_a_definition_that_lacks_something_raises(options, words):
    with pytest.raises(ClaimError) as caught:
        made(**options)
    assert words in str(caught.value)


def test_as_printed_of_a_whole_family_is_ambiguous():
    with pytest.raises(ClaimError, match="expected one claim"):
        made(expect="REFUTED", as_printed_of=printed)


def test_an_id_is_unique_in_a_file_and_replaced_in_a_notebook():
    text = "@claim('twice', source='own work')\ndef first():\n    'One.'\n"
    again = text.replace("first", "second")
    file, notebook = {"claim": claim, "__file__": "a.py", "__name__": "a"}, {"claim": claim, "__name__": "__main__"}
    exec(text, file)
    with pytest.raises(ClaimError, match="the id is taken by the claim in line 1"):
        exec(again, file)
    exec(text, notebook)
    exec(again, notebook)
    assert [c.function.__name__ for c in notebook[REGISTER]] == ["second"]


@pytest.mark.parametrize("value", [lambda: None, True, 3, "text"])
def test_what_is_no_statement_is_refused_when_it_is_asked_for(value):
    with pytest.raises(ClaimError, match="does not return a statement"):
        made(value=value).statement()


def test_a_foil_needs_a_claim_of_its_own_file_a_docstring_and_a_name_of_its_own():
    with pytest.raises(ClaimError, match="a foil of nothing"):
        foil(lambda: None)
    with pytest.raises(ClaimError, match="another file"):
        foil(made())(lambda: None)
    with pytest.raises(ClaimError, match="no docstring"):
        exec("@foil(registered)\ndef undocumented(): return 1", globals())
    with pytest.raises(ClaimError, match="of this name already"):
        exec("@foil(registered)\ndef gate_held_still():\n    'Again.'", globals())
    with pytest.raises(ClaimError, match="takes"):
        exec("@foil(registered)\ndef takes(phi):\n    'A foil.'", globals())
    assert registered.foils == [gate_held_still]


def test_decorating_something_else_than_a_function_raises():
    with pytest.raises(ClaimError, match="decorates"):
        claim("a-class", source="own work")(Statement)
    with pytest.raises(ClaimError, match="decorates"):
        foil(registered)(Statement)


def test_sources():
    assert Source("W", authors="A. One", year=1998).citation == "A. One (1998): W"
    assert Source("W", authors=["A", "B", "C"]).citation == "A, B and C: W"
    assert Source("W", year=1998).citation == "(1998): W"
    assert Source("W").at("p. 3").record() == {"work": "W", "place": "p. 3"}
    for wrong in ("", None, 3):
        with pytest.raises(ClaimError):
            Source(wrong)
        with pytest.raises(ClaimError):
            Source("W").at(wrong)


def test_a_claim_made_in_a_function_knows_it():
    @claim("nested-in-a-test", source="own work")
    def nested():
        """A sentence."""

    globals()[REGISTER].remove(nested)
    assert isinstance(nested, Claim)
    assert nested.nested
    assert not registered.nested

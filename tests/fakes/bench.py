"""Stand-ins for all that `assess` asks: each says what it is told to say, and logs what it was asked."""

from types import SimpleNamespace
from typing import NamedTuple

from symrnn.claims import assess as room
from symrnn.verdict import Evidence

BALLS, SAMPLE, SEARCH = Evidence("numbers:balls", points=6), Evidence("sample", points=6), Evidence("search", points=0)
ARGUMENT = [Evidence("route:a", points=1), Evidence("route:b", points=1)]
EXAMPLE = [Evidence("route:example", points=1), Evidence("checker", points=1)]
ORACLE = Evidence("oracle:mpmath-differences", points=6, detail="agrees")
POINT = {"leaves": {"c": "1"}}


class Statement:
    """A statement of which only the head and the record are looked at."""

    def __init__(self, head="equal", given=(), name="statement", sides=()):
        self.head, self.given, self.name, self.sides = head, given, name, sides

    def record(self):
        return {"assert": [self.head, self.name, *self.sides], "given": [], "name": self.name}


class Condition(NamedTuple):
    """A condition that was read."""

    head: str
    args: tuple = ()
    given: tuple = ()


class Bench:
    """What each collaborator answers, and a log of what it was asked."""

    def __init__(self, monkeypatch):
        self.log, self.stages = [], []
        self.normal = lambda statement: statement
        self.evidence = [BALLS, SAMPLE]
        self.found = {"tried": 6, "effective": 6, "violations": [], "points": [], "doubt": ""}
        self.directions, self.turned = [], {}
        self.simulated = []
        self.proof, self.obstacle, self.refusal = None, "no rule fits", ""
        self.example = self.absence = self.another = self.crossing = None
        self.places = [({"sizes": {}, "indices": {}, "functions": {}, "leaves": {}}, {"given": [], "assert": ["exists"]})]
        self.search = {}
        self.look, self.attained, self.refused = SimpleNamespace(witness=None, doubt=""), "", []
        self.closing, self.growing = "", (None, "")
        self.smaller = lambda point: {**point, "smaller": True}
        self.more, self.further = [], []
        self.second = [ORACLE]
        for name in ("normalised", "at_points", "directions", "numbers", "spoken", "simulated", "prove", "argued",
                     "find_example", "by_example", "prove_absence", "another_limit", "find_violation", "find", "refutes",
                     "shrink", "smallest", "thresholds", "attained", "closing", "growing", "beyond", "corroborate",
                     "condition_node", "places", "read_condition"):
            monkeypatch.setattr(room, name, self.asked(name), raising=True)

    def asked(self, name):
        def told(*args, **options):
            self.log.append((name, args, options))
            return getattr(self, f"on_{name}")(*args, **options)

        return told

    def calls(self, name):
        return [(args, options) if options else args for asked, args, options in self.log if asked == name]

    def on_normalised(self, statement):
        return self.normal(statement)

    def on_at_points(self, record, seed):
        return list(self.evidence), self.found

    def on_directions(self, statement):
        assert statement.head
        return self.directions

    def on_beyond(self, record, seed):
        return self.further

    def on_closing(self, record, seed):
        return self.closing

    def on_growing(self, record, seed):
        return self.growing

    def on_numbers(self, record, seed, **options):
        return {"violations": self.more if options else self.turned.get(record["name"], [])}

    def on_spoken(self, evidence):
        return [Evidence(e.oracle, e.points, detail=f"{e.detail}; spoken; twice") for e in evidence]

    def on_simulated(self, statement, record, seed):
        return self.simulated

    def on_prove(self, statement, by):
        return self.proof, self.obstacle

    def on_argued(self, record, proof):
        if self.refusal:
            return None, [], self.refusal
        return {"kind": "argument", "scope": "all n"}, list(ARGUMENT), ""

    def on_find_example(self, record, seed):
        return self.example

    def on_by_example(self, record, example):
        return {"kind": "example", "scope": "this example"}, list(EXAMPLE)

    def on_places(self, record):
        assert record["assert"][0] == "exists"
        return self.places

    def on_read_condition(self, node, record):
        return Condition(node[0], tuple(node[1:]))

    def on_prove_absence(self, statement):
        return [self.absence] if self.absence else []

    def on_another_limit(self, statement):
        return self.another

    def on_find_violation(self, record):
        assert record["name"]
        return self.crossing

    def on_find(self, record, seed):
        return self.search.get(record["name"])

    def on_refutes(self, record, witness):
        assert record["name"]
        good = not any(all(witness.get(k) == v for k, v in bad.items()) for bad in self.refused)
        return good, "" if good else "not accepted", {"left": "0", "right": "1"} if good else {}

    def on_shrink(self, record, point):
        return self.smaller(point)

    def on_smallest(self, record, witness):
        assert record["name"]
        return "smaller" in witness

    def on_thresholds(self, record, seed):
        return self.look

    def on_attained(self, record, seed):
        return self.attained

    def on_corroborate(self, records, seed):
        return self.second

    def on_condition_node(self, condition, *, inner):
        return ["node of", condition, inner]

    def judge(self, statement=None, **options):
        self.stages.clear()
        self.log.clear()
        return room.assess(statement or Statement(), seed=9, stage=self.stages.append, **options)

"""A judge that believes what a claim says of itself: the processes are under test, not the verdicts."""

from symrnn.claims.catalog import Catalog, load_claim
from symrnn.claims.folder import Folder, root_of
from symrnn.runs.entry import failed
from symrnn.runs.plan import plan

NAME = "fakes.judges:judge"


def judge(path, id, seed, stage):
    """The entry that the claim's statement asks for; a statement may also be the whole answer."""
    stage("loading")
    claim = load_claim(path, id)
    stage("statement")
    record = claim.statement().record()
    stage("answer")
    return record["answer"] if "answer" in record else entry_of(claim, record["verdict"], seed)


def entry_of(claim, verdict, seed):
    """A well-formed entry for a claim."""
    (planned,) = plan(Catalog(claims=[claim], folders={claim.file: Folder(root_of(claim.file))}))
    entry = failed(planned, verdict, None if verdict in ("PROVED", "REFUTED", "CORROBORATED") else "as asked")
    evidence = {"oracle": "numbers:exact", "points": 3, "seed": seed}
    foils = [foil | {"verdict": "REFUTED"} for foil in entry["foils"]]
    return entry | {"evidence": [evidence], "foils": foils, "scope": "for tests"}


class Says:
    """A statement that asks the fake judge for a verdict, or for exactly this answer."""

    def __init__(self, verdict="PROVED", **answer):
        self._record = answer or {"verdict": verdict}

    def record(self):
        """What the judge reads."""
        return self._record


def counts(path, id, seed, stage):
    """The scores of a campaign that finds as many mutants as the id has letters; `falls` has none."""
    if id == "falls":
        raise ValueError("as asked")
    return {"mutants": len(id), "seconds": "of the caller"}
